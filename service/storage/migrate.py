"""Bring a database to the schema of this version; two who try at once take turns."""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from service.storage.errors import SchemaError, UnavailableError
from service.storage.schema import catalogue
from service.storage.store import Store

FOLDER: Final = Path(__file__).parent / "migrations"
BASE: Final = "base"
_LOCK_NUMBER: Final = 7_335_677_140  # of the advisory lock; any number of our own


def head() -> str:
    """Give the revision of the schema that this version of Peermatch uses."""
    revision = _scripts().get_current_head()
    if revision is None:
        msg = f"{FOLDER.name} holds no migration."
        raise SchemaError(msg)
    return revision


def revision_of(store: Store) -> str:
    """Give the revision of a database; blank where it has no tables yet."""
    with store.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def check_revision(revision: str, what: str) -> None:
    """Refuse a schema that this version does not know.

    Raises
    ------
    SchemaError
        If a newer version of Peermatch made it.
    """
    if revision and revision not in known_revisions():
        msg = (
            f"{what} has schema {revision[:40]!r}, which this version of Peermatch "
            f"does not know (it knows up to {head()}); use the version that made it."
        )
        raise SchemaError(msg)


def known_revisions() -> tuple[str, ...]:
    """List the revisions that this version can read, the oldest first."""
    scripts = _scripts().walk_revisions()
    return tuple(reversed([script.revision for script in scripts]))


def is_current(store: Store) -> bool:
    """Tell whether a database has the schema of this version."""
    return revision_of(store) == head()


def upgrade(store: Store, to: str = "head") -> None:
    """Bring a database to a revision, in one transaction.

    Raises
    ------
    SchemaError
        If a newer version of Peermatch made it.
    """
    check_revision(revision_of(store), "the database")
    with changing(store) as connection:
        raise_to(connection, to)


def downgrade(store: Store, to: str = BASE) -> None:
    """Take a database back to a revision, in one transaction; its data is lost."""
    with changing(store) as connection:
        lower_to(connection, to)


@contextlib.contextmanager
def changing(store: Store) -> Iterator[Connection]:
    """Open a transaction in which nobody else changes the schema."""
    with _turn(store), store.transaction() as connection:
        _lock(store, connection)
        yield connection


def raise_to(connection: Connection, to: str = "head") -> None:
    """Apply migrations in a transaction of `changing`."""

    def steps(revision: Any, _context: object) -> list[RevisionStep]:
        return _scripts()._upgrade_revs(to, revision)  # noqa: SLF001 - Alembic's own commands do

    _run(connection, steps)


def lower_to(connection: Connection, to: str = BASE) -> None:
    """Take migrations back in a transaction of `changing`."""

    def steps(revision: Any, _context: object) -> list[RevisionStep]:
        return _scripts()._downgrade_revs(to, revision)  # noqa: SLF001 - Alembic's own commands do

    _run(connection, steps)


def _run(connection: Connection, steps: Callable[..., list[RevisionStep]]) -> None:
    with EnvironmentContext(Config(), _scripts(), fn=steps) as environment:
        environment.configure(
            connection=connection,
            target_metadata=catalogue(),
            transactional_ddl=True,
            compare_type=True,
        )
        try:
            environment.run_migrations()
        except CommandError:
            msg = "the database has a schema that this version does not know."
            raise SchemaError(msg) from None


def _lock(store: Store, connection: Connection) -> None:
    """Wait until nobody else changes the schema; SQLite's write lock is held by now."""
    if not store.is_sqlite:
        number = {"number": _LOCK_NUMBER}
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), number)


@contextlib.contextmanager
def _turn(store: Store) -> Iterator[None]:
    """Wait at a file beside a database file, however long the other takes."""
    if store.path is None:
        yield
        return
    path = store.path.with_name(f"{store.path.name}.upgrading")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        msg = f"{path}: cannot be written to: {error.strerror}."
        raise UnavailableError(msg) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER), version_locations=[str(FOLDER)])
