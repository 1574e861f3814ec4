"""Clashing rules in words: what cannot hold for everyone, who is in it, what helps.

What counting shows comes first. Whoever is still without a seat is explained by
several rules together, then by an exact model of the few leaders who are hardest to
part, and what remains by the rule that stopped the search most often.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from matcher.explain.cures import COUNTED, Cures, find_unplaced
from matcher.explain.private import rests_on_declared
from matcher.explain.wording import count
from matcher.grouping import Clash as Count
from matcher.grouping import count_clashes
from matcher.grouping.clash_sets import smallest_clash
from matcher.grouping.rivals import find_lonely, find_rivals
from matcher.grouping.rules import AtMost, Ban, Pin
from matcher.pose import Posed
from matcher.proposal import Clash
from matcher.roster.roster import Roster

MOST_CURED = 6  # clashes for which a way out is tried; the rest are counted only
CURED_OF_MANY, MANY = 2, 5_000  # the same where a roster has more leaders
MOST_LOOKED_AT = 400  # leaders without a seat who are looked at one by one
PAIRS_LOOKED_AT = 2_000_000  # of them with all leaders
MOST_FOUND = 3  # rules named for what only a search found

_GROUP = re.compile(r"\bgroup (\d+)\b")
_NO_GROUP = re.compile(r"\b0 groups seat at most \d+ each, so")
_ONE_GROUP = re.compile(r"\b1 groups seat at most (\d+) each")

Tell = Callable[[str], None]


class _Found(NamedTuple):
    clash: Count
    basis: str


def describe_clashes(
    roster: Roster,
    posed: Posed,
    *,
    unseated: Mapping[int, str] | None = None,
    tell: Tell = lambda _: None,
) -> tuple[Clash, ...]:
    """Say which rules keep whom from a seat, and what would help.

    Parameters
    ----------
    roster : Roster
        The leaders.
    posed : Posed
        The problem, with names for its numbers.
    unseated : mapping of int to str or None, default=None
        Row without a seat -> name of the rule that keeps it out, as a search found;
        None makes a short trial.
    tell : callable, optional
        Told what is being done.

    Returns
    -------
    tuple of Clash
        The certain ones first; empty when everyone has a seat.
    """
    counted = count_clashes(posed.problem)
    if unseated is None:
        tell("Trying to seat everyone")
        unseated = find_unplaced(posed.problem)
    found = [_Found(clash, "counted") for clash in counted]
    if unseated:
        tell("Explaining who has no seat")
        found += _look_deeper(posed, counted, unseated)
    most = MOST_CURED if len(roster) <= MANY else CURED_OF_MANY
    cures = Cures(posed, len(unseated), tell, min(len(found), most))
    return tuple(
        _clash(roster, posed, one, cures, is_tried=k < most)
        for k, one in enumerate(found)
    )


def _look_deeper(
    posed: Posed, counted: Sequence[Count], unseated: Mapping[int, str]
) -> Iterator[_Found]:
    """Explain those without a seat whom counting one rule at a time does not."""
    problem = posed.problem
    named = {row for clash in counted for row in clash.rows}
    left = [row for row in sorted(unseated) if row not in named]
    is_named = not left
    if is_named and len(unseated) > sum(clash.n_unseated for clash in counted):
        left = sorted(unseated)
    n_looked_at = min(MOST_LOOKED_AT, PAIRS_LOOKED_AT // problem.n_leaders)
    lonely = find_lonely(problem, left[:n_looked_at])
    yield from (_Found(clash, "combined") for clash in lonely)
    alone = {row for clash in lonely for row in clash.rows}
    left = [row for row in left if row not in alone]
    if not left:
        return
    rivals = find_rivals(problem, left)
    if rivals and any(set(rivals.rows) <= set(clash.rows) for clash in counted):
        rivals = None
    proven = None if rivals or counted or lonely else smallest_clash(problem)
    if rivals is not None:
        yield _Found(rivals, "combined")
    elif proven is not None:
        yield _Found(proven, "proven")
    at_least = sum(clash.n_unseated for clash in (rivals, proven) if clash)
    if len(left) > at_least and not is_named:
        yield from _found_by_search(posed, left, unseated)


def _found_by_search(
    posed: Posed, left: Sequence[int], unseated: Mapping[int, str]
) -> Iterator[_Found]:
    """Name the rules that stopped the search, most often first."""
    size = posed.program.size
    stopped = Counter(unseated[row] or "sizes" for row in left)
    for name, n_stopped in stopped.most_common(MOST_FOUND):
        rows = tuple(row for row in left if (unseated[row] or "sizes") == name)
        under = f"groups of {size.min} to {size.max}" if name == "sizes" else name
        detail = f"{count(n_stopped, 'leader')} found no seat under: {under}"
        yield _Found(Count((name,), rows, 0, detail), "found by search")


def _clash(
    roster: Roster, posed: Posed, found: _Found, cures: Cures, *, is_tried: bool
) -> Clash:
    clash, basis = found
    is_private = rests_on_declared(clash.rules, posed)
    ways = cures.find(clash, basis) if is_tried else ()
    untried = "See the ways out of the clashes above; this one was not tried."
    return Clash(
        sentence=_sentence(posed, found),
        leader_ids=()
        if is_private
        else tuple(roster.leader_ids[row] for row in clash.rows),
        cure=cures.word(ways) if is_tried else untried,
        rules=tuple(name for name in clash.rules if name not in ("sizes", "together")),
        basis="counted" if basis in COUNTED else basis,
        n_unplaced=clash.n_unseated,
        cures=ways,
        is_private=is_private,
    )


def _sentence(posed: Posed, found: _Found) -> str:
    clash, basis = found
    if basis == "found by search":
        return f"{clash.detail} (found by search, not proven)."
    text = _counted(clash, posed)
    return f"{text.removesuffix('.')} (proven)." if basis == "proven" else text


def _counted(count: Count, posed: Posed) -> str:
    items = {item.array.name: item for item in posed.rules.items}
    group_ids = posed.rules.group_ids
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
        if category >= 0:
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
