"""The ways of one leader kept apart in time.

A leader may sit in a lasting group and in a team for a season: a slot at which one
meets is not open to the other, and nobody sits in two teams whose seasons overlap. A
membership that has ended counts no more.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping

import numpy as np

from matcher.explain.wording import count
from matcher.program.program import Program
from matcher.roster.memberships import Memberships, split_slots
from matcher.roster.names import normalise_text
from matcher.roster.roster import Roster

MOST_NAMED = 20  # leaders named one by one
IN_TEAM = "in a team of an overlapping season"
NO_SLOT = "without a slot that no other group of theirs has"


def keep_apart(
    roster: Roster,
    program: Program,
    memberships: Memberships,
    *,
    as_of: dt.date | None,
) -> tuple[Roster, tuple[str, ...], dict[str, str]]:
    """Take out of a roster the slots, and the leaders, that other groups hold.

    Slots of memberships of the other way are closed, as long as they overlap with the
    season of the program. For a team, leaders who sit in another team of an overlapping
    season are left out, and so is whoever has no slot left.

    Parameters
    ----------
    roster : Roster
        The leaders.
    program : Program
        With its way and its season; without a season, its groups begin on `as_of` and
        last.
    memberships : Memberships
        Seats that leaders hold.
    as_of : date or None
        Day of the run; None takes it that nothing has ended.

    Returns
    -------
    Roster
        With fewer open slots and, perhaps, fewer leaders.
    tuple of str
        What was taken out, a sentence each.
    dict of str to str
        Leaders who were left out, each with the reason.
    """
    first = program.health.starts_on or as_of
    last = program.health.ends_on
    active = [m for m in memberships.items if m.meets(first, last)]
    busy = {m.row for m in active if m.way == program.way == "optimize"}
    closed: dict[int, set[str]] = {}
    for m in active:
        if m.way != program.way:
            taken = {normalise_text(slot) for slot in m.slots}
            closed.setdefault(m.row, set()).update(taken)
    left, full, n_unknown = _open_slots(roster, closed)
    out = sorted(busy | full)
    ids = roster.leader_ids
    told = [
        _left_out(ids, busy, IN_TEAM),
        _left_out(ids, full - busy, NO_SLOT),
        f"{count(len(left), 'leader')} with a slot less: another group of theirs "
        "meets then."
        if left
        else "",
        f"{count(n_unknown, 'leader')} in another group, without stated slots: whether "
        "both can be kept is not known."
        if n_unknown
        else "",
    ]
    remarks = tuple(line for line in told if line)
    elsewhere = {ids[row]: IN_TEAM if row in busy else NO_SLOT for row in out}
    whys = {who: f"Left out, {why}." for who, why in elsewhere.items()}
    return _without(roster, left, out), remarks, whys


def _open_slots(
    roster: Roster, closed: Mapping[int, set[str]]
) -> tuple[dict[int, str], set[int], int]:
    """Find the slots each leader has left, and who has none."""
    if "slots" not in roster.table:
        return {}, set(), sum(bool(taken) for taken in closed.values())
    cells = roster.table["slots"]
    left: dict[int, str] = {}
    full: set[int] = set()
    n_unknown = 0
    for row, taken in closed.items():
        if not taken:
            continue
        stated = split_slots("" if cells.isna().iloc[row] else str(cells.iloc[row]))
        kept = [slot for slot in stated if normalise_text(slot) not in taken]
        n_unknown += not stated
        if stated and not kept:
            full.add(row)
        elif len(kept) < len(stated):
            left[row] = "; ".join(kept)
    return left, full, n_unknown


def _left_out(ids: tuple[str, ...], rows: set[int], why: str) -> str:
    """Say who was left out, by id."""
    if not rows:
        return ""
    named = [ids[row] for row in sorted(rows)]
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    who = ", ".join(named[:MOST_NAMED]) + more
    return f"{count(len(rows), 'leader')} left out, {why}: {who}."


def _without(roster: Roster, left: Mapping[int, str], out: list[int]) -> Roster:
    """Write the open slots into a copy of the table, without those left out."""
    if not left and not out:
        return roster
    table = roster.table.copy()
    for row, cell in left.items():
        table.loc[row, "slots"] = cell
    stays = np.ones(len(roster), dtype=bool)
    stays[out] = False
    table = table[stays].reset_index(drop=True)
    return dataclasses.replace(roster, table=table, lines=roster.lines[stays])
