"""Lists that stand beside a roster: guides, seats in other groups, former groups.

Each list is kept whole and replaced whole, and a change counts as one of its roster.
"""

import csv
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Table, delete, select

from service.storage.dialects import insert_rows
from service.storage.errors import ConflictError
from service.storage.leaders import known_ids
from service.storage.rosters import lock_roster, mark_changed
from service.storage.tables import beside

_LISTS: Final = frozenset({"slots", "languages", "prefers", "avoids", "groups"})


@dataclass(frozen=True, slots=True)
class KeptGuide:
    """One who leads groups; whom they prefer or avoid is private.

    Attributes
    ----------
    guide_id : str
        Unique in its roster.
    capacity : int or None
        Groups they take at most; None where not known.
    slots, languages : tuple of str
        Empty where not known.
    prefers, avoids : tuple of str
        Ids of leaders and groups.
    groups : tuple of str
        Groups they lead now, each as ``GROUP`` or ``GROUP @ SLOT``.
    """

    guide_id: str
    capacity: int | None = None
    slots: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    prefers: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptMembership:
    """A seat that a leader holds in a group that is not of this roster's seating.

    Attributes
    ----------
    leader_id, group_id : str
        Who, and where.
    way : {"accelerate", "optimize"}
        What the group is for.
    slots : tuple of str
        When it meets; empty where not known.
    first_day, last_day : date or None
        None where open.
    """

    leader_id: str
    group_id: str
    way: str = "accelerate"
    slots: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class FormerStay:
    """A time that a leader spent in a group before Peermatch kept seatings.

    Attributes
    ----------
    leader_id, group_id : str
        Who, and where.
    first_day, last_day : date or None
        None where not known.
    """

    leader_id: str
    group_id: str
    first_day: date | None = None
    last_day: date | None = None


Entry = TypeVar("Entry", KeptGuide, KeptMembership, FormerStay)
TABLES: Final[Mapping[type, Table]] = {
    KeptGuide: beside.guides,
    KeptMembership: beside.memberships,
    FormerStay: beside.former_stays,
}
# What the readers of `matcher.roster` call the columns of their files.
_HEADERS: Final[Mapping[type, tuple[str, ...]]] = {
    KeptGuide: tuple(field.name for field in fields(KeptGuide)),
    KeptMembership: ("leader_id", "group_id", "way", "slot", "start", "end"),
    FormerStay: ("leader_id", "group_id", "from", "until"),
}


def replace_list(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    kind: type[Entry],
    entries: Sequence[Entry],
    expected_version: int,
) -> int:
    """Put a list in the place of the one that is kept.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    kind : type
        Of the entries, which may be none.
    entries : sequence of KeptGuide, KeptMembership or FormerStay
        In their order.
    expected_version : int
        Version of the roster that the caller read.

    Returns
    -------
    int
        Version of the roster now.

    Raises
    ------
    NotFoundError
        If there is no such roster.
    ConflictError
        If an entry is of a leader whom the roster does not have.
    StaleVersionError
        If somebody else changed the roster meanwhile.
    """
    roster = lock_roster(
        connection,
        organisation_id,
        roster_id=roster_id,
        expected_version=expected_version,
    )
    _check_leaders(connection, organisation_id, roster_id, entries)
    table = TABLES[kind]
    own = {"organisation_id": organisation_id, "roster_id": roster_id}
    connection.execute(
        delete(table).where(
            table.c.organisation_id == organisation_id, table.c.roster_id == roster_id
        )
    )
    rows = [
        {**own, "number": number, **_row_of(entry)}
        for number, entry in enumerate(entries)
    ]
    insert_rows(connection, table, rows)
    changed = mark_changed(
        connection, organisation_id, roster=roster, n_leaders=roster.n_leaders
    )
    return changed.version


def read_list(
    connection: Connection, organisation_id: str, *, roster_id: str, kind: type[Entry]
) -> tuple[Entry, ...]:
    """Read a list in its order."""
    table = TABLES[kind]
    query = (
        select(*(table.c[field.name] for field in fields(kind)))
        .where(
            table.c.organisation_id == organisation_id, table.c.roster_id == roster_id
        )
        .order_by(table.c.number)
    )
    found = connection.execute(query).mappings()
    return tuple(kind(**{k: _value(k, v) for k, v in row.items()}) for row in found)


def write_list(path: Path, kind: type[Entry], entries: Iterable[Entry]) -> None:
    """Write a list as the file that the engine reads.

    Parameters
    ----------
    path : Path
        The file; in a folder that only its owner may read.
    kind : type
        Of the entries.
    entries : iterable of KeptGuide, KeptMembership or FormerStay
        As `read_list` gave them.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_HEADERS[kind])
        for entry in entries:
            writer.writerow([_cell(value) for value in astuple(entry)])


def _check_leaders(
    connection: Connection,
    organisation_id: str,
    roster_id: str,
    entries: Collection[Entry],
) -> None:
    named = [getattr(entry, "leader_id", "") for entry in entries]
    known = known_ids(
        connection,
        organisation_id,
        roster_id=roster_id,
        leader_ids=frozenset(named) - {""},
    )
    for place, who in enumerate(named):
        if who and who not in known:
            msg = f"/items/{place}/leader_id: is not in the roster."
            raise ConflictError(msg)


def _row_of(entry: Any) -> dict[str, Any]:
    values = {field.name: getattr(entry, field.name) for field in fields(entry)}
    return {
        name: json.dumps(value, ensure_ascii=False) if name in _LISTS else value
        for name, value in values.items()
    }


def _value(name: str, stored: Any) -> Any:
    return tuple(json.loads(stored)) if name in _LISTS else stored


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)
