"""Who asks: keys, scopes, the one leader a key may be bound to, rate limits."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Final

import structlog
from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from service.api.problems import Refusal
from service.api.service import Service, service_of
from service.metrics import refusals
from service.storage.keys import SCOPES, Holder, Key

bearer: Final = HTTPBearer(
    auto_error=False,
    scheme_name="ApiKey",
    description="An API key, as `peermatch keys create` printed it.",
)
IMPLIED: Final = {
    "admin": frozenset(SCOPES),
    "manage": frozenset({"manage", "read", "suggest", "feedback"}),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose key it is, and what it opens.

    Attributes
    ----------
    key : Key
        The key, without its secret.
    service : Service
        What routes share.
    """

    key: Key
    service: Service

    @property
    def organisation_id(self) -> str:
        """Whose data the key opens.

        Returns
        -------
        str
            Id of the organisation.
        """
        return self.key.organisation_id

    @property
    def holder(self) -> Holder | None:
        """The one leader the key is bound to.

        Returns
        -------
        Holder or None
            None when it is not bound.
        """
        return self.key.holder

    def may(self, scope: str) -> bool:
        """Tell whether the key has a scope, or one that includes it.

        Parameters
        ----------
        scope : str
            Of `SCOPES`.

        Returns
        -------
        bool
            A key bound to a leader has no more than suggest and feedback.
        """
        held = self.key.scopes
        if self.holder is not None:
            return scope in held & {"suggest", "feedback"}
        return scope in held or any(scope in IMPLIED.get(one, ()) for one in held)


Shown = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


async def find_caller(request: Request, shown: Shown) -> Caller:
    """Find out who asks, and count the request against their limit."""
    service = service_of(request)
    text = shown.credentials if shown is not None else ""
    key = service.known_key(text) if text else None
    if key is None and text:
        key = await run_in_threadpool(service.check_key, text)
    if key is None:
        raise Refusal(
            401,
            "not-authenticated",
            "Send a valid key: Authorization: Bearer KEY.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    structlog.contextvars.bind_contextvars(
        organisation=key.organisation_id, key=key.key_id
    )
    wait = service.buckets.take(key.key_id)
    if wait:
        refusals.inc()
        raise Refusal(
            429,
            "too-many-requests",
            f"This key may ask {service.settings.requests_per_second:g} times a "
            "second on average.",
            headers={"Retry-After": str(int(wait) + 1)},
        )
    return Caller(key, service)


Found = Annotated[Caller, Depends(find_caller)]


def allow(
    *scopes: str, members: bool = False
) -> Callable[[Request, Caller], Awaitable[Caller]]:
    """Make the check of a route.

    Parameters
    ----------
    *scopes : str
        One of them is needed.
    members : bool, default=False
        Whether a key bound to a leader may ask for that leader, whom the path names.

    Returns
    -------
    callable
        A dependency.
    """

    async def check(request: Request, caller: Found) -> Caller:
        is_allowed = any(caller.may(scope) for scope in scopes)
        if not is_allowed or (caller.holder is not None and not members):
            raise Refusal(
                403, "not-allowed", f"This needs a key with scope {scopes[0]}."
            )
        _check_holder(request, caller)
        return caller

    return check


def _check_holder(request: Request, caller: Caller) -> None:
    """Let a key that is bound to a leader see nobody else."""
    holder, path = caller.holder, request.path_params
    if holder is None:
        return
    roster_id = path.get("roster_id", holder.roster_id)
    leader_id = str(path.get("leader_id", holder.leader_id)).replace("\x1f", "/")
    if (roster_id, leader_id) != (holder.roster_id, holder.leader_id):
        raise Refusal(404, "not-found", "This key opens nothing of that id.")


Reader = Annotated[Caller, Depends(allow("read"))]
Manager = Annotated[Caller, Depends(allow("manage"))]
Admin = Annotated[Caller, Depends(allow("admin"))]
Member = Annotated[Caller, Depends(allow("suggest", "read", members=True))]
Rater = Annotated[Caller, Depends(allow("feedback", members=True))]
