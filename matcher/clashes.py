"""Clashing rules in words: what cannot hold for everyone, who is in it, what helps."""

import math
import re
from collections.abc import Sequence

from matcher.grouping import Clash as Count
from matcher.grouping import Problem, count_clashes
from matcher.grouping.rules import AtMost
from matcher.pose import Posed
from matcher.program.arrays import CompiledRule
from matcher.proposal import Clash
from matcher.roster.roster import Roster

_GROUP = re.compile(r"\bgroup (\d+)\b")


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
    return tuple(
        Clash(
            sentence=_sentence(count, items, posed.rules.group_ids),
            leader_ids=tuple(ids[row] for row in count.rows),
            cure=_cure(count, items, posed.problem),
        )
        for count in count_clashes(posed.problem)
    )


def _item(count: Count, items: dict[str, CompiledRule]) -> CompiledRule | None:
    return next((items[name] for name in count.rules if name in items), None)


def _sentence(
    count: Count, items: dict[str, CompiledRule], group_ids: Sequence[str]
) -> str:
    item = _item(count, items)
    detail = count.detail
    if item is not None and item.categories and isinstance(item.array, AtMost):
        category = int(item.array.categories[count.rows[0]])
        named = f"“{item.categories[category]}”"
        detail = detail.replace(f"share category {category};", f"share {named};")
    if group_ids:
        detail = re.sub(
            r"\bgroup (\d+)\b",
            lambda found: f"group {group_ids[int(found[1])]}",
            detail,
        )
    rules = " and ".join(name for name in count.rules if name != "sizes")
    return f"{rules}: {detail}." if rules else f"{detail}."


def _cure(count: Count, items: dict[str, CompiledRule], problem: Problem) -> str:
    """Name the smallest change by which the same counting would find nothing."""
    item = _item(count, items)
    if item is None:
        low = int(problem.sizes.low[0])
        return f"Lower min = {low} or raise max under [size]."
    if isinstance(item.array, AtMost):
        seated = len(count.rows) - count.n_unseated
        n_groups = max(1, seated // item.array.count)
        needed = math.ceil(len(count.rows) / n_groups)
        return f"count = {needed} in this rule would let counting seat them all."
    return "Widen this rule, or leave out the people in it."
