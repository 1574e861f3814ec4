"""Find equal texts without a dictionary of all texts."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.roster.tidy import bytes_of, offsets_of

MAX_ROUNDS = 8  # words of eight bytes from each end that tell texts apart
BLOCK = 1 << 14  # texts whose words stay in the cache
_START = np.uint64(0x9E3779B97F4A7C15)
_FACTOR = np.uint64(0xFF51AFD7ED558CCD)
_HALF = np.uint64(32)
_MASKS = np.array([(1 << (8 * n)) - 1 for n in range(9)], dtype=np.uint64)


def first_equal(texts: pa.Array | pa.ChunkedArray) -> NDArray[np.int64]:
    """Give for every text the position of the first one that is equal.

    Only texts whose hashes meet are compared, which is several times faster than a
    dictionary where most texts are distinct.

    Parameters
    ----------
    texts : pyarrow.Array or pyarrow.ChunkedArray of str
        Texts, none null.

    Returns
    -------
    ndarray of shape (n_texts,), int64
        Its own position for a text that no earlier one equals.
    """
    whole = texts.cast(pa.large_string())
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.combine_chunks()
    first = np.arange(len(whole), dtype=np.int64)
    alike = _alike(_hashes(whole))
    if alike.size:
        found = whole.take(pa.array(alike)).dictionary_encode().indices.to_numpy()
        # Codes of a dictionary are given in order of appearance.
        _, at = np.unique(found, return_index=True)
        first[alike] = alike[at[found]]
    return first


def are_distinct(texts: pa.Array | pa.ChunkedArray) -> bool:
    """Tell whether no two texts are equal.

    Parameters
    ----------
    texts : pyarrow.Array or pyarrow.ChunkedArray of str
        Texts, none null.

    Returns
    -------
    bool
        True for one text or none.
    """
    n_texts = len(texts)
    if n_texts < 2 or _are_ascending(texts):
        return True
    return bool((first_equal(texts) == np.arange(n_texts)).all())


def _are_ascending(texts: pa.Array | pa.ChunkedArray) -> bool:
    """Tell whether texts ascend, as ids often do: 7, 8, ..., 10 or a1, a10, a2."""
    before, after = texts.slice(0, len(texts) - 1), texts.slice(1)
    is_later = pc.less(before, after)
    if pc.all(is_later, min_count=0).as_py():
        return True
    shorter, longer = pc.binary_length(before), pc.binary_length(after)
    is_later = pc.and_(is_later, pc.equal(shorter, longer))
    is_ascending: bool = pc.all(
        pc.or_(is_later, pc.less(shorter, longer)), min_count=0
    ).as_py()
    return is_ascending


def _alike(hashes: NDArray[np.uint64]) -> NDArray[np.intp]:
    """List the positions of hashes that occur more than once, ascending."""
    ordered = np.sort(hashes)
    if not (ordered[1:] == ordered[:-1]).any():
        return np.zeros(0, dtype=np.intp)
    order = np.argsort(hashes)
    ordered = hashes[order]
    is_same = ordered[1:] == ordered[:-1]
    is_alike = np.zeros(hashes.size, dtype=bool)
    is_alike[order[1:][is_same]] = True
    is_alike[order[:-1][is_same]] = True
    return np.flatnonzero(is_alike)


def _hashes(texts: pa.Array) -> NDArray[np.uint64]:
    hashes = np.empty(len(texts), dtype=np.uint64)
    for at in range(0, len(texts), BLOCK):
        hashes[at : at + BLOCK] = _block_hashes(texts.slice(at, BLOCK))
    return hashes


def _block_hashes(texts: pa.Array) -> NDArray[np.uint64]:
    offsets = offsets_of(texts)
    data = bytes_of(texts)[offsets[0] : offsets[-1]]
    return hashes_at(data, offsets[:-1] - offsets[0], np.diff(offsets))


def hashes_at(
    data: NDArray[np.uint8], starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """Hash length and ends of texts; such as differ only in between may collide.

    Parameters
    ----------
    data : ndarray of shape (n_bytes,), uint8
        Bytes of all texts.
    starts, sizes : ndarray of shape (n_texts,), int64
        Where each text begins, and how many bytes it has.

    Returns
    -------
    ndarray of shape (n_texts,), uint64
        Equal for equal texts.
    """
    padded = np.empty(data.size + 8, dtype=np.uint8)
    padded[: data.size], padded[data.size :] = data, 0
    words = np.ndarray((data.size + 1,), "<u8", padded, strides=(1,))
    hashes = sizes.astype(np.uint64) * _START
    n_whole = min(int(sizes.min(initial=8 * MAX_ROUNDS)) // 8, MAX_ROUNDS)
    for i in range(n_whole):  # words that all texts fill
        hashes = _mixed(hashes, words[starts + 8 * i])
    left = np.arange(sizes.size)
    for i in range(n_whole, MAX_ROUNDS):
        left = left[sizes[left] > 8 * i]
        if left.size == 0:
            return hashes
        rest = sizes[left] - 8 * i
        word = words[starts[left] + 8 * i] & _MASKS[np.minimum(rest, 8)]
        hashes[left] = _mixed(hashes[left], word)
    for i in range(MAX_ROUNDS):
        left = left[sizes[left] > 8 * (MAX_ROUNDS + i)]
        if left.size == 0:
            break
        word = words[starts[left] + sizes[left] - 8 * (i + 1)]
        hashes[left] = _mixed(hashes[left], word)
    return hashes


def _mixed(hashes: NDArray[np.uint64], words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed = (hashes ^ words) * _FACTOR
    mixed ^= mixed >> _HALF
    return mixed
