"""Claims about counting what cannot work."""

import numpy as np
import pytest

from matcher.errors import InfeasibleError
from matcher.grouping import (
    Apart,
    AtLeast,
    AtMost,
    Ban,
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
    ring = Apart([[0, 1], [1, 2], [2, 3], [3, 4], [0, 4]], name="conflict")
    idle = AtMost(np.arange(8), name="idle")
    ruled = problem(8, (3, 4), 2).with_rules(idle, ring)

    clash = smallest_clash(ruled)

    assert count_clashes(ruled) == ()
    assert clash.rules == ("conflict", "sizes")
    assert clash.rows == (0, 1, 2, 3, 4)


def test_no_clash_is_claimed_where_everyone_can_be_seated():
    assert smallest_clash(problem(8, (4, 4), 2).with_rules(Apart([[0, 1]]))) is None


def test_a_floor_limits_the_groups_and_so_the_seats():
    marked = np.arange(60) < 7
    floored = problem(60).with_rules(AtLeast(marked, 2, name="two women"))

    (clash,) = count_clashes(floored)
    result = solve(floored, MaxIterations(3))

    assert clash.rules == ("two women", "sizes")
    assert clash.n_unseated == 24
    assert (result.labels < 0).sum() == 24


def test_a_floor_that_nobody_can_meet_leaves_no_group():
    (clash,) = count_clashes(problem(60).with_rules(AtLeast(np.arange(60) < 1, 2)))

    assert clash.n_unseated == 60


@pytest.mark.parametrize("n_marked", [10, 14, 60])
def test_a_floor_that_enough_meet_is_no_clash(n_marked):
    floored = problem(60).with_rules(AtLeast(np.arange(60) < n_marked, 2))

    assert count_clashes(floored) == ()


def test_a_pin_to_a_group_that_a_ban_rules_out_is_found():
    rules = [
        Together([[3, 4]], name="tied"),
        Pin([3], [1], name="pin"),
        Ban([4, 5], [1, 0], name="ban"),
    ]

    (clash,) = count_clashes(problem(n_groups=11).with_rules(*rules))

    assert clash.rules == ("pin", "ban")
    assert clash.rows == (3, 4)
    assert clash.n_unseated == 2


def test_more_foes_of_one_another_than_groups_are_found():
    foes = np.array([(i, j) for i in range(9) for j in range(i)])
    split = problem(64).with_rules(Apart(foes[::2], "a"), Apart(foes[1::2], "b"))

    (clash,) = count_clashes(split)

    assert clash.rules == ("a", "b", "sizes")
    assert clash.rows == tuple(range(9))
    assert clash.n_unseated == 1
    assert count_clashes(problem(72).with_rules(*split.rules)) == ()


def test_a_foe_of_nearly_everyone_is_found():
    foes = np.array([(0, j) for j in range(1, 34)])

    (clash,) = count_clashes(problem(40).with_rules(Apart(foes, "foes")))

    assert clash.rows == (0,)
    assert count_clashes(problem(40).with_rules(Apart(foes[:-1], "foes"))) == ()


@pytest.mark.parametrize("seed", range(25))
def test_no_more_are_said_to_be_left_over_than_a_search_leaves(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(12, 40))
    pairs = np.sort(rng.integers(n, size=(int(rng.integers(1, 6 * n)), 2)), axis=1)
    rules = [
        AtLeast(rng.random(n) < rng.random(), int(rng.integers(1, 3))),
        Apart(pairs[pairs[:, 0] < pairs[:, 1]]),
        Pin([0], [0]),
        Ban([0, 1], [int(rng.integers(2)), 0]),
    ]
    posed = problem(n, sizes=(3, 5)).with_rules(*rules)

    try:
        left = (solve(posed, MaxIterations(2), seed=seed).labels < 0).sum()
    except InfeasibleError:
        left = n

    assert all(clash.n_unseated <= left for clash in count_clashes(posed))
