"""Annealing with the best partner over groups of low-rank rows.

A pair of units has the weight ``e_i + e_j + sum_d sign_d y_id y_jd``, so the change of
any exchange follows from the sums of two groups. Each visit pairs a group with a random
other one; each unit of the first looks for its best partner in the second, all lanes of
the second at once.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.kernels.admit import RuleTable, admits
from matcher.grouping.kernels.draws import LOG_SHARES, below, draw

N_HEAD = 2  # lines of `lanes` before the coordinates: half own square, extra term


class Block(NamedTuple):
    """Some groups and their units, side by side for one thread.

    Attributes
    ----------
    lanes : ndarray of shape (n_groups, 2 + n_dims, n_lanes), float32
        Column `k` of a group: half own square, extra term, coordinates of slot `k`.
    units : ndarray of shape (n_groups, n_slots), int32
        Units in the slots, those that may leave first; -1 when empty.
    n_free, n_units : ndarray of shape (n_groups,)
        Units that may leave, and all units.
    heads : ndarray of shape (n_groups,)
        Leaders in each group.
    low, high : ndarray of shape (n_groups,)
        Fewest and most leaders.
    sums : ndarray of shape (n_groups, 2 + n_dims)
        Sum of linear terms, of own squares, and of coordinates.
    numbers : ndarray of shape (n_groups,)
        Number of each group in the problem.
    """

    lanes: NDArray[np.float32]
    units: NDArray[np.int32]
    n_free: NDArray[np.int32]
    n_units: NDArray[np.int32]
    heads: NDArray[np.int32]
    low: NDArray[np.int32]
    high: NDArray[np.int32]
    sums: NDArray[np.float64]
    numbers: NDArray[np.int32]


class Shape(NamedTuple):
    """How group sums make the objective.

    Attributes
    ----------
    sign : ndarray of shape (n_dims,)
        +1 or -1 of each coordinate.
    scale : ndarray of shape (largest size + 2,)
        Factor of a group of each size.
    extra_is_linear : bool
        Whether the extra line of the lanes is the linear term (plain sums) or the own
        square of a unit's leaders (means over pairs).
    """

    sign: NDArray[np.float64]
    scale: NDArray[np.float64]
    extra_is_linear: bool


@njit(cache=True, nogil=True)
def group_value(block: Block, shape: Shape, g: int, size: int) -> float:
    """Compute a group's part of the objective from its sums.

    Parameters
    ----------
    block : Block
        The groups.
    shape : Shape
        The objective.
    g, size : int
        The group and its number of leaders.

    Returns
    -------
    float
        Its part.
    """
    square = 0.0
    for d in range(shape.sign.size):
        square += shape.sign[d] * block.sums[g, N_HEAD + d] ** 2
    value = (size - 1) * block.sums[g, 0] + 0.5 * (square - block.sums[g, 1])
    return float(shape.scale[size] * value)


@njit(cache=True, nogil=True)
def _face(
    block: Block,
    shape: Shape,
    a: int,
    b: int,
    base: NDArray[np.float32],
) -> tuple[float, float]:
    """Prepare a visit: the direction in which an exchange of `a` and `b` gains."""
    size_a, size_b = block.heads[a], block.heads[b]
    ca, cb = shape.scale[size_a], shape.scale[size_b]
    for d in range(shape.sign.size):
        step = ca * block.sums[a, N_HEAD + d] - cb * block.sums[b, N_HEAD + d]
        base[d] = shape.sign[d] * step
    if shape.extra_is_linear:
        return ca + cb, ca * (size_a - 1) - cb * (size_b - 1)
    return ca + cb, -0.5 * (ca - cb)


@njit(cache=True, nogil=True)
def _score_lanes(
    lanes: NDArray[np.float32],
    pull: NDArray[np.float32],
    total: np.float32,
    extra: np.float32,
    gains: NDArray[np.float32],
) -> None:
    """Add up, for every lane, how good a partner it is."""
    n_lanes = gains.size
    for j in range(n_lanes):
        gains[j] = total * lanes[0, j] + extra * lanes[1, j]
    for d in range(0, pull.size, 4):
        p0, p1, p2, p3 = pull[d], pull[d + 1], pull[d + 2], pull[d + 3]
        for j in range(n_lanes):
            gains[j] += (p0 * lanes[2 + d, j] + p1 * lanes[3 + d, j]) + (
                p2 * lanes[4 + d, j] + p3 * lanes[5 + d, j]
            )


@njit(cache=True, nogil=True)
def _exchange(
    block: Block,
    group_of: NDArray[np.int32],
    a: int,
    i: int,
    b: int,
    j: int,
) -> None:
    """Trade the units in slot `i` of `a` and slot `j` of `b`; sums follow."""
    lanes, units, sums = block.lanes, block.units, block.sums
    for d in range(N_HEAD, lanes.shape[1]):
        step = np.float64(lanes[b, d, j]) - np.float64(lanes[a, d, i])
        sums[a, d] += step
        sums[b, d] -= step
    for d in range(lanes.shape[1]):
        lanes[a, d, i], lanes[b, d, j] = lanes[b, d, j], lanes[a, d, i]
    u, v = units[a, i], units[b, j]
    units[a, i], units[b, j] = v, u
    group_of[u], group_of[v] = block.numbers[b], block.numbers[a]


@njit(cache=True, nogil=True)
def anneal(
    block: Block,
    shape: Shape,
    table: RuleTable,
    weight: NDArray[np.int32],
    group_of: NDArray[np.int32],
    state: NDArray[np.uint64],
    heat: float,
    min_gain: float,
    n_sweeps: int,
) -> int:
    """Run sweeps of best-partner exchanges at one temperature.

    Parameters
    ----------
    block : Block
        Groups; changed in place.
    shape : Shape
        The objective.
    table : RuleTable
        Hard rules.
    weight : ndarray of shape (n_units,)
        Leaders in each unit; only units of one weight trade places.
    group_of : ndarray of shape (n_units,)
        Group of each unit in the problem; changed in place for those of the block.
    state : ndarray of shape (1,)
        Of the random numbers.
    heat : float
        Temperature, in the unit of the objective; 0 takes gains only.
    min_gain : float
        Least gain at temperature 0, above rounding error.
    n_sweeps : int
        Visits of each group.

    Returns
    -------
    int
        Exchanges made.
    """
    n_groups, n_lines, n_lanes = block.lanes.shape
    n_dims = n_lines - N_HEAD
    base = np.empty(n_dims, dtype=np.float32)
    pull = np.empty(n_dims, dtype=np.float32)
    gains = np.empty(n_lanes, dtype=np.float32)
    lanes = block.lanes
    n_taken = 0
    for _ in range(n_sweeps):
        for a in range(n_groups):
            b = below(state, n_groups - 1)
            b += b >= a
            total, extra = _face(block, shape, a, b, base)
            for i in range(block.n_free[a]):
                mine = total * lanes[a, 0, i] - extra * lanes[a, 1, i]
                for d in range(n_dims):
                    y = lanes[a, N_HEAD + d, i]
                    mine -= base[d] * y
                    pull[d] = base[d] - np.float32(total * shape.sign[d]) * y
                _score_lanes(
                    lanes[b], pull, np.float32(total), np.float32(extra), gains
                )
                least = heat * LOG_SHARES[draw(state) & 4095]
                if heat == 0.0:
                    least = min_gain
                best, partner = np.float32(least - mine), -1
                u = int(block.units[a, i])
                for j in range(block.n_free[b]):
                    if gains[j] > best:
                        v = int(block.units[b, j])
                        if (
                            weight[u] == weight[v]
                            and admits(
                                table,
                                block.units[a],
                                int(block.n_units[a]),
                                group_of,
                                u,
                                v,
                                int(block.numbers[a]),
                            )
                            and admits(
                                table,
                                block.units[b],
                                int(block.n_units[b]),
                                group_of,
                                v,
                                u,
                                int(block.numbers[b]),
                            )
                        ):
                            best, partner = gains[j], j
                if partner >= 0:
                    _exchange(block, group_of, a, i, b, partner)
                    _face(block, shape, a, b, base)
                    n_taken += 1
    return n_taken


@njit(cache=True, nogil=True)
def best_gains(
    block: Block,
    shape: Shape,
    state: NDArray[np.uint64],
    found: NDArray[np.float64],
) -> int:
    """Sample the gain of the best partner in a random group, rules apart.

    Parameters
    ----------
    block : Block
        Groups near a local optimum.
    shape : Shape
        The objective.
    state : ndarray of shape (1,)
        Of the random numbers.
    found : ndarray of shape (n_samples,)
        Filled with gains.

    Returns
    -------
    int
        How many gains were filled in.
    """
    n_groups, n_lines, n_lanes = block.lanes.shape
    n_dims = n_lines - N_HEAD
    base = np.empty(n_dims, dtype=np.float32)
    pull = np.empty(n_dims, dtype=np.float32)
    gains = np.empty(n_lanes, dtype=np.float32)
    lanes = block.lanes
    n_found = 0
    for _ in range(found.size):
        a, b = below(state, n_groups), below(state, n_groups)
        if a == b or block.n_free[a] == 0 or block.n_free[b] == 0:
            continue
        total, extra = _face(block, shape, a, b, base)
        i = below(state, block.n_free[a])
        mine = total * lanes[a, 0, i] - extra * lanes[a, 1, i]
        for d in range(n_dims):
            y = lanes[a, N_HEAD + d, i]
            mine -= base[d] * y
            pull[d] = base[d] - np.float32(total * shape.sign[d]) * y
        _score_lanes(lanes[b], pull, np.float32(total), np.float32(extra), gains)
        found[n_found] = mine + gains[: block.n_free[b]].max()
        n_found += 1
    return n_found
