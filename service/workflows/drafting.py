"""Work on a draft by hand: weigh, move, lock, undo, publish.

What a draft is judged by is put together once and kept by each process; later versions
are reached by doing over what others did meanwhile.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from matcher.change import Breach
from matcher.draft import Board, Draft, open_draft, reseat_one
from matcher.errors import MatcherError
from matcher.hand_moves import HandMove, weigh_moves
from matcher.pose import pose
from service.storage.drafts import By, list_acts, move_leaders, publish_proposal
from service.storage.errors import StaleVersionError
from service.storage.proposals import (
    StoredProposal,
    get_proposal,
    load_document,
    load_seats,
)
from service.storage.rosters import get_roster
from service.storage.store import Store
from service.workflows.pooling import ask_pool
from service.workflows.standing import load_standing, parsed

MOST_DRAFTS: Final = 16
IN_CONFIDENCE: Final = "a rule that rests on what leaders declared in confidence"


class BrokenRulesError(MatcherError):
    """A draft breaks hard rules, and nobody said that it may.

    Attributes
    ----------
    breaches : tuple of Breach
        Which.
    """

    def __init__(self, breaches: Sequence[Breach]) -> None:
        n = len(breaches)
        noun = "rule is" if n == 1 else "rules are"
        super().__init__(
            f"{n:,} hard {noun} broken; mend the draft, or publish with accept_broken."
        )
        self.breaches = tuple(breaches)


@dataclass(frozen=True, slots=True)
class _Held:
    """A draft at one version."""

    version: int
    roster_version: int  # of now: changes when somebody is erased
    rows: dict[str, int]
    board: Board
    draft: Draft
    locked: frozenset[int]


class Drafts:
    """The drafts that people work on, at hand.

    Parameters
    ----------
    store : Store
        The database.
    data : Path
        Folder of the service's files.
    """

    def __init__(self, store: Store, data: Path) -> None:
        self._store, self._data = store, data
        self._held: OrderedDict[str, _Held] = OrderedDict()
        # What a move came to, by the act that is its, once that is committed.
        self._made: dict[str, tuple[int, datetime, _Held]] = {}
        self._lock = threading.Lock()

    def weigh(
        self,
        organisation_id: str,
        proposal_id: str,
        moves: Sequence[tuple[str, str]],
    ) -> tuple[int, HandMove]:
        """Say what would follow from moves; nothing is changed.

        Parameters
        ----------
        organisation_id : str
            Whose proposal it is.
        proposal_id : str
            Which.
        moves : sequence of (str, str)
            Leader and group; blank for no seat.

        Returns
        -------
        tuple of (int, HandMove)
            The version it was weighed at; scores, rules, counter-move.
        """
        with self._store.reading() as connection:
            held = self._now(connection, organisation_id, proposal_id)
        found, _ = _weigh(held, moves)
        return held.version, found

    def breaches(self, organisation_id: str, proposal_id: str) -> tuple[float, Any]:
        """Give the score of a draft and every rule that it breaks.

        Parameters
        ----------
        organisation_id : str
            Whose proposal it is.
        proposal_id : str
            Which.

        Returns
        -------
        tuple of (float, tuple of Breach)
            As it stands.
        """
        with self._store.reading() as connection:
            held = self._now(connection, organisation_id, proposal_id)
        return held.draft.score, held.draft.breaches

    def prepare(self, organisation_id: str, proposal_id: str) -> None:
        """Put a draft at hand before a transaction that writes is opened.

        Parameters
        ----------
        organisation_id : str
            Whose proposal it is.
        proposal_id : str
            Which.
        """
        if proposal_id not in self._held:
            with self._store.reading() as connection:
                self._now(connection, organisation_id, proposal_id)

    def move(
        self,
        connection: Connection,
        organisation_id: str,
        *,
        proposal_id: str,
        moves: Sequence[tuple[str, str]],
        by: By,
    ) -> tuple[int, HandMove]:
        """Move leaders under the version that the caller read.

        Parameters
        ----------
        connection : Connection
            Of the transaction.
        organisation_id : str
            Whose proposal it is.
        proposal_id : str
            Which.
        moves : sequence of (str, str)
            Leader and group; blank for no seat.
        by : By
            Version and key.

        Returns
        -------
        tuple of (int, HandMove)
            The new version, and what follows.

        Raises
        ------
        NotFoundError
            If there is no such proposal or leader.
        StaleVersionError
            If somebody else changed the draft meanwhile.
        ConflictError
            If it is no draft, or a seat is locked.
        DraftError
            If there is no such group.
        """
        stored = _seen(connection, organisation_id, proposal_id, by)
        held = self._at_hand(connection, organisation_id, stored)
        act = move_leaders(
            connection, organisation_id, proposal_id=proposal_id, moves=moves, by=by
        )
        found, draft = _weigh(held, moves)
        after = replace(held, version=act.number, draft=draft)
        self._made[proposal_id] = (act.number, act.created_at, after)
        return act.number, found

    def publish(
        self,
        connection: Connection,
        organisation_id: str,
        *,
        proposal_id: str,
        by: By,
        accept_broken: bool,
    ) -> int:
        """Make the seats of a draft those of its roster from now on.

        Parameters
        ----------
        connection : Connection
            Of the transaction.
        organisation_id : str
            Whose proposal it is.
        proposal_id : str
            Which.
        by : By
            Version and key.
        accept_broken : bool
            Whether hard rules may be broken.

        Returns
        -------
        int
            Number of the seating.

        Raises
        ------
        BrokenRulesError
            If hard rules are broken and may not be.
        StaleVersionError
            If somebody else changed the draft meanwhile, or published another.
        ConflictError
            If it is no draft.
        """
        stored = _seen(connection, organisation_id, proposal_id, by)
        if not accept_broken:
            held = self._at_hand(connection, organisation_id, stored)
            hard = [one for one in held.draft.breaches if one.is_hard]
            if hard:
                raise BrokenRulesError(hard)
        number = publish_proposal(
            connection, organisation_id, proposal_id=proposal_id, by=by
        )
        ask_pool(connection, organisation_id, roster_id=stored.roster_id)
        return number

    def _now(
        self, connection: Connection, organisation_id: str, proposal_id: str
    ) -> _Held:
        stored = get_proposal(connection, organisation_id, proposal_id=proposal_id)
        return self._at_hand(connection, organisation_id, stored)

    def _at_hand(
        self, connection: Connection, organisation_id: str, stored: StoredProposal
    ) -> _Held:
        """Give a draft as it was committed; so before the transaction changes it."""
        proposal_id = stored.proposal_id
        number, moment, made = self._made.get(proposal_id, (-1, None, None))
        with self._lock:
            held = self._held.get(proposal_id)
        if made is not None and (number, moment) == (stored.version, stored.updated_at):
            held = made
        roster = get_roster(connection, organisation_id, roster_id=stored.roster_id)
        if (
            held is None
            or held.version > stored.version
            or held.roster_version != roster.version
        ):
            held = self._build(connection, organisation_id, stored)
        elif held.version < stored.version:
            held = _caught_up(connection, organisation_id, stored, held)
        with self._lock:
            known = self._held.get(proposal_id)
            if known is None or known.version <= held.version:
                self._held[proposal_id] = held
                self._held.move_to_end(proposal_id)
            while len(self._held) > MOST_DRAFTS:
                gone, _ = self._held.popitem(last=False)
                self._made.pop(gone, None)
        return held

    def _build(
        self, connection: Connection, organisation_id: str, stored: StoredProposal
    ) -> _Held:
        where = {"proposal_id": stored.proposal_id}
        document = load_document(connection, organisation_id, **where)
        program = parsed(document["program"])
        standing = load_standing(
            connection,
            organisation_id,
            roster_id=stored.roster_id,
            data=self._data,
            version=stored.roster_version,
            program=program,
        )
        posed = pose(standing.roster, program, given=standing.given)
        board = Board.of(posed, standing.roster.leader_ids)
        seats: dict[str, list[str]] = {
            group["group_id"]: [] for group in document["groups"]
        }
        locked = set()
        rows = {who: row for row, who in enumerate(board.leader_ids)}
        for seat in load_seats(connection, organisation_id, **where):
            if seat.leader_id not in rows:
                continue  # erased since
            if seat.group_id:
                seats.setdefault(seat.group_id, []).append(seat.leader_id)
            if seat.is_locked:
                locked.add(rows[seat.leader_id])
        draft = open_draft(board, seats)
        now = standing.stored.version
        return _Held(stored.version, now, rows, board, draft, frozenset(locked))


def _seen(
    connection: Connection, organisation_id: str, proposal_id: str, by: By
) -> StoredProposal:
    """Look a draft up under the version that the caller read."""
    stored = get_proposal(connection, organisation_id, proposal_id=proposal_id)
    if stored.version != by.expected_version:
        raise StaleVersionError(
            what=f"proposal {proposal_id}",
            expected=by.expected_version,
            version=stored.version,
        )
    return stored


def shown_breach(breach: Breach, *, to_owner: bool) -> dict[str, Any]:
    """Show a breach; to others than the owner of relations not whom it is about.

    Parameters
    ----------
    breach : Breach
        One rule that one group breaks.
    to_owner : bool
        Whether the caller may see what leaders declared.

    Returns
    -------
    dict
        Its attributes.
    """
    if breach.is_private and not to_owner:
        breach = replace(breach, rule=IN_CONFIDENCE, leader_ids=(), detail="")
    return asdict(breach)


def _caught_up(
    connection: Connection, organisation_id: str, stored: StoredProposal, held: _Held
) -> _Held:
    """Do over what was done to a draft since."""
    draft, locked = held.draft, set(held.locked)
    acts = list_acts(
        connection,
        organisation_id,
        proposal_id=stored.proposal_id,
        after=held.version,
    )
    seats = None
    for act in acts:
        for one in act.touched:
            row = held.rows[one.leader_id]
            to = draft.number_of(one.to_group)
            if to != draft.labels[row]:
                draft = reseat_one(held.board, draft, row, to)
        if act.kind in {"lock", "unlock", "undo"} and seats is None:
            seats = load_seats(
                connection, organisation_id, proposal_id=stored.proposal_id
            )
    if seats is not None:
        locked = {held.rows[seat.leader_id] for seat in seats if seat.is_locked}
    return replace(held, version=stored.version, draft=draft, locked=frozenset(locked))


def _weigh(held: _Held, moves: Sequence[tuple[str, str]]) -> tuple[HandMove, Draft]:
    named = []
    for leader_id, group_id in moves:
        if leader_id not in held.rows:
            msg = "a leader of the moves is not in the draft."
            raise MatcherError(msg)
        named.append((held.rows[leader_id], held.draft.number_of(group_id)))
    return weigh_moves(held.board, held.draft, named, held=held.locked)
