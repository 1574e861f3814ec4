"""Claims about repairs: the fewest moves, by brute force, and nothing new broken."""

import itertools

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
    NotOnly,
    Pin,
    Problem,
    Share,
    Spread,
    Together,
    Within,
    check_labels,
)
from matcher.grouping.repair import repair_seating
from matcher.grouping.repaired import RepairParams


def hard(problem, labels):
    return {(b.rule, b.group) for b in check_labels(problem, labels) if b.is_hard}


def costs(seating, labels):
    """Seats lost, leaders still waiting, and leaders who left their group."""
    sat = seating >= 0
    return (
        int((sat & (labels < 0)).sum()),
        int((~sat & (labels < 0)).sum()),
        int((sat & (labels != seating)).sum()),
    )


def least(problem, seating, n_groups):
    """Try every labelling."""
    every = itertools.product(range(-1, n_groups), repeat=problem.n_leaders)
    best = None
    for found in every:
        labels = np.array(found)
        key = costs(seating, labels)
        if (best is None or key < best) and not hard(problem, labels):
            best = key
    return best


@st.composite
def broken_seatings(draw):
    """Draw 6 or 7 leaders in 2 or 3 groups, and rules the seating may break."""
    n, n_groups = draw(st.integers(6, 7)), draw(st.integers(2, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    seating = rng.integers(0, n_groups, n)
    seating[rng.random(n) < 0.2] = -1
    kinds = {
        "apart": Apart(rng.permutation(n)[:4].reshape(2, 2)),
        "ban": Ban(np.array([0]), np.array([0])),
        "cap": AtMost(rng.integers(-1, 3, n), 2),
        "least": AtLeast(rng.random(n) < 0.6),
        "only": NotOnly(rng.integers(-1, 2, n)),
        "pin": Pin(np.array([1]), np.array([1])),
        "share": Share(rng.integers(1, 8, n)),
        "spread": Spread(rng.normal(size=n), difference=2.0),
        "together": Together(rng.permutation(n)[:2].reshape(1, 2)),
        "within": Within(rng.normal(size=(n, 2)), distance=2.5),
    }
    names = draw(st.sets(st.sampled_from(sorted(kinds)), max_size=3))
    facets = [Facet("x", rng.normal(size=(n, 2)))]
    problem = Problem.from_facets(facets, sizes=(2, 4), n_groups=n_groups)
    return problem.with_rules(*(kinds[k] for k in sorted(names))), seating, n_groups


@settings(max_examples=25)
@given(broken_seatings())
def test_a_small_repair_moves_as_few_as_brute_force(drawn):
    problem, seating, n_groups = drawn
    repair = repair_seating(problem, seating)

    assert hard(problem, repair.labels) == set()
    assert costs(seating, repair.labels) == least(problem, seating, n_groups)
    assert repair.n_moves == costs(seating, repair.labels)[2]


@settings(max_examples=40)
@given(broken_seatings(), st.integers(0, 4))
def test_a_budget_is_kept_and_breaks_nothing_that_was_whole(drawn, max_moves):
    problem, seating, _ = drawn
    repair = repair_seating(problem, seating, max_moves=max_moves)

    assert costs(seating, repair.labels)[2] <= max_moves
    assert hard(problem, repair.labels) <= hard(problem, seating)


@settings(max_examples=15)
@given(broken_seatings())
def test_repairing_part_by_part_keeps_the_rules_too(drawn):
    problem, seating, _ = drawn
    params = RepairParams(whole_below=0, n_beside=2)

    assert (
        hard(problem, repair_seating(problem, seating, params=params).labels) == set()
    )


def test_a_large_seating_is_mended_where_it_is_broken():
    """Forty groups of ten; two rivals in one of them: one of the two moves."""
    n = 400
    seating = np.arange(n) // 10
    facets = [Facet("x", np.random.default_rng(0).normal(size=(n, 3)))]
    problem = Problem.from_facets(facets, sizes=(8, 12))
    problem = problem.with_rules(Apart(np.array([[3, 7]])))

    repair = repair_seating(problem, seating)

    assert repair.n_moves == 1
    assert seating[3] == 0
    assert (repair.labels[[3, 7]] != 0).sum() == 1
    assert (repair.labels >= 0).all()


def test_frozen_groups_keep_everyone_and_whatever_they_break():
    seating = np.repeat([0, 1, 2], [3, 4, 2])
    problem = Problem.from_facets([Facet("x", np.eye(9))], sizes=(3, 4))
    problem = problem.with_rules(Apart(np.array([[3, 4]])))

    repair = repair_seating(problem, seating, frozen={1})

    assert (repair.labels[3:7] == 1).all()
    assert (repair.labels[:3] == 0).all()


def test_members_who_have_to_go_prefer_one_place():
    """A group of three is closed; a neighbour has room for all three, so has a pair."""
    seating = np.repeat([0, 1, 2, 3], [3, 5, 6, 6])
    problem = Problem.from_facets([Facet("x", np.eye(20))], sizes=(4, 8))
    closed = Ban(np.arange(20), np.zeros(20, dtype=np.int64))
    party = np.arange(3)

    repair = repair_seating(problem.with_rules(closed), seating, parties=[party])

    assert repair.n_moves == 3
    assert np.unique(repair.labels[:3]).tolist() == [1]


@pytest.mark.parametrize("n_waiting", [1, 4, 20])
def test_newcomers_take_open_seats_and_form_groups_of_their_own(n_waiting):
    n = 40 + n_waiting
    seating = np.r_[np.arange(40) // 10, np.full(n_waiting, -1)]
    facets = [Facet("x", np.random.default_rng(0).normal(size=(n, 2)))]
    problem = Problem.from_facets(facets, sizes=(8, 12))

    repair = repair_seating(problem, seating)

    assert repair.n_moves == 0
    assert (repair.labels >= 0).all()
