"""Named challenge themes that a person can read, with the words that show them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from models.encoders.cells import texts_of
from models.encoders.phrases import Match, Phrasebook, Word, lexicon_lines, words_of
from models.encoders.theme_words import NO_THEME, THEME_PHRASES, THEME_TAGS

_NONE: Final = ""
_LONG: Final = 60  # words of a text that may mention things in passing
_OPENING: Final = 30  # its first words, which say what it is about
_SHORT: Final = 8  # words of a line in a list
_LONGEST_TAG: Final = 100  # characters
_PARTS = re.compile(r"[;|\u2022]")
_TAG_ENDS = re.compile(r"[,/&+]|\band\b", re.IGNORECASE)
_DENIALS: Final = frozenset({"without", "not", "unlike", "except"})
_OWNERS: Final = ("'s", "\u2019s", "s'", "s\u2019")


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


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """What names a theme: phrases anywhere, tags as a whole entry."""

    phrases: Phrasebook[str]
    tags: Phrasebook[str]
    capitals: frozenset[str]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    phrases = {
        phrase: name
        for name, words in lexicon_lines(THEME_PHRASES)
        for phrase in words.split(",")
    }
    tags = {
        tag: name
        for name, words in lexicon_lines(THEME_TAGS)
        for tag in (name, *words.split(","))
    }
    names = {name: name for name in theme_names()}
    no_theme = dict.fromkeys(NO_THEME.split(","), _NONE)
    return _Lexicon(
        phrases=Phrasebook({**phrases, **no_theme}),
        tags=Phrasebook({**phrases, **tags, **names}),
        capitals=frozenset(
            word.lower()
            for phrase in phrases
            for word in phrase.split()
            if word.isupper()
        ),
    )


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
    return tuple(name for name, _ in lexicon_lines(THEME_PHRASES))


def themes(texts: Sequence[str | None]) -> list[tuple[Theme, ...]]:
    """Name the challenges in texts.

    A theme is named when the text says it, not when it sounds like it. In running
    text only phrases count that can hardly mean anything else, as whole words, and
    not when they are denied ("without ...") or own what follows ("our company's
    products"). What is a whole entry between semicolons or line breaks, or a list of
    nothing else, counts as a tag, for which shorter words are clear enough. In more
    than sixty words one mention in passing is not enough: the theme stands among
    the first thirty words, or is named twice.

    Parameters
    ----------
    texts : sequence of str or None
        One a leader; tags, sentences or both, with ";" between them.

    Returns
    -------
    list of tuple of Theme
        In the order of the texts, themes in the order in which they appear.

    Examples
    --------
    >>> themes(["Succession; who buys my business?", "We paint", None])
    [(Theme(name='Succession', evidence=('Succession',)),), (), ()]
    >>> [[theme.name for theme in own] for own in themes(["culture", "a culture"])]
    [['Culture'], []]
    """
    cells = texts_of(texts)
    known = {text: _themes_of(text) for text in {c for c in cells if c is not None}}
    return [() if text is None else known[text] for text in cells]


def _themes_of(text: str) -> tuple[Theme, ...]:
    evidence: dict[str, dict[str, None]] = {}
    for entry in _entries(text):
        for name, quoted in _named(entry):
            evidence.setdefault(name, {})[quoted] = None
    return tuple(Theme(name, tuple(quotes)) for name, quotes in evidence.items())


def _entries(text: str) -> Iterator[str]:
    """Part a text at semicolons, and at line breaks where each line is short."""
    for part in _PARTS.split(text):
        lines = part.splitlines()
        is_list = all(line.count(" ") < _SHORT for line in lines)
        yield from lines if is_list else [part]


def _named(entry: str) -> Iterator[tuple[str, str]]:
    """Name the themes of one entry: a tag, a list of tags, or running text."""
    whole = _tag(entry)
    if whole:
        yield whole
        return
    tags = _tag_list(entry)
    yield from tags or _phrases(entry)


def _tag_list(entry: str) -> list[tuple[str, str]]:
    """Read an entry as a list of tags; empty unless every part is one."""
    tags = []
    for part in _TAG_ENDS.split(entry):
        tag = _tag(part)
        if tag is None:
            return []
        tags.append(tag)
    return tags


def _tag(entry: str) -> tuple[str, str] | None:
    if len(entry) > _LONGEST_TAG:
        return None
    words = words_of(entry)
    name = _lexicon().tags.whole(word.stem for word in words)
    if name is None:
        return None
    return name, entry[words[0].start : words[-1].end]


def _phrases(entry: str) -> Iterator[tuple[str, str]]:
    words = words_of(entry)
    found = [
        (match.first, match.meaning, quoted)
        for match in _lexicon().phrases.find(words)
        if (quoted := _quote(entry, words, match))
    ]
    times = Counter(name for _, name, _ in found)
    for first, name, quoted in found:
        if len(words) <= _LONG or first < _OPENING or times[name] > 1:
            yield name, quoted


def _quote(entry: str, words: tuple[Word, ...], match: Match[str]) -> str:
    """Quote a phrase as the text has it; empty where it is not meant."""
    own = words[match.first : match.last]
    quoted = entry[own[0].start : own[-1].end]
    before = words[match.first - 1].stem if match.first else ""
    if match.meaning == _NONE or before in _DENIALS or quoted.endswith(_OWNERS):
        return ""
    capitals = _lexicon().capitals
    is_written_out = all(
        entry[word.start : word.end].rstrip("s").isupper()
        for word in own
        if word.stem in capitals
    )
    return quoted if is_written_out else ""
