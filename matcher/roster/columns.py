"""Columns held by their distinct texts, and a ledger of what is done to them."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

from matcher.roster.damage import find_suspects, trim
from matcher.roster.report import MAX_LINES, Repair
from matcher.roster.tidy import offsets_of, repair, short_texts
from matcher.roster.unsaid import PLACEHOLDERS

PLACEHOLDER_STARTS = b"-nN#\\(<"
N_SAMPLED = 2000


@dataclass(frozen=True, slots=True, eq=False)
class TextColumn:
    """One column, as codes into its distinct texts.

    Attributes
    ----------
    texts : pyarrow.Array of str
        Texts as the file has them, tidied. Distinct ones, but two may be equal, and
        all of them where most are distinct anyway.
    codes : ndarray of shape (n_rows,), int32
        Position in `texts` of each row; -1 where blank.
    whole : pyarrow.Array or ChunkedArray of str or None, default=None
        The same written out, when it is at hand because nothing was changed.
    is_used : bool, default=False
        Whether it is known that some row holds each of the texts.
    """

    texts: pa.Array
    codes: NDArray[np.int32]
    whole: pa.Array | pa.ChunkedArray | None = None
    is_used: bool = False

    def rows(self, keep: NDArray[np.bool_]) -> "TextColumn":
        """Keep some rows."""
        whole = None if self.whole is None else self.whole.filter(pa.array(keep))
        return TextColumn(self.texts, self.codes[keep], whole)

    def sample(self, n_texts: int) -> list[str]:
        """List the first distinct texts that some row holds."""
        texts: list[str] = self.texts.take(pa.array(self.used()[:n_texts])).to_pylist()
        return texts

    def used_texts(self) -> pa.Array:
        """Give the texts that some row holds, in their order."""
        return self.texts if self.is_used else self.texts.take(pa.array(self.used()))

    def used(self) -> NDArray[np.intp]:
        """List the positions of the texts that some row holds, ascending."""
        if self.is_used:
            return np.arange(len(self.texts))
        is_used = np.zeros(len(self.texts) + 1, dtype=bool)
        is_used[self.codes] = True
        return np.flatnonzero(is_used[:-1])

    def full_share(self) -> float:
        """Give the share of rows in [0, 1] that are not blank."""
        return float((self.codes >= 0).mean()) if self.codes.size else 0.0

    def unique_share(self) -> float:
        """Give the number of distinct texts over the number of filled rows."""
        n_full = np.count_nonzero(self.codes >= 0)
        return self.used().size / n_full if n_full else 0.0

    def to_arrow(self) -> pa.Array | pa.ChunkedArray:
        """Write the texts out row by row, blanks as nulls."""
        if self.whole is not None:
            return self.whole
        return self.texts.take(pa.array(self.codes, mask=self.codes < 0))

    def to_series(self) -> "pd.Series[str]":
        """Write the texts out row by row, blanks as missing."""
        return pd.Series(self.to_arrow(), dtype="str")


@dataclass(slots=True)
class Ledger:
    """What is done on the way, collected for the report.

    Attributes
    ----------
    lines : ndarray of shape (n_rows,), int64
        Line of every row.
    repairs : list of Repair
        What was changed.
    remarks : list of str
        What else to say.
    """

    lines: NDArray[np.int64]
    repairs: list[Repair] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def repair(self, column: str, what: str, rows: NDArray[np.bool_]) -> None:
        """Note that some values of a column were changed, if any were."""
        count = int(np.count_nonzero(rows))
        if count:
            lines = self.lines[rows][:MAX_LINES]
            self.repairs.append(Repair(column, what, count, tuple(lines.tolist())))

    def repair_texts(
        self, name: str, what: str, column: TextColumn, positions: ArrayLike
    ) -> None:
        """Note that some distinct texts of a column were changed."""
        changed = np.asarray(positions, dtype=np.intp)
        if changed.size == 0:
            return
        is_changed = np.zeros(len(column.texts) + 1, dtype=bool)
        is_changed[changed] = True
        is_changed[-1] = False
        self.repair(name, what, is_changed[column.codes])


def tidy_column(name: str, cells: pa.ChunkedArray, ledger: Ledger) -> TextColumn:
    """Encode a column and repair its texts.

    Parameters
    ----------
    name : str
        Header, for the ledger.
    cells : pyarrow.ChunkedArray of str
        One text a row; null where blank.
    ledger : Ledger
        Receives what was repaired.

    Returns
    -------
    TextColumn
        The column; placeholders such as "n/a" are blank.
    """
    column = encode(cells)
    texts = _repair_texts(name, column, ledger)
    short = short_texts(texts, PLACEHOLDER_STARTS, 7)
    placeholders = [at for at in short if texts[at].as_py() in PLACEHOLDERS]
    ledger.repair_texts(name, "placeholder read as blank", column, placeholders)
    empty = np.flatnonzero(np.diff(offsets_of(texts)) == 0)
    blanks = np.concatenate((empty, np.array(placeholders, dtype=np.int64)))
    if texts is column.texts and blanks.size == 0:
        return column
    where = np.arange(len(texts) + 1, dtype=np.int32)
    where[blanks] = -1
    where[-1] = -1
    return TextColumn(texts, where[column.codes])


def encode(cells: pa.ChunkedArray) -> TextColumn:
    """Hold a column by its distinct texts.

    Parameters
    ----------
    cells : pyarrow.ChunkedArray of str
        One text a row; null where blank.

    Returns
    -------
    TextColumn
        Distinct texts in the order in which they appear.
    """
    if _is_mostly_distinct(cells):
        where = np.arange(len(cells), dtype=np.int32)
        if cells.null_count == 0:
            texts = cells.chunk(0) if cells.num_chunks == 1 else cells.combine_chunks()
            return TextColumn(texts, where, texts, is_used=True)
        where[cells.is_null().to_numpy()] = -1
        return TextColumn(pc.fill_null(cells, "").combine_chunks(), where, cells)
    encoded = cells.dictionary_encode()
    if encoded.num_chunks == 0:
        return TextColumn(
            pa.array([], pa.large_string()), np.array([], np.int32), cells
        )
    # All chunks share the dictionary of the last one.
    texts = encoded.chunk(encoded.num_chunks - 1).dictionary
    pieces = pa.chunked_array([chunk.indices for chunk in encoded.chunks])
    codes = pc.fill_null(pieces, -1).to_numpy().astype(np.int32, copy=False)
    return TextColumn(texts, codes, cells, is_used=True)


def _is_mostly_distinct(cells: pa.ChunkedArray) -> bool:
    """Tell from the first rows of a long column that a dictionary would not pay."""
    if len(cells) < 10 * N_SAMPLED:
        return False
    head = cells.slice(0, N_SAMPLED)
    n_distinct: int = pc.count_distinct(head).as_py()
    return n_distinct > 0.9 * N_SAMPLED


def encode_series(series: "pd.Series[Any]") -> TextColumn:
    """Hold a pandas column of text by its distinct texts.

    Parameters
    ----------
    series : pandas.Series
        Text; missing where blank.

    Returns
    -------
    TextColumn
        As `encode` gives it.
    """
    cells = pa.array(series, type=pa.large_string(), from_pandas=True)
    return encode(
        cells if isinstance(cells, pa.ChunkedArray) else pa.chunked_array([cells])
    )


def _repair_texts(name: str, column: TextColumn, ledger: Ledger) -> pa.Array:
    """Repair the distinct texts that need it; the same array when none does."""
    suspects = find_suspects(column.texts)
    positions = suspects.positions
    changes: dict[str, list[int]] = {}
    changed, repaired = [], []
    damaged = column.texts.take(pa.array(positions, pa.int64())).to_pylist()
    for position, text in zip(positions, damaged, strict=True):
        right, done = repair(text)
        for what in done:
            changes.setdefault(what, []).append(position)
        if right != text:
            changed.append(position)
            repaired.append(right)
    for what, where in changes.items():
        ledger.repair_texts(name, what, column, where)
    texts = trim(column.texts, suspects.padded)
    if not changed:
        return texts
    mask = np.zeros(len(texts), dtype=bool)
    mask[changed] = True
    right_texts = pa.array(repaired, texts.type)
    return pc.replace_with_mask(texts, pa.array(mask), right_texts)
