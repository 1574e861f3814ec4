"""A value model reads what a table says of leaders, and nothing that finds them."""

import numpy as np
import pandas as pd
import pytest

from models.embedding import Embedding
from models.profiles import profiles_of
from models.value_facets import MAX_AXES, embed_for_value, value_facets

N = 60
ROLES = ["Founder", "Hired", "Heir"]


def leaders(**columns):
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "leader_id": [f"L{i}" for i in range(N)],
            "industry": rng.choice(["Software", "Restaurants", "Law"], N),
            **columns,
        }
    )


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("seniority", range(N)),
        ("role", ROLES * 20),
        ("first time founder", [True, False] * 30),
        ("languages", ["English; German", "English"] * 30),
        ("business line", ["a", "b"] * 30),
        ("joined_at", pd.date_range("2020-01-01", periods=N)),
        (
            "story",
            [f"We sold {i} plants, then began to hire abroad again" for i in range(N)],
        ),
    ],
)
def test_what_leaders_are_like_is_read(header, cells):
    assert value_facets(leaders(**{header: list(cells)})) == ("industry", header)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("gender", ["f", "m"] * 30),
        ("ceoWoman", [1, 0] * 30),
        ("phone", range(4_915_112_300, 4_915_112_300 + N)),
        ("Work Email", [f"a{i}@example.org" for i in range(N)]),
        ("nickname", [f"Nick {i}" for i in range(N)]),
        ("profile", [f"https://example.org/people/a-long-page/{i}" for i in range(N)]),
        ("company", ROLES * 20),
        ("group", ROLES * 20),
        ("consent_matching", [True, False] * 30),
        ("rarely said", [1.0, 2.0] + [None] * (N - 2)),
        ("always the same", ["x"] * N),
    ],
)
def test_what_finds_people_or_says_nothing_is_not_read(header, cells):
    assert value_facets(leaders(**{header: list(cells)})) == ("industry",)


def test_the_columns_known_best_are_read_where_there_are_too_many():
    rng = np.random.default_rng(5)
    columns = {f"n{k}": rng.normal(size=N) for k in range(MAX_AXES)}
    columns["half"] = [1.5, None] * (N // 2)
    columns["half"][2] = 2.5
    table = leaders(half=columns.pop("half"), **columns)

    chosen = value_facets(table)

    assert "half" not in chosen
    assert len(chosen) == 1 + MAX_AXES
    assert list(chosen[1:]) == [f"n{k}" for k in range(MAX_AXES)]


def test_a_table_that_tells_nobody_apart_has_no_facet():
    table = pd.DataFrame({"leader_id": ["a", "b"], "name": ["x", "y"]})

    embedding = embed_for_value(table, as_of_year=2026.0)

    assert value_facets(table) == ()
    assert profiles_of(embedding, table).X.shape == (2, 0)


def test_the_canonical_facets_are_those_of_a_plain_embedding():
    table = leaders(
        revenue=np.linspace(1e5, 1e7, N),
        founded=[None] * N,
        city=["Kiel", "Graz"] * 30,
        challenges=["hiring; pricing", "cash flow"] * 30,
    )

    own = embed_for_value(table, as_of_year=2026.0).blocks(table)
    plain = Embedding(as_of_year=2026.0).fit(table).blocks(table)

    assert list(own) == list(plain)
    for name, block in own.items():
        np.testing.assert_array_equal(block.X, plain[name].X)


def test_numbers_that_cannot_be_squared_are_unknown():
    huge = [1e300 * (k % 2) for k in range(N)]
    table = leaders(seniority=range(N), huge=huge)

    X = embed_for_value(table, as_of_year=2026.0).blocks(table)

    assert np.isfinite(X["seniority"].X).all()
    assert "huge" not in X
