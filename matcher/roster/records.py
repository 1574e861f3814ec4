"""Records of the small files beside a roster, each with its line."""

import csv
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from matcher.errors import MatcherError, RosterError
from matcher.roster.delimited import read_delimited, sniff_delimiter
from matcher.roster.encoding import decode
from matcher.roster.rawtable import RawTable, columns_of
from matcher.roster.sheets import read_parquet, read_workbook
from matcher.roster.source import Source, open_source

_READERS: dict[str, Callable[[Source], RawTable]] = {
    "text": read_delimited,
    "Excel": read_workbook,
    "Parquet": read_parquet,
}
_NOTHING = ("blank line", "blank row", "the header again")


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong with one line of a file, and what was done about it.

    Attributes
    ----------
    line : int
        1-based line of the file.
    what : str
        The problem in a sentence, without a full stop; never a private reason.
    """

    line: int
    what: str

    def sentence(self) -> str:
        """Say it as a line of a report.

        Returns
        -------
        str
            Line and problem.

        Examples
        --------
        >>> LineProblem(7, "a leader with themselves; not used").sentence()
        'line 7: a leader with themselves; not used'
        """
        return f"line {self.line}: {self.what}"


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of a small file under the names of its columns.

    Attributes
    ----------
    rows : tuple of (int, dict of str to str)
        Line and cells of each row; cells are stripped, absent ones blank.
    columns : tuple of str
        Known columns that the file has.
    problems : tuple of LineProblem
        Rows that do not fit the header.
    sha256 : str
        Of the bytes of the file, hexadecimal.
    """

    rows: tuple[tuple[int, dict[str, str]], ...]
    columns: tuple[str, ...]
    problems: tuple[LineProblem, ...]
    sha256: str


def read_records(
    path: Path,
    aliases: Mapping[str, Collection[str]],
    *,
    required: Collection[str],
    error: type[MatcherError],
    called: str = "",
) -> Records:
    """Read a table with a known set of columns, from any format a roster may have.

    Parameters
    ----------
    path : Path
        Delimited text of any encoding, Excel or Parquet; packed or not.
    aliases : mapping of str to collection of str
        Known columns, and other headers that mean the same.
    required : collection of str
        Columns without which the file is of no use.
    error : type of MatcherError
        What to raise when it is of no use.
    called : str, default=""
        What the file is, such as "feedback file", for messages that it is no table.

    Returns
    -------
    Records
        Its rows, none for a header alone; other columns are not read at all.

    Raises
    ------
    MatcherError
        If the file cannot be read or lacks a required column.
    """
    try:
        source = open_source(path)
        table = _header_alone(source) or _READERS[source.kind](source)
    except RosterError as problem:
        lead = f"The {called} cannot be used: " if called else ""
        msg = f"{lead}{problem}"
        raise error(msg) from None
    header = _name_columns(table.names, aliases)
    absent = [name for name in required if name not in header]
    if absent:
        folded = [_fold(name) for name in table.names]
        near = get_close_matches(absent[0], folded, n=1)
        hint = f' "{near[0]}" comes near, rename it.' if near else ""
        msg = f'{path.name}: the header must name the column "{absent[0]}".{hint}'
        raise error(msg)
    problems = [
        LineProblem(refused.line, f"{refused.reason}; not used")
        for refused in table.refused
        if refused.reason not in _NOTHING
    ]
    known = tuple(name for name in header if name)
    return Records(tuple(_rows(table, header)), known, tuple(problems), source.sha256)


def _header_alone(source: Source) -> RawTable | None:
    """Read a text of one line as a table without rows."""
    if source.kind != "text":
        return None
    lines = [line for line in source.data.splitlines() if line.strip()]
    if len(lines) != 1:
        return None
    text = decode(lines[0], source.name).data.decode("utf-8-sig")
    cells = next(csv.reader([text], delimiter=sniff_delimiter([text])))
    return RawTable(tuple(cells), columns_of([], len(cells)), np.zeros(0, int), "text")


def _fold(header: str) -> str:
    return "_".join(header.casefold().replace("-", " ").replace("_", " ").split())


def _name_columns(
    headers: Sequence[str], aliases: Mapping[str, Collection[str]]
) -> tuple[str, ...]:
    """Give each column its known name; blank for the others and for repeats."""
    known = {other: name for name, others in aliases.items() for other in others}
    known |= {name: name for name in aliases}
    named: list[str] = []
    for header in headers:
        name = known.get(_fold(header), "")
        named.append("" if name in named else name)
    return tuple(named)


def _rows(
    table: RawTable, header: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    kept = [
        (name, column.to_pylist())
        for name, column in zip(header, table.columns, strict=True)
        if name
    ]
    for i, line in enumerate(table.lines.tolist()):
        cells = {name: (column[i] or "").strip() for name, column in kept}
        if any(cells.values()):
            yield line, cells
