"""Seat everyone as labels say, to go on from there."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.kernels.seat import Seats, deal
from matcher.grouping.problem import Problem
from matcher.grouping.seat import open_seats
from matcher.grouping.table import compile_rules
from matcher.grouping.units import Units


def sit_as(
    problem: Problem, units: Units, labels: NDArray[np.integer], n_groups: int
) -> Seats:
    """Seat everyone as labels say, whatever the rules say.

    Parameters
    ----------
    problem : Problem
        Its sizes count.
    units : Units
        What moves as one.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    n_groups : int
        Groups there are room for; more when labels name more.

    Returns
    -------
    Seats
        Groups above their size keep their members; those without any are closed.
    """
    n_groups = max(n_groups, int(labels.max(initial=-1)) + 1)
    seats = open_seats(problem, units, n_groups)
    most = int(np.bincount(labels[labels >= 0], minlength=1).max())
    if most > seats.units.shape[1]:
        wide = np.full((n_groups, most), -1, dtype=np.int32)
        seats = seats._replace(units=wide)
    group_of = labels[units.rows[units.first[:-1]]].astype(np.int32)
    order = np.flatnonzero(group_of >= 0).astype(np.int32)
    no_rules = compile_rules(replace(problem, rules=()), units)
    quota = np.full(n_groups, labels.size, dtype=np.int32)
    deal(seats, no_rules, order, group_of[order], group_of[order] + 1, quota)
    seats.high[seats.heads == 0] = 0
    return seats
