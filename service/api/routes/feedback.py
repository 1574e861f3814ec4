"""Feedback: what leaders said of each other, in batches that count once."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from service.api.auth import Caller, Rater
from service.api.bodies import StrictRoute
from service.api.fields import AnyLeader, GroupId, Moment, OnlyNumber, YesOrNo
from service.api.names import RosterId
from service.api.problems import Fault, Refusal
from service.api.writes import Done, Write
from service.storage.feedback import Said
from service.workflows.hearing import hear

router = APIRouter(
    prefix="/v1/rosters/{roster_id}/feedback",
    tags=["feedback"],
    route_class=StrictRoute,
)
Grade = Annotated[float, Field(ge=0.0, le=10.0), OnlyNumber]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    rater_id: AnyLeader
    shown_at: Moment | None = None
    answered_at: Moment | None = None
    propensity: Annotated[float, Field(gt=0.0, le=1.0), OnlyNumber] | None = None
    position: Annotated[int, Field(ge=1, le=1_000_000), OnlyNumber] | None = None


class Helped(_Row):
    """Whether a peer was found helpful."""

    kind: Literal["helped"]
    ratee_id: AnyLeader
    value: YesOrNo
    group_id: GroupId | None = None


class Rating(_Row):
    """How a peer was graded, on the one scale that the organisation uses."""

    kind: Literal["rating"]
    ratee_id: AnyLeader
    value: Grade
    group_id: GroupId | None = None


class Reply(_Row):
    """What became of a suggestion."""

    kind: Literal["accepted", "declined"]
    ratee_id: AnyLeader
    value: YesOrNo = True
    group_id: GroupId | None = None


class Presence(_Row):
    """Whether a meeting was attended, or a group was left."""

    kind: Literal["attended", "left"]
    group_id: GroupId
    value: YesOrNo = True


class GroupRating(_Row):
    """How a group was graded."""

    kind: Literal["group_rating"]
    group_id: GroupId
    value: Grade


Row = Annotated[
    Helped | Rating | Reply | Presence | GroupRating, Field(discriminator="kind")
]


class BatchRequest(BaseModel):
    """A batch; sent again with the same key it changes nothing.

    Without a key it has that of the request, else one of its content.
    """

    model_config = ConfigDict(extra="forbid")
    key: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    rows: Annotated[list[Row], Field(min_length=1, max_length=5_000)]


class BatchAnswer(BaseModel):
    """What became of a batch."""

    key: str
    n_rows: int
    n_new: int
    is_repeated: bool
    created_at: datetime


@router.post("", response_model=BatchAnswer)
def send_feedback(
    caller: Rater,
    write: Write,
    roster_id: RosterId,
    body: Annotated[BatchRequest, Body()],
) -> Response:
    """Send what leaders said: all of the batch counts, or none of it.

    A key that is bound to a leader speaks for that leader alone.
    """
    _check_rows(caller, body)
    rows = [_said(row) for row in body.rows]

    def act(connection: Connection) -> Done:
        batch = hear(
            connection,
            caller.organisation_id,
            roster_id=roster_id,
            key=body.key or write.key or f"sha256:{write.request_sha256}",
            rows=rows,
        )
        return Done(batch)

    return write.do(caller.organisation_id, act)


def _check_rows(caller: Caller, body: BatchRequest) -> None:
    """Refuse rows that contradict themselves, or speak for somebody else."""
    faults = []
    for i, row in enumerate(body.rows):
        at = f"/rows/{i}"
        if getattr(row, "ratee_id", None) == row.rater_id:
            faults.append(Fault(f"{at}/ratee_id", "is the rater themselves"))
        if row.shown_at and row.answered_at and row.answered_at < row.shown_at:
            faults.append(Fault(f"{at}/answered_at", "is before shown_at"))
    if faults:
        what = f"{faults[0].field}: {faults[0].detail}."
        raise Refusal(409, "conflict", what, faults=faults)
    holder = caller.holder
    for i, row in enumerate(body.rows):
        if holder is not None and row.rater_id != holder.leader_id:
            fault = Fault(f"/rows/{i}/rater_id", "is not whom this key speaks for")
            what = f"{fault.field}: {fault.detail}."
            raise Refusal(403, "not-allowed", what, faults=[fault])


def _said(row: Row) -> Said:
    value = row.value
    written = repr(value) if isinstance(value, float) else str(int(value))
    return Said(
        rater_id=row.rater_id,
        ratee_id=getattr(row, "ratee_id", ""),
        kind=row.kind,
        value=written,
        shown_at=row.shown_at,
        answered_at=row.answered_at,
        group_id=row.group_id or "",
        propensity=row.propensity,
        position=row.position,
    )
