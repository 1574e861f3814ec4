"""Claims about soft rules: what breaches cost, and that the search counts it."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.grouping import (
    Apart,
    AtLeast,
    AtMost,
    Ban,
    Facet,
    MaxIterations,
    NotOnly,
    Problem,
    Share,
    Spread,
    Stay,
    Within,
    check_labels,
    solve,
)
from matcher.grouping.prices import price_labels
from matcher.grouping.score import objective
from tests.matcher.grouping.brute import feasible_labels


def soft_rules(n, rng):
    """Return one soft rule of each kind, with prices that tell them apart."""
    pairs = rng.permutation(n)[: n // 2 * 2].reshape(-1, 2)
    return (
        AtMost(rng.integers(-1, 3, n), 1, price=1.0),
        AtLeast(rng.random(n) < 0.4, 2, price=10.0),
        NotOnly(rng.integers(-1, 3, n), price=100.0),
        Spread(rng.normal(size=n), difference=0.8, price=1e3),
        Apart(pairs, price=1e4),
        Share(rng.integers(0, 8, n), price=1e5),
        Within(rng.normal(size=(n, 2)), distance=1.2, price=1e6),
        Stay(rng.integers(-1, 3, n), price=1e8),
        Ban(rng.integers(0, n, 6), rng.integers(0, 3, 6), price=1e10),
    )


def price_by_definition(rules, labels):
    """Add up breaches one by one, slowly."""
    cap, floor, only, spread, apart, share, within, stay, ban = rules
    total = 1e8 * ((stay.seating >= 0) & (labels != stay.seating)).sum()
    total += sum(
        1e10 * (labels[i] == g) for i, g in zip(ban.rows, ban.groups, strict=True)
    )
    total += sum(1e4 * (labels[i] == labels[j] >= 0) for i, j in apart.pairs)
    for g in np.unique(labels[labels >= 0]):
        rows = np.flatnonzero(labels == g)
        total += sum(
            max(0, int((cap.categories[rows] == c).sum()) - 1) for c in range(3)
        )
        total += 10 * max(0, 2 - int(floor.marked[rows].sum()))
        total += 100 * sum((only.categories[rows] == c).sum() == 1 for c in range(3))
        total += 1e3 * (np.ptp(spread.values[rows]) > 0.8)
        known = share.slots[rows][share.slots[rows] > 0]
        total += 1e5 * (known.size > 0 and np.bitwise_and.reduce(known) == 0)
        total += 1e6 * sum(
            np.linalg.norm(within.places[i] - within.places[j]) > 1.2
            for i, j in combinations(rows, 2)
        )
    return float(total)


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_prices_are_those_of_the_definition(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, 14))
    X = rng.normal(size=(n, 2))
    rules = soft_rules(n, rng)
    labels = rng.integers(-1, 3, n)
    problem = Problem.from_features(X, sizes=(1, n), n_groups=3).with_rules(*rules)

    price = price_labels(problem, labels) if (labels >= 0).any() else None

    if price is not None:
        assert price == pytest.approx(price_by_definition(rules, labels))


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_small_instances_reach_the_best_objective_less_prices(seed):
    rng = np.random.default_rng(seed)
    facets = [Facet("x", rng.normal(size=(8, 2)))]
    rules = (
        AtMost(rng.integers(-1, 3, 8), 1, price=0.5),
        NotOnly(rng.integers(-1, 2, 8), price=1.0),
        Apart(rng.permutation(8)[:4].reshape(2, 2)),
    )
    problem = Problem.from_facets(facets, sizes=(3, 5), n_groups=2)
    problem = problem.with_rules(*rules)
    hard = Problem.from_facets(facets, sizes=(3, 5), n_groups=2).with_rules(rules[2])

    result = solve(problem, MaxIterations(10))

    best = max(
        objective(problem, labels) - price_labels(problem, labels)
        for labels in feasible_labels(hard, 2)
    )
    assert result.value - result.price == pytest.approx(best, abs=1e-6)


def test_a_dear_rule_is_kept_and_a_free_one_is_not_minded():
    rng = np.random.default_rng(0)
    facets = [Facet("x", rng.normal(size=(60, 3)))]
    kinds = np.arange(60) % 6
    problem = Problem.from_facets(facets, sizes=(10, 10), n_groups=6)

    dear = solve(problem.with_rules(AtMost(kinds, 2, price=50.0)), MaxIterations(5))
    free = solve(problem.with_rules(AtMost(kinds, 2, price=0.0)), MaxIterations(5))

    assert check_labels(problem.with_rules(AtMost(kinds, 2)), dear.labels) == ()
    assert dear.price == 0.0
    assert free.price == 0.0
    assert free.value > dear.value
    assert free.history[-1].value == pytest.approx(free.value)


def test_a_dear_ban_is_kept_and_a_cheap_one_is_weighed():
    rng = np.random.default_rng(4)
    X = rng.normal(size=(60, 3))
    X[:12] += 4.0
    problem = Problem.from_facets([Facet("x", X)], sizes=(10, 10), n_groups=6)
    rows, groups = np.repeat(np.arange(12), 5), np.tile(np.arange(5), 12)
    hard = problem.with_rules(Ban(rows[:40], groups[:40]))

    dear = solve(problem.with_rules(Ban(rows, groups, price=5e3)), MaxIterations(5))
    cheap = solve(problem.with_rules(Ban(rows, groups, price=0.01)), MaxIterations(5))
    kept = solve(
        problem.with_rules(Ban(rows[:40], groups[:40], price=5e3)), MaxIterations(5)
    )

    assert (dear.labels[:12] == 5).sum() == 10
    assert dear.price == pytest.approx(2 * 5e3 / 60)
    assert (cheap.labels[:12] < 5).sum() > 8
    assert cheap.price == pytest.approx(0.01 * (cheap.labels[:12] < 5).sum() / 60)
    assert check_labels(hard, kept.labels) == ()
    assert kept.price == 0.0


def test_hard_rules_hold_beside_soft_ones():
    rng = np.random.default_rng(1)
    facets = [Facet("x", rng.normal(size=(60, 3)))]
    hard = (NotOnly(rng.integers(0, 3, 60)), AtLeast(rng.random(60) < 0.3, name="few"))
    soft = AtMost(rng.integers(0, 10, 60), 1, price=0.3)
    problem = Problem.from_facets(facets, sizes=(6, 10)).with_rules(*hard, soft)

    result = solve(problem, MaxIterations(4))

    assert not [v for v in check_labels(problem, result.labels) if v.is_hard]
    assert (result.labels >= 0).all()


def test_protection_counts_beside_prices():
    rng = np.random.default_rng(3)
    X = rng.normal(size=(40, 2)) * np.where(np.arange(40) < 8, 6.0, 0.5)[:, None]
    soft = AtMost(rng.integers(0, 10, 40), 1, price=0.01)
    problem = Problem.from_facets([Facet("x", X)], sizes=(8, 8)).with_rules(soft)

    plain = solve(problem, MaxIterations(10))
    fair = solve(problem.with_protection(1.0), MaxIterations(10))

    assert fair.group_values.min() > plain.group_values.min()
