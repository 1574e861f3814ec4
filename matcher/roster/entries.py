"""Find the lists that are not written as entries yet, on all their bytes at once."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from matcher.roster.distinct import hashes_at
from matcher.roster.tidy import bytes_of, offsets_of

SEMICOLON, SPACE, FEED = b"; \n"
WRITTEN_OTHERWISE = b"|<"
BRACKETS_AND_QUOTES = b"[({\"'"
BULLETS = b"-*\xc2\xe2 \t\n\r0123456789"  # what may begin a line with a bullet
WIDE_SPACES = b"\xc2\xe1\xe2\xe3"  # first bytes of spaces that are not ASCII
MAX_ENTRIES = 40
_MARKS = bytes(i in b";|<\n" for i in range(256))


def find_unwritten(texts: pa.Array) -> NDArray[np.bool_]:
    """Find the texts that `normalise_list` and `strip_markup` might change.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Tidied texts, none null.

    Returns
    -------
    ndarray of shape (n_texts,), bool
        False only where they are sure to leave the text alone: prose, and entries that
        differ from each other with "; " between them.
    """
    offsets = offsets_of(texts)
    content = bytes_of(texts)[offsets[0] : offsets[-1]]
    starts, ends = offsets[:-1] - offsets[0], offsets[1:] - offsets[0]
    is_found = np.zeros(len(texts), dtype=bool)
    if content.size == 0:
        return is_found
    is_full = ends > starts
    is_found[is_full] = np.isin(content[starts[is_full]], list(BRACKETS_AND_QUOTES))
    marks = np.flatnonzero(np.frombuffer(content.tobytes().translate(_MARKS), bool))
    if marks.size == 0:
        return is_found
    kinds = content[marks]
    padded = np.concatenate((content, np.zeros(3, dtype=np.uint8)))
    is_odd = np.isin(kinds, list(WRITTEN_OTHERWISE))
    is_odd |= (kinds == FEED) & np.isin(padded[marks + 1], list(BULLETS))
    is_cut = kinds == SEMICOLON
    before, after = padded[marks - 1], padded[marks + 2]
    is_odd |= is_cut & (padded[marks + 1] != SPACE)
    is_odd |= is_cut & ((before <= SPACE) | (before == SEMICOLON))
    is_odd |= is_cut & ((after <= SPACE) | np.isin(after, list(b";\"'" + WIDE_SPACES)))
    is_odd |= is_cut & np.isin(padded[marks - 3], list(WIDE_SPACES[1:]))
    is_odd |= is_cut & (padded[marks - 2] == WIDE_SPACES[0])
    where = np.searchsorted(ends, marks, side="right")
    is_odd |= is_cut & ((marks == starts[where]) | (marks + 2 >= ends[where]))
    is_found[where[is_odd]] = True
    is_cut &= ~is_found[where]
    is_found[_repeating(content, starts, ends, marks[is_cut], where[is_cut])] = True
    return is_found


def _repeating(
    content: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    cuts: NDArray[np.intp],
    where: NDArray[np.intp],
) -> NDArray[np.intp]:
    """List the texts in which two entries between "; " seem to be the same."""
    cut = where[np.diff(where, prepend=-1) != 0]
    firsts = np.concatenate((starts[cut], cuts + 2))
    lasts = np.concatenate((ends[cut], cuts))
    owners = np.concatenate((cut, where))
    order = np.argsort(firsts)
    firsts, owners = firsts[order], owners[order]
    hashes = hashes_at(content, firsts, np.sort(lasts) - firsts)
    found = [np.zeros(0, dtype=np.intp)]
    for step in range(1, hashes.size):
        is_same = owners[step:] == owners[:-step]
        if not is_same.any():
            break
        if step > MAX_ENTRIES:
            found.append(owners[step:][is_same])
            break
        found.append(owners[step:][is_same & (hashes[step:] == hashes[:-step])])
    return np.concatenate(found)
