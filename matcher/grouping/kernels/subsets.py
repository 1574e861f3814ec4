"""Compiled dynamic programming over subsets of rows, each the bits of a number."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

IMPOSSIBLE = -1e300


@njit(cache=True, nogil=True)
def measure_subsets(
    distance: NDArray[np.float64],
    value: NDArray[np.float64],
    count: NDArray[np.int8],
) -> None:
    """Compute the diversity and the size of each subset.

    Parameters
    ----------
    distance : ndarray of shape (n_leaders, n_leaders)
        Symmetric.
    value, count : ndarray of shape (2 ** n_leaders,)
        Set in place.
    """
    value[0], count[0] = 0.0, 0
    for i in range(distance.shape[0]):
        bit = 1 << i
        for rest in range(bit):
            added = 0.0
            for j in range(i):
                if rest >> j & 1:
                    added += distance[i, j]
            value[bit + rest] = value[rest] + added
            count[bit + rest] = count[rest] + 1


@njit(cache=True, nogil=True)
def add_group(
    subsets: tuple[NDArray[np.float64], NDArray[np.int8]],
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    bounds: tuple[int, int, int, int],
    part: tuple[int, int],
    first_is_fixed: bool,
) -> None:
    """Find the best way to seat each subset when one more group is there.

    Parameters
    ----------
    subsets : tuple of ndarray of shape (2 ** n_leaders,)
        Diversity and size of each subset.
    before, after : ndarray of shape (2 ** n_leaders,)
        Best diversity of each subset without and with the group; `IMPOSSIBLE` where
        sizes do not allow it. `after` is set in place.
    bounds : tuple of int
        Fewest and most leaders of the group; of all groups up to it.
    part : tuple of int
        First subset to look at, and the one to stop before.
    first_is_fixed : bool
        Whether the lowest row of a subset may be taken to sit in this group, as it may
        when all groups have the same bounds.
    """
    value, count = subsets
    low, high, fewest, most = bounds
    for whole in range(part[0], part[1]):
        best = IMPOSSIBLE
        if fewest <= count[whole] <= most:
            anchor = whole & -whole if first_is_fixed and low > 0 else 0
            free = whole ^ anchor
            chosen = free
            while True:
                group = chosen | anchor
                if low <= count[group] <= high:
                    best = max(best, before[whole ^ group] + value[group])
                if chosen == 0:
                    break
                chosen = (chosen - 1) & free
        after[whole] = best
