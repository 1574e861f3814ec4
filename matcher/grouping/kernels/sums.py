"""Group sums of many rows in one pass, without a copy of the rows."""

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def add_groups(
    X: NDArray[np.float64],
    labels: NDArray[np.intp],
    centre: NDArray[np.float64],
    counts: NDArray[np.float64],
    squares: NDArray[np.float64],
    sums: NDArray[np.float64],
) -> None:
    """Add known rows up by group, as offsets from a centre.

    Parameters
    ----------
    X : ndarray of shape (n_leaders, n_features)
        A row that begins with NaN is not known.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    centre : ndarray of shape (n_features,)
        Subtracted from each row.
    counts, squares : ndarray of shape (n_groups,)
        Raised by the number of known rows and by their squared lengths.
    sums : ndarray of shape (n_groups, n_features)
        Raised by the rows.
    """
    for i in range(labels.size):
        g = labels[i]
        if g < 0 or np.isnan(X[i, 0]):
            continue
        counts[g] += 1.0
        square = 0.0
        for d in range(centre.size):
            x = X[i, d] - centre[d]
            sums[g, d] += x
            square += x * x
        squares[g] += square
