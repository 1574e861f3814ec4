import multiprocessing
import os
import random
import threading
import time

import pytest

from service.storage.errors import DiskFullError, StorageError
from service.storage.rosters import add_roster
from service.storage.store import Store
from tests.service import crashing
from tests.service.clusters import new_cluster, wait_until
from tests.service.crashing import Scene, check, drain, kill, prepare, read_told


@pytest.fixture
def scene(store, database_url, organisation_id, sample_roster, tmp_path):
    learning = prepare(store, organisation_id)
    with store.transaction() as connection:
        stored = add_roster(
            connection, organisation_id, name="first", roster=sample_roster
        )
    store.close()
    data = str(tmp_path / "data")
    return Scene(database_url, organisation_id, stored.roster_id, learning, data)


def act_into(scene, seed, path):
    crashing.act(scene, seed, os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT))


@pytest.fixture(scope="module")
def context():
    """Start processes from one that has imported everything already."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["tests.service.crashing"])
    return made


def kill_at_random(context, scene, path, *, n_kills, seed):
    """Kill workers and clients while they work; each is started again."""
    rng = random.Random(seed)
    running = {}

    def start(role, number):
        target, given = (
            (crashing.work, (scene,))
            if role.startswith("worker")
            else (act_into, (scene, number, str(path)))
        )
        running[role] = context.Process(target=target, args=given)
        running[role].start()

    for number, role in enumerate(("worker a", "worker b", "client")):
        start(role, number)
    wait_until(lambda: path.exists() and path.stat().st_size > 0, seconds=120)
    for number in range(n_kills):
        time.sleep(rng.uniform(0.02, 0.8))
        role = rng.choice(sorted(running))
        kill(running[role].pid)
        running[role].join()
        start(role, 100 + number)
    for process in running.values():
        kill(process.pid)
        process.join()


def test_kills_at_random_lose_and_double_nothing(context, scene, tmp_path):
    path = tmp_path / "told"
    kill_at_random(context, scene, path, n_kills=6, seed=1)

    drain(scene)

    told = read_told(path)
    assert told.batches
    check(scene, told)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
def test_many_kills_at_random_lose_and_double_nothing(context, scene, tmp_path, seed):
    path = tmp_path / "told"
    kill_at_random(context, scene, path, n_kills=30, seed=seed)

    drain(scene)

    counted = check(scene, read_told(path))
    assert all(counted[what] for what in ("batches", "seatings", "import", "form"))


def test_a_server_that_is_restarted_under_load_loses_nothing(
    context, sample_roster, tmp_path
):
    """PostgreSQL is stopped at once, as by a power cut of its own, three times."""
    from service.storage import migrate  # noqa: PLC0415 - a cluster of its own
    from service.storage.organisations import add_organisation  # noqa: PLC0415

    path = tmp_path / "told"
    with new_cluster() as cluster:
        cluster.execute("CREATE DATABASE load")
        store = Store(cluster.url("load"))
        migrate.upgrade(store)
        with store.transaction() as connection:
            mine = add_organisation(connection, "Northern Forum").organisation_id
            stored = add_roster(connection, mine, name="first", roster=sample_roster)
        learning, data = prepare(store, mine), str(tmp_path / "data")
        scene = Scene(cluster.url("load"), mine, stored.roster_id, learning, data)
        processes = [
            context.Process(target=crashing.work, args=(scene,)),
            *(
                context.Process(target=act_into, args=(scene, k, str(path)))
                for k in range(2)
            ),
        ]
        for process in processes:
            process.start()
        for how in ("immediate", "fast", "immediate"):
            size = path.stat().st_size if path.exists() else 0
            wait_until(
                lambda size=size: path.exists() and path.stat().st_size > size + 40,
                seconds=120,
            )
            cluster.stop(how)
            cluster.start()
        size = path.stat().st_size
        wait_until(lambda: path.stat().st_size > size + 40, seconds=60)
        assert all(process.is_alive() for process in processes)
        for process in processes:
            kill(process.pid)
            process.join()
        drain(scene)

        check(scene, read_told(path))
        store.close()


def test_a_disk_that_is_full_and_has_room_again_loses_nothing(
    sqlite_url, sample_roster, tmp_path
):
    """The file may not grow for a while; the worker waits, the clients are told."""
    from sqlalchemy import event, text  # noqa: PLC0415 - for this alone

    from service.storage.organisations import add_organisation  # noqa: PLC0415

    store = Store(sqlite_url)
    with store.transaction() as connection:
        mine = add_organisation(connection, "Northern Forum").organisation_id
        stored = add_roster(connection, mine, name="first", roster=sample_roster)
    learning, data = prepare(store, mine), str(tmp_path / "data")
    scene = Scene(sqlite_url, mine, stored.roster_id, learning, data)
    rng, told = random.Random(5), crashing.Told()
    with store.reading() as connection:
        n_pages = connection.execute(text("PRAGMA page_count")).scalar_one()

    def limit(driver_connection, _record):
        driver_connection.execute(f"PRAGMA max_page_count = {n_pages + 20}")

    tight = Store(sqlite_url)
    event.listen(tight.engine, "connect", limit)
    refused = 0
    for number in range(60):
        try:
            told.batches.add(crashing._feed(tight, scene, f"t{number}", rng))
        except DiskFullError:
            refused += 1
    tight.close()
    assert refused > 10

    for number in range(60, 70):
        told.batches.add(crashing._feed(store, scene, f"t{number}", rng))

    counted = check(scene, told)
    assert counted["batches"] == len(told.batches) == 70 - refused
    store.close()


def test_two_at_once_promote_and_publish_in_one_order(scene, tmp_path):
    path = tmp_path / "told"
    stop = threading.Event()
    refused = []

    def client(seed):
        store, rng = Store(scene.url), random.Random(seed)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        for _ in range(15):
            for name, do in (("publish", crashing._publish), ("promote",
                             crashing._promote)):  # fmt: skip
                try:
                    fact = do(store, scene, "", rng)
                except StorageError as error:
                    refused.append(str(error))
                    continue
                os.write(handle, f'["{name}", {fact!r}]\n'.replace("'", '"').encode())
        os.close(handle)
        store.close()
        stop.set()

    threads = [threading.Thread(target=client, args=(k,)) for k in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    told = read_told(path)
    counted = check(scene, told)
    assert counted["seatings"] == len(told.seatings)
    assert len(told.champions) + len(told.seatings) + len(refused) == 90
