"""What a leader is after, held against what others offer, know and are.

A purpose is read as a few concepts: a named theme, a country, an industry, or a plain
word. A leader meets a concept fully who offers it, less who works in it, and still
less who struggles with it too. Relevance is the share of the purpose that a leader
meets, rare concepts counting more.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.suggest.facts import Facts, Named
from matcher.suggest.incidence import Incidence
from matcher.suggest.purpose_words import COUNTRIES, IDLE, THEMES_ABROAD
from models.encoders.industry import locate_industries
from models.encoders.industry_codes import sector_of
from models.encoders.phrases import Phrasebook, lexicon_lines, plain_text, words_of
from models.encoders.phrases import stem as stem_of
from models.encoders.text import COMMON_WORDS
from models.encoders.themes import themes

OFFERS: Final = 1.0  # how far a concept is met by who gives it
IS: Final = 0.8  # by whose industry, title, place or language it is
SHARES: Final = 0.5  # and by who states it as a challenge, goal or need
MOST_CONCEPTS: Final = 24  # of a long text the rarest count
MANY: Final = 16  # rows of which one meets a concept: then most meet it
IDLE_WORDS: Final = frozenset(stem_of(word) for word in IDLE.split())

Levels = NDArray[np.float32]
Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a purpose is about.

    Attributes
    ----------
    kind : {"theme", "country", "industry", "word"}
        Where it is looked up.
    name : str
        Of the theme or the industry, or the word as the purpose has it.
    stems : tuple of str
        Words that mean it, in the form in which they are compared.
    key : str, default=""
        Code of the country or the industry.
    """

    kind: str
    name: str
    stems: tuple[str, ...]
    key: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Purpose:
    """A purpose held against a roster.

    Attributes
    ----------
    concepts : tuple of Concept
        That somebody meets.
    rows : tuple of ndarray of int32
        Who meets each of them, ascending.
    relevance : ndarray of shape (n_leaders,), float32
        Share of the purpose that each leader meets, in [0, 1].
    unmet : tuple of str
        Words of the purpose that nobody meets, as it has them.
    """

    concepts: tuple[Concept, ...]
    rows: tuple[Rows, ...]
    relevance: Levels
    unmet: tuple[str, ...]

    def met_by(self, row: int) -> tuple[Concept, ...]:
        """List the concepts that a leader meets.

        Parameters
        ----------
        row : int
            Row of the roster.

        Returns
        -------
        tuple of Concept
            The rarest first.
        """
        found = []
        for concept, rows in zip(self.concepts, self.rows, strict=True):
            at = int(np.searchsorted(rows, row))
            if at < rows.size and rows[at] == row:
                found.append(concept)
        return tuple(found)


def read_purpose(facts: Facts, text: str) -> Purpose:
    """Hold a purpose against what is known of leaders.

    Parameters
    ----------
    facts : Facts
        Of the roster.
    text : str
        In the words of the one who asks.

    Returns
    -------
    Purpose
        With no concept where nobody meets any word of it.
    """
    scratch = np.zeros(len(facts), dtype=np.float32)
    found, unmet = [], []
    for concept in concepts_of(text):
        rows, levels = _met(facts, concept, scratch)
        if rows.size:
            weight = 1.0 + float(np.log((1.0 + len(facts)) / (1.0 + rows.size)))
            found.append((weight, concept, rows, levels))
        else:
            unmet.append(concept.name)
    found = sorted(found, key=lambda item: -item[0])[:MOST_CONCEPTS]
    total = sum(weight for weight, *_ in found)
    for weight, _, rows, levels in found:
        scratch[rows] += np.float32(weight / total) * levels
    return Purpose(
        tuple(concept for _, concept, _, _ in found),
        tuple(rows for _, _, rows, _ in found),
        scratch,
        tuple(dict.fromkeys(unmet)),
    )


@lru_cache(maxsize=1024)
def concepts_of(text: str) -> tuple[Concept, ...]:
    """Read a purpose as a list of concepts.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    tuple of Concept
        Themes, countries and industries, then the words that belong to none of them.

    Examples
    --------
    >>> [(c.kind, c.name) for c in concepts_of("Financing in Deutschland")]
    [('theme', 'Funding'), ('country', 'Deutschland')]
    """
    plain = plain_text(text)
    words = words_of(plain)
    named = [*_themes(plain), *_countries(plain)]
    used = {one for concept in named for one in concept.stems}
    rest = (plain[w.start : w.end] for w in words if w.stem not in used)
    named += _industries(" ".join(rest))
    used |= {one for concept in named for one in concept.stems}
    found = {(concept.kind, concept.key or concept.name): concept for concept in named}
    for word in words:
        one = word.stem
        is_idle = one in COMMON_WORDS or one in IDLE_WORDS or one.isdigit()
        if not is_idle and one not in used and len(one) > 1:
            name = plain[word.start : word.end]
            found.setdefault(("word", one), Concept("word", name, (one,)))
    return tuple(found.values())


@lru_cache(maxsize=1)
def _books() -> tuple[Phrasebook[str], Phrasebook[str]]:
    """Make the phrasebooks of themes in other languages and of countries."""
    books = []
    for table in (THEMES_ABROAD, COUNTRIES):
        lines = lexicon_lines(table)
        books.append(
            Phrasebook(
                {phrase: name for name, said in lines for phrase in said.split(",")}
            )
        )
    return books[0], books[1]


@lru_cache(maxsize=64)
def _countries_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Give the code of each country as a roster writes it; empty where unknown."""
    book, codes = _books()[1], {key for key, _ in lexicon_lines(COUNTRIES)}
    return tuple(
        name.upper()
        if name.upper() in codes
        else book.whole(word.stem for word in words_of(name)) or ""
        for name in names
    )


def _themes(text: str) -> list[Concept]:
    """Name the themes of a purpose; each of its words may be a tag by itself."""
    words = words_of(text)
    tags = "; ".join(text[word.start : word.end] for word in words)
    found: dict[str, set[str]] = {}
    for theme in (*themes([text])[0], *themes([tags])[0]):
        quoted = {word.stem for quote in theme.evidence for word in words_of(quote)}
        found.setdefault(theme.name, set()).update(quoted)
    for match in _books()[0].find(words):
        stems = {word.stem for word in words[match.first : match.last]}
        found.setdefault(match.meaning, set()).update(stems)
    return [Concept("theme", name, tuple(sorted(own))) for name, own in found.items()]


def _countries(text: str) -> list[Concept]:
    words = words_of(text)
    found = []
    for match in _books()[1].find(words):
        own = words[match.first : match.last]
        name = text[own[0].start : own[-1].end]
        stems = tuple(word.stem for word in own)
        found.append(Concept("country", name, stems, match.meaning))
    return found


def _industries(text: str) -> list[Concept]:
    """Read a purpose as an industry, where some words of it are evidence for one."""
    place = locate_industries([text])[0] if text else None
    if place is None or place.how not in ("label", "words") or not place.code:
        return []
    stems = {word.stem for quote in place.evidence for word in words_of(quote)}
    name = ", ".join(place.evidence)
    return [Concept("industry", name, tuple(sorted(stems)), place.code)]


def _met(facts: Facts, concept: Concept, scratch: Levels) -> tuple[Rows, Levels]:
    """Find who meets a concept, and how far; the scratch is 0 before and after."""
    parts = [*_kind_of_match(facts, concept), *_words(facts, concept)]
    parts = [part for part in parts if part[0].size]
    for rows, level in sorted(parts, key=lambda part: part[1]):
        scratch[rows] = level
    if not parts:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
    if MANY * sum(rows.size for rows, _ in parts) > scratch.size:
        rows = _rows(scratch > 0.0)  # looking at everyone is faster than sorting many
    else:
        rows = np.sort(np.concatenate([rows for rows, _ in parts]))
        rows = rows[np.diff(rows, prepend=-1) > 0]  # once each; np.unique is slower
    levels = scratch[rows]
    scratch[rows] = 0.0
    return rows, levels


def _kind_of_match(facts: Facts, concept: Concept) -> list[tuple[Rows, float]]:
    """Look a concept up by what it is: a theme, a country or an industry."""
    if concept.kind == "theme":
        return [
            (_having(facts.wants, concept.name), SHARES),
            (_having(facts.gives, concept.name), OFFERS),
        ]
    column, wanted = column_of(facts, concept)
    return [(_rows(column.is_any(wanted)), IS)] if wanted else []


def _words(facts: Facts, concept: Concept) -> list[tuple[Rows, float]]:
    """Look a concept up by its words; of a theme or an industry all must be there."""
    fields = ((facts.sought, SHARES), (facts.described, IS), (facts.offered, OFFERS))
    found = []
    for incidence, level in fields:
        if concept.kind == "theme" and incidence is facts.described:
            continue
        rows = [_having(incidence, one) for one in concept.stems]
        if not rows:
            continue
        shared = rows[0]
        for other in rows[1:]:
            shared = np.intersect1d(shared, other, assume_unique=True)
        found.append((shared, level))
    return found


def column_of(facts: Facts, concept: Concept) -> tuple[Named, list[int]]:
    """Find the column in which a country or an industry stands, and its names there.

    Parameters
    ----------
    facts : Facts
        Of the roster.
    concept : Concept
        Of any kind.

    Returns
    -------
    tuple of (Named, list of int)
        The column, and the indices into its names that mean the concept: those of the
        country however it is written, or of the industry and of all its parts; none
        where the concept is something else.
    """
    if concept.kind == "country":
        codes = _countries_of(facts.country.names)
        same = [number for number, code in enumerate(codes) if code == concept.key]
        return facts.country, same
    if concept.kind == "industry":
        is_sector = sector_of(concept.key) == concept.key
        below = [
            number
            for number, own in enumerate(facts.industry_codes)
            if (sector_of(own) if is_sector else own[: len(concept.key)]) == concept.key
        ]
        return facts.industry, below
    return facts.industry, []


def _having(incidence: Incidence, name: str) -> Rows:
    entry = incidence.find(name)
    return incidence.having(entry) if entry >= 0 else np.zeros(0, dtype=np.int32)


def _rows(flags: NDArray[np.bool_]) -> Rows:
    return np.flatnonzero(flags).astype(np.int32)
