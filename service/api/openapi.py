"""The OpenAPI document: what FastAPI derives, with our problems and our headers."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from service.api.problems import MEDIA_TYPE, ProblemDocument

# What the guard and the parser let through, of all texts that nothing else binds.
NO_NUL: Final = "^[^\\u0000]*$"
NO_CONTROL: Final = "^[^\\u0000-\\u001f\\u007f]*$"
VERSION: Final = '^"[0-9]{1,9}"$'
TOLD: Final = {
    "401": "No valid key.",
    "403": "The key may not do this.",
    "404": "There is no such thing, or the key opens nothing of that id.",
    "409": "It does not fit what is there.",
    "412": "It was changed in the meantime.",
    "413": "The body is too large.",
    "422": "The request is malformed; `errors` names the fields.",
    "428": "If-Match is missing.",
    "429": "The key asks too often.",
    "503": "Not now; try again.",
}
ALWAYS: Final = ("422", "503")
KEYED: Final = ("401", "403", "404", "429")


def describe(app: FastAPI) -> dict[str, Any]:
    """Write the document once.

    Parameters
    ----------
    app : FastAPI
        With all its routes.

    Returns
    -------
    dict
        OpenAPI 3.1.
    """
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            routes=app.state.listed,
        )
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        problem = TypeAdapter(ProblemDocument).json_schema(
            ref_template="#/components/schemas/{model}", mode="serialization"
        )
        schemas |= problem.pop("$defs", {})
        schemas["ProblemDocument"] = problem
        for schema in schemas.values():
            _bind_texts(schema, NO_NUL)
        wish = schemas["ProposalRequest"]["properties"]
        wish["seconds"]["maximum"] = app.state.service.settings.solve_seconds
        for path in document["paths"].values():
            for method, operation in path.items():
                _tell_problems(method, operation)
                for parameter in operation.get("parameters", []):
                    _bind_parameter(parameter)
        app.openapi_schema = document
    return app.openapi_schema


def _bind_texts(schema: Any, pattern: str) -> None:
    """Say of every text in a schema which characters are refused."""
    if isinstance(schema, list):
        for part in schema:
            _bind_texts(part, pattern)
    if not isinstance(schema, dict):
        return
    bound = {"pattern", "format", "enum", "const", "contentMediaType"}
    if schema.get("type") == "string" and not bound & set(schema):
        schema["pattern"] = pattern
    if schema.get("type") == "object" and "additionalProperties" in schema:
        named = schema.get("propertyNames", {})
        schema["propertyNames"] = {"pattern": pattern, **named}
    for name, part in list(schema.items()):
        if name not in {"enum", "const", "default", "example", "propertyNames"}:
            _bind_texts(part, pattern)


def _bind_parameter(parameter: dict[str, Any]) -> None:
    if parameter["name"].lower() == "if-match":
        parameter["required"] = True
        parameter["schema"] = {"type": "string", "pattern": VERSION}
    elif parameter["in"] in {"path", "query"}:
        _bind_texts(parameter["schema"], NO_CONTROL)


def _tell_problems(method: str, operation: dict[str, Any]) -> None:
    """Say which problems an operation may answer with."""
    codes = [*ALWAYS]
    if operation.get("security"):
        codes += KEYED
    if method != "get":
        codes += ["409", "413"]
    names = {one["name"].lower() for one in operation.get("parameters", [])}
    if "if-match" in names:
        codes += ["412", "428"]
    problem = {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
    for code in sorted(codes):
        known = operation["responses"].get(code, {}) if code != "422" else {}
        operation["responses"][code] = {
            "description": known.get("description", TOLD[code]),
            "content": {**known.get("content", {}), MEDIA_TYPE: problem},
        }
