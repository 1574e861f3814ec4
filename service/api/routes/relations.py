"""Relations: what leaders declared about each other; for those who manage alone."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from service.api.answers import Cursor, Limit, Page, answer, page_of
from service.api.auth import Manager
from service.api.bodies import StrictRoute
from service.api.fields import AnyLeader, Day
from service.api.names import RelationId, RosterId
from service.api.writes import Done, Write
from service.storage.relations import (
    Declared,
    StoredRelation,
    add_relation,
    get_relation,
    list_relations,
    remove_relation,
)
from service.storage.rosters import get_roster
from service.storage.trail import note
from service.workflows.pooling import ask_pool

router = APIRouter(
    prefix="/v1/rosters/{roster_id}/relations",
    tags=["relations"],
    route_class=StrictRoute,
)
Kind = Literal[
    "competitor",
    "customer",
    "supplier",
    "family",
    "colleague",
    "conflict",
    "knows",
    "together",
]


class RelationRequest(BaseModel):
    """One relation, declared by `leader_id` about `other_id`."""

    model_config = ConfigDict(extra="forbid")
    leader_id: AnyLeader
    other_id: AnyLeader
    kind: Kind
    level: Literal["fine", "ask", "no"] = "no"
    until: Day | None = None
    source: Annotated[str, Field(max_length=2_000)] = ""


class RelationAnswer(BaseModel):
    """A relation as stored."""

    relation_id: str
    leader_id: str
    other_id: str
    kind: Kind
    level: Literal["fine", "ask", "no"]
    until: date | None
    source: str
    created_at: datetime


@router.get("", response_model=Page[RelationAnswer])
def list_all_relations(
    caller: Manager, roster_id: RosterId, limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """List what was declared, the oldest first."""
    with caller.service.store.reading() as connection:
        get_roster(connection, caller.organisation_id, roster_id=roster_id)
        found = list_relations(
            connection,
            caller.organisation_id,
            roster_id=roster_id,
            after=cursor,
            limit=limit + 1,
        )
    return answer(page_of(found, limit, "relation_id", [_shown(one) for one in found]))


@router.post("", status_code=201, response_model=RelationAnswer)
def declare_relation(
    caller: Manager,
    write: Write,
    roster_id: RosterId,
    body: Annotated[RelationRequest, Body()],
) -> Response:
    """Declare what one leader is to another."""

    def act(connection: Connection) -> Done:
        stored = add_relation(
            connection,
            caller.organisation_id,
            roster_id=roster_id,
            declared=Declared(**body.model_dump()),
        )
        ask_pool(connection, caller.organisation_id, roster_id=roster_id)
        here = f"/v1/rosters/{roster_id}/relations/{stored.relation_id}"
        return Done(_shown(stored), 201, location=here)

    return write.do(caller.organisation_id, act)


@router.get("/{relation_id}", response_model=RelationAnswer)
def read_relation(
    caller: Manager, roster_id: RosterId, relation_id: RelationId
) -> Response:
    """Give one relation."""
    with caller.service.store.reading() as connection:
        found = get_relation(
            connection,
            caller.organisation_id,
            roster_id=roster_id,
            relation_id=relation_id,
        )
    return answer(_shown(found))


@router.delete("/{relation_id}", status_code=204, response_class=Response)
def take_back_relation(
    caller: Manager, write: Write, roster_id: RosterId, relation_id: RelationId
) -> Response:
    """Take a relation back."""

    def act(connection: Connection) -> Done:
        remove_relation(
            connection,
            caller.organisation_id,
            roster_id=roster_id,
            relation_id=relation_id,
        )
        note(
            connection,
            caller.organisation_id,
            act="take back",
            kind="relation",
            object_id=relation_id,
            key_id=caller.key.key_id,
        )
        ask_pool(connection, caller.organisation_id, roster_id=roster_id)
        return Done(None, 204)

    return write.do(caller.organisation_id, act)


def _shown(stored: StoredRelation) -> dict[str, object]:
    said = stored.declared
    return {
        "relation_id": stored.relation_id,
        "leader_id": said.leader_id,
        "other_id": said.other_id,
        "kind": said.kind,
        "level": said.level,
        "until": said.until,
        "source": said.source,
        "created_at": stored.created_at,
    }
