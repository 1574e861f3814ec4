"""Clashing rules in words: what cannot hold for everyone, who is in it, what helps."""

from matcher.pose import Posed
from matcher.proposal import Clash
from matcher.roster.roster import Roster


def describe_clashes(roster: Roster, posed: Posed) -> tuple[Clash, ...]:
    return ()
