"""What training and folding in share: answers to learn from, a place for bundles."""

import tempfile
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from models.bundle import Bundle, bundle_files, load_bundle
from service.storage.feedback import write_feedback
from service.storage.folder import write_folder
from service.storage.rosters import load_roster
from service.workflows.standing import BUNDLES
from training.feedback import read_feedback
from training.fit import Lesson


def load_lesson(
    connection: Connection, organisation_id: str, *, roster_id: str, as_of: date
) -> Lesson:
    """Read a roster and what was said about it.

    Parameters
    ----------
    connection : Connection
        Of a transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    as_of : date
        Day of the run; answers of later days teach nothing.

    Returns
    -------
    Lesson
        What a run starts from.
    """
    roster = load_roster(connection, organisation_id, roster_id=roster_id)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feedback.csv"
        write_feedback(connection, organisation_id, roster_id=roster_id, path=path)
        return Lesson.of(roster, read_feedback(path, roster, as_of=as_of))


def keep_bundle(data: Path, bundle: Bundle) -> Bundle:
    """Write a bundle under its id, whole or not at all, and open what was written.

    Parameters
    ----------
    data : Path
        Folder for bundles and pools.
    bundle : Bundle
        Not saved yet.

    Returns
    -------
    Bundle
        As it stands on the disk.
    """
    home = data / BUNDLES
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as folder:
        fresh = Path(folder) / "bundle"
        write_folder(fresh, bundle_files(bundle))
        written = load_bundle(fresh)
        if not (home / written.bundle_id).exists():
            fresh.rename(home / written.bundle_id)
    return written
