"""One grouping of rows with dense distances, ready for the compiled search."""

from copy import copy
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.kernels.dense import NEVER, Table, anneal, best_gains, fill
from matcher.grouping.kernels.dense_rules import (
    Guard,
    anneal_ruled,
    best_admitted_gains,
)
from matcher.grouping.kernels.rule_table import RuleTable

_LANES = 8  # integers that a processor handles at once; groups are padded to them
_FAST_BYTES = 512_000  # of distances, that stay in the second-level cache
_SHORT_MOST = 16_383  # twice this fits int16
_GAIN_BITS = 26  # a group's summed distances stay below two to the power of this
_FINE = 200.0  # steps in a typical difference of distances that int16 must keep
_N_DRAWS = 4096
_SLICE_CANDIDATES = 30_000_000  # trades looked at in one slice: some milliseconds


class Held(NamedTuple):
    """Hard rules, and who may move under them.

    Attributes
    ----------
    rules : RuleTable
        The rules.
    unit_of : ndarray of shape (n_leaders,)
        Unit of each row.
    is_free : ndarray of shape (n_leaders,)
        Whether a row may change its group: alone in its unit, and not pinned.
    """

    rules: RuleTable
    unit_of: NDArray[np.int32]
    is_free: NDArray[np.bool_]


class DenseTable:
    """Distances as integers, in the order of seats, with the gains of every move.

    Parameters
    ----------
    distance : ndarray of shape (n_leaders, n_leaders)
        Symmetric, zero on the diagonal.
    bounds : tuple of two ndarray of shape (n_groups,)
        Fewest and most leaders in each group; at least two groups.
    profile : ndarray of shape (n_groups,)
        Sizes that the search starts from. Where `upper` is far above, a group gets
        room for some more than this only.
    rng : numpy.random.Generator
        Draws the variates of the search.
    is_exact : bool, default=False
        Whether to keep as many digits as integers allow, at the price of speed.
    held : Held or None, default=None
        Hard rules that the search keeps.

    Attributes
    ----------
    n_leaders, n_groups : int
        Rows and groups.
    lower, upper : ndarray of shape (n_groups,)
        Fewest leaders of a group, and most that it has room for here.
    slice_visits : int
        Visits that take some milliseconds.
    is_fine : bool
        Whether nothing is left to gain from a table with `is_exact`.
    """

    def __init__(
        self,
        distance: NDArray[np.float64],
        bounds: tuple[NDArray[np.int64], NDArray[np.int64]],
        profile: NDArray[np.int64],
        rng: np.random.Generator,
        *,
        is_exact: bool = False,
        held: Held | None = None,
    ) -> None:
        lower, upper = bounds
        self.held = held
        self.n_leaders, self.n_groups = distance.shape[0], lower.size
        self.upper = _spare_room(upper, profile, self.n_leaders)
        lanes = _LANES if self.upper.max() > _LANES // 2 else _LANES // 2
        slots = -(-self.upper // lanes) * lanes
        starts = np.concatenate(([0], np.cumsum(slots))).astype(np.int64)
        n_slots = int(starts[-1])
        most = _most_level(int(self.upper.max()))
        small = 4 * n_slots**2 <= _FAST_BYTES
        is_short = not (is_exact or small) and _keeps_detail(distance)
        if is_short:
            most = min(most, _SHORT_MOST)
        self._quantised, is_whole = _quantise(distance, most)
        self.is_fine = is_whole or not is_short
        self.lower = np.ascontiguousarray(lower, np.int64)
        self._starts, self._is_short = starts, is_short
        self._group_of = np.repeat(np.arange(self.n_groups), slots)
        rows = max(1.0, _SLICE_CANDIDATES / (n_slots * (1.0 + n_slots / 2000.0)))
        visits = int(min(rows * self.n_groups / self.n_leaders, 4096 * self.n_groups))
        self.slice_visits = max(1, visits)
        self._make_arrays(rng)

    def _make_arrays(self, rng: np.random.Generator) -> None:
        """Make room for a grouping and draw the variates of its search."""
        n_slots = int(self._starts[-1])
        self._table = Table(
            _zeros(n_slots, is_short=self._is_short),
            np.zeros((self.n_groups, n_slots), np.int32),
            np.full(n_slots, -1, np.int64),
            self._starts,
            np.zeros(self.n_groups, np.int64),
            self.lower,
            np.ascontiguousarray(self.upper, np.int64),
            np.zeros(n_slots, np.int32),
        )
        self._best = np.full(n_slots, -1, np.int64)
        self._totals = np.zeros(3, np.int64)
        self._draws = _draw_variates(rng, self.n_groups)
        self._guard: Guard | None = None
        if self.held is not None:
            rules, unit_of, _ = self.held
            group_of = np.full(rules.first.size - 1, -1, np.int32)
            scratch = np.zeros((2, n_slots), np.int32)
            self._guard = Guard(rules, unit_of, group_of, *scratch)

    def twin(self, rng: np.random.Generator) -> Self:
        """Make an empty table of the same distances and bounds.

        Parameters
        ----------
        rng : numpy.random.Generator
            Draws the variates of its search.

        Returns
        -------
        DenseTable
            Shares only what never changes.
        """
        twin = copy(self)
        twin._make_arrays(rng)  # noqa: SLF001 - its own class
        return twin

    @property
    def value(self) -> int:
        """Diversity where the search stands, in steps of this table."""
        return int(self._totals[0])

    @property
    def total(self) -> int:
        """Diversity of the incumbent since the last load, in steps of this table."""
        return int(self._totals[1])

    def load(self, labels: NDArray[np.intp]) -> None:
        """Start from a grouping, which becomes the incumbent.

        Parameters
        ----------
        labels : ndarray of shape (n_leaders,)
            Group of each row; sizes within the bounds and the room.
        """
        table = self._table
        table.rows[:] = -1
        order = np.argsort(labels, kind="stable")
        table.sizes[:] = np.bincount(labels, minlength=self.n_groups)
        first = np.cumsum(table.sizes) - table.sizes
        seats = np.arange(self.n_leaders) - np.repeat(first, table.sizes)
        table.rows[np.repeat(table.starts[:-1], table.sizes) + seats] = order
        self._totals[:] = fill(table, self._quantised)
        self._totals[2] = 0
        self._best[:] = table.rows
        if self._guard is not None and self.held is not None:
            self._guard.group_of[self.held.unit_of] = labels
            is_barred = (table.rows >= 0) & ~self.held.is_free[table.rows]
            self._guard.barred[:] = np.where(is_barred, NEVER, 0)

    def search(self, temperature: float, n_visits: int) -> int:
        """Search from where the search stands.

        Parameters
        ----------
        temperature : float
            In steps of this table, as `typical_loss`; 0 accepts gains only.
        n_visits : int
            Groups whose rows look for trades, one after the other.

        Returns
        -------
        int
            Trades and moves made.
        """
        state = self._draws, self._best, self._totals
        if self._guard is not None:
            return anneal_ruled(self._table, self._guard, *state, temperature, n_visits)
        return anneal(self._table, *state, temperature, n_visits)

    def descend(self) -> None:
        """Accept gains until there is none, from where the search stands."""
        while self.search(0.0, self.n_groups):
            pass

    def incumbent(self) -> NDArray[np.intp]:
        """Return the labels of the incumbent since the last load.

        Returns
        -------
        ndarray of shape (n_leaders,)
            Group of each row.
        """
        labels = np.empty(self.n_leaders, np.intp)
        seated = self._best >= 0
        labels[self._best[seated]] = self._group_of[seated]
        return labels

    def typical_loss(self) -> float:
        """Measure what the best trade of a row costs: the scale of temperatures.

        Returns
        -------
        float
            Median over rows whose best trade loses, in steps of this table.
        """
        gains = np.zeros(self._best.size, np.int32)
        if self._guard is not None:
            best_admitted_gains(self._table, self._guard, gains)
        else:
            best_gains(self._table, gains)
        losses = -gains[(gains > NEVER) & (gains < 0)]
        return float(np.median(losses)) if losses.size else 1.0


def _spare_room(
    upper: NDArray[np.int64], profile: NDArray[np.int64], n_leaders: int
) -> NDArray[np.int64]:
    """Cut upper bounds that would make the table much larger than its rows."""
    if upper.sum() <= 2 * n_leaders:
        return upper.astype(np.int64)
    return np.minimum(upper, profile + np.maximum(4, profile // 4))


def _zeros(n_slots: int, *, is_short: bool) -> NDArray[np.int16] | NDArray[np.int32]:
    """Make room for the distances between all slots."""
    shape = (n_slots, n_slots)
    return np.zeros(shape, np.int16) if is_short else np.zeros(shape, np.int32)


def _most_level(size: int) -> int:
    """Return the largest integer distance whose sums over a group cannot overflow."""
    return max(1, (1 << _GAIN_BITS) // max(size, 1))


def _keeps_detail(distance: NDArray[np.float64]) -> bool:
    """Tell whether int16 tells typical distances apart finely."""
    sample = distance[np.triu_indices(min(distance.shape[0], 256), 1)]
    spread = float(np.median(np.abs(sample - np.median(sample))))
    return spread * _SHORT_MOST >= _FINE * float(np.abs(distance).max())


def _quantise(
    distance: NDArray[np.float64], most: int
) -> tuple[NDArray[np.int32], bool]:
    """Round distances to integers up to `most`; whole ones that fit stay."""
    largest = float(np.abs(distance).max())
    if largest == 0.0:
        return np.zeros(distance.shape, np.int32), True
    is_whole = largest <= most and bool((distance == np.rint(distance)).all())
    scaled = distance if is_whole else distance / largest * most
    return np.rint(scaled).astype(np.int32), is_whole


def _draw_variates(
    rng: np.random.Generator, n_groups: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint64]]:
    """Draw exponential variates, maxima of one for each other group, and a state."""
    singles = rng.standard_exponential(_N_DRAWS)
    # the maximum of k variates, by inversion: no k arrays are needed
    maxima = -np.log1p(-(rng.random(_N_DRAWS) ** (1.0 / max(n_groups - 1, 1))))
    state = rng.integers(1, 1 << 63, size=1, dtype=np.uint64)
    return singles, maxima, state
