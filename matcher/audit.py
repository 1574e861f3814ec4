"""Read a seating back against a program: which rule is broken, where and by whom.

Nothing of the search is used: rules are compiled anew and checked by their definitions.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from matcher.change import Breach, Leaver
from matcher.errors import SeatingError
from matcher.explain.moves import describe_breaches, keep_confidence
from matcher.explain.wording import count
from matcher.given import Given
from matcher.grouping import Facet, Problem
from matcher.program.check import check_program
from matcher.program.compile import compile_rules
from matcher.program.program import Program
from matcher.roster.records import LineProblem
from matcher.roster.roster import Roster
from models.facets import facet_names


@dataclass(frozen=True, slots=True)
class Audit:
    """A seating, read back.

    Attributes
    ----------
    source : str
        Name of the seating file.
    n_seated, n_groups : int
        Leaders of the roster who sit somewhere, and groups they sit in.
    n_broken : int
        Groups that break a hard rule.
    breaches : tuple of Breach
        Every rule that a group breaks, hard ones first; of what leaders declared only
        that it is broken.
    waiting : tuple of str
        Leaders of the roster who sit nowhere.
    left : tuple of Leaver
        Leaders of the seating whom the roster does not have.
    problems : tuple of LineProblem
        Lines of the seating that were not used, or not as they stand.
    remarks : tuple of str
        What the reader should know of the rules.
    """

    source: str
    n_seated: int
    n_groups: int
    n_broken: int
    breaches: tuple[Breach, ...]
    waiting: tuple[str, ...]
    left: tuple[Leaver, ...]
    problems: tuple[LineProblem, ...]
    remarks: tuple[str, ...]

    @property
    def n_hard(self) -> int:
        """Breaches of hard rules.

        Returns
        -------
        int
            0 when every hard rule is kept.
        """
        return sum(breach.is_hard for breach in self.breaches)

    def verdict(self) -> str:
        """Sum it up in one sentence.

        Returns
        -------
        str
            Fit to read aloud.
        """
        if not self.n_hard:
            return f"Every hard rule is kept in all {self.n_groups:,} groups."
        times = count(self.n_hard, "time")
        return (
            f"Hard rules are broken {times}, in {self.n_broken:,} of "
            f"{self.n_groups:,} groups."
        )

    def to_dict(self) -> dict[str, Any]:
        """Turn it into what JSON can hold.

        Returns
        -------
        dict
            The attributes, and the verdict.
        """
        return asdict(self) | {"n_hard": self.n_hard, "verdict": self.verdict()}


def audit(roster: Roster, program: Program, *, given: Given) -> Audit:
    """Check a seating against every rule of a program.

    Parameters
    ----------
    roster : Roster
        The leaders.
    program : Program
        What their organisation wants.
    given : Given
        With the seating; relations and history as its rules need them.

    Returns
    -------
    Audit
        Names ids only; of declared relations nobody, no group and no reason.

    Raises
    ------
    ProgramError
        If the program asks for what the roster does not have.
    SeatingError
        If there is no seating.
    """
    seating = given.seating
    if seating is None:
        msg = "There is no seating to check."
        raise SeatingError(msg)
    fitted, remarks = check_program(program, roster, facets=facet_names(roster.table))
    rules = compile_rules(fitted, roster, given=given)
    blank = Facet("none", np.zeros((len(roster), 1)))
    size = fitted.size
    problem = Problem.from_facets([blank], sizes=(size.min, size.max))
    problem = problem.with_rules(*rules.arrays)
    ids = tuple(roster.leader_ids)
    labels = seating.labels
    found = describe_breaches(problem, rules, size, labels, leader_ids=ids)
    return Audit(
        source=seating.source,
        n_seated=seating.n_seated,
        n_groups=int(np.unique(labels[labels >= 0]).size),
        n_broken=len({one.group_id for one in found if one.is_hard}),
        breaches=keep_confidence(found),
        waiting=tuple(ids[row] for row in np.flatnonzero(labels < 0).tolist()),
        left=seating.left,
        problems=seating.problems,
        remarks=(*remarks, *rules.remarks),
    )
