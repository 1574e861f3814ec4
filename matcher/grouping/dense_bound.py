"""Upper bounds on the diversity of dense problems, whatever the grouping.

Three bounds hold together, and the least counts. *Neighbours*: no row finds more in its
group than its largest distances. *Pairs*: no grouping has more pairs than the widest
profile. *Spectrum* (after Donath and Hoffman 1973): with each row's own level taken
out, what is left is at most the largest eigenvalues times the sizes.
"""

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.sizes import widest_profile

_MOST_SPECTRAL = 800  # rows; the eigenvalues of more take longer than they are worth
_SAFE = 1e-9  # share by which rounding could lower a bound


def dense_bound(
    distance: NDArray[np.float64],
    lower: NDArray[np.int64],
    upper: NDArray[np.int64],
) -> float:
    """Bound the diversity of every grouping from above.

    Parameters
    ----------
    distance : ndarray of shape (n_leaders, n_leaders)
        Symmetric, zero on the diagonal.
    lower, upper : ndarray of shape (n_groups,)
        Fewest and most leaders in each group; some partition meets them.

    Returns
    -------
    float
        No grouping has more diversity.

    References
    ----------
    Donath, W. E. and Hoffman, A. J., "Lower bounds for the partitioning of graphs",
    IBM Journal of Research and Development 17(5), 1973.
    """
    n_leaders = distance.shape[0]
    if n_leaders < 2:
        return 0.0
    widest = widest_profile(lower, upper, n_leaders)
    bounds = [
        _neighbour_bound(distance, int(lower.min()), int(upper.max())),
        _pair_bound(distance, lower, widest),
    ]
    if n_leaders <= _MOST_SPECTRAL:
        bounds.append(_spectral_bound(distance, (lower, upper), widest))
    return float(min(bounds)) + rounding_slack(distance)


def rounding_slack(distance: NDArray[np.float64]) -> float:
    """Say how far rounding may move a bound: what is closer is the same.

    Parameters
    ----------
    distance : ndarray of shape (n_leaders, n_leaders)
        Symmetric.

    Returns
    -------
    float
        In the unit of distances.
    """
    return float(_SAFE * np.abs(distance).max() * distance.shape[0])


def _neighbour_bound(distance: NDArray[np.float64], low: int, high: int) -> float:
    """Give each row its largest distances: all it must have, and those that help."""
    n_leaders = distance.shape[0]
    least, most = max(low - 1, 0), min(high, n_leaders) - 1
    others = distance.copy()
    np.fill_diagonal(others, -np.inf)
    top = _largest(others, most)
    must = top[:, : min(least, most)].sum()
    return float(must + np.maximum(top[:, least:], 0.0).sum()) / 2.0


def _largest(values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return the largest values along the last axis, falling."""
    rest = values.shape[-1] - count
    if rest > 0 and count > 0:
        values = np.partition(values, rest, axis=-1)
    return -np.sort(-values[..., max(rest, 0) :], axis=-1)


def _pair_bound(
    distance: NDArray[np.float64], lower: NDArray[np.int64], widest: NDArray[np.int64]
) -> float:
    """Fill as many pairs as there can be with the largest distances of all."""
    n_leaders = distance.shape[0]
    most = int((widest * (widest - 1)).sum()) // 2
    pairs = _largest(distance[np.triu_indices(n_leaders, 1)], most)
    even = n_leaders / lower.size
    fewest = int(np.ceil(max(n_leaders * (even - 1.0) / 2.0 - 1e-9, 0.0)))
    must = pairs[: min(fewest, most)].sum()
    return float(must + np.maximum(pairs[fewest:most], 0.0).sum())


def _spectral_bound(
    distance: NDArray[np.float64],
    bounds: tuple[NDArray[np.int64], NDArray[np.int64]],
    widest: NDArray[np.int64],
) -> float:
    """Take each row's own level out, then weigh the largest eigenvalues by sizes.

    With ``D[i, j] = a[i] + a[j] + E[i, j]`` and E of zero row sums, diversity is the
    sum of ``a[i]`` times the size of its group, plus half a trace of E over K
    orthogonal directions of squared length size. The vector of ones lies in their span
    and adds nothing, so that K - 1 eigenvalues and a zero remain.
    """
    lower, upper = bounds
    n_leaders = distance.shape[0]
    level = distance.mean(axis=1) - distance.mean() / 2.0
    mean = float(level.mean())
    squares = float((widest.astype(np.float64) ** 2).sum())
    if mean < 0.0:
        squares = n_leaders**2 / lower.size
    spread = float(np.abs(level - mean).sum())
    spread *= float(upper.max() - lower.min()) / 2.0
    rest = distance - level[:, None] - level[None, :]
    n_top = min(lower.size, n_leaders)
    top = _without_ones(np.linalg.eigvalsh(rest))[::-1][: n_top - 1]
    top = np.sort(np.append(top, 0.0))[::-1]
    most, least = np.sort(upper)[::-1][:n_top], np.sort(lower)[::-1][:n_top]
    form = float((np.where(top > 0.0, most, least) * top).sum())
    return mean * squares + spread + form / 2.0


def _without_ones(eigenvalues: NDArray[np.float64]) -> NDArray[np.float64]:
    """Leave out the eigenvalue of the vector of ones: the one nearest to 0."""
    return np.delete(eigenvalues, int(np.argmin(np.abs(eigenvalues))))
