"""Read a whole column of amounts: one look at each shape, then arithmetic on arrays.

Whatever is read here has exactly the value that `parse_amount` gives it: the form of a
shape comes from the same grammar, and what that cannot settle goes through it.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.roster.amounts import (
    DATE_RANGE,
    Decimal,
    Form,
    form_of,
    number_parts,
    parse_amount,
    simplify,
)
from matcher.roster.shapes import DIGITS, Shapes

MAX_DIGITS = 15  # whole numbers of so many are exact, and so are powers of ten
CASTABLE = re.compile(r"-?[01]+(?:[.,][01]+)?(?:[eE][+-]?[01]+)?")


@dataclass(slots=True)
class Parsed:
    """Numbers of the distinct texts of a column.

    Attributes
    ----------
    values : ndarray of shape (n_texts,), float64
        NaN where blank or not understood.
    failed : ndarray of intp
        Texts that are no number.
    scaled : ndarray of intp
        Texts that named their own magnitude.
    currencies : dict of str to ndarray of intp
        Texts by the currency they name, in order of appearance.
    done : dict of str to ndarray of intp
        Texts by what was done to read them, in order of appearance.
    """

    values: NDArray[np.float64]
    failed: NDArray[np.intp]
    scaled: NDArray[np.intp]
    currencies: dict[str, NDArray[np.intp]]
    done: dict[str, NDArray[np.intp]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """How all texts of one shape are read: digits over `divisor`, or by a cast."""

    form: Form
    divisor: float = 0.0  # 0 for a cast


@dataclass(slots=True)
class _Notes:
    """What is said of texts, by their position."""

    failed: list[int] = field(default_factory=list)
    scaled: list[int] = field(default_factory=list)
    currencies: dict[str, list[int]] = field(default_factory=dict)
    done: dict[str, list[int]] = field(default_factory=dict)


def are_whole(texts: pa.Array) -> bool:
    """Tell whether texts are digits only, all of them.

    Parameters
    ----------
    texts : pyarrow.Array of str
        Any texts.

    Returns
    -------
    bool
        False for no texts.
    """
    return bool(pc.all(pc.ascii_is_decimal(texts)).as_py())


def parse_whole(texts: pa.Array) -> Parsed:
    """Read texts that are digits only.

    Parameters
    ----------
    texts : pyarrow.Array of str
        As `are_whole` finds them.

    Returns
    -------
    Parsed
        Their values.
    """
    values = texts.cast(pa.float64()).to_numpy()
    nothing = np.zeros(0, dtype=np.intp)
    return _finite(Parsed(np.array(values), nothing, nothing, {}, {}))


def parse_shapes(shapes: Shapes, decimal: Decimal = ".") -> Parsed:
    """Read the distinct texts of a column as numbers.

    Parameters
    ----------
    shapes : Shapes
        Distinct texts, by shape.
    decimal : {".", ","}, default="."
        Decimal mark where a text leaves it open.

    Returns
    -------
    Parsed
        Values, and how they were come by.
    """
    values = np.full(shapes.codes.size, math.nan)
    readings = [
        _reading(shape, decimal) if count > 1 else None
        for shape, count in zip(shapes.shapes, shapes.counts.tolist(), strict=True)
    ]
    is_cast = shapes.mask(lambda i: (r := readings[i]) is not None and not r.divisor)
    is_counted = shapes.mask(lambda i: (r := readings[i]) is not None and r.divisor > 0)
    if is_cast.any():
        chosen = shapes.texts.filter(pa.array(is_cast))
        numbers = pc.replace_substring(chosen, ",", ".").cast(pa.float64())
        values[is_cast] = numbers.to_numpy()
    if is_counted.any():
        numbers = shapes.whole_numbers(is_counted)
        values[is_counted] = _weighed(numbers, shapes.codes[is_counted], readings)
    notes = _Notes()
    (left,) = np.nonzero(~(is_cast | is_counted))
    slow = shapes.texts.take(pa.array(left)).to_pylist()
    for position, text in zip(left.tolist(), slow, strict=True):
        values[position] = _parse_one(notes, position, text, decimal)
    return _finite(_gathered(values, notes, shapes, readings))


def _reading(shape: str, decimal: Decimal) -> _Reading | None:
    """Settle how a shape is read; None when that depends on its digits."""
    plain = simplify(shape)
    if not plain or DATE_RANGE.fullmatch(plain):
        return None
    form = form_of(plain)
    if form is None:
        return None
    parts = number_parts(form.number, decimal)
    if parts is None:
        return None
    whole, part, exponent = parts
    n_digits = len(DIGITS.findall(shape))
    if CASTABLE.fullmatch(shape) and (part or not (set(".,") & set(shape))):
        return _Reading(form)
    is_plain = not exponent and len(DIGITS.findall(whole + part)) == n_digits
    if not is_plain or len(whole + part) != n_digits or n_digits > MAX_DIGITS:
        return None  # digits of another script, a power of ten, or too many digits
    return _Reading(form, 10.0 ** len(part))


def _weighed(
    numbers: NDArray[np.float64],
    codes: NDArray[np.int32],
    readings: list[_Reading | None],
) -> NDArray[np.float64]:
    """Put decimal marks, magnitudes and signs to numbers, as `parse_amount` does."""

    def of_text(value: Callable[[_Reading], float]) -> NDArray[np.float64]:
        table = np.array([1.0 if r is None else value(r) for r in readings])
        return table[codes]

    values = numbers / of_text(lambda reading: reading.divisor or 1.0)
    is_scaled = of_text(lambda reading: reading.form.has_magnitude) > 0
    if is_scaled.any():
        factors = of_text(lambda reading: reading.form.factor)
        values[is_scaled] = round_cents((values * factors)[is_scaled])
    weighed: NDArray[np.float64] = values * of_text(lambda r: r.form.weight)
    return weighed


def round_cents(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to two decimals exactly as the built-in `round` does.

    Parameters
    ----------
    values : ndarray of float64
        Finite.

    Returns
    -------
    ndarray of float64
        Of the same shape; `numpy.round` differs where a product is inexact.
    """
    cents = values * 100
    nearest = np.rint(cents)
    rounded: NDArray[np.float64] = nearest / 100
    is_close = (np.abs(cents - nearest) > 0.49) | (np.abs(cents) > 2.0**45)
    rounded[is_close] = [round(value, 2) for value in values[is_close].tolist()]
    return rounded


def _parse_one(notes: _Notes, position: int, text: str, decimal: Decimal) -> float:
    amount = parse_amount(text, decimal)
    if amount is None:
        notes.failed.append(position)
        return math.nan
    if amount.has_magnitude:
        notes.scaled.append(position)
    if amount.currency:
        notes.currencies.setdefault(amount.currency, []).append(position)
    for what in amount.done:
        notes.done.setdefault(what, []).append(position)
    return amount.value


def _gathered(
    values: NDArray[np.float64],
    notes: _Notes,
    shapes: Shapes,
    readings: list[_Reading | None],
) -> Parsed:
    """Add what is said of whole shapes to what is said of single texts."""
    forms = {i: r.form for i, r in enumerate(readings) if r is not None}

    def found(slow: list[int], holds: Callable[[Form], bool]) -> NDArray[np.intp]:
        is_found = shapes.mask(lambda i: i in forms and holds(forms[i]))
        is_found[slow] = True
        return np.flatnonzero(is_found)

    codes = {*notes.currencies, *(form.currency for form in forms.values())} - {""}
    done = {*notes.done, *(what for form in forms.values() for what in form.done)}
    currencies = {
        code: found(notes.currencies.get(code, []), partial(_is_in, code))
        for code in sorted(codes)
    }
    deeds = {
        what: found(notes.done.get(what, []), partial(_is_done, what))
        for what in sorted(done)
    }
    return Parsed(
        values=values,
        failed=np.array(notes.failed, dtype=np.intp),
        scaled=found(notes.scaled, attrgetter("has_magnitude")),
        currencies=_by_appearance(currencies),
        done=_by_appearance(deeds),
    )


def _is_in(currency: str, form: Form) -> bool:
    return form.currency == currency


def _is_done(what: str, form: Form) -> bool:
    return what in form.done


def _by_appearance(
    positions: dict[str, NDArray[np.intp]],
) -> dict[str, NDArray[np.intp]]:
    order = sorted(positions, key=lambda name: int(positions[name][0]))
    return {name: positions[name] for name in order}


def _finite(parsed: Parsed) -> Parsed:
    """Take numbers too large for a float for no numbers."""
    is_huge = np.isinf(parsed.values)
    parsed.failed = np.union1d(parsed.failed, np.flatnonzero(is_huge))
    parsed.values[is_huge] = math.nan
    return parsed
