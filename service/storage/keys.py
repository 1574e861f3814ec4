"""API keys: shown once, stored as hashes, bound to one organisation."""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Row, func, insert, select, update

from service.storage.errors import NotFoundError
from service.storage.ids import new_id
from service.storage.moments import now
from service.storage.tables.access import keys

SCOPES: Final = ("read", "suggest", "feedback", "manage", "admin")
MARK: Final = "pm"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a key may speak for, beyond its organisation.

    Attributes
    ----------
    roster_id, leader_id : str
        The one leader whose suggestions, feedback and seat the key may see or give.
    """

    roster_id: str
    leader_id: str


@dataclass(frozen=True, slots=True)
class Key:
    """An API key without its secret.

    Attributes
    ----------
    key_id, organisation_id : str
        Its id, and whose data it opens.
    label : str
        What it is for, in the words of who made it.
    scopes : frozenset of str
        Of `SCOPES`.
    holder : Holder or None
        The one leader that it is bound to; None when it is not.
    created_at : datetime
        When it was made.
    expires_at, revoked_at : datetime or None
        From when on it is refused.
    """

    key_id: str
    organisation_id: str
    label: str
    scopes: frozenset[str]
    holder: Holder | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_valid(self, at: datetime) -> bool:
        """Tell whether the key opens anything at a moment."""
        is_over = self.expires_at is not None and self.expires_at <= at
        return self.revoked_at is None and not is_over


def add_key(
    connection: Connection,
    organisation_id: str,
    *,
    label: str,
    scopes: Collection[str],
    holder: Holder | None = None,
    expires_at: datetime | None = None,
) -> tuple[Key, str]:
    """Make a key; the text that comes with it is kept nowhere.

    Raises
    ------
    ValueError
        If there is no scope or an unknown one.
    """
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        found = repr(unknown[0]) if unknown else "none"
        msg = f"scopes must be of {', '.join(SCOPES)}; got {found}."
        raise ValueError(msg)
    secret = secrets.token_urlsafe(32)
    made = Key(
        new_id(),
        organisation_id,
        label,
        frozenset(scopes),
        holder,
        now(),
        expires_at,
        None,
    )
    connection.execute(
        insert(keys).values(
            id=made.key_id,
            organisation_id=organisation_id,
            label=label,
            secret_sha256=_digest(secret),
            scopes=" ".join(sorted(scopes)),
            roster_id=None if holder is None else holder.roster_id,
            leader_id=None if holder is None else holder.leader_id,
            created_at=made.created_at,
            expires_at=expires_at,
            revoked_at=None,
        )
    )
    return made, f"{MARK}_{made.key_id}_{secret}"


def check_key(connection: Connection, text: str) -> Key | None:
    """Find the key that a caller shows; None if it is unknown, revoked or over."""
    mark, _, rest = text.partition("_")
    key_id, _, secret = rest.partition("_")
    if mark != MARK or not secret or not text.isascii():
        return None
    row = connection.execute(select(keys).where(keys.c.id == key_id)).one_or_none()
    stored = row.secret_sha256 if row is not None else _digest("")
    is_same = hmac.compare_digest(stored, _digest(secret))
    if row is None or not is_same:
        return None
    key = _read(row)
    return key if key.is_valid(now()) else None


def list_keys(connection: Connection, organisation_id: str) -> tuple[Key, ...]:
    """List the keys of an organisation, the oldest first, revoked ones included."""
    query = select(keys).where(keys.c.organisation_id == organisation_id)
    return tuple(_read(row) for row in connection.execute(query.order_by(keys.c.id)))


def has_keys(connection: Connection) -> bool:
    """Tell whether anybody at all holds a key that was not revoked."""
    query = select(func.count()).where(keys.c.revoked_at.is_(None))
    return bool(connection.execute(query).scalar_one())


def revoke_key(connection: Connection, organisation_id: str, *, key_id: str) -> Key:
    """Revoke a key at once and for good; again does nothing.

    Raises
    ------
    NotFoundError
        If the organisation has no such key.
    """
    mine = (keys.c.organisation_id == organisation_id) & (keys.c.id == key_id)
    connection.execute(
        update(keys).where(mine, keys.c.revoked_at.is_(None)).values(revoked_at=now())
    )
    row = connection.execute(select(keys).where(mine)).one_or_none()
    if row is None:
        msg = f"this organisation has no key {key_id[:40]!r}; keys list shows them."
        raise NotFoundError(msg)
    return _read(row)


def _digest(secret: str) -> str:
    """Hash a secret of 256 random bits, which needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _read(row: Row[tuple[object, ...]]) -> Key:
    is_bound = row.roster_id is not None and row.leader_id is not None
    return Key(
        row.id,
        row.organisation_id,
        row.label,
        frozenset(row.scopes.split()),
        Holder(row.roster_id, row.leader_id) if is_bound else None,
        row.created_at,
        row.expires_at,
        row.revoked_at,
    )
