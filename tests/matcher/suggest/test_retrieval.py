from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.suggest import suggest
from matcher.suggest.index import index_of
from matcher.suggest.request import DEFAULTS as DEFAULT
from matcher.suggest.retrieval import best_of, best_rows, diversify, retrieve
from tests.matcher.suggest.people import leader, pool_of

THEMES = ("Funding", "Hiring", "Pricing", "Succession", "Culture", "Cash flow")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    rng = np.random.default_rng(4)
    rows = [
        leader(
            i,
            challenges="; ".join(rng.choice(THEMES, 2, replace=False)),
            gives=rng.choice(THEMES),
            city=f"Town {rng.integers(9)}",
            founded=str(rng.integers(1970, 2020)),
        )
        for i in range(300)
    ]
    return pool_of(tmp_path_factory.mktemp("crowd"), rows)


@given(st.lists(st.sampled_from([0.0, 1.0, 2.5, 3.0]), max_size=30), st.integers(1, 9))
def test_the_best_are_those_that_sorting_puts_first(scores, k):
    values = np.array(scores)

    assert (
        best_of(values, k).tolist()
        == sorted(range(len(scores)), key=lambda at: (-scores[at], at))[:k]
    )


@given(st.data())
def test_who_is_not_allowed_is_never_among_the_best(data):
    n = data.draw(st.integers(1, 20))
    allowed = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    scores = np.array(data.draw(st.lists(st.floats(0, 1), min_size=n, max_size=n)))

    rows = best_rows(scores, allowed, 5)

    assert allowed[rows].all()
    assert rows.size == min(5, allowed.sum())
    left_out = np.setdiff1d(np.flatnonzero(allowed), rows)
    assert not left_out.size or scores[left_out].max() <= scores[rows].min()


def test_the_index_finds_what_an_exact_search_does(crowd):
    indexed = replace(crowd, index=index_of(crowd.worth, exact_most=0))
    allowed = np.ones(len(crowd), dtype=bool)
    allowed[::3] = False
    for row in range(0, 300, 7):
        exact = set(retrieve(crowd, row, allowed, 40, 0.5).tolist())
        found = set(retrieve(indexed, row, allowed, 40, 0.5).tolist())

        assert allowed[list(found)].all()
        assert len(exact & found) >= 38  # half precision orders the last few anew


def test_a_filter_that_leaves_few_leaves_them_all(crowd):
    indexed = replace(crowd, index=index_of(crowd.worth, exact_most=0))
    allowed = np.zeros(len(crowd), dtype=bool)
    allowed[[17, 200, 299]] = True

    assert sorted(retrieve(indexed, 0, allowed, 40, 0.5)) == [17, 200, 299]


def test_diversity_trades_score_for_people_who_differ(crowd):
    def spread(answer):
        rows = [crowd.facts.ids.row_of(entry.leader_id) for entry in answer.entries]
        return len({crowd.facts.city.of(row) for row in rows})

    cities, scores = [], []
    for weight in (0.0, 0.6):
        params = replace(DEFAULT, diversity=weight)
        answers = [
            suggest(crowd, f"L-{row}", k=6, params=params) for row in range(0, 300, 10)
        ]
        cities.append(np.mean([spread(answer) for answer in answers]))
        scores.append(np.mean([e.score for a in answers for e in a.entries]))

    assert cities[1] > cities[0]
    assert scores[1] <= scores[0]


def test_without_diversity_the_order_is_that_of_the_scores(crowd):
    rows, scores = np.arange(20), np.linspace(1.0, 0.1, 20)

    assert diversify(crowd, rows, scores, k=7, weight=0.0).tolist() == list(range(7))
    varied = diversify(crowd, rows, scores, k=7, weight=0.5)
    assert varied[0] == 0
    assert len(set(varied.tolist())) == 7
