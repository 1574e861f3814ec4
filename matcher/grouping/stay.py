"""Seat leaders where they sat before the run, and move few of them."""

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InfeasibleError
from matcher.grouping.chase import (
    chase_pool,
    copy_seats,
    restore_seats,
    waiting,
)
from matcher.grouping.floors import relax_floors
from matcher.grouping.kernels.seat import Seats, deal, seat_open
from matcher.grouping.problem import Problem
from matcher.grouping.rules import Stay
from matcher.grouping.run import Run
from matcher.grouping.scales import is_hard
from matcher.grouping.seat import open_seats, seat_pinned, seed_state
from matcher.grouping.start import Start
from matcher.grouping.units import Units

ATTEMPTS = 8


def stay_rules(problem: Problem) -> list[Stay]:
    """List the rules about seats, those with a budget first.

    Parameters
    ----------
    problem : Problem
        With its rules.

    Returns
    -------
    list of Stay
        May be empty.
    """
    found = [rule for rule in problem.rules if isinstance(rule, Stay)]
    return sorted(found, key=lambda rule: not is_hard(rule))


def seat_at_home(start: Start, run: Run) -> None:
    """Seat everyone where they sat, then newcomers, within every budget of moves.

    Parameters
    ----------
    start : Start
        Its seats are changed in place.
    run : Run
        Tells how long seating may take.

    Raises
    ------
    InfeasibleError
        When no grouping was found that moves few enough.
    """
    rules = stay_rules(start.problem)
    home = _home_groups(rules[0], start.units)
    seats = start.seats
    n_planned = int((seats.heads > 0).sum())
    full = open_seats(start.problem, start.units, seats.heads.size).high
    is_free = seats.is_free.copy()
    best: tuple[tuple[int, int, int], Seats] | None = None
    spare = 0
    for _ in range(ATTEMPTS):
        seats.high[:], seats.is_free[:] = full, is_free
        _seat_attempt(start, run, home, n_planned, spare)
        labels = start.labels()
        moved = [n_moved(rule, labels) for rule in rules]
        over = max([0, *(m - _budget(r) for m, r in zip(moved, rules, strict=True))])
        key = (over, int((labels < 0).sum()), moved[0])
        if best is None or key < best[0]:
            best = key, copy_seats(seats)
        if best[0][0] == 0 and best[0][1] <= start.goal:
            break
        spare = max(_budget(rules[0]) - moved[0] * (over == 0), 0)
    assert best is not None  # noqa: S101 - there is at least one attempt
    restore_seats(seats, best[1])
    seats.is_free[:] = is_free
    if best[0][0] > 0:
        allowed = _budget(rules[0])
        msg = (
            f"{rules[0].name}: with the other rules and sizes, at least "
            f"{best[0][0] + allowed} seated leaders had to leave their group in all "
            f"that was tried, {allowed} may. Allow more moves, or relax a rule."
        )
        raise InfeasibleError(msg)


def n_moved(rule: Stay, labels: NDArray[np.intp]) -> int:
    """Count the leaders who do not sit where they sat.

    Parameters
    ----------
    rule : Stay
        With the seating.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.

    Returns
    -------
    int
        Moved or without a seat; newcomers do not count.
    """
    return int(((rule.seating >= 0) & (labels != rule.seating)).sum())


def _budget(rule: Stay) -> int:
    """Return how many may move; a price leaves it open."""
    return rule.seating.size if rule.max_moves is None else int(rule.max_moves)


def _home_groups(rule: Stay, units: Units) -> NDArray[np.int32]:
    """Find where each unit sat: where most of its leaders did; -1 for none."""
    home = rule.seating[units.rows[units.first[:-1]]].astype(np.int32)
    for u in np.flatnonzero(units.weight > 1):
        sat = rule.seating[units.rows[units.first[u] : units.first[u + 1]]]
        sat = sat[sat >= 0]
        home[u] = np.bincount(sat).argmax() if sat.size else -1
    return home


def _seat_attempt(
    start: Start,
    run: Run,
    home: NDArray[np.int32],
    n_planned: int,
    spare: int,
) -> None:
    """Seat everyone once; `spare` of those at home may be moved for others."""
    seats, table, units = start.seats, start.table, start.units
    is_free = seats.is_free.copy()
    _clear(seats)
    seat_pinned(seats, table, units)
    at_home = np.flatnonzero(is_free & (home >= 0))
    order = start.rng.permutation(at_home).astype(np.int32)
    loose = relax_floors(table)
    deal(seats, loose, order, home[order], home[order] + 1, seats.high)
    stayers = start.rng.permutation(at_home[seats.group_of[at_home] >= 0])
    cost = np.cumsum(units.weight[stayers])
    seats.is_free[stayers[cost > spare]] = False
    _open_for_newcomers(start, n_planned)
    for _ in range(3):
        chase_pool(seats, table, units, run, start.rng, goal=start.goal)
        lost = (seats.group_of < 0) & is_free & ~seats.is_free
        if not lost.any():
            break
        seats.is_free[lost] = True


def _clear(seats: Seats) -> None:
    """Empty all groups."""
    seats.units[:] = -1
    seats.n_units[:] = 0
    seats.heads[:] = 0
    seats.group_of[:] = -1


def _open_for_newcomers(start: Start, n_planned: int) -> None:
    """Fill groups to their minimum, open as many more as newcomers fill, seat them."""
    seats, state = start.seats, seed_state(start.rng)
    loose = relax_floors(start.table)
    full, empty = seats.high.copy(), seats.heads == 0
    seats.high[:] = np.where(
        empty, 0, np.minimum(full, np.maximum(seats.low, seats.heads))
    )
    seat_open(seats, loose, waiting(seats), state)
    seats.high[:] = np.where(empty, 0, full)
    n_waiting = int(seats.weight[waiting(seats)].sum())
    for g in np.flatnonzero(empty)[: max(0, n_planned - int((~empty).sum()))]:
        n_waiting -= int(seats.low[g])
        if n_waiting < 0:
            break
        seats.high[g] = full[g]
    seat_open(seats, loose, waiting(seats), state)
