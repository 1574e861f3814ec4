"""The rules a program can hold, one frozen dataclass a kind, each with its sentence.

A rule here speaks of columns, relations and leaders as the program file does.
`matcher.program.compile` turns it into the solver's arrays.
"""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from matcher.program.fields import (
    refuse,
    require_choice,
    require_flag,
    require_number,
    require_text,
    require_whole,
)

Origin = Literal["program", "preset", "derived"]

RELATION_KINDS = (
    "competitor",
    "customer",
    "supplier",
    "family",
    "colleague",
    "conflict",
    "knows",
    "together",
)
LEVELS = ("ask", "no")
INDUSTRY_LEVELS = (2, 3, 4, 5, 6)

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight")
_NOUNS = {
    "company": "employer",
    "company_id": "employer",
    "parent_company_id": "parent company",
    "industry": "industry",
    "email": "corporate e-mail domain",
}
_APART = {
    "competitor": "no competitors together",
    "customer": "no customer with their supplier",
    "supplier": "no supplier with their customer",
    "family": "no relatives together",
    "colleague": "no colleagues together",
    "conflict": "no two with a declared conflict together",
    "knows": "no two who know each other together",
}
_TOGETHER = {
    "together": "those who are to sit together share a group",
    "knows": "those who know each other share a group",
    "family": "relatives share a group",
    "colleague": "colleagues share a group",
}


@dataclass(frozen=True, slots=True)
class AtMost:
    """At most so many of one category in a group.

    Attributes
    ----------
    column : str
        Column of the roster that holds the category.
    count : int
        Most leaders of one category in a group; at least 1.
    level : int or None
        For industry: digits of the industry tree, 2 to 6; None takes it as stated.
    soft : bool
        Whether the rule is priced rather than never broken.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "at_most"

    column: str
    count: int = 1
    level: int | None = None
    soft: bool = field(default=False, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_text("column", self.column)
        require_whole("count", self.count, low=1, high=1000)
        require_flag("soft", self.soft)
        if self.level is None:
            return
        require_whole("level", self.level, low=2, high=6)
        if self.column.strip().casefold() != "industry":
            refuse("level", 'goes with column = "industry" only')

    def sentence(self) -> str:
        """Say the rule in plain English.

        Returns
        -------
        str
            The rule, without a full stop.

        Examples
        --------
        >>> AtMost("industry", count=1, level=4).sentence()
        'no two from the same four-digit industry'
        >>> AtMost("city", count=3).sentence()
        'at most three with the same city'
        """
        noun = _NOUNS.get(self.column, self.column.replace("_", " "))
        if self.level is not None:
            noun = f"{_count_word(self.level)}-digit {noun}"
        link = "from" if self.column in _NOUNS and self.column != "email" else "with"
        if self.count == 1:
            return f"no two {link} the same {noun}"
        return f"at most {_count_word(self.count)} {link} the same {noun}"


@dataclass(frozen=True, slots=True)
class NotOnly:
    """Nobody is the only one of their kind in a group.

    Attributes
    ----------
    column : str
        Column of the roster with the declared attribute.
    soft : bool
        Whether the rule is priced rather than never broken.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "not_only"

    column: str
    soft: bool = field(default=False, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_text("column", self.column)
        require_flag("soft", self.soft)

    def sentence(self) -> str:
        """Say the rule in plain English.

        Returns
        -------
        str
            The rule, without a full stop.

        Examples
        --------
        >>> NotOnly("gender").sentence()
        'nobody is the only one of their gender in a group'
        """
        noun = _NOUNS.get(self.column, self.column.replace("_", " "))
        return f"nobody is the only one of their {noun} in a group"


@dataclass(frozen=True, slots=True)
class Spread:
    """A number differs only so much inside a group: the peer floor.

    Exactly one of `ratio` and `difference` is given. Leaders without the number are
    free of the rule.

    Attributes
    ----------
    column : str
        Column of the roster that holds the number.
    ratio : float or None
        Largest number over smallest; at least 1.
    difference : float or None
        Largest number less smallest, in the unit of the column; not negative.
    fallback : str
        Column to use when a preset asks for the rule and the roster lacks `column`.
    soft : bool
        Whether the rule is priced rather than never broken.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "spread"

    column: str
    ratio: float | None = None
    difference: float | None = None
    fallback: str = field(default="", kw_only=True, compare=False)
    soft: bool = field(default=False, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_text("column", self.column)
        require_flag("soft", self.soft)
        if (self.ratio is None) == (self.difference is None):
            key = "ratio" if self.ratio is None else "difference"
            refuse(key, "must be given, or difference, but not both")
        if self.ratio is not None:
            require_number("ratio", self.ratio, low=1.0)
        if self.difference is not None:
            require_number("difference", self.difference, low=0.0)

    def sentence(self) -> str:
        """Say the rule in plain English.

        Returns
        -------
        str
            The rule, without a full stop.

        Examples
        --------
        >>> Spread("revenue", ratio=10).sentence()
        'revenue within a factor of 10'
        >>> Spread("founded", difference=15).sentence()
        'founded at most 15 apart'
        """
        noun = self.column.replace("_", " ")
        if self.ratio is not None:
            return f"{noun} within a factor of {_number(self.ratio)}"
        return f"{noun} at most {_number(self.difference or 0.0)} apart"


@dataclass(frozen=True, slots=True)
class Apart:
    """Leaders with a relation do not share a group.

    Attributes
    ----------
    relation : str
        Kind of the relation, such as "competitor".
    level : {"ask", "no"}
        Lowest level that counts; "ask" takes both.
    soft : bool
        Whether the rule is priced rather than never broken.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "apart"

    relation: str
    level: str = "ask"
    soft: bool = field(default=False, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_choice("relation", self.relation, tuple(_APART))
        require_choice("level", self.level, LEVELS)
        require_flag("soft", self.soft)

    def sentence(self) -> str:
        """Say the rule in plain English.

        Returns
        -------
        str
            The rule, without a full stop.

        Examples
        --------
        >>> Apart("competitor", level="no").sentence()
        'no competitors together (declared as "no")'
        """
        said = '"ask" or "no"' if self.level == "ask" else '"no"'
        return f"{_APART[self.relation]} (declared as {said})"


@dataclass(frozen=True, slots=True)
class Together:
    """Leaders with a relation share a group.

    Attributes
    ----------
    relation : str
        Kind of the relation.
    soft : bool
        Whether the rule is priced rather than never broken.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "together"

    relation: str = "together"
    soft: bool = field(default=False, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_choice("relation", self.relation, tuple(_TOGETHER))
        require_flag("soft", self.soft)

    def sentence(self) -> str:
        """Say the rule in plain English.

        Returns
        -------
        str
            The rule, without a full stop.

        Examples
        --------
        >>> Together().sentence()
        'those who are to sit together share a group'
        """
        return _TOGETHER[self.relation]


@dataclass(frozen=True, slots=True)
class Pin:
    """A leader sits in a named group, whatever else.

    Attributes
    ----------
    leader : str
        Id of the leader.
    group : str
        Id of the group.
    soft : bool
        Whether the rule is priced rather than never broken.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "pin"

    leader: str
    group: str
    soft: bool = field(default=False, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_text("leader", self.leader)
        require_text("group", self.group)
        require_flag("soft", self.soft)

    def sentence(self) -> str:
        """Say the rule in plain English.

        Returns
        -------
        str
            The rule, without a full stop.

        Examples
        --------
        >>> Pin("L-014", "North").sentence()
        'L-014 sits in group North'
        """
        return f"{self.leader} sits in group {self.group}"


Rule = AtMost | NotOnly | Spread | Apart | Together | Pin

RULE_TYPES: tuple[type[Rule], ...] = (AtMost, NotOnly, Spread, Apart, Together, Pin)
NOT_YET = ("at_least", "within", "share", "not_again", "ban", "stay", "guide")


def _count_word(count: int) -> str:
    return _WORDS[count] if count < len(_WORDS) else str(count)


def _number(value: float) -> str:
    return f"{value:,.12g}"
