"""The same problem searched at several seeds, to be compared pair by pair."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InfeasibleError
from matcher.grouping import MaxIterations, Problem, solve
from matcher.grouping.rules import Ban, Pin, Stay
from matcher.grouping.score import facet_scores, facet_weights, group_sizes

FEWEST_ITERATIONS, MOST_ITERATIONS, ROWS_AN_ITERATION = 8, 200, 8


@dataclass(frozen=True, slots=True)
class Trial:
    """One search.

    Attributes
    ----------
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    score, weakest : float
        Mean over seated leaders of their group's score, and the lowest score of a
        group; NaN when no group was formed.
    """

    labels: NDArray[np.intp]
    score: float
    weakest: float

    @property
    def n_unplaced(self) -> int:
        """Leaders without a seat."""
        return int((self.labels < 0).sum())

    @property
    def n_groups(self) -> int:
        """Groups that were formed."""
        return int(np.unique(self.labels[self.labels >= 0]).size)


def count_iterations(n_leaders: int) -> int:
    """Choose how long one search of a comparison is.

    Parameters
    ----------
    n_leaders : int
        Rows.

    Returns
    -------
    int
        Iterations; counted, not timed, so that the same question has one answer.
    """
    share = n_leaders // ROWS_AN_ITERATION
    return max(FEWEST_ITERATIONS, min(MOST_ITERATIONS, share))


def search(problem: Problem, *, seed: int, measured_by: Problem | None = None) -> Trial:
    """Search once.

    Parameters
    ----------
    problem : Problem
        What is solved.
    seed : int
        What the search draws from.
    measured_by : Problem or None, default=None
        By whose facets and weights the groups are scored; None takes its own.

    Returns
    -------
    Trial
        Nobody has a seat where not even one group can be formed.
    """
    stop = MaxIterations(count_iterations(problem.n_leaders))
    try:
        labels = solve(problem, stop, seed=seed).labels
    except InfeasibleError:
        nobody = np.full(problem.n_leaders, -1, dtype=np.intp)
        return Trial(nobody, np.nan, np.nan)
    return measure(problem if measured_by is None else measured_by, labels)


def measure(problem: Problem, labels: NDArray[np.intp]) -> Trial:
    """Score a grouping.

    Parameters
    ----------
    problem : Problem
        With facets.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.

    Returns
    -------
    Trial
        The grouping and its scores.
    """
    if not (labels >= 0).any():
        return Trial(labels, np.nan, np.nan)
    sizes = group_sizes(labels)
    scores = facet_scores(problem, labels) @ facet_weights(problem)
    score = float(scores @ sizes / sizes.sum())
    return Trial(labels, score, float(scores[sizes > 0].min()))


def as_many_groups(problem: Problem, trial: Trial, n_more: int = 0) -> Problem:
    """Fix the number of groups to that of a trial, so that only the change differs.

    Smaller groups score higher, and the number of groups may depend on the seed: left
    free, it would look like an effect.

    Parameters
    ----------
    problem : Problem
        Whose number of groups is free, or fixed otherwise.
    trial : Trial
        Seats everyone in so many groups.
    n_more : int, default=0
        Groups to add.

    Returns
    -------
    Problem
        As it was, where some have no seat in the trial or rules number the groups.
    """
    names_groups = any(isinstance(rule, Pin | Ban | Stay) for rule in problem.rules)
    is_open = problem.sizes.low.size == 1 and trial.n_groups > 0
    if not is_open or (n_more == 0 and (names_groups or trial.n_unplaced)):
        return problem
    sizes = replace(problem.sizes, n_groups=trial.n_groups + n_more)
    return replace(problem, sizes=sizes)


def paired(
    after: Sequence[Trial], before: Sequence[Trial], figure: str
) -> tuple[float, ...]:
    """Subtract a figure of two series, seed by seed.

    Parameters
    ----------
    after, before : sequence of Trial
        In the order of the same seeds.
    figure : {"score", "weakest", "n_unplaced", "n_groups"}
        An attribute of trials.

    Returns
    -------
    tuple of float
        After less before.
    """
    return tuple(
        float(getattr(one, figure) - getattr(other, figure))
        for one, other in zip(after, before, strict=True)
    )
