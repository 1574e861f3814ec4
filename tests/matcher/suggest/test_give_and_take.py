from datetime import date, timedelta

import pytest

from matcher.roster.introductions import Introduction
from matcher.suggest import suggest
from matcher.suggest.give_and_take import FairParams, GiveAndTake
from tests.matcher.suggest.people import leader, pool_of, shown

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    rows = [
        leader(1),
        leader(2, gives="Funding"),
        leader(3, gives="Funding"),
        leader(4, gives="Hiring"),
        leader(5),
    ]
    return pool_of(tmp_path_factory.mktemp("give"), rows)


def asked(asker, other, days_ago=1, **more):
    return Introduction(asker, other, TODAY - timedelta(days=days_ago), **more)


def test_who_was_asked_often_enough_rests_until_the_month_is_over(pool):
    four = [asked("L-5", "L-2", days) for days in (2, 3, 4, 5)]

    full = GiveAndTake.of(pool, four, as_of=TODAY)
    later = GiveAndTake.of(pool, four, as_of=TODAY + timedelta(days=40))

    assert "L-2" not in shown(suggest(pool, "L-1", topic="funding", record=full))
    assert "L-2" in shown(suggest(pool, "L-1", topic="funding", record=later))


def test_the_same_two_are_not_introduced_again_soon_either_way_round(pool):
    record = GiveAndTake.of(pool, [asked("L-1", "L-2", accepted=True)], as_of=TODAY)
    params = FairParams(cooldown_days=1)
    over = GiveAndTake.of(pool, [asked("L-1", "L-2")], as_of=TODAY, params=params)

    assert "L-2" not in shown(suggest(pool, "L-1", record=record))
    assert "L-1" not in shown(suggest(pool, "L-2", record=record))
    assert "L-2" in shown(suggest(pool, "L-1", record=over))


def test_among_equals_the_one_who_was_asked_less_comes_first(pool):
    record = GiveAndTake.of(pool, [asked("L-5", "L-2")], as_of=TODAY)

    before = shown(suggest(pool, "L-1", topic="funding"))
    after = shown(suggest(pool, "L-1", topic="funding", record=record))

    assert set(before[:2]) == {"L-2", "L-3"}
    assert after[0] == "L-3"


def test_what_each_asked_gave_and_got_adds_up(pool):
    record = GiveAndTake.of(
        pool,
        [
            asked("L-1", "L-2", accepted=True, through=("L-3",)),
            asked("L-1", "L-4", accepted=False),
            asked("L-1", "L-9"),
            asked("L-8", "L-2", accepted=True),
            asked("L-2", "L-1", days_ago=-3),
        ],
        as_of=TODAY,
    )

    balances = [record.balance(row) for row in range(len(pool))]

    assert [(b.asked, b.accepted, b.given) for b in balances] == [
        (3, 1, 0),
        (0, 0, 2),
        (0, 0, 1),
        (0, 0, 0),
        (0, 0, 0),
    ]
    assert record.resting(0).tolist() == [1, 3]


def test_everyone_being_busy_is_said(pool):
    busy = [
        asked("L-5", f"L-{other}", days)
        for other in (1, 2, 3, 4)
        for days in range(1, 5)
    ]
    busy += [asked("L-1", "L-5", days) for days in range(1, 5)]
    record = GiveAndTake.of(pool, busy, as_of=TODAY)

    found = suggest(pool, "L-1", record=record)

    assert not found.entries
    assert "next month" in found.why_empty


@pytest.mark.parametrize("name", ["per_month", "cooldown_days", "memory_days"])
def test_a_cap_of_nothing_is_refused(name):
    with pytest.raises(ValueError, match=name):
        FairParams(**{name: 0})


def test_a_leader_asked_often_is_kept_for_those_who_bring_them_most(tmp_path):
    rows = [
        leader(1, challenges="Funding", gives="Hiring"),
        leader(2, challenges="Funding"),
        leader(3, gives="Funding", challenges="Hiring"),
        leader(4, gives="Funding"),
        leader(5),
    ]
    pool = pool_of(tmp_path, rows)
    busy = [asked("L-5", "L-3", days) for days in range(40, 52)]
    record = GiveAndTake.of(pool, busy, as_of=TODAY)

    def share_kept(asker):
        before, after = (
            {e.leader_id: e.score for e in suggest(pool, asker, **how).entries}
            for how in ({}, {"record": record})
        )
        return after["L-3"] / before["L-3"]

    assert record.load[2] == 1.0
    assert share_kept("L-2") < share_kept("L-1") < 1.0
