"""Write the account of how a roster was read."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from matcher.roster.fields import CANONICAL
from matcher.roster.mapping import Use
from matcher.roster.report import MAX_LINES, ColumnUse, Repair


def column_uses(
    uses: Sequence[Use], columns: Sequence[str], ignored: Sequence[str]
) -> tuple[ColumnUse, ...]:
    """List what every column of the file is used for.

    Parameters
    ----------
    uses : sequence of Use
        Canonical columns.
    columns : sequence of str
        All columns of the file.
    ignored : sequence of str
        Those that the map leaves out.

    Returns
    -------
    tuple of ColumnUse
        Canonical ones first; a column may be listed more than once.
    """
    order = {name: i for i, name in enumerate(CANONICAL)}
    entries = [
        ColumnUse(source, use.canonical, use.confidence, _how(use, source, uses))
        for use in sorted(uses, key=lambda use: order.get(use.canonical, len(order)))
        for source in use.sources
    ]
    if not any(use.canonical == "leader_id" for use in uses):
        made = ColumnUse("(row number)", "leader_id", 1.0, "made: the file has no ids")
        entries.insert(0, made)
    gone = {
        source
        for use in uses
        if not use.how.startswith("derived")
        for source in use.sources
    }
    for column in columns:
        if column in ignored and column not in gone:
            entries.append(ColumnUse(column, "", 1.0, "ignored"))
        elif column not in gone:
            entries.append(ColumnUse(column, "", 1.0, "kept under its own name"))
    return tuple(entries)


def _how(use: Use, source: str, uses: Sequence[Use]) -> str:
    others = [
        other.canonical
        for other in uses
        if other is not use and source in other.sources
    ]
    return f"{use.how}; also used for {', '.join(others)}" if others else use.how


def named_repairs(repairs: Sequence[Repair], uses: Sequence[Use]) -> tuple[Repair, ...]:
    """Name repairs by canonical column and add up equal ones.

    Parameters
    ----------
    repairs : sequence of Repair
        Named by columns of the file or of the roster.
    uses : sequence of Use
        Canonical columns.

    Returns
    -------
    tuple of Repair
        One a column and kind of repair.
    """
    names = {
        source: use.canonical
        for use in uses
        if not use.how.startswith("derived")
        for source in use.sources
    }
    merged: dict[tuple[str, str], Repair] = {}
    for repair in repairs:
        key = names.get(repair.column, repair.column), repair.what
        old = merged.get(key, Repair(*key, 0, ()))
        lines = sorted({*old.lines, *repair.lines})[:MAX_LINES]
        merged[key] = Repair(*key, old.count + repair.count, tuple(lines))
    return tuple(merged.values())


def doubt_revenue(table: pd.DataFrame) -> tuple[str, ...]:
    """Remark on revenues that look as if they were in thousands or millions.

    Parameters
    ----------
    table : pandas.DataFrame
        Canonical columns.

    Returns
    -------
    tuple of str
        One remark when the median revenue is below 100 units a head, else none.
    """
    if not {"revenue", "employees"} <= set(table):
        return ()
    revenue, employees = table["revenue"].to_numpy(), table["employees"].to_numpy()
    is_known = (revenue > 0) & (employees > 0)
    if is_known.sum() < 5:
        return ()
    heads = revenue[is_known] / employees[is_known]
    if 2 * np.count_nonzero(heads < 100) < heads.size:  # far cheaper than the median
        return ()
    median = float(np.median(heads))
    if median >= 100:
        return ()
    unit = "millions" if median < 10 else "thousands"
    remark = (
        f"revenue: the median is {median:.3g} per employee, too little for plain "
        f'currency units; if it is in {unit}, write unit = "{unit}" in a map file. '
        "Nothing was scaled."
    )
    return (remark,)
