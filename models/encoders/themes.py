"""Named challenge themes that a person can read, with the words that show them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from models.encoders.cells import texts_of
from models.encoders.phrases import Phrasebook, lexicon_lines, words_of
from models.encoders.theme_words import THEME_WORDS


class Theme(NamedTuple):
    """A challenge theme found in a text.

    Attributes
    ----------
    name : str
        Such as "Cash flow".
    evidence : tuple of str
        The words that show it, as the text has them, each once.
    """

    name: str
    evidence: tuple[str, ...]


@lru_cache(maxsize=1)
def _phrasebook() -> Phrasebook[str]:
    phrases: dict[str, str] = {}
    for name, words in lexicon_lines(THEME_WORDS):
        for phrase in words.split(","):
            phrases.setdefault(phrase, name)
    return Phrasebook(phrases)


def theme_names() -> tuple[str, ...]:
    """List the themes that can be named.

    Returns
    -------
    tuple of str
        In the order of the lexicon.

    Examples
    --------
    >>> "Succession" in theme_names()
    True
    """
    return tuple(name for name, _ in lexicon_lines(THEME_WORDS))


def themes(texts: Sequence[str | None]) -> list[tuple[Theme, ...]]:
    """Name the challenges in texts.

    Only whole words and phrases count, and only the plain plural is the same word:
    a theme is named when the text says it, not when it sounds like it.

    Parameters
    ----------
    texts : sequence of str or None
        One a leader; tags, sentences or both.

    Returns
    -------
    list of tuple of Theme
        In the order of the texts, themes in the order in which they appear.

    Examples
    --------
    >>> themes(["Succession; who buys my business?", "We paint", None])
    [(Theme(name='Succession', evidence=('Succession',)),), (), ()]
    """
    cells = texts_of(texts)
    known = {text: _themes_of(text) for text in {c for c in cells if c is not None}}
    return [() if text is None else known[text] for text in cells]


def _themes_of(text: str) -> tuple[Theme, ...]:
    words = words_of(text)
    evidence: dict[str, dict[str, None]] = {}
    for match in _phrasebook().find(words):
        quoted = text[words[match.first].start : words[match.last - 1].end]
        evidence.setdefault(match.meaning, {})[quoted] = None
    return tuple(Theme(name, tuple(quotes)) for name, quotes in evidence.items())
