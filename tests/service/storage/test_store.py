import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import StatementError

from service.storage.errors import (
    ConflictError,
    DiskFullError,
    StorageError,
    UnavailableError,
)
from service.storage.organisations import add_organisation, list_organisations
from service.storage.store import Store
from service.storage.tables.access import organisations


def test_what_a_block_wrote_is_there_after_it(store):
    with store.transaction() as connection:
        added = add_organisation(connection, "Åse & Sons")

    with store.reading() as connection:
        assert list_organisations(connection) == (added,)


def test_a_block_that_fails_leaves_nothing(store):
    def write_and_fail():
        with store.transaction() as connection:
            add_organisation(connection, "Half")
            msg = "the middle of it"
            raise RuntimeError(msg)

    with pytest.raises(RuntimeError, match="the middle"):
        write_and_fail()

    with store.reading() as connection:
        assert list_organisations(connection) == ()


def test_a_reading_block_sees_one_state_throughout(store):
    with store.reading() as reader:
        before = list_organisations(reader)
        with store.transaction() as writer:
            add_organisation(writer, "Late")

        assert list_organisations(reader) == before == ()


def test_writers_wait_for_each_other(store):
    """With a plain BEGIN, SQLite refuses most of those who come at once."""
    problems = []

    def write(number):
        try:
            with store.transaction() as connection:
                n_before = len(list_organisations(connection))
                add_organisation(connection, f"{number} after {n_before}")
        except StorageError as error:
            problems.append(error)

    threads = [threading.Thread(target=write, args=(k,)) for k in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    with store.reading() as connection:
        assert len(list_organisations(connection)) == 24


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 22, 12, 0, 0, 5, tzinfo=UTC),
        datetime(2026, 11, 22, 23, 0, tzinfo=timezone(timedelta(hours=11))),
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(9999, 12, 30, tzinfo=UTC),
    ],
)
def test_moments_come_back_aware_and_equal(store, moment):
    row = {"id": "a", "name": "one", "created_at": moment}
    with store.transaction() as connection:
        connection.execute(insert(organisations).values(row))

    with store.reading() as connection:
        found = connection.execute(select(organisations.c.created_at)).scalar_one()
    assert found == moment
    assert found.utcoffset() == timedelta(0)


def test_moments_sort_in_time(store):
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=h) for h in range(40)]
    rows = [{"id": str(k), "name": str(k), "created_at": m} for k, m in
            enumerate(moments)]  # fmt: skip
    with store.transaction() as connection:
        connection.execute(insert(organisations), rows[::-1])

    query = select(organisations.c.created_at).order_by(organisations.c.created_at)
    with store.reading() as connection:
        assert list(connection.execute(query).scalars()) == moments


def test_a_naive_moment_is_refused(store):
    row = {"id": "a", "name": "one", "created_at": datetime(2026, 1, 1)}  # noqa: DTZ001 - that is the point

    with (
        pytest.raises(StatementError, match="naive"),
        store.transaction() as connection,
    ):
        connection.execute(insert(organisations).values(row))


def test_problems_of_the_database_quote_nobody(store):
    def add_twice():
        row = {"name": "Ann Lee of Harbor", "created_at": datetime.now(UTC)}
        with store.transaction() as connection:
            connection.execute(insert(organisations).values(id="a", **row))
            connection.execute(insert(organisations).values(id="b", **row))

    with pytest.raises(ConflictError) as caught:
        add_twice()

    assert "Ann" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert "INSERT" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://root@db/x",
        "postgresql://u:secret@h/x",
        "no url",
        "",
    ],
)
def test_other_databases_are_refused_without_their_password(url):
    with pytest.raises(StorageError, match="must be") as caught:
        Store(url)

    assert "secret" not in str(caught.value)


def test_a_server_that_is_away_is_named(tmp_path):
    store = Store(f"postgresql+psycopg://nobody@/none?host={tmp_path}")

    with pytest.raises(UnavailableError, match="cannot be reached"):
        store.probe()


def test_a_writer_gives_up_after_its_time(sqlite_url):
    """The other one holds the lock for as long as the test lasts."""
    store, hasty = Store(sqlite_url), Store(sqlite_url, busy_seconds=0.05)

    with (
        store.transaction(),
        pytest.raises(UnavailableError, match="busy"),
        hasty.transaction(),
    ):
        pytest.fail("the lock is held")
    with hasty.transaction() as connection:
        add_organisation(connection, "Now")


def test_a_full_disk_is_named_and_changes_nothing(sqlite_url):
    store = Store(sqlite_url)

    def fill():
        with store.transaction() as connection:
            n_pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            connection.execute(text(f"PRAGMA max_page_count = {n_pages}"))
            for k in range(1_000):
                add_organisation(connection, f"{k:0500d}")

    with pytest.raises(DiskFullError, match="no room"):
        fill()

    store.close()  # the limit went with the connection
    with store.transaction() as connection:
        assert list_organisations(connection) == ()
        add_organisation(connection, "Room again")


def test_the_file_is_its_owners_alone(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'new' / 'peermatch.sqlite'}")
    store.probe()

    assert store.path.stat().st_mode & 0o077 == 0


def test_commits_are_on_the_disk_before_they_are_told(sqlite_url):
    store = Store(sqlite_url)

    with store.reading() as connection:
        modes = [
            connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        ]

    assert modes == ["wal", 2, 1, 1]


def test_a_file_that_is_no_database_is_named(tmp_path):
    path = tmp_path / "letter.sqlite"
    path.write_text("Dear Ann, " * 200)

    with pytest.raises(StorageError, match="refused"):
        Store(f"sqlite:///{path}").probe()
    assert path.read_text() == "Dear Ann, " * 200


def test_sqlite_is_new_enough_to_name_its_errors():
    assert sqlite3.sqlite_version_info >= (3, 35)
