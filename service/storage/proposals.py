"""Proposals: what was offered, and where everybody sits in it now."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from service.storage.dialects import insert_rows
from service.storage.errors import ConflictError, NotFoundError, StaleVersionError
from service.storage.ids import new_id
from service.storage.moments import now
from service.storage.rosters import MAX_PAGE
from service.storage.seatings import last_seating
from service.storage.tables.groups import proposal_seats, proposals

DRAFT: Final = "draft"
PUBLISHED: Final = "published"
SUPERSEDED: Final = "superseded"
WITHDRAWN: Final = "withdrawn"


@dataclass(frozen=True, slots=True)
class Seat:
    """Where one leader sits in a proposal.

    Attributes
    ----------
    leader_id : str
        Who.
    group_id : str
        Where; blank for no seat.
    is_locked : bool
        Whether the seat may not change.
    """

    leader_id: str
    group_id: str
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class StoredProposal:
    """A proposal without its seats and document.

    Attributes
    ----------
    proposal_id, roster_id : str
        Its id, and whose leaders it seats.
    roster_version : int
        Of the roster that it was made from.
    seating_number : int
        Of the published seating that it was made from; 0 where there was none.
    state : {"draft", "published", "superseded", "withdrawn"}
        Only a draft can be changed.
    version : int
        Number of the last act on it; 0 as it was made.
    job_id : str or None
        The job that made it.
    created_at, updated_at : datetime
        When it was made and last changed.
    """

    proposal_id: str
    roster_id: str
    roster_version: int
    seating_number: int
    state: str
    version: int
    job_id: str | None
    created_at: datetime
    updated_at: datetime


def add_proposal(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    roster_version: int,
    document: Mapping[str, Any],
    seats: Iterable[Seat],
    job_id: str | None = None,
) -> StoredProposal:
    """Store a proposal as a draft; nobody is placed by it.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Whose leaders it seats.
    roster_version : int
        Of the roster that it was made from.
    document : mapping
        All that is told of it, as JSON holds it.
    seats : iterable of Seat
        Every leader of the roster once; blank groups for those without a seat.
    job_id : str or None, default=None
        The job that made it.

    Returns
    -------
    StoredProposal
        A draft.
    """
    proposal_id, moment = new_id(), now()
    seating = last_seating(connection, organisation_id, roster_id=roster_id)
    connection.execute(
        insert(proposals).values(
            id=proposal_id,
            organisation_id=organisation_id,
            roster_id=roster_id,
            roster_version=roster_version,
            seating_number=seating,
            state=DRAFT,
            document=json.dumps(dict(document), ensure_ascii=False, allow_nan=False),
            version=0,
            job_id=job_id,
            created_at=moment,
            updated_at=moment,
        )
    )
    mine = {"organisation_id": organisation_id, "proposal_id": proposal_id}
    rows = [
        {
            **mine,
            "leader_id": seat.leader_id,
            "group_id": seat.group_id,
            "is_locked": seat.is_locked,
        }
        for seat in seats
    ]
    insert_rows(connection, proposal_seats, rows)
    return get_proposal(connection, organisation_id, proposal_id=proposal_id)


def get_proposal(
    connection: Connection, organisation_id: str, *, proposal_id: str
) -> StoredProposal:
    """Look a proposal up.

    Raises
    ------
    NotFoundError
        If the organisation has no such proposal.
    """
    return _read(_row(connection, organisation_id, proposal_id))


def lock_proposal(
    connection: Connection,
    organisation_id: str,
    *,
    proposal_id: str,
    expected_version: int | None,
) -> StoredProposal:
    """Look a draft up and keep others from changing it until the transaction ends.

    Raises
    ------
    NotFoundError
        If the organisation has no such proposal.
    StaleVersionError
        If somebody else changed it meanwhile.
    ConflictError
        If it is no draft any more.
    """
    row = _row(connection, organisation_id, proposal_id, for_update=True)
    if expected_version is not None and row.version != expected_version:
        raise StaleVersionError(
            what=f"proposal {proposal_id}",
            expected=expected_version,
            version=row.version,
        )
    if row.state != DRAFT:
        msg = f"proposal {proposal_id} is {row.state}; only a draft can be changed."
        raise ConflictError(msg)
    return _read(row)


def load_document(
    connection: Connection, organisation_id: str, *, proposal_id: str
) -> dict[str, Any]:
    """Read all that was told of a proposal when it was made."""
    row = _row(connection, organisation_id, proposal_id)
    document: dict[str, Any] = json.loads(row.document)
    return document


def load_seats(
    connection: Connection, organisation_id: str, *, proposal_id: str
) -> tuple[Seat, ...]:
    """Read where everybody sits in a proposal now, by leader id."""
    query = (
        select(proposal_seats)
        .where(
            proposal_seats.c.organisation_id == organisation_id,
            proposal_seats.c.proposal_id == proposal_id,
        )
        .order_by(proposal_seats.c.leader_id)
    )
    rows = connection.execute(query)
    return tuple(Seat(row.leader_id, row.group_id, row.is_locked) for row in rows)


def get_seat(
    connection: Connection, organisation_id: str, *, proposal_id: str, leader_id: str
) -> Seat:
    """Look up where one leader sits in a proposal now.

    Raises
    ------
    NotFoundError
        If the proposal seats no such leader.
    """
    query = select(proposal_seats).where(
        proposal_seats.c.organisation_id == organisation_id,
        proposal_seats.c.proposal_id == proposal_id,
        proposal_seats.c.leader_id == leader_id,
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        msg = f"proposal {proposal_id[:40]} has no such leader."
        raise NotFoundError(msg)
    return Seat(row.leader_id, row.group_id, row.is_locked)


def list_proposals(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str | None = None,
    after: str = "",
    limit: int = 50,
) -> tuple[StoredProposal, ...]:
    """List proposals by id, those after one of them; at most 200."""
    query = select(proposals).where(
        proposals.c.organisation_id == organisation_id, proposals.c.id > after
    )
    if roster_id is not None:
        query = query.where(proposals.c.roster_id == roster_id)
    page = query.order_by(proposals.c.id).limit(min(limit, MAX_PAGE))
    return tuple(_read(row) for row in connection.execute(page))


def set_state(
    connection: Connection, organisation_id: str, *, proposal_id: str, state: str
) -> None:
    """Change what a proposal is, once `lock_proposal` holds it."""
    connection.execute(
        update(proposals)
        .where(
            proposals.c.organisation_id == organisation_id,
            proposals.c.id == proposal_id,
        )
        .values(state=state, updated_at=now())
    )


def supersede_published(
    connection: Connection, organisation_id: str, *, roster_id: str
) -> None:
    """Let a roster's published proposal make way for another."""
    connection.execute(
        update(proposals)
        .where(
            proposals.c.organisation_id == organisation_id,
            proposals.c.roster_id == roster_id,
            proposals.c.state == PUBLISHED,
        )
        .values(state=SUPERSEDED, updated_at=now())
    )


def _row(
    connection: Connection,
    organisation_id: str,
    proposal_id: str,
    *,
    for_update: bool = False,
) -> Row[Any]:
    query = select(proposals).where(
        proposals.c.organisation_id == organisation_id, proposals.c.id == proposal_id
    )
    row = connection.execute(
        query.with_for_update(key_share=True) if for_update else query
    ).one_or_none()
    if row is None:
        msg = f"this organisation has no proposal {proposal_id[:40]!r}."
        raise NotFoundError(msg)
    return row


def _read(row: Row[Any]) -> StoredProposal:
    return StoredProposal(
        row.id,
        row.roster_id,
        row.roster_version,
        row.seating_number,
        row.state,
        row.version,
        row.job_id,
        row.created_at,
        row.updated_at,
    )
