"""What goes wrong, as problem documents (RFC 9457) that name the offending field.

A problem never repeats what was sent: a field's value may be a name or a secret.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.responses import Response

MEDIA_TYPE: Final = "application/problem+json"
PREFIX: Final = "urn:peermatch:problem:"
MOST_FAULTS: Final = 20  # told in one answer

TITLES: Final = {
    "not-authenticated": "No valid key",
    "not-allowed": "The key may not do this",
    "not-found": "There is no such thing",
    "method-not-allowed": "This cannot be done here",
    "conflict": "It does not fit what is there",
    "rules-broken": "Hard rules would be broken",
    "infeasible": "The rules cannot all hold",
    "stale": "It was changed in the meantime",
    "key-reused": "The idempotency key stands for another request",
    "in-progress": "The same request is being answered",
    "too-large": "The body is too large",
    "wrong-media-type": "The body is of a wrong type",
    "malformed": "The request is malformed",
    "precondition-required": "Say which version you change",
    "too-many-requests": "Too many requests",
    "too-slow": "It took too long",
    "unavailable": "Not now",
    "internal": "A bug of ours",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One field that is wrong.

    Attributes
    ----------
    field : str
        Where: a JSON pointer into the body such as `/answers/3/value`, or
        `query.limit`, `path.leader_id`, `header.if-match`.
    detail : str
        What must hold; never what was sent.
    """

    field: str
    detail: str


@dataclass(frozen=True, slots=True)
class ProblemDocument:
    """A problem as clients receive it (RFC 9457).

    Attributes
    ----------
    type : str
        Stable name of the kind of problem.
    title : str
        The kind in a few words.
    status : int
        Status of the answer.
    detail : str
        What happened, in a sentence fit to show.
    errors : tuple of Fault, default=()
        Fields that are wrong.
    request_id : str, default=""
        What to tell support.
    """

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[Fault, ...] = ()
    request_id: str = ""


class Refusal(HTTPException):
    """A request that is not answered as asked.

    Parameters
    ----------
    status : int
        Status of the answer.
    code : str
        One of `TITLES`.
    detail : str
        A sentence fit to show; ids only.
    faults : sequence of Fault, default=()
        Fields that are wrong.
    headers : dict or None, default=None
        Further headers of the answer.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        faults: Sequence[Fault] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.code = code
        self.faults = tuple(faults)[:MOST_FAULTS]


def refuse_field(field: str, detail: str) -> Refusal:
    """Refuse a request for one field of it.

    Parameters
    ----------
    field : str
        Where; see `Fault`.
    detail : str
        What must hold.

    Returns
    -------
    Refusal
        To be raised.
    """
    return Refusal(
        422, "malformed", f"{field}: {detail}", faults=[Fault(field, detail)]
    )


def problem_response(refusal: Refusal, request_id: str) -> Response:
    """Write a problem document.

    Parameters
    ----------
    refusal : Refusal
        What is wrong.
    request_id : str
        Of the request.

    Returns
    -------
    Response
        With the media type of problems.
    """
    document = ProblemDocument(
        type=PREFIX + refusal.code,
        title=TITLES[refusal.code],
        status=refusal.status_code,
        detail=str(refusal.detail),
        errors=refusal.faults,
        request_id=request_id,
    )
    return Response(
        to_json(asdict(document)),
        status_code=refusal.status_code,
        headers=refusal.headers,
        media_type=MEDIA_TYPE,
    )


def of_http(error: HTTPException) -> Refusal:
    """Turn what the framework raises into a refusal.

    Parameters
    ----------
    error : HTTPException
        From routing or parsing.

    Returns
    -------
    Refusal
        The same, named.
    """
    if isinstance(error, Refusal):
        return error
    codes = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}
    code = codes.get(error.status_code, "malformed")
    phrase = HTTPStatus(error.status_code).phrase
    headers = dict(error.headers) if error.headers else None
    if code == "malformed":
        return Refusal(422, code, "The body cannot be read as what it says it is.")
    return Refusal(error.status_code, code, f"{phrase}.", headers=headers)


def of_validation(error: RequestValidationError) -> Refusal:
    """Turn a failed validation into a refusal that names each field.

    Parameters
    ----------
    error : RequestValidationError
        Its inputs are dropped.

    Returns
    -------
    Refusal
        With at most `MOST_FAULTS` fields.
    """
    told: dict[str, list[str]] = {}
    for found in error.errors():
        field = _field(found["loc"], error.body, names=found["type"] == "missing")
        said = _told(found)
        if said not in told.setdefault(field, []):
            told[field].append(said)
    faults = [Fault(field, " or ".join(said)) for field, said in told.items()]
    detail = f"{faults[0].field}: {faults[0].detail}" if faults else "It is malformed."
    if len(faults) > 1:
        detail += f" ({len(faults) - 1} more)"
    return Refusal(422, "malformed", detail, faults=faults)


def _field(place: Sequence[Any], body: Any, *, names: bool) -> str:
    """Point at a field; names of alternatives are no part of what was sent."""
    where, *rest = [*place] or ["body"]
    if where != "body":
        return ".".join(str(part) for part in (where, *rest)).lower()
    pointer = ""
    for k, part in enumerate(rest):
        is_in = isinstance(body, dict) and part in body
        if is_in or (isinstance(body, list) and isinstance(part, int)):
            body = body[part] if is_in or part < len(body) else None
        elif not (names and k == len(rest) - 1):
            continue
        pointer += f"/{_escaped(str(part))}"
    return pointer or "/"


def _escaped(part: str) -> str:
    """Write a name as a JSON pointer has it; unknown names may be of any length."""
    return part[:60].replace("~", "~0").replace("/", "~1")


def _told(found: Any) -> str:
    """Say what must hold, without what was sent."""
    known = {
        "extra_forbidden": "there is no such field",
        "missing": "is required",
        "json_invalid": "is no JSON",
        "union_tag_invalid": f"must be one of {_context(found, 'expected_tags')}",
        "union_tag_not_found": f"needs the field {_context(found, 'discriminator')}",
    }
    said = known.get(found["type"])
    if said is None:
        said = str(found["msg"]).removeprefix("Value error, ")
        said = said[:1].lower() + said[1:]
    return said


def _context(found: Any, name: str) -> str:
    return str(found.get("ctx", {}).get(name, ""))
