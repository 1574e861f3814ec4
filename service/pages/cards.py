"""What the report shows of each group and leader: words and numbers, no markup."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from matcher.explain.facts import sentence, with_names
from matcher.explain.wording import count, spoken, written
from matcher.proposal import Group, Placement, Proposal
from service.pages.view import against_random, percent

MAX_NAME = 60
MIN_TOLD = 4  # members of a group of whose learned value is told
_PEOPLE = {
    "title": "Role",
    "company": "Company",
    "city": "City",
    "state": "State",
    "country": "Country",
    "industry": "Industry",
}
_NUMBERS = {"revenue": "Revenue", "employees": "Headcount", "founded": "Founded"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One facet of one group as a bar around the random pair.

    Attributes
    ----------
    name, value : str
        The facet and its score, as they are read.
    start, width : float
        Where the bar begins and how long it is, in percent of the track; random
        lies at 50.
    is_good : bool
        Whether the group is on the side of random that the program asks for.
    """

    name: str
    value: str
    start: float
    width: float
    is_good: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One leader as a card shows them; blanks where the roster has none."""

    leader_id: str
    name: str
    below: str
    industry: str
    numbers: tuple[tuple[str, str], ...]
    reason: str
    is_locked: bool
    is_moved: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One group as a card; `rank` counts from the lowest score.

    `covers` has a heading and what stands under it.
    """

    group: Group
    anchor: str
    size: str
    rank: int
    reason: str
    covers: tuple[tuple[str, str], ...]
    weakest: str
    against_random: str
    bars: tuple[Bar, ...]
    members: tuple[Member, ...]


def group_cards(proposal: Proposal, members: Sequence[Member]) -> tuple[Card, ...]:
    """Work out every group's card.

    Parameters
    ----------
    proposal : Proposal
        What is offered.
    members : sequence of Member
        One a row of the roster.

    Returns
    -------
    tuple of Card
        In the order of the groups.
    """
    ranks = np.argsort([group.score for group in proposal.groups], kind="stable")
    rank = {g: k for k, g in enumerate(ranks.tolist())}
    weights = {facet.name: facet.weight for facet in proposal.facets}
    tops = [abs(score - 1.0) for g in proposal.groups for score in g.facets.values()]
    # The longest bars are cut: else a few odd groups would press all others flat.
    reach = max(0.15, float(np.quantile(np.nan_to_num(tops), 0.8)) if tops else 0.0)
    names = known_as(members)
    cards = []
    for k, group in enumerate(proposal.groups):
        told = group.facts.with_names(names) if group.facts else group
        headed = (line.partition(": ") for line in told.covers)
        card = Card(
            group=group,
            anchor=f"g{k + 1}",
            size=count(len(group.rows), "leader"),
            rank=rank[k],
            reason=f"{told.reason} {_learned(proposal, k)}".rstrip(),
            covers=tuple((head, rest) for head, _, rest in headed),
            weakest=told.weakest,
            against_random=against_random(group.score, proposal.random_score)[0],
            bars=tuple(
                _bar(name, score, weights.get(name, 1.0), reach)
                for name, score in group.facets.items()
            ),
            members=tuple(members[row] for row in group.rows),
        )
        cards.append(card)
    return tuple(cards)


def _learned(proposal: Proposal, k: int) -> str:
    """Say what feedback has taught of a group, unless it could point at a person."""
    value = proposal.value
    if value is None or len(proposal.groups[k].rows) < MIN_TOLD:
        return ""
    own, random = percent(value.groups[k]), percent(value.random)
    return (
        f"Learned from feedback: {own} of peers of value; {random} in a random group."
    )


def _bar(name: str, score: float, weight: float, reach: float) -> Bar:
    """Put random in the middle, so that the eye sees the side first."""
    half = 50.0 * min(abs(score - 1.0) / reach, 1.0) if np.isfinite(score) else 0.0
    is_above = score >= 1.0
    return Bar(
        name=spoken(name),
        value=f"{score:.2f}",
        start=round(50.0 if is_above else 50.0 - half, 1),
        width=round(half, 1),
        is_good=is_above if weight >= 0 else not is_above,
    )


def all_members(proposal: Proposal) -> list[Member]:
    """Work out how every leader is shown.

    Parameters
    ----------
    proposal : Proposal
        What is offered.

    Returns
    -------
    list of Member
        One a row of the roster, in its order.
    """
    table = proposal.roster.table
    text = {name: _texts(table, name) for name in ("name", *_PEOPLE)}
    numbers = {
        label: [_number(value, name) for value in table[name].tolist()]
        for name, label in _NUMBERS.items()
        if name in table
    }
    members = [
        _member(
            placement,
            {name: values[row] for name, values in text.items()},
            {label: values[row] for label, values in numbers.items()},
        )
        for row, placement in enumerate(proposal.placements)
    ]
    names = known_as(members)
    return [
        replace(member, reason=_reason(placement, names))
        for member, placement in zip(members, proposal.placements, strict=True)
    ]


def known_as(members: Sequence[Member]) -> dict[str, str]:
    """Say by what name each leader is known, with the id where two share a name.

    Parameters
    ----------
    members : sequence of Member
        One a row of the roster.

    Returns
    -------
    dict of str to str
        Name by id, cut short.
    """
    bearers = Counter(member.name for member in members)
    return {
        m.leader_id: m.name[:MAX_NAME]
        if bearers[m.name] == 1
        else f"{m.name[:MAX_NAME]} ({m.leader_id[:MAX_NAME]})"
        for m in members
    }


def _reason(placement: Placement, names: Mapping[str, str]) -> str:
    if not placement.facts:
        return placement.reason
    return sentence([with_names(fact, names) for fact in placement.facts])


def _member(
    placement: Placement, text: Mapping[str, str], numbers: Mapping[str, str]
) -> Member:
    name = text["name"].strip() or text["company"].strip() or placement.leader_id
    company = text["company"] if text["name"] else ""
    where = ", ".join(
        part for part in (text["city"], text["state"] or text["country"]) if part
    )
    below = " · ".join(part for part in (text["title"], company, where) if part)
    return Member(
        leader_id=placement.leader_id,
        name=name,
        below=below,
        industry=text["industry"],
        numbers=tuple((label, value) for label, value in numbers.items()),
        reason=placement.reason,
        is_locked=placement.locked,
        is_moved=placement.moved,
    )


def _texts(table: pd.DataFrame, name: str) -> list[str]:
    if name not in table:
        return [""] * len(table)
    return (
        table[name].astype(object).where(table[name].notna(), "").astype(str).tolist()
    )


def _number(value: Any, name: str) -> str:
    return (
        "" if value is None or not np.isfinite(value) else written(float(value), name)
    )


def number_labels(table: pd.DataFrame) -> tuple[str, ...]:
    """Name the columns of numbers that a card shows.

    Parameters
    ----------
    table : pandas.DataFrame
        Of the roster.

    Returns
    -------
    tuple of str
        Headers, in the order of `Member.numbers`.
    """
    return tuple(label for name, label in _NUMBERS.items() if name in table)
