"""Slot-first forming: how many groups at which slot of which guide, before seating.

Leaders who can join the same guides at the same slots are counted, not named, so that
the plan is a small mixed-integer program whatever the size of the roster.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from matcher.guiding.supply import Supply

OFF_TARGET = 1e-4  # cost of a leader more or less than the target, beside a seat
ONE_MORE = 1e-5  # cost of a group more, beside a seat
EXTRA = 1e-2  # cost of a guide more than there are, beside a seat
MAX_NODES = 2000  # of the search tree; a bound in steps, so that runs repeat


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Who is to be seated in groups that need a guide.

    Attributes
    ----------
    rows : ndarray of int
        Leaders without a group.
    low, target, high : int
        Leaders in a group: at least, at best, at most.
    caps : tuple of (ndarray of shape (n_leaders,), int)
        Category of each leader, -1 for none, and most of one in a group.
    seats : tuple of (int, int)
        Cell and free seats of each group that exists already.
    """

    rows: NDArray[np.intp]
    low: int
    target: int
    high: int
    caps: tuple[tuple[NDArray[np.int64], int], ...] = ()
    seats: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Groups to form, each with a guide and a slot.

    Attributes
    ----------
    cells : ndarray of shape (n_groups,), int64
        Cell of the supply for each group; slots take turns, so that any stretch of
        groups has many of them.
    n_seated : int
        Leaders that counting lets hope to seat.
    extra : tuple of int
        Slots at which more guides are wanted, one entry a group; only asked for.
    """

    cells: NDArray[np.int64]
    n_seated: int
    extra: tuple[int, ...] = ()


def plan_groups(
    supply: Supply, demand: Demand, *, room: NDArray[np.int64], more: int = 0
) -> Plan:
    """Choose guides and slots so that as many leaders as can be are seated.

    Parameters
    ----------
    supply : Supply
        Guides with their slots.
    demand : Demand
        Leaders and sizes.
    room : ndarray of shape (n_cells,), int64
        Groups that can be formed in each cell, one guide's bound apart; less than
        `per_slot` where groups of a seating take it.
    more : int, default=0
        Guides who could be found beyond those there are, each for one group at any
        slot, for anyone whom the slot suits.

    Returns
    -------
    Plan
        The groups; none where not even one can be filled.
    """
    if not demand.rows.size:
        return Plan(np.zeros(0, dtype=np.int64), 0)
    model = _Model(supply, demand)
    model.lead(room, more)
    model.seat()
    return model.solve()


@dataclass(slots=True)
class _Opening:
    """Groups, to be formed or there already, that the same leaders can join."""

    joins: NDArray[np.bool_]
    groups: list[int] = field(default_factory=list)
    seats: int = 0
    filled: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Model:
    """A program in x (leaders of a kind at an opening) and k (groups at an opening)."""

    supply: Supply
    demand: Demand
    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    gain: list[float] = field(default_factory=list)
    lines: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    openings: dict[bytes, _Opening] = field(default_factory=dict)
    groups: list[int] = field(default_factory=list)
    extras: list[int] = field(default_factory=list)

    def add(self, upper: float, *, gain: float = 0.0, is_whole: bool = False) -> int:
        self.upper.append(upper)
        self.whole.append(int(is_whole))
        self.gain.append(gain)
        return len(self.upper) - 1

    def hold(
        self,
        terms: Iterable[int],
        *others: tuple[Iterable[int], float],
        low: float = -np.inf,
        high: float = np.inf,
    ) -> None:
        """Bound a sum of variables, and of others with a factor."""
        line = dict.fromkeys(terms, 1.0)
        for more, factor in others:
            line |= dict.fromkeys(more, factor)
        if line:
            self.lines.append((line, low, high))

    def lead(self, room: NDArray[np.int64], more: int) -> None:
        """Count the groups of each guide, and those that more guides could lead."""
        supply, rows = self.supply, self.demand.rows
        joins = supply.joins(rows)
        of_guide: dict[int, list[int]] = {}
        for c in range(supply.n_cells):
            k = self.add(float(room[c]), gain=-ONE_MORE, is_whole=True)
            self.groups.append(k)
            self._open(joins[:, c]).groups.append(k)
            of_guide.setdefault(int(supply.guide[c]), []).append(k)
        for d, mine in of_guide.items():
            self.hold(mine, high=float(supply.capacity[d] - self._n_led(d)))
        for s in range(len(supply.slots) if more else 0):
            k = self.add(float(more), gain=-EXTRA, is_whole=True)
            self.extras.append(k)
            self._open(supply.suits[rows, s]).groups.append(k)
        self.hold(self.extras, high=float(more))
        for cell, seats in self.demand.seats:
            self._open(joins[:, cell], is_there=True).seats += seats

    def _n_led(self, d: int) -> int:
        """Count the groups of a seating that a guide leads."""
        return sum(self.supply.guide[cell] == d for cell, _ in self.demand.seats)

    def _open(self, joins: NDArray[np.bool_], *, is_there: bool = False) -> _Opening:
        key = joins.tobytes() + bytes([is_there])
        return self.openings.setdefault(key, _Opening(joins))

    def seat(self) -> None:
        """Count the leaders at each opening, within sizes and caps."""
        places = list(self.openings.values())
        table = np.stack([opening.joins for opening in places], axis=1)
        kinds, n_alike = np.unique(table, axis=0, return_counts=True)
        for kind, n in zip(kinds, n_alike.tolist(), strict=True):
            mine = [self.add(float(n), gain=1.0) for _ in range(kind.sum())]
            self.hold(mine, high=float(n))
            for x, u in zip(mine, np.flatnonzero(kind).tolist(), strict=True):
                places[u].filled.append(x)
        for place in places:
            if not place.groups:
                self.hold(place.filled, high=float(place.seats))
                continue
            least, most = -float(self.demand.low), -float(self.demand.high)
            self.hold(place.filled, (place.groups, least), low=0.0)
            self.hold(place.filled, (place.groups, most), high=0.0)
        self._aim(places)
        self._cap(places)

    def _aim(self, places: list[_Opening]) -> None:
        """Draw the mean size of new groups to the target."""
        off = self.add(np.inf, gain=-OFF_TARGET)
        filled = [x for place in places if place.groups for x in place.filled]
        groups = [*self.groups, *self.extras]
        mean = (groups, -float(self.demand.target))
        self.hold(filled, mean, ([off], 1.0), low=0.0)
        self.hold(filled, mean, ([off], -1.0), high=0.0)

    def _cap(self, places: list[_Opening]) -> None:
        """Seat no more of a category than all groups together take."""
        groups, n_there = [*self.groups, *self.extras], len(self.demand.seats)
        for categories, count in self.demand.caps:
            own = categories[self.demand.rows]
            sizes = np.bincount(own[own >= 0])
            over = sizes[sizes > count].tolist()
            parts = [self.add(float(n)) for n in over]
            for part in parts:
                self.hold([part], (groups, -float(count)), high=float(count * n_there))
            filled = [x for place in places for x in place.filled]
            self.hold(filled, (parts, -1.0), high=float(own.size - sum(over)))

    def solve(self) -> Plan:
        entries = [
            (line, variable, value)
            for line, (terms, _, _) in enumerate(self.lines)
            for variable, value in terms.items()
        ]
        i, j, values = zip(*entries, strict=True)
        shape = (len(self.lines), len(self.upper))
        A = sparse.csr_array((values, (i, j)), shape=shape)
        low, high = [line[1] for line in self.lines], [line[2] for line in self.lines]
        found = milp(
            -np.array(self.gain),
            integrality=np.array(self.whole),
            bounds=Bounds(0.0, np.array(self.upper)),
            constraints=LinearConstraint(A, low, high),
            options={"node_limit": MAX_NODES, "mip_rel_gap": 1e-8},
        )
        if found.x is None:
            return Plan(np.zeros(0, dtype=np.int64), 0)
        seated = [x for place in self.openings.values() for x in place.filled]
        counts = np.round(found.x[self.groups]).astype(np.int64)
        extra = np.round(found.x[self.extras]).astype(np.int64)
        return Plan(
            self._take_turns(counts),
            round(float(found.x[seated].sum())),
            tuple(np.repeat(np.arange(extra.size), extra).tolist()),
        )

    def _take_turns(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Order groups so that slots alternate."""
        cells = np.repeat(np.arange(counts.size), counts)
        slots = self.supply.slot[cells]
        order = np.argsort(slots, kind="stable")
        within = np.zeros(cells.size)
        for s in np.unique(slots):
            mine = order[slots[order] == s]
            within[mine] = (np.arange(mine.size) + 0.5) / mine.size
        return cells[np.lexsort((slots, within))]
