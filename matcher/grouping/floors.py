"""Rules that an empty group breaks: who is alone, and how many a group needs at least.

They are left aside while groups fill up, then met by exchanges between groups. Where
that fails, leaders without company give up their seats and groups that lack marked
leaders are dissolved, so that the rules hold in whatever is kept.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.kernels.mend import Alike, mend_lacks, unseat_lone
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import Seats, fill_up, seat_open, take

GROUPS_TRIED = 64
MANY_GROUPS = 256
IDLE_ROUNDS = 300  # without a gain
FREE_VISITS, VISITS = 10_000, 10  # of broken groups in all, and for each group


class Ranges(NamedTuple):
    """Groups that each unit may be dealt to.

    Attributes
    ----------
    start, stop : ndarray of shape (n,)
        First group of each unit, and the one after its last.
    """

    start: NDArray[np.int32]
    stop: NDArray[np.int32]


def has_floors(table: RuleTable) -> bool:
    """Tell whether any rule needs several leaders to be kept.

    Parameters
    ----------
    table : RuleTable
        The rules.

    Returns
    -------
    bool
        Whether groups have to be mended once they are filled.
    """
    return bool(table.floors.size or table.only_of.shape[0])


def relax_floors(table: RuleTable) -> RuleTable:
    """Leave out the rules that an empty group breaks.

    Parameters
    ----------
    table : RuleTable
        The rules.

    Returns
    -------
    RuleTable
        The others.
    """
    return table._replace(
        only_of=table.only_of[:0], marked=table.marked[:0], floors=table.floors[:0]
    )


def lonely_rows(table: RuleTable) -> NDArray[np.bool_]:
    """Find the rows that can never have company, because nobody is like them.

    Parameters
    ----------
    table : RuleTable
        The rules.

    Returns
    -------
    ndarray of shape (n_leaders,)
        True for the only ones of their category.
    """
    lonely = np.zeros(table.only_of.shape[1], dtype=np.bool_)
    for line in table.only_of:
        _, inverse, counts = np.unique(line, return_inverse=True, return_counts=True)
        lonely |= (counts[inverse] == 1) & (line >= 0)
    return lonely


def most_groups(table: RuleTable, rows: NDArray[np.integer]) -> int:
    """Count the groups that some leaders can fill to their floors.

    Parameters
    ----------
    table : RuleTable
        The rules.
    rows : ndarray of shape (n,)
        Leaders to seat.

    Returns
    -------
    int
        No more groups than this can have enough marked leaders.
    """
    enough = [
        int(line[rows].sum()) // int(floor)
        for line, floor in zip(table.marked, table.floors, strict=True)
    ]
    return min(enough, default=int(rows.size))


def dealing_keys(
    table: RuleTable, rows: NDArray[np.integer]
) -> tuple[list[NDArray[np.int64]], list[NDArray[np.int64]]]:
    """Order leaders so that dealing meets floors and gives company.

    Parameters
    ----------
    table : RuleTable
        The rules.
    rows : ndarray of shape (n,)
        First row of each unit to be dealt.

    Returns
    -------
    tuple of two lists of ndarray of shape (n,)
        Keys that count least and most, the lower the earlier: categories side by
        side, the rarest first; then the marked.
    """
    least: list[NDArray[np.int64]] = []
    for line in table.only_of[:1]:
        counts = np.bincount(line + 1, minlength=1)
        counts[0] = rows.size
        least += [line[rows].astype(np.int64), counts[line[rows] + 1]]
    marked = [-table.marked[:, rows].sum(axis=0)] if table.floors.size else []
    return least, [np.asarray(key, dtype=np.int64) for key in marked]


def narrow_ranges(
    table: RuleTable, rows: NDArray[np.integer], ranges: Ranges
) -> Ranges:
    """Deal rare categories to so few groups that two of them meet in each.

    Parameters
    ----------
    table : RuleTable
        The rules.
    rows : ndarray of shape (n,)
        First row of each unit.
    ranges : Ranges
        The window of each unit.

    Returns
    -------
    Ranges
        Narrower where a category has fewer than two leaders for each group.
    """
    start, stop = ranges.start.copy(), ranges.stop.copy()
    narrowed = np.zeros(rows.size, dtype=np.bool_)
    for line in table.only_of:
        category = line[rows].astype(np.int64)
        _, kind, counts = np.unique(
            np.stack([category, ranges.start]),
            axis=1,
            return_inverse=True,
            return_counts=True,
        )
        kind = kind.ravel()
        hosts = np.maximum(counts[kind] // 2, 1)
        width = ranges.stop - ranges.start
        rare = (category >= 0) & ~narrowed & (hosts < width)
        offset = (kind * 7919) % np.maximum(width - hosts + 1, 1)
        start[rare] = (ranges.start + offset)[rare]
        stop[rare] = (start + hosts)[rare]
        narrowed |= rare
    return Ranges(start, stop)


def mend(
    seats: Seats,
    table: RuleTable,
    state: NDArray[np.uint64],
    *,
    n_visits: int | None = None,
) -> None:
    """Make every group keep company and floors, at the price of few seats.

    Parameters
    ----------
    seats : Seats
        Filled under `relax_floors(table)`; changed in place. Dissolved and empty
        groups keep no room (`high` 0).
    table : RuleTable
        All rules.
    state : ndarray of shape (1,)
        Of the random numbers.
    n_visits : int or None, default=None
        Visits of groups that lack something, at most; None takes what suits a first
        seating.
    """
    alike = _find_alike(table)
    n_groups = seats.heads.size
    lacks = np.zeros(n_groups, dtype=np.int32)
    mend_lacks(
        seats,
        (table, relax_floors(table)),
        alike,
        lacks,
        state,
        GROUPS_TRIED if n_groups <= MANY_GROUPS else GROUPS_TRIED // 2,
        IDLE_ROUNDS,
        FREE_VISITS + VISITS * n_groups if n_visits is None else n_visits,
    )
    seats.high[seats.heads == 0] = 0
    while True:
        unseat_lone(seats, table, alike.unit_of, lacks)
        fill_up(seats, table, state)
        seats.high[seats.heads == 0] = 0
        short = np.where(seats.heads > 0, seats.low - seats.heads, 0)
        worst = np.maximum(short, 0) + 1000 * (lacks * (seats.heads > 0))
        bad = np.argsort(-worst, kind="stable")[: int((worst > 0).sum())]
        if bad.size == 0:
            break
        for g in bad[: max(1, bad.size // 8)]:
            _dissolve(seats, int(g))
        _seat_waiting(seats, table, state)
    _seat_waiting(seats, table, state)


def _dissolve(seats: Seats, g: int) -> None:
    """Take everyone out of a group and close it."""
    for u in seats.units[g, : seats.n_units[g]].copy():
        take(seats, int(u))
    seats.high[g] = 0


def _seat_waiting(seats: Seats, table: RuleTable, state: NDArray[np.uint64]) -> None:
    """Seat those who wait where every rule lets them in, the marked first."""
    pool = np.flatnonzero((seats.group_of < 0) & seats.is_free)
    if table.floors.size:
        marks = table.marked[:, table.rows[table.first[pool]]].sum(axis=0)
        pool = pool[np.argsort(-marks, kind="stable")]
    seat_open(seats, table, pool.astype(np.int32), state)


def _find_alike(table: RuleTable) -> Alike:
    """Sort rows by category, and invert the rows of units."""
    unit_of = np.empty(table.rows.size, dtype=np.int32)
    n_units = table.first.size - 1
    unit_of[table.rows] = np.repeat(
        np.arange(n_units, dtype=np.int32), np.diff(table.first)
    )
    order = np.argsort(table.only_of, axis=1, kind="stable").astype(np.int32)
    first, last = np.zeros_like(order), np.zeros_like(order)
    for r, line in enumerate(table.only_of):
        first[r] = np.searchsorted(line[order[r]], line)
        last[r] = np.searchsorted(line[order[r]], line, side="right")
    return Alike(unit_of, order, first, last)
