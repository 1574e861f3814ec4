"""Learned value: how likely a leader is to find a peer helpful, as an inner product."""

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from models.effects import EffectsFit, fit_effects
from models.factors import Factors, factorise
from models.history import History
from models.pairs import Pairs
from models.profiles import Profiles
from models.value_terms import Terms

Array = NDArray[np.float64]
MAX_ROUNDS = 12  # of renewing variances
LOGISTIC = np.pi / 8.0  # variance to shrinkage (MacKay 1992, "The evidence framework")


class ValueModel(BaseEstimator):
    """Predict how likely a rater finds a ratee helpful.

    The logit of rater i and ratee j is a base, what the profile and the history of i
    say of raters, what those of j say of ratees, and inner products: the observable
    terms of the pair, and learned factors. All but the base is shrunk by variances
    that the answers themselves show, so a newcomer is scored by profile alone and
    history counts as far as there is some. The mood of groups and the circumstances
    of an answer are estimated too, and left out of predictions.

    Parameters
    ----------
    n_factors : int, default=0
        Learned factors of each person beside their level.
    learn_variances : bool, default=True
        Whether the variances of the priors are learned from the answers.
    random_state : int, RandomState or None, default=0
        Draw of leaders where a table of all pairs is too large.

    Attributes
    ----------
    terms_ : Terms
        Names and scales of what is read.
    need_coef_, give_coef_ : ndarray of shape (n_features,)
        What the profile of a rater, and of a ratee, adds to the logit.
    map_coef_ : ndarray of shape (n_maps,)
        What the pair's terms add.
    context_coef_ : ndarray of shape (n_context,)
        What circumstances add; not part of predictions.
    intercept_ : float
        Logit of an average pair.
    raters_, ratees_ : History
        What is known of people beyond their profiles.
    platt_ : tuple of two float
        Intercept and slope of the calibration.
    fit_ : EffectsFit
        The posterior.
    n_features_in_ : int
        Features of the fitted profiles.
    """

    def __init__(
        self,
        *,
        n_factors: int = 0,
        learn_variances: bool = True,
        random_state: Any = 0,
    ) -> None:
        self.n_factors = n_factors
        self.learn_variances = learn_variances
        self.random_state = random_state

    def fit(
        self,
        profiles: Profiles,
        pairs: Pairs,
        y: ArrayLike,
        *,
        start: "ValueModel | None" = None,
    ) -> Self:
        """Learn from answers.

        Parameters
        ----------
        profiles : Profiles
            Leaders.
        pairs : Pairs
            Who answered about whom.
        y : array-like of shape (n_pairs,)
            Answers in [0, 1]: 1 is helpful.
        start : ValueModel or None, default=None
            An earlier fit to begin with; it saves time and changes nothing else.

        Returns
        -------
        ValueModel
            Itself, fitted.

        Raises
        ------
        ValueError
            When answers are not in [0, 1] or all alike.
        """
        answers = _check_answers(y, pairs, len(profiles))
        self.n_features_in_ = profiles.X.shape[1]
        self.terms_ = Terms.learn(profiles, pairs)
        data, variances = self.terms_.data(profiles, pairs, answers)
        modes = None
        if start is not None and self._continues(start):
            variances = start.fit_.variances
            modes = _modes(start, profiles, data.B.shape[0])
        self.fit_: EffectsFit = fit_effects(
            data,
            variances,
            start=modes,
            n_rounds=MAX_ROUNDS if self.learn_variances else 0,
        )
        self._store(self.fit_, profiles, pairs)
        self.platt_ = (0.0, 1.0)
        return self

    def _continues(self, start: "ValueModel") -> bool:
        """Tell whether an earlier fit has the same features, maps and context."""
        return all(
            getattr(start.terms_, field) == getattr(self.terms_, field)
            for field in ("names", "map_names", "context_names")
        )

    def _store(self, fit: EffectsFit, profiles: Profiles, pairs: Pairs) -> None:
        n_features, n_leaders = self.n_features_in_, len(profiles)
        n_maps = len(self.terms_.map_names)
        self.need_coef_ = fit.f[:n_features]
        self.give_coef_ = fit.f[n_features:]
        self.intercept_ = float(fit.e[0])
        self.map_coef_ = fit.e[1 : 1 + n_maps]
        self.context_coef_ = fit.e[1 + n_maps :]
        self.raters_ = _history(fit, profiles, np.unique(pairs.rater), 0, -3)
        self.ratees_ = _history(fit, profiles, np.unique(pairs.ratee), n_leaders, -2)

    def partial_fit(self, profiles: Profiles, pairs: Pairs, y: ArrayLike) -> Self:
        """Fold in new answers: the history of the people in them, nothing else.

        Each rater, then each ratee, is updated once, in the order of the pairs;
        coefficients, variances and calibration stay. What was folded in before counts
        as before, so answers are given once, as they come.

        Parameters
        ----------
        profiles : Profiles
            Leaders, newcomers among them.
        pairs : Pairs
            New pairs that were answered.
        y : array-like of shape (n_pairs,)
            Answers in [0, 1]; they may all be alike.

        Returns
        -------
        ValueModel
            Itself, updated.
        """
        check_is_fitted(self, "fit_")
        answers = _check_answers(y, pairs, len(profiles), alike=True)
        self.raters_ = self._folded(profiles, pairs, answers, is_rater=True)
        self.ratees_ = self._folded(profiles, pairs, answers, is_rater=False)
        return self

    def _folded(
        self, profiles: Profiles, pairs: Pairs, y: Array, *, is_rater: bool
    ) -> History:
        near, far = pairs.rater, pairs.ratee
        own, other = self.raters_, self.ratees_
        if not is_rater:
            near, far, own, other = far, near, other, own
        people = np.unique(near)
        ids = tuple(profiles.ids[row] for row in people.tolist())
        used, places = np.unique(
            np.concatenate([pairs.rater, pairs.ratee]), return_inverse=True
        )
        few = profiles.take(used)
        logits = self._raw(few).of(places[: len(pairs)], places[len(pairs) :])
        logits += self.terms_.context(pairs) @ self.context_coef_
        loadings, _ = other.look_up(tuple(profiles.ids[row] for row in far.tolist()))
        design = np.column_stack([np.ones(len(pairs)), loadings[:, 1:]])
        means, precisions = [], []
        for row, person in zip(people.tolist(), ids, strict=True):
            mine = near == row
            effect, _ = own.look_up((person,))
            mean, precision = own.after(
                person,
                design[mine],
                offset=logits[mine] - design[mine] @ effect[0],
                y=y[mine],
                weight=pairs.weight[mine],
            )
            means.append(mean)
            precisions.append(precision)
        if not means:
            return own
        return own.with_people(ids, np.array(means), np.array(precisions))

    def factors(self, profiles: Profiles) -> Factors:
        """Give the logits of all ordered pairs as inner products, exactly.

        Parameters
        ----------
        profiles : Profiles
            Leaders, newcomers among them.

        Returns
        -------
        Factors
            Calibrated logits, circumstances at their reference.
        """
        check_is_fitted(self, "fit_")
        raw = self._raw(profiles)
        _, need_variance = self.raters_.look_up(profiles.ids)
        _, give_variance = self.ratees_.look_up(profiles.ids)
        shrink_need = 1.0 / np.sqrt(1.0 + LOGISTIC * need_variance[:, 0])
        shrink_give = 1.0 / np.sqrt(1.0 + LOGISTIC * give_variance[:, 0])
        first, slope = self.platt_
        ones = np.ones(len(profiles))
        wanted = np.column_stack([raw.need, raw.base + raw.need_bias, ones])
        given = np.column_stack([raw.give, ones, raw.give_bias])
        return Factors(
            wanted * (slope * shrink_need)[:, np.newaxis],
            given * shrink_give[:, np.newaxis],
            np.zeros(len(profiles)),
            np.zeros(len(profiles)),
            first,
        )

    def _raw(self, profiles: Profiles) -> Factors:
        """Give the modes of the logits, before shrinkage and calibration."""
        X = self.terms_.features(profiles)
        needs, _ = self.raters_.look_up(profiles.ids)
        gives, _ = self.ratees_.look_up(profiles.ids)
        weights = self.map_coef_ / self.terms_.map_scale
        none = np.zeros((len(profiles), 0))
        maps = zip(weights, profiles.maps, strict=True)
        return Factors(
            np.hstack([none, *(w * held.need for w, held in maps), needs[:, 1:]]),
            np.hstack([none, *(held.give for held in profiles.maps), gives[:, 1:]]),
            X @ self.need_coef_ + needs[:, 0],
            X @ self.give_coef_ + gives[:, 0],
            self.intercept_ - float(weights @ self.terms_.map_center),
        )

    def value_factors(self, profiles: Profiles, *, rank: int | None = None) -> Factors:
        """Give the values of all ordered pairs as inner products, closely.

        Parameters
        ----------
        profiles : Profiles
            Leaders.
        rank : int or None, default=None
            Most factors; None is twice as many as the logits have, and 2.

        Returns
        -------
        Factors
            Probabilities, with the error of the approximation.
        """
        logits = self.factors(profiles)
        return factorise(
            logits,
            expit,
            rank=rank or 2 * logits.rank + 2,
            random_state=self.random_state,
        )

    def decision_function(self, profiles: Profiles, pairs: Pairs) -> Array:
        """Predict calibrated logits.

        Parameters
        ----------
        profiles : Profiles
            Leaders.
        pairs : Pairs
            Pairs of them; circumstances are ignored.

        Returns
        -------
        ndarray of shape (n_pairs,)
            Logits.
        """
        return self.factors(profiles).of(pairs.rater, pairs.ratee)

    def predict(self, profiles: Profiles, pairs: Pairs) -> Array:
        """Predict values.

        Parameters
        ----------
        profiles : Profiles
            Leaders.
        pairs : Pairs
            Pairs of them; circumstances are ignored.

        Returns
        -------
        ndarray of shape (n_pairs,)
            Probabilities that the rater finds the ratee helpful.
        """
        return np.asarray(expit(self.decision_function(profiles, pairs)))

    def uncertainty(self, profiles: Profiles, pairs: Pairs) -> Array:
        """Tell how unsure each value is.

        Parameters
        ----------
        profiles : Profiles
            Leaders.
        pairs : Pairs
            Pairs of them.

        Returns
        -------
        ndarray of shape (n_pairs,)
            Standard deviation of the logit; it shrinks with evidence.
        """
        check_is_fitted(self, "fit_")
        _, need = self.raters_.look_up(profiles.ids)
        _, give = self.ratees_.look_up(profiles.ids)
        variance = need[pairs.rater, 0] + give[pairs.ratee, 0]
        return np.asarray(np.sqrt(variance))


def _modes(
    start: ValueModel, profiles: Profiles, n_sources: int
) -> tuple[Array, Array, Array]:
    """Lay out the modes of an earlier fit as those to begin with."""
    sources = np.zeros(n_sources)
    n_leaders = len(profiles)
    sources[:n_leaders] = start.raters_.look_up(profiles.ids)[0][:, 0]
    sources[n_leaders : 2 * n_leaders] = start.ratees_.look_up(profiles.ids)[0][:, 0]
    return start.fit_.f, start.fit_.e, sources


def _history(
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


def _check_answers(
    y: ArrayLike, pairs: Pairs, n_leaders: int, *, alike: bool = False
) -> Array:
    answers = np.asarray(y, dtype=np.float64)
    if answers.shape != (len(pairs),):
        msg = f"y must have one answer a pair, {len(pairs)}, got {answers.shape}."
        raise ValueError(msg)
    if not ((answers >= 0.0) & (answers <= 1.0)).all():
        msg = "y must be known and in [0, 1]."
        raise ValueError(msg)
    counted = answers[pairs.weight > 0.0]
    if not alike and (counted.size == 0 or np.ptp(counted) == 0.0):
        msg = "y must hold two different answers at least."
        raise ValueError(msg)
    if max(pairs.rater.max(initial=0), pairs.ratee.max(initial=0)) >= n_leaders:
        msg = f"rows of pairs count to {n_leaders - 1} at most."
        raise ValueError(msg)
    return answers
