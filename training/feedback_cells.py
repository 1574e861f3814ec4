"""One line of feedback: its cells checked and turned into an answer."""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, Final

from matcher.roster.relations import unknown_id

COLUMNS: Final = (
    "rater",
    "ratee",
    "kind",
    "value",
    "shown_at",
    "answered_at",
    "group",
    "propensity",
    "position",
)
ABOUT_PEER: Final = ("helped", "rating", "accepted", "declined")
ABOUT_GROUP: Final = ("attended", "left", "group_rating")
SCALES: Final = ((0.0, 1.0), (1.0, 5.0), (1.0, 7.0), (0.0, 10.0))
YEARS: Final = (1900, 2200)  # of a moment that can be meant
MAX_POSITION: Final = 1_000_000
FITTING_SHARE: Final = 0.95  # of the ratings lie on a scale, or it is not theirs
_YES: Final = frozenset(["1", "1.0", "yes", "y", "true", "t", "x"])
_NO: Final = frozenset(["0", "0.0", "no", "n", "false", "f"])


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line is read against.

    Attributes
    ----------
    rows : mapping of str to int
        Leader id to row of the roster.
    scales : mapping of str to tuple of two float
        Worst and best answer of "rating" and of "group_rating".
    until : datetime or None, default=None
        No answer was given, and nothing shown, later; None allows any moment.
    alike : mapping of str to str
        The only id of the roster that is so when folded; blank where there are more.
    """

    rows: Mapping[str, int]
    scales: Mapping[str, tuple[float, float]]
    until: datetime | None = None
    alike: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        alike: dict[str, str] = {}
        for known in self.rows:
            folded = _alike(known)
            alike[folded] = "" if folded in alike else known
        object.__setattr__(self, "alike", alike)


class _RefusedError(ValueError):
    """A line that cannot be used, and why."""


def choose_scale(
    rows: Sequence[tuple[int, Mapping[str, str]]], kind: str
) -> tuple[float, float]:
    """Find the scale on which the ratings of a file were given.

    Parameters
    ----------
    rows : sequence of (int, mapping of str to str)
        Lines and cells.
    kind : str
        "rating" or "group_rating".

    Returns
    -------
    tuple of two float
        The narrowest that holds nearly all of them; the widest when none does.

    Examples
    --------
    >>> cells = [(2, {"kind": "rating", "value": v}) for v in ("1", "4", "5")]
    >>> choose_scale(cells, "rating")
    (1.0, 5.0)
    """
    numbers = [
        number
        for _, cells in rows
        if _spelled(cells["kind"]) == kind
        and (number := _number(cells.get("value", ""))) is not None
        and math.isfinite(number)
    ]
    for low, high in SCALES:
        fitting = sum(low <= number <= high for number in numbers)
        if fitting >= FITTING_SHARE * len(numbers):
            return low, high
    return SCALES[-1]


def read_line(
    cells: Mapping[str, str], reading: Reading
) -> tuple[dict[str, Any] | None, list[str]]:
    """Turn a line into an answer.

    Parameters
    ----------
    cells : mapping of str to str
        Stripped cells by column; absent ones blank.
    reading : Reading
        Ids and scales.

    Returns
    -------
    tuple of (dict or None, list of str)
        The answer under the names of `COLUMNS`, None when the line is refused, and
        what is to be said of the line.
    """
    try:
        return _read_line(cells, reading)
    except _RefusedError as refused:
        return None, [f"{refused}; not used"]


def _read_line(
    cells: Mapping[str, str], reading: Reading
) -> tuple[dict[str, Any], list[str]]:
    remarks: list[str] = []
    kind = _kind(cells["kind"])
    rater = _leader("rater_id", cells["rater_id"], reading)
    group = cells.get("group_id", "")
    ratee = -1
    if kind in ABOUT_PEER:
        ratee = _leader("ratee_id", cells.get("ratee_id", ""), reading)
        if ratee == rater:
            msg = "rater_id and ratee_id are the same: a leader with themselves"
            raise _RefusedError(msg)
    else:
        if not group:
            msg = f"{kind} is about a group, and group_id is blank"
            raise _RefusedError(msg)
        if cells.get("ratee_id"):
            remarks.append(f"{kind} is about a group; ratee_id was left aside")
    value = _value(kind, cells.get("value", ""), reading.scales)
    shown, answered = (
        _moment(column, cells.get(column, ""), reading.until)
        for column in ("shown_at", "answered_at")
    )
    if shown is not None and answered is not None and _precedes(cells, answered, shown):
        msg = "answered_at is before shown_at"
        raise _RefusedError(msg)
    row = {
        "rater": rater,
        "ratee": ratee,
        "kind": kind,
        "value": value,
        "shown_at": shown,
        "answered_at": answered,
        "group": group,
        "propensity": _propensity(cells.get("propensity", "")),
        "position": _position(cells.get("position", "")),
    }
    return row, remarks


def _spelled(kind: str) -> str:
    return "_".join(kind.casefold().replace("-", " ").replace("_", " ").split())


def _kind(text: str) -> str:
    kinds = (*ABOUT_PEER, *ABOUT_GROUP)
    kind = _spelled(text)
    if kind in kinds:
        return kind
    near = get_close_matches(kind, kinds, n=1)
    hint = f'did you mean "{near[0]}"?' if near else f"use one of {', '.join(kinds)}"
    msg = f"{'unknown' if kind else 'blank'} kind ({hint})"
    raise _RefusedError(msg)


def _leader(column: str, leader_id: str, reading: Reading) -> int:
    if not leader_id:
        msg = f"{column} is blank"
        raise _RefusedError(msg)
    if leader_id not in reading.rows:
        cure = _nearly(leader_id, reading.alike.get(_alike(leader_id), ""))
        msg = f"{column} {unknown_id(leader_id)} is not in the roster{cure}"
        raise _RefusedError(msg)
    return reading.rows[leader_id]


def _nearly(leader_id: str, only: str) -> str:
    """Say in what an id differs from the only one of the roster that is alike."""
    if not only:
        return ""
    written, known = (unicodedata.normalize("NFKC", text) for text in (leader_id, only))
    ways = []
    if (written, known) != (leader_id, only):
        ways.append("the way its characters are encoded, as accents are")
    if written.lstrip("0") != known.lstrip("0"):
        ways.append("capitals")
    if written.casefold() != known.casefold():
        ways.append("leading zeros")
    differs = " and ".join(ways)
    return f", which has one that differs only by {differs}; write it as there"


def _alike(leader_id: str) -> str:
    """Fold what hands and spreadsheets change of an id."""
    folded = unicodedata.normalize("NFKC", leader_id).casefold()
    return unicodedata.normalize("NFKC", folded).lstrip("0")


def _value(kind: str, text: str, scales: Mapping[str, tuple[float, float]]) -> float:
    """Bring an answer to [0, 1]; 1 is the good end, but for leaving."""
    if kind in scales:
        low, high = scales[kind]
        number = _number(text)
        if number is None or not low <= number <= high:
            msg = f"value must be a number from {low:g} to {high:g}"
            raise _RefusedError(msg)
        return (number - low) / (high - low)
    folded = text.casefold()
    if not folded and kind != "helped":
        return 1.0  # the kind says it all
    if folded in _YES:
        return 1.0
    if folded in _NO:
        return 0.0
    msg = "value must be 1 (yes) or 0 (no)"
    raise _RefusedError(msg)


def _propensity(text: str) -> float:
    if not text:
        return math.nan
    number = _number(text)
    if number is None or not 0.0 < number <= 1.0:
        msg = "propensity must be above 0 and at most 1"
        raise _RefusedError(msg)
    return number


def _position(text: str) -> float:
    if not text:
        return math.nan
    number = None if "," in text else _number(text)  # "1,000" is no place 1
    if number is None or not 1.0 <= number <= MAX_POSITION or number != int(number):
        msg = f"position must be a whole number from 1 to {MAX_POSITION:,}"
        raise _RefusedError(msg)
    return number


def _number(text: str) -> float | None:
    """Read a finite number in plain digits, with a point or one decimal comma."""
    if "_" in text:
        return None
    try:
        number = float(text.replace(",", ".", 1) if "." not in text else text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _precedes(cells: Mapping[str, str], answered: datetime, shown: datetime) -> bool:
    """Compare moments; where one is a day alone, the days as they are written."""
    written = [datetime.fromisoformat(cells[c]) for c in ("answered_at", "shown_at")]
    if any(":" not in cells[c] for c in ("answered_at", "shown_at")):
        return written[0].date() < written[1].date()
    return answered < shown


def _moment(column: str, text: str, until: datetime | None) -> datetime | None:
    """Read an ISO moment; one without an offset counts as UTC."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        found = aware.astimezone(UTC)
    except (ValueError, OverflowError):
        msg = f"{column} is no moment like 2027-03-01T09:30Z"
        raise _RefusedError(msg) from None
    if not YEARS[0] <= found.year < YEARS[1]:
        msg = f"{column} must be of the years {YEARS[0]} to {YEARS[1] - 1}"
        raise _RefusedError(msg)
    if until is not None and found > until:
        msg = f"{column} is after the day of the run"
        raise _RefusedError(msg)
    return found
