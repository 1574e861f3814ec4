"""Trades between leaders who are alike, across many groups at once.

A trade of units i and j gains only if their difference is shorter than that of the two
group sums it mends, so among many units only near ones are worth a look. Each round
cuts the units of a block into cells of near neighbours by random projections; within a
cell every unit looks at all others.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.kernels.admit import admits
from matcher.grouping.kernels.anneal import NEVER
from matcher.grouping.kernels.crowd import CELL, N_SUMS, Crowd, cut_cells
from matcher.grouping.kernels.draws import LOG_SHARES, draw
from matcher.grouping.kernels.jit import inner, whole
from matcher.grouping.kernels.lanes import Shape, shortfall, side
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import Seats


class Cell(NamedTuple):
    """Near neighbours in lanes.

    Attributes
    ----------
    Y, V : ndarray of shape (n_dims, 64), float32
        Coordinates, and signed sums of the other members of each unit's group.
    own, half, extra : ndarray of shape (64,), float32
        Product with the group's sum, half own square, linear term.
    square : ndarray of shape (64,), float32
        Own squares of the unit's leaders.
    factor, weigh : ndarray of shape (64,), float32
        Factors of products and of linear terms for each unit's group.
    here, there : ndarray of shape (64,), float32
        Products at hand: with the others of the looking unit's group, and of each
        lane's.
    """

    Y: NDArray[np.float32]
    V: NDArray[np.float32]
    own: NDArray[np.float32]
    half: NDArray[np.float32]
    extra: NDArray[np.float32]
    square: NDArray[np.float32]
    factor: NDArray[np.float32]
    weigh: NDArray[np.float32]
    here: NDArray[np.float32]
    there: NDArray[np.float32]


@inner
def _value(crowd: Crowd, shape: Shape, seats: Seats, k: int) -> float:
    """Compute one group's part of the objective."""
    size = seats.heads[crowd.groups[k]]
    square = 0.0
    for d in range(shape.sign.size):
        square += shape.sign[d] * crowd.sums[k, N_SUMS + d] ** 2
    value = (size - 1) * crowd.sums[k, 0] + 0.5 * (square - crowd.sums[k, 1])
    return float(shape.scale[size] * value)


@inner
def make_cell(n_dims: int) -> Cell:
    """Make room for one cell.

    Parameters
    ----------
    n_dims : int
        Coordinates.

    Returns
    -------
    Cell
        All zero.
    """
    wide = np.zeros((2, n_dims, CELL), dtype=np.float32)
    thin = np.zeros((8, CELL), dtype=np.float32)
    return Cell(
        wide[0],
        wide[1],
        thin[0],
        thin[1],
        thin[2],
        thin[3],
        thin[4],
        thin[5],
        thin[6],
        thin[7],
    )


@inner
def _place(
    cell: Cell,
    crowd: Crowd,
    shape: Shape,
    seats: Seats,
    members: NDArray[np.int32],
    ka: int,
    kb: int,
) -> None:
    """Bring what depends on their group up to date, in all lanes or two groups'."""
    sign, sums = shape.sign, crowd.sums
    for j in range(members.size):
        k = crowd.home[members[j]]
        if ka >= 0 and k not in (ka, kb):
            continue
        one = two = np.float32(0.0)
        for d in range(0, sign.size, 2):
            y, z = cell.Y[d, j], cell.Y[d + 1, j]
            total_y = sign[d] * np.float32(sums[k, N_SUMS + d])
            total_z = sign[d + 1] * np.float32(sums[k, N_SUMS + d + 1])
            one += total_y * y
            two += total_z * z
            cell.V[d, j] = total_y - sign[d] * y
            cell.V[d + 1, j] = total_z - sign[d + 1] * z
        cell.own[j] = one + two
        c, e, _ = side(shape, whole(seats.heads[crowd.groups[k]]))
        cell.factor[j], cell.weigh[j] = c, e


@inner
def _fill(
    cell: Cell,
    crowd: Crowd,
    members: NDArray[np.int32],
    Y: NDArray[np.float32],
    lines: NDArray[np.float64],
) -> None:
    """Lay the units of a cell out in lanes."""
    for j in range(members.size):
        u = crowd.who[members[j]]
        for d in range(Y.shape[1]):
            cell.Y[d, j] = Y[u, d]
        cell.half[j] = np.float32(lines[u, 0])
        cell.extra[j] = np.float32(lines[u, 1])
        cell.square[j] = np.float32(lines[u, 2])


@inner
def _look(cell: Cell, i: int) -> None:
    """Compute what trades of lane `i` with each lane of its cell would gain."""
    n = cell.here.size  # not the constant: the loops over it become wide
    here, there, Y, V = cell.here, cell.there, cell.Y, cell.V
    for j in range(n):
        here[j] = np.float32(0.0)
        there[j] = np.float32(0.0)
    for d in range(0, Y.shape[0], 4):
        y0, y1, y2, y3 = Y[d, i], Y[d + 1, i], Y[d + 2, i], Y[d + 3, i]
        v0, v1, v2, v3 = V[d, i], V[d + 1, i], V[d + 2, i], V[d + 3, i]
        for j in range(n):
            here[j] += (v0 * Y[d, j] + v1 * Y[d + 1, j]) + (
                v2 * Y[d + 2, j] + v3 * Y[d + 3, j]
            )
        for j in range(n):
            there[j] += (y0 * V[d, j] + y1 * V[d + 1, j]) + (
                y2 * V[d + 2, j] + y3 * V[d + 3, j]
            )
    ca, ea, half = cell.factor[i], cell.weigh[i], cell.half[i]
    rest, extra = half - cell.own[i], cell.extra[i]
    half_of, own, extra_of = cell.half, cell.own, cell.extra
    factor, weigh = cell.factor, cell.weigh
    square_of, square, even = cell.square, cell.square[i], np.float32(0.5)
    for j in range(n):
        step = even * (square_of[j] - square)
        both = half_of[j] - step
        here[j] = ca * (here[j] + rest + both) + ea * (extra_of[j] - extra)
        both = half + half_of[j] + step
        there[j] = factor[j] * (there[j] - own[j] + both)
        there[j] -= weigh[j] * (extra_of[j] - extra)


@inner
def _is_allowed(seats: Seats, t: RuleTable, u: int, v: int, g: int, h: int) -> bool:
    """Check weights and hard rules for a trade of `u` in `g` with `v` in `h`."""
    return (
        seats.weight[u] == seats.weight[v]
        and admits(t, seats.units[g], whole(seats.n_units[g]), seats.group_of, u, v, g)
        and admits(t, seats.units[h], whole(seats.n_units[h]), seats.group_of, v, u, h)
    )


@inner
def _relief(
    cell: Cell,
    crowd: Crowd,
    shape: Shape,
    seats: Seats,
    ka: int,
    g: int,
    j: int,
    h: int,
    members: NDArray[np.int32],
) -> float:
    """Compute how much less two groups fall short of their floors after a trade."""
    kb = crowd.home[members[j]]
    na, nb = whole(seats.heads[g]), whole(seats.heads[h])
    va, vb = crowd.values[ka], crowd.values[kb]
    now = shortfall(shape, na, va) + shortfall(shape, nb, vb)
    then = shortfall(shape, na, va + cell.here[j])
    return now - then - shortfall(shape, nb, vb + cell.there[j])


@inner
def _find_partner(
    cell: Cell,
    crowd: Crowd,
    shape: Shape,
    seats: Seats,
    t: RuleTable,
    members: NDArray[np.int32],
    i: int,
    least: float,
) -> int:
    """Find the lane whose trade with lane `i` gains most, and more than `least`."""
    best, partner = np.float32(least), -1
    at = members[i]
    ka = crowd.home[at]
    g, u = whole(crowd.groups[ka]), whole(crowd.who[at])
    for j in range(members.size):
        gain = cell.here[j] + cell.there[j]
        if shape.is_protecting:
            h = whole(crowd.groups[crowd.home[members[j]]])
            gain += np.float32(_relief(cell, crowd, shape, seats, ka, g, j, h, members))
        if gain > best:
            kb = crowd.home[members[j]]
            h, v = whole(crowd.groups[kb]), whole(crowd.who[members[j]])
            if kb != ka and _is_allowed(seats, t, u, v, g, h):
                best, partner = gain, j
    return partner


@inner
def _trade(
    cell: Cell,
    crowd: Crowd,
    shape: Shape,
    seats: Seats,
    members: NDArray[np.int32],
    i: int,
    j: int,
) -> None:
    """Trade the units in lanes `i` and `j`; sums, seats and lanes follow."""
    at, to = members[i], members[j]
    ka, kb = crowd.home[at], crowd.home[to]
    g, h = crowd.groups[ka], crowd.groups[kb]
    u, v = crowd.who[at], crowd.who[to]
    for d in range(shape.sign.size):
        step = np.float64(cell.Y[d, j]) - np.float64(cell.Y[d, i])
        crowd.sums[ka, N_SUMS + d] += step
        crowd.sums[kb, N_SUMS + d] -= step
    linear = np.float64(cell.extra[j]) - np.float64(cell.extra[i])
    square = np.float64(cell.square[j]) - np.float64(cell.square[i])
    crowd.sums[ka, 0] += linear
    crowd.sums[kb, 0] -= linear
    crowd.sums[ka, 1] += square
    crowd.sums[kb, 1] -= square
    for slot in range(seats.n_units[g]):
        if seats.units[g, slot] == u:
            seats.units[g, slot] = v
            break
    for slot in range(seats.n_units[h]):
        if seats.units[h, slot] == v:
            seats.units[h, slot] = u
            break
    seats.group_of[u], seats.group_of[v] = h, g
    crowd.home[at], crowd.home[to] = kb, ka
    _place(cell, crowd, shape, seats, members, whole(ka), whole(kb))
    if shape.is_protecting:
        crowd.values[ka] = _value(crowd, shape, seats, whole(ka))
        crowd.values[kb] = _value(crowd, shape, seats, whole(kb))


@njit(cache=True, nogil=True)
def trade_in_cells(
    seats: Seats,
    t: RuleTable,
    crowd: Crowd,
    Y: NDArray[np.float32],
    lines: NDArray[np.float64],
    shape: Shape,
    state: NDArray[np.uint64],
    heat: float,
    min_gain: float,
    n_rounds: int,
) -> int:
    """Cut the crowd into cells and trade inside them, some times over.

    Parameters
    ----------
    seats : Seats
        Changed in place, for the groups of the crowd.
    t : RuleTable
        Hard rules.
    crowd : Crowd
        From `gather_crowd`; changed in place.
    Y : ndarray of shape (n_units, n_dims)
        Coordinates.
    lines : ndarray of shape (n_units, 3)
        Half own square, linear term and own squares of the leaders of units.
    shape : Shape
        The objective.
    state : ndarray of shape (1,)
        Of the random numbers.
    heat : float
        Temperature, in the unit of the objective; 0 takes gains only.
    min_gain : float
        Least gain at temperature 0, above rounding error.
    n_rounds : int
        Times the cells are cut anew.

    Returns
    -------
    int
        Trades made.
    """
    n_taken = 0
    cell = make_cell(Y.shape[1])
    here, there = cell.here, cell.there
    gains = np.empty(CELL, dtype=np.float32)
    if shape.is_protecting:
        for k in range(crowd.groups.size):
            crowd.values[k] = _value(crowd, shape, seats, k)
    for _ in range(n_rounds):
        firsts = cut_cells(crowd, t, Y, state)
        for c in range(firsts.size - 1):
            members = crowd.order[firsts[c] : firsts[c + 1]]
            n = members.size
            _fill(cell, crowd, members, Y, lines)
            _place(cell, crowd, shape, seats, members, whole(-1), whole(-1))
            for i in range(n):
                _look(cell, i)
                least = min_gain
                if heat > 0.0:
                    least = heat * LOG_SHARES[draw(state) & 4095]
                top = NEVER
                for j in range(n):
                    gains[j] = here[j] + there[j]
                gains[i] = NEVER
                for j in range(n):
                    top = max(top, gains[j])
                if top <= least and not shape.is_protecting:
                    continue
                j = _find_partner(cell, crowd, shape, seats, t, members, i, least)
                if j >= 0:
                    _trade(cell, crowd, shape, seats, members, i, j)
                    n_taken += 1
    return n_taken
