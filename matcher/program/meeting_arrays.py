"""Rules about former groups and member moderators as the solver's arrays."""

import calendar
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.grouping import rules as arrays
from matcher.program.meeting_rules import Guide, NotAgain
from matcher.program.scene import CompiledRule, Scene, price_of
from matcher.program.values import entries
from matcher.roster.meetings import count_meetings, find_meetings
from matcher.roster.roster import Roster

MAX_PAIRS = 20_000_000  # of leaders who met; some 2 GB while they are compiled
_NO = frozenset({"no", "n", "false", "0", "0.0", "nein", "non", "never", "-"})


def meeting_array(rule: NotAgain | Guide, scene: Scene) -> CompiledRule | None:
    """Turn a rule about former groups, or about who leads one, into arrays.

    Parameters
    ----------
    rule : NotAgain or Guide
        How far back former groups count, or which members can lead.
    scene : Scene
        With a history for the one.

    Returns
    -------
    CompiledRule or None
        None where guides come from a file: they are planned with all rules at hand.

    Raises
    ------
    ProgramError
        If there is no history, its groups are no peer groups, or nobody is marked.
    """
    if isinstance(rule, NotAgain):
        return _not_again(rule, scene)
    if not rule.column:
        return None
    marked = marked_members(rule, scene.roster)
    if not marked.any() and rule.origin == "preset":
        return None
    if not marked.any():
        scene.fail(rule, f'nobody is marked in column "{rule.column}"')
    array = arrays.AtLeast(marked, 1, rule.sentence(), price_of(rule))
    return CompiledRule(rule, array, int(marked.sum()))


def _not_again(rule: NotAgain, scene: Scene) -> CompiledRule:
    history, seating = scene.given.history, scene.given.seating
    if history is None:
        what = "there is no history of former groups; give one with --history, or leave"
        scene.fail(rule, f"{what} the rule out")
    as_of = scene.given.as_of
    since = first_day(rule, as_of)
    n_met, largest = count_meetings(history, since=since, as_of=as_of)
    if n_met > MAX_PAIRS:
        own = np.flatnonzero(history.groups == largest)
        what = f"the history has {n_met:,} pairs that met, {MAX_PAIRS:,} at most are"
        where = f"{history.source}, line {history.lines[own[0]]}"
        group = f"{own.size:,} stays are in one group ({where})"
        scene.fail(rule, f"{what} taken; {group}: leave out what is no peer group")
    met = find_meetings(history, since=since, as_of=as_of)
    pairs, remarks = met, []
    if seating is not None and not rule.seated:
        homes = seating.labels[pairs]
        is_seated = (homes[:, 0] == homes[:, 1]) & (homes[:, 0] >= 0)
        pairs = pairs[~is_seated]
        if is_seated.any():
            remarks.append(f"{_pairs(int(is_seated.sum()))} may go on in their group")
    if history.n_undated:
        n = history.n_undated
        stays = "1 stay" if n == 1 else f"{n:,} stays"
        remarks.append(f"{stays} without a first day, counted since ever")
    if not pairs.size:
        remarks.append("nobody met anybody in that time")
    array = arrays.Apart(pairs, rule.sentence(), price_of(rule))
    return CompiledRule(rule, array, int(np.unique(pairs).size), "; ".join(remarks))


def first_day(rule: NotAgain, as_of: date | None) -> date | None:
    """Find the day from which on former groups count.

    Parameters
    ----------
    rule : NotAgain
        How many months back.
    as_of : date or None
        Day of the run.

    Returns
    -------
    date or None
        None for since ever, and without a day of the run.
    """
    if rule.months is None or as_of is None:
        return None
    months = as_of.year * 12 + as_of.month - 1 - rule.months
    if months < 12:
        return None
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(as_of.day, last))


def marked_members(rule: Guide, roster: Roster) -> NDArray[np.bool_]:
    """Find who is marked in the column of a rule.

    Parameters
    ----------
    rule : Guide
        With a column.
    roster : Roster
        The leaders.

    Returns
    -------
    ndarray of shape (n_leaders,), bool
        Whoever has any entry that is not a no.
    """
    found = entries(roster.table[rule.column])
    return np.array([bool(own - _NO) for own in found], dtype=np.bool_)


def _pairs(count: int) -> str:
    return "1 pair who met" if count == 1 else f"{count:,} pairs who met"
