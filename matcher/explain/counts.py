"""Counts of every group at once: categories, numbers, and who bears which theme."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Bearers = dict[tuple[int, int], list[int]]


@dataclass(frozen=True, slots=True)
class Tally:
    """How the categories of one column fall into groups.

    Attributes
    ----------
    n_known, n_distinct : ndarray of shape (n_groups,)
        Leaders whose category is known; categories among them.
    top, n_top : ndarray of shape (n_groups,)
        The most frequent category, the lowest at a tie and -1 where none is known;
        how many leaders have it.
    alone : ndarray of shape (n_leaders,), bool
        Whether the leader is seated and the only one of the group with the category.
    ranked : tuple of tuple of (int, int)
        Per group its categories with their counts, the most frequent first.
    """

    n_known: NDArray[np.intp]
    n_distinct: NDArray[np.intp]
    top: NDArray[np.intp]
    n_top: NDArray[np.intp]
    alone: NDArray[np.bool_]
    ranked: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Extent:
    """Lowest and highest known number of each group.

    Attributes
    ----------
    low, high : ndarray of shape (n_groups,)
        NaN where none is known.
    n_known : ndarray of shape (n_groups,)
        Leaders whose number is known.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    n_known: NDArray[np.intp]


def tally(
    categories: NDArray[np.intp], labels: NDArray[np.intp], *, n_groups: int
) -> Tally:
    """Count the categories of a column in each group.

    Parameters
    ----------
    categories : ndarray of shape (n_leaders,)
        Category of each leader; -1 where unknown.
    labels : ndarray of shape (n_leaders,)
        Group of each leader; -1 where unplaced.
    n_groups : int
        Number of groups.

    Returns
    -------
    Tally
        The counts.
    """
    known = np.flatnonzero((labels >= 0) & (categories >= 0))
    width = int(categories.max(initial=-1)) + 1
    keys, inverse, counts = np.unique(
        labels[known] * width + categories[known],
        return_inverse=True,
        return_counts=True,
    )
    alone = np.zeros(len(labels), np.bool_)
    alone[known] = counts[inverse] == 1

    group, category = np.divmod(keys, max(width, 1))
    order = np.lexsort((category, -counts, group))
    ranked: list[list[tuple[int, int]]] = [[] for _ in range(n_groups)]
    for k in order.tolist():
        ranked[group[k]].append((int(category[k]), int(counts[k])))
    tops = [own[0] if own else (-1, 0) for own in ranked]
    top, n_top = np.array(tops, np.intp).reshape(-1, 2).T
    return Tally(
        n_known=np.bincount(labels[known], minlength=n_groups),
        n_distinct=np.bincount(group, minlength=n_groups),
        top=top,
        n_top=n_top,
        alone=alone,
        ranked=tuple(map(tuple, ranked)),
    )


def extent(
    numbers: NDArray[np.float64], labels: NDArray[np.intp], *, n_groups: int
) -> Extent:
    """Find the lowest and highest known number of each group.

    Parameters
    ----------
    numbers : ndarray of shape (n_leaders,)
        NaN where unknown.
    labels : ndarray of shape (n_leaders,)
        Group of each leader; -1 where unplaced.
    n_groups : int
        Number of groups.

    Returns
    -------
    Extent
        The two ends, and how many are known.
    """
    known = np.flatnonzero((labels >= 0) & np.isfinite(numbers))
    low, high = np.full(n_groups, np.nan), np.full(n_groups, np.nan)
    np.fmin.at(low, labels[known], numbers[known])
    np.fmax.at(high, labels[known], numbers[known])
    return Extent(low, high, np.bincount(labels[known], minlength=n_groups))


def bearers_of(matrix: sparse.csr_array, labels: NDArray[np.intp]) -> Bearers:
    """Find who bears each theme in each group.

    Parameters
    ----------
    matrix : csr_array of shape (n_leaders, n_themes)
        Non-zero where a leader bears a theme.
    labels : ndarray of shape (n_leaders,)
        Group of each leader; -1 where unplaced.

    Returns
    -------
    dict of (int, int) to list of int
        Rows, ascending, by group and theme, in that order; groups and themes without
        any are left out.
    """
    rows, themes = sparse.coo_array(matrix).coords
    groups = labels[rows]
    order = np.lexsort((rows, themes, groups))
    bearers: Bearers = {}
    for k in order[groups[order] >= 0].tolist():
        bearers.setdefault((int(groups[k]), int(themes[k])), []).append(int(rows[k]))
    return bearers


def find_nested(codes: Sequence[str], labels: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Find leaders who meet a peer at, above or below their own place in a tree.

    Parameters
    ----------
    codes : sequence of str
        Place of each leader, such that a place is a prefix of all below it; empty
        where unknown.
    labels : ndarray of shape (n_leaders,)
        Group of each leader; -1 where unplaced.

    Returns
    -------
    ndarray of shape (n_leaders,), bool
        False for the unknown and the unplaced.
    """
    nested = np.zeros(len(labels), np.bool_)
    above: list[tuple[int, str, int]] = []  # the places on the way down to the current
    entries = zip(labels.tolist(), codes, range(len(codes)), strict=True)
    for entry in sorted(e for e in entries if e[0] >= 0 and e[1]):
        while above and not (
            above[-1][0] == entry[0] and entry[1].startswith(above[-1][1])
        ):
            above.pop()
        if above:
            nested[[entry[2], *(other[2] for other in above)]] = True
        above.append(entry)
    return nested
