"""A smallest set of rules and leaders that cannot all be satisfied, by deletion.

Counting explains most clashes; the rest are found with an exact solver on small
problems: a rule, and then each leader, is left out for good when what remains still
has no solution.
"""

from dataclasses import replace
from itertools import combinations

import numpy as np
from ortools.sat.python import cp_model

from matcher.grouping.clashes import Clash, most_groups
from matcher.grouping.inside import broken_inside
from matcher.grouping.problem import Problem
from matcher.grouping.rules import AtLeast, AtMost, Ban, NotOnly, Pin, Rule, Together
from matcher.grouping.scales import is_hard

MOST_LEADERS = 60
SECONDS_EACH = 2.0


def smallest_clash(problem: Problem) -> Clash | None:
    """Find hard rules and leaders that cannot be satisfied together, none to spare.

    Parameters
    ----------
    problem : Problem
        Of at most 60 leaders; rules without a compiled form here (`Stay`) are left out.

    Returns
    -------
    Clash or None
        None when everyone can be seated, when the problem is too large, or when the
        solver could not tell in time. Leaving out any one of the rules, or the claim
        of any one of the leaders to a seat, ends the clash as far as could be proven.
    """
    if problem.n_leaders > MOST_LEADERS:
        return None
    rules: list[Rule] = [rule for rule in problem.rules if is_hard(rule)]
    rows = list(range(problem.n_leaders))
    if not _is_impossible(problem, rules, rows):
        return None
    for rule in list(rules):
        rest: list[Rule] = [other for other in rules if other is not rule]
        if _is_impossible(problem, rest, rows):
            rules = rest
    step = max(1, len(rows) // 4)
    while step:
        for start in range(len(rows) - step, -1, -step):
            others = rows[:start] + rows[start + step :]
            if others and _is_impossible(problem, rules, others):
                rows = others
        step //= 2
    names = tuple(dict.fromkeys([*(rule.name for rule in rules), "sizes"]))
    detail = f"{', '.join(names)} cannot all hold for these {len(rows)} leaders"
    return Clash(names, tuple(rows), 1, detail)


def _is_impossible(problem: Problem, rules: list[Rule], rows: list[int]) -> bool:
    """Prove that some of these rows cannot be seated under these rules."""
    model = cp_model.CpModel()
    n = problem.n_leaders
    k = problem.sizes.n_groups or most_groups(problem.sizes, n)
    if k == 0:
        return bool(rows)
    low, high = problem.sizes.bounds(k)
    is_open = [model.new_bool_var("") for _ in range(k)]
    sits = [[model.new_bool_var("") for _ in range(k)] for _ in range(n)]
    required = set(rows)
    for i in range(n):
        total = sum(sits[i])
        model.add(total == 1) if i in required else model.add(total <= 1)
    for g in range(k):
        size = sum(sits[i][g] for i in range(n))
        model.add(size >= int(low[g])).only_enforce_if(is_open[g])
        model.add(size <= int(high[g]) * is_open[g])
        if problem.sizes.low.size == 1 and g and not _names_groups(rules):
            model.add_implication(is_open[g], is_open[g - 1])
    for rule in rules:
        _add_rule(model, rule, sits, is_open)
    _add_pairs(model, problem, rules, sits)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = SECONDS_EACH
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    return bool(solver.solve(model) == cp_model.INFEASIBLE)


def _names_groups(rules: list[Rule]) -> bool:
    """Check whether any rule tells groups apart by their number."""
    return any(isinstance(rule, Pin | Ban) for rule in rules)


Sits = list[list[cp_model.IntVar]]


def _add_rule(
    model: cp_model.CpModel, rule: Rule, sits: Sits, is_open: list[cp_model.IntVar]
) -> None:
    """State one rule about whole groups or fixed places."""
    match rule:
        case AtMost():
            _add_caps(model, rule, sits)
        case AtLeast():
            marked = np.flatnonzero(rule.marked)
            for g, opened in enumerate(is_open):
                count = sum(sits[i][g] for i in marked)
                model.add(count >= rule.count).only_enforce_if(opened)
        case NotOnly():
            _add_company(model, rule, sits)
        case Together():
            for i, j in rule.pairs.tolist():
                for one, two in zip(sits[i], sits[j], strict=True):
                    model.add(one == two)
        case Pin() | Ban():
            _add_places(model, rule, sits)
        case _:
            pass


def _add_places(model: cp_model.CpModel, rule: Pin | Ban, sits: Sits) -> None:
    """State where single leaders sit, or do not."""
    for i, g in zip(rule.rows.tolist(), rule.groups.tolist(), strict=True):
        for h, seat in enumerate(sits[i]):
            if (h == g) == isinstance(rule, Ban):
                model.add(seat == 0)


def _add_caps(model: cp_model.CpModel, rule: AtMost, sits: Sits) -> None:
    """State a cap for each category and group."""
    for category in np.unique(rule.categories[rule.categories >= 0]):
        rows = np.flatnonzero(rule.categories == category)
        if rows.size > rule.count:
            for g in range(len(sits[0])):
                model.add(sum(sits[i][g] for i in rows) <= rule.count)


def _add_company(model: cp_model.CpModel, rule: NotOnly, sits: Sits) -> None:
    """State that who sits somewhere has one of their own beside them."""
    for category in np.unique(rule.categories[rule.categories >= 0]):
        rows = np.flatnonzero(rule.categories == category)
        for i in rows:
            for g, seat in enumerate(sits[i]):
                others = [sits[j][g] for j in rows if j != i]
                model.add(sum(others) >= 1).only_enforce_if(seat)


def _add_pairs(
    model: cp_model.CpModel, problem: Problem, rules: list[Rule], sits: Sits
) -> None:
    """State which two leaders can never share a group, whatever the rule."""
    alone = replace(problem, rules=tuple(rules))
    for i, j in combinations(range(problem.n_leaders), 2):
        if broken_inside(alone, np.array([i, j])):
            for one, two in zip(sits[i], sits[j], strict=True):
                model.add(one + two <= 1)
