"""What a leader is after, held against what others offer, know and are.

A purpose is read as a few concepts: a named theme, an industry, a country, or a plain
word. A leader meets a concept fully who offers it, less who works in it, and still
less who struggles with it too. Relevance is the share of the purpose that a leader
meets, rare concepts counting more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.suggest.facts import Facts
from matcher.suggest.incidence import Incidence
from models.encoders.phrases import plain_text, stem, words_of
from models.encoders.text import COMMON_WORDS
from models.encoders.themes import themes

OFFERS: Final = 1.0  # how far a concept is met by who gives it
IS: Final = 0.8  # by whose industry, title, place or language it is
SHARES: Final = 0.5  # and by who states it as a challenge, goal or need
MOST_CONCEPTS: Final = 24  # of a long text the rarest count
_IDLE: Final = """
partner expert expertise advice advise advisor contact introduction introduce intro
experience experienced person people leader peer connection network ask question
"""
IDLE_WORDS: Final = frozenset(stem(word) for word in _IDLE.split())

Levels = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a purpose is about.

    Attributes
    ----------
    kind : {"theme", "word"}
        Where it is looked up.
    name : str
        Of the theme, or the word as the purpose has it.
    stems : tuple of str
        Words that mean it, in the form in which they are compared.
    """

    kind: str
    name: str
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Purpose:
    """A purpose held against a roster.

    Attributes
    ----------
    concepts : tuple of Concept
        That somebody meets.
    levels : ndarray of shape (n_concepts, n_leaders), float32
        How far each leader meets each of them, in [0, 1].
    relevance : ndarray of shape (n_leaders,), float32
        In [0, 1]; 0 where nothing is met.
    unmet : tuple of str
        Words of the purpose that nobody meets, as it has them.
    """

    concepts: tuple[Concept, ...]
    levels: Levels
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
            In the order of the purpose.
        """
        met = self.levels[:, row] > 0.0
        return tuple(
            c for c, is_met in zip(self.concepts, met.tolist(), strict=True) if is_met
        )


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
    found, unmet = [], []
    for concept in concepts_of(text):
        levels, weight = _levels(facts, concept)
        if weight > 0.0:
            found.append((concept, levels, weight))
        else:
            unmet.append(concept.name)
    found = sorted(found, key=lambda item: -item[2])[:MOST_CONCEPTS]
    n = len(facts)
    table = np.zeros((len(found), n), dtype=np.float32)
    for k, (_, levels, _) in enumerate(found):
        table[k] = levels
    weights = np.array([weight for _, _, weight in found], dtype=np.float32)
    relevance = weights @ table / max(float(weights.sum()), 1e-9)
    return Purpose(
        tuple(concept for concept, _, _ in found),
        table,
        np.asarray(relevance, dtype=np.float32).reshape(n),
        tuple(dict.fromkeys(unmet)),
    )


def concepts_of(text: str) -> tuple[Concept, ...]:
    """Read a purpose as a list of concepts.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    tuple of Concept
        Themes, then the words that belong to none, each once.

    Examples
    --------
    >>> [(c.kind, c.name) for c in concepts_of("Financing for my bakery")]
    [('theme', 'Funding'), ('word', 'bakery')]
    """
    plain = plain_text(text)
    found: dict[str, Concept] = {}
    used: set[str] = set()
    for theme in _themes(plain):
        stems = tuple(word.stem for quote in theme[1] for word in words_of(quote))
        used.update(stems)
        found[theme[0]] = Concept("theme", theme[0], stems)
    for word in words_of(plain):
        is_idle = word.stem in COMMON_WORDS or word.stem in IDLE_WORDS
        if is_idle or word.stem in used or len(word.stem) < 2 or word.stem.isdigit():
            continue
        name = plain[word.start : word.end]
        found.setdefault(f" {word.stem}", Concept("word", name, (word.stem,)))
    return tuple(found.values())


def _themes(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name the themes of a purpose, each word being a tag of its own if it can."""
    seen = set()
    words = "; ".join(text[w.start : w.end] for w in words_of(text))
    for theme in (*themes([text])[0], *themes([words])[0]):
        if theme.name not in seen:
            seen.add(theme.name)
            yield theme.name, theme.evidence


def _levels(facts: Facts, concept: Concept) -> tuple[Levels, float]:
    """Find how far each leader meets a concept, and how much it counts."""
    levels = np.zeros(len(facts), dtype=np.float32)
    if concept.kind == "theme":
        fields = ((facts.wants, SHARES), (facts.gives, OFFERS))
        for incidence, level in fields:
            _raise(levels, incidence, concept.name, level)
    words = ((facts.sought, SHARES), (facts.described, IS), (facts.offered, OFFERS))
    if concept.kind == "word":
        for incidence, level in words:
            for one in concept.stems:
                _raise(levels, incidence, one, level)
    n_met = int(np.count_nonzero(levels))
    if not n_met:
        return levels, 0.0
    return levels, 1.0 + float(np.log((1.0 + len(facts)) / (1.0 + n_met)))


def _raise(levels: Levels, incidence: Incidence, name: str, level: float) -> None:
    entry = incidence.find(name)
    if entry >= 0:
        rows = incidence.having(entry)
        levels[rows] = np.maximum(levels[rows], level)
