"""Leaders: read, added and changed one at a time, under a version."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from service.api.answers import Limit, Page, Place, answer, page_of
from service.api.auth import Manager, Reader
from service.api.bodies import StrictRoute
from service.api.conditions import IfMatch, expected_version
from service.api.fields import Flag, Number
from service.api.names import LeaderId, RosterId
from service.api.writes import Done, Write
from service.storage.leaders import (
    StoredLeader,
    get_leader,
    list_leaders,
    put_leader,
    remove_leader,
)
from service.storage.rosters import get_roster
from service.workflows.pooling import ask_pool
from service.workflows.withdrawing import hide_withdrawn

router = APIRouter(
    prefix="/v1/rosters/{roster_id}/leaders", tags=["leaders"], route_class=StrictRoute
)
Text = Annotated[str, Field(min_length=1, max_length=20_000)]


class LeaderAnswer(BaseModel):
    """A leader with all that is known of them."""

    leader_id: str
    version: int
    position: int
    line: int
    profile: dict[str, Any]


class LeaderRequest(BaseModel):
    """All that is known of a leader; what is left out becomes blank."""

    model_config = ConfigDict(extra="forbid")
    profile: Annotated[dict[str, Flag | Number | Text], Field(max_length=300)]


@router.get("", response_model=Page[LeaderAnswer])
def list_all_leaders(
    caller: Reader, roster_id: RosterId, limit: Limit = 50, cursor: Place = -1
) -> Response:
    """List leaders in the order of the roster; the cursor is a position."""
    with caller.service.store.reading() as connection:
        get_roster(connection, caller.organisation_id, roster_id=roster_id)
        found = list_leaders(
            connection,
            caller.organisation_id,
            roster_id=roster_id,
            after=cursor,
            limit=limit + 1,
        )
    return answer(page_of(found, limit, "position"))


@router.get("/{leader_id}", response_model=LeaderAnswer)
def read_leader(caller: Reader, roster_id: RosterId, leader_id: LeaderId) -> Response:
    """Give all that is known of a leader; the ETag is their version."""
    with caller.service.store.reading() as connection:
        found = get_leader(
            connection,
            caller.organisation_id,
            roster_id=roster_id,
            leader_id=leader_id,
        )
    return answer(found, version=found.version)


@router.put("/{leader_id}", response_model=LeaderAnswer)
def change_leader(
    caller: Manager,
    write: Write,
    roster_id: RosterId,
    leader_id: LeaderId,
    body: Annotated[LeaderRequest, Body()],
    if_match: IfMatch = None,
) -> Response:
    """Change a leader as seen with If-Match, or add one with `If-Match: "0"`."""
    expected = expected_version(if_match)

    def act(connection: Connection) -> Done:
        stored: StoredLeader = put_leader(
            connection,
            caller.organisation_id,
            roster_id=roster_id,
            leader_id=leader_id,
            profile=body.profile,
            expected_version=expected or None,
        )
        ask_pool(connection, caller.organisation_id, roster_id=roster_id)
        return Done(stored, version=stored.version)

    response = write.do(caller.organisation_id, act)
    hide_withdrawn(
        caller.service.store,
        caller.service.shelf,
        caller.organisation_id,
        roster_id=roster_id,
        leader_id=leader_id,
    )
    return response


@router.delete("/{leader_id}", status_code=204, response_class=Response)
def delete_leader(
    caller: Manager,
    write: Write,
    roster_id: RosterId,
    leader_id: LeaderId,
    if_match: IfMatch = None,
) -> Response:
    """Take a leader out of a roster; earlier versions of it keep them."""
    expected = expected_version(if_match)

    def act(connection: Connection) -> Done:
        remove_leader(
            connection,
            caller.organisation_id,
            roster_id=roster_id,
            leader_id=leader_id,
            expected_version=expected,
        )
        ask_pool(connection, caller.organisation_id, roster_id=roster_id)
        return Done(None, 204)

    response = write.do(caller.organisation_id, act)
    caller.service.shelf.drop(roster_id)
    return response
