"""Claims about counting what cannot work."""

import numpy as np
import pytest

from matcher.grouping import (
    Apart,
    AtMost,
    MaxIterations,
    Pin,
    Problem,
    Spread,
    Together,
    count_clashes,
    solve,
)
from matcher.grouping.clash_sets import smallest_clash


def problem(n=120, sizes=(8, 12), n_groups=None):
    return Problem.from_features(
        np.random.default_rng(0).normal(size=(n, 2)), sizes=sizes, n_groups=n_groups
    )


def test_nothing_is_counted_where_nothing_clashes():
    assert count_clashes(problem().with_rules(AtMost(np.arange(120) % 20, 2))) == ()


def test_31_of_one_category_do_not_fit_10_groups_of_3_each():
    categories = np.where(np.arange(120) < 31, 0, -1)
    capped = problem(n_groups=10).with_rules(AtMost(categories, 3, name="industry"))

    (clash,) = count_clashes(capped)

    assert clash.rules == ("industry", "sizes")
    assert clash.rows == tuple(range(31))
    assert clash.n_unseated == 1
    assert "31 leaders" in clash.detail


def test_a_large_sector_limits_the_groups_that_can_be_filled():
    sector = np.where(np.arange(1000) < 162, 0, 1 + np.arange(1000) // 40)
    capped = problem(1000).with_rules(AtMost(sector, 1))

    (clash,) = count_clashes(capped)
    result = solve(capped, MaxIterations(2))

    assert clash.n_unseated == 43
    assert (result.labels < 0).sum() == 43
    assert set(result.unseated.values()) == {"at most"}


def test_leaders_with_too_few_peers_are_named():
    revenue = np.full(120, 5.0)
    revenue[[3, 77]] = 1e6
    spread = problem().with_rules(Spread(revenue, ratio=10, name="revenue"))

    (clash,) = count_clashes(spread)

    assert clash.rows == (3, 77)
    assert solve(spread, MaxIterations(2)).unseated == {3: "revenue", 77: "revenue"}


@pytest.mark.parametrize(
    ("rules", "names"),
    [
        ([Together([[0, 1], [1, 2]]), Apart([[0, 2]])], ("together", "apart")),
        ([Together([[0, 1]]), AtMost(np.zeros(9, int))], ("together", "at most")),
        ([Together([[0, 1], [1, 2], [2, 3]])], ("together", "sizes")),
        ([Together([[0, 1]]), Pin([0, 1], [0, 1])], ("pin",)),
        ([Pin([0, 1, 2, 3], [0, 0, 0, 0])], ("pin", "sizes")),
        ([Pin([0, 1], [2, 2]), Apart([[0, 1]])], ("pin", "apart")),
    ],
    ids=["torn", "capped set", "large set", "two pins", "full pins", "pinned foes"],
)
def test_sets_and_pins_that_contradict_are_found(rules, names):
    clashes = count_clashes(problem(9, (3, 3), 3).with_rules(*rules))

    assert names in [clash.rules for clash in clashes]


@pytest.mark.parametrize(
    ("n", "sizes", "n_groups"), [(13, (3, 4), 3), (7, (3, 4), 3), (5, (3, 4), None)]
)
def test_sizes_that_no_partition_meets_are_found(n, sizes, n_groups):
    clashes = count_clashes(problem(n, sizes, n_groups))

    assert clashes[0].rules == ("sizes",)


def test_a_clash_that_counting_misses_is_found_by_deletion():
    triangle = Apart([[0, 1], [1, 2], [0, 2]], name="conflict")
    idle = AtMost(np.arange(8), name="idle")
    ruled = problem(8, (3, 4), 2).with_rules(idle, triangle)

    clash = smallest_clash(ruled)

    assert count_clashes(ruled) == ()
    assert clash.rules == ("conflict", "sizes")
    assert clash.rows == (0, 1, 2)


def test_no_clash_is_claimed_where_everyone_can_be_seated():
    assert smallest_clash(problem(8, (4, 4), 2).with_rules(Apart([[0, 1]]))) is None
