"""Pools on disk: built by workers, opened in place by servers, swapped while they run.

``pools/ROSTER/current.json`` names the folder that serves and is replaced by a rename;
servers look at it with every question, which costs microseconds. Arrays are mapped, so
that all processes of a machine share one copy.
"""

import json
import os
import shutil
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final

from matcher.errors import PoolError
from matcher.suggest.pool import Pool, open_pool

POINTER: Final = "current.json"
MOST_OPEN: Final = 64


class NoPoolError(PoolError):
    """Suggestions for a roster are being prepared, or never were."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Which pool serves a roster.

    Attributes
    ----------
    organisation_id, roster_id : str
        Whose.
    folder : str
        Name of its folder beside the pointer.
    roster_version : int
        Version of the roster that it was built from.
    bundle : str
        Id of the bundle whose value counts; blank where rules alone serve.
    """

    organisation_id: str
    roster_id: str
    folder: str
    roster_version: int
    bundle: str


class Shelf:
    """The pools of all rosters, as one process sees them.

    Parameters
    ----------
    data : Path
        Folder of the service's files.
    """

    def __init__(self, data: Path) -> None:
        self.folder = data / "pools"
        self._open: dict[str, tuple[tuple[int, int], Serving, Pool]] = {}
        self._lock = threading.Lock()

    def open(self, organisation_id: str, roster_id: str) -> tuple[Serving, Pool]:
        """Open the pool that serves a roster.

        Parameters
        ----------
        organisation_id : str
            Whose roster it is.
        roster_id : str
            Which.

        Returns
        -------
        tuple of (Serving, Pool)
            Which it is, and the pool.

        Raises
        ------
        NoPoolError
            If none is ready.
        """
        pointer = self.folder / roster_id / POINTER
        try:
            found = pointer.stat()
        except OSError:
            raise _unready() from None
        stamp = (found.st_mtime_ns, found.st_ino)
        held = self._open.get(roster_id)
        if held is None or held[0] != stamp:
            held = self._reopen(roster_id, stamp)
        if held[1].organisation_id != organisation_id:
            raise _unready()
        return held[1], held[2]

    def put(self, serving: Serving, pool: Pool) -> None:
        """Write a pool and let it serve; whoever asks meanwhile gets the one before.

        Parameters
        ----------
        serving : Serving
            Which it is.
        pool : Pool
            What is written.
        """
        home = self.folder / serving.roster_id
        home.mkdir(parents=True, exist_ok=True)
        if not (home / serving.folder).exists():
            pool.save(home / serving.folder)
        draft = home / f".{POINTER}-{token_hex(4)}"
        with draft.open("w", encoding="ascii") as file:
            json.dump(asdict(serving), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(home / POINTER)
        for other in home.iterdir():  # mapped files live on until they are let go
            if other.is_dir() and other.name != serving.folder:
                shutil.rmtree(other, ignore_errors=True)

    def drop(self, roster_id: str) -> None:
        """Let no pool serve a roster, because somebody in it must not be shown.

        Parameters
        ----------
        roster_id : str
            Which.
        """
        shutil.rmtree(self.folder / roster_id, ignore_errors=True)
        with self._lock:
            self._open.pop(roster_id, None)

    def check(self) -> str:
        """Say whether every pool that should serve can be opened.

        Returns
        -------
        str
            "ok", or what is wrong.
        """
        for pointer in self.folder.glob(f"*/{POINTER}"):
            try:
                serving = _read(pointer)
                self.open(serving.organisation_id, serving.roster_id)
            except PoolError as error:
                return str(error)
        return "ok"

    def served(self) -> Mapping[str, int]:
        """Count the rosters that each bundle serves, for metrics.

        Returns
        -------
        mapping of str to int
            By the first digits of the bundle's id.
        """
        count: dict[str, int] = {}
        for pointer in self.folder.glob(f"*/{POINTER}"):
            try:
                name = _read(pointer).bundle[:12] or "rules alone"
            except PoolError:
                name = "unreadable"
            count[name] = count.get(name, 0) + 1
        return count

    def _reopen(
        self, roster_id: str, stamp: tuple[int, int]
    ) -> tuple[tuple[int, int], Serving, Pool]:
        with self._lock:
            held = self._open.get(roster_id)
            if held is not None and held[0] == stamp:
                return held
            home = self.folder / roster_id
            for attempt in range(3):  # the folder may be swapped between two reads
                serving = _read(home / POINTER)
                try:
                    pool = open_pool(home / serving.folder)
                    break
                except PoolError:
                    if attempt == 2:
                        raise
            held = (stamp, serving, pool)
            self._open[roster_id] = held
            while len(self._open) > MOST_OPEN:
                self._open.pop(next(iter(self._open)))
            return held


def _read(pointer: Path) -> Serving:
    try:
        return Serving(**json.loads(pointer.read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError):
        raise _unready() from None


def _unready() -> NoPoolError:
    return NoPoolError("suggestions for this roster are being prepared; ask again.")
