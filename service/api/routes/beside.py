"""Lists beside a roster: guides, seats elsewhere, former groups; replaced whole."""

from datetime import date
from typing import Annotated, Any, Final, Literal, TypeVar

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from service.api.answers import answer
from service.api.auth import Caller, Manager, Reader
from service.api.bodies import StrictRoute
from service.api.conditions import IfMatch, expected_version
from service.api.fields import AnyLeader, Day, GroupId, OnlyNumber
from service.api.names import RosterId
from service.api.problems import Fault, Refusal
from service.api.writes import Done, Once, Write
from service.storage.beside import (
    Entry,
    FormerStay,
    KeptGuide,
    KeptMembership,
    read_list,
    replace_list,
)
from service.storage.rosters import get_roster
from service.workflows.pooling import ask_pool

router = APIRouter(
    prefix="/v1/rosters/{roster_id}", tags=["beside a roster"], route_class=StrictRoute
)
Item = TypeVar("Item", bound=BaseModel)
# What is written between semicolons in the files of the same lists. Characters are
# spelt out: not all who read the document mean the same by a blank.
_EDGE: Final = r"\x00-\x20\x7f-\xa0"
_INSIDE: Final = r"\x00-\x1f\x7f-\x9f"
Part = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        pattern=rf"^[^{_EDGE};]([^{_INSIDE};]*[^{_EDGE};])?$",
    ),
]
Place = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        pattern=rf"^[^{_EDGE};@]([^{_INSIDE};@]*[^{_EDGE};@])?$",
    ),
]
Parts = Annotated[tuple[Part, ...], Field(max_length=200)]


class LedGroup(BaseModel):
    """A group that a guide leads now, and when it meets; blank where not known."""

    model_config = ConfigDict(extra="forbid")
    group_id: Place
    slot: Place | Literal[""] = ""


class GuideItem(BaseModel):
    """One who leads groups."""

    model_config = ConfigDict(extra="forbid")
    guide_id: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            pattern=rf"^[^{_EDGE}=+@-]([^{_INSIDE}]*[^{_EDGE}])?$",
        ),
    ]
    capacity: Annotated[int, Field(ge=0, le=1_000), OnlyNumber] | None = None
    slots: Parts = ()
    languages: Parts = ()
    prefers: Parts = ()
    avoids: Parts = ()
    groups: Annotated[tuple[LedGroup, ...], Field(max_length=200)] = ()


class GuidesRequest(BaseModel):
    """All guides."""

    model_config = ConfigDict(extra="forbid")
    items: Annotated[list[GuideItem], Field(max_length=5_000)]


class GuidesAnswer(BaseModel):
    """All guides."""

    items: list[GuideItem]


class MembershipItem(BaseModel):
    """A seat in a group outside of the seating."""

    model_config = ConfigDict(extra="forbid")
    leader_id: AnyLeader
    group_id: GroupId
    way: Literal["accelerate", "optimize"] = "accelerate"
    slots: Parts = ()
    first_day: Day | None = None
    last_day: Day | None = None


class MembershipsRequest(BaseModel):
    """All seats outside of the seating."""

    model_config = ConfigDict(extra="forbid")
    items: Annotated[list[MembershipItem], Field(max_length=50_000)]


class MembershipsAnswer(BaseModel):
    """All seats outside of the seating."""

    items: list[MembershipItem]


class StayItem(BaseModel):
    """A time in a former group."""

    model_config = ConfigDict(extra="forbid")
    leader_id: AnyLeader
    group_id: GroupId
    first_day: Day | None = None
    last_day: Day | None = None


class HistoryRequest(BaseModel):
    """All times in former groups."""

    model_config = ConfigDict(extra="forbid")
    items: Annotated[list[StayItem], Field(max_length=50_000)]


class HistoryAnswer(BaseModel):
    """All times in former groups."""

    items: list[StayItem]


@router.get("/guides", response_model=GuidesAnswer)
def read_guides(caller: Manager, roster_id: RosterId) -> Response:
    """List who leads groups, with whom they prefer and avoid, which stays private."""
    return _answer(caller, roster_id, KeptGuide)


@router.put("/guides", response_model=GuidesAnswer)
def replace_guides(
    caller: Manager,
    write: Write,
    roster_id: RosterId,
    body: Annotated[GuidesRequest, Body()],
    if_match: IfMatch = None,
) -> Response:
    """Put a list of guides in the place of the one before, as seen with If-Match."""
    expected = expected_version(if_match)
    seen: set[str] = set()
    for place, item in enumerate(body.items):
        if item.guide_id in seen:
            raise _fault(place, "guide_id", "is there twice")
        seen.add(item.guide_id)
    kept = [
        KeptGuide(
            item.guide_id,
            item.capacity,
            item.slots,
            item.languages,
            item.prefers,
            item.avoids,
            tuple(
                f"{led.group_id} @ {led.slot}" if led.slot else led.group_id
                for led in item.groups
            ),
        )
        for item in body.items
    ]
    return _replace((caller, write, roster_id), KeptGuide, kept, expected)


@router.get("/memberships", response_model=MembershipsAnswer)
def read_memberships(caller: Reader, roster_id: RosterId) -> Response:
    """List the seats that leaders hold in groups outside of the seating."""
    return _answer(caller, roster_id, KeptMembership)


@router.put("/memberships", response_model=MembershipsAnswer)
def replace_memberships(
    caller: Manager,
    write: Write,
    roster_id: RosterId,
    body: Annotated[MembershipsRequest, Body()],
    if_match: IfMatch = None,
) -> Response:
    """Put a list of such seats in the place of the one before."""
    expected = expected_version(if_match)
    _check_days(body.items)
    kept = [KeptMembership(**item.model_dump()) for item in body.items]
    return _replace((caller, write, roster_id), KeptMembership, kept, expected)


@router.get("/history", response_model=HistoryAnswer)
def read_history(caller: Reader, roster_id: RosterId) -> Response:
    """List who sat in which group before seatings were published here."""
    return _answer(caller, roster_id, FormerStay)


@router.put("/history", response_model=HistoryAnswer)
def replace_history(
    caller: Manager,
    write: Write,
    roster_id: RosterId,
    body: Annotated[HistoryRequest, Body()],
    if_match: IfMatch = None,
) -> Response:
    """Put a list of former groups in the place of the one before."""
    expected = expected_version(if_match)
    _check_days(body.items)
    kept = [FormerStay(**item.model_dump()) for item in body.items]
    return _replace((caller, write, roster_id), FormerStay, kept, expected)


def _answer(caller: Caller, roster_id: str, kind: type[Entry]) -> Response:
    with caller.service.store.reading() as connection:
        mine = caller.organisation_id
        roster = get_roster(connection, mine, roster_id=roster_id)
        kept = read_list(connection, mine, roster_id=roster_id, kind=kind)
    return answer({"items": [_shown(one) for one in kept]}, version=roster.version)


def _replace(
    asked: tuple[Caller, Once, str],
    kind: type[Entry],
    kept: list[Entry],
    expected: int,
) -> Response:
    caller, write, roster_id = asked

    def act(connection: Connection) -> Done:
        version = replace_list(
            connection,
            caller.organisation_id,
            roster_id=roster_id,
            kind=kind,
            entries=kept,
            expected_version=expected,
        )
        ask_pool(connection, caller.organisation_id, roster_id=roster_id)
        return Done({"items": [_shown(one) for one in kept]}, version=version)

    return write.do(caller.organisation_id, act)


def _shown(kept: Any) -> Any:
    """Show a guide's groups as they were sent."""
    if not isinstance(kept, KeptGuide):
        return kept
    parts = (group.partition("@") for group in kept.groups)
    groups = [{"group_id": g.strip(), "slot": slot.strip()} for g, _, slot in parts]
    names = ("guide_id", "capacity", "slots", "languages", "prefers", "avoids")
    return {**{name: getattr(kept, name) for name in names}, "groups": groups}


def _check_days(items: list[Any]) -> None:
    for place, item in enumerate(items):
        first: date | None = item.first_day
        if first is not None and item.last_day is not None and item.last_day < first:
            raise _fault(place, "last_day", "is before first_day")


def _fault(place: int, name: str, what: str) -> Refusal:
    field = f"/items/{place}/{name}"
    return Refusal(409, "conflict", f"{field}: {what}.", faults=[Fault(field, what)])
