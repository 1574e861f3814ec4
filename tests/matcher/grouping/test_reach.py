import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.grouping import Facet, Problem, facet_bounds, facet_scores
from matcher.grouping import reach as reach_module
from matcher.grouping.bounds import upper_bound
from matcher.grouping.reach import pair_distances, reach_of_rows
from matcher.grouping.score import objective


def random_facet(rng, n, *, name="f", weight=1.0):
    X = rng.choice([rng.normal(size=(n, 2)), np.eye(4)[rng.integers(0, 4, n)][:, :2]])
    X[rng.random(n) < 0.15] = np.nan
    return Facet(name, X, weight)


@given(st.integers(0, 2**32), st.integers(2, 24), st.integers(1, 5))
def test_no_grouping_passes_the_bounds(seed, n, n_groups):
    rng = np.random.default_rng(seed)
    facets = [random_facet(rng, n), random_facet(rng, n, name="g", weight=0.5)]
    problem = Problem.from_facets(facets, n_groups=max(1, min(n_groups, n // 2)))
    for _ in range(5):
        labels = rng.permutation(np.arange(n) % problem.sizes.n_groups)
        sizes = np.bincount(labels)
        means = sizes @ facet_scores(problem, labels) / n

        assert (means <= facet_bounds(problem, labels) + 1e-9).all()
        assert objective(problem, labels) <= upper_bound(problem, labels) + 1e-12


def test_distances_that_saturate_bound_far_below_the_scatter():
    """Ten sectors of ten: any pair from two of them is 1 apart, none is more."""
    X = np.repeat(np.eye(10), 10, axis=0) / np.sqrt(2.0)
    labels = np.tile(np.arange(10), 10)

    problem = Problem.from_facets([Facet("sector", X)], n_groups=10)

    assert upper_bound(problem, labels) == pytest.approx(1.0)
    assert objective(problem, labels) == pytest.approx(1.0)


def test_an_unknown_row_is_one_away_from_everyone():
    D = pair_distances(np.array([[0.0], [2.0], [np.nan]]))

    assert D[0, 1] == 4.0
    assert D[2].tolist() == [1.0, 1.0, 1.0]


def test_large_rosters_are_bounded_by_distinct_rows(monkeypatch):
    rng = np.random.default_rng(1)
    X = np.eye(5)[rng.integers(0, 5, 60)]
    X[::7] = np.nan
    exact = reach_of_rows(X, 9)

    monkeypatch.setattr(reach_module, "MAX_DENSE", 10)

    assert exact <= reach_of_rows(X, 9) <= 2.0 + 1e-12
