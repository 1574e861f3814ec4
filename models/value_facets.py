"""Which columns of a table tell a value model what leaders are like."""

from typing import Final

import pandas as pd

from models.embedding import MIN_KNOWN, Embedding
from models.encoders.availability import AvailabilityEncoder
from models.encoders.category import CategoryEncoder
from models.encoders.cells import entries_of, texts_of
from models.encoders.number import NumberEncoder
from models.encoders.phrases import words_of
from models.encoders.text import TextEncoder
from models.facets import CANONICAL, COLUMN, facet_names, plan_facet

MIN_KNOWN_SHARE: Final = 0.1  # of the leaders; a column known of fewer is left out
MAX_LABELS: Final = 32  # of one column; more are names rather than kinds
MIN_LEADERS: Final = 3  # a label, on average
MAX_AXES: Final = 96  # of all further columns together; bounds the time of a fit

# Canonical columns that are part of a facet, or say where somebody belongs.
_SPOKEN_FOR: Final = frozenset(
    [column for columns in CANONICAL.values() for column in columns]
    + ["company", "parent_company_id", "group", "time_zone", "gives"]
)
# Words of headers over what finds a person or a record, or allows something.
_NO_TRAIT: Final = frozenset(
    word.stem
    for word in words_of(
        "id uid uuid guid ref phone telephone tel mobile fax mail email url link "
        "website web linkedin twitter facebook instagram address street zip zipcode "
        "postal postcode plz consent opt permission gdpr unsubscribe contact note "
        "comment timestamp group seat chapter firstname lastname fullname surname "
        "name assistant photo picture image logo"
    )
)


def value_facets(table: pd.DataFrame) -> tuple[str, ...]:
    """Choose the facets that a value model reads from a table.

    These are the canonical facets that the table knows of at least two leaders, and
    its further columns that say what leaders are like: numbers, lists, texts, and
    labels that several leaders share. Left out are sensitive columns, columns that
    find a person or a record, ones that say where somebody belongs or what is
    allowed, and, beyond `MAX_AXES` coordinates, those known of the fewest leaders.

    Parameters
    ----------
    table : DataFrame
        Leaders, with canonical column names.

    Returns
    -------
    tuple of str
        For `Embedding(facets=...)`: the canonical ones first, then columns in the
        order of the table.

    Examples
    --------
    >>> table = pd.DataFrame({"industry": ["Software", "Dentist"] * 3,
    ...                       "gender": ["f", "m"] * 3, "phone": range(6),
    ...                       "company": list("abcdef"), "seniority": [1, 2] * 3})
    >>> value_facets(table)
    ('industry', 'seniority')
    """
    own = tuple(name for name in CANONICAL if _is_known(table, name))
    offered: dict[str, tuple[float, int]] = {}
    for name in facet_names(table):
        column = name.removeprefix(COLUMN)
        if name not in CANONICAL and _may_describe(column):
            share, n_axes = _measure(table, name)
            if n_axes:
                offered[name] = share, n_axes
    room = MAX_AXES
    kept = set()
    for name in sorted(offered, key=lambda name: -offered[name][0]):
        n_axes = offered[name][1]
        if n_axes <= room:
            room -= n_axes
            kept.add(name)
    return (*own, *(name for name in offered if name in kept))


def embed_for_value(table: pd.DataFrame, *, as_of_year: float | None) -> Embedding:
    """Fit the facets that a value model reads from a table.

    Parameters
    ----------
    table : DataFrame
        Leaders, with canonical column names.
    as_of_year : float or None
        Year from which company age is counted.

    Returns
    -------
    Embedding
        Fitted; without a block where the table tells nobody apart.
    """
    return Embedding(facets=value_facets(table), as_of_year=as_of_year).fit(table)


def _is_known(table: pd.DataFrame, facet: str) -> bool:
    plan = plan_facet(facet, table, as_of_year=None, random_state=0)
    return plan.n_known(table) >= MIN_KNOWN


def _may_describe(column: str) -> bool:
    """Tell whether a header may stand over what leaders are like."""
    if column in _SPOKEN_FOR:
        return False
    return _NO_TRAIT.isdisjoint(word.stem for word in words_of(column))


def _measure(table: pd.DataFrame, facet: str) -> tuple[float, int]:
    """Give the share of leaders with a value, and the axes; 0 where it is no use."""
    plan = plan_facet(facet, table, as_of_year=None, random_state=0)
    texts = texts_of(table[plan.columns[0]])
    known = [text for text in texts if text is not None]
    share = len(known) / max(1, len(texts))
    labels = {text.casefold() for text in known}
    if share < MIN_KNOWN_SHARE or len(labels) < 2:
        return share, 0
    match plan.encoder:
        case NumberEncoder():
            return share, 1
        case TextEncoder():
            has_links = sum("://" in text or "@" in text for text in known)
            return share, 0 if has_links > len(known) / 2 else plan.encoder.n_components
        case AvailabilityEncoder():
            slots = {entry for text in known for entry in entries_of(text)}
            return share, min(len(slots), plan.encoder.max_slots)
        case CategoryEncoder():
            is_shared = len(labels) <= min(MAX_LABELS, len(known) / MIN_LEADERS)
            return share, len(labels) if is_shared else 0
    return share, 0
