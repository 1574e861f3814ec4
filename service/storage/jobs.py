"""Jobs as a table: put in, claimed by one worker, ended once.

No moment decides who may work on a job: a worker counts beats in the row, and those who
wait compare counts on clocks of their own. A clock that jumps takes nobody's job away.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from service.storage.errors import ConflictError, NotFoundError, StorageError
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


class LostClaimError(StorageError):
    """The job was taken up by another worker, cancelled or removed meanwhile."""


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
class Claim:
    """The right of one worker to end one job.

    Attributes
    ----------
    job : Job
        As it was when it was claimed.
    token : str
        Known to that worker only.
    """

    job: Job
    token: str


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
    return _read(row)


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
    return tuple(_read(row) for row in connection.execute(query))


def count_jobs(connection: Connection) -> dict[str, int]:
    """Count the jobs of all organisations by state; for metrics."""
    query = select(jobs.c.state, func.count()).group_by(jobs.c.state)
    found = {state: int(count) for state, count in connection.execute(query)}
    return {state: found.get(state, 0) for state in STATES}


def claim_next(connection: Connection, kinds: Sequence[str]) -> Claim | None:
    """Claim the job of some kinds that waits longest; None if there is none."""
    query = (
        select(jobs)
        .where(jobs.c.state == QUEUED, jobs.c.kind.in_(kinds))
        .order_by(jobs.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _take(connection, row)


def has_queued(connection: Connection, kinds: Sequence[str]) -> bool:
    """Tell whether a job of some kinds waits."""
    waiting = select(jobs.c.id).where(jobs.c.state == QUEUED, jobs.c.kind.in_(kinds))
    return connection.execute(waiting.limit(1)).one_or_none() is not None


def running_beats(connection: Connection) -> dict[str, tuple[str, int]]:
    """Give claim and count of beats of every running job, by id; for `take_over`."""
    query = select(jobs.c.id, jobs.c.claim, jobs.c.beats).where(jobs.c.state == RUNNING)
    return {
        job_id: (str(claim), beats)
        for job_id, claim, beats in connection.execute(query)
    }


def take_over(
    connection: Connection, job_id: str, *, seen: tuple[str, int], attempts: int
) -> None:
    """Put a job back whose worker shows no sign of life.

    Parameters
    ----------
    connection : Connection
        Of a transaction of its own.
    job_id : str
        The job.
    seen : tuple of (str, int)
        Claim and beats that did not change for as long as a lease lasts; if they did
        change by now, nothing happens.
    attempts : int
        After so many the job is set aside instead.
    """
    query = (
        select(jobs)
        .where(
            jobs.c.id == job_id,
            jobs.c.state == RUNNING,
            jobs.c.claim == seen[0],
            jobs.c.beats == seen[1],
        )
        .with_for_update(skip_locked=True)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return
    if row.is_cancelled:
        _end(connection, jobs.c.id == job_id, state=CANCELLED)
    elif row.attempts >= attempts:
        problem = f"It ended {row.attempts} workers, one after the other."
        _end(connection, jobs.c.id == job_id, state=QUARANTINED, problem=problem)
    else:
        back = update(jobs).where(jobs.c.id == job_id)
        connection.execute(back.values(state=QUEUED, claim=None))


def beat(connection: Connection, claim: Claim) -> bool:
    """Show a sign of life; tells whether the job is to be cancelled.

    Raises
    ------
    LostClaimError
        If the job is no longer this worker's.
    """
    changed = update(jobs).where(_is_held(claim)).values(beats=jobs.c.beats + 1)
    if connection.execute(changed).rowcount != 1:
        raise _lost(claim)
    query = select(jobs.c.is_cancelled).where(jobs.c.id == claim.job.job_id)
    return bool(connection.execute(query).scalar_one())


def end_job(connection: Connection, claim: Claim, result: Mapping[str, Any]) -> None:
    """End a job in the transaction that stores what it came to.

    Raises
    ------
    LostClaimError
        If the job is no longer this worker's, or was cancelled: the transaction, and
        all that it stored, must then not be committed.
    """
    held = _is_held(claim) & jobs.c.is_cancelled.is_(False)
    text = json.dumps(result, ensure_ascii=False, allow_nan=False)
    if not _end(connection, held, state=DONE, result=text):
        raise _lost(claim)


def fail_job(connection: Connection, claim: Claim, problem: str) -> None:
    """End a job with a named problem, which trying again would not cure."""
    if not _end(connection, _is_held(claim), state=FAILED, problem=problem):
        raise _lost(claim)


def put_back(
    connection: Connection, claim: Claim, *, attempts: int, problem: str
) -> None:
    """Give a job back after a fault, or set it aside after too many."""
    if claim.job.attempts >= attempts:
        ended = _end(connection, _is_held(claim), state=QUARANTINED, problem=problem)
    else:
        back = update(jobs).where(_is_held(claim)).values(state=QUEUED, claim=None)
        ended = connection.execute(back).rowcount == 1
    if not ended:
        raise _lost(claim)


def release_job(connection: Connection, claim: Claim) -> None:
    """Give a job back unharmed, as a worker does that is told to stop."""
    back = update(jobs).where(_is_held(claim))
    connection.execute(
        back.values(state=QUEUED, claim=None, attempts=jobs.c.attempts - 1)
    )


def cancel_claimed(connection: Connection, claim: Claim) -> None:
    """End a job of this worker as cancelled."""
    if not _end(connection, _is_held(claim), state=CANCELLED):
        raise _lost(claim)


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
    if not _end(connection, mine & (jobs.c.state == QUEUED), state=CANCELLED):
        asked = update(jobs).where(mine, jobs.c.state == RUNNING)
        connection.execute(asked.values(is_cancelled=True))
    job = get_job(connection, organisation_id, job_id=job_id)
    if job.state not in {RUNNING, CANCELLED}:
        msg = f"job {job_id} has ended already ({job.state}); it cannot be cancelled."
        raise ConflictError(msg)
    return job


def add_step(connection: Connection, claim: Claim, sentence: str) -> None:
    """Note what a job says of itself.

    Raises
    ------
    LostClaimError
        If the job is no longer this worker's.
    """
    held = select(jobs.c.id).where(_is_held(claim)).with_for_update()
    if connection.execute(held).one_or_none() is None:
        raise _lost(claim)
    last = select(func.max(progress.c.number)).where(
        progress.c.job_id == claim.job.job_id
    )
    number = (connection.execute(last).scalar_one() or 0) + 1
    connection.execute(
        insert(progress).values(
            organisation_id=claim.job.organisation_id,
            job_id=claim.job.job_id,
            number=number,
            sentence=sentence,
            created_at=now(),
        )
    )


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


def _take(connection: Connection, row: Row[Any]) -> Claim:
    token = new_id()
    connection.execute(
        update(jobs)
        .where(jobs.c.id == row.id)
        .values(
            state=RUNNING,
            claim=token,
            attempts=row.attempts + 1,
            beats=row.beats + 1,
            started_at=now(),
        )
    )
    job = get_job(connection, row.organisation_id, job_id=row.id)
    return Claim(job, token)


def _end(
    connection: Connection,
    which: ColumnElement[bool],
    *,
    state: str,
    result: str | None = None,
    problem: str | None = None,
) -> bool:
    ended = {"state": state, "result": result, "problem": problem}
    changed = update(jobs).where(which)
    done = connection.execute(changed.values(**ended, claim=None, ended_at=now()))
    return done.rowcount == 1


def _is_held(claim: Claim) -> ColumnElement[bool]:
    is_mine = (jobs.c.id == claim.job.job_id) & (jobs.c.claim == claim.token)
    return is_mine & (jobs.c.state == RUNNING)


def _lost(claim: Claim) -> LostClaimError:
    msg = f"job {claim.job.job_id} is no longer this worker's."
    return LostClaimError(msg)


def _read(row: Row[Any]) -> Job:
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
