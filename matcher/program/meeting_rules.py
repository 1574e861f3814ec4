"""Rules about who met before and who leads a group, each with a sentence.

A rule here speaks of months and guides as the program file does;
`matcher.program.arrays` and `matcher.guiding` turn it into the solver's arrays.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from matcher.program.fields import (
    Origin,
    refuse,
    require_flag,
    require_terms,
    require_text,
    require_whole,
)
from matcher.program.wording import column_noun, count_word


@dataclass(frozen=True, slots=True)
class NotAgain:
    """Seat leaders with people they have not sat with lately.

    Attributes
    ----------
    months : int or None
        How far back a former group counts; None is since ever.
    seated : bool
        Whether those who share a group in the seating count too; by default they may
        go on together.
    soft : bool
        Whether the rule is priced rather than never broken.
    price : float or None
        Cost of a breach in the score of one leader; None is `SOFT_PRICE`.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "not_again"

    months: int | None = None
    seated: bool = False
    soft: bool = field(default=False, kw_only=True)
    price: float | None = field(default=None, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        if self.months is not None:
            require_whole("months", self.months, low=1, high=1200)
        require_flag("seated", self.seated)
        require_terms(soft=self.soft, price=self.price)

    def sentence(self) -> str:
        """Say the rule in plain English.

        Returns
        -------
        str
            The rule, without a full stop.

        Examples
        --------
        >>> NotAgain(24).sentence()
        'not with anyone they sat with in the last 24 months'
        >>> NotAgain().sentence()
        'not with anyone they ever sat with'
        """
        if self.months is None:
            return "not with anyone they ever sat with"
        span = f"{self.months} months" if self.months > 1 else "month"
        return f"not with anyone they sat with in the last {span}"


@dataclass(frozen=True, slots=True)
class Guide:
    """Form no group that nobody can lead: a guide with room, or one of its members.

    With `column`, a member who is marked there leads the group. Without it guides
    come from the guides file, each with a number of groups, slots and languages.

    Attributes
    ----------
    capacity : int or None
        Groups a guide takes at most, whatever the guides file says; also the number
        for guides of whom the file says none, else one.
    per_slot : int
        Groups a guide takes at one slot at most; more than one where a slot names a
        weekday and groups meet in different weeks.
    column : str
        Column of the roster that marks the members who can lead; empty for guides of
        the guides file.
    soft : bool
        Whether the rule is priced rather than never broken.
    price : float or None
        Cost of a breach in the score of one leader; None is `SOFT_PRICE`.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "guide"

    capacity: int | None = None
    per_slot: int = 1
    column: str = ""
    soft: bool = field(default=False, kw_only=True)
    price: float | None = field(default=None, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        if self.capacity is not None:
            require_whole("capacity", self.capacity, low=1, high=1000)
        require_whole("per_slot", self.per_slot, low=1, high=1000)
        if self.column != "":
            require_text("column", self.column)
            if self.capacity is not None:
                refuse("capacity", "goes with a guides file, not with column")
            if self.per_slot != 1:
                refuse("per_slot", "goes with a guides file, not with column")
        require_terms(soft=self.soft, price=self.price)

    def sentence(self) -> str:
        """Say the rule in plain English.

        Returns
        -------
        str
            The rule, without a full stop.

        Examples
        --------
        >>> Guide(capacity=4).sentence()
        'every group has a guide, who takes at most four groups'
        >>> Guide(column="moderator").sentence()
        'every group has a member marked as moderator'
        """
        if self.column:
            return f"every group has a member marked as {column_noun(self.column)}"
        takes = ""
        if self.capacity is not None:
            noun = "group" if self.capacity == 1 else "groups"
            takes = f", who takes at most {count_word(self.capacity)} {noun}"
        same = ""
        if self.per_slot > 1:
            same = f", at most {count_word(self.per_slot)} at the same slot"
        return f"every group has a guide{takes}{same}"
