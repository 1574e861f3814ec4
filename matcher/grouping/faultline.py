"""How far each group splits into two camps, and what that costs.

The measure is the average silhouette width (Rousseeuw 1987) of the best split into two
camps, as Meyer and Glenz (2013) propose for teams: 1 where two camps stand in two
points, 0 where no split is better than none.

References
----------
Meyer, B. and Glenz, A. (2013). Team faultline measures: A computational comparison and
a new approach to multiple subgroups. Organizational Research Methods 16, 393-424.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.kernels.faultline import CampTable, measure_camps

ROWS_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Faultline:
    """What camps may form over, and the price of a group that splits into two.

    Attributes
    ----------
    blocks : tuple of ndarray of shape (n_leaders, n_features)
        Coordinates of one facet each; a row of NaN is unknown, and its pairs count 1.0.
    weights : tuple of float
        Weight of each block in squared distance; more than 0.
    price : float
        What a faultline of 1 costs each member, in the unit of the score; not negative.
    names : tuple of str
        Name of each block, for messages; may be empty.
    """

    blocks: tuple[NDArray[np.float64], ...]
    weights: tuple[float, ...]
    price: float = 0.0
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.blocks or len(self.blocks) != len(self.weights):
            msg = f"{len(self.blocks)} blocks need as many weights, and at least one."
            raise ValueError(msg)
        if self.names and len(self.names) != len(self.blocks):
            msg = f"{len(self.blocks)} blocks of camps need as many names, or none."
            raise ValueError(msg)
        if any(not 0.0 < w < np.inf for w in self.weights):
            msg = f"weights of camps must be more than 0, got {self.weights}."
            raise ValueError(msg)
        if not 0.0 <= self.price < np.inf:
            msg = f"price of a faultline must be at least 0, got {self.price!r}."
            raise ValueError(msg)

    def check_rows(self, n_leaders: int) -> None:
        """Refuse blocks about other rows than a problem has.

        Parameters
        ----------
        n_leaders : int
            Rows of the problem.

        Raises
        ------
        ValueError
            If a block has more or fewer.
        """
        for block in self.blocks:
            if block.ndim != 2 or block.shape[0] != n_leaders:
                msg = f"camps need {n_leaders} rows in each block, got {block.shape}."
                raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Camps:
    """Faultlines of an assignment.

    Attributes
    ----------
    scores : ndarray of shape (n_groups,)
        Faultline of each group, in [0, 1]; 0 below four leaders and above sixty.
    side : ndarray of shape (n_leaders,)
        Camp of each row in the best split of its group, 0 or 1: 1 is the smaller camp;
        -1 for the unseated and where there is no faultline.
    """

    scores: NDArray[np.float64]
    side: NDArray[np.int8]


def camp_table(faultline: Faultline, rows: NDArray[np.intp] | None = None) -> CampTable:
    """Lay coordinates out for the kernels.

    For a pair of known rows ``w (h_i + h_j - 2 x_i . x_j)`` with ``h = |x|^2``; with
    u = 1 for unknown rows, whose x and h are 0, it is ``w (e_i + e_j - 2 x_i . x_j -
    (u + h)_i (u + h)_j + h_i h_j)`` with ``e = u + h``, which is w beside an unknown.

    Parameters
    ----------
    faultline : Faultline
        Coordinates and weights.
    rows : ndarray or None, default=None
        Rows that are laid out, in this order; None takes all.

    Returns
    -------
    CampTable
        One row each.
    """
    parts: list[NDArray[np.float64]] = []
    signs: list[NDArray[np.float64]] = []
    if rows is None:
        rows = np.arange(faultline.blocks[0].shape[0])
    linear = np.zeros(rows.size)
    for block, weight in zip(faultline.blocks, faultline.weights, strict=True):
        known = ~np.isnan(block[:, 0])
        centre = block[known].mean(axis=0) if known.any() else np.zeros(block.shape[1])
        is_known = known[rows]
        x = np.where(is_known[:, None], block[rows] - centre, 0.0)
        h = np.einsum("ij,ij->i", x, x)
        e = h + ~is_known
        parts.append(np.sqrt(2.0 * weight) * x)
        signs.append(np.full(x.shape[1], -1.0))
        if not known.all():
            parts.append(np.sqrt(weight) * np.stack([e, h], axis=1))
            signs.append(np.array([-1.0, 1.0]))
        linear = linear + weight * e
    Y = np.ascontiguousarray(np.concatenate(parts, axis=1))
    return CampTable(Y, np.concatenate(signs), linear, float(faultline.price))


def find_camps(
    faultline: Faultline, labels: NDArray[np.intp], n_groups: int | None = None
) -> Camps:
    """Measure the faultline of every group.

    Exact for groups of up to 12: every split is looked at. Larger groups take the best
    of one climb a member, which found the best split of 40 groups of 13 to 18 out of 40
    (see docs/explanation/health.md).

    Parameters
    ----------
    faultline : Faultline
        What camps may form over.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    n_groups : int or None, default=None
        Number of groups; None takes the highest label.

    Returns
    -------
    Camps
        Scores and sides.

    Examples
    --------
    >>> X = np.array([[0.0], [0.1], [0.2], [5.0], [5.1], [5.2]])
    >>> camps = find_camps(Faultline((X,), (1.0,)), np.zeros(6, dtype=np.intp))
    >>> camps.scores.round(2).tolist(), camps.side.tolist()
    ([0.97], [1, 1, 1, 0, 0, 0])
    """
    n_groups = int(labels.max(initial=-1)) + 1 if n_groups is None else n_groups
    scores = np.zeros(n_groups)
    side = np.full(labels.size, -1, dtype=np.int8)
    order = np.argsort(labels, kind="stable")
    first = np.searchsorted(labels[order], np.arange(n_groups + 1))
    for start, stop in _chunks(first):
        rows = order[first[start] : first[stop]]
        within = np.arange(rows.size, dtype=np.int32)
        cuts = (first[start : stop + 1] - first[start]).astype(np.int64)
        split = np.zeros(rows.size, dtype=np.bool_)
        table = camp_table(faultline, rows)
        measure_camps(table, within, cuts, scores[start:stop], split)
        side[rows] = _smaller_first(split, cuts, scores[start:stop])
    return Camps(scores, side)


def _chunks(first: NDArray[np.intp]) -> Sequence[tuple[int, int]]:
    """Cut groups into runs of some ten thousand leaders, so that memory stays low."""
    n_groups = first.size - 1
    edges = np.arange(first[0], first[-1], ROWS_AT_ONCE)
    starts = np.unique(np.searchsorted(first[:-1], edges)).tolist()
    stops = [*starts[1:], n_groups]
    return [(a, b) for a, b in zip(starts, stops, strict=bool(starts)) if b > a]


def _smaller_first(
    split: NDArray[np.bool_], cuts: NDArray[np.int64], scores: NDArray[np.float64]
) -> NDArray[np.int8]:
    """Call the smaller camp 1, of two equal ones that of the lowest row."""
    sizes = np.diff(cuts)
    group = np.repeat(np.arange(sizes.size), sizes)
    n_across = np.bincount(group, weights=split, minlength=sizes.size)
    heads = np.where(sizes > 0, cuts[:-1], 0)
    leads = split[np.minimum(heads, split.size - 1)]
    turn = (2 * n_across > sizes) | ((2 * n_across == sizes) & ~leads)
    sides: NDArray[np.int8] = (split != turn[group]).astype(np.int8)
    sides[scores[group] <= 0.0] = -1
    return sides


def price_camps(faultline: Faultline | None, labels: NDArray[np.intp]) -> float:
    """Compute what faultlines cost: their mean over seated leaders, times the price.

    Parameters
    ----------
    faultline : Faultline or None
        None costs nothing.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.

    Returns
    -------
    float
        In the unit of the score.
    """
    seated = labels[labels >= 0]
    if faultline is None or faultline.price == 0.0 or seated.size == 0:
        return 0.0
    scores = find_camps(faultline, labels).scores
    sizes = np.bincount(seated, minlength=scores.size)
    return float(faultline.price * (scores @ sizes) / seated.size)
