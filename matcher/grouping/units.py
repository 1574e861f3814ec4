"""What moves as one: single leaders, and sets of leaders who stay together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from matcher.grouping.inside import broken_inside
from matcher.grouping.problem import Problem
from matcher.grouping.rules import NotOnly, Pin, Together
from matcher.grouping.scales import is_hard


@dataclass(frozen=True, slots=True)
class Units:
    """Rows merged into units; a unit is seated whole or not at all.

    Attributes
    ----------
    unit_of : ndarray of shape (n_leaders,)
        Unit of each row; units are numbered by their first row.
    first, rows : ndarray of shape (n_units + 1,) and (n_leaders,)
        Unit `u` holds ``rows[first[u]:first[u + 1]]``.
    weight : ndarray of shape (n_units,)
        Leaders in each unit.
    pin : ndarray of shape (n_units,)
        Group a unit is pinned to, -1 for none, -2 for pins that no group can meet.
    """

    unit_of: NDArray[np.int32]
    first: NDArray[np.int32]
    rows: NDArray[np.int32]
    weight: NDArray[np.int32]
    pin: NDArray[np.int32]

    @property
    def n_units(self) -> int:
        """How many units there are."""
        return int(self.weight.size)


def merge_rows(problem: Problem) -> Units:
    """Merge the rows that stay together and note their pins.

    Parameters
    ----------
    problem : Problem
        With `Together` and `Pin` rules, or without.

    Returns
    -------
    Units
        In the order of their first rows.
    """
    n = problem.n_leaders
    unit_of = _components(problem)
    order = np.argsort(unit_of, kind="stable").astype(np.int32)
    weight = np.bincount(unit_of).astype(np.int32)
    first = np.concatenate([[0], np.cumsum(weight)]).astype(np.int32)
    pin = np.full(weight.size, -1, dtype=np.int32)
    for rule in problem.rules:
        if isinstance(rule, Pin):
            for row, group in zip(rule.rows, rule.groups, strict=True):
                u = unit_of[row]
                pin[u] = group if pin[u] in (-1, group) else -2
    for u in np.flatnonzero((pin >= 0) & (weight > 1)):
        if broken_inside(problem, order[first[u] : first[u + 1]]):
            pin[u] = -2
    rows = order if weight.size < n else np.arange(n, dtype=np.int32)
    return Units(unit_of, first, rows, weight, pin)


def _components(problem: Problem) -> NDArray[np.int32]:
    """Find the connected sets of rows, numbered by their first row."""
    n = problem.n_leaders
    pairs = [rule.pairs for rule in problem.rules if isinstance(rule, Together)]
    if not any(p.size for p in pairs):
        return np.arange(n, dtype=np.int32)
    i, j = np.concatenate(pairs).T
    graph = sparse.coo_array((np.ones(i.size), (i, j)), shape=(n, n))
    _, found = connected_components(graph, directed=False)
    _, first, inverse = np.unique(found, return_index=True, return_inverse=True)
    rank = np.empty(first.size, dtype=np.int32)
    rank[np.argsort(first)] = np.arange(first.size, dtype=np.int32)
    return np.asarray(rank[inverse])


def sum_rows(units: Units, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add the rows of each unit up.

    Parameters
    ----------
    units : Units
        What moves as one.
    values : ndarray of shape (n_leaders, ...)
        One entry a row.

    Returns
    -------
    ndarray of shape (n_units, ...)
        Sums; `values` itself when every unit is one row.
    """
    if units.n_units == values.shape[0]:
        return values
    return np.asarray(np.add.reduceat(values[units.rows], units.first[:-1], axis=0))


def torn_units(problem: Problem, units: Units) -> NDArray[np.bool_]:
    """Find sets that hard rules keep apart, and leaders who never have company.

    Parameters
    ----------
    problem : Problem
        With its rules.
    units : Units
        What moves as one.

    Returns
    -------
    ndarray of shape (n_units,)
        True for units that no group can seat.
    """
    torn: NDArray[np.bool_] = units.pin == -2
    for u in np.flatnonzero(units.weight > 1):
        rows = units.rows[units.first[u] : units.first[u + 1]]
        torn[u] |= bool(broken_inside(problem, rows))
    for rule in problem.rules:
        if isinstance(rule, NotOnly) and is_hard(rule):
            _, inverse, counts = np.unique(
                rule.categories, return_inverse=True, return_counts=True
            )
            lonely = (counts[inverse] == 1) & (rule.categories >= 0)
            torn[units.unit_of[lonely]] = True
    return torn
