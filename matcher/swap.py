"""What if two leaders traded seats: the rules and the scores of their two groups."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.change import Breach
from matcher.errors import SeatingError
from matcher.explain.moves import describe_breaches, keep_confidence
from matcher.given import Given
from matcher.grouping.score import group_values, objective
from matcher.pose import Posed, pose
from matcher.program.program import Program
from matcher.roster.relations import unknown_id
from matcher.roster.roster import Roster


@dataclass(frozen=True, slots=True)
class GroupBefore:
    """One of the two groups, before and after the trade.

    Attributes
    ----------
    group_id : str
        The group.
    score_before, score_after : float
        Its score; higher is better.
    """

    group_id: str
    score_before: float
    score_after: float


@dataclass(frozen=True, slots=True)
class Swap:
    """Two leaders trade seats, and what follows.

    Attributes
    ----------
    one, two : str
        Their ids.
    groups : tuple of two GroupBefore
        Of the first leader, and of the second.
    score_before, score_after : float
        Of all groups.
    broken : tuple of Breach
        What the trade breaks that holds now.
    mended : tuple of Breach
        What holds after it that is broken now.
    """

    one: str
    two: str
    groups: tuple[GroupBefore, GroupBefore]
    score_before: float
    score_after: float
    broken: tuple[Breach, ...]
    mended: tuple[Breach, ...]

    @property
    def n_hard(self) -> int:
        """Hard rules that the trade breaks, each counted once a group.

        Returns
        -------
        int
            0 when the two may trade.
        """
        return sum(breach.is_hard for breach in self.broken)

    def verdict(self) -> str:
        """Sum it up in one sentence.

        Returns
        -------
        str
            Fit to read aloud.
        """
        change = self.score_after - self.score_before
        if self.n_hard:
            noun = "rule" if self.n_hard == 1 else "rules"
            return f"{self.one} and {self.two} cannot trade: {self.n_hard} hard {noun}."
        return (
            f"{self.one} and {self.two} may trade; the score changes by {change:+.4f}."
        )

    def to_dict(self) -> dict[str, Any]:
        """Turn it into what JSON can hold.

        Returns
        -------
        dict
            The attributes, and the verdict.
        """
        return asdict(self) | {"n_hard": self.n_hard, "verdict": self.verdict()}


def weigh_swap(
    roster: Roster, program: Program, pair: tuple[str, str], *, given: Given
) -> Swap:
    """Weigh a trade of two seats; nothing else moves.

    Parameters
    ----------
    roster : Roster
        The leaders.
    program : Program
        What their organisation wants.
    pair : tuple of two str
        Ids of those who trade.
    given : Given
        With the seating.

    Returns
    -------
    Swap
        Rules and scores before and after.

    Raises
    ------
    SeatingError
        If one of them sits nowhere, or both sit in one group.
    """
    posed = pose(roster, program, given=given)
    if posed.seating is None:
        msg = "There is no seating to trade seats in."
        raise SeatingError(msg)
    before = posed.seating.labels.astype(np.intp)
    ids = tuple(roster.leader_ids)
    rows = [_row(who, ids, before) for who in pair]
    if before[rows[0]] == before[rows[1]]:
        msg = f"{pair[0]} and {pair[1]} sit in one group; there is nothing to trade."
        raise SeatingError(msg)
    after = before.copy()
    after[rows] = before[rows[::-1]]
    was, now = (_breaches(posed, labels, ids) for labels in (before, after))
    groups = [
        _group(posed, int(before[row]), before=before, after=after) for row in rows
    ]
    return Swap(
        one=pair[0],
        two=pair[1],
        groups=(groups[0], groups[1]),
        score_before=objective(posed.problem, before),
        score_after=objective(posed.problem, after),
        broken=keep_confidence(one for key, one in now.items() if key not in was),
        mended=keep_confidence(one for key, one in was.items() if key not in now),
    )


def _row(who: str, ids: tuple[str, ...], labels: NDArray[np.intp]) -> int:
    if who not in ids:
        msg = f"leader {unknown_id(who)} is not in the roster; give an id of it."
        raise SeatingError(msg)
    row = ids.index(who)
    if labels[row] < 0:
        msg = f"leader {who} sits in no group of the seating; only seats are traded."
        raise SeatingError(msg)
    return row


def _group(
    posed: Posed, g: int, *, before: NDArray[np.intp], after: NDArray[np.intp]
) -> GroupBefore:
    was, now = (group_values(posed.problem, labels)[g] for labels in (before, after))
    return GroupBefore(posed.rules.group_ids[g], float(was), float(now))


def _breaches(
    posed: Posed, labels: NDArray[np.intp], ids: tuple[str, ...]
) -> dict[tuple[str, str, tuple[str, ...]], Breach]:
    """Key breaches so that a group still broken by others counts as it did."""
    found = describe_breaches(
        posed.problem, posed.rules, posed.program.size, labels, leader_ids=ids
    )
    return {(one.rule, one.group_id, _few(one.leader_ids)): one for one in found}


def _few(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Tell pairs by who they are; larger breaches by their group alone."""
    return ids if len(ids) < 3 else ()
