"""Suggested competitors are pairs to ask about, never a rule."""

from itertools import combinations

import numpy as np
import pytest

from matcher.program.reviews import MAX_SHOWN, suggest_reviews
from matcher.roster.relations import Relations, read_relations
from models.encoders.industry import locate_industries


@pytest.fixture
def suggest():
    def _suggest(roster, relations=None):
        places = locate_industries(roster.table["industry"].tolist())
        return suggest_reviews(roster, places, relations or Relations())

    return _suggest


@pytest.fixture
def roster(make_roster):
    return make_roster(
        industry=["722511", "7225", "722511", "72", "722513", "541110"],
        revenue=[1e6, 2e6, 9e7, 1e6, 1e6, 1e6],
        latitude=[45.0, 45.1, 45.0, 45.0, 60.0, 45.0],
        longitude=[5.0, 5.0, 5.1, 5.0, 5.0, 5.0],
        company=["A", "B", "C", "D", "A", "F"],
    )


def pairs(found):
    return [(review.leader_id, review.other_id) for review in found.pairs]


def test_the_same_fine_industry_near_in_place_or_size_is_asked_about(roster, suggest):
    found = suggest(roster)

    # L1 and L5 work for one employer; L4 is known to two digits only.
    assert pairs(found) == [("L1", "L2"), ("L1", "L3"), ("L2", "L3"), ("L2", "L5")]
    assert found.n_found == 4
    assert found.pairs[0].grounds == (
        "industry 7225",
        "within 80 km",
        "size within a factor of 3",
    )


def test_what_is_declared_already_is_not_asked_again(roster, suggest, tmp_path):
    path = tmp_path / "relations.csv"
    path.write_text(
        "leader_id,other_id,kind,level\nL2,L1,competitor,fine\nL1,L3,knows,\n", "utf-8"
    )

    found = suggest(roster, read_relations(path, roster))

    assert pairs(found) == [("L1", "L3"), ("L2", "L3"), ("L2", "L5")]


def test_a_long_list_is_cut_and_counted(make_roster, suggest):
    rng = np.random.default_rng(0)
    n = 60
    revenue = 10 ** rng.uniform(6, 7, n)
    roster = make_roster(industry=["722511"] * n, revenue=revenue)

    found = suggest(roster)

    expected = sum(max(a, b) <= 3 * min(a, b) for a, b in combinations(revenue, 2))
    assert found.n_found == expected > MAX_SHOWN
    assert len(found.pairs) == MAX_SHOWN


def test_a_roster_that_tells_neither_place_nor_size_suggests_nobody(
    make_roster, suggest
):
    assert suggest(make_roster(industry=["722511"] * 5)).n_found == 0
