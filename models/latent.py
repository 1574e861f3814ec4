"""What lives in people: levels, tastes and factors, by variational Bayes.

Logistic likelihoods are bounded by Gaussian ones through Polya-Gamma variables (Polson,
Scott and Windle 2013; the bound is that of Jaakkola and Jordan 2000), so each person's
posterior is a small linear system. Tastes meet profiles and factors meet factors.
Factors whose variance the answers do not support shrink to nothing (Nakajima and
Sugiyama 2011): there is no number of factors to tune.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit
from sklearn.utils.extmath import randomized_svd

from models.facing import loads_of
from models.value_parts import Choice

MIN_VARIANCE: Final = 1e-6
TINY: Final = 1e-12
MAX_CORRELATION: Final = 0.9
CELLS: Final = 60_000  # of the tables made at a time: small ones stay in the cache
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LatentData:
    """Answers with all but people explained.

    Attributes
    ----------
    rater, ratee : ndarray of shape (n_answers,), intp
        People, from 0.
    axes : ndarray of shape (n_people, n_tastes)
        Profiles, as the tastes of the other side meet them.
    offset : ndarray of shape (n_answers,)
        Logits without people.
    y, weight : ndarray of shape (n_answers,)
        Answers in [0, 1] and how much each counts.
    """

    rater: NDArray[np.intp]
    ratee: NDArray[np.intp]
    axes: Array
    offset: Array
    y: Array
    weight: Array

    @property
    def n_people(self) -> int:
        """People of each side."""
        return int(self.axes.shape[0])


@dataclass(slots=True, eq=False)
class Side:
    """One side of the pairs: a level, then tastes, then factors, of each person.

    Attributes
    ----------
    mean : ndarray of shape (n_people, n_entries)
        Modes.
    covariance : ndarray of shape (n_people, n_entries, n_entries)
        Of them.
    prior : ndarray of shape (n_entries,)
        Variances before any answer.
    """

    mean: Array
    covariance: Array
    prior: Array


def fit_latent(
    data: LatentData,
    levels: tuple[float, float],
    choice: Choice,
    *,
    n_rounds: int = 20,
) -> tuple[Side, Side]:
    """Fit the levels, tastes and factors of raters and ratees.

    Parameters
    ----------
    data : LatentData
        Answers.
    levels : tuple of two float
        Variances of the levels of raters and of ratees.
    choice : Choice
        Most factors, and the variances of factors and tastes before any answer.
    n_rounds : int, default=20
        Passes over both sides.

    Returns
    -------
    tuple of two Side
        Raters and ratees.
    """
    raters, ratees = _begin(data, levels, choice)
    n_tastes = data.axes.shape[1]
    for step in range(n_rounds):
        cross = _crossing(raters, ratees, n_tastes)
        _update(raters, ratees, data, (data.rater, data.ratee), cross)
        _update(ratees, raters, data, (data.ratee, data.rater), cross.T)
        if step >= 2:
            _renew_levels(raters, ratees, data)
    return raters, ratees


def _begin(
    data: LatentData, levels: tuple[float, float], choice: Choice
) -> tuple[Side, Side]:
    n_people, n_tastes = data.axes.shape
    n_factors = min(choice.n_factors, n_people)
    sides = []
    for level, start in zip(levels, _first_factors(data, n_factors), strict=True):
        mean = np.zeros((n_people, 1 + n_tastes + n_factors))
        spread = np.maximum(start.std(axis=0), 1e-12)
        mean[:, 1 + n_tastes :] = start / spread * np.sqrt(choice.variance)
        prior = np.repeat(
            [level, choice.taste_variance, choice.variance], [1, n_tastes, n_factors]
        )
        covariance = np.tile(np.diag(prior) * 0.1, (n_people, 1, 1))
        sides.append(Side(mean, covariance, prior))
    return sides[0], sides[1]


def _first_factors(data: LatentData, n_factors: int) -> tuple[Array, Array]:
    """Begin with the principal directions of what is unexplained."""
    if not n_factors:
        return np.zeros((data.n_people, 0)), np.zeros((data.n_people, 0))
    residual = sparse.csr_array(
        (data.weight * (data.y - expit(data.offset)), (data.rater, data.ratee)),
        shape=(data.n_people, data.n_people),
    )
    left, singular, right = randomized_svd(residual, n_factors, random_state=0)
    size = np.sqrt(singular)
    return left * size, right.T * size


def _sums(rows: NDArray[np.intp], n_people: int) -> sparse.csr_array:
    answers = np.arange(rows.size)
    shape = (n_people, rows.size)
    return sparse.csr_array((np.ones(rows.size), (rows, answers)), shape=shape)


def _update(
    own: Side,
    other: Side,
    data: LatentData,
    rows: tuple[NDArray[np.intp], NDArray[np.intp]],
    cross: Array,
) -> None:
    """Renew one side, the other held."""
    n_people, size = own.mean.shape
    first = 1 + data.axes.shape[1]
    design = loads_of(other.mean, data.axes)
    second = _outer(design)  # of what each entry is multiplied by, a row a person
    second[:, first:, first:] += other.covariance[:, first:, first:]
    seconds = second.reshape(n_people, -1)
    tilt, offset, crossed = _expected(
        own, other, data, rows=rows, design=design, seconds=seconds
    )
    omega = data.weight * np.tanh(tilt / 2.0) / (2.0 * tilt)
    told = data.weight * (data.y - 0.5) - omega * offset
    shape = (n_people, n_people)
    pull = np.asarray(sparse.csr_array((told, rows), shape=shape) @ design)
    pull[:, first:] -= _sums(rows[0], n_people) @ (omega[:, np.newaxis] * crossed)
    moments = np.asarray(sparse.csr_array((omega, rows), shape=shape) @ seconds)
    reach = cross / other.prior  # what the other side of a person lets expect here
    expected = other.mean @ reach.T
    inner = np.linalg.inv(np.diag(own.prior) - reach @ cross.T)
    own.covariance = np.linalg.inv(moments.reshape(-1, size, size) + inner)
    own.mean = np.einsum("ijk,ik->ij", own.covariance, pull + expected @ inner)


def _expected(
    own: Side,
    other: Side,
    data: LatentData,
    *,
    rows: tuple[NDArray[np.intp], NDArray[np.intp]],
    design: Array,
    seconds: Array,
) -> tuple[Array, Array, Array]:
    """Give the root mean square of each answer's logit, and two parts of the logit.

    These are the mean of what does not depend on the one whose entries are renewed,
    and its covariances with the factors that those meet.
    """
    n_people, size = own.mean.shape
    first = 1 + data.axes.shape[1]
    loads = loads_of(own.mean, data.axes)
    squares = _outer(loads).reshape(n_people, -1)
    own_flat, other_flat = (s.covariance.reshape(n_people, -1) for s in (own, other))
    offset, tilt = data.offset.copy(), np.zeros(data.y.size)
    crossed = np.zeros((data.y.size, size - first))
    step = CELLS // size**2 + 1
    for start in range(0, data.y.size, step):
        part = slice(start, start + step)
        i, j = rows[0][part], rows[1][part]
        met = loads[i, :first]
        offset[part] += np.vecdot(other.mean[j, :first], met)
        middle = offset[part] + np.vecdot(own.mean[i], design[j])
        square = np.vecdot(own_flat[i], seconds[j]) + np.vecdot(
            other_flat[j], squares[i]
        )
        tilt[part] = np.sqrt(np.maximum(middle**2 + square, TINY))
        crossed[part] = np.einsum(
            "ij,ijk->ik", met, other.covariance[j, :first, first:]
        )
    return tilt, offset, crossed


def _outer(rows: Array) -> Array:
    return rows[:, :, np.newaxis] * rows[:, np.newaxis, :]


def _crossing(raters: Side, ratees: Side, n_tastes: int) -> Array:
    """Estimate how the two sides of a person go together, within what priors allow.

    Tastes stand apart: there are too many of them for too few people.
    """
    n_people, size = raters.mean.shape
    kept = np.delete(np.arange(size), np.arange(1, 1 + n_tastes))
    found = raters.mean[:, kept].T @ ratees.mean[:, kept] / max(n_people, 1)
    scale = np.sqrt(np.outer(raters.prior[kept], ratees.prior[kept]))
    strongest = np.linalg.norm(found / scale, 2)
    found *= min(1.0, MAX_CORRELATION / max(float(strongest), 1e-12))
    cross = np.zeros((size, size))
    cross[np.ix_(kept, kept)] = found
    return cross


def _renew_levels(raters: Side, ratees: Side, data: LatentData) -> None:
    """Renew the variances of levels; those of factors are chosen from outside."""
    for side, rows in ((raters, data.rater), (ratees, data.ratee)):
        seen = np.unique(rows)
        squares = side.mean[seen, 0] ** 2 + side.covariance[seen, 0, 0]
        side.prior[0] = max(float(squares.mean()), MIN_VARIANCE)
