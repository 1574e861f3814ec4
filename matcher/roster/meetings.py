"""Which leaders met in former groups, since a day: as pairs, or as whole sets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.roster.history import SINCE_EVER, TO_THIS_DAY, History

MAX_PAIRED = 64  # stays of a group up to which its pairs are listed


@dataclass(frozen=True, slots=True)
class Meetings:
    """Who met whom.

    Attributes
    ----------
    pairs : ndarray of shape (n_pairs, 2), int64
        Rows of the roster, smaller first, each pair once, sorted.
    circles : tuple of ndarray
        Rows of each large group of which everyone met everyone, not in `pairs`.
    n_undated : int
        Stays among those that count whose first day is not known.
    """

    pairs: NDArray[np.int64]
    circles: tuple[NDArray[np.int64], ...]
    n_undated: int

    def all_pairs(self) -> NDArray[np.int64]:
        """Spell the circles out as pairs too.

        Returns
        -------
        ndarray of shape (n_pairs, 2), int64
            As `pairs`.
        """
        spelt = [_each_pair(circle) for circle in self.circles]
        return _distinct(np.concatenate([self.pairs, *spelt]))


def find_meetings(
    history: History, *, since: date | None, as_of: date | None
) -> Meetings:
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
    Meetings
        Pairs, and large groups as a whole where everyone in them met.
    """
    first = SINCE_EVER if since is None else since.toordinal()
    last = TO_THIS_DAY if as_of is None else as_of.toordinal()
    starts = np.maximum(history.starts, first)
    ends = np.minimum(history.ends, last)
    counts = np.flatnonzero(starts <= ends)
    order = counts[np.argsort(history.groups[counts], kind="stable")]
    cuts = np.flatnonzero(np.diff(history.groups[order])) + 1
    pairs: list[NDArray[np.int64]] = [np.zeros((0, 2), dtype=np.int64)]
    circles: list[NDArray[np.int64]] = []
    sets = [stays for stays in np.split(order, cuts) if stays.size > 1]
    for stays in sets:
        is_circle = starts[stays].max() <= ends[stays].min()
        if stays.size > MAX_PAIRED and is_circle:
            circles.append(np.unique(history.rows[stays]))
        elif stays.size > MAX_PAIRED:
            pairs.extend(_by_row(history.rows[stays], starts[stays], ends[stays]))
    small = [stays for stays in sets if stays.size <= MAX_PAIRED]
    pairs.extend(_by_size(small, history.rows, starts, ends))
    n_undated = int(np.count_nonzero(history.starts[counts] == SINCE_EVER))
    return Meetings(_distinct(np.concatenate(pairs)), tuple(circles), n_undated)


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


def _each_pair(circle: NDArray[np.int64]) -> NDArray[np.int64]:
    i, j = np.triu_indices(circle.size, 1)
    return np.stack([circle[i], circle[j]], axis=1)


def _distinct(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep each pair once, smaller row first, and nobody with themselves."""
    ordered = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
    if not ordered.size:
        return ordered
    width = int(ordered.max()) + 1
    codes = np.unique(ordered[:, 0] * width + ordered[:, 1])
    return np.stack(np.divmod(codes, width), axis=1)
