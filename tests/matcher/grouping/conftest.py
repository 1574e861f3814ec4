"""Problems of the tests of the solver."""

import numpy as np
import pytest

from matcher.grouping import AtMost, Facet, Problem


@pytest.fixture(scope="session")
def leaders():
    """Two hundred leaders with coordinates, an industry and a revenue."""
    rng = np.random.default_rng(7)
    industry = rng.choice(12, 200)
    X = rng.normal(size=(200, 5)) + industry[:, None] / 4
    revenue = np.exp(rng.normal(15, 1.2, 200))
    return X, industry, revenue


@pytest.fixture(scope="session")
def capped(leaders):
    """The leaders in groups of ten, at most two of an industry in each."""
    X, industry, _ = leaders
    problem = Problem.from_features(X, n_groups=20)
    return problem.with_rules(AtMost(industry, 2))


@pytest.fixture(scope="session")
def faceted(leaders):
    """The leaders by two facets, one unknown for some, in groups of eight to twelve."""
    X, industry, _ = leaders
    half = X[:, :2].copy()
    half[::7] = np.nan
    facets = [Facet("industry", np.eye(12)[industry]), Facet("rest", half, 0.5)]
    return Problem.from_facets(facets, sizes=(8, 12), target=10)
