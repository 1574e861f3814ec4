"""How a roster stands: its leaders and what is stored beside them, for the engine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from matcher.given import Given
from matcher.program.program import Program
from matcher.program.read import parse_program
from matcher.roster.roster import Roster
from models.bundle import Bundle
from service.storage.bundles import champion_id
from service.storage.moments import now
from service.storage.programs import get_program, list_programs
from service.storage.relations import load_relations
from service.storage.rosters import StoredRoster, get_roster, load_roster
from service.storage.seatings import last_seating, load_history, load_seating
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
        Relations, seating, history, day and champion.
    seating_number : int
        Of the published seating; 0 where there is none.
    """

    stored: StoredRoster
    roster: Roster
    given: Given
    seating_number: int


def load_standing(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    data: Path,
    version: int | None = None,
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
    relations = load_relations(
        connection, organisation_id, roster_id=roster_id, roster=roster
    )
    given = Given(
        relations=relations if len(relations) else None,
        seating=load_seating(
            connection, organisation_id, roster_id=roster_id, roster=roster
        ),
        as_of=now().date(),
        history=load_history(
            connection, organisation_id, roster_id=roster_id, roster=roster
        ),
        bundle=champion_of(connection, organisation_id, data=data),
    )
    number = last_seating(connection, organisation_id, roster_id=roster_id)
    return Standing(stored, roster, given, number)


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
        Checked once more.
    """
    return parse_program(document)
