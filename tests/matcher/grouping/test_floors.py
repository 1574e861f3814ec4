"""Claims about rules that need several leaders in a group: company, and floors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import InfeasibleError
from matcher.grouping import (
    Apart,
    AtLeast,
    AtMost,
    Facet,
    MaxIterations,
    NotOnly,
    Pin,
    Problem,
    Spread,
    Together,
    check_labels,
    solve,
)
from tests.matcher.grouping.brute import most_seated


def features(n, seed=0):
    """Return a facet of n random rows."""
    return [Facet("x", np.random.default_rng(seed).normal(size=(n, 3)))]


def marks(n, marked):
    """Return n zeros, with ones for the first rows."""
    found = np.zeros(n, dtype=np.int64)
    found[:marked] = 1
    return found


@st.composite
def floor_problems(draw, max_leaders=36):
    """Draw a problem with rules about company or floors, and others beside them."""
    n = draw(st.integers(4, max_leaders))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    kinds = {
        "company": NotOnly(rng.integers(-1, 2, n)),
        "companies": NotOnly(rng.integers(-1, max(2, n // 4), n), "other company"),
        "floor": AtLeast(rng.random(n) < 0.4, int(rng.integers(1, 3))),
        "cap": AtMost(rng.integers(-1, max(3, n // 3), n), int(rng.integers(1, 3))),
        "ratio": Spread(np.exp(rng.normal(0, 1.0, n)), ratio=12.0),
        "apart": Apart(rng.permutation(n)[:4].reshape(2, 2)),
        "together": Together(rng.permutation(n)[:4].reshape(2, 2)),
        "pin": Pin(rng.choice(n, 2, replace=False), np.array([0, 0])),
    }
    first = draw(st.sampled_from(["company", "companies", "floor"]))
    more = draw(st.sets(st.sampled_from(sorted(kinds)), max_size=4))
    low = draw(st.integers(1, 5))
    sizes = (low, low + draw(st.integers(0, 3)))
    n_groups = draw(st.sampled_from([None, max(1, n // (low + 1))]))
    problem = Problem.from_facets(features(n), sizes=sizes, n_groups=n_groups)
    return problem.with_rules(*(kinds[name] for name in sorted({first, *more})))


@settings(max_examples=80)
@given(floor_problems())
def test_company_and_floors_hold_beside_other_rules(problem):
    try:
        result = solve(problem, MaxIterations(3))
    except InfeasibleError:
        return

    assert check_labels(problem, result.labels) == ()
    assert set(result.unseated) == set(np.flatnonzero(result.labels < 0))


@pytest.mark.parametrize("seed", range(4))
def test_few_of_a_kind_share_groups_and_nobody_stays_out(seed):
    women = marks(60, 7)
    problem = Problem.from_facets(features(60, seed), sizes=(10, 10), n_groups=6)

    result = solve(problem.with_rules(NotOnly(women)), MaxIterations(5), seed=seed)

    counts = np.bincount(result.labels[women == 1], minlength=6)
    assert (result.labels >= 0).all()
    assert 1 not in counts


def test_two_kinds_fill_all_groups_of_a_free_number():
    women = marks(249, 87)
    problem = Problem.from_facets(features(249), sizes=(8, 12), target=10)

    result = solve(problem.with_rules(NotOnly(women)), MaxIterations(3))

    assert (result.labels >= 0).all()


def test_the_only_one_of_a_kind_stays_unseated():
    problem = Problem.from_facets(features(21), sizes=(5, 7), n_groups=4)

    result = solve(problem.with_rules(NotOnly(marks(21, 1))), MaxIterations(3))

    assert result.unseated == {0: "not only"}


def test_unknown_kinds_need_no_company():
    unknown = np.where(marks(20, 3) == 1, -1, 0)
    problem = Problem.from_facets(features(20), sizes=(5, 5), n_groups=4)

    result = solve(problem.with_rules(NotOnly(unknown)), MaxIterations(3))

    assert (result.labels >= 0).all()


def test_every_group_gets_its_marked_leaders():
    marked = marks(60, 12)
    problem = Problem.from_facets(features(60), sizes=(10, 10), n_groups=6)

    result = solve(problem.with_rules(AtLeast(marked, 2)), MaxIterations(5))

    assert np.bincount(result.labels[marked == 1]).tolist() == [2] * 6


def test_a_floor_that_bars_groups_is_the_reason():
    problem = Problem.from_facets(features(60), sizes=(8, 12))

    result = solve(problem.with_rules(AtLeast(marks(60, 2))), MaxIterations(3))

    assert result.n_groups == 2
    assert len(result.unseated) == 36
    assert set(result.unseated.values()) == {"at least"}


def test_no_group_can_be_formed_without_any_marked_leader():
    problem = Problem.from_facets(features(12), sizes=(3, 4))

    with pytest.raises(InfeasibleError):
        solve(problem.with_rules(AtLeast(marks(12, 0))), MaxIterations(1))


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.sampled_from([(2, 4), (3, 4), (2, 3)]))
def test_no_more_are_seated_than_any_assignment_seats(seed, sizes):
    """Seating under these rules is a search: the oracle only bounds it from above."""
    rng = np.random.default_rng(seed)
    problem = Problem.from_facets(features(7, seed), sizes=sizes, n_groups=2)
    rules = [NotOnly(rng.integers(-1, 3, 7)), AtLeast(rng.random(7) < 0.5)]
    problem = problem.with_rules(*rules[: int(rng.integers(1, 3))])
    most = most_seated(problem, 2)

    try:
        labels = solve(problem, MaxIterations(3)).labels
    except InfeasibleError:
        return

    assert check_labels(problem, labels) == ()
    assert (labels >= 0).sum() <= most


@pytest.mark.parametrize(
    ("kinds", "marked", "n_seated"),
    [
        ([0, 0, 0, 1, 1, 1, 1], [1, 0, 0, 1, 0, 0, 0], 7),
        ([0, 0, 0, 0, 0, 1, 2], [1, 1, 1, 1, 1, 1, 1], 5),
        ([0, 0, 1, 1, 2, 2, -1], [1, 0, 1, 0, 0, 0, 0], 7),
        ([-1] * 7, [1, 0, 0, 0, 0, 0, 0], 4),
    ],
    ids=["all", "two without company", "pairs", "one group for want of marks"],
)
def test_as_many_are_seated_as_can_be_where_the_answer_is_known(
    kinds, marked, n_seated
):
    problem = Problem.from_facets(features(7), sizes=(2, 4), n_groups=2)
    problem = problem.with_rules(NotOnly(np.array(kinds)), AtLeast(np.array(marked)))

    result = solve(problem, MaxIterations(3))

    assert most_seated(problem, 2) == n_seated
    assert (result.labels >= 0).sum() == n_seated


@pytest.mark.parametrize(
    ("seed", "sizes", "most"),
    [(24, (2, 3), 3), (68, (2, 3), 4), (71, (3, 4), 7), (76, (3, 4), 7)],
)
def test_hard_cases_of_floors_and_company_seat_all_who_can_be(seed, sizes, most):
    """The search alone misses these; the exact model does not."""
    rng = np.random.default_rng(seed)
    rules = NotOnly(rng.integers(-1, 3, 7)), AtLeast(rng.random(7) < 0.5)
    problem = Problem.from_facets(features(7, seed), sizes=sizes, n_groups=2)

    result = solve(problem.with_rules(*rules), MaxIterations(3))

    assert (result.labels >= 0).sum() == most


def test_a_pinned_set_that_a_rule_tears_stays_unseated():
    problem = Problem.from_facets(features(8), sizes=(2, 4), n_groups=2).with_rules(
        Together(np.array([[0, 1]])),
        Apart(np.array([[0, 1]])),
        Pin(np.array([0]), np.array([1])),
    )

    result = solve(problem, MaxIterations(1))

    assert result.unseated == {0: "apart", 1: "apart"}
