"""Claims about what `solve` returns."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import InfeasibleError
from matcher.grouping import (
    AtMost,
    Facet,
    MaxIterations,
    MaxRuntime,
    Problem,
    Replay,
    check_labels,
    facet_bounds,
    facet_scores,
    solve,
)
from matcher.grouping.score import objective
from tests.matcher.grouping.brute import best_objective
from tests.matcher.grouping.strategies import problems


def solve_or_none(problem, iterations=3, seed=1):
    """Solve, or return None where not one group can be formed."""
    try:
        return solve(problem, MaxIterations(iterations), seed=seed)
    except InfeasibleError:
        return None


@settings(max_examples=30)
@given(problems())
def test_no_hard_rule_is_ever_broken(problem):
    result = solve_or_none(problem)

    if result is not None:
        assert check_labels(problem, result.labels) == ()
        assert set(result.unseated) == set(np.flatnonzero(result.labels < 0))


@settings(max_examples=30)
@given(problems())
def test_value_is_within_the_bound(problem):
    result = solve_or_none(problem)

    if result is not None:
        assert result.value <= result.bound + 1e-9 * max(1.0, abs(result.bound))
        assert result.value == pytest.approx(objective(problem, result.labels))


@settings(max_examples=12)
@given(st.integers(0, 1000), st.sampled_from([(6, 2), (6, 3), (8, 2), (8, 4)]))
def test_small_instances_reach_the_best_of_all_partitions(seed, shape):
    n, n_groups = shape
    X = np.random.default_rng(seed).normal(size=(n, 2))
    problem = Problem.from_features(X, n_groups=n_groups)

    result = solve(problem, MaxIterations(3))

    assert result.diversity == pytest.approx(best_objective(problem, n_groups))


def test_same_seed_gives_the_same_labels(capped):
    one = solve(capped, MaxIterations(5), seed=3)
    two = solve(capped, MaxIterations(5), seed=3)

    assert np.array_equal(one.labels, two.labels)


def test_any_number_of_threads_gives_the_same_labels():
    X = np.random.default_rng(0).normal(size=(12_000, 3))
    problem = Problem.from_features(X, n_groups=1200)

    one = solve(problem, MaxIterations(2), n_threads=1)
    two = solve(problem, MaxIterations(2), n_threads=2)

    assert np.array_equal(one.labels, two.labels)


def test_a_timed_run_replays_from_its_schedule(capped):
    timed = solve(capped, MaxRuntime(0.3), seed=5)

    again = solve(capped, Replay(timed.schedule), seed=5)

    assert np.array_equal(timed.labels, again.labels)


def test_history_only_improves(faceted):
    history = solve(faceted, MaxIterations(30)).history

    ranks = [(-mark.n_unseated, mark.value) for mark in history]
    assert ranks == sorted(ranks)


def test_the_search_beats_its_start(capped):
    result = solve(capped, MaxIterations(30))

    assert result.value > result.history[0].value
    assert 0.0 <= result.gap < 0.05


def test_an_interrupt_returns_the_incumbent(capped):
    def stop_early(mark):
        if mark.iteration >= 1:
            raise KeyboardInterrupt

    result = solve(capped, MaxRuntime(60), observer=stop_early)

    assert result.status == "interrupted"
    assert check_labels(capped, result.labels) == ()


def test_shuffled_rows_reach_the_same_value_within_the_noise_of_search(leaders):
    X, industry, _ = leaders
    order = np.random.default_rng(1).permutation(200)
    values = []
    for rows in (np.arange(200), order):
        problem = Problem.from_features(X[rows], n_groups=20)
        problem = problem.with_rules(AtMost(industry[rows], 2))
        values.append(solve(problem, MaxIterations(40)).value)

    assert values[0] == pytest.approx(values[1], rel=2e-3)


def test_unknown_pairs_count_exactly_one():
    facet = Facet("unknown", np.full((12, 2), np.nan))
    problem = Problem.from_facets([facet], sizes=(3, 5))

    result = solve(problem, MaxIterations(1))

    assert result.score == pytest.approx(1.0)
    assert result.bound == pytest.approx(1.0)


def test_score_is_the_weighted_mean_of_facet_scores(faceted):
    result = solve(faceted, MaxIterations(2))
    scores = facet_scores(faceted, result.labels)
    sizes = np.bincount(result.labels[result.labels >= 0])

    mean = (scores * sizes[:, None]).sum(axis=0) / sizes.sum()

    assert result.score == pytest.approx(mean @ [1.0, 0.5])
    assert (mean <= facet_bounds(faceted, result.labels) + 1e-12).all()


def test_a_negative_weight_asks_for_likeness(leaders):
    X, _, _ = leaders
    alike = Problem.from_facets([Facet("x", X, -1.0)], sizes=(9, 11))
    varied = Problem.from_facets([Facet("x", X, 1.0)], sizes=(9, 11))

    near = facet_scores(alike, solve(alike, MaxIterations(20)).labels).mean()
    far = facet_scores(varied, solve(varied, MaxIterations(20)).labels).mean()

    assert near < 0.6 * far


def test_learned_value_draws_givers_to_those_in_need():
    rng = np.random.default_rng(0)
    need, give = np.zeros((60, 6)), np.zeros((60, 6))
    need[np.arange(30), np.arange(30) % 6] = 1.0
    give[np.arange(30, 60), np.arange(30) % 6] = 1.0
    facet = Facet("noise", rng.normal(size=(60, 2)), 0.01)
    problem = Problem.from_facets([facet], sizes=(10, 10))
    valued = problem.with_value(need, give, weight=5.0)

    without = facet_scores(valued, solve(problem, MaxIterations(10)).labels)[:, -1]
    result = solve(valued, MaxIterations(10))
    with_value = facet_scores(valued, result.labels)[:, -1]

    assert with_value.mean() > 2.0 * without.mean()
    assert result.score <= result.bound


def test_a_time_limit_is_kept(capped):
    solve(capped, MaxIterations(1))

    result = solve(capped, MaxRuntime(0.5))

    assert result.history[-1].seconds < 1.0


@pytest.mark.parametrize("bad", [{"seed": -1}, {"seed": 1.5}, {"n_threads": 0}])
def test_bad_arguments_are_refused(capped, bad):
    with pytest.raises(ValueError, match="must be a whole number"):
        solve(capped, MaxIterations(1), **bad)


PAIR = np.array([[0.0], [0.0], [1.0], [1.0]])


@pytest.mark.parametrize(
    "problem",
    [
        Problem.from_facets([Facet("x", np.arange(9.0)[:, None])], sizes=(8, 12)),
        Problem.from_features(PAIR, n_groups=2),
        Problem.from_facets([Facet("x", PAIR)], sizes=(2, 2)),
    ],
    ids=["one group", "features", "facets"],
)
def test_a_value_that_meets_its_bound_is_optimal(problem):
    result = solve(problem, MaxIterations(3))

    assert result.status == "optimal"
    assert result.gap == 0.0


@pytest.mark.parametrize(
    "problem",
    [
        Problem.from_facets([Facet("x", PAIR)], sizes=(2, 4)),
        Problem.from_facets([Facet("x", PAIR)], sizes=(2, 2), n_groups=1),
        Problem.from_facets([Facet("x", PAIR)], sizes=(2, 2)).with_rules(
            AtMost(np.zeros(4), 1, price=1.0)
        ),
        Problem.from_features(np.arange(9.0)[:, None] ** 2, n_groups=3),
    ],
    ids=["other sizes", "unseated", "priced breaches", "below the bound"],
)
def test_a_bound_that_leaves_other_choices_proves_nothing(problem):
    assert solve(problem, MaxIterations(3)).status == "iterations done"


def test_a_search_begins_from_the_labels_it_is_given():
    rng = np.random.default_rng(3)
    problem = Problem.from_facets([Facet("f", rng.random((40, 3)))], sizes=(4, 5))
    good = solve(problem, MaxIterations(30), seed=0)

    again = solve(problem, MaxIterations(0), seed=9, labels=good.labels)

    assert again.objective == good.objective
    assert again.value >= good.value - 1e-9


def test_labels_that_break_a_rule_are_no_beginning():
    problem = Problem.from_facets([Facet("f", np.eye(6))], sizes=(2, 3))
    labels = np.array([0, 0, 0, 1, 1, 1])
    ruled = problem.with_rules(AtMost(np.array([0, 0, 1, 2, 3, 4]), 1, "one a kind"))

    with pytest.raises(ValueError, match="one a kind"):
        solve(ruled, MaxIterations(1), labels=labels)
    with pytest.raises(ValueError, match="one entry a row"):
        solve(ruled, MaxIterations(1), labels=labels[:3])
