"""Check arrays at the door: what must hold, what came, and where."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def freeze(array: NDArray[Any]) -> NDArray[Any]:
    """Return a contiguous view that cannot be written through.

    Parameters
    ----------
    array : ndarray
        Of any shape; copied only when it is not contiguous.

    Returns
    -------
    ndarray
        Read-only, with the same values.
    """
    frozen = np.ascontiguousarray(array).view()
    frozen.flags.writeable = False
    return frozen


def _first_row(bad: NDArray[np.bool_]) -> int:
    """Find the first row that holds a bad value."""
    return int(np.argmax(bad.reshape(bad.shape[0], -1).any(axis=1)))


def as_matrix(values: ArrayLike, name: str, *, unknown: bool) -> NDArray[np.float64]:
    """Read a feature matrix; rows may be wholly NaN only where `unknown` is true.

    Parameters
    ----------
    values : array-like of shape (n_leaders, n_features)
        Numbers; a vector is read as one column.
    name : str
        What to call it in a message.
    unknown : bool
        Whether a row of NaN means "not known".

    Returns
    -------
    ndarray of shape (n_leaders, n_features)
        Read-only float64.

    Raises
    ------
    ValueError
        When a value is infinite, or NaN where that is not allowed.
    """
    try:
        X = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        msg = f"{name} must hold numbers only: {error}."
        raise ValueError(msg) from error
    if X.ndim == 1:
        X = X[:, None]
    if X.ndim != 2 or X.shape[0] == 0:
        msg = f"{name} must be a table of rows and columns, got shape {X.shape}."
        raise ValueError(msg)
    _check_finite(X, name, unknown=unknown)
    return freeze(X)


def _check_finite(X: NDArray[np.float64], name: str, *, unknown: bool) -> None:
    """Refuse infinities, and NaN outside rows that are wholly unknown."""
    if np.isfinite(X.sum()):
        return
    if np.isinf(X).any():
        row = _first_row(np.isinf(X))
        msg = f"{name} must be finite, got an infinity in row {row}."
        raise ValueError(msg)
    missing = np.isnan(X)
    if missing.any() and not unknown:
        msg = f"{name} must not hold NaN, got one in row {_first_row(missing)}."
        raise ValueError(msg)
    partly = missing.any(axis=1) & ~missing.all(axis=1)
    if partly.any():
        row = int(np.argmax(partly))
        msg = f"{name} must be NaN in all columns of a row or in none, see row {row}."
        raise ValueError(msg)


def as_distances(values: ArrayLike) -> NDArray[np.float64]:
    """Read a distance matrix: square, finite, symmetric, zero on the diagonal.

    Parameters
    ----------
    values : array-like of shape (n_leaders, n_leaders)
        Distances; negative ones are allowed.

    Returns
    -------
    ndarray of shape (n_leaders, n_leaders)
        Read-only float64.

    Raises
    ------
    ValueError
        When it is no such matrix; the message names the first offending pair.
    """
    D = as_matrix(values, "D", unknown=False)
    n = D.shape[0]
    if D.shape[1] != n:
        msg = f"D must be square, got shape {D.shape}."
        raise ValueError(msg)
    if np.diagonal(D).any():
        row = int(np.argmax(np.diagonal(D) != 0.0))
        msg = f"D must be 0 on its diagonal, got {D[row, row]} in row {row}."
        raise ValueError(msg)
    apart = np.abs(D - D.T) > 1e-9 * max(1.0, float(np.abs(D).max()))
    if apart.any():
        i, j = (int(k) for k in np.unravel_index(np.argmax(apart), apart.shape))
        msg = f"D must be symmetric, got {D[i, j]} at ({i}, {j}) and {D[j, i]} back."
        raise ValueError(msg)
    return D


def as_integers(values: ArrayLike, name: str) -> NDArray[np.int64]:
    """Read whole numbers; floats are accepted when nothing is lost.

    Parameters
    ----------
    values : array-like
        Whole numbers of any integer, boolean or float dtype.
    name : str
        What to call it in a message.

    Returns
    -------
    ndarray
        Read-only int64 of the same shape.

    Raises
    ------
    ValueError
        When a value is not a whole number.
    """
    given = np.asarray(values)
    if given.size == 0:
        return freeze(np.zeros(given.shape, dtype=np.int64))
    if given.dtype.kind not in "iubf":
        msg = f"{name} must hold whole numbers, got {given.dtype} values."
        raise ValueError(msg)
    if given.dtype.kind == "f" and not (np.isfinite(given) & (given % 1 == 0)).all():
        where = int(np.argmax(~(np.isfinite(given) & (given % 1 == 0)).ravel()))
        msg = f"{name} must hold whole numbers, got {given.ravel()[where]} at {where}."
        raise ValueError(msg)
    return freeze(given.astype(np.int64))


def as_pairs(values: ArrayLike, name: str) -> NDArray[np.int64]:
    """Read pairs of different rows.

    Parameters
    ----------
    values : array-like of shape (n_pairs, 2)
        Row numbers, not negative.
    name : str
        What to call it in a message.

    Returns
    -------
    ndarray of shape (n_pairs, 2)
        Read-only, smaller row first, without repeats.

    Raises
    ------
    ValueError
        When the shape is wrong, a row is negative or paired with itself.
    """
    pairs = as_integers(values, name)
    if pairs.size == 0:
        return freeze(np.zeros((0, 2), dtype=np.int64))
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        msg = f"{name} must have two columns, got shape {pairs.shape}."
        raise ValueError(msg)
    if (pairs < 0).any() or (pairs[:, 0] == pairs[:, 1]).any():
        bad = (pairs < 0).any(axis=1) | (pairs[:, 0] == pairs[:, 1])
        where = int(np.argmax(bad))
        msg = f"{name} must pair two different rows, got {pairs[where]} at {where}."
        raise ValueError(msg)
    return freeze(np.unique(np.sort(pairs, axis=1), axis=0))


def as_vector(values: ArrayLike, name: str) -> NDArray[np.float64]:
    """Read one number a row, NaN where it is not known.

    Parameters
    ----------
    values : array-like of shape (n_leaders,)
        Numbers; NaN means "not known".
    name : str
        What to call it in a message.

    Returns
    -------
    ndarray of shape (n_leaders,)
        Read-only float64.

    Raises
    ------
    ValueError
        When it is no vector of numbers, or holds an infinity.
    """
    try:
        vector = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        msg = f"{name} must hold numbers only: {error}."
        raise ValueError(msg) from error
    if vector.ndim != 1:
        msg = f"{name} must have one value a row, got shape {vector.shape}."
        raise ValueError(msg)
    if np.isinf(vector).any():
        row = int(np.argmax(np.isinf(vector)))
        msg = f"{name} must be finite or NaN, got an infinity in row {row}."
        raise ValueError(msg)
    return freeze(vector)
