"""Groups of another way that leaders sit in already, with their slots and days.

A leader may sit in a lasting group and in a team for a season. The two are kept apart
in time: a slot at which one meets is not open to the other, and nobody sits in two
teams whose seasons overlap. A membership that has ended counts no more.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matcher.errors import MembershipsError
from matcher.program.names import normalise_text
from matcher.program.program import Program
from matcher.roster.dates import parse_dates
from matcher.roster.records import LineProblem, Records, read_records
from matcher.roster.relations import row_by_id, unknown_id
from matcher.roster.roster import Roster

MOST_NAMED = 20  # leaders named one by one
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
                slots=_split(cells.get("slot", "")),
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


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def keep_apart(
    roster: Roster,
    program: Program,
    memberships: Memberships,
    *,
    as_of: dt.date | None,
) -> tuple[Roster, tuple[str, ...]]:
    """Take out of a roster the slots, and the leaders, that other groups hold.

    Slots of memberships of the other way are closed, as long as they overlap with the
    season of the program. For a team, leaders who sit in another team of an overlapping
    season are left out, and so is whoever has no slot left.

    Parameters
    ----------
    roster : Roster
        The leaders.
    program : Program
        With its way and its season; without a season, its groups begin on `as_of` and
        last.
    memberships : Memberships
        Seats that leaders hold.
    as_of : date or None
        Day of the run; None takes it that nothing has ended.

    Returns
    -------
    Roster
        With fewer open slots and, perhaps, fewer leaders.
    tuple of str
        What was taken out, a sentence each.
    """
    first = program.health.starts_on or as_of
    last = program.health.ends_on
    active = [m for m in memberships.items if m.meets(first, last)]
    busy = {m.row for m in active if m.way == program.way == "optimize"}
    closed: dict[int, set[str]] = {}
    for m in active:
        if m.way != program.way:
            taken = {normalise_text(slot) for slot in m.slots}
            closed.setdefault(m.row, set()).update(taken)
    left, full, n_unknown = _open_slots(roster, closed)
    out = sorted(busy | full)
    ids = roster.leader_ids
    told = [
        _left_out(ids, busy, "in a team of an overlapping season"),
        _left_out(ids, full - busy, "without a slot that no other group of theirs has"),
        f"{len(left)} leaders have a slot less: another group of theirs meets then."
        if left
        else "",
        f"{n_unknown} leaders meet in another group and state no slots: whether both "
        "can be kept is not known."
        if n_unknown
        else "",
    ]
    remarks = tuple(line for line in told if line)
    return _without(roster, left, out), remarks


def _open_slots(
    roster: Roster, closed: Mapping[int, set[str]]
) -> tuple[dict[int, str], set[int], int]:
    """Find the slots each leader has left, and who has none."""
    if "slots" not in roster.table:
        return {}, set(), sum(bool(taken) for taken in closed.values())
    cells = roster.table["slots"]
    left: dict[int, str] = {}
    full: set[int] = set()
    n_unknown = 0
    for row, taken in closed.items():
        if not taken:
            continue
        stated = _split("" if cells.isna().iloc[row] else str(cells.iloc[row]))
        kept = [slot for slot in stated if normalise_text(slot) not in taken]
        n_unknown += not stated
        if stated and not kept:
            full.add(row)
        elif len(kept) < len(stated):
            left[row] = "; ".join(kept)
    return left, full, n_unknown


def _left_out(ids: tuple[str, ...], rows: set[int], why: str) -> str:
    """Say who was left out, by id."""
    if not rows:
        return ""
    named = [ids[row] for row in sorted(rows)]
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    who = ", ".join(named[:MOST_NAMED]) + more
    noun = "leader is" if len(rows) == 1 else "leaders are"
    return f"{len(rows)} {noun} left out, {why}: {who}."


def _without(roster: Roster, left: Mapping[int, str], out: list[int]) -> Roster:
    """Write the open slots into a copy of the table, without those left out."""
    if not left and not out:
        return roster
    table = roster.table.copy()
    if left:
        column = table.columns.get_loc("slots")
        for row, cell in left.items():
            table.iloc[row, column] = cell
    stays = np.ones(len(roster), dtype=bool)
    stays[out] = False
    table = table[stays].reset_index(drop=True)
    return dataclasses.replace(roster, table=table, lines=roster.lines[stays])
