"""What a seating breaks, who moves, and why: in words that keep confidences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.change import Breach, Move
from matcher.explain.wording import count, count_between, listed
from matcher.grouping import Problem, check_labels
from matcher.grouping.check import Violation
from matcher.grouping.inside import broken_inside
from matcher.grouping.rules import AtLeast, Ban, NotOnly, Pin, Rule, Stay
from matcher.grouping.scales import is_hard
from matcher.pose import Posed
from matcher.program.compile import CompiledRules
from matcher.program.program import Size

DECLARED = "a declared relation"
_KEPT = "so that every rule holds"
_MIXED = "for the best mix that keeps every rule"  # also said of a private reason


def describe_breaches(
    problem: Problem,
    rules: CompiledRules,
    size: Size,
    labels: NDArray[np.integer],
    *,
    leader_ids: tuple[str, ...],
) -> tuple[Breach, ...]:
    """Name every rule that a grouping breaks, the group and the people in it.

    Parameters
    ----------
    problem : Problem
        With its rules; budgets of moves are left aside.
    rules : CompiledRules
        What the rules stand for.
    size : Size
        The sizes asked for.
    labels : ndarray of shape (n_leaders,)
        Group of each row by the numbers of the rules, -1 for none.
    leader_ids : tuple of str
        Of the rows.

    Returns
    -------
    tuple of Breach
        Hard rules first. A pair of whom one sits nowhere breaks nothing.
    """
    kept = tuple(rule for rule in problem.rules if not isinstance(rule, Stay))
    violations = check_labels(replace(problem, rules=kept), labels)
    names = rules.group_ids
    found = [
        Breach(
            rule=size.sentence() if one.rule == "sizes" else one.rule,
            group_id=names[one.group] if 0 <= one.group < len(names) else "",
            leader_ids=tuple(leader_ids[row] for row in one.rows),
            detail=_detail(one, size),
            is_hard=one.is_hard,
            is_private=is_declared(one.rule, rules),
        )
        for one in violations
        if one.group >= 0 or (labels[list(one.rows)] >= 0).all()
    ]
    return tuple(sorted(found, key=lambda breach: not breach.is_hard))


def keep_confidence(breaches: Iterable[Breach]) -> tuple[Breach, ...]:
    """Leave out who, where and which rule, of what leaders declared in confidence.

    A group is as good as a name to one side of a relation: it may sit there.

    Parameters
    ----------
    breaches : iterable of Breach
        As described.

    Returns
    -------
    tuple of Breach
        As many, private ones without rule, group, people and detail.
    """
    return tuple(
        replace(breach, rule=DECLARED, group_id="", leader_ids=(), detail="")
        if breach.is_private
        else breach
        for breach in breaches
    )


def _detail(violation: Violation, size: Size) -> str:
    n = len(violation.rows)
    if violation.rule != "sizes":
        return f"{count(n, 'leader')} concerned"
    said = f"{count(n, 'leader')}, {size.min} to {size.max} asked for"
    return f"{said}; {size.fold_at} or fewer are folded" if n <= size.fold_at else said


def is_declared(rule: str, rules: CompiledRules) -> bool:
    """Tell whether a rule rests on what leaders declared, in confidence.

    Parameters
    ----------
    rule : str
        Its name in the problem.
    rules : CompiledRules
        What the rules stand for.

    Returns
    -------
    bool
        Whether outputs may name neither the people nor the rule.
    """
    kinds = {item.array.name: item.rule.kind for item in rules.items}
    return kinds.get(rule) == "apart"


@dataclass(frozen=True, slots=True)
class Passage:
    """A seating before and after its change.

    Attributes
    ----------
    posed : Posed
        The problem.
    problem : Problem
        Its rules, with what locks and folds add.
    before, after : ndarray of shape (n_leaders,)
        Group of each row by the posed numbers, -1 for none.
    names : tuple of str
        Of the numbered groups, new ones included.
    leader_ids : tuple of str
        Of the rows.
    folded : tuple of int
        Groups that were closed.
    """

    posed: Posed
    problem: Problem
    before: NDArray[np.int64]
    after: NDArray[np.intp]
    names: tuple[str, ...]
    leader_ids: tuple[str, ...]
    folded: tuple[int, ...]

    def moves(self) -> tuple[Move, ...]:
        """Say who of the seating leaves their group, and why.

        Returns
        -------
        tuple of Move
            In the order of the roster.
        """
        is_moved = (self.before >= 0) & (self.after != self.before)
        return tuple(self._move(row) for row in np.flatnonzero(is_moved).tolist())

    def joined(self) -> tuple[Move, ...]:
        """List the newcomers who get a seat.

        Returns
        -------
        tuple of Move
            In the order of the roster.
        """
        is_new = (self.before < 0) & (self.after >= 0)
        return tuple(
            Move(self.leader_ids[row], "", self.names[self.after[row]], "")
            for row in np.flatnonzero(is_new).tolist()
        )

    def _move(self, row: int) -> Move:
        home, new = int(self.before[row]), int(self.after[row])
        to_group = self.names[new] if new >= 0 else ""
        why = self._why(row, home, new)
        return Move(self.leader_ids[row], self.names[home], to_group, why)

    def _why(self, row: int, home: int, new: int) -> str:
        """Find what would be broken, had this leader alone stayed.

        What leaders declared is passed over: such a move is told by what else it
        does, or as all those for which nothing else is found.
        """
        if home in self.folded:
            n = int((self.before == home).sum())
            return f"{self.names[home]} was folded, with {count(n, 'leader')} left"
        rest = np.flatnonzero(self.after == home)
        if not rest.size:
            n = int((self.before == home).sum())
            return f"{self.names[home]} was closed, with {count(n, 'leader')} left"
        stayed = np.append(rest, row)
        for rule in self._broken(stayed, row, home):
            if not is_declared(rule, self.posed.rules):
                return f"{_KEPT}: {rule}"
        high = self.posed.program.size.max
        if stayed.size > high:
            return self._crowded(home)
        return self._needed(row, new)

    def _broken(self, rows: NDArray[np.intp], row: int, home: int) -> Iterator[str]:
        """Name what a group breaks with a leader that it does not break without."""
        for rule in self.problem.rules:
            if isinstance(rule, Pin) and (rule.rows == row).any():
                yield rule.name
            if not isinstance(rule, Ban) or not is_hard(rule):
                continue
            if (rule.groups[rule.rows == row] == home).any():
                yield rule.name
        without = broken_inside(self.problem, rows[rows != row])
        broken = broken_inside(self.problem, rows)
        yield from (name for name in broken if name not in without)
        yield from self._lonely(rows, row)

    def _lonely(self, rows: NDArray[np.intp], row: int) -> Iterator[str]:
        """Name the rules about company under which a leader would be alone."""
        for rule in self.problem.rules:
            if isinstance(rule, NotOnly) and is_hard(rule):
                kind = rule.categories[row]
                if kind >= 0 and (rule.categories[rows] == kind).sum() == 1:
                    yield rule.name

    def _crowded(self, home: int) -> str:
        came = np.flatnonzero((self.after == home) & (self.before != home))
        if not came.size:
            return f"{self.names[home]} was too large"
        who = listed([self.leader_ids[other] for other in came.tolist()[:3]])
        return f"made room in {self.names[home]} for {who}"

    def _needed(self, row: int, new: int) -> str:
        """Find what the new group would lack without this leader."""
        if new < 0:
            return "no group could take this leader in"
        size = self.posed.program.size
        rest = np.flatnonzero(self.after == new)
        rest = rest[rest != row]
        if rest.size < size.min:
            least = count_between(size.min, size.max, "leader")
            return f"{self.names[new]} needs {least}"
        for rule in self.problem.rules:
            if self._lacks(rule, rest):
                return f"{_KEPT} in {self.names[new]}: {rule.name}"
        return _MIXED

    def _lacks(self, rule: Rule, rest: NDArray[np.intp]) -> bool:
        if not is_hard(rule):
            return False
        if isinstance(rule, AtLeast):
            return bool(rule.marked[rest].sum() < rule.count)
        if isinstance(rule, NotOnly):
            held = rule.categories[rest]
            return bool((np.bincount(held[held >= 0], minlength=1) == 1).any())
        return False
