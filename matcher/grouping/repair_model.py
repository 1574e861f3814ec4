"""An exact model of a seating that has to change: who stays, who moves, what is left.

Constraint programming over the leaders of some groups. What must never be is a
constraint; what people feel is the objective: losing a seat, waiting for one, moving,
being parted from those one moves with, and getting somebody new.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from matcher.grouping.pairs import find_foes
from matcher.grouping.problem import Problem
from matcher.grouping.rules import (
    Apart,
    AtLeast,
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
from matcher.grouping.scales import is_hard, spread_scale

LOST, BROKEN, WAITING, MOVE, PARTED, RESET = 10**6, 10**5, 10**4, 100, 30, 1

Bool = cp_model.IntVar


class Excuse(NamedTuple):
    """A breach of the seating that may last, and the variable that says it does."""

    rule: str
    group: int
    lasts: Bool


class Part(NamedTuple):
    """Some groups of a seating, to be seated anew among themselves.

    Attributes
    ----------
    rows : ndarray of shape (n_rows,)
        Leaders in the model.
    groups : ndarray of shape (n_groups,)
        Groups they may sit in; numbers beyond the seating are new groups.
    seating : ndarray of shape (n_leaders,)
        Group of every leader before the run, -1 for none.
    now : ndarray of shape (n_leaders,)
        Groups to begin from.
    """

    rows: NDArray[np.intp]
    groups: NDArray[np.intp]
    seating: NDArray[np.int64]
    now: NDArray[np.int64]


@dataclass(slots=True)
class RepairModel:
    """Rules, sizes and moves of one part of a seating.

    Attributes
    ----------
    problem : Problem
        With its rules.
    part : Part
        Who and where.
    is_lenient : bool
        Whether what the seating breaks already may last, at a price.
    """

    problem: Problem
    part: Part
    is_lenient: bool
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    sits: dict[tuple[int, int], Bool] = field(default_factory=dict)
    is_open: dict[int, Bool] = field(default_factory=dict)
    excuses: list[Excuse] = field(default_factory=list)

    def build(self, *, parties: list[NDArray[np.intp]], max_moves: int | None) -> None:
        """State everything.

        Parameters
        ----------
        parties : list of ndarray
            Rows that should stay side by side where they go.
        max_moves : int or None
            Most leaders of the part who may leave their group.
        """
        self._seat()
        self._size()
        for rule in self.problem.rules:
            if is_hard(rule):
                self._state(rule)
        self._minimise(parties, max_moves)

    def seat(self, row: int, group: int) -> Bool | int:
        """Return the variable of a leader in a group; 0 where it is out of reach."""
        return self.sits.get((row, group), 0)

    def members(self, group: int) -> list[int]:
        """List who sits in a group before the run."""
        rows = self.part.rows
        return [int(row) for row in rows[self.part.seating[rows] == group]]

    def _seat(self) -> None:
        """Give each leader at most one seat, away from groups that ban them."""
        closed = self._forbidden()
        for row in self.part.rows.tolist():
            seats = []
            for group in self.part.groups.tolist():
                if (row, group) in closed:
                    continue
                seat = self.model.new_bool_var("")
                self.model.add_hint(seat, int(self.part.now[row] == group))
                self.sits[row, group] = seat
                seats.append(seat)
            self.model.add_at_most_one(seats)

    def _forbidden(self) -> set[tuple[int, int]]:
        """Find who may not sit where, by pins and bans."""
        found: set[tuple[int, int]] = set()
        groups = self.part.groups.tolist()
        for rule in self.problem.rules:
            if isinstance(rule, Ban) and is_hard(rule):
                found |= set(zip(rule.rows.tolist(), rule.groups.tolist(), strict=True))
            elif isinstance(rule, Pin):
                pairs = zip(rule.rows.tolist(), rule.groups.tolist(), strict=True)
                found |= {(row, g) for row, at in pairs for g in groups if g != at}
        if not self.is_lenient:
            return found
        home = self.part.seating
        return {(row, g) for row, g in found if home[row] != g}

    def _size(self) -> None:
        """Bound the size of groups that are open."""
        sizes, groups = self.problem.sizes, self.part.groups.tolist()
        n_groups = max(groups) + 1
        low, high = sizes.bounds(max(n_groups, sizes.n_groups or 0))
        fresh = [g for g in groups if not self.members(g)]
        for g in groups:
            opened = self.model.new_bool_var("")
            self.is_open[g] = opened
            heads = self._sum(self.part.rows.tolist(), g)
            least, most, now = int(low[g]), int(high[g]), len(self.members(g))
            lack, surplus = max(0, least - now), max(0, now - most)
            leave = self._excuse("sizes", g) if now and lack + surplus else 0
            self.model.add(heads >= least * opened - lack * leave)
            self.model.add(heads <= (len(self.part.rows) + 1) * opened)
            self.model.add(heads <= most + surplus * leave)
        alike = fresh if sizes.n_groups is None else []
        for one, two in itertools.pairwise(alike):
            self.model.add_implication(self.is_open[two], self.is_open[one])

    def _sum(self, rows: list[int], group: int) -> cp_model.LinearExpr:
        return cp_model.LinearExpr.sum([self.seat(row, group) for row in rows])

    def _excuse(self, rule: str, group: int) -> Bool | int:
        """Let a breach of the seating last; 0 where none may."""
        if not self.is_lenient:
            return 0
        lasts = self.model.new_bool_var("")
        self.excuses.append(Excuse(rule, group, lasts))
        return lasts

    def _state(self, rule: Rule) -> None:
        match rule:
            case AtMost():
                self._cap(rule)
            case AtLeast():
                self._floor(rule)
            case NotOnly():
                self._company(rule)
            case Spread():
                self._window(rule)
            case Share():
                self._slot(rule)
            case Apart() | Within():
                self._part(rule)
            case Together():
                self._join(rule)
            case Pin() | Ban():
                self._place(rule)
            case _:
                pass

    def _place(self, rule: Pin | Ban) -> None:
        """Price those who stay where a pin or a ban does not want them."""
        excused: dict[int, Bool | int] = {}
        for row, g in zip(rule.rows.tolist(), rule.groups.tolist(), strict=True):
            at = int(self.part.seating[row])
            if (row, at) in self.sits and (at == g) == isinstance(rule, Ban):
                if at not in excused:
                    excused[at] = self._excuse(rule.name, at)
                self.model.add(self.sits[row, at] <= excused[at])

    def _kinds(self, categories: NDArray[np.int64]) -> Iterator[list[int]]:
        """List the rows of each category."""
        rows = self.part.rows
        held = categories[rows]
        for category in np.unique(held[held >= 0]):
            yield rows[held == category].tolist()

    def _cap(self, rule: AtMost) -> None:
        for g in self.part.groups.tolist():
            now, leave = set(self.members(g)), None
            for kind in self._kinds(rule.categories):
                if len(kind) <= rule.count:
                    continue
                over = len(now.intersection(kind)) - rule.count
                if over > 0 and leave is None:
                    leave = self._excuse(rule.name, g)
                slack = max(over, 0) * (leave if leave is not None else 0)
                self.model.add(self._sum(kind, g) <= rule.count + slack)

    def _floor(self, rule: AtLeast) -> None:
        marked = self.part.rows[rule.marked[self.part.rows]].tolist()
        for g in self.part.groups.tolist():
            now = self.members(g)
            lack = rule.count - len(set(now).intersection(marked))
            leave = self._excuse(rule.name, g) if now and lack > 0 else 0
            needed = rule.count * self.is_open[g] - max(lack, 0) * leave
            self.model.add(self._sum(marked, g) >= needed)

    def _company(self, rule: NotOnly) -> None:
        for kind in self._kinds(rule.categories):
            for g in self.part.groups.tolist():
                now = set(self.members(g)).intersection(kind)
                leave = self._excuse(rule.name, g) if len(now) == 1 else 0
                count = self._sum(kind, g)
                for row in kind:
                    seat = self.seat(row, g)
                    own = leave if row in now else 0
                    self.model.add(count + own >= 2 * seat)

    def _window(self, rule: Spread) -> None:
        """Choose where the range of each group begins; its members lie within."""
        number, width = spread_scale(rule)
        rows = self.part.rows[~np.isnan(number[self.part.rows])]
        starts = np.unique(number[rows])
        if not starts.size or starts[-1] - starts[0] <= width:
            return
        for g in self.part.groups.tolist():
            begins = [self.model.new_bool_var("") for _ in starts]
            self.model.add_exactly_one(begins)
            own = np.array(self.members(g), dtype=np.intp)
            known = number[own][~np.isnan(number[own])]
            is_broken = known.size > 1 and float(np.ptp(known)) > width
            leave = self._excuse(rule.name, g) if is_broken else 0
            for row in rows.tolist():
                if (row, g) not in self.sits:
                    continue
                a = int(np.searchsorted(starts, number[row] - width))
                b = int(np.searchsorted(starts, number[row], side="right"))
                fits = begins[a:b]
                excuse = [leave] if is_broken and row in own and self.is_lenient else []
                self.model.add_bool_or([~self.sits[row, g], *fits, *excuse])

    def _slot(self, rule: Share) -> None:
        """Choose a slot for each group that suits all its members."""
        rows = [row for row in self.part.rows.tolist() if rule.slots[row]]
        used = int(np.bitwise_or.reduce(rule.slots[rows])) if rows else 0
        bits = [b for b in range(used.bit_length()) if used >> b & 1]
        for g in self.part.groups.tolist() if bits else []:
            chosen = [self.model.new_bool_var("") for _ in bits]
            self.model.add_exactly_one(chosen)
            own = [row for row in self.members(g) if rule.slots[row]]
            common = np.bitwise_and.reduce(rule.slots[own]) if own else 1
            leave = self._excuse(rule.name, g) if not common else 0
            for row in rows:
                if (row, g) not in self.sits:
                    continue
                suits = int(rule.slots[row])
                fits = [c for c, b in zip(chosen, bits, strict=True) if suits >> b & 1]
                excuse = (
                    [leave] if not common and row in own and self.is_lenient else []
                )
                self.model.add_bool_or([~self.sits[row, g], *fits, *excuse])

    def _part(self, rule: Apart | Within) -> None:
        """Keep foes apart; those who sit together before the run may be excused."""
        rows, home = self.part.rows, self.part.seating
        one, two = np.nonzero(np.triu(find_foes(rule, rows, rows), 1))
        excused: dict[int, Bool | int] = {}
        for i, j in zip(rows[one].tolist(), rows[two].tolist(), strict=True):
            for g in self.part.groups.tolist():
                leave: Bool | int = 0
                if home[i] == home[j] == g:
                    if g not in excused:
                        excused[g] = self._excuse(rule.name, g)
                    leave = excused[g]
                self.model.add(self.seat(i, g) + self.seat(j, g) <= 1 + leave)

    def _join(self, rule: Together) -> None:
        """Keep pairs together; pairs whom the seating parts may be excused."""
        rows, home = set(self.part.rows.tolist()), self.part.seating
        for i, j in rule.pairs.tolist():
            if i not in rows or j not in rows:
                continue
            leave: Bool | int = 0
            if home[i] >= 0 and home[j] >= 0 and home[i] != home[j]:
                leave = self._excuse(rule.name, int(home[i]))
            for g in self.part.groups.tolist():
                difference = self.seat(i, g) - self.seat(j, g)
                self.model.add(difference <= leave)
                self.model.add(-difference <= leave)

    def _minimise(self, parties: list[NDArray[np.intp]], max_moves: int | None) -> None:
        """Weigh what people feel, and hold the budget."""
        home, groups = self.part.seating, self.part.groups.tolist()
        terms: list[cp_model.LinearExprT] = [BROKEN * e.lasts for e in self.excuses]
        moved = []
        for row in self.part.rows.tolist():
            seated = cp_model.LinearExpr.sum([self.seat(row, g) for g in groups])
            if home[row] < 0:
                terms.append(WAITING * (1 - seated))
                continue
            moved.append(1 - self.seat(row, int(home[row])))
            terms.append(LOST * (1 - seated))
        terms += [MOVE * move for move in moved]
        for party in parties:
            terms += self._hosts(party.tolist())
        for g in groups:
            terms.append(RESET * self._joined(g))
        if max_moves is not None:
            self.model.add(cp_model.LinearExpr.sum(moved) <= max_moves)
        self.model.minimize(cp_model.LinearExpr.sum(terms))

    def _hosts(self, party: list[int]) -> Iterator[cp_model.LinearExprT]:
        """Price each group that takes some of a party in."""
        for g in self.part.groups.tolist():
            seats = [self.sits[row, g] for row in party if (row, g) in self.sits]
            if seats:
                hosts = self.model.new_bool_var("")
                for seat in seats:
                    self.model.add_implication(seat, hosts)
                yield PARTED * hosts

    def _joined(self, group: int) -> Bool:
        """Tell whether somebody new joins a group."""
        joined = self.model.new_bool_var("")
        for row in self.part.rows.tolist():
            if self.part.seating[row] != group and (row, group) in self.sits:
                self.model.add_implication(self.sits[row, group], joined)
        return joined
