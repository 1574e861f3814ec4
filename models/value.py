"""Learned value: how likely a leader is to find a peer helpful, as an inner product."""

from dataclasses import replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from models.factors import Factors, factorise
from models.pairs import IS_RATING, Pairs
from models.profiles import Profiles
from models.rehearsal import rehearse
from models.threads import one_thread
from models.value_fit import MAX_ROUNDS, fit_parts, fit_people
from models.value_parts import Choice, Parts
from models.value_terms import Terms

Array = NDArray[np.float64]
RENEWALS: Final = 4  # fits, at most, until it is known how far ratings scatter
SETTLED: Final = 0.15  # relative change of their scatter that ends them
PASSES: Final = 3  # over raters and ratees when answers are folded in
CHUNK: Final = 4096  # pairs whose variance is worked out at a time


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
    n_factors : int, default=8
        Most learned factors of each person beside their level; with 0 there are no
        tastes either. There are none unless they lower the log loss of pairs held back.
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
    n_tastes_ : int
        Axes of profiles that each person weighs in a way of their own.
    platt_ : tuple of two float
        Intercept and slope of the calibration.
    dispersion_ : float
        How far ratings scatter, as a share of the variance of a yes or no, in [0.1, 1];
        each counts as so many answers the more.
    fit_ : EffectsFit
        The posterior.
    n_features_in_ : int
        Features of the fitted profiles.
    """

    def __init__(
        self,
        *,
        n_factors: int = 8,
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
        with one_thread():
            self._learn(*_those_seen(profiles, pairs), answers, start)
        return self

    def _learn(
        self,
        profiles: Profiles,
        pairs: Pairs,
        answers: Array,
        start: "ValueModel | None",
    ) -> None:
        self.terms_ = Terms.learn(profiles, pairs)
        graded = _graded(pairs, answers)
        self.dispersion_ = 1.0
        begin = self._compatible(start)
        for _ in range(RENEWALS):
            counted = self._counted(pairs, graded)
            parts = fit_parts(
                self.terms_,
                profiles,
                counted,
                answers,
                choice=Choice(),
                start=begin,
                n_rounds=MAX_ROUNDS if self.learn_variances else 0,
            )
            found = rehearse(
                parts,
                profiles,
                counted,
                answers,
                n_factors=self.n_factors,
                random_state=self.random_state,
            )
            before, begin = self.dispersion_, parts
            self.dispersion_ = found.dispersion(answers, pairs.weight, graded)
            if abs(self.dispersion_ - before) < SETTLED * before:
                break
        self.platt_ = found.platt
        if not found.choice.is_level_only:
            parts = fit_people(parts, profiles, counted, answers, found.choice)
        self._store(parts)

    def _counted(self, pairs: Pairs, graded: NDArray[np.bool_]) -> Pairs:
        """Let a figure count as often as it scatters less than a yes or no."""
        dispersion = getattr(self, "dispersion_", 1.0)  # older bundles have none
        return replace(
            pairs, weight=np.where(graded, 1.0 / dispersion, 1.0) * pairs.weight
        )

    def _compatible(self, start: "ValueModel | None") -> Parts | None:
        """Give an earlier fit if it has the same features, maps and context."""
        if start is None:
            return None
        own, other = self.terms_, start.terms_
        same = all(
            getattr(own, field) == getattr(other, field)
            for field in ("names", "map_names", "context_names")
        )
        if not same or own.axes.shape != other.axes.shape:
            return None
        return Parts(other, start.fit_, start.raters_, start.ratees_)

    def _store(self, parts: Parts) -> None:
        self.fit_ = parts.fit
        (
            self.need_coef_,
            self.give_coef_,
            self.map_coef_,
            self.product_coef_,
            self.context_coef_,
        ) = parts.coefficients()
        self.intercept_ = float(parts.fit.e[0])
        self.raters_, self.ratees_ = parts.raters, parts.ratees
        self.n_tastes_ = parts.n_tastes

    def _parts(self) -> Parts:
        check_is_fitted(self, "fit_")
        n_tastes = getattr(self, "n_tastes_", 0)  # older bundles have none
        return Parts(self.terms_, self.fit_, self.raters_, self.ratees_, n_tastes)

    def partial_fit(self, profiles: Profiles, pairs: Pairs, y: ArrayLike) -> Self:
        """Fold in new answers: the history of the people in them, nothing else.

        Raters, ratees and the moods of groups are updated in turns, so that an answer
        is not counted in full by each; coefficients, variances and calibration stay.
        What was folded in before counts as before, so answers are given once, as they
        come.

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
        with one_thread():
            self._fold_in(*_those_seen(profiles, pairs), answers)
        return self

    def _fold_in(self, profiles: Profiles, pairs: Pairs, answers: Array) -> None:
        pairs = self._counted(pairs, _graded(pairs, answers))
        before = self.raters_.only(profiles.ids), self.ratees_.only(profiles.ids)
        parts = replace(self._parts(), raters=before[0], ratees=before[1])
        mood = np.zeros(len(pairs))
        for _ in range(PASSES):
            for side in (0, 1):
                parts = parts.folded(
                    before[side], profiles, pairs, answers, side=side, mood=mood
                )
            mood = parts.moods(profiles, pairs, answers)
        self.raters_ = self.raters_.with_people(parts.raters)
        self.ratees_ = self.ratees_.with_people(parts.ratees)

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
        with one_thread():
            return self._parts().logits(profiles, self.platt_)

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
        with one_thread():
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
        parts = self._parts()
        X = self.terms_.features(profiles)
        variance = np.zeros(len(pairs))
        with one_thread():
            for first in range(0, len(pairs), CHUNK):
                part = pairs.take(np.arange(first, min(first + CHUNK, len(pairs))))
                variance[first : first + CHUNK] = _variance(parts, profiles, X, part)
        return np.asarray(np.sqrt(variance))


def _graded(pairs: Pairs, answers: Array) -> NDArray[np.bool_]:
    """Tell which answers are figures: those that say so, or all if any is between."""
    if IS_RATING in pairs.context_names:
        said = pairs.context[:, pairs.context_names.index(IS_RATING)]
        return np.asarray(said == 1.0)
    is_between = (answers > 0.0) & (answers < 1.0)
    return np.full(answers.size, bool(is_between.any()))


def _those_seen(profiles: Profiles, pairs: Pairs) -> tuple[Profiles, Pairs]:
    """Keep the leaders and groups of some pairs only, numbered from 0."""
    used, places = np.unique(
        np.concatenate([pairs.rater, pairs.ratee]), return_inverse=True
    )
    _, group = np.unique(np.append(pairs.group, -1), return_inverse=True)
    placed = replace(
        pairs,
        rater=places[: len(pairs)],
        ratee=places[len(pairs) :],
        group=group[:-1] - 1,
    )
    return profiles.take(used), placed


def _variance(parts: Parts, profiles: Profiles, X: Array, pairs: Pairs) -> Array:
    """Give the variance of logits: of coefficients, of raters and of ratees."""
    terms = parts.terms.pair_terms(profiles, pairs, X)
    row = np.hstack([X[pairs.rater], X[pairs.ratee], terms])
    total = np.einsum("ij,ij->i", row @ parts.fit.covariance, row)
    return np.asarray(total + parts.people_variance(profiles, pairs))


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
