"""Who agreed to be suggested to peers, and to have their texts read for it.

A column ``consent_PURPOSE`` of the roster is a question that the organisation asked.
Where it asked whether a leader may be matched or introduced, only a yes counts: a
blank is no consent. A question that is about something else is left alone, and one
that is not known counts where its answer is no. Columns of other names are read by what
these say, and in one that says who opted out anything but a no counts.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.roster.fields import CANONICAL, CONSENT, LISTS
from matcher.roster.lists import consent_value
from matcher.suggest.consent_columns import Meaning, meaning_of

TEXTS_COLUMN: Final = "consent_texts"
TEXT_COLUMNS: Final = tuple(
    name for name in LISTS if name not in ("languages", "slots")
)

_STAYS: Final = frozenset(
    ("", "no", "n", "nein", "non", "false", "f", "0", "0.0", "off", "none", "never")
)

Flags = NDArray[np.bool_]


def who_may_be_shown(table: pd.DataFrame) -> Flags:
    """Find who agreed to be suggested, and so may be.

    Parameters
    ----------
    table : DataFrame
        Of a roster.

    Returns
    -------
    ndarray of shape (n_leaders,), bool
        Everyone where the organisation never asked.
    """
    shown = np.ones(len(table), dtype=np.bool_)
    for column, meaning in _meanings(table):
        match meaning:
            case "asked":
                shown &= _answers(table[column])[0]
            case "other":
                shown &= ~_answers(table[column])[1]
            case "out":
                shown &= _stays_in(table[column])
    return shown


def consent_remarks(table: pd.DataFrame) -> tuple[str, ...]:
    """Say which columns decide who may be suggested, and which are not understood.

    Parameters
    ----------
    table : DataFrame
        Of a roster.

    Returns
    -------
    tuple of str
        A sentence each, by the name of the column; none for those that are named as
        the reference says.
    """
    told = []
    for column, meaning in _meanings(table):
        if column.startswith(CONSENT):
            continue
        match meaning:
            case "asked":
                told.append(f'Only who says yes under "{column}" is suggested.')
            case "other":
                told.append(f'Who says no under "{column}" is not suggested.')
            case "out":
                told.append(
                    f'Who has more than a no under "{column}" is not suggested.'
                )
            case "elsewhere" | "unclear":
                told.append(
                    f'"{column}" is not read as consent to be suggested; if it is '
                    "one, rename it consent_matching, with yes or no."
                )
    return tuple(told)


def whose_texts_count(table: pd.DataFrame) -> Flags:
    """Find whose own words may be read for suggestions.

    Parameters
    ----------
    table : DataFrame
        Of a roster.

    Returns
    -------
    ndarray of shape (n_leaders,), bool
        Everyone where the roster has no column ``consent_texts``.
    """
    if TEXTS_COLUMN not in table:
        return np.ones(len(table), dtype=np.bool_)
    return _answers(table[TEXTS_COLUMN])[0]


def without_withheld_texts(table: pd.DataFrame) -> pd.DataFrame:
    """Blank the texts of those who did not agree to have them read.

    Parameters
    ----------
    table : DataFrame
        Of a roster.

    Returns
    -------
    DataFrame
        A copy, or the table itself where nothing is withheld.
    """
    withheld = ~whose_texts_count(table)
    columns = [name for name in TEXT_COLUMNS if name in table]
    if not withheld.any() or not columns:
        return table
    table = table.copy()
    for name in columns:
        table[name] = table[name].mask(withheld)
    return table


def _meanings(table: pd.DataFrame) -> Iterator[tuple[str, Meaning]]:
    """Give the columns that say something of consent."""
    for column in map(str, table.columns):
        if column in CANONICAL or not meaning_of(column, is_yes_no=True):
            continue
        is_yes_no = column.startswith(CONSENT)
        if not is_yes_no:
            yes, no = _answers(table[column])
            n_said = int(np.count_nonzero(table[column].notna()))
            is_yes_no = 2 * int(np.count_nonzero(yes | no)) > n_said
        meaning = meaning_of(column, is_yes_no=is_yes_no)
        if meaning:
            yield column, meaning


def _answers(cells: pd.Series) -> tuple[Flags, Flags]:
    """Read a column of yes and no; what is neither is neither."""
    codes, distinct = pd.factorize(cells.astype(object).where(cells.notna(), None))
    said = [consent_value(str(value)) for value in distinct]
    table = np.array([(value is True, value is False) for value in said], dtype=bool)
    table = np.vstack([table.reshape(-1, 2), [[False, False]]])  # -1 is blank
    return table[codes, 0], table[codes, 1]


def _stays_in(cells: pd.Series) -> Flags:
    """Find who did not opt out: any word but a plain no says that one did."""
    codes, distinct = pd.factorize(cells.astype(object).where(cells.notna(), None))
    said = [" ".join(str(value).casefold().split()) in _STAYS for value in distinct]
    return np.array([*said, True], dtype=bool)[codes]  # -1 is blank
