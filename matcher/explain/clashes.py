"""Clashing rules in words: what cannot hold for everyone, who is in it, what helps."""

import re
from collections.abc import Mapping, Sequence

from matcher.explain.cures import Cures
from matcher.grouping import Clash as Count
from matcher.grouping import count_clashes
from matcher.grouping.rules import AtMost, Ban, Pin
from matcher.pose import Posed
from matcher.program.arrays import CompiledRule
from matcher.proposal import Clash
from matcher.roster.roster import Roster

_GROUP = re.compile(r"\bgroup (\d+)\b")
_NO_GROUP = re.compile(r"\b0 groups seat at most \d+ each, so")
_ONE_GROUP = re.compile(r"\b1 groups seat at most (\d+) each")


def describe_clashes(roster: Roster, posed: Posed) -> tuple[Clash, ...]:
    """Say what counting alone shows to be impossible.

    Parameters
    ----------
    roster : Roster
        The leaders.
    posed : Posed
        The problem, with names for its numbers.

    Returns
    -------
    tuple of Clash
        Empty when counting finds nothing; a search may still leave some unplaced.
    """
    ids = roster.leader_ids
    items = {item.array.name: item for item in posed.rules.items}
    cures = Cures(posed)
    return tuple(
        Clash(
            sentence=_sentence(count, items, posed.rules.group_ids),
            leader_ids=tuple(ids[row] for row in count.rows),
            cure=cures.cure(count),
        )
        for count in count_clashes(posed.problem)
    )


def forms_no_group(posed: Posed) -> bool:
    """Tell whether counting shows that not even one group can be filled.

    Parameters
    ----------
    posed : Posed
        The problem.

    Returns
    -------
    bool
        False when counting leaves it open.
    """
    caps = {r.name for r in posed.problem.rules if isinstance(r, AtMost)}
    return any(
        count.n_unseated == posed.problem.n_leaders
        # Where a group can be filled, a cap seats at least one of each category.
        or (count.rules[0] in caps and count.n_unseated == len(count.rows))
        for count in count_clashes(posed.problem)
    )


def _sentence(
    count: Count, items: Mapping[str, CompiledRule], group_ids: Sequence[str]
) -> str:
    item = items.get(count.rules[0])
    array = None if item is None else item.array
    if count.rules[0] == "together":
        return _tied(count)
    if isinstance(array, Pin | Ban):
        detail = _GROUP.sub(lambda g: f"group {_group(g, group_ids)}", count.detail)
        return f"{detail}."
    detail = count.detail
    if item is not None and item.categories and isinstance(array, AtMost):
        category = int(array.categories[count.rows[0]])
        detail = _NO_GROUP.sub("not even one group can be filled, so", detail)
        detail = _ONE_GROUP.sub(r"one group seats at most \1", detail)
        named = f"“{item.categories[category]}”"
        detail = detail.replace(f"share category {category};", f"share {named};")
    rules = " and ".join(name for name in count.rules if name != "sizes")
    return f"{rules}: {detail}." if rules else f"{detail}."


def _group(found: re.Match[str], group_ids: Sequence[str]) -> str:
    number = int(found[1])
    return group_ids[number] if number < len(group_ids) else found[1]


def _tied(count: Count) -> str:
    """Say what is wrong with a set that stays together."""
    tied = f"{len(count.rows)} leaders are tied together"
    broken = " and ".join(f"“{n}”" for n in count.rules[1:] if n != "sizes")
    parts = [
        "no group seats so many" if "sizes" in count.rules else "",
        f"that breaks {broken}" if broken else "",
    ]
    return f"{tied}, and {' and '.join(part for part in parts if part)}."
