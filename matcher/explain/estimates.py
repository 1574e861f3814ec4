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
    moves : Estimate or None, default=None
        Leaders who change group with the rule, less those without it, where a seating
        is changed; None where groups are formed anew.
    """

    score: Estimate | None
    unplaced: Estimate | None
    weakest: Estimate | None
    n_broken_without: float
    is_certain: bool = False
    n_together: int = 1
    moves: Estimate | None = None

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
        if self.moves and (self.moves.mean or self.moves.low != self.moves.high):
            parts.append(f"{self.moves.said(1)} leaders change group for it")
        parts.append(f"without it {self.n_broken_without:.3g} groups would break it")
        if self.n_together > 1:
            parts.append(f"all {self.n_together} of its kind left out together")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class OneMoreGuide:
    """What one more guide buys, who takes one group at any slot, in any language.

    Attributes
    ----------
    seated : Estimate
        Leaders who get a seat for it.
    score : Estimate or None
        Score with the guide, less the score without; None where no group is formed.
    slot : str
        Slot at which they are wanted, at the first seed; blank where none is known,
        or nobody needs them.
    is_used : bool
        Whether they lead a group at the first seed.
    """

    seated: Estimate
    score: Estimate | None
    slot: str
    is_used: bool

    def sentence(self) -> str:
        """Say what the guide would buy.

        Returns
        -------
        str
            Without a full stop.
        """
        at = f" at {self.slot}" if self.slot else ""
        if self.seated.mean or self.seated.low != self.seated.high:
            said = f"one more guide{at} would seat {self.seated.said(1)} more leaders"
            return said if self.seated.is_clear else f"{said}, which may be chance"
        if self.score is None or not self.score.mean or not self.is_used:
            return "one more guide would change nothing"
        said = f"one more guide{at} would seat nobody more; score"
        told = f"{said} {self.score.said(4)}"
        return told if self.score.is_clear else f"{told}, which may be chance"
