from dataclasses import replace

import numpy as np
import pytest

from matcher.suggest import build_pool, suggest
from models.bundle import Bundle, Origin
from models.embedding import Embedding
from models.pairs import Pairs
from models.profiles import profiles_of
from models.value import ValueModel
from tests.matcher.suggest.people import PROGRAM, leader, pool_of, roster_of

THEMES = ("Funding", "Hiring", "Pricing", "Succession")
N = 36


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    rng = np.random.default_rng(8)
    rows = [
        leader(i, challenges=rng.choice(THEMES), gives=rng.choice(THEMES))
        for i in range(N)
    ]
    return roster_of(tmp_path_factory.mktemp("worth"), rows)


@pytest.fixture(scope="module")
def bundle(roster):
    """Learn from a half of the leaders that the first six are of help to anyone."""
    embedding = Embedding(facets=("industry", "size")).fit(roster.table)
    profiles = profiles_of(embedding, roster.table)
    every = Pairs.all_of(N)
    asked = every.take((every.rater < N // 2) & (every.ratee < N // 2))
    rng = np.random.default_rng(9)
    helped = rng.random(len(asked)) < np.where(asked.ratee < 6, 0.9, 0.2)
    model = ValueModel(n_factors=0).fit(profiles, asked, helped.astype(float))
    metrics = {"is_better": True}
    return Bundle(embedding, model, None, Origin("2026-11-01", 0, metrics=metrics))


def test_learned_value_is_what_the_bundle_says(roster, bundle):
    pool = build_pool(roster, PROGRAM, model=bundle)
    profiles = profiles_of(bundle.embedding, roster.table)

    said = bundle.value.value_factors(profiles, rank=24).table()

    for row in range(N):
        assert pool.worth.from_others(row) == pytest.approx(said[row], abs=1e-4)
        assert pool.worth.to_others(row) == pytest.approx(said[:, row], abs=1e-4)


def test_those_who_were_found_helpful_come_first(roster, bundle):
    pool = build_pool(roster, PROGRAM, model=bundle)

    first = suggest(pool, f"L-{N - 1}", k=4).entries

    assert {entry.leader_id for entry in first} <= {f"L-{i}" for i in range(6)}
    assert "learned" in suggest(pool, "L-0").model


def test_who_has_no_words_is_not_called_unknown_to_a_bundle(roster, bundle):
    bare = replace(
        roster, table=roster.table.assign(industry=None, challenges=None, gives=None)
    )

    learned = suggest(build_pool(bare, PROGRAM, model=bundle), "L-0").remarks
    guessed = suggest(build_pool(bare, PROGRAM), "L-0").remarks

    assert any("that the bundle reads, speak for them" in said for said in learned)
    assert any("rests on what others bring to anyone" in said for said in guessed)


def test_less_is_known_of_newcomers(roster, bundle):
    worth = build_pool(roster, PROGRAM, model=bundle).worth

    widths = [
        np.diff(worth.interval(0, other, 0.5))[0] for other in (1, 2, 3, N - 2, N - 1)
    ]

    assert max(widths[:3]) < min(widths[3:])


def test_a_bundle_that_was_not_proven_is_left_out(roster, bundle):
    origin = Origin("2026-11-01", 0, metrics={"is_better": False, "sentence": "No."})
    unproven = Bundle(bundle.embedding, bundle.value, None, origin)

    pool = build_pool(roster, PROGRAM, model=unproven)

    assert not pool.worth.is_learned
    assert pool.model == ""
    assert "guessed from profiles" in pool.worth.remark
    assert (pool.worth.items == build_pool(roster, PROGRAM).worth.items).all()


def test_an_offer_that_meets_a_need_is_worth_more(tmp_path):
    rows = [
        leader(1, challenges="Funding", gives="Hiring"),
        leader(3, challenges="Hiring", gives="Funding"),
        leader(5, challenges="Pricing", gives="Culture"),
        leader(7, challenges="Culture", gives="Pricing"),
    ]
    worth = pool_of(tmp_path, rows).worth

    gained = worth.from_others(0)

    assert gained[1] > gained[2:].max()
    assert worth.to_others(0)[1] > worth.to_others(0)[2:].max()


def test_a_guess_is_as_good_as_the_whole_sum_where_its_rank_suffices(tmp_path):
    rows = [leader(i, founded=str(1990 + 3 * i)) for i in range(8)]
    pool = pool_of(tmp_path, rows)
    stage = pool.blocks["stage"].astype(float)
    industry = pool.blocks["industry"].astype(float)
    size = pool.blocks["size"].astype(float)

    def near(X):
        gap = ((X[:, None] - X[None]) ** 2).sum(axis=2)
        return 1.0 - gap

    wanted = 0.3 + 0.06 * near(industry) + 0.04 * near(size) + 0.04 * near(stage)
    for row in range(8):
        assert pool.worth.from_others(row) == pytest.approx(
            np.clip(wanted[row], 0.01, 0.99), abs=1e-4
        )
