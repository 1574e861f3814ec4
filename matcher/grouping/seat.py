"""A feasible start: as many leaders seated as can be found, every hard rule kept."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.floors import (
    Ranges,
    dealing_keys,
    lonely_rows,
    most_groups,
    narrow_ranges,
    relax_floors,
)
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import (
    Seats,
    deal,
    fits,
    put,
)
from matcher.grouping.plan import Plan, plan_groups
from matcher.grouping.problem import Problem
from matcher.grouping.rules import Stay
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
    problem: Problem, units: Units, table: RuleTable, rng: np.random.Generator
) -> tuple[Seats, int]:
    """Plan groups, then deal leaders to them under the hard rules.

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

    Returns
    -------
    tuple of (Seats, int)
        A first seating, in which groups may be short, lack company or marked leaders,
        and some wait for a seat; and the leaders that counting leaves without one.
    """
    plan = plan_groups(problem.sizes, table, units, rng)
    named = [
        int(r.seating.max(initial=-1)) for r in problem.rules if isinstance(r, Stay)
    ]
    named.append(int(units.pin.max(initial=-1)))
    n_groups = max(plan.n_groups, *(g + 1 for g in named), 1)
    seats = open_seats(problem, units, n_groups)
    seat_pinned(seats, table, units)
    _deal_windows(seats, table, units, plan, rng)
    n_seatable = min(plan.n_seatable, int((~lonely_rows(table)).sum()))
    return seats, units.rows.size - n_seatable


def seat_pinned(seats: Seats, table: RuleTable, units: Units) -> None:
    """Seat pinned units; those that break a rule where they are pinned stay out.

    Parameters
    ----------
    seats : Seats
        Changed in place.
    table : RuleTable
        The rules.
    units : Units
        With their pins.
    """
    loose = relax_floors(table)
    for u in np.flatnonzero((units.pin >= 0) & (seats.group_of < 0)):
        if fits(seats, loose, int(u), int(units.pin[u])):
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
    rows = units.rows[units.first[order]]
    whole = Ranges(plan.first_group[window], plan.first_group[window + 1])
    few = narrow_ranges(table, rows, whole)
    _close_spare(seats, table, plan, rows, window)
    quota = np.zeros(seats.heads.size, dtype=np.int32)
    for w in range(n_windows):
        groups = slice(plan.first_group[w], plan.first_group[w + 1])
        n = int(units.weight[order[window == w]].sum() + seats.heads[groups].sum())
        low, high = np.minimum(seats.low, seats.high)[groups], seats.high[groups]
        total = min(max(n, int(low.sum())), int(high.sum()))
        if low.size:
            quota[groups] = balanced_profile(
                low.astype(np.int64), high.astype(np.int64), total
            )
    loose = relax_floors(table)
    deal(seats, loose, order, few.start, few.stop, quota)
    deal(seats, loose, order, whole.start, whole.stop, quota)
    deal(seats, loose, order, whole.start, whole.stop, seats.high)


def _close_spare(
    seats: Seats,
    table: RuleTable,
    plan: Plan,
    rows: NDArray[np.int32],
    window: NDArray[np.int32],
) -> None:
    """Close the empty groups for which there are not enough marked leaders."""
    for w in range(plan.first_group.size - 1 if table.floors.size else 0):
        groups = np.arange(plan.first_group[w], plan.first_group[w + 1])
        n_spare = groups.size - most_groups(table, rows[window == w])
        empty = groups[seats.heads[groups] == 0]
        seats.high[empty[max(0, empty.size - n_spare) :]] = 0


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
        counts = np.bincount(category + 1, minlength=1)
        counts[0] = 0
        keys += [category, -counts[category + 1]]
    least, most = dealing_keys(table, rows)
    keys = [*keys[:1], *least, *keys[1:], *most]
    keys += [-np.minimum(units.weight[open_units], 2), window]
    return np.lexsort(keys)
