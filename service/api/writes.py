"""Writes: one request, one transaction, done once per idempotency key.

The answer is rendered and kept in the transaction that does the work, and leaves only
after the commit.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.api.answers import JSON, answer_headers, render
from service.api.service import service_of
from service.storage.replies import Reply, begin_reply, keep_reply
from service.storage.store import Store

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Drawn anew for each act; a request that is sent again with the "
        "same key is answered as the first and does nothing.",
    ),
]


@dataclass(frozen=True, slots=True)
class Done:
    """What an act came to.

    Attributes
    ----------
    payload : object
        What is answered.
    status : int, default=200
        Of the answer.
    version : int or None, default=None
        Becomes the ETag.
    location : str or None, default=None
        Of what was made.
    """

    payload: Any
    status: int = 200
    version: int | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Once:
    """A write that is done once.

    Attributes
    ----------
    store : Store
        Where.
    key : str or None
        The idempotency key, if the caller drew one.
    request_sha256 : str
        Of method, address, condition and body.
    """

    store: Store
    key: str | None
    request_sha256: str

    def is_done(self, organisation_id: str) -> bool:
        """Tell whether this very request was answered before.

        Parameters
        ----------
        organisation_id : str
            Whose data is changed.

        Returns
        -------
        bool
            Always False without an idempotency key.
        """
        if self.key is None:
            return False
        try:
            with self.store.transaction() as connection:
                _take_back_unless(
                    begin_reply(
                        connection,
                        organisation_id,
                        key=self.key,
                        request_sha256=self.request_sha256,
                    )
                )
        except _NotDoneError:
            return False
        return True

    def do(self, organisation_id: str, act: Callable[[Connection], Done]) -> Response:
        """Do an act, or repeat what it was answered with.

        Parameters
        ----------
        organisation_id : str
            Whose data is changed.
        act : callable
            Takes the connection of the transaction.

        Returns
        -------
        Response
            After the commit.
        """
        if self.key is None:
            with self.store.transaction() as connection:
                reply = _reply(act(connection))
            return _response(reply)
        with self.store.transaction() as connection:
            before = begin_reply(
                connection,
                organisation_id,
                key=self.key,
                request_sha256=self.request_sha256,
            )
            if before is None:
                reply = _reply(act(connection))
                keep_reply(connection, organisation_id, key=self.key, reply=reply)
        if before is not None:
            return _response(before, is_repeated=True)
        return _response(reply)


class _NotDoneError(Exception):
    """Takes a claim on an idempotency key back."""


def _take_back_unless(reply: Reply | None) -> None:
    if reply is None:
        raise _NotDoneError


async def read_once(request: Request, idempotency_key: IdempotencyKey = None) -> Once:
    """Read what makes a write the same as another."""
    digest = hashlib.sha256()
    shown = request.headers.get("if-match", "")
    for part in (request.method, request.url.path, request.url.query, shown):
        digest.update(part.encode() + b"\0")
    digest.update(await request.body())
    store = service_of(request).store
    return Once(store, idempotency_key, digest.hexdigest())


Write = Annotated[Once, Depends(read_once)]


def _reply(done: Done) -> Reply:
    headers = answer_headers(version=done.version, location=done.location)
    body = "" if done.status == 204 else render(done.payload).decode()
    return Reply(done.status, headers, body)


def _response(reply: Reply, *, is_repeated: bool = False) -> Response:
    headers = dict(reply.headers)
    if is_repeated:
        headers["Idempotency-Replayed"] = "true"
    media_type = JSON if reply.body else None
    return Response(reply.body, reply.status, headers=headers, media_type=media_type)
