"""How a roster stands: its leaders and what is stored beside them, for the engine."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from matcher.given import Given
from matcher.program.presets import PRESETS
from matcher.program.program import Program
from matcher.program.read import parse_program
from matcher.roster.memberships import Memberships
from matcher.roster.roster import Roster
from matcher.ways import keep_apart
from models.bundle import Bundle
from service.storage.bundles import champion_id
from service.storage.moments import now
from service.storage.programs import get_program, list_programs
from service.storage.relations import load_relations, stamp_of_relations
from service.storage.rosters import StoredRoster, get_roster, load_roster
from service.storage.seatings import last_seating, load_seating
from service.workflows.beside import load_guides, load_memberships, load_past
from service.workflows.bundles import open_bundle

BUNDLES: Final = "bundles"
PRESET: Final = {"preset": "core"}  # for those who stored no program yet


@dataclass(frozen=True, slots=True)
class Standing:
    """A roster with what is known beside it.

    Attributes
    ----------
    stored : StoredRoster
        What is known of it without its leaders.
    roster : Roster
        The leaders.
    given : Given
        Relations, seating, history, guides, day and champion.
    seating_number : int
        Of the published seating; 0 where there is none.
    memberships : Memberships or None, default=None
        Seats that leaders hold elsewhere; None where none are kept.
    elsewhere : dict of str to str
        Leaders whom those took out of the roster, each with the reason.
    remarks : tuple of str
        What they took out, a sentence each.
    """

    stored: StoredRoster
    roster: Roster
    given: Given
    seating_number: int
    memberships: Memberships | None = None
    elsewhere: dict[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def load_standing(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    data: Path,
    version: int | None = None,
    program: Program | None = None,
) -> Standing:
    """Read a roster and all that stands beside it.

    Parameters
    ----------
    connection : Connection
        Of a transaction, so that all of it is of one moment.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    data : Path
        Folder of the service's files.
    version : int or None, default=None
        The leaders as they were at this version; None is now.
    program : Program or None, default=None
        For which groups are sought: leaders and slots that other groups hold are left
        out. None leaves the roster whole.

    Returns
    -------
    Standing
        As the engine takes it.

    Raises
    ------
    NotFoundError
        If there is no such roster.
    MatcherError
        If the champion is refused.
    """
    stored = get_roster(connection, organisation_id, roster_id=roster_id)
    roster = load_roster(
        connection, organisation_id, roster_id=roster_id, version=version
    )
    memberships = load_memberships(
        connection, organisation_id, roster_id=roster_id, roster=roster
    )
    today = now().date()
    remarks: tuple[str, ...] = ()
    elsewhere: dict[str, str] = {}
    if memberships is not None and program is not None:
        roster, remarks, elsewhere = keep_apart(
            roster, program, memberships, as_of=today
        )
    given = _given(
        connection, organisation_id, roster_id=roster_id, roster=roster, data=data
    )
    number = last_seating(connection, organisation_id, roster_id=roster_id)
    return Standing(stored, roster, given, number, memberships, elsewhere, remarks)


def _given(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    roster: Roster,
    data: Path,
) -> Given:
    """Read what stands beside those leaders of a roster who can be seated."""
    relations = load_relations(
        connection, organisation_id, roster_id=roster_id, roster=roster
    )
    return Given(
        relations=relations if len(relations) else None,
        seating=load_seating(
            connection, organisation_id, roster_id=roster_id, roster=roster
        ),
        as_of=now().date(),
        history=load_past(
            connection, organisation_id, roster_id=roster_id, roster=roster
        ),
        guides=load_guides(
            connection, organisation_id, roster_id=roster_id, roster=roster
        ),
        bundle=champion_of(connection, organisation_id, data=data),
    )


def stamp_of(
    connection: Connection, organisation_id: str, *, roster_id: str
) -> tuple[object, ...]:
    """Tell one standing from another without reading it.

    Parameters
    ----------
    connection : Connection
        Of a transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.

    Returns
    -------
    tuple
        Differs whenever leaders, lists, relations, the seating, the program that is
        used or the champion do, and from day to day.

    Raises
    ------
    NotFoundError
        If there is no such roster.
    """
    where = {"roster_id": roster_id}
    first = list_programs(connection, organisation_id, limit=1)
    return (
        get_roster(connection, organisation_id, **where).version,
        last_seating(connection, organisation_id, **where),
        stamp_of_relations(connection, organisation_id, **where),
        *((one.program_id, one.version) for one in first),
        champion_id(connection, organisation_id),
        now().date(),
    )


def champion_of(
    connection: Connection, organisation_id: str, *, data: Path
) -> Bundle | None:
    """Load the bundle that serves an organisation.

    Parameters
    ----------
    connection : Connection
        Of a transaction.
    organisation_id : str
        Whose.
    data : Path
        Folder of the service's files.

    Returns
    -------
    Bundle or None
        None where rules alone serve.

    Raises
    ------
    MatcherError
        If its files are refused.
    """
    name = champion_id(connection, organisation_id)
    return open_bundle(data / BUNDLES / name) if name else None


def program_of(
    connection: Connection, organisation_id: str, *, program_id: str | None = None
) -> dict[str, Any]:
    """Read a program's document, or the one an organisation uses.

    Parameters
    ----------
    connection : Connection
        Of a transaction.
    organisation_id : str
        Whose.
    program_id : str or None, default=None
        Which; None takes the one stored first, or the preset core.

    Returns
    -------
    dict
        As `parse_program` reads it.

    Raises
    ------
    NotFoundError
        If there is no such program.
    """
    if program_id is not None:
        found = get_program(connection, organisation_id, program_id=program_id)
        return found.document
    first = list_programs(connection, organisation_id, limit=1)
    return first[0].document if first else dict(PRESET)


def parsed(document: dict[str, Any]) -> Program:
    """Read a stored program.

    Parameters
    ----------
    document : dict
        As `program_of` gave it.

    Returns
    -------
    Program
        Checked once more. One that spells a preset out is as lenient as the preset
        with what a roster may lack, such as guides.
    """
    program = parse_program(document)
    for preset in PRESETS.values():
        if program.rules == preset.rules:  # but for where they come from
            return replace(program, rules=preset.rules)
    return program
