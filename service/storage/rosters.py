"""Rosters: stored whole in one transaction, read back as the engine takes them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    delete,
    insert,
    or_,
    select,
    update,
)

from matcher.roster.report import ImportReport
from matcher.roster.roster import Roster
from service.storage import roster_rows
from service.storage.dialects import insert_rows
from service.storage.errors import NotFoundError, StaleVersionError
from service.storage.ids import new_id
from service.storage.moments import now
from service.storage.tables.people import leaders, rosters

MAX_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class StoredRoster:
    """What is known of a roster without its leaders.

    Attributes
    ----------
    roster_id : str
        Its id.
    name : str
        What its organisation calls it.
    source, sha256 : str
        File it was read from, and the hash of that file's bytes.
    kinds : dict of str to str
        Columns in order, and what each holds: text, number, moment or consent.
    version : int
        Grows by one with every change of any of its leaders.
    n_leaders : int
        Leaders now.
    created_at, updated_at : datetime
        When it was first stored and last changed.
    """

    roster_id: str
    name: str
    source: str
    sha256: str
    kinds: dict[str, str]
    version: int
    n_leaders: int
    created_at: datetime
    updated_at: datetime


def add_roster(
    connection: Connection, organisation_id: str, *, name: str, roster: Roster
) -> StoredRoster:
    """Store a roster and all its leaders."""
    kinds = roster_rows.kinds_of(roster.table)
    moment = now()
    stored = StoredRoster(
        new_id(),
        name,
        roster.source,
        roster.sha256,
        kinds,
        version=1,
        n_leaders=len(roster),
        created_at=moment,
        updated_at=moment,
    )
    connection.execute(
        insert(rosters).values(
            id=stored.roster_id,
            organisation_id=organisation_id,
            name=name,
            source=roster.source,
            sha256=roster.sha256,
            columns=json.dumps(kinds, ensure_ascii=False),
            report=roster_rows.write_report(roster.report),
            version=1,
            n_leaders=len(roster),
            created_at=moment,
            updated_at=moment,
        )
    )
    rows = leader_rows(roster, organisation_id, roster_id=stored.roster_id, since=1)
    insert_rows(connection, leaders, tuple(rows))
    return stored


def leader_rows(
    roster: Roster, organisation_id: str, *, roster_id: str, since: int
) -> Iterator[dict[str, Any]]:
    """Write the leaders of a roster as rows of the table."""
    profiles = roster_rows.write_profiles(roster.table)
    columns = zip(roster.leader_ids, roster.lines.tolist(), profiles, strict=True)
    for position, (leader_id, line, profile) in enumerate(columns):
        yield {
            "organisation_id": organisation_id,
            "roster_id": roster_id,
            "leader_id": leader_id,
            "since": since,
            "until": None,
            "position": position,
            "line": line,
            "profile": profile,
        }


def get_roster(
    connection: Connection, organisation_id: str, *, roster_id: str
) -> StoredRoster:
    """Look a roster up.

    Raises
    ------
    NotFoundError
        If the organisation has no such roster.
    """
    return _read(_row(connection, organisation_id, roster_id))


def lock_roster(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    expected_version: int | None = None,
) -> StoredRoster:
    """Look a roster up and keep others from changing it until the transaction ends.

    Raises
    ------
    NotFoundError
        If the organisation has no such roster.
    StaleVersionError
        If it has another version than the one expected.
    """
    row = _row(connection, organisation_id, roster_id, for_update=True)
    if expected_version is not None and row.version != expected_version:
        raise StaleVersionError(
            what=f"roster {roster_id}", expected=expected_version, version=row.version
        )
    return _read(row)


def list_rosters(
    connection: Connection, organisation_id: str, *, after: str = "", limit: int = 50
) -> tuple[StoredRoster, ...]:
    """List rosters by id, those after one of them; at most 200."""
    query = (
        select(rosters)
        .where(rosters.c.organisation_id == organisation_id, rosters.c.id > after)
        .order_by(rosters.c.id)
        .limit(min(limit, MAX_PAGE))
    )
    return tuple(_read(row) for row in connection.execute(query))


def load_roster(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    version: int | None = None,
) -> Roster:
    """Read a roster with its leaders, as the engine takes it.

    Parameters
    ----------
    connection : Connection
        Of a transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    version : int or None, default=None
        As it was at this version; None is as it is now.

    Returns
    -------
    Roster
        Equal to the one that was stored, where no leader was changed.

    Raises
    ------
    NotFoundError
        If the organisation has no such roster, or it has not had this version.
    """
    row = _row(connection, organisation_id, roster_id)
    if version is not None and not 1 <= version <= row.version:
        msg = f"roster {roster_id} has no version {version}; it is at {row.version}."
        raise NotFoundError(msg)
    query = (
        select(leaders.c.line, leaders.c.profile)
        .where(
            leaders.c.organisation_id == organisation_id,
            leaders.c.roster_id == roster_id,
            valid_at(version),
        )
        .order_by(leaders.c.position, leaders.c.leader_id)
    )
    found: Sequence[Any] = connection.execute(query).all()
    table = roster_rows.read_table([one[1] for one in found], json.loads(row.columns))
    return roster_rows.roster_of(
        table,
        [one[0] for one in found],
        source=row.source,
        sha256=row.sha256,
        report=row.report,
    )


def load_report(
    connection: Connection, organisation_id: str, *, roster_id: str
) -> ImportReport:
    """Read what happened when a roster was imported."""
    row = _row(connection, organisation_id, roster_id)
    return roster_rows.read_report(row.report)


def remove_roster(
    connection: Connection, organisation_id: str, *, roster_id: str
) -> None:
    """Remove a roster with everything that belongs to it."""
    _row(connection, organisation_id, roster_id, for_update=True)
    connection.execute(
        delete(rosters).where(
            rosters.c.organisation_id == organisation_id, rosters.c.id == roster_id
        )
    )


def valid_at(version: int | None) -> ColumnElement[bool]:
    """Say which rows of leaders count at a version of their roster; None is now."""
    if version is None:
        return leaders.c.until.is_(None)
    is_open = or_(leaders.c.until.is_(None), leaders.c.until > version)
    return (leaders.c.since <= version) & is_open


def mark_changed(
    connection: Connection,
    organisation_id: str,
    *,
    roster: StoredRoster,
    n_leaders: int,
) -> StoredRoster:
    """Count a change of a roster that `lock_roster` holds."""
    moment = now()
    connection.execute(
        update(rosters)
        .where(
            rosters.c.organisation_id == organisation_id,
            rosters.c.id == roster.roster_id,
        )
        .values(
            version=roster.version + 1,
            n_leaders=n_leaders,
            columns=json.dumps(roster.kinds, ensure_ascii=False),
            updated_at=moment,
        )
    )
    return get_roster(connection, organisation_id, roster_id=roster.roster_id)


def _row(
    connection: Connection,
    organisation_id: str,
    roster_id: str,
    *,
    for_update: bool = False,
) -> Row[Any]:
    query = select(rosters).where(
        rosters.c.organisation_id == organisation_id, rosters.c.id == roster_id
    )
    if for_update:
        query = query.with_for_update(key_share=True)  # rows may refer to it still
    row = connection.execute(query).one_or_none()
    if row is None:
        msg = f"this organisation has no roster {roster_id[:40]!r}."
        raise NotFoundError(msg)
    return row


def _read(row: Row[Any]) -> StoredRoster:
    return StoredRoster(
        row.id,
        row.name,
        row.source,
        row.sha256,
        json.loads(row.columns),
        row.version,
        row.n_leaders,
        row.created_at,
        row.updated_at,
    )
