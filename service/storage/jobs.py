"""Jobs as a table: put in, looked at, cancelled; how they are done: `claims`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from service.storage.errors import ConflictError, NotFoundError
from service.storage.ids import new_id
from service.storage.moments import now
from service.storage.tables.work import jobs, progress

QUEUED: Final = "queued"
RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"  # with a named problem
CANCELLED: Final = "cancelled"
QUARANTINED: Final = "quarantined"  # it keeps ending its workers
OPEN: Final = (QUEUED, RUNNING)
STATES: Final = (*OPEN, DONE, FAILED, CANCELLED, QUARANTINED)
MAX_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Job:
    """A job as stored.

    Attributes
    ----------
    job_id, organisation_id, kind : str
        Its id, whose it is, and what is to be done.
    state : str
        Of `STATES`.
    payload : dict
        What it needs.
    result : dict or None
        What it came to; None before it is done.
    problem : str
        Why it failed or was set aside; blank otherwise.
    attempts : int
        How often it was begun.
    beats : int
        Signs of life of its worker.
    is_cancelled : bool
        Whether somebody asked to cancel it.
    created_at : datetime
        When it was put in.
    started_at, ended_at : datetime or None
        When it was last begun; when it ended.
    """

    job_id: str
    organisation_id: str
    kind: str
    state: str
    payload: dict[str, Any]
    result: dict[str, Any] | None
    problem: str
    attempts: int
    beats: int
    is_cancelled: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to come of it."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Step:
    """What a job said of itself.

    Attributes
    ----------
    number : int
        From 1, without gaps.
    sentence : str
        What is being done; without personal data.
    created_at : datetime
        When.
    """

    number: int
    sentence: str
    created_at: datetime


def add_job(
    connection: Connection,
    organisation_id: str,
    *,
    kind: str,
    payload: Mapping[str, Any],
) -> Job:
    """Put a job in; it is there for workers once the transaction is committed."""
    job_id = new_id()
    connection.execute(
        insert(jobs).values(
            id=job_id,
            organisation_id=organisation_id,
            kind=kind,
            state=QUEUED,
            payload=json.dumps(payload, ensure_ascii=False, allow_nan=False),
            result=None,
            problem=None,
            attempts=0,
            claim=None,
            beats=0,
            is_cancelled=False,
            created_at=now(),
            started_at=None,
            ended_at=None,
        )
    )
    return get_job(connection, organisation_id, job_id=job_id)


def get_job(connection: Connection, organisation_id: str, *, job_id: str) -> Job:
    """Look a job up.

    Raises
    ------
    NotFoundError
        If the organisation has no such job.
    """
    query = select(jobs).where(
        jobs.c.organisation_id == organisation_id, jobs.c.id == job_id
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        msg = f"this organisation has no job {job_id[:40]!r}."
        raise NotFoundError(msg)
    return read_job(row)


def list_jobs(
    connection: Connection, organisation_id: str, *, after: str = "", limit: int = 50
) -> tuple[Job, ...]:
    """List jobs by id, those after one of them; at most 200."""
    query = (
        select(jobs)
        .where(jobs.c.organisation_id == organisation_id, jobs.c.id > after)
        .order_by(jobs.c.id)
        .limit(min(limit, MAX_PAGE))
    )
    return tuple(read_job(row) for row in connection.execute(query))


def count_jobs(connection: Connection) -> dict[str, int]:
    """Count the jobs of all organisations by state; for metrics."""
    query = select(jobs.c.state, func.count()).group_by(jobs.c.state)
    found = {state: int(count) for state, count in connection.execute(query)}
    return {state: found.get(state, 0) for state in STATES}


def cancel_job(connection: Connection, organisation_id: str, *, job_id: str) -> Job:
    """Ask to cancel a job: at once if nobody works on it, else soon.

    Raises
    ------
    NotFoundError
        If the organisation has no such job.
    ConflictError
        If it has ended already.
    """
    mine = (jobs.c.organisation_id == organisation_id) & (jobs.c.id == job_id)
    if not end_where(connection, mine & (jobs.c.state == QUEUED), state=CANCELLED):
        asked = update(jobs).where(mine, jobs.c.state == RUNNING)
        connection.execute(asked.values(is_cancelled=True))
    job = get_job(connection, organisation_id, job_id=job_id)
    if job.state not in {RUNNING, CANCELLED}:
        msg = f"job {job_id} has ended already ({job.state}); it cannot be cancelled."
        raise ConflictError(msg)
    return job


def list_steps(
    connection: Connection, organisation_id: str, *, job_id: str, after: int = 0
) -> tuple[Step, ...]:
    """List what a job said of itself, after a number."""
    query = (
        select(progress)
        .where(
            progress.c.organisation_id == organisation_id,
            progress.c.job_id == job_id,
            progress.c.number > after,
        )
        .order_by(progress.c.number)
        .limit(MAX_PAGE)
    )
    rows = connection.execute(query)
    return tuple(Step(row.number, row.sentence, row.created_at) for row in rows)


def end_where(
    connection: Connection,
    which: ColumnElement[bool],
    *,
    state: str,
    result: str | None = None,
    problem: str | None = None,
) -> bool:
    """End the jobs that a condition finds, and tell whether it was one."""
    ended = {"state": state, "result": result, "problem": problem}
    changed = update(jobs).where(which)
    done = connection.execute(changed.values(**ended, claim=None, ended_at=now()))
    return done.rowcount == 1


def read_job(row: Row[Any]) -> Job:
    """Read a row of the table."""
    return Job(
        row.id,
        row.organisation_id,
        row.kind,
        row.state,
        json.loads(row.payload),
        None if row.result is None else json.loads(row.result),
        row.problem or "",
        row.attempts,
        row.beats,
        row.is_cancelled,
        row.created_at,
        row.started_at,
        row.ended_at,
    )
