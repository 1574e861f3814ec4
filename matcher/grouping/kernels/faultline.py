"""Faultlines of groups, and annealing that counts them.

A group's faultline is the largest average silhouette width over its splits into two
camps of two leaders at least. Up to `EXACT` leaders every split is looked at, one flip
from the last (Gray code); above, the best of a climb from one start a leader.
Camps are a matter of groups that meet: above `LARGEST` leaders none are looked for.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.kernels.admit import admits
from matcher.grouping.kernels.draws import LOG_SHARES, below, draw
from matcher.grouping.kernels.jit import inner, whole
from matcher.grouping.kernels.priced import (
    PriceTable,
    Sums,
    _add,
    _cost,
    _n_away,
    _stays_within,
    _value,
)
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import Seats, put, take

EXACT = 12
LARGEST = 60
NO_SPLIT = -2.0
TINY = 1e-12


class CampTable(NamedTuple):
    """Coordinates in which camps are looked for.

    Attributes
    ----------
    Y : ndarray of shape (n_leaders, n_dims)
        Coordinates, with two more a facet for what is not known.
    sign : ndarray of shape (n_dims,)
        +1 or -1 of each: rows i and j are ``e_i + e_j + sum sign Y_i Y_j`` apart,
        squared.
    linear : ndarray of shape (n_leaders,)
        `e` of each row.
    price : float
        What a faultline of 1 costs each member, in the unit of the score.
    """

    Y: NDArray[np.float64]
    sign: NDArray[np.float64]
    linear: NDArray[np.float64]
    price: float


@inner
def _spread_out(
    c: CampTable, rows: NDArray[np.int32], n: int, D: NDArray[np.float64]
) -> None:
    """Fill in the distances of a group's members."""
    for i in range(n):
        D[i, i] = 0.0
        for j in range(i):
            square = c.linear[rows[i]] + c.linear[rows[j]]
            for d in range(c.sign.size):
                square += c.sign[d] * c.Y[rows[i], d] * c.Y[rows[j], d]
            away = np.sqrt(max(square, 0.0))
            D[i, j], D[j, i] = away, away


@inner
def _width(
    total: NDArray[np.float64],
    across: NDArray[np.float64],
    side: NDArray[np.bool_],
    n: int,
    n_across: int,
) -> float:
    """Average the silhouettes of a split; `across` sums distances to the true side."""
    n_here = n - n_across
    if n_across < 2 or n_here < 2:
        return NO_SPLIT
    width = 0.0
    for i in range(n):
        if side[i]:
            own = across[i] / (n_across - 1)
            other = (total[i] - across[i]) / n_here
        else:
            own = (total[i] - across[i]) / (n_here - 1)
            other = across[i] / n_across
        largest = max(own, other)
        if largest > TINY:
            width += (other - own) / largest
    return width / n


@inner
def _flip(
    D: NDArray[np.float64],
    across: NDArray[np.float64],
    side: NDArray[np.bool_],
    n: int,
    i: int,
) -> int:
    """Move a member to the other camp; return how many more are across."""
    change = -1 if side[i] else 1
    side[i] = not side[i]
    for j in range(n):
        across[j] += change * D[i, j]
    return change


@inner
def _try_all(
    D: NDArray[np.float64], total: NDArray[np.float64], n: int, best: NDArray[np.bool_]
) -> float:
    """Look at every split, one flip from the last."""
    side, across = np.zeros(n, dtype=np.bool_), np.zeros(n)
    top, n_across = NO_SPLIT, 0
    for code in range(1, 1 << (n - 1)):
        i = 0
        while not (code >> i) & 1:
            i += 1
        n_across += _flip(D, across, side, n, i)
        width = _width(total, across, side, n, n_across)
        if width > top + TINY:
            top = width
            best[:n] = side
    return top


@inner
def _climb(
    D: NDArray[np.float64], total: NDArray[np.float64], n: int, best: NDArray[np.bool_]
) -> float:
    """Start from each member against the one farthest away, then flip for the best."""
    top = NO_SPLIT
    for pole in range(n):
        facing = 0
        for j in range(n):
            if D[pole, j] > D[pole, facing]:
                facing = j
        side, across, n_across = np.zeros(n, dtype=np.bool_), np.zeros(n), 0
        for j in range(n):
            if D[pole, j] > D[facing, j]:
                n_across += _flip(D, across, side, n, j)
        width, is_rising = _width(total, across, side, n, n_across), True
        while is_rising:
            is_rising, chosen = False, 0
            for j in range(n):
                n_across += _flip(D, across, side, n, j)
                tried = _width(total, across, side, n, n_across)
                if tried > width + TINY:
                    width, chosen, is_rising = tried, j, True
                n_across += _flip(D, across, side, n, j)
            if is_rising:
                n_across += _flip(D, across, side, n, chosen)
        if width > top + TINY:
            top = width
            best[:n] = side
    return top


@inner
def _faultline(
    c: CampTable,
    rows: NDArray[np.int32],
    n: int,
    D: NDArray[np.float64],
    best: NDArray[np.bool_],
) -> float:
    """Measure the faultline of a group; `D` is room, `best` takes the camps."""
    best[:n] = False
    if n < 4 or n > LARGEST:
        return 0.0
    _spread_out(c, rows, n, D)
    total = np.zeros(n)
    for i in range(n):
        for j in range(n):
            total[i] += D[i, j]
    width = _try_all(D, total, n, best) if n <= EXACT else _climb(D, total, n, best)
    return max(width, 0.0)


@njit(cache=True, nogil=True)
def measure_camps(
    c: CampTable,
    rows: NDArray[np.int32],
    first: NDArray[np.int64],
    scores: NDArray[np.float64],
    camps: NDArray[np.bool_],
) -> None:
    """Measure the faultlines of groups.

    Parameters
    ----------
    c : CampTable
        Where leaders stand.
    rows : ndarray of shape (n_seated,)
        Rows of the table, group by group.
    first : ndarray of shape (n_groups + 1,)
        Group `g` holds ``rows[first[g]:first[g + 1]]``.
    scores : ndarray of shape (n_groups,)
        Filled with faultlines.
    camps : ndarray of shape (n_seated,)
        Filled with the side of each of `rows` in the best split.
    """
    for g in range(scores.size):
        n = first[g + 1] - first[g]
        D = np.empty((min(n, LARGEST), min(n, LARGEST)))
        members = rows[first[g] : first[g + 1]]
        scores[g] = _faultline(c, members, n, D, camps[first[g] : first[g + 1]])


@inner
def _after(
    c: CampTable,
    p: PriceTable,
    s: Seats,
    g: int,
    out: int,
    enter: int,
    rows: NDArray[np.int32],
    D: NDArray[np.float64],
    best: NDArray[np.bool_],
) -> float:
    """Measure the faultline of a group after an exchange."""
    n = 0
    for k in range(s.n_units[g] + 1):
        u = whole(s.units[g, k]) if k < s.n_units[g] else enter
        if u >= 0 and u != out:
            for e in range(p.rules.first[u], p.rules.first[u + 1]):
                rows[n] = p.rules.rows[e]
                n += 1
    return _faultline(c, rows, n, D, best)


@njit(cache=True, nogil=True)
def anneal_camps(
    s: Seats,
    t: RuleTable,
    p: PriceTable,
    m: Sums,
    c: CampTable,
    scores: NDArray[np.float64],
    state: NDArray[np.uint64],
    heat: float,
    min_gain: float,
    steps: NDArray[np.float64],
) -> int:
    """Try random swaps and moves at one temperature, faultlines priced.

    Of two groups drawn, the one with the larger faultline gives a leader. Faultlines
    are at least 0, so that a change too bad for even two groups without one is turned
    down before they are measured.

    Parameters
    ----------
    s : Seats
        Changed in place.
    t : RuleTable
        Hard rules.
    p : PriceTable
        Soft rules and budgets.
    m : Sums
        As `add_up` left them; changed in place.
    c : CampTable
        Where leaders stand, and the price.
    scores : ndarray of shape (n_groups,)
        Faultline of each group; changed in place.
    state : ndarray of shape (1,)
        Of the random numbers.
    heat : float
        Temperature, in the unit of the objective; 0 takes gains only, infinity only
        measures.
    min_gain : float
        Least gain at temperature 0, above rounding error.
    steps : ndarray of shape (n_proposals,)
        Filled with the size of the changes that were measured, 0 for none.

    Returns
    -------
    int
        Changes made.
    """
    n_groups, n_taken = s.heads.size, 0
    n_slots = s.units.shape[1] + 2
    rows = np.empty(n_slots, dtype=np.int32)
    n_room = min(n_slots, LARGEST)
    D, best = np.empty((n_room, n_room)), np.empty(n_slots, dtype=np.bool_)
    for step in range(steps.size):
        steps[step] = 0.0
        g, other, h = (
            below(state, n_groups),
            below(state, n_groups),
            below(state, n_groups),
        )
        if scores[other] > scores[g]:
            g = other
        if g == h or s.n_units[g] == 0 or s.n_units[h] == 0:
            continue
        u = whole(s.units[g, below(state, whole(s.n_units[g]))])
        v = whole(s.units[h, below(state, whole(s.n_units[h]))])
        if below(state, 8) == 0:
            v = whole(-1)
        if not s.is_free[u] or (v >= 0 and not s.is_free[v]):
            continue
        more = (s.weight[v] if v >= 0 else 0) - s.weight[u]
        size_g, size_h = whole(s.heads[g] + more), whole(s.heads[h] - more)
        if more != 0 and not (
            s.low[g] <= size_g <= s.high[g] and s.low[h] <= size_h <= s.high[h]
        ):
            continue
        if not _stays_within(p, m, u, g, v, h):
            continue
        value_g, value_h = _value(m, g, size_g, u, v), _value(m, h, size_h, v, u)
        gain = value_g + value_h - m.values[g] - m.values[h]
        least = min_gain
        if heat > 0.0:
            least = heat * LOG_SHARES[draw(state) & 4095]
        gain += m.costs[g] + m.costs[h]
        gain += c.price * (s.heads[g] * scores[g] + s.heads[h] * scores[h])
        if gain <= least:
            continue
        if heat < np.inf and not (
            admits(t, s.units[g], whole(s.n_units[g]), s.group_of, u, v, g)
            and admits(t, s.units[h], whole(s.n_units[h]), s.group_of, v, u, h)
        ):
            continue
        cost_g, cost_h = _cost(p, s, g, u, v, rows), _cost(p, s, h, v, u, rows)
        camp_g = _after(c, p, s, g, u, v, rows, D, best)
        gain -= cost_g + cost_h + c.price * size_g * camp_g
        if gain <= least and heat < np.inf:
            continue
        camp_h = _after(c, p, s, h, v, u, rows, D, best)
        gain -= c.price * size_h * camp_h
        steps[step] = abs(gain)
        if heat == np.inf or gain <= least:
            continue
        for r in range(p.budget.size):
            m.moved[r] += _n_away(p, r, u, h) - _n_away(p, r, u, g)
            if v >= 0:
                m.moved[r] += _n_away(p, r, v, g) - _n_away(p, r, v, h)
        take(s, u)
        _add(m, g, u, -1)
        _add(m, h, u, 1)
        if v >= 0:
            take(s, v)
            put(s, v, g)
            _add(m, h, v, -1)
            _add(m, g, v, 1)
        put(s, u, h)
        m.values[g], m.values[h] = value_g, value_h
        m.costs[g], m.costs[h] = cost_g, cost_h
        scores[g], scores[h] = camp_g, camp_h
        n_taken += 1
    return n_taken
