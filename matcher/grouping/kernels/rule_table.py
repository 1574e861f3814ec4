"""Hard rules as arrays: what every kernel that seats or moves units reads."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class RuleTable(NamedTuple):
    """Hard rules as arrays; `n` rows, `n_units` units, one line an instance of a rule.

    Attributes
    ----------
    first, rows : ndarray of shape (n_units + 1,) and (n,)
        Unit `u` holds ``rows[first[u]:first[u + 1]]``.
    cap_of, caps : ndarray of shape (n_caps, n) and (n_caps,)
        Category (-1 none) and most leaders of one in a group.
    number, width : ndarray of shape (n_spreads, n) and (n_spreads,)
        Number (logarithm for ratios; NaN none) and its widest range in a group.
    foe_first, foes : ndarray of shape (n_units + 1,) and (n_foes,)
        Units that may not share a group with unit `u`, ascending.
    ban_first, bans : ndarray of shape (n_units + 1,) and (n_bans,)
        Groups that unit `u` may not join.
    slots : ndarray of shape (n_shares, n)
        Bits of the slots that suit; all bits when not known.
    place, reach : ndarray of shape (n_withins, n, n_axes) and (n_withins,)
        Coordinates (NaN none) and squared longest distance.
    only_of : ndarray of shape (n_onlies, n)
        Category (-1 none) that may not occur once in a group.
    marked, floors : ndarray of shape (n_floors, n) and (n_floors,)
        Leaders who count and how many a group needs.
    """

    first: NDArray[np.int32]
    rows: NDArray[np.int32]
    cap_of: NDArray[np.int32]
    caps: NDArray[np.int32]
    number: NDArray[np.float64]
    width: NDArray[np.float64]
    foe_first: NDArray[np.int64]
    foes: NDArray[np.int32]
    ban_first: NDArray[np.int64]
    bans: NDArray[np.int32]
    slots: NDArray[np.int64]
    place: NDArray[np.float64]
    reach: NDArray[np.float64]
    only_of: NDArray[np.int32]
    marked: NDArray[np.bool_]
    floors: NDArray[np.int32]
