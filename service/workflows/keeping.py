"""Keep what is stored: backups, and restores that erase again whom they bring back."""

from collections.abc import Callable
from pathlib import Path

from service.storage import migrate
from service.storage.backup import Contents, restore_backup, write_backup
from service.storage.organisations import list_organisations
from service.storage.personal import erased_subjects, fingerprints
from service.storage.store import Store
from service.workflows.erasing import erase, erasure_key
from service.workflows.repooling import ask_pools


def back_up(
    store: Store, path: Path, *, data: Path, progress: Callable[[str], None]
) -> Contents:
    """Write a backup.

    Parameters
    ----------
    store : Store
        The database.
    path : Path
        The file; it must not exist yet.
    data : Path
        Folder of the service's files.
    progress : callable
        Told what is being done.

    Returns
    -------
    Contents
        What was written.

    Raises
    ------
    StorageError
        If the database is of another version, or the disk refuses.
    """
    progress(f"Writing {path.name}")
    return write_backup(store, path, data=data)


def restore(
    store: Store,
    path: Path,
    *,
    data: Path,
    is_replacing: bool,
    progress: Callable[[str], None],
) -> tuple[Contents, int]:
    """Restore a backup; who was erased since is erased from it too.

    Parameters
    ----------
    store : Store
        The database.
    path : Path
        A backup.
    data : Path
        Folder of the service's files.
    is_replacing : bool
        Whether what is stored now may be lost.
    progress : callable
        Told what is being done.

    Returns
    -------
    tuple of (Contents, int)
        What was restored, and how many leaders were erased again.

    Raises
    ------
    StorageError
        If the backup is refused; nothing is changed then.
    """
    progress(f"Checking {path.name}")
    erased: frozenset[str] = frozenset()
    if migrate.is_current(store):
        with store.reading() as connection:
            erased = fingerprints(connection)
    contents = restore_backup(store, path, data=data, is_replacing=is_replacing)
    with store.reading() as connection:
        again = erased_subjects(connection, erased, erasure_key(data)) if erased else ()
    for subject in again:
        progress("Erasing again who was erased since")
        erase(store, subject, data=data)
    _ask_pools(store)
    return contents, len(again)


def _ask_pools(store: Store) -> None:
    """Let suggestions be prepared anew for every roster."""
    with store.transaction() as connection:
        for organisation in list_organisations(connection):
            ask_pools(connection, organisation.organisation_id)
