"""Organisations: what everything stored belongs to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select

from service.storage.errors import ConflictError, NotFoundError
from service.storage.ids import new_id
from service.storage.moments import now
from service.storage.tables.access import organisations


@dataclass(frozen=True, slots=True)
class Organisation:
    """Those whose leaders are seated.

    Attributes
    ----------
    organisation_id : str
        Its id.
    name : str
        What it is called; unique.
    created_at : datetime
        When it was added.
    """

    organisation_id: str
    name: str
    created_at: datetime


def add_organisation(connection: Connection, name: str) -> Organisation:
    """Add an organisation.

    Raises
    ------
    ConflictError
        If one is called so already.
    """
    if not name.strip():
        msg = "an organisation must have a name, got a blank one."
        raise ValueError(msg)
    if _named(connection, name) is not None:
        msg = "there is an organisation of this name already."
        raise ConflictError(msg)
    added = Organisation(new_id(), name, now())
    connection.execute(
        insert(organisations).values(
            id=added.organisation_id, name=name, created_at=added.created_at
        )
    )
    return added


def find_organisation(connection: Connection, name: str) -> Organisation:
    """Find an organisation by its name.

    Raises
    ------
    NotFoundError
        If none is called so.
    """
    found = _named(connection, name)
    if found is None:
        msg = "there is no organisation of this name; keys list shows those there are."
        raise NotFoundError(msg)
    return found


def list_organisations(connection: Connection) -> tuple[Organisation, ...]:
    """List all organisations by name; for operators, never for callers of the API."""
    rows = connection.execute(select(organisations).order_by(organisations.c.name))
    return tuple(_read(row) for row in rows)


def _named(connection: Connection, name: str) -> Organisation | None:
    query = select(organisations).where(organisations.c.name == name)
    row = connection.execute(query).one_or_none()
    return None if row is None else _read(row)


def _read(row: Row[tuple[object, ...]]) -> Organisation:
    return Organisation(row.id, row.name, row.created_at)
