"""Turn columns of text into numbers, deciding open marks from the whole column."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.roster.amounts import Decimal
from matcher.roster.columns import TextColumn
from matcher.roster.forms import Parsed
from matcher.roster.shapes import Shapes
from matcher.roster.tidy import bytes_of

STRICT = r"^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$"
GROUPED = r"^[$€£]? ?-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$"
_END = r"(?:[^\d.,]|\Z)"
_START = r"(?:^|[^\d.,])"


def _evidence(group: str, mark: str) -> str:
    return (
        rf"\d{group}\d{{3}}{group}\d{{3}}|{group}\d{{3}}{mark}\d|\d{group}\d\d{group}\d{{3}}"
        rf"|{_START}\d+{mark}(?:\d{{1,2}}|\d{{4,}}){_END}"
        rf"|{_START}(?:\d{{4,}}|0){mark}\d{{3}}{_END}"
    )


SAYS_DOT = re.compile(_evidence(",", r"\."), re.ASCII)
SAYS_COMMA = re.compile(_evidence(r"\.", ","), re.ASCII)
OPEN_DOT = re.compile(rf"{_START}[1-9]\d{{0,2}}\.\d{{3}}{_END}", re.ASCII)
OPEN_COMMA = re.compile(rf"{_START}[1-9]\d{{0,2}},\d{{3}}{_END}", re.ASCII)
LARGE = re.compile(r"^\d{4,}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class MarkChoice:
    """How open marks of a column are read.

    Attributes
    ----------
    decimal : {".", ","}
        The decimal mark.
    remark : str
        What to report; empty when nothing was open.
    """

    decimal: Decimal
    remark: str = ""


def choose_mark(
    shapes: Shapes, *, whole: bool = False, continental: bool = False
) -> MarkChoice:
    """Decide whether a column writes decimals with a dot or a comma.

    Parameters
    ----------
    shapes : Shapes
        Distinct texts of the column, by shape.
    whole : bool, default=False
        Whether the column counts things, so that decimals make no sense.
    continental : bool, default=False
        Whether the file is delimited with semicolons, as where commas are decimal.

    Returns
    -------
    MarkChoice
        The mark, and a remark when "1,234" or "1.234" had to be decided.
    """
    n_dot, n_comma = shapes.count(SAYS_DOT), shapes.count(SAYS_COMMA)
    open_dot, open_comma = shapes.count(OPEN_DOT), shapes.count(OPEN_COMMA)
    if n_dot and n_comma:
        decimal: Decimal = "." if n_dot >= n_comma else ","
        return MarkChoice(
            decimal,
            f"decimals are written with a dot in {n_dot} and with a comma in {n_comma} "
            f"distinct values; open ones such as 1{'.' if decimal == ',' else ','}234 "
            f"are read as one thousand and more",
        )
    if n_dot or n_comma:
        return MarkChoice("." if n_dot else ",")
    if open_dot and not open_comma:
        n_large = shapes.count(LARGE)
        groups = whole or continental or (open_dot > 2 and n_large == 0)
        reading = "1234" if groups else "1.234, a decimal"
        remark = f'values such as "1.234" can be read two ways; read as {reading}'
        return MarkChoice("," if groups else ".", remark)
    if open_comma:
        remark = 'values such as "1,234" can be read two ways; read as 1234'
        return MarkChoice(".", remark)
    return MarkChoice(".")


def _without(texts: pa.Array, marks: str) -> pa.Array:
    content = bytes_of(texts).tobytes()
    for mark in marks:
        if mark.encode() in content:
            texts = pc.replace_substring(texts, mark, "")
    return texts


def _match(texts: pa.Array, pattern: str) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = pc.match_substring_regex(texts, pattern).to_numpy(
        zero_copy_only=False
    )
    return found


def plain_numbers(column: TextColumn) -> NDArray[np.float64] | None:
    """Read a further column as numbers if every filled cell is one.

    Numbers with a zero in front or more than 15 digits are identifiers and stay text.

    Parameters
    ----------
    column : TextColumn
        Any column.

    Returns
    -------
    ndarray of shape (n_rows,), float64, or None
        NaN where blank; None when some cell is no number, or none is filled.
    """
    used = column.used()
    if used.size == 0:
        return None
    texts = column.used_texts()
    is_strict = _match(texts, STRICT)
    where = np.full(len(column.texts) + 1, math.nan)
    if is_strict.all():
        where[used] = texts.cast(pa.float64()).to_numpy()
        return where[column.codes]
    is_money = (
        is_strict | _match(texts, GROUPED) | _match(texts, r"^[$€£]\d+(?:\.\d+)?$")
    )
    if not is_money.all():
        return None
    bare = _without(texts, "$€£, ")
    where[used] = bare.cast(pa.float64()).to_numpy()
    return where[column.codes]


def spread_rows(column: TextColumn, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give every row the value of its text; blank rows NaN.

    Parameters
    ----------
    column : TextColumn
        The column.
    values : ndarray of shape (n_texts,), float64
        One a distinct text.

    Returns
    -------
    ndarray of shape (n_rows,), float64
        One a row.
    """
    return np.append(values, math.nan)[column.codes]


def convert_currencies(
    parsed: Parsed, base: str, rates: Mapping[str, float]
) -> tuple[str, ...]:
    """Convert amounts to one currency where the map gives rates.

    Parameters
    ----------
    parsed : Parsed
        Changed in place.
    base : str
        Currency of unmarked amounts; empty when nobody says.
    rates : mapping of str to float
        Units of the base currency per unit of each other one.

    Returns
    -------
    tuple of str
        What was converted and what was not, to be reported.
    """
    remarks = []
    for code, positions in parsed.currencies.items():
        if code in rates and code != base:
            parsed.values[positions] *= rates[code]
            remarks.append(f"amounts in {code} were converted at {rates[code]:g}")
    kept = sorted(code for code in parsed.currencies if code not in rates)
    others = sorted({*kept, base} - {""})
    if len(others) > 1:
        remarks.append(
            f"amounts are in {', '.join(others)} and were not converted; give [rates] "
            "in a map file"
        )
    return tuple(remarks)
