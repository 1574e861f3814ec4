"""Delimited text to a raw table: delimiter, header, rows and their lines.

Well-formed files go through pyarrow; whatever it cannot account for, row by row,
goes through `matcher.roster.cells`, which is slower and knows every defect.
"""

import csv
import re
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from matcher.errors import RosterError
from matcher.roster.cells import CutRows, cut_doubtful, cut_rows, is_record
from matcher.roster.encoding import Decoded, decode, plain_lines
from matcher.roster.header import find_header, name_columns
from matcher.roster.layout import (
    Layout,
    clean_lines,
    count_lines,
    has_spaced_marks,
    lay_out,
)
from matcher.roster.rawtable import RawTable
from matcher.roster.report import MAX_LINES, Refusal, Repair
from matcher.roster.source import Source

DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
CONTENT = re.compile(rb"\S")
SAMPLE_LINES = 200
MAX_COLUMNS = 5000
MAX_RAGGED = 20_000  # more of them are cut row by row with all others
MAX_RUNS = 500  # more of them, each on one line, are cut together
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
    body = memoryview(text.data)[head.offset :]  # a copy costs as much as reading
    if not CONTENT.search(body):
        msg = f"{source.name} has a header but no rows below it; add at least one."
        raise RosterError(msg)
    names, name_remarks = name_columns(head.cells)
    table = _cut_fast(text.data, body, head)
    table = table or _cut_damaged(body, head) or _cut_all(body, head)
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
    reader = csv.reader(
        (text + "\n" for text in texts), delimiter=delimiter, skipinitialspace=True
    )
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
        if not any(delimiter in text for text in texts):
            return 0.0, 0
        rows, _ = _sample_rows(texts, delimiter)
        widths = np.array([len(row) for row in rows if any(map(str.strip, row))])
        if widths.size == 0 or widths.max() < 2:
            return 0.0, 0
        common = int(np.bincount(widths[widths > 1]).argmax())
        return float((widths == common).mean()), common

    scores = {delimiter: fitness(delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > (0.0, 0) else ","


def _cut_fast(data: bytes, body: memoryview, head: _Head) -> RawTable | None:
    """Cut what is well formed with pyarrow; None when that cannot be told."""
    has_quotes = data.find(b'"', head.offset) >= 0
    table = _attempt(body, head, has_quotes=has_quotes)
    if (
        table is not None
        and table.num_rows == count_lines(body)
        and (not has_quotes or _are_marks_in_cells(data, body, head))
    ):
        lines = np.arange(table.num_rows, dtype=np.int64) + head.first_line
        return RawTable((), tuple(table.columns), lines, "")
    layout = lay_out(body, head.delimiter, len(head.cells))
    if layout is None:
        return None
    rows, rest = layout.rows, None
    if table is None:
        is_ragged = layout.ragged(head.delimiter, len(head.cells))
        most = MAX_RUNS if layout.is_a_line_a_row() else MAX_RAGGED
        if not 0 < is_ragged.sum() <= most or is_ragged.all():
            return None
        rest = _cut_runs(body, head, layout, is_ragged)
        rows = layout.rows[~is_ragged]
        whole = layout.without(body, is_ragged)
        table = _attempt(whole, head, has_quotes=has_quotes)
    if table is None or table.num_rows != rows.size:
        return None
    refused = [Refusal(int(i) + head.first_line, "blank line") for i in layout.blank]
    lines = rows + head.first_line
    if rest is None:
        return RawTable((), tuple(table.columns), lines, "", refused=tuple(refused))
    return _weave(table, lines, rest, refused)


def _are_marks_in_cells(data: bytes, body: memoryview, head: _Head) -> bool:
    """Tell whether quotation marks do no harm where pyarrow made every line a row.

    None can have swallowed a line then, and one that stands inside a cell is part of
    it, for pyarrow as for `matcher.roster.cells`. The two differ only where spaces
    stand before a cell in quotation marks, and in a last line left open.
    """
    last = data[max(head.offset, data.rfind(b"\n", 0, -1) + 1) :]
    if b'"' in last and not is_record(last.decode("utf-8"), head.delimiter):
        return False
    return not has_spaced_marks(body, head.delimiter)


def _cut_damaged(body: memoryview, head: _Head) -> RawTable | None:
    """Cut only the lines about which a quotation mark leaves doubts one by one."""
    text = plain_lines(bytes(body))
    width = len(head.cells)
    starts, is_clean = clean_lines(text, head.delimiter, width)
    if 2 * is_clean.sum() < is_clean.size:
        return None
    rest, is_taken = cut_doubtful(
        text, is_clean, head.delimiter, width, head.first_line
    )
    edges = np.flatnonzero(np.diff(np.concatenate(([True], is_taken, [True]))))
    runs = zip(starts[edges[::2]], starts[edges[1::2]], strict=True)
    whole = b"".join(text[start:end] for start, end in runs)
    lines = np.flatnonzero(~is_taken)
    table = _attempt(whole, head, has_quotes=True)
    if table is None or table.num_rows != lines.size:
        return None
    return _weave(table, lines + head.first_line, [rest], [])


def _cut_all(body: memoryview, head: _Head) -> RawTable:
    text = plain_lines(bytes(body))
    rows = cut_rows(text, head.delimiter, len(head.cells), head.first_line)
    refused, repairs = rows.refused, rows.repairs
    return RawTable((), rows.columns, rows.lines, "", refused=refused, repairs=repairs)


def _attempt(
    body: memoryview | bytes, head: _Head, *, has_quotes: bool
) -> pa.Table | None:
    """Cut with pyarrow; None when a row has not as many cells as the header."""
    names = [str(i) for i in range(len(head.cells))]
    try:
        return pyarrow.csv.read_csv(
            pa.BufferReader(body),
            read_options=pyarrow.csv.ReadOptions(column_names=names, use_threads=False),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=head.delimiter,
                quote_char='"' if has_quotes else False,
                newlines_in_values=has_quotes,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                check_utf8=False,  # `decode` has seen to it
                column_types=dict.fromkeys(names, type_text),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None


def _cut_runs(
    body: memoryview, head: _Head, layout: Layout, is_ragged: NDArray[np.bool_]
) -> list[CutRows]:
    """Cut the ragged rows one by one, those that follow each other together."""
    return [
        cut_rows(
            plain_lines(bytes(body[start:end])),
            head.delimiter,
            len(head.cells),
            head.first_line + line,
        )
        for start, end, line in layout.runs(is_ragged)
    ]


def _weave(
    table: pa.Table,
    lines: NDArray[np.int64],
    rest: list[CutRows],
    refused: list[Refusal],
) -> RawTable:
    """Put repaired rows back where they stood."""
    lines = np.concatenate((lines, *(rows.lines for rows in rest)))
    order = np.argsort(lines, kind="stable")
    columns = (
        [*column.chunks, *(chunk for rows in rest for chunk in rows.columns[i].chunks)]
        for i, column in enumerate(table.columns)
    )
    found = (refusal for rows in rest for refusal in rows.refused)
    repaired: dict[str, list[int]] = {}
    for repair in (repair for rows in rest for repair in rows.repairs):
        repaired.setdefault(repair.what, []).extend(repair.lines)
    return RawTable(
        (),
        tuple(_in_order(pieces, order) for pieces in columns),
        lines[order],
        "",
        refused=tuple(sorted((*refused, *found), key=lambda refusal: refusal.line)),
        repairs=tuple(
            Repair("", what, len(where), tuple(where[:MAX_LINES]))
            for what, where in repaired.items()
        ),
    )


def _in_order(pieces: list[pa.Array], order: NDArray[np.intp]) -> pa.ChunkedArray:
    """Put the cells of a column in order; what follows each other stays together."""
    whole = pa.concat_arrays(pieces) if pieces else pa.array([], type_text)
    breaks = np.flatnonzero(np.diff(order) != 1) + 1
    if breaks.size > MAX_RAGGED:
        return pa.chunked_array([whole.take(pa.array(order))], type_text)
    edges = [0, *breaks.tolist(), order.size]
    runs = [
        whole.slice(order[start], end - start)
        for start, end in pairwise(edges)
        if end > start
    ]
    return pa.chunked_array([pa.concat_arrays(runs)] if runs else [], type_text)


def _drop_headers(table: RawTable, cells: tuple[str, ...]) -> RawTable:
    """Refuse rows that repeat the header, as glued exports do; forget blank ends."""
    last = table.lines.max(initial=0)
    inside = (r for r in table.refused if r.line < last or r.reason != "blank line")
    table = replace(table, refused=tuple(inside))
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
