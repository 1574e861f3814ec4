"""Who stands in whose list, when everyone is served at once."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Rows = NDArray[np.int32]
Flags = NDArray[np.bool_]


@njit(cache=True, nogil=True)
def choose_in_turn(
    rows: Rows,
    worth: NDArray[np.float32],
    asking: NDArray[np.int64],
    k: int,
    most: int,
    price: float,
    counts: NDArray[np.int64],
    chosen: Flags,
) -> None:
    """Let leaders choose one entry each, turn by turn, until all have `k`.

    Everyone's first choice comes before anyone's second. An entry is worth less by
    `price` times the share of `most` lists it stands in, and nothing once it is in all.

    Parameters
    ----------
    rows, worth : ndarray of shape (n_leaders, n_listed)
        Whom each might be shown, -1 for nobody; what they are worth to them.
    asking : ndarray of shape (n_asking,)
        Rows of those who choose, in the order of the first turn; every other turn goes
        the other way round.
    k, most : int
        Entries of each list, and lists in which one leader stands.
    price : float
        Not negative.
    counts : ndarray of shape (n_leaders,), int64
        Lists in which each stands; added to.
    chosen : ndarray of shape (n_leaders, n_listed), bool
        Which entries are taken; added to.
    """
    n = asking.size
    for turn in range(k):
        for step in range(n):
            row = asking[step] if turn % 2 == 0 else asking[n - 1 - step]
            held, best, at = 0, -np.inf, -1
            for place in range(rows.shape[1]):
                other = rows[row, place]
                if other < 0:
                    continue
                if chosen[row, place]:
                    held += 1
                elif counts[other] < most:
                    left = worth[row, place] - price * counts[other] / most
                    if left > best:
                        best, at = left, place
            if at >= 0 and held < k:
                chosen[row, at] = True
                counts[rows[row, at]] += 1
