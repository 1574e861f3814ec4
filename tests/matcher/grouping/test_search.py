"""Claims about the low-rank search: sums are kept right, weak groups count."""

import numpy as np
import pytest
from hypothesis import given, settings

from matcher.errors import InfeasibleError
from matcher.grouping import Facet, MaxIterations, Pin, Problem, check_labels, solve
from matcher.grouping.arena import Arena
from matcher.grouping.crew import Turn, lay, lift, trade_block
from matcher.grouping.kernels.cells import trade_in_cells
from matcher.grouping.kernels.crowd import gather_crowd
from matcher.grouping.score import group_values, objective
from matcher.grouping.seat import seed_state
from matcher.grouping.start import deal_start
from tests.matcher.grouping.strategies import problems


@settings(max_examples=20)
@given(problems(max_leaders=40))
def test_sums_after_trades_in_cells_are_those_recomputed(problem):
    arena = Arena(deal_start(problem, 1))
    groups, state = arena.occupied(), seed_state(arena.rng)
    if groups.size < 2:
        return
    crowd = gather_crowd(arena.seats, groups, arena.store.Y, arena.lines)

    trade_in_cells(
        arena.seats,
        arena.table,
        crowd,
        arena.store.Y,
        arena.lines,
        arena.shape,
        state,
        arena.measure_scale(state),
        arena.min_gain,
        3,
    )

    again = gather_crowd(arena.seats, groups, arena.store.Y, arena.lines)
    assert crowd.sums == pytest.approx(again.sums, rel=1e-4, abs=1e-3)


@settings(max_examples=20)
@given(problems(max_leaders=40))
def test_values_after_trades_in_bundles_are_those_of_the_definition(problem):
    arena = Arena(deal_start(problem, 1))
    groups, state = arena.occupied(), seed_state(arena.rng)
    if groups.size < 2:
        return
    block = arena.gather(groups)

    arena.sweep(block, state, arena.measure_scale(state), 5)

    labels = arena.labels()
    values = group_values(problem, labels)[groups]
    if problem.objective == "facets":
        sizes = np.bincount(labels[labels >= 0], minlength=int(groups.max()) + 1)
        values = values * sizes[groups]
    n = groups.size
    assert block.values[:n] == pytest.approx(values, rel=1e-3, abs=1e-2)


def test_cold_trades_never_lose(leaders):
    X, _, _ = leaders
    problem = Problem.from_facets([Facet("x", X)], sizes=(7, 13))
    arena = Arena(deal_start(problem, 3))
    before = objective(problem, arena.labels())

    cut = lift(arena.seats, arena.occupied())
    turn = Turn(seed_state(arena.rng), 0.0, arena.min_gain, 10)
    lay(arena.seats, trade_block(arena.still(), arena.table, arena.shape, cut, turn))

    assert objective(problem, arena.labels()) > before


def test_protection_lifts_the_weakest_group(leaders):
    X, _, _ = leaders
    X = np.vstack([X, X, X])
    plain = Problem.from_features(X, n_groups=60)

    free = solve(plain, MaxIterations(60))
    held = solve(plain.with_protection(0.9), MaxIterations(60))

    assert held.group_values.min() > 0.87 * held.group_values.mean()
    assert held.group_values.min() > free.group_values.min()
    assert held.diversity > 0.98 * free.diversity


def test_pinned_leaders_stay_where_they_are(leaders):
    X, _, _ = leaders
    rows = np.arange(160)
    problem = Problem.from_features(X, n_groups=20).with_rules(Pin(rows, rows % 20))

    result = solve(problem, MaxIterations(10))

    assert np.array_equal(result.labels[:160], rows % 20)
    assert (result.labels >= 0).all()


def test_distances_under_rules_are_solved_by_eigenvectors():
    rng = np.random.default_rng(0)
    D = rng.integers(0, 100, (40, 40)).astype(float)
    D = np.triu(D, 1) + np.triu(D, 1).T
    problem = Problem.from_distances(D, n_groups=8).with_rules(
        Pin(np.arange(3), np.arange(3))
    )

    result = solve(problem, MaxIterations(5))

    assert check_labels(problem, result.labels) == ()
    assert result.diversity > D.sum() / 2 * 5 / 40 * 1.2


def test_no_group_at_all_is_named():
    problem = Problem.from_features(np.zeros((3, 1)), sizes=(4, 5))

    with pytest.raises(InfeasibleError, match="not even one group"):
        solve(problem, MaxIterations(1))
