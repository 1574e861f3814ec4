"""Measures of a leader's company: units, currencies and values that cannot be."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.roster.amounts import Decimal
from matcher.roster.columns import Ledger, TextColumn
from matcher.roster.fields import UNITS
from matcher.roster.forms import Parsed, are_whole, parse_shapes, parse_whole
from matcher.roster.headers import HeaderUnit, unit_of
from matcher.roster.numbers import (
    MarkChoice,
    choose_mark,
    convert_currencies,
    spread_rows,
)
from matcher.roster.shapes import Shapes, shapes_of

FIRST_YEAR = 1500
LAST_YEAR = 2100  # when nobody says what day it is
MAX_EMPLOYEES = 1e7
FOUNDED = re.compile(r"(?<!\d)\d{4}(?!\d)")
LIMITS = {"latitude": 90.0, "longitude": 180.0}


@dataclass(frozen=True, slots=True)
class Measure:
    """One number column and what the map and the file say about it.

    Attributes
    ----------
    canonical, header : str
        Column of the roster; column of the file.
    unit, currency, decimal : str
        From the map; empty when it says nothing.
    continental : bool
        Whether the file is delimited with semicolons.
    as_of : datetime.date or None
        Today.
    """

    canonical: str
    header: str
    unit: str
    currency: str
    decimal: str
    continental: bool
    as_of: dt.date | None


def measure_column(
    measure: Measure,
    column: TextColumn,
    ledger: Ledger,
    *,
    rates: Mapping[str, float],
    currency: TextColumn | None = None,
) -> NDArray[np.float64]:
    """Read a column of numbers, in plain units, unknown where it makes no sense.

    Parameters
    ----------
    measure : Measure
        What the column is.
    column : TextColumn
        Its texts.
    ledger : Ledger
        Receives everything that was decided or repaired.
    rates : mapping of str to float
        Of currencies.
    currency : TextColumn or None, default=None
        Currency of each row.

    Returns
    -------
    ndarray of shape (n_rows,), float64
        NaN where unknown.
    """
    if measure.canonical == "founded":
        values = _years(measure, column, ledger)
    else:
        values = _amounts(measure, column, ledger, rates)
    if measure.canonical == "revenue" and currency is not None:
        values = _by_row(values, currency, rates, ledger)
    return _sensible(measure, values, ledger)


def _amounts(
    measure: Measure, column: TextColumn, ledger: Ledger, rates: Mapping[str, float]
) -> NDArray[np.float64]:
    name = measure.canonical
    texts = column.used_texts()
    if are_whole(texts):
        parsed = parse_whole(texts)
    else:
        shapes = shapes_of(texts)
        choice = _mark(measure, shapes)
        if choice.remark:
            ledger.remarks.append(f"{name}: {choice.remark}.")
        parsed = parse_shapes(shapes, choice.decimal)
    used = column.used()
    ledger.repair_texts(name, "no number: unknown", column, used[parsed.failed])
    for what, positions in parsed.done.items():
        ledger.repair_texts(name, what, column, used[positions])
    header = (
        unit_of(measure.header) if name in {"revenue", "employees"} else HeaderUnit()
    )
    _apply_unit(measure, parsed, header, ledger)
    if name == "revenue":
        base = measure.currency or header.currency
        for remark in convert_currencies(parsed, base, rates):
            ledger.remarks.append(f"{name}: {remark}.")
    values = np.full(len(column.texts), math.nan)
    values[used] = parsed.values
    return spread_rows(column, values)


def _mark(measure: Measure, shapes: Shapes) -> MarkChoice:
    if measure.decimal:
        decimal: Decimal = "," if measure.decimal == "," else "."
        return MarkChoice(decimal)
    if measure.canonical in LIMITS:
        comma = choose_mark(shapes).decimal == ","
        return MarkChoice("," if comma else ".")
    return choose_mark(
        shapes,
        whole=measure.canonical == "employees",
        continental=measure.continental,
    )


def _apply_unit(
    measure: Measure, parsed: Parsed, header: HeaderUnit, ledger: Ledger
) -> None:
    """Multiply by the unit of the map, or else of the header."""
    unit = measure.unit or header.unit
    factor = UNITS.get(unit, 1.0)
    if factor == 1.0:
        return
    is_plain = np.ones(parsed.values.size, dtype=bool)
    is_plain[parsed.scaled] = False
    parsed.values[is_plain] = np.round(parsed.values[is_plain] * factor, 2)
    origin = "the map" if measure.unit else f"its header {measure.header!r}"
    beside = (
        "; values that name their own magnitude were left" if parsed.scaled.size else ""
    )
    ledger.remarks.append(
        f"{measure.canonical}: read in {unit}, as {origin} says{beside}."
    )


def _years(measure: Measure, column: TextColumn, ledger: Ledger) -> NDArray[np.float64]:
    values = np.full(len(column.texts), math.nan)
    failed, zero = [], []
    for i, text in enumerate(column.texts.to_pylist()):
        years = [float(year) for year in FOUNDED.findall(text or "")]
        if years:
            likely = (y for y in years if FIRST_YEAR <= y <= LAST_YEAR)
            values[i] = next(likely, years[0])
        elif re.fullmatch(r"0+(?:\.0*)?", text or ""):
            zero.append(i)
        else:
            failed.append(i)
    name = measure.canonical
    ledger.repair_texts(name, "0: unknown", column, zero)
    ledger.repair_texts(name, "no year: unknown", column, failed)
    return spread_rows(column, values)


def _by_row(
    values: NDArray[np.float64],
    currency: TextColumn,
    rates: Mapping[str, float],
    ledger: Ledger,
) -> NDArray[np.float64]:
    """Convert by a currency column where the map gives rates."""
    codes = [text.strip().upper() for text in currency.texts.to_pylist()]
    factors = np.array([rates.get(code, 1.0) for code in codes] + [1.0])
    used = sorted({codes[i] for i in currency.used()})
    converted = [code for code in used if code in rates]
    kept = [code for code in used if code not in rates]
    if converted:
        ledger.remarks.append(f"revenue: converted from {', '.join(converted)} by row.")
    if len(kept) > 1:
        ledger.remarks.append(
            f"revenue: rows are in {', '.join(kept)} and were not converted; give "
            "[rates] in a map file."
        )
    converted_values: NDArray[np.float64] = values * factors[currency.codes]
    return converted_values


def _sensible(
    measure: Measure, values: NDArray[np.float64], ledger: Ledger
) -> NDArray[np.float64]:
    """Set to unknown what no company and no place can have."""
    name = measure.canonical
    for what, is_wrong in _wrong(measure, values):
        ledger.repair(name, f"{what}: unknown", is_wrong)
        values = np.where(is_wrong, math.nan, values)
    return values


def _wrong(
    measure: Measure, values: NDArray[np.float64]
) -> list[tuple[str, NDArray[np.bool_]]]:
    name = measure.canonical
    if name == "revenue":
        return [("negative", values < 0)]
    if name == "employees":
        huge = f"more than {MAX_EMPLOYEES:,.0f} people"
        return [
            ("negative", values < 0),
            ("0", values == 0),
            (huge, values > MAX_EMPLOYEES),
        ]
    if name == "founded":
        last = measure.as_of.year if measure.as_of else LAST_YEAR
        early = f"before {FIRST_YEAR}"
        return [(early, values < FIRST_YEAR), ("in the future", values > last)]
    limit = LIMITS[name]
    return [(f"beyond {limit:.0f} degrees", np.abs(values) > limit)]
