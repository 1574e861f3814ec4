"""Check labels against the rules from their definitions: slow, obvious, independent.

Nothing here uses the compiled loops or the tables they read, so that a mistake there
cannot hide here.
"""

from collections import Counter
from collections.abc import Iterator
from functools import reduce
from itertools import combinations
from operator import and_
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.grouping.arrays import as_integers
from matcher.grouping.problem import Problem
from matcher.grouping.rules import (
    Apart,
    AtLeast,
    AtMost,
    Ban,
    NotOnly,
    Pin,
    Rule,
    Share,
    Spread,
    Stay,
    Together,
    Within,
)

EARTH_RADIUS_KM = 6371.0088


class Violation(NamedTuple):
    """One breach of one rule.

    Attributes
    ----------
    rule : str
        Name of the rule; "sizes" for the bounds on sizes.
    group : int
        Where, -1 when no single group.
    rows : tuple of int
        Leaders in it.
    detail : str
        What was found, in words.
    is_hard : bool
        Whether the rule may never be broken.
    """

    rule: str
    group: int
    rows: tuple[int, ...]
    detail: str
    is_hard: bool


def check_labels(problem: Problem, labels: ArrayLike) -> tuple[Violation, ...]:
    """Find every breach of sizes and rules in a grouping.

    Parameters
    ----------
    problem : Problem
        With its sizes and rules.
    labels : array-like of shape (n_leaders,)
        Group of each row, -1 for none.

    Returns
    -------
    tuple of Violation
        Empty when all rules are kept. Empty groups are no breach: they stand for
        groups that the rules leave nobody for.

    Raises
    ------
    ValueError
        When labels are no group numbers of the problem's rows.
    """
    given = as_integers(labels, "labels")
    if given.shape != (problem.n_leaders,) or given.min(initial=0) < -1:
        msg = f"labels must be {problem.n_leaders} numbers from -1, got {given.shape}."
        raise ValueError(msg)
    groups = {int(g): np.flatnonzero(given == g) for g in np.unique(given[given >= 0])}
    found = list(_check_sizes(problem, groups))
    for rule in problem.rules:
        found += _check_rule(rule, given, groups)
    return tuple(found)


Groups = dict[int, NDArray[np.intp]]


def check_group(
    problem: Problem, group: int, rows: NDArray[np.intp]
) -> Iterator[Violation]:
    """Find what one group breaks by who is in it, whoever sits elsewhere.

    Rules about places are left out: that somebody is missing here, or must not be.

    Parameters
    ----------
    problem : Problem
        With its sizes and rules.
    group : int
        Its number.
    rows : ndarray of shape (n_members,), intp
        Who is in it, ascending; an empty group breaks nothing.

    Yields
    ------
    Violation
        In the order of `check_labels`.
    """
    if not rows.size:
        return
    here = {group: rows}
    yield from _check_sizes(problem, here)
    for rule in problem.rules:
        if isinstance(rule, Apart):
            yield from _check_company(rule, group, rows)
        elif not isinstance(rule, Together | Pin | Ban | Stay):
            yield from _check_members(rule, here)


def _check_sizes(problem: Problem, groups: Groups) -> Iterator[Violation]:
    """Compare each group's size with its bounds."""
    sizes = problem.sizes
    for g, rows in groups.items():
        if sizes.n_groups is not None and g >= sizes.n_groups:
            detail = f"there are {sizes.n_groups} groups"
            yield Violation("sizes", g, tuple(rows.tolist()), detail, is_hard=True)
            continue
        one = sizes.low.size == 1
        low, high = int(sizes.low[0 if one else g]), int(sizes.high[0 if one else g])
        if not low <= rows.size <= high:
            detail = f"{rows.size} leaders, {low} to {high} allowed"
            yield Violation("sizes", g, tuple(rows.tolist()), detail, is_hard=True)


def _check_rule(
    rule: Rule, labels: NDArray[np.int64], groups: Groups
) -> Iterator[Violation]:
    """Check one rule: about single rows and pairs, or group by group."""
    match rule:
        case Together() | Apart():
            yield from _check_pairs(rule, labels)
        case Pin() | Ban() | Stay():
            yield from _check_places(rule, labels)
        case _:
            yield from _check_members(rule, groups)


def _check_members(
    rule: AtMost | AtLeast | NotOnly | Spread | Share | Within, groups: Groups
) -> Iterator[Violation]:
    """Check a rule group by group."""
    hard = rule.price is None
    for g, rows in groups.items():
        for members, detail in _breaches(rule, rows):
            yield Violation(rule.name, g, tuple(members), detail, hard)


def _check_company(
    rule: Apart, group: int, rows: NDArray[np.intp]
) -> Iterator[Violation]:
    """Check the pairs of a group that should not share one."""
    if not rule.pairs.size:
        return
    is_here = np.zeros(max(int(rule.pairs.max()), int(rows[-1])) + 1, dtype=np.bool_)
    is_here[rows] = True
    one, two = rule.pairs.T
    for at in np.flatnonzero(is_here[one] & is_here[two]).tolist():
        pair = (int(one[at]), int(two[at]))
        hard = rule.price is None
        yield Violation(rule.name, group, pair, "share a group", hard)


def _check_pairs(
    rule: Together | Apart, labels: NDArray[np.int64]
) -> Iterator[Violation]:
    """Check pairs that share a group, or never do."""
    for i, j in rule.pairs.tolist():
        if isinstance(rule, Together):
            if labels[i] != labels[j]:
                yield Violation(rule.name, -1, (i, j), "separated", is_hard=True)
        elif labels[i] == labels[j] >= 0:
            g, hard = int(labels[i]), rule.price is None
            yield Violation(rule.name, g, (i, j), "share a group", hard)


def _check_places(
    rule: Pin | Ban | Stay, labels: NDArray[np.int64]
) -> Iterator[Violation]:
    """Check who sits where; an unseated leader breaks no pin."""
    if isinstance(rule, Stay):
        moved = np.flatnonzero((rule.seating >= 0) & (labels != rule.seating))
        if moved.size > (rule.max_moves if rule.max_moves is not None else 0):
            hard = rule.max_moves is not None
            detail = f"{moved.size} moved"
            yield Violation(rule.name, -1, tuple(moved.tolist()), detail, hard)
        return
    for i, g in zip(rule.rows.tolist(), rule.groups.tolist(), strict=True):
        if isinstance(rule, Pin) and labels[i] not in (g, -1):
            yield Violation(rule.name, g, (i,), "sits elsewhere", is_hard=True)
        if isinstance(rule, Ban) and labels[i] == g:
            hard = rule.price is None
            yield Violation(rule.name, g, (i,), "sits there", hard)


def _breaches(
    rule: AtMost | AtLeast | NotOnly | Spread | Share | Within, rows: NDArray[np.intp]
) -> Iterator[tuple[list[int], str]]:
    """Find breaches of one rule inside one group."""
    match rule:
        case AtMost() | NotOnly():
            yield from _category_breaches(rule, rows)
        case AtLeast():
            count = int(rule.marked[rows].sum())
            if count < rule.count:
                yield rows.tolist(), f"{count} marked, {rule.count} needed"
        case Spread():
            yield from _spread_breaches(rule, rows)
        case Share():
            known = [int(rule.slots[i]) for i in rows if rule.slots[i] != 0]
            if known and reduce(and_, known) == 0:
                yield rows.tolist(), "no slot suits all"
        case Within():
            yield from _distance_breaches(rule, rows)


def _category_breaches(
    rule: AtMost | NotOnly, rows: NDArray[np.intp]
) -> Iterator[tuple[list[int], str]]:
    """Count the categories of a group: too many of one, or only one."""
    held = rule.categories[rows]
    for category, count in Counter(held.tolist()).items():
        if category < 0:
            continue
        if isinstance(rule, NotOnly):
            if count == 1:
                who = rows[held == category].tolist()
                yield who, f"the only one of category {category}"
        elif count > rule.count:
            who = rows[held == category].tolist()
            yield who, f"{count} of category {category}, {rule.count} allowed"


def _spread_breaches(
    rule: Spread, rows: NDArray[np.intp]
) -> Iterator[tuple[list[int], str]]:
    """Compare the largest with the smallest number of a group."""
    numbers = rule.values[rows]
    known = ~np.isnan(numbers)
    if rule.ratio is not None:
        known &= numbers > 0.0
    if known.sum() < 2:
        return
    least, most = float(numbers[known].min()), float(numbers[known].max())
    if rule.ratio is not None and most > least * rule.ratio * (1 + 1e-9):
        yield rows[known].tolist(), f"{most:g} is {most / least:.3g} times {least:g}"
    if rule.difference is not None and most - least > rule.difference + 1e-9 * max(
        1.0, rule.difference
    ):
        yield rows[known].tolist(), f"{most:g} is {most - least:g} above {least:g}"


def _distance_breaches(
    rule: Within, rows: NDArray[np.intp]
) -> Iterator[tuple[list[int], str]]:
    """Measure every pair of a group by the haversine or the straight line."""
    limit = rule.kilometres if rule.kilometres is not None else rule.distance
    for i, j in combinations(rows.tolist(), 2):
        if np.isnan(rule.places[[i, j]]).any():
            continue
        if rule.kilometres is not None:
            away = _kilometres(rule.places[i], rule.places[j])
        else:
            away = float(np.linalg.norm(rule.places[i] - rule.places[j]))
        if away > (limit or 0.0) * (1 + 1e-6) + 1e-6:
            yield [i, j], f"{away:.4g} apart, {limit:g} allowed"


def _kilometres(one: NDArray[np.float64], two: NDArray[np.float64]) -> float:
    """Measure the way over the globe between two places in degrees."""
    (a, b), (c, d) = np.radians(one), np.radians(two)
    step = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    return float(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(min(1.0, step))))
