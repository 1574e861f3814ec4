"""Propose groups: put in as a job, done by a worker, stored as a draft."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection

from matcher.front_door import SearchParams, propose
from matcher.grouping import MaxRuntime
from service.metrics import gaps
from service.storage.jobs import Job, add_job
from service.storage.proposals import Seat, add_proposal
from service.storage.rosters import get_roster
from service.workflows.exports import proposal_document
from service.workflows.standing import load_standing, parsed, program_of
from service.workflows.task import Outcome, Task

FORM: Final = "form"


@dataclass(frozen=True, slots=True)
class HeededRuntime:
    """A limit of time that a cancellation ends at once.

    A search tells of what it improves alone, and may improve nothing for minutes.

    Attributes
    ----------
    seconds : float
        Time limit.
    heed : callable
        Raises when work is to end.
    """

    seconds: float
    heed: Callable[[], None]

    def start(self) -> Callable[[int], float]:
        """Start the clock.

        Returns
        -------
        callable
            Share of the time that is over.
        """
        told = MaxRuntime(self.seconds).start()

        def share(done: int) -> float:
            self.heed()
            return told(done)

        return share


@dataclass(frozen=True, slots=True)
class Wish:
    """What a proposal is asked to be.

    Attributes
    ----------
    program_id : str or None
        The program; None takes the organisation's first.
    seconds : float
        Time limit of the search.
    seed : int
        What it draws from.
    max_moves : int or None
        Most leaders of the published seating who may change group; None moves the
        fewest.
    anew : bool
        Whether the published seating is left aside.
    """

    program_id: str | None
    seconds: float
    seed: int
    max_moves: int | None
    anew: bool


def ask_proposal(
    connection: Connection, organisation_id: str, *, roster_id: str, wish: Wish
) -> Job:
    """Put in that groups are to be proposed.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Whose leaders are to be seated.
    wish : Wish
        How.

    Returns
    -------
    Job
        Queued, with the program as it is now.

    Raises
    ------
    NotFoundError
        If there is no such roster or program.
    """
    get_roster(connection, organisation_id, roster_id=roster_id)
    document = program_of(connection, organisation_id, program_id=wish.program_id)
    payload = {
        "roster_id": roster_id,
        "program": document,
        "seconds": wish.seconds,
        "seed": wish.seed,
        "max_moves": wish.max_moves,
        "anew": wish.anew,
    }
    return add_job(connection, organisation_id, kind=FORM, payload=payload)


def form_groups(task: Task) -> Outcome:
    """Search groups for a roster as it stands.

    Parameters
    ----------
    task : Task
        The job at hand.

    Returns
    -------
    callable
        Stores the draft, and says which it is.

    Raises
    ------
    MatcherError
        If the program does not fit the roster, or not even one group can be formed.
    """
    organisation_id, asked = task.job.organisation_id, task.job.payload
    program = parsed(asked["program"])
    task.tell("Reading the roster")
    with task.store.reading() as connection:
        standing = load_standing(
            connection,
            organisation_id,
            roster_id=asked["roster_id"],
            data=task.data,
            program=program,
        )
    given = standing.given
    proposal = propose(
        standing.roster,
        program,
        given=replace(given, seating=None) if asked["anew"] else given,
        max_moves=asked["max_moves"],
        search=SearchParams(HeededRuntime(asked["seconds"], task.heed)),
        seed=asked["seed"],
        observer=task.tell,
    )
    proposal = replace(
        proposal,
        remarks=(*proposal.remarks, *standing.remarks),
        elsewhere=tuple(standing.elsewhere.items()),
    )
    document = proposal_document(proposal) | {"program": asked["program"]}
    seats = [
        Seat(place.leader_id, place.group_id, place.locked)
        for place in proposal.placements
    ]
    summary: dict[str, Any] = document["summary"]

    def store(connection: Connection) -> dict[str, Any]:
        stored = add_proposal(
            connection,
            organisation_id,
            roster_id=asked["roster_id"],
            roster_version=standing.stored.version,
            document=document,
            seats=seats,
            job_id=task.job.job_id,
        )
        gaps.observe(proposal.gap)
        return {"proposal_id": stored.proposal_id, "summary": summary}

    return store
