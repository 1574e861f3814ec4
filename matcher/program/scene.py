"""What rules are compiled over, and what they become."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from matcher.errors import ProgramError
from matcher.given import Given
from matcher.grouping import rules as arrays
from matcher.program.column_rules import AtLeast, AtMost, NotOnly, Share, Spread, Within
from matcher.program.fields import SOFT_PRICE, one_line
from matcher.program.meeting_rules import Guide, NotAgain
from matcher.program.people_rules import Apart, Ban, Pin, Together
from matcher.program.rules import Rule
from matcher.roster.relations import Relations
from matcher.roster.roster import Roster
from models.encoders.industry import Place

PricedRule = (
    AtMost
    | AtLeast
    | NotOnly
    | Spread
    | Within
    | Share
    | Apart
    | Together
    | Pin
    | Ban
    | NotAgain
    | Guide
)


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One rule of a program, and the same as arrays.

    Attributes
    ----------
    rule : Rule
        As the program says it.
    array : matcher.grouping.rules.Rule
        As the solver takes it; named by the sentence.
    applies_to : int
        Leaders whom the rule can bind.
    remark : str
        What to know beside it; blank if nothing.
    categories : tuple of str
        Names of the categories, for rules about categories.
    """

    rule: Rule
    array: arrays.Rule
    applies_to: int
    remark: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What rules are compiled over.

    Attributes
    ----------
    roster : Roster
        The leaders.
    given : Given
        Relations, seating, history, guides and the day of the run.
    places : tuple of Place
        Industry of each leader in the tree; empty to have them located.
    group_ids : tuple of str
        Names of the numbered groups.
    rows : mapping of str to int
        Row of each leader id.
    source : str
        Name of the program file, for messages.
    """

    roster: Roster
    given: Given
    places: tuple[Place, ...]
    group_ids: tuple[str, ...]
    rows: Mapping[str, int]
    source: str

    @property
    def relations(self) -> Relations:
        """What leaders declared about each other.

        Returns
        -------
        Relations
            May be empty.
        """
        return self.given.relations or Relations()

    def fail(self, rule: Rule, what: str) -> NoReturn:
        """Raise the one line that names file, rule and problem.

        Parameters
        ----------
        rule : Rule
            The rule that cannot be compiled.
        what : str
            Why not.

        Raises
        ------
        ProgramError
            Always.
        """
        text = f"{rule.kind} rule: {what}"
        raise ProgramError(one_line(self.source, rule.line, text))


def price_of(rule: PricedRule) -> float | None:
    """Return what a breach of a rule costs.

    Parameters
    ----------
    rule : PricedRule
        Hard or soft.

    Returns
    -------
    float or None
        None for a hard rule.
    """
    if not rule.soft:
        return None
    return SOFT_PRICE if rule.price is None else float(rule.price)


def leaders_are(count: int) -> str:
    """Begin a sentence about so many leaders.

    Parameters
    ----------
    count : int
        How many.

    Returns
    -------
    str
        With the verb.

    Examples
    --------
    >>> leaders_are(1), leaders_are(4)
    ('1 leader is', '4 leaders are')
    """
    return f"{count} leader is" if count == 1 else f"{count} leaders are"
