"""Whether a group may take a unit in: every hard rule, by a walk over the group.

A unit is one leader, or a set that stays together. Only promising exchanges are
checked, so a walk over ten members costs less than counters that follow every move.
"""

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.kernels.jit import inner
from matcher.grouping.kernels.rule_table import RuleTable


@inner
def keeps_caps(
    t: RuleTable, members: NDArray[np.int32], n_members: int, out: int, enter: int
) -> bool:
    """Check category caps.

    Parameters
    ----------
    t : RuleTable
        The rules.
    members : ndarray of shape (>= n_members,)
        Units of the group.
    n_members : int
        How many of them.
    out, enter : int
        Unit that leaves (-1 none) and unit that comes.

    Returns
    -------
    bool
        Whether all caps hold afterwards.
    """
    for r in range(t.caps.size):
        for e in range(t.first[enter], t.first[enter + 1]):
            category = t.cap_of[r, t.rows[e]]
            if category < 0:
                continue
            count = 0
            for f in range(t.first[enter], t.first[enter + 1]):
                count += t.cap_of[r, t.rows[f]] == category
            for k in range(n_members):
                u = members[k]
                if u != out:
                    for f in range(t.first[u], t.first[u + 1]):
                        count += t.cap_of[r, t.rows[f]] == category
            if count > t.caps[r]:
                return False
    return True


@inner
def keeps_spread(
    t: RuleTable, members: NDArray[np.int32], n_members: int, out: int, enter: int
) -> bool:
    """Check that every number stays within its range; parameters as `keeps_caps`.

    Parameters
    ----------
    t : RuleTable
        The rules.
    members : ndarray of shape (>= n_members,)
        Units of the group.
    n_members : int
        How many of them.
    out, enter : int
        Unit that leaves (-1 none) and unit that comes.

    Returns
    -------
    bool
        Whether all ranges hold afterwards.
    """
    for r in range(t.width.size):
        lowest, highest = np.inf, -np.inf
        for e in range(t.first[enter], t.first[enter + 1]):
            x = t.number[r, t.rows[e]]
            if not np.isnan(x):
                lowest, highest = min(lowest, x), max(highest, x)
        if highest < lowest:
            continue
        for k in range(n_members):
            u = members[k]
            if u != out:
                for f in range(t.first[u], t.first[u + 1]):
                    x = t.number[r, t.rows[f]]
                    if not np.isnan(x):
                        lowest, highest = min(lowest, x), max(highest, x)
        if highest - lowest > t.width[r]:
            return False
    return True


@inner
def keeps_links(
    t: RuleTable, group_of: NDArray[np.int32], out: int, enter: int, g: int
) -> bool:
    """Check pairs that stay apart and groups that are banned.

    Parameters
    ----------
    t : RuleTable
        The rules.
    group_of : ndarray of shape (n_units,)
        Group of each unit, -1 none.
    out, enter : int
        Unit that leaves (-1 none) and unit that comes.
    g : int
        The group.

    Returns
    -------
    bool
        Whether the unit may come.
    """
    for k in range(t.foe_first[enter], t.foe_first[enter + 1]):
        u = t.foes[k]
        if group_of[u] == g and u != out:
            return False
    for k in range(t.ban_first[enter], t.ban_first[enter + 1]):
        if t.bans[k] == g:
            return False
    return True


@inner
def keeps_slots(
    t: RuleTable, members: NDArray[np.int32], n_members: int, out: int, enter: int
) -> bool:
    """Check that a common slot is left.

    Parameters
    ----------
    t : RuleTable
        The rules.
    members : ndarray of shape (>= n_members,)
        Units of the group.
    n_members : int
        How many of them.
    out, enter : int
        Unit that leaves (-1 none) and unit that comes.

    Returns
    -------
    bool
        Whether every share rule holds afterwards.
    """
    for r in range(t.slots.shape[0]):
        common = np.int64(-1)
        for e in range(t.first[enter], t.first[enter + 1]):
            common &= t.slots[r, t.rows[e]]
        for k in range(n_members):
            u = members[k]
            if u != out:
                for f in range(t.first[u], t.first[u + 1]):
                    common &= t.slots[r, t.rows[f]]
        if common == 0:
            return False
    return True


@inner
def is_near(t: RuleTable, r: int, i: int, j: int) -> bool:
    """Check two rows against one distance limit; unknown places are near.

    Parameters
    ----------
    t : RuleTable
        The rules.
    r, i, j : int
        The limit and the two rows.

    Returns
    -------
    bool
        Whether the two may share a group.
    """
    square = 0.0
    for axis in range(t.place.shape[2]):
        step = t.place[r, i, axis] - t.place[r, j, axis]
        square += step * step
    return not square > t.reach[r]


@inner
def keeps_reach(
    t: RuleTable, members: NDArray[np.int32], n_members: int, out: int, enter: int
) -> bool:
    """Check distance limits between the newcomer and every member.

    Parameters
    ----------
    t : RuleTable
        The rules.
    members : ndarray of shape (>= n_members,)
        Units of the group.
    n_members : int
        How many of them.
    out, enter : int
        Unit that leaves (-1 none) and unit that comes.

    Returns
    -------
    bool
        Whether all limits hold afterwards.
    """
    for r in range(t.reach.size):
        for e in range(t.first[enter], t.first[enter + 1]):
            for k in range(n_members):
                u = members[k]
                if u != out:
                    for f in range(t.first[u], t.first[u + 1]):
                        if not is_near(t, r, t.rows[e], t.rows[f]):
                            return False
    return True


@inner
def _count_category(
    t: RuleTable,
    r: int,
    category: int,
    members: NDArray[np.int32],
    n_members: int,
    out: int,
    enter: int,
) -> int:
    """Count a protected category in the group after the exchange."""
    count = 0
    if enter >= 0:
        for f in range(t.first[enter], t.first[enter + 1]):
            count += t.only_of[r, t.rows[f]] == category
    for k in range(n_members):
        u = members[k]
        if u != out:
            for f in range(t.first[u], t.first[u + 1]):
                count += t.only_of[r, t.rows[f]] == category
    return count


@inner
def keeps_company(
    t: RuleTable, members: NDArray[np.int32], n_members: int, out: int, enter: int
) -> bool:
    """Check that nobody who comes, or is left behind, is the only one.

    Parameters
    ----------
    t : RuleTable
        The rules.
    members : ndarray of shape (>= n_members,)
        Units of the group.
    n_members : int
        How many of them.
    out, enter : int
        Unit that leaves and unit that comes, -1 for none.

    Returns
    -------
    bool
        Whether the rules about the only one hold for both afterwards.
    """
    for r in range(t.only_of.shape[0]):
        for side in range(2):
            unit = out if side == 0 else enter
            if unit < 0:
                continue
            for e in range(t.first[unit], t.first[unit + 1]):
                category = t.only_of[r, t.rows[e]]
                if category >= 0 and (
                    _count_category(t, r, category, members, n_members, out, enter) == 1
                ):
                    return False
    return True


@inner
def keeps_floors(
    t: RuleTable, members: NDArray[np.int32], n_members: int, out: int, enter: int
) -> bool:
    """Check that enough marked leaders are left when one goes.

    A group that is short already may not become shorter, but may stay so: the
    construction fills it up.

    Parameters
    ----------
    t : RuleTable
        The rules.
    members : ndarray of shape (>= n_members,)
        Units of the group.
    n_members : int
        How many of them.
    out, enter : int
        Unit that leaves and unit that comes, -1 for none.

    Returns
    -------
    bool
        Whether no floor suffers.
    """
    if out < 0:
        return True
    for r in range(t.floors.size):
        change = 0
        for e in range(t.first[out], t.first[out + 1]):
            change -= t.marked[r, t.rows[e]]
        if enter >= 0:
            for e in range(t.first[enter], t.first[enter + 1]):
                change += t.marked[r, t.rows[e]]
        if change >= 0:
            continue
        count = change
        for k in range(n_members):
            for f in range(t.first[members[k]], t.first[members[k] + 1]):
                count += t.marked[r, t.rows[f]]
        if count < t.floors[r]:
            return False
    return True


@inner
def admits(  # noqa: PLR0911 - one return a rule
    t: RuleTable,
    members: NDArray[np.int32],
    n_members: int,
    group_of: NDArray[np.int32],
    out: int,
    enter: int,
    g: int,
) -> bool:
    """Check every hard rule but the sizes for one exchange in one group.

    Parameters
    ----------
    t : RuleTable
        The rules.
    members : ndarray of shape (>= n_members,)
        Units of the group.
    n_members : int
        How many of them.
    group_of : ndarray of shape (n_units,)
        Group of each unit, -1 none.
    out, enter : int
        Unit that leaves and unit that comes, -1 for none.
    g : int
        The group.

    Returns
    -------
    bool
        Whether the group keeps every rule that it kept before.
    """
    if enter >= 0:
        if not keeps_caps(t, members, n_members, out, enter):
            return False
        if not keeps_links(t, group_of, out, enter, g):
            return False
        if not keeps_spread(t, members, n_members, out, enter):
            return False
        if not keeps_slots(t, members, n_members, out, enter):
            return False
        if not keeps_reach(t, members, n_members, out, enter):
            return False
    if t.only_of.shape[0] > 0 and not keeps_company(t, members, n_members, out, enter):
        return False
    return keeps_floors(t, members, n_members, out, enter)
