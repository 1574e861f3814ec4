"""A peer to compare with: groups by assigning batches of leaders to running centroids.

The method of Baumann, Goldschmidt, Hochbaum and Yang (arXiv 2601.06351): leaders in
the order of their distance to the centre, farthest first; one batch after another,
each leader of a batch to a group of its own so that distances to the groups' centroids
add up to the most. In levels, leaders are split into few groups and these again. This
is our own code of it, as the authors' is not packaged; theirs is as fast in the limit,
since both spend their time in scipy's linear assignment.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Features = NDArray[np.float64]


def assign_in_batches(X: Features, n_groups: int) -> NDArray[np.intp]:
    """Group leaders in one level.

    Parameters
    ----------
    X : ndarray of shape (n_leaders, n_features)
        Features.
    n_groups : int
        Groups.

    Returns
    -------
    ndarray of shape (n_leaders,)
        Group of each leader.
    """
    labels = np.empty(len(X), dtype=np.intp)
    order = np.argsort(-np.square(X - X.mean(axis=0)).sum(axis=1), kind="stable")
    sums = np.zeros((n_groups, X.shape[1]))
    counts = np.zeros(n_groups)
    for at in range(0, len(X), n_groups):
        rows = order[at : at + n_groups]
        groups = np.arange(rows.size)
        if at > 0:
            centroids = sums / counts[:, None]
            far = np.square(centroids).sum(axis=1) - 2.0 * X[rows] @ centroids.T
            _, groups = linear_sum_assignment(far, maximize=True)
        labels[rows] = groups
        sums[groups] += X[rows]
        counts[groups] += 1
    return labels


def assign_in_levels(X: Features, levels: tuple[int, ...]) -> NDArray[np.intp]:
    """Group leaders in levels, the product of which is the number of groups.

    Parameters
    ----------
    X : ndarray of shape (n_leaders, n_features)
        Features.
    levels : tuple of int
        Parts into which each part of the level above is split.

    Returns
    -------
    ndarray of shape (n_leaders,)
        Group of each leader.
    """
    labels = assign_in_batches(X, levels[0])
    if len(levels) == 1:
        return labels
    below = int(np.prod(levels[1:]))
    for part in range(levels[0]):
        rows = np.flatnonzero(labels == part)
        inside = assign_in_levels(X[rows], levels[1:])
        labels[rows] = part * below + inside
    return labels
