"""How good any grouping of given sizes could be, rules left aside.

With coordinates centred on the mean, the pairs of a group of size s add up to
``s sum_i h_i - |sum_i x_i|^2`` with ``h = |x|^2``: at most ``s sum_i h_i``. Which rows
sit in which size is left free: the rows with the largest h meet the largest factor.
"""

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.problem import Facet, Problem, Value
from matcher.grouping.reach import (
    MAX_DENSE,
    pair_distances,
    reach_of_pairs,
    reach_of_rows,
)
from matcher.grouping.score import facet_weights, group_sizes, objective
from matcher.grouping.sizes import Sizes

N_STEPS = 40


def scatter_bound(X: NDArray[np.float64], row_sizes: NDArray[np.int64]) -> float:
    """Bound the sum of squared distances over the pairs inside groups.

    Parameters
    ----------
    X : ndarray of shape (n, n_features)
        Known coordinates.
    row_sizes : ndarray of shape (n,)
        Most leaders in the group of each row, in any order.

    Returns
    -------
    float
        No grouping has more.
    """
    centred = X - X.mean(axis=0)
    h = np.einsum("ij,ij->i", centred, centred)
    return float(np.sort(h) @ np.sort(row_sizes))


def most_row_sizes(sizes: Sizes, n_leaders: int, n_groups: int) -> NDArray[np.int64]:
    """Bound the size of the group of each row from above, over all profiles.

    Parameters
    ----------
    sizes : Sizes
        Bounds on the size of groups.
    n_leaders, n_groups : int
        Rows and groups.

    Returns
    -------
    ndarray of shape (n_leaders,)
        Sorted from the largest; exact when sizes leave no choice.
    """
    low, high = sizes.bounds(n_groups)
    if sizes.low.size == 1 and int(high[0]) - int(low[0]) == 1:
        n_large = max(0, n_leaders - int(low.sum())) * int(high[0])
        rest = max(0, n_leaders - n_large)
        return np.repeat([high[0], low[0]], [n_large, rest])[:n_leaders]
    full = np.sort(high)[::-1]
    return np.repeat(full, full)[:n_leaders]


def facet_bound(facet: Facet, labels: NDArray[np.intp]) -> float:
    """Bound the mean over seated leaders of a facet's score, for these sizes.

    Parameters
    ----------
    facet : Facet
        Its weight tells the side: an upper bound when positive, else a lower one.
    labels : ndarray of shape (n_leaders,)
        Group of each row; only sizes and who is seated count.

    Returns
    -------
    float
        No grouping of the seated leaders into these sizes passes it.
    """
    sizes = group_sizes(labels)
    sizes = sizes[sizes > 1]
    X = facet.X[labels >= 0]
    known = ~np.isnan(X[:, 0])
    n = X.shape[0]
    if sizes.size == 0:
        return 0.0
    if facet.weight < 0.0:
        return float((~known).sum() / n)
    if not known.any():
        return 1.0
    centred = X[known] - X[known].mean(axis=0)
    h = np.sort(np.einsum("ij,ij->i", centred, centred))
    reach = reach_of_rows(X, int(sizes.min()) - 1)
    if known.all():
        factor = np.sort(np.repeat(2.0 * sizes / (sizes - 1), sizes))
        return min(reach, float(h[-factor.size :] @ factor / n))
    return min(reach, _unknown_bound(h, sizes, n) / float(n))


def _unknown_bound(
    h: NDArray[np.float64], sizes: NDArray[np.int64], n_leaders: int
) -> float:
    """Bound the sum over members when some rows are unknown, by a multiplier.

    A group of size s with k known rows has ``2 k / (s - 1) sum h`` from its known
    pairs and ``s - k (k - 1) / (s - 1)`` from the others. Each known row takes the k
    that suits it best; the multiplier prices the s - k unknown rows it needs beside it.
    """
    n_unknown = n_leaders - h.size
    options = [
        (s, k, 2.0 / (s - 1) * k, (k - 1.0) / (s - 1), (s - k) / k)
        for s in np.unique(sizes)
        for k in range(1, s + 1)
    ]
    slope = np.array([option[2] for option in options])
    loss = np.array([option[3] for option in options])
    beside = np.array([option[4] for option in options])
    top = float(sizes.max())

    def total(price: float) -> float:
        values = _upper_line(h, slope, price * beside - loss)
        apart = max(price, 0.0) * n_unknown
        return float(values.sum()) + apart - price * n_unknown + n_leaders

    low, high = -2.0 * top * (h[-1] + 1.0), 2.0 * top * (h[-1] + 1.0)
    for _ in range(N_STEPS):  # golden section on a convex function; any price is valid
        third = (high - low) * 0.381966
        if total(low + third) < total(high - third):
            high -= third
        else:
            low += third
    return total((low + high) / 2.0)


def _upper_line(
    h: NDArray[np.float64], slope: NDArray[np.float64], offset: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Evaluate the highest of some lines at each point."""
    best = np.full(h.size, -np.inf)
    for rise, start in zip(slope, offset, strict=True):
        np.maximum(best, rise * h + start, out=best)
    return best


def value_bound(value: Value, labels: NDArray[np.intp]) -> float:
    """Bound the mean over seated leaders of their group's learned value.

    Parameters
    ----------
    value : Value
        A positive weight asks for an upper bound, a negative one for a lower.
    labels : ndarray of shape (n_leaders,)
        Group of each row; only sizes and who is seated count.

    Returns
    -------
    float
        No grouping of the seated leaders passes it.
    """
    seated = labels >= 0
    sizes = group_sizes(labels)
    sizes = sizes[sizes > 1]
    if sizes.size == 0:
        return 0.0
    toward = 1.0 if value.weight >= 0.0 else -1.0
    need, give = value.need[seated], toward * value.give[seated]
    bias = toward * (value.need_bias + value.give_bias)[seated]
    length = np.linalg.norm(need, axis=1), np.linalg.norm(give, axis=1)
    if need.shape[0] <= 2000:
        peers = (need @ give.T + give @ need.T) / 2.0
        np.fill_diagonal(peers, -np.inf)
        reach = np.sort(peers, axis=1)[:, ::-1][:, : int(sizes.max()) - 1]
        best = np.cumsum(reach, axis=1) / np.arange(1, reach.shape[1] + 1)
        least = max(1, int(sizes.min()) - 1)
        mean = best[:, least - 1].mean()
    else:
        mean = (length[0] * length[1].max() + length[1] * length[0].max()).mean() / 2.0
    return toward * float(mean + bias.mean() + toward * value.base)


def facet_bounds(problem: Problem, labels: NDArray[np.intp]) -> NDArray[np.float64]:
    """Bound each column of `facet_scores`, averaged over seated leaders.

    Parameters
    ----------
    problem : Problem
        From facets.
    labels : ndarray of shape (n_leaders,)
        Group of each row; only sizes and who is seated count.

    Returns
    -------
    ndarray of shape (n_facets,)
        Upper bounds where the weight is positive, lower bounds where negative.
    """
    bounds = [facet_bound(facet, labels) for facet in problem.facets]
    if problem.value is not None:
        bounds.append(value_bound(problem.value, labels))
    return np.array(bounds)


def upper_bound(problem: Problem, labels: NDArray[np.intp]) -> float:
    """Bound the objective; rules are left aside, so the true best may be lower.

    Parameters
    ----------
    problem : Problem
        What is solved; of distances only a simple bound is known here.
    labels : ndarray of shape (n_leaders,)
        A grouping: of facets, the bound is for its sizes and its seated leaders; of
        features, for its number of groups and every profile that sizes allow.

    Returns
    -------
    float
        No grouping has a higher objective.
    """
    if problem.objective == "facets":
        weights = facet_weights(problem)
        apart = float(weights @ facet_bounds(problem, labels))
        bound = min(apart, _joint_reach(problem, labels))
        return max(bound, objective(problem, labels))  # rounding, where it is attained
    n_groups = problem.sizes.n_groups or max(1, int(labels.max(initial=0)) + 1)
    rows = most_row_sizes(problem.sizes, problem.n_leaders, n_groups)
    if problem.distances is None:
        X = problem.facets[0].X
        rows = np.concatenate([rows, np.zeros(X.shape[0] - rows.size, dtype=np.int64)])
        return scatter_bound(X, rows)
    return _row_bound(problem.distances, int(rows.max(initial=1)))


def _joint_reach(problem: Problem, labels: NDArray[np.intp]) -> float:
    """Bound the score of all facets at once: no pair is far apart on every facet."""
    seated = labels >= 0
    sizes = group_sizes(labels)
    smallest = int(sizes[sizes > 0].min(initial=0))
    n = int(seated.sum())
    if problem.value is not None or smallest < 2 or n > MAX_DENSE:
        return np.inf
    D = np.zeros((n, n))
    for facet in problem.facets:
        D += facet.weight * pair_distances(facet.X[seated])
    return reach_of_pairs(D, smallest - 1)


def _row_bound(D: NDArray[np.float64], largest: int) -> float:
    """Add up each row's largest distances to as many others as may sit with it."""
    peers = np.maximum(D, 0.0)
    n_peers = min(largest, D.shape[0]) - 1
    if n_peers < 1:
        return 0.0
    top = np.partition(peers, D.shape[0] - n_peers, axis=1)[:, D.shape[0] - n_peers :]
    return float(top.sum()) / 2.0
