"""Introductions: asked for, settled, counted; members see their own."""

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from matcher.roster.introductions import Introduction
from service.api.answers import Cursor, Limit, Page, answer, page_of
from service.api.auth import Caller, Manager, Member, Rater
from service.api.bodies import StrictRoute
from service.api.fields import AnyLeader, Day
from service.api.names import IntroductionId, LeaderId, RosterId
from service.api.problems import Fault, Refusal
from service.api.writes import Done, Write
from service.storage.introductions import (
    KeptIntroduction,
    add_introduction,
    get_introduction,
    list_introductions,
    settle_introduction,
)
from service.storage.leaders import get_leader
from service.storage.moments import now
from service.storage.rosters import MAX_PAGE, get_roster

router = APIRouter(
    prefix="/v1/rosters/{roster_id}", tags=["introductions"], route_class=StrictRoute
)
Outcome = Literal["open", "accepted", "declined"]
OUTCOMES: Final = {None: "open", True: "accepted", False: "declined"}


class IntroductionRequest(BaseModel):
    """An introduction that a leader asks for; today unless a day is given."""

    model_config = ConfigDict(extra="forbid")
    asker_id: AnyLeader
    asked_id: AnyLeader
    asked_on: Day | None = None
    through: Annotated[tuple[AnyLeader, ...], Field(max_length=5)] = ()


class SettleRequest(BaseModel):
    """What became of an introduction."""

    model_config = ConfigDict(extra="forbid")
    outcome: Literal["accepted", "declined"]


class IntroductionAnswer(BaseModel):
    """An introduction as stored."""

    introduction_id: str
    asker_id: str
    asked_id: str
    asked_on: date
    outcome: Outcome
    through: list[str]
    version: int
    created_at: datetime


class OwnIntroduction(BaseModel):
    """An introduction as one of the two sees it."""

    introduction_id: str
    asker_id: str
    asked_id: str
    asked_on: date
    outcome: Outcome


class OwnIntroductions(BaseModel):
    """What a leader asked for, and what was asked of them, lately."""

    items: list[OwnIntroduction]


@router.get("/introductions", response_model=Page[IntroductionAnswer])
def list_all_introductions(
    caller: Manager, roster_id: RosterId, limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """List introductions, the oldest first."""
    with caller.service.store.reading() as connection:
        get_roster(connection, caller.organisation_id, roster_id=roster_id)
        found = list_introductions(
            connection,
            caller.organisation_id,
            roster_id=roster_id,
            after=cursor,
            limit=limit + 1,
        )
    shown = [_shown(one) for one in found]
    return answer(page_of(found, limit, "introduction_id", shown))


@router.post("/introductions", status_code=201, response_model=IntroductionAnswer)
def ask_introduction(
    caller: Rater,
    write: Write,
    roster_id: RosterId,
    body: Annotated[IntroductionRequest, Body()],
) -> Response:
    """Keep that a leader asks to be introduced; nobody is told anything by it.

    A key that is bound to a leader asks for that leader alone, and for today.
    """
    today = now().date()
    holder, day = caller.holder, body.asked_on or today
    if holder is not None and (body.asker_id != holder.leader_id or day != today):
        fault = Fault("/asker_id", "this key asks for its own leader, and for today")
        raise Refusal(403, "not-allowed", f"{fault.detail}.", faults=[fault])
    if day > today:
        fault = Fault("/asked_on", "is still to come")
        raise Refusal(409, "conflict", f"/asked_on: {fault.detail}.", faults=[fault])
    asked = Introduction(body.asker_id, body.asked_id, day, None, body.through)

    def act(connection: Connection) -> Done:
        kept = add_introduction(
            connection, caller.organisation_id, roster_id=roster_id, asked=asked
        )
        here = f"/v1/rosters/{roster_id}/introductions/{kept.introduction_id}"
        return Done(_shown(kept), 201, location=here)

    return write.do(caller.organisation_id, act)


@router.get("/introductions/{introduction_id}", response_model=IntroductionAnswer)
def read_introduction(
    caller: Manager, roster_id: RosterId, introduction_id: IntroductionId
) -> Response:
    """Give one introduction."""
    with caller.service.store.reading() as connection:
        found = get_introduction(
            connection,
            caller.organisation_id,
            roster_id=roster_id,
            introduction_id=introduction_id,
        )
    return answer(_shown(found))


@router.post(
    "/introductions/{introduction_id}/settle", response_model=IntroductionAnswer
)
def settle(
    caller: Rater,
    write: Write,
    roster_id: RosterId,
    introduction_id: IntroductionId,
    body: Annotated[SettleRequest, Body()],
) -> Response:
    """Keep what became of an introduction; a bound key says it of what it was asked."""

    def act(connection: Connection) -> Done:
        where = {"roster_id": roster_id, "introduction_id": introduction_id}
        mine = caller.organisation_id
        before = get_introduction(connection, mine, **where)
        _check_asked(caller, before)
        is_accepted = body.outcome == "accepted"
        kept = settle_introduction(connection, mine, **where, is_accepted=is_accepted)
        return Done(_shown(kept))

    return write.do(caller.organisation_id, act)


@router.get("/leaders/{leader_id}/introductions", response_model=OwnIntroductions)
def own_introductions(
    caller: Member, roster_id: RosterId, leader_id: LeaderId
) -> Response:
    """List what a leader asked for and was asked, the oldest first.

    Whoever asked does not read that they were declined: it stays open to them.
    """
    where = {"roster_id": roster_id, "leader_id": leader_id}
    with caller.service.store.reading() as connection:
        get_leader(connection, caller.organisation_id, **where)
        found = list_introductions(
            connection, caller.organisation_id, **where, limit=MAX_PAGE
        )
    return answer({"items": [_shown_to(one, leader_id) for one in found]})


def _check_asked(caller: Caller, kept: KeptIntroduction) -> None:
    holder = caller.holder
    if holder is not None and kept.asked_id != holder.leader_id:
        raise Refusal(404, "not-found", "This key opens nothing of that id.")


def _shown(kept: KeptIntroduction) -> dict[str, Any]:
    return {
        "introduction_id": kept.introduction_id,
        "asker_id": kept.asker_id,
        "asked_id": kept.asked_id,
        "asked_on": kept.asked_on,
        "outcome": OUTCOMES[kept.is_accepted],
        "through": kept.through,
        "version": kept.version,
        "created_at": kept.created_at,
    }


def _shown_to(kept: KeptIntroduction, leader_id: str) -> dict[str, Any]:
    is_told = kept.asker_id != leader_id or kept.is_accepted is True
    outcome = OUTCOMES[kept.is_accepted] if is_told else "open"
    whole = _shown(kept)
    names = ("introduction_id", "asker_id", "asked_id", "asked_on")
    return {**{name: whole[name] for name in names}, "outcome": outcome}
