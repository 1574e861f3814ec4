"""Seat those whom dealing left out, and leave no group below its minimum."""

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.floors import has_floors, mend, relax_floors
from matcher.grouping.kernels.eject import seat_pool
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import (
    Seats,
    fill_up,
    seat_open,
    take,
)
from matcher.grouping.rescue import TRIES, gather_round
from matcher.grouping.run import Run
from matcher.grouping.seat import seat_pinned, seed_state
from matcher.grouping.units import Units

FREE_BATCHES = 40  # done whatever the clock says, so that short runs seat people too
PATIENCE = 150  # batches without a gain before a round of chases ends
BATCH = 50  # units tried in a batch; some 5 ms
GROUPS_TRIED = 512
FEW_SHORT = 16  # groups too small are dissolved singly; of more, several at once


def copy_seats(seats: Seats) -> Seats:
    """Copy what changes while leaders are seated.

    Parameters
    ----------
    seats : Seats
        To be kept.

    Returns
    -------
    Seats
        Independent of later changes.
    """
    return seats._replace(
        units=seats.units.copy(),
        n_units=seats.n_units.copy(),
        heads=seats.heads.copy(),
        high=seats.high.copy(),
        group_of=seats.group_of.copy(),
    )


def restore_seats(seats: Seats, kept: Seats) -> None:
    """Bring a kept seating back.

    Parameters
    ----------
    seats : Seats
        Changed in place.
    kept : Seats
        From `copy_seats`.
    """
    seats.units[:] = kept.units
    seats.n_units[:] = kept.n_units
    seats.heads[:] = kept.heads
    seats.high[:] = kept.high
    seats.group_of[:] = kept.group_of


def waiting(seats: Seats) -> NDArray[np.int32]:
    """List the units without a seat that may still get one.

    Parameters
    ----------
    seats : Seats
        Who sits where.

    Returns
    -------
    ndarray
        Units.
    """
    return np.flatnonzero((seats.group_of < 0) & seats.is_free).astype(np.int32)


def settle(
    seats: Seats,
    table: RuleTable,
    state: NDArray[np.uint64],
    *,
    n_visits: int | None = None,
) -> None:
    """Fill groups that are short from others; dissolve those that stay short.

    Parameters
    ----------
    seats : Seats
        Changed in place; dissolved and empty groups keep no room
        (`high` 0), so that nobody is put there alone.
    table : RuleTable
        The rules.
    state : ndarray of shape (1,)
        Of the random numbers.
    n_visits : int or None, default=None
        Bounds the work on company and floors, as `floors.mend` takes it.
    """
    loose, n_dissolved = relax_floors(table), 0
    while n_short := fill_up(seats, loose, state):
        short = np.where(seats.heads > 0, seats.low - seats.heads, 0)
        groups = np.argsort(-short, kind="stable")[: 1 + n_short // FEW_SHORT]
        members = seats.units[groups][seats.units[groups] >= 0]
        for u in members:
            take(seats, int(u))
        seats.high[groups] = 0
        # who waited before finds no new seat by this: they are tried once
        pool = members[seats.is_free[members]] if n_dissolved else waiting(seats)
        seat_open(seats, loose, pool, state)
        n_dissolved += groups.size
    if n_dissolved:
        seat_open(seats, loose, waiting(seats), state)
    seats.high[(seats.heads == 0) & (seats.low > 1)] = 0
    if has_floors(table):
        mend(seats, table, state, n_visits=n_visits)


def chase_pool(
    seats: Seats,
    table: RuleTable,
    units: Units,
    run: Run,
    rng: np.random.Generator,
    *,
    goal: int,
    n_visits: int | None = None,
) -> None:
    """Seat more leaders by ejection chains, opening groups anew where people wait.

    Parameters
    ----------
    seats : Seats
        As dealt; left in the best settled seating found.
    table : RuleTable
        The rules.
    units : Units
        What moves as one.
    run : Run
        Tells when a quarter of the run is over.
    rng : numpy.random.Generator
        Breaks ties.
    goal : int
        Leaders that counting leaves without a seat: fewer cannot be hoped for.
    n_visits : int or None, default=None
        Bounds the work on company and floors, as `settle` takes it.
    """
    state = seed_state(rng)
    full = seats.high.copy()
    failed = np.ones(seats.group_of.size, dtype=np.int32)
    best, least = None, 1 << 60
    budget = [FREE_BATCHES]
    for _ in range(12):
        _chase_round(seats, relax_floors(table), failed, state, goal, run, budget)
        settle(seats, table, state, n_visits=n_visits)
        left = int(seats.weight[seats.group_of < 0].sum())
        if left < least:
            least, best = left, copy_seats(seats)
        if least <= goal or budget[0] < -PATIENCE * 10 or _is_late(run, budget):
            break
        _reopen(seats, table, units, full)
    if best is not None:
        restore_seats(seats, best)


def rescue_pool(
    seats: Seats,
    table: RuleTable,
    run: Run,
    rng: np.random.Generator,
    *,
    n_visits: int | None = None,
) -> None:
    """Build groups around those still waiting, where that seats more in the end.

    Parameters
    ----------
    seats : Seats
        Settled; left settled, with no fewer leaders seated.
    table : RuleTable
        The rules.
    run : Run
        Tells when a quarter of the run is over.
    rng : numpy.random.Generator
        Orders who is tried.
    n_visits : int or None, default=None
        Bounds the work on company and floors, as `settle` takes it.
    """
    state, loose = seed_state(rng), relax_floors(table)
    failed = np.ones(seats.group_of.size, dtype=np.int32)
    least = int(seats.weight[seats.group_of < 0].sum())
    budget = [FREE_BATCHES]
    for unit in rng.permutation(np.repeat(waiting(seats), TRIES)).tolist():
        if least == 0 or _is_late(run, budget):
            return
        if seats.group_of[unit] >= 0:
            continue
        kept = copy_seats(seats)
        if not gather_round(seats, loose, unit, rng):
            restore_seats(seats, kept)
            continue
        _chase_round(seats, loose, failed, state, 0, run, budget)
        settle(seats, table, state, n_visits=n_visits)
        left = int(seats.weight[seats.group_of < 0].sum())
        if left < least:
            least = left
        else:
            restore_seats(seats, kept)


def _is_late(run: Run, budget: list[int]) -> bool:
    """Tell whether seating has had its share of the run."""
    budget[0] -= 1
    return budget[0] < 0 and run.share() >= 0.25


def _chase_round(
    seats: Seats,
    table: RuleTable,
    failed: NDArray[np.int32],
    state: NDArray[np.uint64],
    goal: int,
    run: Run,
    budget: list[int],
) -> None:
    """Run ejection chains; keep the seating with the fewest waiting."""
    best = copy_seats(seats)
    least = int(seats.weight[waiting(seats)].sum())
    idle = 0
    pool = np.zeros(seats.group_of.size, dtype=np.int32)
    while least > goal and idle < PATIENCE and not _is_late(run, budget):
        rest = waiting(seats)
        pool[: rest.size] = rest
        seat_pool(seats, table, pool, rest.size, failed, state, BATCH, GROUPS_TRIED)
        left = int(seats.weight[waiting(seats)].sum())
        idle += 1
        if left < least:
            least, best, idle = left, copy_seats(seats), 0
    restore_seats(seats, best)


def _reopen(
    seats: Seats, table: RuleTable, units: Units, full: NDArray[np.int32]
) -> None:
    """Give dissolved groups their room back while enough people wait to fill one."""
    n_waiting = int(seats.weight[seats.group_of < 0].sum())
    for g in np.flatnonzero(seats.high < full):
        if n_waiting < seats.low[g]:
            break
        seats.high[g] = full[g]
        n_waiting -= int(seats.low[g])
    seat_pinned(seats, table, units)
