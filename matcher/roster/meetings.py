"""Which leaders met in former groups between two days."""

from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.roster.history import SINCE_EVER, TO_THIS_DAY, History

MAX_AT_ONCE = 64  # stays of a group up to which groups of one size are done together


def find_meetings(
    history: History, *, since: date | None, as_of: date | None
) -> NDArray[np.int64]:
    """Find who shared a group on a day at all, between two days.

    Two stays in a group meet when they share a day. A stay without a first day counts
    as since ever, one without a last day as to this day.

    Parameters
    ----------
    history : History
        Former groups.
    since : date or None
        First day that counts; None is since ever.
    as_of : date or None
        Day of the run; stays that begin later have not met. None counts them.

    Returns
    -------
    ndarray of shape (n_pairs, 2), int64
        Rows of the roster, smaller first, each pair once, sorted.
    """
    starts, ends = _clipped(history, since, as_of)
    sets = _stays_of_groups(history, starts, ends)
    small = [stays for stays in sets if stays.size <= MAX_AT_ONCE]
    pairs = [np.zeros((0, 2), dtype=np.int64)]
    pairs.extend(_by_size(small, history.rows, starts, ends))
    for stays in sets:
        if stays.size > MAX_AT_ONCE:
            pairs.extend(_by_row(history.rows[stays], starts[stays], ends[stays]))
    return _distinct(np.concatenate(pairs))


def count_meetings(
    history: History, *, since: date | None, as_of: date | None
) -> tuple[int, int]:
    """Count the pairs of stays that met, without listing them.

    Parameters
    ----------
    history : History
        Former groups.
    since, as_of : date or None
        As of `find_meetings`.

    Returns
    -------
    tuple of int
        Pairs of stays, and the group with the most stays; -1 when there is none.
    """
    starts, ends = _clipped(history, since, as_of)
    n_met, most, largest = 0, 0, -1
    for stays in _stays_of_groups(history, starts, ends):
        n = stays.size
        n_before = int(np.searchsorted(np.sort(ends[stays]), starts[stays]).sum())
        n_met += n * (n - 1) // 2 - n_before
        if n > most:
            most, largest = n, int(history.groups[stays[0]])
    return n_met, largest


def _clipped(
    history: History, since: date | None, as_of: date | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cut stays down to the days that count; what is left of none ends too early."""
    first = SINCE_EVER if since is None else since.toordinal()
    last = TO_THIS_DAY if as_of is None else as_of.toordinal()
    return np.maximum(history.starts, first), np.minimum(history.ends, last)


def _stays_of_groups(
    history: History, starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> list[NDArray[np.intp]]:
    """List the stays that count, a group at a time, if there are two and more."""
    counts = np.flatnonzero(starts <= ends)
    order = counts[np.argsort(history.groups[counts], kind="stable")]
    cuts = np.flatnonzero(np.diff(history.groups[order])) + 1
    return [stays for stays in np.split(order, cuts) if stays.size > 1]


def _by_size(
    sets: list[NDArray[np.intp]],
    rows: NDArray[np.int64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> Iterator[NDArray[np.int64]]:
    """List the pairs of many small groups, all groups of one size at once."""
    by_size: dict[int, list[NDArray[np.intp]]] = {}
    for stays in sets:
        by_size.setdefault(stays.size, []).append(stays)
    for size, alike in by_size.items():
        block = np.stack(alike)
        i, j = np.triu_indices(size, 1)
        a, b = block[:, i].ravel(), block[:, j].ravel()
        met = (starts[a] <= ends[b]) & (starts[b] <= ends[a])
        yield np.stack([rows[a[met]], rows[b[met]]], axis=1)


def _by_row(
    rows: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> Iterator[NDArray[np.int64]]:
    """List the pairs of one large group, one stay at a time."""
    for i in range(rows.size - 1):
        met = (starts[i] <= ends[i + 1 :]) & (starts[i + 1 :] <= ends[i])
        others = rows[i + 1 :][met]
        yield np.stack([np.full(others.size, rows[i]), others], axis=1)


def _distinct(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep each pair once, smaller row first, and nobody with themselves."""
    ordered = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
    if not ordered.size:
        return ordered
    width = int(ordered.max()) + 1
    codes = np.unique(ordered[:, 0] * width + ordered[:, 1])
    return np.stack(np.divmod(codes, width), axis=1)
