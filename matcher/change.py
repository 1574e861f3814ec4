"""What a proposal changes in the seating it began from, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Move:
    """One leader who gets a seat, changes it or loses it.

    Attributes
    ----------
    leader_id : str
        Who.
    from_group, to_group : str
        Where they sat and where they will; blank for a newcomer and for the unplaced.
    why : str
        The reason, in a sentence; of a newcomer blank. It never rests on what leaders
        declared in confidence.
    """

    leader_id: str
    from_group: str
    to_group: str
    why: str


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that one group of a seating breaks.

    Attributes
    ----------
    rule : str
        The rule in plain English.
    group_id : str
        The group; blank when it concerns several, and when it is private.
    leader_ids : tuple of str
        The people in it; nobody when it is private.
    detail : str
        What was found.
    is_hard : bool, default=True
        Whether the rule may never be broken.
    is_private : bool, default=False
        Whether it rests on what leaders declared in confidence.
    """

    rule: str
    group_id: str
    leader_ids: tuple[str, ...]
    detail: str
    is_hard: bool = True
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """What a number of moves buys.

    Attributes
    ----------
    max_moves : int
        Most leaders who may change group.
    n_moves : int
        Leaders who do.
    score : float
        Score of the grouping; higher is better.
    n_unplaced : int
        Leaders without a seat.
    n_broken : int
        Hard rules that the seating breaks and these moves leave broken, each counted
        once a group.
    n_joined : int
        Groups that get somebody new.
    is_chosen : bool
        Whether this is what is proposed.
    """

    max_moves: int
    n_moves: int
    score: float
    n_unplaced: int
    n_broken: int
    n_joined: int
    is_chosen: bool


def merge_points(
    points: Sequence[FrontierPoint],
) -> tuple[tuple[FrontierPoint, int], ...]:
    """Put points in a row together that come to the same, for a person to read.

    Parameters
    ----------
    points : sequence of FrontierPoint
        By moves allowed.

    Returns
    -------
    tuple of (FrontierPoint, int)
        The first of each row of equals, and the most moves allowed of the last.
    """
    found: list[tuple[FrontierPoint, int]] = []
    for point in points:
        first = found[-1][0] if found else None
        same = first and replace(
            point, max_moves=first.max_moves, is_chosen=first.is_chosen
        )
        if first is not None and same == first and not point.is_chosen:
            found[-1] = (first, point.max_moves)
        else:
            found.append((point, point.max_moves))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Leaver:
    """One leader of the seating whom the roster no longer has.

    Attributes
    ----------
    leader_id, group_id : str
        Who left, and which group.
    line : int
        Line of the seating file.
    """

    leader_id: str
    group_id: str
    line: int


@dataclass(frozen=True, slots=True)
class Change:
    """From a seating to a proposal.

    Attributes
    ----------
    source : str
        Name of the seating file.
    max_moves : int or None
        The budget; None when the fewest moves were to be found.
    n_needed : int
        Moves that mend all that is broken and seat as many as can be: the fewest
        found.
    is_least : bool
        Whether fewer were proven not to suffice.
    choice : str
        Why this proposal of the frontier, in a sentence.
    moves : tuple of Move
        Leaders of the seating who change group or lose their seat.
    joined : tuple of Move
        Newcomers who get a seat.
    left : tuple of Leaver
        Leaders whom the roster no longer has.
    folded, opened, locked : tuple of str
        Groups that are closed, newly formed, and held as they are.
    breaches : tuple of Breach
        What the seating breaks.
    lasting : tuple of Breach
        What the proposal still breaks of it.
    frontier : tuple of FrontierPoint
        Moves against score; empty when a budget was given.
    """

    source: str
    max_moves: int | None
    n_needed: int
    is_least: bool
    choice: str
    moves: tuple[Move, ...] = ()
    joined: tuple[Move, ...] = ()
    left: tuple[Leaver, ...] = ()
    folded: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    breaches: tuple[Breach, ...] = ()
    lasting: tuple[Breach, ...] = ()
    frontier: tuple[FrontierPoint, ...] = ()
