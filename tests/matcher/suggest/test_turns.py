"""Suggestions for everyone at once: fair, and each of them as good as alone."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.program.read import parse_program
from matcher.roster.introductions import Introduction
from matcher.suggest import suggest
from matcher.suggest.give_and_take import GiveAndTake
from matcher.suggest.kernels.turns import choose_in_turn
from matcher.suggest.nightly import suggest_everyone
from matcher.suggest.request import SuggestParams
from matcher.suggest.turns import TurnParams, suggest_in_turns
from tests.matcher.suggest.people import leader, pool_of
from tests.matcher.suggest.test_nightly import crowd


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    return crowd(tmp_path_factory.mktemp("batch"), n=120)


def times_shown(night, n):
    return np.bincount(night.rows[night.rows >= 0], minlength=n)


def worth_of(night):
    return float(night.scores[night.rows >= 0].sum())


def test_nobody_stands_in_more_lists_than_they_may(pool):
    plain = suggest_everyone(pool, k=4)
    fair = suggest_in_turns(pool, k=4, sharing=TurnParams(most=1.5))

    assert times_shown(plain, len(pool)).max() > 6
    assert times_shown(fair, len(pool)).max() <= 6
    assert fair.n_entries == plain.n_entries
    assert worth_of(fair) > 0.9 * worth_of(plain)


def test_whoever_may_not_be_shown_to_one_alone_is_not_at_night(pool):
    night = suggest_in_turns(pool, k=5)

    for row, leader_id in enumerate(pool.facts.ids[i] for i in range(len(pool))):
        alone = {e.leader_id for e in suggest(pool, leader_id, k=len(pool)).entries}
        told = [e.leader_id for e in night.entries(pool, row)]
        assert len(told) == len(set(told)) == min(5, len(alone))
        assert set(told) <= alone


def test_without_a_limit_and_a_price_everyone_gets_what_is_best_for_them(pool):
    free = TurnParams(most=len(pool), price=0.0)

    night = suggest_in_turns(pool, k=3, sharing=free)
    plain = suggest_everyone(pool, k=3)

    assert np.allclose(night.scores, plain.scores)


def test_the_number_of_processes_changes_nothing(pool):
    one = suggest_in_turns(pool, k=3)
    two = suggest_in_turns(pool, k=3, n_workers=2)

    assert (one.rows == two.rows).all()
    assert (one.between == two.between).all()


def test_leaders_of_whom_nothing_is_known_are_shown_evenly(tmp_path):
    rows = [{"leader_id": f"L-{k}", "name": f"Person {k}"} for k in range(200)]

    night = suggest_in_turns(pool_of(tmp_path, rows), k=5)

    assert night.n_entries == 1000
    assert times_shown(night, 200).max() <= 15


def test_where_few_agreed_pages_are_filled_all_the_same(tmp_path):
    rows = [
        leader(k, challenges="Funding", consent_matching="yes" if k < 5 else "no")
        for k in range(40)
    ]

    night = suggest_in_turns(pool_of(tmp_path, rows), k=10)

    assert (np.count_nonzero(night.rows >= 0, axis=1)[:5] == 4).all()
    assert (night.rows[5:] == -1).all()


def test_who_was_asked_often_this_month_rests_at_night_too(pool):
    days = range(1, 5)
    said = [Introduction("L-1", "L-2", date(2026, 11, day)) for day in days]
    record = GiveAndTake.of(pool, said, as_of=date(2026, 11, 20))

    night = suggest_in_turns(pool, k=5, record=record)

    assert 2 not in night.rows


def test_what_is_left_to_chance_says_its_chance(tmp_path):
    program = parse_program(
        {"preset": "core", "explore": {"share": 0.2, "consent": "consent_exploring"}},
        source="program.toml",
    )
    rows = [leader(k, challenges="Funding", consent_exploring="yes") for k in range(60)]
    pool = pool_of(tmp_path, rows, program=program)

    night = suggest_in_turns(pool, k=4, params=SuggestParams(seed=3))

    assert (night.chances[:, :3] == 1.0).all()
    assert (night.chances[:, 3] < 1.0).all()
    assert len({tuple(sorted(row)) for row in night.rows.tolist()}) > 1


@given(
    st.integers(1, 12), st.integers(1, 6), st.integers(1, 4), st.integers(1, 9),
    st.floats(0.0, 2.0), st.integers(0, 999),
)  # fmt: skip
def test_turns_keep_the_limit_and_leave_no_place_empty(
    n, n_listed, k, most, price, seed
):
    rng = np.random.default_rng(seed)
    rows = np.stack([rng.permutation(n + 8)[:n_listed] for _ in range(n)]).astype("i4")
    rows[rows >= n] = -1
    worth = rng.random(rows.shape).astype("f4")
    counts = np.zeros(n, dtype=np.int64)
    chosen = np.zeros(rows.shape, dtype=np.bool_)

    turns = rng.permutation(n).astype(np.int64)
    choose_in_turn(rows, worth, turns, k, most, price, counts, chosen)

    taken = rows[chosen]
    assert (taken >= 0).all()
    assert (np.bincount(taken, minlength=n) == counts).all()
    assert counts.max(initial=0) <= most
    assert chosen.sum(axis=1).max() <= k
    for row in range(n):  # whoever has a place left could take nobody else
        if chosen[row].sum() < k:
            free = rows[row][~chosen[row] & (rows[row] >= 0)]
            assert (counts[free] >= most).all()
