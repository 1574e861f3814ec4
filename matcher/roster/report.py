"""What happened to a file on its way in: guesses, repairs, refusals, duplicates."""

from dataclasses import asdict, dataclass, field
from typing import Any

MAX_LINES = 1000  # lines kept per repair; `count` stays exact
SHOWN = 20  # entries of a section that are printed


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What one column of the file is used for.

    Attributes
    ----------
    source : str
        Header in the file; "(row number)" when ids were made.
    canonical : str
        Column of the roster; empty when it is kept under its own name or ignored.
    confidence : float
        In [0, 1]; 1.0 when the map or a preset says so.
    how : str
        Why: "map file", "preset salesforce", "name", "name and values", "derived",
        "kept under its own name", "ignored".
    """

    source: str
    canonical: str
    confidence: float
    how: str


@dataclass(frozen=True, slots=True)
class Repair:
    """One kind of change made to the values of one column.

    Attributes
    ----------
    column : str
        Column of the roster or, for further columns, of the file; empty when whole
        rows were repaired.
    what : str
        What was done, in a few words.
    count : int
        Number of values changed.
    lines : tuple of int
        The first 1,000 lines concerned, ascending.
    """

    column: str
    what: str
    count: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that is not in the roster.

    Attributes
    ----------
    line : int
        Line in the source.
    reason : str
        Why, without quoting the row.
    """

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Rows that may be one person; never merged.

    Attributes
    ----------
    ground : str
        "same e-mail", "same name and company" or "same name".
    leader_ids : tuple of str
        Who, in the order of the file.
    lines : tuple of int
        Where.
    """

    ground: str
    leader_ids: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Everything a programme manager has to know about a roster that was read.

    Attributes
    ----------
    format : str
        "delimited text", "Excel" or "Parquet", and how it was packed.
    encoding, delimiter : str
        Of delimited text; empty otherwise.
    n_rows, n_read, n_refused : int
        Rows found below the header; of these, read and refused. They add up.
    columns : tuple of ColumnUse
        One a use of a column, canonical columns first.
    repairs : tuple of Repair
        What was changed, by column.
    refused : tuple of Refusal
        All rows refused, by line.
    duplicates : tuple of Duplicate
        People who seem to be there more than once.
    remarks : tuple of str
        What else to know, one sentence each.
    """

    format: str
    encoding: str
    delimiter: str
    n_rows: int
    n_read: int
    n_refused: int
    columns: tuple[ColumnUse, ...] = ()
    repairs: tuple[Repair, ...] = ()
    refused: tuple[Refusal, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """Turn the report into what JSON can hold.

        Returns
        -------
        dict
            The attributes; nested dictionaries and lists.
        """
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }

    def to_lines(self) -> tuple[str, ...]:
        """Write the report as lines of text.

        Returns
        -------
        tuple of str
            A summary, then one aligned table a section; long lists are cut and say so.
        """
        how = ", ".join(filter(None, (self.format, self.encoding, self.delimiter)))
        counts = f"{self.n_read} of {self.n_rows} rows read, {self.n_refused} refused"
        lines = [f"{counts} ({how})"]
        sections = (
            ("Columns", [_column_cells(use) for use in self.columns]),
            ("Repairs", [_repair_cells(repair) for repair in self.repairs]),
            ("Refused", _refusal_cells(self.refused)),
            ("Perhaps the same person", _duplicate_cells(self.duplicates)),
        )
        for title, rows in sections:
            lines += _section(title, rows)
        if self.remarks:
            lines += ["", "Remarks", *(f"  {remark}" for remark in self.remarks)]
        return tuple(lines)


def _section(title: str, rows: list[tuple[str, ...]]) -> list[str]:
    if not rows:
        return []
    shown = rows[:SHOWN]
    widths = [min(44, max(map(len, cells))) for cells in zip(*shown, strict=True)]
    lines = ["", f"{title} ({len(rows)})"]
    for row in shown:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append(f"  {'  '.join(cells)}".rstrip())
    if len(rows) > SHOWN:
        lines.append(f"  and {len(rows) - SHOWN} more, all in the JSON report")
    return lines


def _column_cells(use: ColumnUse) -> tuple[str, ...]:
    source = use.source if len(use.source) <= 44 else f"{use.source[:41]}..."
    if not use.canonical:
        return source, "", "", use.how
    return source, use.canonical, f"{use.confidence:.0%}", use.how


def _repair_cells(repair: Repair) -> tuple[str, ...]:
    column = repair.column or "(rows)"
    return (
        column,
        f"{repair.count}",
        repair.what,
        _line_list(repair.lines, repair.count),
    )


def _refusal_cells(refused: tuple[Refusal, ...]) -> list[tuple[str, ...]]:
    by_reason: dict[str, list[int]] = {}
    for refusal in refused:
        by_reason.setdefault(refusal.reason, []).append(refusal.line)
    return [
        (_line_list(tuple(lines), len(lines)), reason)
        for reason, lines in by_reason.items()
    ]


def _duplicate_cells(duplicates: tuple[Duplicate, ...]) -> list[tuple[str, ...]]:
    return [
        (
            duplicate.ground,
            ", ".join(duplicate.leader_ids[:6]),
            _line_list(duplicate.lines, len(duplicate.lines)),
        )
        for duplicate in duplicates
    ]


def _line_list(lines: tuple[int, ...], count: int) -> str:
    shown = ", ".join(map(str, lines[:6]))
    rest = count - min(len(lines), 6)
    word = "line" if count == 1 else "lines"
    return f"{word} {shown}" + (f" and {rest} more" if rest > 0 else "")
