"""Guides are given out at the least cost: compared with trying everything."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.guiding.matching import match_groups
from matcher.guiding.supply import Supply


def make_supply(free, capacity, per_slot=1, n_leaders=0):
    """Make a supply of guides with the slots of a table of true and false."""
    free = np.asarray(free, dtype=np.bool_)
    guide, slot = np.nonzero(free)
    n_guides, n_slots = free.shape
    return Supply(
        guide_ids=tuple(f"C{d}" for d in range(n_guides)),
        slots=tuple(f"s{s}" for s in range(n_slots)),
        slot_names=tuple(f"S{s}" for s in range(n_slots)),
        capacity=np.asarray(capacity, dtype=np.int64),
        per_slot=per_slot,
        guide=guide.astype(np.int64),
        slot=slot.astype(np.int64),
        suits=np.ones((n_leaders, n_slots), dtype=np.bool_),
        speaks=np.ones((n_leaders, n_guides), dtype=np.bool_),
        avoided=np.zeros((n_leaders, n_guides), dtype=np.bool_),
        wishes=np.zeros((n_leaders, n_guides), dtype=np.bool_),
    )


def is_allowed(supply, cells):
    taken = [cell for cell in cells if cell >= 0]
    per_cell = np.bincount(taken, minlength=supply.n_cells)
    per_guide = np.bincount(supply.guide[taken], minlength=supply.capacity.size)
    return (per_cell <= supply.per_slot).all() and (per_guide <= supply.capacity).all()


def cost_of(cost, cells, unled):
    return sum(
        unled if cell < 0 else cost[group, cell] for group, cell in enumerate(cells)
    )


@st.composite
def instances(draw):
    n_guides, n_slots = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    bits = st.lists(st.booleans(), min_size=n_slots, max_size=n_slots)
    free = draw(st.lists(bits, min_size=n_guides, max_size=n_guides))
    capacity = [draw(st.integers(0, 2)) for _ in range(n_guides)]
    supply = make_supply(free, capacity, draw(st.integers(1, 2)))
    n_groups = draw(st.integers(0, 4))
    price = st.sampled_from([0.0, 0.1, 1.0, 2.5, -0.1, np.inf])
    cost = [[draw(price) for _ in range(supply.n_cells)] for _ in range(n_groups)]
    return supply, np.array(cost).reshape(n_groups, supply.n_cells)


@settings(deadline=None, max_examples=150)
@given(instances(), st.sampled_from([0.5, 2.0, 1e6]))
def test_no_other_way_costs_less(instance, unled):
    supply, cost = instance

    cells = match_groups(supply, cost, unled=unled).tolist()

    ways = product(range(-1, supply.n_cells), repeat=cost.shape[0])
    least = min(cost_of(cost, way, unled) for way in ways if is_allowed(supply, way))
    assert is_allowed(supply, cells)
    assert cost_of(cost, cells, unled) == pytest.approx(least, abs=1e-5)


def test_three_hundred_groups_are_matched_whole():
    rng = np.random.default_rng(0)
    supply = make_supply(np.ones((100, 6)), np.full(100, 3))
    cost = rng.random((300, supply.n_cells))

    cells = match_groups(supply, cost, unled=1e6)

    assert (cells >= 0).all()
    assert is_allowed(supply, cells)
