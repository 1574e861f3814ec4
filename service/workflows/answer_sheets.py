"""Answers as titles, tables and sentences, for a terminal and a page alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matcher.explain.wording import count, listed
from matcher.suggest.open_teams import TeamsAnswer
from matcher.suggest.returns import WAYS
from matcher.suggest.seats import Seat, SeatAnswer
from matcher.suggest.suggestion import Suggestion, Suggestions
from matcher.suggest.team import TeamAnswer
from matcher.suggest.view import Figure, PrevailingViews, View
from service.workflows.suggesting import Answered, Planned

TITLES: Final = {
    "network": "Whom to be introduced to",
    "connect": "Who shares this",
    "accelerate": "Seats in peer groups",
    "optimize": "A team for a season",
}
SEAT_HEADER: Final = (
    *("", "group", "members", "free", "gain", "you would bring", "you would get"),
)
TEAM_HEADER: Final = (
    *("team", "members", "free", "season", "meets", "unlike you"),
    *("you would bring", "you would get"),
)
NOTE: Final = (
    "Nobody has been told anything: this is a suggestion until a person acts on it."
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of an answer.

    Attributes
    ----------
    title : str
        What stands above it.
    header : tuple of str
        Names of the columns.
    rows : tuple of tuple of str
        Cells.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """An answer as people read it.

    Attributes
    ----------
    title : str
        What was asked.
    lede : tuple of str
        The answer in sentences; why it is empty, where it is.
    tables : tuple of Table
        The same in full.
    notes : tuple of str
        What the reader should know.
    mix : tuple of (str, float, float)
        Of a plan: way, hours now, hours proposed.
    """

    title: str
    lede: tuple[str, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    mix: tuple[tuple[str, float, float], ...] = ()


def sheet_of_answer(answered: Answered) -> AnswerSheet:
    """Lay an answer out.

    Parameters
    ----------
    answered : Answered
        Of one of the four ways.

    Returns
    -------
    AnswerSheet
        To be printed or rendered.
    """
    found, who = answered.found, answered.who
    lede: tuple[str, ...]
    if isinstance(found, Suggestions):
        lede, tables = (), _people(found, who)
        remarks = (*found.remarks, found.model)
    elif isinstance(found, SeatAnswer):
        lede, tables, remarks = (found.verdict,), _seats(found), found.remarks
    elif isinstance(found, TeamAnswer):
        lede, tables = (found.verdict,), _team(found, who)
        remarks = found.remarks
    else:
        held = f"In {listed(found.own)} now. " if found.own else ""
        lede, tables, remarks = (f"{held}{found.verdict}",), _teams(found), ()
    if found.why_empty:
        is_first_word = not lede or isinstance(found, TeamAnswer)
        lede = (found.why_empty,) if is_first_word else (*lede, found.why_empty)
    if answered.views is not None:
        tables = (*tables, *_views(answered.views))
        remarks = (*remarks, *answered.views.why_none)
    leader = _say(answered.inquiry.leader_id, who)
    return AnswerSheet(
        title=f"{TITLES[answered.inquiry.way]}: {leader}",
        lede=lede,
        tables=tables,
        notes=(*(r for r in remarks if r), NOTE),
    )


def sheet_of_plan(planned: Planned) -> AnswerSheet:
    """Lay a plan out.

    Parameters
    ----------
    planned : Planned
        Hours by way.

    Returns
    -------
    AnswerSheet
        To be printed or rendered.
    """
    plan = planned.plan
    rows = tuple(
        (
            entry.way,
            f"{plan.now.get(entry.way, 0.0):g}",
            f"{entry.hours:g}",
            "-"
            if entry.per_hour is None
            else f"{entry.per_hour:.2f} ({entry.low:.2f} to {entry.high:.2f})",
            _with_names(entry.action, entry.ids, planned.who),
            entry.why,
        )
        for entry in plan.entries
    )
    hours = {entry.way: entry.hours for entry in plan.entries}
    header = ("way", "now, h", "plan, h", "helpful peers an hour", "next", "why")
    before = (
        f"What is known of today returns about {plan.returned_now:.1f} a month."
        if any(plan.now.values())
        else ""
    )
    return AnswerSheet(
        title=f"Engagement plan: {_say(plan.leader_id, planned.who)}, "
        f"{plan.hours:g} hours a month",
        lede=tuple(line for line in (plan.verdict, before, *plan.reasons) if line),
        tables=(Table("Hours a month", header, rows),),
        notes=(*plan.remarks, NOTE),
        mix=tuple((way, plan.now.get(way, 0.0), hours[way]) for way in WAYS),
    )


def _say(leader_id: str, who: Mapping[str, str]) -> str:
    return f"{leader_id} ({who[leader_id]})" if who.get(leader_id) else leader_id


def _with_names(action: str, ids: Sequence[str], who: Mapping[str, str]) -> str:
    for leader_id in ids:
        name = who.get(leader_id, "").split(",")[0]
        if name:
            action = action.replace(leader_id, f"{leader_id} {name}")
    return action


def _people(found: Suggestions, who: Mapping[str, str]) -> tuple[Table, ...]:
    if not found.entries:
        return ()
    rows = tuple(
        (
            str(one.position),
            one.leader_id,
            who.get(one.leader_id, ""),
            f"{one.value_to_you:.2f}",
            f"{one.value_to_them:.2f}",
            _path(one),
            "; ".join(reason.text for reason in one.reasons) or "profile alone",
        )
        for one in found.entries
    )
    header = ("", "leader", "who", "to you", "to them", "by way of", "because")
    about = f', about "{found.topic}"' if found.topic else ""
    return (Table(f"{count(len(rows), 'person', 'people')}{about}", header, rows),)


def _path(one: Suggestion) -> str:
    if not one.path:
        return "no path known"
    return ", ".join(one.go_betweens) if one.go_betweens else "you know them"


def _seats(found: SeatAnswer) -> tuple[Table, ...]:
    tables = []
    if found.home is not None:
        cells = (
            found.group_id,
            found.home.bring_text,
            found.home.get_text,
            f"{found.home.value_to_you:.2f}",
        )
        header = ("group", "you bring", "you get", "value of a peer")
        tables.append(Table("Where you sit", header, (cells,)))
    if found.seats:
        rows = tuple((*_seat(seat), seat.agree) for seat in found.seats)
        tables.append(Table("Open seats", (*SEAT_HEADER, "who has to agree"), rows))
    if found.near:
        rows = tuple((*_seat(seat), listed(seat.against)) for seat in found.near)
        near = (*SEAT_HEADER, "would need")
        tables.append(Table("Groups that nearly have a seat", near, rows))
    return tuple(tables)


def _seat(seat: Seat) -> tuple[str, ...]:
    return (
        str(seat.rank),
        seat.group_id,
        f"{seat.n_members:,}",
        f"{seat.n_free:,}",
        f"{seat.gain:+.2f}",
        seat.exchange.bring_text,
        seat.exchange.get_text,
    )


def _team(found: TeamAnswer, who: Mapping[str, str]) -> tuple[Table, ...]:
    if not found.members:
        return ()
    rows = tuple(
        (
            member.leader_id,
            who.get(member.leader_id, ""),
            listed(member.skills) or "-",
            f"{member.distance:.2f}",
            f"{member.value:.2f}",
            f"{member.gives_up:.2f}" if member.gives_up >= 0.005 else "nothing",
        )
        for member in found.members
    )
    header = ("leader", "who", "covers", "unlike you", "value of a peer", "gives up")
    when = f"; all can meet {listed(found.slots)}" if found.slots else ""
    return (Table(f"Team, {found.season}{when}", header, rows),)


def _teams(found: TeamsAnswer) -> tuple[Table, ...]:
    if not found.teams:
        return ()
    rows = tuple(
        (
            team.team_id,
            f"{team.n_members:,}",
            f"{team.n_free:,}",
            team.season,
            listed(team.slots) or "not known",
            f"{team.distance:.2f}",
            team.exchange.bring_text,
            team.exchange.get_text,
        )
        for team in found.teams
    )
    return (Table("Open teams, the most alike first", TEAM_HEADER, rows),)


def _views(found: PrevailingViews) -> tuple[Table, ...]:
    return tuple(_view(view) for view in found.views)


def _view(view: View) -> Table:
    figures = (view.everyone, view.peers, *view.segments)
    if not view.segments:
        figures = (view.everyone,)
    rows = tuple(
        (figure.name, f"{figure.n_people:,}", *_told(figure, view))
        for figure in figures
    )
    scale = (
        f'share who say "{view.answer}"'
        if view.unit == "share"
        else f"{view.low:g} to {view.high:g}"
    )
    when = f", {view.when}" if view.when else ""
    waiting = (
        f"; {count(view.n_waiting, 'answer')} not told yet" if view.n_waiting else ""
    )
    title = f"Prevailing view: {view.question} ({scale}{when}{waiting})"
    return Table(title, (view.parted_by, "people", "mean", "95 % interval"), rows)


def _told(figure: Figure, view: View) -> tuple[str, str]:
    if view.unit == "share":
        ends = f"{figure.low:.0%} to {figure.high:.0%}"
        return f"{figure.mean:.0%}", ends
    return f"{figure.mean:.1f}", f"{figure.low:.1f} to {figure.high:.1f}"
