import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from service.storage.errors import ConflictError, NotFoundError
from service.storage.feedback import (
    Said,
    add_batch,
    count_feedback,
    write_feedback,
)
from training.feedback import read_feedback

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def rows_of(ids, n=40):
    return [
        Said(
            ids[k % 20],
            ids[20 + k % 7],
            "rating" if k % 3 else "helped",
            str(1 + k % 5) if k % 3 else str(k % 2),
            AT,
            AT + timedelta(minutes=k),
            f"G{k % 4}",
            0.25 if k % 2 else None,
            1 + k if k % 5 else None,
        )
        for k in range(n)
    ]


def send(store, organisation_id, stored, rows, key="b1"):
    with store.transaction() as connection:
        return add_batch(
            connection,
            organisation_id,
            roster_id=stored.roster_id,
            key=key,
            rows=rows,
        )


def count(store, organisation_id, stored):
    with store.reading() as connection:
        return count_feedback(connection, organisation_id, roster_id=stored.roster_id)


def test_a_batch_counts_once(store, organisation_id, stored, sample_roster):
    rows = rows_of(sample_roster.leader_ids)

    first = send(store, organisation_id, stored, rows)
    again = send(store, organisation_id, stored, rows)

    assert (first.n_rows, first.n_new, first.is_repeated) == (40, 40, False)
    assert again == replace(first, is_repeated=True)
    assert count(store, organisation_id, stored) == 40


def test_rows_count_once_whatever_batch_they_come_in(
    store, organisation_id, stored, sample_roster
):
    rows = rows_of(sample_roster.leader_ids)
    send(store, organisation_id, stored, rows[:30])
    elsewhere = timezone(timedelta(hours=5))
    same = [
        replace(row, shown_at=row.shown_at.astimezone(elsewhere)) for row in rows[20:30]
    ]

    batch = send(store, organisation_id, stored, [*same, *rows[30:], *rows[35:]], "b2")

    assert (batch.n_rows, batch.n_new) == (25, 10)
    assert count(store, organisation_id, stored) == 40


def test_the_same_batch_twenty_times_at_once_counts_once(
    store, organisation_id, stored, sample_roster
):
    rows = rows_of(sample_roster.leader_ids)
    batches = []

    def work():
        batches.append(send(store, organisation_id, stored, rows))

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(batch.is_repeated for batch in batches) == [False] + [True] * 19
    assert {batch.n_new for batch in batches} == {40}
    assert count(store, organisation_id, stored) == 40


def test_overlapping_batches_at_once_count_each_row_once(
    store, organisation_id, stored, sample_roster
):
    rows = rows_of(sample_roster.leader_ids, 60)
    batches = []

    def work(k):
        mine = rows[5 * k : 5 * k + 30]
        batches.append(
            send(store, organisation_id, stored, mine[:: (-1) ** k], f"b{k}")
        )

    threads = [threading.Thread(target=work, args=(k,)) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(batch.n_new for batch in batches) == 55
    assert count(store, organisation_id, stored) == 55


def test_a_batch_key_is_for_one_batch(store, organisation_id, stored, sample_roster):
    rows = rows_of(sample_roster.leader_ids)
    send(store, organisation_id, stored, rows)

    with pytest.raises(ConflictError, match="other rows"):
        send(store, organisation_id, stored, rows[:-1])
    assert send(store, organisation_id, stored, [], "empty").n_new == 0


def test_a_naive_moment_is_refused(store, organisation_id, stored, sample_roster):
    (row,) = rows_of(sample_roster.leader_ids, 1)

    with pytest.raises(ValueError, match="naive"):
        send(
            store,
            organisation_id,
            stored,
            [replace(row, shown_at=datetime(2026, 1, 1))],  # noqa: DTZ001 - that is the point
        )
    assert count(store, organisation_id, stored) == 0


def test_training_reads_what_was_stored(
    store, organisation_id, stored, sample_roster, tmp_path
):
    rows = rows_of(sample_roster.leader_ids)
    send(store, organisation_id, stored, rows)
    path = tmp_path / "feedback.csv"
    with store.reading() as connection:
        n_rows = write_feedback(
            connection, organisation_id, roster_id=stored.roster_id, path=path
        )

    feedback = read_feedback(path, sample_roster)

    assert n_rows == len(feedback) == 40
    assert feedback.problems == ()
    told = feedback.table
    assert [sample_roster.leader_ids[k] for k in told["rater"]] == [
        row.rater_id for row in rows
    ]
    assert list(told["answered_at"]) == [row.answered_at for row in rows]
    wanted = [np.nan if r.propensity is None else r.propensity for r in rows]
    np.testing.assert_array_equal(told["propensity"], wanted)


def test_other_organisations_have_no_part_in_it(store, other_id, stored, sample_roster):
    with pytest.raises(NotFoundError):
        send(store, other_id, stored, rows_of(sample_roster.leader_ids))
    assert count(store, other_id, stored) == 0
