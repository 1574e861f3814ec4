"""Read JSON bodies strictly: UTF-8, finite numbers, whole characters, not too deep."""

import math
import re
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi.routing import APIRoute
from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import Response

from service.api.problems import Fault, Refusal

DEEPEST: Final = 200  # levels; the parser's own limit
LARGEST: Final = 2**63 - 1  # of whole numbers; no database keeps larger ones
_NUL: Final = re.compile(rb"\\u0000")


class StrictRequest(Request):
    """A request whose JSON is read by the strict parser."""

    async def json(self) -> Any:
        """Parse the body.

        Returns
        -------
        Any
            What it says.

        Raises
        ------
        Refusal
            If it is no JSON: not UTF-8, cut short, NaN, an infinity, half a character,
            a NUL or more than `DEEPEST` levels.
        """
        return parse_json(await self.body())


class StrictRoute(APIRoute):
    """A route whose JSON bodies are read by the strict parser."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler so that it sees a strict request.

        Returns
        -------
        callable
            The handler.
        """
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return strictly


def parse_json(body: bytes) -> Any:
    """Parse JSON strictly.

    Parameters
    ----------
    body : bytes
        What was sent.

    Returns
    -------
    Any
        What it says.

    Raises
    ------
    Refusal
        If it is no JSON.

    Examples
    --------
    >>> parse_json(b'{"value": 1.5}')
    {'value': 1.5}
    >>> parse_json(b'{"value": NaN}')
    Traceback (most recent call last):
    ...
    service.api.problems.Refusal: 422: The body is no JSON: expected value at line 1 \
column 12.
    """
    try:
        found = from_json(body, allow_inf_nan=False)
    except ValueError as error:  # its text holds a place and no content
        detail = f"is no JSON: {error}"
        raise Refusal(
            422, "malformed", f"The body {detail}.", faults=[Fault("/", detail)]
        ) from None
    if _NUL.search(body) or _is_endless(found):
        _refuse_odd(found, "")
    return found


def _is_endless(found: Any) -> bool:
    """Find a number too large to count with, such as 1e999 or a thousand digits.

    Fractions up to the largest that a computer knows are left to the fields.
    """
    if isinstance(found, float):
        return math.isinf(found)
    if isinstance(found, int):
        return abs(found) > LARGEST
    if isinstance(found, list):
        return any(map(_is_endless, found))
    return isinstance(found, dict) and any(map(_is_endless, found.values()))


def _refuse_odd(found: Any, pointer: str) -> None:
    """Refuse text with a NUL and numbers beyond all bounds, and say where."""
    what = ""
    if isinstance(found, str) and "\0" in found:
        what = "must not hold the character NUL"
    elif isinstance(found, int | float) and _is_endless(found):
        what = "is too large a number"
    elif isinstance(found, list):
        for i, item in enumerate(found):
            _refuse_odd(item, f"{pointer}/{i}")
    elif isinstance(found, dict):
        for name, item in found.items():
            _refuse_odd(name, pointer)
            _refuse_odd(item, f"{pointer}/{name[:60]}")
    if what:
        at = pointer.replace("\0", "") or "/"
        raise Refusal(422, "malformed", f"{at}: {what}.", faults=[Fault(at, what)])
