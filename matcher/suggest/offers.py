"""What each way has for one leader right now, as a plan weighs it."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from matcher.explain.wording import listed
from matcher.suggest.connect import suggest_connect
from matcher.suggest.desk import Desk
from matcher.suggest.exchange import mean_interval, weigh_exchange
from matcher.suggest.give_and_take import GiveAndTake
from matcher.suggest.network import suggest_network
from matcher.suggest.open_teams import suggest_open_teams
from matcher.suggest.pool import Pool
from matcher.suggest.request import Request
from matcher.suggest.returns import PlanParams
from matcher.suggest.seats import suggest_seats
from matcher.suggest.suggestion import Suggestions
from matcher.suggest.team import suggest_team
from matcher.suggest.team_call import Goal
from matcher.suggest.teams import Season, TeamDesk

N_CONTACTS: Final = 12  # people of a round of broad contacts
N_SKILLS: Final = 3  # of a leader's own challenges that a team is sought for


@dataclass(frozen=True, slots=True)
class Offer:
    """One way for one leader.

    Attributes
    ----------
    action : str
        What to do next.
    text : str
        Why there is nothing, where there is nothing.
    ids : tuple of str
        The group, the team or the people.
    value : float
        Chance that a peer there is found helpful.
    interval : tuple of (float, float)
        Of `value`, at 95 %.
    n_peers : float
        Peers that its hours reach; 0 where there is nothing.
    n_times : int
        How often a month it can be done.
    n_held : int
        Groups or teams of this kind that the leader sits in.
    """

    action: str
    text: str = ""
    ids: tuple[str, ...] = ()
    value: float = 0.0
    interval: tuple[float, float] = (0.0, 1.0)
    n_peers: float = 0.0
    n_times: int = 1
    n_held: int = 0

    @property
    def is_there(self) -> bool:
        """Tell whether there is something to do.

        Returns
        -------
        bool
            False where `text` says why not.
        """
        return self.n_peers > 0.0


def find_offers(
    pool: Pool,
    row: int,
    desks: tuple[Desk | None, TeamDesk | None],
    *,
    params: PlanParams,
    record: GiveAndTake | None = None,
) -> dict[str, Offer]:
    """Find what each way has for a leader.

    Parameters
    ----------
    pool : Pool
        The leaders.
    row : int
        For whom.
    desks : tuple of (Desk or None, TeamDesk or None)
        Groups and teams.
    params : PlanParams
        How far contacts reach.
    record : GiveAndTake or None, default=None
        Introductions that leaders asked for so far.

    Returns
    -------
    dict of str to Offer
        By way.
    """
    return {
        "accelerate": _accelerate(pool, row, desks[0]),
        "optimize": _optimize(pool, row, desks[1]),
        "network": _network(pool, Request(row, record=record), params),
        "connect": _connect(pool, Request(row, record=record), params),
    }


def _accelerate(pool: Pool, row: int, desk: Desk | None) -> Offer:
    if desk is None:
        return _own_group(pool, row)
    answer = suggest_seats(pool, desk, pool.facts.ids[row], k=1)
    if answer.home is not None:
        home = int(desk.labels[row])
        n_peers = int(desk.sizes[home]) - 1
        value, interval = answer.home.value_to_you, answer.home.interval
        action = f"stay with {answer.group_id}"
        better = [s for s in answer.seats if s.gain > 0.0]
        if better:
            action += f" (a seat in {better[0].group_id} would suit all concerned more)"
        return Offer(action, "", (answer.group_id,), value, interval, n_peers, n_held=1)
    if not answer.seats:
        return Offer("wait for a seat in a peer group", answer.verdict)
    seat = answer.seats[0]
    return Offer(
        f"ask for the open seat in {seat.group_id}",
        "",
        (seat.group_id,),
        seat.exchange.value_to_you,
        seat.exchange.interval,
        seat.n_members,
    )


def _own_group(pool: Pool, row: int) -> Offer:
    """Say what is known of a leader's group where groups were not compared."""
    own = int(pool.groups.index[row])
    if own < 0 and not pool.groups.names:
        why = "there are no groups yet; form them, or give a seating"
        return Offer("find a peer group", why)
    if own < 0:
        why = "groups could not be compared; ask the programme manager for a seat"
        return Offer("find a peer group", why)
    name = pool.groups.names[own]
    others = np.flatnonzero(pool.groups.index == own)
    others = others[others != row]
    if not others.size:
        why = f"nobody else sits in {name}; ask the programme manager"
        return Offer("find a peer group", why, (name,), n_held=1)
    exchange = weigh_exchange(pool, row, others)
    value, interval = exchange.value_to_you, exchange.interval
    n_peers = int(others.size)
    return Offer(f"stay with {name}", "", (name,), value, interval, n_peers, n_held=1)


def _optimize(pool: Pool, row: int, desk: TeamDesk | None) -> Offer:
    if desk is None:
        return Offer("find a team for a goal", "nothing is known of teams")
    leader_id = pool.facts.ids[row]
    answer = suggest_open_teams(pool, desk, leader_id, k=1)
    if answer.own:
        return _own_team(pool, row, desk, answer.own)
    if answer.teams:
        team = answer.teams[0]
        return Offer(
            f"ask for the free place in team {team.team_id} ({team.season})",
            "",
            (team.team_id,),
            team.exchange.value_to_you,
            team.exchange.interval,
            team.n_members,
        )
    skills = pool.facts.wants.names_of(row)[:N_SKILLS]
    if not skills:
        why = "no team is open, and no goal of this leader is known; name one"
        return Offer("find a team for a goal", why)
    made = suggest_team(pool, desk, leader_id, goal=Goal("; ".join(skills), skills))
    if len(made.members) < 2:
        why = made.why_empty or "no team is open, and nobody else is needed for a goal"
        return Offer("find a team for a goal", why)
    others = tuple(member.leader_id for member in made.members[1:])
    exchange = weigh_exchange(
        pool, row, np.array([pool.facts.ids.row_of(one) for one in others])
    )
    return Offer(
        f"propose a season's team on {listed(skills)} to {listed(others)}",
        "",
        others,
        exchange.value_to_you,
        exchange.interval,
        len(others),
    )


def _own_team(pool: Pool, row: int, desk: TeamDesk, own: tuple[str, ...]) -> Offer:
    number = desk.team_ids.index(own[0])
    held = desk.overlaps(Season(), pool.day) & desk.is_team & (desk.teams == number)
    others = np.unique(desk.rows[held])
    exchange = weigh_exchange(pool, row, others)
    return Offer(
        f"stay with team {own[0]}",
        "",
        own,
        exchange.value_to_you,
        exchange.interval,
        max(int(others.size) - 1, 1),
        n_held=len(own),
    )


def _network(pool: Pool, asked: Request, params: PlanParams) -> Offer:
    most = params.most["network"]
    answer = suggest_network(pool, replace(asked, k=most))
    return _of_people(
        pool, asked.row, answer, params.reach["network"], action="ask for introductions"
    )


def _connect(pool: Pool, asked: Request, params: PlanParams) -> Offer:
    answer = suggest_connect(pool, replace(asked, k=N_CONTACTS))
    action = "see who shares your interests, and what the group thinks"
    offer = _of_people(pool, asked.row, answer, params.reach["connect"], action=action)
    if not offer.is_there:
        return offer
    return Offer(
        offer.action,
        "",
        offer.ids[:3],
        offer.value,
        offer.interval,
        offer.n_peers,
        n_times=params.most["connect"],
    )


def _of_people(
    pool: Pool, row: int, answer: Suggestions, reach: float, *, action: str
) -> Offer:
    if not answer.entries:
        return Offer(action, answer.why_empty or "")
    ids = tuple(entry.leader_id for entry in answer.entries)
    rows = np.array([pool.facts.ids.row_of(one) for one in ids])
    value = float(pool.worth.from_others(row, rows).mean())
    return Offer(
        action,
        "",
        ids,
        value,
        mean_interval(pool, row, rows, value),
        reach,
        n_times=len(ids),
    )
