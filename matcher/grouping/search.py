"""Search over the low-rank store: seat, then anneal inside blocks of groups."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InfeasibleError
from matcher.grouping.chase import (
    chase_pool,
    copy_seats,
    restore_seats,
    settle,
    waiting,
)
from matcher.grouping.kernels.admit import RuleTable
from matcher.grouping.kernels.anneal import (
    BUNDLE,
    N_HEAD,
    N_SUMS,
    Block,
    Shape,
    anneal,
    best_gains,
)
from matcher.grouping.kernels.block import load_block, save_block
from matcher.grouping.kernels.seat import Seats, seat_open
from matcher.grouping.lowrank import Store, build_store
from matcher.grouping.problem import Problem
from matcher.grouping.run import Found, Run
from matcher.grouping.score import objective
from matcher.grouping.seat import seat_leaders, seed_state
from matcher.grouping.table import compile_rules
from matcher.grouping.units import Units, merge_rows


@dataclass(frozen=True, slots=True)
class AnnealParams:
    """How the search anneals.

    Attributes
    ----------
    hot, cold : float
        First and last temperature, as shares of the median loss of a best exchange at
        a quick local optimum: the scale of the instance.
    block_groups : int
        Groups of one block; a block should fit the cache.
    wave_blocks : int
        Blocks between two looks at the clock; at most so many threads have work.
    slice_proposals : int
        Proposals of one block in one slice; some 10 ms.
    whole_below : int
        Rows up to which every slice is an annealing of its own.
    """

    hot: float = 0.1
    cold: float = 0.01
    block_groups: int = 512
    wave_blocks: int = 8
    slice_proposals: int = 200_000
    whole_below: int = 120


class Arena:
    """Everything one search shares: store, rules, seats and random numbers.

    Parameters
    ----------
    problem : Problem
        From features or facets.
    seed : int
        What the search draws from.
    """

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        self.rng = np.random.default_rng(seed)
        self.units: Units = merge_rows(problem)
        self.table: RuleTable = compile_rules(problem, self.units)
        self.seats: Seats
        self.seats, self.goal = seat_leaders(problem, self.units, self.table, self.rng)
        self.store: Store = build_store(problem, self.units)
        largest = int(self.seats.high.max(initial=1))
        is_linear = not self.store.is_mean
        none = np.zeros(largest + 2)
        sign = self.store.sign.astype(np.float32)
        scale = self.store.scale(largest)
        self.shape = Shape(sign, scale, none, none, is_linear, is_protecting=False)
        half = self.store.half_squares()
        extra = self.store.linear if is_linear else self.store.own
        lines = [half, extra, self.store.linear, self.store.own]
        self.lines = np.stack(lines, axis=1)

    def labels(self) -> NDArray[np.intp]:
        """Return the group of each row.

        Returns
        -------
        ndarray of shape (n_leaders,)
            -1 for the unseated.
        """
        return self.seats.group_of[self.units.unit_of].astype(np.intp)

    def occupied(self) -> NDArray[np.int32]:
        """List the groups in which somebody may move.

        Returns
        -------
        ndarray
            Numbers of groups.
        """
        return np.flatnonzero(self.seats.n_units > 0).astype(np.int32)

    def gather(self, groups: NDArray[np.int32]) -> Block:
        """Lay some groups out for one thread.

        Parameters
        ----------
        groups : ndarray of shape (n_groups,)
            Numbers of groups.

        Returns
        -------
        Block
            Holding them.
        """
        n_bundles = -(-groups.size // BUNDLE)
        n_groups = n_bundles * BUNDLE
        n_slots, n_dims = self.seats.units.shape[1], self.store.Y.shape[1]
        whole = [np.empty(n_groups, dtype=np.int32) for _ in range(6)]
        block = Block(
            lanes=np.empty(
                (n_bundles, N_HEAD + n_dims, BUNDLE * n_slots), dtype=np.float32
            ),
            units=np.empty((n_groups, n_slots), dtype=np.int32),
            n_free=whole[0],
            n_units=whole[1],
            heads=whole[2],
            low=whole[3],
            high=whole[4],
            sums=np.empty((n_groups, N_SUMS + n_dims)),
            values=np.empty(n_groups),
            numbers=whole[5],
        )
        self.reload(block, groups)
        return block

    def reload(self, block: Block, groups: NDArray[np.int32]) -> None:
        """Lay the same groups out again, with sums added up anew.

        Parameters
        ----------
        block : Block
            From `gather`.
        groups : ndarray of shape (n_groups,)
            Numbers of groups.
        """
        load_block(block, self.shape, self.seats, groups, self.store.Y, self.lines)

    def sweep(
        self, block: Block, state: NDArray[np.uint64], heat: float, n_sweeps: int
    ) -> int:
        """Anneal a block at one temperature and write it back.

        Parameters
        ----------
        block : Block
            Of this arena.
        state : ndarray of shape (1,)
            Of the random numbers.
        heat : float
            Temperature.
        n_sweeps : int
            Visits of each group.

        Returns
        -------
        int
            Exchanges made.
        """
        if block.numbers.size < 2:
            return 0
        n_taken = anneal(
            block,
            self.shape,
            self.table,
            self.units.weight,
            self.seats.group_of,
            state,
            heat,
            self.min_gain,
            n_sweeps,
        )
        save_block(block, self.seats)
        return int(n_taken)

    @property
    def min_gain(self) -> float:
        """Least gain worth an exchange: above the rounding of float32 sums."""
        scale = float(np.abs(self.lines[:, 0]).mean()) * float(self.shape.scale.max())
        return max(1e-5 * scale, 1e-12)


def search_low_rank(
    problem: Problem,
    run: Run,
    *,
    seed: int,
    n_threads: int,
    params: AnnealParams | None = None,
) -> Found:
    """Seat everyone who can be, then anneal until the run is over.

    Parameters
    ----------
    problem : Problem
        From features or facets.
    run : Run
        Keeps the incumbent.
    seed : int
        What the search draws from.
    n_threads : int
        Threads.
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
    params = params if params is not None else AnnealParams()
    arena = Arena(problem, seed)
    _seat_everyone(arena, run)
    groups = arena.occupied()
    if groups.size == 0:
        msg = "the rules and sizes leave not even one group that could be formed."
        raise InfeasibleError(msg)
    run.offer(arena.labels(), objective(problem, arena.labels()))
    try:
        if groups.size <= params.block_groups:
            _anneal_block(arena, run, params)
        else:
            _anneal_waves(arena, run, params, n_threads)
    finally:
        run.offer(arena.labels(), objective(problem, arena.labels()))
    return Found()


def _seat_everyone(arena: Arena, run: Run) -> None:
    """Offer a first seating that keeps every rule, then seat whom it left out."""
    first = copy_seats(arena.seats)
    settle(arena.seats, arena.table, seed_state(arena.rng))
    if (arena.seats.group_of >= 0).any():
        run.offer(arena.labels(), objective(arena.problem, arena.labels()))
    if run.n_unseated <= arena.goal:
        return
    restore_seats(arena.seats, first)
    chase_pool(arena.seats, arena.table, arena.units, run, arena.rng, goal=arena.goal)


def _scale(arena: Arena, block: Block, state: NDArray[np.uint64]) -> float:
    """Measure the median loss of a best exchange at a quick local optimum."""
    found = np.zeros(4000)
    n_found = best_gains(block, arena.shape, state, found)
    return max(float(np.median(-found[:n_found])) if n_found else 0.0, 1e-12)


def _anneal_block(arena: Arena, run: Run, params: AnnealParams) -> None:
    """Anneal all groups as one block."""
    groups = arena.occupied()
    state = seed_state(arena.rng)
    block = arena.gather(groups)
    n_rows = max(1, int(block.n_free.sum()))
    n_sweeps = max(1, params.slice_proposals // (BUNDLE * n_rows))
    if run.share() >= 1.0:
        return
    arena.sweep(block, state, 0.0, max(5, min(n_sweeps, 50)))
    scale = _scale(arena, block, state)
    is_small = n_rows <= params.whole_below
    while (share := run.share()) < 1.0:
        if is_small:
            _anneal_whole(arena, run, block, state, scale=scale, n_sweeps=n_sweeps)
        else:
            heat = scale * params.hot * (params.cold / params.hot) ** share
            arena.sweep(block, state, heat, n_sweeps)
        if is_small or run.n_iterations % 10 == 0:
            run.offer(arena.labels(), objective(arena.problem, arena.labels()))
            seat_open(arena.seats, arena.table, waiting(arena.seats), state)
            arena.reload(block, groups)
    arena.sweep(block, state, 0.0, max(2, n_sweeps // 4))


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
        run.offer(arena.labels(), objective(arena.problem, arena.labels()))


def _anneal_waves(arena: Arena, run: Run, params: AnnealParams, n_threads: int) -> None:
    """Anneal blocks of groups, reshuffled each round, wave by wave."""
    groups = arena.occupied()
    n_sweeps = max(1, params.slice_proposals // (40 * params.block_groups))
    n_blocks = -(-groups.size // params.block_groups)
    scale = 0.0
    with ThreadPoolExecutor(n_threads) as pool:
        while True:
            arena.rng.shuffle(groups)
            blocks = np.array_split(groups, n_blocks)
            for at in range(0, n_blocks, params.wave_blocks):
                share = run.share()
                if share >= 1.0:
                    return
                heat = scale * params.hot * (params.cold / params.hot) ** share
                wave = blocks[at : at + params.wave_blocks]
                states = [seed_state(arena.rng) for _ in wave]
                jobs = [
                    pool.submit(_work, arena, part, state, heat, n_sweeps)
                    for part, state in zip(wave, states, strict=True)
                ]
                found = [job.result() for job in jobs]
                if scale == 0.0:
                    scale = max(found)


def _work(
    arena: Arena,
    groups: NDArray[np.int32],
    state: NDArray[np.uint64],
    heat: float,
    n_sweeps: int,
) -> float:
    """Gather, anneal and write back one block; return its scale when cold."""
    block = arena.gather(groups)
    arena.sweep(block, state, heat, n_sweeps if heat > 0.0 else 5)
    return _scale(arena, block, state) if heat == 0.0 else 0.0
