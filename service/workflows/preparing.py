"""Prepare answers: a job works out what leaders will ask, before they ask it.

What nearly everybody asks, whom to meet next, depends on the pool alone. A job goes
through the leaders block by block after their pool serves. Every other job goes first:
between two blocks this one ends when another waits, and puts in its own continuation.
"""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection

from matcher.suggest.nightly import answer_some
from matcher.suggest.request import SuggestParams
from service.storage.claims import waits_beside
from service.storage.jobs import add_job
from service.storage.moments import now
from service.workflows.asked_lately import Record, Records
from service.workflows.pools import NoPoolError, Opened, Shelf
from service.workflows.prepared import BLOCK
from service.workflows.questions import (
    DIVERSITY,
    PREPARED,
    Question,
    fields_of,
    written,
)
from service.workflows.task import Outcome, Task

ANSWERS: Final = "answers"


def ask_answers(
    connection: Connection, organisation_id: str, *, roster_id: str, folder: str
) -> None:
    """Put in that answers are to be prepared.

    Parameters
    ----------
    connection : Connection
        Of the transaction that ends the job before.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    folder : str
        Of the pool; when another one serves by then, nothing is done.
    """
    payload = {"roster_id": roster_id, "folder": folder}
    add_job(connection, organisation_id, kind=ANSWERS, payload=payload)


def prepare_answers(task: Task) -> Outcome:
    """Prepare what is missing of the answers of a pool, while it serves.

    Parameters
    ----------
    task : Task
        The job at hand.

    Returns
    -------
    callable
        Says how many leaders there are, and for how many answers are there.
    """
    organisation_id, payload = task.job.organisation_id, task.job.payload
    roster_id, folder = payload["roster_id"], payload["folder"]
    shelf, is_waited_for, counted_at = Shelf(task.data), False, now()
    records = Records(task.store)
    n_leaders = n_prepared = 0
    for opened, number in _missing(shelf, task, folder):
        is_waited_for = n_prepared > 0 and _is_waited_for(task)
        if is_waited_for:
            break
        n_leaders, pool = len(opened.pool), opened.pool
        counted = records.of(organisation_id, roster_id, folder=folder, pool=pool)
        task.tell(f"Answering {number * BLOCK:,} of {n_leaders:,} leaders ahead")
        try:
            opened.prepared.put(number, _answers(opened, number, counted), counted_at)
        except FileNotFoundError:
            break  # another pool serves now
        n_prepared = min((number + 1) * BLOCK, n_leaders)

    def end(connection: Connection) -> dict[str, Any]:
        if is_waited_for:
            ask_answers(connection, organisation_id, roster_id=roster_id, folder=folder)
        return {
            "roster_id": roster_id,
            "n_leaders": n_leaders,
            "n_prepared": n_prepared,
        }

    return end


def _missing(shelf: Shelf, task: Task, folder: str) -> Iterator[tuple[Opened, int]]:
    """Go through the blocks that are not there yet, while the pool serves."""
    number = 0
    while True:
        try:
            opened = shelf.look(task.job.organisation_id, task.job.payload["roster_id"])
        except NoPoolError:
            return
        if opened.serving.folder != folder or number * BLOCK >= len(opened.pool):
            return
        if not opened.prepared.has(number):
            yield opened, number
        number += 1


def _is_waited_for(task: Task) -> bool:
    with task.store.reading() as connection:
        return waits_beside(connection, ANSWERS)


def _answers(opened: Opened, number: int, record: Record) -> Iterator[bytes]:
    """Answer the leaders of a block."""
    first, pool, counted = number * BLOCK, opened.pool, record.counted
    rows = range(first, min(first + BLOCK, len(pool)))
    way, topic, k = PREPARED
    params, at = SuggestParams(diversity=DIVERSITY[way]), now()
    for found in answer_some(pool, rows, k=k, params=params, record=counted):
        question = Question(opened.serving.roster_id, found.leader_id, way, topic, k)
        yield written(fields_of(found), opened.serving, question, prepared_at=at)
