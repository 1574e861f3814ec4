"""Find the header among the first rows and give every column a name of its own."""

import re
from collections import Counter
from collections.abc import Sequence

from matcher.errors import RosterError
from matcher.roster.tidy import tidy_text

NUMBER = re.compile(r"[-+]?[\d.,]*\d[\d.,]*%?")
YEAR = re.compile(r"(?:19|20)\d\d")
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")


def find_header(rows: Sequence[Sequence[str]], name: str) -> int:
    """Tell which of the first rows holds the column names.

    Titles above a table have fewer cells than the table.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first rows of a file.
    name : str
        Name of the file, for messages.

    Returns
    -------
    int
        Index into `rows`.

    Raises
    ------
    RosterError
        There is no header, or data stand where it should be.
    """
    counts = [sum(map(bool, map(str.strip, row))) for row in rows]
    widths = Counter(len(row) for row, n in zip(rows, counts, strict=True) if n > 1)
    width = widths.most_common(1)[0][0] if widths else 1
    enough = 1 if width == 1 else max(2, (width + 1) // 2)
    found = next((i for i, n in enumerate(counts) if n >= enough), None)
    if found is None:
        found = next((i for i, n in enumerate(counts) if n), None)
    if found is None:
        msg = f"{name} is empty; it needs a header line and rows below it."
        raise RosterError(msg)
    if _is_data(rows[found]):
        msg = (
            f"{name} has no header: its first row holds data. Add a line of column "
            "names above it."
        )
        raise RosterError(msg)
    return found


def _is_data(cells: Sequence[str]) -> bool:
    full = [cell.strip() for cell in cells if cell.strip()]
    n_numbers = sum(
        bool(NUMBER.fullmatch(cell)) and not YEAR.fullmatch(cell) for cell in full
    )
    is_address = any(ADDRESS.fullmatch(cell) for cell in full)
    return is_address or (n_numbers > 0 and n_numbers >= len(full) / 2)


def name_columns(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Clean the header and make its names unique.

    Parameters
    ----------
    cells : sequence of str
        The header as it stands in the file.

    Returns
    -------
    tuple of (tuple of str, tuple of str)
        One name a column, and remarks on names that had to be made up.
    """
    names: list[str] = []
    remarks: list[str] = []
    for i, cell in enumerate(cells):
        name = " ".join(tidy_text(cell).split())
        if not name:
            name = f"column {i + 1}"
        unique, n = name, 1
        while unique in names:
            n += 1
            unique = f"{name} ({n})"
        if n > 1:
            remarks.append(f"Two columns are called {name!r}; one is now {unique!r}.")
        names.append(unique)
    return tuple(names), tuple(remarks)
