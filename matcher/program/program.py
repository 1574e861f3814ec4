"""What one organisation wants: way, sizes, weights and rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from matcher.program.exploring import Explore
from matcher.program.fields import (
    refuse,
    require_choice,
    require_flag,
    require_number,
    require_text,
    require_whole,
)
from matcher.program.health import Health
from matcher.program.rules import Rule
from models.parts import HEAD_NAMES, HELPED

WAYS = ("accelerate", "optimize")


@dataclass(frozen=True, slots=True)
class Size:
    """How many leaders a group has.

    Attributes
    ----------
    min, target, max : int
        Leaders in a group: at least, at best, at most.
    fold_at : int
        A group that has this many or fewer is folded into another; below `min`.
    """

    min: int = 8
    target: int = 10
    max: int = 12
    fold_at: int = 5

    def __post_init__(self) -> None:
        require_whole("min", self.min, low=2, high=10_000)
        require_whole("max", self.max, low=2, high=10_000)
        require_whole("target", self.target, low=2, high=10_000)
        require_whole("fold_at", self.fold_at, low=0, high=10_000)
        if self.min > self.max:
            refuse("min", f"must not be above max = {self.max}, is {self.min}")
        if not self.min <= self.target <= self.max:
            must = f"must be from min = {self.min} to max = {self.max}"
            refuse("target", f"{must}, is {self.target}")
        if self.fold_at >= self.min:
            must = f"must be below min = {self.min}, or new groups would fold at once"
            refuse("fold_at", f"{must}; is {self.fold_at}")

    def sentence(self) -> str:
        """Say the sizes in plain English.

        Returns
        -------
        str
            The sizes, without a full stop.

        Examples
        --------
        >>> Size(8, 10, 12, 5).sentence()
        'groups of 8 to 12, 10 at best'
        >>> Size(8, 8, 8, 5).sentence()
        'groups of 8'
        """
        if self.min == self.max:
            return f"groups of {self.min}"
        return f"groups of {self.min} to {self.max}, {self.target} at best"


@dataclass(frozen=True, slots=True)
class Program:
    """The way, the sizes, the weights and the rules that one organisation uses.

    Attributes
    ----------
    way : {"accelerate", "optimize"}
        What the groups are for.
    size : Size
        How many leaders a group has.
    variety : mapping of str to float
        Weight of each facet in the score; negative asks for likeness.
    value_weight : float
        Weight of the learned value, not negative; counts when a bundle is given.
    value_head : {"helped", "accepted", "attended"}
        Question whose answers value was learned from.
    protect : float
        Attention to the weakest group, in [0, 1]; 0 looks at the mean alone. See
        `matcher.grouping.problem.Problem.with_protection`.
    rules : tuple of Rule
        Hard and soft rules, those of the file first.
    derived_conflicts : bool
        Whether employer, parent company and e-mail domain keep leaders apart.
    health : Health
        Price of faultlines, segments of the fairness report, season.
    explore : Explore
        Share of seats that is left to chance, and who agreed to it.
    preset : str
        Name of the preset that filled the rest; empty if none did.
    stated_facets : frozenset of str
        Facets that the file weighs itself: unknown ones among them are errors,
        while a preset's facet that the roster lacks is only left out.
    facet_lines : mapping of str to int
        Lines of the program file that weigh a facet, where known.
    source : str
        Name of the file or the preset, for messages.
    """

    way: str = "accelerate"
    size: Size = field(default_factory=Size)
    variety: Mapping[str, float] = field(default_factory=dict)
    value_weight: float = 1.0
    value_head: str = HELPED
    protect: float = 0.2
    rules: tuple[Rule, ...] = ()
    derived_conflicts: bool = True
    health: Health = field(default_factory=Health)
    explore: Explore = field(default_factory=Explore)
    preset: str = ""
    stated_facets: frozenset[str] = frozenset()
    facet_lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    source: str = ""

    def __post_init__(self) -> None:
        require_choice("way", self.way, WAYS)
        require_number("weight", self.value_weight, low=0.0, high=1000.0)
        require_choice("head", self.value_head, HEAD_NAMES)
        require_number("protect", self.protect, low=0.0, high=1.0)
        require_flag("derived", self.derived_conflicts)
        for facet, weight in self.variety.items():
            require_text("facet", facet)
            require_number(facet, weight, low=-1000.0, high=1000.0)

    def to_dict(self) -> dict[str, Any]:
        """Give the program as the table that a program file holds.

        The preset is spelt out, so that a stored proposal can be replayed after the
        preset has changed.

        Returns
        -------
        dict
            What `matcher.program.read.parse_program` reads back to the same rules.
        """
        return {
            "way": self.way,
            "protect": self.protect,
            "size": {f.name: getattr(self.size, f.name) for f in fields(self.size)},
            "variety": dict(self.variety),
            "value": self._value(),
            "conflicts": {"derived": self.derived_conflicts},
            **self.health.to_dict(),
            **self.explore.to_dict(),
            "rule": [_rule_table(rule) for rule in self.rules],
        }

    def _value(self) -> dict[str, Any]:
        if self.value_head == HELPED:
            return {"weight": self.value_weight}
        return {"weight": self.value_weight, "head": self.value_head}


def _rule_table(rule: Rule) -> dict[str, Any]:
    skipped = ("origin", "line", "fallback")
    table: dict[str, Any] = {"kind": rule.kind}
    for entry in fields(rule):
        value = getattr(rule, entry.name)
        if entry.name not in skipped and value is not None:
            table[entry.name] = value
    return table
