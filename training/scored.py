"""Held-out answers with what was predicted for them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Answers that were held out, and their predictions.

    Attributes
    ----------
    rater, ratee : ndarray of shape (n_answers,), intp
        Rows of the roster.
    fold : ndarray of shape (n_answers,), intp
        The held-out set of each answer.
    y : ndarray of shape (n_answers,)
        Answers in [0, 1].
    p : ndarray of shape (n_answers,)
        Predicted values in (0, 1).
    propensity : ndarray of shape (n_answers,)
        With which the pair was shown; NaN where unknown.
    """

    rater: NDArray[np.intp]
    ratee: NDArray[np.intp]
    fold: NDArray[np.intp]
    y: Array
    p: Array
    propensity: Array

    def __len__(self) -> int:
        return int(self.y.size)

    def take(self, kept: ArrayLike) -> "Scored":
        """Keep some answers.

        Parameters
        ----------
        kept : array-like
            Indices, or a mask.

        Returns
        -------
        Scored
            Those.
        """
        index = np.asarray(kept)
        return Scored(
            self.rater[index],
            self.ratee[index],
            self.fold[index],
            self.y[index],
            self.p[index],
            self.propensity[index],
        )

    def is_yes(self) -> NDArray[np.bool_]:
        """Tell which answers are above one half.

        Returns
        -------
        ndarray of shape (n_answers,), bool
            Whether.
        """
        return self.y > 0.5

    def sets(self) -> NDArray[np.intp]:
        """Put the answers of one rater in one held-out set together.

        Returns
        -------
        ndarray of shape (n_answers,), intp
            From 0, by set, then rater.
        """
        width = int(self.rater.max(initial=0)) + 1
        _, number = np.unique(self.fold * width + self.rater, return_inverse=True)
        return np.asarray(number, dtype=np.intp)
