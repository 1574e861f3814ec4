"""By what fairness is looked at: sectors, size bands, regions and declared columns."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.errors import ProgramError
from matcher.explain.evidence import Evidence
from matcher.explain.fairness import Segmentation
from matcher.explain.wording import spoken, written
from matcher.program.categories import by_text
from matcher.program.check import find_column
from matcher.program.fields import did_you_mean, one_line
from matcher.program.health import SEGMENTS
from matcher.program.program import Program
from matcher.roster.roster import Roster
from models.facets import IDENTITY
from models.sensitive import is_sensitive

BANDS = (10.0, 50.0, 250.0)  # people; the European classes of small and medium firms
LONGEST = 60


def part_leaders(
    program: Program, roster: Roster, evidence: Evidence
) -> tuple[Segmentation, ...]:
    """Part the leaders by what the program names.

    Parameters
    ----------
    program : Program
        With the names of its segments.
    roster : Roster
        The leaders.
    evidence : Evidence
        What is known of them.

    Returns
    -------
    tuple of Segmentation
        Those of which the roster knows something.

    Raises
    ------
    ProgramError
        If the program names a column that the roster lacks.
    """
    found = [_part(name, program, roster, evidence) for name in program.health.segments]
    return tuple(part for part in found if part is not None and len(part.names) > 1)


def check_segments(program: Program, roster: Roster) -> None:
    """Refuse segments that the roster cannot be parted by, before anything is run.

    Parameters
    ----------
    program : Program
        With the names of its segments.
    roster : Roster
        The leaders.

    Raises
    ------
    ProgramError
        If there is no such column, or it says who a leader is.
    """
    for name in program.health.segments:
        if name not in SEGMENTS:
            _column(name, program, roster)


def _column(name: str, program: Program, roster: Roster) -> str:
    """Find the column that a segment names."""
    column = find_column(name, roster)
    if column is not None and column not in IDENTITY:
        return column
    columns = [*SEGMENTS, *(str(c) for c in roster.table.columns if c not in IDENTITY)]
    what = f'the roster has no column "{name}"; {did_you_mean(name, columns)}'
    if column is not None:
        what = f'column "{column}" says who a leader is and parts nobody'
    line = program.health.lines.get("fairness")
    raise ProgramError(one_line(program.source, line, f"fairness.segments: {what}"))


def _part(
    name: str, program: Program, roster: Roster, evidence: Evidence
) -> Segmentation | None:
    if name == "industry":
        return Segmentation("sector", evidence.sector.index, evidence.sector.names)
    if name == "size":
        return _sizes(evidence)
    if name == "region":
        column = next((c for c in ("state", "country") if _is_known(c, roster)), None)
        return None if column is None else _labels(column, roster.table[column])
    column = _column(name, program, roster)
    values = roster.table[column]
    if pd.api.types.is_numeric_dtype(values):
        return _thirds(column, values.to_numpy(np.float64, na_value=np.nan))
    return _labels(column, values)


def _is_known(column: str, roster: Roster) -> bool:
    return column in roster.table and bool(roster.table[column].notna().any())


def _labels(column: str, values: pd.Series) -> Segmentation:
    """Part leaders by equal cells, each named as it is first written."""
    found = by_text(values)
    codes = found.codes.astype(np.intp)
    known, first = np.unique(codes[codes >= 0], return_index=True)
    cells = values[codes >= 0].iloc[first]
    names = [" ".join(str(cell).split())[:LONGEST] for cell in cells]
    assert known.size == len(found.names)  # noqa: S101 - every category has a leader
    return Segmentation(spoken(column), codes, tuple(names), is_sensitive(column))


def _sizes(evidence: Evidence) -> Segmentation | None:
    """Part leaders by headcount, else by thirds of revenue."""
    if "employees" not in evidence.numbers:
        if "revenue" not in evidence.numbers:
            return None
        return _thirds("revenue", evidence.numbers["revenue"])
    people = evidence.numbers["employees"]
    low, mid, high = (f"{edge:.0f}" for edge in BANDS)
    names = (
        f"below {low} people",
        f"{low} to {BANDS[1] - 1:.0f} people",
        f"{mid} to {BANDS[2] - 1:.0f} people",
        f"{high} people or more",
    )
    return Segmentation("size", _cut(people, BANDS), names)


def _thirds(column: str, values: NDArray[np.float64]) -> Segmentation | None:
    """Part leaders into the lowest, middle and highest third of a number."""
    known = values[np.isfinite(values)]
    if not known.size:
        return None
    edges = np.unique(np.quantile(known, [1 / 3, 2 / 3], method="higher")).tolist()
    said = [written(edge, column) for edge in edges]
    names = [f"below {said[0]}", f"{said[-1]} or more"]
    if len(said) == 2:
        names.insert(1, f"{said[0]} to below {said[1]}")
    sensitive = is_sensitive(column)
    return Segmentation(spoken(column), _cut(values, edges), tuple(names), sensitive)


def _cut(values: NDArray[np.float64], edges: Sequence[float]) -> NDArray[np.intp]:
    """Find the band of each value; -1 where it is not known."""
    codes = np.searchsorted(np.asarray(edges), values, side="right").astype(np.intp)
    return np.where(np.isfinite(values), codes, -1)
