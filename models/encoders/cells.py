"""Read cells: which are blank, what text or number the others hold."""

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import validate_data

_BLANK_TEXTS: Final = """
na | n a | n/a | n.a. | n.a | #n/a | none | null | nil | nan | <na> | not applicable
not available | not specified | not stated | not provided | not known | not sure
unknown | unspecified | undisclosed | tbd | tba | to be determined | prefer not to say
prefer not to answer | keine angabe | k.a. | unbekannt | desconocido | inconnu
"""
BLANKS: Final = frozenset(text.strip() for text in re.split(r"[|\n]", _BLANK_TEXTS))
LARGEST: Final = 1e150  # of numbers; the square of one above is none
_NOTHING_BUT_MARKS = re.compile(r"[\W_]*")


def is_blank(text: str) -> bool:
    """Tell whether a cell says nothing, whatever way it says so.

    Parameters
    ----------
    text : str
        One cell, such as " n/a " or "--".

    Returns
    -------
    bool
        Whether it holds no value.

    Examples
    --------
    >>> [is_blank(text) for text in ("N/A", " -- ", "NATO")]
    [True, True, False]
    """
    plain = text.strip().lower()
    return plain in BLANKS or _NOTHING_BUT_MARKS.fullmatch(plain) is not None


def texts_of(values: Sequence[Any] | NDArray[Any] | pd.Series) -> list[str | None]:
    """Turn a column into texts, None where a cell is blank.

    Parameters
    ----------
    values : sequence
        Cells of any type; whole numbers lose their ".0".

    Returns
    -------
    list of str or None
        One entry a cell, in order, stripped of outer blanks.

    Examples
    --------
    >>> texts_of(["Dental ", None, float("nan"), 5112.0, "n/a"])
    ['Dental', None, None, '5112', None]
    """
    known: dict[Any, str | None] = {}
    texts: list[str | None] = []
    for value in pd.Series(values, dtype=object).tolist():
        if value is None or value is pd.NA or value is pd.NaT:
            texts.append(None)
            continue
        key = (type(value), value)
        if key not in known:
            known[key] = _text_of(value)
        texts.append(known[key])
    return texts


def _text_of(value: Any) -> str | None:
    if isinstance(value, float | np.floating):
        if not np.isfinite(value):
            return None
        value = int(value) if float(value).is_integer() else repr(float(value))
    text = str(value).strip()
    return None if is_blank(text) else text


def entries_of(text: str | None) -> tuple[str, ...]:
    """Split a list in one cell into its entries, lower case, each once.

    Parameters
    ----------
    text : str or None
        Entries with ";", "|" or line breaks between them; also "['a', 'b']".

    Returns
    -------
    tuple of str
        Known entries in alphabetical order; empty for None.

    Examples
    --------
    >>> entries_of("Tue AM; mon pm;Tue am ;; n/a")
    ('mon pm', 'tue am')
    >>> entries_of("['ai', 'b2b']")
    ('ai', 'b2b')
    """
    if text is None:
        return ()
    if text.startswith("[") and text.endswith("]"):
        parts = re.split(r"\s*,\s*", text[1:-1])
    else:
        parts = re.split(r"[;|\n\r]", text)
    names = (" ".join(part.strip(" '\"").lower().split()) for part in parts)
    return tuple(sorted({name for name in names if not is_blank(name)}))


def checked_numbers(
    estimator: BaseEstimator, X: ArrayLike, *, reset: bool
) -> NDArray[np.float64]:
    """Validate a table of numbers; blanks and what cannot be squared are NaN.

    Parameters
    ----------
    estimator : BaseEstimator
        Whose input it is; remembers the columns when `reset`.
    X : array-like of shape (n_leaders, n_columns)
        Numbers; cells of a table that are no number are NaN.
    reset : bool
        Whether the columns are learned (fit) or compared (transform).

    Returns
    -------
    ndarray of shape (n_leaders, n_columns), float64
        A copy, NaN where unknown.
    """
    if isinstance(X, pd.DataFrame):
        X = X.apply(_numbers_of)
    checked: NDArray[np.float64] = validate_data(
        estimator,
        X,
        reset=reset,
        dtype=np.float64,
        ensure_all_finite=False,
        copy=True,
    )
    checked[~(np.abs(checked) < LARGEST)] = np.nan
    return np.ascontiguousarray(checked)


def _numbers_of(column: pd.Series) -> pd.Series:
    """Read a column as numbers, dates as days since 1970; the rest is NaN."""
    if pd.api.types.is_datetime64_any_dtype(column):
        naive = column.dt.tz_localize(None)
        days = (naive - pd.Timestamp(0)) / pd.Timedelta(days=1)
        return pd.Series(days, column.index)
    numbers = pd.to_numeric(column, errors="coerce")
    return pd.Series(numbers.to_numpy(np.float64, na_value=np.nan), column.index)


def checked_texts(
    estimator: BaseEstimator, X: Any, *, reset: bool
) -> list[list[str | None]]:
    """Validate a table of texts for an estimator.

    Parameters
    ----------
    estimator : BaseEstimator
        Whose input it is; remembers the columns when `reset`.
    X : array-like of shape (n_leaders, n_columns)
        Cells of any type; a pandas Series counts as one column.
    reset : bool
        Whether the columns are learned (fit) or compared (transform).

    Returns
    -------
    list of list of str or None
        One list a column, None where a cell is blank.
    """
    if isinstance(X, pd.Series):
        X = X.to_frame()
    if isinstance(X, pd.DataFrame):
        X = X.astype(object).where(X.notna(), None)
    checked = validate_data(
        estimator, X, reset=reset, dtype=None, ensure_all_finite=False
    )
    return [texts_of(checked[:, j]) for j in range(checked.shape[1])]
