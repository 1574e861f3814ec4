"""Seats of a few leaders as an exact model, for proofs that they cannot be had."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from matcher.grouping.clashes import most_groups
from matcher.grouping.pairs import Bools, find_foes
from matcher.grouping.problem import Problem
from matcher.grouping.rivals import count_groups
from matcher.grouping.rules import (
    AtLeast,
    AtMost,
    Ban,
    NotOnly,
    Pin,
    Rule,
    Share,
    Stay,
    Together,
)

WORK_EACH = 1.0  # of one proof, in units of work that take about a second

Sits = list[list[cp_model.IntVar]]


@dataclass(slots=True)
class Prover:
    """Proves that leaders cannot be seated, within an amount of work.

    Work is counted, not timed, so that the same problem gives the same answer.

    Attributes
    ----------
    problem : Problem
        Its sizes count.
    rows : ndarray of shape (n_rows,)
        Leaders in the model. When they are not all, only what leaving others out can
        never mend is asked: smallest sizes and rules that ask for company are not.
    work : float
        What is left of it.
    """

    problem: Problem
    rows: NDArray[np.intp]
    work: float

    @property
    def is_whole(self) -> bool:
        """Whether every leader is in the model."""
        return self.rows.size == self.problem.n_leaders

    def is_impossible(self, rules: Sequence[Rule], required: Sequence[int]) -> bool:
        """Prove that some leaders cannot be seated under some rules.

        Parameters
        ----------
        rules : sequence of Rule
            Hard rules.
        required : sequence of int
            Rows that have to be seated; the others of the model may be.

        Returns
        -------
        bool
            False when they can, or when it could not be told.
        """
        if self.work <= 0.0 or not required:
            return False
        place = {int(row): k for k, row in enumerate(self.rows)}
        foes = self._foes(rules)
        needed = [place[row] for row in required]
        model, sits = self._state(rules, foes, needed)
        if self.problem.sizes.low.size == 1 and not _names_groups(rules):
            rivals = _greedy_clique(foes, needed)
            if len(rivals) > len(sits[0]):
                return True
            for g, k in enumerate(rivals):  # groups are alike: break the symmetry
                model.add(sits[k][g] == 1)
        status, _ = self._solve(model)
        return bool(status == cp_model.INFEASIBLE)

    def seat_most(
        self, rules: Sequence[Rule], more_than: int
    ) -> NDArray[np.intp] | None:
        """Seat as many as can be under some rules.

        Parameters
        ----------
        rules : sequence of Rule
            Hard rules.
        more_than : int
            Fewer are of no use.

        Returns
        -------
        ndarray of shape (n_rows,) or None
            Group of each row of the model, -1 for none; None when nothing was found.
        """
        if self.work <= 0.0:
            return None
        model, sits = self._state(rules, self._foes(rules), [])
        n_seated = sum(seat for seats in sits for seat in seats)
        model.add(n_seated > more_than)
        model.maximize(n_seated)
        status, solver = self._solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        labels = np.full(self.rows.size, -1, dtype=np.intp)
        for k, seats in enumerate(sits):
            for g, seat in enumerate(seats):
                if solver.boolean_value(seat):
                    labels[k] = g
        return labels

    def _state(
        self, rules: Sequence[Rule], foes: Bools, needed: list[int]
    ) -> tuple[cp_model.CpModel, Sits]:
        """State all rules over the seats."""
        model = cp_model.CpModel()
        sits, is_open = self._seat(model, rules, set(needed))
        for rule in rules:
            _add_rule(model, rule, self.rows, sits, is_open)
        for clique in _cover(foes):
            for g in range(len(is_open)):
                model.add_at_most_one(sits[k][g] for k in clique)
        return model, sits

    def _foes(self, rules: Sequence[Rule]) -> Bools:
        found = [find_foes(rule, self.rows, self.rows) for rule in rules]
        none = np.zeros((self.rows.size, self.rows.size), dtype=np.bool_)
        return np.asarray(np.logical_or.reduce([none, *found]))

    def _seat(
        self, model: cp_model.CpModel, rules: Sequence[Rule], needed: set[int]
    ) -> tuple[Sits, list[cp_model.IntVar]]:
        """Make the seats, with the sizes of groups."""
        sizes, n = self.problem.sizes, self.rows.size
        most = most_groups(sizes, self.problem.n_leaders)
        if not self.is_whole:
            most = min(most, count_groups(_under(self.problem, rules)))
        named = [r.groups.max(initial=-1) for r in rules if isinstance(r, Pin | Ban)]
        named += [r.seating.max(initial=-1) for r in rules if isinstance(r, Stay)]
        n_groups = max(sizes.n_groups or most, 1 + int(max(named, default=-1)), 1)
        low, high = sizes.bounds(n_groups)
        is_open = [model.new_bool_var("") for _ in range(n_groups)]
        sits = [[model.new_bool_var("") for _ in range(n_groups)] for _ in range(n)]
        model.add(sum(is_open) <= most)
        for k, seats in enumerate(sits):
            if k in needed:
                model.add_exactly_one(seats)
            else:
                model.add_at_most_one(seats)
        for g, opened in enumerate(is_open):
            heads = sum(seats[g] for seats in sits)
            model.add(heads <= int(high[g])).only_enforce_if(opened)
            model.add(heads == 0).only_enforce_if(~opened)
            if self.is_whole:
                model.add(heads >= int(low[g])).only_enforce_if(opened)
        return sits, is_open

    def _solve(self, model: cp_model.CpModel) -> tuple[int, cp_model.CpSolver]:
        solver = cp_model.CpSolver()
        solver.parameters.max_deterministic_time = min(WORK_EACH, self.work)
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        status = solver.solve(model)
        self.work -= max(solver.response_proto.deterministic_time, 1e-3)
        return int(status), solver


def _names_groups(rules: Sequence[Rule]) -> bool:
    """Tell whether any rule tells groups apart by their number."""
    return any(isinstance(rule, Pin | Ban | Stay) for rule in rules)


def _under(problem: Problem, rules: Sequence[Rule]) -> Problem:
    return type(problem)(
        problem.objective, problem.n_leaders, problem.sizes, rules=tuple(rules)
    )


def _add_rule(
    model: cp_model.CpModel,
    rule: Rule,
    rows: NDArray[np.intp],
    sits: Sits,
    is_open: list[cp_model.IntVar],
) -> None:
    """State one rule about whole groups or fixed places."""
    is_whole = rows.size == _length(rule)
    match rule:
        case AtMost() if rule.count > 1:
            _add_cap(model, rule.categories[rows], rule.count, sits)
        case AtLeast() if is_whole:
            marked = np.flatnonzero(rule.marked)
            for g, opened in enumerate(is_open):
                n_marked = sum(sits[k][g] for k in marked)
                model.add(n_marked >= rule.count).only_enforce_if(opened)
        case NotOnly() if is_whole:
            _add_company(model, rule.categories, sits)
        case Share():
            _add_slots(model, rule.slots[rows], sits)
        case Together() | Pin() | Ban() | Stay():
            _add_links(model, rule, rows, sits)
        case _:
            pass


def _add_cap(
    model: cp_model.CpModel, categories: NDArray[np.int64], count: int, sits: Sits
) -> None:
    """State that a group seats only so many of one category."""
    for own in _by_category(categories):
        if own.size > count:
            for g in range(len(sits[0])):
                model.add(sum(sits[k][g] for k in own) <= count)


def _length(rule: Rule) -> int:
    """Count the rows that a rule about company speaks of."""
    if isinstance(rule, AtLeast):
        return int(rule.marked.size)
    return int(rule.categories.size) if isinstance(rule, NotOnly) else -1


def _by_category(categories: NDArray[np.int64]) -> list[NDArray[np.intp]]:
    """List the places of each category."""
    known = np.unique(categories[categories >= 0])
    return [np.flatnonzero(categories == category) for category in known]


def _add_company(
    model: cp_model.CpModel, categories: NDArray[np.int64], sits: Sits
) -> None:
    """State that who sits somewhere has one of their own beside them."""
    for own in _by_category(categories):
        for k in own:
            for g, seat in enumerate(sits[k]):
                others = [sits[other][g] for other in own if other != k]
                model.add_bool_or([~seat, *others])


def _add_slots(model: cp_model.CpModel, slots: NDArray[np.int64], sits: Sits) -> None:
    """State that one slot suits all the members of each group."""
    known = [(k, int(bits)) for k, bits in enumerate(slots) if bits]
    used = 0
    for _, bits in known:
        used |= bits
    numbers = [b for b in range(used.bit_length()) if used >> b & 1]
    for g in range(len(sits[0]) if known else 0):
        chosen = [model.new_bool_var("") for _ in numbers]
        model.add_exactly_one(chosen)
        for k, bits in known:
            fits = [c for c, b in zip(chosen, numbers, strict=True) if bits >> b & 1]
            model.add_bool_or([~sits[k][g], *fits])


def _add_links(
    model: cp_model.CpModel,
    rule: Together | Pin | Ban | Stay,
    rows: NDArray[np.intp],
    sits: Sits,
) -> None:
    """State who sits with whom, where single leaders sit, or do not."""
    place = {int(row): k for k, row in enumerate(rows)}
    if isinstance(rule, Stay):
        homes = [(k, int(g)) for k, g in enumerate(rule.seating[rows]) if g >= 0]
        stayed = sum(sits[k][g] for k, g in homes)
        if rule.max_moves is not None and rule.max_moves < len(homes):
            model.add(stayed >= len(homes) - rule.max_moves)
        return
    if isinstance(rule, Together):
        for i, j in rule.pairs.tolist():
            if i in place and j in place:
                for one, two in zip(sits[place[i]], sits[place[j]], strict=True):
                    model.add(one == two)
        return
    for row, g in zip(rule.rows.tolist(), rule.groups.tolist(), strict=True):
        for h, seat in enumerate(sits[place[row]] if row in place else ()):
            if (h == g) == isinstance(rule, Ban):
                model.add(seat == 0)


def _greedy_clique(is_foe: Bools, rows: list[int]) -> list[int]:
    """Grow a set of mutual foes from the row with most of them."""
    left = np.array(rows, dtype=np.intp)
    found: list[int] = []
    while left.size:
        near = is_foe[np.ix_(left, left)]
        k = int(np.argmax(near.sum(axis=1)))
        found.append(int(left[k]))
        left = left[near[k]]
    return found


def _cover(is_foe: Bools) -> list[list[int]]:
    """Cover all pairs of foes by sets of mutual foes, each as large as comes easily."""
    left = np.triu(is_foe, 1)
    found: list[list[int]] = []
    while left.any():
        i, j = np.unravel_index(int(np.argmax(left)), left.shape)
        clique = [int(i), int(j)]
        near = is_foe[i] & is_foe[j]
        while near.any():
            gain = (left | left.T)[:, clique].sum(axis=1)
            k = int(np.argmax(np.where(near, gain, -1)))
            clique.append(k)
            near &= is_foe[k]
        left[np.ix_(clique, clique)] = False
        found.append(clique)
    return found
