"""Whether the service is ready: each thing that may be missing is named."""

import shutil

from sqlalchemy import text

from service.storage import migrate
from service.storage.bundles import add_bundle, promote_bundle
from service.storage.store import Store
from tests.service.api.test_year import roster_of


def ready(site):
    response = site.client.get("/health/ready")
    return response.status_code, response.json()["checks"]


def test_a_whole_service_is_ready(site):
    status, checks = ready(site)

    assert status == 200
    assert set(checks.values()) == {"ok"}


def test_a_champion_without_files_is_missed(small_site):
    site = small_site
    with site.store.transaction() as connection:
        mine = site.organisation_id
        add_bundle(connection, mine, bundle_id="f" * 64, roster_id=None, origin={})
        promote_bundle(connection, mine, bundle_id="f" * 64, expected_champion="")

    status, checks = ready(site)

    assert status == 503
    assert checks["bundle"] == "the files of bundle ffffffffffff are missing"


def test_a_pool_that_cannot_be_opened_is_missed(small_site):
    site = small_site
    roster_id = roster_of(site)
    (home,) = (site.settings.data_folder / "pools" / roster_id).glob("v*")
    shutil.rmtree(home)

    status, checks = ready(site)

    assert status == 503
    assert "pool" in checks["suggestions"]
    assert site.client.get("/health/live").status_code == 200


def test_a_schema_of_another_version_is_missed(small_site):
    site = small_site
    migrate.downgrade(Store(site.settings.database_url), migrate.known_revisions()[0])

    status, checks = ready(site)

    assert status == 503
    assert checks["database"] != "ok"


def test_a_database_that_is_away_is_named_and_not_a_fault(site):
    if site.store.is_sqlite:
        return
    with site.store.transaction() as connection:
        connection.execute(text("ALTER TABLE alembic_version RENAME TO away"))

    status, checks = ready(site)

    assert status == 503
    assert checks["database"] != "ok"
