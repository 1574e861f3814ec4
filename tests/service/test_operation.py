"""A service in operation: what it tells those who watch it, and how it stops."""

import json
import re
import socket
import time

from tests.service.api.conftest import ROSTER
from tests.service.running import running_service, wait_for_job
from tests.service.test_serve import make_key

SMALL = {"min": 2, "target": 3, "max": 3, "fold_at": 1}
NAMES = ("Ann", "Chen", "Diaz", "Evans", "Fox", "Gold", "hiring", "succession", "Oslo")


def settle_in(client):
    """Import a roster, propose groups, ask, answer; and send what is refused."""
    put_in = client.post("/v1/rosters?name=members.csv", content=ROSTER)
    job = wait_for_job(client, put_in.headers["location"])
    roster_id = job["result"]["roster_id"]
    roster = f"/v1/rosters/{roster_id}"
    program = {"name": "small", "document": {"preset": "core", "size": SMALL}}
    program_id = client.post("/v1/programs", json=program).json()["program_id"]
    wish = {"roster_id": roster_id, "program_id": program_id, "seconds": 0.2}
    formed = client.post("/v1/proposals", json=wish)
    done = wait_for_job(client, formed.headers["location"])
    assert done["state"] == "done", done
    objection = {"leader_id": "L1", "other_id": "L2", "kind": "conflict",
                 "source": "told the chair in tears"}  # fmt: skip
    said = {"rater_id": "L1", "ratee_id": "L2", "kind": "helped", "value": True}
    answers = [
        client.post(f"{roster}/relations", json=objection),
        client.post(f"{roster}/feedback", json={"key": "tears 7", "rows": [said]}),
        client.get(f"{roster}/leaders/L%2F5"),
        client.get(f"{roster}/leaders/Ann-Stranger"),
        client.get(f"{roster}/leaders/L1/suggestions?topic=succession"),
        client.get(f"{roster}/leaders/L1/data"),
        client.post(f"{roster}/relations", json={**objection, "kind": "in tears"}),
        client.post("/v1/rosters?name=x.csv", content=b"name;mail\nAnn Lee"),
        client.get("/v1/rosters?limit=Ann"),
    ]
    assert {answer.status_code for answer in answers} >= {200, 201, 404, 422}
    return roster_id


def test_watchers_read_figures_and_nobody_reads_of_persons(sqlite_url, tmp_path):
    headers = make_key(sqlite_url)
    other = {**headers, "X-Request-Id": "from-the-caller-1"}

    with running_service(sqlite_url, tmp_path) as running:
        with running.client(other) as client:
            roster_id = settle_in(client)
            told = client.get("/metrics").text
        running.stop()
        log = running.log.read_text()

    for pattern in (
        (
            r'peermatch_request_seconds_count\{.*route="/v1/rosters/\{roster_id\}/leaders/'
            r'\{leader_id\}/suggestions".*\} [1-9]'
        ),
        r'peermatch_jobs\{state="done"\} [3-9]',
        r"peermatch_solver_gap_count 1",
        r'peermatch_model_served\{bundle="rules alone"\} 1',
    ):
        assert re.search(pattern, told), pattern
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    answered = [line for line in lines if line["event"] == "request answered"]
    assert {line["request_id"] for line in answered} >= {"from-the-caller-1"}
    assert all(line["request_id"] and line["route"] for line in answered)
    secret = headers["Authorization"].split()[1]
    for text in (log, told):
        assert not [word for word in (*NAMES, "L/5", "tears", secret) if word in text]
        assert roster_id not in text
    assert not [line for line in lines if line["level"] == "error"]


def half_a_request(url, headers):
    """Begin to send a program; gives the connection and the rest."""
    program = {"name": "late", "document": {"preset": "core"}}
    body = json.dumps(program).encode()
    host, port = url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=30)
    connection.sendall(
        b"POST /v1/programs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"Content-Type: application/json\r\n"
        + f"Authorization: {headers['Authorization']}\r\n".encode()
        + f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body[:10]
    )
    return connection, body[10:]


def test_a_service_that_stops_ends_requests_and_hands_its_jobs_back(
    sqlite_url, tmp_path
):
    headers = make_key(sqlite_url)

    with running_service(sqlite_url, tmp_path) as running:
        with running.client(headers) as client:
            put_in = client.post("/v1/rosters?name=members.csv", content=ROSTER)
            job = wait_for_job(client, put_in.headers["location"])
            wish = {"roster_id": job["result"]["roster_id"], "seconds": 100}
            wish["program_id"] = client.post(
                "/v1/programs",
                json={"name": "s", "document": {"preset": "core", "size": SMALL}},
            ).json()["program_id"]
            long = client.post("/v1/proposals", json=wish).headers["location"]
            until = time.monotonic() + 60
            while client.get(long).json()["state"] != "running":
                assert time.monotonic() < until
                time.sleep(0.05)
        time.sleep(2.0)  # by now it searches, and improves nothing any more
        connection, rest = half_a_request(running.url, headers)
        time.sleep(0.3)
        running.process.terminate()
        time.sleep(0.7)
        connection.sendall(rest)
        answered = b"".join(iter(lambda: connection.recv(65_536), b""))
        connection.close()
        code = running.process.wait(40)

    assert code == 0
    assert answered.startswith(b"HTTP/1.1 201"), answered[:200]
    with (
        running_service(sqlite_url, tmp_path, "--workers", "0") as running,
        running.client(headers) as client,
    ):
        found = client.get(long).json()
        names = [p["name"] for p in client.get("/v1/programs").json()["items"]]
    assert (found["state"], found["attempts"]) == ("queued", 0)
    assert names == ["s", "late"]
