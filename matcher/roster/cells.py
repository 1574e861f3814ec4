"""Cut damaged delimited text into cells, row by row, accounting for every line."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from matcher.roster.layout import LINE_FEED, QUOTE
from matcher.roster.rawtable import columns_of
from matcher.roster.report import MAX_LINES, Refusal, Repair

MAX_CELL_LINES = 500  # a cell with more lines is a quotation mark left open
SHORT = "short row filled with blanks at its end"
LONG = "surplus blank cells at the end of a row dropped"


@dataclass(frozen=True, slots=True, eq=False)
class CutRows:
    """Rows cut into cells, and what became of the others.

    Attributes
    ----------
    columns : tuple of pyarrow.ChunkedArray of str
        One a column.
    lines : ndarray of shape (n_rows,), int64
        Line of each row.
    refused : tuple of Refusal
        Rows that cannot be cut, by line.
    repairs : tuple of Repair
        Rows that were put right.
    """

    columns: tuple[pa.ChunkedArray, ...]
    lines: NDArray[np.int64]
    refused: tuple[Refusal, ...]
    repairs: tuple[Repair, ...]


class _Lines:
    """Lines of a text, decoded one by one."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        ends = np.flatnonzero(np.frombuffer(body, dtype=np.uint8) == LINE_FEED)
        if not body.endswith(b"\n"):
            ends = np.append(ends, len(body))
        self._ends = ends
        self._starts = np.concatenate(([0], ends[:-1] + 1))
        marks = np.flatnonzero(np.frombuffer(body, dtype=np.uint8) == QUOTE)
        lines = np.searchsorted(ends, marks)
        self._marked = lines[np.diff(lines, prepend=-1) != 0]

    def __len__(self) -> int:
        return self._ends.size

    def __getitem__(self, i: int) -> str:
        return self._body[self._starts[i] : self._ends[i]].decode("utf-8")

    def block(self, start: int, stop: int) -> str:
        return self._body[self._starts[start] : self._ends[stop - 1]].decode("utf-8")

    def marked(self, start: int, stop: int) -> list[int]:
        """List the lines of a stretch that hold a quotation mark."""
        first, end = np.searchsorted(self._marked, (start, stop))
        found: list[int] = self._marked[first:end].tolist()
        return found


@dataclass(slots=True)
class _Rows:
    width: int
    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    repaired: dict[str, list[int]] = field(default_factory=dict)

    def refuse(self, line: int, reason: str) -> None:
        self.refused.append(Refusal(line, reason))

    def add(self, cells: list[str], line: int) -> None:
        surplus = len(cells) - self.width
        if surplus > 0 and not any(map(str.strip, cells[self.width :])):
            cells = cells[: self.width]
            self.repaired.setdefault(LONG, []).append(line)
        elif surplus > 0:
            self.refuse(line, _too_many(len(cells), self.width))
            return
        elif surplus < 0:
            if len(cells) < max(2, (self.width + 1) // 2):
                self.refuse(line, _too_few(len(cells), self.width))
                return
            cells = cells + [""] * -surplus
            self.repaired.setdefault(SHORT, []).append(line)
        self.cells.append(cells)
        self.lines.append(line)


def _too_many(n: int, width: int) -> str:
    return (
        f"{n} cells where the header has {width}: a delimiter inside a cell "
        "without quotation marks"
    )


def _too_few(n: int, width: int) -> str:
    return f"only {_cells(n)} where the header has {width}"


def _cells(n: int) -> str:
    return "1 cell" if n == 1 else f"{n} cells"


def cut_rows(body: bytes, delimiter: str, width: int, first_line: int) -> CutRows:
    """Cut text into rows of `width` cells.

    A row with at least half its cells is filled with blanks at its end; one with
    blank cells too many loses them; others of the wrong width are refused. Two short
    rows that make one whole row together are refused, not filled: a line break stands
    in a cell without quotation marks. A quotation mark that is never closed costs its
    own line only.

    Parameters
    ----------
    body : bytes
        UTF-8 text below the header.
    delimiter : str
        One character.
    width : int
        Number of cells of the header.
    first_line : int
        Line of the source at which `body` begins.

    Returns
    -------
    CutRows
        Rows, refusals and repairs; together they account for every line.
    """
    n_lines = body.removesuffix(b"\n").count(b"\n") + 1
    nothing = np.zeros(n_lines, dtype=bool)
    return cut_doubtful(body, nothing, delimiter, width, first_line)[0]


def cut_doubtful(
    body: bytes,
    is_clean: NDArray[np.bool_],
    delimiter: str,
    width: int,
    first_line: int,
) -> tuple[CutRows, NDArray[np.bool_]]:
    """Cut text as `cut_rows` does, but leave lines that are whole rows to others.

    Parameters
    ----------
    body : bytes
        UTF-8 text below the header.
    is_clean : ndarray of shape (n_lines,), bool
        Lines that are whole rows unless a cell above them goes on.
    delimiter : str
        One character.
    width : int
        Number of cells of the header.
    first_line : int
        Line of the source at which `body` begins.

    Returns
    -------
    tuple of (CutRows, ndarray of shape (n_lines,), bool)
        What was cut, and the lines that it took; all others are clean.
    """
    texts = _Lines(body)
    rows = _Rows(width)
    is_taken = np.ones(len(texts), dtype=bool)
    pending: tuple[list[str], int] | None = None  # a short row that may go on
    for cells, i in _records(texts, is_clean, is_taken, delimiter, rows, first_line):
        line = first_line + i
        is_short = cells is not None and 0 < len(cells) < width
        if pending and cells and is_short and len(pending[0]) + len(cells) == width + 1:
            reason = "one row broken over two lines: a line break inside a cell"
            rows.refuse(pending[1], f"{reason} without quotation marks")
            rows.refuse(line, f"{reason} without quotation marks")
            pending = None
            continue
        if pending:
            rows.add(*pending)
            pending = None
        if cells and is_short:
            pending = (cells, line)
        elif cells:
            rows.add(cells, line)
        elif cells is not None:
            rows.refuse(line, "blank line")
    if pending:
        rows.add(*pending)
    return _finish(rows), is_taken


def _finish(rows: _Rows) -> CutRows:
    return CutRows(
        columns=columns_of(rows.cells, rows.width),
        lines=np.array(rows.lines, dtype=np.int64),
        refused=tuple(sorted(rows.refused, key=lambda refusal: refusal.line)),
        repairs=tuple(
            Repair("", what, len(lines), tuple(lines[:MAX_LINES]))
            for what, lines in rows.repaired.items()
        ),
    )


def _records(
    texts: _Lines,
    is_clean: NDArray[np.bool_],
    is_taken: NDArray[np.bool_],
    delimiter: str,
    rows: _Rows,
    first_line: int,
) -> Iterator[tuple[list[str] | None, int]]:
    """Go over (cells, index of the first line); no cells at all for clean lines."""
    doubtful = np.append(np.flatnonzero(~is_clean), len(texts))
    i = 0
    while i < len(texts):
        if is_clean[i]:
            end = int(doubtful[np.searchsorted(doubtful, i)])
            is_taken[i:end] = False
            yield None, i
            i = end
            continue
        text = texts[i]
        if '"' not in text:
            yield (text.split(delimiter) if text.strip() else []), i
            i += 1
            continue
        cells, n_lines = _quoted_record(texts, i, delimiter, rows.width)
        if cells is None:
            rows.refuse(first_line + i, "a quotation mark is opened and never closed")
        else:
            yield cells, i
        i += n_lines


def _quoted_record(
    texts: _Lines, i: int, delimiter: str, width: int
) -> tuple[list[str] | None, int]:
    """Cut the record that begins at line i; how many lines it took."""
    if f'{delimiter} "' in texts[i]:
        cells = _parse_spaced(texts[i], delimiter)
        if cells is not None and len(cells) == width:
            return cells, 1
    cells = _parse(texts[i], delimiter)
    if cells is not None:
        return cells, 1
    for last in texts.marked(i + 1, min(i + MAX_CELL_LINES, len(texts))):
        block = texts.block(i, last + 1)
        cells = _parse(block, delimiter)
        if cells is not None:
            is_stray = len(cells) != width or _are_rows(
                block.split("\n"), delimiter, width
            )
            return (None, 1) if is_stray else (cells, last + 1 - i)
    return None, 1


def _are_rows(block: list[str], delimiter: str, width: int) -> bool:
    """Tell whether the lines of one record look like whole rows of their own."""
    if width < 4 or any(line.count(delimiter) != width - 1 for line in block):
        return False
    firsts = (line.split(delimiter, 1)[0] for line in block)
    shapes = {re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", first)) for first in firsts}
    return len(shapes) == 1


def _parse_spaced(text: str, delimiter: str) -> list[str] | None:
    """Cut one line with spaces before its quotation marks; None if that is not it."""
    reader = csv.reader(
        [text + "\n"], delimiter=delimiter, skipinitialspace=True, strict=True
    )
    try:
        return next(reader)
    except csv.Error:
        return None


def is_record(text: str, delimiter: str) -> bool:
    """Tell whether a line is a whole record, with all its quotation marks in place.

    Parameters
    ----------
    text : str
        One line.
    delimiter : str
        One character.

    Returns
    -------
    bool
        False for a mark that is open at the end or closed before the end of its cell.
    """
    try:
        next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _parse(text: str, delimiter: str) -> list[str] | None:
    """Cut one record; None while a quotation mark is open at its end.

    Over several lines, a cell that goes on after its closing mark gives no cells at
    all: the mark that opened it was a stray one.
    """
    try:
        return next(csv.reader([text + "\n"], delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            return None
    if "\n" in text:
        return []
    return next(csv.reader([text + "\n"], delimiter=delimiter))
