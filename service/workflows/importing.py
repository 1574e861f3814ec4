"""Import a roster: an upload that looks like one becomes a job, which stores it."""

import io
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from matcher.errors import RosterError
from matcher.roster.read import read_roster
from matcher.roster.source import open_source
from service.storage.jobs import Job, add_job
from service.storage.moments import now
from service.storage.rosters import add_roster
from service.storage.uploads import add_upload, get_upload, remove_upload
from service.workflows.pooling import ask_pool
from service.workflows.task import Outcome, Task

IMPORT: Final = "import"
_ABSOLUTE: Final = re.compile(r"^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)")


def check_upload(data: bytes, name: str) -> None:
    """Refuse at once what cannot be a roster, before anything is stored.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        What it is called.

    Raises
    ------
    RosterError
        If it is empty, no table, unpacks to more than any roster does, or packs a
        file outside its folder.
    """
    if data.startswith(b"PK\x03\x04"):
        _check_members(data, name)
    with tempfile.TemporaryDirectory() as folder:
        open_source(_written(folder, name, data))


def ask_import(
    connection: Connection,
    organisation_id: str,
    *,
    name: str,
    data: bytes,
    mapping: str | None = None,
    sheet: str | None = None,
) -> Job:
    """Put an import in.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose roster it will be.
    name : str
        What to call it.
    data : bytes
        The file; `check_upload` saw it.
    mapping : str or None, default=None
        Preset of column names.
    sheet : str or None, default=None
        Sheet of a workbook.

    Returns
    -------
    Job
        Queued.
    """
    payload = {
        "upload_id": add_upload(connection, organisation_id, name=name, data=data),
        "mapping": mapping,
        "sheet": sheet,
    }
    return add_job(connection, organisation_id, kind=IMPORT, payload=payload)


def import_roster(task: Task) -> Outcome:
    """Read an upload; what is stored is the whole roster.

    Parameters
    ----------
    task : Task
        The job at hand.

    Returns
    -------
    callable
        Stores the roster, and says which it is.

    Raises
    ------
    MatcherError
        If the file cannot be a roster.
    """
    organisation_id, payload = task.job.organisation_id, task.job.payload
    with task.store.reading() as connection:
        upload = get_upload(connection, organisation_id, upload_id=payload["upload_id"])
    with tempfile.TemporaryDirectory() as folder:
        roster = read_roster(
            _written(folder, upload.name, upload.data),
            mapping=payload["mapping"],
            sheet=payload["sheet"],
            as_of=now().date(),
            progress=task.tell,
        )
    task.tell(f"Storing {len(roster):,} leaders")

    def store(connection: Connection) -> dict[str, Any]:
        stored = add_roster(
            connection, organisation_id, name=upload.name, roster=roster
        )
        remove_upload(connection, organisation_id, upload_id=upload.upload_id)
        ask_pool(connection, organisation_id, roster_id=stored.roster_id)
        return {
            "roster_id": stored.roster_id,
            "n_leaders": stored.n_leaders,
            "n_refused": roster.report.n_refused,
        }

    return store


def _check_members(data: bytes, name: str) -> None:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return  # the reader says what is wrong with it
    if any(_ABSOLUTE.search(member) for member in names):
        msg = f"{name} packs a file with an absolute path, or one outside its folder."
        raise RosterError(msg)


def _written(folder: str, name: str, data: bytes) -> Path:
    path = Path(folder) / name
    path.write_bytes(data)
    return path
