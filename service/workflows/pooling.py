"""Prepare suggestions: a job builds the pool of a roster and lets it serve."""

from typing import Final

from sqlalchemy import Connection

from matcher.given import Given
from matcher.program.read import load_program
from matcher.suggest.pool import build_pool
from service.storage.jobs import Job, add_job
from service.storage.moments import now
from service.storage.rosters import get_roster, load_roster
from service.workflows.models import champion_of
from service.workflows.pools import Serving, Shelf
from service.workflows.task import Outcome, Task

POOL: Final = "pool"
PRESET: Final = "core"


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
        stored = get_roster(connection, organisation_id, roster_id=roster_id)
        bundle = champion_of(task.data, organisation_id)
        wanted = (stored.version, "" if bundle is None else bundle.bundle_id)
        if Shelf(task.data).holds(roster_id) == wanted:
            return lambda _: {"roster_version": stored.version}
        roster = load_roster(connection, organisation_id, roster_id=roster_id)
    task.tell(f"Preparing suggestions for {len(roster):,} leaders")
    given = Given(bundle=bundle, as_of=now().date())
    pool = build_pool(roster, load_program(PRESET), given=given, model=bundle)
    task.tell("Writing them down")
    serving = Serving(
        organisation_id=organisation_id,
        roster_id=roster_id,
        folder=f"v{stored.version}-{task.job.job_id}-{task.job.attempts}",
        roster_version=wanted[0],
        bundle=wanted[1],
    )
    Shelf(task.data).put(serving, pool)
    return lambda _: {"roster_version": stored.version}
