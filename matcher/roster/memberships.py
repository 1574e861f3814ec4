"""Groups that leaders sit in already, with their way, slots and days."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import MembershipsError
from matcher.roster.dates import parse_dates
from matcher.roster.records import LineProblem, Records, read_records
from matcher.roster.relations import row_by_id, unknown_id
from matcher.roster.roster import Roster

_ALIASES = {
    "leader_id": ("leader", "member_id"),
    "group_id": ("group", "group_name", "team", "team_id"),
    "way": ("kind",),
    "slot": ("slots", "meets", "meeting_slot"),
    "start": ("from", "start_date", "from_date"),
    "end": ("until", "to", "end_date", "to_date", "until_date"),
}
_WAYS = ("accelerate", "optimize")


@dataclass(frozen=True, slots=True)
class Membership:
    """One leader's seat in a group of some way.

    Attributes
    ----------
    row : int
        Row of the leader in the roster.
    group_id : str
        The group.
    way : {"accelerate", "optimize"}
        What the group is for.
    slots : tuple of str
        When it meets; empty where not said.
    start, end : date or None
        First and last day; None where open.
    """

    row: int
    group_id: str
    way: str
    slots: tuple[str, ...]
    start: dt.date | None
    end: dt.date | None

    def meets(self, first: dt.date | None, last: dt.date | None) -> bool:
        """Tell whether the membership overlaps with a time.

        Parameters
        ----------
        first, last : date or None
            First and last day of the time; None where open.

        Returns
        -------
        bool
            Whether there is a day of both.
        """
        has_ended = first is not None and self.end is not None and self.end < first
        is_later = last is not None and self.start is not None and self.start > last
        return not has_ended and not is_later


@dataclass(frozen=True, slots=True)
class Memberships:
    """Seats that leaders hold in groups of any way.

    Attributes
    ----------
    items : tuple of Membership
        In the order of the file.
    problems : tuple of LineProblem
        Lines that were not used, or not as they stand.
    source : str
        Name of the file, without its folder.
    sha256 : str
        Of the bytes of the file, hexadecimal.
    """

    items: tuple[Membership, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    source: str = ""
    sha256: str = ""


def read_memberships(path: str | Path, roster: Roster) -> Memberships:
    """Read which groups leaders sit in already.

    Parameters
    ----------
    path : str or Path
        Delimited text, Excel or Parquet with leader_id and group_id and, perhaps, way
        (accelerate unless said), slot (`;` between several), start and end.
    roster : Roster
        The leaders that the ids mean.

    Returns
    -------
    Memberships
        The seats of leaders of the roster, and every line that could not be used.

    Raises
    ------
    MembershipsError
        If the file cannot be read or lacks leader_id or group_id.
    """
    path = Path(path)
    records = read_records(
        path, _ALIASES, required=("leader_id", "group_id"), error=MembershipsError
    )
    problems = list(records.problems)
    starts = _days(records, "start", problems)
    ends = _days(records, "end", problems)
    rows = row_by_id(roster)
    items: list[Membership] = []
    for number, (line, cells) in enumerate(records.rows):
        what = _problem(cells, rows)
        start, end = starts[number], ends[number]
        if not what and start is not None and end is not None and end < start:
            what = "end is before start"
        if what:
            problems.append(LineProblem(line, f"{what}; not used"))
            continue
        items.append(
            Membership(
                row=rows[cells["leader_id"]],
                group_id=cells["group_id"],
                way=cells.get("way", "").casefold() or "accelerate",
                slots=split_slots(cells.get("slot", "")),
                start=start,
                end=end,
            )
        )
    ordered = tuple(sorted(problems, key=lambda problem: problem.line))
    return Memberships(tuple(items), ordered, path.name, records.sha256)


def _problem(cells: Mapping[str, str], rows: Mapping[str, int]) -> str:
    """Say why a line cannot be used; blank when it can."""
    for name in ("leader_id", "group_id"):
        if not cells[name]:
            return f"{name} is blank"
    if cells["leader_id"] not in rows:
        return f"leader_id {unknown_id(cells['leader_id'])} is not in the roster"
    if cells.get("way", "").casefold() not in ("", *_WAYS):
        return "way must be accelerate or optimize"
    return ""


def _days(
    records: Records, column: str, problems: list[LineProblem]
) -> list[dt.date | None]:
    """Read a column of days; what is no day leaves the time open, and is reported."""
    texts = [cells.get(column, "") for _, cells in records.rows]
    read = parse_dates(texts)
    for (line, _), text, day in zip(records.rows, texts, read.dates, strict=True):
        if text.strip() and day is None:
            what = f"{column} is no day like 2026-12-18; left open"
            problems.append(LineProblem(line, what))
    return list(read.dates)


def split_slots(cell: str) -> tuple[str, ...]:
    """Split a cell of slots at its semicolons.

    Parameters
    ----------
    cell : str
        Such as "Tue AM; Wed AM".

    Returns
    -------
    tuple of str
        The slots, stripped.
    """
    return tuple(part.strip() for part in cell.split(";") if part.strip())
