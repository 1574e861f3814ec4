"""By whom a leader is reached: chains of acquaintance with at most two go-betweens.

A tie carries an introduction with the chance that its strength says, and a go-between
passes it on with a chance that falls with what was asked of them lately. The strength
of a path is the product. The best path is shown; reach counts every first go-between
who leads there, since any one of them is enough.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.suggest.kernels.hops import find_paths
from matcher.suggest.pool import Pool

KEPT_UP: Final = 150.0  # ties that a person can keep up (Dunbar 1993)
MOST_TIES: Final = 300_000  # followed at one request; the strongest come first
FEW: Final = 1e-9  # strength below which there is no path

Rows = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """How well some leaders are reached.

    Attributes
    ----------
    strength : ndarray of shape (n_targets,), float64
        Of the best path, in [0, 1]; 0 where there is none.
    reach : ndarray of shape (n_targets,), float64
        Chance in [0, 1] that one of the ways leads there; at least `strength`.
    paths : tuple of tuple of int
        Rows of the best path, both ends included; empty where there is none.
    """

    strength: Floats
    reach: Floats
    paths: tuple[tuple[int, ...], ...]


class Scratch:
    """Arrays that the search for paths fills and clears again, made once a pool.

    Parameters
    ----------
    n_leaders : int
        Of the pool.
    """

    def __init__(self, n_leaders: int) -> None:
        self.first = np.zeros(n_leaders)
        self.second = np.zeros(n_leaders)
        self.missed = np.ones(n_leaders)
        self.via = np.full(n_leaders, -1, dtype=np.int32)
        self.mark = np.zeros(n_leaders, dtype=np.int8)


def passing_on(pool: Pool, spent: NDArray[np.float32] | None) -> NDArray[np.float32]:
    """Say how likely each leader passes an introduction on.

    Parameters
    ----------
    pool : Pool
        The leaders; who did not agree to be suggested is nobody's go-between.
    spent : ndarray of shape (n_leaders,), float32, or None
        Share of the monthly cap that each has used up.

    Returns
    -------
    ndarray of shape (n_leaders,), float32
        In [0, 1]. One with more ties than people can keep up passes fewer on.
    """
    degrees = np.maximum(pool.ties.knows.degrees, 1)
    chance = np.sqrt(np.minimum(1.0, KEPT_UP / degrees)) * pool.may_show
    if spent is not None:
        chance = chance * np.clip(1.0 - spent, 0.0, 1.0)
    return np.asarray(chance, dtype=np.float32)


def reach_targets(
    pool: Pool,
    row: int,
    targets: Rows,
    *,
    passing: NDArray[np.float32],
    scratch: Scratch | None = None,
) -> Reach:
    """Find by whom a leader reaches others.

    No path leads through anyone who objects to either end, or to whom either end does.

    Parameters
    ----------
    pool : Pool
        Who knows whom.
    row : int
        Who asks.
    targets : ndarray of shape (n_targets,)
        Rows to reach, none of them barred from `row`.
    passing : ndarray of shape (n_leaders,), float32
        From `passing_on`.
    scratch : Scratch or None, default=None
        To be used again; None makes one.

    Returns
    -------
    Reach
        Target by target.
    """
    held = scratch or Scratch(len(pool))
    strength, reach = np.zeros(targets.size), np.zeros(targets.size)
    between = np.full((targets.size, 2), -1, dtype=np.int64)
    knows, barred = pool.ties.knows, pool.ties.barred
    find_paths(
        row,
        targets.astype(np.int64),
        knows.starts,
        knows.others,
        knows.weight,
        passing,
        barred.starts,
        barred.others,
        held.first,
        held.second,
        held.missed,
        held.via,
        held.mark,
        MOST_TIES,
        strength,
        reach,
        between,
    )
    paths = tuple(
        (row, *(b for b in pair if b >= 0), target) if way > FEW else ()
        for target, pair, way in zip(
            targets.tolist(), between.tolist(), strength.tolist(), strict=True
        )
    )
    return Reach(strength, reach, paths)
