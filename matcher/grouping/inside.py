"""Which hard rules a set of leaders breaks by itself, whoever else joins."""

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.problem import Problem
from matcher.grouping.rules import Apart, AtMost, Rule, Share, Spread, Within
from matcher.grouping.scales import is_hard, place_scale, spread_scale


def broken_inside(problem: Problem, rows: NDArray[np.integer]) -> tuple[str, ...]:
    """Name the hard rules that a set of leaders breaks by itself.

    Parameters
    ----------
    problem : Problem
        With its rules.
    rows : ndarray of shape (n,)
        The set.

    Returns
    -------
    tuple of str
        Names of rules; no group can seat the set unless it is empty.
    """
    return tuple(
        rule.name
        for rule in problem.rules
        if is_hard(rule) and not _holds_inside(rule, rows)
    )


def _holds_inside(rule: Rule, rows: NDArray[np.integer]) -> bool:
    """Check one rule for a set of leaders; rules that others could mend hold."""
    match rule:
        case AtMost():
            held = rule.categories[rows]
            counts = np.bincount(held[held >= 0], minlength=1)
            return int(counts.max()) <= rule.count
        case Apart():
            return not np.isin(rule.pairs, rows).all(axis=1).any()
        case Spread():
            number, width = spread_scale(rule)
            known = number[rows][~np.isnan(number[rows])]
            return known.size < 2 or float(np.ptp(known)) <= width
        case Share():
            slots = rule.slots[rows]
            return bool(np.bitwise_and.reduce(np.where(slots == 0, -1, slots)) != 0)
        case Within():
            points, limit = place_scale(rule)
            steps = points[rows][:, None] - points[rows][None]
            return not (np.square(steps).sum(axis=2) > limit).any()
        case _:
            return True
