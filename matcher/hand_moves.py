"""Weigh moves in a draft: scores, rules broken and mended, the best counter-move."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.change import Breach
from matcher.draft import (
    ACROSS,
    UNPLACED,
    Board,
    Draft,
    count_hard,
    reseat_one,
)
from matcher.grouping import facet_scores
from matcher.grouping.part import take_rows
from matcher.grouping.score import facet_weights

MOST_BACK = 16  # counter-moves into the seat that fell empty, whose rules are checked
MOST_OUT = 4  # counter-moves elsewhere, whose rules are checked
MOST_GROUPS = 12  # with room, of which the counter-moves elsewhere are
MOST_SCORED = 200
MIN_GAIN = 1e-9


@dataclass(frozen=True, slots=True)
class GroupChange:
    """One group before and after a move.

    Attributes
    ----------
    group_id : str
        Which.
    size_before, size_after : int
        Leaders in it.
    score_before, score_after : float
        Its score; higher is better.
    """

    group_id: str
    size_before: int
    size_after: int
    score_before: float
    score_after: float


@dataclass(frozen=True, slots=True)
class CounterMove:
    """The one further move that does most good after another.

    Attributes
    ----------
    leader_id : str
        Who would move.
    from_group, to_group : str
        From where to where; blank for no seat.
    score_after : float
        Of the draft, were it made too.
    n_hard_after : int
        Breaches of hard rules that would be left.
    """

    leader_id: str
    from_group: str
    to_group: str
    score_after: float
    n_hard_after: int


@dataclass(frozen=True, slots=True)
class SeatChange:
    """One leader who changes seat.

    Attributes
    ----------
    leader_id : str
        Who.
    from_group, to_group : str
        From where to where; blank for no seat.
    """

    leader_id: str
    from_group: str
    to_group: str


@dataclass(frozen=True, slots=True)
class HandMove:
    """What follows when somebody moves leaders by hand.

    Attributes
    ----------
    moves : tuple of SeatChange
        Who moves.
    score_before, score_after : float
        Of the draft; higher is better.
    groups : tuple of GroupChange
        The groups it touches.
    broken, mended : tuple of Breach
        What it breaks, and what it mends.
    n_hard_after : int
        Breaches of hard rules in the draft after it.
    counter : CounterMove or None
        The further move that leaves the fewest hard rules broken, then the highest
        score; None where none helps, or several leaders moved at once.
    """

    moves: tuple[SeatChange, ...]
    score_before: float
    score_after: float
    groups: tuple[GroupChange, ...]
    broken: tuple[Breach, ...]
    mended: tuple[Breach, ...]
    n_hard_after: int
    counter: CounterMove | None


def weigh_moves(
    board: Board,
    draft: Draft,
    moves: Sequence[tuple[int, int]],
    *,
    held: frozenset[int],
) -> tuple[HandMove, Draft]:
    """Move leaders, all at once, and say what follows.

    Parameters
    ----------
    board : Board
        What seats are judged by.
    draft : Draft
        Before.
    moves : sequence of (int, int)
        Who moves, and the number of the group; -1 takes the seat away.
    held : frozenset of int
        Rows that no counter-move may touch: their seats are locked.

    Returns
    -------
    tuple of (HandMove, Draft)
        What follows, and the draft after the moves.
    """
    after = draft
    for row, to in moves:
        after = reseat_one(board, after, row, to)
    homes = [int(draft.labels[row]) for row, _ in moves]
    groups = [*homes, *(to for _, to in moves)]
    touched = [g for g in dict.fromkeys(groups) if g >= 0]
    was, now = (_breaches(one, touched) for one in (draft, after))
    counter = None
    if len(moves) == 1:
        counter = best_counter(board, after, (moves[0][0], homes[0]), held=held)
    found = HandMove(
        moves=tuple(
            SeatChange(board.leader_ids[row], _name(draft, home), _name(draft, to))
            for home, (row, to) in zip(homes, moves, strict=True)
        ),
        score_before=draft.score,
        score_after=after.score,
        groups=tuple(_changed(draft, after, g) for g in touched),
        broken=tuple(breach for breach in now if breach not in was),
        mended=tuple(breach for breach in was if breach not in now),
        n_hard_after=after.n_hard,
        counter=counter,
    )
    return found, after


def best_counter(
    board: Board, draft: Draft, moved: tuple[int, int], *, held: frozenset[int]
) -> CounterMove | None:
    """Find the further move that does most good after another.

    Tried are all who could take the seat that fell empty, and the moves out of the
    group that grew which leave the highest score.

    Parameters
    ----------
    board : Board
        What seats are judged by.
    draft : Draft
        After the first move.
    moved : tuple of (int, int)
        Row that moved, and the group it left, -1 for none.
    held : frozenset of int
        Rows that may not move.

    Returns
    -------
    CounterMove or None
        None where no move leaves fewer hard rules broken, or as many and a higher
        score.
    """
    hard = draft.hard
    n_before = sum(hard.values())
    best = (n_before, -draft.score - MIN_GAIN)
    found = None
    for score, other, to in _candidates(board, draft, moved, held):
        near = {int(draft.labels[other]), to, ACROSS}
        lasting = n_before - sum(hard.get(g, 0) for g in near)
        if (best[0], -score) >= best and best[0] <= lasting:
            continue  # it can neither mend more nor score higher
        n_hard = lasting + count_hard(board, draft, other, to)
        key = (n_hard, -score)
        if key < best:
            best, found = key, (other, to)
    if found is None:
        return None
    other, to = found
    after = reseat_one(board, draft, other, to)
    return CounterMove(
        leader_id=board.leader_ids[other],
        from_group=_name(draft, int(draft.labels[other])),
        to_group=_name(draft, to),
        score_after=after.score,
        n_hard_after=after.n_hard,
    )


def _breaches(draft: Draft, groups: Sequence[int]) -> dict[Breach, None]:
    """List what some groups break, and what is broken across; hard rules first."""
    near = sorted({ACROSS, *groups})
    found = [breach for g in near for breach in draft.broken.get(g, ())]
    return dict.fromkeys(sorted(found, key=lambda breach: not breach.is_hard))


def _candidates(
    board: Board, draft: Draft, moved: tuple[int, int], held: frozenset[int]
) -> list[tuple[float, int, int]]:
    """List counter-moves worth a check: score after, row and group; best first."""
    row, home = moved
    there = int(draft.labels[row])
    if home == there:
        return []
    by_group = _Members(draft)
    mine = [one for one in by_group.of(there) if one != row and one not in held]
    back = [(other, home) for other in mine]
    room = _with_room(board, draft, moved)
    out = [(other, g) for other in mine for g in room]
    tried = _best(board, draft, by_group, back, MOST_BACK)
    if there >= 0:
        tried += _best(board, draft, by_group, out, MOST_OUT)
    return sorted(tried, key=lambda one: (-one[0], one[1:]))


def _with_room(board: Board, draft: Draft, moved: tuple[int, int]) -> list[int]:
    """List groups that could take one more, the smallest first: they gain most."""
    high = np.resize(board.problem.sizes.high, draft.sizes.size)
    room = np.flatnonzero((draft.sizes > 0) & (draft.sizes < high))
    room = room[~np.isin(room, (int(draft.labels[moved[0]]), moved[1]))]
    order = np.argsort(draft.sizes[room], kind="stable")
    return [int(g) for g in room[order[:MOST_GROUPS]]]


class _Members:
    """Rows of each group, looked up without a scan of all."""

    def __init__(self, draft: Draft) -> None:
        self._order = np.argsort(draft.labels, kind="stable")
        every = np.arange(-1, draft.sizes.size + 1)
        self._first = np.searchsorted(draft.labels[self._order], every)

    def of(self, g: int) -> list[int]:
        """Give the rows of a group; -1 for those who sit nowhere."""
        found: list[int] = self._order[self._first[g + 1] : self._first[g + 2]].tolist()
        return found


def _best(
    board: Board,
    draft: Draft,
    by_group: _Members,
    moves: list[tuple[int, int]],
    most: int,
) -> list[tuple[float, int, int]]:
    """Keep the moves that leave the highest scores, rules aside."""
    moves = moves[:MOST_SCORED]
    if not moves:
        return []
    scores = _scores_after(board, draft, by_group, moves)
    order = np.argsort(-scores, kind="stable")[:most].tolist()
    return [(float(scores[k]), *moves[k]) for k in order]


def _scores_after(
    board: Board, draft: Draft, by_group: _Members, moves: list[tuple[int, int]]
) -> NDArray[np.float64]:
    """Score the draft after each of some moves, all in one go."""
    rows: list[int] = []
    slots: list[int] = []
    groups = np.array([(int(draft.labels[row]), to) for row, to in moves])
    for k, (row, to) in enumerate(moves):
        home = int(groups[k, 0])
        left = [one for one in by_group.of(home) if one != row] if home >= 0 else []
        joined = [*by_group.of(to), row] if to >= 0 else []
        rows += left + joined
        slots += [2 * k] * len(left) + [2 * k + 1] * len(joined)
    part = take_rows(board.problem, np.array(rows, dtype=np.intp))
    placed = np.array(slots, dtype=np.intp)
    values = facet_scores(part, placed, 2 * len(moves)) @ facet_weights(part)
    come = (values * np.bincount(placed, minlength=values.size)).reshape(-1, 2)
    gone = np.append(draft.values * draft.sizes, 0.0)[groups]  # -1 takes the zero
    n_after = int(draft.sizes.sum()) + (groups[:, 0] < 0) - (groups[:, 1] < 0)
    total = float(draft.values @ draft.sizes)
    change = (come * (groups >= 0)).sum(axis=1) - gone.sum(axis=1)
    return np.asarray((total + change) / np.maximum(n_after, 1))


def _changed(before: Draft, after: Draft, g: int) -> GroupChange:
    return GroupChange(
        group_id=before.group_ids[g],
        size_before=int(before.sizes[g]),
        size_after=int(after.sizes[g]),
        score_before=float(before.values[g]),
        score_after=float(after.values[g]),
    )


def _name(draft: Draft, g: int) -> str:
    return draft.group_ids[g] if g >= 0 else UNPLACED
