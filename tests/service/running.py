"""A service in processes of its own, as `peermatch serve` starts it."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2

ROOT = Path(__file__).parents[2]


@dataclass
class Running:
    """A service that answers."""

    process: subprocess.Popen
    url: str
    log: Path

    def client(self, headers=None) -> httpx2.Client:
        return httpx2.Client(base_url=self.url, headers=headers, timeout=60.0)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextlib.contextmanager
def running_service(
    url: str, folder: Path, *options: str, **changed: str
) -> Iterator[Running]:
    """Serve a database until the block ends."""
    log = folder / "serve.log"
    settings = {f"PEERMATCH_{name.upper()}": value for name, value in changed.items()}
    with log.open("ab") as file:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "service", "serve"),
                *("--port", "0", "--database", url, *options),
            ],
            cwd=ROOT,
            env={
                **os.environ,
                "PEERMATCH_DATA": str(folder / "data"),
                "OMP_NUM_THREADS": "1",
                **settings,
            },
            stdout=file,
            stderr=file,
        )
    try:
        yield Running(process, _wait_ready(process, log), log)
    finally:
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()
        process.wait()


def wait_for_job(client: httpx2.Client, location: str, *, seconds: float = 120) -> dict:
    """Wait until a job has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        job = client.get(location).json()
        if job["ended_at"] is not None:
            return job
        time.sleep(0.1)
    raise AssertionError(job)


def _wait_ready(process: subprocess.Popen, log: Path) -> str:
    until = time.monotonic() + 90
    url = None
    while time.monotonic() < until:
        text = log.read_text(errors="replace")
        found = re.findall(r"Serving (http://\S+)", text)
        url = found[-1] if found else None
        if process.poll() is not None:
            raise AssertionError(text[-2000:])
        if url is not None:
            with contextlib.suppress(httpx2.TransportError):
                if httpx2.get(f"{url}/health/ready", timeout=5).status_code == 200:
                    return url
        time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace")[-2000:])
