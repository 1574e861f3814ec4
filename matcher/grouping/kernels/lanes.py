"""Groups of low-rank rows in lanes: their layout, their values, one exchange.

A pair of units has the weight ``e_i + e_j + sum_d sign_d y_id y_jd``, so the change of
any exchange follows from the sums of two groups. Groups lie in bundles of four, their
units side by side in lanes.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.kernels.jit import inner

BUNDLE = 4
N_HEAD = 4  # lines of `lanes` before the coordinates
N_SUMS = 2  # columns of `sums` before the coordinates


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
def multiply(
    lanes: NDArray[np.float32],
    pull: NDArray[np.float32],
    start: int,
    products: NDArray[np.float32],
) -> None:
    """Multiply a vector with the coordinates in all lanes from `start` on.

    Parameters
    ----------
    lanes : ndarray of shape (4 + n_dims, 4 * n_slots)
        Of one bundle.
    pull : ndarray of shape (n_dims,)
        The vector.
    start : int
        First lane.
    products : ndarray of shape (n_lanes,)
        Overwritten, one product a lane.
    """
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
    multiply(lanes, s.pull, start, lanes[2, start : start + n_slots])
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
