"""One leader at a time: read, changed under a version, removed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from matcher.roster.fields import is_canonical, kind_of
from service.storage import roster_rows
from service.storage.errors import (
    ConflictError,
    NotFoundError,
    StaleVersionError,
    StorageError,
)
from service.storage.rosters import (
    MAX_PAGE,
    StoredRoster,
    lock_roster,
    mark_changed,
    valid_at,
)
from service.storage.tables.people import leaders

_MAX_ID: Final = 500
_KINDS: Final = {
    "number": roster_rows.NUMBER,
    "time": roster_rows.DAY,
    "consent": roster_rows.CONSENT,
}


@dataclass(frozen=True, slots=True)
class StoredLeader:
    """A leader as stored.

    Attributes
    ----------
    leader_id : str
        Unique in its roster.
    version : int
        Version of the roster at which the leader was last changed.
    position : int
        Place in the order of the roster.
    line : int
        Line of the file; 0 if it was not in a file.
    profile : dict
        Values by column, blanks left out; `leader_id` included.
    """

    leader_id: str
    version: int
    position: int
    line: int
    profile: dict[str, Any]


def get_leader(
    connection: Connection, organisation_id: str, *, roster_id: str, leader_id: str
) -> StoredLeader:
    """Look a leader up.

    Raises
    ------
    NotFoundError
        If the roster has no such leader.
    """
    row = connection.execute(
        select(leaders).where(
            leaders.c.organisation_id == organisation_id,
            leaders.c.roster_id == roster_id,
            leaders.c.leader_id == leader_id,
            valid_at(None),
        )
    ).one_or_none()
    if row is None:
        msg = f"roster {roster_id[:40]} has no such leader."
        raise NotFoundError(msg)
    return _read(row)


def list_leaders(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    after: int = -1,
    limit: int = 50,
) -> tuple[StoredLeader, ...]:
    """List leaders by position, those after one; at most 200."""
    query = (
        select(leaders)
        .where(
            leaders.c.organisation_id == organisation_id,
            leaders.c.roster_id == roster_id,
            leaders.c.position > after,
            valid_at(None),
        )
        .order_by(leaders.c.position)
        .limit(min(limit, MAX_PAGE))
    )
    return tuple(_read(row) for row in connection.execute(query))


def put_leader(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    leader_id: str,
    profile: Mapping[str, Any],
    expected_version: int | None,
) -> StoredLeader:
    """Change a leader, or add one at the end.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose roster it is.
    roster_id, leader_id : str
        Who.
    profile : mapping
        All values by column; what is left out becomes blank.
    expected_version : int or None
        The version that the caller read; None adds a leader who is not there yet.

    Returns
    -------
    StoredLeader
        As stored now.

    Raises
    ------
    NotFoundError
        If there is no such roster, or no such leader to change.
    ConflictError
        If the leader to be added is there already.
    StaleVersionError
        If somebody else changed the leader meanwhile.
    StorageError
        If a column cannot hold its value.
    """
    roster = lock_roster(connection, organisation_id, roster_id=roster_id)
    before = _current(connection, organisation_id, roster_id, leader_id)
    _check_version(before, expected_version)
    whole = {"leader_id": leader_id, **profile}
    if whole["leader_id"] != leader_id or len(leader_id) > _MAX_ID:
        msg = "column 'leader_id' must be the id of the leader, at most 500 characters."
        raise StorageError(msg)
    kinds = _widened(roster.kinds, whole)
    changed = replace(roster, kinds=kinds)
    after = StoredLeader(
        leader_id,
        roster.version + 1,
        _next_position(connection, roster_id) if before is None else before.position,
        0 if before is None else before.line,
        {name: whole[name] for name in kinds if name in whole},
    )
    if before is not None:
        _end(connection, changed, leader_id)
    connection.execute(
        insert(leaders).values(**_row_of(after, organisation_id, roster_id))
    )
    n_leaders = roster.n_leaders + (before is None)
    mark_changed(connection, organisation_id, roster=changed, n_leaders=n_leaders)
    return after


def remove_leader(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    leader_id: str,
    expected_version: int,
) -> None:
    """Take a leader out of a roster; earlier versions of it keep them.

    Raises
    ------
    NotFoundError
        If there is no such roster or leader.
    StaleVersionError
        If somebody else changed the leader meanwhile.
    """
    roster = lock_roster(connection, organisation_id, roster_id=roster_id)
    before = _current(connection, organisation_id, roster_id, leader_id)
    _check_version(before, expected_version)
    _end(connection, roster, leader_id)
    mark_changed(
        connection, organisation_id, roster=roster, n_leaders=roster.n_leaders - 1
    )


def known_ids(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    leader_ids: frozenset[str],
) -> frozenset[str]:
    """Find which of some ids a roster has now."""
    query = select(leaders.c.leader_id).where(
        leaders.c.organisation_id == organisation_id,
        leaders.c.roster_id == roster_id,
        leaders.c.leader_id.in_(sorted(leader_ids)),
        valid_at(None),
    )
    return frozenset(connection.execute(query).scalars())


def changed_since(
    connection: Connection, organisation_id: str, *, roster_id: str, version: int
) -> dict[str, StoredLeader | None]:
    """Give the leaders who were changed after a version; None for those who left.

    Parameters
    ----------
    connection : Connection
        Of a transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    version : int
        Of the roster.

    Returns
    -------
    dict of str to StoredLeader or None
        As they are now, by id.
    """
    own = leaders.c.organisation_id == organisation_id
    is_changed = (leaders.c.since > version) | (leaders.c.until > version)
    query = select(leaders).where(own, leaders.c.roster_id == roster_id, is_changed)
    found: dict[str, StoredLeader | None] = {}
    for row in connection.execute(query):
        found.setdefault(row.leader_id, None)
        if row.until is None:
            found[row.leader_id] = _read(row)
    return found


def _check_version(before: StoredLeader | None, expected: int | None) -> None:
    if expected is None:
        if before is not None:
            msg = "this leader is in the roster already; change them under a version."
            raise ConflictError(msg)
        return
    if before is None:
        msg = "the roster has no such leader to change."
        raise NotFoundError(msg)
    if before.version != expected:
        raise StaleVersionError(
            what="the leader", expected=expected, version=before.version
        )


def _current(
    connection: Connection, organisation_id: str, roster_id: str, leader_id: str
) -> StoredLeader | None:
    try:
        return get_leader(
            connection, organisation_id, roster_id=roster_id, leader_id=leader_id
        )
    except NotFoundError:
        return None


def _widened(kinds: Mapping[str, str], profile: Mapping[str, Any]) -> dict[str, str]:
    """Check values, and add canonical columns that the roster did not have."""
    wider = dict(kinds)
    for column, value in profile.items():
        if column not in wider:
            if not is_canonical(column):
                msg = f"the roster has no column {column[:60]!r}."
                raise StorageError(msg)
            wider[column] = _KINDS.get(kind_of(column), roster_rows.TEXT)
        roster_rows.check_value(column, value, wider[column])
    return wider


def _next_position(connection: Connection, roster_id: str) -> int:
    query = select(func.max(leaders.c.position)).where(leaders.c.roster_id == roster_id)
    last = connection.execute(query).scalar_one()
    return 0 if last is None else last + 1


def _end(connection: Connection, roster: StoredRoster, leader_id: str) -> None:
    """Let what is stored of a leader count only before the roster's next version."""
    connection.execute(
        update(leaders)
        .where(
            leaders.c.roster_id == roster.roster_id,
            leaders.c.leader_id == leader_id,
            valid_at(None),
        )
        .values(until=roster.version + 1)
    )


def _row_of(
    leader: StoredLeader, organisation_id: str, roster_id: str
) -> dict[str, Any]:
    return {
        "organisation_id": organisation_id,
        "roster_id": roster_id,
        "leader_id": leader.leader_id,
        "since": leader.version,
        "until": None,
        "position": leader.position,
        "line": leader.line,
        "profile": roster_rows.write_profile(leader.profile),
    }


def _read(row: Row[Any]) -> StoredLeader:
    profile = roster_rows.read_profile(row.profile)
    return StoredLeader(row.leader_id, row.since, row.position, row.line, profile)
