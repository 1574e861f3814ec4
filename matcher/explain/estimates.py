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
        return cls(mean, float(mean - reach), float(mean + reach))

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves 0 out, or all seeds agree on it."""
        return self.low > 0.0 or self.high < 0.0 or self.low == self.high

    def said(self, digits: int) -> str:
        """Write the mean with its interval.

        Parameters
        ----------
        digits : int
            After the point.

        Returns
        -------
        str
            Such as "0.012 (0.010 to 0.014)", the mean alone where the ends are it.
        """
        low, mean, high = (
            f"{value + 0.0:.{digits}f}" for value in (self.low, self.mean, self.high)
        )
        return mean if low == mean == high else f"{mean} ({low} to {high})"


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

    def sentence(self) -> str:
        """Say what the rule costs.

        Returns
        -------
        str
            Without a full stop.
        """
        if self.is_certain:
            return "costs nothing: it can bind nobody"
        if self.score is None or self.unplaced is None:
            return "no price: no group can be formed with it, or without it"
        parts = [f"costs {self.score.said(4)} of the score"]
        if not self.score.is_clear:
            parts[0] += ", which may be chance"
        if self.unplaced.mean or self.unplaced.low != self.unplaced.high:
            parts.append(f"{self.unplaced.said(1)} leaders have no seat for it")
        parts.append(f"without it {self.n_broken_without:.3g} groups would break it")
        if self.n_together > 1:
            parts.append(f"all {self.n_together} of its kind left out together")
        return "; ".join(parts)
