"""Write down what the service answers: the OpenAPI document, and a page for people.

python scripts/openapi_document.py
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from service.api.app import create_app
from service.api.openapi import describe
from service.api.problems import PREFIX, TITLES
from service.settings import read_settings

ROOT = Path(__file__).parents[1]
SNAPSHOT = ROOT / "tests" / "data" / "openapi.json"
PAGE = ROOT / "docs" / "reference" / "api.md"
HEAD = """# The HTTP API

Written by `python scripts/openapi_document.py` from the document that a running
service gives at `/v1/openapi.json`; generate a client from that. How to run the service
stands in [howto/serve.md](../howto/serve.md), why it is as it is in
[explanation/service.md](../explanation/service.md).

- **Keys.** `Authorization: Bearer KEY`. Scopes: `read` (all but relations and survey
  answers), `suggest` and `feedback` (a key bound to a leader has these for that leader
  alone), `manage` (all of these, and every change), `admin` (keys, the audit trail,
  personal data too). Another organisation's ids answer 404, as if they were not there.
- **Writes.** Each takes an `Idempotency-Key` (up to 200 visible ASCII characters): sent
  again it is answered as before with `Idempotency-Replayed: true`, and nothing is done
  twice. The same key with another request is a 409. A commit comes before its answer.
- **Versions.** What people edit at once carries an `ETag`; a change sends it as
  `If-Match`. Missing is 428, stale 412.
- **Jobs.** Imports, proposals and retraining answer 202 with a `Location`; follow
  `/events` (server-sent events; `Last-Event-ID` goes on where it broke off) or read the
  job. Results stay.
- **Pages.** `limit` up to 200, `cursor` is the `next` of the page before; it is null on
  the last.
- **Numbers** are finite, texts whole and without NUL, moments carry a zone, unknown
  fields are refused.
- **Ids of leaders** come from the roster; a slash in one is sent as `%2F`.
"""


def main() -> None:
    """Write both files."""
    document = the_document()
    text = json.dumps(document, indent=1, ensure_ascii=False)
    SNAPSHOT.write_text(f"{text}\n", encoding="utf-8")
    PAGE.write_text(the_page(document), encoding="utf-8")
    print(SNAPSHOT, PAGE, sep="\n")


def the_document() -> dict[str, Any]:
    """Ask the app.

    Returns
    -------
    dict
        OpenAPI 3.1.
    """
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/peermatch.sqlite"
        app = create_app(read_settings(database=url, data=Path(folder)))
        document = describe(app)
        app.state.service.close()
    return document


def the_page(document: dict[str, Any]) -> str:
    """List operations by their part, then the problems.

    Parameters
    ----------
    document : dict
        From `the_document`.

    Returns
    -------
    str
        Markdown.
    """
    parts: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            rows = parts.setdefault(operation["tags"][0], [])
            codes = [code for code in operation["responses"] if code.startswith("2")]
            said = operation["description"].split("\n\n")[0].replace("\n", " ")
            rows.append(f"| `{method.upper()} {path}` | {codes[0]} | {said} |")
    text = HEAD
    for part, rows in parts.items():
        text += f"\n## {part.capitalize()}\n\n| request | answer | |\n|---|---|---|\n"
        text += "\n".join(rows) + "\n"
    text += "\n## Problems\n\nErrors are `application/problem+json` (RFC 9457) with "
    text += "`type`, `title`, `status`, `detail`, `request_id` and, in `errors`, each "
    text += (
        "field: a JSON pointer into the body, or `query.`, `path.` or `header.` and "
    )
    text += "a name. What was sent is never repeated.\n\n| type | title |\n|---|---|\n"
    text += "\n".join(f"| `{PREFIX}{code}` | {told} |" for code, told in TITLES.items())
    return text + "\n"


if __name__ == "__main__":
    main()
