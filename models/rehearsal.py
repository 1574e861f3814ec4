"""Rehearse a fit on people and pairs held back: what to choose, how to calibrate."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.special import expit
from sklearn.utils import check_random_state

from models.pairs import Pairs
from models.profiles import Profiles
from models.value_fit import fit_parts, fit_people
from models.value_parts import Choice, Parts

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
N_FOLDS: Final = 4
HELD_PARTS: Final = 10  # of the pairs, one at a time is held back with its people known
MANY: Final = 30_000  # answers from which one fold is enough
FEW_FACTORS: Final = 4  # at most where there are so many
MIN_ANSWERS: Final = 40  # on either side of a fold
MAX_SHARE: Final = 0.6  # of the people, that the largest component may hold
FIRST_TRY: Final = 0.5  # variance of factors
OTHER_TRIES: Final = ((1.0, 0.8), (1.0, 1.5), (0.5, 0.5))  # share of factors, variance
MAX_TASTES: Final = 8
FEW_TASTES: Final = 3  # at most where there are many answers
TASTE_VARIANCES: Final = (0.02, 0.05, 0.1, 0.25, 0.6)  # as long as each helps more
LEAST_DISPERSION: Final = 0.1  # a figure counts as ten answers at most
SLOPE_VARIANCE: Final = 0.25  # of Platt's two numbers around 0 and 1


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """One rehearsal.

    Attributes
    ----------
    train : ndarray of shape (n_pairs,), bool
        Pairs to learn from.
    cold, warm : ndarray of shape (n_pairs,), bool
        Pairs held back with one of their people, and those whose people stay.
    """

    train: Mask
    cold: Mask
    warm: Mask


@dataclass(frozen=True, slots=True, eq=False)
class Rehearsal:
    """What rehearsing a fit came to.

    Attributes
    ----------
    choice : Choice
        Factors.
    platt : tuple of two float
        Intercept and slope of the calibration (Platt 1999).
    rows : ndarray of shape (n_held,), intp
        Answers held back while their people stayed; some more than once.
    logits : ndarray of shape (n_held,)
        What was predicted for them, uncalibrated.
    """

    choice: Choice
    platt: tuple[float, float]
    rows: NDArray[np.intp]
    logits: Array

    def dispersion(self, y: Array, weight: Array, graded: Mask) -> float:
        """Tell how far graded answers scatter, as a share of a yes or no's variance.

        Parameters
        ----------
        y, weight : ndarray of shape (n_pairs,)
            Answers in [0, 1] and how much each counts.
        graded : ndarray of shape (n_pairs,), bool
            Which answers are figures, not yes or no.

        Returns
        -------
        float
            In [0.1, 1]: the ratio of the squared errors of answers held back to what
            yes or no with these chances would have; 1 where it cannot be told.
        """
        own = graded[self.rows]
        rows = self.rows[own]
        if rows.size < MIN_ANSWERS:
            return 1.0
        p = expit(self.platt[0] + self.platt[1] * self.logits[own])
        scatter = float(weight[rows] @ (y[rows] - p) ** 2)
        of_yes_or_no = float(weight[rows] @ (p * (1.0 - p)))
        return float(np.clip(scatter / max(of_yes_or_no, 1e-12), LEAST_DISPERSION, 1.0))


def rehearse(
    parts: Parts,
    profiles: Profiles,
    pairs: Pairs,
    y: Array,
    *,
    n_factors: int,
    random_state: Any = 0,
) -> Rehearsal:
    """Choose the factors of people, and calibrate.

    Factors are kept only where they lower the log loss of pairs held back. Variances
    and scales stay those of the whole fit.

    Parameters
    ----------
    parts : Parts
        The fit without factors.
    profiles : Profiles
        Leaders.
    pairs : Pairs
        All pairs.
    y : ndarray of shape (n_pairs,)
        Answers in [0, 1].
    n_factors : int
        Most factors.
    random_state : int, RandomState or None, default=0
        Draw of the folds.

    Returns
    -------
    Rehearsal
        Factors, calibration, and what was predicted for answers held back.
    """
    kept = [
        fold
        for fold in folds_of(pairs, len(profiles), random_state)
        if _is_enough(fold, y)
    ]
    runs = [_Run.of(fold, parts, profiles, pairs, y) for fold in kept]
    choice = _choose(runs, n_factors)
    held = [np.flatnonzero(run.fold.cold | run.fold.warm) for run in runs]
    if not held:
        return Rehearsal(Choice(), (0.0, 1.0), np.zeros(0, np.intp), np.zeros(0))
    logits = np.concatenate([run.logits(choice) for run in runs])
    rows = np.concatenate(held)
    calibration = platt(logits, y[rows], pairs.weight[rows])
    is_warm = np.concatenate(
        [run.fold.warm[own] for run, own in zip(runs, held, strict=True)]
    )
    return Rehearsal(choice, calibration, rows[is_warm], logits[is_warm])


def folds_of(pairs: Pairs, n_leaders: int, random_state: Any = 0) -> list[Fold]:
    """Hold people back, whole circles of them where they fall into circles.

    Parameters
    ----------
    pairs : Pairs
        All pairs.
    n_leaders : int
        Leaders.
    random_state : int, RandomState or None, default=0
        Draw.

    Returns
    -------
    list of Fold
        Every person is held back once where there are few answers.
    """
    rng = check_random_state(random_state)
    n_folds = N_FOLDS
    links = sparse.csr_array(
        (np.ones(len(pairs)), (pairs.rater, pairs.ratee)), shape=(n_leaders, n_leaders)
    )
    _, found = connected_components(links, directed=False)
    circle: NDArray[np.intp] = found.astype(np.intp)
    seen = np.unique(np.concatenate([pairs.rater, pairs.ratee]))
    sizes = np.bincount(circle[seen])
    is_apart = np.count_nonzero(sizes) >= n_folds
    if not is_apart or sizes.max() > MAX_SHARE * seen.size:
        circle = np.arange(n_leaders)
    part = (rng.permutation(n_leaders) % n_folds)[circle]
    draw = rng.permutation(len(pairs)) % HELD_PARTS
    nothing = np.zeros(len(pairs), dtype=bool)
    result = []
    for k in range(n_folds):
        cold = (part[pairs.rater] == k) | (part[pairs.ratee] == k)
        warm = draw == k
        if len(pairs) > MANY:
            return [Fold(~cold & ~warm, cold, warm & ~cold)]
        result += [Fold(~cold, cold, nothing), Fold(~warm, nothing, warm)]
    return result


def platt(logits: Array, y: Array, weight: Array) -> tuple[float, float]:
    """Fit intercept and slope of a logistic calibration, drawn towards 0 and 1.

    Parameters
    ----------
    logits : ndarray of shape (n_answers,)
        Predictions of answers that were held back.
    y, weight : ndarray of shape (n_answers,)
        Answers in [0, 1] and how much each counts.

    Returns
    -------
    tuple of two float
        Intercept and slope; the slope is positive.
    """
    X = np.column_stack([np.ones(logits.size), logits])
    prior = np.array([0.0, 1.0])
    found = prior.copy()
    for _ in range(50):
        p = expit(X @ found)
        slope = X.T @ (weight * (y - p)) - (found - prior) / SLOPE_VARIANCE
        curvature = (X * (weight * p * (1.0 - p))[:, np.newaxis]).T @ X
        curvature[np.diag_indices(2)] += 1.0 / SLOPE_VARIANCE
        step = np.linalg.solve(curvature, slope)
        found = found + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-10:
            break
    return float(found[0]), max(float(found[1]), 0.05)


def _is_enough(fold: Fold, y: Array) -> bool:
    known, held = y[fold.train], y[fold.cold | fold.warm]
    is_mixed = bool(np.ptp(known) > 0.0) if known.size else False
    return min(known.size, held.size) >= MIN_ANSWERS and is_mixed


@dataclass(slots=True, eq=False)
class _Run:
    """A fold with its fits, each made once."""

    fold: Fold
    profiles: Profiles
    pairs: Pairs
    y: Array
    base: Parts
    scores: dict[Choice, Array]

    @classmethod
    def of(
        cls, fold: Fold, parts: Parts, profiles: Profiles, pairs: Pairs, y: Array
    ) -> "_Run":
        base = fit_parts(
            parts.terms,
            profiles,
            pairs.take(fold.train),
            y[fold.train],
            choice=Choice(),
            start=parts,
            n_rounds=0,
        )
        return cls(fold, profiles, pairs, y, base, {})

    def logits(self, choice: Choice) -> Array:
        """Predict what was held back."""
        if choice not in self.scores:
            parts = self.base
            if not choice.is_level_only:
                train = self.fold.train
                known = self.pairs.take(train)
                parts = fit_people(
                    self.base, self.profiles, known, self.y[train], choice
                )
            held = self.fold.cold | self.fold.warm
            rater, ratee = self.pairs.rater[held], self.pairs.ratee[held]
            self.scores[choice] = parts.logits(self.profiles).of(rater, ratee)
        return self.scores[choice]

    def losses(self, choice: Choice) -> Array:
        """Give the weighted log losses of warm pairs."""
        held = self.fold.cold | self.fold.warm
        warm = self.fold.warm[held]
        if not warm.any():
            return np.zeros(0)
        z, y = self.logits(choice)[warm], self.y[held][warm]
        weight = self.pairs.weight[held][warm]
        return np.asarray(weight * (np.logaddexp(0.0, z) - y * z))


def _choose(runs: list[_Run], n_factors: int) -> Choice:
    """Take factors and tastes where they help, and the variances that help most."""
    best, gain = Choice(), 0.0
    if n_factors < 1 or not runs or _gains(runs, best).size < MIN_ANSWERS:
        return best
    n_tastes = min(MAX_TASTES, runs[0].base.terms.axes.shape[1])
    if len(runs[0].pairs) > MANY:
        n_factors, n_tastes = min(n_factors, FEW_FACTORS), min(n_tastes, FEW_TASTES)
    found = _gain(runs, first := Choice(n_factors, FIRST_TRY))
    if found > gain:
        best, gain = first, found
        for share, variance in OTHER_TRIES:
            other = Choice(max(1, round(share * n_factors)), variance)
            if (found := _gain(runs, other)) > gain:
                best, gain = other, found
    for variance in TASTE_VARIANCES if n_tastes else ():
        other = replace(best, n_tastes=n_tastes, taste_variance=variance)
        if (found := _gain(runs, other)) <= gain:
            break
        best, gain = other, found
    alone = replace(best, n_factors=0, variance=0.0)
    return alone if best.n_tastes and _gain(runs, alone) > gain else best


def _gain(runs: list[_Run], choice: Choice) -> float:
    return float(_gains(runs, choice).mean())


def _gains(runs: list[_Run], choice: Choice) -> Array:
    return np.concatenate([run.losses(Choice()) - run.losses(choice) for run in runs])
