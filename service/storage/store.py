"""One database behind one URL: SQLite in a file, or PostgreSQL."""

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from service.storage.errors import StorageError, UnavailableError
from service.storage.faults import AWAY, named_fault

BUSY_SECONDS: Final = 30.0
READING: Final = "peermatch_reading"
DRIVERS: Final = ("sqlite", "postgresql+psycopg")
_OPENING_SECONDS: Final = 10.0  # that a new database may be busy with its first log
_PAUSE: Final = 0.02  # seconds between tries
_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
)


class Store:
    """The database of the service.

    Transactions that write take the write lock at once, so that two of them wait for
    each other instead of failing half-way; what one commits is on the disk before
    its block ends.

    Parameters
    ----------
    url : str
        ``sqlite:///peermatch.sqlite`` or ``postgresql+psycopg://user@host/name``.
    busy_seconds : float, default=30.0
        How long a writer waits for others.

    Attributes
    ----------
    engine : sqlalchemy.Engine
        Its connections.
    """

    def __init__(self, url: str, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.url = read_url(url)
        self._busy_seconds, self._turn = busy_seconds, threading.Lock()
        self.engine = _make_engine(self.url, busy_seconds)

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is a file of this machine."""
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """Give the file of the database; None where a server keeps it."""
        return Path(str(self.url.database)) if self.is_sqlite else None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction that may write; it is committed when the block ends.

        Raises
        ------
        StorageError
            If the database refuses, is busy, full or away; nothing is changed then.
        """
        with self._named_faults(), self._queue(), self.engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _queue(self) -> Iterator[None]:
        """Let SQLite's writers of this process in one by one.

        SQLite would let them try again after pauses, in no order at all.
        """
        if not self.is_sqlite:
            yield
            return
        if not self._turn.acquire(timeout=self._busy_seconds):
            raise UnavailableError(AWAY)
        try:
            yield
        finally:
            self._turn.release()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads, and sees one state throughout."""
        options: dict[str, Any] = {READING: True}
        if not self.is_sqlite:
            options |= {"isolation_level": "REPEATABLE READ"}
            options |= {"postgresql_readonly": True}
        with self._named_faults():
            engine = self.engine.execution_options(**options)
            with engine.begin() as connection:
                yield connection

    def probe(self) -> None:
        """Ask the database for a sign of life.

        Raises
        ------
        UnavailableError
            If there is none.
        """
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def compact(self) -> None:
        """Write deleted rows over, and give their room back.

        SQLite overwrites what is deleted at once and keeps copies in its log until it
        is folded in; PostgreSQL keeps deleted rows until they are vacuumed.
        """
        with self._named_faults():
            if self.is_sqlite:
                self._fold_log()
                return
            with self.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.exec_driver_sql("VACUUM FULL")

    def _fold_log(self) -> None:
        """Fold SQLite's log in; readers may delay it for a moment."""
        for _ in range(50):
            borrowed = self.engine.raw_connection()
            try:
                answer = borrowed.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
                is_busy = answer.fetchone()[0]
            finally:
                borrowed.close()
            if not is_busy:
                return
            time.sleep(0.1)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextlib.contextmanager
    def _named_faults(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            # Not chained: drivers quote values that somebody entered.
            raise named_fault(error) from None


def read_url(url: str) -> URL:
    """Read where the database is.

    Raises
    ------
    StorageError
        If it is no URL of a database that Peermatch keeps its data in.
    """
    try:
        read = make_url(url)
        read.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError, ImportError):
        read = None
    if read is None or read.drivername not in DRIVERS:
        msg = (
            "the database must be sqlite:///FILE or postgresql+psycopg://USER@HOST/"
            "NAME; what was given is neither."
        )
        raise StorageError(msg)
    if read.drivername == "sqlite" and read.database in {None, "", ":memory:"}:
        msg = "the database must be a file, as in sqlite:///peermatch.sqlite."
        raise StorageError(msg)
    return read


def _make_engine(url: URL, busy_seconds: float) -> Engine:
    if url.drivername != "sqlite":
        return create_engine(
            url, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=20
        )
    _make_private(Path(str(url.database)))
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": busy_seconds},
        pool_size=10,
        max_overflow=20,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_private(path: Path) -> None:
    """Make the file such that only its owner may read it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        msg = f"{path}: the database cannot be opened: {error.strerror}."
        raise StorageError(msg) from error


def _prepare(driver_connection: Any, _record: object) -> None:
    driver_connection.isolation_level = None  # transactions begin where we say
    until = time.monotonic() + _OPENING_SECONDS
    for pragma in _PRAGMAS:
        while not _is_applied(driver_connection, pragma, until):
            time.sleep(_PAUSE)


def _is_applied(driver_connection: Any, pragma: str, until: float) -> bool:
    """Apply a setting; SQLite does not wait itself while another makes the log."""
    try:
        driver_connection.execute(pragma)
    except sqlite3.OperationalError as error:
        is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
        if not is_busy or time.monotonic() > until:
            raise
        return False
    return True


def _begin(connection: Connection) -> None:
    is_reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")
