"""What one leader may ask for themselves: suggestions, a plan, their group."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from service.api.answers import JSON, answer
from service.api.auth import Member
from service.api.bodies import StrictRoute
from service.api.names import LeaderId, RosterId
from service.workflows.inquiring import OwnGroup
from service.workflows.questions import Question

router = APIRouter(
    prefix="/v1/rosters/{roster_id}/leaders/{leader_id}",
    tags=["suggestions"],
    route_class=StrictRoute,
)
Way = Literal["network", "connect", "accelerate", "optimize"]


class SuggestionsAnswer(BaseModel):
    """Whom to meet, or which seats and teams are open; entries as the way has them.

    `prepared_at` says when an answer was worked out ahead; null is just now.
    """

    model_config = ConfigDict(extra="allow")
    way: Way
    leader_id: str
    roster_version: int
    prepared_at: datetime | None


class PlanAnswer(BaseModel):
    """Hours by way, each with its reason."""

    model_config = ConfigDict(extra="allow")
    leader_id: str
    hours: float
    entries: list[dict[str, Any]]
    verdict: str


@router.get("/suggestions", response_model=SuggestionsAnswer)
async def suggest(
    caller: Member,
    roster_id: RosterId,
    leader_id: LeaderId,
    way: Way = "network",
    topic: Annotated[
        str, Query(max_length=2_000, description="A purpose, a topic or a goal.")
    ] = "",
    k: Annotated[int, Query(ge=1, le=100, description="Most entries.")] = 10,
) -> Response:
    """Suggest whom a leader should meet next, with reasons and paths."""
    asked = (caller.organisation_id, Question(roster_id, leader_id, way, topic, k))
    inquiries = caller.service.inquiries
    found = inquiries.at_hand(*asked)  # a look-up: a thread would cost more than it
    if found is None:
        found = await run_in_threadpool(inquiries.suggest, *asked)
    return Response(found, media_type=JSON)


@router.get("/plan", response_model=PlanAnswer)
def plan(
    caller: Member,
    roster_id: RosterId,
    leader_id: LeaderId,
    hours: Annotated[
        float,
        Query(gt=0.0, le=744.0, allow_inf_nan=False, description="Hours a month."),
    ],
) -> Response:
    """Plan what a leader does with their hours over the four ways."""
    found = caller.service.inquiries.plan(
        caller.organisation_id, roster_id=roster_id, leader_id=leader_id, hours=hours
    )
    return answer(found)


@router.get("/group", response_model=OwnGroup)
def own_group(caller: Member, roster_id: RosterId, leader_id: LeaderId) -> Response:
    """Say in which published group a leader sits, and with whom."""
    with caller.service.store.reading() as connection:
        found = caller.service.inquiries.own_group(
            connection, caller.organisation_id, roster_id, who=leader_id
        )
    return answer(found)
