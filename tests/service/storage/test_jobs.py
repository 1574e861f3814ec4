import threading

import pytest

from service.storage.claims import (
    LostClaimError,
    add_step,
    beat,
    cancel_claimed,
    claim_next,
    end_job,
    fail_job,
    put_back,
    release_job,
    running_beats,
    take_over,
)
from service.storage.errors import ConflictError, NotFoundError
from service.storage.jobs import (
    add_job,
    cancel_job,
    count_jobs,
    get_job,
    list_jobs,
    list_steps,
)

KINDS = ("import", "form")


@pytest.fixture
def waiting(store, organisation_id):
    with store.transaction() as connection:
        return add_job(connection, organisation_id, kind="form", payload={"a": [1]})


def claim(store):
    with store.transaction() as connection:
        return claim_next(connection, KINDS)


def state_of(store, organisation_id, job):
    with store.reading() as connection:
        return get_job(connection, organisation_id, job_id=job.job_id).state


def fall_silent(store, claimed, *, attempts=3):
    with store.transaction() as connection:
        seen = running_beats(connection)[claimed.job.job_id]
        take_over(connection, claimed.job.job_id, seen=seen, attempts=attempts)


def test_a_job_is_claimed_worked_on_and_ended_once(store, organisation_id, waiting):
    mine = claim(store)
    assert mine.job.payload == {"a": [1]}
    assert claim(store) is None
    with store.transaction() as connection:
        assert beat(connection, mine) is False
        add_step(connection, mine, "Searching")
        add_step(connection, mine, "Explaining")
        end_job(connection, mine, {"proposal": "p1"})

    with store.reading() as connection:
        done = get_job(connection, organisation_id, job_id=waiting.job_id)
        steps = list_steps(connection, organisation_id, job_id=waiting.job_id)
        later = list_steps(connection, organisation_id, job_id=waiting.job_id, after=1)
    assert (done.state, done.result, done.attempts) == ("done", {"proposal": "p1"}, 1)
    assert [(s.number, s.sentence) for s in steps] == [(1, "Searching"),
                                                       (2, "Explaining")]  # fmt: skip
    assert later == steps[1:]
    for act in (beat, lambda c, m: end_job(c, m, {}), lambda c, m: fail_job(c, m, "x")):
        with pytest.raises(LostClaimError), store.transaction() as connection:
            act(connection, mine)


def test_the_oldest_job_of_the_kinds_asked_comes_first(store, organisation_id):
    with store.transaction() as connection:
        other = add_job(connection, organisation_id, kind="retrain", payload={})
        first = add_job(connection, organisation_id, kind="import", payload={})
        second = add_job(connection, organisation_id, kind="form", payload={})
    expected = sorted([first.job_id, second.job_id])

    claimed = [claim(store).job.job_id for _ in range(2)]

    assert claimed == expected
    assert claim(store) is None
    assert state_of(store, organisation_id, other) == "queued"


def test_workers_at_once_never_share_a_job(store, organisation_id):
    with store.transaction() as connection:
        for _ in range(12):
            add_job(connection, organisation_id, kind="form", payload={})
    claimed = []

    def work():
        while (mine := claim(store)) is not None:
            claimed.append(mine.job.job_id)
            with store.transaction() as connection:
                end_job(connection, mine, {})

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(claimed) == len(set(claimed)) == 12


def test_a_silent_worker_loses_its_job_and_may_not_end_it(
    store, organisation_id, waiting
):
    zombie = claim(store)
    fall_silent(store, zombie)
    successor = claim(store)
    assert successor.job.job_id == waiting.job_id
    assert successor.job.attempts == 2

    def end_late():
        with store.transaction() as connection:
            add_job(connection, organisation_id, kind="import", payload={"by": "z"})
            end_job(connection, zombie, {"by": "zombie"})

    with pytest.raises(LostClaimError):
        end_late()
    with store.transaction() as connection:
        end_job(connection, successor, {"by": "successor"})

    with store.reading() as connection:
        (only,) = list_jobs(connection, organisation_id)
    assert only.result == {"by": "successor"}


def test_a_sign_of_life_keeps_a_job(store, organisation_id, waiting):
    mine = claim(store)
    with store.transaction() as connection:
        seen = running_beats(connection)[waiting.job_id]
        beat(connection, mine)
        take_over(connection, waiting.job_id, seen=seen, attempts=3)

    assert state_of(store, organisation_id, waiting) == "running"


def test_a_job_that_ends_its_workers_is_set_aside(store, organisation_id, waiting):
    for _ in range(2):
        fall_silent(store, claim(store), attempts=2)

    with store.reading() as connection:
        job = get_job(connection, organisation_id, job_id=waiting.job_id)
    assert job.state == "quarantined"
    assert "ended 2 workers" in job.problem
    assert claim(store) is None


def test_faults_are_tried_again_and_then_set_aside(store, organisation_id, waiting):
    for n_left in (1, 0):
        mine = claim(store)
        with store.transaction() as connection:
            put_back(connection, mine, attempts=2, problem="a fault")
        expected = "queued" if n_left else "quarantined"
        assert state_of(store, organisation_id, waiting) == expected


def test_a_released_job_has_not_been_tried(store, organisation_id, waiting):
    with store.transaction() as connection:
        release_job(connection, claim_next(connection, KINDS))

    with store.reading() as connection:
        job = get_job(connection, organisation_id, job_id=waiting.job_id)
    assert (job.state, job.attempts) == ("queued", 0)


def test_cancelling_ends_what_waits_and_asks_what_runs(store, organisation_id, waiting):
    with store.transaction() as connection:
        running = claim_next(connection, KINDS)
        asked = cancel_job(connection, organisation_id, job_id=waiting.job_id)
        assert asked.state == "running"
        assert beat(connection, running) is True
    with pytest.raises(LostClaimError), store.transaction() as connection:
        end_job(connection, running, {})
    with store.transaction() as connection:
        cancel_claimed(connection, running)
        second = add_job(connection, organisation_id, kind="form", payload={})
        cancelled = cancel_job(connection, organisation_id, job_id=second.job_id)

    assert cancelled.state == "cancelled"
    assert state_of(store, organisation_id, waiting) == "cancelled"


def test_a_cancelled_job_of_a_silent_worker_ends(store, organisation_id, waiting):
    running = claim(store)
    with store.transaction() as connection:
        cancel_job(connection, organisation_id, job_id=waiting.job_id)
    fall_silent(store, running)

    assert state_of(store, organisation_id, waiting) == "cancelled"


def test_what_has_ended_cannot_be_cancelled(store, organisation_id, waiting):
    mine = claim(store)
    with store.transaction() as connection:
        fail_job(connection, mine, "the program asks for a column there is not")

    with (
        pytest.raises(ConflictError, match="failed"),
        store.transaction() as connection,
    ):
        cancel_job(connection, organisation_id, job_id=waiting.job_id)


def test_jobs_of_others_are_not_there(store, other_id, waiting):
    mine = claim(store)
    with store.transaction() as connection:
        add_step(connection, mine, "Searching")
        assert list_jobs(connection, other_id) == ()
        assert list_steps(connection, other_id, job_id=waiting.job_id) == ()
        for act in (get_job, cancel_job):
            with pytest.raises(NotFoundError):
                act(connection, other_id, job_id=waiting.job_id)
        counted = count_jobs(connection)
    assert counted["running"] == 1
    assert sum(counted.values()) == 1
