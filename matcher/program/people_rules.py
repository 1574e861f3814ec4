"""Rules about people and their seats, one frozen dataclass a kind.

A rule here speaks of relations, leaders and groups as the program file does, and has
a sentence; `matcher.program.compile` turns it into the solver's arrays.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from matcher.program.fields import (
    Origin,
    refuse,
    require_choice,
    require_group,
    require_number,
    require_terms,
    require_text,
    require_whole,
)

LEVELS = ("ask", "no")

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
class Apart:
    """Seat leaders with a relation in different groups.

    Attributes
    ----------
    relation : str
        Kind of the relation, such as "competitor".
    level : {"ask", "no"}
        Lowest level that counts; "ask" takes both.
    soft : bool
        Whether the rule is priced rather than never broken.
    price : float or None
        Cost of a breach in the score of one leader; None is `SOFT_PRICE`.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "apart"

    relation: str
    level: str = "ask"
    soft: bool = field(default=False, kw_only=True)
    price: float | None = field(default=None, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_choice("relation", self.relation, tuple(_APART))
        require_choice("level", self.level, LEVELS)
        require_terms(soft=self.soft, price=self.price)

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
        only = ' (declared as "no")' if self.level == "no" else ""
        return f"{_APART[self.relation]}{only}"


@dataclass(frozen=True, slots=True)
class Together:
    """Seat leaders with a relation in one group, or leave all of them unseated.

    Attributes
    ----------
    relation : str
        Kind of the relation.
    soft : bool
        Whether the rule is priced rather than never broken.
    price : float or None
        Cost of each leader seated with none of theirs, in the score of one leader;
        None is `SOFT_PRICE`.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "together"

    relation: str = "together"
    soft: bool = field(default=False, kw_only=True)
    price: float | None = field(default=None, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_choice("relation", self.relation, tuple(_TOGETHER))
        require_terms(soft=self.soft, price=self.price)

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
    """Seat a leader in a named group, whatever the score says.

    Attributes
    ----------
    leader : str
        Id of the leader.
    group : str
        Id of the group.
    soft : bool
        Whether the rule is priced rather than never broken.
    price : float or None
        Cost of another seat, or none, in the score of one leader; None is
        `SOFT_PRICE`.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "pin"

    leader: str
    group: str
    soft: bool = field(default=False, kw_only=True)
    price: float | None = field(default=None, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_text("leader", self.leader)
        require_group("group", self.group)
        require_terms(soft=self.soft, price=self.price)

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


@dataclass(frozen=True, slots=True)
class Ban:
    """Keep a leader out of a named group.

    Attributes
    ----------
    leader : str
        Id of the leader.
    group : str
        Id of the group.
    soft : bool
        Whether the rule is priced rather than never broken.
    price : float or None
        Cost of this seat, in the score of one leader; None is `SOFT_PRICE`.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "ban"

    leader: str
    group: str
    soft: bool = field(default=False, kw_only=True)
    price: float | None = field(default=None, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        require_text("leader", self.leader)
        require_group("group", self.group)
        require_terms(soft=self.soft, price=self.price)

    def sentence(self) -> str:
        """Say the rule in plain English.

        Returns
        -------
        str
            The rule, without a full stop.

        Examples
        --------
        >>> Ban("L-014", "North").sentence()
        'L-014 does not sit in group North'
        """
        return f"{self.leader} does not sit in group {self.group}"


@dataclass(frozen=True, slots=True)
class Stay:
    """Let members keep their seats: a budget of moves, or a price for each.

    Attributes
    ----------
    max_moves : int or None
        Most seated leaders who may change group.
    price : float or None
        Cost of each who does, in the score of one leader; makes the rule soft.
    soft : bool
        Whether the rule is priced rather than never broken.
    guide_price, slot_price : float
        Cost of another guide, and of another slot, for a group that had one, in the
        score of one leader.
    origin : {"program", "preset", "derived"}
        Who asked for the rule.
    line : int or None
        Line of the program file.
    """

    kind: ClassVar[str] = "stay"

    max_moves: int | None = None
    price: float | None = None
    soft: bool = False
    guide_price: float = field(default=1.0, kw_only=True)
    slot_price: float = field(default=1.0, kw_only=True)
    origin: Origin = field(default="program", kw_only=True, compare=False)
    line: int | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        if (self.max_moves is None) == (self.price is None):
            key = "max_moves" if self.max_moves is None else "price"
            refuse(key, 'must be given: either "max_moves" or "price", not both')
        if self.max_moves is not None:
            require_whole("max_moves", self.max_moves, low=0, high=10_000_000)
            if self.soft is not False:
                refuse("soft", "must be false with max_moves; a price makes it soft")
        require_number("guide_price", self.guide_price, low=0.0, high=1000.0)
        require_number("slot_price", self.slot_price, low=0.0, high=1000.0)
        if self.price is not None:
            require_number("price", self.price, low=0.0)
            object.__setattr__(self, "soft", True)

    def sentence(self) -> str:
        """Say the rule in plain English.

        Returns
        -------
        str
            The rule, without a full stop.

        Examples
        --------
        >>> Stay(max_moves=6).sentence()
        'at most 6 seated leaders change group'
        """
        if self.max_moves is not None:
            return f"at most {self.max_moves} seated leaders change group"
        return f"a move costs {self.price:g} of the score"
