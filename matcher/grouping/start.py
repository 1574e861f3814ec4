"""A first grouping under the hard rules: what every search begins with."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InfeasibleError
from matcher.grouping.chase import (
    chase_pool,
    copy_seats,
    rescue_pool,
    restore_seats,
    settle,
)
from matcher.grouping.clash_sets import seat_most
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import Seats
from matcher.grouping.problem import Problem
from matcher.grouping.run import Run
from matcher.grouping.score import objective
from matcher.grouping.seat import seat_leaders, seed_state
from matcher.grouping.sit import sit_as
from matcher.grouping.table import compile_rules
from matcher.grouping.units import Units, merge_rows


@dataclass(frozen=True, slots=True)
class Start:
    """What seating works with.

    Attributes
    ----------
    problem : Problem
        What is solved.
    units : Units
        What moves as one.
    table : RuleTable
        Hard rules.
    seats : Seats
        Who sits where; changed in place.
    goal : int
        Leaders that counting leaves without a seat.
    rng : numpy.random.Generator
        Breaks ties.
    """

    problem: Problem
    units: Units
    table: RuleTable
    seats: Seats
    goal: int
    rng: np.random.Generator

    def labels(self) -> NDArray[np.intp]:
        """Return the group of each row.

        Returns
        -------
        ndarray of shape (n_leaders,)
            -1 for the unseated.
        """
        return self.seats.group_of[self.units.unit_of].astype(np.intp)

    def offer(self, run: Run) -> None:
        """Offer the grouping of now to a run.

        Parameters
        ----------
        run : Run
            Keeps the incumbent.
        """
        labels = self.labels()
        run.offer(labels, objective(self.problem, labels))


def deal_start(
    problem: Problem, seed: int, labels: NDArray[np.integer] | None = None
) -> Start:
    """Deal leaders to groups, or seat them as labels say; some may wait for a seat yet.

    Parameters
    ----------
    problem : Problem
        What is solved.
    seed : int
        What dealing draws from.
    labels : ndarray of shape (n_leaders,) or None, default=None
        Group of each row, -1 for none, every hard rule kept; None deals.

    Returns
    -------
    Start
        As dealt.
    """
    rng, units = np.random.default_rng(seed), merge_rows(problem)
    table = compile_rules(problem, units)
    seats, goal = seat_leaders(problem, units, table, rng)
    if labels is not None:
        seats = sit_as(problem, units, labels, seats.heads.size)
    return Start(problem, units, table, seats, goal, rng)


def seat_everyone(start: Start, run: Run, *, n_visits: int | None = None) -> Start:
    """Offer a first seating that keeps every rule, then seat whom it left out.

    Parameters
    ----------
    start : Start
        As dealt; changed in place.
    run : Run
        Tells how long seating may take, and is offered what it finds.
    n_visits : int or None, default=None
        Bounds the work on company and floors, as `settle` takes it.

    Returns
    -------
    Start
        To go on from; the one given unless an exact model seated more of a few leaders.

    Raises
    ------
    InfeasibleError
        When not even one group can be formed.
    """
    seats, table, rng = start.seats, start.table, start.rng
    first = copy_seats(seats)
    settle(seats, table, seed_state(rng), n_visits=n_visits)
    if (seats.group_of >= 0).any():
        start.offer(run)
    if run.n_unseated > start.goal:
        restore_seats(seats, first)
        chase_pool(
            seats, table, start.units, run, rng, goal=start.goal, n_visits=n_visits
        )
        start.offer(run)
    rescue_pool(seats, table, run, rng, n_visits=n_visits)
    start.offer(run)
    if run.n_unseated > start.goal:
        start = _seat_exactly(start, run)
    if not (start.seats.n_units > 0).any():
        msg = "the rules and sizes leave not even one group that could be formed."
        raise InfeasibleError(msg)
    return start


def _seat_exactly(start: Start, run: Run) -> Start:
    """Seat more of a few leaders by an exact model, if more can be seated."""
    problem, n_groups = start.problem, start.seats.heads.size
    n_seated = problem.n_leaders - min(run.n_unseated, problem.n_leaders)
    labels = seat_most(problem, more_than=n_seated)
    if labels is None:
        return start
    exact = replace(start, seats=sit_as(problem, start.units, labels, n_groups))
    exact.offer(run)
    return exact
