"""Seat units under hard rules: dealing, open seats, filling up."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.kernels.admit import admits
from matcher.grouping.kernels.draws import below
from matcher.grouping.kernels.jit import inner, whole
from matcher.grouping.kernels.rule_table import RuleTable


class Seats(NamedTuple):
    """Who sits where; changed in place.

    Attributes
    ----------
    units : ndarray of shape (n_groups, n_slots)
        Units in the slots of each group, -1 when empty.
    n_units, heads : ndarray of shape (n_groups,)
        Units and leaders in each group.
    low, high : ndarray of shape (n_groups,)
        Fewest and most leaders.
    group_of : ndarray of shape (n_units,)
        Group of each unit, -1 for none.
    weight : ndarray of shape (n_units,)
        Leaders in each unit.
    is_free : ndarray of shape (n_units,)
        Whether a unit may leave its group.
    """

    units: NDArray[np.int32]
    n_units: NDArray[np.int32]
    heads: NDArray[np.int32]
    low: NDArray[np.int32]
    high: NDArray[np.int32]
    group_of: NDArray[np.int32]
    weight: NDArray[np.int32]
    is_free: NDArray[np.bool_]


@njit(cache=True, nogil=True)
def put(s: Seats, u: int, g: int) -> None:
    """Seat unit `u` in group `g`.

    Parameters
    ----------
    s : Seats
        Changed in place.
    u, g : int
        Unit and group.
    """
    s.units[g, s.n_units[g]] = u
    s.n_units[g] += 1
    s.heads[g] += s.weight[u]
    s.group_of[u] = g


@njit(cache=True, nogil=True)
def take(s: Seats, u: int) -> None:
    """Take unit `u` out of its group.

    Parameters
    ----------
    s : Seats
        Changed in place.
    u : int
        A seated unit.
    """
    g = s.group_of[u]
    last = s.n_units[g] - 1
    for k in range(last + 1):
        if s.units[g, k] == u:
            s.units[g, k] = s.units[g, last]
            break
    s.units[g, last] = -1
    s.n_units[g] = last
    s.heads[g] -= s.weight[u]
    s.group_of[u] = -1


@njit(cache=True, nogil=True)
def fits(s: Seats, t: RuleTable, u: int, g: int) -> bool:
    """Check whether group `g` has room for unit `u` and lets it in.

    Parameters
    ----------
    s : Seats
        Who sits where.
    t : RuleTable
        The rules.
    u, g : int
        Unit and group.

    Returns
    -------
    bool
        Whether it could be put.
    """
    return s.heads[g] + s.weight[u] <= s.high[g] and admits(
        t, s.units[g], whole(s.n_units[g]), s.group_of, whole(-1), whole(u), whole(g)
    )


@njit(cache=True, nogil=True)
def may_leave(s: Seats, t: RuleTable, u: int) -> bool:
    """Check whether the group of unit `u` keeps its size and rules without it.

    Parameters
    ----------
    s : Seats
        Who sits where.
    t : RuleTable
        The rules.
    u : int
        Has a seat.

    Returns
    -------
    bool
        Whether it could be taken.
    """
    g = s.group_of[u]
    return s.heads[g] - s.weight[u] >= s.low[g] and admits(
        t, s.units[g], whole(s.n_units[g]), s.group_of, whole(u), whole(-1), whole(g)
    )


@inner
def has_no_rules(t: RuleTable) -> bool:
    """Check whether nothing but sizes binds.

    Parameters
    ----------
    t : RuleTable
        The rules.

    Returns
    -------
    bool
        True when no line of any rule is there.
    """
    n_lines = t.caps.size + t.width.size + t.foes.size + t.bans.size
    n_lines += t.slots.shape[0] + t.reach.size + t.only_of.shape[0] + t.floors.size
    return bool(n_lines == 0)


@njit(cache=True, nogil=True)
def deal(
    s: Seats,
    t: RuleTable,
    order: NDArray[np.int32],
    start: NDArray[np.int32],
    stop: NDArray[np.int32],
    quota: NDArray[np.int32],
) -> None:
    """Deal units round the groups of their window, like cards.

    Parameters
    ----------
    s : Seats
        Changed in place.
    t : RuleTable
        The rules.
    order : ndarray of shape (n,)
        Units, in the order in which they are dealt.
    start, stop : ndarray of shape (n,)
        First group of the window of each, and the one after its last.
    quota : ndarray of shape (n_groups,)
        Leaders up to which a group is dealt to.
    """
    pointer = 0
    is_free = has_no_rules(t)
    for k in range(order.size):
        u = whole(order[k])
        first, n_groups = start[k], stop[k] - start[k]
        if s.group_of[u] >= 0 or n_groups <= 0:
            continue
        for step in range(min(n_groups, 2048)):
            g = whole(first + (pointer + step) % n_groups)
            if s.heads[g] + s.weight[u] > quota[g]:
                continue
            if is_free or fits(s, t, u, g):
                put(s, u, g)
                pointer = (pointer + step + 1) % n_groups
                break


@inner
def find_seat(s: Seats, t: RuleTable, u: int, state: NDArray[np.uint64]) -> int:
    """Find a group with an open seat for `u`, the emptiest first.

    Parameters
    ----------
    s : Seats
        Who sits where.
    t : RuleTable
        The rules.
    u : int
        Unit.
    state : ndarray of shape (1,)
        Of the random numbers.

    Returns
    -------
    int
        Group, -1 if none.
    """
    n_groups = s.heads.size
    start = below(state, n_groups)
    best = whole(-1)
    for step in range(n_groups):
        g = (start + step) % n_groups
        if (best < 0 or s.heads[g] < s.heads[best]) and fits(s, t, u, g):
            best = g
    return best


@njit(cache=True, nogil=True)
def seat_open(
    s: Seats, t: RuleTable, pool: NDArray[np.int32], state: NDArray[np.uint64]
) -> int:
    """Seat pooled units where a seat is open and no rule is in the way.

    Parameters
    ----------
    s : Seats
        Changed in place.
    t : RuleTable
        The rules.
    pool : ndarray of shape (n_waiting,)
        Units without a seat.
    state : ndarray of shape (1,)
        Of the random numbers.

    Returns
    -------
    int
        Units seated.
    """
    n_seated = 0
    for k in range(pool.size):
        u = whole(pool[k])
        g = find_seat(s, t, u, state)
        if g >= 0:
            put(s, u, g)
            n_seated += 1
    return n_seated


@njit(cache=True, nogil=True)
def fill_up(s: Seats, t: RuleTable, state: NDArray[np.uint64]) -> int:
    """Pull units from groups with more than the fewest into those with less.

    Parameters
    ----------
    s : Seats
        Changed in place.
    t : RuleTable
        The rules.
    state : ndarray of shape (1,)
        Of the random numbers.

    Returns
    -------
    int
        Groups that are occupied and still below their minimum.
    """
    n_groups, n_short = s.heads.size, 0
    for g in range(n_groups):
        start = below(state, n_groups)
        for step in range(n_groups):
            if s.heads[g] >= s.low[g]:
                break
            h = (start + step) % n_groups
            if h == g:
                continue
            k = 0
            while k < s.n_units[h] and s.heads[g] < s.low[g]:
                v = whole(s.units[h, k])
                if (
                    s.is_free[v]
                    and s.heads[h] - s.weight[v] >= s.low[h]
                    and fits(s, t, v, whole(g))
                    and admits(
                        t, s.units[h], whole(s.n_units[h]), s.group_of, v, whole(-1), h
                    )
                ):
                    take(s, v)
                    put(s, v, whole(g))
                else:
                    k += 1
        n_short += 0 < s.heads[g] < s.low[g]
    return n_short
