"""Programs: the table of a program file, under a version."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from service.storage.errors import NotFoundError, StaleVersionError
from service.storage.ids import new_id
from service.storage.moments import now
from service.storage.rosters import MAX_PAGE
from service.storage.tables.groups import programs


@dataclass(frozen=True, slots=True)
class StoredProgram:
    """A program as stored.

    Attributes
    ----------
    program_id, name : str
        Its id, and what its organisation calls it.
    document : dict
        What a program file holds; `matcher.program.read.parse_program` reads it.
    version : int
        Counts its changes.
    created_at, updated_at : datetime
        When it was first stored and last changed.
    """

    program_id: str
    name: str
    document: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime


def add_program(
    connection: Connection,
    organisation_id: str,
    *,
    name: str,
    document: Mapping[str, Any],
) -> StoredProgram:
    """Store a program; whether it makes sense is for `parse_program` to say before."""
    program_id, moment = new_id(), now()
    connection.execute(
        insert(programs).values(
            id=program_id,
            organisation_id=organisation_id,
            name=name,
            document=_written(document),
            version=1,
            created_at=moment,
            updated_at=moment,
        )
    )
    return get_program(connection, organisation_id, program_id=program_id)


def get_program(
    connection: Connection, organisation_id: str, *, program_id: str
) -> StoredProgram:
    """Look a program up.

    Raises
    ------
    NotFoundError
        If the organisation has no such program.
    """
    return _read(_row(connection, organisation_id, program_id))


def list_programs(
    connection: Connection, organisation_id: str, *, after: str = "", limit: int = 50
) -> tuple[StoredProgram, ...]:
    """List programs by id, those after one of them; at most 200."""
    query = (
        select(programs)
        .where(programs.c.organisation_id == organisation_id, programs.c.id > after)
        .order_by(programs.c.id)
        .limit(min(limit, MAX_PAGE))
    )
    return tuple(_read(row) for row in connection.execute(query))


def put_program(
    connection: Connection,
    organisation_id: str,
    *,
    program_id: str,
    name: str,
    document: Mapping[str, Any],
    expected_version: int,
) -> StoredProgram:
    """Change a program under the version that was read.

    Raises
    ------
    NotFoundError
        If the organisation has no such program.
    StaleVersionError
        If somebody else changed it meanwhile.
    """
    before = _row(connection, organisation_id, program_id, for_update=True)
    _check(before, expected_version)
    connection.execute(
        update(programs)
        .where(programs.c.id == program_id)
        .values(
            name=name,
            document=_written(document),
            version=before.version + 1,
            updated_at=now(),
        )
    )
    return get_program(connection, organisation_id, program_id=program_id)


def remove_program(
    connection: Connection,
    organisation_id: str,
    *,
    program_id: str,
    expected_version: int,
) -> None:
    """Remove a program; proposals keep the one they were made with.

    Raises
    ------
    NotFoundError
        If the organisation has no such program.
    StaleVersionError
        If somebody else changed it meanwhile.
    """
    before = _row(connection, organisation_id, program_id, for_update=True)
    _check(before, expected_version)
    connection.execute(delete(programs).where(programs.c.id == program_id))


def _check(row: Row[Any], expected: int) -> None:
    if row.version != expected:
        raise StaleVersionError(
            what=f"program {row.id}", expected=expected, version=row.version
        )


def _row(
    connection: Connection,
    organisation_id: str,
    program_id: str,
    *,
    for_update: bool = False,
) -> Row[Any]:
    query = select(programs).where(
        programs.c.organisation_id == organisation_id, programs.c.id == program_id
    )
    row = connection.execute(
        query.with_for_update(key_share=True) if for_update else query
    ).one_or_none()
    if row is None:
        msg = f"this organisation has no program {program_id[:40]!r}."
        raise NotFoundError(msg)
    return row


def _written(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False)


def _read(row: Row[Any]) -> StoredProgram:
    return StoredProgram(
        row.id,
        row.name,
        json.loads(row.document),
        row.version,
        row.created_at,
        row.updated_at,
    )
