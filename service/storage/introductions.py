"""Introductions that leaders asked for, and what became of each."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from matcher.roster.introductions import Introduction
from service.storage.errors import ConflictError, NotFoundError
from service.storage.ids import new_id
from service.storage.leaders import known_ids
from service.storage.moments import now
from service.storage.rosters import MAX_PAGE, lock_roster
from service.storage.tables.beside import introductions


@dataclass(frozen=True, slots=True)
class KeptIntroduction:
    """An introduction as stored.

    Attributes
    ----------
    introduction_id : str
        Its id.
    asker_id, asked_id : str
        Who asked, and whom they wanted to meet.
    asked_on : date
        Day of the request.
    is_accepted : bool or None
        What became of it; None is open.
    through : tuple of str
        The go-betweens.
    version : int
        Counts its changes.
    created_at : datetime
        When it was stored.
    """

    introduction_id: str
    asker_id: str
    asked_id: str
    asked_on: date
    is_accepted: bool | None
    through: tuple[str, ...]
    version: int
    created_at: datetime


def add_introduction(
    connection: Connection, organisation_id: str, *, roster_id: str, asked: Introduction
) -> KeptIntroduction:
    """Keep that an introduction was asked for; the same on one day is kept once.

    Raises
    ------
    NotFoundError
        If there is no such roster.
    ConflictError
        If a leader is not in it, asks for themselves, is named twice, or the same was
        asked for on that day.
    """
    lock_roster(connection, organisation_id, roster_id=roster_id)
    named = (asked.asker, asked.asked, *asked.through)
    if len(set(named)) < len(named):
        msg = "asker, asked and go-betweens must be different leaders."
        raise ConflictError(msg)
    known = known_ids(
        connection, organisation_id, roster_id=roster_id, leader_ids=frozenset(named)
    )
    if len(known) < len(named):
        msg = "one of the leaders is not in the roster."
        raise ConflictError(msg)
    same = select(introductions.c.id).where(
        introductions.c.organisation_id == organisation_id,
        introductions.c.roster_id == roster_id,
        introductions.c.asker_id == asked.asker,
        introductions.c.asked_id == asked.asked,
        introductions.c.asked_on == asked.on,
    )
    if connection.execute(same).first() is not None:
        msg = "the same was asked for on that day already."
        raise ConflictError(msg)
    introduction_id = new_id()
    connection.execute(
        insert(introductions).values(
            id=introduction_id,
            organisation_id=organisation_id,
            roster_id=roster_id,
            asker_id=asked.asker,
            asked_id=asked.asked,
            asked_on=asked.on,
            is_accepted=asked.accepted,
            through=json.dumps(asked.through, ensure_ascii=False),
            version=1,
            created_at=now(),
        )
    )
    return get_introduction(
        connection,
        organisation_id,
        roster_id=roster_id,
        introduction_id=introduction_id,
    )


def get_introduction(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    introduction_id: str,
) -> KeptIntroduction:
    """Look an introduction up.

    Raises
    ------
    NotFoundError
        If the roster has no such introduction.
    """
    query = select(introductions).where(
        introductions.c.organisation_id == organisation_id,
        introductions.c.roster_id == roster_id,
        introductions.c.id == introduction_id,
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        msg = f"roster {roster_id[:40]} has no introduction {introduction_id[:40]!r}."
        raise NotFoundError(msg)
    return _read(row)


def settle_introduction(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    introduction_id: str,
    is_accepted: bool,
) -> KeptIntroduction:
    """Keep what became of an introduction; the same again changes nothing.

    Raises
    ------
    NotFoundError
        If the roster has no such introduction.
    """
    where = {"roster_id": roster_id, "introduction_id": introduction_id}
    lock_roster(connection, organisation_id, roster_id=roster_id)
    before = get_introduction(connection, organisation_id, **where)
    if before.is_accepted is not is_accepted:
        connection.execute(
            update(introductions)
            .where(
                introductions.c.organisation_id == organisation_id,
                introductions.c.id == introduction_id,
            )
            .values(is_accepted=is_accepted, version=before.version + 1)
        )
    return get_introduction(connection, organisation_id, **where)


def list_introductions(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    leader_id: str | None = None,
    after: str = "",
    limit: int = 50,
) -> tuple[KeptIntroduction, ...]:
    """List introductions by id, or those between a leader and others; at most 200."""
    query = select(introductions).where(
        introductions.c.organisation_id == organisation_id,
        introductions.c.roster_id == roster_id,
        introductions.c.id > after,
    )
    if leader_id is not None:
        is_theirs = or_(
            introductions.c.asker_id == leader_id, introductions.c.asked_id == leader_id
        )
        query = query.where(is_theirs)
    ordered = query.order_by(introductions.c.id).limit(min(limit, MAX_PAGE))
    return tuple(_read(row) for row in connection.execute(ordered))


def load_introductions(
    connection: Connection, organisation_id: str, *, roster_id: str
) -> tuple[Introduction, ...]:
    """Read all introductions as the engine takes them."""
    query = select(introductions).where(
        introductions.c.organisation_id == organisation_id,
        introductions.c.roster_id == roster_id,
    )
    return tuple(
        Introduction(
            row.asker_id,
            row.asked_id,
            row.asked_on,
            row.is_accepted,
            tuple(json.loads(row.through)),
        )
        for row in connection.execute(query.order_by(introductions.c.id))
    )


def stamp_of_introductions(
    connection: Connection, organisation_id: str, *, roster_id: str
) -> tuple[int, int]:
    """Count introductions and their changes: it differs whenever one was added."""
    query = select(func.count(), func.sum(introductions.c.version)).where(
        introductions.c.organisation_id == organisation_id,
        introductions.c.roster_id == roster_id,
    )
    n, n_changes = connection.execute(query).one()
    return int(n), int(n_changes or 0)


def met_since(
    connection: Connection, organisation_id: str, *, roster_id: str, moment: datetime
) -> frozenset[str]:
    """Find who asked, was asked or went between in what was stored since a moment."""
    query = select(introductions).where(
        introductions.c.organisation_id == organisation_id,
        introductions.c.roster_id == roster_id,
        introductions.c.created_at >= moment,
    )
    return frozenset(
        leader_id
        for row in connection.execute(query)
        for leader_id in (row.asker_id, row.asked_id, *json.loads(row.through))
    )


def _read(row: Row[Any]) -> KeptIntroduction:
    return KeptIntroduction(
        row.id,
        row.asker_id,
        row.asked_id,
        row.asked_on,
        row.is_accepted,
        tuple(json.loads(row.through)),
        row.version,
        row.created_at,
    )
