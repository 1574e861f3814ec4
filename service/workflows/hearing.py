"""Take feedback in: leaders who exist, a batch that counts once."""

from collections.abc import Sequence

from sqlalchemy import Connection

from service.storage.errors import ConflictError
from service.storage.feedback import Batch, Said, add_batch
from service.storage.leaders import known_ids


class StrangersError(ConflictError):
    """Rows name leaders whom the roster does not have.

    Attributes
    ----------
    places : tuple of (int, str)
        Row, and the column that names nobody.
    """

    def __init__(self, places: Sequence[tuple[int, str]]) -> None:
        row, column = places[0]
        more = f" ({len(places) - 1:,} more)" if len(places) > 1 else ""
        super().__init__(f"/rows/{row}/{column}: is not in the roster{more}.")
        self.places = tuple(places)


def hear(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    key: str,
    rows: Sequence[Said],
) -> Batch:
    """Store a batch of feedback, whole or not at all.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Whose leaders the ids mean.
    key : str
        Drawn by the caller for this batch.
    rows : sequence of Said
        What was said.

    Returns
    -------
    Batch
        What became of it; a batch that came before is told apart.

    Raises
    ------
    NotFoundError
        If there is no such roster.
    StrangersError
        If a row names somebody whom the roster does not have.
    ConflictError
        If the key was used for other rows.
    """
    batch = add_batch(
        connection, organisation_id, roster_id=roster_id, key=key, rows=rows
    )
    if batch.is_repeated:
        return batch
    named = {row.rater_id for row in rows} | {row.ratee_id for row in rows} - {""}
    known = known_ids(
        connection, organisation_id, roster_id=roster_id, leader_ids=frozenset(named)
    )
    if len(known) < len(named):
        places = [
            (i, column)
            for i, row in enumerate(rows)
            for column in ("rater_id", "ratee_id")
            if getattr(row, column) and getattr(row, column) not in known
        ]
        raise StrangersError(places)
    return batch
