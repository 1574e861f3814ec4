"""Repair what only several leaders together can keep: company, and floors.

Groups are filled under a table without these rules; exchanges and moves between groups
then shrink what each group lacks, and whoever still sits alone gives up the seat.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.kernels.admit import RuleTable, admits
from matcher.grouping.kernels.draws import below
from matcher.grouping.kernels.seat import Seats, put, take


@njit(cache=True, nogil=True)
def _gather(
    t: RuleTable,
    members: NDArray[np.int32],
    n_members: int,
    out: int,
    enter: int,
    rows: NDArray[np.int32],
) -> int:
    """List the rows of a group after an exchange; count them."""
    n = 0
    for k in range(n_members + 1):
        u = enter if k == n_members else int(members[k])
        if u >= 0 and u != out:
            for e in range(t.first[u], t.first[u + 1]):
                rows[n] = t.rows[e]
                n += 1
    return n


@njit(cache=True, nogil=True)
def _find_lone(t: RuleTable, rows: NDArray[np.int32], n: int, start: int) -> int:
    """Find the first of some rows, from a place on, that is alone; -1 if none."""
    for i in range(start, n):
        for r in range(t.only_of.shape[0]):
            category = t.only_of[r, rows[i]]
            if category < 0:
                continue
            is_alone = True
            for j in range(n):
                if j != i and t.only_of[r, rows[j]] == category:
                    is_alone = False
                    break
            if is_alone:
                return i
    return -1


@njit(cache=True, nogil=True)
def _missing(t: RuleTable, rows: NDArray[np.int32], n: int) -> int:
    """Count the marked leaders that some rows lack; an empty group lacks none."""
    missing = 0
    for r in range(t.floors.size if n > 0 else 0):
        count = 0
        for i in range(n):
            count += t.marked[r, rows[i]]
        missing += max(0, t.floors[r] - count)
    return missing


@njit(cache=True, nogil=True)
def _lack(
    t: RuleTable,
    members: NDArray[np.int32],
    n_members: int,
    out: int,
    enter: int,
    rows: NDArray[np.int32],
) -> int:
    """Count the lone and the missing of a group after an exchange."""
    n = _gather(t, members, n_members, out, enter, rows)
    lack = _missing(t, rows, n)
    i = _find_lone(t, rows, n, 0)
    while i >= 0:
        lack += 1
        i = _find_lone(t, rows, n, i + 1)
    return lack


@njit(cache=True, nogil=True)
def _choose_leaver(
    s: Seats,
    t: RuleTable,
    g: int,
    state: NDArray[np.uint64],
    rows: NDArray[np.int32],
    unit_of: NDArray[np.int32],
) -> int:
    """Choose who leaves a group: mostly somebody alone, or nobody (-1)."""
    choice = below(state, 4)
    if choice >= 2:
        n = _gather(t, s.units[g], int(s.n_units[g]), -1, -1, rows)
        i = _find_lone(t, rows, n, below(state, n))
        if i < 0:
            i = _find_lone(t, rows, n, 0)
        if i >= 0:
            return int(unit_of[rows[i]])
    if choice == 0:
        return -1
    return int(s.units[g, below(state, int(s.n_units[g]))])


@njit(cache=True, nogil=True)
def mend_lacks(
    s: Seats,
    tables: tuple[RuleTable, RuleTable],
    unit_of: NDArray[np.int32],
    lacks: NDArray[np.int32],
    state: NDArray[np.uint64],
    n_tried: int,
    n_visits: int,
) -> int:
    """Exchange and move units until no group lacks anything, or visits are used up.

    Parameters
    ----------
    s : Seats
        Changed in place.
    tables : tuple of two RuleTable
        All rules, and all but those about company and floors, which never break.
    unit_of : ndarray of shape (n,)
        Unit of each row.
    lacks : ndarray of shape (n_groups,)
        Set to what each group lacks.
    state : ndarray of shape (1,)
        Of the random numbers.
    n_tried : int
        Groups looked at in one visit, from a random one on.
    n_visits : int
        Visits without a gain to groups that lack something, on average each.

    Returns
    -------
    int
        What all groups lack together.
    """
    t, loose = tables
    n_groups = s.heads.size
    rows = np.empty(s.units.shape[1] + 1, dtype=np.int32)
    total, idle = 0, 0
    for g in range(n_groups):
        lacks[g] = _lack(t, s.units[g], int(s.n_units[g]), -1, -1, rows)
        total += lacks[g]
    while total > 0 and idle < n_visits:
        idle += 1
        for g in range(n_groups):
            if lacks[g] == 0:
                continue
            u = _choose_leaver(s, t, g, state, rows, unit_of)
            if u >= 0 and not s.is_free[u]:
                continue
            best, best_h, best_v = 1, -1, -1
            start = below(state, n_groups)
            for step in range(min(n_groups, n_tried)):
                h = (start + step) % n_groups
                if h == g or s.n_units[h] == 0:
                    continue
                for k in range(s.n_units[h] + (u >= 0)):
                    v = int(s.units[h, k]) if k < s.n_units[h] else -1
                    if v >= 0 and not s.is_free[v]:
                        continue
                    change = (s.weight[v] if v >= 0 else 0) - (
                        s.weight[u] if u >= 0 else 0
                    )
                    if change != 0 and not (
                        s.low[g] <= s.heads[g] + change <= s.high[g]
                        and s.low[h] <= s.heads[h] - change <= s.high[h]
                    ):
                        continue
                    gain = _lack(t, s.units[g], int(s.n_units[g]), u, v, rows)
                    gain += -lacks[g] - lacks[h]
                    if gain >= best:
                        continue
                    gain += _lack(t, s.units[h], int(s.n_units[h]), v, u, rows)
                    if gain < best and (
                        admits(
                            loose, s.units[g], int(s.n_units[g]), s.group_of, u, v, g
                        )
                        and admits(
                            loose, s.units[h], int(s.n_units[h]), s.group_of, v, u, h
                        )
                    ):
                        best, best_h, best_v = gain, h, v
                if best < 0:
                    break
            if best_h < 0:
                continue
            if u >= 0:
                take(s, u)
            if best_v >= 0:
                take(s, best_v)
                put(s, best_v, g)
            if u >= 0:
                put(s, u, best_h)
            lacks[g] = _lack(t, s.units[g], int(s.n_units[g]), -1, -1, rows)
            lacks[best_h] = _lack(
                t, s.units[best_h], int(s.n_units[best_h]), -1, -1, rows
            )
            total += best
            if best < 0:
                idle = 0
    return total


@njit(cache=True, nogil=True)
def unseat_lone(
    s: Seats, t: RuleTable, unit_of: NDArray[np.int32], lacks: NDArray[np.int32]
) -> None:
    """Take whoever is alone out, until nobody is.

    Parameters
    ----------
    s : Seats
        Changed in place.
    t : RuleTable
        All rules.
    unit_of : ndarray of shape (n,)
        Unit of each row.
    lacks : ndarray of shape (n_groups,)
        Set to the marked leaders that each group still lacks.
    """
    rows = np.empty(s.units.shape[1] + 1, dtype=np.int32)
    for g in range(s.heads.size):
        while True:
            n = _gather(t, s.units[g], int(s.n_units[g]), -1, -1, rows)
            i = _find_lone(t, rows, n, 0)
            if i < 0:
                break
            take(s, int(unit_of[rows[i]]))
        lacks[g] = _missing(t, rows, n)
