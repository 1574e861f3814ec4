"""The embedding scales its facets alike and treats every leader alone."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.embedding import Embedding

FACETS = ["industry", "size", "challenges", "stage", "place", "availability"]
INDUSTRIES = [None, "Software", "541511", "Restaurants", "Zorbing", "31-33", "Other"]
TEXTS = [None, "Cash flow; hiring", "hiring a sales leader", "pricing", "???", "; ;"]
CITIES = [None, "Kiel", "Graz", "Lyon"]
SLOTS = [None, "Mon AM; Tue PM", "Tue PM", "Fri AM; Mon AM; Tue PM"]

leaders = st.fixed_dictionaries(
    {
        "industry": st.sampled_from(INDUSTRIES),
        "revenue": st.none() | st.floats(0, 1e12),
        "employees": st.none() | st.integers(0, 100_000),
        "challenges": st.sampled_from(TEXTS),
        "goals": st.sampled_from(TEXTS),
        "founded": st.none() | st.integers(0, 2030),
        "latitude": st.none() | st.floats(-95, 95),
        "longitude": st.none() | st.floats(-190, 190),
        "city": st.sampled_from(CITIES),
        "slots": st.sampled_from(SLOTS),
        "floor": st.none() | st.floats(-1e6, 1e6),
    }
)


@st.composite
def rosters(draw, min_size=1):
    rows = draw(st.lists(leaders, min_size=min_size, max_size=12))
    table = pd.DataFrame(rows)
    for column in ("revenue", "employees", "founded", "latitude", "longitude", "floor"):
        table[column] = table[column].astype("float64")
    for column in ("industry", "challenges", "goals", "city", "slots"):
        table[column] = table[column].astype("str")
    return table


def squared(X):
    return ((X[:, None] - X[None]) ** 2).sum(axis=2)


def sample(n_leaders=60, seed=0):
    rng = np.random.default_rng(seed)

    def pick(values):
        return [values[i] for i in rng.integers(len(values), size=n_leaders)]

    return pd.DataFrame(
        {
            "industry": pick(INDUSTRIES),
            "revenue": rng.lognormal(14, 2, n_leaders),
            "employees": rng.lognormal(3, 1, n_leaders).round(),
            "challenges": pick(TEXTS),
            "founded": rng.integers(1950, 2020, n_leaders).astype(float),
            "city": pick(CITIES),
            "slots": pick(SLOTS),
            "floor": rng.normal(size=n_leaders),
            "club": pick([None, "red", "blue"]),
            "gender": pick(["f", "m"]),
        }
    )


@given(rosters())
@settings(max_examples=25)
def test_placing_while_fitting_places_as_after(table):
    whole = Embedding()

    at_once = whole.fit_blocks(table)

    after = Embedding().fit(table).blocks(table)
    assert list(at_once) == list(after)
    for name, block in after.items():
        assert np.array_equal(at_once[name].X, block.X, equal_nan=True)
    assert whole.scales_ == Embedding().fit(table).scales_


class TestScale:
    @given(rosters(min_size=2))
    @settings(max_examples=25)
    def test_random_known_pair_is_one_apart(self, table):
        for block in Embedding([*FACETS, "floor"]).fit(table).blocks(table).values():
            known = block.X[~np.isnan(block.X).any(axis=1)]
            pairs = squared(known)[np.triu_indices(len(known), 1)]
            assert pairs.mean() == pytest.approx(1.0, rel=1e-9)

    @given(rosters())
    @settings(max_examples=25)
    def test_row_is_known_throughout_or_not_at_all(self, table):
        for block in Embedding(FACETS).fit(table).blocks(table).values():
            blank = np.isnan(block.X)
            assert np.array_equal(blank.any(axis=1), blank.all(axis=1))
            assert np.isfinite(block.X[~blank]).all()

    def test_shares_of_known_values_are_reported(self):
        table = pd.DataFrame({"revenue": [1.0, 2.0, None, None], "industry": None})
        embedding = Embedding(["size", "industry"]).fit(table)

        assert embedding.known_share_ == {"size": 0.5, "industry": 0.0}


class TestSameForAll:
    @given(rosters(), rosters())
    @settings(max_examples=25)
    def test_one_by_one_is_the_batch_bit_for_bit(self, roster, newcomers):
        embedding = Embedding([*FACETS, "floor"]).fit(roster)

        batch = embedding.transform(newcomers)
        alone = [
            embedding.transform(newcomers.iloc[[i]]) for i in range(len(newcomers))
        ]

        assert batch.tobytes() == np.vstack(alone).tobytes()

    def test_one_by_one_is_the_batch_on_long_texts(self):
        words = np.array(["cash", "hiring", "sales", "pricing", "board", "exit", "tax"])
        rng = np.random.default_rng(1)
        texts = [" ".join(rng.choice(words, size=30)) for _ in range(300)]
        table = pd.DataFrame({"challenges": texts})
        embedding = Embedding(["challenges"]).fit(table)

        alone = [embedding.transform(table.iloc[[i]]) for i in range(len(table))]

        assert embedding.transform(table).tobytes() == np.vstack(alone).tobytes()

    def test_order_of_columns_changes_nothing(self):
        table = sample()

        one = Embedding().fit(table).transform(table)
        two = Embedding().fit(table).transform(table[table.columns[::-1]])

        assert np.array_equal(one, two, equal_nan=True)

    def test_order_of_leaders_changes_no_distance(self):
        table = sample()
        order = np.random.default_rng(3).permutation(len(table))
        shuffled = table.iloc[order].reset_index(drop=True)

        one = Embedding().fit(table).blocks(table)
        two = Embedding().fit(shuffled).blocks(table)

        for name, block in one.items():
            assert squared(block.X) == pytest.approx(
                squared(two[name].X), abs=1e-9, nan_ok=True
            )

    def test_same_seed_gives_the_same_bits(self):
        table = sample()

        one, two = (Embedding().fit(table).transform(table) for _ in range(2))

        assert one.tobytes() == two.tobytes()


class TestFacets:
    def test_default_is_every_canonical_facet_that_two_leaders_have(self):
        table = pd.DataFrame(
            {"industry": ["Software", "Retail"], "revenue": [1.0, None], "x": [1, 2]}
        )

        assert list(Embedding().fit(table).scales_) == ["industry"]

    def test_mapping_gives_its_keys(self):
        embedding = Embedding({"floor": 1.0, "industry": 0.5}).fit(sample())

        assert list(embedding.scales_) == ["floor", "industry"]

    def test_further_columns_are_facets_by_what_they_hold(self):
        embedding = Embedding(["floor", "club"]).fit(sample())

        kinds = {name: type(e).__name__ for name, e in embedding.encoders_.items()}
        assert kinds == {"floor": "NumberEncoder", "club": "CategoryEncoder"}

    def test_nothing_known_and_nothing_to_tell_apart_are_dropped_with_a_reason(self):
        table = pd.DataFrame({"revenue": [5.0, 5.0], "founded": [None, None]})
        embedding = Embedding(["size", "stage", "industry"]).fit(table)

        assert embedding.dropped_ == {
            "size": "All 2 known values in revenue are the same.",
            "stage": "No leader has a known value in founded.",
            "industry": "The table has no column industry.",
        }
        assert embedding.transform(table).shape == (2, 0)

    def test_misspelt_facet_is_named_with_the_nearest_valid_one(self):
        with pytest.raises(ValueError, match='"industri"; did you mean "industry"'):
            Embedding(["industri"]).fit(sample())

    def test_sensitive_column_is_no_facet(self):
        with pytest.raises(ValueError, match=r'"gender" is sensitive.*rule'):
            Embedding(["gender"]).fit(sample())

    def test_facet_asked_for_twice_is_refused(self):
        with pytest.raises(ValueError, match='"size" is asked for twice'):
            Embedding(["size", "size"]).fit(sample())

    def test_missing_column_is_named_when_leaders_are_placed(self):
        embedding = Embedding().fit(sample())

        with pytest.raises(ValueError, match='lacks column "industry"'):
            embedding.transform(sample().drop(columns="industry"))

    @pytest.mark.parametrize("n_leaders", [0, 1])
    def test_roster_without_a_pair_has_no_block(self, n_leaders):
        table = sample().head(n_leaders)

        assert Embedding().fit(table).transform(table).shape == (n_leaders, 0)

    def test_age_is_counted_from_the_year_passed_in(self):
        table = pd.DataFrame({"founded": [2000.0, 2010.0, 2019.0]})

        early, late = (
            Embedding(["stage"], as_of_year=year).fit(table).transform(table).ravel()
            for year in (2020, 2100)
        )

        assert not np.allclose(early, late)


class TestUnknown:
    def test_unknown_is_never_zero_or_the_mean(self):
        table = pd.DataFrame({"revenue": [0.0, 1e6, 1e9, None]})
        X = Embedding(["size"]).fit(table).transform(table)

        assert np.isnan(X).ravel().tolist() == [False, False, False, True]

    def test_zero_revenue_lies_below_every_sale(self):
        table = pd.DataFrame({"revenue": [0.0, 1e3, 1e6, 1e9]})
        X = Embedding(["size"]).fit(table).transform(table).ravel()

        assert np.all(np.diff(X) > 0)

    def test_one_known_measure_of_size_stands_for_both(self):
        rng = np.random.default_rng(0)
        people = rng.lognormal(4, 1, 200)
        table = pd.DataFrame({"revenue": people * 1e5, "employees": people})
        table.loc[0, "revenue"] = np.nan

        X = Embedding(["size"]).fit(table).transform(table)

        complete = (
            Embedding(["size"]).fit(table).transform(table.assign(revenue=people * 1e5))
        )
        assert X[0] == pytest.approx(complete[0], abs=0.05)
