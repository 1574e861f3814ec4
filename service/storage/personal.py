"""Everything that is stored of one leader: given out, and taken out."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from service.storage.errors import ConflictError, NotFoundError
from service.storage.ids import new_id
from service.storage.jobs import OPEN, QUEUED, RUNNING
from service.storage.moments import now
from service.storage.rosters import lock_roster, mark_changed
from service.storage.tables.access import erasures, keys, replies, trail
from service.storage.tables.beside import (
    former_stays,
    guides,
    introductions,
    memberships,
)
from service.storage.tables.groups import (
    acts,
    proposal_seats,
    proposals,
    relations,
    seats,
)
from service.storage.tables.learning import feedback, survey_answers, surveys
from service.storage.tables.people import leaders, rosters
from service.storage.tables.work import jobs, progress, uploads
from service.storage.traces import Traces

LEARNING: Final = ("retrain", "fold-in")  # jobs that make a bundle
# Columns that hold ids, names or sentences beside others' data.
_JSON: Final = (
    (rosters, rosters.c.report),
    (proposals, proposals.c.document),
    (jobs, jobs.c.payload),
    (jobs, jobs.c.result),
    (guides, guides.c.prefers),
    (guides, guides.c.avoids),
    (guides, guides.c.groups),
    (introductions, introductions.c.through),
)
_TEXT: Final = (
    (jobs, jobs.c.problem),
    (progress, progress.c.sentence),
    (trail, trail.c.object_id),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data it is.

    Attributes
    ----------
    organisation_id, roster_id, leader_id : str
        One leader of one roster.
    """

    organisation_id: str
    roster_id: str
    leader_id: str

    def fingerprint(self, key: bytes) -> str:
        """Hash who it is, to know them again in a backup without naming them.

        Without the key, which is kept apart from the database, nobody can try ids
        out against it.
        """
        told = json.dumps([self.organisation_id, self.roster_id, self.leader_id])
        return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()


def export_leader(connection: Connection, subject: Subject) -> dict[str, Any]:
    """Gather all that is stored of a leader.

    What others said in confidence about the leader stands in a part of its own,
    ``said_by_others``: it is theirs as much, and is not to be handed over unseen.

    Raises
    ------
    NotFoundError
        If nothing at all is stored of them.
    """
    who = subject.leader_id
    own = _rows(
        connection, leaders, _mine(leaders, subject) & (leaders.c.leader_id == who)
    )
    found = {
        "leader": subject.leader_id,
        "roster": subject.roster_id,
        "versions": [row | {"profile": json.loads(row["profile"])} for row in own],
        "relations": _told(connection, relations, subject, relations.c.leader_id),
        "feedback": _told(connection, feedback, subject, feedback.c.rater_id),
        "survey_answers": _survey_answers(connection, subject),
        "seats": _told(connection, seats, subject, seats.c.leader_id),
        "proposed_seats": _proposed(connection, proposal_seats, subject),
        "acts": _proposed(connection, acts, subject),
        "keys": _keys(connection, subject),
        "memberships": _told(connection, memberships, subject, memberships.c.leader_id),
        "former_stays": _told(
            connection, former_stays, subject, former_stays.c.leader_id
        ),
        "introductions": _told(
            connection, introductions, subject, introductions.c.asker_id
        ),
        "said_by_others": {
            "relations": _told(connection, relations, subject, relations.c.other_id),
            "feedback": _told(connection, feedback, subject, feedback.c.ratee_id),
            "introductions": _told(
                connection, introductions, subject, introductions.c.asked_id
            ),
            "passed_on": _listed(connection, introductions, subject, "through"),
            "guides": _listed(connection, guides, subject, "prefers", "avoids"),
        },
    }
    if not own and not any(_is_something(part) for part in found.values()):
        msg = "nothing is stored of such a leader in this roster."
        raise NotFoundError(msg)
    return found


def traces_of(connection: Connection, subject: Subject) -> Traces:
    """Gather the texts by which a leader can be known, in all their versions."""
    mine = _mine(leaders, subject) & (leaders.c.leader_id == subject.leader_id)
    profiles = connection.execute(select(leaders.c.profile).where(mine)).scalars()
    told = [json.loads(text) for text in profiles]
    others = [p[name] for p in told for name in ("name", "email") if name in p]
    return Traces.of(subject.leader_id, others)


def erase_leader(connection: Connection, subject: Subject, key: bytes) -> Traces:
    """Take everything out that is stored of a leader, in all tables.

    Proposals and logs stay, without them; what was published of others is untouched.
    What stays of the leader is a hash under `key`.

    Returns
    -------
    Traces
        By which copies in files can be found.

    Raises
    ------
    NotFoundError
        If nothing at all is stored of them.
    ConflictError
        If an import or a retraining of their organisation has not ended, which may
        bring them back. Other jobs that run begin anew.
    """
    mine, who = subject.organisation_id, subject.leader_id
    roster = lock_roster(connection, mine, roster_id=subject.roster_id)
    refuse_open_jobs(connection, mine)
    export_leader(connection, subject)
    traces = traces_of(connection, subject)
    is_there = (
        _mine(leaders, subject)
        & (leaders.c.leader_id == who)
        & leaders.c.until.is_(None)
    )
    n_gone = connection.execute(
        select(func.count()).select_from(leaders).where(is_there)
    ).scalar_one()
    for table, column in (
        (leaders, leaders.c.leader_id),
        (relations, relations.c.leader_id),
        (relations, relations.c.other_id),
        (feedback, feedback.c.rater_id),
        (feedback, feedback.c.ratee_id),
        (seats, seats.c.leader_id),
        (keys, keys.c.leader_id),
        (guides, guides.c.guide_id),
        (memberships, memberships.c.leader_id),
        (former_stays, former_stays.c.leader_id),
        (introductions, introductions.c.asker_id),
        (introductions, introductions.c.asked_id),
    ):
        connection.execute(delete(table).where(_mine(table, subject), column == who))
    _erase_proposed(connection, subject)
    _erase_surveyed(connection, subject)
    _scrub(connection, mine, traces)
    connection.execute(delete(uploads).where(uploads.c.organisation_id == mine))
    connection.execute(
        insert(erasures).values(
            id=new_id(),
            organisation_id=mine,
            fingerprint=subject.fingerprint(key),
            created_at=now(),
        )
    )
    n_leaders = roster.n_leaders - int(n_gone)
    mark_changed(connection, mine, roster=roster, n_leaders=n_leaders)
    return traces


def erased_subjects(
    connection: Connection, fingerprints: frozenset[str], key: bytes
) -> tuple[Subject, ...]:
    """Find leaders who are there although they were erased, as after a restore."""
    query = select(leaders.c.organisation_id, leaders.c.roster_id, leaders.c.leader_id)
    found = (Subject(*row) for row in connection.execute(query.distinct()))
    return tuple(one for one in found if one.fingerprint(key) in fingerprints)


def fingerprints(connection: Connection) -> frozenset[str]:
    """Give the fingerprints of all who were erased."""
    return frozenset(connection.execute(select(erasures.c.fingerprint)).scalars())


def _mine(table: Table, subject: Subject) -> ColumnElement[bool]:
    own: ColumnElement[bool] = table.c.organisation_id == subject.organisation_id
    return own & (table.c.roster_id == subject.roster_id)


def is_learning(connection: Connection) -> bool:
    """Tell whether a bundle is being made, for any organisation."""
    running = select(jobs.c.id).where(
        jobs.c.kind.in_(LEARNING), jobs.c.state == RUNNING
    )
    return connection.execute(running.limit(1)).first() is not None


def refuse_open_jobs(connection: Connection, organisation_id: str) -> None:
    """Wait for jobs that keep files of their own; let the others begin anew.

    What runs has read the leader already: taken from its worker, it stores nothing.

    Raises
    ------
    ConflictError
        If an import has not ended, or a bundle is being made.
    """
    own = jobs.c.organisation_id == organisation_id
    is_open = (jobs.c.kind == "import") & jobs.c.state.in_(OPEN)
    is_running = jobs.c.kind.in_(LEARNING) & (jobs.c.state == RUNNING)
    waiting = select(jobs.c.kind, jobs.c.id).where(own, is_open | is_running)
    found = connection.execute(waiting.limit(1)).one_or_none()
    if found is not None:
        msg = (
            f"job {found.id} ({found.kind}) has not ended and may bring the leader "
            "back; wait for it, or cancel it."
        )
        raise ConflictError(msg)
    anew = {"state": QUEUED, "claim": None, "attempts": jobs.c.attempts - 1}
    connection.execute(update(jobs).where(own, jobs.c.state == RUNNING).values(**anew))


def _erase_proposed(connection: Connection, subject: Subject) -> None:
    """Empty seats and acts of the roster's proposals; the numbers of acts stay."""
    ours = select(proposals.c.id).where(_mine(proposals, subject))
    seat = (proposal_seats.c.leader_id == subject.leader_id) & (
        proposal_seats.c.proposal_id.in_(ours)
    )
    connection.execute(delete(proposal_seats).where(seat))
    act = (acts.c.leader_id == subject.leader_id) & acts.c.proposal_id.in_(ours)
    nobody = {"leader_id": "", "from_group": "", "to_group": ""}
    connection.execute(update(acts).where(act).values(**nobody))


def _erase_surveyed(connection: Connection, subject: Subject) -> None:
    ours = select(surveys.c.id).where(_mine(surveys, subject))
    said = (survey_answers.c.leader_id == subject.leader_id) & (
        survey_answers.c.survey_id.in_(ours)
    )
    connection.execute(delete(survey_answers).where(said))


def _scrub(connection: Connection, organisation_id: str, traces: Traces) -> None:
    """Take traces out of what was written beside others' data."""
    for table, column in _JSON:
        _rewrite(connection, organisation_id, table, column, traces)
    for table, column in _TEXT:
        _rewrite(connection, organisation_id, table, column, traces, is_json=False)
    kept = select(replies).where(replies.c.organisation_id == organisation_id)
    for row in connection.execute(kept).all():
        if any(traces.are_in(text) for text in (row.key, row.headers, row.body)):
            same = (replies.c.organisation_id == organisation_id) & (
                replies.c.key == row.key
            )
            connection.execute(delete(replies).where(same))


def _rewrite(
    connection: Connection,
    organisation_id: str,
    table: Table,
    column: Column[Any],
    traces: Traces,
    *,
    is_json: bool = True,
) -> None:
    key = tuple(table.primary_key.columns)
    own = select(*key, column.label("told")).where(
        table.c.organisation_id == organisation_id, column.is_not(None)
    )
    for row in connection.execute(own).all():
        out = traces.out_of_json(row.told) if is_json else traces.out_of(row.told)
        if out != row.told:
            same = [part == value for part, value in zip(key, row[:-1], strict=True)]
            connection.execute(update(table).where(*same).values({column: out}))


def _told(
    connection: Connection, table: Table, subject: Subject, column: Column[Any]
) -> list[dict[str, Any]]:
    return _rows(
        connection, table, _mine(table, subject) & (column == subject.leader_id)
    )


def _listed(
    connection: Connection, table: Table, subject: Subject, *columns: str
) -> list[dict[str, Any]]:
    """Find the rows that name the leader in a list; what else they list is not told."""
    who, found = subject.leader_id, []
    for row in _rows(connection, table, _mine(table, subject)):
        names = [name for name in columns if who in json.loads(row[name])]
        if names:
            kept = {k: v for k, v in row.items() if k not in columns}
            found.append({**kept, **{name: [who] for name in names}})
    return found


def _proposed(
    connection: Connection, table: Table, subject: Subject
) -> list[dict[str, Any]]:
    ours = select(proposals.c.id).where(_mine(proposals, subject))
    is_theirs = (table.c.leader_id == subject.leader_id) & table.c.proposal_id.in_(ours)
    return _rows(connection, table, is_theirs)


def _survey_answers(connection: Connection, subject: Subject) -> list[dict[str, Any]]:
    ours = select(surveys.c.id).where(_mine(surveys, subject))
    is_theirs = (survey_answers.c.leader_id == subject.leader_id) & (
        survey_answers.c.survey_id.in_(ours)
    )
    found = _rows(connection, survey_answers, is_theirs)
    return [row | {"answers": json.loads(row["answers"])} for row in found]


def _keys(connection: Connection, subject: Subject) -> list[dict[str, Any]]:
    found = _told(connection, keys, subject, keys.c.leader_id)
    return [{k: v for k, v in row.items() if k != "secret_sha256"} for row in found]


def _rows(
    connection: Connection, table: Table, which: ColumnElement[bool]
) -> list[dict[str, Any]]:
    order: Sequence[Column[Any]] = tuple(table.primary_key.columns)
    found = connection.execute(select(table).where(which).order_by(*order))
    hidden = {"organisation_id", "roster_id"}
    return [
        {name: _plain(value) for name, value in row.items() if name not in hidden}
        for row in found.mappings()
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _is_something(part: object) -> bool:
    if isinstance(part, dict):
        return any(part.values())
    return isinstance(part, list) and bool(part)
