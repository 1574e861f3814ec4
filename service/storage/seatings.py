"""Seatings over time: where leaders sit and sat, one number a publication."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from matcher.roster.history import SINCE_EVER, TO_THIS_DAY, History
from matcher.roster.relations import row_by_id
from matcher.roster.roster import Roster
from matcher.roster.seating import Seating
from service.storage.dialects import insert_rows
from service.storage.errors import StaleVersionError
from service.storage.moments import now
from service.storage.rosters import lock_roster
from service.storage.tables.groups import seatings, seats

_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Stay:
    """One leader's time in one group.

    Attributes
    ----------
    leader_id, group_id : str
        Who, and where.
    since, until : int
        Numbers of the seatings from which on and before which; until is 0 while it
        lasts.
    began_at : datetime
        When the first was published.
    ended_at : datetime or None
        When it ended; None while it lasts.
    """

    leader_id: str
    group_id: str
    since: int
    until: int
    began_at: datetime
    ended_at: datetime | None


def last_seating(
    connection: Connection, organisation_id: str, *, roster_id: str
) -> int:
    """Give the number of the seating that counts now; 0 where nobody was seated."""
    query = select(func.max(seatings.c.number)).where(
        seatings.c.organisation_id == organisation_id,
        seatings.c.roster_id == roster_id,
    )
    return int(connection.execute(query).scalar_one() or 0)


def add_seating(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    placed: Mapping[str, tuple[str, bool]],
    after: int | None = None,
    proposal_id: str | None = None,
    key_id: str | None = None,
) -> int:
    """Seat leaders from now on; who keeps a group keeps the stay in it.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    placed : mapping of str to (str, bool)
        Group and lock of every leader who sits somewhere.
    after : int or None, default=None
        Number of the seating that this one was made from; None does not look.
    proposal_id, key_id : str or None, default=None
        Where it comes from, and who published it.

    Returns
    -------
    int
        Its number.

    Raises
    ------
    NotFoundError
        If the organisation has no such roster.
    StaleVersionError
        If another seating was published since `after`.
    """
    lock_roster(connection, organisation_id, roster_id=roster_id)
    last = last_seating(connection, organisation_id, roster_id=roster_id)
    if after is not None and last != after:
        raise StaleVersionError(
            what=f"the seating of roster {roster_id}", expected=after, version=last
        )
    number = last + 1
    connection.execute(
        insert(seatings).values(
            organisation_id=organisation_id,
            roster_id=roster_id,
            number=number,
            proposal_id=proposal_id,
            key_id=key_id,
            created_at=now(),
        )
    )
    before = current_seats(connection, organisation_id, roster_id=roster_id)
    stays = {who for who, seat in before.items() if _group(placed, who) == seat[0]}
    _end(connection, roster_id, sorted(before.keys() - stays), number)
    for who in stays:
        if placed[who] != before[who]:
            _lock(connection, roster_id, who, is_locked=placed[who][1])
    rows = [
        {
            "organisation_id": organisation_id,
            "roster_id": roster_id,
            "leader_id": who,
            "since": number,
            "until": None,
            "group_id": group_id,
            "is_locked": is_locked,
        }
        for who, (group_id, is_locked) in placed.items()
        if who not in stays
    ]
    insert_rows(connection, seats, rows)
    return number


def current_seats(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    number: int | None = None,
) -> dict[str, tuple[str, bool]]:
    """Read group and lock of every leader who sits, now or in an earlier seating."""
    query = (
        select(seats.c.leader_id, seats.c.group_id, seats.c.is_locked)
        .where(
            seats.c.organisation_id == organisation_id,
            seats.c.roster_id == roster_id,
            _counts_in(number),
        )
        .order_by(seats.c.leader_id)
    )
    found = connection.execute(query)
    return {who: (group_id, is_locked) for who, group_id, is_locked in found}


def group_of(
    connection: Connection, organisation_id: str, *, roster_id: str, leader_id: str
) -> tuple[str, tuple[str, ...]]:
    """Give the group that a leader sits in now, and all who sit there.

    Returns
    -------
    tuple of (str, tuple of str)
        Both empty where the leader sits nowhere.
    """
    mine = (
        (seats.c.organisation_id == organisation_id)
        & (seats.c.roster_id == roster_id)
        & _counts_in(None)
    )
    own = select(seats.c.group_id).where(mine, seats.c.leader_id == leader_id)
    group_id = connection.execute(own).scalar_one_or_none()
    if group_id is None:
        return "", ()
    fellows = select(seats.c.leader_id).where(mine, seats.c.group_id == group_id)
    found = connection.execute(fellows.order_by(seats.c.leader_id)).scalars()
    return group_id, tuple(found)


def list_stays(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    leader_id: str | None = None,
) -> tuple[Stay, ...]:
    """List who sat where from when until when, or the stays of one leader."""
    moments = dict(
        connection.execute(
            select(seatings.c.number, seatings.c.created_at).where(
                seatings.c.organisation_id == organisation_id,
                seatings.c.roster_id == roster_id,
            )
        ).all()
    )
    query = select(seats).where(
        seats.c.organisation_id == organisation_id, seats.c.roster_id == roster_id
    )
    if leader_id is not None:
        query = query.where(seats.c.leader_id == leader_id)
    return tuple(
        Stay(
            row.leader_id,
            row.group_id,
            row.since,
            row.until or 0,
            moments[row.since],
            None if row.until is None else moments[row.until],
        )
        for row in connection.execute(query.order_by(seats.c.since, seats.c.leader_id))
    )


def load_seating(
    connection: Connection, organisation_id: str, *, roster_id: str, roster: Roster
) -> Seating | None:
    """Read where the leaders sit, as the engine takes it; None if nobody does."""
    rows = row_by_id(roster)
    found = current_seats(connection, organisation_id, roster_id=roster_id)
    labels = np.full(len(roster), -1, dtype=np.int64)
    locked = np.zeros(len(roster), dtype=np.bool_)
    numbers = {g: k for k, g in enumerate(sorted({seat[0] for seat in found.values()}))}
    for who, (group_id, is_locked) in found.items():
        if who in rows:
            labels[rows[who]] = numbers[group_id]
            locked[rows[who]] = is_locked
    if not (labels >= 0).any():
        return None
    return Seating(labels, tuple(numbers), locked, source="published seating")


def load_history(
    connection: Connection, organisation_id: str, *, roster_id: str, roster: Roster
) -> History:
    """Read who sat in which former group, as the engine takes it."""
    rows = row_by_id(roster)
    stays = [
        stay
        for stay in list_stays(connection, organisation_id, roster_id=roster_id)
        if stay.ended_at is not None and stay.leader_id in rows
    ]
    groups = {g: k for k, g in enumerate(sorted({stay.group_id for stay in stays}))}
    ends = [
        TO_THIS_DAY if s.ended_at is None else s.ended_at.toordinal() for s in stays
    ]
    starts = [max(SINCE_EVER, stay.began_at.toordinal()) for stay in stays]
    return History(
        rows=np.array([rows[stay.leader_id] for stay in stays], dtype=np.int64),
        groups=np.array([groups[stay.group_id] for stay in stays], dtype=np.int64),
        starts=np.array(starts, dtype=np.int64),
        ends=np.array(ends, dtype=np.int64),
        lines=np.zeros(len(stays), dtype=np.int64),
        group_ids=tuple(groups),
        source="published seatings",
    )


def _group(placed: Mapping[str, tuple[str, bool]], who: str) -> str:
    return placed[who][0] if who in placed else ""


def _lock(
    connection: Connection, roster_id: str, leader_id: str, *, is_locked: bool
) -> None:
    connection.execute(
        update(seats)
        .where(
            seats.c.roster_id == roster_id,
            seats.c.leader_id == leader_id,
            seats.c.until.is_(None),
        )
        .values(is_locked=is_locked)
    )


def _counts_in(number: int | None) -> ColumnElement[bool]:
    if number is None:
        return seats.c.until.is_(None)
    is_open = or_(seats.c.until.is_(None), seats.c.until > number)
    return (seats.c.since <= number) & is_open


def _end(
    connection: Connection, roster_id: str, leader_ids: list[str], number: int
) -> None:
    for start in range(0, len(leader_ids), _CHUNK):
        connection.execute(
            update(seats)
            .where(
                seats.c.roster_id == roster_id,
                seats.c.leader_id.in_(leader_ids[start : start + _CHUNK]),
                seats.c.until.is_(None),
            )
            .values(until=number)
        )
