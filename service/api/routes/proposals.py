"""Proposals: asked for as a job, then worked on by hand, then published."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from service.api.answers import Cursor, Limit, Page, answer, page_of
from service.api.auth import Caller, Manager, Reader
from service.api.bodies import StrictRoute
from service.api.conditions import IfMatch, expected_version
from service.api.fields import Flag, OnlyNumber
from service.api.names import OURS, ProposalId
from service.api.problems import refuse_field
from service.api.routes.jobs import JobAnswer, accepted
from service.api.writes import Done, Write
from service.storage.drafts import Act, By, list_acts, withdraw_proposal
from service.storage.proposals import (
    StoredProposal,
    get_proposal,
    list_proposals,
    load_document,
    load_seats,
)
from service.workflows.drafting import shown_breach
from service.workflows.exports import seats_csv
from service.workflows.proposing import Wish, ask_proposal

router = APIRouter(prefix="/v1/proposals", tags=["proposals"], route_class=StrictRoute)


class ProposalRequest(BaseModel):
    """Groups to be proposed."""

    model_config = ConfigDict(extra="forbid")
    roster_id: Annotated[str, Field(pattern=OURS)]
    program_id: Annotated[str, Field(pattern=OURS)] | None = None
    seconds: Annotated[float, Field(gt=0.0), OnlyNumber] = 10.0
    seed: Annotated[int, Field(ge=0, le=2**32 - 1), OnlyNumber] = 0
    max_moves: Annotated[int, Field(ge=0, le=2**31 - 1), OnlyNumber] | None = None
    anew: Flag = False


class ProposalAnswer(BaseModel):
    """A proposal without its groups."""

    proposal_id: str
    roster_id: str
    roster_version: int
    seating_number: int
    state: Literal["draft", "published", "superseded", "withdrawn"]
    version: int
    job_id: str | None
    created_at: datetime
    updated_at: datetime


class WholeProposal(ProposalAnswer):
    """A proposal with all that was told of it when it was made."""

    document: dict[str, Any]


class SeatAnswer(BaseModel):
    """Where one leader sits now; blank for no seat."""

    leader_id: str
    group_id: str
    is_locked: bool


class DraftAnswer(BaseModel):
    """How a draft stands."""

    version: int
    score: float
    breaches: list[dict[str, Any]]
    seats: list[SeatAnswer]


@router.post("", status_code=202, response_model=JobAnswer)
def create_proposal(
    caller: Manager, write: Write, body: Annotated[ProposalRequest, Body()]
) -> Response:
    """Ask for groups; nobody is placed, or told, before a person publishes."""
    longest = caller.service.settings.solve_seconds
    if body.seconds > longest:
        refusal = refuse_field("/seconds", f"must be at most {longest:g}")
        raise refusal
    wish = Wish(body.program_id, body.seconds, body.seed, body.max_moves, body.anew)

    def act(connection: Connection) -> Done:
        return accepted(
            ask_proposal(
                connection, caller.organisation_id, roster_id=body.roster_id, wish=wish
            )
        )

    return write.do(caller.organisation_id, act)


@router.get("", response_model=Page[ProposalAnswer])
def list_all_proposals(
    caller: Reader, limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """List proposals, the oldest first."""
    with caller.service.store.reading() as connection:
        found = list_proposals(
            connection, caller.organisation_id, after=cursor, limit=limit + 1
        )
    return answer(page_of(found, limit, "proposal_id"))


@router.get("/{proposal_id}", response_model=WholeProposal)
def read_proposal(caller: Reader, proposal_id: ProposalId) -> Response:
    """Give a proposal as it was made; the ETag is that of its draft."""
    with caller.service.store.reading() as connection:
        where = {"proposal_id": proposal_id}
        found = get_proposal(connection, caller.organisation_id, **where)
        document = load_document(connection, caller.organisation_id, **where)
    return answer({**_shown(found), "document": document}, version=found.version)


@router.get("/{proposal_id}/draft", response_model=DraftAnswer)
def read_draft(caller: Reader, proposal_id: ProposalId) -> Response:
    """Give the seats as they are now, their score and every rule they break."""
    score, breaches = caller.service.drafts.breaches(
        caller.organisation_id, proposal_id
    )
    with caller.service.store.reading() as connection:
        where = {"proposal_id": proposal_id}
        found = get_proposal(connection, caller.organisation_id, **where)
        seats = load_seats(connection, caller.organisation_id, **where)
    shown = {
        "version": found.version,
        "score": score,
        "breaches": [
            shown_breach(one, to_owner=caller.may("manage")) for one in breaches
        ],
        "seats": seats,
    }
    return answer(shown, version=found.version)


@router.get(
    "/{proposal_id}/groups.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def export_groups(caller: Reader, proposal_id: ProposalId) -> Response:
    """Give the seats as a file that spreadsheets read and none of them runs."""
    with caller.service.store.reading() as connection:
        seats = load_seats(connection, caller.organisation_id, proposal_id=proposal_id)
        get_proposal(connection, caller.organisation_id, proposal_id=proposal_id)
    rows = [(seat.leader_id, seat.group_id, seat.is_locked) for seat in seats]
    return Response(
        seats_csv(rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="groups.csv"'},
    )


class ActAnswer(BaseModel):
    """One act on a draft."""

    number: int
    kind: str
    touched: list[dict[str, Any]]
    undoes: int | None
    key_id: str | None
    created_at: datetime


class ActsAnswer(BaseModel):
    """All that was done to a draft, in order."""

    items: list[ActAnswer]


@router.get("/{proposal_id}/acts", response_model=ActsAnswer)
def list_draft_acts(caller: Reader, proposal_id: ProposalId) -> Response:
    """List what was done to a draft: moves, locks, undos, publication."""
    with caller.service.store.reading() as connection:
        found: tuple[Act, ...] = list_acts(
            connection, caller.organisation_id, proposal_id=proposal_id
        )
    return answer({"items": found})


@router.post("/{proposal_id}/withdraw", response_model=ProposalAnswer)
def withdraw(
    caller: Manager, write: Write, proposal_id: ProposalId, if_match: IfMatch = None
) -> Response:
    """Put a draft aside for good."""
    by = made_by(caller, if_match)

    def act(connection: Connection) -> Done:
        found = withdraw_proposal(
            connection, caller.organisation_id, proposal_id=proposal_id, by=by
        )
        return Done(_shown(found), version=found.version)

    return write.do(caller.organisation_id, act)


def made_by(caller: Caller, if_match: str | None) -> By:
    """Say under which version and key an act is done.

    Parameters
    ----------
    caller : Caller
        Who asks.
    if_match : str or None
        The header.

    Returns
    -------
    By
        For the log of the draft.
    """
    return By(expected_version(if_match), caller.key.key_id)


def _shown(found: StoredProposal) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ProposalAnswer.model_fields}
