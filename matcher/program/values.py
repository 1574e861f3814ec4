"""Values of a column that rules ask for: entries of lists, time zones, places."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.roster.names import is_unsaid, normalise_text

_OFFSET = re.compile(r"^(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?$")


def entries(values: pd.Series) -> list[frozenset[str]]:
    """Split each cell at its semicolons.

    Parameters
    ----------
    values : Series
        Text with ``; `` between entries, or numbers.

    Returns
    -------
    list of frozenset of str
        Folded entries of each row; empty where nothing is known.
    """
    codes, distinct = pd.factorize(values)
    split = [_stated(str(value).split(";")) for value in distinct]
    return [split[code] if code >= 0 else frozenset() for code in codes]


def _stated(parts: Sequence[str]) -> frozenset[str]:
    return frozenset(normalise_text(part) for part in parts if not is_unsaid(part))


def has_value(values: pd.Series, value: str) -> NDArray[np.bool_]:
    """Mark the leaders with a value among their entries.

    Parameters
    ----------
    values : Series
        One column of a roster.
    value : str
        What to look for, whole and in any case.

    Returns
    -------
    ndarray of shape (n_leaders,), bool
        True where it stands.
    """
    wanted = normalise_text(value)
    return np.array([wanted in found for found in entries(values)], dtype=np.bool_)


def entry_bits(found: Sequence[frozenset[str]]) -> NDArray[np.int64]:
    """Write each leader's entries as bits of one number.

    Parameters
    ----------
    found : sequence of frozenset of str
        Entries of each row, 63 different ones at most.

    Returns
    -------
    ndarray of shape (n_leaders,), int64
        Bit `b` for the entry that comes as number `b` in the alphabet; 0 for none.
    """
    number = {entry: b for b, entry in enumerate(sorted(set().union(*found)))}
    return np.array(
        [sum(1 << number[entry] for entry in row) for row in found], dtype=np.int64
    )


def zone_minutes(values: pd.Series, as_of: date) -> NDArray[np.float64]:
    """Read time zones as minutes from UTC on a day.

    Parameters
    ----------
    values : Series
        Names such as "Europe/Berlin" or offsets such as "UTC-05:00".
    as_of : date
        The day, since clocks change in summer.

    Returns
    -------
    ndarray of shape (n_leaders,), float64
        Minutes east of UTC; NaN where not known.
    """
    codes, distinct = pd.factorize(values)
    minutes = np.array([_minutes(str(v), as_of) for v in distinct] + [np.nan])
    return minutes[codes]


def _minutes(zone: str, as_of: date) -> float:
    text = zone.strip()
    if text.casefold() in {"utc", "gmt", "z"}:
        return 0.0
    offset = _OFFSET.match(text.casefold())
    if offset:
        size = 60.0 * int(offset[2]) + int(offset[3] or 0)
        return size if offset[1] == "+" else -size
    noon = datetime(as_of.year, as_of.month, as_of.day, 12, tzinfo=UTC)
    try:
        found = noon.astimezone(ZoneInfo(text)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return np.nan
    return np.nan if found is None else found.total_seconds() / 60.0
