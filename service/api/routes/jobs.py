"""Jobs: what was asked for, how far it is, what it came to."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Header
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel
from sqlalchemy import Connection
from starlette.responses import Response

from service.api.answers import Cursor, Limit, Page, answer, page_of
from service.api.auth import Caller, Manager, Reader
from service.api.bodies import StrictRoute
from service.api.names import JobId
from service.api.writes import Done, Write
from service.storage.jobs import Job, Step, cancel_job, get_job, list_jobs, list_steps

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], route_class=StrictRoute)
POLL_SECONDS: Final = 0.3
STREAM_SECONDS: Final = 600.0  # then the client connects again and goes on


class JobAnswer(BaseModel):
    """A job as clients see it."""

    job_id: str
    kind: str
    state: Literal["queued", "running", "done", "failed", "cancelled", "quarantined"]
    result: dict[str, Any] | None
    problem: str
    attempts: int
    is_cancelled: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


def shown_job(job: Job) -> dict[str, Any]:
    """Show a job without what it was given, which may be private.

    Parameters
    ----------
    job : Job
        As stored.

    Returns
    -------
    dict
        As `JobAnswer` says.
    """
    return {name: getattr(job, name) for name in JobAnswer.model_fields}


def accepted(job: Job) -> Done:
    """Answer that a job was put in.

    Parameters
    ----------
    job : Job
        As stored.

    Returns
    -------
    Done
        202, with where to look.
    """
    return Done(shown_job(job), 202, location=f"/v1/jobs/{job.job_id}")


@router.get("", response_model=Page[JobAnswer])
def list_all_jobs(caller: Reader, limit: Limit = 50, cursor: Cursor = "") -> Response:
    """List jobs, the oldest first."""
    with caller.service.store.reading() as connection:
        found = list_jobs(
            connection, caller.organisation_id, after=cursor, limit=limit + 1
        )
    return answer(page_of(found, limit, "job_id", [shown_job(job) for job in found]))


@router.get("/{job_id}", response_model=JobAnswer)
def read_job(caller: Reader, job_id: JobId) -> Response:
    """Say how a job stands and what it came to."""
    with caller.service.store.reading() as connection:
        return answer(
            shown_job(get_job(connection, caller.organisation_id, job_id=job_id))
        )


@router.post("/{job_id}/cancel", response_model=JobAnswer)
def cancel(caller: Manager, write: Write, job_id: JobId) -> Response:
    """Cancel a job: at once if nobody works on it, else soon."""

    def act(connection: Connection) -> Done:
        job = cancel_job(connection, caller.organisation_id, job_id=job_id)
        return Done(shown_job(job))

    return write.do(caller.organisation_id, act)


async def _followed(caller: Reader, job_id: JobId) -> tuple[Caller, str]:
    """Find the job before the stream begins, so that a missing one is a 404."""
    await run_in_threadpool(_look, caller, job_id, 0)
    return caller, job_id


def _look(caller: Caller, job_id: str, after: int) -> tuple[Job, tuple[Step, ...]]:
    with caller.service.store.reading() as connection:
        job = get_job(connection, caller.organisation_id, job_id=job_id)
        steps = list_steps(
            connection, caller.organisation_id, job_id=job_id, after=after
        )
    return job, steps


@router.get("/{job_id}/events", response_class=EventSourceResponse)
async def follow_job(
    followed: Annotated[tuple[Caller, str], Depends(_followed)],
    last_event_id: Annotated[str, Header(max_length=20)] = "",
) -> AsyncIterator[ServerSentEvent]:
    """Follow a job: an event `progress` for each step, `ended` when it has ended.

    Whoever connects again with Last-Event-ID gets what came after it.
    """
    caller, job_id = followed
    number = int(last_event_id[:9]) if last_event_id.isdecimal() else 0
    until = asyncio.get_running_loop().time() + STREAM_SECONDS
    while asyncio.get_running_loop().time() < until:
        job, steps = await run_in_threadpool(_look, caller, job_id, number)
        for step in steps:
            number = step.number
            told = {"number": number, "sentence": step.sentence}
            yield ServerSentEvent(data=told, event="progress", id=str(number))
        if not job.is_open and not steps:
            ended = {"state": job.state, "problem": job.problem}
            yield ServerSentEvent(data=ended, event="ended")
            return
        if caller.service.is_stopping:
            return
        await asyncio.sleep(POLL_SECONDS)
