"""What a search answers: labels, how good they are, and how far from the best."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.problem import Objective

Status = Literal[
    "optimal", "time ran out", "iterations done", "interrupted", "no change needed"
]


class Mark(NamedTuple):
    """One point of a run's history.

    Attributes
    ----------
    seconds : float
        Since the call of `solve`.
    iteration : int
        Slices done.
    value : float
        Objective of the incumbent, less the price of its breaches.
    n_unseated : int
        Leaders without a seat in the incumbent.
    """

    seconds: float
    iteration: int
    value: float
    n_unseated: int


@dataclass(frozen=True, slots=True)
class Result:
    """The incumbent when the search ended.

    Attributes
    ----------
    labels : ndarray of shape (n_leaders,)
        Group of each row, from 0; -1 for the unseated.
    objective : {"distances", "features", "facets"}
        What was maximised.
    value : float
        Objective of `labels`, recomputed from its definition.
    bound : float
        No grouping of these sizes has an objective above it, whatever the rules.
    group_values : ndarray of shape (n_groups,)
        What each group adds: its sum over pairs; of facets, its score.
    unseated : dict of int to str
        Row without a seat -> name of the rule that keeps it out ("sizes" when no
        seat is left).
    history : tuple of Mark
        The incumbent over time, improving.
    status : str
        "optimal" only when proven; otherwise why the search ended.
    n_iterations : int
        Slices done.
    seed : int
        What the search drew from.
    schedule : tuple of float
        Share of the run that was over before each iteration; `Replay(schedule)` with
        the same problem and seed gives the same labels.
    price : float
        What breaches of soft rules and faultlines cost, in the unit of `value`, which
        leaves them out: the search maximises ``value - price``.
    """

    labels: NDArray[np.intp]
    objective: Objective
    value: float
    bound: float
    group_values: NDArray[np.float64]
    unseated: dict[int, str]
    history: tuple[Mark, ...]
    status: Status
    n_iterations: int
    seed: int
    schedule: tuple[float, ...]
    price: float = 0.0

    @property
    def n_groups(self) -> int:
        """Groups that were formed."""
        return int(self.group_values.size)

    @property
    def gap(self) -> float:
        """Share of the bound that is missing: ``(bound - value) / abs(bound)``.

        Infinite where the bound is 0 and not met.
        """
        if self.bound == self.value:
            return 0.0
        if self.bound == 0.0:
            return float("inf")
        return (self.bound - self.value) / abs(self.bound)

    @property
    def diversity(self) -> float:
        """Sum of distances over the pairs inside groups."""
        if self.objective == "facets":
            msg = "a problem from facets has a score, not a diversity."
            raise AttributeError(msg)
        return self.value

    @property
    def score(self) -> float:
        """Mean over seated leaders of their group's score."""
        if self.objective != "facets":
            msg = f"a problem from {self.objective} has a diversity, not a score."
            raise AttributeError(msg)
        return self.value

    @property
    def group_scores(self) -> NDArray[np.float64]:
        """What each group adds, as `group_values`."""
        return self.group_values
