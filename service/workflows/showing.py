"""Show the four ways and a plan for one leader of a chapter, as the demo does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from matcher.suggest.returns import WAYS
from matcher.suggest.seats import SeatAnswer
from matcher.suggest.suggestion import Suggestions
from service.workflows.answer_sheets import AnswerSheet, sheet_of_answer, sheet_of_plan
from service.workflows.inputs import Sources
from service.workflows.suggesting import Answered, Inquiry, answer, plan
from service.workflows.surroundings import Beside, Scene, open_scene

HOURS: Final = 15.0  # a month; enough for a bit of each way
N_SKILLS: Final = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """The four ways for one leader.

    Attributes
    ----------
    sheets : dict of str to AnswerSheet
        By way, and "plan".
    lines : tuple of str
        The same in a sentence each.
    """

    sheets: dict[str, AnswerSheet]
    lines: tuple[str, ...]


def show_ways(
    sources: Sources, beside: Beside, *, as_of: date, progress: Callable[[str], None]
) -> Shown:
    """Ask in each of the four ways for the newcomer who has waited longest.

    Parameters
    ----------
    sources : Sources
        A roster with its seating, and what stands beside it.
    beside : Beside
        With surveys.
    as_of : date
        Day of the run.
    progress : callable
        Told what is being done.

    Returns
    -------
    Shown
        Answers to be rendered.
    """
    scene = open_scene(sources, beside, as_of=as_of, progress=progress)
    progress("Asking in each of the four ways")
    leader_id, wants = _newcomer(scene)
    topic = wants[0] if wants else "hiring"
    sheets: dict[str, AnswerSheet] = {}
    lines = [f"What {leader_id}, who waits for a seat, should do next:"]
    for way in WAYS:
        skills = wants[:N_SKILLS] if way == "optimize" else ()
        named = "" if way == "accelerate" else topic
        if way == "connect" and scene.surveys is not None and scene.surveys.questions:
            named = scene.surveys.questions[0].topic
        found = answer(scene, Inquiry(leader_id, way, named, k=5, skills=skills))
        sheets[way] = sheet_of_answer(found)
        lines.append(f"  {way}: {_line(found)}")
    planned = plan(scene, leader_id, HOURS, now={})
    sheets["plan"] = sheet_of_plan(planned)
    lines.append(f"  plan for {HOURS:g} hours a month: {planned.plan.verdict}")
    return Shown(sheets, tuple(lines))


def _newcomer(scene: Scene) -> tuple[str, tuple[str, ...]]:
    """Choose the one who has waited longest, among those who say what they need."""
    facts = scene.pool.facts
    waiting = scene.groups().waiting.tolist()
    able = [r for r in waiting if scene.pool.may_show[r]] or [0]
    telling = [row for row in able if facts.wants.of_leader(row).size >= N_SKILLS]
    row = (telling or able)[0]
    return facts.ids[row], facts.wants.names_of(row)


def _line(found: Answered) -> str:
    """Sum an answer up."""
    given = found.found
    if isinstance(given, SeatAnswer):
        best = given.seats[:1]
        return given.verdict + "".join(f" Best: {seat.group_id}." for seat in best)
    if not isinstance(given, Suggestions):
        return given.why_empty or given.verdict
    if given.why_empty is not None:
        return given.why_empty
    people = ", ".join(entry.leader_id for entry in given.entries[:3])
    views = found.views.views if found.views is not None else ()
    told = [
        f'; on "{v.question}" {_figure(v.everyone.mean, v.unit)}' for v in views[:1]
    ]
    return f'about "{given.topic}": {people}{"".join(told)}.'


def _figure(mean: float, unit: str) -> str:
    return f"{mean:.0%} say yes" if unit == "share" else f"the group says {mean:.1f}"
