"""Groups to guides and slots at the least cost: a flow, solved to optimality."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matcher.guiding.supply import Supply

UNIT = 1_000_000  # of the integer costs that the flow takes


def match_groups(
    supply: Supply, cost: NDArray[np.float64], *, unled: float
) -> NDArray[np.int64]:
    """Give each group a guide at a slot, or none.

    A guide takes so many groups as they have room for, and at one slot so many as
    they can be at. Both bounds are arcs of a network, so that a flow of least cost is
    an optimal assignment.

    Parameters
    ----------
    supply : Supply
        Guides with their slots.
    cost : ndarray of shape (n_groups, n_cells)
        Of each group with each guide at each slot; infinite where it cannot be.
    unled : float
        Cost of a group without a guide.

    Returns
    -------
    ndarray of shape (n_groups,), int64
        Cell of each group; -1 for none.

    References
    ----------
    Ahuja, Magnanti and Orlin, Network Flows, 1993, chapter 9.
    """
    n_groups = cost.shape[0]
    found = np.full(n_groups, -1, dtype=np.int64)
    if not n_groups:
        return found
    group, cell = np.nonzero(np.isfinite(cost))
    first_cell, first_guide = n_groups, n_groups + supply.n_cells
    source = first_guide + len(supply.guide_ids)
    groups, cells = np.arange(n_groups), np.arange(supply.n_cells)
    guides = np.arange(len(supply.guide_ids))
    arcs = (
        _arcs(group, first_cell + cell, 1, cost[group, cell]),
        _arcs(source, groups, 1, 0.0),
        _arcs(groups, source + 1, 1, unled),
        _arcs(first_cell + cells, first_guide + supply.guide, supply.per_slot, 0.0),
        _arcs(first_guide + guides, source + 1, supply.capacity, 0.0),
    )
    flow = SimpleMinCostFlow()
    tails, heads, room, prices = (
        np.concatenate(part) for part in zip(*arcs, strict=True)
    )
    numbers = flow.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32), heads.astype(np.int32), room, prices
    )
    flow.set_node_supply(source, n_groups)
    flow.set_node_supply(source + 1, -n_groups)
    status = flow.solve()
    assert status == flow.OPTIMAL, status  # noqa: S101 - going unled is always open
    taken = flow.flows(numbers[: group.size]) > 0
    found[group[taken]] = cell[taken]
    return found


def _arcs(*ends_room_cost: ArrayLike) -> tuple[NDArray[np.int64], ...]:
    """Spell out arcs of one kind: from, to, room and whole-numbered cost."""
    tails, heads, room, cost = np.broadcast_arrays(*ends_room_cost)
    prices = np.round(cost * UNIT)
    ends = (tails, heads, room, prices)
    return tuple(np.atleast_1d(part).astype(np.int64) for part in ends)
