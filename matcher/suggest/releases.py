"""Which answers are told together: each once, with many others, whoever asks.

An answer enters exactly one release. A release is a survey round that the organisation
named, or as many whole months as it takes until enough people answered, and only once
the last of these months is over. What is told later therefore says nothing about what
was told before, and a new answer changes nothing until it comes with those of many.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.roster.surveys import NO_DAY, Question

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """Answers to one question that are told together.

    Attributes
    ----------
    rows : ndarray of shape (n_people,)
        Rows of the roster, each once.
    values : ndarray of shape (n_people,)
        Their answers; of several from one leader the last.
    name : str
        The round, or the months from first to last; empty for a file without days.
    last_month : int
        Number of its last month, 12 x year + month; -1 where no day is given.
    """

    rows: Rows
    values: NDArray[np.float64]
    name: str
    last_month: int


def releases_of(
    question: Question,
    *,
    counted: NDArray[np.bool_],
    fewest: int,
    as_of: dt.date | None,
) -> tuple[tuple[Release, ...], int]:
    """Part the answers to a question into releases.

    Parameters
    ----------
    question : Question
        With its answers.
    counted : ndarray of shape (n_leaders,), bool
        Whose answers count.
    fewest : int
        People in a release, at least.
    as_of : date or None
        Day of the run; months that are not over by then wait. None takes it that all
        are.

    Returns
    -------
    tuple of Release
        The oldest first.
    int
        Leaders whose answers wait for more.
    """
    kept = np.flatnonzero(counted[question.rows])
    named = [k for k in kept.tolist() if question.rounds[k]]
    plain = np.array([k for k in kept.tolist() if not question.rounds[k]], np.intp)
    by_round: dict[str, list[int]] = {}
    for k in named:
        by_round.setdefault(question.rounds[k], []).append(k)
    told: list[Release] = []
    waiting: set[int] = set()
    for name, places in by_round.items():
        release = _released(question, np.array(places), name)
        if release.rows.size >= fewest:
            told.append(release)
        else:
            waiting |= set(release.rows.tolist())
    monthly, late = _by_month(question, plain, fewest=fewest, as_of=as_of)
    waiting |= set(question.rows[late].tolist())
    return tuple(sorted([*told, *monthly], key=lambda r: r.last_month)), len(waiting)


def _by_month(
    question: Question,
    places: NDArray[np.intp],
    *,
    fewest: int,
    as_of: dt.date | None,
) -> tuple[list[Release], NDArray[np.intp]]:
    """Close a release at the end of the first month by which enough have answered."""
    months = np.array([_month(day) for day in question.days[places].tolist()], np.int64)
    now = np.iinfo(np.int64).max if as_of is None else 12 * as_of.year + as_of.month
    told: list[Release] = []
    start = 0
    order = np.argsort(months, kind="stable")
    places, months = places[order], months[order]
    n_closed = int(np.searchsorted(months, now))
    ends = np.flatnonzero(np.diff(months[:n_closed], append=-2)) + 1
    for end in ends.tolist():
        chosen = places[start:end]
        if np.unique(question.rows[chosen]).size >= fewest:
            first, last = int(months[start]), int(months[end - 1])
            told.append(_released(question, chosen, _months_named(first, last)))
            start = end
    return told, places[start:]


def _released(question: Question, places: NDArray[np.intp], name: str) -> Release:
    """Keep the last answer of each leader."""
    order = places[np.argsort(question.days[places], kind="stable")]
    rows, last = np.unique(question.rows[order][::-1], return_index=True)
    values = question.values[order][::-1][last]
    latest = int(question.days[places].max())
    return Release(rows, values, name, _month(latest))


def _month(day: int) -> int:
    if day == NO_DAY:
        return -1
    date = dt.date.fromordinal(day)
    return 12 * date.year + date.month


def _months_named(first: int, last: int) -> str:
    if last < 0:
        return ""
    names = [f"{(m - 1) // 12}-{(m - 1) % 12 + 1:02d}" for m in (first, last)]
    return names[0] if first == last else " to ".join(names)
