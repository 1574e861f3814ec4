"""Claims about searches over dense distances."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import InfeasibleError
from matcher.grouping.check import check_labels
from matcher.grouping.dense import search_dense
from matcher.grouping.dense_anneal import DenseParams
from matcher.grouping.mdgplib import read_mdgplib
from matcher.grouping.problem import Problem
from matcher.grouping.rules import Apart, AtMost
from matcher.grouping.run import Run
from matcher.grouping.score import objective
from matcher.grouping.stop import MaxIterations, Replay

INSTANCES = Path(__file__).parents[3] / "../shared/data/mdgp"
WITH_REPLICAS = DenseParams(ladder_sweeps=0)


def symmetric(seed, n, low=0.0, high=100.0):
    upper = np.triu(np.random.default_rng(seed).uniform(low, high, (n, n)), 1)
    return upper + upper.T


def search(problem, iterations, *, seed=1, n_threads=1, params=None):
    run = Run(MaxIterations(iterations))
    found = search_dense(problem, run, seed=seed, n_threads=n_threads, params=params)
    return run, found


def instance(name):
    path = INSTANCES / f"{name}.txt.gz"
    plain = INSTANCES / f"{name}.txt"
    if not (path.exists() or plain.exists()):
        pytest.skip(f"the instance {name} is not beside the checkout")
    packed = path.exists()
    text = gzip.decompress(path.read_bytes()) if packed else plain.read_bytes()
    return read_mdgplib(text.decode())


@st.composite
def sized_problems(draw):
    n, n_groups = draw(st.integers(17, 40)), draw(st.integers(1, 6))
    low, high = draw(st.sampled_from([(0.0, 9.0), (-9.0, 9.0), (-9.0, 0.0)]))
    distance = symmetric(draw(st.integers(0, 2**32)), n, low, high)
    sizes = np.bincount(np.arange(n) % n_groups)
    slack = draw(st.integers(0, 30))
    bounds = np.maximum(sizes - slack, 0), sizes + draw(st.integers(0, 30))
    return Problem.from_distances(distance, sizes=bounds, n_groups=n_groups)


@given(sized_problems(), st.sampled_from([None, WITH_REPLICAS]))
@settings(max_examples=25)
def test_sizes_hold_and_nothing_exceeds_the_bound(problem, params):
    run, found = search(problem, 6, params=params)

    low, high = problem.sizes.bounds(problem.sizes.n_groups)
    sizes = np.bincount(run.labels, minlength=low.size)
    assert (low <= sizes).all()
    assert (sizes <= high).all()
    assert run.value == pytest.approx(objective(problem, run.labels))
    assert run.value <= found.bound


@pytest.mark.parametrize("params", [None, WITH_REPLICAS], ids=["anneals", "replicas"])
def test_seed_and_iterations_decide_whatever_the_threads(params):
    problem = Problem.from_distances(symmetric(1, 60), n_groups=6)

    runs = [search(problem, 8, n_threads=n, params=params)[0].labels for n in (1, 1, 2)]

    np.testing.assert_array_equal(runs[0], runs[1])
    np.testing.assert_array_equal(runs[0], runs[2])


def test_a_run_is_replayed_from_its_schedule():
    problem = Problem.from_distances(symmetric(2, 50), sizes=(4, 8), n_groups=8)
    run, _ = search(problem, 7)

    again = Run(Replay(tuple(run.schedule)))
    search_dense(problem, again, seed=1)

    np.testing.assert_array_equal(run.labels, again.labels)


@pytest.mark.parametrize("params", [None, WITH_REPLICAS], ids=["anneals", "replicas"])
def test_groups_hidden_in_the_distances_are_found(params):
    """The best grouping is known: everybody's far rows are their group."""
    rng = np.random.default_rng(3)
    hidden = rng.permutation(np.arange(60) % 10)
    distance = symmetric(4, 60, 0.0, 10.0)
    distance[np.equal.outer(hidden, hidden)] += 10.0
    np.fill_diagonal(distance, 0.0)
    problem = Problem.from_distances(distance, n_groups=10)

    run, _ = search(problem, 12, params=params)

    assert run.value == pytest.approx(objective(problem, hidden))


def test_free_number_of_groups_follows_the_sign_of_distances():
    near, far = -symmetric(5, 20), symmetric(5, 20)

    few, _ = search(Problem.from_distances(far, sizes=(2, 10)), 2)
    many, _ = search(Problem.from_distances(near, sizes=(2, 10)), 2)

    assert few.labels.max() + 1 == 2
    assert many.labels.max() + 1 == 10


def test_rules_hold_and_sizes_stay_as_wide_as_they_allow():
    distance = symmetric(8, 60)
    industry = np.arange(60) % 12
    problem = Problem.from_distances(distance, sizes=(4, 12), n_groups=8).with_rules(
        AtMost(industry, 2), Apart([(0, 1), (2, 3)])
    )

    run, found = search(problem, 3)

    assert check_labels(problem, run.labels) == ()
    assert run.n_unseated == 0
    assert sorted(np.bincount(run.labels))[-3:] == [12, 12, 12]
    assert run.value <= found.bound


def test_rules_that_leave_some_unseated_leave_only_them():
    problem = Problem.from_distances(symmetric(9, 20), sizes=(2, 5), n_groups=4)
    capped = problem.with_rules(AtMost(np.repeat([0, 1], [11, 9]), 2))

    run, _ = search(capped, 3)

    assert check_labels(capped, run.labels) == ()
    assert run.n_unseated == 4


def test_whole_roster_in_one_group_is_optimal():
    problem = Problem.from_distances(symmetric(6, 30), n_groups=1)

    run, found = search(problem, 1)

    assert found.is_proven
    assert found.bound == run.value == problem.distances.sum() / 2.0


def test_a_grouping_that_meets_the_bound_is_optimal():
    distance = np.ones((40, 40)) - np.eye(40)

    run, found = search(Problem.from_distances(distance, n_groups=5), 1)

    assert found.is_proven
    assert found.bound == pytest.approx(run.value)


def test_sizes_that_no_partition_meets_are_named():
    problem = Problem.from_distances(symmetric(7, 20), sizes=(3, 4), n_groups=4)

    with pytest.raises(InfeasibleError, match="hold 12 to 16"):
        search(problem, 1)


def test_a_problem_without_distances_is_refused():
    problem = Problem.from_features(np.ones((4, 2)), n_groups=2)

    with pytest.raises(ValueError, match="needs distances"):
        search(problem, 1)


def test_published_small_instances_are_proven_optimal():
    path = INSTANCES / "exact_optima_n10_n12.csv"
    if not path.exists():
        pytest.skip("the MDGPLIB instances are not beside the checkout")
    with path.open() as file:
        optima = {
            row["instance"]: float(row["optimum"]) for row in csv.DictReader(file)
        }

    for name, optimum in optima.items():
        distance, lower, upper = instance(name)
        problem = Problem.from_distances(distance, sizes=(lower, upper))

        run, found = search(problem, 1000)

        assert found.is_proven
        assert run.value == pytest.approx(optimum)


@pytest.mark.parametrize(
    ("name", "mean_of_20"), [("Geo_n120_ss_01", 101553.7), ("RanInt_n120_ss_01", 47909)]
)
def test_short_searches_reach_the_mean_of_published_long_ones(name, mean_of_20):
    distance, lower, upper = instance(name)
    problem = Problem.from_distances(distance, sizes=(lower, upper))

    run, _ = search(problem, 100)

    assert run.value >= mean_of_20
