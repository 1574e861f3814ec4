"""The engagement plan: what to do next with the hours there are, over the four ways."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from matcher.errors import MatcherError
from matcher.explain.wording import count
from matcher.suggest.desk import Desk
from matcher.suggest.give_and_take import GiveAndTake
from matcher.suggest.offers import Offer, find_offers
from matcher.suggest.pool import Pool
from matcher.suggest.request import row_of
from matcher.suggest.returns import (
    WAYS,
    Experience,
    PlanParams,
    Return,
    expect,
    order_of,
)
from matcher.suggest.teams import TeamDesk

MOST_HOURS: Final = 744.0  # of a month
STEP: Final = 0.5  # hours; what is planned of broad contact


class HoursError(MatcherError):
    """Hours that nobody can plan with."""


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """One way in a plan.

    Attributes
    ----------
    way : str
        The way.
    hours : float
        Hours a month; 0 where it gets none.
    value : float or None
        Chance that a peer met in this way is found helpful; None where nobody is there.
    per_hour, low, high : float or None
        Peers found helpful per hour, with its 95 % interval.
    action : str
        What to do next.
    why : str
        Why these hours.
    ids : tuple of str
        The group, the team or the people the action is about.
    """

    way: str
    hours: float
    value: float | None
    per_hour: float | None
    low: float | None
    high: float | None
    action: str
    why: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EngagementPlan:
    """What one leader should do with their hours.

    Attributes
    ----------
    leader_id : str
        Who.
    hours : float
        A month, as they were given.
    entries : tuple of PlanEntry
        One a way, in the order in which hours were given out.
    now : dict of str to float
        Hours a month in each way today, as far as they are known.
    free_hours : float
        What is left over.
    returned, returned_now : float
        Peers found helpful a month by the plan, and by the mix of today.
    verdict : str
        The plan in a sentence.
    reasons : tuple of str
        Why the order is what it is.
    remarks : tuple of str
        What the reader should know.
    """

    leader_id: str
    hours: float
    entries: tuple[PlanEntry, ...]
    now: dict[str, float]
    free_hours: float
    returned: float
    returned_now: float
    verdict: str
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Turn it into what JSON can hold.

        Returns
        -------
        dict
            The attributes.
        """
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a leader's engagement so far.

    Attributes
    ----------
    experience : mapping of str to Experience
        By way, what they said of peers they met.
    now : mapping of str to float
        Hours a month that they spend on a way today; of groups and teams what they
        sit in counts where nothing is said.
    record : GiveAndTake or None
        Introductions that all leaders asked for, as far as they are known.
    """

    experience: Mapping[str, Experience] = field(
        default_factory=lambda: MappingProxyType({})
    )
    now: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    record: GiveAndTake | None = None

    def __post_init__(self) -> None:
        for way in (*self.experience, *self.now):
            if way not in WAYS:
                msg = f"way must be one of {', '.join(WAYS)}, got {way!r}."
                raise ValueError(msg)


NOTHING_KNOWN: Final = Known()


def plan_engagement(
    pool: Pool,
    leader_id: str,
    hours: float,
    *,
    desks: tuple[Desk | None, TeamDesk | None] = (None, None),
    known: Known = NOTHING_KNOWN,
    params: PlanParams | None = None,
) -> EngagementPlan:
    """Plan what a leader does with the hours they can give.

    Hours are given out in the order accelerate, optimize, network, connect, unless the
    leader's own answers say otherwise.

    Parameters
    ----------
    pool : Pool
        The leaders.
    leader_id : str
        For whom.
    hours : float
        They can give a month; above 0, at most 744.
    desks : tuple of (Desk or None, TeamDesk or None), default=(None, None)
        Groups and teams; None where there are none.
    known : Known, default=Known()
        Their own answers, and hours today.
    params : PlanParams, optional
        What a way takes and how far it reaches.

    Returns
    -------
    EngagementPlan
        Hours by way, each with its reason.

    Raises
    ------
    HoursError
        If the hours are none, negative, more than a month has, or no number.
    UnknownLeaderError
        When the roster has no such leader.
    """
    check_hours(hours)
    row = row_of(pool, leader_id)
    rules = params or PlanParams()
    offers = find_offers(pool, row, desks, params=rules, record=known.record)
    returns = {
        way: expect(
            offer.value,
            offer.interval,
            per_hour=offer.n_peers * rules.depth[way] / rules.hours[way],
            experience=known.experience.get(way, Experience()),
        )
        for way, offer in offers.items()
        if offer.is_there
    }
    order, why = order_of(returns)
    entries, left = _fill(hours, order, offers, returns, rules)
    now = _now(offers, known, rules)
    planned = {entry.way: entry.hours for entry in entries}
    returned, before = (
        sum(mix.get(way, 0.0) * returns[way].per_hour for way in returns)
        for mix in (planned, now)
    )
    return EngagementPlan(
        leader_id=leader_id,
        hours=float(hours),
        entries=entries,
        now=now,
        free_hours=left,
        returned=returned,
        returned_now=before,
        verdict=_verdict(entries, hours, returned, left),
        reasons=why or (_usual_order(returns),),
        remarks=_remarks(pool, row, known, now, hours),
    )


def check_hours(hours: float) -> None:
    """Refuse hours that nobody can plan with.

    Parameters
    ----------
    hours : float
        A month.

    Raises
    ------
    HoursError
        With what would help.
    """
    if not math.isfinite(hours):
        msg = f"hours must be a number such as 8, got {hours}."
    elif hours <= 0.0:
        msg = f"{hours:g} hours a month leave nothing to plan; give more than 0."
    elif hours > MOST_HOURS:
        msg = f"{hours:,.0f} hours a month are more than the 744 that a month has."
    else:
        return
    raise HoursError(msg)


def _fill(
    hours: float,
    order: tuple[str, ...],
    offers: Mapping[str, Offer],
    returns: Mapping[str, Return],
    params: PlanParams,
) -> tuple[tuple[PlanEntry, ...], float]:
    """Give hours out, way after way."""
    left = float(hours)
    found: list[PlanEntry] = []
    for way in (*order, *(w for w in WAYS if w not in order)):
        offer, each = offers[way], params.hours[way]
        if way not in returns:
            found.append(_entry(way, offer, None, (0.0, each, offer.text)))
            continue
        spent, why = _hours_for(way, left, offer, params)
        left -= spent
        found.append(_entry(way, offer, returns[way], (spent, each, why)))
    return tuple(found), left


def _hours_for(
    way: str, left: float, offer: Offer, params: PlanParams
) -> tuple[float, str]:
    """Say how many of the hours that are left a way gets, and why."""
    each, most = params.hours[way], min(params.most[way], offer.n_times)
    if way == "connect":
        spent = min(math.floor(left / STEP + 1e-9) * STEP, each * most)
        why = "what is left after the other ways" if spent else "no hour is left for it"
        return spent, why
    n = min(int(left / each + 1e-9), most)
    if n:
        return n * each, f"{each:g} hours a month{' each' if most > 1 else ''}"
    return 0.0, f"it takes {each:g} hours a month, and {left:g} are left"


def _entry(
    way: str, offer: Offer, expected: Return | None, spent: tuple[float, float, str]
) -> PlanEntry:
    hours, each, why = spent
    if expected is None:
        return PlanEntry(way, 0.0, None, None, None, None, offer.action, why)
    is_later = not hours and not offer.n_held
    action = f"later: {offer.action}" if is_later else offer.action
    ids = offer.ids
    if way == "network" and hours:
        n = round(hours / each)
        ids = ids[:n]
        action = f"ask for {count(n, 'introduction')}: {', '.join(ids)}"
    return PlanEntry(
        way=way,
        hours=hours,
        value=expected.value,
        per_hour=expected.per_hour,
        low=expected.low,
        high=expected.high,
        action=action,
        why=why,
        ids=ids,
    )


def _now(
    offers: Mapping[str, Offer], known: Known, params: PlanParams
) -> dict[str, float]:
    """Say what a leader does today, as far as it is known."""
    sits = {
        way: params.hours[way] * offers[way].n_held
        for way in ("accelerate", "optimize")
    }
    return {way: float(known.now.get(way, sits.get(way, 0.0))) for way in WAYS}


def _verdict(
    entries: tuple[PlanEntry, ...], hours: float, returned: float, left: float
) -> str:
    mix = ", ".join(f"{e.way} {e.hours:g} h" for e in entries if e.hours)
    if not mix:
        return (
            f"Nothing can be planned with {hours:g} hours a month: no way is open that "
            "takes as few."
        )
    rest = f"; {left:g} h stay free" if left >= STEP else ""
    return f"{mix}{rest}: about {returned:.1f} peers found helpful a month."


def _usual_order(returns: Mapping[str, Return]) -> str:
    if not any(one.n_answers for one in returns.values()):
        return (
            "The usual order: accelerate, optimize, network, connect. There is no "
            "answer of your own that says otherwise."
        )
    return (
        "The usual order: accelerate, optimize, network, connect. Your own answers do "
        "not surely say otherwise."
    )


def _remarks(
    pool: Pool, row: int, known: Known, now: Mapping[str, float], hours: float
) -> tuple[str, ...]:
    told = [
        pool.worth.remark,
        *pool.what_is_missing(
            row,
            "Nothing is known of this leader's industry, place or texts: returns are "
            "those of an average leader. Fill the profile.",
        ),
    ]
    unknown = [way for way in ("network", "connect") if way not in known.now]
    if unknown:
        told.append(f"Hours spent today on {' and '.join(unknown)} are not known.")
    if known.record is not None and known.record.asked[row]:
        told.append(known.record.balance(row).sentence())
    spent = float(np.sum(list(now.values())))
    if spent > hours:
        told.append(
            f"What is known of today takes {spent:g} hours a month, more than the "
            f"{hours:g} of this plan."
        )
    return tuple(told)
