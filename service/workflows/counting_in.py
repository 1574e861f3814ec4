"""Between two trainings: count new answers at once, in the bundle that serves."""

from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection

from service.storage.bundles import add_bundle, champion_id, renew_champion
from service.storage.errors import ConflictError
from service.storage.jobs import Job, add_job
from service.storage.moments import now
from service.storage.rosters import get_roster
from service.storage.trail import note
from service.workflows.learning_log import log_folded
from service.workflows.lessons import keep_bundle, load_lesson
from service.workflows.repooling import ask_pools
from service.workflows.standing import champion_of
from service.workflows.task import Outcome, Task
from training.answers import answers_of
from training.folding import fold_in

FOLD_IN: Final = "fold-in"
_NONE: Final = "no bundle serves, so there is none to fold answers into; retrain."


def ask_fold_in(
    connection: Connection, organisation_id: str, *, roster_id: str, key_id: str
) -> Job:
    """Put in that new answers are to be folded into the champion.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Whose leaders answered.
    key_id : str
        Who asks.

    Returns
    -------
    Job
        Queued.

    Raises
    ------
    NotFoundError
        If there is no such roster.
    ConflictError
        If rules alone serve.
    """
    get_roster(connection, organisation_id, roster_id=roster_id)
    if not champion_id(connection, organisation_id):
        raise ConflictError(_NONE)
    payload = {"roster_id": roster_id, "key_id": key_id}
    return add_job(connection, organisation_id, kind=FOLD_IN, payload=payload)


def fold_answers(task: Task) -> Outcome:
    """Fold the answers that the champion does not know into it.

    Parameters
    ----------
    task : Task
        The job at hand.

    Returns
    -------
    callable
        Lets the renewed champion serve, if the same still does.

    Raises
    ------
    MatcherError
        If rules alone serve, or the champion cannot be renewed.
    """
    organisation_id, asked = task.job.organisation_id, task.job.payload
    task.tell("Reading what was said")
    with task.store.reading() as connection:
        champion = champion_of(connection, organisation_id, data=task.data)
        lesson = load_lesson(
            connection,
            organisation_id,
            roster_id=asked["roster_id"],
            as_of=now().date(),
        )
    if champion is None:
        raise ConflictError(_NONE)
    task.tell("Folding in")
    further = [answers_of(lesson.feedback, name) for name in champion.heads]
    folded = fold_in(champion, lesson.roster, lesson.answers, *further)
    told = {"n_answers": folded.n_answers, "sentence": folded.sentence}
    if not folded.n_answers:
        return lambda _: {"bundle_id": champion.bundle_id, **told}
    written = keep_bundle(task.data, folded.bundle)
    log_folded(written.bundle_id, folded)
    name = written.bundle_id

    def store(connection: Connection) -> dict[str, Any]:
        add_bundle(
            connection,
            organisation_id,
            bundle_id=name,
            roster_id=asked["roster_id"],
            origin=asdict(written.origin),
        )
        renew_champion(
            connection,
            organisation_id,
            bundle_id=name,
            expected_champion=champion.bundle_id,
            key_id=asked["key_id"],
        )
        note(
            connection,
            organisation_id,
            act="fold in",
            kind="bundle",
            object_id=name,
            key_id=asked["key_id"],
        )
        ask_pools(connection, organisation_id)
        return {"bundle_id": name, **told}

    return store
