"""From a seating to the seating after it: folds, locks, budgets and the frontier."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.change import FrontierPoint
from matcher.explain.wording import count
from matcher.folding import choose_folds, due_groups
from matcher.grouping import Mark, Problem, Result, Stay
from matcher.grouping.inside import broken_inside
from matcher.grouping.repair import repair_seating
from matcher.grouping.repaired import Repair, RepairParams
from matcher.grouping.reseat import Homes, Improved, Reseating, judge_seating
from matcher.grouping.rules import Ban
from matcher.grouping.score import objective
from matcher.grouping.stop import Stop
from matcher.grouping.take_part import take_part
from matcher.pose import Posed
from matcher.program.people_rules import Pin
from matcher.roster.seating import Seating

MOVE_PRICE = 0.1  # of a member who changes group, in the score of one leader
RESETS = 2.0  # a group that gets somebody new costs as much as so many moves
MOST_MOVES = 10  # of the frontier, when a repair needs fewer
BEYOND = 5  # moves of the frontier beyond those that a repair needs
FEW_LEADERS = 600  # up to which the frontier has a point for each number of moves
LOCKED, FOLDED = "locked groups", "folded groups"


@dataclass(frozen=True, slots=True)
class Reseated:
    """A seating after its change.

    Attributes
    ----------
    seating : Seating
        Where leaders sat.
    budget : int or None
        Most moves that were allowed; None when the fewest were looked for.
    result : Result
        Labels and what they are worth.
    problem : Problem
        The rules, with what locks and folds add; without budgets.
    folded, locked : tuple of int
        Groups that were closed, and those held as they are.
    n_needed : int
        Fewest moves found that mend everything and seat as many as can be.
    is_least : bool
        Whether fewer were proven not to suffice.
    choice : str
        Why these labels, in a sentence.
    frontier : tuple of FrontierPoint
        Moves against score; empty when a budget was given.
    """

    seating: Seating
    budget: int | None
    result: Result
    problem: Problem
    folded: tuple[int, ...]
    locked: tuple[int, ...]
    n_needed: int
    is_least: bool
    choice: str
    frontier: tuple[FrontierPoint, ...]


@dataclass(frozen=True, slots=True)
class ReseatParams:
    """How one seating is changed.

    Attributes
    ----------
    max_moves : int or None
        Most leaders who may change group; None finds the fewest that are needed.
    stop : Stop
        When the search ends.
    seed : int
        What it draws from.
    is_brief : bool, default=False
        Whether the frontier is left out.
    """

    max_moves: int | None
    stop: Stop
    seed: int
    is_brief: bool = False


def reseat(
    posed: Posed,
    seating: Seating,
    params: ReseatParams,
    observer: Callable[[str], None],
) -> Reseated:
    """Change a seating as little as its rules, or as much as a budget, ask for.

    Parameters
    ----------
    posed : Posed
        The problem.
    seating : Seating
        Where its leaders sit.
    params : ReseatParams
        Budget, effort and seed.
    observer : callable
        Told what is being done, in a few words.

    Returns
    -------
    Reseated
        The seating after it.
    """
    scene = _Scene.of(posed, seating, params, observer)
    observer("Looking for the fewest moves")
    repair, folded = scene.repair()
    budget = scene.budget()
    if budget is None:
        return scene.weigh(repair, folded)
    if budget < repair.n_moves:
        return scene.settle(repair, folded, budget)
    return scene.use(repair, folded, budget)


@dataclass(frozen=True, slots=True)
class _Scene:
    """A seating, the problem without budgets, and who is held where."""

    posed: Posed
    problem: Problem
    given: Seating
    seating: NDArray[np.int64]
    locked: frozenset[int]
    params: ReseatParams
    tell: Callable[[str], None]

    @classmethod
    def of(
        cls,
        posed: Posed,
        seating: Seating,
        params: ReseatParams,
        tell: Callable[[str], None],
    ) -> "_Scene":
        own = {stay.name for stay in _stays(posed)}
        rules = tuple(r for r in posed.problem.rules if r.name not in own)
        problem = replace(posed.problem, rules=rules)
        locked = frozenset(_held_groups(problem, seating))
        problem = problem.with_rules(*_bans(seating.labels, locked, LOCKED))
        return cls(posed, problem, seating, seating.labels, locked, params, tell)

    def budget(self) -> int | None:
        """Take the smallest of the budgets that were given."""
        given = [
            rule.max_moves for rule in _stays(self.posed) if rule.max_moves is not None
        ]
        if self.params.max_moves is not None:
            given.append(self.params.max_moves)
        return min(given, default=None)

    def move_price(self) -> float:
        """Take the price of a move from the program, if it says one."""
        given = [rule.price for rule in _stays(self.posed) if rule.price is not None]
        return max(given, default=MOVE_PRICE)

    def repair(self) -> tuple[Repair, tuple[int, ...]]:
        """Find the fewest moves, and the groups that are closed for it."""
        due = due_groups(
            self.problem, self.seating, self.locked, self.posed.program.size
        )
        return choose_folds(
            due,
            self.seating,
            self.posed.program.size,
            mend=lambda folded: self.mend(folded, None),
        )

    def mend(self, folded: tuple[int, ...], max_moves: int | None) -> Repair:
        """Repair the seating with some groups folded."""
        return repair_seating(
            self.problem.with_rules(*_bans(None, folded, FOLDED, self.seating.size)),
            self.seating,
            parties=self._parties(folded),
            frozen=self.locked,
            max_moves=max_moves,
            seed=self.params.seed,
        )

    def _parties(self, folded: Sequence[int]) -> tuple[NDArray[np.intp], ...]:
        return tuple(np.flatnonzero(self.seating == g) for g in folded)

    def run(self, repair: Repair, folded: tuple[int, ...]) -> Reseating:
        """Prepare the search from a repaired seating."""
        lasting = {g for _, g in repair.lasting if g >= 0}
        homes = Homes(
            self.seating,
            self.move_price(),
            RESETS * self.move_price(),
            self._parties(folded),
            self.locked | frozenset(lasting),
        )
        problem = self.problem.with_rules(
            *_bans(None, folded, FOLDED, self.seating.size)
        )
        stop, seed = self.params.stop, self.params.seed
        return Reseating(problem, homes, stop, seed, self._progress)

    def _progress(self, mark: Mark) -> None:
        seated = self.problem.n_leaders - mark.n_unseated
        self.tell(
            f"Searching: {mark.seconds:.1f} s, score {mark.value:.4f}, "
            f"{seated:,} of {self.problem.n_leaders:,} seated"
        )

    def use(self, repair: Repair, folded: tuple[int, ...], budget: int) -> Reseated:
        """Make the most of a budget that suffices."""
        run = self.run(repair, folded)
        (found,) = run.improve(repair.labels, (budget,))
        choice = (
            f"The best found within {_moves(budget)}; "
            f"{_moves(repair.n_moves)} would do to keep every hard rule."
        )
        return self.done(run, found.labels, repair, folded, choice=choice)

    def settle(self, repair: Repair, folded: tuple[int, ...], budget: int) -> Reseated:
        """Do what a budget that does not suffice allows."""
        within = self.mend(folded, budget)
        run = self.run(within, folded)
        (found,) = run.improve(within.labels, (budget,))
        choice = (
            f"{_moves(budget).capitalize()} cannot mend everything: "
            f"{repair.n_moves} would, the fewest found. What is left is listed."
        )
        return self.done(
            run, found.labels, repair, folded, choice=choice, is_enough=False
        )

    def weigh(self, repair: Repair, folded: tuple[int, ...]) -> Reseated:
        """Draw the frontier, and choose the fewest moves that mend everything."""
        needed = repair.n_moves
        run = self.run(repair, folded)
        found = run.improve(repair.labels, self._budgets(needed))
        needed = min(needed, _n_moved(self.seating, found[0].labels))
        points: list[FrontierPoint] = []
        if not self.params.is_brief:
            points = [
                self._point(one, 0, is_chosen=not k) for k, one in enumerate(found)
            ]
            points = [*self._poorer(repair, folded), *points]
        mended = count(needed, "move")
        choice = (
            "No move is needed: every hard rule is kept."
            if needed == 0
            else f"{mended}, the fewest found that keep every hard rule and seat as "
            "many as can be."
        )
        done = self.done(run, found[0].labels, repair, folded, choice=choice)
        return replace(done, frontier=tuple(points))

    def _budgets(self, needed: int) -> tuple[int, ...]:
        """Choose the points of the frontier from the fewest moves on."""
        if self.params.is_brief:
            return (needed,)
        if self.problem.n_leaders > FEW_LEADERS:
            step = max(1, self.problem.n_leaders // 100)
            return tuple(needed + step * k for k in (0, 1, 3))
        return tuple(range(needed, max(MOST_MOVES, needed + BEYOND) + 1))

    def _poorer(
        self, repair: Repair, folded: tuple[int, ...]
    ) -> Iterator[FrontierPoint]:
        """Give the points with fewer moves than are needed."""
        needed = repair.n_moves
        if self.problem.n_leaders > FEW_LEADERS:
            return
        steps = min(needed, MOST_MOVES)
        best: FrontierPoint | None = None
        for k in range(steps):
            budget = needed * k // steps
            self.tell(f"Looking at what {_moves(budget)} would do")
            within = self._within(repair, folded, budget)
            one = Improved(budget, within.labels, 0.0)
            lasting = [rule for rule, _ in within.lasting if rule != FOLDED]
            point = self._point(one, len(lasting), is_chosen=False)
            if best is not None and _lack(best) < _lack(point):
                point = replace(best, max_moves=budget)
            best = point
            yield point

    def _within(
        self, repair: Repair, folded: tuple[int, ...], max_moves: int
    ) -> Repair:
        """Mend within a budget: anew in a small seating, else by part of a repair."""
        n_groups = np.unique(self.seating[self.seating >= 0]).size
        if self.seating.size * n_groups <= RepairParams().whole_below:
            return self.mend(folded, max_moves)
        bans = _bans(None, folded, FOLDED, self.seating.size)
        return take_part(
            self.problem.with_rules(*bans),
            self.seating,
            repair,
            parties=self._parties(folded),
            max_moves=max_moves,
        )

    def _point(
        self, found: Improved, n_broken: int, *, is_chosen: bool
    ) -> FrontierPoint:
        labels = found.labels
        came = (labels >= 0) & (labels != self.seating)
        return FrontierPoint(
            max_moves=found.max_moves,
            n_moves=_n_moved(self.seating, labels),
            score=objective(self.problem, labels),
            n_unplaced=int((labels < 0).sum()),
            n_broken=n_broken,
            n_joined=int(np.unique(labels[came]).size),
            is_chosen=is_chosen,
        )

    def done(
        self,
        run: Reseating,
        labels: NDArray[np.intp],
        repair: Repair,
        folded: tuple[int, ...],
        *,
        choice: str,
        is_enough: bool = True,
    ) -> Reseated:
        """Measure what was found."""
        n_needed = repair.n_moves
        if is_enough:
            n_needed = min(n_needed, _n_moved(self.seating, labels))
        result = judge_seating(run.problem, labels, run)
        return Reseated(
            seating=self.given,
            budget=self.budget(),
            result=result,
            problem=run.problem,
            folded=folded,
            locked=tuple(sorted(self.locked)),
            n_needed=n_needed,
            is_least=repair.is_proven,
            choice=choice,
            frontier=(),
        )


def _n_moved(seating: NDArray[np.int64], labels: NDArray[np.intp]) -> int:
    """Count the leaders of a seating who leave their group or lose their seat."""
    return int(((seating >= 0) & (labels != seating)).sum())


def _moves(n: int) -> str:
    return count(n, "move")


def _lack(point: FrontierPoint) -> tuple[int, int]:
    return point.n_broken, point.n_unplaced


def _held_groups(problem: Problem, seating: Seating) -> Iterator[int]:
    """Find the groups that are locked whole, or whose locked members clash."""
    labels = seating.labels
    for g in np.unique(labels[seating.locked & (labels >= 0)]).tolist():
        rows = np.flatnonzero(labels == g)
        held = rows[seating.locked[rows]]
        if held.size == rows.size or broken_inside(problem, held):
            yield g


def _stays(posed: Posed) -> list[Stay]:
    """List the rules on keeping seats; a soft pin, which wishes for one, is none."""
    pins = {one.array.name for one in posed.rules.items if isinstance(one.rule, Pin)}
    rules = posed.problem.rules
    return [r for r in rules if isinstance(r, Stay) and r.name not in pins]


def _bans(
    labels: NDArray[np.int64] | None,
    groups: Sequence[int] | frozenset[int],
    name: str,
    n_leaders: int = 0,
) -> list[Ban]:
    """Keep everyone out of some groups, but those who sit there."""
    found = []
    for g in sorted(groups):
        rows = np.arange(n_leaders) if labels is None else np.flatnonzero(labels != g)
        found.append(Ban(rows, np.full(rows.size, g), name))
    return found
