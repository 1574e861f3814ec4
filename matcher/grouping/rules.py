"""What a grouping must satisfy, as arrays; row `i` of every array is leader `i`.

A rule without a `price` is hard: no group that the solver returns ever breaks it, and
leaders who fit nowhere stay unseated. A rule with a price is soft: each breach costs
the price, in the unit of the objective (of `from_facets`: in the score of one leader).
The search maximises `Result.value` less `Result.price`, the sum of these costs.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.arrays import (
    as_integers,
    as_matrix,
    as_pairs,
    as_vector,
    freeze,
)


def _check_price(price: float | None) -> None:
    """Refuse prices that would reward a breach."""
    if price is not None and not 0.0 <= price < np.inf:
        msg = f"price must be None (hard) or at least 0, got {price!r}."
        raise ValueError(msg)


def _as_categories(values: object, name: str) -> NDArray[np.int64]:
    """Read one category a row, -1 for none."""
    categories = as_integers(np.asarray(values), name)
    if categories.ndim != 1:
        msg = f"{name} must have one value a row, got shape {categories.shape}."
        raise ValueError(msg)
    if categories.size and categories.min() < -1:
        row = int(np.argmax(categories < -1))
        msg = f"{name} must be -1 (none) or more, got {categories[row]} in row {row}."
        raise ValueError(msg)
    return categories


@dataclass(frozen=True, slots=True)
class AtMost:
    """Seat at most `count` leaders of a category in one group.

    Attributes
    ----------
    categories : ndarray of shape (n_leaders,)
        Category of each row; -1 for none or not known.
    count : int
        Leaders of one category in one group, at least 1.
    name : str
        How messages call the rule.
    price : float or None
        None when hard; else the cost of each leader above `count`.
    """

    categories: NDArray[np.int64]
    count: int = 1
    name: str = "at most"
    price: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "categories", _as_categories(self.categories, f"{self.name}: rows")
        )
        if int(self.count) != self.count or self.count < 1:
            msg = f"{self.name}: count must be a whole number from 1, got {self.count}."
            raise ValueError(msg)
        _check_price(self.price)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Seat at least `count` of the marked leaders in every group.

    Attributes
    ----------
    marked : ndarray of shape (n_leaders,)
        True for the leaders who count.
    count : int
        Marked leaders in each group, at least 1.
    name : str
        How messages call the rule.
    price : float or None
        None when hard; else the cost of each marked leader missing in a group.
    """

    marked: NDArray[np.bool_]
    count: int = 1
    name: str = "at least"
    price: float | None = None

    def __post_init__(self) -> None:
        marked = np.asarray(self.marked)
        if marked.ndim != 1 or not np.isin(marked, (0, 1)).all():
            msg = f"{self.name}: marked must be true or false for each row."
            raise ValueError(msg)
        object.__setattr__(self, "marked", freeze(marked.astype(np.bool_)))
        if int(self.count) != self.count or self.count < 1:
            msg = f"{self.name}: count must be a whole number from 1, got {self.count}."
            raise ValueError(msg)
        _check_price(self.price)


@dataclass(frozen=True, slots=True)
class NotOnly:
    """Seat nobody as the only one of their category in a group.

    Attributes
    ----------
    categories : ndarray of shape (n_leaders,)
        Category of each row; -1 for those whom the rule does not protect.
    name : str
        How messages call the rule.
    price : float or None
        None when hard; else the cost of each leader who is alone.
    """

    categories: NDArray[np.int64]
    name: str = "not only"
    price: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "categories", _as_categories(self.categories, f"{self.name}: rows")
        )
        _check_price(self.price)


@dataclass(frozen=True, slots=True)
class Spread:
    """Keep a number within a ratio, or a difference, inside every group.

    Attributes
    ----------
    values : ndarray of shape (n_leaders,)
        The number; NaN binds nobody. With `ratio`, values of 0 or less have no
        ratio to anything: they bind nobody either.
    ratio : float or None
        Largest value over smallest, at least 1.
    difference : float or None
        Largest value minus smallest, at least 0. Give one of the two.
    name : str
        How messages call the rule.
    price : float or None
        None when hard; else the cost of each group that spreads further.
    """

    values: NDArray[np.float64]
    ratio: float | None = None
    difference: float | None = None
    name: str = "spread"
    price: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", as_vector(self.values, self.name))
        if (self.ratio is None) == (self.difference is None):
            msg = f"{self.name}: give a ratio or a difference, and not both."
            raise ValueError(msg)
        if self.ratio is not None and not 1.0 <= self.ratio < np.inf:
            msg = f"{self.name}: ratio must be at least 1, got {self.ratio!r}."
            raise ValueError(msg)
        if self.difference is not None and not 0.0 <= self.difference < np.inf:
            msg = f"{self.name}: difference must be at least 0, got {self.difference!r}"
            raise ValueError(msg)
        _check_price(self.price)


@dataclass(frozen=True, slots=True)
class Apart:
    """Never seat the two leaders of a pair in one group.

    Attributes
    ----------
    pairs : ndarray of shape (n_pairs, 2)
        Rows.
    name : str
        How messages call the rule.
    price : float or None
        None when hard; else the cost of each pair that shares a group.
    """

    pairs: NDArray[np.int64]
    name: str = "apart"
    price: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", as_pairs(self.pairs, f"{self.name}: pairs"))
        _check_price(self.price)


@dataclass(frozen=True, slots=True)
class Together:
    """Always seat the two leaders of a pair in one group, or neither.

    Attributes
    ----------
    pairs : ndarray of shape (n_pairs, 2)
        Rows; chains of pairs merge into one set.
    name : str
        How messages call the rule.
    """

    pairs: NDArray[np.int64]
    name: str = "together"

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", as_pairs(self.pairs, f"{self.name}: pairs"))


@dataclass(frozen=True, slots=True)
class Pin:
    """Seat leaders in given groups, whatever the score says.

    Attributes
    ----------
    rows, groups : ndarray of shape (n_pins,)
        Row and the number of its group, from 0.
    name : str
        How messages call the rule.
    """

    rows: NDArray[np.int64]
    groups: NDArray[np.int64]
    name: str = "pin"

    def __post_init__(self) -> None:
        _check_row_group(self, self.rows, self.groups)


@dataclass(frozen=True, slots=True)
class Ban:
    """Never seat a leader in a given group.

    Attributes
    ----------
    rows, groups : ndarray of shape (n_bans,)
        Row and the number of the group it may not join, from 0.
    name : str
        How messages call the rule.
    price : float or None
        None when hard; else the cost of each leader who sits there.
    """

    rows: NDArray[np.int64]
    groups: NDArray[np.int64]
    name: str = "ban"
    price: float | None = None

    def __post_init__(self) -> None:
        _check_row_group(self, self.rows, self.groups)
        _check_price(self.price)


def _check_row_group(rule: Pin | Ban, rows: object, groups: object) -> None:
    """Read the two vectors of a pin or a ban into the rule."""
    who = as_integers(np.asarray(rows), f"{rule.name}: rows")
    where = as_integers(np.asarray(groups), f"{rule.name}: groups")
    if who.ndim != 1 or who.shape != where.shape:
        msg = (
            f"{rule.name}: rows and groups must be vectors of one length, "
            f"got shapes {who.shape} and {where.shape}."
        )
        raise ValueError(msg)
    if (who < 0).any() or (where < 0).any():
        at = int(np.argmax((who < 0) | (where < 0)))
        msg = f"{rule.name}: numbers count from 0, got {who[at]}, {where[at]} at {at}."
        raise ValueError(msg)
    object.__setattr__(rule, "rows", who)
    object.__setattr__(rule, "groups", where)


@dataclass(frozen=True, slots=True)
class Share:
    """Give every group at least one slot that suits all its members.

    Attributes
    ----------
    slots : ndarray of shape (n_leaders,)
        Bit `b` of the number is set when slot `b` (0 to 62) suits the leader; a
        number with no bit set means "not known" and binds nobody.
    name : str
        How messages call the rule.
    price : float or None
        None when hard; else the cost of each group without a common slot.
    """

    slots: NDArray[np.int64]
    name: str = "share"
    price: float | None = None

    def __post_init__(self) -> None:
        slots = as_integers(np.asarray(self.slots), f"{self.name}: slots")
        if slots.ndim != 1 or (slots < 0).any():
            msg = f"{self.name}: slots must be one number from 0 a row."
            raise ValueError(msg)
        object.__setattr__(self, "slots", slots)
        _check_price(self.price)


@dataclass(frozen=True, slots=True)
class Within:
    """Keep the members of a group within a distance of one another.

    Attributes
    ----------
    places : ndarray of shape (n_leaders, 2) or (n_leaders, n_axes)
        Latitude and longitude in degrees when `kilometres` is given; coordinates of
        any unit when `distance` is. A row of NaN binds nobody.
    kilometres : float or None
        Longest way over the globe between two members.
    distance : float or None
        Longest straight line between two members. Give one of the two.
    name : str
        How messages call the rule.
    price : float or None
        None when hard; else the cost of each pair further apart.
    """

    places: NDArray[np.float64]
    kilometres: float | None = None
    distance: float | None = None
    name: str = "within"
    price: float | None = None

    def __post_init__(self) -> None:
        places = as_matrix(self.places, f"{self.name}: places", unknown=True)
        object.__setattr__(self, "places", places)
        if (self.kilometres is None) == (self.distance is None):
            msg = f"{self.name}: give kilometres or a distance, and not both."
            raise ValueError(msg)
        limit = self.kilometres if self.kilometres is not None else self.distance
        if limit is None or not 0.0 <= limit < np.inf:
            msg = f"{self.name}: the limit must be at least 0, got {limit!r}."
            raise ValueError(msg)
        if self.kilometres is not None and places.shape[1] != 2:
            msg = f"{self.name}: kilometres need latitude and longitude per row."
            raise ValueError(msg)
        _check_price(self.price)


@dataclass(frozen=True, slots=True)
class Stay:
    """Let members keep their seats: a budget of moves, or a price for each.

    Attributes
    ----------
    seating : ndarray of shape (n_leaders,)
        Group each leader sits in before the run, -1 for newcomers.
    max_moves : int or None
        Seated leaders who may change group or lose their seat.
    name : str
        How messages call the rule.
    price : float or None
        Cost of each leader who leaves their group. Give this or `max_moves`.
    reset_price : float
        Cost of each group that somebody new joins, however many do.
    """

    seating: NDArray[np.int64]
    max_moves: int | None = None
    name: str = "stay"
    price: float | None = None
    reset_price: float = 0.0

    def __post_init__(self) -> None:
        seating = _as_categories(self.seating, f"{self.name}: seating")
        object.__setattr__(self, "seating", seating)
        if (self.max_moves is None) == (self.price is None):
            msg = f"{self.name}: give max_moves or a price, and not both."
            raise ValueError(msg)
        if self.max_moves is not None and self.max_moves < 0:
            msg = f"{self.name}: max_moves must be at least 0, got {self.max_moves}."
            raise ValueError(msg)
        _check_price(self.price)
        _check_price(self.reset_price)


Rule: TypeAlias = (
    AtMost
    | AtLeast
    | NotOnly
    | Spread
    | Apart
    | Together
    | Pin
    | Ban
    | Share
    | Within
    | Stay
)
