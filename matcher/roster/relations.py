"""What leaders are to each other, as they declared it: read, checked, looked up.

Who declared a relation, why, and from where it is known are private: the messages
of this module carry line numbers and unknown ids, never a cell of those columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.errors import RelationsError
from matcher.roster.records import LineProblem, read_records
from matcher.roster.roster import Roster

KINDS = (
    "competitor",
    "customer",
    "supplier",
    "family",
    "colleague",
    "conflict",
    "knows",
    "together",
)
_RANK = {"fine": 0, "ask": 1, "no": 2}
_LEVEL_WORDS = {
    "": "no",
    "no": "no",
    "never": "no",
    "ask": "ask",
    "ask me": "ask",
    "fine": "fine",
    "ok": "fine",
}
_ALIASES = {
    "leader_id": ("leader", "member_id", "from_id"),
    "other_id": ("other", "other_leader_id", "other_member_id", "to_id"),
    "kind": ("relation", "type"),
    "level": (),
    "until": ("expires", "valid_until"),
    "source": (),
}


@dataclass(frozen=True, slots=True)
class Relation:
    """One declared relation between two leaders of the roster.

    Attributes
    ----------
    row, other_row : int
        Rows of the two in the roster; the first declared it.
    kind : str
        One of `KINDS`.
    level : {"fine", "ask", "no"}
        How much stands against sharing a group.
    until : date or None
        Last day on which it counts; None is for good.
    source : str
        From where it is known; private.
    line : int
        Line of the file.
    """

    row: int
    other_row: int
    kind: str
    level: str
    until: date | None
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Relations:
    """All relations of one file that speak of leaders of the roster.

    Attributes
    ----------
    entries : tuple of Relation
        In the order of the file.
    problems : tuple of LineProblem
        Lines that were not used, or not as they stand.
    source : str
        Name of the file, without its folder.
    sha256 : str
        Of the bytes of the file, hexadecimal.
    """

    entries: tuple[Relation, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    source: str = ""
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds that occur.

        Returns
        -------
        tuple of str
            In the order of `KINDS`.
        """
        found = {entry.kind for entry in self.entries}
        return tuple(kind for kind in KINDS if kind in found)

    def pairs(
        self, kind: str, *, as_of: date | None = None, level: str = "fine"
    ) -> NDArray[np.int64]:
        """Find the pairs with a relation that counts.

        Parameters
        ----------
        kind : str
            One of `KINDS`.
        as_of : date, optional
            Day of the run: relations that ended before it are left out. Without it
            all count.
        level : {"fine", "ask", "no"}, default="fine"
            Lowest level that counts.

        Returns
        -------
        ndarray of shape (n_pairs, 2), int64
            Rows of the roster, smaller first, each pair once, sorted.
        """
        found = {
            (min(entry.row, entry.other_row), max(entry.row, entry.other_row))
            for entry in self.entries
            if entry.kind == kind
            and _RANK[entry.level] >= _RANK[level]
            and not _has_ended(entry, as_of)
        }
        return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)

    def n_ended(self, kind: str, as_of: date | None) -> int:
        """Count the relations of a kind that ended before a day.

        Parameters
        ----------
        kind : str
            One of `KINDS`.
        as_of : date or None
            Day of the run.

        Returns
        -------
        int
            Entries, not pairs.
        """
        return sum(e.kind == kind and _has_ended(e, as_of) for e in self.entries)


def read_relations(path: str | Path, roster: Roster) -> Relations:
    """Read what leaders declared about each other.

    Parameters
    ----------
    path : str or Path
        Delimited text, Excel or Parquet with leader_id, other_id, kind and, perhaps,
        level, until and source.
    roster : Roster
        The leaders that the ids mean.

    Returns
    -------
    Relations
        What can be used, and every line that cannot.

    Raises
    ------
    RelationsError
        If the file cannot be read or lacks leader_id, other_id or kind.
    """
    path = Path(path)
    records = read_records(
        path,
        _ALIASES,
        required=("leader_id", "other_id", "kind"),
        error=RelationsError,
    )
    rows = row_by_id(roster)
    entries: list[Relation] = []
    problems = list(records.problems)
    for line, cells in records.rows:
        what = _why_unusable(cells, rows)
        if what:
            problems.append(LineProblem(line, what))
            continue
        entry, remarks = _to_relation(cells, rows, line)
        entries.append(entry)
        problems.extend(LineProblem(line, remark) for remark in remarks)
    problems.extend(_find_repeats(entries))
    return Relations(
        tuple(entries),
        tuple(sorted(problems, key=lambda problem: problem.line)),
        path.name,
        records.sha256,
    )


def row_by_id(roster: Roster) -> dict[str, int]:
    """Look rows up by leader id.

    Parameters
    ----------
    roster : Roster
        The leaders.

    Returns
    -------
    dict of str to int
        Id to row.
    """
    return {leader_id: row for row, leader_id in enumerate(roster.leader_ids)}


def unknown_id(leader_id: str) -> str:
    """Name an id that the roster lacks, unless it may be more than an id.

    Parameters
    ----------
    leader_id : str
        What stands in the file; it could be a name, an address or a reason.

    Returns
    -------
    str
        The id, quoted, if it has a digit and neither blanks nor an "@"; else a
        description.

    Examples
    --------
    >>> unknown_id("L-1004"), unknown_id("ann.lee7@harbor.example")
    ('"L-1004"', '(not shown: it may be a name)')
    """
    is_plain = (
        len(leader_id) <= 40
        and "@" not in leader_id
        and any(c.isdigit() for c in leader_id)
        and not any(c.isspace() for c in leader_id)
    )
    return f'"{leader_id}"' if is_plain else "(not shown: it may be a name)"


def _has_ended(entry: Relation, as_of: date | None) -> bool:
    return as_of is not None and entry.until is not None and entry.until < as_of


def _why_unusable(cells: Mapping[str, str], rows: Mapping[str, int]) -> str:
    for column in ("leader_id", "other_id"):
        leader_id = cells[column]
        if not leader_id:
            return f"{column} is blank; not used"
        if leader_id not in rows:
            what = f"{column} {unknown_id(leader_id)} is not in the roster"
            return f"{what}; not used"
    if cells["leader_id"] == cells["other_id"]:
        return "a leader with themselves; not used"
    kind = cells["kind"].casefold()
    if kind not in KINDS:
        near = get_close_matches(kind, KINDS, n=1)
        hint = (
            f'did you mean "{near[0]}"?' if near else f"use one of {', '.join(KINDS)}"
        )
        return f"{'unknown' if kind else 'blank'} kind ({hint}); not used"
    return ""


def _to_relation(
    cells: Mapping[str, str], rows: Mapping[str, int], line: int
) -> tuple[Relation, list[str]]:
    remarks: list[str] = []
    level = _LEVEL_WORDS.get(cells.get("level", "").casefold())
    if level is None:
        remarks.append('unknown level; use "ask" or "no"; counted as "no"')
    until: date | None = None
    written = cells.get("until", "")
    if written:
        try:
            until = date.fromisoformat(written[:10])
        except ValueError:
            remarks.append("until is no date like 2027-12-31; counted as without end")
    relation = Relation(
        row=rows[cells["leader_id"]],
        other_row=rows[cells["other_id"]],
        kind=cells["kind"].casefold(),
        level=level or "no",
        until=until,
        source=cells.get("source", ""),
        line=line,
    )
    return relation, remarks


def _find_repeats(entries: list[Relation]) -> list[LineProblem]:
    """Report what the same leader declared twice about the same other."""
    first: dict[tuple[int, int, str], Relation] = {}
    problems: list[LineProblem] = []
    for entry in entries:
        before = first.setdefault((entry.row, entry.other_row, entry.kind), entry)
        if before is entry:
            continue
        if before.level != entry.level:
            what = f"another level than line {before.line}"
            what += "; the stricter one counts while it lasts"
        elif before.until != entry.until:
            what = f"another end than line {before.line}; the later one counts"
        else:
            what = f"repeats line {before.line}; counted once"
        problems.append(LineProblem(entry.line, what))
    return problems
