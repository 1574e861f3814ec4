"""Who sat with whom before: read, checked, turned into pairs that met."""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.errors import HistoryError
from matcher.roster.dates import ISO, YEAR, parse_dates
from matcher.roster.records import LineProblem, Records, read_records
from matcher.roster.relations import row_by_id, unknown_id
from matcher.roster.roster import Roster

MAX_NAMED = 20  # unknown ids reported one by one; the others are counted
SINCE_EVER, TO_THIS_DAY = np.iinfo(np.int64).min // 2, np.iinfo(np.int64).max // 2

_ALIASES = {
    "leader_id": ("leader", "member_id"),
    "group_id": ("group", "group_name"),
    "from": ("from_date", "start", "start_date", "joined", "joined_at"),
    "until": ("until_date", "to", "to_date", "end", "end_date", "left", "left_at"),
}


def _no_rows() -> NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Who sat in which group, from when until when; one stay an entry.

    Attributes
    ----------
    rows, groups : ndarray of shape (n_stays,), int64
        Row of the leader in the roster, and index into `group_ids`.
    starts, ends : ndarray of shape (n_stays,), int64
        First and last day as proleptic Gregorian ordinals; `SINCE_EVER` and
        `TO_THIS_DAY` where not known.
    lines : ndarray of shape (n_stays,), int64
        Line of the file.
    group_ids : tuple of str
        Former groups, in the order of the file.
    problems : tuple of LineProblem
        Lines that were not used, or not as they stand.
    source : str
        Name of the file, without its folder.
    sha256 : str
        Of the bytes of the file, hexadecimal.
    """

    rows: NDArray[np.int64] = field(default_factory=_no_rows)
    groups: NDArray[np.int64] = field(default_factory=_no_rows)
    starts: NDArray[np.int64] = field(default_factory=_no_rows)
    ends: NDArray[np.int64] = field(default_factory=_no_rows)
    lines: NDArray[np.int64] = field(default_factory=_no_rows)
    group_ids: tuple[str, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    source: str = ""
    sha256: str = ""

    def __post_init__(self) -> None:
        for array in (self.rows, self.groups, self.starts, self.ends, self.lines):
            if array.shape != self.rows.shape:
                msg = "A history must have one entry a stay in each of its arrays."
                raise ValueError(msg)
            array.setflags(write=False)

    def __len__(self) -> int:
        return int(self.rows.size)

    @property
    def n_undated(self) -> int:
        """Stays without a known first day.

        Returns
        -------
        int
            They count as since ever.
        """
        return int(np.count_nonzero(self.starts == SINCE_EVER))


def read_history(path: str | Path, roster: Roster) -> History:
    """Read who sat in which group before.

    Parameters
    ----------
    path : str or Path
        Delimited text, Excel or Parquet with leader_id, group_id and, perhaps, from
        and until: one row a stay, several for whoever was in several groups.
    roster : Roster
        The leaders that the ids mean.

    Returns
    -------
    History
        The stays of leaders of the roster, and every line that could not be used.

    Raises
    ------
    HistoryError
        If the file cannot be read or lacks leader_id or group_id.
    """
    path = Path(path)
    records = read_records(
        path, _ALIASES, required=("leader_id", "group_id"), error=HistoryError
    )
    rows = row_by_id(roster)
    kept, problems = _usable(records, rows)
    texts = [cells for _, cells in kept]
    starts, start_problems = _days(kept, "from")
    ends, end_problems = _days(kept, "until")
    lines = np.array([line for line, _ in kept], dtype=np.int64)
    turned = np.flatnonzero(starts > ends)
    starts[turned], ends[turned] = ends[turned], starts[turned]
    swaps = [
        LineProblem(line, "from is after until; taken the other way round")
        for line in lines[turned].tolist()
    ]
    numbers: dict[str, int] = {}
    groups = [numbers.setdefault(cells["group_id"], len(numbers)) for cells in texts]
    found = (*problems, *start_problems, *end_problems, *swaps)
    return History(
        rows=np.array([rows[cells["leader_id"]] for cells in texts], dtype=np.int64),
        groups=np.array(groups, dtype=np.int64),
        starts=starts,
        ends=ends,
        lines=lines,
        group_ids=tuple(numbers),
        problems=tuple(sorted(found, key=lambda problem: problem.line)),
        source=path.name,
        sha256=records.sha256,
    )


def _usable(
    records: Records, rows: Mapping[str, int]
) -> tuple[list[tuple[int, dict[str, str]]], list[LineProblem]]:
    """Keep the stays of leaders of the roster; report the others, the first by line."""
    kept: list[tuple[int, dict[str, str]]] = []
    problems = list(records.problems)
    strangers: list[tuple[int, str]] = []
    for line, cells in records.rows:
        blank = [name for name in ("leader_id", "group_id") if not cells[name]]
        if blank:
            problems.append(LineProblem(line, f"{blank[0]} is blank; not used"))
        elif cells["leader_id"] not in rows:
            strangers.append((line, cells["leader_id"]))
        else:
            kept.append((line, cells))
    for line, leader_id in strangers[:MAX_NAMED]:
        what = f"leader_id {unknown_id(leader_id)} is not in the roster; not used"
        problems.append(LineProblem(line, what))
    rest = strangers[MAX_NAMED:]
    if rest:
        what = f"so for {len(rest)} more lines from here, of leaders whom the roster"
        problems.append(LineProblem(rest[0][0], f"{what} lacks; not used"))
    return kept, problems


def _days(
    kept: Sequence[tuple[int, Mapping[str, str]]], column: str
) -> tuple[NDArray[np.int64], list[LineProblem]]:
    """Read a column of dates as day numbers; what is not known widens the stay."""
    texts = [cells.get(column, "") for _, cells in kept]
    read = parse_dates(texts)
    is_end = column == "until"
    unknown = TO_THIS_DAY if is_end else SINCE_EVER
    days = np.full(len(texts), unknown, dtype=np.int64)
    problems: list[LineProblem] = []
    for i, (text, date) in enumerate(zip(texts, read.dates, strict=True)):
        if date is not None:
            days[i] = (_last_day(text.strip(), date) if is_end else date).toordinal()
        elif text.strip():
            wide = "as if to this day" if is_end else "as if since ever"
            what = f"{column} is no date like 2024-12-31; counted {wide}"
            problems.append(LineProblem(kept[i][0], what))
    if read.day_first is not None and not read.is_certain:
        order = "day before month" if read.day_first else "month before day"
        what = f'dates of "{column}" such as 03/04/2024 are read {order}'
        problems.append(LineProblem(kept[0][0], f"{what}; write 2024-04-03 to be sure"))
    return days, problems


def _last_day(text: str, date: dt.date) -> dt.date:
    """Let a year, or a month, end on its last day."""
    if YEAR.fullmatch(text):
        return date.replace(month=12, day=31)
    found = ISO.match(text)
    if found and not found[3]:
        return date.replace(day=calendar.monthrange(date.year, date.month)[1])
    return date
