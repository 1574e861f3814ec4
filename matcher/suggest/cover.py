"""The fewest people who cover all skills, and of those the closest: exact cover search.

Branch and bound over small sets: each step takes the skill that the fewest can cover
and tries those people, the closest first. A dominated person, whose skills another
closer one has too, is never needed unless two people must not meet, so only a few
layers of undominated people are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

MAX_SKILLS: Final = 16
MAX_LAYERS: Final = 12
MAX_NODES: Final = 20_000  # steps of one search; beyond, the best found is kept

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cover:
    """People who cover all that is needed.

    Attributes
    ----------
    chosen : tuple of int
        Positions; empty where nobody is needed.
    cost : float
        Sum of their costs.
    is_exact : bool
        Whether no other choice has fewer people, or as few at less cost.
    """

    chosen: tuple[int, ...]
    cost: float
    is_exact: bool


def fewest_people(
    masks: Ints, costs: Floats, need: int, *, barred: Ints, most: int
) -> Cover | None:
    """Find the fewest people who cover what is needed, at the least cost.

    Parameters
    ----------
    masks : ndarray of shape (n_people,)
        Bit `s` is set where a person has skill `s`.
    costs : ndarray of shape (n_people,)
        Not negative; lower is better among as few people.
    need : int
        Bits to cover.
    barred : ndarray of shape (n_pairs, 2)
        Positions that must not both be chosen.
    most : int
        People, at most.

    Returns
    -------
    Cover or None
        None where no choice covers the need.
    """
    if not need:
        return Cover((), 0.0, is_exact=True)
    own = masks & need
    degrees = np.bincount(barred.ravel(), minlength=masks.size)
    foes = int(degrees.max(initial=0))  # of one person
    layers = min(1 + foes * max(most - 1, 0), MAX_LAYERS)
    kept = undominated(own, costs, layers=layers)
    search = _Search.over(kept, own, costs, barred)
    for n_people in range(1, most + 1):
        if search.find(need, n_people):
            is_enough = layers >= 1 + foes * (len(search.best) - 1)
            is_exact = is_enough and search.n_nodes <= MAX_NODES
            return Cover(tuple(sorted(search.best)), search.cost, is_exact)
        if search.n_nodes > MAX_NODES:
            break
    return None


def undominated(masks: Ints, costs: Floats, *, layers: int) -> NDArray[np.intp]:
    """Keep those who are dominated by fewer than so many others.

    Parameters
    ----------
    masks : ndarray of shape (n_people,)
        Skills as bits; those without any are left out.
    costs : ndarray of shape (n_people,)
        Lower is better.
    layers : int
        At least 1.

    Returns
    -------
    ndarray of shape (n_kept,)
        Positions, the closest first.
    """
    order = np.argsort(costs, kind="stable")
    order = order[masks[order] != 0]
    order = order[rank_among_equals(masks[order]) < layers]
    distinct, numbers = np.unique(masks[order], return_inverse=True)
    holds = (distinct[:, None] & distinct) == distinct[:, None]  # [i, j]: i within j
    seen = np.zeros(distinct.size, dtype=np.int64)
    kept = []
    for place, number in zip(order.tolist(), numbers.tolist(), strict=True):
        if seen[holds[number]].sum() < layers:
            kept.append(place)
            seen[number] += 1
    return np.array(kept, dtype=np.intp)


def rank_among_equals(masks: Ints) -> Ints:
    """Rank those of the same skills in the order given.

    Parameters
    ----------
    masks : ndarray of shape (n_people,)
        Skills as bits.

    Returns
    -------
    ndarray of shape (n_people,)
        From 0 for the first of each mask.
    """
    grouped = np.argsort(masks, kind="stable")
    is_first = np.append(True, np.diff(masks[grouped]) != 0)[: masks.size]
    firsts = np.flatnonzero(is_first)
    ranks = np.empty(masks.size, dtype=np.int64)
    ranks[grouped] = np.arange(masks.size) - firsts[np.cumsum(is_first) - 1]
    return ranks


@dataclass(slots=True)
class _Search:
    """One search, and the best it found."""

    masks: dict[int, int]
    costs: dict[int, float]
    having: dict[int, list[int]]  # of a bit: who has it, the closest first
    foes: dict[int, frozenset[int]]
    widest: int
    best: tuple[int, ...] = ()
    cost: float = np.inf
    n_nodes: int = 0
    left: list[int] = field(default_factory=list)

    @classmethod
    def over(
        cls, kept: NDArray[np.intp], masks: Ints, costs: Floats, barred: Ints
    ) -> "_Search":
        own = {place: int(masks[place]) for place in kept.tolist()}
        having: dict[int, list[int]] = {}
        for place, mask in own.items():
            for bit in _bits(mask):
                having.setdefault(bit, []).append(place)
        foes: dict[int, set[int]] = {}
        for one, two in barred.tolist():
            if one in own and two in own:
                foes.setdefault(one, set()).add(two)
                foes.setdefault(two, set()).add(one)
        return cls(
            own,
            {place: float(costs[place]) for place in own},
            having,
            {place: frozenset(others) for place, others in foes.items()},
            max((mask.bit_count() for mask in own.values()), default=0),
        )

    def find(self, need: int, n_people: int) -> bool:
        """Look for the best choice of so many people."""
        if any(bit not in self.having for bit in _bits(need)):
            return False
        self._step(need, n_people, (), 0.0)
        return bool(self.best)

    def _step(
        self, need: int, n_left: int, chosen: tuple[int, ...], cost: float
    ) -> None:
        self.n_nodes += 1
        if not need:
            self.best, self.cost = chosen, cost
            return
        if n_left * self.widest < need.bit_count() or self.n_nodes > MAX_NODES:
            return
        rarest = min(_bits(need), key=lambda bit: (len(self.having[bit]), bit))
        for place in self.having[rarest]:
            total = cost + self.costs[place]
            if total >= self.cost:
                return
            if not self.foes.get(place, frozenset()).isdisjoint(chosen):
                continue
            self._step(need & ~self.masks[place], n_left - 1, (*chosen, place), total)


def _bits(mask: int) -> Sequence[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]
