import datetime as dt
import itertools
import json
import shutil
import threading
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from matcher.roster.introductions import Introduction
from models.bundle import load_bundle
from service.storage import migrate
from service.storage.backup import MANIFEST, check_backup
from service.storage.beside import (
    FormerStay,
    KeptGuide,
    KeptMembership,
    replace_list,
)
from service.storage.bundles import add_bundle, promote_bundle
from service.storage.errors import BackupError, SchemaError
from service.storage.feedback import Said, add_batch
from service.storage.introductions import add_introduction
from service.storage.jobs import add_job
from service.storage.leaders import get_leader, list_leaders, put_leader
from service.storage.organisations import list_organisations
from service.storage.personal import Subject
from service.storage.relations import Declared, add_relation
from service.storage.rosters import load_roster
from service.storage.schema import ordered_tables
from service.storage.store import Store
from service.storage.uploads import add_upload
from service.workflows.erasing import erase
from service.workflows.keeping import back_up, restore

GOLDEN = Path(__file__).parents[2] / "data" / "bundle-format-1"


def silent(_sentence):
    pass


def rows_of(store, *, but=frozenset()):
    with store.reading() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in ordered_tables()
            if table.name not in but
        }


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def full(store, organisation_id, stored, sample_roster, data):
    a, b = sample_roster.leader_ids[:2]
    where = {"roster_id": stored.roster_id}
    bundle_id = load_bundle(GOLDEN).bundle_id
    shutil.copytree(GOLDEN, data / "bundles" / bundle_id)
    with store.transaction() as connection:
        add_relation(
            connection, organisation_id, **where, declared=Declared(a, b, "conflict")
        )
        said = [Said(a, b, "helped", "1", propensity=0.1 + 0.2)]
        add_batch(connection, organisation_id, **where, key="b", rows=said)
        guide = KeptGuide("g1", capacity=2, slots=("Tue PM",), avoids=(b,))
        seat = KeptMembership(a, "team", "optimize", (), dt.date(2026, 1, 1))
        for number, one in enumerate((guide, seat, FormerStay(b, "old"))):
            replace_list(
                connection,
                organisation_id,
                **where,
                kind=type(one),
                entries=[one],
                expected_version=stored.version + number,
            )
        asked = Introduction(a, b, dt.date(2026, 5, 4), None, ())
        add_introduction(connection, organisation_id, **where, asked=asked)
        add_upload(connection, organisation_id, name="x", data=bytes(range(256)))
        add_job(connection, organisation_id, kind="form", payload={"ä": None})
        add_bundle(
            connection,
            organisation_id,
            bundle_id=bundle_id,
            roster_id=stored.roster_id,
            origin={},
        )
        promote_bundle(
            connection, organisation_id, bundle_id=bundle_id, expected_champion=""
        )
    return a


@pytest.fixture
def backup(store, full, data, tmp_path):
    assert full
    path = tmp_path / "backup.zip"
    back_up(store, path, data=data, progress=silent)
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request, tmp_path):
    if request.param == "sqlite":
        opened = Store(f"sqlite:///{tmp_path / 'other' / 'restored.sqlite'}")
    else:
        cluster = request.getfixturevalue("cluster")
        cluster.execute("DROP DATABASE IF EXISTS restored", "CREATE DATABASE restored")
        opened = Store(cluster.url("restored"))
    yield opened
    opened.close()


def test_a_restored_database_has_every_row_and_bundle(
    store, backup, target, tmp_path, data
):
    """Into the same kind of database, and into the other kind."""
    elsewhere = tmp_path / "elsewhere"

    contents, n_again = restore(
        target, backup, data=elsewhere, is_replacing=False, progress=silent
    )

    assert migrate.is_current(target)
    assert n_again == 0
    assert sum(contents.n_rows.values()) > 60
    but = frozenset(["jobs"])  # pools are asked for anew
    assert rows_of(target, but=but) == rows_of(store, but=but)
    kinds = [row["kind"] for row in rows_of(target)["jobs"]]
    assert sorted(kinds) == ["form", "pool"]
    assert {
        p.relative_to(elsewhere): p.read_bytes() for p in elsewhere.rglob("*.*")
    } == {p.relative_to(data): p.read_bytes() for p in data.rglob("*.*")}
    assert backup.stat().st_mode & 0o077 == 0


def test_what_is_there_is_replaced_only_when_asked(store, backup, data):
    before = rows_of(store)
    with pytest.raises(BackupError, match="not empty"):
        restore(store, backup, data=data, is_replacing=False, progress=silent)
    assert rows_of(store) == before

    restore(store, backup, data=data, is_replacing=True, progress=silent)

    but = frozenset(["jobs"])
    assert rows_of(store, but=but) == {k: v for k, v in before.items() if k != "jobs"}


def test_who_was_erased_since_is_erased_from_what_is_restored(
    store, organisation_id, stored, full, backup, data
):
    erase(store, Subject(organisation_id, stored.roster_id, full), data=data)

    _, n_again = restore(store, backup, data=data, is_replacing=True, progress=silent)

    assert n_again == 1
    with store.reading() as connection:
        roster = load_roster(connection, organisation_id, roster_id=stored.roster_id)
    assert full not in roster.leader_ids
    told = {**rows_of(store), "jobs": []}
    assert f"'{full}'" not in str(told)


def rewritten(backup, change):
    """Write a backup again with another manifest."""
    path = backup.with_name("changed.zip")
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(path, "w") as new:
        manifest = json.loads(old.read(MANIFEST))
        files = {n: old.read(n) for n in old.namelist() if n != MANIFEST}
        change(manifest, files)
        for name, content in files.items():
            new.writestr(name, content)
        new.writestr(MANIFEST, json.dumps(manifest))
    return path


def newer(manifest, _files):
    manifest["revision"] = "9999"


def newer_format(manifest, _files):
    manifest["format"] = 2


def damaged(_manifest, files):
    files["tables/leaders.jsonl"] = files["tables/leaders.jsonl"][:-40]


def missing(_manifest, files):
    del files["tables/leaders.jsonl"]


def strange(manifest, files):
    files["../evil"] = b"x"
    manifest["sha256"]["../evil"] = (
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    )


def other(manifest, _files):
    manifest["kind"] = "holiday pictures"


REFUSED = [
    (newer, SchemaError, "9999"),
    (newer_format, SchemaError, "newer version"),
    (damaged, BackupError, "leaders.jsonl is not as it was written"),
    (missing, BackupError, "lists"),
    (strange, BackupError, "which no backup has"),
    (other, BackupError, "no backup"),
]


def test_other_and_newer_backups_are_refused_and_change_nothing(store, backup, data):
    before = rows_of(store)
    for change, error, match in REFUSED:
        path = rewritten(backup, change)

        with pytest.raises(error, match=match):
            restore(store, path, data=data, is_replacing=True, progress=silent)

        assert rows_of(store) == before


def test_an_older_backup_is_brought_to_this_version(store, backup, target, tmp_path):
    later = {"feedback", "batches", "surveys", "survey_answers", "bundles", "champions",
             "trail", "erasures", "guides", "memberships", "former_stays",
             "introductions"}  # fmt: skip

    def older(manifest, files):
        manifest["revision"] = "0002"
        for name in later:
            del manifest["n_rows"][name]
            del manifest["sha256"][f"tables/{name}.jsonl"]
            del files[f"tables/{name}.jsonl"]

    path = rewritten(backup, older)
    restore(target, path, data=tmp_path / "x", is_replacing=False, progress=silent)

    assert migrate.is_current(target)
    but = frozenset({"jobs", *later})
    assert rows_of(target, but=but) == rows_of(store, but=but)


def test_a_backup_is_of_one_moment(
    store, organisation_id, stored, full, data, tmp_path
):
    """Two leaders always move to one city together, while it is written."""
    where = {"roster_id": stored.roster_id}
    with store.reading() as connection:
        two = [one.leader_id for one in list_leaders(connection, organisation_id,
                                                     **where, limit=2)]  # fmt: skip
    assert full in two
    stop = threading.Event()

    def move_on():
        for k in itertools.count():
            if stop.is_set():
                return
            with store.transaction() as connection:
                for who in two:
                    one = {**where, "leader_id": who}
                    before = get_leader(connection, organisation_id, **one)
                    put_leader(
                        connection,
                        organisation_id,
                        **one,
                        profile={"city": f"City {k}"},
                        expected_version=before.version,
                    )

    thread = threading.Thread(target=move_on)
    thread.start()
    paths = [tmp_path / f"b{k}.zip" for k in range(4)]
    for path in paths:
        back_up(store, path, data=data, progress=silent)
    stop.set()
    thread.join()

    for path in paths:
        check_backup(path)
        with zipfile.ZipFile(path) as archive:
            lines = archive.read("tables/leaders.jsonl").decode().splitlines()
        rows = [json.loads(line) for line in lines]
        now = {row["leader_id"]: row["profile"] for row in rows if row["until"] is None}
        cities = {json.loads(now[who]).get("city") for who in two}
        assert len(cities) == 1 or not any(str(c).startswith("City") for c in cities)


def test_files_that_are_no_backups_are_refused(tmp_path, sqlite_url, data):
    store = Store(sqlite_url)
    letter, packed = tmp_path / "letter.txt", tmp_path / "packed.zip"
    letter.write_text("Dear all")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("letter.txt", "Dear all")
    for path in (letter, packed, tmp_path / "nowhere.zip", tmp_path):
        with pytest.raises(BackupError, match=path.name):
            restore(store, path, data=data, is_replacing=True, progress=silent)
    with store.reading() as connection:
        assert list_organisations(connection) == ()


def test_a_backup_is_never_written_over(store, backup, data):
    content = backup.read_bytes()

    with pytest.raises(BackupError, match="exists already"):
        back_up(store, backup, data=data, progress=silent)

    assert backup.read_bytes() == content
    assert [path.name for path in backup.parent.glob(".backup*")] == []
