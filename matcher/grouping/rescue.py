"""Seat whom chains leave out by building a group around them from other groups.

A chain moves one leader at a time, so it cannot make the group that somebody at the end
of a scale needs, all of whose few possible peers sit elsewhere. Here such a group is
gathered at once; the groups it took from are filled up, and it stays only if more
leaders are seated in the end.
"""

import numpy as np

from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import Seats, fits, put, take

TRIES = 6  # orders in which peers are gathered round one leader


def gather_round(
    seats: Seats, table: RuleTable, unit: int, rng: np.random.Generator
) -> bool:
    """Build a group of the smallest size around a unit without a seat.

    Parameters
    ----------
    seats : Seats
        Changed in place.
    table : RuleTable
        The rules.
    unit : int
        Has no seat.
    rng : numpy.random.Generator
        Orders the peers that are tried.

    Returns
    -------
    bool
        Whether the group reached its smallest size; if not, `seats` is half changed.
    """
    group = _vacate(seats, table, unit, rng)
    if group < 0:
        return False
    put(seats, unit, group)
    enough = max(int(seats.low[group]), 2)
    movable = np.flatnonzero(seats.is_free & (seats.group_of != group))
    is_waiting = seats.group_of[movable] < 0
    order = np.lexsort((rng.random(movable.size), ~is_waiting))
    for peer in movable[order].tolist():
        if seats.heads[group] >= enough:
            return True
        if fits(seats, table, peer, group):
            if seats.group_of[peer] >= 0:
                take(seats, peer)
            put(seats, peer, group)
    return bool(seats.heads[group] >= enough)


def _vacate(seats: Seats, table: RuleTable, unit: int, rng: np.random.Generator) -> int:
    """Find a group with nobody in it; else empty one whose members all may leave."""
    most = int(seats.high.max())
    for group in np.flatnonzero(seats.heads == 0).tolist():
        was = seats.high[group]
        seats.high[group] = max(most, int(seats.low[group]))
        if fits(seats, table, unit, group):
            return int(group)
        seats.high[group] = was
    for group in rng.permutation(seats.heads.size)[:8].tolist():
        members = seats.units[group, : seats.n_units[group]].copy()
        if seats.is_free[members].all():
            for member in members.tolist():
                take(seats, member)
            return int(group) if fits(seats, table, unit, int(group)) else -1
    return -1
