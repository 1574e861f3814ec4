"""Workers that trade in blocks of groups: threads, processes or machines."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import starmap
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np
from joblib import Parallel, delayed
from joblib.parallel import get_active_backend
from numpy.typing import NDArray

from matcher.grouping.kernels.cells import trade_in_cells
from matcher.grouping.kernels.crowd import gather_crowd
from matcher.grouping.kernels.lanes import Shape
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import Seats


class Still(NamedTuple):
    """What no trade changes; shared by all blocks.

    Attributes
    ----------
    Y : ndarray of shape (n_units, n_dims), float32
        Coordinates.
    lines : ndarray of shape (n_units, 3)
        Half own square, linear term and own squares of the leaders of units.
    weight : ndarray of shape (n_units,)
        Leaders in each unit.
    is_free : ndarray of shape (n_units,)
        Whether a unit may leave its group.
    low, high : ndarray of shape (n_groups,)
        Fewest and most leaders of each group.
    """

    Y: NDArray[np.float32]
    lines: NDArray[np.float64]
    weight: NDArray[np.int32]
    is_free: NDArray[np.bool_]
    low: NDArray[np.int32]
    high: NDArray[np.int32]


class Cut(NamedTuple):
    """Some groups cut out of a seating, and who sits in them.

    Attributes
    ----------
    groups : ndarray of shape (n,)
        Their numbers.
    units : ndarray of shape (n, n_slots)
        Units in their slots, -1 when empty.
    n_units, heads : ndarray of shape (n,)
        Units and leaders in each.
    """

    groups: NDArray[np.int32]
    units: NDArray[np.int32]
    n_units: NDArray[np.int32]
    heads: NDArray[np.int32]


class Turn(NamedTuple):
    """One turn at a block: how hard it is searched.

    Attributes
    ----------
    state : ndarray of shape (1,)
        Of the random numbers.
    heat : float
        Temperature.
    min_gain : float
        Least gain that counts.
    n_rounds : int
        Times the leaders are cut into cells.
    """

    state: NDArray[np.uint64]
    heat: float
    min_gain: float
    n_rounds: int


_Job = tuple[Still, RuleTable, Shape, Cut, Turn]


def lift(seats: Seats, groups: NDArray[np.int32]) -> Cut:
    """Copy some groups out of a seating.

    Parameters
    ----------
    seats : Seats
        Who sits where.
    groups : ndarray of shape (n,)
        Numbers of groups.

    Returns
    -------
    Cut
        Of its own memory.
    """
    return Cut(
        groups.copy(), seats.units[groups], seats.n_units[groups], seats.heads[groups]
    )


def lay(seats: Seats, cut: Cut) -> None:
    """Write the groups of a cut back.

    Parameters
    ----------
    seats : Seats
        Changed in place.
    cut : Cut
        Of the same leaders as the seating has in these groups.
    """
    groups = cut.groups
    seats.units[groups] = cut.units
    seats.n_units[groups] = cut.n_units
    seats.heads[groups] = cut.heads
    is_taken = np.arange(cut.units.shape[1]) < cut.n_units[:, np.newaxis]
    seats.group_of[cut.units[is_taken]] = np.repeat(groups, cut.n_units)


def trade_block(
    still: Still, table: RuleTable, shape: Shape, cut: Cut, turn: Turn
) -> Cut:
    """Trade between leaders who are alike, inside some groups.

    A function of what it is given and nothing else, so that threads, processes and
    machines find the same.

    Parameters
    ----------
    still : Still
        What all blocks share.
    table : RuleTable
        Hard rules.
    shape : Shape
        The objective.
    cut : Cut
        The groups; not changed.
    turn : Turn
        How hard to search.

    Returns
    -------
    Cut
        The same groups, later.
    """
    still, table = Still(*map(np.asarray, still)), RuleTable(*map(np.asarray, table))
    n_groups = still.low.size
    seats = Seats(
        units=np.empty((n_groups, cut.units.shape[1]), dtype=np.int32),
        n_units=np.zeros(n_groups, dtype=np.int32),
        heads=np.zeros(n_groups, dtype=np.int32),
        low=still.low,
        high=still.high,
        group_of=np.full(still.weight.size, -1, dtype=np.int32),
        weight=still.weight,
        is_free=still.is_free,
    )
    lay(seats, cut)
    crowd = gather_crowd(seats, cut.groups, still.Y, still.lines)
    trade_in_cells(
        seats,
        table,
        crowd,
        still.Y,
        still.lines,
        shape,
        turn.state.copy(),
        turn.heat,
        turn.min_gain,
        turn.n_rounds,
    )
    return lift(seats, cut.groups)


class Crew:
    """Trade in blocks that share no group, several at a time.

    Threads, unless the caller chose a backend of joblib's that shares no memory with
    `joblib.parallel_config`: processes, or machines. They find the same.

    Parameters
    ----------
    n_workers : int
        Threads or processes; one works on the calling thread.
    still : Still
        What no trade changes.
    table : RuleTable
        Hard rules.
    """

    def __init__(self, n_workers: int, still: Still, table: RuleTable) -> None:
        self._still, self._table, self._n_workers = still, table, n_workers
        self._threads: ThreadPoolExecutor | None = None
        self._parallel: Parallel | None = None
        if n_workers == 1:
            return
        backend, _ = get_active_backend(prefer="threads")
        if getattr(backend, "supports_sharedmem", False):
            self._threads = ThreadPoolExecutor(n_workers)
            return
        self._parallel = Parallel(
            n_workers,
            return_as="generator_unordered",
            pre_dispatch=n_workers + 1,
            batch_size=1,
            mmap_mode="c",  # kernels are compiled for arrays that can be written
        )

    def __enter__(self) -> Self:
        if self._parallel is not None:
            self._parallel.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._parallel is not None:
            self._parallel.__exit__(kind, error, trace)
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    def trade(self, cuts: Iterable[tuple[Cut, Turn]], shape: Shape) -> Iterator[Cut]:
        """Trade in each cut; one is asked for when a worker is about to be idle.

        Parameters
        ----------
        cuts : iterable of (Cut, Turn)
            No two of the same group.
        shape : Shape
            The objective.

        Yields
        ------
        Cut
            In whatever order they are done.
        """
        jobs = ((self._still, self._table, shape, *job) for job in cuts)
        if self._parallel is not None:
            yield from self._parallel(delayed(trade_block)(*job) for job in jobs)
        elif self._threads is not None:
            yield from self._trade_on_threads(self._threads, jobs)
        else:
            yield from starmap(trade_block, jobs)

    def _trade_on_threads(
        self, threads: ThreadPoolExecutor, jobs: Iterator[_Job]
    ) -> Iterator[Cut]:
        """Keep one job waiting, so that no thread is idle."""
        sent: deque[Future[Cut]] = deque()
        for job in jobs:
            sent.append(threads.submit(trade_block, *job))
            if len(sent) > self._n_workers:
                yield sent.popleft().result()
        while sent:
            yield sent.popleft().result()
