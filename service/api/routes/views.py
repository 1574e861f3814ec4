"""What the many think on a topic, and nobody's single answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.responses import Response

from service.api.answers import answer
from service.api.auth import Member
from service.api.bodies import StrictRoute
from service.api.names import LeaderId, RosterId

router = APIRouter(
    prefix="/v1/rosters/{roster_id}/leaders/{leader_id}/views",
    tags=["suggestions"],
    route_class=StrictRoute,
)


class ViewsAnswer(BaseModel):
    """Views by question, and reasons for those that there are not."""

    views: list[dict[str, Any]]
    why_none: list[str]


@router.get("", response_model=ViewsAnswer)
def tell_views(
    caller: Member,
    roster_id: RosterId,
    leader_id: LeaderId,
    topic: Annotated[
        str, Query(max_length=2_000, description="A topic; blank for all questions.")
    ] = "",
) -> Response:
    """Say what prevails in surveys that have ended, never of fewer than eleven."""
    found = caller.service.views.tell(
        caller.organisation_id, roster_id=roster_id, leader_id=leader_id, topic=topic
    )
    return answer({name: found[name] for name in ViewsAnswer.model_fields})
