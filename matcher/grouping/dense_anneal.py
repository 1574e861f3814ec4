"""Spend a run on dense distances: one long anneal, or several and their offspring."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.dense_table import DenseTable
from matcher.grouping.run import Run


@dataclass(frozen=True, slots=True)
class DenseParams:
    """How dense problems are annealed.

    Attributes
    ----------
    hot, cold : float
        First and last temperature of an anneal, as shares of the median loss of a best
        trade at a quick local optimum: the scale of the instance.
    sweeps : int
        Visits to each row after which an anneal hardly gets better by being slower:
        longer runs anneal again.
    probes : int
        Slices that measure how long a slice takes.
    """

    hot: float = 0.25
    cold: float = 0.13
    sweeps: int = 50_000
    probes: int = 3


class Pace:
    """The share of a run that is over, asked for once a slice.

    Parameters
    ----------
    run : Run
        Asked.

    Attributes
    ----------
    now : float
        Share at the last time of asking; 1 or more ends the search.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self.now = run.share()

    def step(self) -> None:
        """Ask again, after a slice of work."""
        self.now = self._run.share()


class Elite(NamedTuple):
    """A grouping that an anneal ended with.

    Attributes
    ----------
    total : int
        Its diversity, in steps of the table.
    labels : ndarray of shape (n_leaders,)
        Its groups.
    """

    total: int
    labels: NDArray[np.intp]


def anneal_dense(
    table: DenseTable,
    run: Run,
    draw_start: Callable[[], NDArray[np.intp]],
    offer: Callable[[NDArray[np.intp]], None],
    params: DenseParams,
) -> None:
    """Anneal until the run is over, offering every better grouping.

    Parameters
    ----------
    table : DenseTable
        Loaded with a first grouping.
    run : Run
        Says when to end.
    draw_start : callable
        Draws labels to anneal from.
    offer : callable
        Takes the labels of a new incumbent of the table.
    params : DenseParams
        Temperatures and lengths.
    """
    table.descend()
    offer(table.incumbent())
    loss = table.typical_loss()
    pace = Pace(run)
    ladder = (params.hot * loss, params.cold * loss)
    length = _plan_length(table, pace, ladder[1], params)
    best = -np.inf
    while pace.now < 1.0:
        n_left = max(1, round((1.0 - pace.now) / length))
        until = pace.now + (1.0 - pace.now) / n_left
        table.load(draw_start())
        cool(table, pace, ladder, until)
        if table.total > best:
            best = table.total
            offer(table.incumbent())


def cool(
    table: DenseTable, pace: Pace, ladder: tuple[float, float], until: float
) -> None:
    """Anneal from the first temperature to the last, then accept gains only.

    Parameters
    ----------
    table : DenseTable
        Holds where to start.
    pace : Pace
        Asked between slices.
    ladder : tuple of float
        First and last temperature, in steps of the table.
    until : float
        Share of the run at which the last temperature is reached.
    """
    begin, (hot, cold) = pace.now, ladder
    while pace.now < min(until, 1.0):
        table.search(hot * (cold / hot) ** ((pace.now - begin) / (until - begin)))
        pace.step()
    table.descend()


def _plan_length(
    table: DenseTable, pace: Pace, temperature: float, params: DenseParams
) -> float:
    """Measure slices; return the share of the run that an anneal should take."""
    steps: list[float] = []
    while pace.now < 1.0 and len(steps) < params.probes:
        before = pace.now
        table.search(temperature)
        pace.step()
        steps.append(pace.now - before)
    if not steps:
        return 1.0
    return median(steps) * params.sweeps / table.sweeps_per_slice
