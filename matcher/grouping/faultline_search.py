"""Polish a grouping where faultlines have a price: swaps judged with their camps.

A faultline is no sum over pairs, so that the main search cannot count it. It maximises
the score first; from its incumbent, random swaps and moves are then judged by the exact
change of the score, of all prices and of the faultlines of the two groups, under every
hard rule and every budget of moves.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.chase import waiting
from matcher.grouping.faultline import Camps, Faultline, camp_table, find_camps
from matcher.grouping.kernels.faultline import anneal_camps
from matcher.grouping.kernels.priced import add_up
from matcher.grouping.kernels.seat import put, seat_open
from matcher.grouping.priced import PricedSearch
from matcher.grouping.prices import price_unit, total_price
from matcher.grouping.problem import Problem
from matcher.grouping.run import Run
from matcher.grouping.seat import open_seats
from matcher.grouping.start import Start
from matcher.grouping.table import compile_rules
from matcher.grouping.units import merge_rows


@dataclass(frozen=True, slots=True)
class CampParams:
    """How faultlines are polished away.

    Attributes
    ----------
    begin : float
        Share of the run after which polishing begins.
    hot, cold : float
        First and last temperature, as shares of the median change of a swap.
    warm_share : float
        Share of the polishing before only gains count.
    proposals : int
        Proposals of one slice, some 50 ms, for groups of up to a dozen; fewer for
        larger ones, whose camps take the cube of their size to find.
    """

    begin: float = 0.4
    hot: float = 0.1
    cold: float = 0.003
    warm_share: float = 0.8
    proposals: int = 4_000


def counts_camps(problem: Problem) -> bool:
    """Tell whether a search has to count faultlines.

    Parameters
    ----------
    problem : Problem
        What is solved.

    Returns
    -------
    bool
        Whether a faultline has a price.
    """
    return problem.faultline is not None and problem.faultline.price > 0.0


def polish_camps(
    problem: Problem, run: Run, *, seed: int, params: CampParams | None = None
) -> None:
    """Improve the incumbent of a run until it is over, faultlines priced.

    Parameters
    ----------
    problem : Problem
        From facets, with a priced faultline.
    run : Run
        With an incumbent; its value is measured anew.
    seed : int
        What the search draws from.
    params : CampParams or None, default=None
        How to polish; None takes the defaults.
    """
    if run.labels is not None:
        start = _sit_again(problem, run.labels, np.random.default_rng([seed, 1]))
        polish_start(start, run, params=params)


def polish_start(start: Start, run: Run, *, params: CampParams | None = None) -> None:
    """Improve a seating until a run is over, faultlines priced.

    Parameters
    ----------
    start : Start
        Leaders where they sit, and a problem with a priced faultline.
    run : Run
        Keeps the incumbent; its value is measured anew.
    params : CampParams or None, default=None
        How to polish; None takes the defaults.
    """
    faultline = start.problem.faultline
    if faultline is None:
        return
    polish = _Polish(start, faultline, run)
    run.value = -np.inf
    polish.offer()
    if (start.seats.heads > 0).sum() < 2:
        return
    try:
        polish.anneal(params if params is not None else CampParams())
    finally:
        polish.offer()


class _Polish:
    """Seats of an incumbent with prices, group sums and faultlines beside them."""

    def __init__(self, start: Start, faultline: Faultline, run: Run) -> None:
        self.faultline = faultline
        self.priced = PricedSearch(start, run)
        self.priced.protect()
        self.table = camp_table(faultline)
        self.scores = self._camps().scores

    def _camps(self) -> Camps:
        seats = self.priced.start.seats
        return find_camps(self.faultline, self.priced.start.labels(), seats.heads.size)

    def offer(self) -> None:
        """Offer what the seats say, at the objective less prices and faultlines."""
        priced, seats = self.priced, self.priced.start.seats
        labels = priced.start.labels()
        add_up(seats, priced.prices, priced.sums)
        net = priced.sums.values.sum() - total_price(priced.prices, priced.sums, labels)
        net -= self.table.price * float(self.scores @ seats.heads)
        priced.run.offer(labels, float(net) / price_unit(priced.problem, labels))

    def anneal(self, params: CampParams) -> None:
        """Anneal until the run is over, seating who waits where a seat opens."""
        priced, seats = self.priced, self.priced.start.seats
        most = max(12, int(seats.heads.max()))
        n_proposals = max(8, int(params.proposals * (12 / most) ** 3.5))
        scale = self._sweep(np.inf, max(50, n_proposals // 4))
        while (share := priced.run.share()) < 1.0:
            cooling = min(share / params.warm_share, 1.0)
            heat = scale * params.hot * (params.cold / params.hot) ** cooling
            self._sweep(heat if share < params.warm_share else 0.0, n_proposals)
            rows = waiting(seats)
            if rows.size and seat_open(seats, priced.start.table, rows, priced.state):
                add_up(seats, priced.prices, priced.sums)
                self.scores = self._camps().scores
            self.offer()

    def _sweep(self, heat: float, n_proposals: int) -> float:
        """Try swaps and moves at one temperature; return their median change."""
        priced, steps = self.priced, np.zeros(n_proposals)
        min_gain = 1e-9 * float(np.abs(priced.sums.values).mean()) + 1e-12
        anneal_camps(
            priced.start.seats,
            priced.start.table,
            priced.prices,
            priced.sums,
            self.table,
            self.scores,
            priced.state,
            heat,
            min_gain,
            steps,
        )
        return float(np.median(steps[steps > 0.0])) if (steps > 0.0).any() else 1e-12


def _sit_again(
    problem: Problem, labels: NDArray[np.intp], rng: np.random.Generator
) -> Start:
    """Seat everyone where labels say, so that a search can go on from there."""
    units = merge_rows(problem)
    table = compile_rules(problem, units)
    n_groups = problem.sizes.n_groups or int(labels.max()) + 1
    seats = open_seats(problem, units, n_groups)
    where = labels[units.rows[units.first[:-1]]]
    for u in np.flatnonzero(where >= 0).tolist():
        put(seats, u, int(where[u]))
    seats.high[seats.heads == 0] = 0  # no group is opened any more
    return Start(problem, units, table, seats, int((labels < 0).sum()), rng)
