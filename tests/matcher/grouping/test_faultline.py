"""Faultlines: the measure, its price, and what the search makes of it."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import silhouette_score

from matcher.errors import InfeasibleError
from matcher.grouping import (
    Facet,
    Faultline,
    MaxIterations,
    Pin,
    Problem,
    Replay,
    Stay,
    check_labels,
    find_camps,
    solve,
)
from matcher.grouping.faultline import price_camps
from matcher.grouping.reseat import Homes, Reseating
from matcher.grouping.score import objective
from tests.matcher.grouping.brute import feasible_labels
from tests.matcher.grouping.strategies import problems


def distances(faultline, rows):
    """Distances over all blocks, from their definition; beside an unknown, 1."""
    square = np.zeros((len(rows), len(rows)))
    for X, weight in zip(faultline.blocks, faultline.weights, strict=True):
        away = ((X[rows, None] - X[None, rows]) ** 2).sum(axis=2)
        square += weight * np.where(np.isnan(away), 1.0, away)
    np.fill_diagonal(square, 0.0)
    return np.sqrt(square)


def best_width(faultline, rows):
    """The largest average silhouette width over all splits, by scikit-learn."""
    D = distances(faultline, rows)
    best = 0.0
    for tail in product((0, 1), repeat=len(rows) - 1):
        side = np.array((0, *tail))
        if 2 <= side.sum() <= len(rows) - 2:
            best = max(best, silhouette_score(D, side, metric="precomputed"))
    return best


def widest(D):
    """The largest average silhouette width over all splits, many at a time."""
    n = len(D)
    codes = np.arange(1, 1 << (n - 1))
    side = (codes[:, None] >> np.arange(n) & 1).astype(float)
    n_across = side.sum(axis=1, keepdims=True)
    ok = ((n_across >= 2) & (n_across <= n - 2))[:, 0]
    side, n_across = side[ok], n_across[ok]
    across, total = side @ D, D.sum(axis=0)
    here = total - across
    own = np.where(side > 0, across / (n_across - 1), here / (n - n_across - 1))
    other = np.where(side > 0, here / (n - n_across), across / n_across)
    return float(((other - own) / np.maximum(own, other)).mean(axis=1).max())


def two_blocks(rng, n):
    """Two facets, some of the second unknown."""
    X, other = rng.normal(size=(n, 3)), rng.normal(size=(n, 2))
    other[rng.random(n) < 0.3] = np.nan
    return Faultline((X, other), (1.0, 0.4))


@given(st.integers(0, 2**32), st.integers(4, 8))
@settings(deadline=None, max_examples=8)
def test_a_faultline_is_the_widest_silhouette_of_all_splits(seed, n):
    faultline = two_blocks(np.random.default_rng(seed), n)

    camps = find_camps(faultline, np.zeros(n, dtype=np.intp))

    assert camps.scores[0] == pytest.approx(best_width(faultline, range(n)), abs=1e-9)


def test_the_camps_named_have_that_width():
    rng = np.random.default_rng(2)
    faultline = two_blocks(rng, 120)
    labels = rng.permutation(np.arange(120) % 12)

    camps = find_camps(faultline, labels)

    for g in range(12):
        rows = np.flatnonzero(labels == g)
        side = camps.side[rows]
        width = silhouette_score(distances(faultline, rows), side, metric="precomputed")
        assert width == pytest.approx(camps.scores[g], abs=1e-9)
        assert 2 <= side.sum() <= len(rows) // 2


@pytest.mark.parametrize("n", [13, 15])
def test_larger_groups_come_near_the_widest_split(n):
    """Every split is looked at up to 12; above, climbs from each member."""
    rng = np.random.default_rng(n)
    short = []
    for _ in range(4):
        X = rng.normal(size=(n, 4)) + 1.5 * (rng.random(n) < 0.4)[:, None]
        faultline = Faultline((X,), (1.0,))
        found = find_camps(faultline, np.zeros(n, dtype=np.intp)).scores[0]
        short.append(widest(distances(faultline, np.arange(n))) - found)

    assert min(short) > -1e-9
    assert np.mean(short) < 0.01


def test_nobody_splits_where_all_are_alike_or_too_few():
    X = np.zeros((10, 2))
    alike = find_camps(Faultline((X,), (1.0,)), np.zeros(10, dtype=np.intp))
    few = find_camps(Faultline((X[:3] + np.eye(3, 2),), (1.0,)), np.zeros(3, np.intp))

    assert alike.scores.tolist() == few.scores.tolist() == [0.0]
    assert (alike.side == -1).all()


def test_group_numbers_and_the_order_of_rows_carry_no_meaning():
    rng = np.random.default_rng(5)
    faultline = two_blocks(rng, 60)
    labels = rng.permutation(np.arange(60) % 6)
    labels[:5] = -1
    order = rng.permutation(60)
    shuffled = Faultline(tuple(X[order] for X in faultline.blocks), faultline.weights)

    one = find_camps(faultline, labels)
    two = find_camps(shuffled, np.where(labels[order] < 0, -1, 5 - labels[order]))

    assert one.scores == pytest.approx(two.scores[::-1], abs=1e-12)


def priced(problem, faultline, price):
    """The problem with a price on its faultlines."""
    return problem.with_faultline(Faultline(faultline.blocks, faultline.weights, price))


@pytest.mark.parametrize("seed", range(4))
def test_the_search_finds_what_brute_force_finds(seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(9, 2)) + 2.0 * (rng.random((9, 1)) < 0.5)
    facet = Facet("all", X / np.sqrt(2.0 * X.var(axis=0, ddof=1).sum()))
    problem = Problem.from_facets([facet], sizes=(4, 5), n_groups=2)
    problem = priced(problem, Faultline((facet.X,), (1.0,)), 1.5)
    best = max(
        objective(problem, labels) - price_camps(problem.faultline, labels)
        for labels in feasible_labels(problem, 2)
    )

    result = solve(problem, MaxIterations(20), seed=1)

    assert result.value - result.price == pytest.approx(best, abs=1e-6)


@given(problems(), st.integers(0, 3))
@settings(deadline=None, max_examples=20)
def test_hard_rules_hold_and_the_price_is_the_definition(problem, seed):
    if problem.objective != "facets":
        return
    faultline = Faultline(tuple(f.X for f in problem.facets[:1]), (1.0,), 0.8)
    priced_problem = problem.with_faultline(faultline)
    try:
        plain = solve(problem, MaxIterations(4), seed=seed)
    except InfeasibleError:
        with pytest.raises(InfeasibleError):
            solve(priced_problem, MaxIterations(4), seed=seed)
        return

    result = solve(priced_problem, MaxIterations(10), seed=seed)

    hard = [v for v in check_labels(problem, result.labels) if v.is_hard]
    assert not hard
    assert (result.labels >= 0).sum() >= (plain.labels >= 0).sum()
    assert result.price == pytest.approx(
        price_camps(faultline, result.labels), abs=1e-9
    )
    assert result.value - result.price <= result.bound + 1e-9


def camped(n_groups=6, size=8, seed=3):
    """Leaders of four kinds by two attributes, which align in some and cross in others.

    Four of one kind and four of its opposite are as far apart on average as two of
    each kind, but only they are two camps.
    """
    rng = np.random.default_rng(seed)
    n = n_groups * size
    kinds = np.array([(a, b) for a in (0.0, 1.0) for b in (0.0, 1.0)])
    X = kinds[np.arange(n) % 4] + rng.normal(0, 0.1, (n, 2))
    facet = Facet("all", X / np.sqrt(2.0 * X.var(axis=0, ddof=1).sum()))
    problem = Problem.from_facets([facet], sizes=(size, size))
    return problem, Faultline((facet.X,), (1.0,))


def test_a_price_lowers_faultlines_and_says_what_it_gave_up():
    problem, faultline = camped()

    free = solve(problem, MaxIterations(25), seed=1)
    dear = solve(priced(problem, faultline, 2.0), MaxIterations(25), seed=1)

    before = find_camps(faultline, free.labels).scores.mean()
    after = find_camps(faultline, dear.labels).scores.mean()
    assert after < before - 0.05
    assert dear.value <= free.value
    assert dear.value > free.value - 0.01  # crossed kinds are as far apart
    assert dear.value - dear.price > free.value - 2.0 * before


def test_a_dearer_faultline_is_never_larger():
    problem, faultline = camped()
    means = []
    for price in (0.0, 0.5, 4.0):
        labels = solve(priced(problem, faultline, price), MaxIterations(25)).labels
        means.append(find_camps(faultline, labels).scores.mean())

    assert means == sorted(means, reverse=True)


def test_same_seed_and_iterations_give_the_same_labels_and_replay():
    problem, faultline = camped()
    problem = priced(problem, faultline, 1.0)

    one, two = (solve(problem, MaxIterations(15), seed=4) for _ in range(2))
    again = solve(problem, Replay(one.schedule), seed=4)

    assert (one.labels == two.labels).all()
    assert (one.labels == again.labels).all()
    assert one.n_iterations <= 15


def test_pins_and_budgets_hold_while_faultlines_are_polished():
    problem, faultline = camped()
    seating = np.arange(48) // 8
    held = Pin(np.array([0, 1, 2]), np.array([0, 0, 0]), "held")
    problem = priced(problem, faultline, 2.0).with_rules(
        held, Stay(seating, max_moves=6)
    )

    result = solve(problem, MaxIterations(25), seed=1)

    assert (result.labels[:3] == 0).all()
    assert (result.labels != seating).sum() <= 6
    assert find_camps(faultline, result.labels).scores.mean() < 0.999


def test_a_proof_of_the_plain_score_is_none_of_the_priced():
    problem = Problem.from_facets([Facet("one", np.eye(8))], sizes=(4, 4))
    X = np.repeat([0.0, 3.0], 4)[:, None]
    faultline = Faultline((X,), (1.0,), 1.0)

    result = solve(problem.with_faultline(faultline), MaxIterations(5))

    assert result.price > 0.0 or result.status == "optimal"
    assert (result.status == "optimal") <= (result.price == 0.0)


@pytest.mark.parametrize(
    ("blocks", "weights", "price"),
    [
        ((), (), 1.0),
        ((np.zeros((4, 1)),), (1.0, 2.0), 1.0),
        ((np.zeros((4, 1)),), (0.0,), 1.0),
        ((np.zeros((4, 1)),), (1.0,), -1.0),
        ((np.zeros((4, 1)),), (1.0,), float("nan")),
    ],
    ids=["no block", "weights", "no weight", "negative", "nan"],
)
def test_what_is_no_faultline_is_refused(blocks, weights, price):
    with pytest.raises(ValueError, match=r"faultline|weight|camps"):
        Faultline(blocks, weights, price)


def test_a_faultline_fits_its_problem():
    faultline = Faultline((np.zeros((4, 1)),), (1.0,))
    facets = Problem.from_facets([Facet("one", np.eye(6))], sizes=(3, 3))

    with pytest.raises(ValueError, match="6 rows"):
        facets.with_faultline(faultline)
    with pytest.raises(ValueError, match="facets"):
        Problem.from_features(np.eye(4), n_groups=2).with_faultline(faultline)


def test_a_change_to_a_seating_counts_faultlines_too():
    """With a budget of moves, camps that a seating has are parted."""
    problem, faultline = camped()
    kind = np.arange(48) % 4
    order = np.lexsort((np.arange(48), (kind == 1) | (kind == 2)))
    seating = np.empty(48, dtype=np.int64)
    seating[order] = np.arange(48) // 8  # half the groups of two opposite kinds
    homes = Homes(seating, move_price=0.01, reset_price=0.0)

    def change(price):
        run = Reseating(priced(problem, faultline, price), homes, MaxIterations(30), 1)
        (found,) = run.improve(seating.astype(np.intp), (12,))
        return found.labels

    free, dear = change(0.0), change(2.0)

    assert (dear != seating).sum() <= 12
    assert (
        find_camps(faultline, dear).scores.mean()
        < find_camps(faultline, free).scores.mean() - 0.02
    )
