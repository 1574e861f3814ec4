"""What counting and a trial tell of a program over a roster, before anything is run."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from matcher.explain.clashes import describe_clashes
from matcher.explain.cures import find_unplaced
from matcher.given import NOTHING, Given
from matcher.grouping.reasons import unseated_reasons
from matcher.grouping.stop import MaxRuntime, Prelude
from matcher.leading import settle_plan, shortage_clash
from matcher.pose import pose
from matcher.program.program import Program
from matcher.program.reviews import Reviews, suggest_reviews
from matcher.proposal import Clash
from matcher.roster.relations import Relations
from matcher.roster.roster import Roster

PLAN_SECONDS = 10.0  # in which a plan of guides is mended, half of it


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
        Why some leaders have no seat; empty when a trial seats everyone.
    remarks : tuple of str
        What was left out or replaced.
    verdict : str
        One sentence that sums it up.
    reviews : Reviews
        Pairs to ask whether they compete; nothing keeps them apart.
    """

    rules: tuple[RuleOutlook, ...]
    clashes: tuple[Clash, ...]
    remarks: tuple[str, ...]
    verdict: str
    reviews: Reviews = field(default_factory=Reviews)

    def to_dict(self) -> dict[str, Any]:
        """Turn it into what JSON can hold.

        Returns
        -------
        dict
            The attributes; nested dictionaries and lists.
        """
        return asdict(self)


def foresee(
    roster: Roster,
    program: Program,
    *,
    given: Given = NOTHING,
    observer: Callable[[str], None] | None = None,
) -> Foresight:
    """Weigh the rules of a program over a roster by counting and a short trial.

    Parameters
    ----------
    roster : Roster
        The leaders.
    program : Program
        What their organisation wants.
    given : Given, default=Given()
        Relations and day of the run.
    observer : callable or None, default=None
        Told what is being done, in a few words.

    Returns
    -------
    Foresight
        The rules, and which of them clash.

    Raises
    ------
    ProgramError
        If the program asks for what the roster does not have.
    InfeasibleError
        If there are fewer leaders than one group needs.
    """
    posed = pose(roster, program, given=given)
    tell = observer or (lambda _: None)
    posed, labels = settle_plan(
        posed, share=Prelude(MaxRuntime(PLAN_SECONDS)).share, seed=0, tell=tell
    )
    tell("Trying to seat everyone")
    unseated = (
        find_unplaced(posed.problem)
        if labels is None
        else unseated_reasons(posed.problem, labels)
    )
    clashes = (
        *shortage_clash(roster, posed),
        *describe_clashes(roster, posed, unseated=unseated, tell=tell),
    )
    reviews = suggest_reviews(roster, posed.places, given.relations or Relations())
    size = RuleOutlook(posed.program.size.sentence(), len(roster), "")
    outlooks = (
        RuleOutlook(item.rule.sentence(), item.applies_to, item.remark)
        for item in posed.rules.items
    )
    return Foresight(
        rules=(size, *outlooks),
        clashes=clashes,
        remarks=(*posed.remarks, *given.problems(), *reviews.remark()),
        verdict=_verdict(len(roster), len(unseated), clashes),
        reviews=reviews,
    )


def _verdict(n_leaders: int, n_left: int, clashes: tuple[Clash, ...]) -> str:
    if n_left == n_leaders:
        return (
            "Not even one group can be formed under these rules and sizes; mend them "
            "first."
        )
    if not clashes:
        return f"A trial found a seat for all {n_leaders:,} leaders under every rule."
    certain = max(clash.n_unplaced for clash in clashes)
    how = "no grouping can do better" if certain >= n_left else "found by a trial"
    return (
        f"{n_leaders - n_left:,} of {n_leaders:,} leaders can be seated ({how}); form "
        "lists the others with the reason."
    )
