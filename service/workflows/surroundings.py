"""What stands around one leader: files read and gathered once, then asked."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from matcher.roster.introductions import Introductions, read_introductions
from matcher.roster.memberships import Memberships, read_memberships
from matcher.roster.roster import Roster
from matcher.roster.surveys import Surveys, read_surveys
from matcher.suggest.consent import consent_remarks
from matcher.suggest.desk import Desk, open_desk
from matcher.suggest.give_and_take import GiveAndTake
from matcher.suggest.pool import Pool, build_pool
from matcher.suggest.teams import TeamDesk
from service.workflows.inputs import Inputs, Sources, read_inputs
from training.feedback import Feedback, read_feedback

File = TypeVar("File", Memberships, Surveys, Feedback)
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Beside:
    """Files that only the four ways read.

    Attributes
    ----------
    surveys : Path or None, default=None
        What leaders answered.
    feedback : Path or None, default=None
        What they said of each other.
    introductions : Path or None, default=None
        Which introductions they asked for.
    """

    surveys: Path | None = None
    feedback: Path | None = None
    introductions: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Files read and gathered once, to be asked as often as one likes.

    Attributes
    ----------
    inputs : Inputs
        Roster, program and what stands beside them.
    memberships : Memberships or None
        Seats that leaders hold.
    surveys : Surveys or None
        What they answered.
    feedback : Feedback or None
        What they said of each other.
    introductions : Introductions or None
        Which introductions they asked for.
    pool : Pool
        The leaders, ready for suggestions.
    as_of : date
        Day of the run.
    """

    inputs: Inputs
    memberships: Memberships | None
    surveys: Surveys | None
    feedback: Feedback | None
    introductions: Introductions | None
    pool: Pool
    as_of: date

    @property
    def problems(self) -> tuple[str, ...]:
        """List what could not be used of any file, by line.

        Returns
        -------
        tuple of str
            A sentence each, beginning with the file.
        """
        files = (
            self.memberships,
            self.surveys,
            self.feedback,
            self.introductions,
        )
        return (
            *self.inputs.given(self.as_of).problems(),
            *consent_remarks(self.inputs.roster.table),
            *(
                f"{file.source}, {problem.sentence()}."
                for file in files
                if file is not None
                for problem in file.problems
            ),
        )

    def groups(self) -> Desk:
        """Open the groups.

        Returns
        -------
        Desk
            Of the seating.

        Raises
        ------
        SeatingError
            If nobody sits anywhere.
        """
        given = self.inputs.given(self.as_of)
        return open_desk(self.inputs.roster, self.inputs.program, given=given)

    def record(self) -> GiveAndTake | None:
        """Count introductions up to the day of the run.

        Returns
        -------
        GiveAndTake or None
            None where no introductions are known.
        """
        if self.introductions is None:
            return None
        said = self.introductions.items
        return GiveAndTake.of(self.pool, said, as_of=self.as_of)

    def teams(self) -> TeamDesk:
        """Open the teams.

        Returns
        -------
        TeamDesk
            Without any where no memberships are known.
        """
        inputs = self.inputs
        return TeamDesk.of(inputs.roster, inputs.program, self.memberships)


def open_scene(
    sources: Sources, beside: Beside, *, as_of: date, progress: Progress
) -> Scene:
    """Read the files and gather what suggestions need.

    Parameters
    ----------
    sources : Sources
        The files and names a run starts from.
    beside : Beside
        Files that only the ways read.
    as_of : date
        Day of the run.
    progress : callable
        Told what is being done.

    Returns
    -------
    Scene
        Ready to be asked.

    Raises
    ------
    MatcherError
        If a file cannot be used.
    """
    # Memberships leave the roster whole here: those who sit in a team may ask too.
    inputs = read_inputs(replace(sources, memberships=None), progress, as_of=as_of)
    roster = inputs.roster
    files = (sources.memberships, beside.surveys, beside.feedback)
    for path in (*files, beside.introductions):
        if path is not None:
            progress(f"Reading {path.name}")
    memberships = _read(read_memberships, files[0], roster)
    surveys = _read(read_surveys, files[1], roster)
    feedback = _read(read_feedback, files[2], roster)
    introductions = None
    if beside.introductions is not None:
        introductions = read_introductions(beside.introductions, roster, as_of=as_of)
    progress("Gathering what is known")
    given = inputs.given(as_of)
    pool = build_pool(roster, inputs.program, given=given, model=inputs.bundle)
    return Scene(
        inputs, memberships, surveys, feedback, introductions, pool, as_of=as_of
    )


def _read(
    read: Callable[[Path, Roster], File], path: Path | None, roster: Roster
) -> File | None:
    return None if path is None else read(path, roster)
