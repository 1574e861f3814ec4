"""The audit trail: who did what to what, and when; ids only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from service.storage.ids import new_id
from service.storage.moments import now
from service.storage.rosters import MAX_PAGE
from service.storage.tables.access import trail


@dataclass(frozen=True, slots=True)
class Entry:
    """One act.

    Attributes
    ----------
    entry_id : str
        Its id.
    key_id : str or None
        The key that did it; None at the command line.
    act : str
        What was done, such as "publish".
    kind, object_id : str
        What it was done to.
    created_at : datetime
        When.
    """

    entry_id: str
    key_id: str | None
    act: str
    kind: str
    object_id: str
    created_at: datetime


def note(
    connection: Connection,
    organisation_id: str,
    *,
    act: str,
    kind: str,
    object_id: str,
    key_id: str | None = None,
) -> None:
    """Add an act to the trail, in the transaction that does it."""
    connection.execute(
        insert(trail).values(
            id=new_id(),
            organisation_id=organisation_id,
            key_id=key_id,
            act=act,
            kind=kind,
            object_id=object_id,
            created_at=now(),
        )
    )


def list_entries(
    connection: Connection, organisation_id: str, *, after: str = "", limit: int = 50
) -> tuple[Entry, ...]:
    """List acts by id, those after one of them; at most 200."""
    query = (
        select(trail)
        .where(trail.c.organisation_id == organisation_id, trail.c.id > after)
        .order_by(trail.c.id)
        .limit(min(limit, MAX_PAGE))
    )
    return tuple(
        Entry(row.id, row.key_id, row.act, row.kind, row.object_id, row.created_at)
        for row in connection.execute(query)
    )
