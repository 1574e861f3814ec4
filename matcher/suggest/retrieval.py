"""From scores to a short list: filtered first, then ranked, then made diverse."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.suggest.pool import Pool

N_SHORT: Final = 5  # candidates looked at closely, times the entries asked for
LEAST_SHORT: Final = 50
FACETS: Final = ("industry", "challenges", "place", "size")  # what makes people alike

Rows = NDArray[np.intp]
Scores = NDArray[np.float64]


def best_rows(scores: NDArray[np.floating], allowed: NDArray[np.bool_], k: int) -> Rows:
    """Find the highest scores among those allowed.

    Parameters
    ----------
    scores : ndarray of shape (n_leaders,)
        Higher is better; finite.
    allowed : ndarray of shape (n_leaders,), bool
        Whom the rules and their consent let through.
    k : int
        How many.

    Returns
    -------
    ndarray of shape (at most k,), intp
        Best first; of equals the lower row.
    """
    rows = np.flatnonzero(allowed)
    own = scores[rows]
    if rows.size > k:
        least = np.partition(own, rows.size - k)[rows.size - k]
        keep = np.flatnonzero(own >= least)
        rows, own = rows[keep], own[keep]
    order = np.argsort(-own, kind="stable")[:k]
    return rows[order]


def diversify(pool: Pool, rows: Rows, scores: Scores, *, k: int, weight: float) -> Rows:
    """Choose entries that are good and not all alike.

    Maximal marginal relevance (Carbonell and Goldstein 1998): each next entry has the
    best score less a share of how like it is to those chosen already.

    Parameters
    ----------
    pool : Pool
        With the facets in which people are alike.
    rows : ndarray of shape (n_candidates,)
        Candidates, best first.
    scores : ndarray of shape (n_candidates,)
        Theirs, not negative.
    k : int
        How many to choose.
    weight : float
        In [0, 1]; 0 keeps the order of the scores.

    Returns
    -------
    ndarray of shape (at most k,), intp
        Positions in `rows`, in the order chosen.
    """
    k = min(k, rows.size)
    if weight == 0.0 or rows.size < 2:
        return np.arange(k)
    unit = _unit(pool, rows)
    scaled = scores / max(float(scores.max()), 1e-12)
    nearest = np.zeros(rows.size)
    left = np.ones(rows.size, dtype=np.bool_)
    chosen = np.empty(k, dtype=np.intp)
    for step in range(k):
        worth = np.where(left, (1.0 - weight) * scaled - weight * nearest, -np.inf)
        chosen[step] = best = int(np.argmax(worth))
        left[best] = False
        nearest = np.maximum(nearest, unit @ unit[best])
    return chosen


def _unit(pool: Pool, rows: Rows) -> NDArray[np.float64]:
    """Put the facets of candidates side by side, each leader at length 1."""
    parts = [
        np.nan_to_num(pool.blocks[name][rows].astype(np.float64))
        for name in FACETS
        if name in pool.blocks
    ]
    if not parts:
        return np.zeros((rows.size, 1))
    whole = np.hstack(parts)
    lengths = np.sqrt((whole**2).sum(axis=1, keepdims=True))
    return np.asarray(whole / np.maximum(lengths, 1e-12))
