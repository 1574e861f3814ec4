"""Categories of leaders: who counts as the same industry, employer or city.

Every function gives one whole number a row, -1 for none, and the name of each.
Equal labels always fall in the same category.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.roster.names import (
    corporate_domain,
    is_unsaid,
    normalise_employer,
    normalise_text,
)
from models.encoders.industry import Place

MANY_EMPLOYERS = 5  # of one e-mail domain: then it is nobody's own


@dataclass(frozen=True, slots=True)
class Categories:
    """One category a row.

    Attributes
    ----------
    codes : ndarray of shape (n_leaders,), int64
        Number of the category; -1 for none or not known.
    names : tuple of str
        What each category is called.
    """

    codes: NDArray[np.int64]
    names: tuple[str, ...]

    @property
    def n_known(self) -> int:
        """Leaders with a category.

        Returns
        -------
        int
            At most the leaders of the roster.
        """
        return int(np.count_nonzero(self.codes >= 0))

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Leaders in each category.

        Returns
        -------
        ndarray of shape (n_categories,), int64
            In the order of `names`.
        """
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.names))


def by_text(values: pd.Series) -> Categories:
    """Put equal cells of a column in one category.

    Parameters
    ----------
    values : Series
        Text, or numbers; what is missing, or says that it is not said, is none.

    Returns
    -------
    Categories
        Named by the first cell of each.
    """
    return _from_keys(_keys(values, _stated, len(values)))


def by_employer(table: pd.DataFrame) -> Categories:
    """Put those who work for the same company in one category.

    The id of the company decides where it is given; a leader without one joins the
    id that goes with the same name, if it is only one.

    Parameters
    ----------
    table : DataFrame
        Roster; ``company_id`` and ``company`` may be absent.

    Returns
    -------
    Categories
        Named by id or reduced name.
    """
    ids = _keys(table.get("company_id"), _stated, len(table))
    names = _keys(table.get("company"), normalise_employer, len(table))
    owners: dict[str, set[str]] = {}
    for company_id, name in zip(ids, names, strict=True):
        if company_id and name:
            owners.setdefault(name, set()).add(company_id)
    only = {
        name: f"id {min(found)}" for name, found in owners.items() if len(found) == 1
    }
    return _from_keys(
        f"id {company_id}" if company_id else only.get(name, name)
        for company_id, name in zip(ids, names, strict=True)
    )


def by_parent(table: pd.DataFrame) -> Categories:
    """Put those under the same parent company in one category, the parent included.

    Parameters
    ----------
    table : DataFrame
        Roster; ``parent_company_id`` and ``company_id`` may be absent.

    Returns
    -------
    Categories
        Named by the id of the parent.
    """
    parents = _keys(table.get("parent_company_id"), _stated, len(table))
    ids = _keys(table.get("company_id"), _stated, len(table))
    known = {parent for parent in parents if parent}
    return _from_keys(
        parent or (own if own in known else "")
        for parent, own in zip(parents, ids, strict=True)
    )


def by_domain(table: pd.DataFrame) -> Categories:
    """Put those with the same corporate e-mail domain in one category.

    A domain of many employers is that of a school, an association or a provider.

    Parameters
    ----------
    table : DataFrame
        Roster; ``email``, ``company_id`` and ``company`` may be absent.

    Returns
    -------
    Categories
        Named by domain.
    """
    domains = _keys(table.get("email"), corporate_domain, len(table))
    employers: dict[str, set[int]] = {}
    for domain, employer in zip(
        domains, by_employer(table).codes.tolist(), strict=True
    ):
        if employer >= 0:
            employers.setdefault(domain, set()).add(employer)
    open_to_many = {
        domain for domain, found in employers.items() if len(found) >= MANY_EMPLOYERS
    }
    return _from_keys("" if domain in open_to_many else domain for domain in domains)


def by_industry(places: Sequence[Place], *, level: int | None) -> Categories:
    """Put those in the same industry in one category.

    Parameters
    ----------
    places : sequence of Place
        Where each leader's industry lies in the tree; "Other" and blanks are nowhere
        and no category, what is not recognised is a category of its own text.
    level : int or None
        Digits of the tree that make an industry, 2 to 6; None takes the place as
        stated. A place known to fewer digits is its own category.

    Returns
    -------
    Categories
        Named by code and title, or by the text where it was not recognised.
    """
    keys = [place.key if level is None else place.at(level) for place in places]
    names: dict[str, str] = {}
    for key, place in zip(keys, places, strict=True):
        is_whole = key == place.code and place.title
        names.setdefault(key, f"{key} {place.title}" if is_whole else key.lstrip("="))
    found = _from_keys(keys)
    return Categories(found.codes, tuple(names[key] for key in found.names))


def _worded(value: Hashable) -> str:
    return normalise_text(f"{value:.12g}" if isinstance(value, float) else str(value))


def _stated(value: Hashable) -> str:
    text = _worded(value)
    return "" if is_unsaid(text) else text


def _keys(
    values: pd.Series | None, reduce: Callable[[str], str], n_leaders: int
) -> list[str]:
    """Reduce each distinct cell once; a missing one is blank."""
    if values is None:
        return [""] * n_leaders
    codes, distinct = pd.factorize(values)
    reduced = [reduce(value) for value in distinct]
    return [reduced[code] if code >= 0 else "" for code in codes]


def _from_keys(keys: Iterable[str]) -> Categories:
    numbers: dict[str, int] = {}
    codes = [numbers.setdefault(key, len(numbers)) if key else -1 for key in keys]
    return Categories(np.array(codes, dtype=np.int64), tuple(numbers))
