"""Introductions: who asked to meet whom, when, and what came of it.

What is written there about others is private: messages carry line numbers and unknown
ids, never who asked whom.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matcher.errors import IntroductionsError
from matcher.roster.dates import parse_dates
from matcher.roster.lists import consent_value
from matcher.roster.records import LineProblem, read_records
from matcher.roster.relations import row_by_id, unknown_id
from matcher.roster.roster import Roster

MAX_NAMED: Final = 20  # unknown ids reported one by one; the others are counted
_ALIASES: Final = {
    "asker_id": ("asker", "leader_id", "leader", "member_id", "from_id"),
    "asked_id": ("asked", "other_id", "other", "other_leader_id", "to_id"),
    "asked_at": ("asked_on", "date", "day", "requested_at", "introduced_at"),
    "outcome": ("accepted", "answer", "result", "status"),
    "through": ("go_betweens", "go_between", "introduced_by", "via"),
}
_OUTCOMES: Final[Mapping[str, bool | None]] = {
    **dict.fromkeys(("", "open", "pending", "asked", "waiting", "no answer"), None),
    **dict.fromkeys(("accepted", "agreed", "met", "introduced", "done"), True),
    **dict.fromkeys(("declined", "refused", "rejected", "expired"), False),
}
_UNREAD: Final = "outcome is not accepted, declined or open; counted as open"


@dataclass(frozen=True, slots=True)
class Introduction:
    """One introduction that a leader asked for.

    Attributes
    ----------
    asker, asked : str
        Ids of who asked, and of whom they wanted to meet.
    on : date
        Day of the request.
    accepted : bool or None, default=None
        What became of it; None is open.
    through : tuple of str, default=()
        Ids of the go-betweens.
    """

    asker: str
    asked: str
    on: dt.date
    accepted: bool | None = None
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Introductions:
    """The introductions of one file.

    Attributes
    ----------
    items : tuple of Introduction
        In the order of the file, each once.
    problems : tuple of LineProblem
        Lines that were not used, or not as they stand.
    source : str
        Name of the file, without its folder.
    sha256 : str
        Of the bytes of the file, hexadecimal.
    """

    items: tuple[Introduction, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    source: str = ""
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.items)


def read_introductions(
    path: str | Path, roster: Roster, *, as_of: dt.date | None = None
) -> Introductions:
    """Read which introductions leaders asked for.

    Parameters
    ----------
    path : str or Path
        Delimited text, Excel or Parquet with asker_id, asked_id and asked_at and,
        perhaps, outcome (accepted, declined, or open) and through (`;` between
        several).
    roster : Roster
        The leaders that the ids mean.
    as_of : date or None, default=None
        Day of the run; later days are reported. None takes any.

    Returns
    -------
    Introductions
        Those that at least one leader of the roster has to do with, and every line
        that could not be used as it stands.

    Raises
    ------
    IntroductionsError
        If the file cannot be read or lacks asker_id, asked_id or asked_at.
    """
    path = Path(path)
    required = ("asker_id", "asked_id", "asked_at")
    records = read_records(path, _ALIASES, required=required, error=IntroductionsError)
    days = parse_dates([cells["asked_at"] for _, cells in records.rows]).dates
    known = row_by_id(roster)
    register = _Register(known, [], list(records.problems), {}, [])
    for (line, cells), day in zip(records.rows, days, strict=True):
        what = _why_unusable(cells, day, as_of)
        if what or day is None:
            register.problems.append(LineProblem(line, f"{what}; not used"))
        else:
            register.enter(line, cells, day)
    register.report_strangers()
    return Introductions(
        tuple(register.items),
        tuple(sorted(register.problems, key=lambda problem: problem.line)),
        path.name,
        records.sha256,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Register:
    """What was read so far."""

    known: Mapping[str, int]
    items: list[Introduction]
    problems: list[LineProblem]
    first: dict[tuple[str, str, dt.date], tuple[int, int]]
    strangers: list[tuple[int, str]]

    def enter(self, line: int, cells: Mapping[str, str], day: dt.date) -> None:
        """Take one line that has both ids and a day."""
        asker, asked = cells["asker_id"], cells["asked_id"]
        unknown = [
            (name, cells[name])
            for name in ("asker_id", "asked_id")
            if cells[name] not in self.known
        ]
        for name, leader_id in unknown[:1]:
            rest = "not used" if len(unknown) > 1 else "counts for the others only"
            what = f"{name} {unknown_id(leader_id)} is not in the roster; {rest}"
            self.strangers.append((line, what))
        if len(unknown) > 1:
            return
        accepted, is_read = _outcome(cells.get("outcome", ""))
        if not is_read:
            self.problems.append(LineProblem(line, _UNREAD))
        through = self._through(line, cells)
        item = Introduction(asker, asked, day, accepted, through)
        before = self.first.get((asker, asked, day))
        if before is None:
            self.first[asker, asked, day] = (line, len(self.items))
            self.items.append(item)
            return
        what = f"asks the same of the same on the day of line {before[0]}"
        self.problems.append(LineProblem(line, f"{what}; counts once, as it ended"))
        if accepted is not None:
            self.items[before[1]] = item

    def _through(self, line: int, cells: Mapping[str, str]) -> tuple[str, ...]:
        """Read the go-betweens, and report those who are none."""
        said = _entries(cells.get("through", ""))
        ends = (cells["asker_id"], cells["asked_id"])
        kept = [one for one in said if one in self.known and one not in ends]
        odd = [one for one in said if one not in kept]
        if odd:
            who = f"{unknown_id(odd[0])} is not in the roster, or is one of the two"
            self.problems.append(LineProblem(line, f"through: {who}; left out"))
        return tuple(kept)

    def report_strangers(self) -> None:
        """Report the lines of people whom the roster lacks, of very many the number."""
        for line, what in self.strangers[:MAX_NAMED]:
            self.problems.append(LineProblem(line, what))
        rest = self.strangers[MAX_NAMED:]
        if rest:
            what = (
                f"so for {len(rest):,} more lines from here, with ids that the roster"
            )
            self.problems.append(LineProblem(rest[0][0], f"{what} lacks"))


def _why_unusable(
    cells: Mapping[str, str], day: dt.date | None, as_of: dt.date | None
) -> str:
    """Say why a line cannot be used; blank when it can."""
    for name in ("asker_id", "asked_id", "asked_at"):
        if not cells[name]:
            return f"{name} is blank"
    if cells["asker_id"] == cells["asked_id"]:
        return "asker_id and asked_id are the same leader"
    if day is None:
        return "asked_at is no day like 2026-10-31"
    if as_of is not None and day > as_of:
        return f"asked_at is after {as_of.isoformat()}, the day of the run"
    return ""


def _outcome(cell: str) -> tuple[bool | None, bool]:
    """Read what became of a request, and whether that could be read."""
    plain = " ".join(cell.casefold().split())
    if plain in _OUTCOMES:
        return _OUTCOMES[plain], True
    said = consent_value(plain)
    return said, said is not None


def _entries(cell: str) -> Sequence[str]:
    parts = (part.strip() for part in cell.split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))
