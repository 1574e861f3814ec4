"""From guides to groups and back: planned before a search, filled after it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.guiding.matching import match_groups
from matcher.guiding.plan import Demand, Plan, plan_groups
from matcher.guiding.supply import Supply
from matcher.roster.guides import Guides

LOST = 3.0  # cost of a member who would have to leave, of the score of one leader
WISH = 0.1  # gain of a guide's wish, of the score of one leader
NEVER = 1e6  # cost of a group without a guide, where each must have one


@dataclass(frozen=True, slots=True)
class Post:
    """Who leads a group, and when it meets.

    Attributes
    ----------
    group_id, guide_id, slot : str
        The guide is blank where there is none; so is the slot where none is known.
    is_changed : bool
        Whether the group had another guide, or another slot, before.
    """

    group_id: str
    guide_id: str
    slot: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Now:
    """Who leads the groups of a seating, as the guides file says.

    Attributes
    ----------
    group_ids : tuple of str
        Groups that have a name.
    led : ndarray of shape (n_groups, n_guides), bool
        Whether the guide leads the group now.
    slot : ndarray of shape (n_groups,), int64
        Slot in which it meets; -1 where not known.
    shunned, wanted : ndarray of shape (n_groups, n_guides), bool
        Groups that guides avoid, and prefer.
    """

    group_ids: tuple[str, ...]
    led: NDArray[np.bool_]
    slot: NDArray[np.int64]
    shunned: NDArray[np.bool_]
    wanted: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Continuity:
    """What it costs a group to change.

    Attributes
    ----------
    guide, slot : float
        Of another guide, and of another slot, in the score of one leader.
    """

    guide: float = 1.0
    slot: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Guiding:
    """Guides for the groups of one run.

    Attributes
    ----------
    supply : Supply
        Guides over the leaders.
    now : Now
        Who leads which group before the run.
    continuity : Continuity
        What a change costs.
    unled : float
        Cost of a group without a guide.
    cells : ndarray of shape (n_groups,), int64
        Planned cell of each numbered group, -1 for none; empty where groups are
        formed first and get their guides after.
    """

    supply: Supply
    now: Now
    continuity: Continuity
    unled: float
    cells: NDArray[np.int64]

    @property
    def is_planned(self) -> bool:
        """Whether each group has its guide and slot before it is formed.

        Returns
        -------
        bool
            True where the rule is hard.
        """
        return self.unled == NEVER

    def bans(
        self, home: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """List who cannot join which of the planned groups.

        Parameters
        ----------
        home : ndarray of shape (n_leaders,), int64, or None, default=None
            Groups that nobody is asked to leave where the rule is soft.

        Returns
        -------
        tuple of two ndarray of shape (n_bans,), int64
            Rows and groups. A group without a guide is closed where the rule is hard,
            and open to all where it is soft.
        """
        joins = self.supply.joins()
        is_led = self.cells >= 0
        open_to = joins[:, np.maximum(self.cells, 0)] & is_led
        if not self.is_planned:
            open_to |= ~is_led
            if home is not None:
                sits = np.flatnonzero((home >= 0) & (home < is_led.size))
                open_to[sits, home[sits]] = True
        rows, groups = np.nonzero(~open_to)
        return rows.astype(np.int64), groups.astype(np.int64)


def find_now(
    guides: Guides, supply: Supply, group_ids: Sequence[str]
) -> tuple[Now, tuple[str, ...]]:
    """Look up which of the named groups the guides lead, avoid and prefer.

    Parameters
    ----------
    guides : Guides
        As read.
    supply : Supply
        The same over the roster.
    group_ids : sequence of str
        Groups that have a name.

    Returns
    -------
    Now
        One row a named group.
    tuple of str
        What the file says of groups that nobody knows, by line.
    """
    number = {name: g for g, name in enumerate(group_ids)}
    slots = {slot: s for s, slot in enumerate(supply.slots)}
    shape = (len(number), len(guides))
    led, shunned, wanted = (np.zeros(shape, dtype=np.bool_) for _ in range(3))
    slot = np.full(len(number), -1, dtype=np.int64)
    remarks: list[str] = []
    for d, guide in enumerate(guides.entries):
        for name, at in guide.groups:
            if name not in number:
                what = "leads a group that nobody sits in now; nothing to go on with"
                remarks.append(f"{guides.source}, line {guide.line}: {what}.")
                continue
            led[number[name], d] = True
            slot[number[name]] = slots.get(at, -1)
        shunned[[number[n] for n in guide.avoids if n in number], d] = True
        wanted[[number[n] for n in guide.prefers if n in number], d] = True
    now = Now(tuple(group_ids), led, slot, shunned, wanted)
    return now, tuple(dict.fromkeys(remarks))


def plan_guiding(
    guiding: Guiding,
    demand: Demand,
    labels: NDArray[np.int64],
    *,
    is_seated: bool = False,
) -> tuple[Guiding, Plan]:
    """Give the groups of a seating guides, and plan as many new ones as are needed.

    Parameters
    ----------
    guiding : Guiding
        Without a plan.
    demand : Demand
        All leaders and sizes.
    labels : ndarray of shape (n_leaders,), int64
        Named group of each leader, -1 for none.
    is_seated : bool, default=False
        Whether a seating is to be changed: guides with room then stand by, because
        a group may have to be split, or newcomers fit in none that is planned.

    Returns
    -------
    Guiding
        With a cell for each group: the named ones first, then new ones, then those
        that stand by.
    Plan
        The new groups, with how many leaders find a seat in any.
    """
    supply, n_named = guiding.supply, len(guiding.now.group_ids)
    named = np.arange(n_named)
    kept = match_groups(
        supply, _costs(guiding, labels, named, LOST), unled=guiding.unled
    )
    joins = supply.joins()
    home = np.where(labels >= 0, kept[labels] if n_named else -1, -1)
    stays = (home >= 0) & joins[np.arange(home.size), np.maximum(home, 0)]
    seats = tuple(
        (int(cell), max(0, demand.high - int(np.sum(stays & (labels == g)))))
        for g, cell in enumerate(kept)
        if cell >= 0
    )
    rest = replace(demand, rows=np.flatnonzero(~stays), seats=seats)
    plan = plan_groups(supply, rest)
    cells = np.concatenate([kept, plan.cells])
    if is_seated:
        n_over = np.maximum(np.bincount(labels[labels >= 0]) - demand.high, 0)
        in_need = ~stays | np.append(n_over > 0, False)[labels]
        most = min(
            int(np.sum(n_over > 0) + np.sum(~stays) // demand.low + 1),
            demand.rows.size // demand.low - cells.size,
        )
        more = _stand_by(supply, cells, in_need, most)
        cells = np.concatenate([cells, np.array(more, dtype=np.int64)])
    planned = replace(guiding, cells=cells)
    n_staying = np.bincount(labels[stays], minlength=1)
    n_seated = plan.n_seated + int(np.minimum(n_staying, demand.high).sum())
    return planned, Plan(plan.cells, n_seated, plan.extra)


def _stand_by(
    supply: Supply, cells: NDArray[np.int64], in_need: NDArray[np.bool_], most: int
) -> list[int]:
    """Choose guides with room, at the slots that suit most of those in need."""
    used = np.bincount(cells[cells >= 0], minlength=supply.n_cells)
    led = np.bincount(supply.guide, used, minlength=len(supply.guide_ids))
    left = supply.joins()[in_need].copy()
    found: list[int] = []
    for _ in range(max(0, most)):
        is_open = (used < supply.per_slot) & (led < supply.capacity)[supply.guide]
        worth = np.where(is_open, left.sum(axis=0), -1)
        if worth.max(initial=-1) <= 0:
            break
        cell = int(np.argmax(worth))
        found.append(cell)
        used[cell] += 1
        led[supply.guide[cell]] += 1
        left[left[:, cell]] = False  # whom this one suits, the next need not
    return found


def fill_posts(
    guiding: Guiding, labels: NDArray[np.intp], group_ids: Sequence[str]
) -> tuple[Post, ...]:
    """Choose guides and slots for formed groups at the least cost.

    Parameters
    ----------
    guiding : Guiding
        Guides, and who leads what now.
    labels : ndarray of shape (n_leaders,)
        Index into `group_ids` of each row; -1 for none.
    group_ids : sequence of str
        Names of the groups.

    Returns
    -------
    tuple of Post
        One a group. Where the rule is hard, none is without a guide.
    """
    now, supply = guiding.now, guiding.supply
    number = {name: g for g, name in enumerate(now.group_ids)}
    before = np.array([number.get(name, -1) for name in group_ids], dtype=np.int64)
    cost = _costs(guiding, labels, before, np.inf)
    found = match_groups(supply, cost, unled=guiding.unled)
    return tuple(
        _post(guiding, name, int(cell), int(g))
        for name, cell, g in zip(group_ids, found, before, strict=True)
    )


def price_posts(guiding: Guiding, labels: NDArray[np.intp]) -> float:
    """Price the groups without a guide, and guides and slots that change.

    Parameters
    ----------
    guiding : Guiding
        Guides, and who leads what now.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none; the named groups come first.

    Returns
    -------
    float
        In the score of one leader, at the best choice of guides; wishes that are met
        are taken off.
    """
    formed, dense = np.unique(labels[labels >= 0], return_inverse=True)
    if not formed.size:
        return 0.0
    own = np.full(labels.size, -1, dtype=np.int64)
    own[labels >= 0] = dense
    before = np.where(formed < len(guiding.now.group_ids), formed, -1)
    cost = _costs(guiding, own, before.astype(np.int64), np.inf)
    cells = match_groups(guiding.supply, cost, unled=guiding.unled)
    is_led = cells >= 0
    led = float(cost[np.flatnonzero(is_led), cells[is_led]].sum())
    return led + guiding.unled * float((~is_led).sum())


def _costs(
    guiding: Guiding,
    labels: NDArray[np.int64],
    before: NDArray[np.int64],
    lost: float,
) -> NDArray[np.float64]:
    """Cost each group with each guide at each slot; `lost` a member who cannot join.

    `before` is the index of each group among the named ones, -1 for a new group.
    """
    supply, now = guiding.supply, guiding.now
    seated = np.flatnonzero(labels >= 0)
    n_out = np.zeros((before.size, supply.n_cells), dtype=np.int64)
    np.add.at(n_out, labels[seated], ~supply.joins(seated))
    wished = np.zeros((before.size, len(supply.guide_ids)), dtype=np.int64)
    np.add.at(wished, labels[seated], supply.wishes[seated])
    cost = np.zeros(n_out.shape)
    cost[n_out > 0] = lost * n_out[n_out > 0]
    cost -= WISH * wished[:, supply.guide]
    known = np.flatnonzero(before >= 0)
    old = before[known]
    leads, slots = now.led[old], now.slot[old]
    is_led = np.any(leads, axis=1, keepdims=True)
    is_other = is_led & ~leads[:, supply.guide]
    is_moved = (slots[:, None] >= 0) & (slots[:, None] != supply.slot)
    cost[known] += guiding.continuity.guide * is_other
    cost[known] += guiding.continuity.slot * is_moved
    cost[known] -= WISH * now.wanted[old][:, supply.guide]
    cost[known] += np.where(now.shunned[old][:, supply.guide], np.inf, 0.0)
    return cost


def _post(guiding: Guiding, group_id: str, cell: int, before: int) -> Post:
    """Name the guide and the slot of a group."""
    if cell < 0:
        return Post(group_id, "", "")
    supply, now = guiding.supply, guiding.now
    guide, slot = int(supply.guide[cell]), int(supply.slot[cell])
    is_changed = before >= 0 and (
        bool(now.led[before].any() and not now.led[before, guide])
        or now.slot[before] not in (-1, slot)
    )
    return Post(group_id, supply.guide_ids[guide], supply.slot_names[slot], is_changed)
