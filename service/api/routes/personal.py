"""Personal data: all that is kept of one leader, given out or erased."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from service.api.answers import answer
from service.api.auth import Admin
from service.api.bodies import StrictRoute
from service.api.names import LeaderId, RosterId
from service.api.writes import Done, Write
from service.storage.personal import Subject, export_leader
from service.workflows.erasing import erase

router = APIRouter(
    prefix="/v1/rosters/{roster_id}/leaders/{leader_id}/data",
    tags=["personal data"],
    route_class=StrictRoute,
)


@router.get("", response_model=dict[str, Any])
def export_data(caller: Admin, roster_id: RosterId, leader_id: LeaderId) -> Response:
    """Give all that is kept of a leader; what others said stands in a part of its own.

    That part is theirs as much, and is not to be handed over unseen.
    """
    subject = Subject(caller.organisation_id, roster_id, leader_id)
    with caller.service.store.reading() as connection:
        return answer(export_leader(connection, subject))


@router.delete("", status_code=204, response_class=Response)
def erase_data(
    caller: Admin, write: Write, roster_id: RosterId, leader_id: LeaderId
) -> Response:
    """Erase a leader from all tables, bundles and pools; nothing brings them back."""
    service = caller.service
    if not write.is_done(caller.organisation_id):
        erase(
            service.store,
            Subject(caller.organisation_id, roster_id, leader_id),
            data=service.settings.data_folder,
            key_id=caller.key.key_id,
        )
        service.shelf.drop(roster_id)
    return write.do(caller.organisation_id, lambda _: Done(None, 204))
