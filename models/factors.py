"""Scores of all ordered pairs held as inner products, never as a square table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit
from sklearn.utils import check_random_state

EXACT_LIMIT: Final = 1200  # leaders up to which a square table is decomposed itself
N_LANDMARKS: Final = 600
TOLERANCE: Final = 1e-10
Array = NDArray[np.float64]
Rows = NDArray[np.intp] | None


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """A score of rater i and ratee j: ``base + need[i] . give[j] + biases``.

    The fields are those of `Problem.with_value` in the solver.

    Attributes
    ----------
    need, give : ndarray of shape (n_leaders, n_factors), float64
        What a leader needs, and brings to others.
    need_bias, give_bias : ndarray of shape (n_leaders,), float64
        How much a leader gains from anyone, and brings to anyone.
    base : float
        Score of a pair of average leaders.
    error : float
        Root of the mean squared difference from what the factors stand for; 0 where
        they are exact.
    """

    need: Array
    give: Array
    need_bias: Array
    give_bias: Array
    base: float = 0.0
    error: float = 0.0

    @property
    def rank(self) -> int:
        """Count the factors.

        Returns
        -------
        int
            Columns of `need`.
        """
        return int(self.need.shape[1])

    def of(self, rater: NDArray[np.intp], ratee: NDArray[np.intp]) -> Array:
        """Score some pairs.

        Parameters
        ----------
        rater, ratee : ndarray of shape (n_pairs,), intp
            Rows.

        Returns
        -------
        ndarray of shape (n_pairs,), float64
            Scores.
        """
        inner = np.zeros(rater.size)
        for need, give in zip(self.need.T, self.give.T, strict=True):
            inner += need[rater] * give[ratee]
        return self.base + self.need_bias[rater] + self.give_bias[ratee] + inner

    def table(
        self, raters: NDArray[np.intp] | None = None, ratees: Any = None
    ) -> Array:
        """Score every rater with every ratee.

        Parameters
        ----------
        raters, ratees : ndarray of intp or None, default=None
            Rows; None is all.

        Returns
        -------
        ndarray of shape (n_raters, n_ratees), float64
            Scores; those of a leader with themselves mean nothing.
        """
        i = slice(None) if raters is None else raters
        j = slice(None) if ratees is None else ratees
        inner = self.need[i] @ self.give[j].T
        biases = self.need_bias[i][:, np.newaxis] + self.give_bias[j]
        return np.asarray(self.base + biases + inner)


def factorise(
    factors: Factors,
    transform: Callable[[Array], Array],
    *,
    rank: int,
    random_state: Any = 0,
) -> Factors:
    """Hold a function of the scores as inner products again.

    Up to `EXACT_LIMIT` leaders the table of all pairs is decomposed; above it, rows
    and columns of some leaders drawn at random stand for it (Drineas, Mahoney and
    Muthukrishnan 2008, "Relative-error CUR matrix decompositions").

    Parameters
    ----------
    factors : Factors
        Scores.
    transform : callable
        From an array of scores to one of the same shape.
    rank : int
        Most factors, at least 1.
    random_state : int, RandomState or None, default=0
        Draw of the leaders that stand for all.

    Returns
    -------
    Factors
        Without biases and base; `error` over the pairs that were looked at.
    """
    return _decompose(
        lambda rows, columns: transform(factors.table(rows, columns)),
        factors.need.shape[0],
        rank,
        random_state,
    )


def reciprocal(value: Factors, *, rank: int | None = None) -> Factors:
    """Hold what both ends of a pair gain as an inner product.

    The score is ``log p(i helped by j) + log p(j helped by i)``, which ranks pairs as
    the product of the two probabilities does. A sum of logits ranks them worse: a
    large gain of one cannot make up for none of the other.

    Parameters
    ----------
    value : Factors
        Logits of directed value.
    rank : int or None, default=None
        Factors of one direction; None is twice as many as `value` has, and 2.

    Returns
    -------
    Factors
        Symmetric in its two ends.
    """
    one = factorise(value, log_expit, rank=rank or 2 * value.rank + 2)
    return Factors(
        np.hstack([one.need, one.give]),
        np.hstack([one.give, one.need]),
        one.need_bias,
        one.give_bias,
        0.0,
        one.error,
    )


def mutual(
    value: Factors, *, rank: int | None = None, random_state: Any = 0
) -> Factors:
    """Hold the chance that both ends of a pair gain as an inner product.

    It is the product of the two probabilities itself. Its sum over pairs is how many
    are expected to work both ways: what to maximise where everyone must be paired.

    Parameters
    ----------
    value : Factors
        Logits of directed value.
    rank : int or None, default=None
        Most factors; None is twice as many as `value` has, and 2.
    random_state : int, RandomState or None, default=0
        Draw of the leaders that stand for all.

    Returns
    -------
    Factors
        In [0, 1] but for the error of the approximation.
    """

    def both(rows: Rows, columns: Rows) -> Array:
        forth, back = value.table(rows, columns), value.table(columns, rows)
        return np.asarray(expit(forth) * expit(back).T)

    most = rank or 2 * value.rank + 2
    return _decompose(both, value.need.shape[0], most, random_state)


def _decompose(
    table: Callable[[Rows, Rows], Array], n_leaders: int, rank: int, random_state: Any
) -> Factors:
    """Decompose a table of all pairs, seen whole or through some rows and columns."""
    rng = check_random_state(random_state)
    chosen = np.arange(n_leaders)
    if n_leaders > EXACT_LIMIT:
        chosen = np.sort(rng.permutation(n_leaders)[:N_LANDMARKS])
    rows = table(chosen, None)
    _, singular, right = np.linalg.svd(rows, full_matrices=False)
    kept = min(rank, int((singular > TOLERANCE * singular.max(initial=0.0)).sum()))
    give = np.ascontiguousarray(right[:kept].T)
    if n_leaders <= EXACT_LIMIT:
        seen, need = rows, rows @ give
    else:
        seen = table(None, chosen)
        need = seen @ np.linalg.pinv(give[chosen]).T
    gap = seen - need @ give[chosen].T
    error = float(np.sqrt((gap**2).mean())) if gap.size else 0.0
    zeros = np.zeros(n_leaders)
    return Factors(need, give, zeros, zeros.copy(), 0.0, error)
