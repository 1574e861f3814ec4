"""Who knows whom, and who is never shown to whom.

Ties come from relations of kind ``knows``. A tie is the stronger when both ends
declared it, and the more acquaintances the two share (Granovetter 1973; Onnela et al.
2007). Who stands against whom, and which of the two said so, is kept as one set of
pairs that are never shown to each other: it enters no reason, no count and no remark.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.roster.relations import Relations

ONE_SIDED: Final = 0.5  # strength of a tie that one of the two declared
MUTUAL: Final = 0.75  # and of one that both did
SHARED: Final = 0.5  # of the rest, for two whose acquaintances are all the same
MANY_TIES: Final = (
    2_000  # of one person: whom they share acquaintances with says little
)
OBJECTIONS: Final = ("conflict", "competitor")
KIN: Final = ("family", "colleague", "together")
TRADE: Final = ("customer", "supplier")

Rows = NDArray[np.int32]
Entries = list[tuple[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Pairs of leaders as a list of neighbours each, the same from both ends.

    Attributes
    ----------
    starts : ndarray of shape (n_leaders + 1,), int64
        Where each leader's neighbours begin.
    others : ndarray of shape (n_ends,), int32
        Rows, ascending within a leader; never the leader's own.
    weight : ndarray of shape (n_ends,), float32
        Of each pair, in (0, 1].
    """

    starts: NDArray[np.int64]
    others: Rows
    weight: NDArray[np.float32]

    def __post_init__(self) -> None:
        # Compiled code is made once, for arrays that are read-only as in a file.
        for array in (self.starts, self.others, self.weight):
            array.setflags(write=False)

    @classmethod
    def of(cls, pairs: NDArray[np.int64], weight: NDArray[np.float32], n: int) -> Self:
        """List the neighbours of each leader.

        Parameters
        ----------
        pairs : ndarray of shape (n_pairs, 2), int64
            Rows, the smaller first, each pair once.
        weight : ndarray of shape (n_pairs,), float32
            Of each pair.
        n : int
            Leaders.

        Returns
        -------
        Graph
            Both ends of every pair.
        """
        ends = np.concatenate([pairs, pairs[:, ::-1]])
        order = np.lexsort((ends[:, 1], ends[:, 0]))
        counts = np.bincount(ends[:, 0], minlength=n)
        return cls(
            np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
            ends[order, 1].astype(np.int32),
            np.concatenate([weight, weight])[order].astype(np.float32),
        )

    def near(self, row: int) -> Rows:
        """List the neighbours of a leader.

        Parameters
        ----------
        row : int
            Row of the roster.

        Returns
        -------
        ndarray of shape (n_neighbours,), int32
            Rows, ascending.
        """
        return self.others[self.starts[row] : self.starts[row + 1]]

    def weights(self, row: int) -> NDArray[np.float32]:
        """Give the weights of a leader's pairs.

        Parameters
        ----------
        row : int
            Row of the roster.

        Returns
        -------
        ndarray of shape (n_neighbours,), float32
            In the order of `near`.
        """
        return self.weight[self.starts[row] : self.starts[row + 1]]

    @property
    def degrees(self) -> NDArray[np.int64]:
        """Count the neighbours of each leader.

        Returns
        -------
        ndarray of shape (n_leaders,), int64
            0 for who has none.
        """
        return np.diff(self.starts)


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """What relations mean for suggestions.

    Attributes
    ----------
    knows : Graph
        Acquaintances with the strength of each tie.
    kin : Graph
        Family, colleagues and those who asked to sit together: they need no
        introduction.
    trade : Graph
        Customers and suppliers: kept apart in groups, welcome here. The weight at an
        end is 1 where that leader declared it, else 0.5: a reason names a trade to
        nobody who did not say so themselves.
    barred : Graph
        Pairs never shown to each other. Private.
    """

    knows: Graph
    kin: Graph
    trade: Graph
    barred: Graph

    @classmethod
    def of(cls, relations: Relations | None, n: int, *, as_of: date | None) -> Self:
        """Sort relations by what they mean here.

        Parameters
        ----------
        relations : Relations or None
            What leaders declared.
        n : int
            Leaders.
        as_of : date or None
            Day of the run; what ended before it is left out.

        Returns
        -------
        Ties
            Over the rows of the roster.
        """
        held = relations if relations is not None else Relations()
        barred = _stacked([held.pairs(k, as_of=as_of, level="ask") for k in OBJECTIONS])
        kin = _stacked([held.pairs(kind, as_of=as_of) for kind in KIN])
        trade = _without(
            _stacked([held.pairs(kind, as_of=as_of) for kind in TRADE]), barred, n
        )
        pairs, sides = _declared(held, as_of)
        # Strengths before objections: what else one is told must not depend on them.
        weights = _strengths(pairs, sides, n)
        keep = ~np.isin(_keys(pairs, n), _keys(barred, n))
        knows = Graph.of(pairs[keep], weights[keep], n)
        return cls(
            knows=knows,
            kin=_even(kin, n),
            trade=_own_words(held, trade, as_of, n),
            barred=_even(barred, n),
        )


def _even(pairs: NDArray[np.int64], n: int) -> Graph:
    return Graph.of(pairs, np.ones(len(pairs), dtype=np.float32), n)


def _stacked(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.unique(np.concatenate(parts), axis=0)


def _keys(pairs: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    return np.asarray(pairs[:, 0] * max(n, 1) + pairs[:, 1])


def _without(
    pairs: NDArray[np.int64], others: NDArray[np.int64], n: int
) -> NDArray[np.int64]:
    return pairs[~np.isin(_keys(pairs, n), _keys(others, n))]


def _declared(
    relations: Relations, as_of: date | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List who knows whom, and how many of the two said so."""
    said = {
        (entry.row, entry.other_row)
        for entry in relations.entries
        if entry.kind == "knows"
        and not (as_of is not None and entry.until is not None and entry.until < as_of)
        and entry.row != entry.other_row
    }
    both = np.array(sorted(said), dtype=np.int64).reshape(-1, 2)
    both.sort(axis=1)
    pairs, sides = np.unique(both, axis=0, return_counts=True)
    return pairs, sides


def _strengths(
    pairs: NDArray[np.int64], sides: NDArray[np.int64], n: int
) -> NDArray[np.float32]:
    """Weigh ties by who declared them and by shared acquaintances."""
    base = np.where(sides > 1, MUTUAL, ONE_SIDED)
    if not len(pairs):
        return base.astype(np.float32)
    ones = np.ones(len(pairs), dtype=np.float32)
    table = sparse.csr_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    table = sparse.csr_array(table + table.T)
    degrees = np.diff(table.indptr)
    few = (degrees <= MANY_TIES).astype(np.float32)
    shared = np.zeros(len(pairs))
    quiet = sparse.csr_array(sparse.diags_array(few) @ table)  # hubs share with none
    for first in range(0, len(pairs), 65_536):
        part = slice(first, first + 65_536)
        one, two = quiet[pairs[part, 0]], quiet[pairs[part, 1]]
        shared[part] = np.asarray((one * two).sum(axis=1)).ravel()
    union = degrees[pairs[:, 0]] + degrees[pairs[:, 1]] - shared - 2.0
    overlap = shared / np.maximum(union, 1.0)
    return np.asarray(base + (1.0 - base) * SHARED * overlap, dtype=np.float32)


def _own_words(
    relations: Relations, trade: NDArray[np.int64], as_of: date | None, n: int
) -> Graph:
    """Mark, at each end of a trade, whether that end declared it."""
    said = np.array(
        [
            entry.row * n + entry.other_row
            for entry in relations.entries
            if entry.kind in TRADE
            and not (
                as_of is not None and entry.until is not None and entry.until < as_of
            )
        ],
        dtype=np.int64,
    )
    plain = _even(trade, n)
    rows = np.repeat(np.arange(n, dtype=np.int64), plain.degrees)
    own = np.isin(rows * n + plain.others, said)
    return Graph(plain.starts, plain.others, np.where(own, 1.0, 0.5).astype(np.float32))
