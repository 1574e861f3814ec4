"""Relations and pins that cannot both hold, and relations that ended, by their lines.

Who is in a declared relation is private: only lines of files are named here.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from matcher.program.people_rules import LEVELS, Apart, Pin, Together
from matcher.program.rules import Rule
from matcher.roster.relations import Relation, Relations

MAX_NAMED = 20  # lines named one by one


def ended_remarks(relations: Relations, as_of: date | None) -> tuple[str, ...]:
    """Name the relations that ended before the day of the run.

    Parameters
    ----------
    relations : Relations
        What leaders declared.
    as_of : date or None
        Day of the run; without it nothing has ended.

    Returns
    -------
    tuple of str
        A sentence a line, and one for the rest of many.
    """
    if as_of is None:
        return ()
    ended = [e for e in relations.entries if e.until is not None and e.until < as_of]
    named = [
        f"{relations.source}, line {entry.line}: ended on {entry.until}, not counted."
        for entry in ended[:MAX_NAMED]
    ]
    if len(ended) > MAX_NAMED:
        more = len(ended) - MAX_NAMED
        named.append(f"{relations.source}: {more} more relations ended, not counted.")
    return tuple(named)


def contradictions(
    rules: tuple[Rule, ...],
    relations: Relations,
    *,
    rows: Mapping[str, int],
    as_of: date | None,
) -> tuple[str, ...]:
    """Find hard rules on the same people that leave them no seat.

    Parameters
    ----------
    rules : tuple of Rule
        Rules of a program.
    relations : Relations
        What leaders declared.
    rows : mapping of str to int
        Row of each leader id.
    as_of : date or None
        Day of the run.

    Returns
    -------
    tuple of str
        A sentence each, with the lines that contradict one another.
    """
    hard = [rule for rule in rules if not rule.soft]
    ties = _counting(hard, Together, relations, as_of)
    parted = _counting(hard, Apart, relations, as_of)
    head = _joined(ties)
    pins = {rows[rule.leader]: rule for rule in hard if isinstance(rule, Pin)}
    found = [*_tied_and_apart(ties, parted, head), *_pinned(pins, ties, parted, head)]
    lines = [f"{relations.source}, {what}" for what in found[:MAX_NAMED]]
    if len(found) > MAX_NAMED:
        lines.append(f"{relations.source}: {len(found) - MAX_NAMED} more such lines.")
    return tuple(lines)


def _counting(
    rules: list[Rule],
    kind: type[Apart | Together],
    relations: Relations,
    as_of: date | None,
) -> list[Relation]:
    """List the relations that rules of a kind make count."""
    levels: dict[str, tuple[str, ...]] = {}
    for rule in rules:
        if isinstance(rule, kind):
            asked = LEVELS if isinstance(rule, Apart) else ("fine", *LEVELS)
            least = rule.level if isinstance(rule, Apart) else "fine"
            levels[rule.relation] = asked[asked.index(least) :]
    return [
        entry
        for entry in relations.entries
        if entry.level in levels.get(entry.kind, ())
        and (as_of is None or entry.until is None or entry.until >= as_of)
    ]


def _joined(ties: list[Relation]) -> dict[int, int]:
    """Give everyone who is tied to others the first of them."""
    head: dict[int, int] = {}

    def find(row: int) -> int:
        while head.setdefault(row, row) != row:
            head[row] = head[head[row]]
            row = head[row]
        return row

    for tie in ties:
        one, two = find(tie.row), find(tie.other_row)
        head[max(one, two)] = min(one, two)
    return {row: find(row) for row in list(head)}


def _tied_and_apart(
    ties: list[Relation], parted: list[Relation], head: Mapping[int, int]
) -> Iterator[str]:
    for entry in parted:
        tied = head.get(entry.row)
        if tied is None or tied != head.get(entry.other_row):
            continue
        lines = [tie.line for tie in ties if head[tie.row] == tied]
        yield (
            f"line {entry.line}: two who are to sit together ({_lines(lines)}) are to "
            "sit apart; none of those tied to them can be seated."
        )


def _pinned(
    pins: Mapping[int, Pin],
    ties: list[Relation],
    parted: list[Relation],
    head: Mapping[int, int],
) -> Iterator[str]:
    for entry in parted:
        one, two = pins.get(entry.row), pins.get(entry.other_row)
        if one is not None and two is not None and one.group == two.group:
            yield f"line {entry.line}: two who are to sit apart {_to(one, two)}."
    first: dict[int, Pin] = {}
    for row, pin in pins.items():
        if row not in head:
            continue
        before = first.setdefault(head[row], pin)
        if before.group != pin.group:
            lines = [tie.line for tie in ties if head[tie.row] == head[row]]
            yield f"{_lines(lines)}: those who are to sit together {_to(before, pin)}."


def _to(one: Pin, two: Pin) -> str:
    where = "to one group" if one.group == two.group else "to two groups"
    known = [str(pin.line) for pin in (one, two) if pin.line]
    lines = f" (lines {' and '.join(known)} of the program)" if len(known) == 2 else ""
    return f"are pinned {where}{lines}"


def _lines(lines: list[int]) -> str:
    shown = ", ".join(str(line) for line in sorted(lines)[:5])
    more = f" and {len(lines) - 5} more" if len(lines) > 5 else ""
    return f"line{'s' if len(lines) > 1 else ''} {shown}{more}"
