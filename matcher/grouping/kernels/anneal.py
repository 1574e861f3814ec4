"""Annealing with the best partner over groups of low-rank rows.

A pair of units has the weight ``e_i + e_j + sum_d sign_d y_id y_jd``, so the change of
any exchange follows from the sums of two groups. Groups lie in bundles of four, their
units side by side in lanes: a visit pairs one group with a random bundle, and each of
its units looks for its best partner in each of the four groups, all lanes at once.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.kernels.admit import RuleTable, admits
from matcher.grouping.kernels.draws import LOG_SHARES, below, draw
from matcher.grouping.kernels.jit import inner

BUNDLE = 4
N_HEAD = 4  # lines of `lanes` before the coordinates
N_SUMS = 2  # columns of `sums` before the coordinates
NEVER = np.float32(-1e30)


class Block(NamedTuple):
    """Some groups and their units, side by side for one thread.

    Attributes
    ----------
    lanes : ndarray of shape (n_bundles, 4 + n_dims, 4 * n_slots), float32
        Column of a unit: half its own square, linear term, product with the sum of its
        group, own squares of its leaders, coordinates. Group `g` has the lanes of
        quarter ``g % 4`` of bundle ``g // 4``.
    units : ndarray of shape (n_groups, n_slots), int32
        Units in the slots, those that may leave first; -1 when empty.
    n_free, n_units : ndarray of shape (n_groups,)
        Units that may leave, and all units.
    heads : ndarray of shape (n_groups,)
        Leaders in each group.
    low, high : ndarray of shape (n_groups,)
        Fewest and most leaders.
    sums : ndarray of shape (n_groups, 2 + n_dims)
        Sum of linear terms, of own squares, and of coordinates.
    values : ndarray of shape (n_groups,)
        Part of the objective of each group.
    numbers : ndarray of shape (n_groups,)
        Number of each group in the problem.
    """

    lanes: NDArray[np.float32]
    units: NDArray[np.int32]
    n_free: NDArray[np.int32]
    n_units: NDArray[np.int32]
    heads: NDArray[np.int32]
    low: NDArray[np.int32]
    high: NDArray[np.int32]
    sums: NDArray[np.float64]
    values: NDArray[np.float64]
    numbers: NDArray[np.int32]


class Shape(NamedTuple):
    """How group sums make the objective.

    Attributes
    ----------
    sign : ndarray of shape (n_dims,), float32
        +1 or -1 of each coordinate.
    scale : ndarray of shape (largest size + 2,)
        Factor of a group of each size.
    floor : ndarray of shape (largest size + 2,)
        Value below which a group of each size is protected.
    care : ndarray of shape (largest size + 2,)
        Price of the squared shortfall below `floor`; all 0 without protection.
    is_protecting : bool
        Whether any `care` is positive.
    """

    sign: NDArray[np.float32]
    scale: NDArray[np.float64]
    floor: NDArray[np.float64]
    care: NDArray[np.float64]
    is_protecting: bool


class Scratch(NamedTuple):
    """Room for one visit, so that no loop allocates.

    Attributes
    ----------
    pull : ndarray of shape (n_dims,), float32
        Signed coordinates of the unit at hand, or of a sum.
    here, there : ndarray of shape (4 * n_slots,), float32
        What each lane adds to the change of the visiting group, and of its own.
    cross : ndarray of shape (4 * n_slots,), float32
        Product of the unit at hand with each lane.
    mine : ndarray of shape (4, n_slots), float32
        Product of each visiting unit with the sum of each group of the bundle.
    """

    pull: NDArray[np.float32]
    here: NDArray[np.float32]
    there: NDArray[np.float32]
    cross: NDArray[np.float32]
    mine: NDArray[np.float32]


@inner
def make_scratch(block: Block) -> Scratch:
    """Make room for visits.

    Parameters
    ----------
    block : Block
        Whose shape counts.

    Returns
    -------
    Scratch
        Uninitialised.
    """
    n_dims, n_lanes = block.lanes.shape[1] - N_HEAD, block.lanes.shape[2]
    return Scratch(
        np.empty(n_dims, dtype=np.float32),
        np.empty(n_lanes, dtype=np.float32),
        np.empty(n_lanes, dtype=np.float32),
        np.empty(n_lanes, dtype=np.float32),
        np.empty((BUNDLE, n_lanes // BUNDLE), dtype=np.float32),
    )


@inner
def group_value(block: Block, shape: Shape, g: int, size: int) -> float:
    """Compute a group's part of the objective from its sums.

    Parameters
    ----------
    block : Block
        The groups.
    shape : Shape
        The objective.
    g, size : int
        The group and its number of leaders.

    Returns
    -------
    float
        Its part, protection left aside.
    """
    square = 0.0
    for d in range(shape.sign.size):
        square += shape.sign[d] * block.sums[g, N_SUMS + d] ** 2
    value = (size - 1) * block.sums[g, 0] + 0.5 * (square - block.sums[g, 1])
    return float(shape.scale[size] * value)


@inner
def _multiply(
    lanes: NDArray[np.float32],
    pull: NDArray[np.float32],
    start: int,
    products: NDArray[np.float32],
) -> None:
    """Multiply a vector with the coordinates in all lanes from `start` on."""
    n = products.size
    for j in range(n):
        products[j] = np.float32(0.0)
    for d in range(0, pull.size, 4):
        p0, p1, p2, p3 = pull[d], pull[d + 1], pull[d + 2], pull[d + 3]
        r0 = lanes[N_HEAD + d, start : start + n]
        r1 = lanes[N_HEAD + d + 1, start : start + n]
        r2 = lanes[N_HEAD + d + 2, start : start + n]
        r3 = lanes[N_HEAD + d + 3, start : start + n]
        for j in range(n):
            products[j] += (p0 * r0[j] + p1 * r1[j]) + (p2 * r2[j] + p3 * r3[j])


@inner
def refresh_own(block: Block, shape: Shape, g: int, s: Scratch) -> None:
    """Multiply the units of a group with its sum, and compute its value.

    Parameters
    ----------
    block : Block
        Changed in place.
    shape : Shape
        The objective.
    g : int
        The group.
    s : Scratch
        Room.
    """
    n_slots = block.units.shape[1]
    start = (g % BUNDLE) * n_slots
    for d in range(s.pull.size):
        s.pull[d] = shape.sign[d] * np.float32(block.sums[g, N_SUMS + d])
    lanes = block.lanes[g // BUNDLE]
    _multiply(lanes, s.pull, start, lanes[2, start : start + n_slots])
    block.values[g] = group_value(block, shape, g, int(block.heads[g]))


@inner
def side(shape: Shape, size: int) -> tuple[np.float32, np.float32, np.float32]:
    """Return the factors of products, linear terms and own squares for a size.

    Parameters
    ----------
    shape : Shape
        The objective.
    size : int
        Leaders in the group.

    Returns
    -------
    tuple of three float32
        What one unit of each adds to the group's value.
    """
    c = shape.scale[size]
    return np.float32(c), np.float32(c * (size - 1)), np.float32(-0.5 * c)


@inner
def _face(block: Block, shape: Shape, a: int, bundle: int, s: Scratch) -> None:
    """Prepare a visit of group `a` to a bundle: all that no single unit changes."""
    n_slots = block.units.shape[1]
    lanes = block.lanes[bundle]
    ca, ea, qa = side(shape, int(block.heads[a]))
    for d in range(s.pull.size):
        s.pull[d] = shape.sign[d] * np.float32(block.sums[a, N_SUMS + d])
    _multiply(lanes, s.pull, 0, s.cross)
    visitor = block.lanes[a // BUNDLE]
    for q in range(BUNDLE):
        b = bundle * BUNDLE + q
        cb, eb, qb = side(shape, int(block.heads[b]))
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
        _multiply(visitor, s.pull, (a % BUNDLE) * n_slots, s.mine[q])


@inner
def exchange(
    block: Block, group_of: NDArray[np.int32], a: int, i: int, b: int, j: int
) -> None:
    """Trade the units in slot `i` of `a` and slot `j` of `b`; sums follow.

    Parameters
    ----------
    block : Block
        Changed in place.
    group_of : ndarray of shape (n_units,)
        Group of each unit in the problem; changed in place.
    a, i, b, j : int
        Groups and slots.
    """
    n_slots = block.units.shape[1]
    one, two = block.lanes[a // BUNDLE], block.lanes[b // BUNDLE]
    p, q = (a % BUNDLE) * n_slots + i, (b % BUNDLE) * n_slots + j
    for d in range(block.sums.shape[1] - N_SUMS):
        step = np.float64(two[N_HEAD + d, q]) - np.float64(one[N_HEAD + d, p])
        block.sums[a, N_SUMS + d] += step
        block.sums[b, N_SUMS + d] -= step
    linear = np.float64(two[1, q]) - np.float64(one[1, p])
    square = np.float64(two[3, q]) - np.float64(one[3, p])
    block.sums[a, 0] += linear
    block.sums[b, 0] -= linear
    block.sums[a, 1] += square
    block.sums[b, 1] -= square
    for d in range(one.shape[0]):
        kept = one[d, p]
        one[d, p] = two[d, q]
        two[d, q] = kept
    u, v = block.units[a, i], block.units[b, j]
    block.units[a, i] = v
    block.units[b, j] = u
    group_of[u] = block.numbers[b]
    group_of[v] = block.numbers[a]


@inner
def shortfall(shape: Shape, size: int, value: float) -> float:
    """Price what a group lacks to its floor.

    Parameters
    ----------
    shape : Shape
        The objective.
    size : int
        Leaders in the group.
    value : float
        Its value.

    Returns
    -------
    float
        At least 0.
    """
    lack = max(0.0, shape.floor[size] - value)
    return float(shape.care[size] * lack * lack)


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
    u, v = int(block.units[a, i]), int(block.units[b, j])
    if weight[u] != weight[v]:
        return False
    g, h = int(block.numbers[a]), int(block.numbers[b])
    return admits(
        table, block.units[a], int(block.n_units[a]), group_of, u, v, g
    ) and admits(table, block.units[b], int(block.n_units[b]), group_of, v, u, h)


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
    ca, ea, qa = side(shape, int(block.heads[a]))
    _face(block, shape, a, bundle, s)
    n_taken = 0
    for i in range(block.n_free[a]):
        p = offset + i
        for d in range(n_dims):
            s.pull[d] = shape.sign[d] * visitor[N_HEAD + d, p]
        _multiply(lanes, s.pull, 0, s.cross)
        is_stale = False
        for q in range(BUNDLE):
            b = bundle * BUNDLE + q
            if b == a or block.n_free[b] == 0 or is_stale:
                continue
            cb, eb, qb = side(shape, int(block.heads[b]))
            mine_a = ca * (visitor[0, p] - visitor[2, p])
            mine_a -= ea * visitor[1, p] + qa * visitor[3, p]
            mine_b = cb * (visitor[0, p] + s.mine[q, i])
            mine_b += eb * visitor[1, p] + qb * visitor[3, p]
            least = min_gain
            if heat > 0.0:
                least = heat * LOG_SHARES[draw(state) & 4095]
            start, partner = q * n_slots, -1
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
                na, nb = int(block.heads[a]), int(block.heads[b])
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
        i = below(state, int(block.n_free[a]))
        p = (a % BUNDLE) * n_slots + i
        for d in range(s.pull.size):
            s.pull[d] = shape.sign[d] * visitor[N_HEAD + d, p]
        _multiply(block.lanes[bundle], s.pull, 0, s.cross)
        ca, ea, qa = side(shape, int(block.heads[a]))
        cb, eb, qb = side(shape, int(block.heads[b]))
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
