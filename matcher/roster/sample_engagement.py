"""What the leaders of the sample answered in surveys, and their teams for a season.

These files have a stream of draws of their own, so that the roster stays as it is.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from matcher.roster.sample_draw import Draw
from matcher.roster.sample_leaders import TODAY, Leader

SURVEY_COLUMNS = ("leader_id", "topic", "question", "value", "answered_at")
MEMBERSHIP_COLUMNS = ("leader_id", "group_id", "way", "slot", "start", "end")
STREAM = 77  # added to the seed of the chapter
ANSWER_SHARE = 0.72
CHOICES = ("new customers", "prices", "people", "costs")
QUESTIONS = (
    ("Hiring", "How easy is it to fill open positions?", 1, 5),
    ("Business climate", "How do you see the next six months?", 0, 10),
    ("AI", "Do you use AI in daily work?", 0, 1),
)
TEAMS = (
    ("Spring: quote faster", "2026-02-02", "2026-06-26"),
    ("Spring: first exports", "2026-02-02", "2026-06-26"),
    ("Autumn: a second site", "2026-09-07", "2027-03-31"),
    ("Autumn: hire and keep", "2026-09-07", "2027-03-31"),
    ("Shared apprenticeships", "2026-09-07", "2028-06-30"),
)
TEAM_SIZE = 5

Row = Mapping[str, str]


def answer_surveys(draw: Draw, leaders: Sequence[Leader]) -> list[dict[str, str]]:
    """Let most leaders answer; lines of business differ in how they see things.

    Parameters
    ----------
    draw : Draw
        The stream of choices.
    leaders : sequence of Leader
        Who is asked.

    Returns
    -------
    list of dict of str to str
        Rows of surveys.csv, by question and leader.
    """
    lines = sorted({leader.what for leader in leaders})
    rows: list[dict[str, str]] = []
    for topic, question, low, high in QUESTIONS:
        lean = {line: 0.3 + 0.45 * draw.uniform() for line in lines}
        for leader in leaders:
            share = min(max(lean[leader.what] + 0.22 * draw.normal(), 0.0), 1.0)
            value = f"{low + share * (high - low):.0f}"
            if high == 1:
                value = "yes" if share > 0.5 else "no"
            day = TODAY - timedelta(days=draw.whole(1, 28))
            if draw.chance(ANSWER_SHARE):
                rows.append(_answer(leader, (topic, question), value, day.isoformat()))
    question = "What helps your business most next year?"
    for leader in leaders:
        choice = draw.weighted(CHOICES, (3, 2, 4, 2))
        if draw.chance(ANSWER_SHARE):
            day = TODAY - timedelta(days=draw.whole(1, 28))
            rows.append(_answer(leader, ("Growth", question), choice, day.isoformat()))
    return rows


def form_teams(draw: Draw, leaders: Sequence[Leader]) -> list[dict[str, str]]:
    """Put leaders who can meet at one time into teams, some of which have ended.

    Parameters
    ----------
    draw : Draw
        The stream of choices.
    leaders : sequence of Leader
        Who may be asked; nobody is in two teams.

    Returns
    -------
    list of dict of str to str
        Rows of memberships.csv.
    """
    taken: set[int] = set()
    rows: list[dict[str, str]] = []
    for team, start, end in TEAMS:
        free = [i for i in range(len(leaders)) if i not in taken]
        first = draw.pick([i for i in free if leaders[i].cells["slots"]])
        slot = draw.pick(leaders[first].cells["slots"].split("; "))
        able = [i for i in free if slot in leaders[i].cells["slots"].split("; ")]
        chosen = sorted({first, *draw.some(able, TEAM_SIZE - 1)})
        taken.update(chosen)
        rows.extend(
            {
                "leader_id": leaders[i].cells["leader_id"],
                "group_id": team,
                "way": "optimize",
                "slot": slot,
                "start": start,
                "end": end,
            }
            for i in chosen
        )
    return rows


def _answer(
    leader: Leader, asked: tuple[str, str], value: str, day: str
) -> dict[str, str]:
    return {
        "leader_id": leader.cells["leader_id"],
        "topic": asked[0],
        "question": asked[1],
        "value": value,
        "answered_at": day,
    }
