"""Prove the optimum of small dense problems.

Every subset of the rows is seated in the best way by one group, then by two, and so
on: K * 3^n steps at most, whatever the distances are.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.kernels.subsets import IMPOSSIBLE, add_group, measure_subsets
from matcher.grouping.run import Run

MOST_LEADERS = 16
_SLICES = 16  # of one group's subsets


class Proof(NamedTuple):
    """An optimum and its labels.

    Attributes
    ----------
    labels : ndarray of shape (n_leaders,)
        Group of each row.
    value : float
        Diversity, that no other labels exceed.
    """

    labels: NDArray[np.intp]
    value: float


def prove_optimum(
    distance: NDArray[np.float64],
    lower: NDArray[np.int64],
    upper: NDArray[np.int64],
    run: Run,
) -> Proof | None:
    """Find the grouping of most diversity, and so prove it.

    Parameters
    ----------
    distance : ndarray of shape (n_leaders, n_leaders)
        Symmetric, at most `MOST_LEADERS` rows.
    lower, upper : ndarray of shape (n_groups,)
        Fewest and most leaders in each group; some partition meets them.
    run : Run
        Asked between slices whether to go on.

    Returns
    -------
    Proof or None
        None when the run was over first.
    """
    n_leaders = distance.shape[0]
    n_subsets = 1 << n_leaders
    subsets = np.empty(n_subsets), np.empty(n_subsets, np.int8)
    measure_subsets(distance, *subsets)
    is_same = bool((lower == lower[0]).all() and (upper == upper[0]).all())
    best = [np.full(n_subsets, IMPOSSIBLE)]
    best[0][0] = 0.0
    cuts = np.linspace(0, n_subsets, _SLICES + 1).astype(np.int64)
    for low, high, fewest, most in _bounds(lower, upper, n_leaders):
        after = np.empty(n_subsets)
        for first, last in pairwise(cuts):
            if run.share() >= 1.0:
                return None
            bounds, part = (low, high, fewest, most), (int(first), int(last))
            add_group(subsets, best[-1], after, bounds, part, is_same)
        best.append(after)
    labels = _trace(best, subsets, lower, upper)
    return Proof(labels, float(best[-1][-1]))


def _bounds(
    lower: NDArray[np.int64], upper: NDArray[np.int64], n_leaders: int
) -> list[tuple[int, int, int, int]]:
    """List the bounds of each group, and of what all groups up to it must hold."""
    left_low = lower.sum() - np.cumsum(lower)
    left_high = upper.sum() - np.cumsum(upper)
    fewest = np.maximum(np.cumsum(lower), n_leaders - left_high)
    most = np.minimum(np.cumsum(upper), n_leaders - left_low)
    rows = np.stack([lower, upper, fewest, most], axis=1)
    return [(int(a), int(b), int(c), int(d)) for a, b, c, d in rows]


def _trace(
    best: list[NDArray[np.float64]],
    subsets: tuple[NDArray[np.float64], NDArray[np.int8]],
    lower: NDArray[np.int64],
    upper: NDArray[np.int64],
) -> NDArray[np.intp]:
    """Read the labels back from the best diversity of all subsets."""
    value, count = subsets
    n_leaders = int(count[-1])
    labels = np.zeros(n_leaders, np.intp)
    everyone = np.arange(value.size)
    whole = value.size - 1
    for g in range(lower.size - 1, -1, -1):
        groups = everyone[(everyone | whole) == whole]
        groups = groups[(count[groups] >= lower[g]) & (count[groups] <= upper[g])]
        worth = best[g][whole ^ groups] + value[groups]
        group = int(groups[np.argmax(worth)])
        labels[np.flatnonzero(group >> np.arange(n_leaders) & 1)] = g
        whole ^= group
    return labels
