"""Why two leaders should meet: only what matched, in both directions.

A reason cites entries of the data and nothing else: names of themes, industries and
places from their own vocabularies, entries of lists that leaders made to be seen, ids,
and words of the purpose that the one who asks wrote. What another leader wrote freely
is never quoted, and relations that another leader declared are never told.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from matcher.explain.wording import listed
from matcher.suggest.facts import Facts
from matcher.suggest.incidence import Incidence
from matcher.suggest.pool import Pool
from matcher.suggest.purpose import Concept, Purpose, column_of
from matcher.suggest.suggestion import Reason

MOST_CITED: Final = 3  # entries of one reason
NEAR_YEARS: Final = 5.0  # founded within so many years: of one stage
_SAYS: Final = {
    "offered": "gives what you ask about: {}",
    "country": "is in {}",
    "industry": "works in {}",
    "described": "has what you ask about in their profile: {}",
    "sought": "works on what you ask about too: {}",
}
OWN_WORD: Final = 0.75  # weight of a trade at the end that declared it


def reasons_for(
    pool: Pool, row: int, other: int, *, purpose: Purpose | None, path: tuple[int, ...]
) -> tuple[Reason, ...]:
    """Say what matched between two leaders.

    Parameters
    ----------
    pool : Pool
        What is known.
    row, other : int
        Who asks, and who is suggested.
    purpose : Purpose or None
        What the one who asks is after.
    path : tuple of int
        By whom the other is reached; empty where no path is known.

    Returns
    -------
    tuple of Reason
        What serves the one who asks first; empty where nothing is known to match.
    """
    facts = pool.facts
    return (
        *(_met(facts, other, purpose) if purpose is not None else ()),
        *_answers(facts, row, other),
        *_alike(facts, row, other),
        *_group(pool, row, other),
        *_trade(pool, row, other),
        *_path(facts, path),
    )


def _met(facts: Facts, other: int, purpose: Purpose) -> Iterator[Reason]:
    """Say which parts of the purpose the other meets, and with what."""
    told: dict[str, list[str]] = {}
    for concept in purpose.met_by(other):
        told.setdefault(_where(facts, concept, other), []).append(concept.name)
    for where, names in told.items():
        cited = tuple(names[:MOST_CITED])
        yield Reason("words", "to_you", cited, _SAYS[where].format(listed(cited)))


def _where(facts: Facts, concept: Concept, other: int) -> str:
    """Find the strongest place in which a leader meets a concept."""
    words = concept.stems
    is_offered = all(_has(facts.offered, one, other) for one in words)
    if is_offered or _has(facts.gives, concept.name, other):
        return "offered"
    column, wanted = column_of(facts, concept)
    if int(column.index[other]) in wanted:
        return concept.kind
    is_described = all(_has(facts.described, one, other) for one in words)
    return "described" if concept.kind != "theme" and is_described else "sought"


def _has(incidence: Incidence, name: str, row: int) -> bool:
    entry = incidence.find(name)
    return entry >= 0 and bool((incidence.of_leader(row) == entry).any())


def _answers(facts: Facts, row: int, other: int) -> Iterator[Reason]:
    for giver, seeker, direction, text in (
        (other, row, "to_you", "gives what you seek: {}"),
        (row, other, "to_them", "seeks what you give: {}"),
    ):
        cited = _common(facts.gives, giver, facts.wants, seeker)
        if cited:
            yield Reason("answers", direction, cited, text.format(listed(cited)))


def _alike(facts: Facts, row: int, other: int) -> Iterator[Reason]:
    lists = (
        ("shares", facts.challenges, "has a challenge of yours: {}"),
        ("interest", facts.interests, "shares an interest: {}"),
    )
    for kind, incidence, text in lists:
        cited = _common(incidence, row, incidence, other)
        if cited:
            yield Reason(kind, "both", cited, text.format(listed(cited)))
    named = (
        ("industry", facts.industry, "is in your industry: {}"),
        ("place", facts.city, "is in your city: {}"),
    )
    for kind, column, text in named:
        name = column.of(row)
        if name and column.index[row] == column.index[other]:
            yield Reason(kind, "both", (name,), text.format(name))
    gap = abs(float(facts.founded[row]) - float(facts.founded[other]))
    if gap <= NEAR_YEARS:
        years = tuple(f"{facts.founded[k]:.0f}" for k in (row, other))
        text = f"leads a company of your stage: founded in {years[1]}, yours in "
        yield Reason("stage", "both", years, text + years[0])


def _common(
    one: Incidence, row: int, other: Incidence, other_row: int
) -> tuple[str, ...]:
    """Name the entries that two lists of one vocabulary share, the rarest first."""
    shared = np.intersect1d(
        one.of_leader(row), other.of_leader(other_row), assume_unique=True
    )
    held = np.diff(one.back_starts)[shared]
    first = shared[np.argsort(held, kind="stable")][:MOST_CITED]
    return tuple(one.names[entry] for entry in first.tolist())


def _group(pool: Pool, row: int, other: int) -> Iterator[Reason]:
    name = pool.groups.of(row)
    if name and name == pool.groups.of(other):
        yield Reason("group", "both", (name,), f"sits in your group: {name}")


def _trade(pool: Pool, row: int, other: int) -> Iterator[Reason]:
    trade = pool.ties.trade
    own = trade.near(row)[trade.weights(row) > OWN_WORD]
    if (own == other).any():
        text = "does business with you, as you stated"
        yield Reason("trade", "both", (pool.facts.ids[other],), text)


def _path(facts: Facts, path: tuple[int, ...]) -> Iterator[Reason]:
    ids = tuple(facts.ids[row] for row in path)
    if len(ids) == 2:
        yield Reason("path", "both", ids, "you know each other")
    elif len(ids) == 3:
        yield Reason("path", "both", ids, f"{ids[1]} knows you both")
    elif len(ids) == 4:
        text = f"{ids[1]}, whom you know, knows {ids[2]}, who knows {ids[3]}"
        yield Reason("path", "both", ids, text)
