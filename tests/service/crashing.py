"""Processes that are killed while they work, and what must hold afterwards."""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from matcher.roster.sample import make_sample
from service.jobs.worker import Worker, WorkerParams
from service.storage import jobs as stored_jobs
from service.storage.bundles import (
    add_bundle,
    champion_id,
    promote_bundle,
    roll_back_bundle,
)
from service.storage.drafts import By, publish_proposal
from service.storage.errors import StorageError
from service.storage.feedback import Said, add_batch, count_feedback
from service.storage.organisations import add_organisation
from service.storage.programs import add_program
from service.storage.proposals import Seat, add_proposal, list_proposals
from service.storage.rosters import list_rosters, load_roster
from service.storage.seatings import current_seats, last_seating
from service.storage.store import Store
from service.storage.tables.learning import champions
from service.workflows.importing import ask_import
from service.workflows.kinds import HANDLERS
from service.workflows.proposing import Wish, ask_proposal

PARAMS = WorkerParams(lease_seconds=1.0, attempts=1_000)
ROWS = 60
KINDS = ("import", "form")  # pools, which imports ask for, are left waiting
BUNDLES = ("a" * 64, "b" * 64)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the processes work on."""

    url: str
    organisation_id: str
    roster_id: str
    learning_id: str  # the organisation whose bundles, without files, take turns
    data: str


@dataclass(slots=True)
class Told:
    """What was acknowledged."""

    batches: set[str] = field(default_factory=set)
    seatings: set[int] = field(default_factory=set)
    champions: list[str] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)


def small_roster(seed: int) -> bytes:
    return make_sample(seed, n_leaders=40).roster.encode()


def prepare(store: Store, organisation_id: str) -> str:
    """Store what acts refer to; gives the organisation whose bundles take turns."""
    with store.transaction() as connection:
        learning_id = add_organisation(connection, "Bundles").organisation_id
        for bundle_id in BUNDLES:
            add_bundle(
                connection,
                learning_id,
                bundle_id=bundle_id,
                roster_id=None,
                origin={},
            )
        add_program(
            connection,
            organisation_id,
            name="core",
            document={"preset": "core"},
        )
    return learning_id


def work(scene: Scene) -> None:
    """Be a worker until killed."""
    _worker(Store(scene.url), scene).run()


def _worker(store: Store, scene: Scene) -> Worker:
    handlers = {kind: HANDLERS[kind] for kind in KINDS}
    return Worker(store, handlers, data=Path(scene.data), params=PARAMS)


def act(scene: Scene, seed: int, told: int) -> None:
    """Do one act after the other until killed; each is told once it is done."""
    store, rng = Store(scene.url), random.Random(seed)
    acts = {"feedback": _feed, "publish": _publish, "promote": _promote,
            "import": _import, "form": _form}  # fmt: skip
    for number in range(10**6):
        name = rng.choice(("feedback",) * 4 + ("publish", "promote") * 2 + ("import",))
        if number == 1:
            name = "form"
        try:
            fact = acts[name](store, scene, f"{seed}-{number}", rng)
        except StorageError:
            time.sleep(0.1)  # the database is away, or another act was faster
            continue
        os.write(told, f"{json.dumps([name, fact])}\n".encode())


def rows_of(ids: tuple[str, ...], key: str) -> list[Said]:
    rng = random.Random(key)
    pairs = [rng.sample(ids, 2) for _ in range(ROWS)]
    return [
        Said(a, b, "rating", str(rng.random()), group_id=f"{key}-{k}")
        for k, (a, b) in enumerate(pairs)
    ]


def _ids(store: Store, scene: Scene) -> tuple[str, ...]:
    with store.reading() as connection:
        roster = load_roster(
            connection, scene.organisation_id, roster_id=scene.roster_id
        )
    return roster.leader_ids


def _feed(store: Store, scene: Scene, key: str, _rng: random.Random) -> str:
    rows = rows_of(_ids(store, scene), key)
    with store.transaction() as connection:
        add_batch(
            connection,
            scene.organisation_id,
            roster_id=scene.roster_id,
            key=key,
            rows=rows,
        )
    return key


def _publish(store: Store, scene: Scene, _key: str, rng: random.Random) -> int:
    seats = [Seat(who, f"G{rng.randrange(4)}") for who in _ids(store, scene)]
    with store.transaction() as connection:
        draft = add_proposal(
            connection,
            scene.organisation_id,
            roster_id=scene.roster_id,
            roster_version=1,
            document={},
            seats=seats,
        )
        return publish_proposal(
            connection,
            scene.organisation_id,
            proposal_id=draft.proposal_id,
            by=By(0),
        )


def _promote(store: Store, scene: Scene, _key: str, rng: random.Random) -> str:
    with store.transaction() as connection:
        mine = scene.learning_id
        champion = champion_id(connection, mine)
        if champion and rng.random() < 0.3:
            return roll_back_bundle(connection, mine)[1]
        other = next(b for b in BUNDLES if b != champion)
        promote_bundle(connection, mine, bundle_id=other, expected_champion=champion)
        return other


def _import(store: Store, scene: Scene, key: str, rng: random.Random) -> str:
    data = small_roster(rng.randrange(50))
    with store.transaction() as connection:
        job = ask_import(
            connection, scene.organisation_id, name=f"{key}.csv", data=data
        )
    return job.job_id


def _form(store: Store, scene: Scene, _key: str, rng: random.Random) -> str:
    wish = Wish(None, 0.3, rng.randrange(100), None, anew=True)
    with store.transaction() as connection:
        job = ask_proposal(
            connection, scene.organisation_id, roster_id=scene.roster_id, wish=wish
        )
    return job.job_id


def read_told(path: Path) -> Told:
    told = Told()
    for line in path.read_bytes().split(b"\n"):
        try:
            name, fact = json.loads(line)
        except ValueError:
            continue  # the last line of one that was killed while it wrote
        if name == "feedback":
            told.batches.add(fact)
        elif name == "publish":
            told.seatings.add(fact)
        elif name == "promote":
            told.champions.append(fact)
        else:
            (told.imports if name == "import" else told.forms).add(fact)
    return told


def drain(scene: Scene) -> None:
    """Let a worker that nobody kills end every job."""
    store = Store(scene.url)
    _worker(store, scene).run(until_idle=True)
    store.close()


def check(scene: Scene, told: Told) -> Counter[str]:
    """Assert that nothing told is missing and nothing is doubled; count what is."""
    store = Store(scene.url)
    mine, where = scene.organisation_id, {"roster_id": scene.roster_id}
    n_before = len(told.batches)
    ids = _ids(store, scene)
    for key in sorted(told.batches):  # sent again, as by a client that was not sure
        with store.transaction() as connection:
            batch = add_batch(
                connection, mine, **where, key=key, rows=rows_of(ids, key)
            )
        assert batch.is_repeated
        assert batch.n_new == ROWS
    with store.reading() as connection:
        n_rows = count_feedback(connection, mine, **where)
        last = last_seating(connection, mine, **where)
        seated = current_seats(connection, mine, **where)
        rosters = _all(list_rosters, connection, mine, "roster_id")
        proposals = _all(list_proposals, connection, mine, "proposal_id")
        all_jobs = _all(stored_jobs.list_jobs, connection, mine, "job_id")
        log = champions_log(connection, scene.learning_id)
    store.close()
    assert [number for number, _ in log] == list(range(1, len(log) + 1))
    assert _is_within(told.champions, [bundle_id for _, bundle_id in log])
    assert n_rows % ROWS == 0  # a batch is there whole or not at all
    assert n_rows >= ROWS * n_before
    assert not told.seatings or last >= max(told.seatings)
    assert len(told.seatings) <= last
    assert set(seated) == (set(ids) if last else set())
    jobs = [job for job in all_jobs if job.kind in KINDS]
    undone = [(j.kind, j.state, j.problem) for j in jobs if j.state != "done"]
    assert not undone, undone
    by_id = {job.job_id: job for job in jobs}
    assert (told.imports | told.forms) <= by_id.keys()
    kinds = Counter(job.kind for job in jobs)
    names = Counter(roster.name for roster in rosters)
    assert set(names.values()) == {1}  # each import made one roster, under its own name
    assert len(rosters) == 1 + kinds["import"]
    made = Counter(p.job_id for p in proposals if p.job_id)
    assert set(made) == {job.job_id for job in jobs if job.kind == "form"}
    assert set(made.values()) <= {1}
    return Counter({"batches": n_rows // ROWS, "seatings": last, **kinds,
                    "champions": len(log)})  # fmt: skip


def champions_log(connection, organisation_id):
    query = select(champions.c.number, champions.c.bundle_id).where(
        champions.c.organisation_id == organisation_id
    )
    return [
        tuple(row) for row in connection.execute(query.order_by(champions.c.number))
    ]


def _is_within(told, stored):
    """Tell whether what was told stands in what is stored, in some order."""
    return not Counter(told) - Counter(stored)


def _all(listing, connection, organisation_id, key):
    found, after = [], ""
    while page := listing(connection, organisation_id, after=after, limit=200):
        found += page
        after = getattr(page[-1], key)
    return found


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def main() -> None:
    """Be the process that the arguments name."""
    role, seed, told, *scene = sys.argv[1:]
    if role == "work":
        work(Scene(*scene))
    else:
        handle = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        act(Scene(*scene), int(seed), handle)


if __name__ == "__main__":
    main()
