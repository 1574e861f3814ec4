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
    design : ndarray of shape (n_answers, n_entries)
        What level, tastes and factors are multiplied by: 1, the profile of the other
        one, the factors of the other one.
    level : ndarray of shape (n_answers,)
        What the other one adds whatever those entries are: a level, and tastes for
        the profile of this one.
    spread : ndarray of shape (n_answers, 1 + n_factors, 1 + n_factors)
        Covariance of that level and of the factors in `design`; all else is known.
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
        first = 1 + far_axes.shape[1]
        design = loads_of(mean, far_axes)
        loads = np.column_stack([np.ones(len(mean)), near_axes])
        level = np.einsum("ij,ij->i", mean[:, :first], loads)
        with_all = np.einsum("ij,ijk->ik", loads, covariance[:, :first])
        size = 1 + mean.shape[1] - first
        spread = np.empty((len(mean), size, size))
        spread[:, 0, 0] = np.einsum("ij,ij->i", with_all[:, :first], loads)
        spread[:, 0, 1:] = spread[:, 1:, 0] = with_all[:, first:]
        spread[:, 1:, 1:] = covariance[:, first:, first:]
        return cls(design, level, spread)

    @property
    def first(self) -> int:
        """Where factors begin in `design`."""
        return int(self.design.shape[1] - self.spread.shape[1] + 1)

    def second(self) -> Array:
        """Give the second moments of `design`.

        Returns
        -------
        ndarray of shape (n_answers, n_entries, n_entries)
            Means of products.
        """
        found = self.design[:, :, np.newaxis] * self.design[:, np.newaxis, :]
        found[:, self.first :, self.first :] += self.spread[:, 1:, 1:]
        return np.asarray(found)

    def crossed(self) -> Array:
        """Give the covariances of `design` with the level.

        Returns
        -------
        ndarray of shape (n_answers, n_entries)
            0 but for factors.
        """
        found = np.zeros_like(self.design)
        found[:, self.first :] = self.spread[:, 0, 1:]
        return found

    def variance(self, mean: Array, covariance: Array) -> Array:
        """Give the variance of logits, neither side of which is known for sure.

        Parameters
        ----------
        mean : ndarray of shape (n_answers, n_entries)
            Of the person.
        covariance : ndarray of shape (n_answers, n_entries, n_entries)
            Of them.

        Returns
        -------
        ndarray of shape (n_answers,)
            0 or more.
        """
        loads = np.column_stack([np.ones(len(mean)), mean[:, self.first :]])
        total = np.einsum("ij,ijk,ik->i", self.design, covariance, self.design)
        total += np.einsum("ij,ijk,ik->i", loads, self.spread, loads)
        factors = covariance[:, self.first :, self.first :]
        total += np.einsum("ijk,ijk->i", factors, self.spread[:, 1:, 1:])
        return np.asarray(np.maximum(total, 0.0))


def loads_of(mean: Array, axes: Array) -> Array:
    """Give what the entries of those on the other side are multiplied by.

    Parameters
    ----------
    mean : ndarray of shape (n, 1 + n_tastes + n_factors)
        Level, tastes and factors of people.
    axes : ndarray of shape (n, n_tastes)
        Their profiles.

    Returns
    -------
    ndarray of the shape of `mean`
        1, profile, factors.
    """
    loads = mean.copy()
    loads[:, 0] = 1.0
    loads[:, 1 : 1 + axes.shape[1]] = axes
    return loads
