"""Honest splits: what is tested was never learned from, not even at second hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from models.pairs import Pairs
from training.answers import Answers

Mask = NDArray[np.bool_]
WAYS: Final = ("person", "group", "time")
FIRST_SHARE: Final = 0.5  # of the answers, that come before the first test by time


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Answers to learn from and answers to be tested on.

    Attributes
    ----------
    train, test : ndarray of shape (n_answers,), bool
        Never both; some answers may be neither.
    """

    train: Mask
    test: Mask


def split(answers: Answers, by: str, *, n_folds: int = 5, seed: int = 0) -> list[Split]:
    """Split answers in one of the honest ways.

    Parameters
    ----------
    answers : Answers
        All answers.
    by : {"person", "group", "time"}
        What must not leak.
    n_folds : int, default=5
        Tests, at least 2.
    seed : int, default=0
        Draw of people or groups.

    Returns
    -------
    list of Split
        Those with answers on both sides.
    """
    if n_folds < 2:
        msg = f"n_folds must be 2 at least, got {n_folds!r}."
        raise ValueError(msg)
    if by == "person":
        found = by_person(answers.pairs, n_folds=n_folds, seed=seed)
    elif by == "group":
        found = by_group(answers.pairs, n_folds=n_folds, seed=seed)
    elif by == "time":
        found = by_time(answers.answered_at, n_folds=n_folds)
    else:
        msg = f"by must be one of {', '.join(WAYS)}, got {by!r}."
        raise ValueError(msg)
    return [part for part in found if part.train.any() and part.test.any()]


def by_person(pairs: Pairs, *, n_folds: int, seed: int) -> Iterator[Split]:
    """Test on the answers of people of whom nothing is known.

    Parameters
    ----------
    pairs : Pairs
        All pairs.
    n_folds : int
        Parts of the people.
    seed : int
        Draw of the parts.

    Yields
    ------
    Split
        Tests are the answers given by the people of a part; no answer by or about any
        of them is learned from.
    """
    people = np.unique(np.concatenate([pairs.rater, pairs.ratee]))
    part = np.full(int(people.max(initial=0)) + 1, -1)
    order = np.random.default_rng(seed).permutation(people.size)
    part[people[order]] = np.arange(people.size) % n_folds
    for k in range(n_folds):
        test = part[pairs.rater] == k
        yield Split(~test & (part[pairs.ratee] != k), test)


def by_group(pairs: Pairs, *, n_folds: int, seed: int) -> Iterator[Split]:
    """Test on groups of which nothing is known, nor of their people.

    Parameters
    ----------
    pairs : Pairs
        All pairs; where none has a group, circles of people who know each other only
        among themselves are the groups.
    n_folds : int
        Parts of the groups, at most one a group.
    seed : int
        Draw of the parts.

    Yields
    ------
    Split
        No answer in these groups, or by or about one of their people, is learned from.
    """
    group = pairs.group if (pairs.group >= 0).any() else circles(pairs)
    numbers = np.unique(group[group >= 0])
    order = np.random.default_rng(seed).permutation(numbers.size)
    part = np.full(int(numbers.max(initial=-1)) + 2, -1)  # the last is for no group
    part[numbers[order]] = np.arange(numbers.size) % n_folds
    for k in range(min(n_folds, numbers.size)):
        test = part[group] == k
        held = np.unique(np.concatenate([pairs.rater[test], pairs.ratee[test]]))
        touched = np.isin(pairs.rater, held) | np.isin(pairs.ratee, held)
        yield Split(~test & ~touched, test)


def by_time(answered_at: NDArray[np.datetime64], *, n_folds: int) -> Iterator[Split]:
    """Test on answers that came later than all that was learned from.

    Parameters
    ----------
    answered_at : ndarray of shape (n_answers,), datetime64
        UTC; answers at unknown times are left aside.
    n_folds : int
        Windows in which the later half of the answers falls.

    Yields
    ------
    Split
        Everything learned from is older than anything in the window.
    """
    known = ~np.isnat(answered_at)
    moments = np.sort(answered_at[known])
    if moments.size == 0:
        return
    places = np.linspace(FIRST_SHARE, 1.0, n_folds + 1)[:-1] * moments.size
    starts = np.unique(moments[places.astype(int)])
    for k, start in enumerate(starts):
        test = known & (answered_at >= start)
        if k + 1 < starts.size:
            test &= answered_at < starts[k + 1]
        yield Split(known & (answered_at < start), test)


def circles(pairs: Pairs) -> NDArray[np.intp]:
    """Find the circles of people who met only among themselves.

    Parameters
    ----------
    pairs : Pairs
        All pairs.

    Returns
    -------
    ndarray of shape (n_pairs,), intp
        Circle of each pair.
    """
    size = int(max(pairs.rater.max(initial=-1), pairs.ratee.max(initial=-1))) + 1
    links = sparse.csr_array(
        (np.ones(len(pairs)), (pairs.rater, pairs.ratee)), shape=(size, size)
    )
    _, labels = connected_components(links, directed=False)
    return np.asarray(labels, dtype=np.intp)[pairs.rater]
