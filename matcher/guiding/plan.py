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

from matcher.guiding.matching import match_groups
from matcher.guiding.supply import Supply

OFF_TARGET = 1e-3  # cost of a leader more or less than the target, beside a seat
ONE_MORE = 1e-5  # cost of a group more, beside a seat
EXTRA = 5e-2  # cost of a guide more than there are, beside a seat
GAP = 0.02  # of a seat, to which the program is solved
MAX_NODES = 500  # of the search tree; a bound in steps, so that runs repeat


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
    windows : ndarray of shape (n_leaders, n_windows), bool or None
        Sets of leaders whom a peer floor lets share a group; None is one of all.
    """

    rows: NDArray[np.intp]
    low: int
    target: int
    high: int
    caps: tuple[tuple[NDArray[np.int64], int], ...] = ()
    seats: tuple[tuple[int, int], ...] = ()
    windows: NDArray[np.bool_] | None = None


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


def plan_groups(supply: Supply, demand: Demand, *, more: int = 0) -> Plan:
    """Choose guides and slots so that as many leaders as can be are seated.

    Parameters
    ----------
    supply : Supply
        Guides with their slots.
    demand : Demand
        Leaders and sizes.
    more : int, default=0
        Guides who could be found beyond those there are, each for one group at any
        slot, for anyone whom the slot suits.

    Returns
    -------
    Plan
        The groups; none where not even one can be filled.
    """
    nobody = Plan(np.zeros(0, dtype=np.int64), 0)
    if not demand.rows.size:
        return nobody
    model = _Model(supply, demand)
    model.lead(more)
    model.seat()
    return model.solve() or nobody


@dataclass(slots=True)
class _Opening:
    """Groups, to be formed or there already, that the same leaders can join."""

    joins: NDArray[np.bool_]
    group: int = -1
    seats: int = 0
    filled: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Class:
    """Cells that slots and languages open to the same leaders."""

    fits: NDArray[np.bool_]
    led: list[int] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Model:
    """A program in leaders of a kind at an opening, and groups at an opening.

    Only the groups of an opening are whole numbers; which guide leads which of them
    is a flow, found afterwards.
    """

    supply: Supply
    demand: Demand
    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    gain: list[float] = field(default_factory=list)
    lines: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    classes: dict[bytes, _Class] = field(default_factory=dict)
    openings: list[_Opening] = field(default_factory=list)
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

    def lead(self, more: int) -> None:
        """Count the groups of each guide, and those that more guides could lead."""
        supply, rows = self.supply, self.demand.rows
        fits = supply.fits(rows)
        there = np.array([cell for cell, _ in self.demand.seats], dtype=np.int64)
        of_guide: dict[int, list[int]] = {}
        for c in range(supply.n_cells):
            k = self.add(float(supply.per_slot - np.sum(there == c)))
            kind = self._class(fits[:, c])
            kind.led.append(k)
            kind.cells.append(c)
            of_guide.setdefault(int(supply.guide[c]), []).append(k)
        for d, led in of_guide.items():
            n_led = np.sum(supply.guide[there] == d)
            self.hold(led, high=float(supply.capacity[d] - n_led))
        for s in range(len(supply.slots) if more else 0):
            self.extras.append(self.add(float(more), gain=-EXTRA, is_whole=True))
            self._class(supply.suits[rows, s]).extra.append(self.extras[-1])
        self.hold(self.extras, high=float(more))
        for kind in self.classes.values():
            self._open(kind)
        for cell, seats in self.demand.seats:
            self.openings.append(_Opening(fits[:, cell], seats=seats))

    def _class(self, fits: NDArray[np.bool_]) -> _Class:
        return self.classes.setdefault(fits.tobytes(), _Class(fits))

    def _open(self, kind: _Class) -> None:
        """Count the groups of a class, window by window."""
        windows = self.demand.windows
        shares = [kind.fits]
        if windows is not None:
            shares = [kind.fits & window for window in windows[self.demand.rows].T]
        for share in shares:
            most = float(share.sum() // max(self.demand.low, 1))
            if most:
                k = self.add(most, gain=-ONE_MORE, is_whole=True)
                kind.groups.append(k)
                self.openings.append(_Opening(share, group=k))
        self.hold(kind.groups, ((*kind.led, *kind.extra), -1.0), high=0.0)

    def seat(self) -> None:
        """Count the leaders at each opening, within sizes and caps."""
        low, high = -float(self.demand.low), -float(self.demand.high)
        none = np.zeros((self.demand.rows.size, 0), dtype=np.bool_)
        table = np.column_stack([none, *(place.joins for place in self.openings)])
        kinds, n_alike = np.unique(table, axis=0, return_counts=True)
        for kind, n in zip(kinds, n_alike.tolist(), strict=True):
            mine = [self.add(float(n), gain=1.0) for _ in range(int(kind.sum()))]
            self.hold(mine, high=float(n))
            for x, u in zip(mine, np.flatnonzero(kind).tolist(), strict=True):
                self.openings[u].filled.append(x)
        for place in self.openings:
            if place.group < 0:
                self.hold(place.filled, high=float(place.seats))
                continue
            self.hold(place.filled, ([place.group], low), low=0.0)
            self.hold(place.filled, ([place.group], high), high=0.0)
        self._aim()
        self._cap()

    def _aim(self) -> None:
        """Draw the mean size of new groups to the target."""
        off = self.add(np.inf, gain=-OFF_TARGET)
        new = [place for place in self.openings if place.group >= 0]
        filled = [x for place in new for x in place.filled]
        mean = ([place.group for place in new], -float(self.demand.target))
        self.hold(filled, mean, ([off], 1.0), low=0.0)
        self.hold(filled, mean, ([off], -1.0), high=0.0)

    def _cap(self) -> None:
        """Seat no more of a category than all groups together take."""
        groups = [place.group for place in self.openings if place.group >= 0]
        filled = [x for place in self.openings for x in place.filled]
        for categories, count in self.demand.caps:
            own = categories[self.demand.rows]
            sizes = np.bincount(own[own >= 0])
            over = sizes[sizes > count].tolist()
            parts = [self.add(float(n)) for n in over]
            there = float(count * len(self.demand.seats))
            for part in parts:
                self.hold([part], (groups, -float(count)), high=there)
            self.hold(filled, (parts, -1.0), high=float(own.size - sum(over)))

    def solve(self) -> Plan | None:
        """Solve the program, and give its groups guides."""
        entries = [
            (line, variable, value)
            for line, (terms, _, _) in enumerate(self.lines)
            for variable, value in terms.items()
        ]
        i, j, values = zip(*entries, strict=True)
        shape = (len(self.lines), len(self.upper))
        A = sparse.csr_array((values, (i, j)), shape=shape)
        low, high = [line[1] for line in self.lines], [line[2] for line in self.lines]
        gap = GAP / self.demand.rows.size
        found = milp(
            -np.array(self.gain),
            integrality=np.array(self.whole),
            bounds=Bounds(0.0, np.array(self.upper)),
            constraints=LinearConstraint(A, low, high),
            options={"node_limit": MAX_NODES, "mip_rel_gap": gap},
        )
        if found.x is None:
            return None
        filled = [x for place in self.openings for x in place.filled]
        extra = np.round(found.x[self.extras]).astype(np.int64)
        return Plan(
            self._take_turns(self._guides(found.x)),
            round(float(found.x[filled].sum())),
            tuple(np.repeat(np.arange(extra.size), extra).tolist()),
        )

    def _guides(self, x: NDArray[np.float64]) -> NDArray[np.int64]:
        """Give the groups of each class guides, beside those who lead already."""
        costs = []
        for cell, _ in self.demand.seats:
            costs.append(self._open_to([cell]))
        for kind in self.classes.values():
            n = round(float(x[kind.groups].sum() - x[kind.extra].sum()))
            costs.extend([self._open_to(kind.cells)] * n)
        if not costs:
            return np.zeros(0, dtype=np.int64)
        cells = match_groups(self.supply, np.stack(costs), unled=1.0)
        new = cells[len(self.demand.seats) :]
        return new[new >= 0]

    def _open_to(self, cells: list[int]) -> NDArray[np.float64]:
        cost = np.full(self.supply.n_cells, np.inf)
        cost[cells] = 0.0
        return cost

    def _take_turns(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """Order groups so that slots alternate."""
        slots = self.supply.slot[cells]
        order = np.lexsort((cells, slots))
        within = np.zeros(cells.size)
        for s in np.unique(slots):
            mine = order[slots[order] == s]
            within[mine] = (np.arange(mine.size) + 0.5) / mine.size
        return cells[np.lexsort((slots, within))]
