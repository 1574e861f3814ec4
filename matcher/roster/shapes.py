"""Texts of a column by their shape: what is left when all digits look alike.

A column of 250,000 amounts has a few dozen shapes. What can be told from a shape is
found out once for all texts that have it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from matcher.roster.tidy import bytes_of, offsets_of

ZERO, ONE, TEN = ord("0"), ord("1"), 10
DIGITS = re.compile("[0-9]")


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Texts and their shapes.

    A shape is a text in which every digit is a 1, but for a 0 at the beginning of a
    run of digits, which stays.

    Attributes
    ----------
    texts : pyarrow.LargeStringArray
        The texts, none null.
    shapes : tuple of str
        Distinct shapes, in order of appearance.
    codes : ndarray of shape (n_texts,), int32
        Position in `shapes` of each text.
    counts : ndarray of shape (n_shapes,), int64
        Texts of each shape.
    n_digits : ndarray of shape (n_shapes,), int64
        Digits in each shape.
    """

    texts: pa.Array
    shapes: tuple[str, ...]
    codes: NDArray[np.int32]
    counts: NDArray[np.int64]
    n_digits: NDArray[np.int64]

    def count(self, pattern: re.Pattern[str]) -> int:
        """Count the texts in whose shape a pattern is found."""
        found = (n for n, s in zip(self.counts, self.shapes, strict=True)
                 if pattern.search(s))  # fmt: skip
        return int(sum(found))

    def mask(self, holds: Callable[[int], bool]) -> NDArray[np.bool_]:
        """Tell of which texts the shape, given by its position, has a property."""
        of_shape = np.fromiter(map(holds, range(len(self.shapes))), dtype=bool)
        found: NDArray[np.bool_] = of_shape[self.codes]
        return found

    def whole_numbers(self, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Read the digits of chosen texts as one number, whatever stands between.

        Parameters
        ----------
        chosen : ndarray of shape (n_texts,), bool
            Texts with 1 to 15 digits.

        Returns
        -------
        ndarray of shape (n_chosen,), float64
            Whole, below 10**15.
        """
        offsets = offsets_of(self.texts)
        content = bytes_of(self.texts)[offsets[0] : offsets[-1]]
        bare = content[_are_digits(content)]
        ends = np.concatenate(([0], np.cumsum(self.n_digits[self.codes])))
        digits = _texts(ends, bare)
        if not chosen.all():
            digits = digits.filter(pa.array(chosen))
        numbers: NDArray[np.float64] = (
            digits.cast(pa.int64()).to_numpy().astype(np.float64)
        )
        return numbers


def shapes_of(texts: pa.Array) -> Shapes:
    """Sort texts by their shape.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Any texts, none null.

    Returns
    -------
    Shapes
        The texts and their shapes.

    Examples
    --------
    >>> found = shapes_of(pa.array(["$1,250", "$7,403", "0.5"], pa.large_string()))
    >>> found.shapes, found.codes.tolist()
    (('$1,111', '0.1'), [0, 0, 1])
    """
    offsets = offsets_of(texts)
    content = bytes_of(texts)[offsets[0] : offsets[-1]]
    starts = offsets - offsets[0]
    is_digit = _are_digits(content)
    shaped = np.where(is_digit, np.uint8(ONE), content)
    is_inside = np.zeros(content.size + 1, dtype=bool)  # of a run of digits
    is_inside[1:] = is_digit
    is_inside[starts] = False
    shaped[(content == ZERO) & ~is_inside[:-1]] = ZERO
    encoded = _texts(starts, shaped).dictionary_encode()
    shapes = tuple(encoded.dictionary.to_pylist())
    codes = encoded.indices.to_numpy()
    return Shapes(
        texts=texts,
        shapes=shapes,
        codes=codes,
        counts=np.bincount(codes, minlength=len(shapes)),
        n_digits=np.array([len(DIGITS.findall(s)) for s in shapes], dtype=np.int64),
    )


def _are_digits(content: NDArray[np.uint8]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = content - np.uint8(ZERO) < TEN  # below 0 is far above
    return found


def _texts(offsets: NDArray[np.int64], content: NDArray[np.uint8]) -> pa.Array:
    return pa.LargeStringArray.from_buffers(
        offsets.size - 1,
        pa.py_buffer(np.ascontiguousarray(offsets)),
        pa.py_buffer(np.ascontiguousarray(content)),
    )
