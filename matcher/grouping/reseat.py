"""Improve a seating within budgets of moves, one budget after the other.

The budgets share one run: each has its part of the time, begins with the best seating
of the budget before, and is therefore never worse.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.bounds import upper_bound
from matcher.grouping.faultline import price_camps
from matcher.grouping.faultline_search import (
    CampParams,
    counts_camps,
    polish_start,
)
from matcher.grouping.priced import PricedSearch
from matcher.grouping.prices import price_labels
from matcher.grouping.problem import Problem
from matcher.grouping.reasons import unseated_reasons
from matcher.grouping.result import Result, Status
from matcher.grouping.rules import Rule, Stay, Together
from matcher.grouping.run import Observer, Run
from matcher.grouping.scales import is_hard
from matcher.grouping.score import group_values, objective, total_value
from matcher.grouping.sit import sit_as
from matcher.grouping.start import Start
from matcher.grouping.stop import MaxIterations, Replay, Stop
from matcher.grouping.table import compile_rules
from matcher.grouping.units import merge_rows


@dataclass(frozen=True, slots=True)
class Homes:
    """What a seating is worth to those who sit in it.

    Attributes
    ----------
    seating : ndarray of shape (n_leaders,)
        Group of each row before the run, -1 for none.
    move_price : float
        Cost of each leader who leaves their group, in the score of one leader.
    reset_price : float
        Cost of each group that somebody new joins.
    parties : tuple of ndarray
        Rows that stay side by side where they go together.
    frozen : frozenset of int
        Groups that nobody enters or leaves any more.
    """

    seating: NDArray[np.int64]
    move_price: float
    reset_price: float
    parties: tuple[NDArray[np.intp], ...] = ()
    frozen: frozenset[int] = frozenset()

    def n_away(self, labels: NDArray[np.intp]) -> int:
        """Count the leaders who leave their group or lose their seat.

        Parameters
        ----------
        labels : ndarray of shape (n_leaders,)
            Group of each row, -1 for none.

        Returns
        -------
        int
            Newcomers do not count.
        """
        return int(((self.seating >= 0) & (labels != self.seating)).sum())

    def rules(self, max_moves: int) -> tuple[Stay, Stay]:
        """Bound the moves and price them.

        Parameters
        ----------
        max_moves : int
            Most leaders who may leave their group.

        Returns
        -------
        tuple of two Stay
            The budget, with the price of groups that are joined; the price of a move.
        """
        budget = Stay(self.seating, max_moves, reset_price=self.reset_price)
        return budget, Stay(self.seating, price=self.move_price)


class Improved(NamedTuple):
    """The best seating found within one budget.

    Attributes
    ----------
    max_moves : int
        The budget.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    net : float
        Objective less the prices of breaches, moves and groups that are joined.
    """

    max_moves: int
    labels: NDArray[np.intp]
    net: float


@dataclass(slots=True)
class Reseating:
    """One run over several budgets.

    Attributes
    ----------
    problem : Problem
        Rules and sizes, without budgets of moves.
    homes : Homes
        Where leaders sat, and what moving costs.
    stop : Stop
        When the run ends.
    seed : int
        What the search draws from.
    observer : callable or None
        Told each improvement.
    schedule : list of float
        Shares of the run told so far; with `Replay` they repeat it.
    is_interrupted : bool
        Whether somebody ended it by hand.
    """

    problem: Problem
    homes: Homes
    stop: Stop
    seed: int
    observer: Observer | None = None
    schedule: list[float] = field(default_factory=list)
    is_interrupted: bool = False

    def improve(
        self, labels: NDArray[np.intp], budgets: Sequence[int]
    ) -> tuple[Improved, ...]:
        """Search within each budget in turn.

        Parameters
        ----------
        labels : ndarray of shape (n_leaders,)
            Keeps every hard rule outside the frozen groups, within the first budget.
        budgets : sequence of int
            Moves, ascending.

        Returns
        -------
        tuple of Improved
            One a budget.
        """
        share = self._recorded()
        found: list[Improved] = []
        for k, max_moves in enumerate(budgets):
            part = _Part(share, k, len(budgets))
            if not self.is_interrupted:
                labels = self._improve_once(labels, max_moves, part)
            found.append(Improved(max_moves, labels, self.net(labels)))
        return tuple(self._best_within(found, k) for k in range(len(found)))

    def _best_within(self, found: Sequence[Improved], k: int) -> Improved:
        """Take what a larger budget found with no more moves than this one allows."""
        max_moves, labels, _ = found[k]
        for later in found[k + 1 :]:
            if later.labels is labels or later.labels is found[k].labels:
                continue
            if self.homes.n_away(later.labels) <= max_moves:
                labels = self._better(labels, later.labels)
        return Improved(max_moves, labels, self.net(labels))

    def net(self, labels: NDArray[np.intp]) -> float:
        """Compute the objective less all prices.

        Parameters
        ----------
        labels : ndarray of shape (n_leaders,)
            Group of each row, -1 for none.

        Returns
        -------
        float
            In the unit of the objective.
        """
        problem = self.problem.with_rules(*self.homes.rules(labels.size))
        price = price_labels(problem, labels)
        price += price_camps(problem.faultline, labels)
        return objective(problem, labels) - price

    def _recorded(self) -> Callable[[], float]:
        """Start the run, and record what it tells."""
        tell = self.stop.start()

        def share() -> float:
            told = tell(len(self.schedule))
            self.schedule.append(told)
            return told

        return share

    def _improve_once(
        self, labels: NDArray[np.intp], max_moves: int, part: Stop
    ) -> NDArray[np.intp]:
        """Search within one budget; return what is best, the start included."""
        run = Run(part, self.observer)
        start = self._start(labels, max_moves)
        if not start.seats.is_free.any() or np.unique(labels[labels >= 0]).size < 2:
            return labels
        camps = CampParams()
        run.stage(0.0, camps.begin if counts_camps(self.problem) else 1.0)
        search = PricedSearch(start, run)
        search.offer()
        search.sweep(0.0)
        search.protect()
        search.offer()
        try:
            search.anneal()
        except KeyboardInterrupt:
            self.is_interrupted = True
        finally:
            search.offer()
        if counts_camps(self.problem) and not self.is_interrupted:
            labels = self._better(labels, run.labels)
            run.stage(camps.begin, 1.0)
            self._polish(self._start(labels, max_moves), run)
        return self._better(labels, run.labels)

    def _polish(self, start: Start, run: Run) -> None:
        """Improve what was found with faultlines priced."""
        try:
            polish_start(start, run)
        except KeyboardInterrupt:
            self.is_interrupted = True

    def _better(
        self, labels: NDArray[np.intp], found: NDArray[np.intp] | None
    ) -> NDArray[np.intp]:
        """Choose who seats more, then who is worth more; the start when equal."""
        if found is None:
            return labels
        seats_more = int((labels < 0).sum()) - int((found < 0).sum())
        if seats_more == 0:
            return found if self.net(found) > self.net(labels) + 1e-12 else labels
        return found if seats_more > 0 else labels

    def _start(self, labels: NDArray[np.intp], max_moves: int) -> Start:
        """Seat everyone as the labels say, parties as one, frozen groups fixed."""
        problem = replace(self.problem, rules=self._rules(labels, max_moves))
        units = merge_rows(problem)
        table = compile_rules(problem, units)
        seats = sit_as(problem, units, labels, int(labels.max(initial=0)) + 1)
        for g in self.homes.frozen:
            if g < seats.heads.size:
                seats.high[g] = seats.heads[g]
                seats.is_free[seats.group_of == g] = False
        rng = np.random.default_rng(self.seed)
        return Start(problem, units, table, seats, 0, rng)

    def _rules(self, labels: NDArray[np.intp], max_moves: int) -> tuple[Rule, ...]:
        """Add the budget, tie parties, and untie pairs that the labels part."""
        rules: list[Rule] = []
        for rule in self.problem.rules:
            if isinstance(rule, Together):
                one, two = labels[rule.pairs].T
                rules.append(replace(rule, pairs=rule.pairs[one == two]))
            elif not isinstance(rule, Stay) or not is_hard(rule):
                rules.append(rule)
        rules += self.homes.rules(max_moves)
        for party in self.homes.parties:
            for g in np.unique(labels[party]):
                side = party[labels[party] == g]
                if g >= 0 and side.size > 1:
                    pairs = np.stack([side[:-1], side[1:]], axis=1)
                    rules.append(Together(pairs, "kept together"))
        return tuple(rules)


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a longer run that belongs to one budget."""

    share: Callable[[], float]
    index: int
    n_parts: int

    def start(self) -> Callable[[int], float]:
        return lambda _: max(0.0, self.share() * self.n_parts - self.index)


def judge_seating(problem: Problem, labels: NDArray[np.intp], run: Reseating) -> Result:
    """Measure a seating from its definition, as `solve` does its incumbent.

    Parameters
    ----------
    problem : Problem
        With its rules.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    run : Reseating
        That found it.

    Returns
    -------
    Result
        With the schedule of the whole run.
    """
    values = group_values(problem, labels)
    ended: Status = "time ran out"
    if isinstance(run.stop, MaxIterations | Replay):
        ended = "iterations done"
    if run.is_interrupted:
        ended = "interrupted"
    return Result(
        labels=labels,
        objective=problem.objective,
        value=total_value(problem, labels, values),
        bound=upper_bound(problem, labels),
        group_values=values,
        unseated=unseated_reasons(problem, labels),
        history=(),
        status=ended,
        n_iterations=sum(share < 1.0 for share in run.schedule),
        seed=run.seed,
        schedule=tuple(run.schedule),
        price=price_labels(problem, labels) + price_camps(problem.faultline, labels),
    )
