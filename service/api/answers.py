"""Write answers: JSON from domain objects, versions as ETags, pages with a cursor."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json
from starlette.responses import Response

JSON = "application/json"
T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=200, description="Most entries of the page.")]
Cursor = Annotated[
    str,
    Query(
        pattern=r"^[0-9a-f]{0,32}$",
        description="`next` of the page before; blank begins.",
    ),
]
Place = Annotated[
    int,
    Query(ge=-1, le=2**31 - 1, description="`next` of the page before; -1 begins."),
]


class Page(BaseModel, Generic[T]):
    """A page of a list, as clients receive it."""

    model_config = ConfigDict(extra="forbid")
    items: list[T]
    next: str | None


def render(payload: Any) -> bytes:
    """Write a domain object as JSON; what is not a number becomes null.

    Parameters
    ----------
    payload : object
        Dataclasses, mappings, sequences, moments.

    Returns
    -------
    bytes
        UTF-8.
    """
    return to_json(payload, inf_nan_mode="null", serialize_unknown=False)


def answer(
    payload: Any,
    *,
    status: int = 200,
    version: int | None = None,
    location: str | None = None,
) -> Response:
    """Answer with a domain object.

    Parameters
    ----------
    payload : object
        As `render` takes it.
    status : int, default=200
        Of the answer.
    version : int or None, default=None
        Becomes the ETag.
    location : str or None, default=None
        Of what was made.

    Returns
    -------
    Response
        JSON.
    """
    headers = answer_headers(version=version, location=location)
    return Response(render(payload), status, headers=headers, media_type=JSON)


def answer_headers(
    *, version: int | None = None, location: str | None = None
) -> dict[str, str]:
    """Write the headers that go with a domain object.

    Parameters
    ----------
    version : int or None, default=None
        Becomes the ETag.
    location : str or None, default=None
        Of what was made.

    Returns
    -------
    dict of str to str
        Those that apply.
    """
    headers = {} if version is None else {"ETag": f'"{version}"'}
    return headers if location is None else headers | {"Location": location}


def page_of(
    found: Sequence[Any], limit: int, key: str, shown: Sequence[Any] | None = None
) -> dict[str, Any]:
    """Put a page together from one entry more than it shows.

    Parameters
    ----------
    found : sequence
        At most ``limit + 1`` entries.
    limit : int
        Most entries shown.
    key : str
        Attribute that the next page begins after.
    shown : sequence or None, default=None
        What stands for the entries, in their order.

    Returns
    -------
    dict
        Items, and the cursor of the next page or None.
    """
    more = len(found) > limit
    after = str(getattr(found[limit - 1], key)) if more else None
    return {"items": list(shown if shown is not None else found)[:limit], "next": after}


def with_names(row: Any, *names: str) -> Mapping[str, Any]:
    """Show some attributes of a domain object and no others.

    Parameters
    ----------
    row : object
        A dataclass.
    *names : str
        Which.

    Returns
    -------
    mapping of str to object
        In that order.
    """
    return {name: getattr(row, name) for name in names}
