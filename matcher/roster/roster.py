"""A roster: the leaders of one organisation, cleaned and in canonical columns."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.roster.distinct import are_distinct
from matcher.roster.report import ImportReport


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """Leaders as read from one file, with what happened on the way.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a leader, `RangeIndex`; the canonical columns the file has, then
        further columns under their own name. Missing text is NA, missing numbers NaN.
    lines : ndarray of shape (n_leaders,), int64
        Line of each leader in the source; read-only.
    source : str
        Name of the file, without its folder.
    sha256 : str
        Of the bytes of the file, hexadecimal.
    report : ImportReport
        What was guessed, repaired, refused or flagged.
    """

    table: pd.DataFrame
    lines: NDArray[np.int64]
    source: str
    sha256: str
    report: ImportReport

    def __post_init__(self) -> None:
        if "leader_id" not in self.table:
            msg = "The table of a roster must have a column leader_id."
            raise ValueError(msg)
        if len(self.table) != len(self.lines):
            msg = (
                "A roster must have one line number a leader, got "
                f"{len(self.lines)} for {len(self.table)} leaders."
            )
            raise ValueError(msg)
        ids = self.table["leader_id"]
        texts = pa.array(ids, pa.large_string(), from_pandas=True)
        if not are_distinct(pc.fill_null(texts, "")):
            msg = "The leader ids of a roster must be unique."
            raise ValueError(msg)
        self.lines.setflags(write=False)

    def __len__(self) -> int:
        return len(self.table)

    @property
    def leader_ids(self) -> tuple[str, ...]:
        """Ids of the leaders, in the order of the rows.

        Returns
        -------
        tuple of str
            Unique, never blank.
        """
        return tuple(self.table["leader_id"].tolist())
