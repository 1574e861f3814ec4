"""What counting alone tells of a program over a roster, before anything is run."""

from dataclasses import asdict, dataclass
from typing import Any

from matcher.explain.clashes import describe_clashes, forms_no_group
from matcher.given import NOTHING, Given
from matcher.pose import pose
from matcher.program.program import Program
from matcher.proposal import Clash
from matcher.roster.roster import Roster


@dataclass(frozen=True, slots=True)
class RuleOutlook:
    """One rule, and whom it can bind.

    Attributes
    ----------
    sentence : str
        The rule in plain English.
    applies_to : int
        Leaders for whom its column or relation is known.
    remark : str
        What to know beside it.
    """

    sentence: str
    applies_to: int
    remark: str


@dataclass(frozen=True, slots=True)
class Foresight:
    """What can be said before a search.

    Attributes
    ----------
    rules : tuple of RuleOutlook
        Sizes first, then the rules of the program.
    clashes : tuple of Clash
        Why some leaders can certainly not be seated; empty when counting finds none.
    remarks : tuple of str
        What was left out or replaced.
    verdict : str
        One sentence that sums it up.
    """

    rules: tuple[RuleOutlook, ...]
    clashes: tuple[Clash, ...]
    remarks: tuple[str, ...]
    verdict: str

    def to_dict(self) -> dict[str, Any]:
        """Turn it into what JSON can hold.

        Returns
        -------
        dict
            The attributes; nested dictionaries and lists.
        """
        return asdict(self)


def foresee(roster: Roster, program: Program, *, given: Given = NOTHING) -> Foresight:
    """Weigh the rules of a program over a roster by counting.

    Parameters
    ----------
    roster : Roster
        The leaders.
    program : Program
        What their organisation wants.
    given : Given, default=Given()
        Relations and day of the run.

    Returns
    -------
    Foresight
        The rules, and the clashes that are certain.

    Raises
    ------
    ProgramError
        If the program asks for what the roster does not have.
    InfeasibleError
        If there are fewer leaders than one group needs.
    """
    posed = pose(roster, program, given=given)
    clashes = describe_clashes(roster, posed)
    size = RuleOutlook(posed.program.size.sentence(), len(roster), "")
    outlooks = (
        RuleOutlook(item.rule.sentence(), item.applies_to, item.remark)
        for item in posed.rules.items
    )
    relation_problems = given.relations.problems if given.relations else ()
    return Foresight(
        rules=(size, *outlooks),
        clashes=clashes,
        remarks=(*posed.remarks, *(f"{p.sentence()}." for p in relation_problems)),
        verdict=_verdict(len(roster), clashes, is_none=forms_no_group(posed)),
    )


def _verdict(n_leaders: int, clashes: tuple[Clash, ...], *, is_none: bool) -> str:
    if not clashes:
        return (
            f"By counting alone, nothing keeps any of the {n_leaders:,} leaders from a "
            "seat; the search has the last word."
        )
    if is_none:
        return (
            "Not even one group can be formed under these rules and sizes; mend them "
            "first."
        )
    return "Not everyone can be seated; form still seats as many as it can."
