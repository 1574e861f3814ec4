"""Gather some groups side by side for one thread, and write them back."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.grouping.kernels.anneal import N_HEAD, Block
from matcher.grouping.kernels.seat import Seats


@njit(cache=True, nogil=True)
def load_block(
    block: Block,
    seats: Seats,
    groups: NDArray[np.int32],
    Y: NDArray[np.float32],
    lines: NDArray[np.float64],
) -> None:
    """Lay some groups out for the search; sums are added up anew in float64.

    Parameters
    ----------
    block : Block
        Room for at least as many groups; changed in place.
    seats : Seats
        Who sits where.
    groups : ndarray of shape (n_groups,)
        Groups to gather.
    Y : ndarray of shape (n_units, n_dims)
        Coordinates of units.
    lines : ndarray of shape (n_units, 4)
        Half own square, extra term, linear term and own square of units.
    """
    n_dims, n_lanes = Y.shape[1], block.lanes.shape[2]
    for k in range(groups.size):
        g = groups[k]
        n_free, n = 0, seats.n_units[g]
        last = n
        block.units[k, :] = -1
        block.sums[k, :] = 0.0
        block.lanes[k, :, :] = 0.0
        for slot in range(n):
            u = seats.units[g, slot]
            block.sums[k, 0] += lines[u, 2]
            block.sums[k, 1] += lines[u, 3]
            for d in range(n_dims):
                block.sums[k, N_HEAD + d] += Y[u, d]
            if seats.is_free[u] and n_free < n_lanes:
                block.lanes[k, 0, n_free] = lines[u, 0]
                block.lanes[k, 1, n_free] = lines[u, 1]
                for d in range(n_dims):
                    block.lanes[k, N_HEAD + d, n_free] = Y[u, d]
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


@njit(cache=True, nogil=True)
def save_block(block: Block, seats: Seats, n_groups: int) -> None:
    """Write the groups of a block back.

    Parameters
    ----------
    block : Block
        After a search.
    seats : Seats
        Changed in place.
    n_groups : int
        Groups of the block that are in use.
    """
    for k in range(n_groups):
        g = block.numbers[k]
        seats.units[g, :] = block.units[k, :]
        seats.n_units[g] = block.n_units[k]
        seats.heads[g] = block.heads[k]
