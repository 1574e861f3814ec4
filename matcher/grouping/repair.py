"""Change a seating as little as possible, so that rules and sizes hold again.

Newcomers first go where a seat is open. What is then still broken is solved exactly: as
a whole when it is small, else around one broken group at a time, with groups beside it
that could take its members in or spare it some.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from matcher.errors import InfeasibleError
from matcher.grouping.check import check_labels
from matcher.grouping.floors import relax_floors
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import Seats, fits, put, seat_open
from matcher.grouping.problem import Problem
from matcher.grouping.repair_model import Part, RepairModel
from matcher.grouping.repaired import Repair, RepairParams
from matcher.grouping.rules import Stay
from matcher.grouping.run import Run
from matcher.grouping.seat import seat_leaders, seed_state
from matcher.grouping.sit import sit_as
from matcher.grouping.start import Start
from matcher.grouping.stay import seat_at_home
from matcher.grouping.stop import MaxIterations
from matcher.grouping.table import compile_rules
from matcher.grouping.units import Units, merge_rows
from matcher.grouping.unseat import unseat_broken

Parties = Sequence[NDArray[np.intp]]
_PARAMS = RepairParams()


def repair_seating(
    problem: Problem,
    seating: NDArray[np.int64],
    *,
    parties: Parties = (),
    frozen: Collection[int] = (),
    max_moves: int | None = None,
    params: RepairParams = _PARAMS,
    seed: int = 0,
) -> Repair:
    """Seat as many as can be with the fewest moves from a seating.

    Parameters
    ----------
    problem : Problem
        With its hard rules.
    seating : ndarray of shape (n_leaders,)
        Group of each row before the run, -1 for none.
    parties : sequence of ndarray, default=()
        Rows that should stay side by side if they have to move.
    frozen : collection of int, default=()
        Groups that nobody enters or leaves, whatever they break.
    max_moves : int or None, default=None
        Most leaders who may leave their group. What the seating breaks and these
        moves cannot mend then lasts; None mends all of it, if need be by taking
        seats away.
    params : RepairParams, optional
        How much is tried.
    seed : int, default=0
        What choices among groups are drawn from.

    Returns
    -------
    Repair
        Nothing is broken in it that the seating did not break.
    """
    work = _Workshop.open(problem, seating, frozenset(frozen), params, seed)
    broken = work.broken_groups()
    if not broken:
        work.seat_waiting()
    if not (broken or work.waiting().size):
        return work.result(is_proven=True)
    if work.is_small():
        return work.solve_whole(parties, max_moves)
    if broken:
        work.seat_waiting()
    return work.solve_parts(broken, parties, max_moves)


@dataclass(slots=True)
class _Workshop:
    """A seating under repair."""

    problem: Problem
    seating: NDArray[np.int64]
    frozen: frozenset[int]
    params: RepairParams
    rng: np.random.Generator
    units: Units
    table: RuleTable
    labels: NDArray[np.int64]
    seats: Seats
    lasting: list[tuple[str, int]]
    is_proven: bool = True
    passed: set[int] = field(default_factory=set)

    @classmethod
    def open(
        cls,
        problem: Problem,
        seating: NDArray[np.int64],
        frozen: frozenset[int],
        params: RepairParams,
        seed: int,
    ) -> "_Workshop":
        units = merge_rows(problem)
        table = compile_rules(problem, units)
        labels = seating.astype(np.int64).copy()
        n_groups = max(int(labels.max(initial=-1)) + 1, problem.sizes.n_groups or 1)
        seats = sit_as(problem, units, labels, n_groups)
        _close(seats, frozen)
        rng = np.random.default_rng(seed)
        return cls(
            problem, seating, frozen, params, rng, units, table, labels, seats, []
        )

    @property
    def n_groups(self) -> int:
        return int(self.seats.heads.size)

    def is_small(self) -> bool:
        n_fresh = self.waiting().size // self._least() + 1
        return self.labels.size * (self.n_groups + n_fresh) <= self.params.whole_below

    def _least(self) -> int:
        return max(1, int(self.problem.sizes.low.min()))

    def waiting(self) -> NDArray[np.intp]:
        return np.flatnonzero(self.labels < 0)

    def _turn(self) -> NDArray[np.intp]:
        """List those whose turn it is of the waiting, in a model of some groups."""
        left = [row for row in self.waiting().tolist() if row not in self.passed]
        return np.array(left[: self.params.n_waiting], dtype=np.intp)

    def broken_groups(self) -> list[int]:
        """List the groups with a breach, and those of parted pairs."""
        found: dict[int, None] = {}
        for breach in check_labels(self.problem, self.labels):
            if not breach.is_hard:
                continue
            groups = [breach.group] if breach.group >= 0 else []
            groups += self.labels[list(breach.rows)].tolist()
            for g in groups:
                if g >= 0 and g not in self.frozen and (self.labels == g).any():
                    found[g] = None
        return list(found)

    def seat_waiting(self) -> None:
        """Seat who waits where a seat is open, in groups that are short first."""
        s, t, state = self.seats, self.table, seed_state(self.rng)
        pool = np.unique(self.units.unit_of[self.waiting()]).tolist()
        pool = [u for u in pool if s.group_of[u] < 0 and self.units.pin[u] == -1]
        for g in np.flatnonzero((s.heads > 0) & (s.heads < s.low)).tolist():
            for u in list(pool):
                if s.heads[g] >= s.low[g]:
                    break
                if fits(s, t, u, g):
                    put(s, u, g)
                    pool.remove(u)
        seat_open(s, t, np.array(pool, dtype=np.int32), state)
        self._read_seats(pool_only=True)

    def _read_seats(self, *, pool_only: bool) -> None:
        """Take seats over into the labels, of those who waited only if so asked."""
        found = self.seats.group_of[self.units.unit_of].astype(np.int64)
        take_over = (self.labels < 0) if pool_only else np.ones(found.size, np.bool_)
        self.labels[take_over] = found[take_over]

    def solve_whole(self, parties: Parties, max_moves: int | None) -> Repair:
        """Solve one model of all groups."""
        n_fresh = self._n_fresh(self.waiting().size)
        closed = np.array(sorted(self.frozen), dtype=np.intp)
        groups = np.setdiff1d(np.arange(self.n_groups + n_fresh), closed)
        rows = np.flatnonzero(~np.isin(self.labels, closed))
        if not groups.size:
            return self.result(is_proven=True)
        part = Part(rows, groups, self.seating, self.labels)
        is_solved = self._solve(part, parties, max_moves, work=self.params.work)
        if is_solved and (self.is_proven or not self.waiting().size):
            return self.result(is_proven=self.is_proven)
        return self._better_in_parts(parties, max_moves, is_solved=is_solved)

    def _better_in_parts(
        self, parties: Parties, max_moves: int | None, *, is_solved: bool
    ) -> Repair:
        """Repair by parts what was too much for one model, if that seats more."""
        whole = self.result(is_proven=False)
        other = _Workshop.open(
            self.problem, self.seating, self.frozen, self.params, seed=0
        )
        broken = other.broken_groups()
        other.seat_waiting()
        parts = other.solve_parts(broken, parties, max_moves)
        seats_more = (parts.labels < 0).sum() < (whole.labels < 0).sum()
        return parts if seats_more or not is_solved else whole

    def _n_fresh(self, n_waiting: int) -> int:
        """Count the new groups that might be wanted."""
        if self.problem.sizes.n_groups is not None:
            return 0
        high = int(self.problem.sizes.high.max())
        surplus = np.maximum(np.bincount(self.labels[self.labels >= 0]) - high, 0)
        n_spare = n_waiting + int(surplus.sum()) + int(high * (surplus > 0).sum())
        return n_spare // self._least()

    def _solve(
        self, part: Part, parties: Parties, max_moves: int | None, *, work: float
    ) -> bool:
        """Solve one model and take it over; tell whether it had an answer."""
        model = RepairModel(self.problem, part, is_lenient=max_moves is not None)
        inside = [party[np.isin(party, part.rows)] for party in parties]
        model.build(parties=[p for p in inside if p.size > 1], max_moves=max_moves)
        solver = cp_model.CpSolver()
        solver.parameters.max_deterministic_time = work
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        status = solver.solve(model.model)
        self.is_proven &= status == cp_model.OPTIMAL
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return False
        self.labels[part.rows] = -1
        for (row, g), seat in model.sits.items():
            if solver.boolean_value(seat):
                self.labels[row] = g
        for excuse in model.excuses:
            if solver.boolean_value(excuse.lasts):
                self.lasting.append((excuse.rule, excuse.group))
        return True

    def result(self, *, is_proven: bool) -> Repair:
        moved = (self.seating >= 0) & (self.labels != self.seating)
        lasting = tuple(dict.fromkeys(self.lasting))
        return Repair(self.labels.astype(np.intp), int(moved.sum()), lasting, is_proven)

    def solve_parts(
        self, broken: list[int], parties: Parties, max_moves: int | None
    ) -> Repair:
        """Solve a model round each broken group, then round those still waiting."""
        self.is_proven = False
        left = max_moves
        for some in self._batches(broken):
            left = self._solve_round(some, parties, left)
        if max_moves is None:
            for g in self.broken_groups():  # whose part was too hard together
                left = self._solve_round([g], parties, left)
            self._unseat_broken()
        self._open_groups()
        n_in_vain = 0
        while (turn := self._turn()).size and left != 0:
            left = self._solve_round([], parties, left)
            still = np.intersect1d(turn, self.waiting())
            self.passed.update(still.tolist())
            n_in_vain += still.size == turn.size
            if n_in_vain == self.params.n_in_vain:
                break
        return self.result(is_proven=False)

    def _unseat_broken(self) -> None:
        """Take seats away where no model found another way to keep the rules."""
        self.labels = unseat_broken(self.problem, self.units, self.labels, self.frozen)
        self.seats = sit_as(self.problem, self.units, self.labels, self.n_groups)
        _close(self.seats, self.frozen)

    def _batches(self, broken: list[int]) -> list[list[int]]:
        """Put as many broken groups side by side as one model takes."""
        found: list[list[int]] = [[]]
        n_rows, beside = 0, self.params.n_beside
        per_group = self.labels.size / max(1, self.n_groups)
        for g in broken:
            n_rows += int((self.labels == g).sum())
            n_groups = len(found[-1]) + 1 + beside
            size = (n_rows + beside * per_group) * n_groups
            if found[-1] and size > self.params.part_below:
                found.append([])
                n_rows = int((self.labels == g).sum())
            found[-1].append(g)
        return [some for some in found if some]

    def _solve_round(
        self, broken: list[int], parties: Parties, left: int | None
    ) -> int | None:
        """Solve a model round some groups; return the moves that are left."""
        groups = self._beside(broken)
        if not groups.size:
            return left
        inside = np.isin(self.labels, groups)
        rows = np.flatnonzero(inside)
        rows = np.union1d(rows, self._turn())
        before = int(self._n_away(rows))
        now = self.labels.copy()
        part = Part(rows, groups, self._home_in(rows, groups), now)
        work = self.params.work if broken else self.params.waiting_work
        if not self._solve(part, parties, left, work=work):
            return left
        self.seats = sit_as(self.problem, self.units, self.labels, self.n_groups)
        _close(self.seats, self.frozen)
        if left is None:
            return None
        return max(0, left - (int(self._n_away(rows)) - before))

    def _n_away(self, rows: NDArray[np.intp]) -> int:
        home = self.seating[rows]
        return int(((home >= 0) & (self.labels[rows] != home)).sum())

    def _home_in(
        self, rows: NDArray[np.intp], groups: NDArray[np.intp]
    ) -> NDArray[np.int64]:
        """Give the seats before a model: who has moved already moves for free."""
        home = self.seating.copy()
        away = (home >= 0) & (self.labels != home)
        home[away] = np.where(self.labels[away] >= 0, self.labels[away], home[away])
        outside = (home >= 0) & ~np.isin(home, groups)
        home[np.intersect1d(rows, np.flatnonzero(outside))] = -1
        return home

    def _beside(self, broken: list[int]) -> NDArray[np.intp]:
        """Choose groups that could take members in, or spare some."""
        s, t = self.seats, relax_floors(self.table)
        is_open = s.heads > 0
        is_open[[*self.frozen, *broken]] = False
        tried = self.rng.permutation(np.flatnonzero(is_open))
        tried = tried[: self.params.n_looked_at]
        rows = np.flatnonzero(np.isin(self.labels, broken))
        rows = np.append(rows, self._turn())
        movers = np.unique(self.units.unit_of[rows]).tolist()
        short = [g for g in broken if s.heads[g] < s.low[g]]
        worth = np.zeros(tried.size)
        for k, h in enumerate(tried.tolist()):
            worth[k] = sum(fits(s, t, u, h) for u in movers)
            peers = s.units[h, : s.n_units[h]].tolist()
            spare = 2.0 if s.heads[h] > s.low[h] else 0.5
            worth[k] += spare * sum(any(fits(s, t, u, g) for u in peers) for g in short)
        chosen = tried[np.argsort(-worth, kind="stable")[: self.params.n_beside]]
        return np.sort(np.append(chosen, np.array(broken, dtype=np.intp)))

    def _open_groups(self) -> None:
        """Form new groups of those who wait, when they are enough for one."""
        sizes = self.problem.sizes
        is_full = sizes.n_groups is not None and bool((self.seats.heads > 0).all())
        if is_full or self.waiting().size < self._least():
            self.seat_waiting()
            return
        stay = Stay(self.labels, 0)
        problem = self.problem.with_rules(stay)
        seats, goal = seat_leaders(problem, self.units, self.table, self.rng)
        start = Start(problem, self.units, self.table, seats, goal, self.rng)
        try:
            seat_at_home(start, Run(MaxIterations(0)))
        except InfeasibleError:
            self.seat_waiting()
            return
        found = start.labels()
        is_held = np.isin(self.labels, list(self.frozen))
        if (found != self.labels)[is_held].any():
            self.seat_waiting()
            return
        if (found < 0).sum() < (self.labels < 0).sum():
            self.labels, self.seats = found.astype(np.int64), seats


def _close(seats: Seats, frozen: Collection[int]) -> None:
    """Leave no room in groups that nobody enters."""
    for g in frozen:
        seats.high[g] = seats.heads[g]
