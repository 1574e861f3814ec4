"""What became of each declared relation, by name: for those who keep them, only.

Nothing else of the engine tells who declared what about whom. A ledger is worked out
of the relations and of who sat and sits where, never of what an output says, and no
proposal carries it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from matcher.given import Given
from matcher.program.people_rules import LEVELS, Apart, Together
from matcher.program.program import Program
from matcher.roster.relations import Relation
from matcher.roster.roster import Roster


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One declared relation, and what became of it.

    Attributes
    ----------
    leader_id, other_id : str
        Who declared it, and about whom.
    kind, level : str
        As in the relations file.
    until : date or None
        Last day on which it counts.
    source : str
        From where it is known.
    line : int
        Line of the relations file, where a reason may stand.
    before, other_before : str
        Groups of the two in the seating; blank for who sits nowhere.
    after, other_after : str
        Groups of the two in what is proposed; blank for who sits nowhere.
    outcome : str
        What it did, in a few words.
    """

    leader_id: str
    other_id: str
    kind: str
    level: str
    until: date | None
    source: str
    line: int
    before: str
    other_before: str
    after: str
    other_after: str
    outcome: str


def keep_ledger(
    roster: Roster,
    program: Program,
    *,
    given: Given,
    groups: Mapping[str, str] | None = None,
) -> tuple[LedgerLine, ...]:
    """Say of each declared relation what it did, and to whom.

    Parameters
    ----------
    roster : Roster
        The leaders.
    program : Program
        Whose rules say which relations count.
    given : Given
        With the relations, and the seating if there is one.
    groups : mapping of str to str or None, default=None
        Leader to group in what is proposed, or after a swap; None where nothing is.

    Returns
    -------
    tuple of LedgerLine
        In the order of the relations file; acquaintance is left out.
    """
    relations = given.relations
    if relations is None:
        return ()
    ids = roster.leader_ids
    before = seats_of(roster, given)
    after = before if groups is None else groups
    lines = []
    for entry in relations.entries:
        if entry.kind == "knows":
            continue
        pair = ids[entry.row], ids[entry.other_row]
        was = before.get(pair[0], ""), before.get(pair[1], "")
        now = after.get(pair[0], ""), after.get(pair[1], "")
        outcome = _uncounted(entry, program, given.as_of)
        if not outcome:
            is_apart = entry.kind != "together"
            told = _apart if is_apart else _together
            outcome = told(pair, was, now, is_formed=groups is not None)
        lines.append(
            LedgerLine(
                leader_id=pair[0],
                other_id=pair[1],
                kind=entry.kind,
                level=entry.level,
                until=entry.until,
                source=entry.source,
                line=entry.line,
                before=was[0],
                other_before=was[1],
                after=now[0] if groups is not None else "",
                other_after=now[1] if groups is not None else "",
                outcome=outcome,
            )
        )
    return tuple(lines)


def seats_of(roster: Roster, given: Given) -> dict[str, str]:
    """Look up who sits where in a seating.

    Parameters
    ----------
    roster : Roster
        The leaders.
    given : Given
        With the seating, if there is one.

    Returns
    -------
    dict of str to str
        Leader to group, of those who sit in one.
    """
    seating = given.seating
    if seating is None:
        return {}
    return {
        leader_id: seating.group_ids[g]
        for leader_id, g in zip(roster.leader_ids, seating.labels.tolist(), strict=True)
        if g >= 0
    }


def _uncounted(entry: Relation, program: Program, as_of: date | None) -> str:
    """Say why a relation counts for nothing; blank when a rule counts it."""
    if as_of is not None and entry.until is not None and entry.until < as_of:
        return f"ended on {entry.until}, not counted"
    for rule in program.rules:
        if isinstance(rule, Together) and rule.relation == entry.kind:
            return ""
        if isinstance(rule, Apart) and rule.relation == entry.kind:
            if entry.level == "fine":
                return 'declared as "fine", not counted'
            if LEVELS.index(entry.level) >= LEVELS.index(rule.level):
                return ""
    return "no rule of the program counts it"


def _apart(
    pair: tuple[str, str],
    was: tuple[str, str],
    now: tuple[str, str],
    *,
    is_formed: bool,
) -> str:
    if now[0] and now[0] == now[1]:
        return f"together in {now[0]}"
    parted = was[0] != "" and was[0] == was[1]
    moves = _moves(pair, was, now)
    if parted and moves:
        return f"parted: {moves}"
    new = [k for k in (0, 1) if not was[k] and was[1 - k]]
    barred = [f"{pair[k]} not into {was[1 - k]}" for k in new]
    if is_formed:
        left = [who for who, group in zip(pair, now, strict=True) if not group]
        barred += [f"{who} has no seat" for who in left]
    return "; ".join(["kept apart", *barred])


def _together(
    pair: tuple[str, str],
    was: tuple[str, str],
    now: tuple[str, str],
    *,
    is_formed: bool,
) -> str:
    del pair, was
    if now[0] and now[0] == now[1]:
        return f"together in {now[0]}"
    if now[0] or now[1]:
        return "not together"
    return "neither has a seat" if is_formed else "to be seated together"


def _moves(pair: tuple[str, str], was: tuple[str, str], now: tuple[str, str]) -> str:
    """Say which of two left the group that they shared."""
    return " and ".join(
        f"{who} from {old} to {new or 'no seat'}"
        for who, old, new in zip(pair, was, now, strict=True)
        if old != new
    )
