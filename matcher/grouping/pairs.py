"""Which two leaders each hard rule keeps out of one group, whoever else sits there."""

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.problem import Problem
from matcher.grouping.rules import Apart, AtMost, Rule, Share, Spread, Within
from matcher.grouping.scales import is_hard, place_scale, spread_scale

Bools = NDArray[np.bool_]


def pairwise_rules(problem: Problem) -> tuple[Rule, ...]:
    """List the hard rules that can keep two leaders apart.

    Parameters
    ----------
    problem : Problem
        With its rules.

    Returns
    -------
    tuple of Rule
        In the order of the problem.
    """
    kinds = Apart | Share | Spread | Within
    return tuple(
        rule
        for rule in problem.rules
        if is_hard(rule)
        and (isinstance(rule, kinds) or (isinstance(rule, AtMost) and rule.count == 1))
    )


def find_foes(rule: Rule, rows: NDArray[np.intp], others: NDArray[np.intp]) -> Bools:
    """Find the pairs that one rule keeps out of one group.

    Parameters
    ----------
    rule : Rule
        Any rule; those about whole groups keep no pair apart.
    rows, others : ndarray of shape (n_rows,) and (n_others,)
        Rows of the problem.

    Returns
    -------
    ndarray of shape (n_rows, n_others), bool
        False for a row and itself.
    """
    found = np.zeros((rows.size, others.size), dtype=np.bool_)
    match rule:
        case AtMost() if rule.count == 1:
            held = rule.categories
            found = held[rows][:, None] == held[others][None, :]
            found &= held[rows][:, None] >= 0
        case Apart():
            found = _declared(rule, rows, others)
        case Spread():
            number, width = spread_scale(rule)
            away = np.abs(number[rows][:, None] - number[others][None, :])
            found = away > width  # NaN compares false: it binds nobody
        case Share():
            slots = np.where(rule.slots == 0, -1, rule.slots)
            found = (slots[rows][:, None] & slots[others][None, :]) == 0
        case Within():
            points, limit = place_scale(rule)
            square = np.zeros((rows.size, others.size))
            for axis in range(points.shape[1]):
                own = points[:, axis]
                square += np.square(own[rows][:, None] - own[others][None, :])
            found = square > limit
        case _:
            pass
    return np.asarray(found & (rows[:, None] != others[None, :]))


def _declared(rule: Apart, rows: NDArray[np.intp], others: NDArray[np.intp]) -> Bools:
    """Look the declared pairs up."""
    found = np.zeros((rows.size, others.size), dtype=np.bool_)
    if rule.pairs.size == 0:
        return found
    size = 1 + int(max(rule.pairs.max(), rows.max(initial=0), others.max(initial=0)))
    row_at, other_at = np.full((2, size), -1)
    row_at[rows] = np.arange(rows.size)
    other_at[others] = np.arange(others.size)
    for one, two in (rule.pairs.T, rule.pairs.T[::-1]):
        i, j = row_at[one], other_at[two]
        both = (i >= 0) & (j >= 0)
        found[i[both], j[both]] = True
    return found
