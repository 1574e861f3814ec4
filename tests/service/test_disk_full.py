"""A disk without room: clients are told, nothing acknowledged is lost, work goes on."""

import contextlib
import os
import resource
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

from tests.service.api.conftest import ROSTER
from tests.service.clusters import new_cluster
from tests.service.killing import children_of
from tests.service.running import running_service, wait_for_job
from tests.service.test_serve import make_key

LEADERS = ("L1", "L2", "L3", "L4", "L6")
LIMITS = {"requests_per_second": "100000", "burst": "1000000", "lease_seconds": "2"}


def batch(number):
    rows = [
        {
            "rater_id": LEADERS[k % 5],
            "ratee_id": LEADERS[(k + 1) % 5],
            "kind": "rating",
            "value": 5,
            "group_id": f"{number}-{k}-{'x' * 100}",
        }
        for k in range(300)
    ]
    return {"key": str(number), "rows": rows}


def feed_until_refused(client, path, told, *, most=400):
    """Send batches until one is refused; gives that answer."""
    for number in range(len(told), most):
        answered = client.post(path, json=batch(number))
        if answered.status_code != 200:
            return answered
        told.append(number)
    raise AssertionError(most)


def check(client, path, told):
    """Send everything again, as a client that was not sure would."""
    for number in told:
        again = client.post(path, json=batch(number)).json()
        assert again["is_repeated"], number
        assert again["n_new"] == 300


@contextlib.contextmanager
def small_files(running, n_bytes):
    """Let no file of the service's processes grow beyond a size."""
    pids = [running.process.pid, *children_of(running.process.pid)]
    before = [resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids]
    for pid, (_, hard) in zip(pids, before, strict=True):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        for pid, limits in zip(pids, before, strict=True):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def test_a_service_whose_files_may_not_grow_says_so_and_goes_on_later(
    sqlite_url, tmp_path
):
    headers = make_key(sqlite_url)

    with (
        running_service(sqlite_url, tmp_path, **LIMITS) as running,
        running.client(headers) as client,
    ):
        put_in = client.post("/v1/rosters?name=members.csv", content=ROSTER)
        roster_id = wait_for_job(client, put_in.headers["location"])["result"][
            "roster_id"
        ]
        path, told = f"/v1/rosters/{roster_id}/feedback", []
        with small_files(running, 3 * 2**20):
            refused = feed_until_refused(client, path, told)
            wanted = {"roster_id": roster_id, "seconds": 0.1}
            answers = [client.post("/v1/proposals", json=wanted) for _ in range(3)]
        assert client.post(path, json=batch(len(told))).status_code == 200
        told.append(len(told))
        check(client, path, told)
        for answer in answers:
            if answer.status_code == 202:
                wait_for_job(client, answer.headers["location"])
        assert "request failed" not in running.log.read_text()

    assert refused.status_code == 503, refused.text
    assert "room" in refused.json()["detail"]
    assert told


@contextlib.contextmanager
def small_disk(n_megabytes):
    """Mount a disk of a few megabytes in memory, where that is allowed."""
    folder = Path(
        tempfile.mkdtemp(prefix="peermatch-disk-")
    )  # a short path, for sockets
    options = ("-t", "tmpfs", "-o", f"size={n_megabytes}m,mode=777")
    made = subprocess.run(
        ["mount", *options, "tmpfs", str(folder)], capture_output=True, check=False
    )
    try:
        if made.returncode != 0:
            pytest.skip("a disk of its own needs the right to mount one")
        folder.chmod(0o777)
        yield folder
    finally:
        if made.returncode == 0:
            subprocess.run(["umount", "-l", str(folder)], check=False)
        folder.rmdir()


def fill(folder):
    """Take all room but a little that is there."""
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(max(free - 600_000, 0)))
    return ballast


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() != 0, reason="a disk of its own needs root")
def test_a_postgresql_whose_disk_is_full_loses_nothing(tmp_path):
    with small_disk(200) as disk, new_cluster(within=disk) as cluster:
        cluster.execute("CREATE DATABASE full_disk")
        headers = make_key(cluster.url("full_disk"))
        with (
            running_service(cluster.url("full_disk"), tmp_path, **LIMITS) as running,
            running.client(headers) as client,
        ):
            _fill_and_go_on(cluster, disk, client)
            assert "request failed" not in running.log.read_text()


def _fill_and_go_on(cluster, disk, client):
    put_in = client.post("/v1/rosters?name=members.csv", content=ROSTER)
    job = wait_for_job(client, put_in.headers["location"])
    path, told = f"/v1/rosters/{job['result']['roster_id']}/feedback", []
    feed = threading.Thread(
        target=lambda: [client.get("/v1/jobs") for _ in range(50)], daemon=True
    )
    feed.start()
    ballast = fill(disk)

    refused = feed_until_refused(client, path, told)

    assert refused.status_code == 503, refused.text
    ballast.unlink()
    feed.join()
    until = time.monotonic() + 60  # without room for its log PostgreSQL stops for good
    with contextlib.suppress(subprocess.CalledProcessError):
        cluster.start()
    while client.post(path, json=batch(len(told))).status_code != 200:
        assert time.monotonic() < until
        time.sleep(0.5)
    told.append(len(told))
    check(client, path, told)
