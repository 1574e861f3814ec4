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


class Prelude:
    """Ask a stop before a search begins, then hand over what is left of it.

    What is asked is recorded, so that a replay is told the same. Iterations are not
    used up: they count slices of the search itself.

    Parameters
    ----------
    stop : Stop
        When prelude and search together end.

    Attributes
    ----------
    asked : list of float
        Shares told so far; they stand before the schedule of the search.
    """

    def __init__(self, stop: Stop) -> None:
        self.asked: list[float] = []
        self._stop = stop
        self._tell = stop.start()

    def share(self) -> float:
        """Tell which share of the run is over, and record it.

        Returns
        -------
        float
            From 0; 1 or more when it is over.
        """
        done = len(self.asked) if isinstance(self._stop, Replay) else 0
        self.asked.append(self._tell(done))
        return self.asked[-1]

    def rest(self) -> Stop:
        """Leave the rest of the run to a search.

        Returns
        -------
        Stop
            Of a time, what is left of it.
        """
        if isinstance(self._stop, Replay):
            return Replay(self._stop.schedule[len(self.asked) :])
        if isinstance(self._stop, MaxIterations):
            return self._stop
        return _Begun(self._tell)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A stop that began before its search did."""

    tell: Callable[[int], float]

    def start(self) -> Callable[[int], float]:
        return self.tell


def stopwatch() -> Callable[[], float]:
    """Measure seconds from now, for the history of a run.

    Returns
    -------
    callable
        Seconds since this call.
    """
    begin = time.perf_counter()
    return lambda: time.perf_counter() - begin
