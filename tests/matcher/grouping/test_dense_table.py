"""Integers on the inside, definitions as the oracle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.grouping.dense_table import DenseTable
from matcher.grouping.kernels.dense import fill


def diversity(distance, labels):
    same = labels[:, None] == labels[None, :]
    return distance[same].sum() / 2.0


def symmetric(rng, n, low=-5, high=20):
    upper = np.triu(rng.integers(low, high, (n, n)).astype(float), 1)
    return upper + upper.T


def make_table(distance, lower, upper, labels, seed, *, is_exact=False):
    profile = np.bincount(labels, minlength=lower.size)
    rng = np.random.default_rng(seed)
    table = DenseTable(distance, (lower, upper), profile, rng, is_exact=is_exact)
    table.load(labels)
    return table


@st.composite
def grouped_distances(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(4, 40))
    n_groups = draw(st.integers(2, min(6, n)))
    labels = rng.permutation(np.arange(n) % n_groups)
    sizes = np.bincount(labels, minlength=n_groups)
    slack = draw(st.integers(0, 3))
    lower, upper = np.maximum(sizes - slack, 0), sizes + slack
    return symmetric(rng, n), lower, upper, labels


@given(grouped_distances(), st.floats(0.0, 50.0), st.integers(0, 1000))
@settings(max_examples=60)
def test_gains_kept_up_to_date_are_gains_recomputed(problem, temperature, seed):
    distance, lower, upper, labels = problem
    table = make_table(distance, lower, upper, labels, seed)

    table.search(temperature, 50 * table.n_groups)

    inner, total = table._table, int(table._totals[0])
    gains, twice = inner.gains.copy(), inner.twice.copy()
    assert fill(inner, table._quantised) == total
    np.testing.assert_array_equal(inner.gains, gains)
    np.testing.assert_array_equal(inner.twice, twice)


@given(grouped_distances(), st.floats(0.0, 50.0), st.integers(0, 1000))
@settings(max_examples=60)
def test_incumbent_is_worth_its_total_and_keeps_all_sizes(problem, heat, seed):
    distance, lower, upper, labels = problem
    table = make_table(distance, lower, upper, labels, seed)

    table.search(heat, 50 * table.n_groups)
    best = table.incumbent()

    sizes = np.bincount(best, minlength=lower.size)
    assert (lower <= sizes).all()
    assert (sizes <= upper).all()
    assert diversity(distance, best) == table.total
    assert table.total >= diversity(distance, labels)


@given(grouped_distances())
@settings(max_examples=30)
def test_no_trade_or_move_gains_after_a_descent(problem):
    distance, lower, upper, labels = problem
    table = make_table(distance, lower, upper, labels, seed=0)

    table.descend()
    best = table.incumbent()

    value, n = diversity(distance, best), best.size
    sizes = np.bincount(best, minlength=lower.size)
    for i in range(n):
        for j in range(i):
            after = best.copy()
            after[[i, j]] = best[[j, i]]
            assert diversity(distance, after) <= value
        for h in range(lower.size):
            a = best[i]
            if a != h and sizes[a] > lower[a] and sizes[h] < upper[h]:
                after = best.copy()
                after[i] = h
                assert diversity(distance, after) <= value


def test_same_generator_gives_the_same_search():
    rng = np.random.default_rng(1)
    distance, labels = rng.random((60, 60)), np.arange(60) % 6
    distance = np.triu(distance, 1) + np.triu(distance, 1).T
    sizes = np.full(6, 10)

    found = []
    for _ in range(2):
        table = make_table(distance, sizes, sizes, labels, seed=3)
        table.search(0.3 * table.typical_loss(), 600)
        found.append((table.total, table.incumbent()))

    assert found[0][0] == found[1][0]
    np.testing.assert_array_equal(found[0][1], found[1][1])


@pytest.mark.parametrize("scale", [1e-300, 1e-9, 1.0, 1e9, 1e300])
def test_unit_of_distances_does_not_matter(scale):
    rng = np.random.default_rng(4)
    distance = symmetric(rng, 30, 0, 100) / 7.0
    labels = np.arange(30) % 5
    sizes = np.full(5, 6)

    table = make_table(distance * scale, sizes, sizes, labels, seed=0)
    plain = make_table(distance, sizes, sizes, labels, seed=0)
    table.descend()
    plain.descend()

    np.testing.assert_array_equal(table.incumbent(), plain.incumbent())


def test_distances_that_are_all_equal_are_searched_without_complaint():
    distance = np.ones((20, 20)) - np.eye(20)
    sizes = np.full(4, 5)

    table = make_table(distance, sizes, sizes, np.arange(20) % 4, seed=0)
    table.descend()
    table.search(table.typical_loss(), 40)

    assert table.total == 4 * 10


def test_one_far_outlier_does_not_drown_the_rest():
    rng = np.random.default_rng(5)
    distance = symmetric(rng, 400, 0, 100) / 100.0
    distance[0, 1] = distance[1, 0] = 1e6
    labels, sizes = np.arange(400) % 20, np.full(20, 20)

    table = make_table(distance, sizes, sizes, labels, seed=0)
    before = diversity(distance, labels)
    table.descend()
    best = table.incumbent()

    assert best[0] == best[1]
    assert diversity(distance, best) - 1e6 > 1.1 * before


def test_bounds_far_above_the_profile_do_not_blow_the_table_up():
    rng = np.random.default_rng(6)
    distance = symmetric(rng, 60, 0, 100)
    labels = np.arange(60) % 10
    lower, upper = np.full(10, 1), np.full(10, 60)

    table = make_table(distance, lower, upper, labels, seed=0)

    assert table._table.rows.size <= 200
    assert (table.upper >= 6).all()
