import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from matcher.errors import ProgramError
from service.jobs import worker as worker_module
from service.jobs.worker import Worker, WorkerParams
from service.storage.claims import claim_next
from service.storage.jobs import (
    add_job,
    cancel_job,
    get_job,
    list_jobs,
    list_steps,
)
from service.storage.organisations import add_organisation, list_organisations
from service.storage.replies import begin_reply
from service.storage.tables.access import replies
from service.storage.tables.work import uploads
from service.storage.uploads import add_upload
from tests.service.clusters import wait_until

PARAMS = WorkerParams(lease_seconds=0.8, attempts=2)


def found_one(task):
    task.tell("Founding")
    name = task.job.payload["name"]

    def store(connection):
        added = add_organisation(connection, name)
        return {"organisation": added.organisation_id}

    return store


def worker_of(store, **handlers):
    return Worker(store, handlers, data=Path(), params=PARAMS)


def ask(store, organisation_id, kind="found", **payload):
    with store.transaction() as connection:
        job = add_job(connection, organisation_id, kind=kind, payload=payload)
    return job.job_id


def look(store, organisation_id, job_id):
    with store.reading() as connection:
        return get_job(connection, organisation_id, job_id=job_id)


def names(store):
    with store.reading() as connection:
        return [one.name for one in list_organisations(connection)]


def test_a_job_is_done_and_its_result_kept(store, organisation_id):
    job_id = ask(store, organisation_id, name="Made")

    worker_of(store, found=found_one).run(until_idle=True)

    job = look(store, organisation_id, job_id)
    assert job.state == "done"
    assert job.result.keys() == {"organisation"}
    assert job.ended_at >= job.started_at
    assert names(store).count("Made") == 1


def test_a_named_problem_fails_at_once_and_a_fault_is_tried_again(
    store, organisation_id
):
    def named(_task):
        msg = 'program: there is no column "x".'
        raise ProgramError(msg)

    def fault(_task):
        msg = "Ann Lee is private"
        raise ValueError(msg)

    first = ask(store, organisation_id, "named")
    second = ask(store, organisation_id, "fault")

    worker_of(store, named=named, fault=fault).run(until_idle=True)

    failed, aside = (look(store, organisation_id, k) for k in (first, second))
    assert (failed.state, failed.attempts) == ("failed", 1)
    assert failed.problem == 'program: there is no column "x".'
    assert (aside.state, aside.attempts) == ("quarantined", 2)
    assert "ValueError in test_worker.py" in aside.problem
    assert "Ann" not in aside.problem


def test_an_outcome_that_fails_leaves_nothing_half_done(store, organisation_id):
    def half(_task):
        def outcome(connection):
            add_organisation(connection, "Half")
            msg = "then it broke"
            raise ProgramError(msg)

        return outcome

    job_id = ask(store, organisation_id, "half")
    worker_of(store, half=half).run(until_idle=True)

    assert look(store, organisation_id, job_id).state == "failed"
    assert "Half" not in names(store)


def test_a_running_job_is_cancelled_soon(store, organisation_id):
    begun = threading.Event()

    def long(task):
        for k in range(2_000):
            task.tell(f"Step {k}")
            begun.set()
            time.sleep(0.01)
        pytest.fail("nobody cancelled it")

    job_id = ask(store, organisation_id, "long")
    thread = threading.Thread(
        target=worker_of(store, long=long).run, kwargs={"until_idle": True}
    )
    thread.start()
    begun.wait()
    with store.transaction() as connection:
        cancel_job(connection, organisation_id, job_id=job_id)
    thread.join()

    assert look(store, organisation_id, job_id).state == "cancelled"


def test_a_cancel_at_the_last_moment_stores_nothing(store, organisation_id):
    def last(task):
        with task.store.transaction() as connection:
            cancel_job(connection, organisation_id, job_id=task.job.job_id)
        return found_one(task)

    job_id = ask(store, organisation_id, "last", name="Too late")
    worker_of(store, last=last).run(until_idle=True)

    assert look(store, organisation_id, job_id).state == "cancelled"
    assert "Too late" not in names(store)


def test_what_a_job_says_is_kept_for_those_who_watch(store, organisation_id):
    def talk(task):
        for sentence in ("Reading", "Searching", "Explaining"):
            task.tell(sentence)
            time.sleep(0.5)
        return lambda _: {}

    job_id = ask(store, organisation_id, "talk")
    worker_of(store, talk=talk).run(until_idle=True)

    with store.reading() as connection:
        steps = list_steps(connection, organisation_id, job_id=job_id)
    assert [step.sentence for step in steps][:3] == ["Reading", "Searching",
                                                     "Explaining"]  # fmt: skip
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))


def test_a_worker_told_to_stop_gives_its_job_back(store, organisation_id):
    begun = threading.Event()

    def long(task):
        while True:
            task.tell("At it")
            begun.set()
            time.sleep(0.01)

    job_id = ask(store, organisation_id, "long", name="Later")
    worker = worker_of(store, long=long)
    thread = threading.Thread(target=worker.run)
    thread.start()
    begun.wait()
    worker.stop()
    thread.join()
    assert look(store, organisation_id, job_id).state == "queued"

    worker_of(store, long=found_one).run(until_idle=True)

    job = look(store, organisation_id, job_id)
    assert (job.state, job.attempts) == ("done", 1)


def test_a_job_of_a_dead_worker_is_taken_up_once(store, organisation_id):
    job_id = ask(store, organisation_id, name="Twice?")
    with store.transaction() as connection:
        claim_next(connection, ["found"])  # and is never heard of again

    threads = [
        threading.Thread(
            target=worker_of(store, found=found_one).run, kwargs={"until_idle": True}
        )
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    job = look(store, organisation_id, job_id)
    assert (job.state, job.attempts) == ("done", 2)
    assert names(store).count("Twice?") == 1


def test_a_worker_that_lost_its_job_stores_nothing(store, organisation_id):
    """It was away longer than its lease, as a machine that slept."""
    gone, back = threading.Event(), threading.Event()

    def sleepy(task):
        if task.job.attempts == 1:
            gone.set()
            back.wait()
        return found_one(task)

    job_id = ask(store, organisation_id, "sleepy", name="Only once")
    with store.transaction() as connection:
        claim = claim_next(connection, ["sleepy"])
    zombie = worker_of(store, sleepy=sleepy)
    thread = threading.Thread(target=zombie._work, args=(claim,))
    zombie._params = WorkerParams(lease_seconds=1000.0)  # it never beats
    thread.start()
    gone.wait()
    successor = worker_of(store, sleepy=sleepy)
    wait_until(lambda: successor.work_once() or state(store, organisation_id) == "done")
    back.set()
    thread.join()

    assert look(store, organisation_id, job_id).attempts == 2
    assert names(store).count("Only once") == 1


def state(store, organisation_id):
    with store.reading() as connection:
        (job,) = list_jobs(connection, organisation_id)
    return job.state


def test_moments_decide_nothing_about_leases(store, organisation_id, monkeypatch):
    """The clock jumps back a year while a job runs, and forward another time."""
    from service.storage import moments  # noqa: PLC0415 - the clock that jumps

    real = moments.datetime

    class Jumping(real):
        year_shift = 0

        @classmethod
        def now(cls, tz=None):
            moment = real.now(tz)
            return moment.replace(year=moment.year + cls.year_shift)

    monkeypatch.setattr(moments, "datetime", Jumping)

    def long(task):
        for shift in (-1, 1, 0):
            Jumping.year_shift = shift
            for _ in range(40):
                task.tell("At it")
                time.sleep(0.01)
        return found_one(task)

    job_id = ask(store, organisation_id, "long", name="In time")
    workers = [worker_of(store, long=long) for _ in range(2)]
    threads = [threading.Thread(target=w.run, kwargs={"until_idle": True})
               for w in workers]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    job = look(store, organisation_id, job_id)
    assert (job.state, job.attempts) == ("done", 1)


def test_what_is_kept_for_a_week_is_forgotten(store, organisation_id, monkeypatch):
    with store.transaction() as connection:
        add_upload(connection, organisation_id, name="new", data=b"x")
        begin_reply(connection, organisation_id, key="k", request_sha256="0" * 64)
    worker_of(store, found=found_one).run(until_idle=True)
    with store.reading() as connection:
        assert connection.execute(select(uploads)).all()
    monkeypatch.setattr(worker_module, "KEPT", timedelta(seconds=-60))

    worker_of(store, found=found_one).run(until_idle=True)

    with store.reading() as connection:
        assert connection.execute(select(uploads)).all() == []
        assert connection.execute(select(replies)).all() == []
