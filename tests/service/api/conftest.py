"""The real app over real databases: an organisation, its keys, and a stranger's."""

from dataclasses import dataclass, field

import pytest
from starlette.testclient import TestClient

from service.api.app import create_app
from service.settings import Settings, read_settings
from service.storage.keys import Holder, add_key
from service.storage.organisations import add_organisation
from service.storage.store import Store

ROSTER = b"""leader_id,name,industry,revenue,employees,challenges,city,gender
L1,Ann Lee,Software,12000000,80,hiring,Oslo,w
L2,Bo Chen,Retail,9000000,60,pricing;hiring,Oslo,m
L3,Cy Diaz,Construction,15000000,110,cash flow,Bergen,w
L4,Di Evans,Banking,20000000,90,succession,Oslo,m
L/5,Ed Fox,Restaurants,8000000,140,pricing,Bergen,m
L6,Fay Gold,Trucking,11000000,70,cash flow,Oslo,w
"""


@dataclass
class Site:
    """One running app with two organisations in it."""

    settings: Settings
    store: Store
    client: TestClient
    organisation_id: str
    other_id: str
    keys: dict[str, str] = field(default_factory=dict)

    def key(self, scope: str, *, holder: Holder | None = None, other: bool = False):
        organisation_id = self.other_id if other else self.organisation_id
        with self.store.transaction() as connection:
            _, secret = add_key(
                connection,
                organisation_id,
                label=scope,
                scopes=scope.split(),
                holder=holder,
            )
        return {"Authorization": f"Bearer {secret}"}

    def ask(self, method: str, path: str, *, scope: str = "admin", **given):
        if scope not in self.keys:
            self.keys[scope] = self.key(scope)
        headers = {**self.keys[scope], **given.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **given)


def open_site(url, folder, *, is_new=True, **changed) -> Site:
    """Open an app; a new one has two organisations, another one's are those there."""
    settings = read_settings(
        database=url, data=folder / "data", requests_per_second=10_000, **changed
    )
    store = Store(url)
    mine = other = ""
    if is_new:
        with store.transaction() as connection:
            mine = add_organisation(connection, "Northern Forum").organisation_id
            other = add_organisation(connection, "Southern Circle").organisation_id
    client = TestClient(create_app(settings, store), raise_server_exceptions=False)
    return Site(settings, store, client, mine, other)


@pytest.fixture
def site(database_url, tmp_path):
    with (site := open_site(database_url, tmp_path)).client:
        yield site


@pytest.fixture
def small_site(sqlite_url, tmp_path):
    """Give an app on SQLite alone, for what no database decides."""
    with (site := open_site(sqlite_url, tmp_path)).client:
        yield site
