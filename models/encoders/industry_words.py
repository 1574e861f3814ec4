"""Read an industry from words: phrases, goods and what is done with them.

A noun phrase is named by its last noun ("dental software" is software), a sentence by
what comes before "for", "that", "with" ("software for dentists" is software), a list
by its first entry. What a business does with its goods (makes, sells, repairs them)
decides on the sector; the goods decide on the place inside it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from models.encoders.industry_abroad import ABROAD
from models.encoders.industry_activities import ACTIVITIES
from models.encoders.industry_goods import GOODS, ROLES
from models.encoders.industry_labels import LABELS
from models.encoders.industry_services import SERVICES
from models.encoders.phrases import Match, Phrasebook, Word, words_of

Kind = Literal["activity", "weak", "goods", "role", "no"]

JOINERS: Final = frozenset(
    ["and", "or", "und", "oder", "et", "ou", "y", "o", "e", "the"]
)
_BREAKS: Final = """
for to of in at by from with using via through on into onto among between within
that which who whose where when while so as than like helping help helps serving serve
serves servicing enabling enable enables letting let lets allowing allow allows
connecting connect connects powering power-up powers dedicated designed made fur für
pour para de del des von mit
"""
BREAKS: Final = frozenset(word.stem for word in words_of(_BREAKS))
NEGATIONS: Final = frozenset(
    ["except", "excluding", "excl", "not", "without", "non", "no", "besides", "ex"]
)
FALLBACK: Final = {
    "m": "31-33",
    "w": "42",
    "r": "44-45",
    "l": "532",
    "f": "811",
    "g": "11",
    "x": "21",
    "t": "48-49",
    "i": "238",
}
_HARD_MARK = re.compile(r"[.!?:()\[\]{}\n]|\s[-\u2013\u2014]+\s")
_SOFT_MARK = re.compile(r"[,;/&|+\u00b7\u2022]")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase says about an industry.

    Attributes
    ----------
    kind : str
        "activity" names a place; "weak" does so when nothing else does; "goods"
        name one place per role; "role" is what is done with goods; "no" is none.
    codes : dict of str to str
        NAICS digits per role letter; an activity has only "".
    """

    kind: Kind
    codes: dict[str, str]

    @property
    def code(self) -> str:
        """The place when no role is named."""
        return next(iter(self.codes.values()), "")


@dataclass(frozen=True, slots=True)
class Clue:
    """A phrase in its place in a text.

    Attributes
    ----------
    match : Match
        The phrase.
    part : int
        Counts the parts between "for", "that", full stops and the like.
    entry : int
        Counts the entries of lists within the text.
    is_denied : bool
        Whether it stands behind "except" or "not".
    """

    match: Match[Meaning]
    part: int
    entry: int
    is_denied: bool

    @property
    def meaning(self) -> Meaning:
        """What the phrase says."""
        return self.match.meaning


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook[Meaning]:
    """Build the phrases of the lexicon.

    Returns
    -------
    Phrasebook of Meaning
        The first meaning given to a phrase counts.
    """
    phrases: dict[str, Meaning] = {}
    for table in (LABELS, ACTIVITIES, SERVICES, ABROAD):
        for head, words in _lines(table):
            weak = head.startswith("~")
            meaning = Meaning("weak" if weak else "activity", {"": head.strip("~")})
            _add(phrases, words, meaning)
    for head, words in _lines(GOODS):
        codes = {code[0]: code[1:] for code in head.split()}
        _add(phrases, words, Meaning("goods", codes))
    for head, words in _lines(ROLES):
        _add(phrases, words, Meaning("role", {head: FALLBACK[head]}))
    return Phrasebook(phrases)


def _lines(table: str) -> list[tuple[str, str]]:
    lines = (line for line in table.strip().splitlines() if line.strip())
    parts = (line.split("|", 1) for line in lines)
    return [(head.strip(), words) for head, words in parts]


def _add(phrases: dict[str, Meaning], words: str, meaning: Meaning) -> None:
    for phrase in words.split(","):
        stems = [word.stem for word in words_of(phrase) if word.stem not in JOINERS]
        phrases.setdefault(" ".join(stems), meaning)


def read_words(text: str) -> tuple[str, tuple[str, ...], bool] | None:
    """Read the industry that a label or a sentence names.

    Parameters
    ----------
    text : str
        One entry of a cell.

    Returns
    -------
    tuple of (str, tuple of str, bool) or None
        NAICS digits, the words that show it as the text has them, and whether those
        are all of its words; None where no word is known.
    """
    words = tuple(word for word in words_of(text) if word.stem not in JOINERS)
    clues = [clue for clue in _clues(text, words) if not clue.is_denied]
    chosen = _choose(clues)
    if chosen is None:
        return None
    code, used = chosen
    evidence = tuple(
        text[words[clue.match.first].start : words[clue.match.last - 1].end]
        for clue in sorted(used, key=lambda clue: clue.match.first)
    )
    n_used = sum(clue.match.last - clue.match.first for clue in used)
    return code, evidence, n_used == len(words)


def is_weak(text: str) -> bool:
    """Tell whether an entry names a means (software, AI) rather than a market.

    Parameters
    ----------
    text : str
        One entry of a list.

    Returns
    -------
    bool
        True also where no word is known.
    """
    words = tuple(word for word in words_of(text) if word.stem not in JOINERS)
    return not any(
        clue.meaning.kind in ("activity", "goods") and not clue.is_denied
        for clue in _clues(text, words)
    )


def _clues(text: str, words: tuple[Word, ...]) -> list[Clue]:
    starts = {match.first: match for match in phrasebook().find(words)}
    clues = []
    part = entry = 0
    is_denied = False
    inside = 0
    for i, word in enumerate(words):
        gap = text[words[i - 1].end : word.start] if i else ""
        if i >= inside:
            if _HARD_MARK.search(gap) or word.stem in BREAKS:
                part, entry, is_denied = part + 1, entry + 1, False
            elif _SOFT_MARK.search(gap) or _joined(gap):
                entry += 1
            is_denied = is_denied or word.stem in NEGATIONS
        if i in starts:
            clues.append(Clue(starts[i], part, entry, is_denied))
            inside = starts[i].last
    return clues


def _joined(gap: str) -> bool:
    """Tell whether a word such as "and" stands in the gap."""
    return any(character.isalpha() for character in gap)


def _choose(clues: Sequence[Clue]) -> tuple[str, list[Clue]] | None:
    strong = [clue for clue in clues if clue.meaning.kind in ("activity", "goods")]
    named = [clue for clue in clues if clue.meaning.kind != "no"]
    if not named:
        return None
    head_part = named[0].part
    head = [clue for clue in strong if clue.part == head_part]
    weak = [c for c in named if c.part == head_part and c.meaning.kind == "weak"]
    if not head and not weak:
        head = [clue for clue in strong if clue.part > head_part][:1]
    if not head:
        if weak:
            return weak[-1].meaning.code, [weak[-1]]
        return named[0].meaning.code, [named[0]]
    first_entry = [clue for clue in head if clue.entry == head[0].entry]
    return _with_role(first_entry[-1], named)


def _with_role(chosen: Clue, named: Sequence[Clue]) -> tuple[str, list[Clue]]:
    """Say what is done with the goods, or that an activity is traded."""
    behind = [
        clue
        for clue in named
        if clue.meaning.kind == "role"
        and clue.part == chosen.part
        and clue.match.first >= chosen.match.last
    ]
    before = [
        clue
        for clue in named
        if clue.meaning.kind == "role" and clue.match.last <= chosen.match.first
    ]
    role = behind[-1] if behind else before[-1] if before else None
    if role is None:
        return chosen.meaning.code, [chosen]
    letter = next(iter(role.meaning.codes))
    if chosen.meaning.kind == "goods":
        code = chosen.meaning.codes.get(letter)
        return (code, [chosen, role]) if code else (FALLBACK[letter], [chosen, role])
    if behind and letter in "wrlf":
        return FALLBACK[letter], [chosen, role]
    return chosen.meaning.code, [chosen]
