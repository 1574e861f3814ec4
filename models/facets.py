"""Which columns make up a facet, and which encoder reads them."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from models.encoders.availability import AvailabilityEncoder
from models.encoders.category import CategoryEncoder
from models.encoders.cells import texts_of
from models.encoders.challenges import ChallengesEncoder
from models.encoders.industry import IndustryEncoder
from models.encoders.number import NumberEncoder
from models.encoders.place import PlaceEncoder
from models.encoders.size import SizeEncoder
from models.encoders.stage import StageEncoder
from models.encoders.text import TextEncoder
from models.sensitive import is_sensitive

CANONICAL: Final = {
    "industry": ("industry",),
    "size": ("revenue", "employees"),
    "challenges": ("challenges", "goals", "needs"),
    "stage": ("founded",),
    "place": ("latitude", "longitude", "city", "state", "country"),
    "availability": ("slots",),
}
COLUMN: Final = "column:"  # before a column that is named like a canonical facet
# Columns that say who a leader is, or what an organisation may do; never a facet.
IDENTITY: Final = frozenset(["leader_id", "name", "email", "company_id", "website"])

LIST_SHARE: Final = 0.3  # of the cells hold several entries: the column is one of lists
WORDY: Final = 40  # characters of a middling cell: the column is one of texts
MIN_NUMBER_SHARE: Final = 0.95


@dataclass(frozen=True, slots=True)
class FacetPlan:
    """What one facet is read from.

    Attributes
    ----------
    name : str
        The facet.
    columns : tuple of str
        Columns of the table, those that it has.
    encoder : estimator
        Unfitted.
    """

    name: str
    columns: tuple[str, ...]
    encoder: Any

    def n_known(self, table: pd.DataFrame) -> int:
        """Count the leaders with a value in any column of the facet.

        Parameters
        ----------
        table : DataFrame
            Leaders.

        Returns
        -------
        int
            0 without columns.
        """
        if not self.columns:
            return 0
        cells = zip(*(texts_of(table[c]) for c in self.columns), strict=True)
        return sum(any(text is not None for text in row) for row in cells)


def facet_names(table: pd.DataFrame) -> tuple[str, ...]:
    """List every facet that can be asked of a table.

    Parameters
    ----------
    table : DataFrame
        Leaders.

    Returns
    -------
    tuple of str
        The canonical facets, then the further columns that may be a facet; one that
        has the name of a canonical facet, and is not what that is read from, has
        "column:" before it.
    """
    further = (
        f"{COLUMN}{column}" if column in CANONICAL else str(column)
        for column in table.columns
        if column not in IDENTITY and column not in CANONICAL.get(str(column), ())
    )
    return (*CANONICAL, *(name for name in further if not is_sensitive(name)))


def shadowed_columns(table: pd.DataFrame) -> tuple[str, ...]:
    """List the columns that have the name of a facet which other columns make up.

    Parameters
    ----------
    table : DataFrame
        Leaders.

    Returns
    -------
    tuple of str
        Such as "stage", where the facet of that name is read from ``founded``.
    """
    return tuple(
        name
        for name, own in CANONICAL.items()
        if name in table and name not in own and any(column in table for column in own)
    )


def plan_facet(
    name: str, table: pd.DataFrame, *, as_of_year: float | None, random_state: Any
) -> FacetPlan:
    """Choose the columns and the encoder of a facet.

    Parameters
    ----------
    name : str
        A canonical facet, or a column of the table.
    table : DataFrame
        Leaders of the roster to fit.
    as_of_year : float or None
        Year from which company age is counted.
    random_state : int, RandomState or None
        Passed to the text encoders.

    Returns
    -------
    FacetPlan
        Without columns when the table has none of the facet's.

    Raises
    ------
    ValueError
        When there is no such facet, or when it may not be one.
    """
    if name in CANONICAL:
        columns = tuple(c for c in CANONICAL[name] if c in table.columns)
        if name == "place" and not columns and "time_zone" in table.columns:
            columns = ("time_zone",)
        if not columns and name in table.columns:
            return FacetPlan(name, (name,), _generic(table[name], random_state))
        return FacetPlan(name, columns, _canonical(name, as_of_year, random_state))
    column = name.removeprefix(COLUMN)
    if name != column and column in table.columns and column in CANONICAL:
        return FacetPlan(name, (column,), _generic(table[column], random_state))
    if name not in table.columns:
        raise ValueError(_no_facet(name, facet_names(table)))
    if is_sensitive(name):
        msg = (
            f'column "{name}" is sensitive: it cannot be a facet, which would sort '
            'people by it. Use it in a rule instead, such as "not_only".'
        )
        raise ValueError(msg)
    if name in IDENTITY:
        msg = f'column "{name}" says who a leader is and cannot be a facet.'
        raise ValueError(msg)
    return FacetPlan(name, (name,), _generic(table[name], random_state))


def _canonical(name: str, as_of_year: float | None, random_state: Any) -> Any:
    encoders: dict[str, Any] = {
        "industry": IndustryEncoder(),
        "size": SizeEncoder(),
        "challenges": ChallengesEncoder(random_state=random_state),
        "stage": StageEncoder(as_of_year),
        "place": PlaceEncoder(),
        "availability": AvailabilityEncoder(),
    }
    return encoders[name]


def _generic(column: pd.Series, random_state: Any) -> Any:
    """Choose an encoder from what a column holds."""
    if pd.api.types.is_bool_dtype(column):
        return CategoryEncoder()
    types = pd.api.types
    if types.is_numeric_dtype(column) or types.is_datetime64_any_dtype(column):
        return NumberEncoder()
    known = [text for text in texts_of(column) if text is not None]
    numbers = pd.to_numeric(pd.Series(known, dtype=object), errors="coerce")
    if known and numbers.notna().mean() >= MIN_NUMBER_SHARE:
        return NumberEncoder()
    n_lists = sum(";" in text or text[:1] == "[" for text in known)
    if known and n_lists >= LIST_SHARE * len(known):
        return AvailabilityEncoder()
    is_wordy = bool(known) and float(np.median([len(t) for t in known])) > WORDY
    if is_wordy and len(set(known)) > len(known) / 2:
        return TextEncoder(random_state=random_state)
    return CategoryEncoder()


def _no_facet(name: str, valid: Iterable[str]) -> str:
    names = list(valid)
    close = difflib.get_close_matches(str(name).lower(), names, n=1, cutoff=0.5)
    cure = (
        f'; did you mean "{close[0]}"?' if close else f"; there are {', '.join(names)}."
    )
    return f'there is no facet or column "{name}"{cure}'
