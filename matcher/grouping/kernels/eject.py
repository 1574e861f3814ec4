"""Ejection chains: whoever is let in nowhere pushes others out.

The ejection pool follows Nagata and Braysy (2009): a unit that nobody lets in pushes
out those who are easiest to seat elsewhere, measured by how often they failed before.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.kernels.admit import admits, is_near
from matcher.grouping.kernels.draws import below
from matcher.grouping.kernels.jit import inner, whole
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import Seats, find_seat, put, take

MAX_EJECTED = 3


@inner
def _clashes(t: RuleTable, u: int, v: int) -> bool:
    """Check whether two units can never share a group, caps and company apart."""
    for k in range(t.foe_first[u], t.foe_first[u + 1]):
        if t.foes[k] == v:
            return True
    for e in range(t.first[u], t.first[u + 1]):
        i = t.rows[e]
        for f in range(t.first[v], t.first[v + 1]):
            j = t.rows[f]
            for r in range(t.width.size):
                if abs(t.number[r, i] - t.number[r, j]) > t.width[r]:
                    return True
            for r in range(t.slots.shape[0]):
                if t.slots[r, i] & t.slots[r, j] == 0:
                    return True
            for r in range(t.reach.size):
                if not is_near(t, r, i, j):
                    return True
    return False


@inner
def _cap_over(
    t: RuleTable, members: NDArray[np.int32], n: int, u: int
) -> tuple[int, int]:
    """Find a rule and category of `u` that is full among members; (-1, -1) if none."""
    for r in range(t.caps.size):
        for e in range(t.first[u], t.first[u + 1]):
            category = t.cap_of[r, t.rows[e]]
            if category < 0:
                continue
            count = 0
            for f in range(t.first[u], t.first[u + 1]):
                count += t.cap_of[r, t.rows[f]] == category
            for k in range(n):
                v = members[k]
                for f in range(t.first[v], t.first[v + 1]):
                    count += t.cap_of[r, t.rows[f]] == category
            if count > t.caps[r]:
                return r, category
    return -1, -1


@inner
def _cheapest(
    s: Seats,
    t: RuleTable,
    members: NDArray[np.int32],
    n: int,
    failed: NDArray[np.int32],
    rule: int,
    category: int,
) -> int:
    """Find the free member that failed least; of a category when one is given."""
    best = -1
    for k in range(n):
        v = members[k]
        if not s.is_free[v] or (best >= 0 and failed[v] >= failed[members[best]]):
            continue
        if rule >= 0:
            has = False
            for f in range(t.first[v], t.first[v + 1]):
                has = has or t.cap_of[rule, t.rows[f]] == category
            if not has:
                continue
        best = k
    return best


@inner
def _plan_ejection(
    s: Seats,
    t: RuleTable,
    u: int,
    g: int,
    failed: NDArray[np.int32],
    limit: int,
    members: NDArray[np.int32],
    ejected: NDArray[np.int32],
) -> tuple[int, int]:
    """Find whom group `g` has to push out for `u`; (cost, how many), cost -1 if none.

    `members` is scratch; the units pushed out are left in `ejected`.
    """
    n, n_out, cost = whole(0), whole(0), whole(0)
    for k in range(s.n_units[g]):
        v = whole(s.units[g, k])
        if not _clashes(t, u, v):
            members[n] = v
            n += 1
            continue
        cost += failed[v]
        if n_out == MAX_EJECTED or not s.is_free[v] or cost >= limit:
            return -1, 0
        ejected[n_out] = v
        n_out += 1
    heads = s.heads[g] + s.weight[u]
    for k in range(n_out):
        heads -= s.weight[ejected[k]]
    while True:
        rule, category = _cap_over(t, members, n, u)
        if rule < 0 and heads <= s.high[g]:
            break
        k = _cheapest(s, t, members, n, failed, rule, category)
        if k < 0 or n_out == MAX_EJECTED:
            return -1, 0
        v = whole(members[k])
        cost += failed[v]
        if cost >= limit:
            return -1, 0
        ejected[n_out] = v
        n_out += 1
        heads -= s.weight[v]
        members[k] = members[n - 1]
        n -= 1
    for k in range(n_out):
        s.group_of[ejected[k]] = -1
    is_open = admits(t, members, whole(n), s.group_of, whole(-1), whole(u), whole(g))
    for k in range(n_out):
        s.group_of[ejected[k]] = g
    return (cost, n_out) if is_open else (-1, 0)


@inner
def swap_at_random(
    s: Seats, t: RuleTable, state: NDArray[np.uint64], n_tries: int
) -> None:
    """Shake the seating by random exchanges that keep every rule.

    Parameters
    ----------
    s : Seats
        Changed in place.
    t : RuleTable
        The rules.
    state : ndarray of shape (1,)
        Of the random numbers.
    n_tries : int
        Exchanges to try.
    """
    n_groups = s.heads.size
    for _ in range(n_tries):
        g, h = below(state, n_groups), below(state, n_groups)
        if g == h or s.n_units[g] == 0 or s.n_units[h] == 0:
            continue
        k, m = below(state, s.n_units[g]), below(state, s.n_units[h])
        u, v = s.units[g, k], s.units[h, m]
        if not (s.is_free[u] and s.is_free[v]) or s.weight[u] != s.weight[v]:
            continue
        if admits(
            t, s.units[g], whole(s.n_units[g]), s.group_of, whole(u), whole(v), g
        ) and admits(
            t, s.units[h], whole(s.n_units[h]), s.group_of, whole(v), whole(u), h
        ):
            s.units[g, k], s.units[h, m] = v, u
            s.group_of[u], s.group_of[v] = h, g


@njit(cache=True, nogil=True)
def seat_pool(
    s: Seats,
    t: RuleTable,
    pool: NDArray[np.int32],
    n_pool: int,
    failed: NDArray[np.int32],
    state: NDArray[np.uint64],
    n_steps: int,
    n_groups_tried: int,
) -> int:
    """Seat pooled units, last in first out, pushing others out where need be.

    Parameters
    ----------
    s : Seats
        Changed in place.
    t : RuleTable
        The rules.
    pool : ndarray of shape (n_units,)
        Units without a seat come first; changed in place.
    n_pool : int
        How many of them.
    failed : ndarray of shape (n_units,)
        How often each unit could not be seated, from 1; changed in place.
    state : ndarray of shape (1,)
        Of the random numbers.
    n_steps : int
        Units to try.
    n_groups_tried : int
        Groups looked at, from a random one on, when no seat is open.

    Returns
    -------
    int
        Units left in the pool.
    """
    n_groups = s.heads.size
    members = np.empty(s.units.shape[1] + 1, dtype=np.int32)
    ejected = np.empty(MAX_EJECTED, dtype=np.int32)
    for _ in range(n_steps):
        if n_pool == 0:
            break
        u = whole(pool[n_pool - 1])
        g = find_seat(s, t, u, state)
        if g >= 0:
            put(s, u, g)
            n_pool -= 1
            continue
        failed[u] += 1
        best, best_cost = whole(-1), whole(1 << 30)
        start = below(state, n_groups)
        for step in range(min(n_groups, n_groups_tried)):
            h = (start + step) % n_groups
            cost, n_out = _plan_ejection(
                s, t, u, h, failed, best_cost, members, ejected
            )
            if 0 <= cost < best_cost:
                best, best_cost = h, cost
        swap_at_random(s, t, state, 20)
        if best < 0 or best_cost > 4 * failed[u]:
            other = below(state, n_pool)  # let another try first
            pool[n_pool - 1], pool[other] = pool[other], u
            continue
        cost, n_out = _plan_ejection(
            s, t, u, best, failed, whole(1 << 30), members, ejected
        )
        if cost < 0:
            continue
        n_pool -= 1
        for k in range(n_out):
            take(s, whole(ejected[k]))
        put(s, u, best)
        for k in range(n_out):
            pool[n_pool] = ejected[k]
            n_pool += 1
    return n_pool
