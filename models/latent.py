"""What lives in people: levels and factors of raters and ratees, by variational Bayes.

Logistic likelihoods are bounded by Gaussian ones through Polya-Gamma variables (Polson,
Scott and Windle 2013; the bound is that of Jaakkola and Jordan 2000), so each person's
posterior is a small linear system. Factors whose variance the answers do not support
shrink to nothing (Nakajima and Sugiyama 2011): there is no number of factors to tune.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit
from sklearn.utils.extmath import randomized_svd

MIN_VARIANCE: Final = 1e-6
MAX_CORRELATION: Final = 0.9
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LatentData:
    """Answers with all but people explained.

    Attributes
    ----------
    rater, ratee : ndarray of shape (n_answers,), intp
        People, from 0.
    n_people : int
        Of each side.
    offset : ndarray of shape (n_answers,)
        Logits without people.
    y, weight : ndarray of shape (n_answers,)
        Answers in [0, 1] and how much each counts.
    """

    rater: NDArray[np.intp]
    ratee: NDArray[np.intp]
    n_people: int
    offset: Array
    y: Array
    weight: Array


@dataclass(slots=True, eq=False)
class Side:
    """One side of the pairs: a level, then the factors, of each person.

    Attributes
    ----------
    mean : ndarray of shape (n_people, 1 + n_factors)
        Modes.
    covariance : ndarray of shape (n_people, 1 + n_factors, 1 + n_factors)
        Of them.
    prior : ndarray of shape (1 + n_factors,)
        Variances before any answer.
    """

    mean: Array
    covariance: Array
    prior: Array


def fit_latent(
    data: LatentData,
    levels: tuple[float, float],
    n_factors: int,
    *,
    variance: float,
    n_rounds: int = 20,
) -> tuple[Side, Side]:
    """Fit the levels and factors of raters and ratees.

    Parameters
    ----------
    data : LatentData
        Answers.
    levels : tuple of two float
        Variances of the levels of raters and of ratees.
    n_factors : int
        Most factors.
    variance : float
        Of each factor before any answer.
    n_rounds : int, default=20
        Passes over both sides.

    Returns
    -------
    tuple of two Side
        Raters and ratees.
    """
    raters, ratees = _begin(data, levels, min(n_factors, data.n_people), variance)
    to_rater = _sums(data.rater, data.n_people)
    to_ratee = _sums(data.ratee, data.n_people)
    for step in range(n_rounds):
        cross = _crossing(raters, ratees)
        _update(raters, ratees, data, (data.rater, data.ratee), to_rater, cross)
        _update(ratees, raters, data, (data.ratee, data.rater), to_ratee, cross.T)
        if step >= 2:
            _renew_levels(raters, ratees, data)
    return raters, ratees


def _begin(
    data: LatentData, levels: tuple[float, float], n_factors: int, variance: float
) -> tuple[Side, Side]:
    residual = sparse.csr_array(
        (data.weight * (data.y - expit(data.offset)), (data.rater, data.ratee)),
        shape=(data.n_people, data.n_people),
    )
    left, singular, right = randomized_svd(residual, n_factors, random_state=0)
    size = np.sqrt(singular)
    sides = []
    for level, vectors in zip(levels, (left * size, right.T * size), strict=True):
        mean = np.zeros((data.n_people, 1 + n_factors))
        spread = np.maximum(vectors.std(axis=0), 1e-12)
        mean[:, 1:] = vectors / spread * np.sqrt(variance)
        prior = np.concatenate([[level], np.full(n_factors, variance)])
        covariance = np.tile(np.diag(prior) * 0.1, (data.n_people, 1, 1))
        sides.append(Side(mean, covariance, prior))
    return sides[0], sides[1]


def _sums(rows: NDArray[np.intp], n_people: int) -> sparse.csr_array:
    answers = np.arange(rows.size)
    shape = (n_people, rows.size)
    return sparse.csr_array((np.ones(rows.size), (rows, answers)), shape=shape)


def _update(
    own: Side,
    other: Side,
    data: LatentData,
    rows: tuple[NDArray[np.intp], NDArray[np.intp]],
    to_own: sparse.csr_array,
    cross: Array,
) -> None:
    """Renew one side, the other held."""
    near, far = rows
    size = own.prior.size
    x = other.mean[far].copy()
    level = x[:, 0].copy()
    x[:, 0] = 1.0
    spread = other.covariance[far]
    v = own.mean[near].copy()
    mean = data.offset + level + np.einsum("ij,ij->i", v, x)
    v[:, 0] = 1.0
    variance = np.einsum("ij,ijk,ik->i", x, own.covariance[near], x)
    variance += np.einsum("ij,ijk,ik->i", v, spread, v)
    variance += np.einsum(
        "ijk,ijk->i", own.covariance[near][:, 1:, 1:], spread[:, 1:, 1:]
    )
    tilt = np.maximum(np.sqrt(mean**2 + variance), 1e-6)
    omega = data.weight * np.tanh(tilt / 2.0) / (2.0 * tilt)
    second = x[:, :, np.newaxis] * x[:, np.newaxis, :]
    second[:, 1:, 1:] += spread[:, 1:, 1:]
    crossed = x * level[:, np.newaxis]
    crossed[:, 1:] += spread[:, 0, 1:]
    slope = (data.weight * (data.y - 0.5) - omega * data.offset)[:, np.newaxis] * x
    slope -= omega[:, np.newaxis] * crossed
    flat = (second * omega[:, np.newaxis, np.newaxis]).reshape(-1, size * size)
    reach = cross / other.prior  # what the other side of a person lets expect here
    expected = other.mean @ reach.T
    inner = np.linalg.inv(np.diag(own.prior) - reach @ cross.T)
    precision = (to_own @ flat).reshape(-1, size, size) + inner
    own.covariance = np.linalg.inv(precision)
    pull = to_own @ slope + expected @ inner
    own.mean = np.einsum("ijk,ik->ij", own.covariance, pull)


def _crossing(raters: Side, ratees: Side) -> Array:
    """Estimate how the two sides of a person go together, within what priors allow."""
    n_people = raters.mean.shape[0]
    cross = raters.mean.T @ ratees.mean / max(n_people, 1)
    scale = np.sqrt(np.outer(raters.prior, ratees.prior))
    strongest = np.linalg.norm(cross / scale, 2)
    return np.asarray(cross * min(1.0, MAX_CORRELATION / max(float(strongest), 1e-12)))


def _renew_levels(raters: Side, ratees: Side, data: LatentData) -> None:
    """Renew the variances of levels; those of factors are chosen from outside."""
    for side, rows in ((raters, data.rater), (ratees, data.ratee)):
        seen = np.unique(rows)
        squares = side.mean[seen, 0] ** 2 + side.covariance[seen, 0, 0]
        side.prior[0] = max(float(squares.mean()), MIN_VARIANCE)
