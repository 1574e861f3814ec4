"""Keep the incumbent, the history and the schedule of one call of `solve`."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.result import Mark
from matcher.grouping.stop import Stop, stopwatch

Observer = Callable[[Mark], None]


class Found(NamedTuple):
    """What a search claims beyond the incumbent.

    Attributes
    ----------
    is_proven : bool
        Whether the incumbent was proven optimal.
    bound : float
        Upper bound on the objective; infinite when the search knows none.
    """

    is_proven: bool = False
    bound: float = np.inf


class Run:
    """The incumbent and what led to it.

    A search asks `share()` before each slice of fixed work and ends at 1 or more; it
    offers what it finds with `offer`. An interrupt between slices loses nothing.

    Parameters
    ----------
    stop : Stop
        When to end.
    observer : callable or None, default=None
        Called with each new `Mark` of the history.

    Attributes
    ----------
    labels : ndarray of shape (n_leaders,) or None
        The incumbent.
    value : float
        Its objective, less the price of its breaches.
    n_unseated : int
        Its leaders without a seat.
    history : list of Mark
        Improvements so far.
    schedule : list of float
        Shares told so far.
    n_iterations : int
        Those below 1: slices that were granted.
    """

    def __init__(self, stop: Stop, observer: Observer | None = None) -> None:
        self.labels: NDArray[np.intp] | None = None
        self.value = -np.inf
        self.n_unseated = np.iinfo(np.int64).max
        self.history: list[Mark] = []
        self.schedule: list[float] = []
        self._observer = observer
        self._seconds = stopwatch()
        self._share = stop.start()
        self._begin, self._end = 0.0, 1.0
        self.n_iterations = 0

    def share(self) -> float:
        """Tell which share of the run is over, and record it.

        Returns
        -------
        float
            In [0, 1); 1 or more when the run, or its stage, is over.
        """
        share = self._share(len(self.schedule))
        self.schedule.append(share)
        self.n_iterations += share < self._end
        if share >= self._end:
            return max(share, 1.0)
        return max(0.0, (share - self._begin) / (self._end - self._begin))

    def stage(self, begin: float, end: float) -> None:
        """Tell shares of one stage of the run from now on.

        Parameters
        ----------
        begin, end : float
            Shares of the whole run between which the stage lies.
        """
        self._begin, self._end = begin, end

    def offer(self, labels: NDArray[np.intp], value: float) -> bool:
        """Make a grouping the incumbent if it seats more, or as many and scores more.

        Parameters
        ----------
        labels : ndarray of shape (n_leaders,)
            Group of each row, -1 for none; copied.
        value : float
            Its objective.

        Returns
        -------
        bool
            Whether it is the incumbent now.
        """
        n_unseated = int((labels < 0).sum())
        if (-n_unseated, value) <= (-self.n_unseated, self.value):
            return False
        self.labels, self.value, self.n_unseated = labels.copy(), value, n_unseated
        mark = Mark(self._seconds(), self.n_iterations, value, n_unseated)
        self.history.append(mark)
        if self._observer is not None:
            self._observer(mark)
        return True
