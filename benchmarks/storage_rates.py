"""Import and feedback on both databases: ``python -m benchmarks storage_rates``."""

import resource
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.reading_files import KINDS
from matcher.roster.read import read_roster
from matcher.roster.roster import Roster
from service.storage import migrate
from service.storage.feedback import Said, add_batch, count_feedback
from service.storage.leaders import get_leader, put_leader
from service.storage.organisations import add_organisation
from service.storage.rosters import add_roster, load_roster
from service.storage.store import Store
from tests.service.clusters import new_cluster

N_LEADERS = 100_000
BATCH = 500
N_BATCHES = 100
N_EDITS = 200
AT = datetime(2026, 3, 1, tzinfo=UTC)


@contextmanager
def _stores(folder: Path) -> Iterator[dict[str, Store]]:
    with new_cluster(is_durable=True) as cluster:
        cluster.execute("CREATE DATABASE rates")
        stores = {
            "SQLite": Store(f"sqlite:///{folder / 'rates.sqlite'}"),
            "PostgreSQL": Store(cluster.url("rates")),
        }
        for store in stores.values():
            migrate.upgrade(store)
        yield stores
        for store in stores.values():
            store.close()


def _batches(ids: tuple[str, ...]) -> list[list[Said]]:
    return [
        [
            Said(
                ids[(k * 7 + b) % 5_000],
                ids[(k * 13 + b * 31 + 1) % 5_000],
                "helped",
                str(k % 2),
                AT,
                AT + timedelta(seconds=b * BATCH + k),
                f"G{k % 40}",
                0.1,
                1 + k % 10,
            )
            for k in range(BATCH)
        ]
        for b in range(N_BATCHES)
    ]


def _quantile(seconds: list[float], share: float) -> float:
    return 1_000.0 * sorted(seconds)[int(share * (len(seconds) - 1))]


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _measure(name: str, store: Store, roster: Roster, read_seconds: float) -> None:
    began, used = time.perf_counter(), _processor()
    with store.transaction() as connection:
        mine = add_organisation(connection, name).organisation_id
        stored = add_roster(connection, mine, name="rates", roster=roster)
    store_seconds = time.perf_counter() - began
    print(
        f"| {name} | import of {N_LEADERS:,}: read and store | "
        f"{read_seconds + store_seconds:.2f} s "
        f"({_processor() - used:.1f} CPU s to store) |"
    )
    began = time.perf_counter()
    with store.reading() as connection:
        load_roster(connection, mine, roster_id=stored.roster_id)
    print(f"| {name} | load {N_LEADERS:,} | {time.perf_counter() - began:.2f} s |")
    where = {"roster_id": stored.roster_id}
    for n_clients in (1, 4):
        _feed(name, store, mine, where, roster.leader_ids, n_clients)
    edits = []
    for k in range(N_EDITS):
        leader_id = roster.leader_ids[k * 37]
        began = time.perf_counter()
        with store.transaction() as connection:
            before = get_leader(connection, mine, **where, leader_id=leader_id)
            put_leader(
                connection,
                mine,
                **where,
                leader_id=leader_id,
                profile={**before.profile, "city": "Bergen"},
                expected_version=before.version,
            )
        edits.append(time.perf_counter() - began)
    print(
        f"| {name} | one leader read and changed | "
        f"p50 {_quantile(edits, 0.5):.1f} ms, p99 {_quantile(edits, 0.99):.1f} ms |"
    )


def _feed(
    name: str,
    store: Store,
    mine: str,
    where: dict[str, str],
    ids: tuple[str, ...],
    n_clients: int,
) -> None:
    batches = _batches(ids if n_clients == 1 else ids[5_000:])
    with store.reading() as connection:
        n_before = count_feedback(connection, mine, **where)
    seconds: list[float] = []

    def client(first: int) -> None:
        for k in range(first, N_BATCHES, n_clients):
            began = time.perf_counter()
            with store.transaction() as connection:
                add_batch(
                    connection,
                    mine,
                    **where,
                    key=f"{n_clients}-{k}",
                    rows=batches[k],
                )
            seconds.append(time.perf_counter() - began)

    began, used = time.perf_counter(), _processor()
    threads = [threading.Thread(target=client, args=(k,)) for k in range(n_clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    with store.reading() as connection:
        n_new = count_feedback(connection, mine, **where) - n_before
    assert n_new == BATCH * N_BATCHES
    print(
        f"| {name} | feedback, batches of {BATCH}, {n_clients} at once | "
        f"{n_new / took:,.0f} rows/s ({n_new / (_processor() - used):,.0f} a CPU s); "
        f"a batch p50 {_quantile(seconds, 0.5):.0f} ms, "
        f"p99 {_quantile(seconds, 0.99):.0f} ms |"
    )


def main() -> None:
    """Print a table of rates."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "roster.csv"
        KINDS["accents, all distinct"].write(path, N_LEADERS)
        began = time.perf_counter()
        roster = read_roster(path)
        read_seconds = time.perf_counter() - began
        print("| database | what | measured |\n|---|---|---|")
        with _stores(folder) as stores:
            for database, store in stores.items():
                _measure(database, store, roster, read_seconds)


if __name__ == "__main__":
    main()
