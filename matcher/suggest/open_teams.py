"""The other way round: teams that exist and have room for one leader."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from matcher.explain.wording import count
from matcher.suggest.exchange import Exchange, weigh_exchange
from matcher.suggest.pool import Pool
from matcher.suggest.request import row_of
from matcher.suggest.teams import (
    EVERY_SLOT,
    NO_END,
    NO_START,
    Season,
    TeamDesk,
    rough_distance,
)

MOST_WEIGHED: Final = 200  # teams looked at closely

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class OpenTeam:
    """A team that has room for a leader.

    Attributes
    ----------
    team_id : str
        The team.
    n_members, n_free : int
        Who is in it, and how many more may be.
    season : str
        From when to when it lasts.
    slots : tuple of str
        When it meets; empty where not known.
    distance : float
        How unlike its members are in goal, stage and the like; 1 is a random pair.
    exchange : Exchange
        What the leader would bring and get.
    """

    team_id: str
    n_members: int
    n_free: int
    season: str
    slots: tuple[str, ...]
    distance: float
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class TeamsAnswer:
    """The open teams for one leader.

    Attributes
    ----------
    leader_id : str
        Who asked.
    teams : tuple of OpenTeam
        Most alike first.
    own : tuple of str
        Teams the leader is in now.
    n_ended : int
        Teams that have ended, and count no more.
    verdict : str
        The answer in a sentence.
    why_empty : str or None
        Why there is none and what would help.
    """

    leader_id: str
    teams: tuple[OpenTeam, ...]
    own: tuple[str, ...]
    n_ended: int
    verdict: str
    why_empty: str | None

    def to_dict(self) -> dict[str, Any]:
        """Turn it into what JSON can hold.

        Returns
        -------
        dict
            The attributes.
        """
        return asdict(self) | {"way": "optimize"}


def suggest_open_teams(
    pool: Pool,
    desk: TeamDesk,
    leader_id: str,
    *,
    k: int = 10,
    season: Season | None = None,
) -> TeamsAnswer:
    """Find the teams that have room for a leader, and are like them.

    Parameters
    ----------
    pool : Pool
        The leaders.
    desk : TeamDesk
        Teams and slots, over the same roster.
    leader_id : str
        Who asks.
    k : int, default=10
        Most teams, not negative.
    season : Season or None, default=None
        Only teams of this time; None takes all that have not ended.

    Returns
    -------
    TeamsAnswer
        Teams, or why there are none.

    Raises
    ------
    UnknownLeaderError
        When the roster has no such leader.
    ValueError
        When `k` is negative.
    """
    if k < 0:
        msg = f"k must not be negative, got {k!r}."
        raise ValueError(msg)
    row = row_of(pool, leader_id)
    current = np.flatnonzero(desk.overlaps(season or Season(), pool.day) & desk.is_team)
    live = np.unique(desk.teams[current])
    own = np.unique(desk.teams[current[desk.rows[current] == row]])
    n_ended = int(np.unique(desk.teams[desk.is_team]).size - live.size)
    if not pool.may_show[row]:
        why = (
            "This leader has not agreed to be matched; record a yes in the roster's "
            "consent column once they agree."
        )
        return _answer(desk, leader_id, (), own, (int(live.size), 0, n_ended, why))
    lasting = _Lasting.of(desk, current)
    fit = np.flatnonzero(lasting.takes(pool, desk, row))
    order = lasting.nearest(pool, desk, row, fit)
    teams = [_open_team(pool, desk, row, lasting, at) for at in order[:k].tolist()]
    why = _why_none(int(live.size), fit.size, n_ended, own.size) if not teams else ""
    facts = (int(live.size), fit.size, n_ended, why)
    return _answer(desk, leader_id, tuple(teams), own, facts)


@dataclass(frozen=True, slots=True, eq=False)
class _Lasting:
    """Teams that have not ended, an entry each."""

    teams: Ints
    starts: Ints
    ends: Ints
    slots: Ints
    rows: Ints
    firsts: Ints

    @classmethod
    def of(cls, desk: TeamDesk, current: NDArray[np.intp]) -> Self:
        # TeamDesk.of holds seats in the order of teams and rows.
        teams, firsts = np.unique(desk.teams[current], return_index=True)
        if not teams.size:
            nothing = np.zeros(0, dtype=np.int64)
            return cls(nothing, nothing, nothing, nothing, nothing, nothing)
        rows, of_team = desk.rows[current], desk.teams[current]
        is_new = (np.diff(rows, prepend=-1) != 0) | (np.diff(of_team, prepend=-1) != 0)
        return cls(
            teams,
            np.minimum.reduceat(desk.starts[current], firsts),
            np.maximum.reduceat(desk.ends[current], firsts),
            np.bitwise_or.reduceat(desk.slots[current], firsts),
            rows[is_new],
            np.unique(of_team[is_new], return_index=True)[1],
        )

    def members(self, at: int) -> Ints:
        """List the members of one team."""
        end = self.firsts[at + 1] if at + 1 < self.firsts.size else self.rows.size
        return self.rows[self.firsts[at] : end]

    @property
    def sizes(self) -> Ints:
        """Count the members of each team."""
        return np.diff(self.firsts, append=self.rows.size)

    def nearest(
        self, pool: Pool, desk: TeamDesk, row: int, places: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        """Order some teams by how alike their members are to a leader."""
        if places.size > MOST_WEIGHED:  # the nearest in stage and size are enough
            rough = rough_distance(pool, row, self.rows)
            means = np.add.reduceat(rough, self.firsts) / self.sizes
            order = np.argsort(means[places], kind="stable")
            places = np.sort(places[order[:MOST_WEIGHED]])
        if not places.size:
            return places
        rows = np.concatenate([self.members(at) for at in places.tolist()])
        sizes = self.sizes[places]
        starts = np.cumsum(sizes) - sizes
        means = np.add.reduceat(desk.distance(pool, row, rows), starts) / sizes
        return places[np.argsort(means, kind="stable")]

    def takes(self, pool: Pool, desk: TeamDesk, row: int) -> NDArray[np.bool_]:
        """Find the teams with room and time for a leader whom all may meet.

        Objections count like any other reason, and are told from none.
        """
        kept_apart = pool.facts.same_house(row)
        for graph in (pool.ties.barred, pool.ties.kin):
            kept_apart[graph.near(row)] = True
        kept_apart[row] = True  # who is in it needs no seat
        if not self.teams.size:
            return np.zeros(0, dtype=np.bool_)
        apart = np.logical_or.reduceat(kept_apart[self.rows], self.firsts)
        takes = np.asarray((self.sizes < desk.most) & ~apart)
        taken = np.zeros(self.teams.size, dtype=np.int64)
        for held in np.flatnonzero(desk.rows == row).tolist():
            meets = (self.ends >= desk.starts[held]) & (self.starts <= desk.ends[held])
            if desk.is_team[held]:
                takes &= ~meets
            taken[meets] |= desk.slots[held]
        own = int(desk.open_slots[row]) or EVERY_SLOT
        can_meet = (self.slots == 0) | ((self.slots & own & ~taken) != 0)
        return np.asarray(takes & can_meet)


def _open_team(
    pool: Pool, desk: TeamDesk, row: int, lasting: _Lasting, at: int
) -> OpenTeam:
    members = lasting.members(at)
    start, end = int(lasting.starts[at]), int(lasting.ends[at])
    season = Season(
        dt.date.fromordinal(start) if start > NO_START else None,
        dt.date.fromordinal(end) if end < NO_END else None,
    )
    return OpenTeam(
        team_id=desk.team_ids[int(lasting.teams[at])],
        n_members=int(members.size),
        n_free=desk.most - int(members.size),
        season=season.sentence(),
        slots=desk.slots_named(int(lasting.slots[at])),
        distance=float(desk.distance(pool, row, members).mean()),
        exchange=weigh_exchange(pool, row, members),
    )


def _answer(
    desk: TeamDesk,
    leader_id: str,
    teams: tuple[OpenTeam, ...],
    own: Ints,
    facts: tuple[int, int, int, str],
) -> TeamsAnswer:
    n_live, n_fit, n_ended, why = facts
    return TeamsAnswer(
        leader_id=leader_id,
        teams=teams,
        own=tuple(desk.team_ids[t] for t in own.tolist()),
        n_ended=n_ended,
        verdict=f"{n_fit:,} of {count(n_live, 'team')} could take this leader."
        if n_live
        else "No team.",
        why_empty=why or None,
    )


def _why_none(n_live: int, n_fit: int, n_ended: int, n_own: int) -> str:
    """Say why no team is shown, and what would help."""
    if n_fit:
        return "0 teams were asked for; ask for 1 or more."
    if n_own:
        return (
            "This leader sits in a team now, and no other of its time is open to them; "
            "ask for a season after it."
        )
    if n_live:
        return (
            "No team has room for this leader, at a slot and in a season in which they "
            "are free; name a goal to find people for a team of your own."
        )
    ended = f" ({count(n_ended, 'team')} ended)" if n_ended else ""
    return (
        f"There is no team now{ended}; give a file of memberships with teams, or name "
        "a goal to find people for one."
    )
