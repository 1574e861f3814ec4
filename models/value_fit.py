"""One fit of learned value: profiles and people first, then factors of people."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.effects import EffectsFit, fit_effects
from models.history import History
from models.latent import LatentData, Side, fit_latent
from models.pairs import Pairs
from models.profiles import Profiles
from models.value_parts import Choice, Parts
from models.value_terms import Terms

Array = NDArray[np.float64]
Modes = tuple[Array, Array, Array]
MAX_ROUNDS: Final = 12  # of renewing variances
N_PRIORS_LAST: Final = 3  # raters, ratees, groups


def fit_parts(
    terms: Terms,
    profiles: Profiles,
    pairs: Pairs,
    y: Array,
    *,
    choice: Choice,
    start: Parts | None = None,
    n_rounds: int = MAX_ROUNDS,
) -> Parts:
    """Fit coefficients and people once.

    Parameters
    ----------
    terms : Terms
        Scales.
    profiles : Profiles
        Leaders.
    pairs : Pairs
        Who answered about whom.
    y : ndarray of shape (n_pairs,)
        Answers in [0, 1].
    choice : Choice
        Factors of people.
    start : Parts or None, default=None
        A fit to begin with, of the same terms; its variances too.
    n_rounds : int, default=12
        Most rounds of renewing variances; 0 keeps those of `start`.

    Returns
    -------
    Parts
        The fit.
    """
    data, variances = terms.data(profiles, pairs, y)
    modes = None
    if start is not None:
        variances = start.fit.variances
        modes = _modes(start, profiles, data.B.shape[0])
    fit = fit_effects(data, variances, start=modes, n_rounds=n_rounds)
    if choice.is_level_only:
        n_leaders = len(profiles)
        raters = _levels(fit, profiles, np.unique(pairs.rater), 0, -3)
        ratees = _levels(fit, profiles, np.unique(pairs.ratee), n_leaders, -2)
        return Parts(terms, fit, raters, ratees)
    return fit_people(
        Parts(terms, fit, _nobody(), _nobody()), profiles, pairs, y, choice
    )


def fit_people(
    parts: Parts, profiles: Profiles, pairs: Pairs, y: Array, choice: Choice
) -> Parts:
    """Fit levels, tastes and factors of people, the coefficients held.

    Parameters
    ----------
    parts : Parts
        Coefficients; its people are left aside.
    profiles : Profiles
        Leaders.
    pairs : Pairs
        Pairs of the same fit.
    y : ndarray of shape (n_pairs,)
        Answers in [0, 1].
    choice : Choice
        Tastes and factors of people, one of them at least.

    Returns
    -------
    Parts
        The same coefficients with people.
    """
    n_leaders = len(profiles)
    data, _ = parts.terms.data(profiles, pairs, y)
    moods = parts.fit.u.copy()
    moods[: 2 * n_leaders] = 0.0
    offset = data.logits(parts.fit.f, parts.fit.e, moods)
    parts = replace(parts, n_tastes=choice.n_tastes)
    axes = parts.axes(profiles)
    latent = LatentData(pairs.rater, pairs.ratee, axes, offset, y, pairs.weight)
    before = parts.fit.variances[-N_PRIORS_LAST:]
    levels = (float(before[0]), float(before[1]))
    raters, ratees = fit_latent(latent, levels, choice)
    asked, told = np.unique(pairs.rater), np.unique(pairs.ratee)
    fit = replace(parts.fit, e=parts.fit.e.copy())
    fit.e[0] += _centre((raters, asked), (ratees, told), 1 + choice.n_tastes)
    return replace(
        parts,
        fit=fit,
        raters=_people(raters, profiles, asked),
        ratees=_people(ratees, profiles, told),
    )


def _centre(
    of_raters: tuple[Side, NDArray[np.intp]],
    of_ratees: tuple[Side, NDArray[np.intp]],
    first: int,
) -> float:
    """Make people average zero, so that a newcomer without effects is an average one.

    What the mean of one side's factors, from entry `first` on, does to the other side
    moves into its levels; predictions of people who are known do not change. Returns
    what the base gains.
    """
    middles = [
        side.mean[seen, first:].mean(axis=0) for side, seen in (of_raters, of_ratees)
    ]
    gained = -float(middles[0] @ middles[1])
    for (side, seen), other in zip((of_raters, of_ratees), middles[::-1], strict=True):
        turn = np.eye(side.prior.size)
        turn[0, first:] = other
        side.mean = side.mean @ turn.T
        side.covariance = turn @ side.covariance @ turn.T
        middle = side.mean[seen].mean(axis=0)
        middle[1:first] = 0.0  # what a taste shared by all says is in the coefficients
        side.mean = side.mean - middle
        gained += float(middle[0])
        spread = side.mean[seen, 0] ** 2 + side.covariance[seen, 0, 0]
        side.prior = np.append(spread.mean(), side.prior[1:])
    return gained


def _nobody() -> History:
    return History.of((), np.zeros((0, 1)), np.zeros((0, 1, 1)), np.ones(1))


def _people(side: Side, profiles: Profiles, rows: NDArray[np.intp]) -> History:
    return History.of(
        tuple(profiles.ids[row] for row in rows.tolist()),
        side.mean[rows],
        np.asarray(np.linalg.inv(side.covariance[rows]), dtype=np.float64),
        side.prior,
    )


def _levels(
    fit: EffectsFit,
    profiles: Profiles,
    rows: NDArray[np.intp],
    first: int,
    prior: int,
) -> History:
    variance = fit.variances[[prior]]
    spread = np.minimum(fit.source_variance[first + rows], variance[0])
    return History.of(
        tuple(profiles.ids[row] for row in rows.tolist()),
        fit.u[first + rows][:, np.newaxis],
        (1.0 / spread)[:, np.newaxis, np.newaxis],
        variance,
    )


def _modes(start: Parts, profiles: Profiles, n_sources: int) -> Modes:
    """Lay out the modes of an earlier fit as those to begin with."""
    sources = np.zeros(n_sources)
    n_leaders = len(profiles)
    sources[:n_leaders] = start.raters.means(profiles.ids)[:, 0]
    sources[n_leaders : 2 * n_leaders] = start.ratees.means(profiles.ids)[:, 0]
    return start.fit.f, start.fit.e, sources
