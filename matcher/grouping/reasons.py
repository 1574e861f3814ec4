"""Which rule keeps each unseated leader out."""

from dataclasses import replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.inside import broken_inside
from matcher.grouping.kernels.admit import admits
from matcher.grouping.kernels.jit import whole
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import Seats, put
from matcher.grouping.problem import Problem
from matcher.grouping.rules import AtLeast, Pin, Together
from matcher.grouping.scales import is_hard
from matcher.grouping.seat import open_seats
from matcher.grouping.table import compile_rules
from matcher.grouping.units import Units, merge_rows


def unseated_reasons(problem: Problem, labels: NDArray[np.intp]) -> dict[int, str]:
    """Name, for each leader without a seat, the rule that blocks most groups.

    Parameters
    ----------
    problem : Problem
        With its rules.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.

    Returns
    -------
    dict of int to str
        Row -> name of the rule; "sizes" when rules would let the leader in, but no
        group has, or could spare, a seat.
    """
    rows = np.flatnonzero(labels < 0)
    if rows.size == 0:
        return {}
    units = merge_rows(problem)
    waiting = np.unique(units.unit_of[rows]).astype(np.int32)
    blocked = _blocked_groups(problem, units, waiting, labels)
    names = list(blocked)
    most = np.argmax(np.stack(list(blocked.values())), axis=0)
    reason = {int(u): names[k] for u, k in zip(waiting, most, strict=True)}
    _name_torn(problem, units, reason)
    return {int(row): reason[int(units.unit_of[row])] for row in rows}


def closed_by(problem: Problem, labels: NDArray[np.intp]) -> dict[int, frozenset[str]]:
    """Name, for each leader without a seat, the rules that alone close every group.

    Parameters
    ----------
    problem : Problem
        With its rules.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.

    Returns
    -------
    dict of int to frozenset of str
        Row -> names of rules; none where it takes several of them, or groups are full.
    """
    rows = np.flatnonzero(labels < 0)
    if rows.size == 0:
        return {}
    units = merge_rows(problem)
    waiting = np.unique(units.unit_of[rows]).astype(np.int32)
    n_groups = np.unique(labels[labels >= 0]).size
    blocked = _blocked_groups(problem, units, waiting, labels)
    found = {
        u: frozenset(name for name, n in blocked.items() if n[k] >= n_groups > 0)
        for k, u in enumerate(waiting.tolist())
    }
    return {int(row): found[int(units.unit_of[row])] for row in rows}


def _blocked_groups(
    problem: Problem,
    units: Units,
    waiting: NDArray[np.int32],
    labels: NDArray[np.intp],
) -> dict[str, NDArray[np.int64]]:
    """Count, for each hard rule, the groups that it closes to each unit that waits."""
    blocked = {"sizes": np.zeros(waiting.size, dtype=np.int64)}
    for rule in problem.rules:
        if is_hard(rule) and not isinstance(rule, Pin | Together):
            alone = replace(problem, rules=(rule,))
            seats = _seat_labels(alone, units, labels)
            counts = np.zeros(waiting.size, dtype=np.int64)
            count_blocked(seats, compile_rules(alone, units), waiting, counts)
            if isinstance(rule, AtLeast) and _bars_groups(problem, rule, labels):
                counts[:] = 1
            blocked[rule.name] = np.maximum(counts, blocked.get(rule.name, 0))
    return blocked


def _bars_groups(problem: Problem, rule: AtLeast, labels: NDArray[np.intp]) -> bool:
    """Tell whether those who wait could fill a group, but not with enough marked."""
    n_groups, left_out = np.unique(labels[labels >= 0]).size, labels < 0
    return bool(
        (problem.sizes.n_groups is None or n_groups < problem.sizes.n_groups)
        and left_out.sum() >= problem.sizes.low.min()
        and (rule.marked & left_out).sum() < rule.count
    )


def _name_torn(problem: Problem, units: Units, reason: dict[int, str]) -> None:
    """Name the rule that makes a pinned or joined unit impossible."""
    pins = [rule.name for rule in problem.rules if isinstance(rule, Pin)]
    for u in reason:
        rows = units.rows[units.first[u] : units.first[u + 1]]
        broken = broken_inside(problem, rows) if rows.size > 1 else ()
        if broken:
            reason[u] = broken[0]
        elif units.pin[u] != -1:
            reason[u] = pins[0]


def _seat_labels(problem: Problem, units: Units, labels: NDArray[np.intp]) -> Seats:
    """Seat everyone as the labels say."""
    n_groups = max(int(labels.max(initial=-1)) + 1, problem.sizes.n_groups or 0, 1)
    seats = open_seats(problem, units, n_groups)
    for u in range(units.n_units):
        g = int(labels[units.rows[units.first[u]]])
        if g >= 0:
            put(seats, u, g)
    return seats


@njit(cache=True, nogil=True)
def count_blocked(
    s: Seats, t: RuleTable, waiting: NDArray[np.int32], counts: NDArray[np.int64]
) -> None:
    """Count the groups that do not let each waiting unit in, room or not.

    Parameters
    ----------
    s : Seats
        Who sits where.
    t : RuleTable
        The rules.
    waiting : ndarray of shape (n_waiting,)
        Units without a seat.
    counts : ndarray of shape (n_waiting,)
        Raised by one for each group that is occupied and closed to the unit.
    """
    for k in range(waiting.size):
        u = whole(waiting[k])
        for g in range(s.heads.size):
            if s.heads[g] > 0 and not admits(
                t, s.units[g], whole(s.n_units[g]), s.group_of, whole(-1), u, whole(g)
            ):
                counts[k] += 1
