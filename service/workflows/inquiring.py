"""One leader asks: whom to meet, what to do with their hours, who sits with them."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from matcher.errors import MatcherError
from matcher.suggest.connect import suggest_connect
from matcher.suggest.desk import Desk, open_desk
from matcher.suggest.give_and_take import GiveAndTake
from matcher.suggest.network import suggest_network
from matcher.suggest.open_teams import suggest_open_teams
from matcher.suggest.plan import Known, plan_engagement
from matcher.suggest.pool import Pool
from matcher.suggest.request import (
    Request,
    SuggestParams,
    row_of,
    tidy_topic,
)
from matcher.suggest.seats import suggest_seats
from matcher.suggest.team import suggest_team
from matcher.suggest.team_call import Goal
from matcher.suggest.teams import TeamDesk
from service.storage.leaders import get_leader
from service.storage.seatings import group_of, last_seating
from service.storage.store import Store
from service.workflows.asked_lately import Record, Records
from service.workflows.pools import NoPoolError, Opened, Shelf
from service.workflows.questions import (
    DIVERSITY,
    Question,
    fields_of,
    find_ahead,
    if_it_holds,
    written,
)
from service.workflows.standing import (
    load_standing,
    parsed,
    program_of,
    stamp_of,
)

MOST_DESKS: Final = 8
MOST_ANSWERS: Final = 10_000


@dataclass(frozen=True, slots=True)
class OwnGroup:
    """The group that a leader sits in.

    Attributes
    ----------
    leader_id, group_id : str
        Who, and where; blank for no seat.
    leader_ids : tuple of str
        All who sit there.
    seating_number : int
        Of the published seating; 0 where there is none.
    """

    leader_id: str
    group_id: str
    leader_ids: tuple[str, ...]
    seating_number: int


@dataclass(frozen=True, slots=True)
class _Desks:
    groups: Desk | None
    teams: TeamDesk
    why: str  # there are no groups to ask


class Inquiries:
    """Answers leaders; keeps the groups of the rosters asked for lately at hand.

    Parameters
    ----------
    store : Store
        The database.
    data : Path
        Folder of the service's files.
    """

    def __init__(self, store: Store, data: Path) -> None:
        self._store, self._data = store, data
        self.shelf = Shelf(data)
        self._records = Records(store)
        self._desks: OrderedDict[tuple[object, ...], _Desks] = OrderedDict()
        self._answers: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._lock, self._building = threading.Lock(), threading.Lock()

    def suggest(self, organisation_id: str, question: Question) -> bytes:
        """Say whom a leader should meet, or which seats and teams are open to them.

        Parameters
        ----------
        organisation_id : str
            Whose roster it is.
        question : Question
            What is asked.

        Returns
        -------
        bytes
            JSON: entries with reasons, as the way has them.

        Raises
        ------
        NoPoolError
            If suggestions are still being prepared.
        UnknownLeaderError
            If there is no such leader.
        """
        opened = self._pool_of(organisation_id, question.roster_id, question.leader_id)
        if question.way in DIVERSITY:
            record = self._record_of(organisation_id, question.roster_id, opened)
            ahead = self._prepared(opened, question, record)
            return ahead or self._recall(opened, question, record)
        row_of(opened.pool, question.leader_id)
        found = self._ask_groups(organisation_id, opened.pool, question)
        return written(found, opened.serving, question)

    def at_hand(self, organisation_id: str, question: Question) -> bytes | None:
        """Look an answer up that was prepared, without waiting for anything.

        Parameters
        ----------
        organisation_id : str
            Whose roster it is.
        question : Question
            What is asked.

        Returns
        -------
        bytes or None
            None where files or the database have to be asked, or it was not prepared.

        Raises
        ------
        NoPoolError
            If suggestions are still being prepared.
        UnknownLeaderError
            If there is no such leader.
        """
        opened = self.shelf.at_hand(organisation_id, question.roster_id)
        found = None if opened is None else find_ahead(opened, question)
        if opened is None or found is None:
            return None
        met = self._records.met_at_hand(question.roster_id, moment=found[1])
        return None if met is None else if_it_holds(opened, found[0], met)

    def _prepared(
        self, opened: Opened, question: Question, record: Record
    ) -> bytes | None:
        """Look up what was prepared."""
        found = find_ahead(opened, question)
        if found is None:
            return None
        serving, (answer, moment) = opened.serving, found
        met = self._records.met_since(
            serving.organisation_id, serving.roster_id, moment=moment, record=record
        )
        return if_it_holds(opened, answer, met)

    def _record_of(
        self, organisation_id: str, roster_id: str, opened: Opened
    ) -> Record:
        return self._records.of(
            organisation_id, roster_id, folder=opened.serving.folder, pool=opened.pool
        )

    def _recall(self, opened: Opened, question: Question, record: Record) -> bytes:
        """Answer from the pool; of one pool the same question has the same answer."""
        serving, pool = opened.serving, opened.pool
        key = (serving, question, record.stamp)
        with self._lock:
            found = self._answers.get(key)
        if found is None:
            found = written(
                _ask_people(pool, question, record.counted), serving, question
            )
            with self._lock:
                self._answers[key] = found
                while len(self._answers) > MOST_ANSWERS:
                    self._answers.popitem(last=False)
        return found

    def plan(
        self, organisation_id: str, *, roster_id: str, leader_id: str, hours: float
    ) -> dict[str, Any]:
        """Say what a leader should do with the hours they can give.

        Parameters
        ----------
        organisation_id : str
            Whose roster it is.
        roster_id, leader_id : str
            Who.
        hours : float
            A month.

        Returns
        -------
        dict
            Hours by way, each with its reason.

        Raises
        ------
        NoPoolError
            If suggestions are still being prepared.
        UnknownLeaderError
            If there is no such leader.
        HoursError
            If nobody can plan with these hours.
        """
        opened = self._pool_of(organisation_id, roster_id, leader_id)
        pool = opened.pool
        row_of(pool, leader_id)
        desks = self._desks_of(organisation_id, roster_id)
        record = self._record_of(organisation_id, roster_id, opened)
        found = plan_engagement(
            pool,
            leader_id,
            hours,
            desks=(desks.groups, desks.teams),
            known=Known(record=record.counted),
        )
        return found.to_dict()

    def own_group(
        self, connection: Connection, organisation_id: str, roster_id: str, *, who: str
    ) -> OwnGroup:
        """Say in which group a leader sits, and with whom.

        Parameters
        ----------
        connection : Connection
            Of a transaction.
        organisation_id : str
            Whose roster it is.
        roster_id : str
            Which.
        who : str
            The leader.

        Returns
        -------
        OwnGroup
            Of the published seating: nothing of any draft.

        Raises
        ------
        NotFoundError
            If there is no such leader.
        """
        where = {"roster_id": roster_id, "leader_id": who}
        get_leader(connection, organisation_id, **where)
        group_id, fellows = group_of(connection, organisation_id, **where)
        number = last_seating(connection, organisation_id, roster_id=roster_id)
        return OwnGroup(who, group_id, fellows, number)

    def _pool_of(self, organisation_id: str, roster_id: str, leader_id: str) -> Opened:
        """Open a pool; one that is not ready is told from a leader who is not there."""
        try:
            return self.shelf.look(organisation_id, roster_id)
        except NoPoolError:
            where = {"roster_id": roster_id, "leader_id": leader_id}
            with self._store.reading() as connection:
                get_leader(connection, organisation_id, **where)
            raise

    def _ask_groups(
        self, organisation_id: str, pool: Pool, question: Question
    ) -> dict[str, Any]:
        desks = self._desks_of(organisation_id, question.roster_id)
        who = question.leader_id
        if question.way == "optimize":
            if question.topic:
                goal = Goal(tidy_topic(question.topic))
                return fields_of(suggest_team(pool, desks.teams, who, goal=goal))
            return fields_of(suggest_open_teams(pool, desks.teams, who, k=question.k))
        if desks.groups is None:
            nothing = {"seats": [], "near": [], "n_groups": 0, "remarks": []}
            said = {"verdict": desks.why, "why_empty": desks.why}
            return {"leader_id": who, "group_id": "", **nothing, **said}
        return fields_of(suggest_seats(pool, desks.groups, who, k=question.k))

    def _desks_of(self, organisation_id: str, roster_id: str) -> _Desks:
        """Open the groups of a roster as they stand, or take those at hand."""
        with self._store.reading() as connection:
            stamp = stamp_of(connection, organisation_id, roster_id=roster_id)
        key = (organisation_id, roster_id, stamp)
        found = self._desks.get(key)
        if found is not None:
            return found
        with self._building:  # many who ask at once wait for one to do it
            found = self._desks.get(key) or self._build(organisation_id, roster_id)
            self._desks[key] = found
            while len(self._desks) > MOST_DESKS:
                self._desks.popitem(last=False)
        return found

    def _build(self, organisation_id: str, roster_id: str) -> _Desks:
        with self._store.reading() as connection:
            standing = load_standing(
                connection, organisation_id, roster_id=roster_id, data=self._data
            )
            program = parsed(program_of(connection, organisation_id))
        roster, given = standing.roster, standing.given
        groups, why = (
            None,
            "No seating was published for this roster yet, so no seat is open.",
        )
        if given.seating is not None or "group" in roster.table:
            try:
                groups = open_desk(roster, program, given=given)
            except MatcherError as error:  # a plan and teams do without
                why = f"Groups cannot be compared: {error}"
        teams = TeamDesk.of(roster, program, standing.memberships)
        return _Desks(groups, teams, why)


def _ask_people(
    pool: Pool, question: Question, counted: GiveAndTake | None
) -> dict[str, Any]:
    request = Request(
        row=row_of(pool, question.leader_id),
        topic=tidy_topic(question.topic),
        k=question.k,
        params=SuggestParams(diversity=DIVERSITY[question.way]),
        record=counted,
    )
    ask = suggest_connect if question.way == "connect" else suggest_network
    return fields_of(ask(pool, request))
