"""What leaders answered in surveys: read, checked, one table of answers a question.

Single answers are private: the messages of this module carry line numbers and unknown
ids, never an answer, and nothing above it may show one. How answers are told together
stands in `matcher.suggest.view`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.errors import SurveysError
from matcher.roster.dates import parse_dates
from matcher.roster.records import LineProblem, Records, read_records
from matcher.roster.relations import row_by_id, unknown_id
from matcher.roster.roster import Roster
from matcher.roster.scales import Scale, Unreadable, read_answers

MAX_NAMED = 20  # unknown ids reported one by one; the others are counted
NO_DAY = 0  # proleptic ordinals begin at 1
_ALIASES = {
    "leader_id": ("leader", "member_id", "respondent_id", "rater_id"),
    "topic": ("subject", "theme"),
    "question": ("item", "statement"),
    "value": ("answer", "rating", "score", "response"),
    "answered_at": ("date", "day", "submitted_at", "answered_on"),
    "round": ("wave", "survey", "pulse"),
    "low": ("scale_min", "minimum"),
    "high": ("scale_max", "maximum"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """All usable answers to one question.

    Attributes
    ----------
    topic, text : str
        What it is about, and what was asked; the same where only one is given.
    scale : Scale
        What an answer can be.
    rows : ndarray of shape (n_answers,), int64
        Row of the leader who answered.
    values : ndarray of shape (n_answers,), float64
        The answer, on the scale; of choices the number of the option.
    days : ndarray of shape (n_answers,), int64
        Proleptic ordinal of the day; `NO_DAY` throughout where no day is given.
    rounds : tuple of str
        Name of the survey round of each answer; blank where none is given.
    """

    topic: str
    text: str
    scale: Scale
    rows: NDArray[np.int64]
    values: NDArray[np.float64]
    days: NDArray[np.int64]
    rounds: tuple[str, ...]

    def __post_init__(self) -> None:
        sizes = {self.rows.size, self.values.size, self.days.size, len(self.rounds)}
        if len(sizes) != 1:
            msg = "A question must have one entry an answer in each of its arrays."
            raise ValueError(msg)
        for array in (self.rows, self.values, self.days):
            array.setflags(write=False)


@dataclass(frozen=True, slots=True, eq=False)
class Surveys:
    """The questions of one file.

    Attributes
    ----------
    questions : tuple of Question
        In the order of the file.
    problems : tuple of LineProblem
        Lines that were not used, or not as they stand; never an answer.
    source : str
        Name of the file, without its folder.
    sha256 : str
        Of the bytes of the file, hexadecimal.
    """

    questions: tuple[Question, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    source: str = ""
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.questions)


@dataclass(frozen=True, slots=True)
class _Line:
    """One usable line."""

    number: int
    row: int
    cells: Mapping[str, str]
    day: dt.date | None


def read_surveys(path: str | Path, roster: Roster) -> Surveys:
    """Read what leaders answered.

    Parameters
    ----------
    path : str or Path
        Delimited text, Excel or Parquet with leader_id, topic (or question) and value
        and, perhaps, answered_at, round, low and high.
    roster : Roster
        The leaders that the ids mean.

    Returns
    -------
    Surveys
        The answers of leaders of the roster, and every line that could not be used.

    Raises
    ------
    SurveysError
        If the file cannot be read or lacks leader_id, value, or both of topic and
        question.
    """
    path = Path(path)
    records = read_records(
        path, _ALIASES, required=("leader_id", "value"), error=SurveysError
    )
    if not {"topic", "question"} & set(records.columns):
        msg = f'{path.name}: the header must name a column "topic" or "question".'
        raise SurveysError(msg)
    lines, problems = _usable(records, row_by_id(roster))
    asked: dict[tuple[str, str], list[_Line]] = {}
    for line in lines:
        asked.setdefault(_key(line.cells), []).append(line)
    questions: list[Question] = []
    for own in asked.values():
        try:
            questions.append(_question(own, problems))
        except Unreadable as error:
            problems.append(LineProblem(own[0].number, f"{error}; not used"))
    return Surveys(
        tuple(questions),
        tuple(sorted(problems, key=lambda problem: problem.line)),
        path.name,
        records.sha256,
    )


def _key(cells: Mapping[str, str]) -> tuple[str, str]:
    """Tell questions apart, whatever their case and spacing."""
    topic, text = _titles(cells)
    return topic.casefold(), text.casefold()


def _titles(cells: Mapping[str, str]) -> tuple[str, str]:
    topic, text = (
        " ".join(cells.get(name, "").split()) for name in ("topic", "question")
    )
    return topic or text, text or topic


def _usable(
    records: Records, rows: Mapping[str, int]
) -> tuple[list[_Line], list[LineProblem]]:
    """Keep the answers of leaders of the roster; report the others by line."""
    texts = [cells.get("answered_at", "") for _, cells in records.rows]
    days = parse_dates(texts).dates
    has_days = any(day is not None for day in days)
    kept: list[_Line] = []
    problems = list(records.problems)
    strangers: list[tuple[int, str]] = []
    for (line, cells), day in zip(records.rows, days, strict=True):
        if cells["leader_id"] and cells["leader_id"] not in rows:
            strangers.append((line, cells["leader_id"]))
            continue
        what = _why_unusable(cells)
        if not what and has_days and day is None and not cells.get("round"):
            what = "no day like 2026-10-31, while other answers have one"
        if what:
            problems.append(LineProblem(line, f"{what}; not used"))
            continue
        kept.append(_Line(line, rows[cells["leader_id"]], cells, day))
    for line, leader_id in strangers[:MAX_NAMED]:
        what = f"leader_id {unknown_id(leader_id)} is not in the roster; not used"
        problems.append(LineProblem(line, what))
    rest = strangers[MAX_NAMED:]
    if rest:
        what = f"so for {len(rest):,} more lines from here, of leaders whom the roster"
        problems.append(LineProblem(rest[0][0], f"{what} lacks; not used"))
    return kept, problems


def _why_unusable(cells: Mapping[str, str]) -> str:
    if not cells["leader_id"]:
        return "leader_id is blank"
    if not cells["value"]:
        return "value is blank"
    if not (cells.get("topic") or cells.get("question")):
        return "topic and question are blank"
    return ""


def _question(lines: Sequence[_Line], problems: list[LineProblem]) -> Question:
    """Read the answers to one question, and report those that cannot be read."""
    scale, values = read_answers(
        [line.cells["value"] for line in lines], _stated(lines, problems)
    )
    kept: list[int] = []
    first: dict[tuple[int, str], int] = {}
    for place, (line, value) in enumerate(zip(lines, values.tolist(), strict=True)):
        if np.isnan(value):
            what = f"value is not {scale.sentence()}; not used"
            problems.append(LineProblem(line.number, what))
            continue
        kept.append(place)
        before = first.setdefault((line.row, line.cells.get("round", "")), line.number)
        if before != line.number:
            what = f"answers again what line {before} answered; of answers that are"
            what += " told together the last one counts"
            problems.append(LineProblem(line.number, what))
    topic, text = _titles(lines[0].cells)
    days = [lines[k].day for k in kept]
    return Question(
        topic=topic,
        text=text,
        scale=scale,
        rows=np.array([lines[k].row for k in kept], dtype=np.int64),
        values=values[kept],
        days=np.array([d.toordinal() if d else NO_DAY for d in days], dtype=np.int64),
        rounds=tuple(lines[k].cells.get("round", "") for k in kept),
    )


def _stated(
    lines: Sequence[_Line], problems: list[LineProblem]
) -> tuple[float, float] | None:
    """Take the ends of a scale from the first line that states both."""
    found: tuple[float, float] | None = None
    for line in lines:
        cells = [line.cells.get(name, "") for name in ("low", "high")]
        if not all(cells):
            continue
        try:
            low, high = (float(cell.replace(",", ".")) for cell in cells)
        except ValueError:
            low = high = float("nan")
        if not (np.isfinite([low, high]).all() and low < high):
            what = "low and high must be two numbers, low below high; ignored"
            problems.append(LineProblem(line.number, what))
        elif found is None:
            found = (low, high)
        elif (low, high) != found:
            what = "another scale than earlier lines of the question; ignored"
            problems.append(LineProblem(line.number, what))
    return found
