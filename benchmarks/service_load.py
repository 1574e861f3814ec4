"""Time the service as its clients see it, beside a bare FastAPI endpoint.

    python -m benchmarks.service_load [--anew] [LEADERS ...]

Needs wrk (Debian's package). Server and load share the cores of this machine. For each
size: import through the API, the pool and the prepared answers, start to ready, then
suggestions at a given rate and as many as there can be, prepared and worked out anew,
and the same bytes from an endpoint that does nothing. With --anew nothing is prepared,
which takes one worker half an hour for a million.

At a rate, 64 connections each wait a time drawn from an exponential law between answer
and next request. A server that stalls holds back only those who wait for it, one or two
of the 64: requests go on coming at the rate, and their waiting is counted.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2
import numpy as np
import pandas as pd

from matcher.roster.sample import make_sample, write_sample
from tests.service.running import Running, running_service, wait_for_job
from tests.service.test_serve import make_key

CHAPTER, SEED = 750, 2026
RATE = {100_000: 50, 1_000_000: 20}
CALLERS = 64
ANEW = "?k=11"  # not among what is prepared
Steps = tuple[tuple[str, str], ...]
STEPS: Steps = (
    ("pool", "pool of suggestions built"),
    ("answers", "answers prepared for everybody"),
)
FREE = {"requests_per_second": "100000", "burst": "1000000"}
ASK = """
local ids = {}
for line in io.lines(os.getenv("IDS")) do ids[#ids + 1] = line end
math.randomseed(os.getenv("SEED"))
request = function()
  local path = string.format(os.getenv("TARGET"), ids[math.random(#ids)])
  return wrk.format("GET", path, {Authorization = os.getenv("KEY")})
end
local pause = tonumber(os.getenv("DELAY"))
if pause > 0 then
  delay = function() return math.floor(-math.log(1 - math.random()) * pause) end
end
"""
BARE = """
import sys
import uvicorn
from fastapi import FastAPI
from starlette.responses import Response

body = open(sys.argv[1], "rb").read()
app = FastAPI()


@app.get("/bare")
def bare() -> Response:
    return Response(body, media_type="application/json")


uvicorn.run(app, port=int(sys.argv[2]), log_level="warning", access_log=False)
"""


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=[100_000])
    parser.add_argument("--anew", action="store_true")
    asked = parser.parse_args()
    print("| leaders | what | figure |\n|---|---|---|")
    for n_leaders in asked.sizes:
        with tempfile.TemporaryDirectory() as folder:
            measure(n_leaders, Path(folder), is_anew=asked.anew)


def measure(n_leaders: int, folder: Path, *, is_anew: bool) -> None:
    """Measure one size.

    Parameters
    ----------
    n_leaders : int
        People of the roster.
    folder : Path
        Where its files go.
    is_anew : bool
        Whether nothing is prepared.
    """
    steps = STEPS[:1] if is_anew else STEPS
    url = f"sqlite:///{folder / 'peermatch.sqlite'}"
    headers = make_key(url)
    limits = FREE | {"upload_megabytes": "1024"}
    with running_service(url, folder, **limits) as running:
        roster_id = bring_in(n_leaders, folder, running, headers, steps=steps)
    began = time.perf_counter()
    with running_service(url, folder, "--workers", "0", **limits) as running:
        tell(n_leaders, "start to ready", f"{time.perf_counter() - began:.1f} s")
        ask(n_leaders, folder, running, headers, roster_id=roster_id, steps=steps)


def bring_in(
    n_leaders: int,
    folder: Path,
    running: Running,
    headers: dict[str, str],
    *,
    steps: Steps,
) -> str:
    """Import a roster, and wait for its pool and for prepared answers."""
    path = write_roster(n_leaders, folder)
    with running.client(headers) as client:
        began = time.perf_counter()
        put_in = client.post("/v1/rosters?name=roster.csv", content=path.read_bytes())
        job = wait_for_job(client, put_in.headers["location"], seconds=3_600)
        seconds = time.perf_counter() - began
        assert job["state"] == "done", job
        tell(n_leaders, "import, one transaction", f"{seconds:.1f} s")
        for kind, told in steps:
            last = client.get("/v1/jobs").json()["items"][-1]
            if last["kind"] != kind:
                break  # a roster so small has no prepared answers
            began = time.perf_counter()
            wait_for_job(client, f"/v1/jobs/{last['job_id']}", seconds=20_000)
            seconds = time.perf_counter() - began
            tell(n_leaders, told, f"{seconds:.1f} s")
    return str(job["result"]["roster_id"])


def ask(
    n_leaders: int,
    folder: Path,
    running: Running,
    headers: dict[str, str],
    *,
    roster_id: str,
    steps: Steps,
) -> None:
    """Load the suggestions of random leaders, then the bare endpoint."""
    ids = pd.read_csv(folder / "roster.csv", usecols=["leader_id"], dtype=str)
    drawn = ids["leader_id"].sample(50_000, replace=True, random_state=SEED)
    (folder / "ids").write_text("\n".join(drawn), encoding="utf-8")
    target = f"/v1/rosters/{roster_id}/leaders/%s/suggestions"
    with running.client(headers) as client:
        answer = client.get(target % drawn.iloc[0])
    assert answer.status_code == 200, answer.text
    (folder / "answer").write_bytes(answer.content)
    bare = bare_rate(folder)
    tell(n_leaders, "the same bytes, bare endpoint", f"{bare:.0f} a second")
    rate = RATE.get(n_leaders, 50)
    for what, query in (("prepared", ""), ("worked out anew", ANEW))[-len(steps) :]:
        env = {"IDS": str(folder / "ids"), "TARGET": target + query, "SEED": "1"}
        env |= {"KEY": headers["Authorization"]}
        pause = str(1_000 * CALLERS // rate)
        calm = load(running, folder, env | {"DELAY": pause}, CALLERS)
        tell(n_leaders, f"{what}, at {calm[0]:.0f} a second", calm[1])
        most = load(running, folder, env | {"DELAY": "0", "SEED": "2"}, 8)
        share = f"{most[0] / bare:.2f} of the bare endpoint; {most[1]}"
        tell(n_leaders, f"{what}, {most[0]:.0f} a second", share)
    tell(n_leaders, "resident memory of the server", resident(running))


def load(
    running: Running, folder: Path, env: dict[str, str], connections: int
) -> tuple[float, str]:
    """Load the service; requests a second, latencies and processor time of each."""
    used = processor(running)
    seconds = 30 if connections == CALLERS else 15
    rate, told = wrk(folder, running.url, env, connections=connections, seconds=seconds)
    cost = (processor(running) - used) / max(rate * seconds, 1.0) * 1_000.0
    busy = os.getloadavg()[0]
    return rate, f"{latencies(told)}; {cost:.2f} CPU ms each; load {busy:.1f}"


def processor(running: Running) -> float:
    """Add up the processor seconds of all processes of the service."""
    used = 0.0
    for pid in processes(running):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def processes(running: Running) -> list[int]:
    """List the processes that the watching one started."""
    pid = running.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children]


def wrk(
    folder: Path, url: str, env: dict[str, str], *, connections: int, seconds: int = 15
) -> tuple[float, str]:
    """Load an address; requests a second, and the distribution of latencies."""
    (folder / "ask.lua").write_text(ASK, encoding="utf-8")
    done = subprocess.run(
        [
            *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"),
            *("-s", str(folder / "ask.lua"), url),
        ],
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Non-2xx" not in done, done
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done)
    assert rate is not None, done
    return float(rate[1]), done


def latencies(told: str) -> str:
    """Write the median and the 99th percentile."""
    shares = dict(re.findall(r"(\d+)%\s+(\S+)", told))
    return f"p50 {shares['50']}, p99 {shares['99']}"


def bare_rate(folder: Path) -> float:
    """Load an endpoint that returns the same bytes and does nothing else."""
    port = 18_765
    (folder / "bare.py").write_text(BARE, encoding="utf-8")
    command = [sys.executable, str(folder / "bare.py"), str(folder / "answer")]
    process = subprocess.Popen([*command, str(port)])
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                httpx2.get(f"{url}/bare")
                break
            except httpx2.TransportError:
                time.sleep(0.1)
        env = {"IDS": str(folder / "ids"), "TARGET": "/bare?%s", "SEED": "1"}
        env |= {"KEY": "none", "DELAY": "0"}
        return wrk(folder, url, env, connections=8)[0]
    finally:
        process.terminate()
        process.wait()


def resident(running: Running) -> str:
    """Read the memory of the largest process of the service, and what it shares."""
    sizes = []
    for pid in processes(running):
        status = Path(f"/proc/{pid}/status").read_text()
        found = dict(re.findall(r"(VmRSS|RssFile):\s+(\d+)", status))
        sizes.append((int(found["VmRSS"]) / 1024, int(found["RssFile"]) / 1024))
    whole, shared = max(sizes)
    return f"{whole:.0f} MB, of which {shared:.0f} MB are files that all share"


def write_roster(n_leaders: int, folder: Path) -> Path:
    """Write a roster of many invented chapters, each value drawn anew."""
    write_sample(make_sample(SEED, n_leaders=CHAPTER), folder)
    chapter = pd.read_csv(folder / "roster.csv", dtype=str, keep_default_na=False)
    rng = np.random.default_rng(SEED)
    parts = []
    for k in range(-(-n_leaders // len(chapter))):
        part = chapter.copy()
        part["leader_id"] = f"S{k}-" + part["leader_id"]
        for column in set(part) - {"leader_id", "name", "email"}:
            part[column] = part[column].to_numpy()[rng.permutation(len(part))]
        parts.append(part)
    whole = pd.concat(parts).head(n_leaders)
    whole.to_csv(folder / "roster.csv", index=False)
    return folder / "roster.csv"


def tell(n_leaders: int, what: str, figure: str) -> None:
    """Print a row."""
    print(f"| {n_leaders:,} | {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
