"""What leaders are to each other: stored with its source, which stays private."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from matcher.roster.relations import Relation, Relations, row_by_id
from matcher.roster.roster import Roster
from service.storage.dialects import insert_rows
from service.storage.errors import ConflictError, NotFoundError
from service.storage.ids import new_id
from service.storage.leaders import known_ids
from service.storage.moments import now
from service.storage.rosters import MAX_PAGE, lock_roster
from service.storage.tables.groups import relations


@dataclass(frozen=True, slots=True)
class Declared:
    """What one leader declared to be to another.

    Attributes
    ----------
    leader_id, other_id : str
        Who declared it, and about whom.
    kind : str
        Of `matcher.roster.relations.KINDS`.
    level : {"fine", "ask", "no"}
        How much stands against sharing a group.
    until : date or None
        Last day on which it counts; None is for good.
    source : str
        From where it is known; private.
    """

    leader_id: str
    other_id: str
    kind: str
    level: str = "no"
    until: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class StoredRelation:
    """A relation as stored.

    Attributes
    ----------
    relation_id : str
        Its id.
    declared : Declared
        What was declared.
    created_at : datetime
        When it was stored.
    """

    relation_id: str
    declared: Declared
    created_at: datetime


def add_relation(
    connection: Connection, organisation_id: str, *, roster_id: str, declared: Declared
) -> StoredRelation:
    """Store one relation.

    Raises
    ------
    NotFoundError
        If there is no such roster, or it lacks one of the two leaders.
    ConflictError
        If the two are the same.
    """
    lock_roster(connection, organisation_id, roster_id=roster_id)
    both = frozenset([declared.leader_id, declared.other_id])
    if len(both) == 1:
        msg = "leader_id and other_id are the same leader."
        raise ConflictError(msg)
    known = known_ids(connection, organisation_id, roster_id=roster_id, leader_ids=both)
    for column in ("leader_id", "other_id"):
        if getattr(declared, column) not in known:
            msg = f"{column} is not in roster {roster_id}."
            raise NotFoundError(msg)
    row = _row_of(declared, organisation_id, roster_id, line=0)
    connection.execute(insert(relations), row)
    return get_relation(
        connection, organisation_id, roster_id=roster_id, relation_id=row["id"]
    )


def replace_relations(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    roster: Roster,
    read: Relations,
) -> int:
    """Put the relations of a file in the place of all that are stored.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    roster : Roster
        The same with its leaders, for the rows that `read` means.
    read : Relations
        As `read_relations` gave them.

    Returns
    -------
    int
        How many there are now.
    """
    lock_roster(connection, organisation_id, roster_id=roster_id)
    connection.execute(
        delete(relations).where(
            relations.c.organisation_id == organisation_id,
            relations.c.roster_id == roster_id,
        )
    )
    ids = roster.leader_ids
    rows = [
        _row_of(
            Declared(ids[e.row], ids[e.other_row], e.kind, e.level, e.until, e.source),
            organisation_id,
            roster_id,
            line=e.line,
        )
        for e in read.entries
    ]
    insert_rows(connection, relations, rows)
    return len(rows)


def get_relation(
    connection: Connection, organisation_id: str, *, roster_id: str, relation_id: str
) -> StoredRelation:
    """Look a relation up.

    Raises
    ------
    NotFoundError
        If the roster has no such relation.
    """
    query = select(relations).where(
        relations.c.organisation_id == organisation_id,
        relations.c.roster_id == roster_id,
        relations.c.id == relation_id,
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        msg = f"roster {roster_id[:40]} has no relation {relation_id[:40]!r}."
        raise NotFoundError(msg)
    return _read(row)


def list_relations(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    after: str = "",
    limit: int = 50,
) -> tuple[StoredRelation, ...]:
    """List relations by id, those after one of them; at most 200."""
    query = (
        select(relations)
        .where(
            relations.c.organisation_id == organisation_id,
            relations.c.roster_id == roster_id,
            relations.c.id > after,
        )
        .order_by(relations.c.id)
        .limit(min(limit, MAX_PAGE))
    )
    return tuple(_read(row) for row in connection.execute(query))


def remove_relation(
    connection: Connection, organisation_id: str, *, roster_id: str, relation_id: str
) -> None:
    """Take a relation back.

    Raises
    ------
    NotFoundError
        If the roster has no such relation.
    """
    where = {"roster_id": roster_id, "relation_id": relation_id}
    get_relation(connection, organisation_id, **where)
    connection.execute(
        delete(relations).where(
            relations.c.organisation_id == organisation_id,
            relations.c.id == relation_id,
        )
    )


def stamp_of_relations(
    connection: Connection, organisation_id: str, *, roster_id: str
) -> tuple[int, str]:
    """Give how many relations there are, and the last: it differs once any changed."""
    query = select(func.count(), func.max(relations.c.id)).where(
        relations.c.organisation_id == organisation_id,
        relations.c.roster_id == roster_id,
    )
    n, last = connection.execute(query).one()
    return int(n), last or ""


def load_relations(
    connection: Connection, organisation_id: str, *, roster_id: str, roster: Roster
) -> Relations:
    """Read the relations of a roster as the engine takes them.

    Relations with a leader whom the roster no longer has are left out.
    """
    rows = row_by_id(roster)
    query = (
        select(relations)
        .where(
            relations.c.organisation_id == organisation_id,
            relations.c.roster_id == roster_id,
        )
        .order_by(relations.c.line, relations.c.id)
    )
    found = [
        row
        for row in connection.execute(query)
        if row.leader_id in rows and row.other_id in rows
    ]
    entries = tuple(
        Relation(
            rows[row.leader_id],
            rows[row.other_id],
            row.kind,
            row.level,
            row.until,
            row.source,
            row.line,
        )
        for row in found
    )
    hashed = hashlib.sha256(json.dumps([_told(row) for row in found]).encode())
    return Relations(entries, (), "stored relations", hashed.hexdigest())


def _told(row: Row[Any]) -> list[str]:
    until = "" if row.until is None else row.until.isoformat()
    return [row.leader_id, row.other_id, row.kind, row.level, until, row.source]


def _row_of(
    declared: Declared, organisation_id: str, roster_id: str, *, line: int
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "organisation_id": organisation_id,
        "roster_id": roster_id,
        "leader_id": declared.leader_id,
        "other_id": declared.other_id,
        "kind": declared.kind,
        "level": declared.level,
        "until": declared.until,
        "source": declared.source,
        "line": line,
        "created_at": now(),
    }


def _read(row: Row[Any]) -> StoredRelation:
    declared = Declared(
        row.leader_id, row.other_id, row.kind, row.level, row.until, row.source
    )
    return StoredRelation(row.id, declared, row.created_at)
