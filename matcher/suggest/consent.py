"""Who agreed to be suggested to peers, and to have their texts read for it.

A column ``consent_PURPOSE`` of the roster is a question that the organisation asked.
Where it asked whether a leader may be matched or introduced, only a yes counts: a
blank is no consent. A question that is about something else is left alone, and one
that is not known counts where its answer is no. A column that says who opted out counts
by its yes.
"""

import re
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.roster.fields import CONSENT, LISTS
from matcher.roster.lists import consent_value

MEETING: Final = frozenset(
    [
        "matching",
        "match",
        "introductions",
        "introduction",
        "intro",
        "intros",
        "network",
        "networking",
        "connect",
        "connecting",
        "suggestions",
        "suggestion",
        "suggest",
        "peers",
        "peer",
        "contact",
        "directory",
    ]
)
ELSEWHERE: Final = frozenset(
    [
        "exploring",
        "texts",
        "text",
        "marketing",
        "newsletter",
        "newsletters",
        "email",
        "emails",
        "mail",
        "sms",
        "phone",
        "photo",
        "photos",
        "image",
        "images",
        "video",
        "recording",
        "cookies",
        "terms",
        "research",
        "analytics",
        "learning",
        "training",
        "statistics",
        "billing",
        "events",
        "press",
        "gdpr",
    ]
)
TEXTS_COLUMN: Final = "consent_texts"
TEXT_COLUMNS: Final = tuple(
    name for name in LISTS if name not in ("languages", "slots")
)

_OPT_OUT: Final = re.compile(
    r"\bopt(ed)?[ _-]?out|do[ _-]not[ _-](contact|introduce|match|suggest)"
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
    for column in table.columns:
        name = str(column)
        if _OPT_OUT.search(name.casefold()):
            shown &= ~_answers(table[column])[0]
        if not name.startswith(CONSENT):
            continue
        words = set(name.removeprefix(CONSENT).partition(" ")[0].split("_"))
        yes, no = _answers(table[column])
        if words & MEETING:
            shown &= yes
        elif not words & ELSEWHERE:
            shown &= ~no
    return shown


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


def _answers(cells: pd.Series) -> tuple[Flags, Flags]:
    """Read a column of yes and no; what is neither is neither."""
    codes, distinct = pd.factorize(cells.astype(object).where(cells.notna(), None))
    said = [consent_value(str(value)) for value in distinct]
    table = np.array([(value is True, value is False) for value in said], dtype=bool)
    table = np.vstack([table.reshape(-1, 2), [[False, False]]])  # -1 is blank
    return table[codes, 0], table[codes, 1]
