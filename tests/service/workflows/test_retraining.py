"""Retraining inside the service learns from what can have been said."""

from datetime import UTC, datetime

from models.bundle import load_bundle
from service.storage.feedback import Said, add_batch
from service.workflows.retraining import ask_retraining, retrain
from service.workflows.standing import BUNDLES
from service.workflows.task import Task

LONG_FROM_NOW = datetime(2190, 1, 1, tzinfo=UTC)


def test_answers_of_the_future_teach_nothing(
    store, organisation_id, stored, sample_roster, tmp_path
):
    ids = sample_roster.leader_ids
    rows = [
        Said(ids[k % 30], ids[30 + k // 2], "helped", str(k % 2), None, LONG_FROM_NOW)
        for k in range(60)
    ]
    with store.transaction() as connection:
        add_batch(
            connection,
            organisation_id,
            roster_id=stored.roster_id,
            key="b1",
            rows=rows,
        )
        job = ask_retraining(
            connection, organisation_id, roster_id=stored.roster_id, seed=0
        )

    outcome = retrain(Task(store, job, tmp_path, lambda _: None))
    with store.transaction() as connection:
        found = outcome(connection)

    assert load_bundle(tmp_path / BUNDLES / found["bundle_id"]).value is None
    assert not found["verdict"]["is_better"]
