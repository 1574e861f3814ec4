"""How far apart the peers of a row can be at most: a bound from pairs, not scatter.

In a group of size s a row has s - 1 peers, so its mean distance to them is at most the
mean of its s - 1 largest distances. Where distances saturate, as in a tree of sectors,
this is far tighter than the total scatter.
"""

import numpy as np
from numpy.typing import NDArray

MAX_DENSE = 2000  # rows; beyond, only the largest distance of each row is looked up
MAX_DISTINCT = 2000  # distinct rows whose distances are looked up


def pair_distances(X: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spell out the distances that the score of a facet is made of.

    Parameters
    ----------
    X : ndarray of shape (n, n_features)
        Coordinates; a row of NaN is unknown.

    Returns
    -------
    ndarray of shape (n, n)
        Squared distances; 1.0 where either row is unknown, the diagonal included.
    """
    unknown = np.isnan(X[:, 0])
    known = np.where(unknown[:, None], 0.0, X)
    h = np.einsum("ij,ij->i", known, known)
    D: NDArray[np.float64] = h[:, None] + h[None, :] - 2.0 * (known @ known.T)
    np.maximum(D, 0.0, out=D)
    D[unknown, :] = 1.0
    D[:, unknown] = 1.0
    return D


def reach_of_pairs(D: NDArray[np.float64], n_peers: int) -> float:
    """Average over rows the mean of their largest distances.

    Parameters
    ----------
    D : ndarray of shape (n, n)
        Distances; changed in place.
    n_peers : int
        Fewest peers that a row has in its group, from 1.

    Returns
    -------
    float
        No grouping has a higher mean distance between peers.
    """
    np.fill_diagonal(D, -np.inf)
    n = D.shape[0]
    n_peers = min(n_peers, n - 1)
    largest = np.partition(D, n - n_peers, axis=1)[:, n - n_peers :]
    return float(largest.mean())


def reach_of_rows(X: NDArray[np.float64], n_peers: int) -> float:
    """Bound the mean distance between peers from each row's own distances.

    Parameters
    ----------
    X : ndarray of shape (n, n_features)
        Coordinates; a row of NaN is unknown.
    n_peers : int
        Fewest peers that a row has in its group, from 1.

    Returns
    -------
    float
        No grouping has a higher mean; infinite when it would take too long to say.
    """
    if X.shape[0] < 2:
        return np.inf
    if X.shape[0] <= MAX_DENSE:
        return reach_of_pairs(pair_distances(X), n_peers)
    is_known = ~np.isnan(X[:, 0])
    distinct, counts = np.unique(X[is_known], axis=0, return_counts=True)
    if not 0 < distinct.shape[0] <= MAX_DISTINCT:
        return np.inf
    farthest = pair_distances(distinct).max(axis=1)
    n_unknown = X.shape[0] - int(is_known.sum())
    if n_unknown:
        farthest = np.maximum(farthest, 1.0)
    return float((farthest @ counts + n_unknown) / X.shape[0])
