"""The OpenAPI document: pinned, true of the app, and good enough for a client."""

import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.api.conftest import ROSTER
from tests.service.running import ROOT, running_service, wait_for_job
from tests.service.test_serve import make_key

DATA = Path(__file__).parents[2] / "data"
SNAPSHOT = DATA / "openapi.json"
CONFIG = DATA / "schemathesis.toml"
# Some hundred cases in `make test`; over ten thousand, on each database, in `test-all`.
QUICK = ("--phases", "fuzzing", "-n", "5")
WHOLE = ("--phases", "coverage,fuzzing,stateful", "-n", "60")


def document_of(site) -> dict:
    return site.client.get("/v1/openapi.json").json()


def test_the_document_is_the_one_that_clients_were_made_from(small_site):
    """To accept a change: python scripts/openapi_document.py."""
    pinned = json.loads(SNAPSHOT.read_text(encoding="utf-8"))

    assert document_of(small_site) == pinned


def test_the_page_for_people_is_that_of_the_document(small_site, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    pages = importlib.import_module("openapi_document")

    assert pages.PAGE.read_text(encoding="utf-8") == pages.the_page(
        document_of(small_site)
    ), "run python scripts/openapi_document.py"


def test_every_operation_has_a_sentence_and_a_name_of_its_own(small_site):
    seen = set()
    for path, methods in document_of(small_site)["paths"].items():
        for method, operation in methods.items():
            assert operation["description"].strip(), (method, path)
            assert operation["operationId"] not in seen
            seen.add(operation["operationId"])
            if path.startswith("/v1"):
                assert operation["security"] == [{"ApiKey": []}], (method, path)


def fuzz(running, headers, *options: str) -> tuple[int, str]:
    """Let schemathesis try the whole document with all its checks."""
    tried = subprocess.run(
        [
            str(Path(sys.executable).parent / "schemathesis"),
            *("--config-file", str(CONFIG), "run"),
            f"{running.url}/v1/openapi.json",
            *("-H", f"Authorization: {headers['Authorization']}"),
            *("-c", "all", "--suppress-health-check", "all", "--warnings", "off"),
            *options,
        ],
        cwd=running.log.parent,
        capture_output=True,
        text=True,
        timeout=1_500,
        check=False,
    )
    found = re.search(r"([\d,]+) generated", tried.stdout)
    assert found is not None, tried.stdout[-2000:] + tried.stderr[-2000:]
    assert tried.returncode == 0, tried.stdout[-6000:]
    assert "request failed" not in running.log.read_text()
    return int(found[1].replace(",", "")), tried.stdout


def without_limit(url, folder):
    limits = {"requests_per_second": "100000", "burst": "1000000"}
    return running_service(url, folder, "--workers", "0", **limits)


def test_no_answer_is_undocumented_and_none_a_fault(sqlite_url, tmp_path):
    headers = make_key(sqlite_url)

    with without_limit(sqlite_url, tmp_path) as running:
        n_cases, _ = fuzz(running, headers, *QUICK)

    assert n_cases > 200


@pytest.mark.slow
def test_ten_thousand_cases_find_no_fault(database_url, tmp_path):
    headers = make_key(database_url)
    n_cases = 0

    with without_limit(database_url, tmp_path) as running:
        for seed in ("1", "2"):
            n_cases += fuzz(running, headers, *WHOLE, "--seed", seed)[0]

    assert n_cases >= 10_000


def test_a_generated_client_makes_the_round_trip(sqlite_url, tmp_path, monkeypatch):
    """Generate a client from the pinned document, and run an import with it."""
    subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate"),
            *("--path", str(SNAPSHOT), "--meta", "none", "--fail-on-warning"),
            *("--output-path", str(tmp_path / "peermatch_client")),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=300,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    client_of = importlib.import_module("peermatch_client").AuthenticatedClient
    upload = importlib.import_module("peermatch_client.api.rosters.upload_roster")
    read = importlib.import_module("peermatch_client.api.rosters.read_roster")
    types = importlib.import_module("peermatch_client.types")
    headers = make_key(sqlite_url)

    with running_service(sqlite_url, tmp_path) as running:
        client = client_of(
            base_url=running.url, token=headers["Authorization"].split()[1]
        )
        with open(tmp_path / "members.csv", "wb+") as file:  # noqa: PTH123 - rewound
            file.write(ROSTER)
            file.seek(0)
            put_in = upload.sync_detailed(
                client=client, body=types.File(file), name="members.csv"
            )
        assert put_in.status_code == 202, put_in.content
        with running.client(headers) as plain:
            job = wait_for_job(plain, put_in.headers["location"])
        roster = read.sync(job["result"]["roster_id"], client=client)
        client.get_httpx_client().close()

    assert roster.n_leaders == 6
    assert roster.name == "members.csv"
