"""Tell rows that are leaders from blank rows, totals and rows whose id is taken."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.roster.columns import Ledger, TextColumn
from matcher.roster.distinct import are_distinct, first_equal
from matcher.roster.report import Refusal

SUMMARY = (
    r"^(?:grand |sub ?|sub-)?"
    r"(?:totals?|sum|average|mean|median|count|records?)\b.{0,20}$"
)
NUMERIC = r"^[-+$€£(]?[\d.,' ]*\d[\d.,' ]*[%)]?\s*[A-Za-z]{0,3}$"
N_TAIL = 5


def blank_rows(columns: dict[str, TextColumn], n_rows: int) -> NDArray[np.bool_]:
    """Find rows in which every cell is blank.

    Parameters
    ----------
    columns : dict of str to TextColumn
        All columns.
    n_rows : int
        Number of rows.

    Returns
    -------
    ndarray of shape (n_rows,), bool
        True where nothing is filled in.
    """
    is_blank = np.ones(n_rows, dtype=bool)
    for column in columns.values():
        is_blank &= column.codes < 0
        if not is_blank.any():
            break
    return is_blank


def summary_rows(columns: dict[str, TextColumn], n_rows: int) -> NDArray[np.bool_]:
    """Find totals under a table: a word such as "Total", and else only numbers.

    Parameters
    ----------
    columns : dict of str to TextColumn
        All columns.
    n_rows : int
        Number of rows.

    Returns
    -------
    ndarray of shape (n_rows,), bool
        Only the last filled rows can be true.
    """
    is_summary = np.zeros(n_rows, dtype=bool)
    row, looked_at = n_rows - 1, 0
    while row >= 0 and looked_at < N_TAIL:
        texts = [c.texts[int(c.codes[row])].as_py() for c in columns.values()
                 if c.codes[row] >= 0]  # fmt: skip
        row -= 1
        if not texts:
            continue
        looked_at += 1
        others = [text for text in texts if not re.match(NUMERIC, text)]
        is_total = len(others) == 1 and re.match(SUMMARY, others[0], re.IGNORECASE)
        if not is_total or len(texts) > max(2, len(columns) - 1):
            break
        is_summary[row + 1] = True
    return is_summary


def taken_ids(
    ids: pa.Array, columns: dict[str, TextColumn], lines: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], list[Refusal]]:
    """Find rows whose leader id an earlier row has.

    Parameters
    ----------
    ids : pyarrow.Array of str
        Leader id of each row.
    columns : dict of str to TextColumn
        All columns, to tell whether the rows are identical.
    lines : ndarray of shape (n_rows,), int64
        Line of each row.

    Returns
    -------
    tuple of (ndarray of bool, list of Refusal)
        The later rows, and why each is refused.
    """
    if are_distinct(ids):
        return np.zeros(len(ids), dtype=bool), []
    first = first_equal(ids)
    is_taken = first != np.arange(first.size)
    rows = np.flatnonzero(is_taken)
    origin = first[rows]
    same = np.ones(rows.size, dtype=bool)
    for column in columns.values():
        same &= _are_equal(column, rows, origin)
    named = ids.take(pa.array(rows)).to_pylist()
    refused = [
        Refusal(
            int(lines[row]),
            f"leader id {leader_id!r} is already on line {lines[at]}, in "
            f"{'an identical' if is_same else 'a different'} row",
        )
        for row, at, leader_id, is_same in zip(rows, origin, named, same, strict=True)
    ]
    return is_taken, refused


def _are_equal(
    column: TextColumn, rows: NDArray[np.intp], others: NDArray[np.intp]
) -> NDArray[np.bool_]:
    one, other = column.codes[rows], column.codes[others]
    equal = pc.equal(
        column.texts.take(pa.array(one, mask=one < 0)),
        column.texts.take(pa.array(other, mask=other < 0)),
    )
    is_equal = equal.fill_null(False).to_numpy(zero_copy_only=False)  # noqa: FBT003  # positional in pyarrow
    both: NDArray[np.bool_] = is_equal | ((one < 0) & (other < 0))
    return both


def made_ids(ids: TextColumn, ordinals: NDArray[np.int64], ledger: Ledger) -> pa.Array:
    """Give rows without an id one made of their number.

    Parameters
    ----------
    ids : TextColumn
        Ids of the file.
    ordinals : ndarray of shape (n_rows,), int64
        Number of each data row, from 1.
    ledger : Ledger
        Receives which ids were made.

    Returns
    -------
    pyarrow.Array of str
        One id a row, none blank.
    """
    texts = ids.texts.take(pa.array(ids.codes, mask=ids.codes < 0))
    is_blank = ids.codes < 0
    if not is_blank.any():
        return texts
    ledger.repair("leader_id", "blank: made from the number of the row", is_blank)
    return pc.if_else(pa.array(is_blank), row_ids(ordinals), texts)


def row_ids(ordinals: NDArray[np.int64], stem: str = "row") -> pa.Array:
    """Make ids from numbers.

    Parameters
    ----------
    ordinals : ndarray of shape (n_rows,), int64
        Numbers of the rows.
    stem : str, default="row"
        What stands before the number.

    Returns
    -------
    pyarrow.Array of str
        Such as "row-17".
    """
    numbers = pa.array(ordinals).cast(pa.large_string())
    return pc.binary_join_element_wise(
        pa.scalar(stem, pa.large_string()), numbers, pa.scalar("-", pa.large_string())
    )
