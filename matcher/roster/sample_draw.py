"""Draws for the sample: one stream of uniform numbers, the same for a seed."""

from collections.abc import Sequence
from statistics import NormalDist
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


class Draw:
    """A seeded source of choices.

    Only uniform numbers are taken from the generator: they are the part of it that
    stays the same from one version of numpy to the next.

    Parameters
    ----------
    seed : int
        Same seed, same choices.
    """

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)

    def uniform(self) -> float:
        """Draw a number.

        Returns
        -------
        float
            In [0, 1).
        """
        return float(self._rng.random())

    def chance(self, share: float) -> bool:
        """Say yes in a share of cases.

        Parameters
        ----------
        share : float
            In [0, 1].

        Returns
        -------
        bool
            The answer.
        """
        return self.uniform() < share

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number.

        Parameters
        ----------
        low, high : int
            Smallest and largest.

        Returns
        -------
        int
            One of them or between.
        """
        return low + int(self.uniform() * (high - low + 1))

    def normal(self) -> float:
        """Draw from the standard normal distribution.

        Returns
        -------
        float
            Within four deviations.
        """
        return NormalDist().inv_cdf(min(max(self.uniform(), 3e-5), 1.0 - 3e-5))

    def pick(self, items: Sequence[Item]) -> Item:
        """Pick one of several.

        Parameters
        ----------
        items : sequence
            At least one.

        Returns
        -------
        object
            The one.
        """
        return items[int(self.uniform() * len(items))]

    def weighted(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        """Pick one of several by weight.

        Parameters
        ----------
        items : sequence
            At least one.
        weights : sequence of float
            One an item, positive.

        Returns
        -------
        object
            The one.
        """
        left = self.uniform() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            left -= weight
            if left < 0.0:
                return item
        return items[-1]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Pick several, none twice.

        Parameters
        ----------
        items : sequence
            What to pick from.
        count : int
            How many; all if there are fewer.

        Returns
        -------
        list
            In random order.
        """
        left = list(items)
        return [
            left.pop(int(self.uniform() * len(left)))
            for _ in range(min(count, len(left)))
        ]
