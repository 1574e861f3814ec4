"""From all leaders to a short list: filtered first, ranked, then made diverse.

Up to `matcher.suggest.index.EXACT_MOST` leaders every one of them is scored, as one
product of a matrix with a vector. Beyond, an inverted index of FAISS scores those near
the best, the filter being part of the search. Both rank by the same inner product, a
weighted sum of the two directions of value; the few that are left are then scored for
good.
"""

from typing import Any, Final
from weakref import WeakKeyDictionary

import faiss
import numpy as np
from numpy.typing import NDArray

from matcher.suggest.pool import Pool
from matcher.suggest.worth import Worth

N_PROBES: Final = 128  # lists of the index looked into, of 1,024
N_SHORT: Final = 5  # candidates looked at closely, times the entries asked for
LEAST_SHORT: Final = 50
N_WIDE: Final = 4  # candidates found, times those looked at closely
FACETS: Final = ("industry", "challenges", "place", "size")  # what makes people alike

Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
Floats = NDArray[np.float32]
Scores = NDArray[np.float64]


def best_rows(scores: NDArray[np.floating], allowed: Flags, k: int) -> Rows:
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
    return rows[best_of(scores[rows], k)]


def best_of(scores: NDArray[np.floating], k: int) -> Rows:
    """Find the positions of the highest scores.

    Parameters
    ----------
    scores : ndarray of shape (n_scores,)
        Higher is better; finite.
    k : int
        How many, at least 1.

    Returns
    -------
    ndarray of shape (at most k,), intp
        Best first; of equals the lower position.
    """
    at = np.arange(scores.size)
    if scores.size > k:
        least = np.partition(scores, scores.size - k)[scores.size - k]
        at = np.flatnonzero(scores >= least)
    return at[np.argsort(-scores[at], kind="stable")[:k]]


def question_of(worth: Worth, rows: NDArray[np.integer], reciprocity: float) -> Floats:
    """Put what some leaders look for into the terms of `Worth.items`.

    Parameters
    ----------
    worth : Worth
        Value of every pair.
    rows : ndarray of int
        Who asks.
    reciprocity : float
        Weight in [0, 1] of what the other gains.

    Returns
    -------
    ndarray of shape (n_rows, 2 * rank + 2), float32
        A row a leader; its product with an item orders people.
    """
    theirs = reciprocity / 2.0
    ones = np.ones((rows.size, 1), dtype=np.float32)
    parts = (
        (1.0 - theirs) * worth.need[rows],
        theirs * worth.give[rows],
        (1.0 - theirs) * ones,
        theirs * ones,
    )
    return np.ascontiguousarray(np.hstack(parts), dtype=np.float32)


def retrieve(pool: Pool, row: int, allowed: Flags, k: int, reciprocity: float) -> Rows:
    """Find whom a leader and whoever is allowed gain most from meeting.

    Parameters
    ----------
    pool : Pool
        The leaders.
    row : int
        Who asks.
    allowed : ndarray of shape (n_leaders,), bool
        Whom the rules and their consent let through.
    k : int
        How many.
    reciprocity : float
        Weight in [0, 1] of what the other gains.

    Returns
    -------
    ndarray of shape (at most k,), intp
        As many as there are; the order means nothing.
    """
    question = question_of(pool.worth, np.array([row]), reciprocity)
    if not pool.index.size:
        return best_rows(pool.worth.items @ question[0], allowed, k)
    selector: Any = faiss.IDSelectorBitmap
    chosen = selector(np.packbits(allowed, bitorder="little"))
    search: Any = faiss.SearchParametersIVF()
    search.sel, search.nprobe = chosen, N_PROBES
    _, found = _index(pool).search(question, k, params=search)
    rows = np.sort(found[0][found[0] >= 0]).astype(np.intp)
    if rows.size == k or rows.size == int(np.count_nonzero(allowed)):
        return rows
    return best_rows(pool.worth.items @ question[0], allowed, k)


_INDEXES: WeakKeyDictionary[Pool, Any] = WeakKeyDictionary()


def _index(pool: Pool) -> Any:
    """Unpack the index of a pool, once a process."""
    found = _INDEXES.get(pool)
    if found is None:
        found = _INDEXES[pool] = faiss.deserialize_index(np.array(pool.index))
    return found


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
    return choose_varied(pool, rows, scores, k=k, weight=weight)[0]


def choose_varied(
    pool: Pool, rows: Rows, scores: Scores, *, k: int, weight: float
) -> tuple[Rows, Scores]:
    """Choose entries as `diversify` does, and say what each was worth when chosen.

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
    tuple of two ndarray of shape (at most k,)
        Positions in `rows`, in the order chosen; and what each was worth beside those
        chosen before, at most 1, never rising.
    """
    k = min(k, rows.size)
    worth = (1.0 - weight) * scores / max(float(scores.max(initial=0.0)), 1e-12)
    if weight == 0.0 or rows.size < 2:
        return np.arange(k), worth[:k]
    unit = _unit(pool, rows)
    nearest = np.zeros(rows.size)
    chosen, worths = np.empty(k, dtype=np.intp), np.empty(k)
    for step in range(k):
        left = worth - weight * nearest
        chosen[step] = best = int(np.argmax(left))
        worths[step] = left[best]
        worth[best] = -np.inf
        np.maximum(nearest, unit @ unit[best], out=nearest)
    return chosen, worths


def _unit(pool: Pool, rows: Rows) -> NDArray[np.float32]:
    """Put the facets of candidates side by side, each leader at length 1."""
    parts = [pool.blocks[name][rows] for name in FACETS if name in pool.blocks]
    if not parts:
        return np.zeros((rows.size, 1), dtype=np.float32)
    whole = np.nan_to_num(np.hstack(parts))
    lengths = np.sqrt(np.einsum("ij,ij->i", whole, whole))[:, np.newaxis]
    return np.asarray(whole / np.maximum(lengths, 1e-12))
