"""What stands beside a roster, read as the engine takes it."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from sqlalchemy import Connection

from matcher.roster.guides import Guides, read_guides
from matcher.roster.history import History, read_history
from matcher.roster.memberships import Memberships, read_memberships
from matcher.roster.roster import Roster
from service.storage.beside import (
    Entry,
    FormerStay,
    KeptGuide,
    KeptMembership,
    read_list,
    write_list,
)
from service.storage.seatings import load_history

Taken = TypeVar("Taken", Guides, Memberships, History)


def load_guides(
    connection: Connection, organisation_id: str, *, roster_id: str, roster: Roster
) -> Guides | None:
    """Read who leads groups.

    Parameters
    ----------
    connection : Connection
        Of a transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    roster : Roster
        The same with its leaders.

    Returns
    -------
    Guides or None
        None where none are kept.
    """
    kept = read_list(connection, organisation_id, roster_id=roster_id, kind=KeptGuide)
    if not kept:
        return None
    return _read(kept, KeptGuide, roster, name="guides.csv", reader=read_guides)


def load_memberships(
    connection: Connection, organisation_id: str, *, roster_id: str, roster: Roster
) -> Memberships | None:
    """Read which seats leaders hold in groups outside of the seating.

    Parameters
    ----------
    connection : Connection
        Of a transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    roster : Roster
        The same with its leaders.

    Returns
    -------
    Memberships or None
        None where none are kept.
    """
    kept = read_list(
        connection, organisation_id, roster_id=roster_id, kind=KeptMembership
    )
    if not kept:
        return None
    name, reader = "memberships.csv", read_memberships
    return _read(kept, KeptMembership, roster, name=name, reader=reader)


def load_past(
    connection: Connection, organisation_id: str, *, roster_id: str, roster: Roster
) -> History:
    """Read who sat where before: former groups, then the seatings published here.

    Parameters
    ----------
    connection : Connection
        Of a transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    roster : Roster
        The same with its leaders.

    Returns
    -------
    History
        Of both.
    """
    published = load_history(
        connection, organisation_id, roster_id=roster_id, roster=roster
    )
    kept = read_list(connection, organisation_id, roster_id=roster_id, kind=FormerStay)
    if not kept:
        return published
    former = _read(kept, FormerStay, roster, name="history.csv", reader=read_history)
    return _joined(former, published)


def _read(
    kept: Sequence[Entry],
    kind: type[Entry],
    roster: Roster,
    *,
    name: str,
    reader: Callable[[Path, Roster], Taken],
) -> Taken:
    """Have a list read as the file it came as: by the reader that checks such files."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_list(path, kind, kept)
        return reader(path, roster)


def _joined(one: History, other: History) -> History:
    """Put two histories together; a group of one name is one group."""
    names = tuple(dict.fromkeys((*one.group_ids, *other.group_ids)))
    number = {name: place for place, name in enumerate(names)}
    groups = [
        np.array([number[part.group_ids[k]] for k in part.groups.tolist()], np.int64)
        for part in (one, other)
    ]
    return History(
        rows=np.concatenate([one.rows, other.rows]),
        groups=np.concatenate(groups),
        starts=np.concatenate([one.starts, other.starts]),
        ends=np.concatenate([one.ends, other.ends]),
        lines=np.concatenate([one.lines, other.lines]),
        group_ids=names,
        problems=one.problems,
        source=f"{one.source} and {other.source}",
    )
