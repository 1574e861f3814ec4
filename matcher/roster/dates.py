"""Dates as people and exports write them."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

_MONTHS = (
    "jan january feb february mar march apr april may may jun june jul july aug august "
    "sep september oct october nov november dec december"
)
MONTHS = {name: i // 2 + 1 for i, name in enumerate(_MONTHS.split())}
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
NUMERIC = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})(?!\d)")
NAMED = re.compile(
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?[ -])?(?P<month>[A-Za-z]{3,9})\.?[ -]"
    r"(?:(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?[ -])?,?(?P<year>\d{4}|'?\d{2})(?!\d)"
)
WITH_TIME = r"(?s)^(\d{4}[-/.]\d{2}[-/.]\d{2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})[T ,].*$"
YEAR = re.compile(r"(?:19|20)\d\d(?:\.0)?")
SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates of a column.

    Attributes
    ----------
    dates : tuple of (datetime.date or None)
        One a text; None when it was not understood.
    day_first : bool or None
        How "03/04/2020" was read; None when no text was open to both readings.
    is_certain : bool
        Whether another text of the column decided that.
    n_serials : int
        Texts that were spreadsheet day numbers.
    """

    dates: tuple[dt.date | None, ...]
    day_first: bool | None
    is_certain: bool
    n_serials: int


def days_of(texts: pa.Array) -> pa.Array:
    """Cut the time of day from dates in the common manners.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        What the cells hold.

    Returns
    -------
    pyarrow.LargeStringArray
        Texts that `parse_dates` reads as it reads the given ones, far fewer of them
        different.

    Examples
    --------
    >>> days_of(pa.array(["2024-05-06T07:08:09Z", "6.5.2024 7:08"])).to_pylist()
    ['2024-05-06', '6.5.2024']
    """
    return pc.replace_substring_regex(texts, WITH_TIME, r"\1")


def parse_dates(texts: Sequence[str], counts: Sequence[int] | None = None) -> Dates:
    """Read the dates of a column together, so that clear ones decide open ones.

    Parameters
    ----------
    texts : sequence of str
        What the cells hold; times of day are dropped.
    counts : sequence of int or None, default=None
        How often each text counts when clear ones decide; once without it.

    Returns
    -------
    Dates
        The dates and how open ones were read.
    """
    pairs = [NUMERIC.match(text.strip()) for text in texts]
    weights = [1] * len(texts) if counts is None else counts
    firsts = [
        (int(m[1]), int(m[2]), n) for m, n in zip(pairs, weights, strict=True) if m
    ]
    n_day_first = sum(n for a, _, n in firsts if a > 12)
    n_month_first = sum(n for _, b, n in firsts if b > 12)
    is_open = any(a <= 12 and b <= 12 and a != b for a, b, _ in firsts)
    is_dotted = any("." in m[0] for m in pairs if m)
    day_first = n_day_first > n_month_first or (
        n_day_first == n_month_first and is_dotted
    )
    dates = tuple(_date(text.strip(), day_first=day_first) for text in texts)
    n_serials = sum(bool(SERIAL.fullmatch(text.strip())) for text in texts)
    return Dates(
        dates=dates,
        day_first=day_first if is_open else None,
        is_certain=(n_day_first > 0) != (n_month_first > 0) or is_dotted,
        n_serials=n_serials,
    )


def _date(text: str, *, day_first: bool) -> dt.date | None:
    if YEAR.fullmatch(text):
        return dt.date(int(text[:4]), 1, 1)
    if SERIAL.fullmatch(text):
        return dt.date(1899, 12, 30) + dt.timedelta(days=int(float(text)))
    match = ISO.match(text) or COMPACT.fullmatch(text)
    if match:
        return _make(int(match[1]), int(match[2]), int(match[3] or 1))
    match = NUMERIC.match(text)
    if match:
        first, second, year = int(match[1]), int(match[2]), _year(match[3])
        straight, swapped = _make(year, first, second), _make(year, second, first)
        return (swapped or straight) if day_first else (straight or swapped)
    match = NAMED.match(text)
    if match and match["month"].lower() in MONTHS:
        day = int(match["d1"] or match["d2"] or 1)
        return _make(_year(match["year"]), MONTHS[match["month"].lower()], day)
    return None


def _year(text: str) -> int:
    year = int(text.strip("'"))
    if year >= 100:
        return year
    return year + (1900 if year >= 70 else 2000)


def _make(year: int, month: int, day: int) -> dt.date | None:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return None
    return date if 1900 <= year <= 2200 else None
