"""Turn the columns of a file into the canonical columns of a roster."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matcher.roster.columns import Ledger, TextColumn
from matcher.roster.dates import days_of, parse_dates
from matcher.roster.entries import find_unwritten
from matcher.roster.fields import kind_of
from matcher.roster.headers import words_of
from matcher.roster.lists import (
    consent_value,
    normalise_list,
    split_languages,
    strip_markup,
)
from matcher.roster.mapping import Use
from matcher.roster.measure import Measure, measure_column
from matcher.roster.numbers import plain_numbers
from matcher.roster.tidy import bytes_of
from matcher.roster.unsaid import UNSAID

# Where "None" or "Null" may be somebody's name, or "NA" a country, they stay.
NAMED = frozenset({"leader_id", "name", "email", "company", "company_id", "group"})
PLACED = frozenset({"parent_company_id", "city", "state", "country"})
IDS = frozenset({"leader_id", "company_id", "parent_company_id", "industry", "group"})
LIST_WRITTEN = "list written as entries separated by semicolons"
LITERAL_LIST = r"^\[.*\]$"
SHOUTED = re.compile(r"[A-Z]+(?:_[A-Z]+)+")
WHOLE_FLOAT = re.compile(r"(\d+)\.0")
IDENTIFIERS = frozenset(
    {"zip", "zipcode", "postal", "postcode", "phone", "mobile", "fax", "id", "code"}
    | {"key", "plz", "ssn", "duns", "naics", "sic", "cell", "telephone", "uuid"}
)
SPACE, LINE_FEED = b" \n"
MAILTO = re.compile(r"^mailto:|^<|>$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversion of a column may have to know besides the column.

    Attributes
    ----------
    as_of : datetime.date or None
        Today, for years that are in the future.
    continental : bool
        Whether the file is delimited with semicolons.
    rates : mapping of str to float
        Of currencies, from the map file.
    currency : TextColumn or None
        Column that holds the currency of each row, if there is one.
    """

    as_of: dt.date | None
    continental: bool
    rates: Mapping[str, float]
    currency: TextColumn | None = None


def convert(
    use: Use, columns: Mapping[str, TextColumn], ledger: Ledger, context: Context
) -> "pd.Series[Any]":
    """Build one canonical column.

    Parameters
    ----------
    use : Use
        What it is made of.
    columns : mapping of str to TextColumn
        The columns of the file.
    ledger : Ledger
        Receives repairs and remarks.
    context : Context
        What else matters.

    Returns
    -------
    pandas.Series
        Of the type that the canonical column has.
    """
    kind = kind_of(use.canonical)
    parts = [columns[source] for source in use.sources]
    if kind == "number":
        measure = Measure(
            canonical=use.canonical,
            header=use.sources[0],
            unit=use.unit,
            currency=use.currency,
            decimal=use.decimal,
            continental=context.continental,
            as_of=context.as_of,
        )
        values = measure_column(
            measure, parts[0], ledger, rates=context.rates, currency=context.currency
        )
        return pd.Series(values)
    if kind == "time":
        return _times(use.canonical, parts[0], ledger)
    if kind == "consent":
        return _consents(use.canonical, parts[0], ledger)
    cleaned = [_clean(use.canonical, part, ledger) for part in parts]
    return _join(cleaned, " " if use.canonical == "name" else "; ")


def further(header: str, column: TextColumn, ledger: Ledger) -> "pd.Series[Any]":
    """Build a column that keeps its own name: numbers if all are, else text.

    Parameters
    ----------
    header : str
        Its name.
    column : TextColumn
        Its texts.
    ledger : Ledger
        Receives repairs.

    Returns
    -------
    pandas.Series
        Of float64 or of text; lists as text have "; " between their entries.
    """
    if not IDENTIFIERS & set(words_of(header).split()):
        numbers = plain_numbers(column)
        if numbers is not None:
            return pd.Series(numbers)
    is_list = pc.match_substring_regex(column.texts, LITERAL_LIST)
    positions = pc.indices_nonzero(is_list).to_pylist()
    if 2 * len(positions) <= len(column.texts):
        return column.to_series()
    ledger.repair_texts(header, LIST_WRITTEN, column, positions)
    lists = column.texts.take(pa.array(positions)).to_pylist()
    written = zip(positions, map(normalise_list, lists), strict=True)
    texts = _replace(column.texts, dict(written))
    blanks = pc.indices_nonzero(pc.equal(texts, "")).to_numpy()
    where = np.arange(len(texts) + 1, dtype=np.int32)
    where[blanks] = -1
    where[-1] = -1
    return TextColumn(texts, where[column.codes]).to_series()


def _join(parts: list[TextColumn], separator: str) -> "pd.Series[Any]":
    if len(parts) == 1:
        return parts[0].to_series()
    nothing = pa.scalar("", pa.large_string())
    joined = pc.fill_null(parts[0].to_arrow(), nothing)
    for part in parts[1:]:
        texts = pc.fill_null(part.to_arrow(), nothing)
        is_both = pc.and_(pc.not_equal(joined, ""), pc.not_equal(texts, ""))
        between = pc.if_else(is_both, pa.scalar(separator, pa.large_string()), nothing)
        joined = pc.binary_join_element_wise(joined, between, texts, nothing)
    missing = pa.scalar(None, pa.large_string())
    return pd.Series(pc.if_else(pc.equal(joined, ""), missing, joined), dtype="str")


def _clean(canonical: str, column: TextColumn, ledger: Ledger) -> TextColumn:
    """Clean the texts of a column in ways that depend on what it holds."""
    if canonical in NAMED and canonical not in IDS and canonical != "email":
        return _single_line(canonical, column, ledger)
    texts = column.used_texts()
    positions = _candidates(canonical, texts)
    if not positions:
        return column
    used = column.used()
    changes: dict[str, list[int]] = {}
    where = np.arange(len(column.texts) + 1, dtype=np.int32)
    where[-1] = -1
    replaced: dict[int, str] = {}
    chosen = texts.take(pa.array(positions)).to_pylist()
    for position, text in zip(used[positions].tolist(), chosen, strict=True):
        right, what = _clean_one(canonical, text)
        if not right:
            where[position] = -1
        elif right != text:
            replaced[position] = right
        if what:
            changes.setdefault(what, []).append(position)
    for what, changed in changes.items():
        ledger.repair_texts(canonical, what, column, changed)
    return TextColumn(_replace(column.texts, replaced), where[column.codes])


def _clean_one(canonical: str, text: str) -> tuple[str | None, str]:
    if text.lower() in UNSAID and canonical not in NAMED | PLACED:
        return None, "placeholder read as blank"
    if kind_of(canonical) == "list":
        return _clean_list(canonical, text)
    return _clean_text(canonical, text)


def _replace(texts: pa.Array, replaced: Mapping[int, str]) -> pa.Array:
    if not replaced:
        return texts
    mask = np.zeros(len(texts), dtype=bool)
    order = sorted(replaced)
    mask[order] = True
    right = pa.array([replaced[position] for position in order], texts.type)
    return pc.replace_with_mask(texts, pa.array(mask), right)


def _candidates(canonical: str, texts: pa.Array) -> list[int]:
    """Find the texts that `_clean` could change, without looking at each in Python."""
    if canonical == "languages":
        return list(range(len(texts)))
    if kind_of(canonical) == "list":
        found = pc.or_(_are_unsaid(texts), pa.array(find_unwritten(texts)))
    elif canonical == "email":
        if not any(mark in bytes_of(texts) for mark in b"<>:"):
            return []
        found = pc.or_(pc.starts_with(texts, "<"), pc.ends_with(texts, ">"))
        found = pc.or_(found, pc.starts_with(texts, "mailto:", ignore_case=True))
    elif canonical in NAMED:
        found = pc.or_(pc.ends_with(texts, ".0"), pc.starts_with(texts, "["))
    else:
        found = pc.or_(_are_unsaid(texts), _are_marked(texts))
    positions: list[int] = pc.indices_nonzero(found).to_pylist()
    return positions


def _are_marked(texts: pa.Array) -> pa.BooleanArray:
    """Find texts with brackets, decimals, underscores or line breaks."""
    found = pc.or_(pc.starts_with(texts, "["), pc.ends_with(texts, ".0"))
    for mark in "_\n":
        if (bytes_of(texts) == ord(mark)).any():
            found = pc.or_(found, pc.match_substring(texts, mark))
    return found


def _are_unsaid(texts: pa.Array) -> pa.BooleanArray:
    return pc.is_in(pc.utf8_lower(texts), pa.array(sorted(UNSAID), texts.type))


def _clean_list(canonical: str, text: str) -> tuple[str | None, str]:
    bare = strip_markup(text)
    entries = (
        split_languages(bare) if canonical == "languages" else normalise_list(bare)
    )
    if not entries:
        return None, "empty list read as blank"
    if entries == text:
        return text, ""
    return entries, LIST_WRITTEN


def _clean_text(canonical: str, text: str) -> tuple[str, str]:
    whole = WHOLE_FLOAT.fullmatch(text)
    right, what = text, ""
    if canonical in IDS and whole:
        right, what = whole[1], "decimals of a whole number dropped"
    elif text.startswith("[") and text.endswith("]"):
        right, what = normalise_list(text), LIST_WRITTEN
    elif canonical == "industry" and SHOUTED.fullmatch(text):
        right = text.replace("_", " ").capitalize()
        what = "picklist name written as words"
    elif canonical == "time_zone" and "_slash_" in text:
        parts = text.split("_slash_")
        right = "/".join(part.title().replace(" ", "_") for part in parts)
        what = "slash put back"
    elif canonical == "email":
        right, what = MAILTO.sub("", text), "mail link written as an address"
    elif "\n" in text:
        right, what = " ".join(text.split()), "line break in a cell replaced by a space"
    return right, what if right != text else ""


def _single_line(canonical: str, column: TextColumn, ledger: Ledger) -> TextColumn:
    content = bytes_of(column.texts)
    is_space = content == SPACE
    if not (is_space[1:] & is_space[:-1]).any() and not (content == LINE_FEED).any():
        return column
    positions = pc.indices_nonzero(
        pc.match_substring_regex(column.texts, r"\n| {2}")
    ).to_pylist()
    if not positions:
        return column
    what = "line breaks and double spaces replaced by one space"
    ledger.repair_texts(canonical, what, column, positions)
    chosen = column.texts.take(pa.array(positions)).to_pylist()
    replaced = {
        position: " ".join(text.split())
        for position, text in zip(positions, chosen, strict=True)
    }
    return TextColumn(_replace(column.texts, replaced), column.codes)


def _times(canonical: str, column: TextColumn, ledger: Ledger) -> "pd.Series[Any]":
    alike = days_of(column.texts).dictionary_encode()
    codes = alike.indices.to_numpy()
    texts = [text or "" for text in alike.dictionary.to_pylist()]
    counts = np.bincount(codes, minlength=len(texts)).tolist()
    dates = parse_dates(texts, counts)
    found = np.array([d or "NaT" for d in dates.dates], dtype="datetime64[s]")
    days = np.append(found[codes], np.datetime64("NaT", "s"))
    failed = np.flatnonzero(np.isnat(days[:-1]))
    ledger.repair_texts(canonical, "no date: unknown", column, failed)
    if dates.day_first is not None and not dates.is_certain:
        order = "day before month" if dates.day_first else "month before day"
        ledger.remarks.append(
            f"{canonical}: dates such as 03/04/2020 can be read two ways; read with "
            f"the {order}."
        )
    if dates.n_serials:
        ledger.remarks.append(
            f"{canonical}: day numbers of a spreadsheet read as dates."
        )
    return pd.Series(days[column.codes])


def _consents(canonical: str, column: TextColumn, ledger: Ledger) -> "pd.Series[Any]":
    values = [consent_value(text or "") for text in column.texts.to_pylist()]
    failed = [i for i, value in enumerate(values) if value is None]
    ledger.repair_texts(canonical, "neither yes nor no: unknown", column, failed)
    said = pd.array([*values, None], dtype="boolean")
    return pd.Series(said[column.codes])
