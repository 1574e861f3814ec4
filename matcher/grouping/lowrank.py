"""The low-rank store: coordinates whose signed products make every pair's weight.

For leaders i and j, ``w_ij = e_i + e_j + sum_d sign_d y_id y_jd``. A known pair of a
facet has ``h_i + h_j - 2 x_i . x_j`` with ``h = |x|^2``; with u = 1 for unknown rows
(x = h = 0) a pair with an unknown has 1, which is the same with ``e = h + u`` and two
coordinates more: ``- (u + h)_i (u + h)_j + h_i h_j``. Learned value adds sums and
differences of need and give. So n d numbers stand for n^2 pairs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.problem import Facet, Problem, Value
from matcher.grouping.units import Units, sum_rows


@dataclass(frozen=True, slots=True)
class Store:
    """Pair weights of units.

    Attributes
    ----------
    Y : ndarray of shape (n_units, n_dims), float32
        Coordinates, summed over the rows of a unit; padded to a multiple of 4.
    sign : ndarray of shape (n_dims,)
        +1 or -1 of each coordinate.
    linear : ndarray of shape (n_units,)
        Sum of `e` over the rows of a unit.
    own : ndarray of shape (n_units,)
        Sum over the rows of a unit of their product with themselves.
    is_mean : bool
        Whether groups count by the mean over their pairs, times their leaders, or by
        the plain sum.
    """

    Y: NDArray[np.float32]
    sign: NDArray[np.float64]
    linear: NDArray[np.float64]
    own: NDArray[np.float64]
    is_mean: bool

    def half_squares(self) -> NDArray[np.float64]:
        """Return half the product of each unit with itself."""
        return np.asarray(np.einsum("ij,ij,j->i", self.Y, self.Y, 0.5 * self.sign))

    def scale(self, largest: int) -> NDArray[np.float64]:
        """Return the factor of a group of each size.

        Parameters
        ----------
        largest : int
            Most leaders in a group.

        Returns
        -------
        ndarray of shape (largest + 2,)
            Factor by number of leaders.
        """
        if not self.is_mean:
            return np.ones(largest + 2)
        sizes = np.arange(largest + 2)
        return np.where(sizes > 1, 2.0 / np.maximum(sizes - 1, 1), 0.0)


def build_store(problem: Problem, units: Units) -> Store:
    """Lay the coordinates of a problem from features or facets out.

    Parameters
    ----------
    problem : Problem
        Of distances, the eigenvectors stand in: n coordinates for n leaders.
    units : Units
        What moves as one.

    Returns
    -------
    Store
        For the kernels.
    """
    parts = [_facet_part(facet) for facet in problem.facets if facet.weight != 0.0]
    if problem.value is not None and problem.value.weight != 0.0:
        parts.append(_value_part(problem.value))
    if problem.distances is not None:
        parts.append(_distance_part(problem.distances))
    n = problem.n_leaders
    linear, own = np.zeros(n), np.zeros(n)
    for _, signs, extra in parts:
        del signs
        linear += extra
    n_dims = sum(coordinates.shape[1] for coordinates, _, _ in parts)
    padded = max(4, -(-n_dims // 4) * 4)
    Y = np.zeros((units.n_units, padded), dtype=np.float32)
    sign = np.ones(padded)
    at = 0
    for coordinates, signs, _ in parts:
        to = at + signs.size
        own += np.einsum("ij,ij,j->i", coordinates, coordinates, signs)
        Y[:, at:to] = sum_rows(units, coordinates)
        sign[at:to] = signs
        at = to
    is_mean = problem.objective == "facets"
    return Store(Y, sign, sum_rows(units, linear), sum_rows(units, own), is_mean)


Part = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def _distance_part(D: NDArray[np.float64]) -> Part:
    """Return coordinates and signs of a distance matrix by its eigenvectors."""
    values, vectors = np.linalg.eigh(D)
    counts = np.abs(values) > 1e-10 * np.abs(values).max(initial=1e-300)
    coordinates = vectors[:, counts] * np.sqrt(np.abs(values[counts]))
    return coordinates, np.sign(values[counts]), np.zeros(D.shape[0])


def _facet_part(facet: Facet) -> Part:
    """Return coordinates, signs and linear terms of one facet."""
    known = ~np.isnan(facet.X[:, 0])
    if not known.any():
        n = facet.X.shape[0]
        return np.zeros((n, 0)), np.zeros(0), np.full(n, facet.weight / 2.0)
    X = facet.X - facet.X[known].mean(axis=0)
    toward = np.sign(facet.weight)
    size = np.sqrt(abs(facet.weight))
    if known.all():
        square = np.einsum("ij,ij->i", X, X)
        X *= np.sqrt(2.0) * size
        return X, np.full(X.shape[1], -toward), facet.weight * square
    X[~known] = 0.0
    square = np.einsum("ij,ij->i", X, X)
    either = square + ~known
    coordinates = np.column_stack([np.sqrt(2.0) * X, either, square]) * size
    signs = np.full(coordinates.shape[1], -toward)
    signs[-1] = toward
    return coordinates, signs, facet.weight * either


def _value_part(value: Value) -> Part:
    """Return coordinates, signs and linear terms of learned value, both ways halved."""
    size = np.sqrt(abs(value.weight)) / 2.0
    toward = np.sign(value.weight)
    both = (value.need + value.give) * size
    either = (value.need - value.give) * size
    signs = np.repeat([toward, -toward], value.need.shape[1])
    bias = (value.need_bias + value.give_bias) / 2.0 + value.base / 2.0
    return np.column_stack([both, either]), signs, value.weight * bias
