"""Pools are swapped while questions are asked; each answer is of one of them, whole."""

import threading

import pytest

from matcher.program.read import load_program
from matcher.roster.read import read_roster
from matcher.suggest.pool import build_pool
from service.workflows.pools import NoPoolError, Serving, Shelf
from tests.service.api.conftest import ROSTER

MINE, ROSTER_ID = "north", "a" * 32


@pytest.fixture(scope="module")
def pools(tmp_path_factory):
    """Two pools that differ in who is in them."""
    folder = tmp_path_factory.mktemp("rosters")
    found = []
    for name, data in (("one", ROSTER), ("two", ROSTER.replace(b"L6", b"L7"))):
        path = folder / f"{name}.csv"
        path.write_bytes(data)
        found.append(build_pool(read_roster(path), load_program("core")))
    return found


def serving(number: int) -> Serving:
    return Serving(MINE, ROSTER_ID, f"v{number}", number, "")


def test_whoever_asks_while_pools_are_swapped_gets_one_of_them_whole(tmp_path, pools):
    writer, reader = Shelf(tmp_path), Shelf(tmp_path)
    writer.put(serving(1), pools[0])
    seen: set[tuple[int, bool]] = set()
    wrong: list[BaseException] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                which, pool = reader.open(MINE, ROSTER_ID)
                has_last = pool.facts.ids.row_of("L7") >= 0
                seen.add((which.roster_version % 2, has_last))
            except Exception as error:  # noqa: BLE001 - any at all fails the test
                wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(2, 60):
        writer.put(serving(number), pools[(number - 1) % 2])
    done.set()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert seen <= {(1, False), (0, True)}
    assert [path.name for path in (tmp_path / "pools" / ROSTER_ID).glob("v*")] == [
        "v59"
    ]


def test_a_pool_opens_for_its_organisation_alone(tmp_path, pools):
    shelf = Shelf(tmp_path)
    shelf.put(serving(1), pools[0])

    assert len(shelf.open(MINE, ROSTER_ID)[1]) == 6
    with pytest.raises(NoPoolError):
        shelf.open("south", ROSTER_ID)
    with pytest.raises(NoPoolError):
        shelf.open(MINE, "b" * 32)


def test_what_is_dropped_serves_nobody(tmp_path, pools):
    shelf, other = Shelf(tmp_path), Shelf(tmp_path)
    shelf.put(serving(1), pools[0])
    other.open(MINE, ROSTER_ID)

    shelf.drop(ROSTER_ID)

    for one in (shelf, other):
        with pytest.raises(NoPoolError):
            one.open(MINE, ROSTER_ID)
    assert shelf.check() == "ok"


def test_a_damaged_pool_is_not_ready(tmp_path, pools):
    shelf = Shelf(tmp_path)
    shelf.put(serving(1), pools[0])
    (tmp_path / "pools" / ROSTER_ID / "v1" / "pool.json").write_text("{}")

    assert shelf.check() != "ok"
