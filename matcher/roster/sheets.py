"""Workbooks and Parquet files to a raw table."""

import datetime as dt
import decimal
import io
import json
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
import python_calamine as calamine

from matcher.errors import RosterError
from matcher.roster.header import find_header, name_columns
from matcher.roster.rawtable import RawTable, columns_of
from matcher.roster.report import Refusal
from matcher.roster.source import Source, size_limit, too_large

MAX_AREA = 30_000_000  # cells; a workbook opens its whole rectangle at once
MAX_NAMED = 8
MAX_PARQUET = 4 << 30  # bytes unpacked
REFERENCE = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"')

_Sheet = tuple[str, list[list[Any]]]  # name and rows


def read_workbook(source: Source, sheet: str | None = None) -> RawTable:
    """Read one sheet of a workbook: the named one, or the first that holds a table.

    Parameters
    ----------
    source : Source
        An .xlsx, .xlsb, .xls or .ods file.
    sheet : str or None, default=None
        Name of the sheet, in capitals or not.

    Returns
    -------
    RawTable
        Its cells as text; a line is a row of the sheet, from 1.

    Raises
    ------
    RosterError
        The workbook cannot be opened, no sheet holds a table, or none has the name.
    """
    _refuse_wide(source)
    try:
        book = calamine.load_workbook(io.BytesIO(source.data))
        sheets = _sheets(book)
    except calamine.PasswordError:
        msg = f"{source.name} is locked by a password; save it without one."
        raise RosterError(msg) from None
    except (calamine.CalamineError, OSError, ValueError):
        msg = f"{source.name} cannot be opened as a workbook; save it again, or as CSV."
        raise RosterError(msg) from None
    if sheet is not None:
        title, rows = _named_sheet(source.name, sheets, sheet)
        if not _is_table(rows, 1):
            msg = f"{source.name}: sheet {title!r} has no header with a row below it."
            raise RosterError(msg)
        return _sheet_table(source.name, rows, (f"Read sheet {title!r}.",))
    for enough in (2, 1):
        found = [(title, rows) for title, rows in sheets if _is_table(rows, enough)]
        if found:
            remark = _choice([title for title, _ in found], len(sheets))
            return _sheet_table(source.name, found[0][1], remark)
    msg = f"{source.name} has no sheet with a header and a row below it."
    raise RosterError(msg)


def _named_sheet(name: str, sheets: list[_Sheet], sheet: str) -> _Sheet:
    """Find a sheet by its name; one that differs in capitals only will do."""
    for title, rows in sheets:
        if title == sheet:
            return title, rows
    for title, rows in sheets:
        if title.strip().casefold() == sheet.strip().casefold():
            return title, rows
    msg = f"{name} has no sheet {sheet!r}; it has {_listed([t for t, _ in sheets])}."
    raise RosterError(msg)


def _is_table(rows: list[list[Any]], enough: int) -> bool:
    return sum(_n_full(row) >= enough for row in rows) > 1


def _choice(titles: list[str], n_sheets: int) -> tuple[str, ...]:
    """Say which sheet is read, and which others could have been."""
    if n_sheets == 1:
        return ()
    read, others = titles[0], titles[1:]
    if not others:
        return (f"Read sheet {read!r}, one of {n_sheets}.",)
    remark = (
        f"Read sheet {read!r}, one of {n_sheets}; not read, though there is a table "
        f"too: {_listed(others)}. Choose with --sheet."
    )
    return (remark,)


def _listed(titles: list[str]) -> str:
    names = [repr(title) for title in titles[:MAX_NAMED]]
    more = len(titles) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _refuse_wide(source: Source) -> None:
    """Refuse a sheet so large that opening it would exhaust the memory."""
    if not source.data.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
        for member in archive.namelist():
            if not re.match(r"xl/worksheets/[^/]*\.xml$", member):
                continue
            content = archive.read(member)
            if b'r="' not in content or not re.search(rb'r="[A-Z]{2,3}\d', content):
                continue
            references = set(REFERENCE.findall(content))
            width = max(
                (_column_number(letters) for letters, _ in references), default=0
            )
            height = max((int(row) for _, row in references), default=0)
            if width * height > MAX_AREA:
                msg = (
                    f"{source.name} has a sheet that reaches to row {height:,} and "
                    f"column {width:,}; delete the stray cells, or save it as CSV."
                )
                raise RosterError(msg)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheets(book: calamine.CalamineWorkbook) -> list[_Sheet]:
    """Sheets with their rows; visible ones first."""
    visible = calamine.SheetVisibleEnum.Visible
    metadata = sorted(book.sheets_metadata, key=lambda sheet: sheet.visible != visible)
    return [
        (
            sheet.name,
            book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False),
        )
        for sheet in metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet
    ]


def _n_full(row: Sequence[Any]) -> int:
    return sum(cell != "" for cell in row)


def _sheet_table(
    name: str, values: list[list[Any]], sheet_remarks: tuple[str, ...]
) -> RawTable:
    rows = [[cell_text(value) for value in row] for row in values]
    found = find_header(rows[:200], name)
    width = max(
        (i + 1 for row in rows for i, cell in enumerate(row) if cell), default=1
    )
    header = (rows[found] + [""] * width)[:width]
    names, remarks = name_columns(header)
    lines, cells, refused = [], [], []
    for i, row in enumerate(rows[found + 1 :], start=found + 2):
        if not any(row):
            refused.append(Refusal(i, "blank line"))
        elif row[:width] == header:
            refused.append(Refusal(i, "the header again"))
        else:
            lines.append(i)
            cells.append((row + [""] * width)[:width])
    last = lines[-1] if lines else 0
    remarks = (*sheet_remarks, *remarks)
    if any(any(row) for row in rows[:found]):
        above = f"The header is on row {found + 1}; rows above it were skipped."
        remarks = (*remarks, above)
    return RawTable(
        names,
        columns_of(cells, width),
        np.array(lines, dtype=np.int64),
        format="Excel",
        refused=tuple(refusal for refusal in refused if refusal.line < last),
        remarks=remarks,
    )


def cell_text(value: Any) -> str:
    """Write a typed cell as the text a person would have typed.

    Parameters
    ----------
    value : object
        A cell of a workbook or Parquet file; None is blank.

    Returns
    -------
    str
        Whole numbers without decimals, ISO dates, lists as JSON.
    """
    match value:
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case float() | decimal.Decimal():
            text = _number_text(value)
        case dt.datetime():
            text = str(value.date() if value.time() == dt.time() else value)
        case list() | dict() | tuple():
            text = json.dumps(value, default=str, ensure_ascii=False)
        case bytes():
            text = value.decode("utf-8", errors="replace")
        case _:
            text = str(value)
    return text


def _number_text(value: float | decimal.Decimal) -> str:
    if value != value:  # noqa: PLR0124  # the one value that differs from itself
        return ""
    return str(int(value)) if value == value // 1 else f"{value}"


def read_parquet(source: Source) -> RawTable:
    """Read a Parquet file as text.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    RawTable
        Its values as text; a line is a row of the file, from 1.

    Raises
    ------
    RosterError
        The file is damaged or holds no rows.
    """
    try:
        file = pyarrow.parquet.ParquetFile(pa.BufferReader(source.data))
        groups = range(file.metadata.num_row_groups)
        size = sum(file.metadata.row_group(i).total_byte_size for i in groups)
        if size > MAX_PARQUET:
            msg = f"{source.name} unpacks to more than {MAX_PARQUET >> 30} GiB."
            raise RosterError(msg)
        table = _read_unrolled(source, file.schema_arrow)
    except (pa.ArrowException, OSError, ValueError):
        msg = (
            f"{source.name} is damaged: it cannot be opened as Parquet. Copy it again."
        )
        raise RosterError(msg) from None
    if table.num_rows == 0:
        msg = f"{source.name} has column names but no rows; add at least one."
        raise RosterError(msg)
    fields = [name for name in table.column_names if name != "__index_level_0__"]
    names, remarks = name_columns(fields)
    columns = [
        _parquet_text(table.column(i))
        for i, name in enumerate(table.column_names)
        if name != "__index_level_0__"
    ]
    lines = np.arange(1, table.num_rows + 1, dtype=np.int64)
    return RawTable(names, tuple(columns), lines, format="Parquet", remarks=remarks)


def _read_unrolled(source: Source, schema: pa.Schema) -> pa.Table:
    """Read a file with each text once, and refuse one that would grow beyond reason.

    A text that is repeated a million times takes a few bytes of a file.
    """
    texts = [
        field.name
        for field in schema
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
    ]
    buffer = pa.BufferReader(source.data)
    table = pyarrow.parquet.ParquetFile(buffer, read_dictionary=texts).read()
    limit = size_limit(len(source.data))
    if sum(map(_text_bytes, table.columns)) > limit:
        raise too_large(source.name, limit)
    return table


def _text_bytes(column: pa.ChunkedArray) -> int:
    """Bound the bytes that the texts of a column take once they are written out."""
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    sizes = (
        (chunk, pc.binary_length(chunk.dictionary.cast(pa.large_string())))
        for chunk in column.chunks
    )
    return sum(
        int(pc.sum(size.take(chunk.indices)).as_py() or 0) for chunk, size in sizes
    )


def _parquet_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    direct = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer)
    if any(is_direct(kind) for is_direct in direct):
        texts = column.cast(pa.large_string())
    else:
        texts = pa.chunked_array(
            [[cell_text(value) for value in column.to_pylist()]], pa.large_string()
        )
    blank = pa.scalar(None, pa.large_string())
    return pc.if_else(pc.equal(texts, ""), blank, texts)
