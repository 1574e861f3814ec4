"""A draft: seats that a person changes by hand, one at a time, with all that follows.

What a move changes is worked out for the groups it touches alone, so that an answer
takes milliseconds for thousands of leaders; the definitions stay those of
`matcher.grouping.score` and `matcher.grouping.check`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.change import Breach
from matcher.errors import DraftError
from matcher.explain.moves import is_declared
from matcher.grouping import Problem, facet_scores
from matcher.grouping.check import Violation, check_group
from matcher.grouping.part import take_rows
from matcher.grouping.rules import Ban, Pin, Rule, Stay, Together
from matcher.grouping.scales import is_hard
from matcher.grouping.score import facet_weights
from matcher.pose import Posed

ACROSS = -1  # where breaches stand that are about places, not about one group
UNPLACED = ""  # the group id of those who sit nowhere


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """What a draft is judged by; it never changes while people move.

    Attributes
    ----------
    problem : Problem
        Leaders and rules as arrays, without budgets of moves.
    private : frozenset of str
        Names of rules that rest on what leaders declared in confidence.
    size : str
        The sizes asked for, in plain English.
    leader_ids : tuple of str
        Of the rows.
    numbered : tuple of str
        Groups that the rules know by number.
    """

    problem: Problem
    private: frozenset[str]
    size: str
    leader_ids: tuple[str, ...]
    numbered: tuple[str, ...]

    @classmethod
    def of(cls, posed: Posed, leader_ids: tuple[str, ...]) -> "Board":
        """Take what a draft is judged by from a posed problem.

        Parameters
        ----------
        posed : Posed
            From which a proposal was made.
        leader_ids : tuple of str
            Of its rows.

        Returns
        -------
        Board
            For its drafts.
        """
        kept = (rule for rule in posed.problem.rules if not isinstance(rule, Stay))
        names = {item.array.name for item in posed.rules.items}
        return cls(
            problem=replace(posed.problem, rules=tuple(kept)),
            private=frozenset(n for n in names if is_declared(n, posed.rules)),
            size=posed.program.size.sentence(),
            leader_ids=leader_ids,
            numbered=posed.rules.group_ids,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """Seats with their scores and breaches.

    Attributes
    ----------
    labels : ndarray of shape (n_leaders,), intp
        Index into `group_ids` of each row, -1 for none; read-only.
    group_ids : tuple of str
        Names; those that rules number come first, empty groups included.
    facets : ndarray of shape (n_groups, n_facets)
        As `matcher.grouping.score.facet_scores` gives them; read-only.
    values : ndarray of shape (n_groups,)
        Score of each group; read-only.
    sizes : ndarray of shape (n_groups,)
        Leaders in each group; read-only.
    broken : mapping of int to tuple of Breach
        By group; `ACROSS` for breaches about places.
    """

    labels: NDArray[np.intp]
    group_ids: tuple[str, ...]
    facets: NDArray[np.float64]
    values: NDArray[np.float64]
    sizes: NDArray[np.int64]
    broken: Mapping[int, tuple[Breach, ...]]

    def __post_init__(self) -> None:
        for array in (self.labels, self.facets, self.values, self.sizes):
            array.setflags(write=False)

    @property
    def score(self) -> float:
        """Mean over seated leaders of their group's score.

        Returns
        -------
        float
            Higher is better; 0 when nobody sits anywhere.
        """
        return float(self.values @ self.sizes) / max(int(self.sizes.sum()), 1)

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """Every rule that the seats break.

        Returns
        -------
        tuple of Breach
            Hard ones first.
        """
        found = [breach for g in sorted(self.broken) for breach in self.broken[g]]
        return tuple(sorted(found, key=lambda breach: not breach.is_hard))

    @property
    def n_hard(self) -> int:
        """Breaches of hard rules.

        Returns
        -------
        int
            0 when the draft may be published as it stands.
        """
        return sum(self.hard.values())

    @property
    def hard(self) -> dict[int, int]:
        """Breaches of hard rules by group.

        Returns
        -------
        dict of int to int
            `ACROSS` for those about places; groups without any are left out.
        """
        counts = {g: sum(b.is_hard for b in found) for g, found in self.broken.items()}
        return {g: count for g, count in counts.items() if count}

    def number_of(self, group_id: str) -> int:
        """Find a group by its name.

        Parameters
        ----------
        group_id : str
            Its name; `UNPLACED` for no seat.

        Returns
        -------
        int
            Its number; -1 for no seat.

        Raises
        ------
        DraftError
            If there is no such group.
        """
        if group_id == UNPLACED:
            return -1
        if group_id not in self.group_ids:
            msg = "there is no group of that id in the draft."
            raise DraftError(msg)
        return self.group_ids.index(group_id)


def open_draft(board: Board, seats: Mapping[str, Sequence[str]]) -> Draft:
    """Lay seats out from nothing.

    Parameters
    ----------
    board : Board
        What they are judged by.
    seats : mapping of str to sequence of str
        Leader ids of each group; leaders in none sit nowhere.

    Returns
    -------
    Draft
        With all scores and breaches.

    Raises
    ------
    DraftError
        If a leader is unknown or sits twice.
    """
    rows = {leader_id: row for row, leader_id in enumerate(board.leader_ids)}
    fresh = (name for name in seats if name not in board.numbered)
    names = (*board.numbered, *fresh)
    labels = np.full(len(rows), -1, dtype=np.intp)
    for name, members in seats.items():
        for leader_id in members:
            if leader_id not in rows or labels[rows[leader_id]] >= 0:
                msg = f"leader {leader_id} is not of this roster, or sits twice."
                raise DraftError(msg)
            labels[rows[leader_id]] = names.index(name)
    n = len(names)
    facets = facet_scores(board.problem, labels, n)
    found = _inside(board, labels, np.arange(n), names)
    found[ACROSS] = _across(board, labels, names)
    return Draft(
        labels=labels,
        group_ids=names,
        facets=facets,
        values=facets @ facet_weights(board.problem),
        sizes=np.bincount(labels[labels >= 0], minlength=n).astype(np.int64),
        broken={g: breaches for g, breaches in found.items() if breaches},
    )


def reseat_one(board: Board, draft: Draft, row: int, to: int) -> Draft:
    """Give one leader another seat; nobody else moves.

    Parameters
    ----------
    board : Board
        What seats are judged by.
    draft : Draft
        Before.
    row : int
        Who.
    to : int
        Number of the group; -1 takes the seat away.

    Returns
    -------
    Draft
        After; worked out for the two groups alone.
    """
    labels = draft.labels.copy()
    touched = {int(labels[row]), to} - {-1}
    labels[row] = to
    groups = np.array(sorted(touched), dtype=np.intp)
    facets, values = draft.facets.copy(), draft.values.copy()
    sizes = draft.sizes.copy()
    facets[groups] = score_groups(board.problem, labels, groups)
    values[groups] = facets[groups] @ facet_weights(board.problem)
    sizes[groups] = [np.count_nonzero(labels == g) for g in groups]
    broken = dict(draft.broken)
    broken |= _inside(board, labels, groups, draft.group_ids)
    broken[ACROSS] = _across(board, labels, draft.group_ids)
    kept = {g: breaches for g, breaches in broken.items() if breaches}
    return Draft(labels, draft.group_ids, facets, values, sizes, kept)


def count_hard(board: Board, draft: Draft, row: int, to: int) -> int:
    """Count the hard rules that two groups break, or that are broken across, after.

    Parameters
    ----------
    board : Board
        What seats are judged by.
    draft : Draft
        Before.
    row : int
        Who moves.
    to : int
        Number of the group; -1 takes the seat away.

    Returns
    -------
    int
        Of the group that is left and the one that is joined, as `reseat_one` leaves
        them.
    """
    labels = draft.labels.copy()
    labels[row] = to
    inside = sum(
        one.is_hard
        for g in {int(draft.labels[row]), to} - {-1}
        for one in check_group(board.problem, g, np.flatnonzero(labels == g))
    )
    hard = (rule for rule in board.problem.rules if is_hard(rule))
    across = sum(len(_misplaced(rule, labels)) for rule in hard)
    return inside + across


def score_groups(
    problem: Problem, labels: NDArray[np.intp], groups: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Measure some groups on each facet.

    Parameters
    ----------
    problem : Problem
        From facets.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    groups : ndarray of shape (n,)
        Which groups, ascending.

    Returns
    -------
    ndarray of shape (n, n_facets)
        As `matcher.grouping.score.facet_scores` gives them.
    """
    rows = np.flatnonzero(_is_in(labels, groups))
    if not rows.size:
        return np.zeros((groups.size, facet_weights(problem).size))
    part = take_rows(problem, rows)
    return facet_scores(part, np.searchsorted(groups, labels[rows]), groups.size)


def _inside(
    board: Board,
    labels: NDArray[np.intp],
    groups: NDArray[np.intp],
    names: tuple[str, ...],
) -> dict[int, tuple[Breach, ...]]:
    """Find what each of some groups breaks by who is in it."""
    return {
        int(g): tuple(
            _breach(board, one, names)
            for one in check_group(board.problem, int(g), np.flatnonzero(labels == g))
        )
        for g in groups
    }


def _is_in(labels: NDArray[np.intp], groups: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell who sits in some groups; -1 looks up the last entry, which none has."""
    wanted = np.zeros(int(labels.max(initial=-1)) + 2, dtype=np.bool_)
    wanted[groups[groups < wanted.size - 1]] = True
    return wanted[labels]


def _across(
    board: Board, labels: NDArray[np.intp], names: tuple[str, ...]
) -> tuple[Breach, ...]:
    """Find who sits apart from a companion, or where they must not."""
    found = []
    for rule in board.problem.rules:
        for group, rows, detail in _misplaced(rule, labels):
            one = Violation(rule.name, group, rows, detail, is_hard(rule))
            found.append(_breach(board, one, names))
    return tuple(found)


def _misplaced(
    rule: Rule, labels: NDArray[np.intp]
) -> list[tuple[int, tuple[int, ...], str]]:
    """List breaches of one rule about places; who sits nowhere breaks nothing."""
    match rule:
        case Together():
            one, two = labels[rule.pairs].T
            bad = (one != two) & (one >= 0) & (two >= 0)
            return [(-1, (i, j), "separated") for i, j in rule.pairs[bad].tolist()]
        case Pin():
            seats = labels[rule.rows]
            bad = (seats != rule.groups) & (seats >= 0)
            said = "sits elsewhere"
        case Ban():
            bad, said = labels[rule.rows] == rule.groups, "sits there"
        case _:
            return []
    pairs = zip(rule.rows[bad].tolist(), rule.groups[bad].tolist(), strict=True)
    return [(group, (row,), said) for row, group in pairs]


def _breach(board: Board, one: Violation, names: tuple[str, ...]) -> Breach:
    n = len(one.rows)
    noun = "leader" if n == 1 else "leaders"
    is_size = one.rule == "sizes"
    return Breach(
        rule=board.size if is_size else one.rule,
        group_id=names[one.group] if 0 <= one.group < len(names) else "",
        leader_ids=tuple(board.leader_ids[row] for row in one.rows),
        detail=f"{n} {noun}" + ("" if is_size else " concerned"),
        is_hard=one.is_hard,
        is_private=one.rule in board.private,
    )
