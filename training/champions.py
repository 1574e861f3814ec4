"""The list of champions of a registry: one small file, replaced by a rename.

A crash leaves the list before or the one after, never a part of one.
"""

import json
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from models.plain_files import sync_folder
from training.errors import RegistryError

POINTER: Final = "champions.json"
FORMAT: Final = 1
BUNDLE_ID: Final = re.compile(r"[0-9a-f]{64}")
_MAX_BYTES: Final = 2**20


@dataclass(frozen=True, slots=True)
class Champions:
    """Which bundles served, and which one serves.

    Attributes
    ----------
    ids : tuple of str
        Oldest first, the champion last; empty where rules alone serve.
    folded : str, default=""
        The champion with new answers in it, serving in its place; empty for none.
    """

    ids: tuple[str, ...] = ()
    folded: str = ""


def read_champions(folder: Path) -> Champions:
    """Read the list of champions.

    Parameters
    ----------
    folder : Path
        Of the registry.

    Returns
    -------
    Champions
        Nobody, where there is no list yet.

    Raises
    ------
    RegistryError
        When the list cannot be read.
    """
    path = folder / POINTER
    try:
        if path.is_symlink() or path.stat().st_size > _MAX_BYTES:
            _fail(f"{path}: is no list of champions")
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Champions()
    except (OSError, ValueError, RecursionError) as error:
        msg = f"{path}: is no list of champions that can be read."
        raise RegistryError(msg) from error
    ids = found.get("champions") if isinstance(found, dict) else None
    if not isinstance(ids, list) or found.get("format") != FORMAT:
        _fail(f"{path}: is no list of champions of this version")
    folded = found.get("folded", "")
    listed = [*ids, folded] if folded != "" else ids
    if not all(isinstance(name, str) and BUNDLE_ID.fullmatch(name) for name in listed):
        _fail(f"{path}: lists what is no id of a bundle")
    return Champions(tuple(ids), folded if ids else "")


def write_champions(folder: Path, champions: Champions) -> None:
    """Replace the list of champions, once the new one is on the disk.

    Parameters
    ----------
    folder : Path
        Of the registry.
    champions : Champions
        Of now on.

    Raises
    ------
    RegistryError
        When the disk refuses; the list is then as it was.
    """
    draft = folder / f".{POINTER}-{secrets.token_hex(4)}"
    facts: dict[str, Any] = {"format": FORMAT, "champions": champions.ids}
    if champions.folded:
        facts["folded"] = champions.folded
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(f"{json.dumps(facts, indent=1)}\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / POINTER)
        sync_folder(folder)
    except OSError as error:
        msg = f"{folder}: the champion could not be changed: {error.strerror}."
        raise RegistryError(msg) from error
    finally:
        draft.unlink(missing_ok=True)


def _fail(what: str) -> NoReturn:
    msg = f"{what}."
    raise RegistryError(msg)
