"""What suggestions may name of leaders, as compact arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from matcher.explain.evidence import Evidence, gather_evidence
from matcher.program.categories import by_domain, by_employer, by_parent
from matcher.roster.roster import Roster
from matcher.suggest.ids import Ids
from matcher.suggest.incidence import Incidence
from models.encoders.industry import Place, locate_industries
from models.encoders.text import content_words
from models.encoders.themes import Theme, themes

OFFERED: Final = ("gives",)
SOUGHT: Final = ("challenges", "goals", "needs")
DESCRIBED: Final = ("industry", "title", "city", "state", "country", "languages")
MANY: Final = 0.5  # of the roster: an employer of more is the organisation's own
_PARTS: Final = 3  # city, state and country


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """One name a leader, such as their industry.

    Attributes
    ----------
    index : ndarray of shape (n_leaders,), int32
        Index into `names`; -1 where unknown.
    names : tuple of str
        Each once.
    """

    index: NDArray[np.int32]
    names: tuple[str, ...]

    def of(self, row: int) -> str:
        """Name what a leader has.

        Parameters
        ----------
        row : int
            Row of the roster.

        Returns
        -------
        str
            Empty where unknown.
        """
        number = int(self.index[row])
        return self.names[number] if number >= 0 else ""

    def is_any(self, wanted: Sequence[int]) -> NDArray[np.bool_]:
        """Find who has one of some names.

        Parameters
        ----------
        wanted : sequence of int
            Indices into `names`.

        Returns
        -------
        ndarray of shape (n_leaders,), bool
            Whether each leader has one of them.
        """
        is_wanted = np.zeros(len(self.names) + 1, dtype=np.bool_)  # the last: unknown
        is_wanted[list(wanted)] = True
        return np.asarray(is_wanted[self.index])


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What reasons may name, and what purposes are held against.

    Attributes
    ----------
    ids : Ids
        Of the leaders.
    sector, industry : Named
        Titles from the tree of industries.
    industry_codes : tuple of str
        Place in the tree of each name of `industry`.
    city, state, country : Named
        As the roster writes them.
    employers : ndarray of shape (n_leaders, 3), int32
        Numbers of employer, parent company and e-mail domain; -1 for none.
    founded, revenue, employees : ndarray of shape (n_leaders,), float32
        Year, currency units and people; NaN where unknown.
    challenges, gives, wants : Incidence
        Named themes that leaders state, offer, and state or need.
    interests, languages : Incidence
        Entries of these lists, in lower case.
    offered, sought, described : Incidence
        Words of what leaders give; of what they struggle with, want and need; and of
        their industry, title, place, languages and interests. Never quoted unless the
        one who asks used them first.
    """

    ids: Ids
    sector: Named
    industry: Named
    industry_codes: tuple[str, ...]
    city: Named
    state: Named
    country: Named
    employers: NDArray[np.int32]
    founded: NDArray[np.float32]
    revenue: NDArray[np.float32]
    employees: NDArray[np.float32]
    challenges: Incidence
    gives: Incidence
    wants: Incidence
    interests: Incidence
    languages: Incidence
    offered: Incidence
    sought: Incidence
    described: Incidence

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, roster: Roster) -> Self:
        """Gather the facts of a roster.

        Parameters
        ----------
        roster : Roster
            The leaders, without the texts of those who withhold them.

        Returns
        -------
        Facts
            Row by row.
        """
        table = roster.table
        places = _places(roster)
        evidence = _evidence(roster, places)
        interests = [_entries(text) for text in _texts(table, "interests")]
        languages = [_entries(text) for text in _texts(table, "languages")]
        titles = [
            evidence.industry.names[k] if k >= 0 else ""
            for k in evidence.industry.index.tolist()
        ]
        described = [_texts(table, name) for name in (*DESCRIBED, "interests")]
        return cls(
            ids=Ids.of(roster.leader_ids),
            sector=_named(evidence.sector.index, evidence.sector.names),
            industry=_named(evidence.industry.index, evidence.industry.names),
            industry_codes=_codes(evidence, places),
            city=_place(table, "city"),
            state=_place(table, "state"),
            country=_place(table, "country"),
            employers=_employers(table),
            founded=_numbers(table, "founded"),
            revenue=_numbers(table, "revenue"),
            employees=_numbers(table, "employees"),
            challenges=_matrix(evidence.themes, evidence.challenges),
            gives=_matrix(evidence.themes, evidence.gives),
            wants=_matrix(evidence.themes, evidence.wants),
            interests=Incidence.of(interests),
            languages=Incidence.of(languages),
            offered=_words([_texts(table, name) for name in OFFERED]),
            sought=_words([_texts(table, name) for name in SOUGHT]),
            described=_words([*described, titles]),
        )

    def has_profile(self, row: int) -> bool:
        """Tell whether anything is known of a leader that could match.

        Parameters
        ----------
        row : int
            Row of the roster.

        Returns
        -------
        bool
            Whether there is a word, an industry or a place.
        """
        lists = (self.offered, self.sought, self.described, self.interests)
        return any(part.of_leader(row).size for part in lists) or (
            int(self.industry.index[row]) >= 0
        )

    def same_house(self, row: int) -> NDArray[np.bool_]:
        """Find who works under the same roof as a leader.

        Parameters
        ----------
        row : int
            Row of the roster.

        Returns
        -------
        ndarray of shape (n_leaders,), bool
            Same employer, parent company or e-mail domain.
        """
        own = self.employers[row]
        same = np.zeros(len(self), dtype=np.bool_)
        for column in np.flatnonzero(own >= 0).tolist():
            same |= self.employers[:, column] == own[column]
        return same


def _places(roster: Roster) -> list[Place]:
    if "industry" not in roster.table:
        return []
    return locate_industries(roster.table["industry"].tolist())


def _codes(evidence: Evidence, places: Sequence[Place]) -> tuple[str, ...]:
    """Give each title the shortest code that a leader of it has."""
    codes = [""] * len(evidence.industry.names)
    for number, place in zip(evidence.industry.index.tolist(), places, strict=False):
        if number >= 0 and (not codes[number] or len(place.code) < len(codes[number])):
            codes[number] = place.code
    return tuple(codes)


def _evidence(roster: Roster, places: Sequence[Place]) -> Evidence:
    return gather_evidence(
        roster,
        places=places,
        challenges=_themes(roster.table, "challenges"),
        gives=_themes(roster.table, "gives"),
        needs=_themes(roster.table, "needs"),
    )


def _themes(table: pd.DataFrame, column: str) -> list[tuple[Theme, ...]]:
    return themes(_texts(table, column)) if column in table else []


def _texts(table: pd.DataFrame, column: str) -> list[str | None]:
    """Give a column as texts, None where blank or absent."""
    if column not in table:
        return [None] * len(table)
    cells = table[column].astype(object)
    return [
        str(cell) if cell is not None else None
        for cell in cells.where(cells.notna(), None)
    ]


def _entries(text: str | None) -> Iterator[str]:
    """Part a list at its semicolons; lower case, blanks tidied."""
    for part in (text or "").split(";"):
        entry = " ".join(part.casefold().split())
        if entry:
            yield entry


def _named(index: NDArray[np.intp], names: Sequence[str]) -> Named:
    return Named(index.astype(np.int32), tuple(names))


def _place(table: pd.DataFrame, column: str) -> Named:
    tidy = [" ".join(text.split()) if text else "" for text in _texts(table, column)]
    first: dict[str, str] = {}
    for text in tidy:
        first.setdefault(text.casefold(), text)
    first.pop("", None)
    number = {key: k for k, key in enumerate(first)}
    index = [number.get(text.casefold(), -1) for text in tidy]
    return Named(np.array(index, dtype=np.int32), tuple(first.values()))


def _employers(table: pd.DataFrame) -> NDArray[np.int32]:
    """Give employers, parents and domains a number each; what most share has none."""
    columns = []
    for found in (by_employer(table), by_parent(table), by_domain(table)):
        codes = found.codes.astype(np.int32)
        hosts = np.flatnonzero(found.sizes > max(1.0, MANY * len(table)))
        columns.append(np.where(np.isin(codes, hosts), -1, codes))
    return np.stack(columns, axis=1).astype(np.int32).reshape(len(table), _PARTS)


def _numbers(table: pd.DataFrame, column: str) -> NDArray[np.float32]:
    if column not in table:
        return np.full(len(table), np.nan, dtype=np.float32)
    return table[column].to_numpy(np.float32, na_value=np.nan)


def _matrix(names: Sequence[str], matrix: sparse.csr_array) -> Incidence:
    matrix.sort_indices()
    counts = np.diff(matrix.indptr).astype(np.int64)
    return Incidence.from_entries(names, counts, matrix.indices.astype(np.int32))


def _words(columns: Sequence[Sequence[str | None]]) -> Incidence:
    """Index the words of several columns, numbers and common words left out."""
    cache: dict[str, frozenset[str]] = {}

    def words(text: str) -> frozenset[str]:
        if text not in cache:
            cache[text] = frozenset(w for w in content_words(text) if " " not in w)
        return cache[text]

    rows = zip(*columns, strict=True)
    return Incidence.of(
        [frozenset().union(*(words(text) for text in row if text)) for row in rows]
    )
