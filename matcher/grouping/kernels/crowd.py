"""The units of a block of groups, cut into cells of near neighbours."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.kernels.draws import below
from matcher.grouping.kernels.jit import inner
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import Seats

CELL = 128
N_SUMS = 2


class Crowd(NamedTuple):
    """The units of some groups that may move, and the sums of those groups.

    Attributes
    ----------
    who : ndarray of shape (n,)
        Units.
    home : ndarray of shape (n,)
        Place of each unit's group in `groups`.
    groups : ndarray of shape (n_groups,)
        Numbers of the groups.
    sums : ndarray of shape (n_groups, 2 + n_dims)
        Sum of linear terms, of own squares, and of coordinates.
    values : ndarray of shape (n_groups,)
        Part of the objective of each group.
    order : ndarray of shape (n,)
        Positions, cell by cell.
    key : ndarray of shape (n,), float32
        Where each position lies along the direction of the last cut.
    """

    who: NDArray[np.int32]
    home: NDArray[np.int32]
    groups: NDArray[np.int32]
    sums: NDArray[np.float64]
    values: NDArray[np.float64]
    order: NDArray[np.int32]
    key: NDArray[np.float32]


@njit(cache=True, nogil=True)
def gather_crowd(
    seats: Seats,
    groups: NDArray[np.int32],
    Y: NDArray[np.float32],
    lines: NDArray[np.float64],
) -> Crowd:
    """Gather the units of some groups, with sums added up in float64.

    Parameters
    ----------
    seats : Seats
        Who sits where.
    groups : ndarray of shape (n_groups,)
        Numbers of the groups.
    Y : ndarray of shape (n_units, n_dims)
        Coordinates.
    lines : ndarray of shape (n_units, 3)
        Half own square, linear term and own squares of the leaders of units.

    Returns
    -------
    Crowd
        Units that may not leave count in the sums only.
    """
    n, n_dims = 0, Y.shape[1]
    for k in range(groups.size):
        n += seats.n_units[groups[k]]
    who = np.empty(n, dtype=np.int32)
    home = np.empty(n, dtype=np.int32)
    sums = np.zeros((groups.size, N_SUMS + n_dims))
    n = 0
    for k in range(groups.size):
        g = groups[k]
        for slot in range(seats.n_units[g]):
            u = seats.units[g, slot]
            sums[k, 0] += lines[u, 1]
            sums[k, 1] += lines[u, 2]
            for d in range(n_dims):
                sums[k, N_SUMS + d] += Y[u, d]
            if seats.is_free[u]:
                who[n] = u
                home[n] = k
                n += 1
    order = np.arange(n).astype(np.int32)
    key = np.empty(n, dtype=np.float32)
    values = np.zeros(groups.size)
    return Crowd(who[:n], home[:n], groups, sums, values, order, key)


@inner
def _halve(order: NDArray[np.int32], key: NDArray[np.float32], a: int, b: int) -> int:
    """Sort positions `a` to `b - 1` so far that the lower half comes first."""
    middle = (a + b) // 2
    low, high = a, b - 1
    while low < high:
        pivot = key[order[(low + high) // 2]]
        i, j = low, high
        while i <= j:
            while key[order[i]] < pivot:
                i += 1
            while key[order[j]] > pivot:
                j -= 1
            if i <= j:
                kept = order[i]
                order[i] = order[j]
                order[j] = kept
                i += 1
                j -= 1
        if middle <= j:
            high = j
        elif middle >= i:
            low = i
        else:
            break
    return middle


@inner
def cut_cells(
    crowd: Crowd, t: RuleTable, Y: NDArray[np.float32], state: NDArray[np.uint64]
) -> NDArray[np.int32]:
    """Cut the crowd into cells of near neighbours (random projection tree).

    Where a spread rule binds, half of the cuts are along its number: those who are
    alike in it can take each other's place.

    Parameters
    ----------
    crowd : Crowd
        Its order changes.
    t : RuleTable
        Hard rules.
    Y : ndarray of shape (n_units, n_dims)
        Coordinates.
    state : ndarray of shape (1,)
        Of the random numbers.

    Returns
    -------
    ndarray of shape (n_cells + 1,)
        Cell `c` holds ``order[first[c]:first[c + 1]]``.
    """
    n, n_dims = crowd.who.size, Y.shape[1]
    firsts = np.empty(2 * (n // (CELL // 2)) + 4, dtype=np.int32)
    stack = np.empty((64, 2), dtype=np.int64)
    stack[0, 0], stack[0, 1] = 0, n
    n_stack, n_cells = 1, 0
    along = np.empty(n_dims, dtype=np.float32)
    while n_stack > 0:
        n_stack -= 1
        a, b = stack[n_stack, 0], stack[n_stack, 1]
        if b - a <= CELL:
            firsts[n_cells] = a
            n_cells += 1
            continue
        p = crowd.who[crowd.order[a + below(state, b - a)]]
        q = crowd.who[crowd.order[a + below(state, b - a)]]
        for d in range(n_dims):
            along[d] = Y[p, d] - Y[q, d]
        r = below(state, 2 * t.width.size) if t.width.size > 0 else -1
        for k in range(a, b):
            where = crowd.order[k]
            u = crowd.who[where]
            if 0 <= r < t.width.size:
                number = t.number[r, t.rows[t.first[u]]]
                crowd.key[where] = 0.0 if np.isnan(number) else number
                continue
            one = two = np.float32(0.0)
            for d in range(0, n_dims, 4):
                one += along[d] * Y[u, d] + along[d + 1] * Y[u, d + 1]
                two += along[d + 2] * Y[u, d + 2] + along[d + 3] * Y[u, d + 3]
            crowd.key[where] = one + two
        middle = _halve(crowd.order, crowd.key, a, b)
        stack[n_stack, 0], stack[n_stack, 1] = middle, b
        stack[n_stack + 1, 0], stack[n_stack + 1, 1] = a, middle
        n_stack += 2
    firsts[n_cells] = n
    return firsts[: n_cells + 1]
