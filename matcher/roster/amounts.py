"""Understand one number as people and exports write it: money, ranges, magnitudes."""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from matcher.roster.amount_words import CODES, MAGNITUDES, MONTHS, PEOPLE, SYMBOLS
from matcher.roster.unsaid import is_unsaid_amount

Decimal = Literal[".", ","]


def _one_of(words: Iterable[str]) -> str:
    texts = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word) for word in texts)


_NUMBER = r"(?:\d[\d.,' ]*\d|\d|[.,]\d+)(?:e[+-]?\d+)?"
_CURRENCY = f"(?:{_one_of(SYMBOLS)}|(?:{_one_of(CODES)})(?![a-z]))"
_MAGNITUDE = f"(?:{_one_of(MAGNITUDES)})(?![a-z])"
SINGLE = re.compile(
    rf"(?P<sign>-?)\s*(?:(?P<scaled>t|k|m|mio)?(?P<before>{_CURRENCY}))?\s*"
    rf"(?P<sign2>-?)\s*(?P<number>{_NUMBER})\s*(?:-(?=[a-z]))?(?P<magnitude>{_MAGNITUDE})?\s*"
    rf"(?:(?P<scaled2>t|k|m)?(?P<after>{_CURRENCY}))?\s*"
    rf"(?P<people>{_one_of(PEOPLE)})?(?P<sign3>-?)"
)
ABOUT = re.compile(
    r"(?:~|≈|ca\.?|circa|approx\.?|approximately|about|around|roughly|est\.?|nearly"
    r"|almost|c\.)\s*(?=[^a-z]|usd|eur|gbp)"
)
AT_LEAST = re.compile(
    r"(?:>=?|≥|over|more than|greater than|above|at least|min\.?|from|>)\s*(?=\S)"
)
AT_MOST = re.compile(
    r"(?:<=?|≤|under|less than|fewer than|below|up to|upto|max\.?|at most)\s*(?=\S)"
)
AND_MORE = re.compile(r"\s*(?:\+|plus|(?:and|or|&) (?:more|above|over|up|greater))$")
PEOPLE_END = re.compile(rf"\s*\b(?:{_one_of(PEOPLE)})$")
BETWEEN = re.compile(r"\s*(?:-|\bto\b|\bbis\b|\bà\b|\.\.\.?|~)\s*")
DATE_RANGE = re.compile(r"([a-z]{3})[a-z]*-(\d{1,4})|(\d{1,2})-([a-z]{3})[a-z]*")
DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
LOWER = "open range: its bound taken"
UPPER = "upper bound: half of it taken"
BETWEEN_TWO = "between"
APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u00b4`]")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that was understood.

    Attributes
    ----------
    value : float
        In units, magnitude applied; NaN when the text says that it is not known.
    currency : str
        Three-letter code, or empty.
    done : tuple of str
        What beyond plain reading was done.
    has_magnitude : bool
        Whether the text named its own magnitude, such as "million".
    """

    value: float
    currency: str = ""
    done: tuple[str, ...] = ()
    has_magnitude: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """How a text writes one amount, whichever digits stand in it.

    Attributes
    ----------
    number : str
        Its digits and marks.
    factor : float
        What its magnitude multiplies by; 1 without one.
    weight : float
        Minus one for an amount below zero, half where only an upper bound is said.
    currency : str
        Three-letter code, or empty.
    done : tuple of str
        What beyond plain reading is done.
    has_magnitude : bool, default=False
        Whether the text names its own magnitude.
    is_bound : bool, default=False
        Whether the text says "over" or "under".
    """

    number: str
    factor: float
    weight: float
    currency: str
    done: tuple[str, ...]
    has_magnitude: bool = False
    is_bound: bool = False


def parse_amount(text: str, decimal: Decimal = ".") -> Amount | None:
    """Read a number, amount of money or range.

    Parameters
    ----------
    text : str
        What a cell holds.
    decimal : {".", ","}, default="."
        Decimal mark to assume where "1,234" and "1.234" can be read both ways.

    Returns
    -------
    Amount or None
        None when the text is no number. A range gives its geometric middle, an
        open one its bound, "less than" half its bound.

    Examples
    --------
    >>> parse_amount("36.9 Million").value
    36900000.0
    >>> parse_amount("50-200 employees").value
    100.0
    >>> parse_amount("1.234.567,89").value
    1234567.89
    >>> parse_amount("five")
    """
    plain = simplify(text)
    if not plain:
        return Amount(math.nan)
    mangled = _date_range(plain)
    if mangled:
        return mangled
    form = form_of(plain)
    if form:
        amount = _said(form, decimal)
        if amount or form.is_bound:
            return amount
    return _range_of(plain, decimal)


def simplify(text: str) -> str:
    """Bring a text to lower case with plain spaces, dashes and apostrophes.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text as `parse_amount` looks at it; blank when it says nothing.
    """
    plain = APOSTROPHES.sub("'", unicodedata.normalize("NFKC", DASHES.sub("-", text)))
    plain = " ".join(plain.replace('"', "").split()).lower()
    return "" if is_unsaid_amount(plain) else plain


def form_of(plain: str) -> Form | None:
    """Tell how a text writes one amount; nothing depends on which digits it has.

    Parameters
    ----------
    plain : str
        A text as `simplify` gives it.

    Returns
    -------
    Form or None
        None for a range and for what is no amount.
    """
    inside, is_bracketed = _unbracketed(plain)
    rest, bound = _bound(inside)
    form = None if bound == BETWEEN_TWO else _form(rest)
    if form is None:
        return None
    return replace(
        form,
        weight=form.weight * (0.5 if bound == UPPER else 1) * (1 - 2 * is_bracketed),
        done=(*form.done, bound) if bound else form.done,
        is_bound=bool(bound),
    )


def _unbracketed(plain: str) -> tuple[str, bool]:
    """Take an accountant's brackets away, which stand for a minus."""
    if plain.startswith("(") and plain.endswith(")"):
        return plain[1:-1].strip(), True
    return plain, False


def _bound(plain: str) -> tuple[str, str]:
    """Give the amount in a text, and what is said when the rest bounds it."""
    plain = ABOUT.sub("", plain, count=1) if ABOUT.match(plain) else plain
    if plain.startswith("between ") and " and " in plain:
        return plain[8:].replace(" and ", " - ", 1), BETWEEN_TWO
    low, high = AT_LEAST.match(plain), AT_MOST.match(plain)
    if low:
        return plain[low.end() :], LOWER
    if high:
        return plain[high.end() :], UPPER
    bare = PEOPLE_END.sub("", plain)
    if AND_MORE.search(bare):
        return AND_MORE.sub("", bare), LOWER
    return plain, ""


def _form(plain: str) -> Form | None:
    match = SINGLE.fullmatch(plain.strip())
    if not match:
        return None
    n_minus = sum(bool(match[sign]) for sign in ("sign", "sign2", "sign3"))
    if n_minus > 1:
        return None
    scale = match["magnitude"] or match["scaled"] or match["scaled2"]
    factor = MAGNITUDES[scale] if scale else 1.0
    if scale == "t" and not match["magnitude"]:
        factor = 1e3  # TEUR, T€
    written = match["before"] or match["after"] or ""
    return Form(
        number=match["number"],
        factor=factor,
        weight=-1.0 if n_minus else 1.0,
        currency=SYMBOLS.get(written, written.upper()),
        done=("magnitude in words or letters applied",) if scale else (),
        has_magnitude=bool(scale),
    )


def _said(form: Form, decimal: Decimal) -> Amount | None:
    number = plain_number(form.number, decimal)
    if number is None or not math.isfinite(number):
        return None
    value = round(number * form.factor, 2) if form.has_magnitude else number
    return Amount(value * form.weight, form.currency, form.done, form.has_magnitude)


def _single(plain: str, decimal: Decimal) -> Amount | None:
    form = _form(plain)
    return None if form is None else _said(form, decimal)


def _range_of(plain: str, decimal: Decimal) -> Amount | None:
    inside, is_bracketed = _unbracketed(plain)
    rest, bound = _bound(inside)
    if bound not in {"", BETWEEN_TWO}:
        return None
    amount = _range(rest if bound else PEOPLE_END.sub("", rest), decimal)
    if amount and is_bracketed:
        return replace(amount, value=-amount.value)
    return amount


def _range(plain: str, decimal: Decimal) -> Amount | None:
    parts = BETWEEN.split(plain)
    if len(parts) != 2 or not all(parts):
        return None
    low, high = _single(parts[0], decimal), _single(parts[1], decimal)
    if low is None or high is None or low.value < 0 or high.value < 0:
        return None
    if high.has_magnitude and not low.has_magnitude:  # "1 - 5M"
        ends = SINGLE.fullmatch(parts[1].strip())
        scale = MAGNITUDES.get((ends and ends["magnitude"]) or "", 1.0)
        if low.value * scale <= high.value:
            low = replace(low, value=low.value * scale)
    if low.value > high.value:
        return None
    middle = math.sqrt(low.value * high.value) if low.value > 0 else high.value / 2
    done = (*high.done, "range: its geometric middle taken")
    currency = high.currency or low.currency
    return replace(high, value=middle, currency=currency, done=done)


def _date_range(plain: str) -> Amount | None:
    """Read "Nov-50" as 11-50: a spreadsheet took the range for a date."""
    match = DATE_RANGE.fullmatch(plain)
    if not match:
        return None
    month = MONTHS.get(match[1] or match[4])
    if month is None:
        return None
    low, high = sorted((month, int(match[2] or match[3])))
    if low == 0:
        return None
    return Amount(
        math.sqrt(low * high), done=("range that a spreadsheet had made a date",)
    )


def plain_number(text: str, decimal: Decimal) -> float | None:
    """Read digits with grouping and decimal marks.

    Parameters
    ----------
    text : str
        Digits, marks, spaces, perhaps an exponent; no sign.
    decimal : {".", ","}
        Decimal mark where the text itself leaves it open.

    Returns
    -------
    float or None
        None when the marks make no sense.
    """
    parts = number_parts(text, decimal)
    if parts is None:
        return None
    whole, part, exponent = parts
    value = f"{whole or '0'}.{part or '0'}"
    return float(f"{value}e{exponent}" if exponent else value)


def number_parts(text: str, decimal: Decimal) -> tuple[str, str, str] | None:
    """Cut a number into what stands before and behind its decimal mark.

    Parameters
    ----------
    text : str
        Digits, marks, spaces, perhaps an exponent; no sign.
    decimal : {".", ","}
        Decimal mark where the text itself leaves it open.

    Returns
    -------
    tuple of (str, str, str) or None
        Whole digits, decimals and exponent, any of them blank; None when the marks
        make no sense.
    """
    digits, _, exponent = text.partition("e")
    if re.fullmatch(r"\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?", digits):
        whole, _, part = re.sub("[ ']", "", digits).replace(",", ".").partition(".")
        return whole, part, exponent
    if " " in digits or "'" in digits:
        return None
    mark = "." if exponent and "." in digits else "," if exponent else ""
    mark = mark or decimal_mark(digits) or decimal
    whole, _, part = digits.rpartition(mark) if mark in digits else (digits, "", "")
    if not mark or mark in whole:
        whole, part = digits, ""
    if not re.fullmatch(r"\d*|\d{1,3}([.,])(?:\d{2,3}\1)*\d{3}", whole):
        return None
    if part and not part.isdigit():
        return None
    return re.sub("[.,]", "", whole), part, exponent


def decimal_mark(digits: str) -> str:
    """Tell which mark is the decimal one, where the text itself says so.

    Parameters
    ----------
    digits : str
        Digits, dots and commas.

    Returns
    -------
    str
        "." or ","; empty when there is none or it is open, as in "1,234".
    """
    n_dots, n_commas = digits.count("."), digits.count(",")
    if n_dots and n_commas:
        return "." if digits.rfind(".") > digits.rfind(",") else ","
    if n_dots + n_commas == 0:
        return ""
    mark = "." if n_dots else ","
    if n_dots + n_commas > 1:
        return "," if mark == "." else "."  # it groups, so the other is the decimal
    before, _, after = digits.partition(mark)
    is_open = len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")
    return "" if is_open else mark
