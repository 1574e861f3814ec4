"""Columns held by their distinct texts, and a ledger of what is done to them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.roster.report import MAX_LINES, Repair
from matcher.roster.tidy import repair, suspects

PLACEHOLDERS = pa.array(
    ["-", "--", "---", "n/a", "N/A", "#N/A", "\\N", "(blank)", "<NA>", "#REF!"],
    pa.large_string(),
)


@dataclass(frozen=True, slots=True, eq=False)
class TextColumn:
    """One column, as codes into its distinct texts.

    Attributes
    ----------
    texts : pyarrow.Array of string
        Distinct texts as the file has them, tidied; two may be equal.
    codes : ndarray of shape (n_rows,), int32
        Position in `texts` of each row; -1 where blank.
    """

    texts: pa.Array
    codes: NDArray[np.int32]

    def rows(self, keep: NDArray[np.bool_]) -> "TextColumn":
        """Keep some rows."""
        return TextColumn(self.texts, self.codes[keep])

    def sample(self, n_texts: int) -> list[str]:
        """List the first distinct texts that some row holds."""
        used = np.unique(self.codes[: 50 * n_texts])
        used = used[used >= 0][:n_texts]
        texts: list[str] = self.texts.take(pa.array(used)).to_pylist()
        return texts

    def full_share(self) -> float:
        """Give the share of rows in [0, 1] that are not blank."""
        return float((self.codes >= 0).mean()) if self.codes.size else 0.0

    def unique_share(self) -> float:
        """Give the number of distinct texts over the number of filled rows."""
        full = self.codes[self.codes >= 0]
        return np.unique(full).size / full.size if full.size else 0.0

    def change(self, function: Callable[[list[str]], list[str | None]]) -> "TextColumn":
        """Replace every distinct text; None makes it blank."""
        used = np.unique(self.codes)
        used = used[used >= 0]
        changed = function(self.texts.take(pa.array(used)).to_pylist())
        is_none = np.array([text is None for text in changed], dtype=bool)
        where = np.full(len(self.texts) + 1, -1, dtype=np.int32)
        where[used[~is_none]] = np.flatnonzero(~is_none)
        return TextColumn(
            pa.array([text or "" for text in changed], pa.large_string()),
            where[self.codes],
        )

    def to_arrow(self) -> pa.Array:
        """Write the texts out row by row, blanks as nulls."""
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
        count = int(rows.sum())
        if count:
            lines = self.lines[rows][:MAX_LINES]
            self.repairs.append(Repair(column, what, count, tuple(lines.tolist())))

    def repair_texts(
        self, name: str, what: str, column: TextColumn, positions: Iterable[int]
    ) -> None:
        """Note that some distinct texts of a column were changed."""
        is_changed = np.zeros(len(column.texts) + 1, dtype=bool)
        is_changed[list(positions)] = True
        is_changed[-1] = False
        self.repair(name, what, is_changed[column.codes])


def tidy_column(name: str, cells: pa.Array, ledger: Ledger) -> TextColumn:
    """Encode a column and repair its texts.

    Parameters
    ----------
    name : str
        Header, for the ledger.
    cells : pyarrow.Array of string
        One text a row; blank is "".
    ledger : Ledger
        Receives what was repaired.

    Returns
    -------
    TextColumn
        The column; placeholders such as "n/a" are blank.
    """
    encoded = cells.dictionary_encode()
    texts = encoded.dictionary
    codes = encoded.indices.to_numpy()
    changes: dict[str, list[int]] = {}
    positions = suspects(texts)
    if positions:
        is_suspect = np.zeros(len(texts), dtype=bool)
        is_suspect[positions] = True
        repaired = []
        damaged = texts.take(pa.array(positions)).to_pylist()
        for position, text in zip(positions, damaged, strict=True):
            right, done = repair(text)
            repaired.append(right)
            for what in done:
                changes.setdefault(what, []).append(position)
        texts = pc.replace_with_mask(
            texts, pa.array(is_suspect), pa.array(repaired, texts.type)
        )
    column = TextColumn(texts, codes)
    for what, changed in changes.items():
        ledger.repair_texts(name, what, column, changed)
    is_placeholder = pc.is_in(texts, value_set=PLACEHOLDERS)
    placeholders = pc.indices_nonzero(is_placeholder).to_pylist()
    ledger.repair_texts(name, "placeholder read as blank", column, placeholders)
    is_blank = pc.or_(is_placeholder, pc.equal(texts, "")).to_numpy(False)  # noqa: FBT003  # pyarrow's argument is positional
    where = np.where(is_blank, -1, np.arange(len(texts))).astype(np.int32)
    if is_blank.any():
        codes = where[codes]
    return TextColumn(texts, codes)
