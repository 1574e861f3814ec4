"""The organisation of a key, and its keys."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from service.api.answers import answer
from service.api.auth import Admin, Caller
from service.api.bodies import StrictRoute
from service.api.fields import AnyLeader, Moment
from service.api.names import OURS, KeyId
from service.api.writes import Done, Write
from service.storage.keys import Holder, Key, list_keys
from service.workflows import access

router = APIRouter(prefix="/v1", tags=["access"], route_class=StrictRoute)
Scope = Literal["read", "suggest", "feedback", "manage", "admin"]


class HolderRequest(BaseModel):
    """The one leader that a key is to be bound to."""

    model_config = ConfigDict(extra="forbid")
    roster_id: Annotated[str, Field(pattern=OURS)]
    leader_id: AnyLeader


class KeyRequest(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(extra="forbid")
    label: Annotated[str, Field(min_length=1, max_length=200)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=5)]
    holder: HolderRequest | None = None
    expires_at: Moment | None = None


class KeyAnswer(BaseModel):
    """A key without its secret."""

    key_id: str
    label: str
    scopes: list[str]
    holder: Holder | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class NewKeyAnswer(KeyAnswer):
    """A key with its secret, which is shown this once."""

    secret: str


class KeysAnswer(BaseModel):
    """All keys of the organisation."""

    items: list[KeyAnswer]


@router.get("/keys", response_model=KeysAnswer)
def list_api_keys(caller: Admin) -> Response:
    """List the keys of the organisation, revoked ones included."""
    with caller.service.store.reading() as connection:
        found = list_keys(connection, caller.organisation_id)
    return answer({"items": [_shown(key) for key in found]})


@router.post("/keys", status_code=201, response_model=NewKeyAnswer)
def create_api_key(caller: Admin, write: Write, body: KeyRequest) -> Response:
    """Make a key; its secret is in this answer and nowhere else.

    A repeated request with the same idempotency key answers without the secret.
    """
    asked = body.holder
    holder = None if asked is None else Holder(asked.roster_id, asked.leader_id)
    made: list[str] = []

    def act(connection: Connection) -> Done:
        key, secret = access.create_key(
            connection,
            caller.organisation_id,
            label=body.label,
            scopes=body.scopes,
            holder=holder,
            expires_at=body.expires_at,
        )
        made.append(secret)
        return Done(
            {**_shown(key), "secret": ""}, 201, location=f"/v1/keys/{key.key_id}"
        )

    response = write.do(caller.organisation_id, act)
    return _with_secret(response, made)


@router.delete("/keys/{key_id}", response_model=KeyAnswer)
def revoke_api_key(caller: Admin, write: Write, key_id: KeyId) -> Response:
    """Revoke a key for good; it opens nothing more within a second."""
    done = write.do(caller.organisation_id, lambda c: _revoke(c, caller, key_id))
    caller.service.forget_keys()
    return done


def _revoke(connection: Connection, caller: Caller, key_id: str) -> Done:
    key = access.revoke(connection, caller.organisation_id, key_id=key_id)
    return Done(_shown(key))


def _with_secret(response: Response, made: list[str]) -> Response:
    """Put the secret into the answer after it was kept without."""
    if not made:
        return response
    body = bytes(response.body).replace(
        b'"secret":""', f'"secret":"{made[0]}"'.encode()
    )
    headers = {name: response.headers[name] for name in ("location",)}
    return Response(body, 201, headers=headers, media_type="application/json")


def _shown(key: Key) -> dict[str, object]:
    return {
        "key_id": key.key_id,
        "label": key.label,
        "scopes": sorted(key.scopes),
        "holder": key.holder,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
    }
