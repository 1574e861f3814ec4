"""Smallest clashing sets are true, and none of their parts can be spared."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from matcher.grouping import (
    Apart,
    AtLeast,
    AtMost,
    NotOnly,
    Problem,
    Share,
    Spread,
    Within,
    count_clashes,
)
from matcher.grouping.clash_sets import smallest_clash
from matcher.grouping.clashes import most_groups
from matcher.grouping.rivals import find_lonely, find_rivals
from tests.matcher.grouping import brute, strategies


def problem(n, sizes, n_groups=None):
    X = np.random.default_rng(0).normal(size=(n, 2))
    return Problem.from_features(X, sizes=sizes, n_groups=n_groups)


def seats_all(ruled):
    """Try every assignment."""
    n_groups = ruled.sizes.n_groups or most_groups(ruled.sizes, ruled.n_leaders)
    found = brute.feasible_labels(ruled, n_groups) if n_groups else iter(())
    return any(True for _ in found)


@settings(max_examples=60)
@given(strategies.problems(max_leaders=6))
def test_a_clash_is_found_exactly_where_not_everyone_can_be_seated(ruled):
    clash = smallest_clash(ruled)

    assert (clash is None) == seats_all(ruled)


@settings(max_examples=40)
@given(strategies.problems(max_leaders=6))
def test_no_rule_of_a_smallest_clash_can_be_spared(ruled):
    clash = smallest_clash(ruled)

    for name in clash.rules if clash else ():
        kept = tuple(rule for rule in ruled.rules if rule.name in clash.rules)
        rest = tuple(rule for rule in kept if rule.name != name)
        assert smallest_clash(replace(ruled, rules=kept)) is not None
        if name != "sizes" and len(clash.rows) == ruled.n_leaders:
            assert smallest_clash(replace(ruled, rules=rest)) is None


@settings(max_examples=60)
@given(strategies.problems(max_leaders=6))
def test_no_assignment_seats_whom_counting_calls_lonely(ruled):
    n_groups = ruled.sizes.n_groups or most_groups(ruled.sizes, ruled.n_leaders)
    lonely = {row for c in find_lonely(ruled, range(ruled.n_leaders)) for row in c.rows}
    rivals = find_rivals(ruled, range(ruled.n_leaders))
    if not (lonely or rivals) or n_groups > 3:
        return

    for labels in brute.feasible_labels(ruled, n_groups, with_unseated=True):
        assert (labels[sorted(lonely)] < 0).all()
        if rivals:
            assert (labels[list(rivals.rows)] < 0).sum() >= rivals.n_unseated


def test_three_pairs_apart_can_share_no_slot_together():
    slots = np.array([0b011, 0b101, 0b110, 0, 0, 0])
    ruled = problem(6, (3, 6), 1).with_rules(Share(slots, name="slot"))

    clash = smallest_clash(ruled)

    assert clash.rules == ("slot", "sizes")
    assert clash.rows == (0, 1, 2)


def test_rivals_of_two_rules_outnumber_the_groups_that_neither_does_alone():
    near = np.array([[0.0, 0.0], [0.0, 50.0]])[np.arange(40) % 2]
    revenue = np.where(np.arange(40) < 4, 1e3 ** np.arange(40).clip(0, 3), 1.0)
    revenue[4:] = np.nan
    near[4:] = np.nan
    category = np.where(np.isin(np.arange(40), (0, 4, 5)), 0, -1)
    ruled = problem(40, (10, 13)).with_rules(
        Spread(revenue, ratio=10, name="revenue"),
        Apart([[4, 1], [4, 2], [4, 3], [7, 8]], name="apart"),
        AtMost(category, 1, name="trade"),
        Within(near, kilometres=80.0, name="near"),
    )

    clash = find_rivals(ruled, [4])

    assert count_clashes(ruled) == ()
    assert clash.rows == (0, 1, 2, 3, 4)
    assert clash.rules == ("revenue", "apart", "trade", "sizes")
    assert clash.n_unseated == 1


def test_a_leader_is_lonely_under_two_rules_that_each_leave_enough():
    n = 60
    revenue = np.full(n, 5.0)
    revenue[30:] = 1e6
    revenue[0] = 1e5
    hue = np.where(np.arange(n) >= 30, 1, -1)
    ruled = problem(n, (8, 12)).with_rules(
        Spread(revenue, ratio=10, name="revenue"), AtMost(hue, 6, name="hue")
    )

    (clash,) = find_lonely(ruled, [0, 1])

    assert clash.rows == (0,)
    assert clash.rules == ("revenue", "hue", "sizes")
    assert "6 others at most" in clash.detail


def test_whoever_is_lonely_leaves_their_last_peers_lonely():
    n = 60
    near = np.zeros((n, 2))
    near[:8, 0] = np.arange(8) * 0.6  # 67 km from one to the next
    near[8:, 0] = 40.0
    ruled = problem(n, (5, 12)).with_rules(Within(near, kilometres=140.0, name="near"))

    (clash,) = find_lonely(ruled, range(n))

    assert clash.rows == tuple(range(8))  # the inner four have four others in reach


def test_a_clash_among_many_is_found_in_the_few_who_are_hardest_to_part():
    n, ring = 250, [(i, (i + 1) % 5) for i in range(5)]
    everyone = np.arange(n)
    foes = [(row, other) for row in range(5, 31) for other in range(row + 1, 31)]
    hub = [(row, other) for row in range(5) for other in range(5, 31)]
    ruled = problem(n, (8, 12), 28).with_rules(
        Apart(ring + foes + hub, name="apart"), NotOnly(everyone % 3, name="company")
    )

    clash = smallest_clash(ruled)

    assert find_rivals(ruled, range(8)) is None  # 26 and an odd ring: 28 never meet
    assert clash.rules == ("apart", "sizes")
    assert clash.rows == tuple(range(31))


def test_work_is_counted_so_that_answers_repeat():
    rng = np.random.default_rng(3)
    ruled = problem(40, (8, 12)).with_rules(
        AtMost(rng.integers(0, 9, 40), 1), AtLeast(np.arange(40) < 20, 5)
    )

    assert smallest_clash(ruled, work=0.5) == smallest_clash(ruled, work=0.5)
