"""Paths of at most three ties from one leader to some targets."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Rows = NDArray[np.int32]
Starts = NDArray[np.int64]
Weights = NDArray[np.float32]
Floats = NDArray[np.float64]

OURS = np.int8(1)  # an objection between the one who asks and this leader
THEIRS = np.int8(2)  # and between the target and this leader


@njit(cache=True, nogil=True)
def _strongest(keys: Floats, most: int) -> NDArray[np.int64]:
    """Order acquaintances, the lowest key first; of very many only `most`."""
    if keys.size <= most:
        return np.argsort(keys, kind="mergesort")
    last = np.partition(keys, most)[most]
    kept = np.flatnonzero(keys <= last)
    return kept[np.argsort(keys[kept], kind="mergesort")]


@njit(cache=True, nogil=True)
def find_paths(
    row: int,
    targets: NDArray[np.int64],
    starts: Starts,
    others: Rows,
    weight: Weights,
    passing: Weights,
    barred_starts: Starts,
    barred: Rows,
    first: Floats,
    second: Floats,
    missed: Floats,
    via: Rows,
    mark: NDArray[np.int8],
    most_ties: int,
    strength: Floats,
    reach: Floats,
    between: NDArray[np.int64],
) -> None:
    """Find the best path to each target, and how likely any way leads there.

    `first`, `second`, `missed` and `via` are scratch of one entry a leader, 0, 0, 1
    and -1 before and after the call, and `mark` is all 0. `most_ties` bounds the work:
    the strongest acquaintances are followed first.

    Parameters
    ----------
    row : int
        Who asks.
    targets : ndarray of shape (n_targets,), int64
        Rows to reach, never `row` and never barred from it.
    starts, others, weight : ndarray
        The graph of acquaintances.
    passing : ndarray of shape (n_leaders,), float32
        Chance that a leader passes an introduction on; 0 is no go-between.
    barred_starts, barred : ndarray
        Pairs that never meet on a path.
    first, second, missed, via, mark : ndarray of shape (n_leaders,)
        Scratch.
    most_ties : int
        Ties followed at most, at least those of one acquaintance.
    strength, reach : ndarray of shape (n_targets,)
        Filled.
    between : ndarray of shape (n_targets, 2)
        Filled with the go-betweens of the best path, -1 for none.
    """
    for e in range(barred_starts[row], barred_starts[row + 1]):
        mark[barred[e]] |= OURS
    low, high = starts[row], starts[row + 1]
    keys = np.empty(high - low)
    for e in range(low, high):
        first[others[e]] = weight[e]
        keys[e - low] = -weight[e] * passing[others[e]]
    order = _strongest(keys, most_ties)
    n_used, n_ties = 0, 0
    for k in range(order.size):
        a = others[low + order[k]]
        chance = -keys[order[k]]
        if chance <= 0.0 or (
            n_ties > 0 and n_ties + starts[a + 1] - starts[a] > most_ties
        ):
            break
        n_used += 1
        if mark[a] & OURS:
            continue
        n_ties += starts[a + 1] - starts[a]
        for e in range(starts[a], starts[a + 1]):
            b = others[e]
            if b == row:
                continue
            way = chance * weight[e]
            missed[b] *= 1.0 - way
            if way > second[b] or (way == second[b] and a < via[b]):
                second[b] = way
                via[b] = a
    for k in range(targets.size):
        t = targets[k]
        between[k, 0] = between[k, 1] = -1
        known = first[t]
        by_two = 0.0
        if barred_starts[t] == barred_starts[t + 1]:
            one, open_, a1 = second[t], missed[t], via[t]
            a2 = b2 = np.int32(-1)
            for e in range(starts[t], starts[t + 1]):
                b = others[e]
                if mark[b] & OURS or b == row or via[b] == t:
                    continue
                way = second[b] * passing[b] * weight[e]
                if way > by_two:
                    by_two, a2, b2 = way, via[b], b
        else:
            for e in range(barred_starts[t], barred_starts[t + 1]):
                mark[barred[e]] |= THEIRS
            one, open_ = 0.0, 1.0
            a1 = a2 = b2 = np.int32(-1)
            n_ties = 0
            for e in range(starts[t], starts[t + 1]):
                b = others[e]
                if mark[b] or b == row:
                    continue
                way = first[b] * passing[b] * weight[e]
                open_ *= 1.0 - way
                if way > one:
                    one, a1 = way, b
                if n_ties > most_ties:
                    continue
                n_ties += starts[b + 1] - starts[b]
                for f in range(starts[b], starts[b + 1]):
                    a = others[f]
                    if mark[a] or first[a] == 0.0 or a == t:
                        continue
                    way = first[a] * passing[a] * weight[f] * passing[b] * weight[e]
                    if way > by_two:
                        by_two, a2, b2 = way, a, b
            for e in range(barred_starts[t], barred_starts[t + 1]):
                mark[barred[e]] &= ~THEIRS
        reach[k] = 1.0 - (1.0 - known) * open_ * (1.0 - by_two)
        strength[k] = known if known > 0.0 else max(one, by_two)
        if known > 0.0:
            continue
        if one > 0.0 and one >= by_two:
            between[k, 0] = a1
        elif by_two > 0.0:
            between[k, 0], between[k, 1] = a2, b2
    for k in range(n_used):
        a = others[low + order[k]]
        for e in range(starts[a], starts[a + 1]):
            second[others[e]] = 0.0
            missed[others[e]] = 1.0
            via[others[e]] = -1
    for e in range(low, high):
        first[others[e]] = 0.0
    for e in range(barred_starts[row], barred_starts[row + 1]):
        mark[barred[e]] = 0
