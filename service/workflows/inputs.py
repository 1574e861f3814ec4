"""What a run starts from: files and names in, roster, program and relations out."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matcher.program.program import Program
from matcher.program.read import load_program
from matcher.roster.memberships import Memberships, read_memberships
from matcher.roster.read import read_roster
from matcher.roster.relations import Relations, read_relations
from matcher.roster.roster import Roster
from matcher.roster.seating import Seating, read_seating
from matcher.ways import keep_apart
from models.bundle import Bundle
from service.workflows.bundles import open_model


@dataclass(frozen=True, slots=True)
class Sources:
    """The files and names a run starts from.

    Attributes
    ----------
    roster : Path
        CSV, Excel or Parquet.
    program : str
        A program file, or the name of a preset.
    mapping : str or None
        A map file, or the name of a mapping preset.
    relations : Path or None
        Who may not, or must, sit with whom.
    seating : Path or None
        Where the leaders sit before the run.
    model : Path or None
        A bundle, or a registry whose champion serves.
    memberships : Path or None
        Groups of any way that leaders sit in already.
    """

    roster: Path
    program: str = "core"
    mapping: str | None = None
    relations: Path | None = None
    seating: Path | None = None
    model: Path | None = None
    memberships: Path | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was read.

    Attributes
    ----------
    roster : Roster
        The leaders.
    program : Program
        What their organisation wants.
    relations : Relations or None
        What they are to each other; None when no file was given.
    seating : Seating or None
        Where they sit before the run; None when no file was given.
    sha256 : dict of str to str
        Of the bytes of each file the groups depend on (of a mapping preset: of its
        name), hexadecimal.
    bundle : Bundle or None
        Whose learned value counts; None when none was given, or none serves.
    memberships : Memberships or None
        Groups that leaders sit in already; None when no file was given.
    apart : tuple of str
        What those took out of the roster, a sentence each.
    """

    roster: Roster
    program: Program
    relations: Relations | None
    seating: Seating | None
    sha256: dict[str, str]
    bundle: Bundle | None = None
    memberships: Memberships | None = None
    apart: tuple[str, ...] = ()


def read_inputs(
    sources: Sources,
    progress: Callable[[str], None],
    *,
    as_of: date,
    program: Program | None = None,
) -> Inputs:
    """Read a program, its roster and its relations.

    Parameters
    ----------
    sources : Sources
        Where they are.
    progress : callable
        Told what is being read.
    as_of : date
        Day of the run; a company founded later is a slip of the pen.
    program : Program or None, default=None
        Stands in for the program that `sources` names.

    Returns
    -------
    Inputs
        What was read.

    Raises
    ------
    MatcherError
        If one of the files cannot be used.
    """
    if program is None:
        program = load_program(sources.program)
    roster = read_roster(
        sources.roster, mapping=sources.mapping, progress=progress, as_of=as_of
    )
    sha256 = {"roster": roster.sha256}
    if sources.mapping is not None:
        sha256["map"] = _map_sha256(sources.mapping)
    memberships, apart = None, ()
    if sources.memberships is not None:
        progress(f"Reading {sources.memberships.name}")
        memberships = read_memberships(sources.memberships, roster)
        sha256["memberships"] = memberships.sha256
        roster, apart = keep_apart(roster, program, memberships, as_of=as_of)
    relations = None
    if sources.relations is not None:
        progress(f"Reading {sources.relations.name}")
        relations = read_relations(sources.relations, roster)
        sha256["relations"] = relations.sha256
    seating = None
    if sources.seating is not None:
        progress(f"Reading {sources.seating.name}")
        seating = read_seating(sources.seating, roster)
        sha256["seating"] = seating.sha256
    bundle = None
    if sources.model is not None:
        progress(f"Reading {sources.model.name}")
        bundle = open_model(sources.model)
        sha256["bundle"] = "" if bundle is None else bundle.bundle_id
    return Inputs(
        roster, program, relations, seating, sha256, bundle, memberships, apart
    )


def _map_sha256(mapping: str) -> str:
    """Fingerprint a map file, or the name of a preset."""
    path = Path(mapping)
    content = path.read_bytes() if path.is_file() else mapping.encode()
    return hashlib.sha256(content).hexdigest()
