"""Retrain, promote, roll back: a challenger serves once it is better, not before."""

from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection

from service.storage.bundles import (
    add_bundle,
    list_bundles,
    promote_bundle,
    roll_back_bundle,
)
from service.storage.errors import ConflictError, NotFoundError
from service.storage.feedback import count_feedback
from service.storage.jobs import Job, add_job
from service.storage.moments import now
from service.storage.rosters import get_roster
from service.storage.trail import note
from service.workflows.learning_log import log_trained, log_verdict
from service.workflows.lessons import keep_bundle, load_lesson
from service.workflows.repooling import ask_pools
from service.workflows.standing import champion_of
from service.workflows.task import Outcome, Task
from training.fit import TrainingParams, judge_bundle, train

RETRAIN: Final = "retrain"
JUDGED: Final = "judged_in_service"


def ask_retraining(
    connection: Connection, organisation_id: str, *, roster_id: str, seed: int
) -> Job:
    """Put in that a challenger is to be fitted to what was said.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Whose leaders' feedback it learns from.
    seed : int
        What starts and intervals are drawn from.

    Returns
    -------
    Job
        Queued.

    Raises
    ------
    NotFoundError
        If there is no such roster.
    ConflictError
        If nothing was said yet.
    """
    get_roster(connection, organisation_id, roster_id=roster_id)
    if not count_feedback(connection, organisation_id, roster_id=roster_id):
        msg = "nothing was said about this roster yet; send feedback first."
        raise ConflictError(msg)
    payload = {"roster_id": roster_id, "seed": seed}
    return add_job(connection, organisation_id, kind=RETRAIN, payload=payload)


def retrain(task: Task) -> Outcome:
    """Fit a challenger and compare it with what serves.

    Parameters
    ----------
    task : Task
        The job at hand.

    Returns
    -------
    callable
        Notes the bundle, and gives its verdict.

    Raises
    ------
    MatcherError
        If nothing can be learned from what was said.
    """
    organisation_id, asked = task.job.organisation_id, task.job.payload
    today = now().date()
    task.tell("Reading what was said")
    with task.store.reading() as connection:
        champion = champion_of(connection, organisation_id, data=task.data)
        lesson = load_lesson(
            connection, organisation_id, roster_id=asked["roster_id"], as_of=today
        )
    params = TrainingParams(today.isoformat(), asked["seed"])
    challenger = train(lesson, params, progress=task.tell)
    task.tell("Comparing")
    written = keep_bundle(task.data, challenger)
    verdict = judge_bundle(written, champion, lesson, seed=asked["seed"])
    log_trained(written)
    log_verdict(written.bundle_id, verdict, champion=champion)
    judged = {
        **verdict.to_dict(),
        "champion": "" if champion is None else champion.bundle_id,
    }
    origin = asdict(written.origin) | {JUDGED: judged}

    def store(connection: Connection) -> dict[str, Any]:
        add_bundle(
            connection,
            organisation_id,
            bundle_id=written.bundle_id,
            roster_id=asked["roster_id"],
            origin=origin,
        )
        return {"bundle_id": written.bundle_id, "verdict": judged}

    return store


def promote(
    connection: Connection, organisation_id: str, *, bundle_id: str, key_id: str
) -> str:
    """Let a bundle serve that was found better than what serves now.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose bundle it is.
    bundle_id : str
        Which.
    key_id : str
        Who promotes it.

    Returns
    -------
    str
        What served before; blank for rules alone.

    Raises
    ------
    NotFoundError
        If there is no such bundle.
    ConflictError
        If it was found no better, or something else serves by now.
    """
    found = {one.bundle_id: one for one in list_bundles(connection, organisation_id)}
    if bundle_id not in found:
        msg = f"this organisation has no bundle {bundle_id[:64]!r}."
        raise NotFoundError(msg)
    judged = found[bundle_id].origin.get(JUDGED, {})
    if not judged.get("is_better"):
        msg = str(judged.get("sentence", "the bundle was compared with nothing yet."))
        raise ConflictError(msg)
    promote_bundle(
        connection,
        organisation_id,
        bundle_id=bundle_id,
        expected_champion=judged["champion"],
        key_id=key_id,
    )
    _changed(connection, organisation_id, act="promote", bundle=bundle_id, key=key_id)
    return str(judged["champion"])


def roll_back(
    connection: Connection, organisation_id: str, *, key_id: str
) -> tuple[str, str]:
    """Let the champion before serve again.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose.
    key_id : str
        Who rolls back.

    Returns
    -------
    tuple of (str, str)
        What served, and what serves now; blank for rules alone.

    Raises
    ------
    ConflictError
        If no bundle serves.
    """
    before, after = roll_back_bundle(connection, organisation_id, key_id=key_id)
    _changed(connection, organisation_id, act="roll back", bundle=before, key=key_id)
    return before, after


def _changed(
    connection: Connection, organisation_id: str, *, act: str, bundle: str, key: str
) -> None:
    """Note the act, and have the pools of all rosters built anew."""
    note(
        connection,
        organisation_id,
        act=act,
        kind="bundle",
        object_id=bundle,
        key_id=key,
    )
    ask_pools(connection, organisation_id)
