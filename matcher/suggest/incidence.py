"""Who has which entry of a list, looked up from either side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """Leaders and the entries of one of their lists, such as languages or themes.

    Attributes
    ----------
    names : tuple of str
        The entries, each once, sorted.
    starts : ndarray of shape (n_leaders + 1,), int64
        Where each leader's entries begin in `entries`.
    entries : ndarray of shape (n_pairs,), int32
        Index into `names`, ascending within a leader.
    back_starts : ndarray of shape (n_names + 1,), int64
        Where each entry's leaders begin in `leaders`.
    leaders : ndarray of shape (n_pairs,), int32
        Rows, ascending within an entry.
    """

    names: tuple[str, ...]
    starts: NDArray[np.int64]
    entries: Rows
    back_starts: NDArray[np.int64]
    leaders: Rows

    @classmethod
    def of(cls, lists: Sequence[Iterable[str]]) -> Self:
        """Index the lists of all leaders.

        Parameters
        ----------
        lists : sequence of iterable of str
            Entries of each leader; repeats count once.

        Returns
        -------
        Incidence
            Both ways round.
        """
        distinct = [sorted(set(own)) for own in lists]
        names = tuple(sorted({name for own in distinct for name in own}))
        number = {name: k for k, name in enumerate(names)}
        counts = np.fromiter((len(own) for own in distinct), np.int64, len(distinct))
        entries = np.fromiter(
            (number[name] for own in distinct for name in own),
            np.int32,
            int(counts.sum()),
        )
        return cls.from_entries(names, counts, entries)

    @classmethod
    def from_entries(
        cls, names: Sequence[str], counts: NDArray[np.int64], entries: Rows
    ) -> Self:
        """Index entries that are numbered already.

        Parameters
        ----------
        names : sequence of str
            Sorted.
        counts : ndarray of shape (n_leaders,), int64
            Entries of each leader.
        entries : ndarray of shape (n_pairs,), int32
            Leader after leader, ascending within one.

        Returns
        -------
        Incidence
            Both ways round.
        """
        order = np.argsort(entries, kind="stable")
        leaders = np.repeat(np.arange(counts.size, dtype=np.int32), counts)[order]
        sizes = np.bincount(entries, minlength=len(names))
        return cls(
            tuple(names),
            np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
            entries.astype(np.int32),
            np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
            leaders,
        )

    @property
    def n_leaders(self) -> int:
        """Count the leaders, those without an entry included.

        Returns
        -------
        int
            Rows of the roster.
        """
        return self.starts.size - 1

    def of_leader(self, row: int) -> Rows:
        """List the entries of one leader.

        Parameters
        ----------
        row : int
            Row of the roster.

        Returns
        -------
        ndarray of shape (n_entries,), int32
            Index into `names`, ascending.
        """
        return self.entries[self.starts[row] : self.starts[row + 1]]

    def having(self, entry: int) -> Rows:
        """List the leaders that have an entry.

        Parameters
        ----------
        entry : int
            Index into `names`.

        Returns
        -------
        ndarray of shape (n_having,), int32
            Rows, ascending.
        """
        return self.leaders[self.back_starts[entry] : self.back_starts[entry + 1]]

    def find(self, name: str) -> int:
        """Look an entry up by its name.

        Parameters
        ----------
        name : str
            As `names` has it.

        Returns
        -------
        int
            Index into `names`; -1 where no leader has it.
        """
        low, high = 0, len(self.names)
        while low < high:
            middle = (low + high) // 2
            if self.names[middle] < name:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self.names) and self.names[low] == name else -1

    def rarity(self) -> NDArray[np.float32]:
        """Weigh entries by how few leaders have them.

        Returns
        -------
        ndarray of shape (n_names,), float32
            Smoothed inverse document frequency, 1 for what all have.
        """
        having = np.diff(self.back_starts)
        return np.asarray(
            1.0 + np.log((1.0 + self.n_leaders) / (1.0 + having)), dtype=np.float32
        )

    def names_of(self, row: int) -> tuple[str, ...]:
        """Name the entries of one leader.

        Parameters
        ----------
        row : int
            Row of the roster.

        Returns
        -------
        tuple of str
            Sorted.
        """
        return tuple(self.names[entry] for entry in self.of_leader(row).tolist())
