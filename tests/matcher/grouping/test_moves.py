import numpy as np
import pytest
from hypothesis import given

from matcher.grouping import Facet, MaxIterations, Problem, check_labels, solve
from matcher.grouping.arena import Arena
from matcher.grouping.chase import settle
from matcher.grouping.moves import move_singles
from matcher.grouping.score import objective
from matcher.grouping.seat import seed_state
from matcher.grouping.start import deal_start
from tests.matcher.grouping.strategies import problems


@given(problems())
def test_moves_only_gain_and_keep_every_rule(problem):
    arena = Arena(deal_start(problem, 1))
    settle(arena.seats, arena.table, seed_state(arena.rng))
    before = arena.labels()
    was_broken = check_labels(problem, before)

    n_moves = move_singles(arena)

    after = arena.labels()
    assert (n_moves > 0) or (before == after).all()
    assert ((before < 0) == (after < 0)).all()
    gain = objective(problem, after) - objective(problem, before)
    assert gain > 0.0 if n_moves else gain == 0.0
    if not was_broken:
        assert check_labels(problem, after) == ()


def test_the_plain_sum_moves_leaders_to_where_pairs_are_most():
    """From 5 and 5, sizes 2 to 8: the sum of equal distances is largest at 8 and 2."""
    X = np.eye(10)
    problem = Problem.from_features(X, sizes=(2, 8), n_groups=2)

    result = solve(problem, MaxIterations(3), seed=1)

    assert sorted(np.bincount(result.labels).tolist()) == [2, 8]
    assert result.diversity == pytest.approx(2.0 * (28 + 1))


def test_groups_stay_near_the_wanted_size_unless_much_is_gained():
    X = np.random.default_rng(4).normal(size=(250, 6))
    facets = [Facet("x", X)]
    free = Problem.from_facets(facets, sizes=(8, 12))
    wanted = Problem.from_facets(facets, sizes=(8, 12), target=10)

    loose = solve(free, MaxIterations(100), seed=2)
    near = solve(wanted, MaxIterations(100), seed=2)

    off = [np.abs(np.bincount(r.labels) - 10).sum() for r in (near, loose)]
    assert off[0] < 0.5 * off[1]
    assert near.value > 0.99 * loose.value
