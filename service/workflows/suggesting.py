"""One leader's next steps: an answer in one of the four ways, or a plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from matcher.errors import MatcherError
from matcher.suggest.connect import suggest_connect
from matcher.suggest.desk import Desk
from matcher.suggest.network import suggest_network
from matcher.suggest.open_teams import TeamsAnswer, suggest_open_teams
from matcher.suggest.plan import EngagementPlan, Known, plan_engagement
from matcher.suggest.request import (
    MOST,
    Request,
    SuggestParams,
    row_of,
    tidy_topic,
)
from matcher.suggest.returns import Experience, experience_of_stays
from matcher.suggest.seats import SeatAnswer, suggest_seats
from matcher.suggest.suggestion import Suggestions
from matcher.suggest.surveyed import SurveyDesk
from matcher.suggest.team import TeamAnswer, suggest_team
from matcher.suggest.team_call import Goal
from matcher.suggest.teams import Season, TeamDesk
from matcher.suggest.view import PrevailingViews
from service.workflows.surroundings import Scene
from training.feedback import Feedback

HELPFUL: Final = 0.5  # an answer above it found a peer helpful
DIVERSITY: Final[Mapping[str, float]] = MappingProxyType(
    {"network": 0.2, "connect": 0.5}
)

Found = Suggestions | SeatAnswer | TeamAnswer | TeamsAnswer


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
    """An answer.

    Attributes
    ----------
    inquiry : Inquiry
        What was asked.
    found : Suggestions, SeatAnswer, TeamAnswer or TeamsAnswer
        The answer.
    views : PrevailingViews or None
        Of connect with surveys.
    who : mapping of str to str
        Name and company of the leaders that the answer is about, by id.
    """

    inquiry: Inquiry
    found: Found
    views: PrevailingViews | None
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
    """A plan.

    Attributes
    ----------
    plan : EngagementPlan
        Hours by way.
    who : mapping of str to str
        Name and company of the leaders that the plan is about, by id.
    """

    plan: EngagementPlan
    who: Mapping[str, str]


def answer(scene: Scene, inquiry: Inquiry) -> Answered:
    """Answer one leader.

    Parameters
    ----------
    scene : Scene
        What is known.
    inquiry : Inquiry
        What is asked.

    Returns
    -------
    Answered
        The answer.

    Raises
    ------
    MatcherError
        If there is no such leader, or no group where seats are asked for.
    """
    found = _ask(scene, inquiry)
    views = None
    if scene.surveys is not None and inquiry.way == "connect":
        inputs = scene.inputs
        desk = SurveyDesk.of(inputs.roster, inputs.program, scene.surveys)
        topic = tidy_topic(inquiry.topic)
        views = desk.views(inquiry.leader_id, topic, as_of=scene.as_of)
    who = _who(scene, [found.leader_id, *_named(found)])
    return Answered(inquiry=inquiry, found=found, views=views, who=who)


def plan(
    scene: Scene, leader_id: str, hours: float, *, now: Mapping[str, float]
) -> Planned:
    """Plan one leader's hours.

    Parameters
    ----------
    scene : Scene
        What is known.
    leader_id : str
        For whom.
    hours : float
        They can give a month.
    now : mapping of str to float
        Hours that they spend today, by way.

    Returns
    -------
    Planned
        The plan.

    Raises
    ------
    MatcherError
        If there is no such leader, or nothing can be planned with the hours.
    """
    row = row_of(scene.pool, leader_id)
    teams = scene.teams()
    experience = _experience(scene.feedback, row, teams)
    history = scene.inputs.history
    if history is not None:
        stays = experience_of_stays(history, row, scene.as_of.toordinal())
        so_far = experience.get("accelerate", Experience())
        experience["accelerate"] = so_far.plus(stays)
    groups, told = _groups(scene)
    found = plan_engagement(
        scene.pool,
        leader_id,
        hours,
        desks=(groups, teams),
        known=Known(experience, dict(now), scene.record()),
    )
    found = replace(found, remarks=(*found.remarks, *told))
    named = [leader_id, *(one for entry in found.entries for one in entry.ids)]
    return Planned(found, _who(scene, named))


def _groups(scene: Scene) -> tuple[Desk | None, tuple[str, ...]]:
    """Open the groups, or say why they cannot be compared; a plan does without."""
    if scene.inputs.seating is None and not any(scene.pool.groups.names):
        return None, ()
    try:
        return scene.groups(), ()
    except MatcherError as error:
        return None, (f"Groups were not compared: {error}",)


def _ask(scene: Scene, inquiry: Inquiry) -> Found:
    pool, leader_id = scene.pool, inquiry.leader_id
    row = row_of(pool, leader_id)
    if inquiry.way == "accelerate":
        return suggest_seats(pool, scene.groups(), leader_id, k=inquiry.k)
    if inquiry.way == "optimize":
        teams, season = scene.teams(), inquiry.season
        if inquiry.topic or inquiry.skills:
            goal = Goal(tidy_topic(inquiry.topic), inquiry.skills, inquiry.most, season)
            return suggest_team(pool, teams, leader_id, goal=goal)
        return suggest_open_teams(pool, teams, leader_id, k=inquiry.k, season=season)
    suits = DIVERSITY[inquiry.way]
    diversity = suits if inquiry.diversity is None else inquiry.diversity
    request = Request(
        row=row,
        topic=tidy_topic(inquiry.topic),
        k=min(inquiry.k, MOST),
        params=SuggestParams(diversity=diversity),
        record=scene.record(),
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


def _who(scene: Scene, leader_ids: Iterable[str]) -> dict[str, str]:
    """Name leaders, as far as the roster does."""
    table = scene.inputs.roster.table
    columns = [name for name in ("name", "company") if name in table]
    found: dict[str, str] = {}
    for leader_id in leader_ids:
        row = scene.pool.facts.ids.row_of(leader_id)
        if row >= 0:
            cells = table[columns].iloc[row].dropna()
            found[leader_id] = ", ".join(str(cell) for cell in cells.tolist())
    return found


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
