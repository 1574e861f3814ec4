"""Repair text that was damaged on its way: wrong decoding, markup, stray spaces."""

import html
import re

import pyarrow as pa
import pyarrow.compute as pc

# How the bytes 0x80 to 0xBF look after a wrong decoding as cp1252 or latin-1.
_TAIL = "".join(
    bytes([i]).decode("cp1252" if i not in (129, 141, 143, 144, 157) else "latin-1")
    for i in range(0x80, 0xC0)
) + "".join(map(chr, range(0x80, 0xA0)))
_TAIL = re.escape("".join(sorted(set(_TAIL))))
_QUOTES = "\u2018\u2019\u201c\u201d"
# A capital with a tilde before a closing quote is text, not damage.
MOJIBAKE = re.compile(
    f"(?:(?<![A-ZÀ-Þ])Ã[{_QUOTES}]|Ã(?![{_QUOTES}])[{_TAIL}]|[ÂÄÅ][{_TAIL}]"
    f"|[âïã][{_TAIL}]{{2}}|ð[{_TAIL}]{{3}})"
)
MAC_MOJIBAKE = re.compile(
    "\u201a\u00c4.|\u221a[^\\s\\d]|\u00ac[\u2020\u00ae\u00a9\u221e]"
)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
INVISIBLE = re.compile(
    "[\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\x00-\x08\x0b-\x1f]"
)
SPACES = re.compile("[\u00a0\u2007\u202f\u3000\t]")
SUSPECT = r"[^ -~\n]|&|^\s|\s$"


def tidy_text(text: str) -> str:
    """Repair one text.

    Parameters
    ----------
    text : str
        A cell as it stands in the file.

    Returns
    -------
    str
        With HTML entities and wrongly decoded characters put right, invisible
        characters gone, and no space at either end.

    Examples
    --------
    >>> tidy_text(" AT&amp;T ")
    'AT&T'
    >>> tidy_text("SÃ£o Paulo")
    'São Paulo'
    """
    return repair(text)[0]


def repair(text: str) -> tuple[str, tuple[str, ...]]:
    """Repair one text and say how.

    Parameters
    ----------
    text : str
        A cell as it stands in the file.

    Returns
    -------
    tuple of (str, tuple of str)
        The text, and what was done to it.
    """
    done = []
    text = text.replace("\r\n", "\n")
    if ENTITY.search(text):
        plain = html.unescape(html.unescape(text))
        if plain != text:
            text = plain
            done.append("HTML entities decoded")
    right = _decode_again(text)
    if right != text:
        text = right
        done.append("wrongly decoded characters put right")
    bare = INVISIBLE.sub("", SPACES.sub(" ", text)).strip()
    if bare != text:
        if bare != text.strip():
            done.append("unusual spaces and invisible characters put right")
        text = bare
    return text, tuple(done)


def _decode_again(text: str) -> str:
    for _ in range(3):  # some texts were damaged more than once
        right = MOJIBAKE.sub(lambda match: _reread(match.group(), "cp1252"), text)
        right = MAC_MOJIBAKE.sub(
            lambda match: _reread(match.group(), "mac-roman"), right
        )
        if right == text:
            break
        text = right
    return text


def _reread(damaged: str, encoding: str) -> str:
    raw = bytearray()
    for character in damaged:
        try:
            raw += character.encode(encoding)
        except UnicodeEncodeError:
            if ord(character) > 255:
                return damaged
            raw.append(ord(character))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return damaged


def suspects(texts: pa.Array) -> list[int]:
    """Find the texts that may need repair, quickly.

    Parameters
    ----------
    texts : pyarrow.Array of string
        Any texts.

    Returns
    -------
    list of int
        Positions; all others are known to be sound.
    """
    mask = pc.fill_null(pc.match_substring_regex(texts, SUSPECT), fill_value=False)
    positions: list[int] = pc.indices_nonzero(mask).to_pylist()
    return positions
