"""The audit trail: who did what to what, and when."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from service.api.answers import Cursor, Limit, Page, answer, page_of
from service.api.auth import Admin
from service.api.bodies import StrictRoute
from service.storage.trail import list_entries

router = APIRouter(prefix="/v1/audit", tags=["access"], route_class=StrictRoute)


class EntryAnswer(BaseModel):
    """One act: ids only."""

    entry_id: str
    key_id: str | None
    act: str
    kind: str
    object_id: str
    created_at: datetime


@router.get("", response_model=Page[EntryAnswer])
def read_trail(caller: Admin, limit: Limit = 50, cursor: Cursor = "") -> Response:
    """List what was done, the oldest first."""
    with caller.service.store.reading() as connection:
        found = list_entries(
            connection, caller.organisation_id, after=cursor, limit=limit + 1
        )
    return answer(page_of(found, limit, "entry_id"))
