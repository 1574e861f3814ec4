"""A pool in a folder: plain arrays, opened in place, and one JSON file of the rest.

Nothing in it is code. Every array is a ``.npy`` file of its own, so that all processes
of a machine share one copy; texts and numbers stand in ``pool.json``, which lists the
files with the shape and the type of their arrays.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any, Final, get_type_hints

import numpy as np

from matcher.errors import PoolError

FORMAT: Final = 1
KIND: Final = "peermatch pool"
LISTING: Final = "pool.json"


def write_parts(parts: Any, folder: Path) -> None:
    """Write a tree of dataclasses, whole or not at all.

    Parameters
    ----------
    parts : dataclass
        Of arrays, texts, numbers, tuples of text, mappings of arrays and dataclasses.
    folder : Path
        Must not exist yet.

    Raises
    ------
    PoolError
        When it exists, or the disk refuses.
    """
    if folder.is_symlink() or folder.exists():
        msg = f"{folder} already exists; choose another name."
        raise PoolError(msg)
    draft = folder.with_name(f".{folder.name}-{token_hex(4)}")
    try:
        draft.mkdir(parents=True)
        plain: dict[str, Any] = {}
        arrays: dict[str, Any] = {}
        for name, value in _leaves(parts, ""):
            if isinstance(value, np.ndarray):
                file = f"{len(arrays):03}.npy"  # a facet may have any name
                np.save(draft / file, value, allow_pickle=False)
                arrays[name] = [file, list(value.shape), value.dtype.str]
            else:
                plain[name] = value
        listing = {"kind": KIND, "format": FORMAT, "arrays": arrays, "plain": plain}
        (draft / LISTING).write_text(
            json.dumps(listing, allow_nan=False, ensure_ascii=True), encoding="ascii"
        )
        draft.rename(folder)
    except OSError as error:
        msg = f"{folder} could not be written: {error.strerror}."
        raise PoolError(msg) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def read_parts(folder: Path, kind: type[Any]) -> Any:
    """Open a tree of dataclasses; arrays stay on disk until they are used.

    Parameters
    ----------
    folder : Path
        As `write_parts` wrote it.
    kind : type
        The dataclass at its root.

    Returns
    -------
    dataclass
        An instance of `kind`.

    Raises
    ------
    PoolError
        With the reason, when the folder holds none.
    """
    try:
        listing = json.loads((folder / LISTING).read_text(encoding="ascii"))
        if listing["kind"] != KIND or listing["format"] != FORMAT:
            msg = f"{folder} is of another version; build the pool again."
            raise PoolError(msg)
        leaves: dict[str, Any] = dict(listing["plain"])
        for name, (file, *form) in listing["arrays"].items():
            if Path(file).name != file:
                msg = f"{folder}: {name} lies outside of it; build it again."
                raise PoolError(msg)
            array = np.load(folder / file, mmap_mode="r", allow_pickle=False)
            if [list(array.shape), array.dtype.str] != form:
                msg = f"{folder}: {name} is not as it was written; build it again."
                raise PoolError(msg)
            leaves[name] = np.asarray(array)  # a view: the file stays mapped
        return _assembled(kind, leaves, "")
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{folder} holds no pool that can be read; build it again."
        raise PoolError(msg) from error


def _leaves(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Walk over the leaves of a tree, each under its dotted name."""
    below = f"{name}." if name else ""
    if is_dataclass(value):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name), below + field.name)
    elif isinstance(value, Mapping):
        yield name, list(value)
        for key, part in value.items():
            yield from _leaves(part, below + key)
    elif isinstance(value, tuple):
        yield name, list(value)
    else:
        yield name, value


def _assembled(kind: Any, leaves: Mapping[str, Any], name: str) -> Any:
    """Put a tree together again after its annotations."""
    below = f"{name}." if name else ""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(  # type: ignore[operator]  # a class, never an instance
            **{
                field.name: _assembled(hints[field.name], leaves, below + field.name)
                for field in fields(kind)
            }
        )
    held = leaves[name]
    origin = getattr(kind, "__origin__", None)
    if origin is Mapping:
        return {key: leaves[below + key] for key in held}
    return tuple(held) if origin is tuple else held
