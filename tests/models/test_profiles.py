"""Profiles: checked, aligned, free of what may not shape groups."""

import numpy as np
import pandas as pd
import pytest

from models.embedding import Embedding
from models.pairs import Pairs
from models.profiles import PairMap, Profiles, profiles_of


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "leader_id": ["a1", "a2", "a3", "a4"],
            "industry": ["Software", "Dentist", "Bakery", None],
            "revenue": [1e6, 2e6, 4e6, 8e6],
            "challenges": ["hiring; cash flow", "pricing", "hiring", None],
            "gives": [None, "cash flow", "pricing and hiring", "hiring"],
            "gender": ["f", "m", "f", "m"],
        }
    )


def test_maps_and_squares_hold_the_squared_distance(table):
    embedding = Embedding(["industry", "size"]).fit(table)
    profiles = profiles_of(embedding, table)
    block = embedding.blocks(table)["size"].X
    size = next(held for held in profiles.maps if held.name == "size")
    squared = profiles.X[:, profiles.names.index("size__squared")]

    distance = squared[0] + squared[2] - 2.0 * (size.need[0] @ size.give[2])

    assert distance == pytest.approx(((block[0] - block[2]) ** 2).sum())


def test_an_offer_meets_a_need_said_in_the_same_words(table):
    profiles = profiles_of(Embedding().fit(table), table)
    held = next(held for held in profiles.maps if held.name == "need x offer")

    met, unmet = held.terms(np.array([1, 1]), np.array([2, 3]))

    assert met > unmet


def test_sensitive_columns_are_no_features(table):
    profiles = profiles_of(Embedding().fit(table), table)

    assert not any("gender" in name for name in profiles.names)
    with pytest.raises(ValueError, match="sensitive"):
        Profiles.from_arrays([[1.0]], names=["gender__f"])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Profiles(("a", "a"), np.zeros((2, 1)), ("x",)), "unique"),
        (lambda: Profiles(("a",), np.zeros((2, 1)), ("x",)), "shape"),
        (lambda: Profiles.from_arrays([[np.inf]]), "infinite"),
        (lambda: PairMap("m", np.full((1, 1), np.nan), np.zeros((1, 1))), "finite"),
        (lambda: PairMap("m", np.zeros((1, 1)), np.zeros((1, 2))), "one shape"),
        (lambda: Pairs.of([1], [1]), "two leaders"),
        (lambda: Pairs.of([-1], [1]), "count from 0"),
        (lambda: Pairs.of([0], [1], weight=[np.nan]), "finite"),
        (lambda: Pairs.of([0], [1], context={"seen": [np.inf]}), "infinite"),
        (lambda: Pairs.of([0, 1], [1]), "shape"),
    ],
)
def test_what_does_not_fit_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
