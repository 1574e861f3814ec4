"""Prepare suggestions: a job builds the pool of a roster and lets it serve."""

from typing import Final

from sqlalchemy import Connection

from matcher.suggest.pool import build_pool
from service.storage.jobs import Job, add_job
from service.workflows.pools import Serving, Shelf
from service.workflows.standing import load_standing, parsed, program_of
from service.workflows.task import Outcome, Task

POOL: Final = "pool"


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
    Shelf(task.data).put(serving, pool)
    return lambda _: {"roster_id": roster_id, "roster_version": version}
