"""Search where breaches cost a price and moves have a budget."""

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InfeasibleError
from matcher.grouping.arena import CARE
from matcher.grouping.chase import chase_pool, waiting
from matcher.grouping.kernels.priced import add_up, anneal_priced
from matcher.grouping.kernels.seat import seat_open
from matcher.grouping.lowrank import build_store
from matcher.grouping.prices import (
    compile_prices,
    make_sums,
    price_unit,
    total_price,
)
from matcher.grouping.problem import Problem
from matcher.grouping.run import Found, Run
from matcher.grouping.seat import seed_state
from matcher.grouping.start import Start, deal_start
from matcher.grouping.stay import seat_at_home, stay_rules

SLICE = 100_000  # proposals of one slice; some 50 ms
HOT, COLD = 0.3, 0.003  # temperatures, as shares of the median change of a swap
WARM_SHARE = 0.9  # of the run, before only gains count
OFFER_BELOW = 20_000  # leaders up to which every slice is offered


def search_priced(
    problem: Problem,
    run: Run,
    *,
    seed: int,
    labels: NDArray[np.integer] | None = None,
) -> Found:
    """Seat everyone who can be, at home where they had one, then anneal.

    Parameters
    ----------
    problem : Problem
        With soft rules, or rules about seats.
    run : Run
        Keeps the incumbent; its values are the objective less the prices.
    seed : int
        What the search draws from.
    labels : ndarray of shape (n_leaders,) or None, default=None
        Grouping to begin from, where no rule is about seats.

    Returns
    -------
    Found
        What is claimed beyond the incumbent.

    Raises
    ------
    InfeasibleError
        When not even one group can be formed, or too many would have to move.
    """
    search = PricedSearch(_seat_everyone(problem, run, seed, labels), run)
    if not (search.start.seats.group_of >= 0).any():
        msg = "the rules and sizes leave not even one group that could be formed."
        raise InfeasibleError(msg)
    search.sweep(0.0)
    search.protect()
    search.offer()
    try:
        search.anneal()
    finally:
        search.offer()
    return Found()


def _seat_everyone(
    problem: Problem, run: Run, seed: int, labels: NDArray[np.integer] | None
) -> Start:
    """Seat everyone who can be, at home where they had a seat."""
    start = deal_start(problem, seed, labels)
    if stay_rules(problem):
        seat_at_home(start, run)
    else:
        chase_pool(
            start.seats, start.table, start.units, run, start.rng, goal=start.goal
        )
    return start


class PricedSearch:
    """A start with prices and group sums beside it.

    Parameters
    ----------
    start : Start
        Leaders in their first seats, and the problem.
    run : Run
        Keeps the incumbent.
    """

    def __init__(self, start: Start, run: Run) -> None:
        self.problem, self.run, self.start = start.problem, run, start
        self.prices = compile_prices(start.problem, start.units)
        store = build_store(start.problem, start.units)
        self.sums = make_sums(store, self.prices, start.seats)
        self.state = seed_state(start.rng)
        add_up(start.seats, self.prices, self.sums)

    def offer(self) -> None:
        """Offer what the seats say, at the objective less prices and shortfalls."""
        labels = self.start.labels()
        add_up(self.start.seats, self.prices, self.sums)
        net = self.sums.values.sum() - total_price(self.prices, self.sums, labels)
        self.run.offer(labels, float(net) / price_unit(self.problem, labels))

    def protect(self) -> None:
        """Set floors for the weakest groups, from the mean group of now."""
        share, sums, heads = self.problem.protect, self.sums, self.start.seats.heads
        if share == 0.0:
            return
        is_mean = self.problem.objective == "facets"
        sizes = np.arange(sums.scale.size, dtype=np.float64) ** (1 if is_mean else 2)
        mean = sizes * (sums.values.sum() / max(sizes[heads].sum(), 1.0))
        sums.floor[:] = mean - (1.0 - share) * np.abs(mean)
        sums.care[:] = CARE / np.maximum(np.abs(mean), 1e-12)
        add_up(self.start.seats, self.prices, sums)

    def sweep(self, heat: float, n_proposals: int = SLICE) -> float:
        """Try swaps and moves at one temperature; return their median change."""
        start, steps = self.start, np.zeros(n_proposals)
        min_gain = 1e-9 * float(np.abs(self.sums.values).mean()) + 1e-12
        anneal_priced(
            start.seats,
            start.table,
            self.prices,
            self.sums,
            self.state,
            heat,
            min_gain,
            steps,
        )
        return float(np.median(steps[steps > 0.0])) if (steps > 0.0).any() else 1e-12

    def anneal(self) -> None:
        """Anneal until the run is over, seating who waits where a seat opens."""
        start = self.start
        scale = self.sweep(np.inf, 4000)
        is_small = self.problem.n_leaders < OFFER_BELOW
        while (share := self.run.share()) < 1.0:
            cooling = min(share / WARM_SHARE, 1.0)
            is_warm = share < WARM_SHARE
            heat = scale * HOT * (COLD / HOT) ** cooling if is_warm else 0.0
            self.sweep(heat)
            seat_open(start.seats, start.table, waiting(start.seats), self.state)
            if is_small or self.run.n_iterations % 10 == 0:
                self.offer()
        self.sweep(0.0)
