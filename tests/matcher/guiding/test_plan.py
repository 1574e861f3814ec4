"""Plans seat as many as any choice of guides and slots could."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from matcher.guiding.plan import Demand, plan_groups
from matcher.guiding.shortage import find_shortage
from matcher.guiding.supply import Supply

LOW, TARGET, HIGH = 2, 3, 3


def make_supply(free, capacity, suits):
    free, suits = (np.asarray(table, dtype=np.bool_) for table in (free, suits))
    guide, slot = np.nonzero(free)
    n_guides, n_slots = free.shape
    return Supply(
        guide_ids=tuple(f"C{d}" for d in range(n_guides)),
        slots=tuple(f"s{s}" for s in range(n_slots)),
        slot_names=tuple(f"S{s}" for s in range(n_slots)),
        capacity=np.asarray(capacity, dtype=np.int64),
        per_slot=1,
        guide=guide.astype(np.int64),
        slot=slot.astype(np.int64),
        suits=suits,
        speaks=np.ones((len(suits), n_guides), dtype=np.bool_),
        avoided=np.zeros((len(suits), n_guides), dtype=np.bool_),
        wishes=np.zeros((len(suits), n_guides), dtype=np.bool_),
    )


def most_seated(supply, cells):
    """Seat leaders in groups at given cells, as a flow; all groups must be filled."""
    if not cells:
        return 0
    n, k = supply.suits.shape[0], len(cells)
    if n < LOW:
        return -1
    joins = supply.joins()[:, list(cells)]
    bounds = [(0.0, float(open_to)) for open_to in joins.ravel()]
    one_seat = np.kron(np.eye(n), np.ones(k))
    filled = np.kron(np.ones(n), np.eye(k))
    A = np.vstack([one_seat, filled, -filled])
    b = np.concatenate([np.ones(n), np.full(k, HIGH), np.full(k, -LOW)])
    found = linprog(-np.ones(n * k), A_ub=A, b_ub=b, bounds=bounds)
    return round(-found.fun) if found.status == 0 else -1


def all_choices(supply):
    for taken in product((0, 1), repeat=supply.n_cells):
        cells = [c for c, is_taken in enumerate(taken) if is_taken]
        led = np.bincount(supply.guide[cells], minlength=supply.capacity.size)
        if (led <= supply.capacity).all():
            yield cells


@st.composite
def instances(draw):
    n_guides, n_slots, n = draw(st.integers(1, 3)), 2, draw(st.integers(0, 8))
    bits = st.lists(st.booleans(), min_size=n_slots, max_size=n_slots)
    free = draw(st.lists(bits, min_size=n_guides, max_size=n_guides))
    capacity = [draw(st.integers(0, 2)) for _ in range(n_guides)]
    suits = [draw(bits.filter(any)) for _ in range(n)]
    return make_supply(free, capacity, np.array(suits).reshape(n, n_slots))


@settings(deadline=None, max_examples=60)
@given(instances())
def test_no_other_plan_seats_more(supply):
    demand = Demand(np.arange(len(supply.suits)), LOW, TARGET, HIGH)

    plan = plan_groups(supply, demand)

    best = max(most_seated(supply, cells) for cells in all_choices(supply))
    assert plan.n_seated == best
    assert most_seated(supply, plan.cells.tolist()) == best
    assert sorted(plan.cells.tolist()) in [sorted(c) for c in all_choices(supply)]


def test_one_more_guide_is_worth_the_leaders_of_its_slot():
    suits = [[True, False]] * 3 + [[False, True]] * 5
    supply = make_supply([[True, True]], [1], suits)
    demand = Demand(np.arange(8), LOW, TARGET, HIGH)

    shortage = find_shortage(supply, demand, plan_groups(supply, demand))

    assert shortage.n_left == 5
    assert "1 guide can lead 1 group" in shortage.sentence
    assert shortage.cure in [
        f"2 more guides at S1 would seat them; one at {slot} would seat 3 of them."
        for slot in ("S0", "S1")  # one at S0 sends the guide there is to S1
    ]


def test_whoever_has_no_slot_with_any_guide_is_named():
    suits = [[True, False]] * 3 + [[False, True]] * 2
    supply = make_supply([[True, False]], [2], suits)
    demand = Demand(np.arange(5), LOW, TARGET, HIGH)

    shortage = find_shortage(supply, demand, plan_groups(supply, demand))

    assert shortage.rows == (3, 4)
    assert "2 leaders have no slot and language in common" in shortage.sentence
    assert shortage.cure == "1 more guide at S1 would seat them."


def test_enough_guides_are_no_shortage():
    supply = make_supply([[True, True]], [2], [[True, True]] * 6)
    demand = Demand(np.arange(6), LOW, TARGET, HIGH)

    assert find_shortage(supply, demand, plan_groups(supply, demand)) is None
