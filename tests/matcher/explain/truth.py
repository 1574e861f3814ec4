"""What each fact claims, checked one leader at a time against the roster itself."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from matcher.explain import facts
from matcher.explain.groups import FacetTable
from matcher.roster.roster import Roster
from models.encoders.industry import locate_industries
from models.encoders.industry_codes import sector_of, title_of
from models.encoders.themes import themes


@dataclass(frozen=True)
class Person:
    """One leader, as the roster has them."""

    leader_id: str
    code: str
    states: frozenset[str]
    gives: frozenset[str]
    wants: frozenset[str]
    state: str | None
    numbers: dict[str, float]

    def is_under(self, title: str) -> bool:
        """Tell whether this leader's industry is the one of that title or below it."""
        return any(
            title_of(prefix) == title
            for prefix in (
                sector_of(self.code),
                *(self.code[:n] for n in range(3, len(self.code) + 1)),
            )
            if self.code
        )


def people_of(roster: Roster, rows: Sequence[int]) -> list[Person]:
    """Look leaders up by row."""
    return [_person(roster.table.iloc[row]) for row in rows]


def _person(row: "pd.Series[Any]") -> Person:
    said = {
        name: frozenset(
            theme.name
            for theme in themes([None if pd.isna(row[name]) else row[name]])[0]
        )
        for name in ("challenges", "gives", "needs")
    }
    industry = None if pd.isna(row["industry"]) else row["industry"]
    return Person(
        leader_id=row["leader_id"],
        code=locate_industries([industry])[0].code,
        states=said["challenges"],
        gives=said["gives"],
        wants=said["challenges"] | said["needs"],
        state=None if pd.isna(row["state"]) else row["state"],
        numbers={n: row[n] for n in ("revenue", "employees", "founded")},
    )


def is_true_of_group(fact: Any, people: Sequence[Person]) -> bool:
    """Tell whether a fact holds for the people of a group; facets apart."""
    return _GROUP_CLAIMS[type(fact)](fact, people)


def is_true_of_leader(fact: Any, leader: Person, people: Sequence[Person]) -> bool:
    """Tell whether a fact holds for one leader among the people of their group."""
    peers = [person for person in people if person is not leader]
    return _LEADER_CLAIMS[type(fact)](fact, leader, peers)


def is_true_of_facets(fact: Any, table: FacetTable, g: int) -> bool:
    """Tell whether a fact about facets says what the scores say."""
    score = dict(zip(table.names, table.scores[g].tolist(), strict=True))
    weight = dict(zip(table.names, table.weights.tolist(), strict=True))
    if isinstance(fact, facts.Varied):
        return all(score[n] == s and s > 1 and weight[n] > 0 for n, s in fact.scores)
    if isinstance(fact, facts.Alike):
        return all(score[n] == s and s < 1 and weight[n] < 0 for n, s in fact.scores)
    if isinstance(fact, facts.LowFacet):
        is_short = fact.score > 1 if fact.is_alike_wanted else fact.score < 1
        is_asked = (weight[fact.name] < 0) == fact.is_alike_wanted
        return score[fact.name] == fact.score and is_short and is_asked
    lowest = min((s for n, s in score.items() if weight[n] > 0), default=0.0)
    return fact.score == lowest


def _ids(people: Sequence[Person], holds: Callable[[Person], bool]) -> tuple[str, ...]:
    return tuple(person.leader_id for person in people if holds(person))


def _known(people: Sequence[Person], column: str) -> list[float]:
    values = [person.numbers[column] for person in people]
    return [value for value in values if np.isfinite(value)]


def _are_related(one: Person, other: Person) -> bool:
    if not one.code or not other.code:
        return False
    titles = [title_of(person.code) for person in (one, other)]
    return one.is_under(titles[1]) or other.is_under(titles[0])


def _industries(fact: facts.Industries, people: Sequence[Person]) -> bool:
    known = [person for person in people if person.code]
    is_distinct = len(known) > 1 and not any(
        _are_related(a, b) for k, a in enumerate(known) for b in known[:k]
    )
    return fact == facts.Industries(
        len(people), len(known), len({sector_of(p.code) for p in known}), is_distinct
    )


def _sectors(fact: facts.Sectors, people: Sequence[Person]) -> bool:
    found = Counter(title_of(sector_of(p.code)) for p in people if p.code)
    counts = list(fact.counts)
    return (
        dict(zip(fact.titles, fact.counts, strict=True)) == dict(found)
        and sorted(counts, reverse=True) == counts
    )


def _span(fact: facts.Span, people: Sequence[Person]) -> bool:
    known = _known(people, fact.column)
    return fact == facts.Span(fact.column, min(known), max(known), len(known))


def _uneven(fact: facts.Uneven, people: Sequence[Person]) -> bool:
    known = _known(people, fact.column)
    return fact == facts.Uneven(fact.column, min(known), max(known))


def _loners(fact: facts.Loners, people: Sequence[Person]) -> bool:
    def is_alone(person: Person) -> bool:
        others = [p.states for p in people if p is not person]
        return bool(person.states) and not person.states & frozenset().union(*others)

    return fact.leader_ids == _ids(people, is_alone)


def _crowded(fact: facts.Crowded, people: Sequence[Person]) -> bool:
    titles = [title_of(sector_of(p.code)) for p in people if p.code]
    most = max(titles.count(title) for title in titles)
    return fact.n_known == len(titles) and fact.n_leaders == most == titles.count(
        fact.title
    )


def _only(fact: facts.Only, leader: Person, peers: Sequence[Person]) -> bool:
    unknown = sum(not person.code for person in peers)
    rivals = [
        person
        for person in peers
        if person.is_under(fact.title) or _are_related(leader, person)
    ]
    is_sector = fact.title == title_of(sector_of(leader.code))
    if is_sector:
        rivals = [person for person in peers if person.is_under(fact.title)]
    return leader.is_under(fact.title) and not rivals and fact.n_unknown == unknown


_GROUP_CLAIMS: dict[type, Callable[[Any, Sequence[Person]], bool]] = {
    facts.Industries: _industries,
    facts.Sectors: _sectors,
    facts.Span: _span,
    facts.Uneven: _uneven,
    facts.Shared: lambda fact, people: (
        len(fact.leader_ids) > 1
        and fact.leader_ids == _ids(people, lambda p: fact.theme in p.states)
    ),
    facts.Answer: lambda fact, people: (
        bool(fact.giver_ids and fact.seeker_ids)
        and fact.giver_ids == _ids(people, lambda p: fact.theme in p.gives)
        and fact.seeker_ids == _ids(people, lambda p: fact.theme in p.wants - p.gives)
    ),
    facts.Loners: _loners,
    facts.Crowded: _crowded,
    facts.Unknown: lambda fact, people: (
        (fact.what, fact.n_unknown, fact.n_leaders)
        == ("industry", sum(not p.code for p in people), len(people))
    ),
    facts.LowFacet: lambda fact, people: (
        fact.name != "place"
        or fact.n_same_area
        == max(
            ([p.state for p in people].count(p.state) for p in people if p.state),
            default=0,
        )
    ),
    facts.NothingWeak: lambda _fact, _people: True,
}
_LEADER_CLAIMS: dict[type, Callable[[Any, Person, Sequence[Person]], bool]] = {
    facts.Only: _only,
    facts.Shares: lambda fact, leader, peers: (
        fact.theme in leader.states
        and fact.peer_ids == _ids(peers, lambda p: fact.theme in p.states)
    ),
    facts.Offers: lambda fact, leader, peers: (
        fact.theme in leader.gives - leader.wants
        and fact.peer_ids == _ids(peers, lambda p: fact.theme in p.wants - p.gives)
    ),
    facts.Finds: lambda fact, leader, peers: (
        fact.theme in leader.wants - leader.gives
        and fact.peer_ids == _ids(peers, lambda p: fact.theme in p.gives - p.wants)
    ),
    facts.Within: lambda fact, leader, peers: (
        (fact.value, fact.low, fact.high)
        == (
            leader.numbers[fact.column],
            min(_known([leader, *peers], fact.column)),
            max(_known([leader, *peers], fact.column)),
        )
    ),
    facts.NothingKnown: lambda fact, _leader, peers: fact.n_peers == len(peers),
}
