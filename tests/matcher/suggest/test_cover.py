"""Exact cover: against a mixed-integer solver and against every choice there is."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from matcher.suggest.cover import fewest_people, undominated

NOBODY = np.zeros((0, 2), dtype=np.int64)


@st.composite
def wanted(draw):
    n = draw(st.integers(1, 14))
    n_skills = draw(st.integers(1, 5))
    masks = draw(st.lists(st.integers(0, 2**n_skills - 1), min_size=n, max_size=n))
    costs = draw(st.lists(st.integers(0, 20), min_size=n, max_size=n))
    people = st.integers(0, n - 1)
    pairs = draw(st.lists(st.tuples(people, people), max_size=6))
    pairs = [(a, b) for a, b in pairs if a != b]
    need = draw(st.integers(0, 2**n_skills - 1))
    return (
        np.array(masks, dtype=np.int64),
        np.array(costs, dtype=np.float64) / 8.0,
        need,
        np.array(pairs, dtype=np.int64).reshape(-1, 2),
    )


def covers(masks, chosen, need):
    held = 0
    for place in chosen:
        held |= int(masks[place])
    return held & need == need


@given(wanted())
def test_no_choice_has_fewer_people_or_as_few_at_less_cost(case):
    masks, costs, need, barred = case
    found = fewest_people(masks, costs, need, barred=barred, most=4)

    foes = {frozenset(pair) for pair in barred.tolist()}
    choices = [
        (size, float(sum(costs[p] for p in chosen)))
        for size in range(5)
        for chosen in combinations(range(masks.size), size)
        if covers(masks, chosen, need)
        and not any(frozenset(pair) in foes for pair in combinations(chosen, 2))
    ]

    if not choices:
        assert found is None
        return
    assert found is not None
    assert covers(masks, found.chosen, need)
    assert not any(frozenset(p) in foes for p in combinations(found.chosen, 2))
    if found.is_exact:
        assert (len(found.chosen), pytest.approx(found.cost)) == min(choices)
    else:
        assert (len(found.chosen), found.cost) >= min(choices)


@pytest.mark.parametrize("seed", range(6))
def test_larger_cases_agree_with_a_mixed_integer_solver(seed):
    rng = np.random.default_rng(seed)
    n, n_skills = 300, 6
    has = rng.random((n, n_skills)) < 0.12
    masks = (has * 2 ** np.arange(n_skills)).sum(axis=1).astype(np.int64)
    costs = rng.random(n)

    found = fewest_people(masks, costs, 2**n_skills - 1, barred=NOBODY, most=8)

    best = milp(
        1000.0 + costs,
        integrality=np.ones(n),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(has.T.astype(float), 1, np.inf),
        options={"mip_rel_gap": 0.0},
    )
    assert found is not None
    assert found.is_exact
    assert 1000.0 * len(found.chosen) + found.cost == pytest.approx(best.fun, abs=1e-6)


def test_one_who_has_less_and_is_further_is_left_out():
    masks = np.array([0b11, 0b01, 0b10, 0b00], dtype=np.int64)
    costs = np.array([0.1, 0.2, 0.05, 0.0])

    assert undominated(masks, costs, layers=1).tolist() == [2, 0]
    assert undominated(masks, costs, layers=2).tolist() == [2, 0, 1]


def test_nothing_needed_needs_nobody():
    found = fewest_people(np.zeros(0, np.int64), np.zeros(0), 0, barred=NOBODY, most=3)

    assert found is not None
    assert found.chosen == ()
