"""Annealing with the best partner over groups of low-rank rows.

A visit pairs one group with a random bundle of four, and each of its units looks for
its best partner in each of the four groups, all lanes at once.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.kernels.admit import admits
from matcher.grouping.kernels.draws import LOG_SHARES, below, draw
from matcher.grouping.kernels.jit import inner, whole
from matcher.grouping.kernels.lanes import (
    BUNDLE,
    N_HEAD,
    N_SUMS,
    Block,
    Scratch,
    Shape,
    exchange,
    make_scratch,
    multiply,
    refresh_own,
    shortfall,
    side,
)
from matcher.grouping.kernels.rule_table import RuleTable

NEVER = np.float32(-1e30)


@inner
def _face(block: Block, shape: Shape, a: int, bundle: int, s: Scratch) -> None:
    """Prepare a visit of group `a` to a bundle: all that no single unit changes."""
    n_slots = block.units.shape[1]
    lanes = block.lanes[bundle]
    ca, ea, qa = side(shape, whole(block.heads[a]))
    for d in range(s.pull.size):
        s.pull[d] = shape.sign[d] * np.float32(block.sums[a, N_SUMS + d])
    multiply(lanes, s.pull, whole(0), s.cross)
    visitor = block.lanes[a // BUNDLE]
    for q in range(BUNDLE):
        b = bundle * BUNDLE + q
        cb, eb, qb = side(shape, whole(block.heads[b]))
        start = q * n_slots
        n_free = block.n_free[b] if b != a else 0
        for j in range(start, start + n_free):
            s.here[j] = ca * (s.cross[j] + lanes[0, j])
            s.here[j] += ea * lanes[1, j] + qa * lanes[3, j]
            s.there[j] = cb * (lanes[0, j] - lanes[2, j])
            s.there[j] -= eb * lanes[1, j] + qb * lanes[3, j]
        for j in range(start + n_free, start + n_slots):
            s.here[j] = NEVER
            s.there[j] = NEVER
        for d in range(s.pull.size):
            s.pull[d] = shape.sign[d] * np.float32(block.sums[b, N_SUMS + d])
        multiply(visitor, s.pull, (a % BUNDLE) * n_slots, s.mine[q])


@inner
def _may_trade(
    block: Block,
    table: RuleTable,
    weight: NDArray[np.int32],
    group_of: NDArray[np.int32],
    a: int,
    i: int,
    b: int,
    j: int,
) -> bool:
    """Check the hard rules of both groups for one exchange."""
    u, v = whole(block.units[a, i]), whole(block.units[b, j])
    if weight[u] != weight[v]:
        return False
    g, h = whole(block.numbers[a]), whole(block.numbers[b])
    return admits(
        table, block.units[a], whole(block.n_units[a]), group_of, u, v, g
    ) and admits(table, block.units[b], whole(block.n_units[b]), group_of, v, u, h)


@inner
def _visit(
    block: Block,
    shape: Shape,
    table: RuleTable,
    weight: NDArray[np.int32],
    group_of: NDArray[np.int32],
    state: NDArray[np.uint64],
    heat: float,
    min_gain: float,
    a: int,
    bundle: int,
    s: Scratch,
) -> int:
    """Let each unit of a group look for partners in a bundle; count the exchanges."""
    n_slots = block.units.shape[1]
    n_dims = s.pull.size
    lanes, visitor = block.lanes[bundle], block.lanes[a // BUNDLE]
    offset = (a % BUNDLE) * n_slots
    ca, ea, qa = side(shape, whole(block.heads[a]))
    _face(block, shape, a, bundle, s)
    n_taken = 0
    for i in range(block.n_free[a]):
        p = offset + i
        for d in range(n_dims):
            s.pull[d] = shape.sign[d] * visitor[N_HEAD + d, p]
        multiply(lanes, s.pull, whole(0), s.cross)
        is_stale = False
        for q in range(BUNDLE):
            b = bundle * BUNDLE + q
            if b == a or block.n_free[b] == 0 or is_stale:
                continue
            cb, eb, qb = side(shape, whole(block.heads[b]))
            mine_a = ca * (visitor[0, p] - visitor[2, p])
            mine_a -= ea * visitor[1, p] + qa * visitor[3, p]
            mine_b = cb * (visitor[0, p] + s.mine[q, i])
            mine_b += eb * visitor[1, p] + qb * visitor[3, p]
            least = min_gain
            if heat > 0.0:
                least = heat * LOG_SHARES[draw(state) & 4095]
            start, partner = q * n_slots, whole(-1)
            if not shape.is_protecting:
                best = np.float32(least - mine_a - mine_b)
                c = ca + cb
                for j in range(start, start + block.n_free[b]):
                    gain = s.here[j] + s.there[j] - c * s.cross[j]
                    if gain > best and _may_trade(
                        block, table, weight, group_of, a, i, b, j - start
                    ):
                        best, partner = gain, j - start
            else:
                va, vb = block.values[a], block.values[b]
                na, nb = whole(block.heads[a]), whole(block.heads[b])
                now = shortfall(shape, na, va) + shortfall(shape, nb, vb)
                top = least
                for j in range(start, start + block.n_free[b]):
                    da = s.here[j] - ca * s.cross[j] + mine_a
                    db = s.there[j] - cb * s.cross[j] + mine_b
                    if da + db + now <= top:
                        continue
                    gain = now + da + db
                    gain -= shortfall(shape, na, va + da)
                    gain -= shortfall(shape, nb, vb + db)
                    if gain > top and _may_trade(
                        block, table, weight, group_of, a, i, b, j - start
                    ):
                        top, partner = gain, j - start
            if partner >= 0:
                exchange(block, group_of, a, i, b, partner)
                refresh_own(block, shape, a, s)
                refresh_own(block, shape, b, s)
                n_taken += 1
                is_stale = True
        if is_stale:
            _face(block, shape, a, bundle, s)
    return n_taken


@njit(cache=True, nogil=True)
def anneal(
    block: Block,
    shape: Shape,
    table: RuleTable,
    weight: NDArray[np.int32],
    group_of: NDArray[np.int32],
    state: NDArray[np.uint64],
    heat: float,
    min_gain: float,
    n_sweeps: int,
) -> int:
    """Run sweeps of best-partner exchanges at one temperature.

    Parameters
    ----------
    block : Block
        Groups; changed in place.
    shape : Shape
        The objective.
    table : RuleTable
        Hard rules.
    weight : ndarray of shape (n_units,)
        Leaders in each unit; only units of one weight trade places.
    group_of : ndarray of shape (n_units,)
        Group of each unit in the problem; changed in place for those of the block.
    state : ndarray of shape (1,)
        Of the random numbers.
    heat : float
        Temperature, in the unit of the objective; 0 takes gains only.
    min_gain : float
        Least gain at temperature 0, above rounding error.
    n_sweeps : int
        Visits of each group.

    Returns
    -------
    int
        Exchanges made.
    """
    n_bundles = block.lanes.shape[0]
    s = make_scratch(block)
    n_taken = 0
    for _ in range(n_sweeps):
        for a in range(block.heads.size):
            if block.n_free[a] > 0:
                bundle = below(state, n_bundles)
                n_taken += _visit(
                    block,
                    shape,
                    table,
                    weight,
                    group_of,
                    state,
                    heat,
                    min_gain,
                    a,
                    bundle,
                    s,
                )
    return n_taken


@njit(cache=True, nogil=True)
def best_gains(
    block: Block, shape: Shape, state: NDArray[np.uint64], found: NDArray[np.float64]
) -> int:
    """Sample the gain of the best partner in a random group, rules apart.

    Parameters
    ----------
    block : Block
        Groups near a local optimum.
    shape : Shape
        The objective.
    state : ndarray of shape (1,)
        Of the random numbers.
    found : ndarray of shape (n_samples,)
        Filled with gains.

    Returns
    -------
    int
        How many gains were filled in.
    """
    n_groups, n_slots = block.units.shape
    s = make_scratch(block)
    n_found = 0
    for _ in range(found.size):
        a, b = below(state, n_groups), below(state, n_groups)
        if a == b or block.n_free[a] == 0 or block.n_free[b] == 0:
            continue
        bundle, q = b // BUNDLE, b % BUNDLE
        _face(block, shape, a, bundle, s)
        visitor = block.lanes[a // BUNDLE]
        i = below(state, whole(block.n_free[a]))
        p = (a % BUNDLE) * n_slots + i
        for d in range(s.pull.size):
            s.pull[d] = shape.sign[d] * visitor[N_HEAD + d, p]
        multiply(block.lanes[bundle], s.pull, whole(0), s.cross)
        ca, ea, qa = side(shape, whole(block.heads[a]))
        cb, eb, qb = side(shape, whole(block.heads[b]))
        best = -np.inf
        for j in range(q * n_slots, q * n_slots + block.n_free[b]):
            best = max(best, s.here[j] + s.there[j] - (ca + cb) * s.cross[j])
        best += ca * (visitor[0, p] - visitor[2, p])
        best -= ea * visitor[1, p] + qa * visitor[3, p]
        best += cb * (visitor[0, p] + s.mine[q, i])
        best += eb * visitor[1, p] + qb * visitor[3, p]
        found[n_found] = best
        n_found += 1
    return n_found
