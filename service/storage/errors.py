"""Conditions of the database that a caller can act on.

::

    StorageError                 a named problem of what is stored
    ├── NotFoundError            no such thing in this organisation
    ├── ConflictError            it exists already, or is in a state that forbids this
    │   └── StaleVersionError    somebody else changed it meanwhile
    ├── SchemaError              the database is of another version of Peermatch
    ├── UnavailableError         the database cannot be reached, or is busy
    ├── DiskFullError            the database has no room left
    └── BackupError              a backup cannot be written, or is refused

Messages carry ids and column names, never a value that somebody entered.
"""

from matcher.errors import MatcherError


class StorageError(MatcherError):
    """A named problem of what is stored."""


class NotFoundError(StorageError):
    """There is no such thing in this organisation."""


class ConflictError(StorageError):
    """It exists already, or is in a state that forbids what was asked."""


class StaleVersionError(ConflictError):
    """Somebody else changed it since the caller read it.

    Attributes
    ----------
    version : int
        The version that is stored now.
    """

    def __init__(self, *, what: str, expected: int, version: int) -> None:
        msg = (
            f"{what} was changed meanwhile: version {expected} was expected, "
            f"{version} is stored; read it again."
        )
        super().__init__(msg)
        self.version = version


class SchemaError(StorageError):
    """The database was made by another version of Peermatch."""


class UnavailableError(StorageError):
    """The database cannot be reached, or stays busy for too long."""


class DiskFullError(StorageError):
    """The database has no room left; nothing was changed."""


class BackupError(StorageError):
    """A backup cannot be written, or is refused before anything is changed."""
