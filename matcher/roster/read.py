"""Read a file of people into a roster, accounting for every row."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from matcher.errors import RosterError
from matcher.roster.account import column_uses, doubt_revenue, named_repairs
from matcher.roster.columns import Ledger, TextColumn, encode_series, tidy_column
from matcher.roster.convert import Context, convert, further
from matcher.roster.delimited import read_delimited
from matcher.roster.fields import CANONICAL, is_canonical
from matcher.roster.guess import guess_uses
from matcher.roster.headers import words_of
from matcher.roster.mapping import LINE, ColumnMap, Use, listing, read_map
from matcher.roster.people import find_duplicates
from matcher.roster.rawtable import RawTable
from matcher.roster.report import ImportReport, Refusal
from matcher.roster.roster import Roster
from matcher.roster.rows import (
    blank_rows,
    made_ids,
    row_ids,
    summary_rows,
    taken_ids,
)
from matcher.roster.sheets import read_parquet, read_workbook
from matcher.roster.source import Source, open_source

MANGLED = re.compile(r"\d(?:[.,]\d+)?E\+\d+")
CURRENCY_WORDS = frozenset(
    {"currency", "currency iso code", "currency code", "account currency"}
    | {"revenue currency", "annual revenue currency"}
)


def read_roster(
    path: str | Path,
    *,
    mapping: str | Path | None = None,
    sheet: str | None = None,
    as_of: dt.date | None = None,
    progress: Callable[[str], None] | None = None,
) -> Roster:
    """Read the people of one file.

    Everything is read as text first and converted column by column, so that no id
    loses its zeros and no country "NA" its name.

    Parameters
    ----------
    path : str or Path
        Delimited text of any encoding, Excel or Parquet; gzip and zip are unpacked.
    mapping : str, Path or None, default=None
        "plain", "salesforce", "hubspot", "imis", or path of a TOML map file. What it
        leaves open is guessed from names and values, and reported.
    sheet : str or None, default=None
        Sheet of a workbook; without it the first that holds a table.
    as_of : datetime.date or None, default=None
        Today. Years of foundation after it are unknown; without it, those after 2100.
    progress : callable or None, default=None
        Receives one short sentence per step.

    Returns
    -------
    Roster
        The leaders and the import report, which accounts for every row.

    Raises
    ------
    RosterError
        The file cannot be a roster, or the map does not fit it.
    """
    say = progress or _silent
    path = Path(path)
    say(f"Reading {path.name}")
    source = open_source(path)
    raw = _read_raw(source, sheet)
    say(f"Cleaning {raw.lines.size} rows")
    draft = _draft(raw, source.name)
    say("Finding out what the columns mean")
    given = read_map(mapping, raw.names)
    plan = _plan(draft, given, source.name)
    say("Converting the columns")
    roster = _assemble(draft, plan, source, as_of)
    say(f"Read {len(roster)} leaders")
    return roster


def _silent(_sentence: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """Tidied columns of the rows that are not blank, and what was refused so far."""

    raw: RawTable
    columns: dict[str, TextColumn]
    ordinals: NDArray[np.int64]
    ledger: Ledger
    refused: list[Refusal]


@dataclass(frozen=True, slots=True)
class _Plan:
    uses: tuple[Use, ...]
    given: ColumnMap
    remarks: tuple[str, ...]


def _read_raw(source: Source, sheet: str | None) -> RawTable:
    if source.kind == "Excel":
        raw = read_workbook(source, sheet)
    elif sheet is not None:
        msg = f"{source.name} is no workbook, it has no sheets; leave --sheet out."
        raise RosterError(msg)
    else:
        raw = read_delimited(source) if source.kind == "text" else read_parquet(source)
    if raw.lines.size == 0:
        msg = f"{source.name} holds no row that fits its header. Is it a table?"
        if raw.refused:
            first = raw.refused[0]
            msg = f"{msg} Line {first.line} was refused: {first.reason}."
        raise RosterError(msg)
    packed = f"{raw.format}, {source.packing}" if source.packing else raw.format
    return replace(raw, format=packed)


def _draft(raw: RawTable, name: str) -> _Draft:
    ledger = Ledger(raw.lines)
    columns = {
        header: tidy_column(header, cells, ledger)
        for header, cells in zip(raw.names, raw.columns, strict=True)
    }
    n_rows = raw.lines.size
    is_blank = blank_rows(columns, n_rows)
    is_total = summary_rows(columns, n_rows)
    refused = [*raw.refused]
    refused += [Refusal(int(line), "blank row") for line in raw.lines[is_blank]]
    refused += [
        Refusal(int(line), "a total, not a leader") for line in raw.lines[is_total]
    ]
    keep = ~(is_blank | is_total)
    if not keep.any():
        msg = f"{name} has a header but only blank rows below it; nobody to seat."
        raise RosterError(msg)
    ordinals = _ordinals(raw)
    if not keep.all():
        columns = {header: column.rows(keep) for header, column in columns.items()}
        ledger.lines = raw.lines[keep]
        ordinals = ordinals[keep]
    return _Draft(raw, columns, ordinals, ledger, refused)


def _ordinals(raw: RawTable) -> NDArray[np.int64]:
    """Count the data rows of the file from 1, refused ones included."""
    empty = {"blank line", "the header again"}
    refused = [r.line for r in raw.refused if r.reason not in empty]
    before = np.searchsorted(np.sort(np.array(refused, dtype=np.int64)), raw.lines)
    numbers: NDArray[np.int64] = np.arange(1, raw.lines.size + 1) + before
    return numbers


def _plan(draft: _Draft, given: ColumnMap, name: str) -> _Plan:
    used = {source for use in given.uses for source in use.sources}
    open_columns = {
        header: column
        for header, column in draft.columns.items()
        if header not in given.ignore or header in used
    }
    guessed: tuple[Use, ...] = ()
    remarks: tuple[str, ...] = ()
    if given.guesses:
        guessed, remarks = guess_uses(open_columns, given.uses)
    uses = (*given.uses, *guessed)
    if not {"leader_id", "name", "email"} & {use.canonical for use in uses}:
        msg = (
            f"{name}: no column holds an id, a name or an e-mail address (columns: "
            f"{listing(draft.raw.names)}). Name one in a map file (--map), or number "
            f'the rows with leader_id = "{LINE}".'
        )
        raise RosterError(msg)
    return _Plan(uses, given, remarks)


def _assemble(
    draft: _Draft, plan: _Plan, source: Source, as_of: dt.date | None
) -> Roster:
    ids = _leader_ids(draft, plan)
    refused: list[Refusal] = []
    if any(
        use.canonical == "leader_id" and use.sources != (LINE,) for use in plan.uses
    ):
        is_taken, refused = taken_ids(ids, draft.columns, draft.ledger.lines)
    draft.refused.extend(refused)
    if refused:
        keep = ~is_taken
        columns = {
            header: column.rows(keep) for header, column in draft.columns.items()
        }
        ids = ids.filter(pa.array(keep))
        draft = replace(draft, columns=columns, ordinals=draft.ordinals[keep])
        draft.ledger.lines = draft.ledger.lines[keep]
    table = _table(draft, plan, ids, as_of)
    draft.ledger.remarks.extend(doubt_revenue(table))
    return Roster(
        table=table,
        lines=draft.ledger.lines,
        source=source.name,
        sha256=source.sha256,
        report=_report(draft, plan, table),
    )


def _leader_ids(draft: _Draft, plan: _Plan) -> pa.Array:
    use = next((use for use in plan.uses if use.canonical == "leader_id"), None)
    if use is None:
        return row_ids(draft.ordinals)
    if use.sources == (LINE,):
        return row_ids(draft.ledger.lines, "line")
    context = Context(None, continental=False, rates={})
    texts = convert(use, draft.columns, draft.ledger, context)
    ids = encode_series(texts)
    if any(MANGLED.fullmatch(text) for text in ids.sample(50)):
        draft.ledger.remarks.append(
            "leader_id: a spreadsheet has shortened long ids, as in 1.23E+11; export "
            "them as text, or different people share an id."
        )
    return made_ids(ids, draft.ordinals, draft.ledger)


def _table(
    draft: _Draft, plan: _Plan, ids: pa.Array, as_of: dt.date | None
) -> pd.DataFrame:
    uses = {use.canonical: use for use in plan.uses}
    consents = sorted(name for name in uses if name not in CANONICAL)
    context = Context(
        as_of=as_of,
        continental=draft.raw.delimiter == "semicolon",
        rates=plan.given.rates,
        currency=_currency_column(draft),
    )
    series: dict[str, pd.Series[Any]] = {"leader_id": pd.Series(ids, dtype="str")}
    for canonical in (*CANONICAL, *consents):
        if canonical in uses and canonical != "leader_id":
            series[canonical] = convert(
                uses[canonical], draft.columns, draft.ledger, context
            )
    gone = {
        source
        for use in plan.uses
        if not use.how.startswith("derived")
        for source in use.sources
    }
    for header, column in draft.columns.items():
        if header not in gone and header not in plan.given.ignore:
            series[_free_name(header, series)] = further(header, column, draft.ledger)
    return pd.DataFrame(series, copy=False)


def _currency_column(draft: _Draft) -> TextColumn | None:
    found = (
        column
        for header, column in draft.columns.items()
        if words_of(header) in CURRENCY_WORDS
    )
    return next(found, None)


def _free_name(header: str, taken: dict[str, "pd.Series[Any]"]) -> str:
    """Keep a further column from posing as a canonical one."""
    name = f"{header} (as in the file)" if is_canonical(header) else header
    return name if name not in taken else f"{name} (2)"


def _report(draft: _Draft, plan: _Plan, table: pd.DataFrame) -> ImportReport:
    raw, ledger = draft.raw, draft.ledger
    refused = sorted(draft.refused, key=lambda refusal: refusal.line)
    n_read = len(table)
    return ImportReport(
        format=raw.format,
        encoding=raw.encoding,
        delimiter=raw.delimiter,
        n_rows=n_read + len(refused),
        n_read=n_read,
        n_refused=len(refused),
        columns=column_uses(plan.uses, draft.raw.names, plan.given.ignore),
        repairs=(*raw.repairs, *named_repairs(ledger.repairs, plan.uses)),
        refused=tuple(refused),
        duplicates=find_duplicates(table, ledger.lines),
        remarks=(*raw.remarks, *plan.remarks, *ledger.remarks),
    )
