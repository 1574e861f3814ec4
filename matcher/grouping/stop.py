"""When a search ends; the only module of the solver that reads a clock.

A search runs in slices of fixed work, and before each asks which share of its run is
over. The shares it was told are its `schedule`: handed to `Replay`, they give the same
labels again, whatever the clock says.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

SECONDS_FOREVER = 1e9


class Stop(Protocol):
    """Decide when a search ends."""

    def start(self) -> Callable[[int], float]:
        """Begin a run.

        Returns
        -------
        callable
            From the number of iterations done to the share of the run that is over;
            1 or more ends it.
        """
        ...


@dataclass(frozen=True, slots=True)
class MaxRuntime:
    """Stop after a time on the wall clock, counted from the call of `solve`.

    Attributes
    ----------
    seconds : float
        Time, more than 0.
    """

    seconds: float

    def __post_init__(self) -> None:
        if not 0.0 < self.seconds <= SECONDS_FOREVER:
            msg = f"seconds must be more than 0, got {self.seconds!r}."
            raise ValueError(msg)

    def start(self) -> Callable[[int], float]:
        """Start the clock.

        Returns
        -------
        callable
            Share of the time that is over.
        """
        begin = time.perf_counter()
        return lambda _: (time.perf_counter() - begin) / self.seconds


@dataclass(frozen=True, slots=True)
class MaxIterations:
    """Stop after a number of iterations: the same labels on every machine.

    Attributes
    ----------
    iterations : int
        Slices of the search, at least 0; one takes some 10 ms.
    """

    iterations: int

    def __post_init__(self) -> None:
        if int(self.iterations) != self.iterations or self.iterations < 0:
            msg = f"iterations must be a whole number from 0, got {self.iterations!r}."
            raise ValueError(msg)

    def start(self) -> Callable[[int], float]:
        """Begin to count.

        Returns
        -------
        callable
            Share of the iterations that is over.
        """
        if self.iterations == 0:
            return lambda _: 1.0
        return lambda done: done / self.iterations


@dataclass(frozen=True, slots=True)
class Replay:
    """Repeat a run from the shares it was told, as `Result.schedule` holds them.

    Attributes
    ----------
    schedule : tuple of float
        Share that was over before each iteration.
    """

    schedule: tuple[float, ...]

    def start(self) -> Callable[[int], float]:
        """Begin to read the schedule.

        Returns
        -------
        callable
            The recorded share; 1 after the last.
        """
        shares = self.schedule
        return lambda done: shares[done] if done < len(shares) else 1.0


def stopwatch() -> Callable[[], float]:
    """Measure seconds from now, for the history of a run.

    Returns
    -------
    callable
        Seconds since this call.
    """
    begin = time.perf_counter()
    return lambda: time.perf_counter() - begin
