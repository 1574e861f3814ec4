"""The same problem over some of its leaders."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.problem import Facet, Problem, Value
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


def keep_rows(problem: Problem, rows: NDArray[np.intp]) -> Problem:
    """Pose a problem over some of its leaders, on the same scales.

    Parameters
    ----------
    problem : Problem
        From facets.
    rows : ndarray of shape (n_rows,)
        Rows to keep, ascending; row `k` of the new problem is row `rows[k]`.

    Returns
    -------
    Problem
        With the same sizes, its rules about those rows only. Nobody is asked to have
        company whom the others left the only one of their kind.
    """
    if problem.distances is not None:
        msg = "only a problem from facets or features can be cut."
        raise ValueError(msg)
    place = np.full(problem.n_leaders, -1, dtype=np.int64)
    place[rows] = np.arange(rows.size)
    facets = tuple(Facet(f.name, f.X[rows], f.weight) for f in problem.facets)
    faultline = problem.faultline
    if faultline is not None:
        blocks = tuple(block[rows] for block in faultline.blocks)
        faultline = replace(faultline, blocks=blocks)
    return replace(
        problem,
        n_leaders=int(rows.size),
        facets=facets,
        value=None if problem.value is None else _cut_value(problem.value, rows),
        rules=tuple(_cut_rule(rule, rows, place) for rule in problem.rules),
        faultline=faultline,
    )


def take_rows(problem: Problem, rows: NDArray[np.intp]) -> Problem:
    """Lay some leaders out to be scored, perhaps more than once.

    Parameters
    ----------
    problem : Problem
        From facets.
    rows : ndarray of shape (n_rows,)
        Rows in any order.

    Returns
    -------
    Problem
        With the same facets and value, and no rules.
    """
    return replace(
        problem,
        n_leaders=int(rows.size),
        facets=tuple(Facet(f.name, f.X[rows], f.weight) for f in problem.facets),
        value=None if problem.value is None else _cut_value(problem.value, rows),
        rules=(),
        faultline=None,
    )


def _cut_value(value: Value, rows: NDArray[np.intp]) -> Value:
    return replace(
        value,
        need=value.need[rows],
        give=value.give[rows],
        need_bias=value.need_bias[rows],
        give_bias=value.give_bias[rows],
    )


def _cut_rule(rule: Rule, rows: NDArray[np.intp], place: NDArray[np.int64]) -> Rule:
    """Cut one rule; `place` is the new number of each row, -1 for those left out."""
    match rule:
        case Apart() | Together():
            pairs = place[rule.pairs]
            return replace(rule, pairs=pairs[(pairs >= 0).all(axis=1)])
        case Pin() | Ban():
            kept = place[rule.rows] >= 0
            return replace(rule, rows=place[rule.rows[kept]], groups=rule.groups[kept])
        case NotOnly():
            return replace(rule, categories=_in_company(rule.categories[rows]))
        case _:
            return _cut_entries(rule, rows)


def _cut_entries(
    rule: AtMost | AtLeast | Spread | Share | Within | Stay, rows: NDArray[np.intp]
) -> Rule:
    """Cut a rule with one entry a row."""
    match rule:
        case AtMost():
            return replace(rule, categories=rule.categories[rows])
        case AtLeast():
            return replace(rule, marked=rule.marked[rows])
        case Spread():
            return replace(rule, values=rule.values[rows])
        case Share():
            return replace(rule, slots=rule.slots[rows])
        case Within():
            return replace(rule, places=rule.places[rows])
        case Stay():
            return replace(rule, seating=rule.seating[rows])


def _in_company(categories: NDArray[np.int64]) -> NDArray[np.int64]:
    """Leave out the categories of which only one is left."""
    _, inverse, counts = np.unique(categories, return_inverse=True, return_counts=True)
    return np.where(counts[inverse] == 1, -1, categories)
