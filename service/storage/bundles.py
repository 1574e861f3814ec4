"""Which bundles there are and which one serves; their files lie in the data folder.

The pointer is the last row of an append-only table, so that promotion and roll-back
happen at one moment, with whatever else their transaction does.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from service.storage.dialects import insert_new
from service.storage.errors import ConflictError, NotFoundError
from service.storage.moments import now
from service.storage.tables.learning import bundles, champions

RULES_ALONE: Final = ""
PROMOTE: Final = "promote"
ROLL_BACK: Final = "roll back"
RENEW: Final = "renew"


@dataclass(frozen=True, slots=True)
class StoredBundle:
    """What is known of a bundle without its arrays.

    Attributes
    ----------
    bundle_id : str
        SHA-256 of its manifest.
    roster_id : str or None
        What it learned from.
    origin : dict
        What it says of itself, the verdict included.
    state : {"champion", "earlier", "challenger"}
        Serving; a champion before; never promoted, or rolled back.
    created_at : datetime
        When it was stored.
    """

    bundle_id: str
    roster_id: str | None
    origin: dict[str, Any]
    state: str
    created_at: datetime


def add_bundle(
    connection: Connection,
    organisation_id: str,
    *,
    bundle_id: str,
    roster_id: str | None,
    origin: Mapping[str, Any],
) -> None:
    """Note a bundle whose files are in place; the same again does nothing."""
    row = {
        "organisation_id": organisation_id,
        "bundle_id": bundle_id,
        "roster_id": roster_id,
        "origin": json.dumps(dict(origin), ensure_ascii=False),
        "created_at": now(),
    }
    connection.execute(insert_new(connection, bundles), row)


def list_bundles(
    connection: Connection, organisation_id: str
) -> tuple[StoredBundle, ...]:
    """List bundles, the newest first."""
    stack = _stack(connection, organisation_id)
    query = select(bundles).where(bundles.c.organisation_id == organisation_id)
    ordered = query.order_by(bundles.c.created_at.desc(), bundles.c.bundle_id)
    return tuple(
        StoredBundle(
            row.bundle_id,
            row.roster_id,
            json.loads(row.origin),
            _state(row.bundle_id, stack),
            row.created_at,
        )
        for row in connection.execute(ordered)
    )


def known_bundles(connection: Connection) -> frozenset[str]:
    """Give the ids of the bundles of all organisations, for files that none has."""
    return frozenset(connection.execute(select(bundles.c.bundle_id)).scalars())


def champion_id(connection: Connection, organisation_id: str) -> str:
    """Give the bundle that serves; blank where rules alone do."""
    return _last(connection, organisation_id)[1]


def promote_bundle(
    connection: Connection,
    organisation_id: str,
    *,
    bundle_id: str,
    expected_champion: str,
    key_id: str | None = None,
) -> None:
    """Let a bundle serve.

    Raises
    ------
    NotFoundError
        If the organisation has no such bundle.
    ConflictError
        If it serves already, or another one than expected does: the bundle was then
        not compared with it.
    """
    query = select(bundles.c.bundle_id).where(
        bundles.c.organisation_id == organisation_id, bundles.c.bundle_id == bundle_id
    )
    if connection.execute(query).one_or_none() is None:
        msg = f"this organisation has no bundle {bundle_id[:64]!r}."
        raise NotFoundError(msg)
    number, champion = _last(connection, organisation_id)
    if champion == bundle_id:
        msg = f"bundle {bundle_id} is the champion already."
        raise ConflictError(msg)
    if champion != expected_champion:
        msg = "another bundle has become the champion meanwhile; compare with it first."
        raise ConflictError(msg)
    _point(connection, organisation_id, number + 1, bundle_id, PROMOTE, key_id)


def roll_back_bundle(
    connection: Connection, organisation_id: str, *, key_id: str | None = None
) -> tuple[str, str]:
    """Let the champion before serve again.

    Returns
    -------
    tuple of (str, str)
        Id of the bundle that served, and of the one that serves now; the second is
        blank where rules alone serve.

    Raises
    ------
    ConflictError
        If there is no champion.
    """
    number, champion = _last(connection, organisation_id)
    if not champion:
        msg = "no bundle serves, so there is none to roll back."
        raise ConflictError(msg)
    *before, _ = _stack(connection, organisation_id)
    now_serving = before[-1] if before else RULES_ALONE
    _point(connection, organisation_id, number + 1, now_serving, ROLL_BACK, key_id)
    return champion, now_serving


def renew_champion(
    connection: Connection,
    organisation_id: str,
    *,
    bundle_id: str,
    expected_champion: str,
    key_id: str | None = None,
) -> None:
    """Let the champion serve with answers folded in; rolling back passes over it.

    Raises
    ------
    ConflictError
        If another one than expected serves.
    """
    number, champion = _last(connection, organisation_id)
    if not champion or champion != expected_champion:
        msg = "another bundle has become the champion meanwhile; fold in again."
        raise ConflictError(msg)
    _point(connection, organisation_id, number + 1, bundle_id, RENEW, key_id)


def exchange_bundle(
    connection: Connection,
    organisation_id: str,
    *,
    bundle_id: str,
    renewed_id: str,
    origin: Mapping[str, Any],
) -> None:
    """Put a bundle in the place of another, in the log too: somebody was erased.

    Raises
    ------
    NotFoundError
        If the organisation has no such bundle.
    """
    mine = (bundles.c.organisation_id == organisation_id) & (
        bundles.c.bundle_id == bundle_id
    )
    before = connection.execute(select(bundles).where(mine)).one_or_none()
    if before is None:
        msg = f"this organisation has no bundle {bundle_id[:64]!r}."
        raise NotFoundError(msg)
    kept = json.loads(before.origin)
    add_bundle(
        connection,
        organisation_id,
        bundle_id=renewed_id,
        roster_id=before.roster_id,
        origin={**kept, **origin},
    )
    connection.execute(delete(bundles).where(mine))
    connection.execute(
        update(champions)
        .where(
            champions.c.organisation_id == organisation_id,
            champions.c.bundle_id == bundle_id,
        )
        .values(bundle_id=renewed_id)
    )


def forget_bundle(
    connection: Connection, organisation_id: str, *, bundle_id: str
) -> None:
    """Take a bundle out, in the log too; where it served, rules alone do now."""
    connection.execute(
        delete(bundles).where(
            bundles.c.organisation_id == organisation_id,
            bundles.c.bundle_id == bundle_id,
        )
    )
    connection.execute(
        update(champions)
        .where(
            champions.c.organisation_id == organisation_id,
            champions.c.bundle_id == bundle_id,
        )
        .values(bundle_id=RULES_ALONE)
    )


def _point(
    connection: Connection,
    organisation_id: str,
    number: int,
    bundle_id: str,
    act: str,
    key_id: str | None,
) -> None:
    """Add the row that counts; its number refuses one of two who do so at once."""
    connection.execute(
        insert(champions).values(
            organisation_id=organisation_id,
            number=number,
            bundle_id=bundle_id,
            act=act,
            key_id=key_id,
            created_at=now(),
        )
    )


def _last(connection: Connection, organisation_id: str) -> tuple[int, str]:
    query = (
        select(champions.c.number, champions.c.bundle_id)
        .where(champions.c.organisation_id == organisation_id)
        .order_by(champions.c.number.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return (0, RULES_ALONE) if row is None else (row.number, row.bundle_id)


def _stack(connection: Connection, organisation_id: str) -> list[str]:
    """Replay promotions and roll-backs; the one on top serves."""
    query = (
        select(champions.c.act, champions.c.bundle_id)
        .where(champions.c.organisation_id == organisation_id)
        .order_by(champions.c.number)
    )
    stack: list[str] = []
    for act, bundle_id in connection.execute(query):
        if act == PROMOTE:
            stack.append(bundle_id)
        elif act == RENEW:
            stack[-1] = bundle_id
        else:
            stack.pop()
    return stack


def _state(bundle_id: str, stack: list[str]) -> str:
    if stack and stack[-1] == bundle_id:
        return "champion"
    return "earlier" if bundle_id in stack else "challenger"
