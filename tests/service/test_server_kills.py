"""`kill -9` of servers and workers of a whole service while clients ask it for work."""

import contextlib
import random
import shutil
import time
from collections import Counter
from pathlib import Path

import pytest

from models.bundle import load_bundle
from service.storage import migrate
from service.storage.bundles import add_bundle
from service.storage.keys import add_key
from service.storage.organisations import add_organisation
from service.storage.store import Store
from tests.service.clusters import new_cluster, wait_until
from tests.service.crashing import champions_log
from tests.service.killing import (
    Scene,
    acting,
    bring,
    check,
    kill_all,
    kill_one,
    serving,
)
from tests.service.running import wait_for_job

GOLDEN = Path(__file__).parents[1] / "data" / "bundle-format-1"


@pytest.fixture
def scene(store, database_url, organisation_id, other_id, tmp_path):
    """Two organisations: one with rosters, one whose bundles take turns."""
    return set_up(store, database_url, (organisation_id, other_id), tmp_path)


def set_up(store, database_url, organisations, tmp_path):
    other_id = organisations[1]
    golden, other = load_bundle(GOLDEN).bundle_id, "f" * 64
    keys = []
    with store.transaction() as connection:
        for bundle_id, before in ((golden, ""), (other, golden)):
            shutil.copytree(GOLDEN, tmp_path / "data" / "bundles" / bundle_id)
            judged = {"is_better": True, "champion": before}
            add_bundle(
                connection,
                other_id,
                bundle_id=bundle_id,
                roster_id=None,
                origin={"judged_in_service": judged},
            )
        for owner in organisations:
            _, secret = add_key(connection, owner, label="k", scopes=["manage"])
            keys.append({"Authorization": f"Bearer {secret}"})
    store.close()
    return Scene(database_url, tmp_path, *keys)


def begin(scene, running):
    """Import the roster that everything is about."""
    bring(scene, "first", random.Random(7))
    with running.client(scene.headers) as client:
        job = wait_for_job(client, f"/v1/jobs/{scene.told['import'].pop()}")
    assert job["state"] == "done", job
    scene.roster_id = job["result"]["roster_id"]
    page = scene.ask("GET", f"/v1/rosters/{scene.roster_id}/leaders?limit=200").json()
    scene.leader_ids = tuple(one["leader_id"] for one in page["items"])


def survive(scene, lives, *, seed, acts=("feedback",)):
    """Kill processes one by one, and between two lives all of them at once.

    The last life goes on until each of the acts was done at least once.
    """
    rng = random.Random(seed)
    with contextlib.ExitStack() as clients:
        for number, n_kills in enumerate(lives):
            with serving(scene) as running:
                if number == 0:
                    begin(scene, running)
                    clients.enter_context(acting(scene, seed))
                for _ in range(n_kills):
                    time.sleep(rng.uniform(0.2, 2.5))
                    kill_one(running, rng)
                if number + 1 < len(lives):
                    kill_all(running)
                    continue
                wait_until(lambda: all(scene.told[act] for act in acts), seconds=180)
                clients.close()
                return check(scene)
    return Counter()


def champions(scene, organisation_id):
    store = Store(scene.url)
    with store.reading() as connection:
        found = champions_log(connection, organisation_id)
    store.close()
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_service_whose_processes_are_killed_loses_and_doubles_nothing(scene):
    scene.most_jobs, scene.options = 3, ()

    counted = survive(scene, [3], seed=5)

    assert counted["feedback"]
    assert counted["promote"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_fifty_kills_of_servers_and_workers_lose_and_double_nothing(
    scene, other_id, seed
):
    acts = ("feedback", "import", "form", "publish", "move", "promote")

    counted = survive(scene, [18, 18, 18], seed=seed, acts=acts)

    assert all(counted[act] for act in acts)
    log = champions(scene, other_id)
    assert [number for number, _ in log] == list(range(1, len(log) + 1))
    assert Counter(scene.told["promote"]) == Counter(name for _, name in log)


@pytest.mark.slow
def test_a_postgresql_restarted_under_a_service_loses_and_doubles_nothing(tmp_path):
    """Stopped at once, as by a power cut of its own, and in order, and at once."""
    acts = ("feedback", "import", "form", "publish")
    with new_cluster() as cluster:
        cluster.execute("CREATE DATABASE load")
        store = Store(cluster.url("load"))
        migrate.upgrade(store)
        with store.transaction() as connection:
            organisations = tuple(
                add_organisation(connection, name).organisation_id
                for name in ("Northern Forum", "Southern Circle")
            )
        scene = set_up(store, cluster.url("load"), organisations, tmp_path)
        with serving(scene) as running:
            begin(scene, running)
            with acting(scene, 11):
                for how in ("immediate", "fast", "immediate"):
                    before = len(scene.told["feedback"])
                    wait_until(
                        lambda n=before: len(scene.told["feedback"]) > n + 3, seconds=90
                    )
                    cluster.stop(how)
                    time.sleep(1)
                    cluster.start()
                wait_until(lambda: all(scene.told[act] for act in acts), seconds=180)

            counted = check(scene)

    assert all(counted[act] for act in acts)
