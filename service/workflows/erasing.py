"""Take out everything that is kept of leaders: tables and files."""

import copy
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from models.bundle import Bundle, bundle_files, load_bundle
from models.errors import BundleError
from models.parts import Head
from models.value import ValueModel
from service.storage import bundles as stored_bundles
from service.storage.folder import write_folder
from service.storage.ids import new_id
from service.storage.leavings import find_leavings, remove_leavings
from service.storage.personal import (
    Subject,
    erase_leader,
    is_learning,
    refuse_open_jobs,
    traces_of,
)
from service.storage.rosters import lock_roster, remove_roster
from service.storage.store import Store
from service.storage.trail import note
from service.workflows.pooling import ask_pool

BUNDLES: Final = "bundles"
POOLS: Final = "pools"
KEY: Final = "erasure-key"


def erase(
    store: Store, subject: Subject, *, data: Path, key_id: str | None = None
) -> None:
    """Erase a leader from the tables, from bundles and from prepared pools.

    Bundles are written anew without the history of the leader, and serve in the place
    of those that had it; the embedding and the coefficients were learned from many.

    Parameters
    ----------
    store : Store
        The database.
    subject : Subject
        Who.
    data : Path
        Folder of the service's files.
    key_id : str or None, default=None
        The key that asked for it.

    Raises
    ------
    NotFoundError
        If nothing is stored of them.
    ConflictError
        If an import or a retraining has not ended.
    """
    with store.reading() as connection:
        traces = traces_of(connection, subject)
        names = [
            one.bundle_id
            for one in stored_bundles.list_bundles(connection, subject.organisation_id)
        ]
    key = erasure_key(data)
    who = frozenset({subject.leader_id})
    renewed = _renew(names, who, traces.are_in, data=data)
    with store.transaction() as connection:
        erase_leader(connection, subject, key)
        ask_pool(connection, subject.organisation_id, roster_id=subject.roster_id)
        for old, new in renewed.items():
            _exchange(connection, subject.organisation_id, old, new)
        note(
            connection,
            subject.organisation_id,
            act="erase",
            kind="leader",
            object_id=subject.fingerprint(key),
            key_id=key_id,
        )
    for old in renewed:
        shutil.rmtree(data / BUNDLES / old, ignore_errors=True)
    shutil.rmtree(data / POOLS / subject.roster_id, ignore_errors=True)
    _sweep(store, data)
    store.compact()


def _sweep(store: Store, data: Path) -> None:
    """Take away bundles that no organisation has: a worker died before it noted them.

    While one learns, somewhere, what it wrote is not noted yet.
    """
    with store.reading() as connection:
        if is_learning(connection):
            return
        known = stored_bundles.known_bundles(connection)
    for folder in (data / BUNDLES).glob("*"):
        if folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)


def erasure_key(data: Path) -> bytes:
    """Read the secret under which erased leaders are hashed, or draw it.

    It lies beside the database and in no backup: whoever holds one of these alone
    cannot find out who was erased by trying ids.

    Parameters
    ----------
    data : Path
        Folder of the service's files.

    Returns
    -------
    bytes
        The same from now on.
    """
    path = data / KEY
    data.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{KEY}-{new_id()}")
    if not path.exists():
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # of two who draw one at once the first counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


class Removal:
    """A roster on its way out, with what it left elsewhere.

    Parameters
    ----------
    store : Store
        The database.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    data : Path
        Folder of the service's files.
    """

    def __init__(
        self, store: Store, organisation_id: str, *, roster_id: str, data: Path
    ) -> None:
        self._store, self._data = store, data
        self._mine, self._roster_id = organisation_id, roster_id
        self._renewed: dict[str, Bundle | None] = {}
        with store.reading() as connection:
            self._left = find_leavings(connection, organisation_id, roster_id=roster_id)
            names = [
                one.bundle_id
                for one in stored_bundles.list_bundles(connection, organisation_id)
            ]
        if self._left.leader_ids:
            self._renewed = _renew(
                names, self._left.leader_ids, self._left.are_in_json, data=data
            )

    def remove(self, connection: Connection, *, expected_version: int) -> None:
        """Remove the roster, and what it left in jobs, keys, replies and bundles.

        Parameters
        ----------
        connection : Connection
            Of the transaction.
        expected_version : int
            Of the roster, as the caller read it.

        Raises
        ------
        NotFoundError
            If there is no such roster.
        StaleVersionError
            If somebody changed it meanwhile.
        ConflictError
            If an import or a retraining has not ended.
        """
        lock_roster(
            connection,
            self._mine,
            roster_id=self._roster_id,
            expected_version=expected_version,
        )
        refuse_open_jobs(connection, self._mine)
        remove_roster(connection, self._mine, roster_id=self._roster_id)
        remove_leavings(connection, self._mine, self._left)
        for old, new in self._renewed.items():
            _exchange(connection, self._mine, old, new)

    def finish(self) -> None:
        """Take the files away; the roster is gone by now."""
        for old in self._renewed:
            shutil.rmtree(self._data / BUNDLES / old, ignore_errors=True)
        shutil.rmtree(self._data / POOLS / self._roster_id, ignore_errors=True)
        _sweep(self._store, self._data)
        self._store.compact()


def _renew(
    names: list[str],
    leader_ids: frozenset[str],
    are_in: Callable[[str], bool],
    *,
    data: Path,
) -> dict[str, Bundle | None]:
    """Write bundles that know leaders anew; None for those that cannot be."""
    renewed: dict[str, Bundle | None] = {}
    for name in names:
        folder = data / BUNDLES / name
        if not folder.is_dir() or not _mentions(folder, are_in):
            continue
        try:
            bundle = load_bundle(folder)
        except BundleError:
            renewed[name] = None
            continue
        without = replace(
            bundle,
            value=_without(bundle.value, leader_ids),
            proof=_without(bundle.proof, leader_ids),
            heads={
                name: Head(
                    _without(head.value, leader_ids), _without(head.proof, leader_ids)
                )
                for name, head in bundle.heads.items()
            },
        )
        draft = data / BUNDLES / f".erasing-{new_id()}"
        write_folder(draft, bundle_files(without))
        if _mentions(draft, are_in):
            shutil.rmtree(draft)
            renewed[name] = None
            continue
        written = load_bundle(draft)
        home = data / BUNDLES / written.bundle_id
        if home.exists():
            shutil.rmtree(draft)
        else:
            draft.rename(home)
        renewed[name] = written
    return renewed


def _without(model: ValueModel | None, leader_ids: frozenset[str]) -> ValueModel | None:
    """Forget the history of leaders, as raters and as ratees."""
    if model is None:
        return None
    left = copy.copy(model)
    for side in ("raters_", "ratees_"):
        history = getattr(model, side)
        others = tuple(who for who in history.ids if who not in leader_ids)
        setattr(left, side, history.only(others))
    return left


def _mentions(folder: Path, are_in: Callable[[str], bool]) -> bool:
    files = sorted(path for path in folder.iterdir() if path.suffix == ".json")
    return any(are_in(path.read_text(encoding="utf-8")) for path in files)


def _exchange(
    connection: Connection, organisation_id: str, old: str, new: Bundle | None
) -> None:
    if new is None:
        stored_bundles.forget_bundle(connection, organisation_id, bundle_id=old)
        return
    origin: dict[str, Any] = asdict(new.origin)
    stored_bundles.exchange_bundle(
        connection,
        organisation_id,
        bundle_id=old,
        renewed_id=new.bundle_id,
        origin=origin,
    )
