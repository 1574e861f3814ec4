"""Delimited text to a raw table: delimiter, header, rows and their lines.

Well-formed files go through pyarrow; whatever it cannot account for, row by row,
goes through `matcher.roster.cells`, which is slower and knows every defect.
"""

import csv
import re
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from matcher.errors import RosterError
from matcher.roster.cells import cut_rows
from matcher.roster.encoding import Decoded, decode, plain_lines
from matcher.roster.header import find_header, name_columns
from matcher.roster.rawtable import RawTable
from matcher.roster.report import Refusal, Repair
from matcher.roster.source import Source

DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
CONTENT = re.compile(rb"\S")
SAMPLE_LINES = 200
MAX_COLUMNS = 5000
MAX_CELL = 1 << 26

type_text = pa.large_string()


@dataclass(frozen=True, slots=True)
class _Head:
    """What the first lines tell: delimiter, header, and where the rows begin."""

    delimiter: str
    cells: tuple[str, ...]
    line: int  # line of the header
    offset: int  # byte at which the first row begins
    first_line: int  # line of the first row
    remarks: tuple[str, ...]


def read_delimited(source: Source) -> RawTable:
    """Cut delimited text into cells.

    Parameters
    ----------
    source : Source
        Text of any encoding.

    Returns
    -------
    RawTable
        The cells, and every row that is not among them with its reason.

    Raises
    ------
    RosterError
        The text is binary, has no header or holds no rows.
    """
    csv.field_size_limit(MAX_CELL)
    text = decode(source.data, source.name)
    head = _read_head(text.data, source.name)
    body = text.data[head.offset :]
    if not CONTENT.search(body):
        msg = (
            f"{source.name} has a header but no rows below it; there is no one to seat."
        )
        raise RosterError(msg)
    names, name_remarks = name_columns(head.cells)
    table = _cut_fast(body, head)
    if table is None:
        rows = cut_rows(plain_lines(body), head.delimiter, len(names), head.first_line)
        table = RawTable(
            names,
            rows.columns,
            rows.lines,
            "",
            refused=rows.refused,
            repairs=rows.repairs,
        )
    return _drop_headers(
        replace(
            table,
            names=names,
            format="delimited text",
            encoding=text.encoding,
            delimiter=DELIMITER_NAMES[head.delimiter],
            repairs=(*_encoding_repairs(text), *table.repairs),
            remarks=(*head.remarks, *name_remarks, *_null_remarks(text)),
        ),
        head.cells,
    )


def _encoding_repairs(text: Decoded) -> tuple[Repair, ...]:
    if not text.odd_lines:
        return ()
    what = "line in cp1252 in the middle of UTF-8"
    return (Repair("", what, len(text.odd_lines), text.odd_lines[:1000]),)


def _null_remarks(text: Decoded) -> tuple[str, ...]:
    if not text.n_nulls:
        return ()
    return (f"{text.n_nulls} NUL characters were dropped.",)


def _read_head(data: bytes, name: str) -> _Head:
    lines = data[: 1 << 22].split(b"\n", SAMPLE_LINES + 1)[:SAMPLE_LINES]
    texts = [line.decode("utf-8", errors="ignore") for line in lines]
    hint = texts[0].strip().strip('"').lower()
    skip = 1 if hint.startswith("sep=") and len(hint) == 5 else 0
    sample = texts[skip:]
    delimiter = texts[0].strip().strip('"')[4] if skip else ""
    if delimiter not in DELIMITERS:
        delimiter = sniff_delimiter(sample)
    rows, ends = _sample_rows(sample, delimiter)
    found = find_header(rows, name)
    if len(rows[found]) > MAX_COLUMNS:
        msg = f"{name} has {len(rows[found])} columns, more than {MAX_COLUMNS}."
        raise RosterError(msg)
    first = skip + (ends[found - 1] if found else 0)
    last = skip + ends[found]
    remarks: tuple[str, ...] = ()
    if any(any(cell.strip() for cell in row) for row in rows[:found]):
        remarks = (f"The header is on line {first + 1}; lines above it were skipped.",)
    cells = tuple(rows[found])
    while len(cells) > 1 and not cells[-1].strip() and _is_unused(rows, len(cells) - 1):
        cells = cells[:-1]
    return _Head(
        delimiter=delimiter,
        cells=cells,
        line=first + 1,
        offset=sum(len(line) + 1 for line in lines[:last]),
        first_line=last + 1,
        remarks=remarks,
    )


def _is_unused(rows: list[list[str]], column: int) -> bool:
    return not any(len(row) > column and row[column].strip() for row in rows)


def _sample_rows(texts: list[str], delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Cut the first lines into cells; `ends[i]` counts the lines up to row i."""
    reader = csv.reader((text + "\n" for text in texts), delimiter=delimiter)
    rows, ends = [], []
    for row in reader:
        rows.append(row)
        ends.append(reader.line_num)
    return rows, ends


def sniff_delimiter(texts: list[str]) -> str:
    """Choose the delimiter that cuts most rows as it cuts the header.

    Parameters
    ----------
    texts : list of str
        The first lines of a file.

    Returns
    -------
    str
        Comma, semicolon, tab or pipe; comma when none cuts anything.
    """

    def fitness(delimiter: str) -> tuple[float, int]:
        rows, _ = _sample_rows(texts, delimiter)
        widths = np.array([len(row) for row in rows if any(map(str.strip, row))])
        if widths.size == 0 or widths.max() < 2:
            return 0.0, 0
        common = int(np.bincount(widths[widths > 1]).argmax())
        return float((widths == common).mean()), common

    scores = {delimiter: fitness(delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > (0.0, 0) else ","


def _cut_fast(body: bytes, head: _Head) -> RawTable | None:
    """Cut well-formed rows with pyarrow; None when a row needs a closer look."""
    starts = _row_starts(body, head.delimiter.encode(), len(head.cells))
    if starts is None:
        return None
    rows, line_of, blank = starts
    names = [str(i) for i in range(len(head.cells))]
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(body),
            read_options=pyarrow.csv.ReadOptions(column_names=names, use_threads=False),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=head.delimiter, newlines_in_values=b'"' in body
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, type_text),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != rows:
        return None
    lines = line_of + head.first_line
    refused = tuple(
        Refusal(int(line) + head.first_line, "blank line") for line in blank
    )
    return RawTable((), tuple(table.columns), lines, "", refused=refused)


def _row_starts(
    body: bytes, delimiter: bytes, width: int
) -> tuple[int, NDArray[np.int64], NDArray[np.int64]] | None:
    """Count rows and find their lines, from 0, if all quotation marks pair up.

    Returns the number of rows, the line of each, and the blank lines; None when
    a quotation mark stands where none can, or seems to swallow whole rows.
    """
    text = np.frombuffer(body, dtype=np.uint8)
    ends = np.flatnonzero(text == 10)
    if text[-1] != 10:
        ends = np.append(ends, text.size)
    starts = np.concatenate(([0], ends[:-1] + 1))
    is_blank = ends == starts
    if b"\r" in body:
        if not (text[ends[ends < text.size] - 1] == 13).all():
            return None
        is_blank |= (ends == starts + 1) & (text[starts] == 13)
    if b'"' in body:
        quotes = np.flatnonzero(text == 34)
        if quotes.size % 2 or not _quotes_fit(text, quotes, delimiter[0]):
            return None
        is_inside = np.searchsorted(quotes, starts) % 2 == 1
        if is_inside.any():
            if _swallows_rows(text, starts, ~is_inside, delimiter[0], width):
                return None
            is_blank &= ~is_inside
    else:
        is_inside = np.zeros(starts.size, dtype=bool)
    (rows,) = np.nonzero(~is_inside & ~is_blank)
    (blank,) = np.nonzero(is_blank)
    last = rows[-1] if rows.size else 0
    return rows.size, rows.astype(np.int64), blank[blank < last].astype(np.int64)


def _quotes_fit(
    text: NDArray[np.uint8], quotes: NDArray[np.intp], delimiter: int
) -> bool:
    """Tell whether every cell in quotation marks begins and ends at a delimiter."""
    opening, closing = quotes[0::2], quotes[1::2]
    before = text[np.maximum(opening - 1, 0)]
    after = text[np.minimum(closing + 1, text.size - 1)]
    is_begun = (opening == 0) | np.isin(before, (delimiter, 10, 34))
    is_ended = (closing == text.size - 1) | np.isin(after, (delimiter, 10, 34))
    return bool(is_begun.all() and is_ended.all())


def _swallows_rows(
    text: NDArray[np.uint8],
    starts: NDArray[np.intp],
    is_first: NDArray[np.bool_],
    delimiter: int,
    width: int,
) -> bool:
    """Tell whether a cell over several lines looks like several whole rows."""
    if width < 4:
        return False
    cuts = np.searchsorted(np.flatnonzero(text == delimiter), starts)
    counts = np.diff(np.append(cuts, (text == delimiter).sum()))
    (rows,) = np.nonzero(is_first)
    is_whole = np.minimum.reduceat(counts == width - 1, rows)
    n_lines = np.diff(np.append(rows, starts.size))
    return bool((is_whole & (n_lines > 1)).any() or n_lines.max() > 2000)


def _drop_headers(table: RawTable, cells: tuple[str, ...]) -> RawTable:
    """Refuse rows that repeat the header, as glued exports do."""
    is_header = np.ones(table.lines.size, dtype=bool)
    for column, cell in zip(table.columns[:20], cells, strict=False):
        is_same = pc.equal(pc.fill_null(column, ""), cell)
        is_header &= is_same.to_numpy(zero_copy_only=False)
        if not is_header.any():
            return table
    keep = pa.array(~is_header)
    refused = tuple(
        Refusal(int(line), "the header again") for line in table.lines[is_header]
    )
    return replace(
        table,
        columns=tuple(column.filter(keep) for column in table.columns),
        lines=table.lines[~is_header],
        refused=tuple(sorted((*table.refused, *refused), key=lambda r: r.line)),
    )
