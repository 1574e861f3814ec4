"""Spend a run on dense distances: anneals, or replicas that trade temperatures."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.dense_offer import Offer
from matcher.grouping.dense_table import DenseTable
from matcher.grouping.run import Run

Draw = Callable[[], NDArray[np.intp]]

_OFFER_SLICES = 10  # at most so often is an incumbent of replicas settled
_NOTE_SHARE = 0.02  # of the run, at least, between two notes of an anneal


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
    last_share : float
        Share of the run at whose end the coldest replica is annealed to `frozen`.
    frozen : float
        Temperature at which hardly a trade is left.
    """

    hot: float = 0.25
    cold: float = 0.13
    sweeps: int = 60_000
    ladder_hot: float = 0.25
    ladder_cold: float = 0.17
    ladder_sweeps: int = 150_000
    n_replicas: int = 5
    trade_sweeps: int = 25
    last_share: float = 0.08
    frozen: float = 0.1


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
    offer : Offer
        Takes what may be a new incumbent.
    rng : numpy.random.Generator
        Draws all that is left to chance.
    n_threads : int
        Threads for the replicas.
    params : DenseParams
        Temperatures and lengths.
    """
    pace = Pace(run)
    while pace.now < 1.0 and table.search(0.0, table.slice_visits):
        pace.step()
    offer.note(table.incumbent())
    loss = table.typical_loss()
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
        order = _Ladder(replicas, rungs, rng, pool)
        _temper(order, pace, offer, params)
    coldest = order.replicas[-1]
    _cool(coldest, pace, offer, (cold, params.frozen * loss), 1.0)
    for replica in replicas:
        offer.settle(replica.incumbent())


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
        until = pace.now + (1.0 - pace.now) / n_left
        _cool(table, pace, offer, ladder, until)
        offer.settle(table.incumbent())


def _cool(
    table: DenseTable,
    pace: Pace,
    offer: Offer,
    ladder: tuple[float, float],
    until: float,
) -> None:
    """Anneal down the ladder until a share of the run is over, then descend."""
    begin, (hot, cold) = pace.now, ladder
    noted, total = begin, table.total
    while pace.now < until:
        cooled = (pace.now - begin) / (until - begin)
        table.search(hot * (cold / hot) ** cooled, table.slice_visits)
        pace.step()
        if table.total > total and pace.now > noted + _NOTE_SHARE:
            noted, total = pace.now, table.total
            offer.note(table.incumbent())
    table.descend()


@dataclass(slots=True)
class _Ladder:
    """Replicas from the hottest to the coldest; neighbours trade temperatures."""

    replicas: list[DenseTable]
    rungs: NDArray[np.float64]
    rng: np.random.Generator
    pool: Executor | None

    def search(self, n_visits: int) -> None:
        """Let each replica search at its temperature."""

        def step(k: int) -> int:
            return self.replicas[k].search(float(self.rungs[k]), n_visits)

        ranks = range(len(self.replicas))
        for _ in map(step, ranks) if self.pool is None else self.pool.map(step, ranks):
            pass

    def trade(self, first: int) -> None:
        """Let every other pair of neighbours trade, by the rule of Metropolis."""
        for k in range(first, len(self.replicas) - 1, 2):
            warm, cold = self.replicas[k : k + 2]
            excess = 1.0 / self.rungs[k + 1] - 1.0 / self.rungs[k]
            excess *= warm.value - cold.value
            if np.log1p(-self.rng.random()) < excess:
                self.replicas[k : k + 2] = [cold, warm]


def _temper(ladder: _Ladder, pace: Pace, offer: Offer, params: DenseParams) -> None:
    """Search at all temperatures at once until only the last share of the run is left.

    A replica that is stuck warms up and comes back elsewhere, so that more time always
    helps (Swendsen and Wang 1986; Geyer 1991).
    """
    coldest = ladder.replicas[-1]
    visits = params.trade_sweeps * coldest.n_groups
    rounds = max(1, coldest.slice_visits // (visits * len(ladder.replicas)))
    best, since, first = -np.inf, 0, 0
    while pace.now < 1.0 - params.last_share:
        for _ in range(rounds):
            ladder.search(visits)
            ladder.trade(first)
            first = 1 - first
        pace.step()
        since += 1
        top = max(ladder.replicas, key=lambda replica: replica.total)
        if top.total > best and since >= _OFFER_SLICES:
            best, since = top.total, 0
            offer.settle(top.incumbent())


@contextmanager
def _threads(n_threads: int) -> Iterator[Executor | None]:
    """Open a pool of threads, if more than one is wanted."""
    if n_threads == 1:
        yield None
        return
    with ThreadPoolExecutor(n_threads) as pool:
        yield pool
