"""Time writes as clients see them: moves in a draft, and batches of feedback.

    python -m benchmarks.service_writes [LEADERS]

Each move is one request with If-Match, answered with scores, broken rules and the best
counter-move once it is committed. Feedback comes in batches of 500 from four clients,
on SQLite and on PostgreSQL, each acknowledged when it is durable.
"""

import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.service_load import FREE, write_roster
from tests.service.clusters import new_cluster
from tests.service.running import Running, running_service, wait_for_job
from tests.service.test_serve import make_key

LEADERS, MOVES, SEED = 3_000, 600, 2026
CLIENTS, SECONDS, BATCH = 4, 15.0, 500


def main() -> None:
    """Print a table."""
    n_leaders = int(sys.argv[1]) if len(sys.argv) > 1 else LEADERS
    print("| database | what | figure |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/peermatch.sqlite", folder, n_leaders)
    with (
        new_cluster(is_durable=True) as cluster,
        tempfile.TemporaryDirectory() as folder,
    ):
        cluster.execute("CREATE DATABASE rates")
        measure("PostgreSQL", cluster.url("rates"), folder, n_leaders)


def measure(name: str, url: str, folder: str, n_leaders: int) -> None:
    """Measure one database.

    Parameters
    ----------
    name : str
        For the table.
    url : str
        Of the database.
    folder : str
        Where files go.
    n_leaders : int
        People of the roster.
    """
    headers = make_key(url)
    with running_service(url, Path(folder), **FREE) as running:
        with running.client(headers) as client:
            path = write_roster(n_leaders, Path(folder))
            put_in = client.post("/v1/rosters?name=r.csv", content=path.read_bytes())
            job = wait_for_job(client, put_in.headers["location"], seconds=600)
            roster_id = job["result"]["roster_id"]
            wait_for_pool(client)
            move_about(name, client, roster_id)
            ids = [
                leader["leader_id"]
                for leader in client.get(
                    f"/v1/rosters/{roster_id}/leaders?limit=200"
                ).json()["items"]
            ]
        hear(name, running, headers, f"/v1/rosters/{roster_id}/feedback", ids)


def wait_for_pool(client: Any) -> None:
    """Wait until the worker has nothing left to do."""
    for job in client.get("/v1/jobs?limit=200").json()["items"]:
        wait_for_job(client, f"/v1/jobs/{job['job_id']}", seconds=900)


def move_about(name: str, client: Any, roster_id: str) -> None:
    """Move people at random, each move on top of the last."""
    wish = {"roster_id": roster_id, "seconds": 10}
    formed = client.post("/v1/proposals", json=wish)
    job = wait_for_job(client, formed.headers["location"], seconds=900)
    assert job["state"] == "done", job
    path = f"/v1/proposals/{job['result']['proposal_id']}"
    draft = client.get(f"{path}/draft").json()
    who = [seat["leader_id"] for seat in draft["seats"]]
    groups = sorted({seat["group_id"] for seat in draft["seats"]} - {""})
    rng = np.random.default_rng(SEED)
    times, version, n_countered = [], draft["version"], 0
    while len(times) < MOVES:
        move = {
            "leader_id": who[int(rng.integers(len(who)))],
            "to_group": groups[int(rng.integers(len(groups)))],
        }
        began = time.perf_counter()
        answer = client.post(
            f"{path}/moves",
            json={"moves": [move]},
            headers={"If-Match": f'"{version}"'},
        )
        if answer.status_code == 409:
            continue  # sits there already, or is locked
        times.append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.text
        version = answer.json()["version"]
        n_countered += answer.json()["counter"] is not None
    p50, p99 = np.percentile(np.array(times) * 1e3, [50, 99])
    told = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms ({n_countered} with a counter-move)"
    print(f"| {name} | a move among {len(who):,} in {len(groups)} groups | {told} |")


def hear(
    name: str, running: Running, headers: dict[str, str], path: str, ids: list[str]
) -> None:
    """Send batches from several clients at once."""
    counts = [0] * CLIENTS
    until = time.monotonic() + SECONDS

    def send(k: int) -> None:
        rng = np.random.default_rng(k)
        with running.client(headers) as client:
            while time.monotonic() < until:
                pairs = rng.choice(len(ids), (BATCH, 2))
                rows = [
                    {
                        "rater_id": ids[a],
                        "ratee_id": ids[b if a != b else (b + 1) % len(ids)],
                        "kind": "rating",
                        "value": float(rng.integers(1, 11)),
                        "answered_at": "2026-11-22T10:00:00Z",
                        "position": int(rng.integers(1, 1_000_000)),
                    }
                    for a, b in pairs.tolist()
                ]
                key = f"{k}-{counts[k]}"
                sent = client.post(path, json={"key": key, "rows": rows})
                assert sent.status_code == 200, sent.text
                counts[k] += sent.json()["n_new"]

    began = time.perf_counter()
    threads = [threading.Thread(target=send, args=(k,)) for k in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = sum(counts) / (time.perf_counter() - began)
    print(f"| {name} | feedback in batches of {BATCH} | {rate:,.0f} rows a second |")


if __name__ == "__main__":
    main()
