"""Which hard rules keep one leader out of which groups, all groups at once.

A rule that rests on what leaders declared, or on what a manager wrote about one person,
is private: it closes a group like any other, and is named to nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.grouping.rules import (
    Apart,
    AtMost,
    Ban,
    NotOnly,
    Pin,
    Rule,
    Share,
    Spread,
    Together,
    Within,
)
from matcher.grouping.scales import is_hard, place_scale, spread_scale
from matcher.pose import Posed
from models.sensitive import is_sensitive

PRIVATE_KINDS = ("apart", "together", "ban", "pin")

Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Closed:
    """Groups that one rule closes to one leader.

    Attributes
    ----------
    rule : str
        Its sentence.
    is_private : bool
        Whether it may be named to nobody.
    groups : ndarray of shape (n_groups,), bool
        Which they are.
    """

    rule: str
    is_private: bool
    groups: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Closing:
    """The hard rules over the groups of a seating.

    Attributes
    ----------
    rules : tuple of (str, bool, callable)
        Sentence, whether it is private, and what finds the groups closed to a row.
    tied : tuple of callable
        What finds those who are to sit with a row, a rule each.
    """

    rules: tuple[tuple[str, bool, Callable[[int], Flags]], ...]
    tied: tuple[Callable[[int], NDArray[np.int64]], ...]

    @classmethod
    def of(cls, posed: Posed, labels: Rows, n_groups: int) -> Self:
        """Prepare the rules of a posed problem.

        Parameters
        ----------
        posed : Posed
            With its rules.
        labels : ndarray of shape (n_leaders,)
            Group of each row, -1 for none.
        n_groups : int
            Groups there are.

        Returns
        -------
        Closing
            To be asked of any row.
        """
        private = {
            item.array.name: _is_private(item.rule) for item in posed.rules.items
        }
        seats = _Seats(labels, n_groups)
        found = [
            (rule.name, private.get(rule.name, False), closes)
            for rule in posed.problem.rules
            if is_hard(rule) and (closes := _closes(rule, seats)) is not None
        ]
        tied = [
            _neighbours(rule.pairs, labels.size)
            for rule in posed.problem.rules
            if isinstance(rule, Together)
        ]
        return cls(tuple(found), tuple(tied))

    def companions(self, row: int) -> tuple[int, ...]:
        """List those who are to sit with a leader, directly or by way of others.

        Parameters
        ----------
        row : int
            The leader.

        Returns
        -------
        tuple of int
            Rows, without the leader's own. Private.
        """
        found, left = {row}, [row]
        while left:
            one = left.pop()
            for near in self.tied:
                fresh = set(near(one).tolist()) - found
                found |= fresh
                left.extend(fresh)
        return tuple(sorted(found - {row}))

    def to(self, row: int) -> tuple[Closed, ...]:
        """Find what keeps a leader out, rule by rule.

        Parameters
        ----------
        row : int
            The leader.

        Returns
        -------
        tuple of Closed
            Rules that close a group to them.
        """
        found = (
            Closed(name, secret, closes(row)) for name, secret, closes in self.rules
        )
        return tuple(closed for closed in found if closed.groups.any())


def _is_private(rule: object) -> bool:
    column = str(getattr(rule, "column", "") or "")
    return getattr(rule, "kind", "") in PRIVATE_KINDS or is_sensitive(column)


@dataclass(frozen=True, slots=True, eq=False)
class _Seats:
    """Where everyone sits."""

    labels: Rows
    n_groups: int

    def holding(self, rows: NDArray[np.integer]) -> Flags:
        """Mark the groups in which one of some leaders sits."""
        found = np.zeros(self.n_groups, dtype=np.bool_)
        seats = self.labels[rows]
        found[seats[seats >= 0]] = True
        return found

    def count(self, rows: NDArray[np.integer]) -> NDArray[np.int64]:
        """Count some leaders by group."""
        seats = self.labels[rows]
        return np.bincount(seats[seats >= 0], minlength=self.n_groups)


def _closes(rule: Rule, seats: _Seats) -> Callable[[int], Flags] | None:
    """Make what finds the groups that a rule closes; None where it closes none."""
    match rule:
        case AtMost():
            return _at_most(rule, seats)
        case NotOnly():
            return _not_only(rule, seats)
        case Spread():
            return _spread(rule, seats)
        case Share():
            return _share(rule, seats)
        case Within():
            return _within(rule, seats)
    return _closes_by_name(rule, seats)


def _closes_by_name(rule: Rule, seats: _Seats) -> Callable[[int], Flags] | None:
    """Do the same for rules about certain people."""
    match rule:
        case Apart():
            near = _neighbours(rule.pairs, seats.labels.size)
            return lambda row: seats.holding(near(row))
        case Together():
            near = _neighbours(rule.pairs, seats.labels.size)
            return lambda row: _elsewhere(near(row), seats)
        case Pin():
            return lambda row: _other_than(rule.groups[rule.rows == row], seats)
        case Ban():
            return lambda row: _named(rule.groups[rule.rows == row], seats)
    return None


def _at_most(rule: AtMost, seats: _Seats) -> Callable[[int], Flags]:
    def closes(row: int) -> Flags:
        own = rule.categories[row]
        if own < 0:
            return np.zeros(seats.n_groups, dtype=np.bool_)
        alike = np.flatnonzero(rule.categories == own)
        return np.asarray(seats.count(alike[alike != row]) >= rule.count)

    return closes


def _not_only(rule: NotOnly, seats: _Seats) -> Callable[[int], Flags]:
    def closes(row: int) -> Flags:
        own = rule.categories[row]
        if own < 0:
            return np.zeros(seats.n_groups, dtype=np.bool_)
        return ~seats.holding(np.flatnonzero(rule.categories == own))

    return closes


def _spread(rule: Spread, seats: _Seats) -> Callable[[int], Flags]:
    number, width = spread_scale(rule)
    rows = np.flatnonzero((seats.labels >= 0) & ~np.isnan(number))
    low, high = np.full(seats.n_groups, np.inf), np.full(seats.n_groups, -np.inf)
    np.minimum.at(low, seats.labels[rows], number[rows])
    np.maximum.at(high, seats.labels[rows], number[rows])

    def closes(row: int) -> Flags:
        own = number[row]
        if np.isnan(own):
            return np.zeros(seats.n_groups, dtype=np.bool_)
        is_end = (own < low) | (own > high)  # within its range nothing gets worse
        return np.asarray(
            is_end & (np.maximum(high, own) - np.minimum(low, own) > width)
        )

    return closes


def _share(rule: Share, seats: _Seats) -> Callable[[int], Flags]:
    rows = np.flatnonzero((seats.labels >= 0) & (rule.slots != 0))
    common = np.full(seats.n_groups, -1, dtype=np.int64)
    np.bitwise_and.at(common, seats.labels[rows], rule.slots[rows])

    def closes(row: int) -> Flags:
        own = rule.slots[row]
        if not own:
            return np.zeros(seats.n_groups, dtype=np.bool_)
        return np.asarray((common != 0) & ((common & own) == 0))

    return closes


def _within(rule: Within, seats: _Seats) -> Callable[[int], Flags]:
    points, limit = place_scale(rule)
    rows = np.flatnonzero((seats.labels >= 0) & ~np.isnan(points).any(axis=1))

    def closes(row: int) -> Flags:
        if np.isnan(points[row]).any():
            return np.zeros(seats.n_groups, dtype=np.bool_)
        steps = points[rows] - points[row]
        far = np.einsum("ij,ij->i", steps, steps) > limit
        return seats.holding(rows[far])

    return closes


def _neighbours(
    pairs: NDArray[np.int64], n_leaders: int
) -> Callable[[int], NDArray[np.int64]]:
    ones = np.ones(len(pairs), dtype=np.int8)
    table = sparse.csr_array((ones, (pairs[:, 0], pairs[:, 1])), (n_leaders, n_leaders))
    table = sparse.csr_array(table + table.T)

    def near(row: int) -> NDArray[np.int64]:
        return np.asarray(table.indices[table.indptr[row] : table.indptr[row + 1]])

    return near


def _elsewhere(tied: NDArray[np.int64], seats: _Seats) -> Flags:
    """Close every group but the one in which those tied to a leader sit."""
    homes = seats.holding(tied)
    return ~homes if homes.any() else homes


def _other_than(groups: NDArray[np.int64], seats: _Seats) -> Flags:
    return ~_named(groups, seats) if groups.size else _named(groups, seats)


def _named(groups: NDArray[np.int64], seats: _Seats) -> Flags:
    found = np.zeros(seats.n_groups, dtype=np.bool_)
    found[groups[groups < seats.n_groups]] = True
    return found
