"""Coordinates for places in a tree, with few columns and true distances.

A leader at a leaf has one node a level. Two leaders are as far apart as the levels
on which their nodes differ are high, summed. That squared distance is Euclidean: an
orthogonal axis a node, of length sqrt(height / 2), has it exactly. `TreeCoordinates`
turns those many axes into few columns by rotating onto the places that are present.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

Path = tuple[str, ...]

ROUNDING: Final = 1e-12
MAX_LANDMARKS: Final = 400  # bounds the decomposition: this many take about 0.2 s
N_REST_EXACT: Final = 8  # columns for places that no leader of the roster has
N_REST: Final = 32  # columns for what many distinct places leave over


@dataclass(frozen=True, slots=True)
class TreeCoordinates:
    """A rotation of a tree's axes onto the places of a roster.

    Attributes
    ----------
    heights : ndarray of shape (n_levels,)
        What differing on a level adds to the squared distance, at least 0.
    nodes : dict of (int, str) to int
        Row of `basis` for a level and node name.
    basis : ndarray of shape (n_nodes, n_axes)
        Fitted columns, orthonormal.
    centre : ndarray of shape (n_axes,)
        The mean place in the fitted columns.
    mean : ndarray of shape (n_nodes,)
        The mean place on the tree's own axes.
    mean_signs : ndarray of shape (n_rest,)
        The mean place seen through the signs of its nodes.
    rest : ndarray of shape (n_axes, n_rest)
        The fitted columns seen through the signs of the nodes.
    is_exact : bool
        Whether every fitted pair keeps its distance to rounding error.
    """

    heights: NDArray[np.float64]
    nodes: dict[tuple[int, str], int]
    basis: NDArray[np.float64]
    centre: NDArray[np.float64]
    mean: NDArray[np.float64]
    mean_signs: NDArray[np.float64]
    rest: NDArray[np.float64]
    is_exact: bool

    @classmethod
    def fit(
        cls,
        places: Sequence[Path | None],
        *,
        heights: Sequence[float],
        max_axes: int,
    ) -> Self:
        """Choose the columns.

        Parameters
        ----------
        places : sequence of tuple of str or None
            One a leader, in any order; None where unknown. One node name a level.
        heights : sequence of float
            One a level.
        max_axes : int
            Most fitted columns.

        Returns
        -------
        TreeCoordinates
            The same whatever the order of `places`.
        """
        counts = Counter(path for path in places if path is not None)
        order = sorted(counts, key=lambda path: (-counts[path], path))
        landmarks = order[:MAX_LANDMARKS]
        weights = np.sqrt([float(counts[path]) for path in landmarks])
        names = sorted({(k, p[k]) for p in landmarks for k in range(len(p))})
        nodes = {name: row for row, name in enumerate(names)}
        lengths = np.sqrt(np.asarray(heights, dtype=np.float64) / 2.0)
        axes = np.zeros((len(landmarks), len(nodes)))
        for i, path in enumerate(landmarks):
            for k, name in enumerate(path):
                axes[i, nodes[k, name]] = lengths[k]
        with threadpool_limits(1):
            mean = weights**2 @ axes / max(1.0, float(np.sum(weights**2)))
            basis, n_left_out = _principal(axes - mean, weights, max_axes)
            is_exact = n_left_out == 0 and len(order) <= MAX_LANDMARKS
            n_rest = N_REST_EXACT if is_exact else N_REST
            signs = [_signs(level, name, n_rest) for level, name in names]
            seen = np.array(signs).reshape(len(names), n_rest)
            return cls(
                heights=np.asarray(heights, dtype=np.float64),
                nodes=nodes,
                basis=basis,
                centre=mean @ basis,
                mean=mean,
                mean_signs=mean @ seen,
                rest=basis.T @ seen,
                is_exact=is_exact,
            )

    @property
    def n_columns(self) -> int:
        """Columns of a place: the fitted ones, then the rest."""
        return int(self.centre.size + self.mean_signs.size)

    def locate_all(self, paths: Sequence[Path | None]) -> NDArray[np.float64]:
        """Give places their coordinates, each distinct one worked out once.

        Parameters
        ----------
        paths : sequence of tuple of str or None
            One a leader; None where unknown.

        Returns
        -------
        ndarray of shape (n_leaders, n_columns)
            NaN rows where unknown.
        """
        distinct = sorted({path for path in paths if path is not None})
        rows = {path: row for row, path in enumerate(distinct)}
        table = np.full((len(distinct) + 1, self.n_columns), np.nan)
        for path, row in rows.items():
            table[row] = self.locate(path)
        last = len(distinct)
        picked = [last if path is None else rows[path] for path in paths]
        return table[np.asarray(picked, dtype=np.intp)]

    def locate(self, path: Path) -> NDArray[np.float64]:
        """Give one place its coordinates, fitted or not.

        Distances to fitted places are kept also where a place has a part outside
        the fitted columns: that part keeps its length, and its direction in the
        last columns follows from the names of its nodes alone.

        Parameters
        ----------
        path : tuple of str
            One node name a level.

        Returns
        -------
        ndarray of shape (n_columns,)
            The same bits for the same path, whatever else is located.
        """
        axes = -self.centre
        signs = -self.mean_signs
        outside = float(np.sum(self.mean**2))
        for level, name in enumerate(path):
            length = float(np.sqrt(self.heights[level] / 2.0))
            row = self.nodes.get((level, name))
            shift = 0.0
            if row is not None:
                axes = axes + length * self.basis[row]
                shift = float(self.mean[row])
            outside += length * length - 2.0 * length * shift
            signs = signs + length * _signs(level, name, signs.size)
        outside -= float(np.sum(axes**2))
        if outside <= ROUNDING:
            return np.concatenate([axes, np.zeros(signs.size)])
        signs = signs - np.einsum("k,kr->r", axes, self.rest)
        length = float(np.sqrt(np.sum(signs**2)))
        return np.concatenate([axes, signs * (np.sqrt(outside) / length)])


def _principal(
    axes: NDArray[np.float64], weights: NDArray[np.float64], max_axes: int
) -> tuple[NDArray[np.float64], int]:
    """Span the rows by few orthonormal columns; also count the directions left out."""
    if min(axes.shape) == 0:
        return np.zeros((axes.shape[1], 0)), 0
    _, lengths, directions = np.linalg.svd(axes * weights[:, None], full_matrices=False)
    n_needed = int(np.sum(lengths > 1e-9 * max(1.0, float(lengths[0]))))
    n_kept = min(n_needed, max_axes)
    kept = directions[:n_kept]
    largest = np.argmax(np.abs(kept).round(9), axis=1)
    kept = kept * np.sign(kept[np.arange(n_kept), largest])[:, None]
    return np.ascontiguousarray(kept.T), n_needed - n_kept


def _signs(level: int, name: str, n_signs: int) -> NDArray[np.float64]:
    """Draw +1 or -1 a column from the node's name, the same for ever."""
    digest = hashlib.sha256(f"{level}\x1f{name}".encode()).digest()
    bits = np.unpackbits(np.frombuffer(digest, dtype=np.uint8))[:n_signs]
    return bits.astype(np.float64) * 2.0 - 1.0
