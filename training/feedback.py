"""Feedback as it comes in: read, checked line by line, one table a kind.

Who said what of whom is private: the messages of this module carry line numbers,
column names and unknown ids, never an answer.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from matcher.roster.records import LineProblem, read_records
from matcher.roster.relations import row_by_id
from matcher.roster.roster import Roster
from training.errors import FeedbackError
from training.feedback_cells import (
    COLUMNS,
    Reading,
    choose_scale,
    read_line,
)
from training.feedback_repeats import drop_repeats

KINDS: Final = (
    "helped",
    "rating",
    "accepted",
    "declined",
    "attended",
    "left",
    "group_rating",
)
_ALIASES: Final = {
    "rater_id": ("rater", "from_id", "leader_id"),
    "ratee_id": ("ratee", "to_id", "other_id", "peer_id"),
    "kind": ("type",),
    "value": ("answer", "score"),
    "shown_at": ("shown",),
    "answered_at": ("answered",),
    "group_id": ("group",),
    "propensity": (),
    "position": ("rank",),
}


@dataclass(frozen=True, slots=True, eq=False)
class Feedback:
    """The answers of one file that speak of leaders of the roster.

    Attributes
    ----------
    leader_ids : tuple of str
        The roster, whose rows the table means.
    table : pandas.DataFrame
        One row an answer, in the order of the file: rater and ratee (rows of the
        roster, ratee -1 where the answer is about a group), kind, value (in [0, 1]),
        shown_at and answered_at (UTC, NaT where unknown), group (its id, blank where
        unknown), propensity and position (NaN where unknown), line.
    problems : tuple of LineProblem
        Every line that was not used, or not as it stands.
    rating_scale : tuple of two float
        Worst and best rating of the file.
    group_rating_scale : tuple of two float
        Worst and best rating of a group.
    source : str
        Name of the file, without its folder.
    sha256 : str
        Of the bytes of the file, hexadecimal.
    """

    leader_ids: tuple[str, ...]
    table: pd.DataFrame
    problems: tuple[LineProblem, ...] = ()
    rating_scale: tuple[float, float] = (0.0, 1.0)
    group_rating_scale: tuple[float, float] = (0.0, 1.0)
    source: str = ""
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.table)

    def of(self, *kinds: str) -> pd.DataFrame:
        """Give the answers of some kinds.

        Parameters
        ----------
        *kinds : str
            Of `KINDS`.

        Returns
        -------
        pandas.DataFrame
            Rows of `table`.
        """
        unknown = [kind for kind in kinds if kind not in KINDS]
        if unknown:
            msg = f"kinds are {', '.join(KINDS)}; got {unknown[0]!r}."
            raise ValueError(msg)
        return self.table[self.table["kind"].isin(kinds)].reset_index(drop=True)


def read_feedback(
    path: str | Path,
    roster: Roster,
    *,
    rating_scale: tuple[float, float] | None = None,
    as_of: date | None = None,
) -> Feedback:
    """Read what leaders answered about each other, suggestions and groups.

    Parameters
    ----------
    path : str or Path
        Delimited text, Excel or Parquet with rater_id, kind and, perhaps, ratee_id,
        value, shown_at, answered_at, group_id, propensity and position.
    roster : Roster
        The leaders that the ids mean.
    rating_scale : tuple of two float or None, default=None
        Worst and best rating; None finds the narrowest of 0 to 1, 1 to 5, 1 to 7 and
        0 to 10 that holds nearly all ratings of the file.
    as_of : date or None, default=None
        Day of the run, after which nothing can have been answered (a day is allowed
        for, because clocks differ); None allows any moment.

    Returns
    -------
    Feedback
        What can be used, and every line that cannot.

    Raises
    ------
    FeedbackError
        If the file cannot be read or lacks rater_id or kind.
    """
    path = Path(path)
    records = read_records(
        path,
        _ALIASES,
        required=("rater_id", "kind"),
        error=FeedbackError,
        called="feedback file",
    )
    if rating_scale is not None and not rating_scale[0] < rating_scale[1]:
        msg = f"rating_scale must be worst, then best, got {rating_scale!r}."
        raise ValueError(msg)
    scales = {
        kind: rating_scale or choose_scale(records.rows, kind)
        for kind in ("rating", "group_rating")
    }
    until = None
    if as_of is not None:
        until = datetime.combine(as_of, time(), UTC) + timedelta(days=2)
    reading = Reading(row_by_id(roster), scales, until)
    problems = list(records.problems)
    rows: list[dict[str, Any]] = []
    for line, cells in records.rows:
        row, what = read_line(cells, reading)
        problems.extend(LineProblem(line, remark) for remark in what)
        if row is not None:
            rows.append({**row, "line": line})
    table, repeats = drop_repeats(_as_table(rows))
    ordered = sorted([*problems, *repeats], key=lambda problem: problem.line)
    return Feedback(
        roster.leader_ids,
        table,
        tuple(ordered),
        scales["rating"],
        scales["group_rating"],
        path.name,
        records.sha256,
    )


def _as_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=[*COLUMNS, "line"])
    for name in ("shown_at", "answered_at"):
        table[name] = pd.to_datetime(table[name], utc=True)
    for name in ("rater", "ratee", "line"):
        table[name] = table[name].astype(np.int64)
    for name in ("value", "propensity", "position"):
        table[name] = table[name].astype(np.float64)
    for name in ("kind", "group"):
        table[name] = table[name].astype("str")
    return table
