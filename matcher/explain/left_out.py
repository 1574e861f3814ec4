"""Who stays without a seat: segments of leaders against all others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from matcher.explain.fairness import ALPHA, FEWEST, Segmentation, correct_for_many

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many of a segment's leaders have no seat, against all others.

    Attributes
    ----------
    attribute, name : str
        Such as "size" and "10 to 49 people".
    n_leaders, n_unplaced : int
        Leaders in the segment, and those of them without a seat.
    share, other_share : float
        Of the segment, and of all others, without a seat, in [0, 1].
    low, high : float
        95 % interval of the difference of the shares (Newcombe 1998, method 10).
    p_value : float
        Chance in [0, 1] that as many or as few of them are left out by lot, corrected
        for all segments shown (Fisher; Holm 1979).
    verdict : {"within chance", "more often", "less often"}
        What can be said.
    """

    attribute: str
    name: str
    n_leaders: int
    n_unplaced: int
    share: float
    other_share: float
    low: float
    high: float
    p_value: float
    verdict: str

    def sentence(self) -> str:
        """Say it as a board reads it.

        Returns
        -------
        str
            One sentence with the figures and what can be said of them.
        """
        said = {
            "more often": "more often than chance",
            "less often": "less often than chance",
        }.get(self.verdict, self.verdict)
        who = f"{self.attribute.capitalize()} {self.name}"
        return (
            f"{who}: {self.n_unplaced:,} of {self.n_leaders:,} leaders have no seat "
            f"({self.share:.0%}, all others {self.other_share:.0%}): {said}."
        )


def compare_left_out(
    segmentations: Sequence[Segmentation], labels: NDArray[np.intp]
) -> tuple[LeftOut, ...]:
    """Compare the share without a seat of every segment with that of all others.

    Parameters
    ----------
    segmentations : sequence of Segmentation
        What parts the leaders.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.

    Returns
    -------
    tuple of LeftOut
        The largest share of each attribute first; empty when everyone has a seat.
        Segments of fewer than five leaders, or that leave fewer than five others, are
        not among them, nor one from which such a segment would follow.
    """
    is_left = labels < 0
    if not is_left.any():
        return ()
    shown = [(part, code) for part in segmentations for code in _shown_codes(part)]
    tables = [_table(part.codes == code, is_left) for part, code in shown]
    p_values = np.array([stats.fisher_exact(table).pvalue for table in tables])
    corrected = correct_for_many(p_values)
    found = [
        _left_out(part, code, table, float(p))
        for (part, code), table, p in zip(shown, tables, corrected, strict=True)
    ]
    rank = {part.name: number for number, part in enumerate(segmentations)}
    return tuple(sorted(found, key=lambda s: (rank[s.attribute], -s.share, s.name)))


def _shown_codes(part: Segmentation) -> list[int]:
    """List the segments that are large enough, and whose complement is."""
    counts = np.bincount(part.codes[part.codes >= 0], minlength=len(part.names))
    n = part.codes.size
    shown = [
        code
        for code in np.argsort(-counts, kind="stable").tolist()
        if counts[code] >= FEWEST and n - counts[code] >= FEWEST
    ]
    hidden = n - int(counts[shown].sum())
    if part.is_sensitive and 0 < hidden < FEWEST and shown:
        shown.pop()
    return shown


def _table(is_in: NDArray[np.bool_], is_left: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count, inside and outside a segment, who is left out and who is not."""
    return np.array(
        [
            [np.sum(is_in & is_left), np.sum(is_in & ~is_left)],
            [np.sum(~is_in & is_left), np.sum(~is_in & ~is_left)],
        ]
    )


def _left_out(
    part: Segmentation, code: int, table: NDArray[np.int64], p_value: float
) -> LeftOut:
    (m, _), (others, _) = table.tolist()
    n, n_others = table.sum(axis=1).tolist()
    share, other = m / n, others / n_others
    low, high = _difference(m, n, others, n_others)
    verdict = "within chance"
    if p_value < ALPHA:
        verdict = "more often" if share > other else "less often"
    return LeftOut(
        attribute=part.name,
        name=part.names[code],
        n_leaders=n,
        n_unplaced=m,
        share=share,
        other_share=other,
        low=low,
        high=high,
        p_value=p_value,
        verdict=verdict,
    )


def _difference(k: int, n: int, k_other: int, n_other: int) -> tuple[float, float]:
    """Take the interval of a difference of shares from those of the two."""
    share, other = k / n, k_other / n_other
    own, rest = (
        stats.binomtest(a, b).proportion_ci(CONFIDENCE, method="wilson")
        for a, b in ((k, n), (k_other, n_other))
    )
    low = np.hypot(share - own.low, rest.high - other)
    high = np.hypot(own.high - share, other - rest.low)
    return share - other - float(low), share - other + float(high)
