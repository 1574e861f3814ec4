"""Plain files in a folder: read without following links, written whole or not."""

import os
import secrets
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from models.errors import BundleError


def check_listing(folder: Path, names: frozenset[str]) -> None:
    """Refuse what is no plain folder of exactly some files.

    Parameters
    ----------
    folder : Path
        Looked at, not followed.
    names : frozenset of str
        Of the files.

    Raises
    ------
    BundleError
        When there is another file, or one is missing.
    """
    if folder.is_symlink() or not folder.is_dir():
        _refuse("there is no such folder")
    entries = {entry.name: entry for entry in os.scandir(folder)}
    missing = sorted(names - set(entries))
    strange = sorted(set(entries) - names)
    if missing:
        _refuse(f"it lacks {missing[0]}")
    if strange:
        _refuse(f"it holds {strange[0][:60]!r}, which is no part of a bundle")


def read_plain(path: Path, limit: int, n_bytes: int | None = None) -> bytes:
    """Read a plain file of a known length, never following a link.

    Parameters
    ----------
    path : Path
        The file.
    limit : int
        Most bytes.
    n_bytes : int or None, default=None
        How many it must have; None for any number.

    Returns
    -------
    bytes
        Its content.

    Raises
    ------
    BundleError
        When it is anything else.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        msg = f"{path.name} is no plain file that can be read"
        raise BundleError(msg) from error
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            _refuse(f"{path.name} is no plain file that can be read")
        if status.st_size > limit:
            _refuse(f"{path.name} is larger than {limit:,} bytes")
        if n_bytes is not None and status.st_size != n_bytes:
            _refuse(
                f"{path.name} has {status.st_size:,} bytes, where its manifest says "
                f"{n_bytes:,}"
            )
        return file.read(limit + 1)


def write_whole(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files to a new folder, whole or not at all: beside, then renamed.

    Parameters
    ----------
    files : mapping of str to bytes
        Content by name.
    folder : Path
        Must not exist yet.

    Raises
    ------
    BundleError
        When it exists, or the disk refuses.
    """
    if folder.is_symlink() or folder.exists():
        _refuse(f"{folder} already exists; choose another name")
    draft = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir()
        for name, data in files.items():
            _write(draft / name, data)
        draft.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        msg = f"{folder} could not be written: {error.strerror}"
        raise BundleError(msg) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename inside a folder outlast a power cut.

    Parameters
    ----------
    folder : Path
        Which holds what was renamed.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse(why: str) -> NoReturn:
    raise BundleError(why)
