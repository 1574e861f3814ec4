"""What an hour in each way is expected to return to one leader, and how sure that is.

A return is counted in peers found helpful per hour. The chance that a peer is helpful
comes from the value model, its uncertainty with it, and is corrected by what the leader
said of peers met in that way before. How many peers an hour reaches, and how deep, are
assumptions with names: see `PlanParams`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np
from scipy.stats import beta

from matcher.roster.history import SINCE_EVER, TO_THIS_DAY, History

WAYS: Final = ("accelerate", "optimize", "network", "connect")  # in the order that pays
LONG_STAY: Final = 365  # days after which a stay in a former group speaks for it
SHORT_STAY: Final = 183  # and before which its end speaks against it
STRONGEST: Final = 200.0  # answers that a model's certainty is worth at most
LEAST_ANSWERS: Final = 5  # of one's own, before they may change the order
SURE: Final = 1.645  # standard deviations: 95 %, one-sided


@dataclass(frozen=True, slots=True)
class PlanParams:
    """What a way takes and how far it reaches; an organisation may know better.

    Attributes
    ----------
    hours : mapping of str to float
        Hours a month: of one group, of one team, of one introduction, and of a round
        of broad contacts.
    reach : mapping of str to float
        Peers met in these hours; of groups and teams the number of their other
        members counts instead.
    depth : mapping of str to float
        How much meeting one of them counts, in [0, 1]: in a group, in full.
    most : mapping of str to int
        How often a month each is worth doing.
    """

    hours: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {"accelerate": 5.0, "optimize": 6.0, "network": 1.5, "connect": 1.0}
        )
    )
    reach: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"network": 1.0, "connect": 3.0})
    )
    depth: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {"accelerate": 1.0, "optimize": 1.0, "network": 0.5, "connect": 0.1}
        )
    )
    most: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType(
            {"accelerate": 1, "optimize": 1, "network": 4, "connect": 4}
        )
    )

    def __post_init__(self) -> None:
        for way in WAYS:
            if not 0.0 < self.hours[way] <= 100.0 or not 0.0 <= self.depth[way] <= 1.0:
                msg = f"{way} must take from 0 to 100 hours, at a depth in [0, 1]."
                raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Experience:
    """What a leader said of peers met in one way.

    Attributes
    ----------
    n_helpful, n_answers : float
        Answers that found a peer helpful, and all answers.
    """

    n_helpful: float = 0.0
    n_answers: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.n_helpful <= self.n_answers:
            msg = f"n_helpful must be from 0 to {self.n_answers}, is {self.n_helpful}."
            raise ValueError(msg)

    def plus(self, other: "Experience") -> "Experience":
        """Add more of it.

        Parameters
        ----------
        other : Experience
            In the same way.

        Returns
        -------
        Experience
            Both together.
        """
        return Experience(
            self.n_helpful + other.n_helpful, self.n_answers + other.n_answers
        )


@dataclass(frozen=True, slots=True)
class Return:
    """What an hour returns.

    Attributes
    ----------
    value : float
        Chance that a peer met in this way is found helpful, in [0, 1].
    per_hour : float
        Peers found helpful in an hour.
    low, high : float
        95 % interval of `per_hour`.
    n_answers : float
        Answers of the leader's own that it rests on, beside the model.
    """

    value: float
    per_hour: float
    low: float
    high: float
    n_answers: float


def expect(
    value: float,
    interval: tuple[float, float],
    *,
    per_hour: float,
    experience: Experience,
) -> Return:
    """Put the value model and a leader's own experience together.

    The model counts like so many answers as its interval is worth (a beta
    distribution of the same mean and deviation), to which the leader's own are added.

    Parameters
    ----------
    value : float
        Chance that a peer is helpful, as the model has it.
    interval : tuple of (float, float)
        Of `value`, at 95 %.
    per_hour : float
        Peers met in an hour, times the depth.
    experience : Experience
        The leader's own answers.

    Returns
    -------
    Return
        Peers found helpful per hour.

    Examples
    --------
    >>> plain = expect(0.4, (0.2, 0.6), per_hour=2.0, experience=Experience())
    >>> told = expect(0.4, (0.2, 0.6), per_hour=2.0, experience=Experience(20, 20))
    >>> round(plain.per_hour, 2), round(told.per_hour, 2)
    (0.8, 1.37)
    """
    mean = float(np.clip(value, 0.01, 0.99))
    deviation = max((interval[1] - interval[0]) / 3.92, 1e-3)
    strength = mean * (1.0 - mean) / deviation**2 - 1.0
    strength = float(np.clip(strength, 1.0, STRONGEST))
    yes = strength * mean + experience.n_helpful
    no = strength * (1.0 - mean) + experience.n_answers - experience.n_helpful
    low, high = (float(beta.ppf(tail, yes, no)) for tail in (0.025, 0.975))
    found = yes / (yes + no)
    return Return(
        value=found,
        per_hour=per_hour * found,
        low=per_hour * low,
        high=per_hour * high,
        n_answers=experience.n_answers,
    )


def experience_of_stays(history: History, row: int, as_of: int) -> Experience:
    """Read former groups as answers about lasting groups.

    Parameters
    ----------
    history : History
        Who sat where.
    row : int
        The leader.
    as_of : int
        Day of the run, as an ordinal.

    Returns
    -------
    Experience
        A stay of a year or more speaks for groups, one that ended within half a year
        against them; what has no first day, or lasts in between, says nothing.
    """
    own = history.rows == row
    starts, ends = history.starts[own], history.ends[own]
    is_known = starts != SINCE_EVER
    has_ended = (ends != TO_THIS_DAY) & (ends < as_of)
    lengths = np.minimum(ends, as_of) - starts
    helpful = is_known & (lengths >= LONG_STAY)
    not_helpful = is_known & has_ended & (lengths < SHORT_STAY)
    n_helpful = float(np.count_nonzero(helpful))
    return Experience(n_helpful, n_helpful + float(np.count_nonzero(not_helpful)))


def order_of(
    returns: Mapping[str, Return],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Order the ways: as they pay for most, unless the leader's own answers differ.

    Parameters
    ----------
    returns : mapping of str to Return
        Of the ways that are open to the leader.

    Returns
    -------
    tuple of str
        Ways, the first to be given hours first.
    tuple of str
        Why a way stands before one that usually comes first, a sentence each.
    """
    order = [way for way in WAYS if way in returns]
    why: list[str] = []
    pairs = [(one, other) for k, other in enumerate(order) for one in order[k + 1 :]]
    for one, other in pairs:
        if not _overtakes(returns[one], returns[other]):
            continue
        if order.index(one) > order.index(other):
            has_failed = returns[other].n_answers >= LEAST_ANSWERS
            moved, beside = (other, one) if has_failed else (one, other)
            order.remove(moved)
            order.insert(order.index(beside) + has_failed, moved)
        why.append(
            f"{one} comes before {other}: with your own answers it is expected to "
            f"return {returns[one].per_hour:.2f} helpful peers an hour, and {other} "
            f"{returns[other].per_hour:.2f}."
        )
    return tuple(order), tuple(why)


def _overtakes(one: Return, other: Return) -> bool:
    """Tell whether one way is surely better, and the leader's own answers say so."""
    if max(one.n_answers, other.n_answers) < LEAST_ANSWERS:
        return False
    gap = one.per_hour - other.per_hour
    spread = np.hypot(one.high - one.low, other.high - other.low) / 3.92
    return bool(gap > SURE * spread)
