"""Whether predicted values keep their word."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from training.scored import Scored

Array = NDArray[np.float64]
Figure = Callable[[Array], float]  # from weights of answers to the figure
TINY: Final = 1e-12
N_BINS: Final = 10


def average(values: Array, weight: Array) -> float:
    """Average values, NaN without weight.

    Parameters
    ----------
    values, weight : ndarray of shape (n,)
        What, and how much each counts.

    Returns
    -------
    float
        Weighted mean.
    """
    total = float(weight.sum())
    return float(values @ weight) / total if total > 0.0 else float("nan")


def calibration_figure(scored: Scored) -> Figure:
    """Compare predicted with observed shares in bins of equally many answers.

    Parameters
    ----------
    scored : Scored
        Answers.

    Returns
    -------
    callable
        Root of the mean squared gap, freed of what chance alone adds to it (Kumar,
        Liang and Ma 2019); never below 0.
    """
    bins = _bins(scored.p)

    def figure(weight: Array) -> float:
        count, gap, noise = _gaps(scored, bins, weight)
        if not count.sum() > 0.0:
            return float("nan")
        squared = float((count * (gap**2 - noise)).sum() / count.sum())
        return float(np.sqrt(max(squared, 0.0)))

    return figure


def bias_figure(scored: Scored) -> Figure:
    """Compare the mean prediction with the mean answer.

    Parameters
    ----------
    scored : Scored
        Answers.

    Returns
    -------
    callable
        Predicted less observed; 0 is best.
    """
    return lambda weight: average(scored.p - scored.y, weight)


def reliability(scored: Scored) -> list[dict[str, float]]:
    """Give the points of a reliability plot.

    Parameters
    ----------
    scored : Scored
        Answers.

    Returns
    -------
    list of dict
        A bin each: mean predicted, mean observed, number of answers.
    """
    bins = _bins(scored.p)
    points = []
    for number in range(int(bins.max(initial=-1)) + 1):
        own = bins == number
        if own.any():
            points.append(
                {
                    "predicted": float(scored.p[own].mean()),
                    "observed": float(scored.y[own].mean()),
                    "n_answers": int(own.sum()),
                }
            )
    return points


def _bins(p: Array) -> NDArray[np.intp]:
    """Find bins of equally many answers; equal predictions share a bin."""
    n_bins = max(1, min(N_BINS, p.size // 10))
    ranks = rankdata(p, method="min") - 1.0
    return np.asarray(ranks * n_bins // max(p.size, 1), dtype=np.intp)


def _gaps(
    scored: Scored, bins: NDArray[np.intp], weight: Array
) -> tuple[Array, Array, Array]:
    """Give weight, gap and the variance of the gap by chance of every bin."""
    gap = scored.p - scored.y
    count = np.bincount(bins, weights=weight)
    safe = np.maximum(count, TINY)
    mean = np.bincount(bins, weights=weight * gap) / safe
    square = np.bincount(bins, weights=weight * (gap - mean[bins]) ** 2) / safe
    answers = np.bincount(bins, weights=np.minimum(weight, 1.0))
    noise = square / np.maximum(answers - 1.0, 1.0)
    return np.asarray(count, np.float64), mean, np.asarray(noise)
