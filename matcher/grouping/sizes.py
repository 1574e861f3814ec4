"""How many leaders a group holds: bounds, number of groups, size profiles."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.errors import InfeasibleError
from matcher.grouping.arrays import as_integers, freeze


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bounds on the size of groups.

    Attributes
    ----------
    low, high : ndarray of shape (1,) or (n_groups,)
        Fewest and most leaders in a group; of length 1 when the same for all.
    n_groups : int or None
        Number of groups; None leaves it to the solver.
    target : int or None
        Size to come near where the number of groups is free.
    """

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    n_groups: int | None = None
    target: int | None = None

    def __post_init__(self) -> None:
        low, high = np.atleast_1d(self.low), np.atleast_1d(self.high)
        object.__setattr__(self, "low", freeze(low))
        object.__setattr__(self, "high", freeze(high))
        if low.shape != high.shape or low.ndim != 1 or low.size == 0:
            msg = f"sizes must be two bounds of one length, got {low} and {high}."
            raise ValueError(msg)
        if (low < 0).any() or (high < np.maximum(low, 1)).any():
            g = int(np.argmax((low < 0) | (high < np.maximum(low, 1))))
            msg = (
                "sizes must satisfy 0 <= fewest <= most and 1 <= most, "
                f"got {low[g]} and {high[g]} for group {g}."
            )
            raise ValueError(msg)
        if self.n_groups is not None and self.n_groups < 1:
            msg = f"n_groups must be at least 1, got {self.n_groups}."
            raise ValueError(msg)
        if low.size > 1 and self.n_groups != low.size:
            msg = f"{low.size} bounds were given for {self.n_groups} groups."
            raise ValueError(msg)
        if self.target is not None and not low.min() <= self.target <= high.max():
            msg = (
                f"target must lie within sizes {low.min()} to {high.max()}, "
                f"got {self.target}."
            )
            raise ValueError(msg)

    def bounds(self, n_groups: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Spell the bounds out for each group.

        Parameters
        ----------
        n_groups : int
            Number of groups.

        Returns
        -------
        tuple of two ndarray of shape (n_groups,)
            Fewest and most leaders.
        """
        if self.low.size == n_groups:
            return self.low.copy(), self.high.copy()
        return np.full(n_groups, self.low[0]), np.full(n_groups, self.high[0])


def read_sizes(
    sizes: tuple[ArrayLike, ArrayLike] | None,
    n_groups: int | None,
    *,
    n_leaders: int,
    target: int | None = None,
) -> Sizes:
    """Read `sizes=(fewest, most)`, each one number or one a group.

    Without sizes, groups come as equal as they can be.

    Parameters
    ----------
    sizes : tuple of two array-like or None
        Fewest and most leaders in a group.
    n_groups : int or None
        Number of groups; None leaves it to the solver.
    n_leaders : int
        Rows to seat.
    target : int or None, default=None
        Size to come near where the number of groups is free.

    Returns
    -------
    Sizes
        The bounds.

    Raises
    ------
    ValueError
        When the numbers make no sense in themselves.
    """
    if n_groups is not None and (
        isinstance(n_groups, bool) or int(n_groups) != n_groups or n_groups < 1
    ):
        msg = f"n_groups must be a whole number from 1, got {n_groups!r}."
        raise ValueError(msg)
    if sizes is None:
        if n_groups is None:
            msg = "give sizes=(fewest, most), n_groups, or both."
            raise ValueError(msg)
        each, more = divmod(n_leaders, n_groups)
        low = np.array([each])
        high = np.array([max(1, each + (more > 0))])
        return Sizes(low, high, n_groups, target)
    try:
        fewest, most = sizes
    except (TypeError, ValueError) as error:
        msg = f"sizes must be (fewest, most), got {sizes!r}."
        raise ValueError(msg) from error
    low = np.atleast_1d(as_integers(fewest, "sizes"))
    high = np.atleast_1d(as_integers(most, "sizes"))
    if low.size != high.size:
        low, high = np.broadcast_arrays(low, high)
    if n_groups is None and low.size > 1:
        n_groups = low.size
    return Sizes(low, high, n_groups, target)


def check_total(sizes: Sizes, n_leaders: int) -> None:
    """Refuse bounds that leave no partition of all leaders into groups.

    Used where everyone has to be seated, as for the plain objectives without rules.

    Parameters
    ----------
    sizes : Sizes
        The bounds.
    n_leaders : int
        Rows to seat.

    Raises
    ------
    InfeasibleError
        When fewest or most add up to something that cannot be met.
    """
    if sizes.n_groups is None:
        k_low, k_high = group_range(sizes, n_leaders)
        if k_low <= k_high:
            return
        msg = (
            f"{n_leaders} leaders cannot be split into groups of {sizes.low[0]} to "
            f"{sizes.high[0]}: {k_high} groups of at most {sizes.high[0]} hold "
            f"{k_high * sizes.high[0]}."
        )
        raise InfeasibleError(msg)
    low, high = sizes.bounds(sizes.n_groups)
    if low.sum() <= n_leaders <= high.sum():
        return
    msg = (
        f"{sizes.n_groups} groups hold {low.sum()} to {high.sum()} leaders by their "
        f"sizes, but there are {n_leaders}."
    )
    raise InfeasibleError(msg)


def group_range(sizes: Sizes, n_leaders: int) -> tuple[int, int]:
    """Bound the number of groups that seat everyone, rules apart.

    Parameters
    ----------
    sizes : Sizes
        The bounds, the same for all groups.
    n_leaders : int
        Rows to seat.

    Returns
    -------
    tuple of int
        Fewest and most groups; an empty range when nothing fits.
    """
    if sizes.n_groups is not None:
        return sizes.n_groups, sizes.n_groups
    low, high = int(sizes.low[0]), int(sizes.high[0])
    return -(-n_leaders // high), n_leaders // max(low, 1)


def balanced_profile(
    low: NDArray[np.int64], high: NDArray[np.int64], n_leaders: int
) -> NDArray[np.int64]:
    """Choose sizes that are as equal as the bounds allow.

    Parameters
    ----------
    low, high : ndarray of shape (n_groups,)
        Fewest and most leaders.
    n_leaders : int
        Leaders to seat, between the sums of both.

    Returns
    -------
    ndarray of shape (n_groups,)
        Sizes that add up to `n_leaders`.
    """
    floor, ceiling = 0, int(high.max())
    while floor < ceiling:  # the lowest water level that holds everyone
        level = (floor + ceiling) // 2
        if np.clip(level, low, high).sum() >= n_leaders:
            ceiling = level
        else:
            floor = level + 1
    sizes: NDArray[np.int64] = np.clip(floor, low, high)
    over = int(sizes.sum()) - n_leaders
    lower = np.flatnonzero((sizes == floor) & (sizes > low))[::-1]
    sizes[lower[:over]] -= 1
    return sizes


def widest_profile(
    low: NDArray[np.int64], high: NDArray[np.int64], n_leaders: int
) -> NDArray[np.int64]:
    """Choose the sizes with the most pairs inside groups, by dynamic programming.

    The plain sum of distances rewards pairs first of all: with bounds that differ, a
    random profile costs more than any search can win back.

    Parameters
    ----------
    low, high : ndarray of shape (n_groups,)
        Fewest and most leaders.
    n_leaders : int
        Leaders to seat, between the sums of both.

    Returns
    -------
    ndarray of shape (n_groups,)
        Sizes that add up to `n_leaders` with the largest sum of squares.
    """
    slack = n_leaders - int(low.sum())
    if np.ptp(low) == 0 and np.ptp(high) == 0:
        return _widest_equal(low, high, slack)
    best = np.full(slack + 1, -np.inf)
    best[0] = 0.0
    taken = np.zeros((low.size, slack + 1), dtype=np.int32)
    for g in range(low.size):
        room = min(int(high[g] - low[g]), slack)
        rows = np.full((room + 1, slack + 1), -np.inf)
        for more in range(room + 1):
            gain = (low[g] + more) ** 2
            rows[more, more:] = best[: slack + 1 - more] + gain
        taken[g] = rows.argmax(axis=0)
        best = rows.max(axis=0)
    sizes: NDArray[np.int64] = low.copy()
    left = slack
    for g in range(low.size - 1, -1, -1):
        sizes[g] += taken[g, left]
        left -= int(taken[g, left])
    return sizes


def _widest_equal(
    low: NDArray[np.int64], high: NDArray[np.int64], slack: int
) -> NDArray[np.int64]:
    """Fill groups of equal bounds one after the other: the convex optimum."""
    room = int(high[0] - low[0])
    sizes = low.copy()
    if room == 0 or slack == 0:
        return sizes
    full, rest = divmod(slack, room)
    sizes[:full] += room
    if rest:
        sizes[full] += rest
    return sizes
