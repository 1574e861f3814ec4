"""What one search over the low-rank store shares, and its elementary steps."""

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.crew import Still
from matcher.grouping.kernels.anneal import anneal, best_gains
from matcher.grouping.kernels.block import load_block, save_block
from matcher.grouping.kernels.lanes import BUNDLE, N_HEAD, N_SUMS, Block, Shape
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.kernels.seat import Seats
from matcher.grouping.lowrank import Store, build_store
from matcher.grouping.run import Run
from matcher.grouping.score import group_values, objective
from matcher.grouping.start import Start
from matcher.grouping.units import Units

CARE = 200.0  # price of a group's squared shortfall, over its mean value


class Arena:
    """Everything one search shares: store, rules, seats and random numbers.

    Parameters
    ----------
    start : Start
        A first grouping; its seats are shared, and changed in place.
    """

    def __init__(self, start: Start) -> None:
        self.problem, self.rng = start.problem, start.rng
        self.units: Units = start.units
        self.table: RuleTable = start.table
        self.seats: Seats = start.seats
        self.store: Store = build_store(start.problem, start.units)
        largest = int(self.seats.high.max(initial=1))
        none = np.zeros(largest + 2)
        sign = self.store.sign.astype(np.float32)
        scale = self.store.scale(largest)
        self.shape = Shape(sign, scale, none, none, is_protecting=False)
        half = self.store.half_squares()
        lines = [half, self.store.linear, self.store.own]
        self.lines = np.stack(lines, axis=1)
        size = float(np.abs(half).mean()) * float(scale.max())
        self.min_gain = max(1e-5 * size, 1e-12)

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

    def still(self) -> Still:
        """Return what no trade changes.

        Returns
        -------
        Still
            Shared with this arena.
        """
        seats = self.seats
        return Still(
            self.store.Y, self.lines, seats.weight, seats.is_free, seats.low, seats.high
        )

    def measure_scale(self, state: NDArray[np.uint64]) -> float:
        """Measure the median loss of a best exchange at a quick local optimum.

        Parameters
        ----------
        state : ndarray of shape (1,)
            Of the random numbers.

        Returns
        -------
        float
            The scale of temperatures for this instance.
        """
        groups = self.occupied()
        block = self.gather(groups[:: max(1, groups.size // 256)])
        found = np.zeros(4000)
        n_found = best_gains(block, self.shape, state, found)
        return max(float(np.median(-found[:n_found])) if n_found else 0.0, 1e-12)

    def protect(self, run: Run) -> None:
        """Set floors for the weakest groups, from the mean group of now.

        Parameters
        ----------
        run : Run
            Its incumbent is measured anew.
        """
        share = self.problem.protect
        groups = self.occupied()
        if share == 0.0 or groups.size == 0:
            return
        block = self.gather(groups)
        heads = block.heads[: groups.size]
        each = block.values[: groups.size].sum() / np.square(heads, dtype=float).sum()
        if self.store.is_mean:
            each = block.values[: groups.size].sum() / heads.sum()
        sizes = np.arange(self.shape.scale.size, dtype=np.float64)
        mean = each * (sizes if self.store.is_mean else np.square(sizes))
        floor = mean - (1.0 - share) * np.abs(mean)
        care = CARE / np.maximum(np.abs(mean), 1e-12)
        self.shape = self.shape._replace(floor=floor, care=care, is_protecting=True)
        run.value = -np.inf
        self.offer(run)

    def offer(self, run: Run) -> None:
        """Offer the grouping of now to a run.

        Parameters
        ----------
        run : Run
            Keeps the incumbent.
        """
        labels = self.labels()
        run.offer(labels, objective(self.problem, labels) - self.lack(labels))

    def lack(self, labels: NDArray[np.intp]) -> float:
        """Price how far groups fall short of their floors, on the objective's scale.

        Parameters
        ----------
        labels : ndarray of shape (n_leaders,)
            Group of each row.

        Returns
        -------
        float
            0 without protection.
        """
        if not self.shape.is_protecting:
            return 0.0
        values = group_values(self.problem, labels)
        sizes = np.bincount(labels[labels >= 0], minlength=values.size)
        if self.store.is_mean:
            values = values * sizes
        short = np.maximum(self.shape.floor[sizes] - values, 0.0)
        price = float((self.shape.care[sizes] * short**2).sum())
        return price / (sizes.sum() if self.store.is_mean else 1.0)
