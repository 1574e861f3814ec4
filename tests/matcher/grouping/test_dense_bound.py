"""No grouping exceeds the bound."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.grouping.dense_bound import dense_bound
from matcher.grouping.exact import prove_optimum
from matcher.grouping.run import Run
from matcher.grouping.stop import MaxIterations


@st.composite
def small_problems(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n, n_groups = draw(st.integers(1, 9)), draw(st.integers(1, 4))
    low, high = draw(st.sampled_from([(0, 10), (-10, 10), (-10, 0), (50, 60)]))
    upper = np.triu(rng.uniform(low, high, (n, n)), 1)
    if draw(st.booleans()):
        points = rng.normal(size=(n, 3))
        upper = np.linalg.norm(points[:, None] - points[None], axis=2)
        upper = np.triu(upper, 1)
    sizes = np.bincount(rng.integers(0, n_groups, n), minlength=n_groups)
    lower = np.maximum(sizes - draw(st.integers(0, 2)), 0)
    return upper + upper.T, lower, np.maximum(sizes + draw(st.integers(0, 2)), 1)


@given(small_problems())
@settings(max_examples=200)
def test_optimum_stays_below_the_bound(problem):
    distance, lower, upper = problem

    proof = prove_optimum(distance, lower, upper, Run(MaxIterations(10_000)))

    assert proof is not None
    assert proof.value <= dense_bound(distance, lower, upper)


def test_bound_is_near_for_points_in_space():
    """Levels and eigenvalues explain distances that come from coordinates."""
    rng = np.random.default_rng(0)
    points = rng.random((120, 8))
    distance = np.linalg.norm(points[:, None] - points[None], axis=2)
    sizes = np.full(10, 12)
    labels = np.arange(120) % 10

    at_random = distance[np.equal.outer(labels, labels)].sum() / 2.0

    bound = dense_bound(distance, sizes, sizes)
    assert bound == pytest.approx(at_random, rel=0.1)
    assert bound > at_random
