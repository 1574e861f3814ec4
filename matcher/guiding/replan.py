"""Other guides and slots for formed groups, so that who was left out can join.

A plan is made before anybody is seated, so it cannot know every rule. Where a search
leaves people without a seat, groups trade their slots and guides: members stay able to
come, and those who wait find a slot that suits them. Then chains seat them, and so on
in turns until everyone sits or no turn helps.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.chase import (
    BATCH,
    GROUPS_TRIED,
    copy_seats,
    restore_seats,
    settle,
    waiting,
)
from matcher.grouping.floors import relax_floors
from matcher.grouping.kernels.eject import seat_pool
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import Seats, fits
from matcher.grouping.problem import Problem
from matcher.grouping.rescue import gather_round
from matcher.grouping.rules import Ban
from matcher.grouping.run import Run
from matcher.grouping.seat import seed_state
from matcher.grouping.sit import sit_as
from matcher.grouping.start import Start, deal_start, seat_everyone
from matcher.grouping.stop import MaxIterations
from matcher.grouping.table import compile_rules
from matcher.guiding.matching import match_groups
from matcher.guiding.posts import Guiding

OUT = 1.5  # cost of a member who could not come, beside one who waits and could
FULL = 0.5  # worth of a group that suits one who waits, but for its size
NEW = 0.3  # worth of a new group at a slot that suits one who waits
NOISE = 1.0  # drawn on top, so that turns differ
BATCHES = 6  # of chains in one turn
GATHERED = 2  # of those who wait, groups are built round in one turn
LAST = 0.75  # share of a run after which no plan is mended
FREE_TURNS, FREE_PLANS = 10, 1  # tried whatever the clock says, for short runs
LOOKED_AT = 60  # of those who wait, in one turn
VISITS = 60  # of groups that lack company, in one settling of a turn
FIRST_VISITS = 120  # the same while a plan is first tried
SPARE = 3  # groups beyond those planned that guides with room could lead


@dataclass(frozen=True, slots=True)
class ReplanParams:
    """Effort that goes into other plans; counted, so that runs repeat.

    Attributes
    ----------
    n_turns : int
        Turns at most.
    n_in_vain : int
        Turns in a row that may seat nobody more.
    n_plans : int
        Other plans at most, each with turns of its own.
    work : int
        Leaders times groups times turns; bounds turns for large rosters.
    """

    n_turns: int = 200
    n_in_vain: int = 40
    n_plans: int = 5
    work: int = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Replanned:
    """A plan that was mended, and who sits where under it.

    Attributes
    ----------
    cells : ndarray of shape (n_groups,), int64
        Cell of the supply for each group.
    labels : ndarray of shape (n_leaders,)
        Group of each leader, -1 for none; every hard rule is kept.
    """

    cells: NDArray[np.int64]
    labels: NDArray[np.intp]


def replan_groups(
    problem: Problem,
    guiding: Guiding,
    ban: str,
    *,
    another: Callable[[int], Guiding],
    share: Callable[[], float],
    seed: int,
    params: ReplanParams = ReplanParams(),
) -> Replanned | None:
    """Seat everyone under a plan; mend the plan where it leaves people out.

    Parameters
    ----------
    problem : Problem
        With the bans of the plan.
    guiding : Guiding
        The plan.
    ban : str
        Name of the rule that bans who cannot join.
    another : callable
        Makes another plan from a seed.
    share : callable
        Tells which share of the run is over.
    seed : int
        What draws come from.
    params : ReplanParams, default=ReplanParams()
        How much is tried.

    Returns
    -------
    Replanned or None
        What seats most; None where nothing was tried.
    """
    best, n_named = None, len(guiding.now.group_ids)
    for k in range(1 + _n_plans(problem, guiding, params)):
        if k > FREE_PLANS and share() >= LAST:
            break
        if k:
            guiding = another(seed + k)
            problem = under_plan(problem, guiding, ban_of(guiding, ban))
        start = deal_start(problem, seed)
        effort = Run(MaxIterations(0))
        start = seat_everyone(start, effort, n_visits=FIRST_VISITS)
        found = Replanned(guiding.cells, start.labels())
        if _n_out(found.labels) > start.goal:
            turns = _Turns.of(problem, guiding, ban, start)
            found = turns.take(found.labels, params, share)
        if best is None or _n_out(found.labels) < _n_out(best.labels):
            best = found
        if _n_out(best.labels) <= start.goal:
            break
    return None if best is None else _without_empty(best, n_named)


def under_plan(problem: Problem, guiding: Guiding, ban: Ban) -> Problem:
    """Put the bans and groups of a plan in the place of another's.

    Parameters
    ----------
    problem : Problem
        With the bans of a plan.
    guiding : Guiding
        The plan.
    ban : Ban
        Its bans, under the name of the other's.

    Returns
    -------
    Problem
        With the bans of this plan.
    """
    rules = tuple(
        ban if isinstance(rule, Ban) and rule.name == ban.name else rule
        for rule in problem.rules
    )
    sizes = replace(problem.sizes, n_groups=int(guiding.cells.size))
    return replace(problem, rules=rules, sizes=sizes)


def ban_of(guiding: Guiding, name: str) -> Ban:
    """Ban from each planned group who cannot join it.

    Parameters
    ----------
    guiding : Guiding
        With a plan.
    name : str
        Of the rule.

    Returns
    -------
    Ban
        Rows and groups.
    """
    return Ban(*guiding.bans(), name)


@dataclass(frozen=True, slots=True, eq=False)
class _Turns:
    """Turns of one problem: other cells, then chains."""

    problem: Problem
    guiding: Guiding
    ban: str
    start: Start
    free: RuleTable
    joins: NDArray[np.bool_]
    n_named: int

    @classmethod
    def of(cls, problem: Problem, guiding: Guiding, ban: str, start: Start) -> "_Turns":
        n_spare = _n_spare(problem, guiding)
        unused = np.full(n_spare, -1, dtype=np.int64)
        guiding = replace(guiding, cells=np.concatenate([guiding.cells, unused]))
        is_ban = [isinstance(r, Ban) and r.name == ban for r in problem.rules]
        rules = tuple(r for r, b in zip(problem.rules, is_ban, strict=True) if not b)
        sizes = replace(problem.sizes, n_groups=int(guiding.cells.size))
        problem = replace(problem, rules=rules, sizes=sizes)
        free = relax_floors(compile_rules(problem, start.units))
        joins = guiding.supply.joins()
        n_named = len(guiding.now.group_ids)
        return cls(problem, guiding, ban, start, free, joins, n_named)

    def take(
        self,
        labels: NDArray[np.intp],
        params: ReplanParams,
        share: Callable[[], float],
    ) -> Replanned:
        """Take turns until everyone sits or too many turns were in vain."""
        now = best = Replanned(self.guiding.cells, labels)
        n_in_vain = 0
        n_turns = params.work // (labels.size * self.guiding.cells.size)
        for k in range(max(1, min(params.n_turns, n_turns))):
            if k >= FREE_TURNS and share() >= LAST:
                break
            now = self._turn(now, NOISE * (1 + n_in_vain / 4))
            n_in_vain += 1
            if _n_out(now.labels) < _n_out(best.labels):
                best, n_in_vain = now, 0
            elif _n_out(now.labels) > _n_out(best.labels) + 2:
                now = best
            if _n_out(best.labels) <= self.start.goal or n_in_vain >= params.n_in_vain:
                break
        return best

    def _turn(self, now: Replanned, noise: float) -> Replanned:
        """Give groups other cells, and seat who can then be seated."""
        cost = self._cost(now, noise)
        cells = match_groups(self.guiding.supply, cost, unled=1e4)
        g = np.maximum(now.labels, 0)
        stays = (now.labels >= 0) & (cells[g] >= 0)
        stays &= self.joins[np.arange(g.size), np.maximum(cells[g], 0)]
        guiding = replace(self.guiding, cells=cells)
        problem = self.problem.with_rules(ban_of(guiding, self.ban))
        units = self.start.units
        seats = self._seat(np.where(stays, now.labels, -1), problem)
        table = compile_rules(problem, units)
        self._chase(seats, table)
        labels = seats.group_of[units.unit_of].astype(np.intp)
        return Replanned(cells, labels)

    def _chase(self, seats: Seats, table: RuleTable) -> None:
        """Seat who waits by some chains, or in new groups; leave no group short."""
        rng = self.start.rng
        state, loose = seed_state(rng), relax_floors(table)
        failed = np.ones(seats.group_of.size, dtype=np.int32)
        _run_chains(seats, loose, failed, state)
        settle(seats, table, state, n_visits=VISITS)
        for unit in rng.permutation(waiting(seats))[:GATHERED].tolist():
            if seats.group_of[unit] >= 0:
                continue
            kept, least = copy_seats(seats), waiting(seats).size
            is_built = gather_round(seats, loose, unit, rng)
            if is_built:
                _run_chains(seats, loose, failed, state)
                settle(seats, table, state, n_visits=VISITS)
            if not is_built or waiting(seats).size > least:
                restore_seats(seats, kept)

    def _seat(self, labels: NDArray[np.intp], problem: Problem) -> Seats:
        """Seat as labels say; a unit with a member who cannot come gets up."""
        units = self.start.units
        whole = np.ones(units.n_units, dtype=np.bool_)
        np.logical_and.at(whole, units.unit_of, labels >= 0)
        labels = np.where(whole[units.unit_of], labels, -1)
        return sit_as(problem, units, labels, self.guiding.cells.size)

    def _cost(self, now: Replanned, noise: float) -> NDArray[np.float64]:
        """Cost each group at each cell: who could not come, less who then could."""
        supply, n_groups = self.guiding.supply, self.guiding.cells.size
        n_out = np.zeros((n_groups, supply.n_cells))
        seated = np.flatnonzero(now.labels >= 0)
        np.add.at(n_out, now.labels[seated], ~self.joins[seated])
        cost = OUT * n_out + noise * self.start.rng.random(n_out.shape)
        waiting = np.flatnonzero(now.labels < 0)
        waiting = self.start.rng.permutation(waiting)[:LOOKED_AT]
        cost -= self._worth(now.labels, waiting) @ self.joins[waiting]
        n_named = self.n_named
        held = np.arange(supply.n_cells) != now.cells[:n_named, None]
        cost[:n_named][held] = np.inf
        return cost

    def _worth(
        self, labels: NDArray[np.intp], waiting: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Say what each group is worth to each who waits, whatever its slot."""
        units = self.start.units
        seats = self._seat(labels, self.problem)
        _, high = self.problem.sizes.bounds(seats.heads.size)
        is_empty, is_full = seats.heads == 0, seats.heads >= high
        roomy = seats._replace(high=np.maximum(seats.heads + 1, high).astype(np.int32))
        worth = np.zeros((seats.heads.size, waiting.size))
        for k, row in enumerate(waiting.tolist()):
            u = int(units.unit_of[row])
            for g in np.flatnonzero(~is_empty).tolist():
                worth[g, k] = fits(roomy, self.free, u, g)
        worth[is_full] *= FULL
        worth[is_empty] = NEW
        return worth


def _run_chains(
    seats: Seats,
    table: RuleTable,
    failed: NDArray[np.int32],
    state: NDArray[np.uint64],
) -> None:
    """Run some chains; keep the seating with the fewest waiting."""
    pool = np.zeros(seats.group_of.size, dtype=np.int32)
    best, least = copy_seats(seats), waiting(seats).size
    for _ in range(BATCHES):
        rest = waiting(seats)
        if not rest.size:
            return
        pool[: rest.size] = rest
        seat_pool(seats, table, pool, rest.size, failed, state, BATCH, GROUPS_TRIED)
        if waiting(seats).size < least:
            best, least = copy_seats(seats), waiting(seats).size
    restore_seats(seats, best)


def _n_out(labels: NDArray[np.intp]) -> int:
    return int((labels < 0).sum())


def _n_plans(problem: Problem, guiding: Guiding, params: ReplanParams) -> int:
    """Count the other plans that there is work for."""
    size = problem.n_leaders * max(1, guiding.cells.size)
    return min(params.n_plans, params.work // (20 * size))


def _n_spare(problem: Problem, guiding: Guiding) -> int:
    """Count the groups beyond the plan that guides and leaders are enough for."""
    n_groups = guiding.cells.size
    n_most = problem.n_leaders // max(1, int(problem.sizes.low[0]))
    n_led = int(np.minimum(guiding.supply.capacity, guiding.supply.n_cells).sum())
    return max(0, min(n_most, n_led, n_groups + SPARE) - n_groups)


def _without_empty(found: Replanned, n_named: int) -> Replanned:
    """Leave out planned groups that nobody sits in; named ones keep their number."""
    is_used = np.isin(np.arange(found.cells.size), found.labels)
    is_used[:n_named] = True
    number = np.cumsum(is_used) - 1
    labels = np.where(found.labels >= 0, number[found.labels], -1).astype(np.intp)
    return Replanned(found.cells[is_used], labels)
