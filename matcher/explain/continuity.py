"""Which groups are likely to fall to their floor within a year.

Members leave at a rate a year that depends on how long they have been members. Where
leavings were recorded, rates are counted by tenure and drawn towards the mean of all
(a gamma prior worth `PRIOR_LEAVINGS` leavings). Where only the day of joining is known,
the rate is one over the mean tenure: in a programme that is joined and left at a steady
pace, that is how the tenures of those present are spread. A growing programme looks
younger than that, and its forecast is then too dark.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

FEWEST_KNOWN = 20  # tenures, below which nothing is forecast
PRIOR_LEAVINGS = 4.0
BANDS = (1.0, 3.0)  # years of tenure at which rates may change
ABSENT_BELOW = 0.5  # share of the meetings
ABSENT_RISK = 2.0  # times as likely to leave: a convention, not an estimate
N_RATES = 9  # rates a forecast is averaged over, for what is not known of them
LIKELY = 0.25


@dataclass(frozen=True, slots=True)
class Leavings:
    """Stays that were watched, whether they have ended or not.

    Attributes
    ----------
    began, ended : ndarray of shape (n_stays,)
        Tenure in years when watching began, and when it ended.
    has_left : ndarray of shape (n_stays,)
        Whether the member left then.
    """

    began: NDArray[np.float64]
    ended: NDArray[np.float64]
    has_left: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if not self.began.shape == self.ended.shape == self.has_left.shape:
            msg = "Leavings must have one entry a stay in each of their arrays."
            raise ValueError(msg)
        if (self.began < 0).any() or (self.ended < self.began).any():
            msg = "Stays must begin at a tenure of 0 or more and end no sooner."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Rates:
    """How often members leave, by tenure.

    Attributes
    ----------
    leavings, years : ndarray of shape (3,)
        Leavings and years watched in each band of tenure, what is borrowed from the
        mean of all bands included: the rate is their ratio.
    basis : str
        What they were counted from, in words.
    """

    leavings: NDArray[np.float64]
    years: NDArray[np.float64]
    basis: str

    @property
    def a_year(self) -> NDArray[np.float64]:
        """Leavings a member and year, by band."""
        return np.asarray(self.leavings / self.years)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a year is likely to do to one group.

    Attributes
    ----------
    size : int
        Members now.
    n_leaving : float
        Members expected to leave within a year.
    fold_share : float
        Probability in [0, 1] that the group falls to its floor within a year.
    """

    size: int
    n_leaving: float
    fold_share: float

    @property
    def is_likely(self) -> bool:
        """Whether the group should be watched."""
        return self.fold_share >= LIKELY


def leaving_rates(
    tenure: NDArray[np.float64], leavings: Leavings | None = None
) -> Rates | None:
    """Estimate how often members leave.

    Parameters
    ----------
    tenure : ndarray of shape (n_leaders,)
        Years since each member joined; NaN where unknown.
    leavings : Leavings or None, default=None
        Stays that were watched; they are counted where given.

    Returns
    -------
    Rates or None
        None where too little is known to say anything.
    """
    if leavings is not None and leavings.has_left.any():
        return _counted(leavings)
    known = tenure[np.isfinite(tenure) & (tenure >= 0.0)]
    if known.size < FEWEST_KNOWN or known.sum() <= 0.0:
        return None
    each = np.full(len(BANDS) + 1, float(known.size))
    years = np.full(each.size, float(known.sum()))
    return Rates(each, years, f"the tenure of {known.size:,} members")


def _counted(leavings: Leavings) -> Rates:
    """Count leavings and years by band, and draw the rates towards the mean."""
    edges = np.array([0.0, *BANDS, np.inf])
    low, high = edges[:-1], edges[1:]
    began, ended = leavings.began[:, None], leavings.ended[:, None]
    years = np.clip(np.minimum(ended, high) - np.maximum(began, low), 0.0, None)
    left = leavings.has_left[:, None] & (ended > low) & (ended <= high)
    left[:, 0] |= leavings.has_left & (leavings.ended <= 0.0)
    n_left, watched = left.sum(axis=0).astype(float), years.sum(axis=0)
    mean = n_left.sum() / max(watched.sum(), 1e-9)
    basis = f"{int(n_left.sum()):,} recorded leavings"
    borrowed = PRIOR_LEAVINGS / max(mean, 1e-9)
    return Rates(n_left + PRIOR_LEAVINGS, watched + borrowed, basis)


def leaving_chances(
    rates: Rates,
    tenure: NDArray[np.float64],
    attendance: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Compute how likely each member is to leave within a year.

    Parameters
    ----------
    rates : Rates
        Of this programme.
    tenure : ndarray of shape (n_leaders,)
        Years since each member joined; NaN counts as the mean of all bands.
    attendance : ndarray of shape (n_leaders,) or None, default=None
        Share of the meetings each attended, in [0, 1]; NaN where unknown. Those below
        a half count as twice as likely to leave as the others, at the same mean.

    Returns
    -------
    ndarray of shape (n_rates, n_leaders)
        One line for each of some equally likely rates, which differ by how little is
        known of them; probabilities in [0, 1].
    """
    shares = (np.arange(N_RATES) + 0.5) / N_RATES
    drawn = stats.gamma.ppf(shares[:, None], rates.leavings) / rates.years
    band = np.searchsorted(np.array(BANDS), np.nan_to_num(tenure), side="right")
    a_year = np.where(np.isfinite(tenure), drawn[:, band], drawn.mean(axis=1)[:, None])
    return np.asarray(-np.expm1(-a_year * _absence(attendance, tenure.size)))


def _absence(attendance: NDArray[np.float64] | None, n: int) -> NDArray[np.float64]:
    """Weigh the risk of those who stay away, at a mean of 1."""
    if attendance is None:
        return np.ones(n)
    known = np.isfinite(attendance)
    risk = np.where(known & (attendance < ABSENT_BELOW), ABSENT_RISK, 1.0)
    return np.where(known, risk / (risk[known].mean() if known.any() else 1.0), 1.0)


def forecast_groups(
    labels: NDArray[np.intp],
    chances: NDArray[np.float64],
    *,
    fold_at: int,
    n_groups: int,
) -> tuple[Forecast, ...]:
    """Forecast how many members each group loses within a year.

    Members leave independently; newcomers are left out, so that this is what happens
    if nobody tops the group up.

    Parameters
    ----------
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    chances : ndarray of shape (n_rates, n_leaders)
        From `leaving_chances`.
    fold_at : int
        Floor: a group of so many or fewer is folded.
    n_groups : int
        Number of groups.

    Returns
    -------
    tuple of Forecast
        One a group.

    Examples
    --------
    >>> chances = np.full((1, 6), 0.5)
    >>> one, = forecast_groups(np.zeros(6, int), chances, fold_at=5, n_groups=1)
    >>> one.n_leaving, round(one.fold_share, 4)
    (3.0, 0.9844)
    """
    order = np.argsort(labels, kind="stable")
    first = np.searchsorted(labels[order], np.arange(n_groups + 1))
    found = []
    for g in range(n_groups):
        rows = order[first[g] : first[g + 1]]
        stays = _stayers(1.0 - chances[:, rows])
        floor = min(fold_at, rows.size)
        found.append(
            Forecast(
                size=int(rows.size),
                n_leaving=float(chances[:, rows].sum(axis=1).mean()),
                fold_share=float(
                    np.clip(stays[:, : floor + 1].sum(axis=1).mean(), 0.0, 1.0)
                ),
            )
        )
    return tuple(found)


def _stayers(stay: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the probability of each number of stayers, line by line, exactly."""
    n_lines, n = stay.shape
    share = np.zeros((n_lines, n + 1))
    share[:, 0] = 1.0
    for i in range(n):
        p = stay[:, i : i + 1]
        share[:, 1 : i + 2] = share[:, 1 : i + 2] * (1.0 - p) + share[:, : i + 1] * p
        share[:, 0] *= 1.0 - p[:, 0]
    return share
