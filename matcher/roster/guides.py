"""Who leads groups: guides with room, slots, languages and wishes; read and checked.

Whom a guide prefers or avoids is private: the messages of this module carry line
numbers, guide ids and unknown ids, never whom a wish is about.
"""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from matcher.errors import GuidesError
from matcher.roster.records import LineProblem, read_records
from matcher.roster.relations import row_by_id, unknown_id
from matcher.roster.roster import Roster
from matcher.roster.seating import FORMULA_MARKS

MAX_CAPACITY = 1000
_ALIASES = {
    "guide_id": ("guide", "chair_id", "chair", "moderator_id", "facilitator_id"),
    "capacity": ("groups_at_most", "max_groups"),
    "slots": ("slot", "availability"),
    "languages": ("language",),
    "prefers": ("preferences", "preferred"),
    "avoids": ("avoid",),
    "groups": ("group", "group_id", "guides_now", "current_groups"),
}


@dataclass(frozen=True, slots=True)
class Guide:
    """One who leads groups.

    Attributes
    ----------
    guide_id : str
        Id, unique in the file.
    capacity : int or None
        Groups they take at most; None where the file does not say.
    slots, languages : tuple of str
        Folded entries; empty where not known, which leaves all open.
    prefers, avoids : tuple of str
        Ids of leaders and groups, as written; private.
    groups : tuple of (str, str)
        Groups they lead now, each with its folded slot; blank where not known.
    line : int
        Line of the file.
    """

    guide_id: str
    capacity: int | None
    slots: tuple[str, ...]
    languages: tuple[str, ...]
    prefers: tuple[str, ...]
    avoids: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Guides:
    """All guides of one file.

    Attributes
    ----------
    entries : tuple of Guide
        In the order of the file.
    slot_names : mapping of str to str
        Slots as they are first written, by their folded entry.
    problems : tuple of LineProblem
        Lines that were not used, or not as they stand.
    source : str
        Name of the file, without its folder.
    sha256 : str
        Of the bytes of the file, hexadecimal.
    """

    entries: tuple[Guide, ...]
    slot_names: Mapping[str, str]
    problems: tuple[LineProblem, ...] = ()
    source: str = ""
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.entries)


def read_guides(path: str | Path, roster: Roster) -> Guides:
    """Read who leads groups.

    Parameters
    ----------
    path : str or Path
        Delimited text, Excel or Parquet with guide_id and, perhaps, capacity, slots,
        languages, prefers, avoids and groups; lists have semicolons between entries.
    roster : Roster
        The leaders whose slots and ids the file speaks of.

    Returns
    -------
    Guides
        What can be used, and every line that cannot.

    Raises
    ------
    GuidesError
        If the file cannot be read, lacks guide_id or names no guide.
    """
    path = Path(path)
    records = read_records(path, _ALIASES, required=("guide_id",), error=GuidesError)
    reader = _Reader(roster)
    problems = list(records.problems)
    for line, cells in records.rows:
        problems.extend(LineProblem(line, what) for what in reader.take(line, cells))
    if not reader.entries:
        found = "; ".join(problem.sentence() for problem in problems[:3])
        msg = f"{path.name}: names no guide{f' ({found})' if found else ''}."
        raise GuidesError(msg)
    problems.extend(reader.led_twice())
    return Guides(
        tuple(reader.entries.values()),
        reader.slot_names,
        tuple(sorted(problems, key=lambda problem: problem.line)),
        path.name,
        records.sha256,
    )


def fold_entry(text: str) -> str:
    """Fold case, width and blanks, so that equal slots and languages are equal.

    Parameters
    ----------
    text : str
        One entry of a list.

    Returns
    -------
    str
        As `matcher.roster.names.normalise_text` folds the roster's.

    Examples
    --------
    >>> fold_entry(" Tue  PM ")
    'tue pm'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class _Reader:
    """Turns lines into guides; each `take` returns what is wrong with a line."""

    def __init__(self, roster: Roster) -> None:
        self.entries: dict[str, Guide] = {}
        self.slot_names: dict[str, str] = {}
        self._rows = row_by_id(roster)
        self._slots = _stated(roster, "slots")
        self._languages = _stated(roster, "languages")

    def take(self, line: int, cells: Mapping[str, str]) -> list[str]:
        guide_id = cells["guide_id"]
        if not guide_id:
            return ["guide_id is blank; not used"]
        if guide_id.startswith(FORMULA_MARKS):
            return ["guide_id begins like a formula of a spreadsheet; not used"]
        before = self.entries.get(guide_id)
        if before is not None:
            shown = unknown_id(guide_id)
            return [f"guide {shown} again, as on line {before.line}; the first counts"]
        capacity, problems = _capacity(cells.get("capacity", ""))
        slots = _split(cells.get("slots", ""))
        languages = tuple(
            fold_entry(entry) for entry in _split(cells.get("languages", ""))
        )
        groups, unclear = _led_now(cells.get("groups", ""))
        for slot in (*slots, *(slot for _, slot in groups)):
            if slot:
                self.slot_names.setdefault(fold_entry(slot), slot)
        problems += _unknown("slot", [fold_entry(slot) for slot in slots], self._slots)
        problems += _unknown("language", languages, self._languages)
        problems += unclear
        wishes = [_split(cells.get(name, "")) for name in ("prefers", "avoids")]
        if set(wishes[0]) & set(wishes[1]):
            problems.append("prefers and avoids the same; avoided")
        self.entries[guide_id] = Guide(
            guide_id=guide_id,
            capacity=capacity,
            slots=tuple(dict.fromkeys(fold_entry(slot) for slot in slots)),
            languages=tuple(dict.fromkeys(languages)),
            prefers=tuple(wish for wish in wishes[0] if wish not in wishes[1]),
            avoids=wishes[1],
            groups=tuple((group, fold_entry(slot)) for group, slot in groups),
            line=line,
        )
        return problems

    def led_twice(self) -> list[LineProblem]:
        """Report groups that two guides lead now."""
        first: dict[str, Guide] = {}
        problems = []
        for guide in self.entries.values():
            for group, _ in guide.groups:
                before = first.setdefault(group, guide)
                if before is not guide:
                    what = f"leads a group that line {before.line} leads too; "
                    what += "either may go on"
                    problems.append(LineProblem(guide.line, what))
        return problems


def _stated(roster: Roster, column: str) -> frozenset[str]:
    """Collect the folded entries of a list column; empty if there is none."""
    if column not in roster.table:
        return frozenset()
    cells = roster.table[column].dropna().unique()
    return frozenset(fold_entry(e) for cell in cells for e in _split(str(cell)))


def _split(cell: str) -> tuple[str, ...]:
    entries = (entry.strip() for entry in cell.split(";"))
    return tuple(dict.fromkeys(entry for entry in entries if entry))


def _capacity(written: str) -> tuple[int | None, list[str]]:
    """Read how many groups a guide takes; what cannot be read is not known."""
    if not written:
        return None, []
    try:
        number = float(written)
    except ValueError:
        number = float("nan")
    if number < 0:
        return 0, ["capacity is below 0; counted as 0, no group"]
    if not number.is_integer() or number > MAX_CAPACITY:
        what = f"capacity is no whole number from 0 to {MAX_CAPACITY}"
        return 1, [f"{what}; counted as 1"]
    return int(number), []


def _led_now(cell: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Read groups such as "North @ Tue PM; South"."""
    found: list[tuple[str, str]] = []
    problems: list[str] = []
    for entry in _split(cell):
        group, _, slot = (part.strip() for part in entry.partition("@"))
        if group:
            found.append((group, slot))
        else:
            problems.append("groups has an entry without a group; that entry not used")
    return found, problems


def _unknown(noun: str, entries: Collection[str], known: Collection[str]) -> list[str]:
    """Name entries that no leader states, if leaders state any."""
    problems = []
    for entry in entries:
        if known and entry not in known:
            near = get_close_matches(entry, known, n=1)
            hint = f'; did you mean "{near[0]}"?' if near else ""
            problems.append(f'no leader states the {noun} "{entry[:40]}"{hint}')
    return problems
