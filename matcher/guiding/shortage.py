"""When guides do not suffice: for whom, and what more of them would buy."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.guiding.plan import Demand, Plan, plan_groups
from matcher.guiding.supply import Supply


@dataclass(frozen=True, slots=True)
class Shortage:
    """Leaders whom no guide has room for.

    Attributes
    ----------
    sentence : str
        How many, and why; fit to read aloud.
    rows : tuple of int
        Leaders without a slot and a language in common with any guide.
    cure : str
        How many more guides, at which slots, would seat whom.
    n_left : int
        Leaders who stay without a seat for it, at least.
    """

    sentence: str
    rows: tuple[int, ...]
    cure: str
    n_left: int


def find_shortage(supply: Supply, demand: Demand, now: Plan) -> Shortage | None:
    """Count what is missing to form groups for everyone.

    Parameters
    ----------
    supply : Supply
        Guides with their slots.
    demand : Demand
        Everyone who wants a seat.
    now : Plan
        What the guides there are can lead.

    Returns
    -------
    Shortage or None
        None if guides keep nobody from a seat.
    """
    if now.n_seated >= demand.rows.size:
        return None
    demand = replace(demand, windows=None)  # windows are cut roughly; counts are not
    now = plan_groups(supply, demand)
    most = demand.rows.size // demand.low + 1
    all_of = plan_groups(supply, demand, more=most)
    if now.n_seated >= all_of.n_seated:
        return None
    one = plan_groups(supply, demand, more=1)
    n_left = all_of.n_seated - now.n_seated
    alone = demand.rows[~supply.fits(demand.rows).any(axis=1)]
    n_groups = int(now.cells.size)
    sentence = (
        f"{_count(len(supply.guide_ids), 'guide')} can lead "
        f"{_count(n_groups, 'group')} that can be filled, which leaves "
        f"{_count(n_left, 'leader')} without a seat"
    )
    if alone.size:
        verb = "has" if alone.size == 1 else "have"
        sentence += f"; {_count(int(alone.size), 'leader')} {verb} no slot and "
        sentence += "language in common with any of them"
    more = _count(len(all_of.extra), "more guide")
    cure = f"{more}{_at(supply, all_of.extra)} would seat {_all(n_left)}"
    gained = one.n_seated - now.n_seated
    if len(all_of.extra) > 1:
        first = f"one{_at(supply, one.extra)}" if gained else "one alone"
        cure += f"; {first} would seat {gained} of them"
    return Shortage(f"{sentence}.", _ids(alone), f"{cure}.", n_left)


def _ids(rows: NDArray[np.intp]) -> tuple[int, ...]:
    return tuple(rows.tolist())


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _all(number: int) -> str:
    return "them" if number > 1 else "the one"


def _at(supply: Supply, slots: tuple[int, ...]) -> str:
    """Say at which slots, where slots are known."""
    names = Counter(supply.slot_names[s] for s in slots)
    names.pop("", None)
    if not names:
        return ""
    if len(names) == 1:
        return f" at {next(iter(names))}"
    return f" ({', '.join(f'{n} at {name}' for name, n in names.items())})"
