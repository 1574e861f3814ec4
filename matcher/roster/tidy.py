"""Repair text that was damaged on its way: wrong decoding, markup, stray spaces."""

import html
import re

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

# How the bytes 0x80 to 0xBF look after a wrong decoding as cp1252 or latin-1.
_TAIL = "".join(
    bytes([i]).decode("cp1252" if i not in (129, 141, 143, 144, 157) else "latin-1")
    for i in range(0x80, 0xC0)
) + "".join(map(chr, range(0x80, 0xA0)))
TAIL_CHARACTERS = frozenset(_TAIL)
_TAIL = re.escape("".join(sorted(TAIL_CHARACTERS)))
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
FORMULA = re.compile(r'="([^"]*)"')


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
    formula = FORMULA.fullmatch(text)
    if formula:
        text = formula[1]
        done.append("spreadsheet formula around a text removed")
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


def short_texts(texts: pa.Array, starts: bytes, longest: int) -> list[int]:
    """Find short texts that begin with one of some characters.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Any texts, none null.
    starts : bytes
        First bytes.
    longest : int
        Length in bytes.

    Returns
    -------
    list of int
        Positions, ascending.
    """
    offsets = offsets_of(texts)
    sizes = np.diff(offsets)
    (short,) = np.nonzero((sizes > 0) & (sizes <= longest))
    is_start = np.zeros(256, dtype=bool)
    is_start[list(starts)] = True
    found: list[int] = short[is_start[bytes_of(texts)[offsets[short]]]].tolist()
    return found


def offsets_of(texts: pa.Array) -> NDArray[np.int64]:
    """Give the offsets of texts in their bytes, without a copy.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Any texts.

    Returns
    -------
    ndarray of shape (n_texts + 1,), int64
        Ascending.
    """
    if len(texts) == 0:
        return np.zeros(1, dtype=np.int64)
    buffer = texts.buffers()[1]
    return np.frombuffer(buffer, dtype=np.int64)[
        texts.offset : texts.offset + len(texts) + 1
    ]


def bytes_of(texts: pa.Array) -> NDArray[np.uint8]:
    """Give the bytes into which `offsets_of` points, without a copy.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Any texts.

    Returns
    -------
    ndarray of shape (n_bytes,), uint8
        UTF-8.
    """
    buffer = texts.buffers()[2]
    return np.frombuffer(buffer or b"", dtype=np.uint8)
