"""Give out, and take out, everything that is kept of one leader: tables and files."""

import copy
import shutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from models.bundle import Bundle, bundle_files, load_bundle
from models.errors import BundleError
from models.value import ValueModel
from service.storage import bundles as stored_bundles
from service.storage.folder import write_folder
from service.storage.ids import new_id
from service.storage.personal import Subject, erase_leader, traces_of
from service.storage.store import Store
from service.storage.traces import Traces
from service.storage.trail import note
from service.workflows.pooling import ask_pool

BUNDLES: Final = "bundles"
POOLS: Final = "pools"


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
    renewed = _renew(names, subject.leader_id, traces, data=data)
    with store.transaction() as connection:
        erase_leader(connection, subject)
        ask_pool(connection, subject.organisation_id, roster_id=subject.roster_id)
        for old, new in renewed.items():
            _exchange(connection, subject.organisation_id, old, new)
        note(
            connection,
            subject.organisation_id,
            act="erase",
            kind="leader",
            object_id=subject.fingerprint(),
            key_id=key_id,
        )
    for old in renewed:
        shutil.rmtree(data / BUNDLES / old, ignore_errors=True)
    shutil.rmtree(data / POOLS / subject.roster_id, ignore_errors=True)
    store.compact()


def _renew(
    names: list[str], leader_id: str, traces: Traces, *, data: Path
) -> dict[str, Bundle | None]:
    """Write bundles that know the leader anew; None for those that cannot be."""
    renewed: dict[str, Bundle | None] = {}
    for name in names:
        folder = data / BUNDLES / name
        if not folder.is_dir() or not _mentions(folder, traces):
            continue
        try:
            bundle = load_bundle(folder)
        except BundleError:
            renewed[name] = None
            continue
        without = replace(
            bundle,
            value=_without(bundle.value, leader_id),
            proof=_without(bundle.proof, leader_id),
        )
        draft = data / BUNDLES / f".erasing-{new_id()}"
        write_folder(draft, bundle_files(without))
        if _mentions(draft, traces):
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


def _without(model: ValueModel | None, leader_id: str) -> ValueModel | None:
    """Forget the history of a leader, as rater and as ratee."""
    if model is None:
        return None
    left = copy.copy(model)
    for side in ("raters_", "ratees_"):
        history = getattr(model, side)
        others = tuple(who for who in history.ids if who != leader_id)
        setattr(left, side, history.only(others))
    return left


def _mentions(folder: Path, traces: Traces) -> bool:
    files = sorted(path for path in folder.iterdir() if path.suffix == ".json")
    return any(traces.are_in(path.read_text(encoding="utf-8")) for path in files)


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
