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
from models.encoders.industry_codes import sector_of
from models.encoders.industry_goods import GOODS, ROLES
from models.encoders.industry_labels import LABELS
from models.encoders.industry_services import SERVICES
from models.encoders.phrases import Match, Phrasebook, Word, lexicon_lines, words_of

Kind = Literal["activity", "weak", "goods", "role", "no"]

JOINERS: Final = frozenset(["and", "or", "und", "oder", "et", "ou", "y", "the"])
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
    "p": "31-33",
    "w": "42",
    "d": "42",
    "r": "44-45",
    "s": "44-45",
    "l": "532",
    "f": "811",
    "g": "11",
    "x": "21",
    "t": "48-49",
    "i": "238",
    "b": "23",
}
TRADES: Final = {"d": "w", "s": "r"}  # words that trade goods, but no activities
OVERRIDING: Final = frozenset("wrlfb")
ABBREVIATIONS: Final = frozenset(["it", "pr", "hr"])
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

    @property
    def letter(self) -> str:
        """The letter of a role."""
        return next(iter(self.meaning.codes))

    @property
    def is_strong(self) -> bool:
        """Whether the phrase names a place by itself."""
        return self.meaning.kind in ("activity", "goods")


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook[Meaning]:
    """Build the phrases of the lexicon.

    Returns
    -------
    Phrasebook of Meaning
        The first meaning given to a phrase counts.
    """
    phrases: dict[str, Meaning] = {}
    for head, words in lexicon_lines(ROLES):
        letter = head.strip("~")
        alone = "" if head.startswith("~") else FALLBACK[letter]
        _add(phrases, words, Meaning("role", {letter: alone}))
    for table in (LABELS, ACTIVITIES, SERVICES, ABROAD):
        for head, words in lexicon_lines(table):
            weak = head.startswith("~")
            meaning = Meaning("weak" if weak else "activity", {"": head.strip("~")})
            _add(phrases, words, meaning)
    for head, words in lexicon_lines(GOODS):
        codes = {code[0]: code[1:] for code in head.split()}
        _add(phrases, words, Meaning("goods", codes))
    return Phrasebook(phrases)


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
        clue.is_strong and not clue.is_denied for clue in _clues(text, words)
    )


def _clues(text: str, words: tuple[Word, ...]) -> list[Clue]:
    """Find the phrases and say in which part of the text each stands."""
    starts = {match.first: match for match in phrasebook().find(words)}
    clues = []
    part = entry = n_parts = inside = 0
    outer: list[int] = []
    is_denied = False
    for i, word in enumerate(words):
        gap = text[words[i - 1].end : word.start] if i else ""
        if i >= inside:
            if ")" in gap and outer:
                part, is_denied = outer.pop(), False
                gap = gap.replace(")", ",")
            if "(" in gap:
                outer.append(part)
            is_phrase = i in starts
            if _HARD_MARK.search(gap) or (word.stem in BREAKS and not is_phrase):
                n_parts, entry, is_denied = n_parts + 1, entry + 1, False
                part = n_parts
            elif _SOFT_MARK.search(gap) or any(c.isalpha() for c in gap):
                entry += 1
            is_denied = is_denied or (word.stem in NEGATIONS and not is_phrase)
        if i in starts and not _is_pronoun(text, words, starts[i]):
            clues.append(Clue(starts[i], part, entry, is_denied))
            inside = starts[i].last
    return clues


def _is_pronoun(text: str, words: tuple[Word, ...], match: Match[Meaning]) -> bool:
    """Tell whether a short word is the common one rather than the abbreviation."""
    word = words[match.first]
    if match.last - match.first > 1 or word.stem not in ABBREVIATIONS:
        return False
    written = text[word.start : word.end]
    return len(words) > 3 and (not written.isupper() or text.isupper())


def _choose(clues: Sequence[Clue]) -> tuple[str, list[Clue]] | None:
    """Pick the phrase that names the business, and the role that goes with it."""
    named = [clue for clue in clues if clue.meaning.kind != "no"]
    if not named:
        return None
    head = [clue for clue in named if clue.part == named[0].part]
    strong = [clue for clue in head if clue.is_strong]
    if strong:
        return _choose_within(head, strong)
    weak = [clue for clue in head if clue.meaning.kind == "weak"]
    if weak:
        return weak[-1].meaning.code, [weak[-1]]
    later = [clue for clue in named if clue.is_strong]
    if not later:
        telling = [clue for clue in head if clue.meaning.code]
        return (telling[0].meaning.code, telling[:1]) if telling else None
    return _with_role(_heads(later)[0], head[-1])


def _choose_within(
    head: Sequence[Clue], strong: Sequence[Clue]
) -> tuple[str, list[Clue]]:
    heads = _heads(strong)
    roles = [clue for clue in head if clue.meaning.kind == "role"]
    goods = [clue for clue in heads if clue.meaning.kind == "goods"]
    behind = [r for r in roles if any(r.match.first >= g.match.last for g in goods)]
    if behind:
        letter = TRADES.get(behind[-1].letter, behind[-1].letter)
        fitting = [clue for clue in goods if letter in clue.meaning.codes]
        return _with_role((fitting or goods)[0], behind[-1])
    activities = [clue for clue in heads if clue.meaning.kind == "activity"]
    chosen = (activities or heads)[0]
    after = [role for role in roles if role.match.first >= chosen.match.last]
    if after:
        return _with_role(chosen, after[-1])
    before = [role for role in roles if role.match.last <= chosen.match.first]
    letters = (*chosen.meaning.codes, "w", "r", "d", "s")
    fitting_roles = [role for role in before if role.letter in letters]
    if chosen.meaning.kind == "goods" and fitting_roles:
        return _with_role(chosen, fitting_roles[-1])
    return chosen.meaning.code, [chosen]


def _heads(strong: Sequence[Clue]) -> list[Clue]:
    """Keep the last phrase of each entry: it is the noun the others describe."""
    last = {clue.entry: clue for clue in strong}
    return list(last.values())


def _with_role(chosen: Clue, role: Clue) -> tuple[str, list[Clue]]:
    """Say what is done with goods, or that an activity's wares are traded."""
    letter = TRADES.get(role.letter, role.letter)
    own = chosen.meaning.code
    if chosen.meaning.kind == "goods":
        is_traded_only = next(iter(chosen.meaning.codes)) in "wr"
        keeps = letter == "p" or (letter == "m" and not is_traded_only)
        default = own if keeps else FALLBACK[letter]
        return chosen.meaning.codes.get(letter, default), [chosen, role]
    if role.letter in OVERRIDING and sector_of(own) != sector_of(FALLBACK[letter]):
        return FALLBACK[letter], [chosen, role]
    return own, [chosen]
