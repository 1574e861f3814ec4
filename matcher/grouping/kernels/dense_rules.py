"""Compiled search over dense distances under hard rules.

The passes over gains are those of `matcher.grouping.kernels.dense`; only trades that
would be taken are checked, by a walk over the two groups. Where the best partner of a
group is not admitted, the best admitted one is looked for.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.kernels.admit import admits
from matcher.grouping.kernels.dense import (
    BITS,
    NEVER,
    Table,
    choose_group,
    draw_bits,
    move,
    note_room,
    swap,
)
from matcher.grouping.kernels.jit import inner, whole
from matcher.grouping.kernels.rule_table import RuleTable

MOVE = -1  # instead of a partner: the row moves alone
NONE = -2  # nothing is admitted


class Guard(NamedTuple):
    """Hard rules beside a `Table`.

    Attributes
    ----------
    rules : RuleTable
        The rules.
    unit_of : ndarray of shape (n_leaders,)
        Unit of each row; only units of one row may move.
    group_of : ndarray of shape (n_units,)
        Group of each unit, changed in place.
    barred : ndarray of shape (n_slots,)
        0 where the row in a slot may move, `NEVER` where not; changed in place.
    members : ndarray of shape (n_slots,)
        Scratch: units of one group.
    """

    rules: RuleTable
    unit_of: NDArray[np.int32]
    group_of: NDArray[np.int32]
    barred: NDArray[np.int32]
    members: NDArray[np.int32]


@inner
def _keeps(table: Table, guard: Guard, g: int, out: int, enter: int) -> bool:
    """Check every rule of group `g` when a unit leaves, comes, or both."""
    n_members = 0
    for t in range(table.starts[g], table.starts[g] + table.sizes[g]):
        row = table.rows[t]
        unit = guard.unit_of[row]
        if guard.rules.rows[guard.rules.first[unit]] == row:
            guard.members[n_members] = unit
            n_members += 1
    return admits(
        guard.rules,
        guard.members,
        whole(n_members),
        guard.group_of,
        whole(out),
        whole(enter),
        whole(g),
    )


@inner
def _allows(table: Table, guard: Guard, a: int, h: int, s: int, t: int) -> bool:
    """Check a trade of slots `s` of `a` and `t` of `h`; of a move, `t` is `MOVE`."""
    mine = whole(guard.unit_of[table.rows[s]])
    other = whole(-1)
    if t >= 0:
        other = whole(guard.unit_of[table.rows[t]])
    return _keeps(table, guard, whole(h), other, mine) and _keeps(
        table, guard, whole(a), mine, other
    )


@inner
def _best_free(
    table: Table,
    barred: NDArray[np.int32],
    a: int,
    s: int,
    room: NDArray[np.int32],
    found: NDArray[np.int32],
) -> np.int32:
    """Set `found[h]` to the best gain of slot `s` with each group; return the best."""
    gains, starts = table.gains, table.starts
    own, line = gains[a], table.twice[s]
    top = NEVER
    for h in range(room.size):
        if h == a:
            found[h] = NEVER
            continue
        m = room[h]
        for v in range(np.uint64(starts[h]), np.uint64(starts[h + 1])):
            m = max(m, np.int32(own[v] - np.int32(line[v]) + barred[v]))
        m = np.int32(m + gains[h, s])
        found[h] = m
        top = max(top, m)
    return top


@inner
def _best_admitted(
    table: Table, guard: Guard, a: int, h: int, s: int, room: int, least: float
) -> tuple[int, int]:
    """Find slot and gain of the best admitted trade above `least` with one group."""
    best, slot = least, NONE
    base = table.gains[h, s]
    if room + base > best and _allows(table, guard, a, h, s, MOVE):
        best, slot = float(room + base), MOVE
    for t in range(table.starts[h], table.starts[h] + table.sizes[h]):
        gain = float(table.gains[a, t] - table.twice[s, t] + guard.barred[t] + base)
        if gain > best and _allows(table, guard, a, h, s, t):
            best, slot = gain, t
    return slot, int(best)


@njit(cache=True, nogil=True)
def anneal_ruled(
    table: Table,
    guard: Guard,
    draws: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint64]],
    best: NDArray[np.int64],
    totals: NDArray[np.int64],
    temperature: float,
    n_visits: int,
) -> int:
    """Anneal as `matcher.grouping.kernels.dense.anneal`, keeping every hard rule.

    Parameters
    ----------
    table : Table
        Changed in place.
    guard : Guard
        The rules; changed in place.
    draws : tuple of ndarray
        Exponential variates, maxima of them, and the state of the generator.
    best : ndarray of shape (n_slots,)
        `rows` of the incumbent, changed in place when one is found.
    totals : ndarray of shape (3,)
        Diversity now; that of `best`; group to visit next. Changed in place.
    temperature : float
        In the unit of `gains`; 0 accepts gains only.
    n_visits : int
        Groups to visit.

    Returns
    -------
    int
        Trades and moves made.
    """
    rows, starts, sizes, barred = table.rows, table.starts, table.sizes, guard.barred
    mask = np.uint64(draws[1].size - 1)
    singles = np.uint64(draws[0].size - 1)
    room = np.empty(sizes.size, np.int32)
    full = np.full(sizes.size, NEVER)
    found = np.empty(sizes.size, np.int32)
    note_room(table, room)
    value, n_accepted, a = totals[0], 0, totals[2]
    for _ in range(n_visits):
        for s in range(starts[a], starts[a + 1]):
            if rows[s] < 0:
                break
            if barred[s] != 0:
                continue
            largest = draws[1][(draw_bits(draws[2]) >> BITS) & mask]
            free = room if sizes[a] > table.lower[a] else full
            top = _best_free(table, barred, a, s, free, found)
            if top <= -temperature * largest:
                continue
            h = choose_group(found, draws, largest, temperature)
            if h < 0:
                continue
            luck = draws[0][(draw_bits(draws[2]) >> BITS) & singles]
            least = min(found[h], 0) - temperature * luck  # a variate has no memory
            t, gain = _best_admitted(table, guard, a, h, s, free[h], least)
            if t == NONE:
                continue
            unit = guard.unit_of[rows[s]]
            if t >= 0:
                guard.group_of[guard.unit_of[rows[t]]] = a
                swap(table, a, h, s, t)
            else:
                last = starts[a] + sizes[a] - 1
                barred[starts[h] + sizes[h]] = 0
                barred[s] = barred[last]
                barred[last] = 0
                move(table, a, h, s)
                note_room(table, room)
            guard.group_of[unit] = h
            value += gain
            n_accepted += 1
        a = a + 1 if a + 1 < sizes.size else 0
        if value > totals[1]:
            totals[1] = value
            best[:] = rows
    totals[0], totals[2] = value, a
    return n_accepted


@njit(cache=True, nogil=True)
def best_admitted_gains(table: Table, guard: Guard, out: NDArray[np.int32]) -> None:
    """Find the best trade of each row that the rules admit.

    Parameters
    ----------
    table, guard : Table, Guard
        Read only.
    out : ndarray of shape (n_slots,)
        Gain of the best admitted trade of the row in each slot; `NEVER` for none.
    """
    for a in range(table.sizes.size):
        for s in range(table.starts[a], table.starts[a + 1]):
            out[s] = NEVER
            if table.rows[s] < 0 or guard.barred[s] != 0:
                continue
            for h in range(table.sizes.size):
                if h != a:
                    least = float(out[s])
                    t, gain = _best_admitted(table, guard, a, h, s, int(NEVER), least)
                    if t != NONE:
                        out[s] = gain
