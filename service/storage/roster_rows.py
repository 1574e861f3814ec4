"""A roster as rows of the database, and back, equal to the last bit.

A row's profile is a JSON text of the columns that are not blank. Kinds of columns are
kept beside it, for a column of blanks would not tell its own.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from pydantic import TypeAdapter

from matcher.roster.report import ImportReport
from matcher.roster.roster import Roster
from service.storage.errors import StorageError

Profile = Mapping[str, str | float | bool]

TEXT: Final = "text"
NUMBER: Final = "number"
DAY: Final = "moment"
CONSENT: Final = "consent"
_DTYPES: Final = {
    TEXT: "str",
    NUMBER: "float64",
    DAY: "datetime64[s]",
    CONSENT: "boolean",
}
_KINDS: Final = {dtype: kind for kind, dtype in _DTYPES.items()}
_REPORT: Final = TypeAdapter(ImportReport)
_CHUNK: Final = 5_000


def kinds_of(table: pd.DataFrame) -> dict[str, str]:
    """Tell what each column of a roster's table holds.

    Raises
    ------
    StorageError
        If one is of a type that no roster has.
    """
    kinds: dict[str, str] = {}
    for name, dtype in table.dtypes.items():
        kind = _KINDS.get(str(dtype))
        if kind is None:
            msg = f"column {str(name)!r} is of type {dtype}, which is not kept."
            raise StorageError(msg)
        kinds[str(name)] = kind
    return kinds


def write_profiles(table: pd.DataFrame) -> list[str]:
    """Write the leaders of a table as JSON texts, in its order."""
    kinds = kinds_of(table)
    columns = [_plain(table[name], kind) for name, kind in kinds.items()]
    names = list(kinds)
    dump = _encoder()
    return [
        dump({n: v for n, v in zip(names, values, strict=True) if v is not None})
        for values in zip(*columns, strict=True)
    ]


def write_profile(profile: Profile) -> str:
    """Write one leader as a JSON text."""
    return _encoder()(dict(profile))


def read_profile(text: str) -> dict[str, Any]:
    """Read one leader."""
    profile: dict[str, Any] = json.loads(text)
    return profile


def read_table(profiles: Sequence[str], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Read leaders into a table as `read_roster` gave it."""
    read: list[dict[str, Any]] = []
    for start in range(0, len(profiles), _CHUNK):  # one parse for many texts
        read += json.loads(f"[{','.join(profiles[start : start + _CHUNK])}]")
    series = {
        name: _series([profile.get(name) for profile in read], kind)
        for name, kind in kinds.items()
    }
    return pd.DataFrame(series, index=pd.RangeIndex(len(read)), copy=False)


def write_report(report: ImportReport) -> str:
    """Write an import report as a JSON text."""
    return _REPORT.dump_json(report).decode()


def read_report(text: str) -> ImportReport:
    """Read an import report."""
    return _REPORT.validate_json(text)


def check_value(column: str, value: object, kind: str) -> None:
    """Refuse a value that a column cannot hold.

    Raises
    ------
    StorageError
        Naming the column and what it holds, not the value.
    """
    is_right = {
        TEXT: isinstance(value, str) and bool(value.strip()) and _is_kept(value),
        NUMBER: isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value),
        DAY: isinstance(value, str) and _is_moment(value),
        CONSENT: isinstance(value, bool),
    }[kind]
    if not is_right:
        must = {
            TEXT: "a text that is not blank",
            NUMBER: "a finite number",
            DAY: "a moment without time zone such as 2027-03-01T00:00:00",
            CONSENT: "true or false",
        }[kind]
        msg = f"column {column!r} must be {must}, or be left out."
        raise StorageError(msg)


def roster_of(
    table: pd.DataFrame, lines: Sequence[int], *, source: str, sha256: str, report: str
) -> Roster:
    """Put a roster together again."""
    return Roster(
        table, np.array(lines, dtype=np.int64), source, sha256, read_report(report)
    )


def _encoder() -> Callable[[Any], str]:
    encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
    return encoder.encode


def _plain(series: "pd.Series[Any]", kind: str) -> list[Any]:
    """Turn a column into values that JSON has, None where it is blank."""
    if kind == DAY:
        texts = np.datetime_as_string(series.to_numpy(), unit="s").tolist()
        return [None if text == "NaT" else text for text in texts]
    blanks = series.isna().to_numpy()
    values = series.tolist()
    return [
        None if blank else value for value, blank in zip(values, blanks, strict=True)
    ]


def _series(values: list[Any], kind: str) -> "pd.Series[Any]":
    if kind == NUMBER:
        numbers = [math.nan if value is None else value for value in values]
        return pd.Series(np.array(numbers, dtype=np.float64))
    if kind == DAY:
        days = ["NaT" if value is None else value for value in values]
        return pd.Series(np.array(days, dtype="datetime64[s]"))
    if kind == CONSENT:
        return pd.Series(pd.array(values, dtype="boolean"))
    return pd.Series(values, dtype="str")


def _is_kept(text: str) -> bool:
    """Tell whether both databases keep a text: no NUL, no half of a character."""
    return "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def _is_moment(text: str) -> bool:
    try:
        moment = np.datetime64(text, "s")
    except ValueError:
        return False
    return not np.isnat(moment) and str(moment) == text
