"""The app: routes behind a guard, errors as problems, one document that says it all."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from matcher.errors import DraftError, InfeasibleError, MatcherError
from matcher.suggest.request import UnknownLeaderError
from service.api import problems
from service.api.guard import Guard, Limits, route_of
from service.api.openapi import describe
from service.api.problems import Refusal, problem_response
from service.api.routers import MOST_ASKED, ROUTERS
from service.api.service import Service
from service.settings import Settings
from service.storage.errors import (
    ConflictError,
    DiskFullError,
    NotFoundError,
    StaleVersionError,
    UnavailableError,
)
from service.storage.store import Store
from service.workflows.drafting import BrokenRulesError
from service.workflows.pools import NoPoolError

log = structlog.get_logger(__name__)

_WORD: Final = re.compile(r"[a-z]+ ")
# The one table from errors to answers; the first that fits counts.
TABLE: Final = (
    (NotFoundError, 404, "not-found"),
    (UnknownLeaderError, 404, "not-found"),
    (StaleVersionError, 412, "stale"),
    (ConflictError, 409, "conflict"),
    (BrokenRulesError, 409, "rules-broken"),
    (DraftError, 409, "conflict"),
    (NoPoolError, 503, "unavailable"),
    (InfeasibleError, 409, "infeasible"),
    (DiskFullError, 503, "unavailable"),
    (UnavailableError, 503, "unavailable"),
    (MatcherError, 422, "malformed"),
)


def create_app(settings: Settings, store: Store | None = None) -> FastAPI:
    """Make the app of one process.

    Parameters
    ----------
    settings : Settings
        Read once at the start.
    store : Store or None, default=None
        The database; None opens the one that the settings name.

    Returns
    -------
    FastAPI
        Ready to be served.
    """
    service = Service(
        settings,
        store or Store(settings.database_url, busy_seconds=settings.busy_seconds),
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        service.close()

    app = _App(
        title="Peermatch",
        summary="Seats leaders in diverse, cross-industry peer groups.",
        version="1",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.service = service
    for router in ROUTERS:
        app.include_router(router)
        if router is MOST_ASKED:
            first = app.routes[-1]
    app.state.listed = list(app.routes)
    app.router.routes.sort(key=lambda route: route is not first)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(MatcherError, _on_named)
    app.add_exception_handler(Exception, _on_bug)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # FastAPI's own way
    return app


class _App(FastAPI):
    """An app whose outermost layer is the guard, before the framework's own."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put the guard around everything."""
        service: Service = self.state.service
        settings = service.settings
        inner: ASGIApp = super().build_middleware_stack()
        if settings.cors_origins:
            inner = CORSMiddleware(
                inner,
                allow_origins=list(settings.cors_origins),
                allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
                allow_headers=[
                    "Authorization",
                    "Content-Type",
                    "Idempotency-Key",
                    "If-Match",
                ],
                expose_headers=["ETag", "Location", "X-Request-Id"],
            )
        limits = Limits(
            body_bytes=settings.body_megabytes * 2**20,
            upload_bytes=settings.upload_megabytes * 2**20,
            seconds=settings.request_seconds,
        )
        return Guard(inner, limits)


async def _on_http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return _answer(request, _unexpected())
    refusal = problems.of_http(error)
    if refusal.status_code == 405:
        refusal.headers = {"Allow": ", ".join(_methods(request))}
    return _answer(request, refusal)


def _methods(request: Request) -> list[str]:
    """List the methods that the document has for an address."""
    paths = describe(request.app)["paths"]
    return sorted(name.upper() for name in paths.get(route_of(request.scope), ()))


async def _on_validation(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        return _answer(request, _unexpected())
    return _answer(request, problems.of_validation(error))


async def _on_named(request: Request, error: Exception) -> Response:
    return _answer(request, named(error))


async def _on_bug(request: Request, _error: Exception) -> Response:
    return _answer(request, _unexpected())  # the guard logs where it arose


def named(error: Exception) -> Refusal:
    """Turn a named condition of the engine or the database into a refusal.

    Parameters
    ----------
    error : Exception
        A MatcherError.

    Returns
    -------
    Refusal
        Its sentence, and a status by `TABLE`.
    """
    for kind, status, code in TABLE:
        if isinstance(error, kind):
            text = str(error)
            headers = {"Retry-After": "5"} if status == 503 else None
            if _WORD.match(text):  # and not the name of a file or a column
                text = text[:1].upper() + text[1:]
            return Refusal(status, code, text, headers=headers)
    return _unexpected()


def _unexpected() -> Refusal:
    return Refusal(500, "internal", "Something is wrong on our side.")


def _answer(request: Request, refusal: Refusal) -> Response:
    request_id: Any = request.scope["state"].get("request_id", "")
    return problem_response(refusal, str(request_id))
