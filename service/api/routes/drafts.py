"""A draft under people's hands: weigh, move, lock, undo, publish."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from matcher.hand_moves import CounterMove, GroupChange, HandMove, SeatChange
from service.api.answers import answer
from service.api.auth import Caller, Manager
from service.api.bodies import StrictRoute
from service.api.conditions import IfMatch
from service.api.fields import AnyLeader, Flag
from service.api.names import ProposalId
from service.api.routes.proposals import made_by
from service.api.writes import Done, Write
from service.storage.drafts import lock_leaders, undo_act
from service.storage.trail import note
from service.workflows.drafting import shown_breach

router = APIRouter(
    prefix="/v1/proposals/{proposal_id}", tags=["proposals"], route_class=StrictRoute
)


class MoveRequest(BaseModel):
    """One leader and the group to move to; blank takes the seat away."""

    model_config = ConfigDict(extra="forbid")
    leader_id: AnyLeader
    to_group: Annotated[str, Field(max_length=200)]


class MovesRequest(BaseModel):
    """Moves that are made all at once; two who trade seats are a swap."""

    model_config = ConfigDict(extra="forbid")
    moves: Annotated[list[MoveRequest], Field(min_length=1, max_length=50)]


class LockRequest(BaseModel):
    """Seats to lock or unlock."""

    model_config = ConfigDict(extra="forbid")
    leader_ids: Annotated[list[AnyLeader], Field(min_length=1, max_length=1_000)]
    is_locked: Flag


class PublishRequest(BaseModel):
    """How to publish."""

    model_config = ConfigDict(extra="forbid")
    accept_broken: Flag = False


class MoveAnswer(BaseModel):
    """What follows from moves."""

    version: int
    moves: list[SeatChange]
    score_before: float
    score_after: float
    groups: list[GroupChange]
    broken: list[dict[str, Any]]
    mended: list[dict[str, Any]]
    n_hard_after: int
    counter: CounterMove | None


class VersionAnswer(BaseModel):
    """The version of a draft after an act."""

    version: int


class PublishAnswer(VersionAnswer):
    """What was published."""

    seating_number: int


@router.post("/weigh", response_model=MoveAnswer)
def weigh_moves(
    caller: Manager,
    proposal_id: ProposalId,
    body: Annotated[MovesRequest, Body()],
) -> Response:
    """Say what would follow from moves; nothing is changed."""
    version, found = caller.service.drafts.weigh(
        caller.organisation_id, proposal_id, _moves(body)
    )
    return answer(_shown(caller, version, found), version=version)


@router.post("/moves", response_model=MoveAnswer)
def make_moves(
    caller: Manager,
    write: Write,
    proposal_id: ProposalId,
    body: Annotated[MovesRequest, Body()],
    if_match: IfMatch = None,
) -> Response:
    """Move leaders; answered with scores, rules broken and the best counter-move."""
    by = made_by(caller, if_match)
    caller.service.drafts.prepare(caller.organisation_id, proposal_id)

    def act(connection: Connection) -> Done:
        version, found = caller.service.drafts.move(
            connection,
            caller.organisation_id,
            proposal_id=proposal_id,
            moves=_moves(body),
            by=by,
        )
        return Done(_shown(caller, version, found), version=version)

    return write.do(caller.organisation_id, act)


@router.post("/locks", response_model=VersionAnswer)
def lock_seats(
    caller: Manager,
    write: Write,
    proposal_id: ProposalId,
    body: Annotated[LockRequest, Body()],
    if_match: IfMatch = None,
) -> Response:
    """Lock seats, or unlock them."""
    by = made_by(caller, if_match)

    def act(connection: Connection) -> Done:
        made = lock_leaders(
            connection,
            caller.organisation_id,
            proposal_id=proposal_id,
            leader_ids=body.leader_ids,
            is_locked=body.is_locked,
            by=by,
        )
        return Done({"version": made.number}, version=made.number)

    return write.do(caller.organisation_id, act)


@router.post("/undo", response_model=VersionAnswer)
def undo(
    caller: Manager, write: Write, proposal_id: ProposalId, if_match: IfMatch = None
) -> Response:
    """Take back the last act that was not taken back yet."""
    by = made_by(caller, if_match)

    def act(connection: Connection) -> Done:
        made = undo_act(
            connection, caller.organisation_id, proposal_id=proposal_id, by=by
        )
        return Done({"version": made.number}, version=made.number)

    return write.do(caller.organisation_id, act)


@router.post("/publish", response_model=PublishAnswer)
def publish(
    caller: Manager,
    write: Write,
    proposal_id: ProposalId,
    body: Annotated[PublishRequest, Body()],
    if_match: IfMatch = None,
) -> Response:
    """Make the draft the seating of its roster; refused while hard rules are broken."""
    by = made_by(caller, if_match)
    caller.service.drafts.prepare(caller.organisation_id, proposal_id)

    def act(connection: Connection) -> Done:
        number = caller.service.drafts.publish(
            connection,
            caller.organisation_id,
            proposal_id=proposal_id,
            by=by,
            accept_broken=body.accept_broken,
        )
        note(
            connection,
            caller.organisation_id,
            act="publish",
            kind="proposal",
            object_id=proposal_id,
            key_id=caller.key.key_id,
        )
        version = by.expected_version + 1
        return Done({"version": version, "seating_number": number}, version=version)

    return write.do(caller.organisation_id, act)


def _moves(body: MovesRequest) -> list[tuple[str, str]]:
    return [(one.leader_id, one.to_group) for one in body.moves]


def _shown(caller: Caller, version: int, found: HandMove) -> dict[str, Any]:
    to_owner = caller.may("manage")
    return {
        "version": version,
        "moves": found.moves,
        "score_before": found.score_before,
        "score_after": found.score_after,
        "groups": found.groups,
        "broken": [shown_breach(one, to_owner=to_owner) for one in found.broken],
        "mended": [shown_breach(one, to_owner=to_owner) for one in found.mended],
        "n_hard_after": found.n_hard_after,
        "counter": found.counter,
    }
