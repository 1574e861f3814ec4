"""Replies kept so that a request that is sent again does nothing again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from service.storage.dialects import insert_new
from service.storage.errors import ConflictError
from service.storage.moments import now
from service.storage.tables.access import replies


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request was answered with.

    Attributes
    ----------
    status : int
        Of HTTP.
    headers : mapping of str to str
        Those worth repeating, such as Location and ETag.
    body : str
        JSON.
    """

    status: int
    headers: Mapping[str, str]
    body: str


def begin_reply(
    connection: Connection, organisation_id: str, *, key: str, request_sha256: str
) -> Reply | None:
    """Claim an idempotency key in the transaction that does the work.

    Of requests that come at once with one key the first does the work; the others
    wait here until it is committed, and get its reply.

    Parameters
    ----------
    connection : Connection
        Of the transaction that does the work.
    organisation_id : str
        Whose key it is.
    key : str
        As the caller gave it.
    request_sha256 : str
        Of method, path and body: the same key for another request is refused.

    Returns
    -------
    Reply or None
        What was answered before; None when the work is to be done now.

    Raises
    ------
    ConflictError
        If the key was used for another request.
    """
    row = {
        "organisation_id": organisation_id,
        "key": key,
        "request_sha256": request_sha256,
        "status": 0,
        "headers": "{}",
        "body": "",
        "created_at": now(),
    }
    if connection.execute(insert_new(connection, replies), row).rowcount == 1:
        return None
    query = select(replies).where(_is(organisation_id, key))
    found = connection.execute(query).one()
    if found.request_sha256 != request_sha256:
        msg = "this idempotency key was used for another request; draw a new one."
        raise ConflictError(msg)
    if not found.status:
        msg = "a request with this idempotency key was left unanswered; draw a new one."
        raise ConflictError(msg)
    return Reply(found.status, json.loads(found.headers), found.body)


def keep_reply(
    connection: Connection, organisation_id: str, *, key: str, reply: Reply
) -> None:
    """Keep what a request is answered with, in the transaction that does the work."""
    connection.execute(
        update(replies)
        .where(_is(organisation_id, key))
        .values(
            status=reply.status,
            headers=json.dumps(dict(reply.headers)),
            body=reply.body,
        )
    )


def forget_replies(connection: Connection, before: datetime) -> int:
    """Drop the replies of all organisations that are older than a moment."""
    old = delete(replies).where(replies.c.created_at < before)
    return connection.execute(old).rowcount


def _is(organisation_id: str, key: str) -> ColumnElement[bool]:
    return (replies.c.organisation_id == organisation_id) & (replies.c.key == key)
