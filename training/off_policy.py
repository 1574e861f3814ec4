"""What would have come of showing other pairs, from what was shown at random."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from training.answers import LEAST_PROPENSITY
from training.calibration import average
from training.metrics import N_DRAWS, Interval, interval
from training.scored import Scored

Array = NDArray[np.float64]
PICKED_SHARE: Final = 1.0 / 3.0  # of each rater's pairs, that a policy would show
MIN_SHARE_KNOWN: Final = 0.5  # of the answers need a propensity
MAX_WEIGHT: Final = 20.0  # of a propensity's inverse, in means


@dataclass(frozen=True, slots=True)
class OffPolicy:
    """Estimates of the mean value of the pairs that a model would show.

    Attributes
    ----------
    ips : Interval
        Answers of picked pairs, weighted by clipped inverse propensities that sum to
        one (Swaminathan and Joachims 2015).
    doubly_robust : Interval
        What the model predicts of all picked pairs, put right by the same weights
        (Dudik, Langford and Li 2011).
    effective_sample_size : float
        Answers that the weighted ones are worth.
    n_answers : int
        Answers with a propensity.
    """

    ips: Interval
    doubly_robust: Interval
    effective_sample_size: float
    n_answers: int

    def to_dict(self) -> dict[str, Any]:
        """Give the estimates to machines.

        Returns
        -------
        dict
            Under the names of the attributes.
        """
        return {
            "ips": self.ips.to_dict(),
            "doubly_robust": self.doubly_robust.to_dict(),
            "effective_sample_size": self.effective_sample_size,
            "n_answers": self.n_answers,
        }


def off_policy(
    scored: Scored, offers: Scored, *, seed: int = 0, n_draws: int = N_DRAWS
) -> OffPolicy | None:
    """Estimate the value of showing each rater the third that a model likes best.

    Parameters
    ----------
    scored : Scored
        Answers with the propensities of their pairs.
    offers : Scored
        Every pair that could have been shown, predicted; its answers are not read.
    seed : int, default=0
        What raters are drawn from for the intervals.
    n_draws : int, default=200
        Samples.

    Returns
    -------
    OffPolicy or None
        None when too few propensities are known, or no picked pair was shown.
    """
    known = ~np.isnan(scored.propensity)
    if not known.any() or known.mean() < MIN_SHARE_KNOWN or not len(offers):
        return None
    own = scored.take(known)
    is_picked = _best_third(offers)
    picked = np.isin(_key(own, offers), _key(offers, own)[is_picked])
    if not picked.any():
        return None
    inverse = 1.0 / np.maximum(own.propensity, LEAST_PROPENSITY)
    weight = np.minimum(inverse, MAX_WEIGHT * inverse.mean())
    weight[~picked] = 0.0
    shown = offers.take(is_picked)

    def by_weight(drawn: Array) -> float:
        return average(own.y, drawn * weight)

    def doubly_robust(drawn: Array) -> float:
        of_rater = np.zeros(1 + int(max(own.rater.max(), shown.rater.max())))
        of_rater[own.rater] = drawn
        direct = average(shown.p, of_rater[shown.rater])
        return direct + average(own.y - own.p, drawn * weight)

    ips, robust = (
        interval(figure, own, seed=seed, n_draws=n_draws)
        for figure in (by_weight, doubly_robust)
    )
    size = float(weight.sum()) ** 2 / float(weight @ weight)
    return OffPolicy(ips, robust, size, len(own))


def _key(one: Scored, other: Scored) -> NDArray[np.int64]:
    """Give every pair of a held-out set a number, the same in both tables."""
    width = 1 + max(
        int(rows.max(initial=0))
        for table in (one, other)
        for rows in (table.rater, table.ratee)
    )
    return (one.fold.astype(np.int64) * width + one.rater) * width + one.ratee


def _best_third(scored: Scored) -> NDArray[np.bool_]:
    sets = scored.sets()
    order = np.lexsort((-scored.p, sets))
    counts = np.bincount(sets)
    first = np.cumsum(counts) - counts
    rank = np.empty(len(scored), dtype=np.intp)
    rank[order] = np.arange(len(scored)) - first[sets[order]]
    room = np.maximum(1, np.round(counts * PICKED_SHARE)).astype(np.intp)
    return np.asarray(rank < room[sets])
