"""Repair what only several leaders together can keep: company, and floors.

Groups are filled under a table without these rules; exchanges and moves between groups
then shrink what each group lacks, and whoever still sits alone gives up the seat.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.kernels.admit import admits
from matcher.grouping.kernels.draws import below
from matcher.grouping.kernels.jit import whole
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import Seats, put, take


class Alike(NamedTuple):
    """Where to look for company.

    Attributes
    ----------
    unit_of : ndarray of shape (n,)
        Unit of each row.
    order : ndarray of shape (n_onlies, n)
        Rows sorted by category.
    first, last : ndarray of shape (n_onlies, n)
        Place in `order` where the category of each row begins, and the one after.
    """

    unit_of: NDArray[np.int32]
    order: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]


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
        u = enter if k == n_members else whole(members[k])
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
    i = _find_lone(t, rows, n, whole(0))
    while i >= 0:
        lack += 1
        i = _find_lone(t, rows, n, i + 1)
    return lack


@njit(cache=True, nogil=True)
def _lone_rule(t: RuleTable, rows: NDArray[np.int32], n: int, i: int) -> int:
    """Find the first rule by which one of some rows is alone; -1 if none."""
    for r in range(t.only_of.shape[0]):
        category = t.only_of[r, rows[i]]
        count = 0
        for j in range(n if category >= 0 else 0):
            count += t.only_of[r, rows[j]] == category
        if count == 1:
            return r
    return -1


@njit(cache=True, nogil=True)
def _look_at(
    s: Seats,
    alike: Alike,
    step: int,
    n_alike: int,
    start: int,
    lone: tuple[int, int],
) -> int:
    """Choose the next group to look at: those with company first, then all around."""
    n_groups = s.heads.size
    if step >= n_alike:
        return whole((start + step) % n_groups)
    r, row = lone
    first, last = alike.first[r, row], alike.last[r, row]
    other = alike.order[r, first + (start + step) % (last - first)]
    return whole(s.group_of[alike.unit_of[other]])


@njit(cache=True, nogil=True)
def mend_lacks(
    s: Seats,
    tables: tuple[RuleTable, RuleTable],
    alike: Alike,
    lacks: NDArray[np.int32],
    state: NDArray[np.uint64],
    n_tried: int,
    n_idle: int,
    n_visits: int,
) -> int:
    """Exchange and move units until no group lacks anything, or visits are used up.

    Parameters
    ----------
    s : Seats
        Changed in place.
    tables : tuple of two RuleTable
        All rules, and all but those about company and floors, which never break.
    alike : Alike
        Where to look for company.
    lacks : ndarray of shape (n_groups,)
        Set to what each group lacks.
    state : ndarray of shape (1,)
        Of the random numbers.
    n_tried : int
        Groups looked at in one visit, from a random one on; of those with company, a
        quarter as many before.
    n_idle : int
        Rounds without a gain before the end.
    n_visits : int
        Visits of groups that lack something, at most.

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
        lacks[g] = _lack(t, s.units[g], whole(s.n_units[g]), whole(-1), whole(-1), rows)
        total += lacks[g]
    while total > 0 and idle < n_idle and n_visits > 0:
        idle += 1
        for g in range(n_groups):
            if lacks[g] == 0:
                continue
            n_visits -= 1
            n = _gather(t, s.units[g], whole(s.n_units[g]), whole(-1), whole(-1), rows)
            i = _find_lone(t, rows, n, below(state, n))
            if i < 0:
                i = _find_lone(t, rows, n, whole(0))
            lone, n_alike = (whole(-1), whole(-1)), whole(0)
            if i >= 0:
                r, row = _lone_rule(t, rows, n, i), whole(rows[i])
                lone = (r, row)
                n_alike = min(alike.last[r, row] - alike.first[r, row], n_tried // 4)
            choice = below(state, 4)  # mostly who is alone, or anyone, or nobody
            u = whole(-1)
            if choice >= 2 and i >= 0:
                u = whole(alike.unit_of[rows[i]])
            elif choice >= 1:
                u = whole(s.units[g, below(state, whole(s.n_units[g]))])
            if u >= 0 and not s.is_free[u]:
                continue
            best, best_h, best_v = whole(1), whole(-1), whole(-1)
            start = below(state, 1 << 30)
            for step in range(n_alike + min(n_groups, n_tried)):
                h = _look_at(s, alike, step, n_alike, start, lone)
                if h < 0 or h == g or s.n_units[h] == 0:
                    continue
                for k in range(s.n_units[h] + (u >= 0)):
                    v = whole(s.units[h, k]) if k < s.n_units[h] else whole(-1)
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
                    gain = _lack(t, s.units[g], whole(s.n_units[g]), u, v, rows)
                    gain += -lacks[g] - lacks[h]
                    if gain >= best:
                        continue
                    gain += _lack(t, s.units[h], whole(s.n_units[h]), v, u, rows)
                    if gain < best and (
                        admits(
                            loose, s.units[g], whole(s.n_units[g]), s.group_of, u, v, g
                        )
                        and admits(
                            loose, s.units[h], whole(s.n_units[h]), s.group_of, v, u, h
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
            lacks[g] = _lack(
                t, s.units[g], whole(s.n_units[g]), whole(-1), whole(-1), rows
            )
            lacks[best_h] = _lack(
                t, s.units[best_h], whole(s.n_units[best_h]), whole(-1), whole(-1), rows
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
            n = _gather(t, s.units[g], whole(s.n_units[g]), whole(-1), whole(-1), rows)
            i = _find_lone(t, rows, n, whole(0))
            if i < 0:
                break
            take(s, whole(unit_of[rows[i]]))
        lacks[g] = _missing(t, rows, n)
