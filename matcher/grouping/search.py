"""Search over the low-rank store: seat, trade among neighbours, anneal."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.arena import Arena
from matcher.grouping.chase import waiting
from matcher.grouping.crew import Crew, Cut, Turn, lay, lift
from matcher.grouping.kernels.lanes import BUNDLE, Block
from matcher.grouping.kernels.seat import seat_open
from matcher.grouping.moves import move_singles
from matcher.grouping.problem import Problem
from matcher.grouping.run import Found, Run
from matcher.grouping.seat import seed_state
from matcher.grouping.start import Start, deal_start, seat_everyone


@dataclass(frozen=True, slots=True)
class AnnealParams:
    """How the search anneals.

    Attributes
    ----------
    hot, cold : float
        First and last temperature, as shares of the median loss of a best exchange at
        a quick local optimum: the scale of the instance.
    end : float
        Share of the run after which only gains are taken.
    bundles_below : int
        Leaders up to which whole groups are searched; above, cells of near neighbours.
    block_leaders : int
        Leaders in one block of groups; blocks are what threads share.
    slice_proposals : int
        Proposals of one block of bundles in one slice; some 10 ms.
    slice_leaders : int
        Leaders looked at in cells in one slice of one block; some 30 ms.
    whole_below : int
        Leaders up to which every slice is an annealing of its own.
    """

    hot: float = 0.1
    cold: float = 0.01
    end: float = 0.93
    bundles_below: int = 400
    block_leaders: int = 10_000
    slice_proposals: int = 100_000
    slice_leaders: int = 10_000
    whole_below: int = 120


def search_low_rank(
    problem: Problem,
    run: Run,
    *,
    seed: int,
    n_threads: int,
    labels: NDArray[np.integer] | None = None,
    params: AnnealParams | None = None,
) -> Found:
    """Seat everyone who can be, then improve until the run is over.

    Parameters
    ----------
    problem : Problem
        Of any objective; distances go through their eigenvectors.
    run : Run
        Keeps the incumbent.
    seed : int
        What the search draws from.
    n_threads : int
        Threads.
    labels : ndarray of shape (n_leaders,) or None, default=None
        Grouping to begin from; None deals one.
    params : AnnealParams or None, default=None
        How to anneal; None takes the defaults.

    Returns
    -------
    Found
        What is claimed beyond the incumbent.

    Raises
    ------
    InfeasibleError
        When not even one group can be formed.
    """
    start = deal_start(problem, seed, labels)
    start = seat_everyone(start, run)
    improve(start, run, n_threads=n_threads, params=params)
    return Found()


def improve(
    start: Start, run: Run, *, n_threads: int = 1, params: AnnealParams | None = None
) -> None:
    """Improve a first grouping until the run is over.

    Parameters
    ----------
    start : Start
        With at least one group; changed in place.
    run : Run
        Keeps the incumbent.
    n_threads : int, default=1
        Threads.
    params : AnnealParams or None, default=None
        How to anneal; None takes the defaults.
    """
    params = params if params is not None else AnnealParams()
    arena = Arena(start)
    n_free = int(arena.seats.is_free.sum())
    try:
        if n_free <= params.bundles_below:
            _anneal_bundles(arena, run, params)
        else:
            with Crew(n_threads, arena.still(), arena.table) as crew:
                _anneal_cells(arena, run, params, crew)
    finally:
        arena.offer(run)


def _heat(params: AnnealParams, scale: float, share: float) -> float:
    """Cool from hot to cold with the share of the run that is over; end at 0."""
    if share >= params.end:
        return 0.0
    cooling = float(params.cold / params.hot) ** (share / params.end)
    return float(scale * params.hot * cooling)


def _anneal_bundles(arena: Arena, run: Run, params: AnnealParams) -> None:
    """Anneal few leaders, each looking at whole groups."""
    groups = arena.occupied()
    state = seed_state(arena.rng)
    block = arena.gather(groups)
    n_rows = max(1, int(block.n_free.sum()))
    work = BUNDLE * n_rows * max(1, arena.store.sign.size // 16)
    n_sweeps = max(1, params.slice_proposals // work)
    if run.share() >= 1.0:
        return
    arena.sweep(block, state, 0.0, max(5, min(n_sweeps, 50)))
    arena.protect(run)
    scale = arena.measure_scale(state)
    is_small = n_rows <= params.whole_below
    while (share := run.share()) < 1.0:
        if is_small:
            _anneal_whole(arena, run, block, state, scale=scale, n_sweeps=n_sweeps)
        else:
            arena.sweep(block, state, _heat(params, scale, share), n_sweeps)
        if is_small or run.n_iterations % 10 == 0:
            move_singles(arena)
            arena.offer(run)
            seat_open(arena.seats, arena.table, waiting(arena.seats), state)
            arena.reload(block, groups)


def _anneal_whole(
    arena: Arena,
    run: Run,
    block: Block,
    state: NDArray[np.uint64],
    *,
    scale: float,
    n_sweeps: int,
) -> None:
    """Anneal a small block from hot to cold, several times where it is tiny."""
    n_times = min(10, max(1, n_sweeps // 400))
    for _ in range(n_times):
        for share in np.linspace(0.0, 1.0, 16):
            heat = 2.0 * scale * 0.005**share
            arena.sweep(block, state, heat, max(1, n_sweeps // (20 * n_times)))
        arena.sweep(block, state, 0.0, 5)
        arena.offer(run)


@dataclass(slots=True)
class _Dealer:
    """Hands out the blocks of one pass after another, until the run is over."""

    arena: Arena
    run: Run
    params: AnnealParams
    n_rounds: int
    share: float = 0.0

    def deal(
        self, groups: NDArray[np.int32], n_blocks: int, scale: float
    ) -> Iterator[tuple[Cut, Turn]]:
        """Yield each block with how hard it is searched, by the share that is over."""
        arena = self.arena
        for block in np.array_split(groups, n_blocks):
            self.share = self.run.share()
            if self.share >= 1.0:
                return
            heat = _heat(self.params, scale, self.share) if scale > 0.0 else 0.0
            state = seed_state(arena.rng)
            turn = Turn(state, heat, arena.min_gain, self.n_rounds)
            yield lift(arena.seats, block), turn


def _anneal_cells(arena: Arena, run: Run, params: AnnealParams, crew: Crew) -> None:
    """Anneal many leaders in blocks of groups, reshuffled after each pass."""
    groups = arena.occupied()
    n_free = int(arena.seats.is_free.sum())
    n_blocks = max(1, min(round(n_free / params.block_leaders), groups.size // 2))
    work = n_free // n_blocks * max(1, arena.store.sign.size // 16)
    n_rounds = max(1, min(params.slice_leaders // work, 20))
    step = 0.05 if n_free < 50_000 else 0.2
    state = seed_state(arena.rng)
    scale, n_passes, next_offer, has_moved = 0.0, 0, 0.0, False
    dealer = _Dealer(arena, run, params, n_rounds)
    while True:
        if n_blocks > 1:
            arena.rng.shuffle(groups)
        cuts = dealer.deal(groups, n_blocks, scale)
        for cut in crew.trade(cuts, arena.shape):
            lay(arena.seats, cut)
        if dealer.share >= 1.0:
            return
        n_passes += 1
        if scale == 0.0 and n_passes * n_rounds >= 5:
            arena.protect(run)
            scale = arena.measure_scale(state)
        if not has_moved and dealer.share >= params.end:  # gains only, from here on
            has_moved = True
            move_singles(arena)
        if dealer.share >= next_offer:
            next_offer = dealer.share + step
            arena.offer(run)
            seat_open(arena.seats, arena.table, waiting(arena.seats), state)
