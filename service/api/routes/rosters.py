"""Rosters: uploaded as they are, imported by a job, read page by page."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel
from sqlalchemy import Connection
from starlette.responses import Response

from matcher.roster.report import ImportReport
from service.api.answers import Cursor, Limit, Page, answer, page_of
from service.api.auth import Manager, Reader
from service.api.bodies import StrictRoute
from service.api.conditions import IfMatch, expected_version
from service.api.names import RosterId
from service.api.routes.jobs import JobAnswer, accepted
from service.api.writes import Done, Write
from service.storage.rosters import (
    get_roster,
    list_rosters,
    load_report,
)
from service.storage.trail import note
from service.workflows.erasing import Removal
from service.workflows.importing import ask_import, check_upload

router = APIRouter(prefix="/v1/rosters", tags=["rosters"], route_class=StrictRoute)


class RosterAnswer(BaseModel):
    """A roster without its leaders."""

    roster_id: str
    name: str
    source: str
    sha256: str
    kinds: dict[str, str]
    version: int
    n_leaders: int
    created_at: datetime
    updated_at: datetime


@router.post("", status_code=202, response_model=JobAnswer)
def upload_roster(
    caller: Manager,
    write: Write,
    body: Annotated[bytes, Body(min_length=1, media_type="application/octet-stream")],
    name: Annotated[
        str,
        Query(
            min_length=1,
            max_length=60,
            pattern=r"^[^/\\\x00-\x1f\x7f]*[^/\\\x00-\x1f\x7f.]$",
            description="What to call the roster; a file name such as members.csv.",
        ),
    ],
    mapping: Annotated[
        str,
        Query(
            pattern=r"^(plain|salesforce|hubspot|imis)?$",
            description="Preset of column names; blank guesses.",
        ),
    ] = "",
    sheet: Annotated[
        str, Query(max_length=100, description="Sheet of a workbook.")
    ] = "",
) -> Response:
    """Upload a file of leaders: CSV, Excel or Parquet, plain, gzip or zip.

    Answered with a job; its result holds the id of the roster.
    """
    check_upload(body, name)

    def act(connection: Connection) -> Done:
        job = ask_import(
            connection,
            caller.organisation_id,
            name=name,
            data=body,
            mapping=mapping or None,
            sheet=sheet or None,
        )
        return accepted(job)

    return write.do(caller.organisation_id, act)


@router.get("", response_model=Page[RosterAnswer])
def list_all_rosters(
    caller: Reader, limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """List rosters, the oldest first."""
    with caller.service.store.reading() as connection:
        found = list_rosters(
            connection, caller.organisation_id, after=cursor, limit=limit + 1
        )
    return answer(page_of(found, limit, "roster_id"))


@router.get("/{roster_id}", response_model=RosterAnswer)
def read_roster(caller: Reader, roster_id: RosterId) -> Response:
    """Describe a roster; its ETag is its version."""
    with caller.service.store.reading() as connection:
        found = get_roster(connection, caller.organisation_id, roster_id=roster_id)
    return answer(found, version=found.version)


@router.get("/{roster_id}/report", response_model=dict[str, Any])
def read_report(caller: Reader, roster_id: RosterId) -> Response:
    """Say what was guessed, repaired, refused or flagged when it was imported."""
    with caller.service.store.reading() as connection:
        report: ImportReport = load_report(
            connection, caller.organisation_id, roster_id=roster_id
        )
    return answer(report.to_dict())


@router.delete("/{roster_id}", status_code=204, response_class=Response)
def delete_roster(
    caller: Manager, write: Write, roster_id: RosterId, if_match: IfMatch = None
) -> Response:
    """Remove a roster with everything that belongs to it."""
    expected = expected_version(if_match)
    service, mine = caller.service, caller.organisation_id
    removal = Removal(
        service.store,
        mine,
        roster_id=roster_id,
        data=service.settings.data_folder,
    )

    def act(connection: Connection) -> Done:
        removal.remove(connection, expected_version=expected)
        note(
            connection,
            mine,
            act="remove",
            kind="roster",
            object_id=roster_id,
            key_id=caller.key.key_id,
        )
        return Done(None, 204)

    response = write.do(mine, act)
    service.shelf.drop(roster_id)
    removal.finish()
    return response
