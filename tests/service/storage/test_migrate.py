import multiprocessing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from service.storage import migrate
from service.storage.errors import SchemaError
from service.storage.organisations import add_organisation, list_organisations
from service.storage.schema import catalogue, ordered_tables
from service.storage.store import Store


@pytest.fixture
def empty(empty_url):
    opened = Store(empty_url)
    yield opened
    opened.close()


def tables_of(store):
    return set(inspect(store.engine).get_table_names()) - {"alembic_version"}


def differences(store):
    with store.transaction() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, catalogue())


def test_the_migrations_make_the_tables_that_the_code_uses(empty):
    migrate.upgrade(empty)

    assert differences(empty) == []
    assert migrate.is_current(empty)


def test_every_migration_goes_up_and_down_and_up(empty):
    seen = []
    for revision in migrate.known_revisions():
        migrate.upgrade(empty, revision)
        seen.append(tables_of(empty))
        migrate.downgrade(empty, "-1")
        assert tables_of(empty) == (seen[-2] if len(seen) > 1 else set())
        migrate.upgrade(empty, revision)

    assert seen[-1] == {table.name for table in ordered_tables()}
    migrate.downgrade(empty)
    assert tables_of(empty) == set()


def test_an_upgrade_keeps_what_is_there(store):
    with store.transaction() as connection:
        added = add_organisation(connection, "Kept")

    migrate.upgrade(store)

    with store.reading() as connection:
        assert list_organisations(connection) == (added,)


def upgrade_now(url, start, problems):
    store = Store(url)
    start.wait()
    try:
        migrate.upgrade(store)
    except Exception as error:  # noqa: BLE001 - told to the parent
        problems.put(repr(error))
    store.close()


def test_processes_that_upgrade_at_once_take_turns(empty_url):
    context = multiprocessing.get_context("spawn")
    start, problems = context.Event(), context.Queue()
    workers = [
        context.Process(target=upgrade_now, args=(empty_url, start, problems))
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    start.set()
    for worker in workers:
        worker.join()

    assert problems.empty()
    store = Store(empty_url)
    assert migrate.is_current(store)
    store.close()


def test_a_newer_schema_is_refused_and_left_alone(store):
    with store.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaError, match="'9999', which this version"):
        migrate.upgrade(store)

    assert not migrate.is_current(store)
    assert migrate.revision_of(store) == "9999"


def test_every_table_keeps_organisations_apart():
    for table in ordered_tables():
        is_top = table.name == "organisations"
        assert is_top or not table.c.organisation_id.nullable, table.name
