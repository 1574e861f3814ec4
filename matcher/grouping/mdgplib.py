"""Read MDGPLIB instances, the benchmark set of the MDGP literature."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_SHOWN = 40  # characters of a bad line that a message quotes
_MOST_LEADERS = 20_000  # their distances take 3.2 GB


class Instance(NamedTuple):
    """A maximally diverse grouping problem.

    Attributes
    ----------
    distance : ndarray of shape (n_leaders, n_leaders)
        Symmetric, zero on the diagonal.
    lower, upper : ndarray of shape (n_groups,)
        Fewest and most leaders in each group.
    """

    distance: NDArray[np.float64]
    lower: NDArray[np.int64]
    upper: NDArray[np.int64]


def read_mdgplib(lines: str | Iterable[str]) -> Instance:
    """Read an instance: "n K ss|ds low high ... low high", then "i j distance" lines.

    Parameters
    ----------
    lines : str or iterable of str
        Text of the file, or its lines, as an open file gives them. Rows count from 0;
        pairs that are not listed have distance 0.

    Returns
    -------
    Instance
        Ready for `Problem.from_distances(distance, sizes=(lower, upper))`.

    Raises
    ------
    ValueError
        When the text is no such instance; names the line.

    Examples
    --------
    >>> instance = read_mdgplib(["4 2 ss 2 2 2 2", "0 1 9.5", "2 3 1"])
    >>> instance.distance[1, 0], instance.upper
    (np.float64(9.5), array([2, 2]))
    """
    rows = iter(lines.splitlines() if isinstance(lines, str) else lines)
    n_leaders, lower, upper = _read_head(next(rows, ""))
    distance = np.zeros((n_leaders, n_leaders))
    given = np.eye(n_leaders, dtype=np.bool_)
    for number, line in enumerate(rows, start=2):
        if not line.strip():
            continue
        i, j, d = _read_pair(line, number, n_leaders)
        if given[i, j]:
            what = "with itself" if i == j else "twice"
            msg = f"line {number}: the pair ({i}, {j}) must not come {what}."
            raise ValueError(msg)
        distance[i, j] = distance[j, i] = d
        given[i, j] = given[j, i] = True
    return Instance(distance, lower, upper)


def _read_head(line: str) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    """Read the number of rows and the bounds of each group."""
    words = line.split()
    msg = (
        "line 1 must be 'n K ss|ds' and two bounds for each of K groups, "
        f"got {line.strip()[:_SHOWN]!r}."
    )
    if len(words) < 3 or words[2] not in {"ss", "ds"}:
        raise ValueError(msg)
    try:
        n_leaders, n_groups = int(words[0]), int(words[1])
        bounds = np.array([int(word) for word in words[3:]], dtype=np.int64)
    except (ValueError, OverflowError) as error:
        raise ValueError(msg) from error
    if n_leaders < 1 or n_groups < 1 or bounds.size != 2 * n_groups:
        raise ValueError(msg)
    if n_leaders > _MOST_LEADERS:
        msg = f"line 1: at most {_MOST_LEADERS} rows can be dense, got {n_leaders}."
        raise ValueError(msg)
    return n_leaders, bounds[::2].copy(), bounds[1::2].copy()


def _read_pair(line: str, number: int, n_leaders: int) -> tuple[int, int, float]:
    """Read one distance."""
    try:
        first, second, third = line.split()
        i, j, d = int(first), int(second), float(third)
    except ValueError as error:
        msg = f"line {number} must be 'i j distance', got {line.strip()[:_SHOWN]!r}."
        raise ValueError(msg) from error
    if not (0 <= i < n_leaders and 0 <= j < n_leaders):
        msg = f"line {number}: rows count from 0 to {n_leaders - 1}, got {i} and {j}."
        raise ValueError(msg)
    if not np.isfinite(d):
        msg = f"line {number}: the distance must be finite, got {third}."
        raise ValueError(msg)
    return i, j, d
