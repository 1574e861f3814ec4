"""An output folder that appears whole or not at all."""

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from matcher.errors import MatcherError


class FolderError(MatcherError):
    """An output folder cannot be written without harm."""


def check_folder(folder: Path, *, force: bool, ours: frozenset[str]) -> None:
    """Refuse a folder that should not be replaced, before any work is done.

    Parameters
    ----------
    folder : Path
        Where output is to appear.
    force : bool
        Whether a folder of earlier output may be replaced.
    ours : frozenset of str
        Names that earlier output may hold; with anything else inside, the
        folder is somebody's own and is never replaced.

    Raises
    ------
    FolderError
        If `folder` is a file, holds anything and `force` is off, or holds
        what Peermatch did not write.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        msg = f"{folder} is not a folder; choose another name with -o."
        raise FolderError(msg)
    _check_parent(folder)
    names = sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []
    if not names:
        return
    if not force:
        msg = f"{folder} already exists; use --force to replace it or -o for another."
        raise FolderError(msg)
    foreign = [name for name in names if name not in ours]
    if foreign:
        msg = (
            f"{folder} holds {foreign[0]!r}, which Peermatch did not write; "
            "--force replaces only earlier output. Choose another folder with -o."
        )
        raise FolderError(msg)


def _check_parent(folder: Path) -> None:
    parent = folder.absolute().parent
    while not parent.exists():
        parent = parent.parent
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        msg = f"{parent} cannot be written to; choose another folder with -o."
        raise FolderError(msg)


def write_folder(
    folder: Path, files: Mapping[str, str | bytes], *, force: bool = True
) -> None:
    """Write `files` beside `folder`, then rename them into place at once.

    Parameters
    ----------
    folder : Path
        Where the files are to appear; what it held before is replaced.
    files : mapping of str to str or bytes
        Content by name relative to `folder`; text is written as UTF-8.
    force : bool, default=True
        Whether what appeared in `folder` since it was checked may be replaced, too.

    Raises
    ------
    FolderError
        If the disk refuses, or `folder` is not to be replaced and holds anything by
        now; it is then as it was before.
    """
    target = folder.absolute()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _beside(target) as draft:
            for name, content in files.items():
                _write_file(draft / name, content)
            if force:
                _replace(target, draft)
            else:
                draft.rename(target)  # refused by the system unless it is empty
    except OSError as error:
        msg = f"{folder} could not be written: {error.strerror}. Nothing was changed."
        raise FolderError(msg) from error


def write_file(path: Path, content: str | bytes, *, mode: int | None = None) -> None:
    """Write a file beside `path`, then rename it into place.

    Parameters
    ----------
    path : Path
        Where the file is to appear; what it held before is replaced.
    content : str or bytes
        Text is written as UTF-8.
    mode : int or None, default=None
        Who may read and write it, as in `chmod`; None leaves it to the system.

    Raises
    ------
    FolderError
        If the disk refuses; `path` is then as it was before.
    """
    target = path.absolute()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _beside(target) as draft:
            _write_file(draft / target.name, content, mode=mode)
            (draft / target.name).replace(target)
    except OSError as error:
        msg = f"{path} could not be written: {error.strerror}. Nothing was changed."
        raise FolderError(msg) from error


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    draft = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    draft.mkdir()
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_file(path: Path, content: str | bytes, *, mode: int | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    with path.open("wb") as file:
        if mode is not None:
            path.chmod(mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _replace(target: Path, draft: Path) -> None:
    if not target.exists():
        draft.rename(target)
        return
    with _beside(target) as attic:
        old = attic / target.name
        target.rename(old)
        try:
            draft.rename(target)
        except BaseException:
            old.rename(target)
            raise
