"""What stands before every route: size, time, request id, headers, log and metrics.

Pure ASGI: an empty decorator-style middleware cost half the throughput when measured.
"""

import asyncio
import re
import time
import uuid
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import Refusal, problem_response
from service.metrics import observe_request

log = structlog.get_logger(__name__)

REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
STALLED_SECONDS: Final = 30.0
UPLOADING: Final = 10  # times as long may a file take as anything else
SLASH: Final = "\x1f"  # stands for an encoded slash inside an id
HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take.

    Attributes
    ----------
    body_bytes : int
        Most bytes of a body.
    upload_bytes : int
        Most bytes of a body that brings a file.
    seconds : float
        Longest time until an answer begins; streams of events excepted.
    """

    body_bytes: int = 4 * 2**20
    upload_bytes: int = 256 * 2**20
    seconds: float = 30.0


class Guard:
    """The outermost layer of the app.

    Parameters
    ----------
    app : ASGIApp
        What it guards.
    limits : Limits
        What one request may take.
    """

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens inside."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        watch = _Watch(_with_slashes(scope), receive, send, self.limits)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=watch.request_id)
        try:
            watch.check_target()
            await self._within_time(watch)
        except Refusal as refusal:
            await watch.answer(refusal)
        except TimeoutError:
            await watch.answer(Refusal(503, "too-slow", _TOO_SLOW))
        except Exception as error:  # noqa: BLE001 - the handler of last resort
            _log_bug(error)
            await watch.answer(Refusal(500, "internal", _BUG))
        finally:
            watch.close()

    async def _within_time(self, watch: "_Watch") -> None:
        """Run the app; its answer must begin before the time limit."""
        async with asyncio.timeout(watch.seconds) as clock:
            watch.clock = clock
            await self.app(watch.scope, watch.receive, watch.send)


_TOO_SLOW: Final = (
    "The answer took too long. A write may have been done: repeat it with the same "
    "Idempotency-Key and it is not done twice."
)
_BUG: Final = "Something is wrong on our side; nothing of this request was kept."


class _Watch:
    """One request on its way through."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, limits: Limits
    ) -> None:
        self.scope = scope
        self.clock: asyncio.Timeout | None = None
        self.status = 0
        self._receive, self._send = receive, send
        self._began = time.perf_counter()
        self._n_bytes = 0
        is_upload = scope["method"] == "POST" and scope["path"] == "/v1/rosters"
        self._most = limits.upload_bytes if is_upload else limits.body_bytes
        self.seconds = limits.seconds * (UPLOADING if is_upload else 1)
        self.request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = self.request_id

    def check_target(self) -> None:
        """Refuse addresses and sizes that no route could take."""
        _check_address(self.scope)
        length = dict(self.scope["headers"]).get(b"content-length", b"0")
        if length.isdigit() and int(length[:20]) > self._most:
            raise self._too_large()

    async def receive(self) -> Message:
        """Count what comes in."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._n_bytes += len(message.get("body", b""))
            if self._n_bytes > self._most:
                raise self._too_large()
        return message

    async def send(self, message: Message) -> None:
        """Add the headers; from here on the time limit is off."""
        if message["type"] == "http.response.start":
            if self.clock is not None and not self.clock.expired():
                self.clock.reschedule(None)
            self.status = message["status"]
            headers = list(message.get("headers", []))
            given = {name.lower() for name, _ in headers}
            headers += [pair for pair in HEADERS if pair[0] not in given]
            headers.append((b"x-request-id", self.request_id.encode()))
            message = {**message, "headers": headers}
        async with asyncio.timeout(STALLED_SECONDS):  # a client that stopped reading
            await self._send(message)

    async def answer(self, refusal: Refusal) -> None:
        """Send a problem, unless an answer has begun."""
        if self.status:
            return
        response = problem_response(refusal, self.request_id)
        if refusal.status_code == 413:  # the rest of the body is not read
            response.headers["connection"] = "close"
        await response(self.scope, self._receive, self.send)

    def close(self) -> None:
        """Log and measure; the route's pattern stands for the address."""
        seconds = time.perf_counter() - self._began
        route = route_of(self.scope)
        observe_request(self.scope["method"], route, self.status, seconds)
        log.info(
            "request answered",
            method=self.scope["method"],
            route=route,
            status=self.status,
            seconds=round(seconds, 4),
        )

    def _too_large(self) -> Refusal:
        most = self._most / 2**20
        return Refusal(413, "too-large", f"The body may have at most {most:g} MB.")


def route_of(scope: Scope) -> str:
    """Name the route of a request by its pattern, which holds no id.

    Parameters
    ----------
    scope : Scope
        Of the request.

    Returns
    -------
    str
        Such as `/v1/jobs/{job_id}`; "unknown" where no route fits.
    """
    route = scope.get("route")
    return str(getattr(route, "path", "")) or "unknown"


def _with_slashes(scope: Scope) -> Scope:
    """Keep an encoded slash apart from those between the parts of a path.

    Ids of leaders come from elsewhere and may hold slashes; control characters sent
    by a client are refused before, so that the mark is ours alone.
    """
    raw = scope.get("raw_path") or b""
    if b"%2f" not in raw and b"%2F" not in raw:
        return scope
    marked = re.sub(rb"%2[fF]", SLASH.encode(), raw)
    path = unquote_to_bytes(marked).decode("utf-8", "replace")
    return {**scope, "path": path}


def _request_id(scope: Scope) -> str:
    given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _check_address(scope: Scope) -> None:
    """Refuse bytes in an address that are no text, or control characters."""
    raw = scope.get("raw_path") or scope["path"].encode()
    for place, part in (("path", raw), ("query", scope.get("query_string", b""))):
        try:
            text = unquote_to_bytes(part).decode("utf-8")
        except UnicodeDecodeError:
            detail = f"The {place} holds bytes that are no UTF-8."
            raise Refusal(422, "malformed", detail) from None
        if any(c < " " or c == "\x7f" for c in text):
            detail = f"The {place} holds a control character."
            raise Refusal(422, "malformed", detail)


def _log_bug(error: BaseException) -> None:
    """Log where an error arose; its text and a trace could hold private data."""
    log.error("request failed", error=type(error).__name__, at=_place(error))


def _place(error: BaseException) -> list[str]:
    """List the last calls before an error."""
    found = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-8:]
