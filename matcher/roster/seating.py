"""Where leaders sit before a run: read, checked, as labels over the roster."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.change import Leaver
from matcher.errors import SeatingError
from matcher.roster.records import LineProblem, Records, read_records
from matcher.roster.relations import row_by_id, unknown_id
from matcher.roster.roster import Roster

_ALIASES = {
    "leader_id": ("leader", "member_id"),
    "group_id": ("group", "group_name"),
    "locked": ("lock",),
}
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n")
_YES = ("true", "yes", "y", "1", "x", "locked")
_NO = ("", "false", "no", "n", "0")


@dataclass(frozen=True, slots=True, eq=False)
class Seating:
    """Where the leaders of a roster sit.

    Attributes
    ----------
    labels : ndarray of shape (n_leaders,), int64
        Index into `group_ids`; -1 where a leader sits nowhere.
    group_ids : tuple of str
        The groups that exist, in the order of the file.
    locked : ndarray of shape (n_leaders,), bool
        Leaders who must stay where they sit.
    problems : tuple of LineProblem
        Lines that were not used, or not as they stand.
    left : tuple of Leaver
        Leaders of the file whom the roster does not have.
    source : str
        Name of the file, without its folder.
    sha256 : str
        Of the bytes of the file, hexadecimal; empty if it was the roster itself.
    """

    labels: NDArray[np.int64]
    group_ids: tuple[str, ...]
    locked: NDArray[np.bool_]
    problems: tuple[LineProblem, ...] = ()
    left: tuple[Leaver, ...] = ()
    source: str = ""
    sha256: str = ""

    def __post_init__(self) -> None:
        if self.labels.shape != self.locked.shape:
            msg = "A seating must have a label and a lock for each leader."
            raise ValueError(msg)
        self.labels.setflags(write=False)
        self.locked.setflags(write=False)

    @property
    def n_seated(self) -> int:
        """Leaders who sit somewhere.

        Returns
        -------
        int
            At most the leaders of the roster.
        """
        return int(np.count_nonzero(self.labels >= 0))


def read_seating(path: str | Path, roster: Roster) -> Seating:
    """Read where leaders sit.

    Parameters
    ----------
    path : str or Path
        Delimited text, Excel or Parquet with leader_id, group_id and, perhaps, locked;
        a groups.csv of an earlier run is one.
    roster : Roster
        The leaders that the ids mean.

    Returns
    -------
    Seating
        Labels over the roster, and every line that could not be used.

    Raises
    ------
    SeatingError
        If the file cannot be read, lacks leader_id or group_id, names only people
        whom the roster does not have, or a group that begins like a formula.
    """
    path = Path(path)
    records = read_records(
        path, _ALIASES, required=("leader_id", "group_id"), error=SeatingError
    )
    seating = _seat(records, roster, path.name)
    if seating.left and not seating.n_seated:
        msg = (
            f"{path.name}, column leader_id: none of its {len(seating.left):,} ids is "
            f"in {roster.source}; give the seating of this roster, or leave --seating "
            "away to form groups anew."
        )
        raise SeatingError(msg)
    return seating


def seating_from_roster(roster: Roster) -> Seating | None:
    """Take the seating from the roster's own column ``group``.

    Parameters
    ----------
    roster : Roster
        The leaders.

    Returns
    -------
    Seating or None
        None if the roster has no such column, or nobody sits anywhere.
    """
    if "group" not in roster.table:
        return None
    groups = roster.table["group"].str.strip()
    codes, names = pd.factorize(groups.mask(groups == "", None))
    if not len(names):
        return None
    return Seating(
        labels=codes.astype(np.int64),
        group_ids=tuple(str(name) for name in names),
        locked=np.zeros(len(roster), dtype=np.bool_),
        source=roster.source,
    )


def _seat(records: Records, roster: Roster, source: str) -> Seating:
    rows = row_by_id(roster)
    labels = np.full(len(roster), -1, dtype=np.int64)
    locked = np.zeros(len(roster), dtype=np.bool_)
    numbers: dict[str, int] = {}
    first: dict[str, tuple[int, str]] = {}
    problems = list(records.problems)
    left: list[Leaver] = []
    for line, cells in records.rows:
        leader_id, group_id = cells["leader_id"], cells["group_id"]
        what = _why_unusable(leader_id, group_id, rows, first)
        if leader_id and group_id and leader_id not in rows:
            left.append(Leaver(unknown_id(leader_id).strip('"'), group_id, line))
        is_locked, remark = _read_lock(cells.get("locked", ""))
        if what or not group_id:
            remark = what or ("locked, but in no group" if is_locked else "")
        else:
            _refuse_formula(group_id, source, line)
            first[leader_id] = (line, group_id)
            labels[rows[leader_id]] = numbers.setdefault(group_id, len(numbers))
            locked[rows[leader_id]] = is_locked
        if remark:
            problems.append(LineProblem(line, remark))
    problems.sort(key=lambda problem: problem.line)
    return Seating(
        labels,
        tuple(numbers),
        locked,
        tuple(problems),
        tuple(left),
        source,
        records.sha256,
    )


def _refuse_formula(group_id: str, source: str, line: int) -> None:
    """Refuse the name of a group that a spreadsheet would run from groups.csv."""
    if unicodedata.normalize("NFKC", group_id).startswith(FORMULA_MARKS):
        msg = (
            f"{source}, line {line}, column group_id: a name that begins with =, +, - "
            "or @ is run as a formula by spreadsheets; rename the group so that it "
            "begins with a letter or a digit."
        )
        raise SeatingError(msg)


def _why_unusable(
    leader_id: str,
    group_id: str,
    rows: Mapping[str, int],
    first: Mapping[str, tuple[int, str]],
) -> str:
    if not leader_id:
        return "leader_id is blank; not used"
    if leader_id not in rows:
        return (
            f"leader_id {unknown_id(leader_id)} is not in the roster; counted as left"
        )
    if leader_id not in first:
        return ""
    line, group = first[leader_id]
    if not group_id:
        return (
            f"leader {leader_id} again, without a group; the seat of line {line} counts"
        )
    if group == group_id:
        return f"leader {leader_id} again, as on line {line}; counted once"
    return (
        f"leader {leader_id} sits in two groups, {group} (line {line}) and "
        f"{group_id}; the first one counts"
    )


def _read_lock(written: str) -> tuple[bool, str]:
    word = written.casefold()
    if word in _YES:
        return True, ""
    if word in _NO:
        return False, ""
    return True, 'locked is neither "true" nor "false"; counted as locked'
