"""A feasible start: as many leaders seated as can be found, every hard rule kept."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.kernels.admit import RuleTable
from matcher.grouping.kernels.seat import (
    Seats,
    deal,
    fill_up,
    fits,
    put,
    seat_pool,
    take,
)
from matcher.grouping.plan import Plan, plan_groups
from matcher.grouping.problem import Problem
from matcher.grouping.sizes import balanced_profile
from matcher.grouping.units import Units, torn_units

LANE = 8


def seed_state(rng: np.random.Generator) -> NDArray[np.uint64]:
    """Draw a state for the random numbers of compiled loops.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where to draw from.

    Returns
    -------
    ndarray of shape (1,)
        Not zero.
    """
    return rng.integers(1, 2**63, size=1, dtype=np.uint64)


def open_seats(problem: Problem, units: Units, n_groups: int) -> Seats:
    """Open empty groups.

    Parameters
    ----------
    problem : Problem
        Its sizes count.
    units : Units
        What moves as one.
    n_groups : int
        Groups to open.

    Returns
    -------
    Seats
        Nobody seated; pinned units may not leave once they are.
    """
    low, high = problem.sizes.bounds(n_groups)
    n_slots = -(-int(high.max()) // LANE) * LANE
    return Seats(
        units=np.full((n_groups, n_slots), -1, dtype=np.int32),
        n_units=np.zeros(n_groups, dtype=np.int32),
        heads=np.zeros(n_groups, dtype=np.int32),
        low=low.astype(np.int32),
        high=high.astype(np.int32),
        group_of=np.full(units.n_units, -1, dtype=np.int32),
        weight=units.weight,
        is_free=(units.pin == -1) & ~torn_units(problem, units),
    )


def seat_leaders(
    problem: Problem,
    units: Units,
    table: RuleTable,
    rng: np.random.Generator,
    *,
    n_steps: int = 4_000,
) -> Seats:
    """Seat as many leaders as can be found under the hard rules.

    Parameters
    ----------
    problem : Problem
        Sizes and rules.
    units : Units
        What moves as one.
    table : RuleTable
        The rules, compiled.
    rng : numpy.random.Generator
        Breaks ties.
    n_steps : int, default=4_000
        Effort of the ejection chains, in units tried.

    Returns
    -------
    Seats
        Every occupied group within its sizes and rules.
    """
    plan = plan_groups(problem.sizes, table, units, rng)
    n_groups = max(plan.n_groups, int(units.pin.max(initial=-1)) + 1)
    seats = open_seats(problem, units, n_groups)
    _seat_pinned(seats, table, units)
    _deal_windows(seats, table, units, plan, rng)
    state = seed_state(rng)
    failed = np.ones(units.n_units, dtype=np.int32)
    goal = units.rows.size - plan.n_seatable
    while True:
        _chase(seats, table, failed, state, n_steps, goal)
        if fill_up(seats, table, state) == 0:
            break
        _dissolve_weakest(seats)
    return seats


def _seat_pinned(seats: Seats, table: RuleTable, units: Units) -> None:
    """Seat pinned units first; those that break a rule there stay out."""
    for u in np.flatnonzero(units.pin >= 0):
        if fits(seats, table, int(u), int(units.pin[u])):
            put(seats, int(u), int(units.pin[u]))


def _deal_windows(
    seats: Seats,
    table: RuleTable,
    units: Units,
    plan: Plan,
    rng: np.random.Generator,
) -> None:
    """Deal everyone, the fullest categories first, round the groups of their window."""
    n_windows = plan.first_group.size - 1
    open_units = np.flatnonzero(seats.is_free & (plan.window >= 0))
    window = plan.window[open_units]
    dealt = open_units[_dealing_order(table, units, open_units, window, rng)]
    order: NDArray[np.int32] = dealt.astype(np.int32)
    window = plan.window[order]
    start, stop = plan.first_group[window], plan.first_group[window + 1]
    quota = np.zeros(seats.heads.size, dtype=np.int32)
    for w in range(n_windows):
        groups = slice(plan.first_group[w], plan.first_group[w + 1])
        n = int(units.weight[order[window == w]].sum() + seats.heads[groups].sum())
        low, high = seats.low[groups].astype(np.int64), seats.high[groups]
        total = min(max(n, int(low.sum())), int(high.sum()))
        if low.size:
            quota[groups] = balanced_profile(low, high.astype(np.int64), total)
    deal(seats, table, order, start, stop, quota)
    deal(seats, table, order, start, stop, seats.high)


def _dealing_order(
    table: RuleTable,
    units: Units,
    open_units: NDArray[np.int64],
    window: NDArray[np.int32],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Order units by window, sets first, then by the category that fills most."""
    keys: list[NDArray[Any]] = [rng.random(open_units.size)]
    rows = units.rows[units.first[open_units]]
    if table.caps.size:
        fullness = [
            np.bincount(line[line >= 0]).max(initial=0) / cap
            for line, cap in zip(table.cap_of, table.caps, strict=True)
        ]
        category = table.cap_of[int(np.argmax(fullness))][rows]
        counts = np.bincount(category + 1)
        counts[0] = 0
        keys += [category, -counts[category + 1]]
    keys += [-np.minimum(units.weight[open_units], 2), window]
    return np.lexsort(keys)


def _pool(seats: Seats) -> NDArray[np.int32]:
    """List the units without a seat that may still get one."""
    return np.flatnonzero((seats.group_of < 0) & seats.is_free).astype(np.int32)


def _copy(seats: Seats) -> Seats:
    """Copy what changes."""
    return seats._replace(
        units=seats.units.copy(),
        n_units=seats.n_units.copy(),
        heads=seats.heads.copy(),
        group_of=seats.group_of.copy(),
    )


def _restore(seats: Seats, kept: Seats) -> None:
    """Bring a kept state back."""
    for now, then in zip(seats[:4:1], kept[:4:1], strict=True):
        now[...] = then
    seats.group_of[:] = kept.group_of


def _chase(
    seats: Seats,
    table: RuleTable,
    failed: NDArray[np.int32],
    state: NDArray[np.uint64],
    n_steps: int,
    goal: int,
) -> None:
    """Run ejection chains and keep the state that seats the most leaders."""
    best = _copy(seats)
    least = int(seats.weight[_pool(seats)].sum())
    batch = max(50, n_steps // 100)
    for _ in range(0, n_steps, batch):
        if least <= goal:
            break
        waiting = _pool(seats)
        pool = np.zeros(seats.group_of.size, dtype=np.int32)
        pool[: waiting.size] = waiting
        seat_pool(seats, table, pool, waiting.size, failed, state, batch, 512)
        left = int(seats.weight[_pool(seats)].sum())
        if left < least:
            least, best = left, _copy(seats)
    _restore(seats, best)


def _dissolve_weakest(seats: Seats) -> None:
    """Empty the group that is furthest below its minimum; the pinned stay."""
    short = np.where(
        (seats.heads > 0) & (seats.heads < seats.low), seats.low - seats.heads, 0
    )
    g = int(np.argmax(short))
    for u in seats.units[g, : seats.n_units[g]].copy():
        take(seats, int(u))
    seats.high[g] = 0
