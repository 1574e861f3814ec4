"""A team for one goal: the fewest people who cover its skills, alike and available.

The team's result comes first: whoever is needed for the goal is asked, even if another
team would give them more, and the answer says who gives how much up.
"""

from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.explain.wording import count, listed
from matcher.suggest.cover import Cover
from matcher.suggest.pool import Pool
from matcher.suggest.request import row_of
from matcher.suggest.team_call import (
    Call,
    Goal,
    call_people,
    choose_people,
    read_skills,
)
from matcher.suggest.teams import EVERY_SLOT, TeamDesk

LEAST_GIVEN_UP: Final = 0.02  # of value; less is within the noise of any model

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a team.

    Attributes
    ----------
    leader_id : str
        Who.
    skills : tuple of str
        What they cover that the goal needs.
    distance : float
        How unlike the one who asks in goal, stage and the like; 1 is a random pair.
    value : float
        What they can expect of a peer in the team, in [0, 1].
    gives_up : float
        How much more they could expect of as many others who could be asked.
    text : str
        The same in a sentence.
    """

    leader_id: str
    skills: tuple[str, ...]
    distance: float
    value: float
    gives_up: float
    text: str


@dataclass(frozen=True, slots=True)
class TeamAnswer:
    """A team for a goal.

    Attributes
    ----------
    leader_id : str
        Who asked.
    goal : str
        What for.
    season : str
        When.
    members : tuple of Member
        The one who asks first; empty where there is no team.
    slots : tuple of str
        When all of them can meet, as far as it is known.
    uncovered : tuple of str
        Skills that nobody who can be asked has.
    is_exact : bool
        Whether no smaller team, and none as small and closer, covers as much.
    verdict : str
        The answer in a sentence.
    why_empty : str or None
        Why there is no team and what would help.
    remarks : tuple of str
        What the reader should know.
    """

    leader_id: str
    goal: str
    season: str
    members: tuple[Member, ...]
    slots: tuple[str, ...]
    uncovered: tuple[str, ...]
    is_exact: bool
    verdict: str
    why_empty: str | None
    remarks: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Turn it into what JSON can hold.

        Returns
        -------
        dict
            The attributes.
        """
        return asdict(self) | {"way": "optimize"}


def suggest_team(
    pool: Pool, desk: TeamDesk, leader_id: str, *, goal: Goal
) -> TeamAnswer:
    """Find a team for a goal.

    Parameters
    ----------
    pool : Pool
        The leaders.
    desk : TeamDesk
        Teams and slots, over the same roster.
    leader_id : str
        Who asks, and is in the team.
    goal : Goal
        What for, and when.

    Returns
    -------
    TeamAnswer
        A team, or why there is none.

    Raises
    ------
    UnknownLeaderError
        When the roster has no such leader.
    """
    row = row_of(pool, leader_id)
    why = _why_not_at_all(pool, desk, row, goal)
    skills = read_skills(goal)
    if not why and not skills:
        why = (
            "The goal names no skill; say what it needs, such as "
            '"financing; Germany; hiring".'
        )
    if why:
        return _no_team(pool, row, goal, why, ())
    call = call_people(pool, desk, row, goal=goal, skills=skills)
    most = goal.most if goal.most is not None else desk.most
    found, slots = choose_people(call, most=most - 1)
    if found is None or len(call.uncovered) == len(skills):
        return _no_team(pool, row, goal, _why_none(call, most), call.uncovered)
    return _team(pool, desk, goal, call, (found, slots))


def _why_not_at_all(pool: Pool, desk: TeamDesk, row: int, goal: Goal) -> str:
    as_of, season = pool.day, goal.season
    if season.end is not None and as_of is not None and season.end < as_of:
        return f"The season ended on {season.end}; give one that is still to come."
    if not pool.may_show[row]:
        return (
            "This leader has not agreed to be matched; record a yes in the roster's "
            "consent column once they agree."
        )
    if desk.is_busy(row, season, as_of):
        return (
            "This leader sits in another team of an overlapping season; choose a "
            "season after it."
        )
    return ""


def _team(
    pool: Pool,
    desk: TeamDesk,
    goal: Goal,
    call: Call,
    found: tuple[Cover, int],
) -> TeamAnswer:
    cover, common = found
    uncovered = call.uncovered
    rows = np.array([call.row, *call.rows[list(cover.chosen)]], dtype=np.intp)
    slots = desk.slots_named(
        (common & call.own_slots) if common != EVERY_SLOT else call.own_slots
    )
    masks = [call.own, *call.masks[list(cover.chosen)].tolist()]
    apart = [0.0, *call.distance[list(cover.chosen)].tolist()]
    members = tuple(
        _member(pool, rows, call, at, (masks[at], apart[at])) for at in range(rows.size)
    )
    covered = len(call.skills) - len(uncovered)
    fewest = "the fewest who cover" if cover.is_exact else "who cover"
    verdict = (
        f"{count(rows.size, 'leader')}, {fewest} {covered} of "
        f"{count(len(call.skills), 'skill')}, {goal.season.sentence()}."
    )
    remarks = []
    if uncovered:
        names = listed([f'"{skill}"' for skill in uncovered])
        remarks.append(
            f"Nobody who can be asked offers or works in {names}: use the words of "
            "the roster, or look for it outside."
        )
    if rows.size == 1:
        remarks.append("You cover what is needed by yourself; nobody else is needed.")
    return TeamAnswer(
        leader_id=pool.facts.ids[call.row],
        goal=goal.text,
        season=goal.season.sentence(),
        members=members,
        slots=slots,
        uncovered=uncovered,
        is_exact=cover.is_exact,
        verdict=verdict,
        why_empty=None,
        remarks=tuple(remarks),
    )


def _member(
    pool: Pool, rows: Rows, call: Call, at: int, held: tuple[int, float]
) -> Member:
    """Say what one member brings, and gives up for the team."""
    row, (mask, distance) = int(rows[at]), held
    others = rows[rows != row]
    skills = tuple(s for bit, s in enumerate(call.skills) if mask >> bit & 1)
    value = best = 0.0
    if others.size:
        value = float(pool.worth.from_others(row, others).mean())
        might = np.union1d(call.rows[call.rows != row], others)
        could = np.sort(pool.worth.from_others(row, might))[::-1]
        best = float(could[: others.size].mean())
    gives_up = max(best - value, 0.0)
    brings = f"brings {listed(skills)}" if skills else "brings the goal"
    if gives_up < LEAST_GIVEN_UP:
        text = f"{brings}; gives nothing up that is known"
    else:
        text = (
            f"{brings}; gives up {gives_up:.2f} of value: as many others would bring "
            f"them {best:.2f}, this team brings {value:.2f}"
        )
    return Member(pool.facts.ids[row], skills, distance, value, gives_up, text)


def _why_none(call: Call, most: int) -> str:
    if len(call.uncovered) == len(call.skills):
        names = listed([f'"{skill}"' for skill in call.skills])
        return (
            f"Nobody who can be asked offers or works in {names}; use the words and "
            "the language of the roster, or name other skills."
        )
    if most <= 1:
        return "One leader alone does not cover the skills; allow more people."
    return (
        f"No {count(most, 'leader')} who are free and can meet at one time cover the "
        "skills; allow more people, another season, or fewer skills."
    )


def _no_team(
    pool: Pool, row: int, goal: Goal, why: str, uncovered: tuple[str, ...]
) -> TeamAnswer:
    return TeamAnswer(
        leader_id=pool.facts.ids[row],
        goal=goal.text,
        season=goal.season.sentence(),
        members=(),
        slots=(),
        uncovered=uncovered,
        is_exact=False,
        verdict="No team.",
        why_empty=why,
    )
