"""The registry: a folder of bundles of which one, the champion, serves.

Bundles appear whole, and leave, by a rename; so does the list of champions, see
`training.champions`. What a killed process left half done is swept up by the next one.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NoReturn

from models.bundle import Origin, copy_bundle, read_origin
from models.errors import BundleError
from training.champions import (
    BUNDLE_ID,
    POINTER,
    Champions,
    read_champions,
    write_champions,
)
from training.errors import RegistryError

BUNDLES: Final = "bundles"
KEPT: Final = 5  # champions that stay, the serving one included
SHORT: Final = 12  # characters of an id that people see
_LOCK: Final = ".lock"


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
    is_serving : bool, default=False
        Whether groups are formed by it, or would be if it were not damaged.
    """

    bundle_id: str
    state: str
    origin: Origin | None
    reason: str = ""
    is_serving: bool = False


@dataclass(frozen=True, slots=True)
class RolledBack:
    """What a roll-back came to.

    Attributes
    ----------
    last : str
        Id of the champion that was.
    now : str
        Id of the champion that is; empty where rules alone serve.
    damaged : tuple of str
        Ids of champions in between, passed over because they are refused.
    """

    last: str
    now: str
    damaged: tuple[str, ...] = ()


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
        return read_champions(self.folder).ids

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
        return read_champions(self.folder).folded

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
        shown = "peermatch models list shows them"
        if len(start) < 4:
            _fail(f"{start!r}: give four characters of an id at least; {shown}")
        near = [name for name in self._ids() if name.startswith(start)]
        if len(near) != 1:
            told = "several bundles have" if near else "no bundle has"
            shown = f"{told} an id that begins with {start[:64]!r}; {shown}"
            _fail(f"{self.folder}: {shown}")
        return near[0]

    def held(self) -> tuple[Held, ...]:
        """List the bundles, champions newest first, then the rest by day.

        Returns
        -------
        tuple of Held
            All that the folder holds.
        """
        now = read_champions(self.folder)
        known = [*reversed(dict.fromkeys(reversed(now.ids)))]
        others = [
            self._held(name, "challenger")
            for name in self._ids()
            if name not in (*known, now.folded)
        ]
        others.sort(key=lambda held: held.origin.as_of if held.origin else "")
        states = ["champion", *["earlier"] * (len(known) - 1)]
        served = zip(reversed(known), states, strict=False)
        listed = [self._held(name, state) for name, state in served]
        if now.folded:
            listed.insert(1, self._held(now.folded, "folded"))
        if listed:
            k = 1 if now.folded else 0
            listed[k] = replace(listed[k], is_serving=True)
        return (*listed, *reversed(others))

    def add(self, source: Path) -> str:
        """Copy a bundle into the registry; it serves nobody yet.

        One that is there, but damaged, is replaced.

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
            if self._held(bundle_id, "").state == "damaged":
                self._drop({bundle_id})
                copy_bundle(source, self.path_of(bundle_id))
        return bundle_id

    def promote(self, bundle_id: str, *, over: str | None = None) -> None:
        """Make a bundle of the registry the champion, and drop the oldest ones.

        Whether it deserves it is for `training.gate` to say.

        Parameters
        ----------
        bundle_id : str
            Its id.
        over : str or None, default=None
            Id of the champion that it was found better than, empty for rules alone;
            None does not ask what serves.

        Raises
        ------
        BundleError
            When it is refused.
        RegistryError
            When it serves already, something else than `over` does, or the disk
            refuses.
        """
        with self._locked():
            self._check_whole(bundle_id)
            now = read_champions(self.folder)
            serving = now.ids[-1] if now.ids else ""
            if serving == bundle_id:
                _fail(f"bundle {bundle_id[:SHORT]} is the champion already")
            if over not in (None, serving):
                _fail(
                    f"{self.folder}: the champion changed while bundle "
                    f"{bundle_id[:SHORT]} was compared; promote it again"
                )
            after = Champions((*now.ids, bundle_id)[-KEPT:])
            write_champions(self.folder, after)
            self._drop({*now.ids, now.folded} - set(after.ids))

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
            now = read_champions(self.folder)
            if not now.ids or origin.parent != now.ids[-1]:
                _fail(f"bundle {bundle_id[:SHORT]} was not made of the champion")
            write_champions(self.folder, Champions(now.ids, bundle_id))
            self._drop({now.folded} - {bundle_id, *now.ids})

    def roll_back(self) -> RolledBack:
        """Let the champion before serve again, or rules alone where there was none.

        Returns
        -------
        RolledBack
            What served, what serves now, and what was passed over.

        Raises
        ------
        RegistryError
            When there is no champion, or the disk refuses.
        """
        self._check_serving()
        with self._locked():
            self._check_serving()
            now = read_champions(self.folder)
            *before, last = now.ids
            damaged = []
            while before and self._held(before[-1], "").state == "damaged":
                damaged.append(before.pop())
            write_champions(self.folder, Champions(tuple(before)))
            self._drop({now.folded})
            return RolledBack(last, before[-1] if before else "", tuple(damaged))

    def _check_serving(self) -> None:
        if not self.champions():
            _fail(f"{self.folder}: no bundle serves, so there is none to roll back")

    def _ids(self) -> list[str]:
        folder = self.folder / BUNDLES
        if not folder.is_dir():
            return []
        names = (entry.name for entry in folder.iterdir())
        return sorted(name for name in names if BUNDLE_ID.fullmatch(name))

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

    def _drop(self, ids: set[str]) -> None:
        """Delete bundles; each is out of sight before any of it is gone."""
        for bundle_id in filter(BUNDLE_ID.fullmatch, ids):
            folder = self.path_of(bundle_id)
            gone = folder.with_name(f".{bundle_id}-{secrets.token_hex(4)}")
            with contextlib.suppress(OSError):
                folder.rename(gone)
                shutil.rmtree(gone, ignore_errors=True)

    def _sweep(self) -> None:
        """Delete what a killed process left; drafts are made under the lock alone."""
        for draft in self.folder.glob(f".{POINTER}-*"):
            draft.unlink(missing_ok=True)
        for draft in (self.folder / BUNDLES).glob(".*-*"):
            shutil.rmtree(draft, ignore_errors=True)

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
            self._sweep()
            yield
        finally:
            os.close(handle)


def _fail(what: str) -> NoReturn:
    msg = f"{what}."
    raise RegistryError(msg)
