"""Why each leader sits where they sit, a sentence each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.explain.counts import (
    Bearers,
    Extent,
    Tally,
    bearers_of,
    extent,
    find_nested,
    tally,
)
from matcher.explain.evidence import Evidence
from matcher.explain.facts import (
    Fact,
    Finds,
    NothingKnown,
    Offers,
    Only,
    Shares,
    Within,
    sentence,
)


@dataclass(frozen=True, slots=True)
class PlacementReason:
    """The facts told of one leader's place.

    Attributes
    ----------
    facts : tuple of Fact
        What the leader brings and finds; empty for the unplaced.
    """

    facts: tuple[Fact, ...]

    @property
    def reason(self) -> str:
        """The facts in one sentence; empty for the unplaced."""
        return sentence(self.facts)


def explain_placements(
    evidence: Evidence, labels: NDArray[np.intp]
) -> tuple[PlacementReason, ...]:
    """Explain the place of every leader of an assignment.

    Parameters
    ----------
    evidence : Evidence
        What is known of the leaders.
    labels : ndarray of shape (n_leaders,)
        Group of each leader; -1 where unplaced.

    Returns
    -------
    tuple of PlacementReason
        One a leader, in the order of the roster.
    """
    if len(labels) != len(evidence):
        msg = f"labels must have one entry a leader, got {len(labels)}."
        raise ValueError(msg)

    view = _View.of(evidence, labels)
    return tuple(
        PlacementReason(tuple(view.facts(row, g)) if g >= 0 else ())
        for row, g in enumerate(labels.tolist())
    )


@dataclass(frozen=True, slots=True)
class _View:
    """What is looked up for every leader."""

    evidence: Evidence
    size: NDArray[np.intp]
    sector: Tally
    is_alone: NDArray[np.bool_]
    numbers: dict[str, Extent]
    stated: Bearers
    gives: Bearers
    wants: Bearers
    themes_of: dict[str, list[list[int]]]

    @classmethod
    def of(cls, evidence: Evidence, labels: NDArray[np.intp]) -> "_View":
        n_groups = int(labels.max(initial=-1)) + 1
        industry = tally(evidence.industry.index, labels, n_groups=n_groups)
        return cls(
            evidence=evidence,
            size=np.bincount(labels[labels >= 0], minlength=n_groups),
            sector=tally(evidence.sector.index, labels, n_groups=n_groups),
            is_alone=industry.alone & ~find_nested(evidence.codes, labels),
            numbers={
                name: extent(values, labels, n_groups=n_groups)
                for name, values in evidence.numbers.items()
            },
            stated=bearers_of(evidence.challenges, labels),
            gives=bearers_of(evidence.gives, labels),
            wants=bearers_of(evidence.wants, labels),
            themes_of={
                "stated": _rarest_first(evidence.challenges),
                "gives": _rarest_first(evidence.gives),
                "wants": _rarest_first(evidence.wants),
            },
        )

    def facts(self, row: int, g: int) -> list[Fact]:
        """Tell at most three facts: a distinction, a bond, and an exchange."""
        trade = self._trade(row, g)
        bond = self._shares(row, g, other_than=trade.theme if trade else "")
        told: list[Fact] = [
            f for f in (self._only(row, g), bond, trade) if f is not None
        ]
        if len(told) < 2:
            told += self._level(row, g)
        return told or [NothingKnown(int(self.size[g]) - 1)]

    def _only(self, row: int, g: int) -> Only | None:
        is_first = bool(self.sector.alone[row])
        names = self.evidence.sector if is_first else self.evidence.industry
        title = names.names[names.index[row]] if names.index[row] >= 0 else ""
        if not (is_first or self.is_alone[row]) or self.size[g] < 2:
            return None
        if title.startswith("Other "):  # the rest of a family: nobody comes from it
            return None
        return Only(title, int(self.size[g] - self.sector.n_known[g]))

    def _shares(self, row: int, g: int, *, other_than: str) -> Shares | None:
        themes = self.themes_of["stated"][row]
        for theme in sorted(
            themes, key=lambda t: self.evidence.themes[t] == other_than
        ):
            peers = [peer for peer in self.stated[g, theme] if peer != row]
            if peers:
                return Shares(self.evidence.themes[theme], self.evidence.ids(peers))
        return None

    def _trade(self, row: int, g: int) -> Offers | Finds | None:
        for theme in self.themes_of["gives"][row]:
            seekers = self._others(self.wants, self.gives, theme, row=row, g=g)
            if seekers:
                return Offers(self.evidence.themes[theme], self.evidence.ids(seekers))
        for theme in self.themes_of["wants"][row]:
            givers = self._others(self.gives, self.wants, theme, row=row, g=g)
            if givers:
                return Finds(self.evidence.themes[theme], self.evidence.ids(givers))
        return None

    def _others(
        self, these: Bearers, other: Bearers, theme: int, *, row: int, g: int
    ) -> list[int]:
        """Find peers on one side of a theme only, so that help has a direction."""
        both = other.get((g, theme), ())
        bearers = these.get((g, theme), [])
        return [] if row in bearers else [peer for peer in bearers if peer not in both]

    def _level(self, row: int, g: int) -> list[Fact]:
        """Say where the leader stands among peers by the first number known."""
        for name, ends in self.numbers.items():
            value = float(self.evidence.numbers[name][row])
            within = Within(name, value, float(ends.low[g]), float(ends.high[g]))
            if np.isfinite(value) and ends.n_known[g] >= 2 and within.is_told:
                return [within]
        return []


def _rarest_first(matrix: sparse.csr_array) -> list[list[int]]:
    """List each leader's themes, those that the fewest leaders bear first."""
    frequency = np.asarray(matrix.sum(axis=0)).tolist()
    themes: Sequence[NDArray[np.intp]] = np.split(matrix.indices, matrix.indptr[1:-1])
    return [sorted(own.tolist(), key=lambda t: (frequency[t], t)) for own in themes]
