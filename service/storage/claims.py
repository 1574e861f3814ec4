"""Claims: one worker works on a job, shows signs of life, and ends it once.

No moment decides who may work on a job: a worker counts beats in the row, and those who
wait compare counts on clocks of their own. A clock that jumps takes nobody's job away.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from service.storage.errors import StorageError
from service.storage.ids import new_id
from service.storage.jobs import (
    CANCELLED,
    DONE,
    FAILED,
    QUARANTINED,
    QUEUED,
    RUNNING,
    Job,
    end_where,
    get_job,
)
from service.storage.moments import now
from service.storage.tables.work import jobs, progress


class LostClaimError(StorageError):
    """The job was taken up by another worker, cancelled or removed meanwhile."""


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


def waits_beside(connection: Connection, kind: str) -> bool:
    """Tell whether a job of any other kind waits."""
    waiting = select(jobs.c.id).where(jobs.c.state == QUEUED, jobs.c.kind != kind)
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
        end_where(connection, jobs.c.id == job_id, state=CANCELLED)
    elif row.attempts >= attempts:
        problem = f"It ended {row.attempts} workers, one after the other."
        end_where(connection, jobs.c.id == job_id, state=QUARANTINED, problem=problem)
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
    if not end_where(connection, held, state=DONE, result=text):
        raise _lost(claim)


def fail_job(connection: Connection, claim: Claim, problem: str) -> None:
    """End a job with a named problem, which trying again would not cure."""
    if not end_where(connection, _is_held(claim), state=FAILED, problem=problem):
        raise _lost(claim)


def put_back(
    connection: Connection, claim: Claim, *, attempts: int, problem: str
) -> None:
    """Give a job back after a fault, or set it aside after too many."""
    if claim.job.attempts >= attempts:
        ended = end_where(
            connection, _is_held(claim), state=QUARANTINED, problem=problem
        )
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
    if not end_where(connection, _is_held(claim), state=CANCELLED):
        raise _lost(claim)


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


def _is_held(claim: Claim) -> ColumnElement[bool]:
    is_mine = (jobs.c.id == claim.job.job_id) & (jobs.c.claim == claim.token)
    return is_mine & (jobs.c.state == RUNNING)


def _lost(claim: Claim) -> LostClaimError:
    msg = f"job {claim.job.job_id} is no longer this worker's."
    return LostClaimError(msg)
