"""Databases to test on: each test that takes `store` runs on SQLite and PostgreSQL."""

import itertools
import shutil

import pytest

from matcher.roster.read import read_roster
from matcher.roster.sample import make_sample
from service.storage import migrate
from service.storage.organisations import add_organisation
from service.storage.rosters import add_roster
from service.storage.store import Store
from tests.service.clusters import new_cluster

COUNTER = itertools.count()
TEMPLATE = "template_peermatch"


@pytest.fixture(scope="session")
def cluster():
    """Run a PostgreSQL server; started when the first test wants it."""
    with new_cluster() as running:
        yield running


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    store = Store(f"sqlite:///{path}")
    migrate.upgrade(store)
    store.close()
    return path


@pytest.fixture(scope="session")
def postgresql_template(cluster):
    cluster.execute(f"CREATE DATABASE {TEMPLATE}")
    store = Store(cluster.url(TEMPLATE))
    migrate.upgrade(store)
    store.close()
    return TEMPLATE


@pytest.fixture
def sqlite_url(sqlite_template, tmp_path):
    """Give an SQLite database at the newest schema."""
    path = tmp_path / "peermatch.sqlite"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(cluster, postgresql_template):
    """Give a PostgreSQL database at the newest schema."""
    name = f"test_{next(COUNTER)}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    yield cluster.url(name)
    cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """Give a database at the newest schema, of each kind in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    """Give a database without any table, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    cluster = request.getfixturevalue("cluster")
    name = f"empty_{next(COUNTER)}"
    cluster.execute(f"CREATE DATABASE {name}")
    yield cluster.url(name)
    cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def store(database_url):
    opened = Store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def organisation_id(store):
    with store.transaction() as connection:
        return add_organisation(connection, "Northern Forum").organisation_id


@pytest.fixture
def other_id(store):
    with store.transaction() as connection:
        return add_organisation(connection, "Southern Circle").organisation_id


@pytest.fixture(scope="session")
def sample_roster(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "roster.csv"
    path.write_text(make_sample(n_leaders=60).roster, encoding="utf-8")
    return read_roster(path)


@pytest.fixture
def stored(store, organisation_id, sample_roster):
    with store.transaction() as connection:
        return add_roster(
            connection, organisation_id, name="2026", roster=sample_roster
        )
