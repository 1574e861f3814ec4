"""Random numbers inside compiled loops: a 64-bit xorshift* state of one's own."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

LOG_SHARES = np.log((np.arange(4096) + 0.5) / 4096.0).astype(np.float32)


@njit(cache=True, nogil=True, inline="always")
def draw(state: NDArray[np.uint64]) -> int:
    """Draw 31 random bits and advance the state (Vigna, 2016).

    Parameters
    ----------
    state : ndarray of shape (1,)
        Not zero; changed in place.

    Returns
    -------
    int
        In [0, 2**31).
    """
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return int((x * np.uint64(2685821657736338717)) >> np.uint64(33))


@njit(cache=True, nogil=True, inline="always")
def below(state: NDArray[np.uint64], n: int) -> int:
    """Draw a whole number below `n`.

    Parameters
    ----------
    state : ndarray of shape (1,)
        Changed in place.
    n : int
        In [1, 2**31).

    Returns
    -------
    int
        In [0, n).
    """
    return (draw(state) * int(n)) >> 31
