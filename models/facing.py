"""What the entries of a person are multiplied by in those on the other side."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Facing:
    """The other side of some answers, as one person's entries meet it.

    Attributes
    ----------
    design : ndarray of shape (n_answers, 1 + n_tastes + n_factors)
        What level, tastes and factors are multiplied by: 1, the profile of the other
        one, the factors of the other one.
    level : ndarray of shape (n_answers,)
        What the other one adds whatever those entries are: a level, and tastes for
        the profile of this one.
    spread : ndarray of the shape of `design`, squared in the last axis
        Covariance of that level, in the first row, and of `design`.
    """

    design: Array
    level: Array
    spread: Array

    @classmethod
    def of(
        cls, mean: Array, covariance: Array, far_axes: Array, near_axes: Array
    ) -> "Facing":
        """Look at the other side.

        Parameters
        ----------
        mean : ndarray of shape (n_answers, 1 + n_tastes + n_factors)
            Level, tastes and factors of the other one.
        covariance : ndarray of the shape of `mean`, squared in the last axis
            Of them.
        far_axes, near_axes : ndarray of shape (n_answers, n_tastes)
            Profiles of the other one and of this one.

        Returns
        -------
        Facing
            The view.
        """
        last = 1 + far_axes.shape[1]
        design = mean.copy()
        design[:, 0] = 1.0
        design[:, 1:last] = far_axes
        loads = np.column_stack([np.ones(len(mean)), near_axes])
        level = np.einsum("ij,ij->i", mean[:, :last], loads)
        with_all = np.einsum("ij,ijk->ik", loads, covariance[:, :last])
        spread = covariance.copy()
        spread[:, :last] = 0.0
        spread[:, :, :last] = 0.0
        spread[:, 0, 0] = np.einsum("ij,ij->i", with_all[:, :last], loads)
        spread[:, 0, last:] = with_all[:, last:]
        spread[:, last:, 0] = with_all[:, last:]
        return cls(design, level, spread)

    def second(self) -> Array:
        """Give the second moments of `design`.

        Returns
        -------
        ndarray of shape (n_answers, size, size)
            Means of products.
        """
        found = self.design[:, :, np.newaxis] * self.design[:, np.newaxis, :]
        found[:, 1:, 1:] += self.spread[:, 1:, 1:]
        return found

    def variance(self, mean: Array, covariance: Array) -> Array:
        """Give the variance of logits, neither side of which is known for sure.

        Parameters
        ----------
        mean : ndarray of shape (n_answers, size)
            Entries of the person.
        covariance : ndarray of shape (n_answers, size, size)
            Of them.

        Returns
        -------
        ndarray of shape (n_answers,)
            0 or more.
        """
        loads = mean.copy()
        loads[:, 0] = 1.0
        total = np.einsum("ij,ijk,ik->i", self.design, covariance, self.design)
        total += np.einsum("ij,ijk,ik->i", loads, self.spread, loads)
        total += np.einsum("ijk,ijk->i", covariance[:, 1:, 1:], self.spread[:, 1:, 1:])
        return np.asarray(np.maximum(total, 0.0))
