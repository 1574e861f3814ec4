"""Find phrases in text as whole words, the longest first."""

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

Meaning = TypeVar("Meaning")

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_KEPT_WORDS: Final = """
news logistics goods securities customs futures arms arts sports economics physics
graphics glasses electronics ethics politics series species means savings sales
operations minutes works gas bus plus lens chess business process wireless fitness
wellness cosmetics ceramics robotics genomics analytics athletics plastics hydraulics
optics diagnostics aeronautics mathematics canvas atlas christmas texas kansas arkansas
always this his its was has does yes others makes sells communications utilities
textiles materials stairs clothes
"""
_SAME_IN_PLURAL: Final = frozenset(_KEPT_WORDS.split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text.

    Attributes
    ----------
    stem : str
        Lower case, without accents, in the singular.
    start, end : int
        Where the text has it: ``text[start:end]``.
    """

    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match(Generic[Meaning]):
    """A phrase that was found.

    Attributes
    ----------
    first, last : int
        Its words, as a range: `last` is one past the end.
    meaning : Meaning
        What the phrase stands for.
    """

    first: int
    last: int
    meaning: Meaning


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Bring one word to the form in which phrases are compared.

    Only case, accents and the plain English plural are removed, so that no word
    becomes evidence for another one.

    Parameters
    ----------
    word : str
        A single word.

    Returns
    -------
    str
        The form to compare.

    Examples
    --------
    >>> [stem(word) for word in ("Bakeries", "Boxes", "News", "Glass", "Ärzte")]
    ['bakery', 'box', 'news', 'glass', 'arzte']
    """
    plain = unicodedata.normalize("NFKD", word.lower().replace("ß", "ss"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = plain.replace("\u2019", "'").removesuffix("'s").replace("'", "")
    if len(plain) <= 3 or plain in _SAME_IN_PLURAL or plain.endswith("ss"):
        return plain
    if plain.endswith("us") and not plain.endswith("aus"):
        return plain
    if plain.endswith("ies") and len(plain) > 4:
        return plain[:-3] + "y"
    if plain.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return plain[:-2]
    return plain[:-1] if plain.endswith("s") and not plain.endswith("is") else plain


def words_of(text: str) -> tuple[Word, ...]:
    """Split a text into words; "_", "-" and "/" part them.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    tuple of Word
        In the order of the text.

    Examples
    --------
    >>> [word.stem for word in words_of("COMPUTER_SOFTWARE & Women's Shoes")]
    ['computer', 'software', 'women', 'shoe']
    """
    return tuple(
        Word(stem(found.group()), found.start(), found.end())
        for found in _WORD.finditer(text)
    )


def stems_of(text: str) -> list[str]:
    """List the stems of the words of a text, as `words_of` has them, but faster.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        In the order of the text.
    """
    return [stem(word) for word in _WORD.findall(text)]


class Phrasebook(Generic[Meaning]):
    """Phrases with their meanings, ready to be looked up in texts.

    Parameters
    ----------
    phrases : mapping of str to Meaning
        Phrases of one or more words; compared in their stemmed form.
    """

    def __init__(self, phrases: Mapping[str, Meaning]) -> None:
        self._meanings: dict[tuple[str, ...], Meaning] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        for phrase, meaning in phrases.items():
            stems = tuple(word.stem for word in words_of(phrase))
            if stems:
                self._meanings.setdefault(stems, meaning)
                known = {*self._lengths.get(stems[0], ()), len(stems)}
                self._lengths[stems[0]] = tuple(sorted(known, reverse=True))

    def __len__(self) -> int:
        return len(self._meanings)

    def whole(self, stems: Iterable[str]) -> Meaning | None:
        """Look up words that are one phrase, all of them.

        Parameters
        ----------
        stems : iterable of str
            Stemmed words.

        Returns
        -------
        Meaning or None
            None when they are no phrase of the book.
        """
        return self._meanings.get(tuple(stems))

    def find(self, words: tuple[Word, ...]) -> list[Match[Meaning]]:
        """Find phrases that do not overlap; a longer one beats a shorter one.

        Parameters
        ----------
        words : tuple of Word
            From `words_of`.

        Returns
        -------
        list of Match
            In the order of the text.
        """
        stems = [word.stem for word in words]
        found = [
            (i, i + length)
            for i, first in enumerate(stems)
            for length in self._lengths.get(first, ())
            if i + length <= len(stems)
            and tuple(stems[i : i + length]) in self._meanings
        ]
        taken: set[int] = set()
        matches = []
        for first, last in sorted(found, key=lambda span: (span[0] - span[1], span)):
            if taken.isdisjoint(range(first, last)):
                taken.update(range(first, last))
                meaning = self._meanings[tuple(stems[first:last])]
                matches.append(Match(first, last, meaning))
        return sorted(matches, key=lambda match: match.first)


def lexicon_lines(table: str) -> list[tuple[str, str]]:
    r"""Read the entries of a lexicon.

    Parameters
    ----------
    table : str
        Lines "head | phrase, phrase"; a line without a bar goes on with the one above.

    Returns
    -------
    list of tuple of (str, str)
        Head and phrases of each entry, the phrases still with commas between them.

    Examples
    --------
    >>> lexicon_lines("a | one,\n  two\nb | three")
    [('a', 'one, two'), ('b', 'three')]
    """
    entries: list[tuple[str, str]] = []
    for line in filter(None, map(str.strip, table.splitlines())):
        head, bar, words = line.partition("|")
        if bar:
            entries.append((head.strip(), words.strip()))
        else:
            entries[-1] = (entries[-1][0], f"{entries[-1][1]} {line}")
    return entries


def plain_text(text: str) -> str:
    """Remove HTML and markdown, keeping the words.

    Parameters
    ----------
    text : str
        Text as people paste it.

    Returns
    -------
    str
        Without tags, entities, link targets, code and addresses.

    Examples
    --------
    >>> plain_text("<p>Hire a <b>CFO</b>&amp;c? [how](http://x.y) `rm`</p>").split()
    ['Hire', 'a', 'CFO', '&c?', 'how']
    """
    for pattern, instead in _MARKUP:
        text = pattern.sub(instead, text)
    return html.unescape(text)


# Every repetition is bounded, so that no text takes more than linear time.
_MARKUP: Final = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), instead)
    for pattern, instead in (
        (r"<(script|style|code|pre)\b[^<>]{0,500}>.{0,5000}?</\1\s{0,9}>", " "),
        (r"</?[a-z][^<>]{0,2000}>|<!--.{0,2000}?-->", " "),
        (r"```.{0,5000}?```|`[^`\n]{0,500}`", " "),
        (r"!?\[([^\]\[]{0,500})\]\([^()\n]{0,2000}\)", r" \1 "),
        (r"^[ \t]{0,9}\[[^\]\n]{1,200}\]:[^\n]{0,2000}$", " "),
        (r"\b(?:https?://|www\.)\S{1,2000}|[^\s@]{1,64}@[^\s@]{1,255}", " "),
    )
)
