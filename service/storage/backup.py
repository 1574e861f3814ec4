"""A backup: one file with every row and every bundle, for either database.

It is a zip of JSON lines, one file a table, with a manifest that has the hash of each.
Nothing in it belongs to a database program, so that what SQLite wrote can be restored
into PostgreSQL, and the other way round.
"""

import base64
import hashlib
import json
import os
import re
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NoReturn

from sqlalchemy import Connection, MetaData, Table, insert, select

from service.storage import migrate
from service.storage.errors import BackupError, SchemaError
from service.storage.moments import Moment, now
from service.storage.schema import ordered_tables
from service.storage.store import Store

KIND: Final = "peermatch backup"
FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
_MAX_MANIFEST: Final = 2**26
_CHUNK: Final = 5_000
_BUNDLE_FILE: Final = re.compile(
    r"bundles/([0-9a-f]{64})/(manifest\.json|state\.json|arrays\.npz)"
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds.

    Attributes
    ----------
    revision : str
        Of the schema.
    created_at : datetime
        When it was written.
    n_rows : dict of str to int
        By table.
    sha256 : dict of str to str
        By file in it.
    """

    revision: str
    created_at: datetime
    n_rows: dict[str, int]
    sha256: dict[str, str]


def write_backup(store: Store, path: Path, *, data: Path) -> Contents:
    """Write everything that is stored, as it is at one moment; work goes on meanwhile.

    Parameters
    ----------
    store : Store
        The database.
    path : Path
        The file; it appears whole or not at all, and only its owner may read it.
    data : Path
        Folder of bundles; prepared pools are left out, for they can be made again.

    Returns
    -------
    Contents
        What was written.

    Raises
    ------
    SchemaError
        If the database is of another version of Peermatch.
    BackupError
        If the file exists already, or the disk refuses.
    """
    revision = migrate.revision_of(store)
    if revision != migrate.head():
        migrate.check_revision(revision, "the database")
        msg = f"the database has schema {revision!r}; serve it once to bring it up."
        raise SchemaError(msg)
    if path.exists():
        _fail(f"{path} exists already; choose another name")
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT, 0o600), "w+b") as file:
            contents = _write(store, file, revision, data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError as error:
        msg = f"{path}: the backup could not be written: {error.strerror}."
        raise BackupError(msg) from error
    finally:
        draft.unlink(missing_ok=True)
    return contents


def check_backup(path: Path) -> Contents:
    """Read a backup through, and refuse one that is damaged or too new.

    Raises
    ------
    BackupError
        If it is no backup, or not as it was written.
    SchemaError
        If a newer version of Peermatch wrote it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            contents = _read_manifest(archive, path)
            migrate.check_revision(contents.revision, path.name)
            _check_files(archive, contents, path)
    except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        what = getattr(error, "strerror", None) or "it is no backup, or damaged"
        msg = f"{path}: {what}."
        raise BackupError(msg) from None
    return contents


def restore_backup(
    store: Store, path: Path, *, data: Path, is_replacing: bool = False
) -> Contents:
    """Put everything back, in one transaction, and bring it to this version.

    Parameters
    ----------
    store : Store
        The database, of either kind.
    path : Path
        A backup.
    data : Path
        Folder of bundles.
    is_replacing : bool, default=False
        Whether what is stored now may be lost.

    Returns
    -------
    Contents
        What was restored.

    Raises
    ------
    BackupError
        If it is refused, or something is stored already; nothing is changed then.
    SchemaError
        If a newer version of Peermatch wrote it.
    """
    contents = check_backup(path)
    with zipfile.ZipFile(path) as archive:
        _restore_bundles(archive, contents, data)
        with migrate.changing(store) as connection:
            if _has_rows(connection) and not is_replacing:
                msg = "the database is not empty; restore --force replaces it."
                raise BackupError(msg)
            migrate.lower_to(connection)
            migrate.raise_to(connection, contents.revision)
            _restore_tables(connection, archive, contents)
            migrate.raise_to(connection)
    return contents


def _write(store: Store, file: Any, revision: str, data: Path) -> Contents:
    contents = Contents(revision, now(), {}, {})
    options = {"compression": zipfile.ZIP_DEFLATED, "compresslevel": 1}
    with (
        store.reading() as connection,
        zipfile.ZipFile(file, "w", **options) as archive,  # type: ignore[call-overload]
    ):
        for table in ordered_tables():
            name = f"tables/{table.name}.jsonl"
            digest, n_rows = hashlib.sha256(), 0
            with archive.open(name, "w", force_zip64=True) as member:
                for line in _lines(connection, table):
                    member.write(line)
                    digest.update(line)
                    n_rows += 1
            contents.n_rows[table.name] = n_rows
            contents.sha256[name] = digest.hexdigest()
        for source in sorted((data / "bundles").glob("*/*")):
            name = source.relative_to(data).as_posix()
            if _BUNDLE_FILE.fullmatch(name):
                content = source.read_bytes()
                archive.writestr(name, content)
                contents.sha256[name] = hashlib.sha256(content).hexdigest()
        manifest = {
            "kind": KIND,
            "format": FORMAT,
            "revision": revision,
            "created_at": contents.created_at.isoformat(),
            "version": version("peermatch"),
            "n_rows": contents.n_rows,
            "sha256": contents.sha256,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return contents


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    query = select(table).order_by(*table.primary_key.columns)
    rows = connection.execution_options(yield_per=_CHUNK).execute(query)
    for row in rows.mappings():
        told = {name: _told(value) for name, value in row.items()}
        yield f"{json.dumps(told, ensure_ascii=False)}\n".encode()


def _told(value: Any) -> Any:
    """Write a value such that its kind can be told."""
    if isinstance(value, datetime):
        return {"moment": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    return value


def _read_manifest(archive: zipfile.ZipFile, path: Path) -> Contents:
    try:
        if archive.getinfo(MANIFEST).file_size > _MAX_MANIFEST:
            _fail(f"{path}: it is no backup")
        told = json.loads(archive.read(MANIFEST))
        if told["kind"] != KIND:
            _fail(f"{path}: it is no backup of Peermatch")
        if told["format"] != FORMAT:
            msg = f"{path}: a newer version of Peermatch wrote it; use that one."
            raise SchemaError(msg)
        return Contents(
            str(told["revision"]),
            datetime.fromisoformat(told["created_at"]),
            {str(k): int(v) for k, v in told["n_rows"].items()},
            {str(k): str(v) for k, v in told["sha256"].items()},
        )
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        _fail(f"{path}: it is no backup of Peermatch")


def _check_files(archive: zipfile.ZipFile, contents: Contents, path: Path) -> None:
    known = {f"tables/{name}.jsonl" for name in contents.n_rows}
    held = set(archive.namelist()) - {MANIFEST}
    if held != set(contents.sha256) or len(archive.namelist()) != len(held) + 1:
        _fail(f"{path}: it does not hold the files that it lists")
    for name, sha256 in contents.sha256.items():
        if name not in known and not _BUNDLE_FILE.fullmatch(name):
            _fail(f"{path}: it holds {name[:80]!r}, which no backup has")
        digest = hashlib.sha256()
        with archive.open(name) as member:
            while part := member.read(2**20):
                digest.update(part)
        if digest.hexdigest() != sha256:
            _fail(f"{path}: {name} is not as it was written")


def _has_rows(connection: Connection) -> bool:
    found = MetaData()
    found.reflect(connection)
    held = found.tables.get("organisations")
    if held is None:
        return False
    return connection.execute(select(held).limit(1)).first() is not None


def _restore_tables(
    connection: Connection, archive: zipfile.ZipFile, contents: Contents
) -> None:
    """Insert rows into the tables as they were at the backup's revision."""
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        if table.name not in contents.n_rows:
            continue
        chunk: list[dict[str, Any]] = []
        with archive.open(f"tables/{table.name}.jsonl") as member:
            for line in member:
                chunk.append(_kept(json.loads(line), connection.dialect.name))
                if len(chunk) == _CHUNK:
                    connection.execute(insert(table), chunk)
                    chunk = []
        if chunk:
            connection.execute(insert(table), chunk)


def _kept(row: Mapping[str, Any], dialect: str) -> dict[str, Any]:
    return {name: _value(told, dialect) for name, told in row.items()}


def _value(told: Any, dialect: str) -> Any:
    if not isinstance(told, dict):
        return told
    ((kind, text),) = told.items()
    if kind == "bytes":
        return base64.b64decode(text)
    if kind == "date":
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return Moment.written(moment) if dialect == "sqlite" else moment


def _restore_bundles(archive: zipfile.ZipFile, contents: Contents, data: Path) -> None:
    """Put files of bundles where they lay; they are named by their content."""
    for name in contents.sha256:
        if not _BUNDLE_FILE.fullmatch(name):
            continue
        target = data / name
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
        try:
            draft.write_bytes(archive.read(name))
            draft.replace(target)
        except OSError as error:
            msg = f"{target}: cannot be written to: {error.strerror}."
            raise BackupError(msg) from error


def _fail(what: str) -> NoReturn:
    msg = f"{what}."
    raise BackupError(msg)
