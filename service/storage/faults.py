"""What a database driver complains of, in the words of `service.storage.errors`."""

from typing import Final

from sqlalchemy.exc import DBAPIError

from service.storage.errors import (
    ConflictError,
    DiskFullError,
    StorageError,
    UnavailableError,
)

FULL: Final = "the database has no room left on its disk; nothing was changed."
AWAY: Final = "the database cannot be reached, or is busy; nothing was changed."
CLASHED: Final = "it clashes with what is stored already; nothing was changed."
UNKEPT: Final = "a value cannot be kept by the database; nothing was changed."
_SQLITE_FULL: Final = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE")
# Classes of SQLSTATE: connection, resources, operator, deadlock, missing database.
_AWAY: Final = (
    *("08", "53", "57", "40", "55", "58", "28", "3D"),
    *("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR"),
)


def named_fault(error: DBAPIError) -> StorageError:
    """Name a complaint; nothing of its text is kept, for drivers quote values."""
    code = _code(error)
    kind: type[StorageError]
    if code == "53100" or code.startswith(_SQLITE_FULL):
        kind, what = DiskFullError, FULL
    elif code.startswith(("23", "SQLITE_CONSTRAINT")):
        kind, what = ConflictError, CLASHED
    elif code.startswith(("22", "SQLITE_TOOBIG", "SQLITE_MISMATCH")):
        kind, what = StorageError, UNKEPT
    elif error.connection_invalidated or not code or code.startswith(_AWAY):
        kind, what = UnavailableError, AWAY
    else:
        kind, what = (  # not the caller's doing, as a value would be
            UnavailableError,
            f"the database refused ({code}); nothing was changed.",
        )
    return kind(what)


def _code(error: DBAPIError) -> str:
    """Find the name that SQLite gives, or the SQLSTATE; blank where there is none."""
    for name in ("sqlite_errorname", "sqlstate"):
        code = getattr(error.orig, name, None)
        if code:
            return str(code)
    return ""
