"""The registry: a folder of bundles of which one, the champion, serves.

``champions.json`` lists the ids of all champions so far, the last one serving, and of
the bundle that serves in its place once new answers were folded into it. It is
replaced by a rename, so that a crash leaves the champion before or the one after.
"""

import contextlib
import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from models.bundle import Origin, copy_bundle, read_origin
from models.errors import BundleError
from models.plain_files import sync_folder
from training.errors import RegistryError

POINTER: Final = "champions.json"
BUNDLES: Final = "bundles"
FORMAT: Final = 1
KEPT: Final = 5  # champions that stay, the serving one included
SHORT: Final = 12  # characters of an id that people see
_LOCK: Final = ".lock"
_ID: Final = re.compile(r"[0-9a-f]{64}")
_MAX_POINTER_BYTES: Final = 2**20


@dataclass(frozen=True, slots=True)
class Held:
    """A bundle of the registry.

    Attributes
    ----------
    bundle_id : str
        SHA-256 of its manifest.
    state : {"champion", "folded", "earlier", "challenger", "damaged"}
        Serving; the champion with new answers in it, serving in its place; a champion
        before; never promoted, or rolled back; refused.
    origin : Origin or None
        What it says of itself; None when it is damaged.
    reason : str
        Why it is damaged; empty otherwise.
    """

    bundle_id: str
    state: str
    origin: Origin | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Registry:
    """A folder of bundles.

    Attributes
    ----------
    folder : Path
        Made when the first bundle is added.
    """

    folder: Path

    def champions(self) -> tuple[str, ...]:
        """List the ids of the champions so far.

        Returns
        -------
        tuple of str
            Oldest first, the serving one last; empty where rules alone serve.

        Raises
        ------
        RegistryError
            When the list cannot be read.
        """
        return self._pointed()[0]

    def folded(self) -> str:
        """Give the id of the champion with new answers folded in.

        Returns
        -------
        str
            Empty where the champion serves as it was promoted.

        Raises
        ------
        RegistryError
            When the list cannot be read.
        """
        return self._pointed()[1]

    def _pointed(self) -> tuple[tuple[str, ...], str]:
        path = self.folder / POINTER
        try:
            if path.is_symlink() or path.stat().st_size > _MAX_POINTER_BYTES:
                _fail(f"{path}: is no list of champions")
            found = json.loads(path.read_bytes())
        except FileNotFoundError:
            return (), ""
        except (OSError, ValueError, RecursionError) as error:
            msg = f"{path}: is no list of champions that can be read."
            raise RegistryError(msg) from error
        ids = found.get("champions") if isinstance(found, dict) else None
        if not isinstance(ids, list) or found.get("format") != FORMAT:
            _fail(f"{path}: is no list of champions of this version")
        folded = found.get("folded", "")
        listed = [*ids, folded] if folded != "" else ids
        if not all(isinstance(name, str) and _ID.fullmatch(name) for name in listed):
            _fail(f"{path}: lists what is no id of a bundle")
        return tuple(ids), folded if ids else ""

    def champion(self) -> Path | None:
        """Find the champion as it was promoted.

        Returns
        -------
        Path or None
            Its folder; None where rules alone serve.
        """
        ids = self.champions()
        return self.path_of(ids[-1]) if ids else None

    def serving(self) -> Path | None:
        """Find the bundle that serves: the champion, with new answers if any were.

        Returns
        -------
        Path or None
            Its folder; None where rules alone serve.
        """
        folded = self.folded()
        return self.path_of(folded) if folded else self.champion()

    def path_of(self, bundle_id: str) -> Path:
        """Give the folder of a bundle.

        Parameters
        ----------
        bundle_id : str
            Its id.

        Returns
        -------
        Path
            Where it lies, or would.
        """
        return self.folder / BUNDLES / bundle_id

    def find(self, start: str) -> str:
        """Complete the id of a bundle.

        Parameters
        ----------
        start : str
            Its first characters, at least four.

        Returns
        -------
        str
            The whole id.

        Raises
        ------
        RegistryError
            When none or several begin so.
        """
        near = [name for name in self._ids() if name.startswith(start)]
        if len(start) < 4 or len(near) != 1:
            n_near = len(near) if len(start) >= 4 else 0
            _fail(
                f"{self.folder}: {n_near} bundles have an id that begins with "
                f"{start[:64]!r}; peermatch models list shows them"
            )
        return near[0]

    def held(self) -> tuple[Held, ...]:
        """List the bundles, champions newest first, then the rest by day.

        Returns
        -------
        tuple of Held
            All that the folder holds.
        """
        champions, folded = self._pointed()
        known = [*reversed(dict.fromkeys(reversed(champions)))]
        others = [
            self._held(name, "challenger")
            for name in self._ids()
            if name not in (*known, folded)
        ]
        others.sort(key=lambda held: held.origin.as_of if held.origin else "")
        states = ["champion", *["earlier"] * (len(known) - 1)]
        served = zip(reversed(known), states, strict=False)
        listed = [self._held(name, state) for name, state in served]
        if folded:
            listed.insert(1, self._held(folded, "folded"))
        return (*listed, *reversed(others))

    def add(self, source: Path) -> str:
        """Copy a bundle into the registry; it serves nobody yet.

        Parameters
        ----------
        source : Path
            Folder of a bundle.

        Returns
        -------
        str
            Its id.

        Raises
        ------
        BundleError
            When it is refused, or the disk refuses.
        """
        bundle_id, _ = read_origin(source)
        with self._locked():
            if not self.path_of(bundle_id).exists():
                copy_bundle(source, self.path_of(bundle_id))
        return bundle_id

    def promote(self, bundle_id: str) -> None:
        """Make a bundle of the registry the champion, and drop the oldest ones.

        Whether it deserves it is for `training.gate` to say.

        Parameters
        ----------
        bundle_id : str
            Its id.

        Raises
        ------
        BundleError
            When it is refused.
        RegistryError
            When it serves already, or the disk refuses.
        """
        with self._locked():
            self._check_whole(bundle_id)
            champions = self.champions()
            if champions and champions[-1] == bundle_id:
                _fail(f"bundle {bundle_id[:SHORT]} is the champion already")
            left = {*champions, self.folded()}
            self._point((*champions, bundle_id)[-KEPT:])
            self._prune(left - set(self.champions()))

    def renew(self, bundle_id: str) -> None:
        """Let the champion serve with new answers folded into it.

        Parameters
        ----------
        bundle_id : str
            Of a bundle of the registry that `training.folding.fold_in` made of the
            champion; it takes the place of an earlier one.

        Raises
        ------
        BundleError
            When it is refused.
        RegistryError
            When it was not made of the champion, or the disk refuses.
        """
        with self._locked():
            origin = self._check_whole(bundle_id)
            champions, before = self._pointed()
            if not champions or origin.parent != champions[-1]:
                _fail(f"bundle {bundle_id[:SHORT]} was not made of the champion")
            self._point(champions, bundle_id)
            self._prune({before} - {bundle_id, *champions})

    def roll_back(self) -> tuple[str, str]:
        """Let the champion before serve again, or rules alone where there was none.

        Returns
        -------
        tuple of (str, str)
            Id of the bundle that served, and of the one that serves now; the second
            is empty where rules alone serve.

        Raises
        ------
        RegistryError
            When there is no champion.
        BundleError
            When the champion before is refused; nothing changes then.
        """
        with self._locked():
            champions = self.champions()
            if not champions:
                _fail(f"{self.folder}: no bundle serves, so there is none to roll back")
            *before, last = champions
            if before:
                self._check_whole(before[-1])
            folded = self.folded()
            self._point(tuple(before))
            self._prune({folded})
            return last, before[-1] if before else ""

    def _ids(self) -> list[str]:
        folder = self.folder / BUNDLES
        if not folder.is_dir():
            return []
        names = (entry.name for entry in folder.iterdir())
        return sorted(name for name in names if _ID.fullmatch(name))

    def _held(self, bundle_id: str, state: str) -> Held:
        try:
            origin = self._check_whole(bundle_id)
        except BundleError as error:
            return Held(bundle_id, "damaged", None, str(error))
        return Held(bundle_id, state, origin)

    def _check_whole(self, bundle_id: str) -> Origin:
        """Refuse a bundle that is not, or no longer, the one with this id."""
        found, origin = read_origin(self.path_of(bundle_id))
        if found != bundle_id:
            msg = "its manifest was changed after it was written"
            raise BundleError(msg)
        return origin

    def _point(self, champions: tuple[str, ...], folded: str = "") -> None:
        draft = self.folder / f".{POINTER}-{secrets.token_hex(4)}"
        facts: dict[str, Any] = {"format": FORMAT, "champions": champions}
        text = json.dumps(facts | ({"folded": folded} if folded else {}), indent=1)
        try:
            with draft.open("w", encoding="utf-8") as file:
                file.write(f"{text}\n")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.folder / POINTER)
            sync_folder(self.folder)
        except OSError as error:
            msg = f"{self.folder}: the champion could not be changed: {error.strerror}."
            raise RegistryError(msg) from error
        finally:
            draft.unlink(missing_ok=True)

    def _prune(self, ids: set[str]) -> None:
        for bundle_id in filter(_ID.fullmatch, ids):
            shutil.rmtree(self.path_of(bundle_id), ignore_errors=True)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep two promotions at once from undoing each other."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            msg = f"{self.folder}: cannot be written to: {error.strerror}."
            raise RegistryError(msg) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _fail(what: str) -> NoReturn:
    msg = f"{what}."
    raise RegistryError(msg)
