"""Logistic regression with effects of people that are shrunk by what the data say.

Every answer has a logit ``z = Q (B f + u) + E e``: a sparse incidence `Q` says which
sources (a rater, a ratee, a group) stand behind an answer, `B` holds what is known of
each source, `f` weighs it, `u` is what remains of each source beyond it, and `E` holds
terms of the answer itself. All blocks have Gaussian priors whose variances are found by
maximising the evidence (MacKay 1992; Breslow and Clayton 1993 for the effects), so
nothing is tuned by hand and no answers are held back for it.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse
from scipy.special import expit

DENSE_LIMIT: Final = 1500  # sources up to which their system is solved directly
MIN_VARIANCE: Final = 1e-6
MAX_VARIANCE: Final = 100.0
MIN_CURVATURE: Final = 1e-9
FIRST_STEPS: Final = 4  # of Newton before variances are first renewed
ROUND_STEPS: Final = 1  # after each renewal
MAX_STEPS: Final = 25
CONVERGED: Final = 1e-8  # decrement, as a share of the loss
LOOSE: Final = 1e-3  # squared error, relative, of the part that shapes a step only
TIGHT: Final = 1e-10  # of the part that says where it leads
FAMILY_WEIGHT: Final = 2.0  # effects that the variance of a family counts as
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class EffectsData:
    """What a fit needs.

    Attributes
    ----------
    Q : csr_array of shape (n_answers, n_sources)
        Incidence.
    B : ndarray of shape (n_sources, n_features)
        What is known of each source.
    E : ndarray of shape (n_answers, n_terms)
        Terms of the answers, a column of ones first.
    y : ndarray of shape (n_answers,)
        In [0, 1].
    weight : ndarray of shape (n_answers,)
        Of the answers.
    offset : ndarray of shape (n_answers,)
        Added to the logit.
    blocks : tuple of ndarray of intp, three
        Number of the prior of every feature, term and source, from 0; -1 for a flat
        prior.
    families : ndarray of shape (n_priors,), intp
        Priors whose variances are drawn towards each other.
    """

    Q: sparse.csr_array
    B: Array
    E: Array
    y: Array
    weight: Array
    offset: Array
    blocks: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]
    families: NDArray[np.intp]

    def logits(self, f: Array, e: Array, u: Array) -> Array:
        """Evaluate the model.

        Parameters
        ----------
        f, e, u : ndarray
            Of features, terms and sources.

        Returns
        -------
        ndarray of shape (n_answers,)
            Logits.
        """
        return np.asarray(self.Q @ (self.B @ f + u) + self.E @ e + self.offset)


@dataclass(frozen=True, slots=True, eq=False)
class EffectsFit:
    """A posterior in the Gaussian approximation.

    Attributes
    ----------
    f, e, u : ndarray
        Modes of the effects of features, terms and sources.
    variances : ndarray of shape (n_priors,)
        Of the priors.
    covariance : ndarray of shape (n_features + n_terms, n_features + n_terms)
        Of `f` and `e` together.
    source_variance : ndarray of shape (n_sources,)
        Of `u`.
    n_steps : int
        Newton steps in all.
    """

    f: Array
    e: Array
    u: Array
    variances: Array
    covariance: Array
    source_variance: Array
    n_steps: int = 0


@dataclass(slots=True, eq=False)
class _State:
    f: Array
    e: Array
    u: Array
    variances: Array
    covariance: Array = field(default_factory=lambda: np.zeros((0, 0)))
    source_variance: Array = field(default_factory=lambda: np.zeros(0))
    n_steps: int = 0


def fit_effects(
    data: EffectsData,
    variances: Array,
    *,
    start: tuple[Array, Array, Array] | None = None,
    n_rounds: int = 12,
    tolerance: float = 1e-3,
) -> EffectsFit:
    """Fit modes and, in rounds, the variances of the priors.

    Parameters
    ----------
    data : EffectsData
        Answers.
    variances : ndarray of shape (n_priors,)
        Variances to begin with, or to keep.
    start : tuple of three ndarray or None, default=None
        Modes to begin with: features, terms, sources.
    n_rounds : int, default=12
        Most rounds of renewing the variances; 0 keeps them.
    tolerance : float, default=0.001
        Largest relative change of a standard deviation that ends the rounds.

    Returns
    -------
    EffectsFit
        The fit.
    """
    shapes = (data.B.shape[1], data.E.shape[1], data.B.shape[0])
    zeros = [np.zeros(size) for size in shapes]
    f, e, u = (a.copy() for a in (start if start is not None else zeros))
    state = _State(f, e, u, variances.astype(np.float64).copy())
    _newton(data, state, FIRST_STEPS if n_rounds else MAX_STEPS)
    for _ in range(n_rounds):
        before = state.variances
        state.variances = _renewed(data, state)
        _newton(data, state, ROUND_STEPS)
        change = np.abs(np.sqrt(state.variances / before) - 1.0)
        if change.max(initial=0.0) < tolerance:
            break
    if n_rounds:
        _newton(data, state, MAX_STEPS)
    return EffectsFit(
        state.f,
        state.e,
        state.u,
        state.variances,
        state.covariance,
        state.source_variance,
        state.n_steps,
    )


def _precisions(variances: Array, numbers: NDArray[np.intp]) -> Array:
    padded = np.append(1.0 / variances, 0.0)  # -1 picks the flat prior
    return padded[numbers]


def _newton(data: EffectsData, state: _State, max_steps: int) -> None:
    """Climb to the mode, halving steps that overshoot."""
    loss = _loss(data, state)
    for _ in range(max_steps):
        step, decrement = _step(data, state)
        state.n_steps += 1
        if decrement < CONVERGED * (1.0 + abs(loss)):
            return
        origin = (state.f, state.e, state.u)
        size = 1.0
        for _ in range(20):
            state.f, state.e, state.u = (
                old + size * new for old, new in zip(origin, step, strict=True)
            )
            now = _loss(data, state)
            if now <= loss:
                break
            size /= 2.0
        else:
            state.f, state.e, state.u = origin
            return
        loss = now


def _loss(data: EffectsData, state: _State) -> float:
    z = data.logits(state.f, state.e, state.u)
    total = float(data.weight @ (np.logaddexp(0.0, z) - data.y * z))
    for values, numbers in zip((state.f, state.e, state.u), data.blocks, strict=True):
        total += 0.5 * float(_precisions(state.variances, numbers) @ values**2)
    return total


def _step(data: EffectsData, state: _State) -> tuple[tuple[Array, Array, Array], float]:
    """Solve for one Newton step by eliminating the sources first."""
    p = expit(data.logits(state.f, state.e, state.u))
    h = np.maximum(data.weight * p * (1.0 - p), MIN_CURVATURE * data.weight)
    slope = data.weight * (data.y - p)
    for_f, for_e, for_u = (_precisions(state.variances, n) for n in data.blocks)
    weighted = data.Q.T.tocsr() @ sparse.diags_array(h)
    N = (weighted @ data.Q).tocsr()
    QE = np.asarray(weighted @ data.E)
    NB = np.asarray(N @ data.B)
    gu = np.asarray(data.Q.T @ slope)
    grad = np.concatenate([data.B.T @ gu - for_f * state.f, data.E.T @ slope])
    grad[data.B.shape[1] :] -= for_e * state.e
    gu = gu - for_u * state.u
    BQE = data.B.T @ QE
    A = np.block([[data.B.T @ NB, BQE], [BQE.T, data.E.T @ (h[:, None] * data.E)]])
    A[np.diag_indices_from(A)] += np.concatenate([for_f, for_e]) + MIN_CURVATURE
    X = np.hstack([NB, QE])
    Y, own, inverse_diagonal = _solve_sources(N, for_u, X, gu)
    S = linalg.inv(_symmetric(A - X.T @ Y))
    fixed = S @ (grad - X.T @ own)
    du = own - Y @ fixed
    state.covariance = _symmetric(S)
    state.source_variance = inverse_diagonal + np.einsum("ij,ij->i", Y @ S, Y)
    n_features = data.B.shape[1]
    decrement = float(fixed @ grad + du @ gu)
    return (fixed[:n_features], fixed[n_features:], du), decrement


def _symmetric(A: Array) -> Array:
    return (A + A.T) / 2.0


def _solve_sources(
    N: sparse.csr_array, precision: Array, X: Array, gradient: Array
) -> tuple[Array, Array, Array]:
    """Solve (N + precision) for X and the gradient; give the inverse's diagonal too."""
    n_sources = precision.size
    if n_sources <= DENSE_LIMIT:
        dense = N.toarray()
        dense[np.diag_indices(n_sources)] += precision
        inverse = linalg.inv(dense) if n_sources else dense
        return inverse @ X, inverse @ gradient, np.diag(inverse).copy()
    diagonal = N.diagonal() + precision
    K = (N + sparse.diags_array(precision)).tocsr()
    Y = _conjugate_gradients(K, diagonal, X, LOOSE)
    own = _conjugate_gradients(K, diagonal, gradient[:, np.newaxis], TIGHT)
    return Y, own[:, 0], 1.0 / diagonal


def _conjugate_gradients(
    K: sparse.csr_array, diagonal: Array, right: Array, tolerance: float
) -> Array:
    """Solve K Y = right for all columns at once, preconditioned by the diagonal."""
    Y = right / diagonal[:, None]
    R = right - K @ Y
    Z = R / diagonal[:, None]
    P = Z.copy()
    rz = np.einsum("ij,ij->j", R, Z)
    goal = tolerance * np.einsum("ij,ij->j", right / diagonal[:, None], right) + 1e-300
    for _ in range(200):
        if (rz <= goal).all():
            break
        KP = K @ P
        curvature = np.einsum("ij,ij->j", P, KP)
        size = np.where(curvature > 0.0, rz / np.maximum(curvature, 1e-300), 0.0)
        Y += size * P
        R -= size * KP
        Z = R / diagonal[:, None]
        renewed = np.einsum("ij,ij->j", R, Z)
        P = Z + np.where(rz > 0.0, renewed / np.maximum(rz, 1e-300), 0.0) * P
        rz = renewed
    return Y


def _renewed(data: EffectsData, state: _State) -> Array:
    """Set each variance to what its effects show (MacKay's fixed point)."""
    n_features = data.B.shape[1]
    diagonal = np.diag(state.covariance)
    spread = (diagonal[:n_features], diagonal[n_features:], state.source_variance)
    squares = np.zeros(state.variances.size)
    freedom = np.zeros(state.variances.size)
    for values, numbers, variance in zip(
        (state.f, state.e, state.u), data.blocks, spread, strict=True
    ):
        kept = numbers >= 0
        prior = state.variances[numbers[kept]]
        known = np.clip(1.0 - variance[kept] / prior, 0.0, 1.0)
        np.add.at(squares, numbers[kept], values[kept] ** 2)
        np.add.at(freedom, numbers[kept], known)
    return np.clip(
        _drawn_to_family(squares, freedom, data.families), MIN_VARIANCE, MAX_VARIANCE
    )


def _drawn_to_family(
    squares: Array, freedom: Array, families: NDArray[np.intp]
) -> Array:
    """Draw each variance towards that of its family, as two more effects would."""
    of_family = np.zeros((2, int(families.max(initial=-1)) + 1))
    np.add.at(of_family[0], families, squares)
    np.add.at(of_family[1], families, freedom)
    shared = (of_family[0] + 1e-8) / (of_family[1] + 1e-4)
    found = (squares + FAMILY_WEIGHT * shared[families]) / (freedom + FAMILY_WEIGHT)
    return np.asarray(found)
