"""What an attribute of a fitted estimator may hold; checked before one is rebuilt.

A kind is a function of a value and of the lengths seen so far in the same object: a
length given by a letter has to be the same wherever the letter stands, so arrays that
belong together fit together, whoever wrote the file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

Lengths = dict[str, int]
Kind = Callable[[Any, Lengths], bool]
Axis = str | int

MAX_WHOLE: Final = 2**53


@dataclass(frozen=True, slots=True)
class Packed:
    """A fitted object taken apart: its class by name, its attributes as plain values.

    Attributes
    ----------
    path : str
        Module and name of the class.
    state : dict of str to object
        Attributes; numbers, texts, arrays, tuples, dictionaries and further `Packed`.
    """

    path: str
    state: dict[str, Any]


def flag(value: Any, lengths: Lengths) -> bool:  # noqa: ARG001 - a kind
    """Accept true and false.

    Parameters
    ----------
    value : object
        What came.
    lengths : dict
        Not used.

    Returns
    -------
    bool
        Whether it is one.
    """
    return isinstance(value, bool)


def text(value: Any, lengths: Lengths) -> bool:  # noqa: ARG001 - a kind
    """Accept a text.

    Parameters
    ----------
    value : object
        What came.
    lengths : dict
        Not used.

    Returns
    -------
    bool
        Whether it is one.
    """
    return isinstance(value, str)


def number(value: Any, lengths: Lengths) -> bool:  # noqa: ARG001 - a kind
    """Accept a finite number.

    Parameters
    ----------
    value : object
        What came.
    lengths : dict
        Not used.

    Returns
    -------
    bool
        Whether it is one; true and false are none.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) <= MAX_WHOLE
    return isinstance(value, float) and bool(np.isfinite(value))


def nothing(value: Any, lengths: Lengths) -> bool:  # noqa: ARG001 - a kind
    """Accept None.

    Parameters
    ----------
    value : object
        What came.
    lengths : dict
        Not used.

    Returns
    -------
    bool
        Whether it is None.
    """
    return value is None


def whole(length: Axis | None = None) -> Kind:
    """Accept a whole number.

    Parameters
    ----------
    length : str, int or None, default=None
        A letter that stands for this number as a length; None for any number.

    Returns
    -------
    callable
        The kind.
    """

    def check(value: Any, lengths: Lengths) -> bool:
        if not isinstance(value, int) or isinstance(value, bool):
            return False
        return abs(value) <= MAX_WHOLE and _fits(length, value, lengths)

    return check


def array(dtype: str, *shape: Axis) -> Kind:
    """Accept an array of finite numbers.

    Parameters
    ----------
    dtype : str
        Name of its type, such as "float64".
    *shape : str or int
        Its lengths: numbers, or letters that stand for the same length everywhere.

    Returns
    -------
    callable
        The kind.
    """

    def check(value: Any, lengths: Lengths) -> bool:
        return (
            isinstance(value, np.ndarray)
            and value.dtype == np.dtype(dtype)
            and value.ndim == len(shape)
            and all(
                _fits(axis, n, lengths)
                for axis, n in zip(shape, value.shape, strict=True)
            )
            and bool(np.isfinite(value).all())
        )

    return check


def floats(*shape: Axis) -> Kind:
    """Accept an array of finite float64.

    Parameters
    ----------
    *shape : str or int
        Its lengths.

    Returns
    -------
    callable
        The kind.
    """
    return array("float64", *shape)


def texts(length: Axis | None = None) -> Kind:
    """Accept an array of texts.

    Parameters
    ----------
    length : str, int or None, default=None
        How many.

    Returns
    -------
    callable
        The kind.
    """

    def check(value: Any, lengths: Lengths) -> bool:
        return (
            isinstance(value, np.ndarray)
            and value.dtype == np.dtype(object)
            and value.ndim == 1
            and all(isinstance(item, str) for item in value)
            and _fits(length, value.size, lengths)
        )

    return check


def tuple_of(kind: Kind, length: Axis | None = None) -> Kind:
    """Accept a tuple of one kind.

    Parameters
    ----------
    kind : callable
        Of each item.
    length : str, int or None, default=None
        How many.

    Returns
    -------
    callable
        The kind.
    """

    def check(value: Any, lengths: Lengths) -> bool:
        return (
            isinstance(value, tuple)
            and all(kind(item, lengths) for item in value)
            and _fits(length, len(value), lengths)
        )

    return check


def table_of(key: Kind, kind: Kind, length: Axis | None = None) -> Kind:
    """Accept a dictionary.

    Parameters
    ----------
    key, kind : callable
        Of each key, and of each value.
    length : str, int or None, default=None
        How many entries.

    Returns
    -------
    callable
        The kind.
    """

    def check(value: Any, lengths: Lengths) -> bool:
        return (
            isinstance(value, dict)
            and all(key(k, lengths) and kind(v, lengths) for k, v in value.items())
            and _fits(length, len(value), lengths)
        )

    return check


def rows_of(key: Kind, length: str) -> Kind:
    """Accept a dictionary that numbers its keys from 0, each number once.

    Parameters
    ----------
    key : callable
        Of each key.
    length : str
        How many there are.

    Returns
    -------
    callable
        The kind.
    """

    def check(value: Any, lengths: Lengths) -> bool:
        return (
            isinstance(value, dict)
            and all(key(k, lengths) for k in value)
            and all(type(row) is int for row in value.values())
            and sorted(value.values()) == list(range(len(value)))
            and _fits(length, len(value), lengths)
        )

    return check


def either(*kinds: Kind) -> Kind:
    """Accept what one of several kinds accepts.

    Parameters
    ----------
    *kinds : callable
        Tried in turn.

    Returns
    -------
    callable
        The kind.
    """

    def check(value: Any, lengths: Lengths) -> bool:
        for kind in kinds:
            trial = dict(lengths)
            if kind(value, trial):
                lengths.update(trial)
                return True
        return False

    return check


def optional(kind: Kind) -> Kind:
    """Accept None, or what a kind accepts.

    Parameters
    ----------
    kind : callable
        Of anything but None.

    Returns
    -------
    callable
        The kind.
    """
    return either(nothing, kind)


def choice(*words: str) -> Kind:
    """Accept one of a few words.

    Parameters
    ----------
    *words : str
        The words.

    Returns
    -------
    callable
        The kind.
    """
    return lambda value, _: isinstance(value, str) and value in words


def made(*paths: str) -> Kind:
    """Accept an object of one of a few classes; its attributes are checked apart.

    Parameters
    ----------
    *paths : str
        Modules and names of the classes.

    Returns
    -------
    callable
        The kind.
    """
    return lambda value, _: isinstance(value, Packed) and value.path in paths


def wrong_attribute(
    state: Mapping[str, Any], kinds: Mapping[str, Kind], may_lack: frozenset[str]
) -> str:
    """Find the first attribute that is not what its class has.

    Parameters
    ----------
    state : mapping of str to object
        Attributes as they came.
    kinds : mapping of str to callable
        What each may hold.
    may_lack : frozenset of str
        Attributes that need not be there.

    Returns
    -------
    str
        Its name; empty where all are as they should be.
    """
    strange = sorted(set(state) - set(kinds))
    missing = sorted(set(kinds) - may_lack - set(state))
    if strange or missing:
        return (strange + missing)[0]
    lengths: Lengths = {}
    for name, kind in kinds.items():
        if name in state and not kind(state[name], lengths):
            return name
    return ""


def _fits(axis: Axis | None, length: int, lengths: Lengths) -> bool:
    """Compare a length with what its letter stood for before."""
    if axis is None:
        return True
    if isinstance(axis, int):
        return length == axis
    return lengths.setdefault(axis, length) == length
