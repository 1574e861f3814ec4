"""Pools on disk: built by workers, opened in place by servers, swapped while they run.

``pools/ROSTER/current.json`` names the folder that serves and is replaced by a rename;
servers look at it with every question, which costs microseconds. Arrays are mapped, so
that all processes of a machine share one copy.
"""

import contextlib
import fcntl
import json
import os
import shutil
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import Final

from matcher.errors import PoolError
from matcher.suggest.pool import Pool, open_pool
from service.workflows.prepared import Prepared

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
    hidden : tuple of str, default=()
        Leaders who withdrew since it was built, and are not shown any more.
    """

    organisation_id: str
    roster_id: str
    folder: str
    roster_version: int
    bundle: str
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A pool that serves, as one process has it.

    Attributes
    ----------
    stamp : tuple of (int, int)
        Of the pointer that named it.
    serving : Serving
        Which it is.
    pool : Pool
        The leaders; those who are hidden may not be shown.
    prepared : Prepared
        Answers worked out ahead.
    """

    stamp: tuple[int, int]
    serving: Serving
    pool: Pool
    prepared: Prepared


class Shelf:
    """The pools of all rosters, as one process sees them.

    Parameters
    ----------
    data : Path
        Folder of the service's files.
    """

    def __init__(self, data: Path) -> None:
        self.folder = data / "pools"
        self._home = str(self.folder)
        self._open: dict[str, Opened] = {}
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
        found = self.look(organisation_id, roster_id)
        return found.serving, found.pool

    def look(self, organisation_id: str, roster_id: str) -> Opened:
        """Open the pool that serves a roster, with what was prepared of it.

        Parameters
        ----------
        organisation_id : str
            Whose roster it is.
        roster_id : str
            Which.

        Returns
        -------
        Opened
            All of one moment.

        Raises
        ------
        NoPoolError
            If none is ready.
        """
        stamp = self._stamp(roster_id)
        held = self._open.get(roster_id)
        if held is None or held.stamp != stamp:
            held = self._reopen(roster_id, stamp)
        if held.serving.organisation_id != organisation_id:
            raise _unready()
        return held

    def at_hand(self, organisation_id: str, roster_id: str) -> Opened | None:
        """Give the pool that serves a roster, if it is open already.

        Parameters
        ----------
        organisation_id : str
            Whose roster it is.
        roster_id : str
            Which.

        Returns
        -------
        Opened or None
            None where files would have to be read, or there is none.
        """
        held = self._open.get(roster_id)
        if held is None or held.serving.organisation_id != organisation_id:
            return None
        return held if held.stamp == self._stamp(roster_id) else None

    def _stamp(self, roster_id: str) -> tuple[int, int]:
        """Tell the pointer of a roster from the one before."""
        try:
            found = os.stat(f"{self._home}/{roster_id}/{POINTER}")  # noqa: PTH116 - asked with every question
        except OSError:
            raise _unready() from None
        return found.st_mtime_ns, found.st_ino

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
        with self._turn():
            _point(home, serving)
        for other in home.iterdir():  # mapped files live on until they are let go
            if other.is_dir() and other.name != serving.folder:
                shutil.rmtree(other, ignore_errors=True)

    def hide(self, roster_id: str, leader_ids: Collection[str]) -> None:
        """Show some leaders no more, from now on and in all processes.

        Parameters
        ----------
        roster_id : str
            Of their roster.
        leader_ids : collection of str
            Who withdrew; none changes nothing.
        """
        home = self.folder / roster_id
        with self._turn():
            try:
                serving = _read(home / POINTER)
            except NoPoolError:
                return  # one that is built later knows it
            hidden = tuple(sorted({*serving.hidden, *leader_ids}))
            if hidden != serving.hidden:
                _point(home, replace(serving, hidden=hidden))

    def take_back(self, serving: Serving) -> None:
        """Let a pool serve no more, unless another one does already.

        Parameters
        ----------
        serving : Serving
            As it was put.
        """
        home = self.folder / serving.roster_id
        with self._turn(), contextlib.suppress(NoPoolError):
            if _read(home / POINTER).folder == serving.folder:
                (home / POINTER).unlink()
        shutil.rmtree(home / serving.folder, ignore_errors=True)

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

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """Change pointers one after the other, over all processes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # given back with the file
            yield

    def _reopen(self, roster_id: str, stamp: tuple[int, int]) -> Opened:
        with self._lock:
            held = self._open.get(roster_id)
            if held is not None and held.stamp == stamp:
                return held
            home = self.folder / roster_id
            serving, pool = _opened(home)
            pool = _without(pool, serving.hidden)
            held = Opened(stamp, serving, pool, Prepared(home / serving.folder))
            self._open[roster_id] = held
            while len(self._open) > MOST_OPEN:
                self._open.pop(next(iter(self._open)))
            return held


def _opened(home: Path) -> tuple[Serving, Pool]:
    """Open the pool that the pointer names, which may change between two reads."""
    serving = _read(home / POINTER)
    while True:
        try:
            return serving, open_pool(home / serving.folder)
        except PoolError:
            before, serving = serving.folder, _read(home / POINTER)
            if serving.folder == before:
                raise


def _without(pool: Pool, hidden: tuple[str, ...]) -> Pool:
    """Show some leaders to nobody, and lead no path through them."""
    if not hidden:
        return pool
    may_show = pool.may_show.copy()
    rows = [pool.facts.ids.row_of(leader_id) for leader_id in hidden]
    may_show[[row for row in rows if row >= 0]] = False
    return replace(pool, may_show=may_show)


def _point(home: Path, serving: Serving) -> None:
    """Let a pool serve, from one moment to the next."""
    draft = home / f".{POINTER}-{token_hex(4)}"
    with draft.open("w", encoding="ascii") as file:
        json.dump(asdict(serving), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(home / POINTER)


def _read(pointer: Path) -> Serving:
    try:
        told = json.loads(pointer.read_text(encoding="ascii"))
        hidden = tuple(map(str, told.pop("hidden", ())))
        return Serving(**told, hidden=hidden)
    except (OSError, ValueError, TypeError, AttributeError):
        raise _unready() from None


def _unready() -> NoPoolError:
    return NoPoolError("suggestions for this roster are being prepared; ask again.")
