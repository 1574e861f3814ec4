"""Accelerate, for one leader: open seats, the waiting list, and what stands against it.

A leader is told of groups that have a seat for them and of a few that nearly have one.
Groups that a private rule closes are among those that are not told of, and so are at
least as many others: that a group is missing from the answer says nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.explain.wording import count
from matcher.suggest.closing import Closed
from matcher.suggest.desk import Desk
from matcher.suggest.exchange import Exchange, weigh_exchange
from matcher.suggest.pool import Pool
from matcher.suggest.request import row_of

NEAR_SEATS: Final = 3  # groups told of that nearly have a seat

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat in one group, as if nobody else came or went.

    Attributes
    ----------
    group_id : str
        The group.
    rank : int
        Place among the seats of its kind, from 1.
    n_members, n_free : int
        Who sits there, and how many more may.
    score_before, score_after : float
        Of the group, without and with the leader.
    gain : float
        What everyone concerned gains together, those whom the leader would leave
        included; in the score of one leader.
    exchange : Exchange
        What the leader would bring and get.
    agree : str
        Who has to agree before anybody moves.
    against : tuple of str
        What stands against it; empty for an open seat.
    """

    group_id: str
    rank: int
    n_members: int
    n_free: int
    score_before: float
    score_after: float
    gain: float
    exchange: Exchange
    agree: str
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatAnswer:
    """What one leader is told of peer groups.

    Attributes
    ----------
    leader_id : str
        Who asked.
    group_id : str
        Where they sit; empty for nowhere.
    home : Exchange or None
        What they bring and get where they sit.
    waiting : tuple of (int, int) or None
        Place on the waiting list, and how many are on it; None for the seated.
    seats : tuple of Seat
        Open to them, best first.
    near : tuple of Seat
        Not open, with what would have to change.
    n_groups : int
        Groups there are.
    verdict : str
        The answer in a sentence or two.
    why_empty : str or None
        Why no seat is open and what would help; None where one is.
    remarks : tuple of str
        What the reader should know.
    """

    leader_id: str
    group_id: str
    home: Exchange | None
    waiting: tuple[int, int] | None
    seats: tuple[Seat, ...]
    near: tuple[Seat, ...]
    n_groups: int
    verdict: str
    why_empty: str | None
    remarks: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Turn it into what JSON can hold.

        Returns
        -------
        dict
            The attributes.
        """
        return asdict(self) | {"way": "accelerate"}


@dataclass(frozen=True, slots=True, eq=False)
class _Weighed:
    """All groups against one leader."""

    row: int
    home: int
    after: Floats
    gains: Floats
    closed: tuple[Closed, ...]
    full: Flags

    @property
    def is_open(self) -> Flags:
        """Groups that would take the leader."""
        barred = self.full.copy()
        for closed in self.closed:
            barred |= closed.groups
        if self.home >= 0:
            barred[self.home] = True
        return ~barred

    @property
    def is_near(self) -> Flags:
        """Groups that only rules which may be named, or their size, close."""
        secret = self.is_open
        for closed in self.closed:
            if closed.is_private:
                secret |= closed.groups
        if self.home >= 0:
            secret[self.home] = True
        return ~secret


def suggest_seats(pool: Pool, desk: Desk, leader_id: str, *, k: int = 10) -> SeatAnswer:
    """Rank the seats that are open to one leader.

    Parameters
    ----------
    pool : Pool
        The leaders.
    desk : Desk
        Their groups, over the same roster.
    leader_id : str
        Who asks.
    k : int, default=10
        Most seats, not negative.

    Returns
    -------
    SeatAnswer
        Seats, or why there are none.

    Raises
    ------
    UnknownLeaderError
        When the roster has no such leader.
    ValueError
        When `k` is negative, or the desk is of another roster.
    """
    if k < 0:
        msg = f"k must not be negative, got {k!r}."
        raise ValueError(msg)
    if len(pool) != desk.labels.size:
        msg = f"the desk must be of the pool's roster, got {desk.labels.size} leaders."
        raise ValueError(msg)
    row = row_of(pool, leader_id)
    weighed = _weigh(desk, row)
    open_groups = np.flatnonzero(weighed.is_open)
    shown = _best(weighed, open_groups)[:k]
    seats = _seats(pool, desk, weighed, shown)
    near = _near(pool, desk, weighed)
    home = int(desk.labels[row])
    return SeatAnswer(
        leader_id=leader_id,
        group_id=desk.group_ids[home] if home >= 0 else "",
        home=weigh_exchange(pool, row, desk.members(home)) if home >= 0 else None,
        waiting=_place(desk, row),
        seats=seats,
        near=near,
        n_groups=len(desk.group_ids),
        verdict=_verdict(desk, weighed, open_groups.size, near),
        why_empty=None if seats else _why_none(weighed, open_groups.size, k),
        remarks=_remarks(pool, desk, weighed),
    )


def _weigh(desk: Desk, row: int) -> _Weighed:
    home = int(desk.labels[row])
    after = desk.scores_with(row)
    gains = (desk.sizes + 1) * after - desk.sizes * desk.before
    if home >= 0:
        left = desk.score_without(row)
        size = int(desk.sizes[home])
        gains = gains + (size - 1) * left - size * desk.before[home]
        gains[home] = 0.0
    full = desk.sizes >= desk.most
    closed = (*desk.closing.to(row), *_with_companions(desk, row))
    return _Weighed(row, home, after, gains, closed, full)


def _with_companions(desk: Desk, row: int) -> Iterator[Closed]:
    """Close what would not take all who have to sit with a leader and sit nowhere."""
    together = [one for one in desk.closing.companions(row) if desk.labels[one] < 0]
    if not together:
        return
    has_room = desk.sizes + 1 + len(together) <= desk.most
    yield Closed("", is_private=True, groups=~has_room)
    for one in together:
        for closed in desk.closing.to(one):
            yield Closed("", is_private=True, groups=closed.groups)


def _best(weighed: _Weighed, groups: NDArray[np.intp]) -> NDArray[np.intp]:
    return groups[np.argsort(-weighed.gains[groups], kind="stable")]


def _seats(
    pool: Pool, desk: Desk, weighed: _Weighed, groups: NDArray[np.intp]
) -> tuple[Seat, ...]:
    return tuple(
        Seat(
            group_id=desk.group_ids[g],
            rank=rank,
            n_members=int(desk.sizes[g]),
            n_free=max(int(desk.most[g] - desk.sizes[g]), 0),
            score_before=float(desk.before[g]),
            score_after=float(weighed.after[g]),
            gain=float(weighed.gains[g]),
            exchange=weigh_exchange(pool, weighed.row, desk.members(g)),
            agree=_who_agrees(desk, g),
            against=_against(desk, weighed, g),
        )
        for rank, g in enumerate(groups.tolist(), start=1)
    )


def _near(pool: Pool, desk: Desk, weighed: _Weighed) -> tuple[Seat, ...]:
    """Tell of a few groups that are nearly open, never of most that are not."""
    groups = np.flatnonzero(weighed.is_near)
    n_closed = int(np.count_nonzero(~weighed.is_open)) - (weighed.home >= 0)
    most = min(NEAR_SEATS, n_closed // 2)
    if not groups.size or not most:
        return ()
    n_against = weighed.full[groups].astype(np.int64)
    for closed in weighed.closed:
        n_against += closed.groups[groups] & (not closed.is_private)
    order = np.lexsort((-weighed.gains[groups], n_against))
    return _seats(pool, desk, weighed, groups[order][:most])


def _against(desk: Desk, weighed: _Weighed, g: int) -> tuple[str, ...]:
    """Name what closes a group, as far as it may be named."""
    names = [
        f"an exception to the rule: {closed.rule}"
        for closed in weighed.closed
        if closed.groups[g] and not closed.is_private
    ]
    if weighed.full[g]:
        most = count(int(desk.most[g]), "member")
        names.insert(0, f"a free seat (it has {most}, the most it may)")
    return tuple(dict.fromkeys(names))


def _who_agrees(desk: Desk, g: int) -> str:
    """Say who is asked; the same for every group, so that it tells of no objection."""
    members = count(int(desk.sizes[g]), "member")
    guides = desk.posed.given.guides
    led = [
        guide.guide_id
        for guide in (guides.entries if guides is not None else ())
        if desk.group_ids[g] in [name for name, _ in guide.groups]
    ]
    guide = f", its guide {led[0]}" if led else ""
    return f"its {members}{guide} and the programme manager"


def _place(desk: Desk, row: int) -> tuple[int, int] | None:
    if desk.labels[row] >= 0:
        return None
    return int(np.flatnonzero(desk.waiting == row)[0]) + 1, int(desk.waiting.size)


def _verdict(desk: Desk, weighed: _Weighed, n_open: int, near: Sequence[Seat]) -> str:
    """Say where the leader stands."""
    if weighed.home < 0:
        place, n = _place(desk, weighed.row) or (0, 0)
        start = f"Number {place:,} of {n:,} on the waiting list"
        if not n_open:
            return f"{start}: {_why_closed(weighed)}."
        has = "has" if n_open == 1 else "have"
        groups = count(len(desk.group_ids), "group")
        return f"{start}; {n_open:,} of {groups} {has} a seat for this leader."
    home = desk.group_ids[weighed.home]
    best = _best(weighed, np.flatnonzero(weighed.is_open))[:1]
    if best.size and weighed.gains[best[0]] > 0.0:
        gain = f"everyone concerned together would gain {weighed.gains[best[0]]:.2f}"
        return f"With {home} now; in {desk.group_ids[best[0]]} {gain}."
    told = f"With {home} now, and no open seat would be better for all concerned"
    needs = [f"{seat.group_id} would need {seat.against[0]}" for seat in near[:1]]
    return "; ".join([told, *needs]) + "."


def _why_none(weighed: _Weighed, n_open: int, k: int) -> str:
    if n_open and not k:
        return "0 seats were asked for; ask for 1 or more."
    why = _why_closed(weighed)
    return (
        f"{why[0].upper()}{why[1:]}; a leaver, a larger size or a further group would "
        "open one: ask the programme manager."
    )


def _why_closed(weighed: _Weighed) -> str:
    """Name a rule only if it closes every group by itself, as for the unplaced."""
    others = np.ones(weighed.full.size, dtype=np.bool_)
    if weighed.home >= 0:
        others[weighed.home] = False
    if not others.any():
        return "there is no other group"
    if weighed.full[others].all():
        return "every group is full"
    for closed in weighed.closed:
        if not closed.is_private and (closed.groups | weighed.full)[others].all():
            return f"no group with room is left open by the rule: {closed.rule}"
    return "no group has a seat that all rules of the program leave open"


def _remarks(pool: Pool, desk: Desk, weighed: _Weighed) -> tuple[str, ...]:
    """Say what a move would leave behind, and what is not known of the leader."""
    told: list[str] = []
    if weighed.home >= 0 and desk.sizes[weighed.home] <= desk.least:
        home, n = desk.group_ids[weighed.home], int(desk.sizes[weighed.home]) - 1
        told.append(
            f"{home} would be left with {count(n, 'member')}, fewer than the "
            f"{desk.least} that a group needs."
        )
    told += pool.what_is_missing(
        weighed.row,
        "Nothing is known of this leader's industry, place or texts: fit is that "
        "of an average leader. Fill the profile.",
    )
    return tuple(told)
