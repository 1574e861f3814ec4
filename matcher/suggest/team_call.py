"""Who could be asked for a goal, and the choice among them."""

from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.suggest.cover import MAX_SKILLS, Cover, fewest_people
from matcher.suggest.pool import Pool
from matcher.suggest.purpose import IS, concepts_of, read_purpose
from matcher.suggest.ranking import who_is_allowed
from matcher.suggest.request import LONGEST, Request
from matcher.suggest.retrieval import best_of
from matcher.suggest.teams import EVERY_SLOT, Season, TeamDesk, rough_distance
from matcher.suggest.ties import Graph

MOST_CALLED: Final = 1_500  # candidates looked at closely
LEAST: Final = 15  # of each set of skills, however many sets there are
MOST_HOUSED: Final = 50  # candidates of one employer who are told apart
GOAL_WEIGHT: Final = 0.5  # of sharing the words of the goal, beside likeness

Ints = NDArray[np.int64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a team is for.

    Attributes
    ----------
    text : str
        The goal, in the words of the one who asks.
    skills : tuple of str, default=()
        What it needs; without any they are read from the text.
    most : int or None, default=None
        People in the team at most, the one who asks included; None takes the size
        of teams of the program.
    season : Season
        When; open unless given.
    """

    text: str
    skills: tuple[str, ...] = ()
    most: int | None = None
    season: Season = field(default_factory=Season)

    def __post_init__(self) -> None:
        if self.most is not None and self.most < 1:
            msg = f"a team must have at least 1 member, got {self.most}."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """Who could be asked for a goal.

    Attributes
    ----------
    row : int
        Who asks.
    skills : tuple of str
        What the goal needs.
    own, own_slots : int
        Bits of the skills that the one who asks has; of when they can meet.
    rows, masks : ndarray of shape (n_candidates,)
        Rows of the roster, and bits of their skills.
    costs, distance : ndarray of shape (n_candidates,)
        What a choice is judged by, lower is better; how unlike the one who asks.
    slots : ndarray of shape (n_candidates,), int64
        When they and the one who asks can meet, a bit each.
    barred : ndarray of shape (n_pairs, 2)
        Candidates who must not be in one team. Private.
    uncovered : tuple of str
        Skills that nobody has.
    """

    row: int
    skills: tuple[str, ...]
    own: int
    own_slots: int
    rows: Rows
    masks: Ints
    costs: NDArray[np.float64]
    slots: Ints
    barred: Ints
    distance: NDArray[np.float64]
    uncovered: tuple[str, ...]


def read_skills(goal: Goal) -> tuple[str, ...]:
    """Read what a goal needs; from its words where no skill is named.

    Parameters
    ----------
    goal : Goal
        With its text and skills.

    Returns
    -------
    tuple of str
        At most `MAX_SKILLS`, each once.
    """
    named = [" ".join(skill[:LONGEST].split()) for skill in goal.skills]
    if not any(named):
        named = [concept.name for concept in concepts_of(goal.text[:LONGEST])]
    return tuple(dict.fromkeys(skill for skill in named if skill))[:MAX_SKILLS]


def call_people(
    pool: Pool, desk: TeamDesk, row: int, *, goal: Goal, skills: tuple[str, ...]
) -> Call:
    """Find who could be asked: allowed, free in the season, and with a skill.

    Parameters
    ----------
    pool : Pool
        The leaders.
    desk : TeamDesk
        Teams and slots.
    row : int
        Who asks.
    goal : Goal
        What for, and when.
    skills : tuple of str
        What it needs.

    Returns
    -------
    Call
        The candidates.
    """
    season = goal.season
    allowed = who_is_allowed(pool, Request(row), is_purposeful=True)
    slots = desk.free_slots(season, pool.day)
    allowed &= ~desk.busy(season, pool.day) & ((slots & slots[row]) != 0)
    masks = np.zeros(len(pool), dtype=np.int64)
    for bit, skill in enumerate(skills):
        masks[_have(pool, skill)] |= 1 << bit
    own = int(masks[row])
    rows = np.flatnonzero(allowed & ((masks & ~own) != 0))
    rows = _nearest(pool, row, rows, masks[rows])
    distance = desk.distance(pool, row, rows)
    shares = read_purpose(pool.facts, goal.text[:LONGEST]).relevance[rows]
    held = own | int(np.bitwise_or.reduce(masks[rows], initial=0))
    return Call(
        row=row,
        skills=skills,
        own=own,
        own_slots=int(slots[row]),
        rows=rows,
        masks=masks[rows],
        costs=distance + GOAL_WEIGHT * (1.0 - shares),
        slots=slots[rows] & slots[row],
        barred=_barred(pool, rows),
        distance=distance,
        uncovered=tuple(s for bit, s in enumerate(skills) if not held >> bit & 1),
    )


def _nearest(pool: Pool, row: int, rows: Rows, masks: Ints) -> Rows:
    """Keep, of many with the same skills, those nearest in stage and size.

    How few people are needed stays the same: each set of skills keeps its people.
    """
    if rows.size <= MOST_CALLED:
        return rows
    near = -rough_distance(pool, row, rows)
    order = np.argsort(masks.astype(np.uint16), kind="stable")  # MAX_SKILLS bits
    kinds = np.split(order, np.flatnonzero(np.diff(masks[order])) + 1)
    most = max(MOST_CALLED // len(kinds), LEAST)
    kept = [
        same if same.size <= most else same[best_of(near[same], most)] for same in kinds
    ]
    return np.sort(rows[np.concatenate(kept)])


def _have(pool: Pool, skill: str) -> NDArray[np.integer]:
    """Find who offers a skill or works in it; struggling with it is no skill."""
    read = read_purpose(pool.facts, skill)
    if len(read.concepts) == 1:
        rows = read.rows[0]
        return rows[read.relevance[rows] >= IS - 1e-6]
    if not read.concepts or read.unmet:
        return np.zeros(0, dtype=np.intp)
    has = np.ones(len(pool), dtype=np.bool_)
    for concept in read.concepts:
        has &= read_purpose(pool.facts, concept.name).relevance >= IS - 1e-6
    return np.flatnonzero(has)


def _barred(pool: Pool, rows: Rows) -> Ints:
    """List the candidates who must not meet, or work under one roof."""
    place = np.full(len(pool), -1, dtype=np.int64)
    place[rows] = np.arange(rows.size)
    found = [_near(graph, rows, place) for graph in (pool.ties.barred, pool.ties.kin)]
    employers = pool.facts.employers[rows]
    found += [_housed(column) for column in employers.T]
    return np.unique(np.concatenate(found), axis=0)


def _near(graph: Graph, rows: Rows, place: Ints) -> Ints:
    """List the pairs of a graph of which both are candidates."""
    counts = graph.starts[rows + 1] - graph.starts[rows]
    owners = np.repeat(np.arange(rows.size), counts)
    firsts = np.repeat(graph.starts[rows] - np.cumsum(counts) + counts, counts)
    others = place[graph.others[firsts + np.arange(owners.size)]]
    return np.stack([owners, others], axis=1)[others > owners]


def _housed(column: NDArray[np.int32]) -> Ints:
    """List the pairs who have the same number."""
    known = np.flatnonzero(column >= 0)
    order = known[np.argsort(column[known], kind="stable")]
    ends = np.flatnonzero(np.diff(column[order], append=-1)) + 1
    starts = np.concatenate(([0], ends[:-1])) if ends.size else ends
    pairs = [
        pair
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        if end - start > 1
        for pair in combinations(sorted(order[start:end].tolist())[:MOST_HOUSED], 2)
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def choose_people(call: Call, *, most: int) -> tuple[Cover | None, int]:
    """Choose the best team over all slots at which it could meet.

    Parameters
    ----------
    call : Call
        The candidates.
    most : int
        People beside the one who asks, at most.

    Returns
    -------
    Cover or None
        None where no choice covers what somebody has.
    int
        Slots of all of them, a bit each.
    """
    held = int(np.bitwise_or.reduce(call.masks, initial=0))
    need = held & ~call.own
    free = fewest_people(call.masks, call.costs, need, barred=call.barred, most=most)
    if free is None:
        return None, 0
    common = _common(call, free.chosen)
    if common:
        return free, common
    best: tuple[Cover | None, int] = (None, 0)
    for bit in range(63):
        places = np.flatnonzero(call.slots >> bit & 1)
        if not places.size or places.size == call.rows.size:
            continue
        found = _within(call, places, need, most)
        if found is not None and _is_better(found, best[0]):
            best = found, _common(call, found.chosen)
    return best


def _within(call: Call, places: Rows, need: int, most: int) -> Cover | None:
    """Choose among those who can meet at one time."""
    back = np.full(call.rows.size, -1, dtype=np.int64)
    back[places] = np.arange(places.size)
    pairs = back[call.barred]
    found = fewest_people(
        call.masks[places],
        call.costs[places],
        need,
        barred=pairs[(pairs >= 0).all(axis=1)],
        most=most,
    )
    if found is None:
        return None
    chosen = tuple(int(places[k]) for k in found.chosen)
    return Cover(chosen, found.cost, found.is_exact)


def _is_better(one: Cover, other: Cover | None) -> bool:
    return other is None or (len(one.chosen), one.cost) < (
        len(other.chosen),
        other.cost,
    )


def _common(call: Call, chosen: tuple[int, ...]) -> int:
    return int(np.bitwise_and.reduce(call.slots[list(chosen)], initial=EVERY_SLOT))
