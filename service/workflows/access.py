"""Keys: made and revoked, each with a line in the audit trail."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from service.storage.keys import Holder, Key, add_key, revoke_key
from service.storage.leaders import get_leader


def create_key(
    connection: Connection,
    organisation_id: str,
    *,
    label: str,
    scopes: Collection[str],
    holder: Holder | None = None,
    expires_at: datetime | None = None,
) -> tuple[Key, str]:
    """Make a key for a leader who exists, or for none in particular.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose data it opens.
    label : str
        What it is for.
    scopes : collection of str
        What it may do.
    holder : Holder or None, default=None
        The one leader that it is bound to.
    expires_at : datetime or None, default=None
        From when on it is refused.

    Returns
    -------
    tuple of (Key, str)
        The key, and its text, which is kept nowhere.

    Raises
    ------
    NotFoundError
        If the organisation has no such leader.
    """
    if holder is not None:
        get_leader(
            connection,
            organisation_id,
            roster_id=holder.roster_id,
            leader_id=holder.leader_id,
        )
    return add_key(
        connection,
        organisation_id,
        label=label,
        scopes=scopes,
        holder=holder,
        expires_at=expires_at,
    )


def revoke(connection: Connection, organisation_id: str, *, key_id: str) -> Key:
    """Revoke a key for good.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose key it is.
    key_id : str
        Which.

    Returns
    -------
    Key
        As it is now.

    Raises
    ------
    NotFoundError
        If the organisation has no such key.
    """
    return revoke_key(connection, organisation_id, key_id=key_id)
