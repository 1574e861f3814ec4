"""Robust scales for columns of numbers, and what one known column says of another."""

import numpy as np
from numpy.typing import NDArray

MIN_PAIRS = 3  # leaders with both columns known before a correlation means anything


def robust_scale(
    values: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the middle and the spread of each column.

    Parameters
    ----------
    values : ndarray of shape (n_leaders, n_columns)
        NaN where unknown.

    Returns
    -------
    tuple of (ndarray, ndarray)
        Shapes (n_columns,). The median; half the distance of the quartiles, or the
        standard deviation where the quartiles are equal, or 1 where all values are.
    """
    centre = np.zeros(values.shape[1])
    spread = np.ones(values.shape[1])
    for j, column in enumerate(values.T):
        known = np.sort(column[~np.isnan(column)])
        if known.size == 0:
            continue
        low, centre[j], high = np.percentile(known, [25.0, 50.0, 75.0])
        for width in ((high - low) / 2.0, float(np.std(known))):
            if width > 1e-12 * max(1.0, abs(float(centre[j]))):
                spread[j] = width
                break
    return centre, spread


def flat_columns(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Find the columns in which no two known values differ.

    Parameters
    ----------
    values : ndarray of shape (n_leaders, n_columns)
        NaN where unknown.

    Returns
    -------
    ndarray of shape (n_columns,), bool
        True also where nothing is known.
    """
    known = [column[~np.isnan(column)] for column in values.T]
    return np.array([k.size == 0 or bool(np.all(k == k[0])) for k in known], dtype=bool)


def correlations(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlate columns over the leaders who have both.

    Parameters
    ----------
    values : ndarray of shape (n_leaders, n_columns)
        NaN where unknown.

    Returns
    -------
    ndarray of shape (n_columns, n_columns)
        In [0, 1]; columns of one facet measure one thing, so a negative correlation
        counts as none. 1 where too few leaders have both to tell otherwise.
    """
    n_columns = values.shape[1]
    result = np.ones((n_columns, n_columns))
    for j in range(n_columns):
        for k in range(j):
            both = ~np.isnan(values[:, j]) & ~np.isnan(values[:, k])
            if np.sum(both) < MIN_PAIRS:
                continue
            one, two = np.sort(values[both][:, [j, k]], axis=0).T
            if one[0] == one[-1] or two[0] == two[-1]:
                continue
            pairs = values[both]
            r = float(np.corrcoef(pairs[:, j], pairs[:, k])[0, 1])
            result[j, k] = result[k, j] = max(0.0, r)
    return result


def fill_from_known(
    scores: NDArray[np.float64], correlation: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Estimate an unknown score from the leader's known ones.

    Parameters
    ----------
    scores : ndarray of shape (n_leaders, n_columns)
        Standard scores, NaN where unknown.
    correlation : ndarray of shape (n_columns, n_columns)
        From `correlations`.

    Returns
    -------
    ndarray of shape (n_leaders, n_columns)
        A row with nothing known stays NaN throughout; elsewhere an unknown score is
        the mean of the regressions on each known one.
    """
    filled = scores.copy()
    known = ~np.isnan(scores)
    for j in range(scores.shape[1]):
        total = np.zeros(scores.shape[0])
        count = np.zeros(scores.shape[0])
        for k in range(scores.shape[1]):
            if k != j:
                total += np.where(known[:, k], correlation[j, k] * scores[:, k], 0.0)
                count += known[:, k]
        estimate = np.divide(
            total, count, out=np.full(total.shape, np.nan), where=count > 0
        )
        filled[:, j] = np.where(known[:, j], scores[:, j], estimate)
    return filled
