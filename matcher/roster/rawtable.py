"""A table of text as it stood in a file, before anything is understood."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from matcher.roster.report import Refusal, Repair


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """Cells as text, in columns, with the line of every row.

    Attributes
    ----------
    names : tuple of str
        Column names, unique and not blank.
    columns : tuple of pyarrow.ChunkedArray of str
        One a name; blank cells are null.
    lines : ndarray of shape (n_rows,), int64
        Line of each row in the source, ascending.
    format, encoding, delimiter : str
        As in the import report.
    refused : tuple of Refusal
        Rows that could not be cut into cells.
    repairs : tuple of Repair
        Rows that had to be put right to be cut into cells.
    remarks : tuple of str
        What else to report.
    """

    names: tuple[str, ...]
    columns: tuple[pa.ChunkedArray, ...]
    lines: NDArray[np.int64]
    format: str
    encoding: str = ""
    delimiter: str = ""
    refused: tuple[Refusal, ...] = ()
    repairs: tuple[Repair, ...] = ()
    remarks: tuple[str, ...] = ()


def columns_of(
    rows: Sequence[Sequence[str]], width: int
) -> tuple[pa.ChunkedArray, ...]:
    """Turn rows of cells into columns.

    Parameters
    ----------
    rows : sequence of sequence of str
        Rows of exactly `width` cells.
    width : int
        Number of columns.

    Returns
    -------
    tuple of pyarrow.ChunkedArray of str
        One a column, nulls where blank.
    """
    columns = zip(*rows, strict=True) if rows else [()] * width
    return tuple(
        pa.chunked_array([[cell or None for cell in cells]], pa.large_string())
        for cells in columns
    )
