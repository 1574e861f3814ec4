"""Move single leaders between groups of different size, where that gains.

Trades keep every group's size, so a profile that dealing chose would stand for ever.
What each move gains is worked out for all leaders and groups at once from the sums of
groups; the best are then made one by one, each worked out anew and held to the rules.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.arena import Arena
from matcher.grouping.kernels.lanes import Shape
from matcher.grouping.kernels.seat import fits, may_leave, put, take

MOST_PAIRS = 4_000_000  # of leader and group, weighed at once
MOST_PASSES = 5
WISH = (
    0.01  # of the mean group's value, which a leader off the wanted size has to bring
)


class Totals(NamedTuple):
    """Sums over the units of each group, or of single units.

    Attributes
    ----------
    heads : ndarray of shape (n,)
        Leaders.
    linear, own : ndarray of shape (n,)
        Of the store.
    sums : ndarray of shape (n, n_dims)
        Of the coordinates.
    """

    heads: NDArray[np.int64]
    linear: NDArray[np.float64]
    own: NDArray[np.float64]
    sums: NDArray[np.float64]

    def of(self, rows: NDArray[np.integer]) -> "Totals":
        """Take some rows.

        Parameters
        ----------
        rows : ndarray
            Which, in which order.

        Returns
        -------
        Totals
            Theirs.
        """
        return Totals(*(part[rows] for part in self))


def move_singles(arena: Arena) -> int:
    """Make single moves until none of those weighed gains.

    Parameters
    ----------
    arena : Arena
        Its seats are changed in place.

    Returns
    -------
    int
        Moves made.
    """
    if (arena.seats.low == arena.seats.high).all():
        return 0
    n_moves, wish = 0, _wish(arena)
    for _ in range(MOST_PASSES):
        n_made = _pass(arena, wish)
        n_moves += n_made
        if n_made == 0:
            break
    return n_moves


def _wish(arena: Arena) -> float:
    """Price a leader off the wanted size, 0 where no size is wanted."""
    if arena.problem.sizes.target is None:
        return 0.0
    whole = _group_totals(arena, _units_totals(arena))
    whole = whole.of(np.flatnonzero(whole.heads > 0))
    values = _value(arena, whole, _square(arena, whole), 0.0)
    return WISH * float(np.abs(values.mean())) if values.size else 0.0


def _pass(arena: Arena, wish: float) -> int:
    """Weigh moves once and make the best of each leader, the largest gain first."""
    seats = arena.seats
    groups = np.flatnonzero(seats.n_units > 0)
    units = _movable(arena, groups.size)
    with_room = groups[seats.heads[groups] < seats.high[groups]]
    if units.size == 0 or with_room.size == 0:
        return 0
    alone = _units_totals(arena)
    whole = _group_totals(arena, alone)
    homes = whole.of(seats.group_of[units])
    gains = _leaving(arena, alone.of(units), homes, wish)[:, None]
    gains = gains + _joining(arena, alone.of(units), whole.of(with_room), wish)
    gains[seats.group_of[units][:, None] == with_room[None, :]] = -np.inf
    target = gains.argmax(axis=1)
    best = gains[np.arange(units.size), target]
    order = np.argsort(-best, kind="stable")
    n_made = 0
    for k in order[best[order] > arena.min_gain].tolist():
        n_made += _try(arena, alone, int(units[k]), int(with_room[target[k]]), wish)
    return n_made


def _movable(arena: Arena, n_groups: int) -> NDArray[np.intp]:
    """List those who may leave their group; of too many, a random part."""
    seats = arena.seats
    units = np.flatnonzero(seats.is_free & (seats.group_of >= 0))
    group = seats.group_of[units]
    units = units[seats.heads[group] - seats.weight[units] >= seats.low[group]]
    most = max(1, MOST_PAIRS // max(n_groups, 1))
    if units.size <= most:
        return units
    return np.sort(arena.rng.choice(units, most, replace=False))


def _units_totals(arena: Arena) -> Totals:
    store, weight = arena.store, arena.units.weight
    return Totals(
        weight.astype(np.int64), store.linear, store.own, store.Y.astype(np.float64)
    )


def _group_totals(arena: Arena, alone: Totals) -> Totals:
    group_of = arena.seats.group_of
    seated = np.flatnonzero(group_of >= 0)
    n_groups = arena.seats.heads.size
    parts = (np.zeros((n_groups, *part.shape[1:]), part.dtype) for part in alone)
    totals = Totals(*parts)
    for total, part in zip(totals, alone, strict=True):
        np.add.at(total, group_of[seated], part[seated])
    return totals


def _leaving(
    arena: Arena, alone: Totals, whole: Totals, wish: float
) -> NDArray[np.float64]:
    """Gain of each group when its unit leaves."""
    rest = Totals(
        whole.heads - alone.heads,
        whole.linear - alone.linear,
        whole.own - alone.own,
        whole.sums - alone.sums,
    )
    return _value(arena, rest, _square(arena, rest), wish) - _value(
        arena, whole, _square(arena, whole), wish
    )


def _joining(
    arena: Arena, alone: Totals, whole: Totals, wish: float
) -> NDArray[np.float64]:
    """Gain of each group by each unit, shape (n_units, n_groups)."""
    square = _square(arena, whole)
    both = 2.0 * (alone.sums * arena.store.sign) @ whole.sums.T
    both += _square(arena, alone)[:, None] + square[None, :]
    joined = Totals(
        alone.heads[:, None] + whole.heads[None, :],
        alone.linear[:, None] + whole.linear[None, :],
        alone.own[:, None] + whole.own[None, :],
        whole.sums,
    )
    values = _value(arena, joined, both, wish)
    return np.asarray(values - _value(arena, whole, square, wish)[None, :])


def _square(arena: Arena, totals: Totals) -> NDArray[np.float64]:
    sums = totals.sums
    return np.asarray(np.einsum("ij,ij,j->i", sums, sums, arena.store.sign))


def _value(
    arena: Arena, totals: Totals, square: NDArray[np.float64], wish: float
) -> NDArray[np.float64]:
    """Value groups as the search does, less what is off floors and wanted size."""
    shape: Shape = arena.shape
    heads = np.minimum(totals.heads, shape.scale.size - 1)  # more fit in no group
    pairs = (heads - 1) * totals.linear + 0.5 * (square - totals.own)
    values = shape.scale[heads] * pairs
    target = arena.problem.sizes.target
    if target is not None:
        values = values - wish * np.abs(heads - target)
    if not shape.is_protecting:
        return np.asarray(values)
    lack = np.maximum(shape.floor[heads] - values, 0.0)
    return np.asarray(values - shape.care[heads] * lack**2)


def _try(arena: Arena, alone: Totals, unit: int, group: int, wish: float) -> int:
    """Make one move if it still gains and keeps every rule."""
    seats = arena.seats
    if not may_leave(seats, arena.table, unit):
        return 0
    if not fits(seats, arena.table, unit, group):
        return 0
    home = int(seats.group_of[unit])
    before = _pair_value(arena, alone, (home, group), wish)
    take(seats, unit)
    put(seats, unit, group)
    if _pair_value(arena, alone, (home, group), wish) - before > arena.min_gain:
        return 1
    take(seats, unit)
    put(seats, unit, home)
    return 0


def _pair_value(
    arena: Arena, alone: Totals, pair: tuple[int, int], wish: float
) -> float:
    value = 0.0
    for g in pair:
        members = arena.seats.units[g, : arena.seats.n_units[g]]
        total = Totals(*(part[members].sum(axis=0)[None] for part in alone))
        value += float(_value(arena, total, _square(arena, total), wish)[0])
    return value
