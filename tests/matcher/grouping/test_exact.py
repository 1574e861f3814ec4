"""Proofs of small problems, against every partition there is."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.grouping.exact import prove_optimum
from matcher.grouping.run import Run
from matcher.grouping.stop import MaxIterations


def best_by_brute_force(distance, lower, upper):
    n, best = distance.shape[0], -np.inf
    for labels in product(range(lower.size), repeat=n):
        sizes = np.bincount(labels, minlength=lower.size)
        if (sizes >= lower).all() and (sizes <= upper).all():
            same = np.equal.outer(labels, labels)
            best = max(best, distance[same].sum() / 2.0)
    return best


@st.composite
def tiny_problems(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n, n_groups = draw(st.integers(2, 7)), draw(st.integers(1, 3))
    upper = np.triu(rng.integers(-9, 10, (n, n)).astype(float), 1)
    sizes = np.bincount(rng.integers(0, n_groups, n), minlength=n_groups)
    low = np.maximum(sizes - draw(st.integers(0, 2)), 0)
    high = np.maximum(sizes + draw(st.integers(0, 2)), 1)
    return upper + upper.T, low, high


@given(tiny_problems())
@settings(max_examples=60)
def test_proof_is_the_best_of_all_partitions(problem):
    distance, lower, upper = problem

    proof = prove_optimum(distance, lower, upper, Run(MaxIterations(10_000)))

    assert proof is not None
    assert proof.value == best_by_brute_force(distance, lower, upper)
    same = np.equal.outer(proof.labels, proof.labels)
    assert distance[same].sum() / 2.0 == pytest.approx(proof.value)
    sizes = np.bincount(proof.labels, minlength=lower.size)
    assert (sizes >= lower).all()
    assert (sizes <= upper).all()


def test_a_run_that_ends_first_proves_nothing():
    distance = np.ones((8, 8)) - np.eye(8)
    sizes = np.array([4, 4])

    assert prove_optimum(distance, sizes, sizes, Run(MaxIterations(3))) is None
