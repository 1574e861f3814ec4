"""Claims about keeping seats: budgets of moves, and prices of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import InfeasibleError
from matcher.grouping import (
    Apart,
    AtMost,
    Facet,
    MaxIterations,
    NotOnly,
    Problem,
    Stay,
    Together,
    check_labels,
    solve,
)


def seated(n, n_groups, newcomers=0, seed=0):
    """Return a facet of n rows and a seating of all but the last few."""
    rng = np.random.default_rng(seed)
    seating = np.arange(n) % n_groups
    seating[n - newcomers :] = -1
    return [Facet("x", rng.normal(size=(n, 3)))], seating


def moves(seating, labels):
    """Count the seated who do not sit where they sat."""
    return int(((seating >= 0) & (labels != seating)).sum())


@st.composite
def stay_problems(draw):
    """Draw a seating, a budget and other rules about 12 to 36 leaders."""
    n = draw(st.integers(12, 36))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    facets, seating = seated(n, max(2, n // 6), draw(st.integers(0, 5)))
    kinds = {
        "cap": AtMost(rng.integers(-1, n // 2, n), 2),
        "company": NotOnly(rng.integers(-1, 2, n)),
        "apart": Apart(rng.permutation(n)[:4].reshape(2, 2)),
        "together": Together(rng.permutation(n)[:4].reshape(2, 2)),
    }
    names = draw(st.sets(st.sampled_from(sorted(kinds)), max_size=3))
    n_groups = draw(st.sampled_from([None, max(2, n // 6)]))
    problem = Problem.from_facets(facets, sizes=(3, 8), n_groups=n_groups)
    stay = Stay(seating, max_moves=draw(st.integers(0, n)))
    return problem.with_rules(stay, *(kinds[name] for name in sorted(names)))


@settings(max_examples=60)
@given(stay_problems())
def test_no_budget_of_moves_is_overdrawn(problem):
    try:
        result = solve(problem, MaxIterations(2))
    except InfeasibleError:
        return

    assert check_labels(problem, result.labels) == ()
    assert set(result.unseated) == set(np.flatnonzero(result.labels < 0))


def test_without_moves_everyone_keeps_the_seat_and_newcomers_join():
    facets, seating = seated(40, 5, newcomers=6)
    problem = Problem.from_facets(facets, sizes=(6, 9)).with_rules(Stay(seating, 0))

    result = solve(problem, MaxIterations(3))

    assert moves(seating, result.labels) == 0
    assert (result.labels >= 0).all()


def test_more_moves_are_never_worse():
    facets, seating = seated(40, 5)
    problem = Problem.from_facets(facets, sizes=(8, 8))

    scores = [
        solve(problem.with_rules(Stay(seating, k)), MaxIterations(10)).score
        for k in (0, 4, 12)
    ]

    assert scores[0] < scores[1] < scores[2]


def test_a_short_group_is_filled_within_the_budget():
    facets, seating = seated(30, 3)
    seating[:] = np.repeat([0, 1, 2], [13, 12, 5])
    problem = Problem.from_facets(facets, sizes=(8, 13), n_groups=3)

    result = solve(problem.with_rules(Stay(seating, 3)), MaxIterations(2))

    assert (result.labels >= 0).all()
    assert moves(seating, result.labels) == 3


def test_a_budget_too_small_for_the_rules_is_refused_by_name():
    facets, seating = seated(20, 2)
    problem = Problem.from_facets(facets, sizes=(4, 5), n_groups=4)

    with pytest.raises(InfeasibleError, match=r"keep seats.* 1 may"):
        solve(problem.with_rules(Stay(seating, 1, name="keep seats")), MaxIterations(1))


def test_empty_numbers_of_the_seating_stay_the_groups_own():
    facets, seating = seated(20, 2)
    seating = np.where(seating == 1, 5, 2)
    problem = Problem.from_facets(facets, sizes=(8, 12)).with_rules(Stay(seating, 2))

    result = solve(problem, MaxIterations(2))

    assert set(result.labels) == {2, 5}


def test_a_high_price_keeps_everyone_and_a_low_one_does_not():
    facets, seating = seated(40, 5)
    problem = Problem.from_facets(facets, sizes=(8, 8))

    dear = solve(problem.with_rules(Stay(seating, price=1e3)), MaxIterations(5))
    cheap = solve(problem.with_rules(Stay(seating, price=0.01)), MaxIterations(5))

    assert moves(seating, dear.labels) == 0
    assert dear.price == 0.0
    assert moves(seating, cheap.labels) > 5
    assert cheap.price == pytest.approx(0.01 * moves(seating, cheap.labels) / 40)


def test_two_newcomers_join_one_group_when_groups_that_get_one_cost_a_price():
    """Haas: two joiners at once cost one reset."""
    n, seating = 26, np.r_[np.arange(24) % 4, -1, -1]
    facets = [Facet("x", np.tile(np.eye(2), (13, 1)))]
    problem = Problem.from_facets(facets, sizes=(6, 8), n_groups=4)
    stay = Stay(seating, 0, reset_price=5.0)

    result = solve(problem.with_rules(stay), MaxIterations(3))

    assert moves(seating, result.labels) == 0
    assert result.labels[24] == result.labels[25] >= 0
    assert result.price == pytest.approx(5.0 / n)
