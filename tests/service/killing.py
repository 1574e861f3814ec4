"""A whole service whose processes are killed while clients work over HTTP."""

import contextlib
import itertools
import os
import random
import signal
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from matcher.roster.sample import make_sample
from tests.service.running import Running, running_service

SETTINGS = {
    "lease_seconds": "1",
    "attempts": "20",
    "requests_per_second": "100000",
    "burst": "1000000",
}
ROWS = 30


@dataclass
class Scene:
    """The service as its clients find it, wherever it was started again."""

    url: str  # of the database
    folder: Path
    headers: dict[str, str]
    learning: dict[str, str]  # key of the organisation whose bundles take turns
    options: tuple[str, ...] = ("--servers", "2", "--workers", "2")
    most_jobs: int = 30  # of a kind that clients put in; each has to end
    roster_id: str = ""
    leader_ids: tuple[str, ...] = ()
    address: str = ""
    told: dict[str, list] = field(default_factory=lambda: defaultdict(list))
    odd: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def ask(self, method, path, *, headers=None, seconds=180.0, **given):
        """Ask until answered, as a client does that cannot know what was done."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(httpx2.TransportError):
                answered = httpx2.request(
                    method,
                    f"{self.address}{path}",
                    headers=headers or self.headers,
                    timeout=30.0,
                    **given,
                )
                if answered.status_code != 503:
                    if answered.status_code >= 500:
                        self.odd.append(f"{method} {path}: {answered.text[:300]}")
                    return answered
            time.sleep(0.05)
        raise AssertionError((method, path))


def with_key(headers, key, version=None):
    found = {**headers, "Idempotency-Key": key}
    return found if version is None else {**found, "If-Match": f'"{version}"'}


def feed(scene, key, rng):
    ids = scene.leader_ids
    rows = [
        {
            "rater_id": a,
            "ratee_id": b,
            "kind": "rating",
            "value": rng.randrange(10),
            "group_id": f"{key}-{k}",
        }
        for k, (a, b) in enumerate(rng.sample(ids, 2) for _ in range(ROWS))
    ]
    batch = {"key": key, "rows": rows}
    path = f"/v1/rosters/{scene.roster_id}/feedback"
    answered = scene.ask("POST", path, json=batch, headers=scene.headers)
    assert answered.status_code == 200, answered.text
    assert answered.json()["n_new"] == ROWS, answered.text
    scene.told["feedback"].append(batch)


def bring(scene, key, rng):
    data = make_sample(rng.randrange(50), n_leaders=40).roster.encode()
    answered = scene.ask(
        "POST",
        f"/v1/rosters?name={key}.csv",
        content=data,
        headers=with_key(scene.headers, key),
    )
    assert answered.status_code == 202, answered.text
    scene.told["import"].append(answered.json()["job_id"])


def search(scene, key, rng):
    wish = {"roster_id": scene.roster_id, "seconds": 0.3, "seed": rng.randrange(99)}
    answered = scene.ask(
        "POST",
        "/v1/proposals",
        json={**wish, "anew": True},
        headers=with_key(scene.headers, key),
    )
    assert answered.status_code == 202, answered.text
    scene.told["form"].append(answered.json()["job_id"])


def drafts_of(scene):
    found, cursor = [], ""
    while cursor is not None:
        page = scene.ask("GET", f"/v1/proposals?limit=200&cursor={cursor}").json()
        found += [one for one in page["items"] if one["state"] == "draft"]
        cursor = page["next"]
    return found


def publish(scene, key, rng):
    drafts = drafts_of(scene)
    if not drafts:
        return
    one = rng.choice(drafts)
    answered = scene.ask(
        "POST",
        f"/v1/proposals/{one['proposal_id']}/publish",
        json={"accept_broken": True},
        headers=with_key(scene.headers, key, one["version"]),
    )
    if answered.status_code == 200:
        scene.told["publish"].append(answered.json()["seating_number"])
    else:  # another draft was published, or moved in, meanwhile
        assert answered.status_code in {409, 412}, answered.text


def move(scene, key, rng):
    drafts = drafts_of(scene)
    if not drafts:
        return
    path = f"/v1/proposals/{rng.choice(drafts)['proposal_id']}"
    draft = scene.ask("GET", f"{path}/draft").json()
    seats = [seat for seat in draft["seats"] if seat["group_id"]]
    groups = sorted({seat["group_id"] for seat in seats})
    seat = rng.choice(seats)
    moves = [{"leader_id": seat["leader_id"], "to_group": rng.choice(groups)}]
    answered = scene.ask(
        "POST",
        f"{path}/moves",
        json={"moves": moves},
        headers=with_key(scene.headers, key, draft["version"]),
    )
    if answered.status_code == 200:
        scene.told["move"].append((path, answered.json()["version"]))
    else:
        assert answered.status_code in {409, 412}, answered.text


def promote(scene, key, rng):
    """Let two bundles take turns; each says what it was compared with."""
    models = scene.ask("GET", "/v1/models", headers=scene.learning).json()["items"]
    serving = [one["bundle_id"] for one in models if one["state"] == "champion"]
    fit = [
        one["bundle_id"]
        for one in models
        if [one["origin"]["judged_in_service"]["champion"]] == (serving or [""])
    ]
    path = f"/v1/models/{fit[0]}/promote" if fit else "/v1/models/roll-back"
    if serving and rng.random() < 0.5:
        path = "/v1/models/roll-back"
    answered = scene.ask("POST", path, headers=with_key(scene.learning, key))
    if answered.status_code == 200:
        scene.told["promote"].append(answered.json()["now"])
    else:
        assert answered.status_code == 409, answered.text


ACTS = (feed, bring, search, publish, move, promote)


def client(scene, act, seed):
    """Do one kind of act again and again, until told to stop; nothing is left open."""
    rng = random.Random(seed)
    for number in itertools.count():
        if scene.stopping.is_set():
            return
        kind = {bring: "import", search: "form"}.get(act)
        if kind and len(scene.told[kind]) >= scene.most_jobs:
            return
        try:
            act(scene, f"{act.__name__}-{seed}-{number}", rng)
        except BaseException as error:
            scene.odd.append(f"{act.__name__}: {error!r}")
            raise
        time.sleep(rng.uniform(0.0, 0.3))


def children_of(pid: int) -> list[int]:
    """List servers and workers; what tracks shared memory is neither."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    found = []
    for child in told.split():
        with contextlib.suppress(OSError):
            line = Path(f"/proc/{child}/cmdline").read_bytes()
            if line and b"resource_tracker" not in line:
                found.append(int(child))
    return found


def kill_one(running: Running, rng: random.Random) -> None:
    """Kill a server or a worker; the process that watches starts another."""
    while not (pids := children_of(running.process.pid)):
        time.sleep(0.1)
    with contextlib.suppress(OSError):
        os.kill(rng.choice(pids), signal.SIGKILL)


def kill_all(running: Running) -> None:
    """Kill all processes at once, as a power cut does."""
    pids = [running.process.pid, *children_of(running.process.pid)]
    for pid in pids:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    running.process.wait()


@contextlib.contextmanager
def acting(scene: Scene, seed: int):
    """Let one client of each kind work while the block runs."""
    threads = [
        threading.Thread(target=client, args=(scene, act, seed + k), daemon=True)
        for k, act in enumerate(ACTS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        scene.stopping.set()
        for thread in threads:
            thread.join(200)


def let_all_end(scene: Scene, *, seconds: float = 240.0) -> list[dict]:
    """Wait until no job is open any more."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        jobs = everything(scene, "/v1/jobs")
        if all(job["ended_at"] for job in jobs):
            return jobs
        time.sleep(0.3)
    raise AssertionError([job for job in jobs if not job["ended_at"]])


def everything(scene: Scene, path: str) -> list[dict]:
    found, cursor = [], ""
    while cursor is not None:
        page = scene.ask("GET", f"{path}?limit=200&cursor={cursor}").json()
        found += page["items"]
        cursor = page["next"]
    return found


def check(scene: Scene) -> Counter[str]:
    """Assert that what was acknowledged is there, once; count it."""
    assert not scene.odd, scene.odd[:3]
    told, jobs = scene.told, let_all_end(scene)
    undone = [
        (j["kind"], j["state"], j["problem"]) for j in jobs if j["state"] != "done"
    ]
    assert not undone, undone
    by_kind = defaultdict(set)
    for job in jobs:
        by_kind[job["kind"]].add(job["job_id"])
    # Every client asked until it was answered, so each act was done exactly once.
    assert by_kind["form"] == set(told["form"])
    assert len(told["form"]) == len(set(told["form"]))
    assert len(by_kind["import"]) == len(told["import"]) + 1
    rosters = everything(scene, "/v1/rosters")
    assert len(rosters) == len(by_kind["import"])
    assert len({one["name"] for one in rosters}) == len(rosters)
    proposals = everything(scene, "/v1/proposals")
    assert sorted(one["job_id"] for one in proposals) == sorted(told["form"])
    path = f"/v1/rosters/{scene.roster_id}"
    seating = scene.ask("GET", f"{path}/seating").json()
    assert sorted(told["publish"]) == list(range(1, seating["number"] + 1))
    for batch in told["feedback"]:  # sent again, as by a client that was not sure
        again = scene.ask("POST", f"{path}/feedback", json=batch).json()
        assert again["is_repeated"]
        assert again["n_new"] == ROWS
    moves = defaultdict(list)
    for where, version in told["move"]:
        moves[where].append(version)
    for where, versions in moves.items():
        acts = scene.ask("GET", f"{where}/acts").json()["items"]
        made = [act["number"] for act in acts if act["kind"] == "move"]
        assert sorted(versions) == made, where
    return Counter({name: len(facts) for name, facts in told.items()})


@contextlib.contextmanager
def serving(scene: Scene):
    """Serve the scene's database; clients are told where."""
    options = scene.options
    with running_service(scene.url, scene.folder, *options, **SETTINGS) as running:
        scene.address = running.url
        yield running
