"""A worker: claims a job, does it, and ends it in the transaction that stores it."""

import threading
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import Connection

from matcher.errors import MatcherError
from service.jobs.pulse import CancelledError, Pulse, StoppedError
from service.jobs.watch import Watch
from service.storage.claims import (
    Claim,
    LostClaimError,
    cancel_claimed,
    claim_next,
    end_job,
    fail_job,
    has_queued,
    put_back,
    release_job,
    running_beats,
    take_over,
)
from service.storage.errors import DiskFullError, StorageError, UnavailableError
from service.storage.jobs import DONE, get_job
from service.storage.moments import now
from service.storage.replies import forget_replies
from service.storage.store import Store
from service.storage.uploads import forget_uploads
from service.workflows.task import Handler, Outcome, Task

log = structlog.get_logger()

IDLE_SECONDS: Final = 0.25  # between two looks for work
AWAY_SECONDS: Final = 0.5  # before a database that was away is asked again
TIDY_SECONDS: Final = 3_600.0  # between two looks at what is too old
KEPT: Final = timedelta(days=7)  # replies, and files whose import never ended
MAX_AWAY: Final = 120.0  # seconds for which an ending waits for its database


@dataclass(frozen=True, slots=True)
class WorkerParams:
    """How a worker works.

    Attributes
    ----------
    lease_seconds : float, default=20.0
        How long a worker may show no sign of life before its job is taken up again.
    attempts : int, default=3
        How often a job is begun before it is set aside.
    """

    lease_seconds: float = 20.0
    attempts: int = 3


class Worker:
    """One process's share of the jobs.

    Parameters
    ----------
    store : Store
        The database.
    handlers : mapping of str to callable
        What to do, by kind of job.
    data : Path
        Folder for bundles and pools.
    params : WorkerParams, default=WorkerParams()
        Leases and attempts.
    """

    def __init__(
        self,
        store: Store,
        handlers: Mapping[str, Handler],
        *,
        data: Path,
        params: WorkerParams = WorkerParams(),
    ) -> None:
        self._store, self._handlers, self._data = store, handlers, data
        self._params = params
        self._watch = Watch(params.lease_seconds)
        self._stop = threading.Event()
        self._tidy_at = time.monotonic()

    def stop(self) -> None:
        """Give the job at hand back, and end `run`."""
        self._stop.set()

    def run(self, *, until_idle: bool = False) -> None:
        """Work until told to stop, or until there is nothing left to do.

        Parameters
        ----------
        until_idle : bool, default=False
            Whether to end when no job is open any more.
        """
        while not self._stop.is_set():
            try:
                self._tidy()
                if self.work_once():
                    continue
                if until_idle and self._is_idle():
                    return
            except (UnavailableError, DiskFullError) as error:
                log.warning("database away", code="database-away", what=str(error))
                self._stop.wait(AWAY_SECONDS)
            self._stop.wait(IDLE_SECONDS)

    def work_once(self) -> bool:
        """Take one job and end it.

        Returns
        -------
        bool
            Whether there was one.
        """
        self._take_over_silent()
        kinds = tuple(self._handlers)
        with self._store.reading() as connection:
            if not has_queued(connection, kinds):
                return False
        with self._store.transaction() as connection:
            claim = claim_next(connection, kinds)
        if claim is None:
            return False
        self._work(claim)
        return True

    def _tidy(self) -> None:
        """Forget once an hour what is kept for a week only: replies and uploads."""
        at = time.monotonic()
        if at < self._tidy_at:
            return
        self._tidy_at = at + TIDY_SECONDS
        before = now() - KEPT
        with self._store.transaction() as connection:
            forget_replies(connection, before)
            forget_uploads(connection, before)

    def _is_idle(self) -> bool:
        with self._store.reading() as connection:
            kinds = tuple(self._handlers)
            return not has_queued(connection, kinds) and not running_beats(connection)

    def _take_over_silent(self) -> None:
        with self._store.reading() as connection:
            beats = running_beats(connection)
        for job_id, seen in self._watch.silent(beats):
            log.warning("worker fell silent", code="worker-silent", job=job_id)
            with self._store.transaction() as connection:
                attempts = self._params.attempts
                take_over(connection, job_id, seen=seen, attempts=attempts)

    def _work(self, claim: Claim) -> None:
        job, began = claim.job, time.monotonic()
        pulse = Pulse(
            self._store,
            claim,
            every_seconds=self._params.lease_seconds / 4,
            stop=self._stop,
        )
        facts = {"job": job.job_id, "kind": job.kind, "attempt": job.attempts}
        log.info("job begun", **facts)
        with pulse:
            state = self._attempt(claim, pulse)
        seconds = round(time.monotonic() - began, 3)
        log.info("job left", **facts, state=state, seconds=seconds)

    def _attempt(self, claim: Claim, pulse: Pulse) -> str:
        """Do a job and end it one way or another; says how."""
        task = Task(self._store, claim.job, self._data, pulse.tell, pulse.heed)
        try:
            outcome = self._handlers[claim.job.kind](task)
            pulse.tell("Storing")
            self._end(claim, outcome)
        except LostClaimError:
            return self._leave_lost(claim)
        except (CancelledError, StoppedError) as asked:
            is_cancelled = isinstance(asked, CancelledError)
            return self._leave(claim, "cancelled" if is_cancelled else "released")
        except (UnavailableError, DiskFullError) as error:
            return self._leave(claim, "put back", str(error))
        except MatcherError as error:
            return self._leave(claim, "failed", str(error))
        except Exception as error:  # noqa: BLE001 - the place where a job's bugs end
            where = traceback.extract_tb(error.__traceback__)[-1]
            fault = f"{type(error).__name__} in {Path(where.filename).name}"
            log.error("job fault", job=claim.job.job_id, fault=fault, line=where.lineno)  # noqa: TRY400 - a trace may quote values
            return self._leave(claim, "put back", f"A fault of the program: {fault}.")
        return DONE

    def _end(self, claim: Claim, outcome: Outcome) -> None:
        """Store and end, however often the database goes away meanwhile.

        An error at a commit leaves open whether it happened; as the job ends in the
        same transaction, trying again either finds the claim or does not.
        """
        deadline = time.monotonic() + MAX_AWAY
        while True:
            try:
                with self._store.transaction() as connection:
                    end_job(connection, claim, outcome(connection))
            except UnavailableError:
                if time.monotonic() > deadline or self._stop.is_set():
                    raise
                time.sleep(AWAY_SECONDS)
            else:
                return

    def _leave_lost(self, claim: Claim) -> str:
        """Tell a job that was ended here, or cancelled, from one that was lost."""
        job = claim.job
        with self._store.transaction() as connection:
            found = get_job(connection, job.organisation_id, job_id=job.job_id)
            if found.is_open and found.is_cancelled:
                cancel_claimed(connection, claim)
                return "cancelled"
        return DONE if found.state == DONE else "lost"

    def _leave(self, claim: Claim, state: str, problem: str = "") -> str:
        """Say how an attempt ended; if that fails the lease runs out instead."""
        try:
            with self._store.transaction() as connection:
                self._note(connection, claim, state, problem)
        except LostClaimError:
            return "lost"
        except StorageError as error:
            log.warning("job left behind", code="job-left", what=str(error))
        return state

    def _note(
        self, connection: Connection, claim: Claim, state: str, problem: str
    ) -> None:
        if state == "cancelled":
            cancel_claimed(connection, claim)
        elif state == "released":
            release_job(connection, claim)
        elif state == "failed":
            fail_job(connection, claim, problem)
        else:
            attempts = self._params.attempts
            put_back(connection, claim, attempts=attempts, problem=problem)
