"""What happened to a file on its way in: guesses, repairs, refusals, duplicates."""

from dataclasses import asdict, dataclass, field
from typing import Any

MAX_LINES = 1000  # lines kept per repair; `count` stays exact


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What one column of the file is used for.

    Attributes
    ----------
    source : str
        Header in the file; made-up columns say where they come from in brackets.
    canonical : str
        Column of the roster; empty when it is kept under its own name or ignored.
    confidence : float
        In [0, 1]; 1.0 when the map or a preset says so.
    how : str
        Why: "map file", "preset salesforce", "name", "name and values", "derived",
        "kept under its own name", "ignored".
    """

    source: str
    canonical: str
    confidence: float
    how: str


@dataclass(frozen=True, slots=True)
class Repair:
    """One kind of change made to the values of one column.

    Attributes
    ----------
    column : str
        Column of the roster, or empty when whole rows were repaired.
    what : str
        What was done, in a few words.
    count : int
        Number of values changed.
    lines : tuple of int
        The first 1,000 lines concerned, ascending.
    """

    column: str
    what: str
    count: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that is not in the roster.

    Attributes
    ----------
    line : int
        Line in the source.
    reason : str
        Why, without quoting the row.
    """

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Rows that may be one person; never merged.

    Attributes
    ----------
    ground : str
        "same e-mail", "same name and company" or "same name".
    leader_ids : tuple of str
        Who, in the order of the file.
    lines : tuple of int
        Where.
    """

    ground: str
    leader_ids: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Everything a programme manager has to know about a roster that was read.

    Attributes
    ----------
    format : str
        "delimited text", "Excel" or "Parquet", and how it was packed.
    encoding, delimiter : str
        Of delimited text; empty otherwise.
    n_rows, n_read, n_refused : int
        Rows found below the header; of these, read and refused. They add up.
    columns : tuple of ColumnUse
        One a use of a column, canonical columns first.
    repairs : tuple of Repair
        What was changed, by column.
    refused : tuple of Refusal
        All rows refused, by line.
    duplicates : tuple of Duplicate
        People who seem to be there more than once.
    remarks : tuple of str
        What else to know, one sentence each.
    """

    format: str
    encoding: str
    delimiter: str
    n_rows: int
    n_read: int
    n_refused: int
    columns: tuple[ColumnUse, ...] = ()
    repairs: tuple[Repair, ...] = ()
    refused: tuple[Refusal, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """Turn the report into what JSON can hold.

        Returns
        -------
        dict
            The attributes; nested dictionaries and lists.
        """
        return {
            name: [dict(entry) if isinstance(entry, dict) else entry for entry in value]
            if isinstance(value, (list, tuple))
            else value
            for name, value in asdict(self).items()
        }

    def to_lines(self) -> tuple[str, ...]:
        """Write the report as lines of text of at most about 100 characters.

        Returns
        -------
        tuple of str
            A summary, then one aligned table a section.
        """
        return (f"{self.n_read} of {self.n_rows} rows read",)
