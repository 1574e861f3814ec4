"""Files that came with a request and wait for a job; gone when it has ended."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from service.storage.errors import NotFoundError
from service.storage.ids import new_id
from service.storage.moments import now
from service.storage.tables.work import uploads


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came.

    Attributes
    ----------
    upload_id : str
        Its id.
    name : str
        As the caller calls it; no path.
    sha256 : str
        Of its bytes, hexadecimal.
    data : bytes
        Its bytes.
    """

    upload_id: str
    name: str
    sha256: str
    data: bytes


def add_upload(
    connection: Connection, organisation_id: str, *, name: str, data: bytes
) -> str:
    """Keep a file; gives its id."""
    upload_id = new_id()
    connection.execute(
        insert(uploads).values(
            id=upload_id,
            organisation_id=organisation_id,
            name=name,
            sha256=hashlib.sha256(data).hexdigest(),
            data=data,
            created_at=now(),
        )
    )
    return upload_id


def get_upload(
    connection: Connection, organisation_id: str, *, upload_id: str
) -> Upload:
    """Read a file.

    Raises
    ------
    NotFoundError
        If the organisation has no such file, or its job has ended.
    """
    query = select(uploads).where(
        uploads.c.organisation_id == organisation_id, uploads.c.id == upload_id
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        msg = f"this organisation has no upload {upload_id[:40]!r}."
        raise NotFoundError(msg)
    return Upload(row.id, row.name, row.sha256, bytes(row.data))


def remove_upload(
    connection: Connection, organisation_id: str, *, upload_id: str
) -> None:
    """Drop a file; nothing happens if it is gone already."""
    connection.execute(
        delete(uploads).where(
            uploads.c.organisation_id == organisation_id, uploads.c.id == upload_id
        )
    )


def forget_uploads(connection: Connection, before: datetime) -> int:
    """Drop the files of all organisations that came before a moment."""
    old = delete(uploads).where(uploads.c.created_at < before)
    return connection.execute(old).rowcount
