import json
import os
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from service.cli import cli
from service.storage.jobs import add_job, get_job
from service.storage.keys import SCOPES, check_key
from service.storage.organisations import add_organisation, find_organisation
from service.storage.rosters import add_roster, load_roster
from service.storage.store import Store


@pytest.fixture(autouse=True)
def _own_data_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("PEERMATCH_DATA", str(tmp_path / "data"))


@pytest.fixture
def run(database_url):
    def run_command(*arguments, **more):
        words = [*arguments, "--database", database_url]
        return CliRunner().invoke(cli, words, catch_exceptions=False, **more)

    return run_command


@pytest.fixture
def fails(database_url):
    def run_command(*arguments):
        words = [*arguments, "--database", database_url]
        return CliRunner().invoke(cli, words)

    return run_command


def test_a_key_is_printed_once_listed_without_its_secret_and_revoked(run, store):
    name = ("--organisation", "Northern Forum")
    made = run("keys", "create", *name, "--scope", "read", "--scope", "feedback")
    text = made.stdout.strip()
    with store.reading() as connection:
        key = check_key(connection, text)
    assert key.scopes == {"read", "feedback"}
    assert "shown once" in made.stderr
    listed = run("keys", "list", "--json")
    (told,) = json.loads(listed.stdout)["keys"]
    assert (told["key_id"], told["state"]) == (key.key_id, "valid")
    assert text.split("_", 2)[2] not in listed.stdout

    run("keys", "revoke", key.key_id, *name)

    with store.reading() as connection:
        assert check_key(connection, text) is None
    assert "revoked" in run("keys", "list").stdout


def test_a_key_for_one_leader_needs_that_leader(run, fails, store, sample_roster):
    name = ("--organisation", "Northern Forum", "--scope", "suggest")
    with store.transaction() as connection:
        mine = add_organisation(connection, "Northern Forum").organisation_id
        roster_id = add_roster(
            connection, mine, name="r", roster=sample_roster
        ).roster_id
    leader = sample_roster.leader_ids[0]

    made = run(
        "keys", "create", *name, "--roster", roster_id, "--leader", leader, "--json"
    )

    assert json.loads(made.stdout)["leader_id"] == leader
    stranger = fails("keys", "create", *name, "--roster", roster_id, "--leader", "x")
    assert "no such leader" in str(stranger.exception)
    half = fails("keys", "create", *name, "--leader", leader)
    assert half.exit_code == 2


def test_scopes_of_the_command_are_those_of_the_keys():
    from service import cli_store  # noqa: PLC0415 - beside what it is compared with

    assert cli_store.SCOPES == SCOPES


def test_a_backup_is_restored(run, fails, store, tmp_path):
    run("keys", "create", "--organisation", "Kept", "--scope", "read")
    path = tmp_path / "backup.zip"
    told = run("backup", str(path), "--json")
    assert json.loads(told.stdout)["n_rows"]["organisations"] == 1
    run("keys", "create", "--organisation", "Later", "--scope", "read")
    assert "--force" in str(fails("restore", str(path)).exception)

    restored = run("restore", str(path), "--force")

    assert restored.stdout.startswith("Restored")
    assert "Later" not in run("keys", "list").stdout
    with store.reading() as connection:
        find_organisation(connection, "Kept")


def test_a_leader_is_exported_and_erased(run, store, sample_roster, tmp_path):
    with store.transaction() as connection:
        mine = add_organisation(connection, "Northern Forum").organisation_id
        where = {
            "roster_id": add_roster(
                connection, mine, name="r", roster=sample_roster
            ).roster_id
        }
    leader = sample_roster.leader_ids[0]
    who = ("--organisation", "Northern Forum", "--roster", where["roster_id"],
           "--leader", leader)  # fmt: skip
    path = tmp_path / "export.json"

    run("export", *who, "--hand-over", "-o", str(path))
    asked = run("erase", *who, input="n\n")
    with store.reading() as connection:
        assert leader in load_roster(connection, mine, **where).leader_ids
    done = run("erase", *who, "--yes")

    told = json.loads(path.read_text())
    assert told["leader"] == leader
    assert "said_by_others" not in told
    assert path.stat().st_mode & 0o077 == 0
    assert asked.exit_code == 1
    assert done.stdout.startswith("Erased")
    with store.reading() as connection:
        assert leader not in load_roster(connection, mine, **where).leader_ids


@pytest.mark.parametrize("command", [("keys", "list"), ("backup", "x.zip")])
def test_a_database_that_is_not_there_is_not_made(command, tmp_path):
    path = tmp_path / "none.sqlite"

    told = CliRunner().invoke(cli, [*command, "--database", f"sqlite:///{path}"])

    assert "there is no database" in str(told.exception)
    assert not path.exists()


def test_settings_that_cannot_be_used_are_named_without_their_value(monkeypatch):
    monkeypatch.setenv("PEERMATCH_DATABASE", "mysql://root:hunter2@db/x")
    wrong = CliRunner().invoke(cli, ["keys", "list"])
    monkeypatch.setenv("PEERMATCH_DATABASE", "sqlite:///x")
    monkeypatch.setenv("PEERMATCH_ATTEMPTS", "many")
    other = CliRunner().invoke(cli, ["keys", "list"])

    assert "must be sqlite" in str(wrong.exception)
    assert "hunter2" not in str(wrong.exception)
    assert "PEERMATCH_ATTEMPTS" in str(other.exception)


def test_work_ends_jobs_and_stops_when_told(sqlite_url):
    store = Store(sqlite_url)
    with store.transaction() as connection:
        mine = add_organisation(connection, "Northern Forum").organisation_id
        job = add_job(connection, mine, kind="import", payload={"upload_id": "none"})
    command = [sys.executable, "-m", "service", "work", "--database", sqlite_url]
    worker = subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ})
    end = time.monotonic() + 60
    state = "queued"
    while state in {"queued", "running"} and time.monotonic() < end:
        time.sleep(0.1)
        with store.reading() as connection:
            state = get_job(connection, mine, job_id=job.job_id).state

    worker.send_signal(signal.SIGTERM)
    _, told = worker.communicate(timeout=30)

    assert worker.returncode == 0, told
    assert state == "failed"
    assert b'"event": "job begun"' in told
    store.close()
