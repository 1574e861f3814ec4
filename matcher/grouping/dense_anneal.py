"""Spend a run on dense distances: anneals, or replicas that trade temperatures."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.dense_table import DenseTable
from matcher.grouping.run import Run

Draw = Callable[[], NDArray[np.intp]]
Offer = Callable[[NDArray[np.intp]], None]

_OFFER_SLICES = 10  # at most so often is an incumbent looked at closely


@dataclass(frozen=True, slots=True)
class DenseParams:
    """How dense problems are searched.

    Temperatures are shares of the median loss of a best trade at a quick local optimum:
    the scale of the instance. Lengths are in sweeps: visits to each row.

    Attributes
    ----------
    hot, cold : float
        First and last temperature of an anneal.
    sweeps : int
        Length after which an anneal hardly gets better by being slower: longer runs
        anneal again.
    ladder_hot, ladder_cold : float
        Temperatures of the first and the last replica.
    ladder_sweeps : int
        Length of a run from which replicas find more than anneals.
    n_replicas : int
        Replicas, each at a temperature of its own.
    trade_sweeps : int
        Length between two trades of temperatures.
    """

    hot: float = 0.25
    cold: float = 0.13
    sweeps: int = 60_000
    ladder_hot: float = 0.26
    ladder_cold: float = 0.15
    ladder_sweeps: int = 150_000
    n_replicas: int = 6
    trade_sweeps: int = 25


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


def spend_run(
    table: DenseTable,
    run: Run,
    draw: Draw,
    offer: Offer,
    *,
    rng: np.random.Generator,
    n_threads: int,
    params: DenseParams,
) -> None:
    """Search until the run is over, offering every better grouping.

    Parameters
    ----------
    table : DenseTable
        Loaded with a first grouping.
    run : Run
        Says when to end.
    draw : callable
        Draws labels to start from.
    offer : callable
        Takes the labels of what may be a new incumbent.
    rng : numpy.random.Generator
        Draws all that is left to chance.
    n_threads : int
        Threads for the replicas.
    params : DenseParams
        Temperatures and lengths.
    """
    table.descend()
    offer(table.incumbent())
    loss = table.typical_loss()
    pace = Pace(run)
    n_sweeps = _measure_sweeps(table, pace, params.cold * loss)
    if n_sweeps < params.ladder_sweeps:
        ladder = (params.hot * loss, params.cold * loss)
        _anneal(table, pace, draw, offer, ladder, n_sweeps / params.sweeps)
        return
    hot, cold = params.ladder_hot * loss, params.ladder_cold * loss
    rungs = np.linspace(hot, cold, params.n_replicas)
    replicas = [table, *(table.twin(rng) for _ in range(params.n_replicas - 1))]
    for replica in replicas:
        replica.load(draw())
    with _threads(min(n_threads, params.n_replicas)) as pool:
        _temper(replicas, rungs, pace, offer, rng, pool, params.trade_sweeps)


def _measure_sweeps(table: DenseTable, pace: Pace, temperature: float) -> float:
    """Estimate from three slices how many sweeps the rest of the run holds."""
    steps: list[float] = []
    while pace.now < 1.0 and len(steps) < 3:
        before = pace.now
        table.search(temperature, table.slice_visits)
        pace.step()
        steps.append(pace.now - before)
    if not steps:
        return 0.0
    step = max(median(steps), 1e-12)
    return (1.0 - pace.now) / step * table.slice_visits / table.n_groups


def _anneal(
    table: DenseTable,
    pace: Pace,
    draw: Draw,
    offer: Offer,
    ladder: tuple[float, float],
    n_anneals: float,
) -> None:
    """Anneal from fresh starts, as often as the run is long enough for."""
    for n_left in range(max(1, round(n_anneals)), 0, -1):
        if pace.now >= 1.0:
            return
        table.load(draw())
        _cool(table, pace, ladder, pace.now + (1.0 - pace.now) / n_left)
        offer(table.incumbent())


def _cool(
    table: DenseTable, pace: Pace, ladder: tuple[float, float], until: float
) -> None:
    """Anneal down the ladder until a share of the run is over, then descend."""
    begin, (hot, cold) = pace.now, ladder
    while pace.now < until:
        table.search(
            hot * (cold / hot) ** ((pace.now - begin) / (until - begin)),
            table.slice_visits,
        )
        pace.step()
    table.descend()


def _temper(
    replicas: list[DenseTable],
    ladder: NDArray[np.float64],
    pace: Pace,
    offer: Offer,
    rng: np.random.Generator,
    pool: Executor | None,
    trade_sweeps: int,
) -> None:
    """Search at all temperatures at once; neighbours trade theirs as chance allows.

    A replica that is stuck warms up and comes back elsewhere, so that more time always
    helps (Swendsen and Wang 1986; Geyer 1991).
    """
    first = replicas[0]
    visits = trade_sweeps * first.n_groups
    rounds = max(1, first.slice_visits // (visits * len(replicas)))
    order, best, since = list(replicas), -np.inf, 0
    while pace.now < 1.0:
        for k in range(rounds):
            _search_all(order, ladder, visits, pool)
            _trade(order, ladder, rng, k % 2)
        pace.step()
        since += 1
        top = max(replicas, key=lambda replica: replica.total)
        if top.total > best and since >= _OFFER_SLICES:
            best, since = top.total, 0
            offer(top.incumbent())
    for replica in replicas:
        offer(replica.incumbent())


def _search_all(
    order: list[DenseTable],
    ladder: NDArray[np.float64],
    visits: int,
    pool: Executor | None,
) -> None:
    """Let each replica search at its temperature."""

    def search(k: int) -> int:
        return order[k].search(float(ladder[k]), visits)

    steps = range(len(order))
    for _ in map(search, steps) if pool is None else pool.map(search, steps):
        pass


def _trade(
    order: list[DenseTable],
    ladder: NDArray[np.float64],
    rng: np.random.Generator,
    first: int,
) -> None:
    """Let every other pair of neighbours trade temperatures, by Metropolis."""
    for k in range(first, len(order) - 1, 2):
        warm, cold = order[k], order[k + 1]
        excess = (1.0 / ladder[k + 1] - 1.0 / ladder[k]) * (warm.value - cold.value)
        if np.log1p(-rng.random()) < excess:
            order[k], order[k + 1] = cold, warm


@contextmanager
def _threads(n_threads: int) -> Iterator[Executor | None]:
    """Open a pool of threads, if more than one is wanted."""
    if n_threads == 1:
        yield None
        return
    with ThreadPoolExecutor(n_threads) as pool:
        yield pool
