"""Leader ids as arrays that processes can share, looked up both ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Ids:
    """The ids of a roster, row by row.

    Attributes
    ----------
    text : ndarray of shape (n_bytes,), uint8
        All ids in UTF-8, one after the other.
    starts : ndarray of shape (n_leaders + 1,), int64
        Where each begins.
    hashes : ndarray of shape (n_leaders,), uint64
        Hashes of the ids, ascending.
    rows : ndarray of shape (n_leaders,), int32
        Row of each hash.
    """

    text: NDArray[np.uint8]
    starts: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    rows: NDArray[np.int32]

    @classmethod
    def of(cls, ids: Sequence[str]) -> Self:
        """Hold ids as arrays.

        Parameters
        ----------
        ids : sequence of str
            Unique.

        Returns
        -------
        Ids
            In the same order.
        """
        coded = [leader_id.encode() for leader_id in ids]
        lengths = np.fromiter(map(len, coded), np.int64, len(coded))
        hashes = _hashed(ids)
        order = np.argsort(hashes, kind="stable")
        return cls(
            np.frombuffer(b"".join(coded), dtype=np.uint8),
            np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
            hashes[order],
            order.astype(np.int32),
        )

    def __len__(self) -> int:
        return self.starts.size - 1

    def __getitem__(self, row: int) -> str:
        start, end = int(self.starts[row]), int(self.starts[row + 1])
        return self.text[start:end].tobytes().decode()

    def row_of(self, leader_id: str) -> int:
        """Find the row of a leader.

        Parameters
        ----------
        leader_id : str
            Any text.

        Returns
        -------
        int
            -1 where there is no such id.
        """
        if not len(self) or not _is_text(leader_id):
            return -1
        wanted = _hashed([leader_id])[0]
        at = int(np.searchsorted(self.hashes, wanted))
        while at < len(self) and self.hashes[at] == wanted:
            row = int(self.rows[at])
            if self[row] == leader_id:
                return row
            at += 1
        return -1


def _is_text(leader_id: str) -> bool:
    """Tell whether a text can be written as UTF-8, as every id of a file can."""
    return leader_id.encode(errors="replace").decode() == leader_id


def _hashed(ids: Sequence[str]) -> NDArray[np.uint64]:
    texts = np.array([*ids, None], dtype=object)[:-1]  # one axis, whatever the texts
    return np.asarray(pd.util.hash_array(texts, categorize=False), dtype=np.uint64)
