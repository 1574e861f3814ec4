"""Claims about searches over dense distances under hard rules."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matcher.errors import InfeasibleError
from matcher.grouping import (
    Apart,
    AtMost,
    MaxIterations,
    NotOnly,
    Pin,
    Problem,
    Together,
    check_labels,
    solve,
)
from matcher.grouping.dense import search_dense
from matcher.grouping.dense_anneal import DenseParams
from matcher.grouping.run import Run
from matcher.grouping.score import objective
from matcher.grouping.search import search_low_rank
from tests.matcher.grouping.strategies import rules
from tests.matcher.grouping.test_dense import symmetric


@st.composite
def ruled_problems(draw):
    n, n_groups = draw(st.integers(6, 36)), draw(st.integers(2, 5))
    distance = symmetric(draw(st.integers(0, 2**32)), n, -3.0, 9.0)
    each, slack = n // n_groups, draw(st.integers(0, 3))
    sizes = max(1, each - slack), each + 1 + slack
    problem = Problem.from_distances(distance, sizes=sizes, n_groups=n_groups)
    return problem.with_rules(*draw(rules(n, n_groups)))


@given(ruled_problems(), st.sampled_from([None, DenseParams(ladder_sweeps=0)]))
@settings(max_examples=60)
def test_every_rule_holds_and_the_value_is_that_of_the_labels(problem, params):
    run = Run(MaxIterations(4))
    try:
        found = search_dense(problem, run, seed=1, params=params)
    except InfeasibleError:
        assume(False)  # noqa: FBT003 - how Hypothesis is told

    assert check_labels(problem, run.labels) == ()
    assert run.value == pytest.approx(objective(problem, run.labels))
    assert run.value <= found.bound + 1e-9


@given(st.integers(0, 2**32))
@settings(max_examples=15)
def test_small_problems_end_at_the_best_that_rules_allow(seed):
    distance = symmetric(seed, 8)
    category = np.array([0, 0, 1, 1, 2, 2, 3, 3])
    problem = Problem.from_distances(distance, n_groups=2).with_rules(
        AtMost(category, 1), Apart(np.array([[0, 3]]))
    )
    halves = [
        np.array([0, 1, a, 1 - a, b, 1 - b, c, 1 - c])
        for a in (0, 1)
        for b in (0, 1)
        for c in (0, 1)
    ]
    best = max(
        objective(problem, labels)
        for labels in halves
        if check_labels(problem, labels) == ()
    )

    result = solve(problem, MaxIterations(20), seed=1)

    assert result.diversity == pytest.approx(best)


def test_the_pinned_and_those_together_stay_where_they_are():
    rng = np.random.default_rng(1)
    rows = rng.choice(60, 30, replace=False)
    problem = Problem.from_distances(symmetric(2, 60), n_groups=6).with_rules(
        Pin(rows, np.arange(30) % 6), Together(np.array([[0, 1]]))
    )

    result = solve(problem, MaxIterations(20), seed=1)

    assert (result.labels[rows] == np.arange(30) % 6).all()
    assert result.labels[0] == result.labels[1]


def test_more_is_found_than_among_coordinates():
    """A row of distances has as many coordinates as rows: slow to search."""
    problem = Problem.from_distances(symmetric(3, 120), n_groups=12).with_rules(
        AtMost(np.arange(120) % 15, 1),
        NotOnly((np.arange(120) % 3 == 0).astype(np.intp)),
    )
    among_coordinates = Run(MaxIterations(100))

    search_low_rank(problem, among_coordinates, seed=1, n_threads=1)
    result = solve(problem, MaxIterations(100), seed=1)

    assert result.diversity > among_coordinates.value
    assert check_labels(problem, result.labels) == ()


def test_protection_draws_the_weakest_group_up():
    distance = symmetric(4, 40)
    distance[:8, :8] = 0.0
    problem = Problem.from_distances(distance, n_groups=5)

    plain = solve(problem, MaxIterations(20), seed=1)
    protected = solve(problem.with_protection(0.97), MaxIterations(20), seed=1)

    assert protected.group_values.min() > plain.group_values.min()
