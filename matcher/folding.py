"""Which groups of a seating are closed because they fell below their floor."""

from collections.abc import Callable, Collection

import numpy as np
from numpy.typing import NDArray

from matcher.grouping import Problem
from matcher.grouping.repaired import Repair
from matcher.grouping.rules import Pin
from matcher.program.program import Size

MOST_FILLED = 4  # groups due to be folded that are tried as the home of others

Mend = Callable[[tuple[int, ...]], Repair]


def due_groups(
    problem: Problem,
    seating: NDArray[np.int64],
    locked: Collection[int],
    size: Size,
) -> tuple[int, ...]:
    """List the groups that are to be folded, the largest first.

    Parameters
    ----------
    problem : Problem
        With its pins.
    seating : ndarray of shape (n_leaders,), int64
        Group of each leader, -1 for none.
    locked : collection of int
        Groups that are held as they are.
    size : Size
        With the floor at which groups are folded.

    Returns
    -------
    tuple of int
        Groups at the floor or below it, but for those that a lock or a pin holds.
    """
    sizes = np.bincount(seating[seating >= 0], minlength=1)
    held = set(locked)
    for rule in problem.rules:
        if isinstance(rule, Pin):
            held |= set(seating[rule.rows].tolist())
            held |= set(rule.groups.tolist())
    order = np.argsort(-sizes, kind="stable").tolist()
    return tuple(g for g in order if 0 < sizes[g] <= size.fold_at and g not in held)


def choose_folds(
    due: tuple[int, ...], seating: NDArray[np.int64], size: Size, *, mend: Mend
) -> tuple[Repair, tuple[int, ...]]:
    """Find the fewest moves; a group whose members nobody can take in lives on.

    So does one without which somebody would have no seat, and one that newcomers fill,
    or people who have to move anyway.

    Parameters
    ----------
    due : tuple of int
        Groups that are to be folded, the largest first.
    seating : ndarray of shape (n_leaders,), int64
        Group of each leader, -1 for none.
    size : Size
        Fewest and most leaders of a group.
    mend : callable
        Repairs the seating with some groups folded.

    Returns
    -------
    Repair
        The seating after it.
    tuple of int
        Groups that are folded for it, in order.
    """
    plans = [due, due[1:]] if len(due) > 1 else [due]
    tried = [(mend(folded), folded) for folded in plans]
    best = min(tried, key=lambda one: _loss(one[0], seating))
    if due and _loss(best[0], seating)[0] > 0:
        tried = [best, (mend(()), ())]
        best = min(tried, key=lambda one: _loss(one[0], seating)[:1])
    repair, folded = _filled(*best, seating, size, mend=mend)
    return repair, tuple(sorted(folded))


def _filled(
    repair: Repair,
    folded: tuple[int, ...],
    seating: NDArray[np.int64],
    size: Size,
    *,
    mend: Mend,
) -> tuple[Repair, tuple[int, ...]]:
    """Let groups live that seat more people, or for which nobody leaves another.

    Without the fold there may be no more moves than those with it that the members
    of the folded group do not make.
    """
    for g in folded[:MOST_FILLED]:
        n_own = int((seating == g).sum())
        lost, left, n_moves = _loss(repair, seating)
        if not left and _n_free(seating, size) < size.min - n_own:
            break
        rest = tuple(h for h in folded if h != g)
        other = mend(rest)
        if _loss(other, seating) <= (lost, left, n_moves - n_own):
            repair, folded = other, rest
    return repair, folded


def _n_free(seating: NDArray[np.int64], size: Size) -> int:
    """Count who is without a seat, or too many in theirs."""
    sizes = np.bincount(seating[seating >= 0], minlength=1)
    n_over = int(np.maximum(sizes - size.max, 0).sum())
    return int((seating < 0).sum()) + n_over


def _loss(repair: Repair, seating: NDArray[np.int64]) -> tuple[int, int, int]:
    is_lost = (seating >= 0) & (repair.labels < 0)
    return int(is_lost.sum()), int((repair.labels < 0).sum()), repair.n_moves
