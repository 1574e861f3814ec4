"""The health of proposed groups: camps, fairness, continuity."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.explain.continuity import (
    Forecast,
    Leavings,
    forecast_groups,
    leaving_chances,
    leaving_rates,
)
from matcher.explain.evidence import Evidence
from matcher.explain.fairness import Segment, compare_segments
from matcher.explain.faultline import GroupCamps, describe_camps, random_faultline
from matcher.explain.left_out import LeftOut, compare_left_out
from matcher.explain.segments import part_leaders
from matcher.grouping import Faultline
from matcher.program.program import Program
from matcher.roster.roster import Roster

DAYS_A_YEAR = 365.25
ATTENDANCE = ("attendance", "attendance_share", "attendance_rate")


@dataclass(frozen=True, slots=True)
class Health:
    """How whole, fair and lasting proposed groups are.

    Attributes
    ----------
    camps : tuple of GroupCamps
        One a group; empty where camps are looked for over nothing.
    faultline, random_faultline : float
        Mean over groups, and that of random groups of the same sizes.
    faultline_price : float
        What a faultline of 1 costs each member.
    segments : tuple of Segment
        Who sits in the worse groups.
    left_out : tuple of LeftOut
        Who stays without a seat; empty when nobody does.
    forecasts : tuple of Forecast
        One a group; empty where the roster says too little.
    basis : str
        What the forecasts rest on; blank without any.
    """

    camps: tuple[GroupCamps, ...] = ()
    faultline: float = 0.0
    random_faultline: float = 0.0
    faultline_price: float = 0.0
    segments: tuple[Segment, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Checkup:
    """What is examined.

    Attributes
    ----------
    roster, program : Roster, Program
        The leaders, and what their organisation wants.
    evidence : Evidence
        What is known of them.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    scores : ndarray of shape (n_groups,)
        Score of each group.
    faultline : Faultline or None
        What camps may form over.
    as_of : date or None
        Day of the run.
    camps : tuple of GroupCamps
        Of each group; empty to have them measured.
    """

    roster: Roster
    program: Program
    evidence: Evidence
    labels: NDArray[np.intp]
    scores: NDArray[np.float64]
    faultline: Faultline | None
    as_of: date | None
    camps: tuple[GroupCamps, ...] = ()


def examine(checkup: Checkup, *, seed: int, leavings: Leavings | None = None) -> Health:
    """Examine proposed groups.

    Parameters
    ----------
    checkup : Checkup
        What is examined.
    seed : int
        What random groups and intervals are drawn from.
    leavings : Leavings or None, default=None
        Stays that were watched, for the rate at which members leave.

    Returns
    -------
    Health
        What was found.

    Raises
    ------
    ProgramError
        If the program names a segment that the roster lacks.
    """
    n_groups = checkup.scores.size
    if not n_groups:
        return Health()
    rng = np.random.default_rng([seed, 2])
    parts = part_leaders(checkup.program, checkup.roster, checkup.evidence)
    segments = compare_segments(parts, checkup.labels, checkup.scores, rng)
    left_out = compare_left_out(parts, checkup.labels)
    forecasts, basis = _forecasts(checkup, leavings)
    if checkup.faultline is None:
        return Health(
            segments=segments, left_out=left_out, forecasts=forecasts, basis=basis
        )
    camps = checkup.camps or describe_camps(checkup.faultline, checkup.labels, n_groups)
    return Health(
        camps=camps,
        faultline=float(np.mean([camp.faultline for camp in camps])),
        random_faultline=random_faultline(checkup.faultline, checkup.labels, rng),
        faultline_price=checkup.faultline.price,
        segments=segments,
        left_out=left_out,
        forecasts=forecasts,
        basis=basis,
    )


def _forecasts(
    checkup: Checkup, leavings: Leavings | None
) -> tuple[tuple[Forecast, ...], str]:
    """Forecast each group's year, where tenure is known."""
    tenure = _tenure(checkup.roster.table, checkup.as_of)
    rates = leaving_rates(tenure[checkup.labels >= 0], leavings)
    if rates is None:
        return (), ""
    attendance = _attendance(checkup.roster.table)
    chances = leaving_chances(rates, tenure, attendance)
    basis = rates.basis
    if attendance is not None:
        basis += ", those who attend less than half counted as twice as likely to leave"
    found = forecast_groups(
        checkup.labels,
        chances,
        fold_at=checkup.program.size.fold_at,
        n_groups=checkup.scores.size,
    )
    return found, basis


def _tenure(table: pd.DataFrame, as_of: date | None) -> NDArray[np.float64]:
    """Count the years since each leader joined; NaN where unknown."""
    if as_of is None or "joined_at" not in table:
        return np.full(len(table), np.nan)
    joined = pd.to_datetime(table["joined_at"], errors="coerce")
    days = (pd.Timestamp(as_of) - joined).dt.days.to_numpy(np.float64, na_value=np.nan)
    return np.where(days >= 0.0, days / DAYS_A_YEAR, np.nan)


def _attendance(table: pd.DataFrame) -> NDArray[np.float64] | None:
    """Read the share of meetings each leader attended, from shares or per cent."""
    folded = {str(column).casefold().replace(" ", "_"): column for column in table}
    column = next((folded[name] for name in ATTENDANCE if name in folded), None)
    if column is None:
        return None
    texts = table[column].astype(str).str.strip()
    number = pd.to_numeric(texts.str.rstrip("% "), errors="coerce").to_numpy(np.float64)
    is_percent = texts.str.endswith("%").any() or np.nanmax(number, initial=0.0) > 1.0
    share = number / 100.0 if is_percent else number
    share = np.where((share >= 0.0) & (share <= 1.0), share, np.nan)
    return share if np.isfinite(share).any() else None
