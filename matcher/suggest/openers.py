"""Those who know someone who can help: acquaintances who can open a door.

An opener is known to the one who asks, does not meet the purpose, and knows somebody
who is shown because they do. Asking an opener is asking one person for several.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from matcher.explain.wording import listed
from matcher.suggest.pool import Pool
from matcher.suggest.reasons import MOST_CITED
from matcher.suggest.suggestion import Reason, Suggestion

OPEN_SHARE: Final = 5  # one place in so many may go to an opener when the page is full

Entries = tuple[Suggestion, ...]


def with_openers(pool: Pool, row: int, entries: Entries, *, k: int) -> Entries:
    """Add those who know several of the people shown, or one of them.

    Parameters
    ----------
    pool : Pool
        The leaders.
    row : int
        Who asks.
    entries : tuple of Suggestion
        People who meet the purpose, best first, with their paths.
    k : int
        Most entries.

    Returns
    -------
    tuple of Suggestion
        With openers after the people whom they know; a place that was left to chance
        stays.
    """
    found = _openers(pool, row, entries)
    n_open = min(len(found), max(k - len(entries), k // OPEN_SHARE))
    n_kept = min(len(entries), k - n_open)
    drawn = entries[-1:] if entries and entries[-1].propensity < 1.0 else ()
    kept = (*entries[: n_kept - len(drawn)], *drawn) if n_kept else ()
    whole = (*kept, *found[:n_open])
    return tuple(replace(one, position=at) for at, one in enumerate(whole, start=1))


def _openers(pool: Pool, row: int, entries: Entries) -> list[Suggestion]:
    """Find go-betweens who know someone shown, the most useful first."""
    shown = {entry.leader_id for entry in entries}
    known: dict[str, list[Suggestion]] = {}
    for entry in entries:
        if len(entry.path) == 3 and entry.path[1] not in shown:
            known.setdefault(entry.path[1], []).append(entry)
    found = [_opener(pool, row, name, helpers) for name, helpers in known.items()]
    return sorted(found, key=lambda one: -one.score)


def _opener(
    pool: Pool, row: int, leader_id: str, helpers: list[Suggestion]
) -> Suggestion:
    """Say whom an acquaintance knows; the door may stay shut, so it counts for less."""
    other = pool.facts.ids.row_of(leader_id)
    ids = tuple(entry.leader_id for entry in helpers[:MOST_CITED])
    chances = [_strength(pool, other, entry.leader_id) for entry in helpers]
    to_you = max(
        entry.value_to_you * chance
        for entry, chance in zip(helpers, chances, strict=True)
    )
    score = max(
        entry.score * chance for entry, chance in zip(helpers, chances, strict=True)
    )
    who = "who meets" if len(helpers) == 1 else "who meet"
    more = len(helpers) - len(ids)
    named = listed(ids) if not more else f"{', '.join(ids)} and {more} more"
    own = pool.facts.ids[row]
    return Suggestion(
        leader_id=leader_id,
        score=score,
        value_to_you=to_you,
        value_to_them=float(pool.worth.to_others(row, np.array([other]))[0]),
        interval=pool.worth.interval(row, other, to_you),
        path=(own, leader_id),
        reasons=(
            Reason("knows", "to_you", ids, f"knows {named}, {who} what you ask for"),
            Reason("path", "both", (own, leader_id), "you know each other"),
        ),
        position=0,
        propensity=1.0,
    )


def _strength(pool: Pool, row: int, leader_id: str) -> float:
    """Give the strength of the tie between two who know each other."""
    at = pool.ties.knows.near(row) == pool.facts.ids.row_of(leader_id)
    return float(pool.ties.knows.weights(row)[at][0])
