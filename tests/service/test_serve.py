"""The service as it is started: processes, keys, shutdown."""

import socket
import subprocess
import sys
import threading
import time

import pytest

from service.storage import migrate
from service.storage.keys import add_key
from service.storage.organisations import add_organisation
from service.storage.store import Store
from tests.service.api.conftest import ROSTER
from tests.service.running import ROOT, running_service, wait_for_job


def make_key(url: str, scopes=("admin",)) -> dict[str, str]:
    store = Store(url)
    migrate.upgrade(store)
    with store.transaction() as connection:
        found = add_organisation(connection, "Northern Forum").organisation_id
        _, secret = add_key(connection, found, label="test", scopes=scopes)
    store.close()
    return {"Authorization": f"Bearer {secret}"}


def test_a_roster_goes_in_and_comes_out_of_a_running_service(database_url, tmp_path):
    headers = make_key(database_url)

    with running_service(database_url, tmp_path) as running:
        with running.client(headers) as client:
            put_in = client.post("/v1/rosters?name=members.csv", content=ROSTER)
            assert put_in.status_code == 202
            job = wait_for_job(client, put_in.headers["location"])
            assert job["state"] == "done", job
            roster = client.get(f"/v1/rosters/{job['result']['roster_id']}").json()
            assert roster["n_leaders"] == 6
            metrics = client.get("/metrics").text
        code = running.stop()

    assert code == 0
    assert 'route="/v1/rosters"' in metrics
    assert "Ann Lee" not in running.log.read_text()


def test_beyond_this_machine_it_serves_only_once_a_key_exists(tmp_path):
    refused = subprocess.run(
        [
            *(sys.executable, "-m", "service", "serve", "--port", "0"),
            *("--host", "0.0.0.0"),  # noqa: S104 - what must be refused
            *("--database", f"sqlite:///{tmp_path / 'x.sqlite'}"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert refused.returncode == 1
    assert "peermatch keys create" in refused.stderr


def test_a_limit_is_exact_however_many_servers_count(sqlite_url, tmp_path):
    """Two processes and many clients: not one request more than the bucket holds."""
    headers = make_key(sqlite_url)
    options = ("--servers", "2", "--workers", "0")
    limits = {"burst": "40", "requests_per_second": "0.001"}

    with running_service(sqlite_url, tmp_path, *options, **limits) as running:
        seen: list[int] = []

        def ask() -> None:
            for _ in range(15):
                with running.client(headers) as client:
                    seen.append(client.get("/v1/rosters").status_code)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(seen) == 120
    assert seen.count(200) == 40
    assert seen.count(429) == 80


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_wrong_usage(port):
    refused = subprocess.run(
        [sys.executable, "-m", "service", "serve", "--port", port],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert refused.returncode == 2


def test_clients_that_stop_reading_stop_nobody_else(sqlite_url, tmp_path):
    """Streams whose readers went silent: others are answered, and shutdown is swift."""
    headers = make_key(sqlite_url)

    with running_service(sqlite_url, tmp_path, "--workers", "0") as running:
        with running.client(headers) as client:
            job = client.post("/v1/rosters?name=members.csv", content=ROSTER)
            host, port = running.url.removeprefix("http://").split(":")
            sleepers = []
            for _ in range(60):
                sleeper = socket.create_connection((host, int(port)))
                sleeper.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
                sleeper.sendall(
                    f"GET {job.headers['location']}/events HTTP/1.1\r\nHost: x\r\n"
                    f"Authorization: {headers['Authorization']}\r\n\r\n".encode()
                )
                sleepers.append(sleeper)
            answers = [client.get("/v1/rosters").status_code for _ in range(20)]
            cancelled = client.post(f"{job.headers['location']}/cancel")
        began = time.monotonic()
        code = running.stop()
        seconds = time.monotonic() - began

    for sleeper in sleepers:
        sleeper.close()
    assert answers == [200] * 20
    assert cancelled.json()["state"] == "cancelled"
    assert code == 0
    assert seconds < 10
