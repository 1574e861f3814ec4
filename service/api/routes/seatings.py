"""Seatings: where leaders sit, as published, and where they sat."""

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from service.api.answers import answer
from service.api.auth import Reader
from service.api.bodies import StrictRoute
from service.api.names import LeaderId, RosterId
from service.storage.leaders import get_leader
from service.storage.rosters import get_roster
from service.storage.seatings import Stay, current_seats, last_seating, list_stays

router = APIRouter(
    prefix="/v1/rosters/{roster_id}", tags=["seatings"], route_class=StrictRoute
)


class PublishedSeat(BaseModel):
    """Where one leader sits."""

    leader_id: str
    group_id: str
    is_locked: bool


class SeatingAnswer(BaseModel):
    """The published seating; number 0 where there is none."""

    number: int
    seats: list[PublishedSeat]


class StaysAnswer(BaseModel):
    """The groups that a leader sat in, the first one first."""

    items: list[Stay]


@router.get("/seating", response_model=SeatingAnswer)
def read_seating(caller: Reader, roster_id: RosterId) -> Response:
    """Give the seating as it was last published."""
    with caller.service.store.reading() as connection:
        where = {"roster_id": roster_id}
        get_roster(connection, caller.organisation_id, **where)
        number = last_seating(connection, caller.organisation_id, **where)
        found = current_seats(connection, caller.organisation_id, roster_id=roster_id)
    seats = [
        {"leader_id": who, "group_id": group_id, "is_locked": is_locked}
        for who, (group_id, is_locked) in found.items()
    ]
    return answer({"number": number, "seats": seats}, version=number)


@router.get("/leaders/{leader_id}/stays", response_model=StaysAnswer)
def read_stays(caller: Reader, roster_id: RosterId, leader_id: LeaderId) -> Response:
    """Say in which groups a leader sat, from when until when."""
    with caller.service.store.reading() as connection:
        where = {"roster_id": roster_id, "leader_id": leader_id}
        get_leader(connection, caller.organisation_id, **where)
        found = list_stays(connection, caller.organisation_id, **where)
    return answer({"items": found})
