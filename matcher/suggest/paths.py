"""By whom a leader is reached: chains of acquaintance with at most two go-betweens.

A tie carries an introduction with the chance that its strength says, and a go-between
passes it on with a chance that falls with how many they know and with what was asked of
them lately. The strength of a path is the product. The best path is shown; reach counts
every way, since any one of them is enough.
"""

from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from matcher.suggest.kernels.hops import find_paths
from matcher.suggest.pool import Pool

HANDS: Final = 5.0  # ties that a go-between serves fully; more share the same time
MOST_TIES: Final = 20_000  # followed at one request; the strongest come first
MOST_KEPT: Final = 4  # scratch arrays of one size, and sizes
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


Scratch = tuple[Any, Any, Any, Any, Any]

_FREE: dict[int, list[Scratch]] = {}  # by number of leaders; clear, ready for use
_PASSING: WeakKeyDictionary[Pool, NDArray[np.float32]] = WeakKeyDictionary()


def _borrow(n: int) -> Scratch:
    """Take arrays that the search for paths fills and clears again."""
    try:
        return _FREE[n].pop()
    except (KeyError, IndexError):
        return (
            np.zeros(n),
            np.zeros(n),
            np.ones(n),
            np.full(n, -1, dtype=np.int32),
            np.zeros(n, dtype=np.int8),
        )


def _give_back(n: int, scratch: Scratch) -> None:
    """Keep arrays for the next search: a few, of a few sizes."""
    if n not in _FREE and len(_FREE) >= MOST_KEPT:
        _FREE.clear()
    kept = _FREE.setdefault(n, [])
    if len(kept) < MOST_KEPT:
        kept.append(scratch)


def passing_on(pool: Pool, spent: NDArray[np.float32] | None) -> NDArray[np.float32]:
    """Say how likely each leader passes an introduction on.

    A go-between has the time of a few introductions, which all who know them share:
    through someone who knows everyone, hardly anybody is reached. That is how common
    acquaintances predict ties best (Zhou, Lue and Zhang 2009, "Predicting missing links
    via local information").

    Parameters
    ----------
    pool : Pool
        The leaders; who did not agree to be suggested is nobody's go-between.
    spent : ndarray of shape (n_leaders,), float32, or None
        Share of the monthly cap that each has used up.

    Returns
    -------
    ndarray of shape (n_leaders,), float32
        In [0, 1].
    """
    base = _PASSING.get(pool)
    if base is None:
        base = _PASSING[pool] = _passing(pool)
    return base if spent is None else base * np.clip(1.0 - spent, 0.0, 1.0)


def _passing(pool: Pool) -> NDArray[np.float32]:
    degrees = np.maximum(pool.ties.knows.degrees, 1)
    chance = np.minimum(1.0, HANDS / degrees) * pool.may_show
    return np.asarray(chance, dtype=np.float32)


def reach_targets(
    pool: Pool,
    row: int,
    targets: Rows,
    *,
    passing: NDArray[np.float32],
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

    Returns
    -------
    Reach
        Target by target.
    """
    scratch = _borrow(len(pool))
    first, second, missed, via, mark = scratch
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
        first,
        second,
        missed,
        via,
        mark,
        MOST_TIES,
        strength,
        reach,
        between,
    )
    _give_back(len(pool), scratch)
    paths = tuple(
        (row, *(b for b in pair if b >= 0), target) if way > FEW else ()
        for target, pair, way in zip(
            targets.tolist(), between.tolist(), strength.tolist(), strict=True
        )
    )
    return Reach(strength, reach, paths)
