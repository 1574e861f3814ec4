"""Feedback: batches that count once, rows that count once, kept as they came."""

import csv
import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, select, update

from service.storage.dialects import insert_new, insert_rows
from service.storage.errors import ConflictError
from service.storage.moments import now
from service.storage.rosters import get_roster
from service.storage.tables.learning import batches, feedback

COLUMNS: Final = (
    *("rater_id", "ratee_id", "kind", "value", "shown_at", "answered_at"),
    *("group_id", "propensity", "position"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One row of feedback, as `training.feedback` reads it.

    Attributes
    ----------
    rater_id, ratee_id : str
        Who said it, and about whom; ratee blank where it is about a group.
    kind : str
        Of `training.feedback.KINDS`.
    value : str
        As it came; blank where the kind says it all.
    shown_at, answered_at : datetime or None
        Aware; None where unknown.
    group_id : str
        Blank where unknown.
    propensity : float or None
        With which the pair was shown, in (0, 1]; None where unknown.
    position : int or None
        In what was shown, from 1; None where unknown.
    """

    rater_id: str
    ratee_id: str
    kind: str
    value: str = ""
    shown_at: datetime | None = None
    answered_at: datetime | None = None
    group_id: str = ""
    propensity: float | None = None
    position: int | None = None

    def identity(self) -> str:
        """Hash all that was said: the same said again is the same row."""
        written = json.dumps([_written(value) for value in astuple(self)])
        return hashlib.sha256(written.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch.

    Attributes
    ----------
    key : str
        As the caller drew it.
    n_rows : int
        Rows that came.
    n_new : int
        Rows that were not there yet; the others repeat what was said before.
    is_repeated : bool
        Whether the batch itself came before; nothing was changed then.
    created_at : datetime
        When it first came.
    """

    key: str
    n_rows: int
    n_new: int
    is_repeated: bool
    created_at: datetime


def add_batch(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    key: str,
    rows: Sequence[Said],
) -> Batch:
    """Store a batch once, however often and from wherever it comes.

    Of batches that come at once with one key the first is stored; the others wait
    until it is committed.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Whose leaders the ids mean; that they exist was checked before.
    key : str
        Drawn by the caller for this batch.
    rows : sequence of Said
        What was said.

    Returns
    -------
    Batch
        What became of it.

    Raises
    ------
    NotFoundError
        If the organisation has no such roster.
    ConflictError
        If the key was used for other rows.
    """
    get_roster(connection, organisation_id, roster_id=roster_id)
    identities = [row.identity() for row in rows]
    moment = now()
    where = {"organisation_id": organisation_id, "roster_id": roster_id}
    mine = {
        **where,
        "key": key,
        "sha256": hashlib.sha256("".join(identities).encode()).hexdigest(),
        "n_rows": len(rows),
        "n_new": 0,
        "created_at": moment,
    }
    if connection.execute(insert_new(connection, batches), mine).rowcount != 1:
        return _earlier(connection, roster_id, key, str(mine["sha256"]))
    values: dict[str, dict[str, Any]] = {}
    for line, (identity, row) in enumerate(zip(identities, rows, strict=True)):
        said = {name: getattr(row, name) for name in COLUMNS}
        kept = {"identity": identity, "line": line, "created_at": moment}
        values.setdefault(identity, {**where, **said, **kept})
    # In one order, so that two batches with the same rows do not lock each other out.
    ordered = [values[identity] for identity in sorted(values)]
    n_new = insert_rows(connection, feedback, ordered, is_new_only=True)
    connection.execute(
        update(batches)
        .where(batches.c.roster_id == roster_id, batches.c.key == key)
        .values(n_new=n_new)
    )
    return Batch(key, len(rows), n_new, is_repeated=False, created_at=moment)


def count_feedback(
    connection: Connection, organisation_id: str, *, roster_id: str
) -> int:
    """Count what was said about a roster."""
    query = select(func.count()).where(
        feedback.c.organisation_id == organisation_id,
        feedback.c.roster_id == roster_id,
    )
    return int(connection.execute(query).scalar_one())


def write_feedback(
    connection: Connection, organisation_id: str, *, roster_id: str, path: Path
) -> int:
    """Write what was said as a file that `training.feedback.read_feedback` reads.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    path : Path
        The file; in a folder that only its owner may read.

    Returns
    -------
    int
        Rows written, in the order in which they came.
    """
    query = (
        select(*(feedback.c[name] for name in COLUMNS))
        .where(
            feedback.c.organisation_id == organisation_id,
            feedback.c.roster_id == roster_id,
        )
        .order_by(feedback.c.created_at, feedback.c.line, feedback.c.identity)
    )
    n_rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in connection.execute(query):
            writer.writerow([_written(value) for value in row])
            n_rows += 1
    return n_rows


def _earlier(connection: Connection, roster_id: str, key: str, sha256: str) -> Batch:
    query = select(batches).where(
        batches.c.roster_id == roster_id, batches.c.key == key
    )
    row = connection.execute(query).one()
    if row.sha256 != sha256:
        msg = "this batch key was used for other rows; draw a new one."
        raise ConflictError(msg)
    return Batch(
        row.key, row.n_rows, row.n_new, is_repeated=True, created_at=row.created_at
    )


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            msg = "a moment must have a time zone, got a naive one."
            raise ValueError(msg)
        return value.astimezone(UTC).isoformat()
    return repr(value) if isinstance(value, float) else str(value)
