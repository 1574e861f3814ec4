"""What the commands about the database do, once their options are read."""

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from service import terminal
from service.settings import Settings
from service.storage import migrate
from service.storage.errors import NotFoundError, StorageError
from service.storage.folder import write_file
from service.storage.keys import SCOPES, Holder, Key, list_keys
from service.storage.moments import now
from service.storage.organisations import (
    Organisation,
    add_organisation,
    find_organisation,
    list_organisations,
)
from service.storage.personal import Subject, export_leader
from service.storage.store import Store, read_url
from service.storage.trail import note
from service.workflows import access
from service.workflows.erasing import erase
from service.workflows.keeping import back_up, restore


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a key is to be.

    Attributes
    ----------
    organisation : str
        Name of the one whose data it opens; added if there is none.
    label : str
        What it is for.
    scopes : tuple of str
        What it may do.
    roster_id, leader_id : str or None
        The one leader that it is bound to.
    n_days : int or None
        For how long it opens anything.
    """

    organisation: str
    label: str
    scopes: tuple[str, ...]
    roster_id: str | None
    leader_id: str | None
    n_days: int | None


def create_key(settings: Settings, asked: NewKey, *, as_json: bool) -> None:
    """Make a key and print it, this once.

    Parameters
    ----------
    settings : Settings
        Where the database is; it is made if there is none.
    asked : NewKey
        What it is to be.
    as_json : bool
        Whether stdout is for machines.
    """
    with _opened(settings, is_made=True) as store, store.transaction() as connection:
        try:
            organisation = find_organisation(connection, asked.organisation)
        except NotFoundError:
            organisation = add_organisation(connection, asked.organisation)
            _remark(f"Added the organisation {asked.organisation!r}.")
        mine = organisation.organisation_id
        is_bound = asked.roster_id is not None and asked.leader_id is not None
        key, text = access.create_key(
            connection,
            mine,
            label=asked.label,
            scopes=asked.scopes,
            holder=Holder(str(asked.roster_id), str(asked.leader_id))
            if is_bound
            else None,
            expires_at=now() + timedelta(days=asked.n_days) if asked.n_days else None,
        )
        note(connection, mine, act="create", kind="key", object_id=key.key_id)
    if as_json:
        _print_json({"key": text, **_told(organisation, key)})
        return
    sys.stdout.write(f"{text}\n")
    _remark("This is shown once: keep it where secrets are kept.")


def show_keys(settings: Settings, organisation: str | None, *, as_json: bool) -> None:
    """Print keys without their secrets.

    Parameters
    ----------
    settings : Settings
        Where the database is.
    organisation : str or None
        Whose; None is everybody's.
    as_json : bool
        Whether stdout is for machines.
    """
    with _opened(settings) as store, store.reading() as connection:
        owners = (
            list_organisations(connection)
            if organisation is None
            else (find_organisation(connection, organisation),)
        )
        found = [
            (owner, key)
            for owner in owners
            for key in list_keys(connection, owner.organisation_id)
        ]
    if as_json:
        _print_json({"keys": [_told(owner, key) for owner, key in found]})
        return
    header = ("key", "organisation", "label", "scopes", "state")
    rows = [(k.key_id, o.name, k.label, _scopes(k), _state(k)) for o, k in found]
    terminal.print_table("Keys", header, rows)
    if not rows:
        sys.stdout.write("No keys; make one with: peermatch keys create\n")


def revoke_key(settings: Settings, organisation: str, key_id: str) -> None:
    """Revoke a key.

    Parameters
    ----------
    settings : Settings
        Where the database is.
    organisation : str
        Whose key it is.
    key_id : str
        Which.
    """
    with _opened(settings) as store, store.transaction() as connection:
        mine = find_organisation(connection, organisation).organisation_id
        access.revoke(connection, mine, key_id=key_id)
        note(connection, mine, act="revoke", kind="key", object_id=key_id)
    sys.stdout.write(f"Key {key_id} opens nothing any more.\n")


def write_backup(settings: Settings, path: Path, *, as_json: bool) -> None:
    """Write a backup and say what it holds.

    Parameters
    ----------
    settings : Settings
        Where the database and the bundles are.
    path : Path
        The file.
    as_json : bool
        Whether stdout is for machines.
    """
    with _opened(settings) as store, terminal.Remarks() as remarks:
        contents = back_up(store, path, data=settings.data_folder, progress=remarks)
    if as_json:
        facts = {"backup": str(path), "schema": contents.revision}
        _print_json({**facts, "n_rows": contents.n_rows})
        return
    n_rows = sum(contents.n_rows.values())
    sys.stdout.write(f"{path} holds {n_rows:,} rows at schema {contents.revision}.\n")


def read_backup(settings: Settings, path: Path, *, force: bool) -> None:
    """Restore a backup and say what it held.

    Parameters
    ----------
    settings : Settings
        Where the database and the bundles are to be.
    path : Path
        The backup.
    force : bool
        Whether what is stored now may be lost.
    """
    with _store(settings) as store, terminal.Remarks() as remarks:
        contents, n_again = restore(
            store,
            path,
            data=settings.data_folder,
            is_replacing=force,
            progress=remarks,
        )
    n_rows = sum(contents.n_rows.values())
    day = contents.created_at.date().isoformat()
    sys.stdout.write(f"Restored {n_rows:,} rows of {day}.\n")
    if n_again:
        sys.stdout.write(f"Erased again: {n_again:,}, who were erased since.\n")


def export_personal(
    settings: Settings,
    named: tuple[str, str, str],
    output: Path | None,
    *,
    with_others: bool,
) -> None:
    """Write all that is stored of a leader as JSON.

    Parameters
    ----------
    settings : Settings
        Where the database is.
    named : tuple of (str, str, str)
        Organisation, roster id and leader id.
    output : Path or None
        The file; None prints.
    with_others : bool
        Whether what others said about the leader in confidence is in it.
    """
    with _opened(settings) as store, store.reading() as connection:
        found = export_leader(connection, _subject(connection, named))
    if not with_others:
        del found["said_by_others"]
    text = json.dumps(found, indent=1, ensure_ascii=False)
    if output is None:
        sys.stdout.write(f"{text}\n")
    else:
        write_file(output, f"{text}\n")
        output.chmod(0o600)


def erase_personal(settings: Settings, named: tuple[str, str, str]) -> None:
    """Erase a leader.

    Parameters
    ----------
    settings : Settings
        Where the database, the bundles and the pools are.
    named : tuple of (str, str, str)
        Organisation, roster id and leader id.
    """
    with _opened(settings) as store:
        with store.reading() as connection:
            subject = _subject(connection, named)
        erase(store, subject, data=settings.data_folder)
    sys.stdout.write(
        "Erased from tables, bundles and prepared pools. Backups written before still "
        "hold the leader; a restore with --force erases them again.\n"
    )


def work(settings: Settings, *, until_idle: bool) -> None:
    """Work on jobs until told to stop.

    Parameters
    ----------
    settings : Settings
        Of the whole service.
    until_idle : bool
        Whether to end when no job is left.
    """
    from service.jobs.worker import Worker, WorkerParams  # noqa: PLC0415 - heavy
    from service.logs import configure_logs  # noqa: PLC0415
    from service.workflows.kinds import HANDLERS  # noqa: PLC0415

    configure_logs()
    with _opened(settings, is_made=True) as store:
        params = WorkerParams(settings.lease_seconds, settings.attempts)
        worker = Worker(store, HANDLERS, data=settings.data_folder, params=params)

        def stop(_signal: int, _frame: FrameType | None) -> None:
            worker.stop()

        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, stop)
            signal.signal(signal.SIGINT, stop)
        worker.run(until_idle=until_idle)


@contextmanager
def _store(settings: Settings) -> Iterator[Store]:
    store = Store(settings.database_url, busy_seconds=settings.busy_seconds)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _opened(settings: Settings, *, is_made: bool = False) -> Iterator[Store]:
    """Open the database, at the newest schema; made only where that makes sense."""
    with _store_there(settings, is_made=is_made) as store:
        migrate.upgrade(store)
        yield store


@contextmanager
def _store_there(settings: Settings, *, is_made: bool) -> Iterator[Store]:
    url = read_url(settings.database_url)
    path = Path(str(url.database))
    if url.drivername == "sqlite" and not is_made and not path.exists():
        msg = f"{path}: there is no database; name it with --database."
        raise StorageError(msg)
    with _store(settings) as store:
        yield store


def _subject(connection: Any, named: tuple[str, str, str]) -> Subject:
    organisation, roster_id, leader_id = named
    mine = find_organisation(connection, organisation).organisation_id
    return Subject(mine, roster_id, leader_id)


def _told(organisation: Organisation, key: Key) -> dict[str, Any]:
    holder = key.holder
    return {
        "key_id": key.key_id,
        "organisation": organisation.name,
        "organisation_id": organisation.organisation_id,
        "label": key.label,
        "scopes": sorted(key.scopes, key=SCOPES.index),
        "roster_id": None if holder is None else holder.roster_id,
        "leader_id": None if holder is None else holder.leader_id,
        "state": _state(key),
    }


def _scopes(key: Key) -> str:
    return " ".join(sorted(key.scopes, key=SCOPES.index))


def _state(key: Key) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "valid" if key.is_valid(now()) else "expired"


def _remark(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _print_json(document: Any) -> None:
    sys.stdout.write(f"{json.dumps(document, indent=1, ensure_ascii=False)}\n")
