"""Who sits in the worse groups: segments of leaders against all others.

Members of a group share its fate, so groups are what is drawn anew, never members. The
interval resamples groups; chance is what is left when the groups' scores are dealt to
the groups at random, who sits with whom staying as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEWEST = 5  # people in a segment that is shown
ALPHA = 0.05
MOST_DRAWS = 4_000_000  # group scores drawn for one report
FEWEST_GROUPS = 5


@dataclass(frozen=True, slots=True)
class Segmentation:
    """How one attribute parts the leaders.

    Attributes
    ----------
    name : str
        The attribute.
    codes : ndarray of shape (n_leaders,)
        Segment of each leader; -1 where unknown.
    names : tuple of str
        Names of the segments.
    is_sensitive : bool
        Whether a small segment must not follow from the others either.
    """

    name: str
    codes: NDArray[np.intp]
    names: tuple[str, ...]
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """How the groups of one segment's leaders compare with those of all others.

    Attributes
    ----------
    attribute, name : str
        Such as "size" and "10 to 49 people".
    n_leaders : int
        Seated leaders in the segment.
    mean, other_mean : float
        Mean score of their groups, and of all others' groups.
    low, high : float
        95 % interval of the difference, over groups.
    p_value : float
        Share in [0, 1] of random dealings of scores with as large a difference,
        corrected for all segments shown (Holm 1979).
    verdict : {"within chance", "worse", "better", "too few groups to tell"}
        What can be said.
    """

    attribute: str
    name: str
    n_leaders: int
    mean: float
    other_mean: float
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
        words = {"worse": "worse than chance", "better": "better than chance"}
        said = words.get(self.verdict, self.verdict)
        who = f"{self.attribute.capitalize()} {self.name}: {self.n_leaders} leaders"
        means = f"{self.mean:.2f}, all others {self.other_mean:.2f}"
        return f"{who} sit in groups of mean score {means}: {said}."


def compare_segments(
    segmentations: Sequence[Segmentation],
    labels: NDArray[np.intp],
    scores: NDArray[np.float64],
    rng: np.random.Generator,
) -> tuple[Segment, ...]:
    """Compare the groups of every segment with those of all others.

    Parameters
    ----------
    segmentations : sequence of Segmentation
        What parts the leaders.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    scores : ndarray of shape (n_groups,)
        Score of each group.
    rng : numpy.random.Generator
        Draws groups and dealings.

    Returns
    -------
    tuple of Segment
        The lowest mean of each attribute first; segments of fewer than five seated
        leaders, or that leave fewer than five others, are not among them.
    """
    shown = [
        (part, code)
        for part in segmentations
        for code in _shown_codes(part, labels, scores.size)
    ]
    if not shown:
        return ()
    counts = np.stack(
        [
            np.bincount(
                labels[(part.codes == code) & (labels >= 0)], minlength=scores.size
            )
            for part, code in shown
        ]
    ).astype(np.float64)
    sizes = np.bincount(labels[labels >= 0], minlength=scores.size).astype(np.float64)
    n_draws = int(np.clip(MOST_DRAWS // max(scores.size, 1), 200, 2_000))
    means = counts @ scores / counts.sum(axis=1)
    others = (sizes - counts) @ scores / (sizes - counts).sum(axis=1)
    low, high = _interval(counts, sizes, scores, n_draws, rng)
    p_values = correct_for_many(_chance(counts, sizes, scores, n_draws, rng))
    found = [
        Segment(
            attribute=part.name,
            name=part.names[code],
            n_leaders=int(counts[k].sum()),
            mean=float(means[k]),
            other_mean=float(others[k]),
            low=float(low[k]),
            high=float(high[k]),
            p_value=float(p_values[k]),
            verdict=_verdict(means[k] - others[k], p_values[k], scores.size),
        )
        for k, (part, code) in enumerate(shown)
    ]
    rank = {part.name: number for number, part in enumerate(segmentations)}
    return tuple(sorted(found, key=lambda s: (rank[s.attribute], s.mean, s.name)))


def _verdict(difference: float, p_value: float, n_groups: int) -> str:
    if n_groups < FEWEST_GROUPS:
        return "too few groups to tell"
    if p_value >= ALPHA:
        return "within chance"
    return "worse" if difference < 0.0 else "better"


def _shown_codes(
    part: Segmentation, labels: NDArray[np.intp], n_groups: int
) -> list[int]:
    """List the segments that are large enough, and whose complement is."""
    seated = labels >= 0
    counts = np.bincount(
        part.codes[seated & (part.codes >= 0)], minlength=len(part.names)
    )
    n = int(seated.sum())
    shown = [
        code
        for code in np.argsort(-counts, kind="stable").tolist()
        if counts[code] >= FEWEST and n - counts[code] >= FEWEST
    ]
    if part.is_sensitive:
        # What is left out must not follow from the rest by subtraction.
        hidden = n - int(counts[shown].sum())
        if 0 < hidden < FEWEST and shown:
            shown.pop()
    return shown if n_groups > 1 else []


def _differences(
    counts: NDArray[np.float64],
    sizes: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Subtract the others' mean from each segment's; one row of scores a draw."""
    own = weights @ counts.T / counts.sum(axis=1)
    rest = sizes - counts
    return np.asarray(own - weights @ rest.T / rest.sum(axis=1))


def _chance(
    counts: NDArray[np.float64],
    sizes: NDArray[np.float64],
    scores: NDArray[np.float64],
    n_draws: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Count how often scores dealt to groups at random differ as much."""
    seen = np.abs(_differences(counts, sizes, scores[None])[0])
    dealt = rng.permuted(np.tile(scores, (n_draws, 1)), axis=1)
    large = np.abs(_differences(counts, sizes, dealt)) >= seen - 1e-12
    return np.asarray((1.0 + large.sum(axis=0)) / (1.0 + n_draws))


def _interval(
    counts: NDArray[np.float64],
    sizes: NDArray[np.float64],
    scores: NDArray[np.float64],
    n_draws: int,
    rng: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draw groups with replacement and take the middle 95 % of the differences."""
    drawn = rng.multinomial(
        scores.size, np.full(scores.size, 1.0 / scores.size), n_draws
    )
    own_n, rest_n = drawn @ counts.T, drawn @ (sizes - counts).T
    own = drawn @ (counts * scores).T / np.maximum(own_n, 1.0)
    rest = drawn @ ((sizes - counts) * scores).T / np.maximum(rest_n, 1.0)
    spread = np.where((own_n > 0) & (rest_n > 0), own - rest, np.nan)
    low, high = np.nanpercentile(spread, [2.5, 97.5], axis=0)
    return low, high


def correct_for_many(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correct for looking at several segments at once (Holm 1979).

    Parameters
    ----------
    p_values : ndarray of shape (n_segments,)
        In [0, 1].

    Returns
    -------
    ndarray of shape (n_segments,)
        As many, no smaller and at most 1.
    """
    order = np.argsort(p_values, kind="stable")
    steps = p_values[order] * np.arange(p_values.size, 0, -1)
    corrected = np.empty_like(p_values)
    corrected[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return corrected
