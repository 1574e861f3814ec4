"""Where the rows of well-formed delimited text begin and end, found on whole arrays."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_CELL_LINES = 2000
PIECE = 1 << 20  # bytes that stay in the cache
LINE_FEED, RETURN, SPACE, QUOTE = 10, 13, 32, 34


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Rows of a text by line, from 0.

    Attributes
    ----------
    text : ndarray of shape (n_bytes,), uint8
        The text.
    starts : ndarray of shape (n_lines + 1,), intp
        Byte at which each line begins, and the end of the text.
    rows : ndarray of shape (n_rows,), int64
        Line at which each row begins.
    blank : ndarray of int64
        Blank lines that are followed by a row.
    firsts : ndarray of intp
        Lines that begin a row or are blank.
    quotes : ndarray of intp
        Bytes that are quotation marks.
    """

    text: NDArray[np.uint8]
    starts: NDArray[np.intp]
    rows: NDArray[np.int64]
    blank: NDArray[np.int64]
    firsts: NDArray[np.intp]
    quotes: NDArray[np.intp]

    def _ends(self) -> NDArray[np.intp]:
        """Give the byte behind each row."""
        after = np.searchsorted(self.firsts, self.rows, side="right")
        lines = np.append(self.firsts, self.starts.size - 1)[after]
        ends: NDArray[np.intp] = self.starts[lines]
        return ends

    def is_a_line_a_row(self) -> bool:
        """Tell whether no cell goes on below its line."""
        return self.firsts.size == self.starts.size - 1

    def ragged(self, delimiter: str, width: int) -> NDArray[np.bool_]:
        """Tell which rows have not `width` cells."""
        cuts = np.flatnonzero(self.text == ord(delimiter))
        if self.quotes.size:
            cuts = cuts[np.searchsorted(self.quotes, cuts) % 2 == 0]
        before = np.searchsorted(cuts, self.starts[self.rows])
        n_cells = np.searchsorted(cuts, self._ends()) - before + 1
        is_ragged: NDArray[np.bool_] = n_cells != width
        return is_ragged

    def runs(self, chosen: NDArray[np.bool_]) -> Iterator[tuple[int, int, int]]:
        """Go over chosen rows as (first byte, end, line), neighbours together."""
        ends = self._ends()
        (rows,) = np.nonzero(chosen)
        starts = self.starts[self.rows[rows]]
        is_new = np.append(True, starts[1:] != ends[rows[:-1]])
        (first,) = np.nonzero(is_new)
        last = np.append(first[1:], rows.size) - 1
        for i, j in zip(first.tolist(), last.tolist(), strict=True):
            yield int(starts[i]), int(ends[rows[j]]), int(self.rows[rows[i]])

    def without(self, body: memoryview, chosen: NDArray[np.bool_]) -> bytes:
        """Give the text without the chosen rows."""
        pieces, at = [], 0
        for start, end, _ in self.runs(chosen):
            pieces.append(body[at:start])
            at = end
        pieces.append(body[at:])
        return b"".join(pieces)


def count_lines(body: memoryview) -> int:
    """Count lines, a last one without a line end too.

    Parameters
    ----------
    body : memoryview
        Text, not empty.

    Returns
    -------
    int
        At least 1.
    """
    text = np.frombuffer(body, dtype=np.uint8)
    pieces = (text[start : start + PIECE] for start in range(0, text.size, PIECE))
    n_ends = sum(int(np.count_nonzero(piece == LINE_FEED)) for piece in pieces)
    return n_ends + int(text[-1] != LINE_FEED)


def has_spaced_marks(body: memoryview, delimiter: str) -> bool:
    """Tell whether a space stands between a delimiter and a quotation mark.

    Parameters
    ----------
    body : memoryview
        Text.
    delimiter : str
        One character.

    Returns
    -------
    bool
        Whether it does anywhere.
    """
    text = np.frombuffer(body, dtype=np.uint8)
    for start in range(0, text.size, PIECE):
        marks = np.flatnonzero(text[start : start + PIECE] == QUOTE) + start
        spaced = marks[(marks > 1) & (text[marks - 1] == SPACE)]
        if (text[spaced - 2] == ord(delimiter)).any():
            return True
    return False


def clean_lines(
    body: bytes, delimiter: str, width: int
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Find the lines that are whole rows, whatever stands around them.

    Parameters
    ----------
    body : bytes
        Text whose lines end in line feeds.
    delimiter : str
        One character.
    width : int
        Number of columns.

    Returns
    -------
    tuple of (ndarray of shape (n_lines + 1,), ndarray of shape (n_lines,))
        Byte at which each line begins, and the end of the text; true for lines of
        `width` cells in which all quotation marks stand where they may.
    """
    text = np.frombuffer(body, dtype=np.uint8)
    ends = np.flatnonzero(text == LINE_FEED)
    if text[-1] != LINE_FEED:
        ends = np.append(ends, text.size)
    starts = np.concatenate(([0], ends + 1))
    starts[-1] = text.size
    quotes = np.flatnonzero(text == QUOTE)
    before = np.searchsorted(quotes, starts)
    is_clean = (np.diff(before) % 2 == 0) & (ends > starts[:-1])
    lines = np.searchsorted(ends, quotes)
    is_opening = (np.arange(quotes.size) - before[lines]) % 2 == 0
    neighbours = text[np.clip(quotes + np.where(is_opening, -1, 1), 0, text.size - 1)]
    fits = np.isin(neighbours, (ord(delimiter), LINE_FEED, QUOTE))
    fits |= (is_opening & (quotes == 0)) | (~is_opening & (quotes == text.size - 1))
    is_clean[lines[~fits]] = False
    cuts = np.flatnonzero(text == ord(delimiter))
    n_cuts = np.diff(np.searchsorted(cuts, starts))
    (paired,) = np.nonzero(is_clean[lines])
    openings, closings = quotes[paired[0::2]], quotes[paired[1::2]]
    n_inside = np.searchsorted(cuts, closings) - np.searchsorted(cuts, openings)
    np.subtract.at(n_cuts, lines[paired[0::2]], n_inside)
    is_clean &= n_cuts == width - 1
    return starts, is_clean


def lay_out(body: memoryview, delimiter: str, width: int) -> Layout | None:
    """Find the rows of a text, if all quotation marks pair up.

    Parameters
    ----------
    body : memoryview
        Text with one kind of line end.
    delimiter : str
        One character.
    width : int
        Number of columns.

    Returns
    -------
    Layout or None
        None when a quotation mark stands where none can, or a cell seems to swallow
        whole rows.
    """
    text = np.frombuffer(body, dtype=np.uint8)
    marks = _marks(text)
    is_quote = text[marks] == QUOTE
    quotes, ends = marks[is_quote], marks[~is_quote]
    is_odd = np.cumsum(is_quote)[~is_quote] % 2 == 1  # quotes up to each line end
    if text[-1] != LINE_FEED:
        ends = np.append(ends, text.size)
        is_odd = np.append(is_odd, False)
    starts = np.concatenate(([0], ends[:-1] + 1))
    is_blank = ends == starts
    if ends[0] and text[ends[0] - 1] == RETURN:
        is_blank |= (ends == starts + 1) & (text[starts] == RETURN)
    if quotes.size % 2 or not _quotes_fit(text, quotes, ord(delimiter)):
        return None
    is_inside = np.concatenate(([False], is_odd[:-1]))
    if is_inside.any() and _swallows_rows(
        text, starts, ~is_inside, ord(delimiter), width
    ):
        return None
    is_blank &= ~is_inside
    (rows,) = np.nonzero(~is_inside & ~is_blank)
    (blank,) = np.nonzero(is_blank)
    return Layout(
        text=text,
        starts=np.append(starts, text.size),
        rows=rows.astype(np.int64),
        blank=blank[blank < rows.max(initial=0)].astype(np.int64),
        firsts=np.flatnonzero(~is_inside),
        quotes=quotes,
    )


def _marks(text: NDArray[np.uint8]) -> NDArray[np.intp]:
    """List the bytes that are line feeds or quotation marks."""
    pieces = []
    for start in range(0, text.size, PIECE):
        piece = text[start : start + PIECE]
        is_mark = piece == LINE_FEED
        is_mark |= piece == QUOTE
        pieces.append(np.flatnonzero(is_mark) + start)
    return np.concatenate(pieces)


def _quotes_fit(
    text: NDArray[np.uint8], quotes: NDArray[np.intp], delimiter: int
) -> bool:
    """Tell whether every cell in quotation marks begins and ends at a delimiter."""
    if quotes.size == 0:
        return True
    opening, closing = quotes[0::2], quotes[1::2]
    before = text[np.maximum(opening - 1, 0)]
    after = text[np.minimum(closing + 1, text.size - 1)]
    is_begun = (opening == 0) | np.isin(before, (delimiter, 10, 34))
    is_ended = (closing == text.size - 1) | np.isin(after, (delimiter, 10, 13, 34))
    return bool(is_begun.all() and is_ended.all())


def _swallows_rows(
    text: NDArray[np.uint8],
    starts: NDArray[np.intp],
    is_first: NDArray[np.bool_],
    delimiter: int,
    width: int,
) -> bool:
    """Tell whether a cell over several lines looks like several whole rows."""
    (rows,) = np.nonzero(is_first)
    n_lines = np.diff(np.append(rows, starts.size))
    if n_lines.max() > MAX_CELL_LINES:
        return True
    if width < 4:
        return False
    cuts = np.flatnonzero(text == delimiter)
    long = rows[n_lines > 1]
    n_cuts = np.searchsorted(cuts, starts[long + 1]) - np.searchsorted(
        cuts, starts[long]
    )
    if not (n_cuts == width - 1).any():  # no first line of a cell is a whole row
        return False
    counts = np.diff(np.append(np.searchsorted(cuts, starts), cuts.size))
    is_whole = np.minimum.reduceat(counts == width - 1, rows)
    return bool((is_whole & (n_lines > 1)).any())
