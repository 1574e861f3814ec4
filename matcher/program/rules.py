"""All kinds of rules that a program can hold."""

from typing import TypeAlias

from matcher.program.column_rules import (
    AtLeast,
    AtMost,
    NotOnly,
    Share,
    Spread,
    Within,
)
from matcher.program.meeting_rules import Guide, NotAgain
from matcher.program.people_rules import Apart, Ban, Pin, Stay, Together

Rule: TypeAlias = (
    AtMost
    | AtLeast
    | NotOnly
    | Spread
    | Apart
    | Together
    | Within
    | Share
    | Pin
    | Ban
    | Stay
    | NotAgain
    | Guide
)
RULE_TYPES: tuple[type[Rule], ...] = (
    AtMost,
    AtLeast,
    NotOnly,
    Spread,
    Apart,
    Together,
    Within,
    Share,
    Pin,
    Ban,
    Stay,
    NotAgain,
    Guide,
)
