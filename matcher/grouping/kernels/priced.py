"""Annealing where breaches cost a price and moves have a budget: one swap at a time.

The change of the objective follows from group sums in O(d); prices are added up anew
for the two groups of a swap, which costs the square of their size.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.kernels.admit import admits, is_near
from matcher.grouping.kernels.draws import LOG_SHARES, below, draw
from matcher.grouping.kernels.jit import whole
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import Seats, put, take


class PriceTable(NamedTuple):
    """Soft rules, what a breach of each costs, and budgets of moves.

    Attributes
    ----------
    rules : RuleTable
        Soft rules as if they were hard; pairs that stay apart are in `foes`.
    caps, spreads, shares, reaches, onlies, floors : ndarray of shape (n_rules,)
        Price of each line of the rules.
    foe_first, foes, foe_price : ndarray of shape (n + 1,), (n_foes,) and (n_foes,)
        Rows that cost a price beside each row.
    ban_first, bans, ban_price : ndarray of shape (n + 1,), (n_bans,) and (n_bans,)
        Groups that cost a price for each row.
    home, stays : ndarray of shape (n_stays, n) and (n_stays,)
        Group each row wants to keep (-1 none) and the price of leaving it.
    seat, budget : ndarray of shape (n_budgets, n) and (n_budgets,)
        Group each row sits in before the run (-1 none) and how many may leave.
    origin, resets : ndarray of shape (n_resets, n) and (n_resets,)
        Group each row sits in before the run (-1 none) and the price of each group
        that somebody joins.
    """

    rules: RuleTable
    caps: NDArray[np.float64]
    spreads: NDArray[np.float64]
    shares: NDArray[np.float64]
    reaches: NDArray[np.float64]
    onlies: NDArray[np.float64]
    floors: NDArray[np.float64]
    foe_first: NDArray[np.int64]
    foes: NDArray[np.int32]
    foe_price: NDArray[np.float64]
    ban_first: NDArray[np.int64]
    bans: NDArray[np.int32]
    ban_price: NDArray[np.float64]
    home: NDArray[np.int32]
    stays: NDArray[np.float64]
    seat: NDArray[np.int32]
    budget: NDArray[np.int64]
    origin: NDArray[np.int32]
    resets: NDArray[np.float64]


class Sums(NamedTuple):
    """What the objective of groups follows from.

    Attributes
    ----------
    Y : ndarray of shape (n_units, n_dims), float32
        Coordinates.
    sign : ndarray of shape (n_dims,)
        +1 or -1 of each coordinate.
    linear, own : ndarray of shape (n_units,)
        Linear term and own square of each unit.
    scale : ndarray of shape (largest size + 2,)
        Factor of a group of each size.
    floor, care : ndarray of shape (largest size + 2,)
        Value below which a group of each size is protected, and the price of its
        squared shortfall.
    sums : ndarray of shape (n_groups, 2 + n_dims)
        Of linear terms, own squares and coordinates; changed in place.
    values, costs : ndarray of shape (n_groups,)
        Part of the objective, and prices, of each group; changed in place.
    moved : ndarray of shape (n_budgets,)
        Leaders who left their seat; changed in place.
    """

    Y: NDArray[np.float32]
    sign: NDArray[np.float64]
    linear: NDArray[np.float64]
    own: NDArray[np.float64]
    scale: NDArray[np.float64]
    floor: NDArray[np.float64]
    care: NDArray[np.float64]
    sums: NDArray[np.float64]
    values: NDArray[np.float64]
    costs: NDArray[np.float64]
    moved: NDArray[np.int64]


@njit(cache=True, nogil=True)
def _line_costs(p: PriceTable, rows: NDArray[np.int32], n: int, g: int) -> float:
    """Price what single members and their categories break in a group."""
    t, cost = p.rules, 0.0
    for i in range(n):
        row = rows[i]
        for r in range(p.caps.size):
            category, before = t.cap_of[r, row], 0
            for j in range(i if category >= 0 else 0):
                before += t.cap_of[r, rows[j]] == category
            cost += p.caps[r] * (before >= t.caps[r])
        for r in range(p.onlies.size):
            category, like = t.only_of[r, row], 0
            for j in range(n):
                like += t.only_of[r, rows[j]] == category
            cost += p.onlies[r] * (category >= 0 and like == 1)
        for r in range(p.stays.size):
            cost += p.stays[r] * (p.home[r, row] >= 0 and p.home[r, row] != g)
        for k in range(p.foe_first[row], p.foe_first[row + 1]):
            for j in range(i):
                cost += p.foe_price[k] * (rows[j] == p.foes[k])
        for k in range(p.ban_first[row], p.ban_first[row + 1]):
            cost += p.ban_price[k] * (p.bans[k] == g)
        for r in range(p.reaches.size):
            for j in range(i):
                cost += p.reaches[r] * (not is_near(t, r, row, rows[j]))
    return cost


@njit(cache=True, nogil=True)
def _whole_costs(p: PriceTable, rows: NDArray[np.int32], n: int, g: int) -> float:
    """Price what a group breaks as a whole."""
    t, cost = p.rules, 0.0
    for r in range(p.spreads.size):
        lowest, highest = np.inf, -np.inf
        for i in range(n):
            x = t.number[r, rows[i]]
            if not np.isnan(x):
                lowest, highest = min(lowest, x), max(highest, x)
        cost += p.spreads[r] * (highest - lowest > t.width[r])
    for r in range(p.shares.size):
        common = np.int64(-1)
        for i in range(n):
            common &= t.slots[r, rows[i]]
        cost += p.shares[r] * (common == 0)
    for r in range(p.floors.size if n > 0 else 0):
        count = 0
        for i in range(n):
            count += t.marked[r, rows[i]]
        cost += p.floors[r] * max(0, t.floors[r] - count)
    for r in range(p.resets.size):
        is_joined = False
        for i in range(n):
            is_joined = is_joined or p.origin[r, rows[i]] != g
        cost += p.resets[r] * is_joined
    return cost


@njit(cache=True, nogil=True)
def _cost(
    p: PriceTable, s: Seats, g: int, out: int, enter: int, rows: NDArray[np.int32]
) -> float:
    """Price a group after an exchange; `rows` is room."""
    n = 0
    for k in range(s.n_units[g] + 1):
        u = whole(s.units[g, k]) if k < s.n_units[g] else enter
        if u >= 0 and u != out:
            for e in range(p.rules.first[u], p.rules.first[u + 1]):
                rows[n] = p.rules.rows[e]
                n += 1
    return _line_costs(p, rows, n, g) + _whole_costs(p, rows, n, g)


@njit(cache=True, nogil=True)
def _value(m: Sums, g: int, size: int, out: int, enter: int) -> float:
    """Compute a group's part of the objective after an exchange."""
    linear, own, square = m.sums[g, 0], m.sums[g, 1], 0.0
    if out >= 0:
        linear -= m.linear[out]
        own -= m.own[out]
    if enter >= 0:
        linear += m.linear[enter]
        own += m.own[enter]
    for d in range(m.sign.size):
        x = m.sums[g, 2 + d]
        if out >= 0:
            x -= m.Y[out, d]
        if enter >= 0:
            x += m.Y[enter, d]
        square += m.sign[d] * x * x
    value = m.scale[size] * ((size - 1) * linear + 0.5 * (square - own))
    lack = max(0.0, m.floor[size] - value)
    return float(value - m.care[size] * lack * lack)


@njit(cache=True, nogil=True)
def _add(m: Sums, g: int, u: int, sign: int) -> None:
    """Add a unit to the sums of a group, or take it off."""
    m.sums[g, 0] += sign * m.linear[u]
    m.sums[g, 1] += sign * m.own[u]
    for d in range(m.sign.size):
        m.sums[g, 2 + d] += sign * m.Y[u, d]


@njit(cache=True, nogil=True)
def add_up(s: Seats, p: PriceTable, m: Sums) -> None:
    """Add sums, values, prices and moves up anew.

    Parameters
    ----------
    s : Seats
        Who sits where.
    p : PriceTable
        Prices.
    m : Sums
        Changed in place.
    """
    rows = np.empty(s.units.shape[1] + 1, dtype=np.int32)
    m.sums[:, :] = 0.0
    for g in range(s.heads.size):
        for k in range(s.n_units[g]):
            _add(m, g, whole(s.units[g, k]), 1)
        m.values[g] = _value(m, g, whole(s.heads[g]), whole(-1), whole(-1))
        m.costs[g] = _cost(p, s, g, whole(-1), whole(-1), rows)
    m.moved[:] = 0
    for u in range(s.group_of.size):
        for r in range(p.budget.size):
            m.moved[r] += _n_away(p, r, u, whole(s.group_of[u]))


@njit(cache=True, nogil=True)
def _n_away(p: PriceTable, r: int, u: int, g: int) -> int:
    """Count the leaders of a unit who sat elsewhere than in a group."""
    n = 0
    for e in range(p.rules.first[u], p.rules.first[u + 1]):
        seat = p.seat[r, p.rules.rows[e]]
        n += seat >= 0 and seat != g
    return n


@njit(cache=True, nogil=True)
def _stays_within(p: PriceTable, m: Sums, u: int, g: int, v: int, h: int) -> bool:
    """Check that trading `u` of `g` for `v` of `h` overdraws no budget."""
    for r in range(p.budget.size):
        change = _n_away(p, r, u, h) - _n_away(p, r, u, g)
        if v >= 0:
            change += _n_away(p, r, v, g) - _n_away(p, r, v, h)
        if change > 0 and m.moved[r] + change > p.budget[r]:
            return False
    return True


@njit(cache=True, nogil=True)
def anneal_priced(
    s: Seats,
    t: RuleTable,
    p: PriceTable,
    m: Sums,
    state: NDArray[np.uint64],
    heat: float,
    min_gain: float,
    steps: NDArray[np.float64],
) -> int:
    """Try random swaps and moves at one temperature.

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
    state : ndarray of shape (1,)
        Of the random numbers.
    heat : float
        Temperature, in the unit of the objective; 0 takes gains only, infinity only
        measures.
    min_gain : float
        Least gain at temperature 0, above rounding error.
    steps : ndarray of shape (n_proposals,)
        Filled with the size of the changes that were tried, 0 for none.

    Returns
    -------
    int
        Changes made.
    """
    n_groups, n_taken = s.heads.size, 0
    rows = np.empty(s.units.shape[1] + 1, dtype=np.int32)
    for step in range(steps.size):
        steps[step] = 0.0
        g, h = below(state, n_groups), below(state, n_groups)
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
        if gain + m.costs[g] + m.costs[h] <= least:
            steps[step] = abs(gain)
            continue
        cost_g, cost_h = _cost(p, s, g, u, v, rows), _cost(p, s, h, v, u, rows)
        gain += m.costs[g] + m.costs[h] - cost_g - cost_h
        steps[step] = abs(gain)
        if heat == np.inf or gain <= least:
            continue
        if not (
            admits(t, s.units[g], whole(s.n_units[g]), s.group_of, u, v, g)
            and admits(t, s.units[h], whole(s.n_units[h]), s.group_of, v, u, h)
        ):
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
        n_taken += 1
    return n_taken
