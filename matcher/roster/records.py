"""Records of the small files beside a roster, each with its line."""

import csv
import hashlib
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from matcher.errors import MatcherError

_DELIMITERS = (",", ";", "\t", "|")


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
) -> Records:
    """Read a delimited text file with a known set of columns.

    Parameters
    ----------
    path : Path
        The file; its delimiter is found among comma, semicolon, tab and bar.
    aliases : mapping of str to collection of str
        Known columns, and other headers that mean the same.
    required : collection of str
        Columns without which the file is of no use.
    error : type of MatcherError
        What to raise when it is of no use.

    Returns
    -------
    Records
        Its rows; other columns are not read at all.

    Raises
    ------
    MatcherError
        If the file cannot be read or lacks a required column.
    """
    content = _read_bytes(path, error)
    text = _decode(content, path, error)
    try:
        lines = _split(text)
    except csv.Error:
        msg = f"{path.name}: is no table: a quoted cell never ends."
        raise error(msg) from None
    if not lines:
        msg = f"{path.name}: is empty; its first line must be {', '.join(aliases)}."
        raise error(msg)
    header = _name_columns(lines[0][1], aliases)
    absent = [name for name in required if name not in header]
    if absent:
        near = get_close_matches(absent[0], [_fold(c) for c in lines[0][1]], n=1)
        hint = f' "{near[0]}" comes near, rename it.' if near else ""
        have = f'the first line must name the column "{absent[0]}".'
        msg = f"{path.name}, line {lines[0][0]}: {have}{hint}"
        raise error(msg)
    rows, problems = _fit(lines[1:], header)
    columns = tuple(name for name in header if name)
    return Records(rows, columns, problems, hashlib.sha256(content).hexdigest())


def _read_bytes(path: Path, error: type[MatcherError]) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        msg = f"{path}: no such file."
    except (OSError, ValueError):
        msg = f"{path}: cannot be read as a file."
    raise error(msg)


def _decode(content: bytes, path: Path, error: type[MatcherError]) -> str:
    for encoding in ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    if "\x00" in text:
        msg = f"{path.name}: is not a text; save it as CSV in UTF-8."
        raise error(msg)
    return text


def _split(text: str) -> list[tuple[int, list[str]]]:
    """Cut a text into rows; a row knows the line on which it begins."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    for cells in reader:
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            rows.append((begins, stripped))
        begins = reader.line_num + 1
    return rows


def _fold(header: str) -> str:
    return "_".join(header.casefold().replace("-", " ").replace("_", " ").split())


def _name_columns(
    cells: list[str], aliases: Mapping[str, Collection[str]]
) -> tuple[str, ...]:
    """Give each column its known name; blank for the others and for repeats."""
    known = {other: name for name, others in aliases.items() for other in others}
    known |= {name: name for name in aliases}
    named: list[str] = []
    for cell in cells:
        name = known.get(_fold(cell), "")
        named.append("" if name in named else name)
    return tuple(named)


def _fit(
    lines: list[tuple[int, list[str]]], header: tuple[str, ...]
) -> tuple[tuple[tuple[int, dict[str, str]], ...], tuple[LineProblem, ...]]:
    rows: list[tuple[int, dict[str, str]]] = []
    problems: list[LineProblem] = []
    blank = dict.fromkeys((name for name in header if name), "")
    for line, cells in lines:
        if any(cells[len(header) :]):
            what = f"has {len(cells)} cells, the first line {len(header)}; not used"
            problems.append(LineProblem(line, what))
            continue
        named = {name: cell for name, cell in zip(header, cells, strict=False) if name}
        rows.append((line, blank | named))
    return tuple(rows), tuple(problems)
