"""Programs: what an organisation wants of its groups, changed under a version."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from sqlalchemy import Connection
from starlette.responses import Response

from matcher.program.read import parse_program
from service.api.answers import Cursor, Limit, Page, answer, page_of
from service.api.auth import Manager, Reader
from service.api.bodies import StrictRoute
from service.api.conditions import IfMatch, expected_version
from service.api.names import ProgramId
from service.api.writes import Done, Write
from service.storage.programs import (
    add_program,
    get_program,
    list_programs,
    put_program,
    remove_program,
)

router = APIRouter(prefix="/v1/programs", tags=["programs"], route_class=StrictRoute)


class ProgramRequest(BaseModel):
    """A program: the tables of a program file as JSON."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=200)]
    document: Annotated[dict[str, JsonValue], Field(max_length=50)]


class ProgramAnswer(BaseModel):
    """A program as stored."""

    program_id: str
    name: str
    document: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime


@router.get("", response_model=Page[ProgramAnswer])
def list_all_programs(
    caller: Reader, limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """List programs, the oldest first."""
    with caller.service.store.reading() as connection:
        found = list_programs(
            connection, caller.organisation_id, after=cursor, limit=limit + 1
        )
    return answer(page_of(found, limit, "program_id"))


@router.post("", status_code=201, response_model=ProgramAnswer)
def create_program(
    caller: Manager, write: Write, body: Annotated[ProgramRequest, Body()]
) -> Response:
    """Store a program; what makes no sense in it is named."""
    parse_program(body.document)

    def act(connection: Connection) -> Done:
        stored = add_program(
            connection,
            caller.organisation_id,
            name=body.name,
            document=body.document,
        )
        here = f"/v1/programs/{stored.program_id}"
        return Done(stored, 201, version=stored.version, location=here)

    return write.do(caller.organisation_id, act)


@router.get("/{program_id}", response_model=ProgramAnswer)
def read_program(caller: Reader, program_id: ProgramId) -> Response:
    """Give a program; its ETag is its version."""
    with caller.service.store.reading() as connection:
        found = get_program(connection, caller.organisation_id, program_id=program_id)
    return answer(found, version=found.version)


@router.put("/{program_id}", response_model=ProgramAnswer)
def change_program(
    caller: Manager,
    write: Write,
    program_id: ProgramId,
    body: Annotated[ProgramRequest, Body()],
    if_match: IfMatch = None,
) -> Response:
    """Change a program as seen with If-Match."""
    expected = expected_version(if_match)
    parse_program(body.document)

    def act(connection: Connection) -> Done:
        stored = put_program(
            connection,
            caller.organisation_id,
            program_id=program_id,
            name=body.name,
            document=body.document,
            expected_version=expected,
        )
        return Done(stored, version=stored.version)

    return write.do(caller.organisation_id, act)


@router.delete("/{program_id}", status_code=204, response_class=Response)
def delete_program(
    caller: Manager, write: Write, program_id: ProgramId, if_match: IfMatch = None
) -> Response:
    """Remove a program; proposals keep the one they were made with."""
    expected = expected_version(if_match)

    def act(connection: Connection) -> Done:
        remove_program(
            connection,
            caller.organisation_id,
            program_id=program_id,
            expected_version=expected,
        )
        return Done(None, 204)

    return write.do(caller.organisation_id, act)
