"""Lists written as text, and yes or no written in many ways."""

import ast
import json
import re

YES = frozenset(
    {"yes", "y", "true", "t", "1", "x", "checked", "opt-in", "opted in", "agreed"}
    | {"granted", "ja", "oui", "si", "sí", "1.0", "consented", "i agree", "agree", "on"}
)
NO = frozenset(
    {"no", "n", "false", "f", "0", "unchecked", "opt-out", "opted out", "declined"}
    | {
        "withdrawn",
        "nein",
        "non",
        "0.0",
        "refused",
        "i do not agree",
        "disagree",
        "off",
    }
)
BULLETS = re.compile(r"^\s*(?:[-*\u2022\u00b7\u25cf]|\d{1,2}[.)])\s+")
QUOTED = re.compile(r"^([\"'])\s*(.*?)\s*\1$", re.DOTALL)
BREAKS = re.compile(r"<(?:br|/p|/div|/li|/h\d|/tr)\s*/?>", re.IGNORECASE)
TAGS = re.compile(
    r"</?(?:p|div|span|ul|ol|li|b|i|u|strong|em|a|font|h\d|table|tr|td|tbody|br)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
SPEECH = re.compile(r"\s*[,/&]\s*|\s+(?:and|und|et|y)\s+", re.IGNORECASE)


def normalise_list(text: str) -> str:
    """Write a list with "; " between its entries; leave prose as it is.

    "and" and commas never split: they stand inside names and sentences.

    Parameters
    ----------
    text : str
        A Python or JSON list, entries with ";", "|" or bullets, or prose.

    Returns
    -------
    str
        Entries without quotation marks, blanks and repetitions.

    Examples
    --------
    >>> normalise_list("['ai', 'b2b']"), normalise_list("a|b;a")
    ('ai; b2b', 'a; b')
    >>> normalise_list("hiring and keeping people, mostly")
    'hiring and keeping people, mostly'
    """
    entries = _literal(text)
    if entries is None:
        lines = text.split("\n")
        if len(lines) > 1 and sum(bool(BULLETS.match(line)) for line in lines) > 1:
            entries = [BULLETS.sub("", line) for line in lines]
        elif ";" in text or "|" in text:
            entries = re.split(r"[;|]", text)
        else:
            return text
    cleaned = (QUOTED.sub(r"\2", entry.strip()) for entry in entries)
    return "; ".join(dict.fromkeys(entry for entry in cleaned if entry))


def _literal(text: str) -> list[str] | None:
    """Read a list that a program wrote; None when it is none."""
    stripped = text.strip()
    if len(stripped) < 2 or stripped[0] + stripped[-1] not in {"[]", "()", "{}"}:
        return None
    if len(stripped) > 100_000:
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(stripped)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        if isinstance(value, (list, tuple, set)):
            return [str(entry) for entry in value if entry is not None]
    if stripped[0] == "[" and "[" not in stripped[1:]:
        return stripped[1:-1].split(",")
    return None


def split_languages(text: str) -> str:
    """Write languages with "; " between them, however they were separated.

    Parameters
    ----------
    text : str
        Such as "English, French and Dutch" or "en/fr".

    Returns
    -------
    str
        One entry a language.
    """
    entries = SPEECH.split(normalise_list(text).replace(";", ","))
    return "; ".join(dict.fromkeys(entry.strip() for entry in entries if entry.strip()))


def consent_value(text: str) -> bool | None:
    """Read a yes or a no.

    Parameters
    ----------
    text : str
        What a cell holds.

    Returns
    -------
    bool or None
        None when it says neither; consent is never assumed.
    """
    plain = text.strip().lower()
    if plain in YES:
        return True
    return False if plain in NO else None


def strip_markup(text: str) -> str:
    """Drop the HTML tags of rich text fields.

    Parameters
    ----------
    text : str
        Any text; "<" and ">" in prose stay.

    Returns
    -------
    str
        With line breaks where paragraphs and list entries ended.
    """
    if "<" not in text:
        return text
    broken = BREAKS.sub("\n", text)
    lines = (" ".join(line.split()) for line in TAGS.sub("", broken).split("\n"))
    return "\n".join(line for line in lines if line)
