"""Understand a header: its words, the unit it names, the question it asks."""

import re
import unicodedata
from dataclasses import dataclass

from matcher.roster.amount_words import CODES
from matcher.roster.synonyms import QUESTIONS, SYNONYMS

CUSTOM = re.compile(r"__(?:pc|[crx])\b", re.IGNORECASE)  # fields a Salesforce adds
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
UNIT_WORDS = {
    "thousands": "thousands", "thousand": "thousands", "000s": "thousands",
    "000": "thousands", "k": "thousands", "tsd": "thousands", "in k": "thousands",
    "millions": "millions", "million": "millions", "m": "millions", "mm": "millions",
    "mn": "millions", "mio": "millions", "mln": "millions", "mil": "millions",
    "mill": "millions", "billions": "billions", "billion": "billions",
    "bn": "billions", "b": "billions", "mrd": "billions", "lakhs": "lakhs",
    "lakh": "lakhs", "crores": "crores", "crore": "crores", "cr": "crores",
    "teur": "thousands", "tusd": "thousands", "meur": "millions", "musd": "millions",
    "keur": "thousands", "kusd": "thousands", "mgbp": "millions", "tchf": "thousands",
    "mchf": "millions", "msek": "millions", "mnok": "millions", "mdkk": "millions",
}  # fmt: skip
LONG_UNITS = frozenset(
    word for word in UNIT_WORDS if len(word) > 3 or word in {"mio", "mln", "mrd"}
)
_QUALIFIERS = (
    "contact account company member person leader primary business work associated "
    "mailing billing home current professional organization organisation personal "
    "your my founder ceo main hq headquarters latest total last12 ltm fy"
)
QUALIFIERS = frozenset(_QUALIFIERS.split())
SUFFIXES = frozenset(
    (*CODES, "code", "value", "label", "text", "name", "range", "band", "s", "list")
)
_STOPWORDS = (
    "what which who whom how many much is are was were your you yourself the a an of "
    "in on at do does did for to please enter list describe select provide tell us "
    "about have has i my me and or with by from this that be will would can choose "
    "specify state if any s d most currently work employed share give indicate check "
    "type fill write"
)
STOPWORDS = frozenset(_STOPWORDS.split()) - {"state"}
_CONTEXT = (
    "company business organization organisation firm current full time annual primary "
    "main biggest top best official approximate last year exact preferred address "
    "face facing right now today role job work own"
)
CONTEXT = frozenset(_CONTEXT.split())
_NEGATIONS = (
    "unavailable not never no except other previous former emergency spouse partner "
    "assistant referred referral referrer manager supervisor second secondary old "
    "alternate alternative nominator nominated sponsor peers people teammates"
)
NEGATIONS = frozenset(_NEGATIONS.split())


@dataclass(frozen=True, slots=True)
class HeaderUnit:
    """What a header says of the numbers below it.

    Attributes
    ----------
    unit : str
        "thousands", "millions", "billions", "lakhs", "crores", or empty.
    currency : str
        Three-letter code, or empty.
    """

    unit: str = ""
    currency: str = ""


def words_of(header: str) -> str:
    """Bring a header to lower-case words separated by single spaces.

    Parameters
    ----------
    header : str
        A column name.

    Returns
    -------
    str
        Without punctuation, brackets and Salesforce's `__c` and `__pc`.

    Examples
    --------
    >>> words_of("NumberOfEmployees"), words_of("num. of employees")
    ('number of employees', 'num of employees')
    >>> words_of("Revenue ($M)")
    'revenue'
    """
    plain = unicodedata.normalize("NFKC", header)
    plain = CUSTOM.sub("", plain)
    bare = BRACKETS.sub(" ", plain)
    plain = bare if re.search(r"\w", bare) else plain
    plain = CAMEL.sub(" ", plain.replace("#", " number "))
    return " ".join(re.findall(r"[^\W_]+", plain.lower()))


def key_of(header: str) -> str:
    """Bring a header to a key that ignores case, spaces and punctuation.

    Parameters
    ----------
    header : str
        A column name.

    Returns
    -------
    str
        Letters and digits only, in lower case, without Salesforce's `__c`.

    Examples
    --------
    >>> key_of("Peer_Challenges__c"), key_of("NumberOfEmployees__pc")
    ('peerchallenges', 'numberofemployees')
    """
    return "".join(re.findall(r"[^\W_]+", CUSTOM.sub("", header).lower()))


_KEYS = {
    canonical: {key_of(name): strength for name, strength in names.items()}
    for canonical, names in SYNONYMS.items()
}


def unit_of(header: str) -> HeaderUnit:
    """Find the unit and currency that a header names.

    Parameters
    ----------
    header : str
        A column name such as "Revenue ($M)" or "Sales in thousands".

    Returns
    -------
    HeaderUnit
        Empty where nothing is said.
    """
    text = unicodedata.normalize("NFKC", header).lower()
    text = text.replace("'000", " 000s ").replace("$000", "$ 000")
    inside = " ".join(BRACKETS.findall(text))
    currency = _currency(text)
    short: list[str] = re.findall(r"[a-z0-9]+", inside)
    tail = re.search(r"\b(?:in|,|/|-)\s*[$€£¥₹]?\s*([a-z0-9]+)\s*[$€£¥₹]?\s*$", text)
    if tail:
        short.append(tail[1])
    words: list[str] = re.findall(r"[a-z0-9]+", CAMEL.sub(" ", header).lower())
    named = [UNIT_WORDS[word] for word in short if word in UNIT_WORDS]
    named += [UNIT_WORDS[word] for word in words if word in LONG_UNITS]
    return HeaderUnit(named[0] if named else "", currency)


def _currency(text: str) -> str:
    signs = {"€": "EUR", "£": "GBP", "₹": "INR", "¥": "JPY", "$": "USD"}
    words: list[str] = re.findall(r"[a-z]+", text.replace("_", " "))
    for word in words:
        code = word[1:] if len(word) == 4 and word[0] in "tmk" else word
        if code in CODES and code not in {"try", "all", "cop", "sar", "ron"}:
            return code.upper()
    return next((code for sign, code in signs.items() if sign in text), "")


def name_strengths(header: str) -> dict[str, float]:
    """Tell what a header may stand for, and how sure its name makes us.

    Parameters
    ----------
    header : str
        A column name.

    Returns
    -------
    dict of str to float
        Canonical columns, and "first name" and "last name", with a strength in
        (0, 1]; empty when the name says nothing.
    """
    words = words_of(header)
    if not words:
        return {}
    if is_question(header):
        return _question_strengths(words)
    if words.startswith(("consent ", "opt in ")):
        purpose = words.removeprefix("consent ").removeprefix("opt in ")
        purpose = "_".join(re.findall(r"[a-z0-9]+", purpose.removeprefix("to ")))
        return {f"consent_{purpose}": 0.95} if purpose else {}
    found: dict[str, float] = {}
    for variant, factor in _variants(words):
        for canonical, names in SYNONYMS.items():
            strength = names.get(variant, _KEYS[canonical].get(key_of(variant), 0.0))
            if strength:
                found[canonical] = max(found.get(canonical, 0.0), strength * factor)
        if found:
            break
    return found


def _variants(words: str) -> list[tuple[str, float]]:
    """List the words, then without a year, a suffix or a qualifier."""
    variants = [(words, 1.0)]
    tokens = words.split()
    if len(tokens) > 1 and re.fullmatch(r"(?:fy)?(?:19|20)\d\d", tokens[-1]):
        # Of "revenue 2021" and "revenue 2022" the later one is the better.
        year = int(tokens[-1][-4:])
        tokens = tokens[:-1]
        variants.append((" ".join(tokens), 0.9 + (year - 2000) / 10_000))
    while len(tokens) > 1 and (tokens[-1] in SUFFIXES or tokens[-1] in UNIT_WORDS):
        tokens = tokens[:-1]
        variants.append((" ".join(tokens).removesuffix(" in"), 0.9))
    if len(tokens) > 1 and tokens[0] in QUALIFIERS:
        variants.append((" ".join(tokens[1:]), 0.85))
    return variants


def is_question(header: str) -> bool:
    """Tell whether a header is a question or an instruction of a survey.

    Parameters
    ----------
    header : str
        A column name.

    Returns
    -------
    bool
        True for "What is your first name?", False for "First name".
    """
    words = words_of(header).split()
    asks = {"what", "which", "how", "please", "who", "where", "enter", "describe"}
    return (
        "?" in header
        or (len(words) > 2 and bool(asks & set(words[:2])))
        or (len(words) > 3 and "your" in words)
    )


def _question_strengths(words: str) -> dict[str, float]:
    asked = set(words.split())
    negated = asked & NEGATIONS
    tokens = asked - (STOPWORDS - {"state"})
    for canonical, entry in QUESTIONS:
        needed = set(entry.split())
        if negated <= needed <= asked:
            n_left = len(tokens - needed - CONTEXT)
            strength = 0.9 - 0.1 * n_left
            return {canonical: strength} if strength >= 0.5 else {}
    return {}
