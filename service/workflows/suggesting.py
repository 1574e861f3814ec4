"""One leader's next steps from files: read, gather, ask, and say what was not used."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from matcher.roster.memberships import Memberships, read_memberships
from matcher.roster.roster import Roster
from matcher.roster.surveys import Surveys, read_surveys
from matcher.suggest.connect import suggest_connect
from matcher.suggest.desk import Desk, open_desk
from matcher.suggest.network import suggest_network
from matcher.suggest.open_teams import TeamsAnswer, suggest_open_teams
from matcher.suggest.plan import EngagementPlan, Known, check_hours, plan_engagement
from matcher.suggest.pool import Pool, build_pool
from matcher.suggest.request import LONGEST, MOST, Request, SuggestParams, row_of
from matcher.suggest.returns import Experience, experience_of_stays
from matcher.suggest.seats import SeatAnswer, suggest_seats
from matcher.suggest.suggestion import Suggestions
from matcher.suggest.surveyed import SurveyDesk
from matcher.suggest.team import TeamAnswer, suggest_team
from matcher.suggest.team_call import Goal
from matcher.suggest.teams import Season, TeamDesk
from matcher.suggest.view import PrevailingViews
from service.workflows.inputs import Inputs, Sources, read_inputs
from training.feedback import Feedback, read_feedback

HELPFUL: Final = 0.5  # an answer above it found a peer helpful
DIVERSITY: Final[Mapping[str, float]] = MappingProxyType(
    {"network": 0.2, "connect": 0.5}
)

Progress = Callable[[str], None]
Found = Suggestions | SeatAnswer | TeamAnswer | TeamsAnswer


@dataclass(frozen=True, slots=True)
class Beside:
    """Files that only the four ways read.

    Attributes
    ----------
    surveys : Path or None, default=None
        What leaders answered.
    feedback : Path or None, default=None
        What they said of each other.
    """

    surveys: Path | None = None
    feedback: Path | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What one leader asks.

    Attributes
    ----------
    leader_id : str
        Who.
    way : str
        One of the four.
    topic : str
        A purpose, a topic or a goal; empty for none.
    k : int
        Most entries.
    diversity : float or None
        How unlike the people shown should be, in [0, 1]; None takes what suits the
        way.
    skills : tuple of str
        What a goal needs.
    most : int or None
        People in a team at most.
    season : Season
        When a team lasts.
    """

    leader_id: str
    way: str
    topic: str = ""
    k: int = 10
    diversity: float | None = None
    skills: tuple[str, ...] = ()
    most: int | None = None
    season: Season = field(default_factory=Season)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and what could not be used.

    Attributes
    ----------
    inquiry : Inquiry
        What was asked.
    found : Suggestions, SeatAnswer, TeamAnswer or TeamsAnswer
        The answer.
    views : PrevailingViews or None
        Of connect with surveys.
    problems : tuple of str
        Lines of files that were not used, or not as they stand.
    who : mapping of str to str
        Name and company of the leaders that the answer is about, by id.
    """

    inquiry: Inquiry
    found: Found
    views: PrevailingViews | None
    problems: tuple[str, ...]
    who: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Turn it into what JSON can hold.

        Returns
        -------
        dict
            The answer, with its views where there are some.
        """
        document = {"way": self.inquiry.way, **self.found.to_dict()}
        if self.views is not None:
            document["prevailing_views"] = self.views.to_dict()
        return document


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and what could not be used.

    Attributes
    ----------
    plan : EngagementPlan
        Hours by way.
    problems : tuple of str
        Lines of files that were not used, or not as they stand.
    who : mapping of str to str
        Name and company of the leaders that the plan is about, by id.
    """

    plan: EngagementPlan
    problems: tuple[str, ...]
    who: Mapping[str, str]


def answer(
    sources: Sources,
    beside: Beside,
    inquiry: Inquiry,
    *,
    as_of: date,
    progress: Progress,
) -> Answered:
    """Answer one leader from files.

    Parameters
    ----------
    sources : Sources
        The files and names a run starts from.
    beside : Beside
        Files that only the ways read.
    inquiry : Inquiry
        What is asked.
    as_of : date
        Day of the run.
    progress : callable
        Told what is being done.

    Returns
    -------
    Answered
        The answer.

    Raises
    ------
    MatcherError
        If a file cannot be used, or there is no such leader.
    """
    inputs, memberships = _read(sources, progress, as_of)
    surveys = _surveys(beside, inputs.roster, progress)
    progress("Gathering what is known")
    pool = build_pool(
        inputs.roster, inputs.program, given=inputs.given(as_of), model=inputs.bundle
    )
    views = None
    if surveys is not None and inquiry.way == "connect":
        desk = SurveyDesk.of(inputs.roster, inputs.program, surveys)
        views = desk.views(inquiry.leader_id, inquiry.topic[:LONGEST], as_of=as_of)
    found = _ask(pool, inputs, memberships, inquiry, as_of)
    return Answered(
        inquiry=inquiry,
        found=found,
        views=views,
        problems=_problems(inputs, as_of, memberships, surveys),
        who=_who(inputs.roster, pool, [found.leader_id, *_named(found)]),
    )


def plan(
    sources: Sources,
    beside: Beside,
    wish: tuple[str, float, Mapping[str, float]],
    *,
    as_of: date,
    progress: Progress,
) -> Planned:
    """Plan one leader's hours from files.

    Parameters
    ----------
    sources : Sources
        The files and names a run starts from.
    beside : Beside
        Files that only the ways read.
    wish : tuple of (str, float, mapping of str to float)
        Whose hours, how many a month, and what they spend today by way.
    as_of : date
        Day of the run.
    progress : callable
        Told what is being done.

    Returns
    -------
    Planned
        The plan.

    Raises
    ------
    MatcherError
        If a file cannot be used, there is no such leader, or nothing can be planned
        with the hours.
    """
    leader_id, hours, now = wish
    check_hours(hours)
    inputs, memberships = _read(sources, progress, as_of)
    feedback = None
    if beside.feedback is not None:
        progress(f"Reading {beside.feedback.name}")
        feedback = read_feedback(beside.feedback, inputs.roster)
    progress("Gathering what is known")
    given = inputs.given(as_of)
    pool = build_pool(inputs.roster, inputs.program, given=given, model=inputs.bundle)
    teams = TeamDesk.of(inputs.roster, inputs.program, memberships)
    row = row_of(pool, leader_id)
    experience = _experience(feedback, row, teams)
    if inputs.history is not None:
        stays = experience_of_stays(inputs.history, row, as_of.toordinal())
        experience["accelerate"] = experience.get("accelerate", Experience()).plus(
            stays
        )
    found = plan_engagement(
        pool,
        leader_id,
        hours,
        desks=(_groups(inputs, as_of), teams),
        known=Known(experience, dict(now)),
    )
    named = [leader_id, *(one for entry in found.entries for one in entry.ids)]
    problems = _problems(inputs, as_of, memberships, feedback)
    return Planned(found, problems, _who(inputs.roster, pool, named))


def _read(
    sources: Sources, progress: Progress, as_of: date
) -> tuple[Inputs, Memberships | None]:
    """Read the files; memberships leave the roster whole, for its leaders may ask."""
    inputs = read_inputs(replace(sources, memberships=None), progress, as_of=as_of)
    if sources.memberships is None:
        return inputs, None
    progress(f"Reading {sources.memberships.name}")
    return inputs, read_memberships(sources.memberships, inputs.roster)


def _surveys(beside: Beside, roster: Roster, progress: Progress) -> Surveys | None:
    if beside.surveys is None:
        return None
    progress(f"Reading {beside.surveys.name}")
    return read_surveys(beside.surveys, roster)


def _ask(
    pool: Pool,
    inputs: Inputs,
    memberships: Memberships | None,
    inquiry: Inquiry,
    as_of: date,
) -> Found:
    row = row_of(pool, inquiry.leader_id)
    if inquiry.way == "accelerate":
        desk = open_desk(inputs.roster, inputs.program, given=inputs.given(as_of))
        return suggest_seats(pool, desk, inquiry.leader_id, k=inquiry.k)
    if inquiry.way == "optimize":
        teams = TeamDesk.of(inputs.roster, inputs.program, memberships)
        if inquiry.topic or inquiry.skills:
            goal = Goal(inquiry.topic, inquiry.skills, inquiry.most, inquiry.season)
            return suggest_team(pool, teams, inquiry.leader_id, goal=goal)
        return suggest_open_teams(
            pool, teams, inquiry.leader_id, k=inquiry.k, season=inquiry.season
        )
    suits = DIVERSITY[inquiry.way]
    diversity = suits if inquiry.diversity is None else inquiry.diversity
    request = Request(
        row=row,
        topic=" ".join(inquiry.topic[:LONGEST].split()),
        k=min(inquiry.k, MOST),
        params=SuggestParams(diversity=diversity),
    )
    ask = suggest_connect if inquiry.way == "connect" else suggest_network
    return ask(pool, request)


def _named(found: Found) -> list[str]:
    """List the leaders whom an answer is about."""
    if isinstance(found, Suggestions):
        return [
            one for entry in found.entries for one in (entry.leader_id, *entry.path)
        ]
    if isinstance(found, TeamAnswer):
        return [member.leader_id for member in found.members]
    return []


def _who(roster: Roster, pool: Pool, leader_ids: Iterable[str]) -> dict[str, str]:
    """Name leaders, as far as the roster does."""
    columns = [name for name in ("name", "company") if name in roster.table]
    found: dict[str, str] = {}
    for leader_id in leader_ids:
        row = pool.facts.ids.row_of(leader_id)
        if row >= 0:
            cells = roster.table[columns].iloc[row].dropna()
            found[leader_id] = ", ".join(str(cell) for cell in cells.tolist())
    return found


def _groups(inputs: Inputs, as_of: date) -> Desk | None:
    """Open the groups, where there are some."""
    has_own = "group" in inputs.roster.table
    if inputs.seating is None and not has_own:
        return None
    return open_desk(inputs.roster, inputs.program, given=inputs.given(as_of))


def _experience(
    feedback: Feedback | None, row: int, teams: TeamDesk
) -> dict[str, Experience]:
    """Sort what a leader said of peers by the way in which they met."""
    if feedback is None:
        return {}
    table = feedback.of("helped", "rating", "group_rating", "attended")
    own = table[table["rater"] == row]
    team_ids = {teams.team_ids[t] for t in teams.teams[teams.is_team].tolist()}
    found: dict[str, Experience] = {}
    for group, value in zip(own["group"], own["value"], strict=True):
        way = "optimize" if group in team_ids else "accelerate" if group else "network"
        more = Experience(float(value > HELPFUL), 1.0)
        found[way] = found.get(way, Experience()).plus(more)
    return found


def _problems(
    inputs: Inputs,
    as_of: date,
    *files: Memberships | Surveys | Feedback | None,
) -> tuple[str, ...]:
    """List what could not be used of any file, by line."""
    return (
        *inputs.given(as_of).problems(),
        *(
            f"{file.source}, {problem.sentence()}."
            for file in files
            if file is not None
            for problem in file.problems
        ),
    )
