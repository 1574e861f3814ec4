"""Answers as people write them: numbers on a scale, words of one, or choices."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

KNOWN_SCALES: Final = ((0, 1), (1, 5), (0, 5), (1, 7), (0, 10), (0, 100))
USABLE_SHARE: Final = 0.9  # of answers that a scale, or a kind of answer, must hold
MAX_OPTIONS: Final = 12
MAX_OPTION_LENGTH: Final = 60  # characters; longer ones are free text

_YES_NO: Final = {"yes": 1.0, "y": 1.0, "true": 1.0, "no": 0.0, "n": 0.0, "false": 0.0}
_DEGREES: Final = {
    word: float(degree)
    for degree, words in enumerate(
        (
            "strongly disagree | very dissatisfied | very unlikely | very poor",
            "disagree | dissatisfied | unlikely | poor",
            "neutral | neither agree nor disagree | undecided | fair | ok",
            "agree | satisfied | likely | good",
            "strongly agree | very satisfied | very likely | very good | excellent",
        ),
        start=1,
    )
    for word in words.split(" | ")
}


class Unreadable(ValueError):  # noqa: N818 - a finding about a file, told as a line
    """Answers that are neither numbers, nor words of a scale, nor choices."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What an answer to a question can be.

    Attributes
    ----------
    low, high : float
        Ends of the scale; of choices 0 and 1.
    options : tuple of str
        What can be chosen, in the order of the alphabet; empty for numbers.
    is_share : bool
        Whether the answers are yes (1) and no (0).
    """

    low: float
    high: float
    options: tuple[str, ...] = ()
    is_share: bool = False

    def __post_init__(self) -> None:
        if not self.low < self.high:
            msg = f"low must be below high, got {self.low} and {self.high}."
            raise ValueError(msg)

    def sentence(self) -> str:
        """Say what an answer has to be.

        Returns
        -------
        str
            Without a full stop; never an answer that somebody gave.

        Examples
        --------
        >>> Scale(1, 5).sentence(), Scale(0, 1, is_share=True).sentence()
        ('a number from 1 to 5', 'yes or no')
        """
        if self.options:
            return "one of the options that others chose"
        if self.is_share:
            return "yes or no"
        return f"a number from {self.low:g} to {self.high:g}"


def read_answers(
    texts: Sequence[str], stated: tuple[float, float] | None
) -> tuple[Scale, NDArray[np.float64]]:
    """Read all answers to one question.

    Parameters
    ----------
    texts : sequence of str
        What the cells hold; at least one, none blank.
    stated : tuple of (float, float) or None
        Ends of the scale as the file states them; None looks for the narrowest common
        scale that all answers are on but one in a hundred, or else nine in ten.

    Returns
    -------
    Scale
        What an answer can be.
    ndarray of shape (n_answers,)
        On the scale; NaN where an answer is not.

    Raises
    ------
    Unreadable
        If no kind of answer holds nine in ten of them.

    Examples
    --------
    >>> scale, values = read_answers(["4", "agree", "2,5", "n/a"] + ["3"] * 20, None)
    >>> scale.low, scale.high, values[:4].tolist()
    (1.0, 5.0, [4.0, 4.0, 2.5, nan])
    """
    folded = [" ".join(text.split()).casefold() for text in texts]
    if stated is None:
        flags = np.array([_YES_NO.get(text, math.nan) for text in folded])
        if _holds(flags):
            return Scale(0.0, 1.0, is_share=True), flags
    numbers = np.array([_number(text) for text in folded])
    if _holds(numbers):
        return _on_scale(numbers, stated)
    return _choices(texts, folded)


def _holds(values: NDArray[np.float64]) -> bool:
    return bool(np.count_nonzero(~np.isnan(values)) >= USABLE_SHARE * values.size)


def _number(text: str) -> float:
    if text in _DEGREES:
        return _DEGREES[text]
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _on_scale(
    numbers: NDArray[np.float64], stated: tuple[float, float] | None
) -> tuple[Scale, NDArray[np.float64]]:
    n_numbers = int(np.count_nonzero(~np.isnan(numbers)))
    strays = max(1, n_numbers // 100)  # slips of the pen, not ends of a scale
    for least in (n_numbers - strays, USABLE_SHARE * numbers.size):
        for low, high in KNOWN_SCALES if stated is None else (stated,):
            kept = np.where((numbers >= low) & (numbers <= high), numbers, math.nan)
            if stated is not None or np.count_nonzero(~np.isnan(kept)) >= least:
                return Scale(float(low), float(high)), kept
    msg = "numbers on no common scale; state its ends in columns low and high"
    raise Unreadable(msg)


def _choices(
    texts: Sequence[str], folded: Sequence[str]
) -> tuple[Scale, NDArray[np.float64]]:
    counts = Counter(folded)
    if len(counts) > MAX_OPTIONS or max(map(len, counts)) > MAX_OPTION_LENGTH:
        msg = "free texts, which cannot be told together; ask for a rating or a choice"
        raise Unreadable(msg)
    if len(counts) < 2:
        msg = "one option alone; give answers between which there was a choice"
        raise Unreadable(msg)
    spelt = {
        fold: " ".join(text.split()) for fold, text in zip(folded, texts, strict=True)
    }
    order = {fold: number for number, fold in enumerate(sorted(counts))}
    options = tuple(spelt[fold] for fold in order)
    return Scale(0.0, 1.0, options), np.array([float(order[f]) for f in folded])
