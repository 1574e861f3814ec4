"""Find the texts of a column that `repair` would change, on all their bytes at once."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.roster.tidy import TAIL_CHARACTERS, bytes_of, offsets_of

SPACE, FEED, EQUALS, AMPERSAND, SEMICOLON = b" \n=&;"
MAX_ENTITY = 33  # bytes from the ampersand to the semicolon
# First bytes of what `repair` looks for: damage, markup, odd spaces, what is unseen.
_FIRST = bytes([*range(10), *range(11, 32), AMPERSAND, 0xC2, 0xC3, 0xE1, 0xE2, 0xE3])
FIRST = bytes(i in _FIRST or i == 0xEF for i in range(256))
PAIRS = (b"\xc2\x85", b"\xc2\xa0", b"\xc2\xac", b"\xc2\xad")
LEADS = tuple("ÃÂÄÅâïãð")
AFTER_LEAD = frozenset(character.encode()[0] for character in TAIL_CHARACTERS)
_GENERAL = [*range(0x80, 0x90), 0x9A, 0xA8, 0xA9, 0xAF]  # U+2000 to U+202F
TRIPLES = tuple(
    [bytes([0xE2, 0x80, last]) for last in _GENERAL]
    + [b"\xe1\x9a\x80", b"\xe2\x81\x9f", b"\xe2\x81\xa0", b"\xe2\x88\x9a"]
    + [b"\xe3\x80\x80", b"\xef\xbb\xbf"]
)
WIDE = 0xE1  # first byte of the triples, and of others
_CODES = np.arange(1 << 16)  # of two bytes
_IS_PAIR = np.isin(_CODES, [int.from_bytes(pair) for pair in PAIRS])
_IS_LEAD = np.isin(_CODES, [int.from_bytes(lead.encode()) for lead in LEADS])


@dataclass(frozen=True, slots=True, eq=False)
class Suspects:
    """Texts that may need repair; all others are known to be sound.

    Attributes
    ----------
    padded : ndarray of shape (n_texts,), bool
        Texts that need no more than the spaces and line feeds at their ends gone.
    positions : list of int
        Texts to be looked at one by one.
    """

    padded: NDArray[np.bool_]
    positions: list[int]


def find_suspects(texts: pa.Array) -> Suspects:
    """Find the texts that may need repair.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Any texts, none null.

    Returns
    -------
    Suspects
        Which texts to trim and which to look at.
    """
    offsets, data = offsets_of(texts), bytes_of(texts)
    content = data[offsets[0] : offsets[-1]]
    starts, ends = offsets[:-1] - offsets[0], offsets[1:] - offsets[0]
    is_padded = np.zeros(len(texts), dtype=bool)
    is_odd = np.zeros(len(texts), dtype=bool)
    if content.size == 0:
        return Suspects(is_padded, [])
    is_full = ends > starts
    first, last = content[starts[is_full]], content[ends[is_full] - 1]
    is_padded[is_full] = (first <= SPACE) | (last <= SPACE)
    is_odd[is_full] = first == EQUALS
    is_plain = content.max() < 0x80 and content.min() >= SPACE
    if not is_plain or (content == AMPERSAND).any():
        is_first = np.frombuffer(content.tobytes().translate(FIRST), dtype=bool)
        at = np.flatnonzero(is_first)
        at = at[_are_odd(content, at)]
        is_odd[np.searchsorted(ends, at, side="right")] = True
    return Suspects(is_padded & ~is_odd, np.flatnonzero(is_odd).tolist())


def _are_odd(content: NDArray[np.uint8], at: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Look at what follows bytes that may begin something to repair."""
    padded = np.concatenate((content, np.zeros(2, dtype=np.uint8)))
    one, two, three = padded[at], padded[at + 1], padded[at + 2]
    is_odd = one < SPACE
    is_entity = one == AMPERSAND
    if is_entity.any():
        is_odd[is_entity] = _are_entities(content, at[is_entity])
    pairs = one.astype(np.int32) << 8 | two
    is_odd |= _IS_PAIR[pairs]
    (leads,) = np.nonzero(_IS_LEAD[pairs])
    is_odd[leads[np.isin(three[leads], list(AFTER_LEAD))]] = True
    (wide,) = np.nonzero(one >= WIDE)
    triples = pairs[wide] << 8 | three[wide]
    is_odd[wide[np.isin(triples, [int.from_bytes(triple) for triple in TRIPLES])]] = (
        True
    )
    return is_odd


def _are_entities(
    content: NDArray[np.uint8], at: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Tell which ampersands a name or number and, near enough, a semicolon follow."""
    following = content[np.minimum(at + 1, content.size - 1)]
    is_letter = ((following | 0x20) >= ord("a")) & ((following | 0x20) <= ord("z"))
    semicolons = np.append(np.flatnonzero(content == SEMICOLON), content.size + 99)
    nearest = semicolons[np.searchsorted(semicolons, at)]
    is_near: NDArray[np.bool_] = nearest - at <= MAX_ENTITY
    is_near &= is_letter | (following == ord("#"))
    return is_near


def trim(texts: pa.Array, padded: NDArray[np.bool_]) -> pa.Array:
    """Take spaces and line feeds from both ends of some texts.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Any texts.
    padded : ndarray of shape (n_texts,), bool
        Which of them.

    Returns
    -------
    pyarrow.LargeStringArray
        All texts; the same array when none is to be trimmed.
    """
    if not padded.any():
        return texts
    return pc.if_else(pa.array(padded), pc.ascii_trim(texts, " \n"), texts)
