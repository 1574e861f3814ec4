"""What would have come of showing other pairs, from what was shown at random."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.answers import LEAST_PROPENSITY
from training.scored import Scored

PICKED_SHARE: Final = 1.0 / 3.0  # of each rater's pairs, that a policy would show
MIN_SHARE_KNOWN: Final = 0.5  # of the answers need a propensity
MAX_WEIGHT: Final = 20.0  # of a propensity's inverse, in means


@dataclass(frozen=True, slots=True)
class OffPolicy:
    """Estimates of the mean value of the pairs that a model would show.

    Attributes
    ----------
    ips : float
        Answers of picked pairs, weighted by clipped inverse propensities that sum to
        one (Swaminathan and Joachims 2015).
    doubly_robust : float
        What the model predicts of all picked pairs, put right by the same weights
        (Dudik, Langford and Li 2011).
    effective_sample_size : float
        Answers that the weighted ones are worth.
    n_answers : int
        Answers with a propensity.
    """

    ips: float
    doubly_robust: float
    effective_sample_size: float
    n_answers: int


def off_policy(scored: Scored, offers: Scored) -> OffPolicy | None:
    """Estimate the value of showing each rater the third that a model likes best.

    Parameters
    ----------
    scored : Scored
        Answers with the propensities of their pairs.
    offers : Scored
        Every pair that could have been shown, predicted; its answers are not read.

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
    weight = np.minimum(inverse, MAX_WEIGHT * inverse.mean())[picked]
    y, p = own.y[picked], own.p[picked]
    total = float(weight.sum())
    direct = float(offers.p[is_picked].mean())
    return OffPolicy(
        ips=float(weight @ y) / total,
        doubly_robust=direct + float(weight @ (y - p)) / total,
        effective_sample_size=total**2 / float(weight @ weight),
        n_answers=len(own),
    )


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
