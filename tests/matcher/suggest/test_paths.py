from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.suggest.paths import passing_on, reach_targets
from matcher.suggest.ties import Graph, Ties
from tests.matcher.suggest.people import leader, pool_of

N = 7
PAIRS = [(i, j) for i in range(N) for j in range(i + 1, N)]


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return pool_of(tmp_path_factory.mktemp("paths"), [leader(i) for i in range(N)])


def graph_of(pairs, weights, n=N):
    ends = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return Graph.of(ends, np.array(weights, dtype=np.float32), n)


@st.composite
def acquaintances(draw):
    """Draw who knows whom and how well, and who is kept from whom."""
    known = draw(st.sets(st.sampled_from(PAIRS)))
    barred = draw(st.sets(st.sampled_from(PAIRS), max_size=4)) - known
    weights = draw(
        st.lists(
            st.sampled_from([0.25, 0.5, 0.625, 1.0]),
            min_size=len(known),
            max_size=len(known),
        )
    )
    passing = draw(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=N, max_size=N))
    return sorted(known), weights, sorted(barred), passing


def with_ties(base, known, weights, barred):
    ties = base.ties
    return replace(
        base,
        ties=Ties(
            graph_of(known, weights),
            ties.kin,
            ties.trade,
            graph_of(barred, [1.0] * len(barred)),
        ),
    )


def best_by_definition(known, weights, barred, passing, row, target):
    """Multiply along every chain of at most two go-betweens; take the best."""
    tie = {}
    for (i, j), weight in zip(known, weights, strict=True):
        tie[i, j] = tie[j, i] = weight
    apart = {frozenset(pair) for pair in barred}
    others = [k for k in range(N) if k not in (row, target)]
    chains = [(), *permutations(others, 1), *permutations(others, 2)]
    if (row, target) in tie:
        return tie[row, target]
    found = [0.0]
    for chain in chains:
        nodes = (row, *chain, target)
        meets = {frozenset((m, end)) for m in chain for end in (row, target)}
        steps = list(pairwise(nodes))
        if meets & apart or not all(step in tie for step in steps):
            continue
        strength = np.prod([tie[step] for step in steps])
        found.append(strength * np.prod([passing[m] for m in chain]))
    return max(found)


@given(acquaintances())
def test_the_best_path_is_the_best_of_all_chains(base, drawn):
    known, weights, barred, passing = drawn
    pool = with_ties(base, known, weights, barred)
    for row in range(N):
        apart = pool.ties.barred.near(row).tolist()
        targets = np.array([t for t in range(N) if t != row and t not in apart])

        reach = reach_targets(
            pool, row, targets, passing=np.array(passing, dtype=np.float32)
        )

        wanted = [
            best_by_definition(known, weights, barred, passing, row, t)
            for t in targets.tolist()
        ]
        assert reach.strength == pytest.approx(wanted)
        assert (reach.reach >= reach.strength - 1e-12).all()
        assert (reach.reach <= 1.0 + 1e-12).all()


@given(acquaintances())
def test_the_path_told_is_as_strong_as_it_is_said_to_be(base, drawn):
    known, weights, barred, passing = drawn
    pool = with_ties(base, known, weights, barred)
    row = 0
    targets = np.array(
        [t for t in range(1, N) if t not in pool.ties.barred.near(row).tolist()]
    )
    tie = {}
    for (i, j), weight in zip(known, weights, strict=True):
        tie[i, j] = tie[j, i] = weight

    reach = reach_targets(
        pool, row, targets, passing=np.array(passing, dtype=np.float32)
    )

    for target, path, strength in zip(
        targets.tolist(), reach.paths, reach.strength.tolist(), strict=True
    ):
        if not path:
            assert strength == 0.0
            continue
        assert (path[0], path[-1]) == (row, target)
        assert len(set(path)) == len(path) <= 4
        steps = [tie[step] for step in pairwise(path)]
        passed = [passing[middle] for middle in path[1:-1]]
        assert strength == pytest.approx(np.prod(steps) * np.prod(passed))


def test_who_knows_everyone_passes_few_introductions_on(tmp_path):
    n = 40
    rows = [leader(i) for i in range(n)]
    ties = [("L-0", f"L-{i}", "knows") for i in range(1, n)]
    ties += [("L-1", "L-2", "knows"), ("L-2", "L-3", "knows")]
    pool = pool_of(tmp_path, rows, ties)

    reach = reach_targets(pool, 1, np.array([3]), passing=passing_on(pool, None))

    assert reach.paths == ((1, 2, 3),)


def test_circles_of_acquaintance_end(tmp_path):
    rows = [leader(i) for i in range(4)]
    ties = [(f"L-{i}", f"L-{(i + 1) % 3}", "knows") for i in range(3)]
    ties += [("L-1", "L-1", "knows")]
    pool = pool_of(tmp_path, rows, ties)

    reach = reach_targets(pool, 0, np.array([1, 2, 3]), passing=passing_on(pool, None))

    assert reach.paths == ((0, 1), (0, 2), ())


def test_three_go_betweens_are_too_many(tmp_path):
    rows = [leader(i) for i in range(5)]
    ties = [(f"L-{i}", f"L-{i + 1}", "knows") for i in range(4)]
    pool = pool_of(tmp_path, rows, ties)

    reach = reach_targets(pool, 0, np.array([3, 4]), passing=passing_on(pool, None))

    assert reach.paths == ((0, 1, 2, 3), ())


def test_a_busy_go_between_gives_way_to_a_free_one(tmp_path):
    rows = [leader(i) for i in range(4)]
    ties = [("L-0", "L-1", "knows"), ("L-0", "L-2", "knows")]
    ties += [("L-1", "L-3", "knows"), ("L-2", "L-3", "knows")]
    pool = pool_of(tmp_path, rows, ties)
    spent = np.array([0.0, 1.0, 0.5, 0.0], dtype=np.float32)

    before = reach_targets(pool, 0, np.array([3]), passing=passing_on(pool, None))
    after = reach_targets(pool, 0, np.array([3]), passing=passing_on(pool, spent))

    assert before.paths == ((0, 1, 3),)
    assert after.paths == ((0, 2, 3),)
