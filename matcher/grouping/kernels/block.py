"""Gather some groups side by side for one thread, and write them back."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.kernels.lanes import (
    BUNDLE,
    N_HEAD,
    N_SUMS,
    Block,
    Shape,
    make_scratch,
    refresh_own,
)
from matcher.grouping.kernels.seat import Seats


@njit(cache=True, nogil=True)
def load_block(
    block: Block,
    shape: Shape,
    seats: Seats,
    groups: NDArray[np.int32],
    Y: NDArray[np.float32],
    lines: NDArray[np.float64],
) -> None:
    """Lay some groups out for the search; sums are added up anew in float64.

    Parameters
    ----------
    block : Block
        Room for as many groups, rounded up to whole bundles; changed in place.
    shape : Shape
        The objective.
    seats : Seats
        Who sits where.
    groups : ndarray of shape (n_groups,)
        Groups to gather.
    Y : ndarray of shape (n_units, n_dims)
        Coordinates of units.
    lines : ndarray of shape (n_units, 3)
        Half own square, linear term and own squares of the leaders of units.
    """
    n_dims, n_slots = Y.shape[1], block.units.shape[1]
    scratch = make_scratch(block)
    block.lanes[:, :, :] = 0.0
    for k in range(block.heads.size):
        block.units[k, :] = -1
        block.sums[k, :] = 0.0
        block.n_free[k] = block.n_units[k] = block.heads[k] = 0
        block.low[k] = block.high[k] = 0
        block.numbers[k] = -1
        block.values[k] = 0.0
        if k >= groups.size:
            continue
        g = groups[k]
        n_free, n = 0, seats.n_units[g]
        last = n
        lanes, start = block.lanes[k // BUNDLE], (k % BUNDLE) * n_slots
        for slot in range(n):
            u = seats.units[g, slot]
            block.sums[k, 0] += lines[u, 1]
            block.sums[k, 1] += lines[u, 2]
            for d in range(n_dims):
                block.sums[k, N_SUMS + d] += Y[u, d]
            if seats.is_free[u]:
                lane = start + n_free
                lanes[0, lane] = lines[u, 0]
                lanes[1, lane] = lines[u, 1]
                lanes[3, lane] = lines[u, 2]
                for d in range(n_dims):
                    lanes[N_HEAD + d, lane] = Y[u, d]
                block.units[k, n_free] = u
                n_free += 1
            else:
                last -= 1
                block.units[k, last] = u
        block.n_free[k] = n_free
        block.n_units[k] = n
        block.heads[k] = seats.heads[g]
        block.low[k] = seats.low[g]
        block.high[k] = seats.high[g]
        block.numbers[k] = g
        refresh_own(block, shape, k, scratch)


@njit(cache=True, nogil=True)
def save_block(block: Block, seats: Seats) -> None:
    """Write the groups of a block back.

    Parameters
    ----------
    block : Block
        After a search.
    seats : Seats
        Changed in place.
    """
    for k in range(block.heads.size):
        g = block.numbers[k]
        if g >= 0:
            seats.units[g, :] = block.units[k, :]
            seats.n_units[g] = block.n_units[k]
            seats.heads[g] = block.heads[k]
