"""Take seats away from a grouping until it keeps every hard rule."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.check import Violation, check_labels
from matcher.grouping.problem import Problem
from matcher.grouping.units import Units


def unseat_broken(
    problem: Problem,
    units: Units,
    labels: NDArray[np.int64],
    frozen: Collection[int],
) -> NDArray[np.int64]:
    """Unseat leaders until no hard rule is broken outside the frozen groups.

    Parameters
    ----------
    problem : Problem
        With its rules.
    units : Units
        What sits or stands as one.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    frozen : collection of int
        Groups that keep everyone, whatever they break.

    Returns
    -------
    ndarray of shape (n_leaders,)
        A copy, with fewer seats taken.
    """
    kept = labels.copy()
    held = np.array(sorted(frozen), dtype=np.int64)
    for _ in range(kept.size):
        found = [
            breach
            for breach in check_labels(problem, kept)
            if breach.is_hard and not np.isin(kept[list(breach.rows)], held).any()
        ]
        if not found:
            break
        groups: set[int] = set()
        for breach in found:
            if breach.group < 0 or breach.group not in groups:
                groups.add(breach.group)
                kept[_to_unseat(problem, units, breach)] = -1
    return kept


def _to_unseat(problem: Problem, units: Units, breach: Violation) -> NDArray[np.intp]:
    """Choose who loses a seat for a breach: one unit, or a group that is short."""
    rows = np.array(breach.rows, dtype=np.intp)
    if breach.rule == "sizes" and rows.size < int(problem.sizes.low.min()):
        return rows
    free = rows[units.pin[units.unit_of[rows]] == -1]
    unit = units.unit_of[int(free[-1]) if free.size else int(rows[-1])]
    return np.flatnonzero(units.unit_of == unit)
