"""What people do to a draft: moves, swaps, locks and undo, as an append-only log.

Every act raises the version of its proposal by one and is done under the version that
the caller read; nothing in the log is ever changed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from service.storage.errors import ConflictError, NotFoundError
from service.storage.moments import now
from service.storage.proposals import (
    PUBLISHED,
    WITHDRAWN,
    Seat,
    StoredProposal,
    get_proposal,
    get_seat,
    load_seats,
    lock_proposal,
    set_state,
    supersede_published,
)
from service.storage.rosters import lock_roster
from service.storage.seatings import add_seating
from service.storage.tables.groups import acts, proposal_seats, proposals

MOVE: Final = "move"
LOCK: Final = "lock"
UNLOCK: Final = "unlock"
UNDO: Final = "undo"
PUBLISH: Final = "publish"
WITHDRAW: Final = "withdraw"


@dataclass(frozen=True, slots=True)
class Touched:
    """One leader in an act.

    Attributes
    ----------
    leader_id : str
        Who.
    from_group, to_group : str
        Seat before and after; the same for locks, blank for no seat.
    was_locked : bool
        Whether the seat was locked before.
    """

    leader_id: str
    from_group: str
    to_group: str
    was_locked: bool


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a draft.

    Attributes
    ----------
    number : int
        From 1, without gaps: the version of the proposal after it.
    kind : str
        "move" (of one leader or several at once), "lock", "unlock", "undo",
        "publish" or "withdraw".
    touched : tuple of Touched
        The leaders.
    undoes : int or None
        Number of the act that an undo takes back.
    key_id : str or None
        Who did it.
    created_at : datetime
        When.
    """

    number: int
    kind: str
    touched: tuple[Touched, ...]
    undoes: int | None
    key_id: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class By:
    """Under which version an act is done, and by whom.

    Attributes
    ----------
    expected_version : int
        The version that the caller read.
    key_id : str or None, default=None
        The key that does it.
    """

    expected_version: int
    key_id: str | None = None


def move_leaders(
    connection: Connection,
    organisation_id: str,
    *,
    proposal_id: str,
    moves: Sequence[tuple[str, str]],
    by: By,
) -> Act:
    """Give leaders other seats, all at once; two who trade seats are a swap.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose proposal it is.
    proposal_id : str
        Which.
    moves : sequence of (str, str)
        Leader and group; blank takes the seat away.
    by : By
        Version and key.

    Returns
    -------
    Act
        As logged.

    Raises
    ------
    NotFoundError
        If there is no such proposal, or it has no such leader.
    StaleVersionError
        If somebody else changed the draft meanwhile.
    ConflictError
        If it is no draft, a seat is locked, or nobody would move.
    """
    draft = _lock(connection, organisation_id, proposal_id, by)
    where = {"proposal_id": proposal_id}
    touched: list[Touched] = []
    for leader_id, group_id in moves:
        seat = get_seat(connection, organisation_id, **where, leader_id=leader_id)
        if seat.is_locked:
            msg = f"leader {leader_id} has a locked seat; unlock it first."
            raise ConflictError(msg)
        if seat.group_id != group_id:
            touched.append(
                Touched(leader_id, seat.group_id, group_id, was_locked=False)
            )
    if not touched or len({one.leader_id for one in touched}) != len(touched):
        msg = "a move must change the seat of each leader it names, once."
        raise ConflictError(msg)
    for one in touched:
        _seat(connection, proposal_id, Seat(one.leader_id, one.to_group))
    return _log(connection, organisation_id, draft, _act(draft, MOVE, touched, by))


def lock_leaders(
    connection: Connection,
    organisation_id: str,
    *,
    proposal_id: str,
    leader_ids: Collection[str],
    is_locked: bool,
    by: By,
) -> Act:
    """Lock or unlock seats, all at once.

    Raises
    ------
    NotFoundError
        If there is no such proposal, or it has no such leader.
    StaleVersionError
        If somebody else changed the draft meanwhile.
    ConflictError
        If it is no draft, or all these seats are so already.
    """
    draft = _lock(connection, organisation_id, proposal_id, by)
    where = {"proposal_id": proposal_id}
    touched: list[Touched] = []
    for leader_id in sorted(set(leader_ids)):
        seat = get_seat(connection, organisation_id, **where, leader_id=leader_id)
        if seat.is_locked != is_locked:
            group_id = seat.group_id
            touched.append(Touched(leader_id, group_id, group_id, seat.is_locked))
            _seat(connection, proposal_id, replace(seat, is_locked=is_locked))
    if not touched:
        msg = f"these seats are {'locked' if is_locked else 'unlocked'} already."
        raise ConflictError(msg)
    kind = LOCK if is_locked else UNLOCK
    return _log(connection, organisation_id, draft, _act(draft, kind, touched, by))


def undo_act(
    connection: Connection, organisation_id: str, *, proposal_id: str, by: By
) -> Act:
    """Take back the last act that was not taken back yet.

    Raises
    ------
    NotFoundError
        If there is no such proposal.
    StaleVersionError
        If somebody else changed the draft meanwhile.
    ConflictError
        If it is no draft, or nothing is left to take back.
    """
    draft = _lock(connection, organisation_id, proposal_id, by)
    log = list_acts(connection, organisation_id, proposal_id=proposal_id)
    undone = {act.undoes for act in log}
    left = [act for act in log if act.kind != UNDO and act.number not in undone]
    if not left:
        msg = f"proposal {proposal_id} is as it was made; nothing can be undone."
        raise ConflictError(msg)
    last = left[-1]
    touched = [
        Touched(one.leader_id, one.to_group, one.from_group, _locked_after(last, one))
        for one in last.touched
    ]
    for one, now_is in zip(last.touched, touched, strict=True):
        seat = Seat(one.leader_id, now_is.to_group, one.was_locked)
        _seat(connection, proposal_id, seat)
    act = replace(_act(draft, UNDO, touched, by), undoes=last.number)
    return _log(connection, organisation_id, draft, act)


def publish_proposal(
    connection: Connection, organisation_id: str, *, proposal_id: str, by: By
) -> int:
    """Make the seats of a draft those of its roster from now on.

    Returns
    -------
    int
        Number of the seating.

    Raises
    ------
    NotFoundError
        If there is no such proposal.
    StaleVersionError
        If somebody else changed the draft meanwhile.
    ConflictError
        If it is no draft, or another proposal was published since it was made.
    """
    draft = _lock(connection, organisation_id, proposal_id, by)
    seats = load_seats(connection, organisation_id, proposal_id=proposal_id)
    lock_roster(connection, organisation_id, roster_id=draft.roster_id)
    supersede_published(connection, organisation_id, roster_id=draft.roster_id)
    number = add_seating(
        connection,
        organisation_id,
        roster_id=draft.roster_id,
        placed={s.leader_id: (s.group_id, s.is_locked) for s in seats if s.group_id},
        after=draft.seating_number,
        proposal_id=proposal_id,
        key_id=by.key_id,
    )
    _log(connection, organisation_id, draft, _act(draft, PUBLISH, (), by))
    set_state(connection, organisation_id, proposal_id=proposal_id, state=PUBLISHED)
    return number


def withdraw_proposal(
    connection: Connection, organisation_id: str, *, proposal_id: str, by: By
) -> StoredProposal:
    """Put a draft aside for good.

    Raises
    ------
    NotFoundError
        If there is no such proposal.
    StaleVersionError
        If somebody else changed the draft meanwhile.
    ConflictError
        If it is no draft.
    """
    draft = _lock(connection, organisation_id, proposal_id, by)
    _log(connection, organisation_id, draft, _act(draft, WITHDRAW, (), by))
    set_state(connection, organisation_id, proposal_id=proposal_id, state=WITHDRAWN)
    return get_proposal(connection, organisation_id, proposal_id=proposal_id)


def list_acts(
    connection: Connection, organisation_id: str, *, proposal_id: str, after: int = 0
) -> tuple[Act, ...]:
    """List what was done to a proposal, after a number."""
    get_proposal(connection, organisation_id, proposal_id=proposal_id)
    query = (
        select(acts)
        .where(
            acts.c.organisation_id == organisation_id,
            acts.c.proposal_id == proposal_id,
            acts.c.number > after,
        )
        .order_by(acts.c.number, acts.c.part)
    )
    by_number: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(query):
        by_number.setdefault(row.number, []).append(row)
    return tuple(_read(rows) for rows in by_number.values())


def _lock(
    connection: Connection, organisation_id: str, proposal_id: str, by: By
) -> StoredProposal:
    return lock_proposal(
        connection,
        organisation_id,
        proposal_id=proposal_id,
        expected_version=by.expected_version,
    )


def _act(draft: StoredProposal, kind: str, touched: Sequence[Touched], by: By) -> Act:
    return Act(draft.version + 1, kind, tuple(touched), None, by.key_id, now())


def _log(
    connection: Connection, organisation_id: str, draft: StoredProposal, act: Act
) -> Act:
    """Append an act and raise the version; an act without leaders has a blank one."""
    connection.execute(
        insert(acts),
        [
            {
                "organisation_id": organisation_id,
                "proposal_id": draft.proposal_id,
                "number": act.number,
                "part": part,
                "kind": act.kind,
                "leader_id": one.leader_id,
                "from_group": one.from_group,
                "to_group": one.to_group,
                "was_locked": one.was_locked,
                "undoes": act.undoes,
                "key_id": act.key_id,
                "created_at": act.created_at,
            }
            for part, one in enumerate(
                act.touched or (Touched("", "", "", was_locked=False),)
            )
        ],
    )
    connection.execute(
        update(proposals)
        .where(proposals.c.id == draft.proposal_id)
        .values(version=act.number, updated_at=act.created_at)
    )
    return act


def _seat(connection: Connection, proposal_id: str, seat: Seat) -> None:
    changed = connection.execute(
        update(proposal_seats)
        .where(
            proposal_seats.c.proposal_id == proposal_id,
            proposal_seats.c.leader_id == seat.leader_id,
        )
        .values(group_id=seat.group_id, is_locked=seat.is_locked)
    )
    if changed.rowcount != 1:
        msg = f"proposal {proposal_id} no longer has leader {seat.leader_id}."
        raise NotFoundError(msg)


def _locked_after(act: Act, one: Touched) -> bool:
    return {LOCK: True, UNLOCK: False}.get(act.kind, one.was_locked)


def _read(rows: Sequence[Row[Any]]) -> Act:
    first = rows[0]
    touched = tuple(
        Touched(row.leader_id, row.from_group, row.to_group, row.was_locked)
        for row in rows
        if row.leader_id
    )
    return Act(
        first.number,
        first.kind,
        touched,
        first.undoes,
        first.key_id,
        first.created_at,
    )
