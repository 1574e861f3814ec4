"""Prepare suggestions: a job builds the pool of a roster and lets it serve."""

from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection

from matcher.suggest.pool import build_pool
from service.storage.errors import NotFoundError
from service.storage.jobs import RUNNING, Job, add_job, get_job
from service.storage.rosters import get_roster
from service.workflows.pools import Serving, Shelf
from service.workflows.preparing import ask_answers
from service.workflows.standing import load_standing, parsed, program_of
from service.workflows.task import Outcome, Task
from service.workflows.withdrawing import who_withdrew

POOL: Final = "pool"
PREPARED_FROM: Final = 20_000  # leaders; in smaller rosters a search takes 2 ms or less


def ask_pool(connection: Connection, organisation_id: str, *, roster_id: str) -> Job:
    """Put in that the pool of a roster is to be built anew.

    Parameters
    ----------
    connection : Connection
        Of the transaction that changes what the pool rests on.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.

    Returns
    -------
    Job
        Queued; one that finds its work done ends at once.
    """
    return add_job(
        connection, organisation_id, kind=POOL, payload={"roster_id": roster_id}
    )


def prepare_pool(task: Task) -> Outcome:
    """Build the pool of a roster as it is now, and let it serve.

    Parameters
    ----------
    task : Task
        The job at hand.

    Returns
    -------
    callable
        Says which version serves.
    """
    organisation_id = task.job.organisation_id
    roster_id = task.job.payload["roster_id"]
    task.tell("Reading the roster")
    with task.store.reading() as connection:
        standing = load_standing(
            connection, organisation_id, roster_id=roster_id, data=task.data
        )
        program = parsed(program_of(connection, organisation_id))
    version, bundle = standing.stored.version, standing.given.bundle
    task.tell(f"Preparing suggestions for {len(standing.roster):,} leaders")
    pool = build_pool(standing.roster, program, given=standing.given, model=bundle)
    task.tell("Writing them down")
    serving = Serving(
        organisation_id=organisation_id,
        roster_id=roster_id,
        folder=f"v{version}-{task.job.job_id}-{task.job.attempts}",
        roster_version=version,
        bundle="" if bundle is None else bundle.bundle_id,
    )
    shelf = Shelf(task.data)
    gone = who_withdrew(task.store, organisation_id, roster_id=roster_id, since=version)
    shelf.put(replace(serving, hidden=gone), pool)
    # Whoever withdrew between the two looks was hidden in the pool before.
    gone = who_withdrew(task.store, organisation_id, roster_id=roster_id, since=version)
    shelf.hide(roster_id, gone)
    if not _is_wanted(task):
        shelf.take_back(serving)
    n_leaders = len(pool)

    def end(connection: Connection) -> dict[str, Any]:
        if n_leaders >= PREPARED_FROM:
            folder = serving.folder
            ask_answers(connection, organisation_id, roster_id=roster_id, folder=folder)
        return {"roster_id": roster_id, "roster_version": version}

    return end


def _is_wanted(task: Task) -> bool:
    """Tell whether the job is still this one's to do; an erasure takes it back."""
    job, roster_id = task.job, task.job.payload["roster_id"]
    with task.store.reading() as connection:
        try:
            get_roster(connection, job.organisation_id, roster_id=roster_id)
            found = get_job(connection, job.organisation_id, job_id=job.job_id)
        except NotFoundError:
            return False
    return found.state == RUNNING and found.attempts == job.attempts
