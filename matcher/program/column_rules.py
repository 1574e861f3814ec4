"""Rules about columns of the roster, one frozen dataclass a kind, each with a sentence.

A rule here speaks of columns as the program file does; `matcher.program.compile`
turns it into the solver's arrays.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from matcher.program.fields import (
    Origin,
    refuse,
    require_number,
    require_terms,
    require_text,
    require_whole,
)
from matcher.program.wording import (
    column_noun,
    count_word,
    kind_noun,
    link_word,
    number_word,
)


@dataclass(frozen=True, slots=True)
class AtMost:
    """Seat at most so many of one category in a group.

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
    price : float or None
        Cost of a breach in the score of one leader; None is `SOFT_PRICE`.
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
    price: float | None = field(default=None, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_text("column", self.column)
        require_whole("count", self.count, low=1, high=1000)
        if self.level is not None:
            require_whole("level", self.level, low=2, high=6)
            if self.column != "industry":
                refuse("level", 'goes with column = "industry" only')
        require_terms(soft=self.soft, price=self.price)

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
        'at most three from the same city'
        """
        noun = column_noun(self.column)
        if self.level is not None:
            noun = f"{count_word(self.level)}-digit {noun}"
        link = link_word(self.column)
        if self.count == 1:
            return f"no two {link} the same {noun}"
        return f"at most {count_word(self.count)} {link} the same {noun}"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Seat at least so many leaders with a value in every group.

    Attributes
    ----------
    column : str
        Column of the roster; of lists, any entry counts.
    value : str
        What the leaders who count have; for industry also digits of a NAICS code.
    count : int
        Such leaders in each group; at least 1.
    soft : bool
        Whether the rule is priced rather than never broken.
    price : float or None
        Cost of a breach in the score of one leader; None is `SOFT_PRICE`.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "at_least"

    column: str
    value: str
    count: int = 1
    soft: bool = field(default=False, kw_only=True)
    price: float | None = field(default=None, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_text("column", self.column)
        require_text("value", self.value)
        require_whole("count", self.count, low=1, high=1000)
        require_terms(soft=self.soft, price=self.price)

    def sentence(self) -> str:
        """Say the rule in plain English.

        Returns
        -------
        str
            The rule, without a full stop.

        Examples
        --------
        >>> AtLeast("needs", "finance", count=2).sentence()
        'at least two in every group with "finance" as needs'
        """
        noun = self.column.replace("_", " ")
        count = count_word(self.count)
        return f'at least {count} in every group with "{self.value}" as {noun}'


@dataclass(frozen=True, slots=True)
class NotOnly:
    """Seat nobody as the only one of their kind in a group.

    Attributes
    ----------
    column : str
        Column of the roster with the declared attribute.
    value : str
        Only those with this value are protected; blank protects everyone.
    soft : bool
        Whether the rule is priced rather than never broken.
    price : float or None
        Cost of a breach in the score of one leader; None is `SOFT_PRICE`.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "not_only"

    column: str
    value: str = ""
    soft: bool = field(default=False, kw_only=True)
    price: float | None = field(default=None, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_text("column", self.column)
        if self.value != "":
            require_text("value", self.value)
        require_terms(soft=self.soft, price=self.price)

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
        >>> NotOnly("gender", "Woman").sentence()
        'nobody is the only woman in a group'
        """
        noun = column_noun(self.column)
        if not self.value:
            return f"nobody is the only one of their {noun} in a group"
        return f"nobody is the only {kind_noun(self.value, noun)} in a group"


@dataclass(frozen=True, slots=True)
class Spread:
    """Let a number differ only so much inside a group: the peer floor.

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
    price : float or None
        Cost of a breach in the score of one leader; None is `SOFT_PRICE`.
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
    price: float | None = field(default=None, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_text("column", self.column)
        if (self.ratio is None) == (self.difference is None):
            key = "ratio" if self.ratio is None else "difference"
            refuse(key, 'must be given: either "ratio" or "difference", not both')
        if self.ratio is not None:
            require_number("ratio", self.ratio, low=1.0)
        if self.difference is not None:
            require_number("difference", self.difference, low=0.0)
        require_terms(soft=self.soft, price=self.price)

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
            return f"{noun} within a factor of {number_word(self.ratio)}"
        return f"{noun} at most {number_word(self.difference or 0.0)} apart"


@dataclass(frozen=True, slots=True)
class Within:
    """Keep the members of a group near one another.

    Exactly one of `km` and `minutes` is given. Leaders whose place or time zone is
    not known are free of the rule.

    Attributes
    ----------
    km : float or None
        Longest way over the globe between two members, in kilometres.
    minutes : float or None
        Largest difference of time zones, in minutes.
    soft : bool
        Whether the rule is priced rather than never broken.
    price : float or None
        Cost of a breach in the score of one leader; None is `SOFT_PRICE`.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "within"

    km: float | None = None
    minutes: float | None = None
    soft: bool = field(default=False, kw_only=True)
    price: float | None = field(default=None, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        if (self.km is None) == (self.minutes is None):
            key = "km" if self.km is None else "minutes"
            refuse(key, 'must be given: either "km" or "minutes", not both')
        if self.km is not None:
            require_number("km", self.km, low=0.0)
        if self.minutes is not None:
            require_number("minutes", self.minutes, low=0.0)
        require_terms(soft=self.soft, price=self.price)

    def sentence(self) -> str:
        """Say the rule in plain English.

        Returns
        -------
        str
            The rule, without a full stop.

        Examples
        --------
        >>> Within(km=80).sentence()
        'nobody travels more than 80 km to another member'
        >>> Within(minutes=120).sentence()
        'time zones at most 120 minutes apart'
        """
        if self.km is not None:
            way = f"{number_word(self.km)} km"
            return f"nobody travels more than {way} to another member"
        return f"time zones at most {number_word(self.minutes or 0.0)} minutes apart"


@dataclass(frozen=True, slots=True)
class Share:
    """Give every group something that all its members have in common.

    Attributes
    ----------
    column : str
        Column of the roster with lists, such as slots or languages.
    soft : bool
        Whether the rule is priced rather than never broken.
    price : float or None
        Cost of a breach in the score of one leader; None is `SOFT_PRICE`.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "share"

    column: str
    soft: bool = field(default=False, kw_only=True)
    price: float | None = field(default=None, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_text("column", self.column)
        require_terms(soft=self.soft, price=self.price)

    def sentence(self) -> str:
        """Say the rule in plain English.

        Returns
        -------
        str
            The rule, without a full stop.

        Examples
        --------
        >>> Share("slots").sentence()
        'at least one common meeting slot in every group'
        """
        return f"at least one common {column_noun(self.column)} in every group"
