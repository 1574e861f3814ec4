"""What a proposal changes in its seating, as a proposal tells it."""

import numpy as np

from matcher.change import Breach, Change, Move
from matcher.explain.moves import Passage, describe_breaches, keep_confidence
from matcher.explain.wording import count
from matcher.grouping import Result
from matcher.pose import Posed
from matcher.reseating import Reseated
from matcher.roster.roster import Roster


def describe_change(
    roster: Roster, posed: Posed, reseated: Reseated, *, names: tuple[str, ...]
) -> Change:
    """Tell what becomes of a seating: moves with reasons, newcomers, leavers, breaches.

    Parameters
    ----------
    roster : Roster
        The leaders.
    posed : Posed
        The problem, with the seating it began from.
    reseated : Reseated
        The seating after its change.
    names : tuple of str
        Of the numbered groups, new ones included.

    Returns
    -------
    Change
        With ids; people in a breach of what leaders declared are left out.
    """
    seating, ids = reseated.seating, tuple(roster.leader_ids)
    labels = reseated.result.labels
    passage = Passage(
        posed=posed,
        problem=reseated.problem,
        before=seating.labels,
        after=labels,
        names=names,
        leader_ids=ids,
        folded=reseated.folded,
    )
    breaches = [
        _told(
            describe_breaches(
                posed.problem,
                posed.rules,
                posed.program.size,
                found,
                leader_ids=ids,
            )
        )
        for found in (seating.labels, labels)
    ]
    n_given = len(seating.group_ids)
    opened = [g for g in np.unique(labels[labels >= 0]).tolist() if g >= n_given]
    return Change(
        source=seating.source,
        max_moves=reseated.budget,
        n_needed=reseated.n_needed,
        is_least=reseated.is_least,
        choice=_choice(reseated, is_whole=not breaches[1]),
        moves=passage.moves(),
        joined=passage.joined(),
        left=seating.left,
        folded=tuple(names[g] for g in reseated.folded if not (labels == g).any()),
        opened=tuple(names[g] for g in opened),
        locked=tuple(names[g] for g in reseated.locked),
        breaches=breaches[0],
        lasting=breaches[1],
        frontier=reseated.frontier,
    )


def _choice(reseated: Reseated, *, is_whole: bool) -> str:
    """Say why these labels, and what holds that which is broken without a budget."""
    if is_whole or reseated.budget is not None:
        return reseated.choice
    moves = count(reseated.n_needed, "move")
    held = "is held by locks" if reseated.seating.locked.any() else "found no cure"
    return f"{moves}, the fewest found; what is still broken {held}."


def _told(breaches: tuple[Breach, ...]) -> tuple[Breach, ...]:
    """Keep hard rules, and say nothing of people who declared something."""
    return keep_confidence(breach for breach in breaches if breach.is_hard)


def status_of(change: Change, result: Result) -> str:
    """Tell the three answers apart: nothing to do, nothing to be done, no time.

    Parameters
    ----------
    change : Change
        What becomes of the seating.
    result : Result
        With the reason why the search ended.

    Returns
    -------
    str
        "no change needed" when all keep their seats, nobody waits and no hard rule
        is broken; "infeasible" when something stays broken, or somebody without a
        seat, whatever more time would bring; else why the search ended.
    """
    if result.status == "interrupted":
        return result.status
    if change.lasting or (result.unseated and change.is_least):
        return "infeasible"
    if change.moves or change.joined or result.unseated:
        return result.status
    return "no change needed"


def told_move(move: Move | None, reason: str) -> str:
    """Put the reason of a move before the reason of the seat.

    Parameters
    ----------
    move : Move or None
        None for who stays.
    reason : str
        Of the seat, or why there is none.

    Returns
    -------
    str
        Sentences.
    """
    if move is None:
        return reason
    if not move.from_group:
        return f"New in {move.to_group}. {reason}"
    if not move.to_group:
        return f"Had to leave {move.from_group}, {move.why}. {reason}"
    said = f"Moved from {move.from_group} to {move.to_group}, {move.why}."
    return f"{said} {reason}"
