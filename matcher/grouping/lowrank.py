"""The low-rank store: coordinates whose signed products make every pair's weight.

For leaders i and j, ``w_ij = e_i + e_j + sum_d sign_d y_id y_jd``. A known pair of a
facet has ``h_i + h_j - 2 x_i . x_j`` with ``h = |x|^2``; with u = 1 for unknown rows
(x = h = 0) a pair with an unknown has 1, which is the same with ``e = h + u`` and two
coordinates more: ``- (u + h)_i (u + h)_j + h_i h_j``. Learned value adds sums and
differences of need and give. So n d numbers stand for n^2 pairs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.problem import Facet, Problem, Value
from matcher.grouping.units import Units, sum_rows

CHUNK = 1 << 16  # rows laid out at a time, so that no copy of all of them is held


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
    makers = [_facet_maker(f) for f in problem.facets if f.weight != 0.0]
    if problem.value is not None and problem.value.weight != 0.0:
        makers.append(partial(_value_part, problem.value))
    if problem.distances is not None:
        makers.append(partial(_distance_part, *_eigen(problem.distances)))
    n = problem.n_leaders
    sign = np.concatenate([make(slice(0, 1))[1] for make in makers] or [np.zeros(0)])
    n_dims = max(4, -(-sign.size // 4) * 4)
    Y = np.zeros((units.n_units, n_dims), dtype=np.float32)
    linear, own = np.zeros(n), np.zeros(n)
    is_single = units.n_units == n
    step = CHUNK if is_single else n
    for start in range(0, n, step):
        rows = slice(start, min(start + step, n))
        at = 0
        for make in makers:
            coordinates, signs, extra = make(rows)
            linear[rows] += extra
            own[rows] += np.einsum("ij,ij,j->i", coordinates, coordinates, signs)
            to = at + signs.size
            if is_single:
                Y[rows, at:to] = coordinates
            else:
                Y[:, at:to] = sum_rows(units, coordinates)
            at = to
    sign = np.concatenate([sign, np.ones(n_dims - sign.size)])
    is_mean = problem.objective == "facets"
    return Store(Y, sign, sum_rows(units, linear), sum_rows(units, own), is_mean)


Part = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
Maker = Callable[[slice], Part]


def _eigen(D: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the eigenvalues and eigenvectors that count."""
    values, vectors = np.linalg.eigh(D)
    counts = np.abs(values) > 1e-10 * np.abs(values).max(initial=1e-300)
    return values[counts], vectors[:, counts]


def _distance_part(
    values: NDArray[np.float64], vectors: NDArray[np.float64], rows: slice
) -> Part:
    """Return coordinates and signs of a distance matrix by its eigenvectors."""
    coordinates = vectors[rows] * np.sqrt(np.abs(values))
    return coordinates, np.sign(values), np.zeros(coordinates.shape[0])


def _facet_maker(facet: Facet) -> Maker:
    """Return what makes the coordinates of some rows of a facet."""
    known = ~np.isnan(facet.X[:, 0])
    if not known.any():
        return partial(_unknown_part, facet.weight)
    all_known = bool(known.all())
    centre = facet.X.mean(axis=0) if all_known else facet.X[known].mean(axis=0)
    return partial(_known_part if all_known else _mixed_part, facet, centre)


def _unknown_part(weight: float, rows: slice) -> Part:
    """Return the linear terms of a facet of which nothing is known."""
    n = rows.stop - rows.start
    return np.zeros((n, 0)), np.zeros(0), np.full(n, weight / 2.0)


def _known_part(facet: Facet, centre: NDArray[np.float64], rows: slice) -> Part:
    """Return coordinates, signs and linear terms of a facet known for everyone."""
    X = facet.X[rows] - centre
    square = np.einsum("ij,ij->i", X, X)
    X *= np.sqrt(2.0 * abs(facet.weight))
    return X, np.full(X.shape[1], -np.sign(facet.weight)), facet.weight * square


def _mixed_part(facet: Facet, centre: NDArray[np.float64], rows: slice) -> Part:
    """Return coordinates, signs and linear terms of a facet with unknown rows."""
    X = facet.X[rows] - centre
    known = ~np.isnan(X[:, 0])
    X[~known] = 0.0
    square = np.einsum("ij,ij->i", X, X)
    either = square + ~known
    size, toward = np.sqrt(abs(facet.weight)), np.sign(facet.weight)
    coordinates = np.column_stack([np.sqrt(2.0) * X, either, square]) * size
    signs = np.full(coordinates.shape[1], -toward)
    signs[-1] = toward
    return coordinates, signs, facet.weight * either


def _value_part(value: Value, rows: slice) -> Part:
    """Return coordinates, signs and linear terms of learned value, both ways halved."""
    size = np.sqrt(abs(value.weight)) / 2.0
    toward = np.sign(value.weight)
    need, give = value.need[rows], value.give[rows]
    signs = np.repeat([toward, -toward], need.shape[1])
    bias = (value.need_bias[rows] + value.give_bias[rows] + value.base) / 2.0
    coordinates = np.column_stack([(need + give) * size, (need - give) * size])
    return coordinates, signs, value.weight * bias
