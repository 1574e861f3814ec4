"""Understand one number as people and exports write it: money, ranges, magnitudes."""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Decimal = Literal[".", ","]

SYMBOLS = {
    "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD",
    "hk$": "HKD", "s$": "SGD", "r$": "BRL", "$": "USD", "€": "EUR", "£": "GBP",
    "¥": "JPY", "₹": "INR", "rs.": "INR", "rs": "INR", "₽": "RUB", "₩": "KRW",
    "₺": "TRY", "₪": "ILS", "₦": "NGN", "zł": "PLN", "fr.": "CHF", "sfr.": "CHF",
    "kč": "CZK", "₫": "VND", "฿": "THB", "₴": "UAH", "euros": "EUR", "euro": "EUR",
    "dollars": "USD", "dollar": "USD", "pounds": "GBP", "rupees": "INR",
}  # fmt: skip
_CODES = (
    "usd eur gbp inr jpy chf cad aud nzd sek nok dkk pln czk huf ron bgn try rub uah "
    "cny rmb hkd sgd krw twd thb idr myr php vnd brl mxn ars clp cop pen zar ngn kes "
    "egp aed sar qar ils isk pkr bdt lkr"
)
CODES = tuple(_CODES.split())
MAGNITUDES = {
    "k": 1e3, "thousand": 1e3, "thousands": 1e3, "thsd": 1e3, "tsd": 1e3, "tsd.": 1e3,
    "m": 1e6, "mm": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "mio.": 1e6, "mill": 1e6,
    "mill.": 1e6, "million": 1e6, "millions": 1e6, "millionen": 1e6, "millones": 1e6,
    "millón": 1e6, "milhões": 1e6, "milioni": 1e6, "miljoner": 1e6,
    "b": 1e9, "bn": 1e9, "bil": 1e9, "billion": 1e9, "billions": 1e9, "mrd": 1e9,
    "mrd.": 1e9, "md": 1e9, "milliard": 1e9, "milliards": 1e9, "milliarden": 1e9,
    "miliardi": 1e9, "t": 1e12, "tn": 1e12, "trillion": 1e12,
    "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lacs": 1e5, "crore": 1e7, "crores": 1e7,
    "cr": 1e7, "cr.": 1e7,
}  # fmt: skip
_PEOPLE = (
    "employees employee people persons staff workers ftes fte headcount members "
    "team-members heads mitarbeiter mitarbeitende salariés collaborateurs empleados"
)
PEOPLE = tuple(_PEOPLE.split())
_BLANKS = (
    "- -- --- . .. ? n/a na n.a. n.a #n/a #na #value! #ref! #div/0! #name? #num! none "
    "null nil nan nat <na> unknown undisclosed tbd tba confidential private "
    "unspecified withheld declined missing (blank) (empty) \\n not-available "
    "not-disclosed not-applicable not-provided prefer-not-to-say unanswered x xx xxx"
)
BLANKS = frozenset(_BLANKS.split())
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {name: i + 1 for i, name in enumerate(_MONTHS.split())}


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
    if plain in BLANKS or not plain:
        return Amount(math.nan)
    mangled = _date_range(plain)
    if mangled:
        return mangled
    if plain.startswith("(") and plain.endswith(")"):
        inside = _bounded(plain[1:-1].strip(), decimal)
        return replace(inside, value=-inside.value) if inside else None
    return _bounded(plain, decimal)


def simplify(text: str) -> str:
    """Bring a text to lower case with plain spaces, dashes and apostrophes.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text as `parse_amount` looks at it.
    """
    plain = APOSTROPHES.sub("'", unicodedata.normalize("NFKC", DASHES.sub("-", text)))
    plain = " ".join(plain.replace('"', "").split()).lower()
    if plain.replace(" ", "-") in BLANKS:
        return ""
    return plain


def _bounded(plain: str, decimal: Decimal) -> Amount | None:
    plain = ABOUT.sub("", plain, count=1) if ABOUT.match(plain) else plain
    low = AT_LEAST.match(plain)
    high = AT_MOST.match(plain)
    if plain.startswith("between ") and " and " in plain:
        return _range(plain[8:].replace(" and ", " - ", 1), decimal)
    if low or high:
        rest = plain[(low or high).end() :]  # type: ignore[union-attr]  # one is there
        amount = _single(rest, decimal)
        if amount and high:
            return _marked(amount, "upper bound: half of it taken", amount.value / 2)
        return amount and _marked(amount, "open range: its bound taken", amount.value)
    bare = PEOPLE_END.sub("", plain)
    if AND_MORE.search(bare):
        amount = _single(AND_MORE.sub("", bare), decimal)
        return amount and _marked(amount, "open range: its bound taken", amount.value)
    return _single(plain, decimal) or _range(bare, decimal)


def _marked(amount: Amount, what: str, value: float) -> Amount:
    return replace(amount, value=value, done=(*amount.done, what))


def _single(plain: str, decimal: Decimal) -> Amount | None:
    match = SINGLE.fullmatch(plain.strip())
    if not match:
        return None
    number = plain_number(match["number"], decimal)
    n_minus = sum(bool(match[sign]) for sign in ("sign", "sign2", "sign3"))
    if number is None or not math.isfinite(number) or n_minus > 1:
        return None
    scale = match["magnitude"] or match["scaled"] or match["scaled2"]
    factor = MAGNITUDES[scale] if scale else 1.0
    if scale == "t" and not match["magnitude"]:
        factor = 1e3  # TEUR, T€
    written = match["before"] or match["after"] or ""
    done = ("magnitude in words or letters applied",) if scale else ()
    value = round(number * factor, 2) if scale else number
    currency = SYMBOLS.get(written, written.upper())
    return Amount(
        -value if n_minus else value, currency, done, has_magnitude=bool(scale)
    )


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
    amount = replace(high, currency=high.currency or low.currency)
    return _marked(amount, "range: its geometric middle taken", middle)


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
    digits, _, exponent = text.partition("e")
    if re.fullmatch(r"\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?", digits):
        digits = re.sub("[ ']", "", digits)
        return float(digits.replace(",", "."))
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
    value = f"{re.sub('[.,]', '', whole) or '0'}.{part or '0'}"
    return float(f"{value}e{exponent}" if exponent else value)


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
