"""What a run is given beside its roster and its program."""

from dataclasses import dataclass
from datetime import date

from matcher.roster.guides import Guides
from matcher.roster.history import History
from matcher.roster.relations import Relations
from matcher.roster.seating import Seating
from models.bundle import Bundle


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a roster's leaders beside the roster; all of it optional.

    Attributes
    ----------
    relations : Relations or None, default=None
        What leaders declared about each other.
    seating : Seating or None, default=None
        Where they sit before the run; None forms groups from nothing.
    as_of : date or None, default=None
        Day of the run; None takes it that nothing has expired.
    history : History or None, default=None
        Where they sat in former groups.
    guides : Guides or None, default=None
        Who leads groups.
    bundle : Bundle or None, default=None
        Whose learned value counts; None leaves value out.
    """

    relations: Relations | None = None
    seating: Seating | None = None
    as_of: date | None = None
    history: History | None = None
    guides: Guides | None = None
    bundle: Bundle | None = None

    def problems(self) -> tuple[str, ...]:
        """List what could not be used of any of the files, by line.

        Returns
        -------
        tuple of str
            A sentence each, beginning with the file.
        """
        files = (self.relations, self.seating, self.history, self.guides)
        return tuple(
            f"{file.source}, {problem.sentence()}."
            for file in files
            if file is not None
            for problem in file.problems
        )


NOTHING = Given()
