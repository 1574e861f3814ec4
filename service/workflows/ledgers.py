"""The owner's file: declared relations by name, apart from all that is handed on."""

import csv
import dataclasses
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from matcher.errors import MatcherError
from matcher.ledger import LedgerLine, keep_ledger
from service.storage.folder import write_file
from service.workflows.exports import inert
from service.workflows.inputs import Inputs, Sources

COLUMNS = tuple(field.name for field in dataclasses.fields(LedgerLine))


class LedgerError(MatcherError):
    """An owner's file cannot be written where it was asked for."""


def check_ledger(path: Path, sources: Sources, *, folder: Path | None = None) -> None:
    """Refuse, before any work, a place where the owner's file would do harm.

    Parameters
    ----------
    path : Path
        Where it is to appear.
    sources : Sources
        The files of the run; relations must be among them.
    folder : Path or None, default=None
        Output folder of the run, which is handed on whole.

    Raises
    ------
    LedgerError
        If there are no relations, the file would lie in the folder, or another
        file is there.
    """
    if sources.relations is None:
        msg = "--owner tells what became of declared relations; give --relations."
        raise LedgerError(msg)
    target = path.resolve()
    if folder is not None and target.is_relative_to(folder.resolve()):
        msg = (
            f"{path} lies in the output folder, which is handed on whole; keep the "
            "owner's file elsewhere."
        )
        raise LedgerError(msg)
    if path.is_dir():
        msg = f"{path} is a folder; name a file with --owner."
        raise LedgerError(msg)
    if path.exists() and not _is_ours(path):
        msg = f"{path} exists and is no owner's file; choose another name."
        raise LedgerError(msg)


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.readline().decode("utf-8", "replace").strip() == ",".join(
                COLUMNS
            )
    except OSError:
        return False


def write_ledger(
    path: Path,
    inputs: Inputs,
    as_of: date,
    *,
    groups: Mapping[str, str] | None = None,
) -> int:
    """Write what became of each declared relation, readable by its owner alone.

    Parameters
    ----------
    path : Path
        Where the file is to appear.
    inputs : Inputs
        What was read.
    as_of : date
        The day on which relations are judged.
    groups : mapping of str to str or None, default=None
        Leader to group in what is proposed; None where nothing is.

    Returns
    -------
    int
        Relations in it.

    Raises
    ------
    MatcherError
        If the disk refuses.
    """
    lines = keep_ledger(
        inputs.roster,
        inputs.program,
        given=inputs.given(as_of),
        groups=groups,
    )
    write_file(path, ledger_csv(lines), mode=0o600)
    return len(lines)


def ledger_csv(lines: tuple[LedgerLine, ...]) -> str:
    """Render a ledger, one row a relation.

    Parameters
    ----------
    lines : tuple of LedgerLine
        As kept.

    Returns
    -------
    str
        CSV with the attributes of `LedgerLine` as columns.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in lines:
        cells = (getattr(line, name) for name in COLUMNS)
        writer.writerow(["" if cell is None else inert(str(cell)) for cell in cells])
    return buffer.getvalue()
