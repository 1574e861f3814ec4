"""What repeated searches say of a number: its mean, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import stdtrit

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number over several seeds, since a search is not exact.

    Attributes
    ----------
    mean : float
        Over the seeds.
    low, high : float
        Ends of the interval that Student's t gives at 95 %; both are the mean where
        all seeds agree, and infinite with a single seed.
    """

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self | None:
        """Estimate a number from one value a seed.

        Parameters
        ----------
        values : sequence of float
            One a seed; those that are not finite are left out.

        Returns
        -------
        Estimate or None
            None when nothing is left.
        """
        known = np.array([value for value in values if np.isfinite(value)])
        if known.size == 0:
            return None
        mean = float(known.mean())
        if known.size == 1:
            return cls(mean, -np.inf, np.inf)
        error = float(known.std(ddof=1)) / np.sqrt(known.size)
        reach = float(stdtrit(known.size - 1, 0.5 + CONFIDENCE / 2)) * error
        return cls(mean, mean - reach, mean + reach)

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves 0 out, or all seeds agree on it."""
        return self.low > 0.0 or self.high < 0.0 or self.low == self.high


@dataclass(frozen=True, slots=True)
class RulePrice:
    """What one rule costs: the same searches with and without it.

    Attributes
    ----------
    score : Estimate or None
        Score without the rule, less the score with it; None where no group can be
        formed with it or without it.
    unplaced : Estimate or None
        Leaders without a seat with the rule, less those without it.
    weakest : Estimate or None
        Score of the weakest group without the rule, less the same with it.
    n_broken_without : float
        Groups that break the rule when nobody asks for it, mean over the seeds.
    is_certain : bool
        Whether the rule is known to cost nothing, since it can bind nobody.
    n_together : int
        Rules that were left out together, this one included: all pins, or all bans.
    """

    score: Estimate | None
    unplaced: Estimate | None
    weakest: Estimate | None
    n_broken_without: float
    is_certain: bool = False
    n_together: int = 1
