"""What a run starts from: files and names in, roster, program and relations out."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from matcher.given import Given
from matcher.program.program import Program
from matcher.program.read import load_program
from matcher.roster.guides import Guides, read_guides
from matcher.roster.history import History, read_history
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
    history : Path or None
        Former groups.
    guides : Path or None
        Who leads groups.
    sheet : str or None
        Sheet of a workbook that holds the roster.
    """

    roster: Path
    program: str = "core"
    mapping: str | None = None
    relations: Path | None = None
    seating: Path | None = None
    model: Path | None = None
    memberships: Path | None = None
    history: Path | None = None
    guides: Path | None = None
    sheet: str | None = None


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
    history : History or None
        Former groups; None when no file was given.
    guides : Guides or None
        Who leads groups; None when no file was given.
    elsewhere : dict of str to str
        Leaders whom memberships took out of the roster, each with the reason.
    """

    roster: Roster
    program: Program
    relations: Relations | None
    seating: Seating | None
    sha256: dict[str, str]
    bundle: Bundle | None = None
    memberships: Memberships | None = None
    apart: tuple[str, ...] = ()
    history: History | None = None
    guides: Guides | None = None
    elsewhere: dict[str, str] = field(default_factory=dict)

    def given(self, as_of: date) -> Given:
        """Gather what is known beside roster and program.

        Parameters
        ----------
        as_of : date
            Day of the run.

        Returns
        -------
        Given
            As `propose` takes it.
        """
        return Given(
            self.relations,
            self.seating,
            as_of,
            history=self.history,
            guides=self.guides,
            bundle=self.bundle,
        )


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
        sources.roster,
        mapping=sources.mapping,
        sheet=sources.sheet,
        progress=progress,
        as_of=as_of,
    )
    sha256 = {"roster": roster.sha256}
    if sources.sheet is not None:
        sha256["sheet"] = hashlib.sha256(sources.sheet.encode()).hexdigest()
    if sources.mapping is not None:
        sha256["map"] = _map_sha256(sources.mapping)
    memberships = None
    apart: tuple[str, ...] = ()
    elsewhere: dict[str, str] = {}
    if sources.memberships is not None:
        progress(f"Reading {sources.memberships.name}")
        memberships = read_memberships(sources.memberships, roster)
        sha256["memberships"] = memberships.sha256
        roster, apart, elsewhere = keep_apart(roster, program, memberships, as_of=as_of)
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
    inputs = Inputs(
        roster, program, relations, seating, sha256, bundle, memberships, apart
    )
    inputs = replace(inputs, elsewhere=elsewhere)
    return _with_meetings(inputs, sources, progress)


def _with_meetings(
    inputs: Inputs, sources: Sources, progress: Callable[[str], None]
) -> Inputs:
    """Add former groups and guides, where they are given."""
    history = guides = None
    sha256 = dict(inputs.sha256)
    if sources.history is not None:
        progress(f"Reading {sources.history.name}")
        history = read_history(sources.history, inputs.roster)
        sha256["history"] = history.sha256
    if sources.guides is not None:
        progress(f"Reading {sources.guides.name}")
        guides = read_guides(sources.guides, inputs.roster)
        sha256["guides"] = guides.sha256
    return replace(inputs, history=history, guides=guides, sha256=sha256)


def _map_sha256(mapping: str) -> str:
    """Fingerprint a map file, or the name of a preset."""
    path = Path(mapping)
    content = path.read_bytes() if path.is_file() else mapping.encode()
    return hashlib.sha256(content).hexdigest()
