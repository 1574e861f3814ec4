"""What a reason may name: the facts of a roster, as arrays.

A reason is only as good as its evidence, so reasons are made in two steps. Here
the roster is turned into arrays of what is *known*; ``matcher.explain.facts`` then
derives structured facts of a group from them, and text is written from the facts
alone. Free text that a leader wrote never enters: themes and industries carry the
names of their own vocabularies, and people appear by id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from matcher.roster.roster import Roster
from models.encoders.industry import Place
from models.encoders.industry_codes import sector_of, title_of
from models.encoders.themes import Theme

Themes = Sequence[Sequence[Theme]]

_NUMBERS = ("revenue", "employees", "founded")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One name a leader, as an index into the names; -1 is unknown.

    Attributes
    ----------
    index : ndarray of shape (n_leaders,)
        Index into `names`; -1 where unknown.
    names : tuple of str
        Names fit to be read, each once.
    """

    index: NDArray[np.intp]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a reason may name of a roster's leaders.

    Attributes
    ----------
    leader_ids : tuple of str
        Ids in the order of the roster.
    sector, industry : Vocabulary
        The sector, and the place itself, of each leader.
    codes : tuple of str
        The place of each leader, a prefix of all places below it; empty where
        unknown or unrecognised.
    areas : ndarray of shape (n_leaders,)
        Number of the state, or of the country where no state is known; -1 where
        unknown. Never named.
    area_noun : str
        What the areas are: "state" or "country".
    themes : tuple of str
        Names of the columns of the three matrices below.
    challenges, gives, wants : csr_array of shape (n_leaders, n_themes)
        1 where a leader states the theme as a challenge; offers it; needs it or
        states it as a challenge.
    numbers : dict of str to ndarray of shape (n_leaders,)
        Revenue in currency units, employees in people, founded in years; NaN where
        unknown.
    """

    leader_ids: tuple[str, ...]
    sector: Vocabulary
    industry: Vocabulary
    codes: tuple[str, ...]
    areas: NDArray[np.intp]
    area_noun: str
    themes: tuple[str, ...]
    challenges: sparse.csr_array
    gives: sparse.csr_array
    wants: sparse.csr_array
    numbers: dict[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.leader_ids)

    def ids(self, rows: Sequence[int]) -> tuple[str, ...]:
        """Name leaders by their ids.

        Parameters
        ----------
        rows : sequence of int
            Rows of the roster.

        Returns
        -------
        tuple of str
            Their ids, in the same order.
        """
        return tuple(self.leader_ids[row] for row in rows)


def gather_evidence(
    roster: Roster,
    *,
    places: Sequence[Place] = (),
    challenges: Themes = (),
    gives: Themes = (),
    needs: Themes = (),
) -> Evidence:
    """Collect what is known of a roster in the form that reasons are made from.

    Parameters
    ----------
    roster : Roster
        The leaders.
    places : sequence of Place, optional
        Industry of each leader; empty when the roster has none.
    challenges, gives, needs : sequence of sequence of Theme, optional
        Themes that `models.encoders.themes.themes` finds in the column of that name;
        empty when the roster lacks the column.

    Returns
    -------
    Evidence
        Arrays in the order of the roster.

    Raises
    ------
    ValueError
        When one of the sequences is neither empty nor as long as the roster.
    """
    n_leaders = len(roster)
    for part in (places, challenges, gives, needs):
        if len(part) not in {0, n_leaders}:
            msg = f"There must be one entry a leader, {n_leaders}, got {len(part)}."
            raise ValueError(msg)

    said = (challenges, gives, needs)
    names = sorted({theme.name for part in said for own in part for theme in own})
    stated, given, needed = (_incidence(part, names, n_leaders) for part in said)
    codes = [place.code for place in places] or [""] * n_leaders
    titles = [title_of(sector_of(code)) if code else "" for code in codes]
    areas, area_noun = _areas(roster.table)
    return Evidence(
        leader_ids=tuple(roster.leader_ids),
        sector=_vocabulary(titles),
        industry=_vocabulary([title_of(code) if code else "" for code in codes]),
        codes=tuple(_path(code) for code in codes),
        areas=areas,
        area_noun=area_noun,
        themes=tuple(names),
        challenges=stated,
        gives=given,
        wants=sparse.csr_array(((stated + needed) > 0).astype(np.int64)),
        numbers={
            name: roster.table[name].to_numpy(np.float64, na_value=np.nan)
            for name in _NUMBERS
            if name in roster.table
        },
    )


@lru_cache(maxsize=4096)
def _path(code: str) -> str:
    """Write a place as its sector and the digits that its title stands for."""
    if not code:
        return ""
    if len(code) < 3 or "-" in code:
        return f"{sector_of(code)}|"
    while len(code) > 3 and title_of(code[:-1]) == title_of(code):
        code = code[:-1]
    return f"{sector_of(code)}|{code}"


def _vocabulary(names: Sequence[str]) -> Vocabulary:
    known = np.array([name or None for name in names], dtype=object)
    index, distinct = pd.factorize(known, sort=True)
    return Vocabulary(index.astype(np.intp), tuple(distinct.tolist()))


def _incidence(said: Themes, names: Sequence[str], n_leaders: int) -> sparse.csr_array:
    column = {name: number for number, name in enumerate(names)}
    pairs = {(row, column[theme.name]) for row, own in enumerate(said) for theme in own}
    rows, columns = np.array(sorted(pairs), np.intp).reshape(-1, 2).T
    ones = np.ones(len(rows), np.int64)
    return sparse.csr_array((ones, (rows, columns)), shape=(n_leaders, len(names)))


def _areas(table: pd.DataFrame) -> tuple[NDArray[np.intp], str]:
    """Give each state, or else each country, a number; say which of the two."""
    known = {
        name: table[name].str.strip().str.casefold()
        for name in ("state", "country")
        if name in table and table[name].notna().any()
    }
    if not known:
        return np.full(len(table), -1, np.intp), "state"
    noun, area = next(iter(known.items()))
    if noun == "state" and "country" in known:  # "WA" is in two countries
        area = area.str.cat(known["country"].fillna(""), sep="|")
    return pd.factorize(area)[0].astype(np.intp), noun
