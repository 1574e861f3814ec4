"""The objective from its definition, in float64, by group sums."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.grouping.kernels.sums import add_groups
from matcher.grouping.problem import Facet, Problem, Value


def group_sizes(labels: NDArray[np.intp]) -> NDArray[np.int64]:
    """Count the leaders of each group.

    Parameters
    ----------
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.

    Returns
    -------
    ndarray of shape (n_groups,)
        Leaders in each group, up to the highest label.
    """
    return np.bincount(labels[labels >= 0], minlength=1).astype(np.int64)


def _membership(labels: NDArray[np.intp], n_groups: int) -> sparse.csr_array:
    """Return the (n_groups, n_leaders) matrix of who sits where."""
    rows = np.flatnonzero(labels >= 0)
    ones = np.ones(rows.size)
    shape = (n_groups, labels.size)
    return sparse.csr_array((ones, (labels[rows], rows)), shape=shape)


def _pair_sums(
    facet: Facet, labels: NDArray[np.intp], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Sum a facet's squared distances over the pairs of each group."""
    known = ~np.isnan(facet.X[:, 0])
    centre = np.zeros(facet.X.shape[1])
    if known.any():
        centre = facet.X.mean(axis=0) if known.all() else facet.X[known].mean(axis=0)
    counts, squares = np.zeros((2, sizes.size))
    sums = np.zeros((sizes.size, centre.size))
    add_groups(facet.X, labels, centre, counts, squares, sums)
    both = counts * squares - np.einsum("ij,ij->i", sums, sums)
    pairs = sizes * (sizes - 1) / 2.0
    unknown = pairs - counts * (counts - 1.0) / 2.0
    return np.asarray(np.maximum(both, 0.0) + unknown)


def _value_sums(
    value: Value, member: sparse.csr_array, sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Sum learned value over the unordered pairs of each group, both ways halved."""
    need, give = member @ value.need, member @ value.give
    own = member @ np.einsum("ij,ij->i", value.need, value.give)
    bias = member @ (value.need_bias + value.give_bias)
    ordered = np.einsum("ij,ij->i", need, give) - own + (sizes - 1) * bias
    pairs = sizes * (sizes - 1) / 2.0
    return np.asarray(ordered / 2.0 + value.base * pairs)


def facet_scores(
    problem: Problem, labels: NDArray[np.intp], n_groups: int | None = None
) -> NDArray[np.float64]:
    """Measure how varied each group is on each facet.

    Parameters
    ----------
    problem : Problem
        From facets or features.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    n_groups : int or None, default=None
        Number of groups; None takes the highest label.

    Returns
    -------
    ndarray of shape (n_groups, n_facets)
        Mean squared distance over the pairs of a group; 0 in groups of fewer than
        two. Learned value, when the problem has one, is a last column.
    """
    n_groups = int(labels.max()) + 1 if n_groups is None else n_groups
    sizes = np.bincount(labels[labels >= 0], minlength=n_groups).astype(np.int64)
    pairs = sizes * (sizes - 1) / 2.0
    sums = [_pair_sums(facet, labels, sizes) for facet in problem.facets]
    if problem.value is not None:
        member = _membership(labels, n_groups)
        sums.append(_value_sums(problem.value, member, sizes))
    return np.stack(sums, axis=1) / np.maximum(pairs, 1.0)[:, None]


def facet_weights(problem: Problem) -> NDArray[np.float64]:
    """Return the weight of each column of `facet_scores`.

    Parameters
    ----------
    problem : Problem
        From facets or features.

    Returns
    -------
    ndarray of shape (n_facets,)
        Weights in the score, of learned value last.
    """
    weights = [facet.weight for facet in problem.facets]
    if problem.value is not None:
        weights.append(problem.value.weight)
    return np.array(weights)


def group_values(problem: Problem, labels: NDArray[np.intp]) -> NDArray[np.float64]:
    """Compute what each group adds to the objective.

    Parameters
    ----------
    problem : Problem
        What is solved.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.

    Returns
    -------
    ndarray of shape (n_groups,)
        Sum of distances over the pairs of a group; of facets, its score.
    """
    n_groups = int(labels.max(initial=-1)) + 1
    if n_groups == 0:
        return np.zeros(0)
    if problem.distances is not None:
        return _distance_sums(problem.distances, labels, n_groups)
    scores = facet_scores(problem, labels, n_groups) @ facet_weights(problem)
    if problem.objective == "facets":
        return np.asarray(scores)
    sizes = np.bincount(labels[labels >= 0], minlength=n_groups)
    return np.asarray(scores * (sizes * (sizes - 1) / 2.0))


def _distance_sums(
    D: NDArray[np.float64], labels: NDArray[np.intp], n_groups: int
) -> NDArray[np.float64]:
    """Sum the distances inside each group."""
    order = np.argsort(labels, kind="stable")
    first = np.searchsorted(labels[order], np.arange(n_groups + 1))
    rows = (order[a:b] for a, b in pairwise(first))
    return np.array([D[np.ix_(r, r)].sum() / 2.0 for r in rows])


def objective(problem: Problem, labels: NDArray[np.intp]) -> float:
    """Compute what is maximised.

    Parameters
    ----------
    problem : Problem
        What is solved.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.

    Returns
    -------
    float
        Sum over groups; of facets, the mean over seated leaders of group scores.
    """
    return total_value(problem, labels, group_values(problem, labels))


def total_value(
    problem: Problem, labels: NDArray[np.intp], values: NDArray[np.float64]
) -> float:
    """Add the parts of all groups up to the objective.

    Parameters
    ----------
    problem : Problem
        What is solved.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    values : ndarray of shape (n_groups,)
        From `group_values`.

    Returns
    -------
    float
        Their sum; of facets, the mean over seated leaders.
    """
    if problem.objective != "facets":
        return float(values.sum())
    seated = labels[labels >= 0]
    if seated.size == 0:
        return 0.0
    sizes = np.bincount(seated, minlength=values.size)
    return float(values @ sizes / seated.size)
