"""What a roster that is removed leaves in rows that do not belong to it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select, update

from service.storage.tables.access import keys, replies, trail
from service.storage.tables.people import leaders
from service.storage.tables.work import jobs
from service.storage.traces import ERASED


@dataclass(frozen=True, slots=True)
class Leavings:
    """By what the leaders of a roster can be known elsewhere.

    Attributes
    ----------
    roster_id : str
        Of the roster.
    leader_ids : frozenset of str
        Leaders whom no other roster of the organisation has.
    texts : frozenset of str
        Their ids, and the names and addresses that they had.
    """

    roster_id: str
    leader_ids: frozenset[str]
    texts: frozenset[str]

    def are_in_json(self, text: str) -> bool:
        """Tell whether one of the texts is a value, or a key, of a JSON text."""
        try:
            found = json.loads(text)
        except ValueError:
            return text in self.texts
        return any(one in self.texts for one in _texts_of(found))


def find_leavings(
    connection: Connection, organisation_id: str, *, roster_id: str
) -> Leavings:
    """Find out whom a roster alone has, in all its versions."""
    mine = leaders.c.organisation_id == organisation_id
    others = select(leaders.c.leader_id).where(mine, leaders.c.roster_id != roster_id)
    query = select(leaders.c.leader_id, leaders.c.profile).where(
        mine, leaders.c.roster_id == roster_id, leaders.c.leader_id.not_in(others)
    )
    leader_ids: set[str] = set()
    texts: set[str] = set()
    for leader_id, profile in connection.execute(query):
        told = json.loads(profile)
        leader_ids.add(leader_id)
        said = (told.get(name) for name in ("name", "email"))
        texts |= {text for text in said if isinstance(text, str) and len(text) >= 3}
    return Leavings(roster_id, frozenset(leader_ids), frozenset(texts | leader_ids))


def remove_leavings(
    connection: Connection, organisation_id: str, left: Leavings
) -> None:
    """Take out jobs about the roster, keys bound to it, replies that name someone."""
    own = select(jobs.c.id, jobs.c.payload, jobs.c.result).where(
        jobs.c.organisation_id == organisation_id
    )
    for job_id, payload, result in connection.execute(own).all():
        told = (json.loads(text) for text in (payload, result) if text)
        if any(one.get("roster_id") == left.roster_id for one in told):
            connection.execute(delete(jobs).where(jobs.c.id == job_id))
    connection.execute(
        delete(keys).where(
            keys.c.organisation_id == organisation_id,
            keys.c.roster_id == left.roster_id,
        )
    )
    kept = select(replies.c.key, replies.c.headers, replies.c.body).where(
        replies.c.organisation_id == organisation_id
    )
    for key, headers, body in connection.execute(kept).all():
        is_of = left.roster_id in headers or left.roster_id in body
        if is_of or (body and left.are_in_json(body)):
            same = (replies.c.organisation_id == organisation_id) & (
                replies.c.key == key
            )
            connection.execute(delete(replies).where(same))
    noted = select(trail.c.id, trail.c.object_id).where(
        trail.c.organisation_id == organisation_id, trail.c.kind == "leader"
    )
    for entry_id, object_id in connection.execute(noted).all():
        if object_id in left.texts:
            here = update(trail).where(trail.c.id == entry_id)
            connection.execute(here.values(object_id=ERASED))


def _texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts_of(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _texts_of(one)
