"""Whatever is sent, the answer is a problem that names it, and nothing changed."""

import gzip
import io
import json
import zipfile

import pytest
from starlette.testclient import TestClient

from service.api.app import create_app
from service.jobs.worker import Worker
from service.workflows.kinds import HANDLERS
from tests.service.api.conftest import open_site

LATE = json.dumps(
    {"label": "a", "scopes": ["read"], "expires_at": "9999-12-31T23:59:59-23:59"}
).encode()
JSON = {"Content-Type": "application/json"}


def assert_problem(response, status, *, says=""):
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == status
    assert document["type"].startswith("urn:peermatch:problem:")
    assert document["request_id"] == response.headers["x-request-id"]
    assert says in document["detail"], document
    return document


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"label": NaN}', "no JSON"),
        (b'{"label": Infinity}', "no JSON"),
        (b'{"label": -Infinity}', "no JSON"),
        (b'{"label": 1e999, "scopes": ["read"]}', "/label"),
        (b'{"label": "\\ud800", "scopes": ["read"]}', "no JSON"),
        (b'{"label": "\xff", "scopes": ["read"]}', "no JSON"),
        (b'{"label": "a\\u0000b", "scopes": ["read"]}', "/label"),
        (b'{"a\\u0000b": 1}', "NUL"),
        (b"[" * 100_000 + b"]" * 100_000, "recursion"),
        (b'{"label":' * 50_000 + b"1" + b"}" * 50_000, "recursion"),
        (b"1" * 10_000, "number"),
        (b'{"label": 1' + b"0" * 4_000 + b', "scopes": ["read"]}', "/label"),
        (LATE, "/expires_at"),
        (
            b'{"label": "a", "scopes": ["read"], "expires_at": 1700000000}',
            "/expires_at",
        ),
        (b'{"label": "a", "scopes": ["read"]', "no JSON"),
        (b'{"label": "a", "scopes": ["read"], "extra": 1}', "/extra"),
        (b'{"label": ["a"], "scopes": ["read"]}', "/label"),
        (b'{"label": "a", "scopes": ["everything"]}', "/scopes/0"),
        (b'{"scopes": ["read"]}', "/label"),
        (b"null", "/"),
        (b'"text"', "/"),
        (b"", "/"),
    ],
    ids=lambda part: str(part[:24]),
)
def test_bad_bodies_are_named_and_change_nothing(small_site, body, says):
    before = small_site.ask("GET", "/v1/keys").json()

    response = small_site.ask("POST", "/v1/keys", content=body, headers=JSON)

    assert_problem(response, 422, says=says)
    assert small_site.ask("GET", "/v1/keys").json() == before


BIG = 10**4_000


@pytest.mark.parametrize(
    "document",
    [
        {"protect": BIG},
        {"variety": {"industry": BIG}},
        {"explore": {"share": BIG}},
        {"value": {"weight": -BIG}},
        {"faultline": {"price": BIG}},
        {"size": {"min": 1e308}},
        {"rule": [{"kind": "spread", "column": "revenue", "ratio": BIG}]},
        {"rule": [{"kind": "stay", "price": BIG}]},
        {"rule": [[]]},
        {"rule": [{"kind": None}]},
        {"preset": {"a": 1}},
        {"way": ["accelerate"]},
        {"size": None},
    ],
    ids=lambda document: str(document)[:40],
)
def test_programs_that_make_no_sense_are_named(small_site, document):
    body = {"name": "odd", "document": document}

    response = small_site.ask("POST", "/v1/programs", json=body)

    assert_problem(response, 422)
    assert small_site.ask("GET", "/v1/programs").json()["items"] == []


def test_a_problem_never_repeats_what_was_sent(small_site):
    body = {"label": {"secret": "hunter2-Ann-Lee"}, "scopes": ["hunter2"]}

    response = small_site.ask("POST", "/v1/keys", json=body)

    assert_problem(response, 422)
    assert "hunter2" not in response.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/rosters/%00", 422),
        ("/v1/rosters/%ff%fe", 422),
        ("/v1/rosters/..%2f..%2fetc%2fpasswd", 422),
        ("/v1/rosters/../../etc/passwd", 404),
        ("/v1/rosters?limit=0", 422),
        ("/v1/rosters?limit=1e3", 422),
        ("/v1/rosters?cursor=%27%20OR%201=1", 422),
        ("/v1/rosters?limit=%00", 422),
        ("/v1/rosters?limit=99999999999999999999", 422),
        ("/v1/nothing", 404),
    ],
)
def test_tricks_in_addresses_are_named(small_site, path, status):
    assert_problem(small_site.ask("GET", path), status)


def test_a_method_that_is_not_there_says_which_are(small_site):
    response = small_site.ask("PATCH", "/v1/keys")

    assert_problem(response, 405)
    assert "GET" in response.headers["allow"]


def test_every_answer_carries_the_security_headers(small_site):
    for path in ("/health/live", "/v1/keys", "/nothing", "/v1/rosters/%00"):
        headers = small_site.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"


def test_pages_of_other_sites_are_let_in_only_where_set(sqlite_url, tmp_path):
    origin = {"Origin": "https://members.example"}
    closed = open_site(sqlite_url, tmp_path)
    with closed.client:
        answered = closed.client.get("/health/live", headers=origin)
        assert "access-control-allow-origin" not in answered.headers

    settings = closed.settings.model_copy(
        update={"cors_origins": ("https://members.example",)}
    )
    with TestClient(create_app(settings)) as opened:
        answered = opened.get("/health/live", headers=origin)
    assert answered.headers["access-control-allow-origin"] == origin["Origin"]


def test_a_request_id_is_kept_if_it_is_one(small_site):
    kept = small_site.client.get("/health/live", headers={"X-Request-Id": "abc-1"})
    drawn = small_site.client.get(
        "/health/live", headers={"X-Request-Id": "a\tb {} " * 20}
    )

    assert kept.headers["x-request-id"] == "abc-1"
    assert len(drawn.headers["x-request-id"]) == 32


def test_bodies_beyond_the_limit_are_refused_however_they_come(sqlite_url, tmp_path):
    site = open_site(sqlite_url, tmp_path, body_megabytes=1)
    big = b'{"label": "' + b"x" * 2**20 + b'"}'

    with site.client:
        told = site.ask("POST", "/v1/keys", content=big, headers=JSON)
        parts = (big[i : i + 65_536] for i in range(0, len(big), 65_536))
        streamed = site.ask("POST", "/v1/keys", content=parts, headers=JSON)

    assert_problem(told, 413, says="1 MB")
    assert_problem(streamed, 413, says="1 MB")


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("roster.csv", b"0" * (400 << 20))
    return packed.getvalue()


def outside(name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, b"id,name\n1,Ann\n")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (bomb(), "unpacks to more"),
        (gzip.compress(b"0" * (400 << 20), 9), "unpacks to more"),
        (outside("/etc/passwd"), "absolute path"),
        (outside("../roster.csv"), "outside its folder"),
        (outside("C:\\roster.csv"), "absolute path"),
        (outside("a/../../roster.csv"), "outside its folder"),
        (b"", "required"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b'{"not": "a table"}', "JSON"),
    ],
    ids=["zip", "gzip", "absolute", "above", "drive", "deep", "empty", "png", "json"],
)
def test_uploads_that_are_no_rosters_are_refused_at_once(small_site, data, says):
    response = small_site.ask("POST", "/v1/rosters?name=members.csv", content=data)

    assert_problem(response, 422, says=says)
    assert small_site.ask("GET", "/v1/jobs").json()["items"] == []


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def workbook(sheet: str) -> bytes:
    """Pack a workbook whose one sheet is what was written."""
    packed = io.BytesIO()
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
        "_rels/.rels": f'<Relationships xmlns="{RELATED}"><Relationship Id="r" '
        f'Type="{KINDS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{KINDS}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATED}"><Relationship '
        f'Id="r" Type="{KINDS}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def laughs() -> bytes:
    """Let nine entities, ten times each, make a thousand million of one."""
    said = "".join(f'<!ENTITY e{k} "{f"&e{k - 1};" * 10}">' for k in range(1, 10))
    cell = '<c r="A1" t="inlineStr"><is><t>&e9;</t></is></c>'
    return workbook(
        f'<!DOCTYPE x [<!ENTITY e0 "ha">{said}]><worksheet xmlns="{SHEET}"><sheetData>'
        f'<row r="1">{cell}</row></sheetData></worksheet>'
    )


def far_away() -> bytes:
    cell = '<c r="{0}" t="inlineStr"><is><t>id</t></is></c>'
    rows = f'<row r="1">{cell.format("A1")}</row>'
    rows += f'<row r="1048576">{cell.format("XFD1048576")}</row>'
    return workbook(
        f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>'
    )


def linked() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("roster.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (laughs(), "workbook"),
        (far_away(), "reaches to row 1,048,576"),
        (linked(), "no rows"),
        (",".join(f"c{k}" for k in range(100_000)).encode() + b"\n1\n", "columns"),
        (b"id,name\n" + b'"' * 100_000, "no row that fits"),
        (b"id,name\n1,x\n"[:8] + b"\n" * 100_000, "no rows"),
    ],
    ids=["laughs", "far away", "link", "wide", "quotes", "blank"],
)
def test_uploads_that_only_a_reader_finds_out_end_as_a_named_problem(
    small_site, data, says
):
    site = small_site
    put_in = site.ask("POST", "/v1/rosters?name=members.csv", content=data)

    if put_in.status_code == 202:
        Worker(site.store, HANDLERS, data=site.settings.data_folder).run(
            until_idle=True
        )
        job = site.ask("GET", put_in.headers["location"]).json()
        told, state = job["problem"], job["state"]
    else:
        told, state = assert_problem(put_in, 422)["detail"], "failed"

    assert (state, says in told) == ("failed", True), told
    assert "root:" not in told
    assert site.ask("GET", "/v1/rosters").json()["items"] == []


@pytest.mark.parametrize(
    "name", ["../x.csv", "a/b.csv", "a\\b.csv", "..", "", "x" * 61]
)
def test_names_of_uploads_cannot_lead_elsewhere(small_site, name):
    response = small_site.ask(
        "POST", "/v1/rosters", params={"name": name}, content=b"id\n1\n"
    )

    problem = assert_problem(response, 422)
    assert problem["errors"][0]["field"] == "query.name"


def test_logs_hold_no_id_of_a_person_and_no_address(small_site, capsys):
    small_site.ask("GET", f"/v1/rosters/{'a' * 32}/leaders/Ann-Lee-77")

    said = capsys.readouterr()
    assert "/v1/rosters/{roster_id}/leaders/{leader_id}" in said.out + said.err
    assert "Ann-Lee-77" not in said.out + said.err


def test_the_document_lists_what_the_app_answers(small_site):
    document = json.loads(small_site.client.get("/v1/openapi.json").content)

    assert document["openapi"].startswith("3.1")
    assert "/v1/rosters/{roster_id}/leaders/{leader_id}" in document["paths"]
