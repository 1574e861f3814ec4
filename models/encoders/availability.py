"""The availability facet: how many meeting slots two leaders share."""

from collections import Counter
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from models.encoders.cells import checked_texts, entries_of

ELSEWHERE: Final = "elsewhere"


class AvailabilityEncoder(TransformerMixin, BaseEstimator):
    """Place leaders by the entries of a list, such as the slots in which they can meet.

    The squared distance is 2 - 2 s / sqrt(a b), with s slots shared and a and b slots
    of the two: 0 for the same slots, 2 for none in common. It serves any column with
    several entries a cell, such as languages or interests.

    Parameters
    ----------
    max_slots : int, default=64
        Most slots with a column of their own, at least 1; the rarest others share one.

    Attributes
    ----------
    slots_ : tuple of str
        Slots with a column, in alphabetical order.
    is_flat_ : bool
        Whether no two fitted leaders can be told apart.
    n_features_in_ : int
        Columns seen by `fit`.
    feature_names_in_ : ndarray of shape (n_columns,)
        Their names, when `fit` was given a table.

    Examples
    --------
    >>> X = AvailabilityEncoder().fit_transform([["Mon; Tue"], ["Tue; Wed"], [None]])
    >>> float(((X[0] - X[1]) ** 2).sum().round(9)), bool(np.isnan(X[2]).all())
    (1.0, True)
    """

    def __init__(self, max_slots: int = 64) -> None:
        self.max_slots = max_slots

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002 - sklearn's signature
        """Learn the slots.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            Lists with ";" between entries; several columns are joined.
        y : None
            Ignored.

        Returns
        -------
        AvailabilityEncoder
            Itself, fitted.
        """
        if self.max_slots < 1:
            msg = f"max_slots must be at least 1, got {self.max_slots!r}."
            raise ValueError(msg)
        lists = _lists(checked_texts(self, X, reset=True))
        counts = Counter(slot for entries in lists for slot in entries)
        frequent = sorted(counts, key=lambda slot: (-counts[slot], slot))
        self.slots_ = tuple(sorted(frequent[: self.max_slots]))
        self.is_flat_ = len({entries for entries in lists if entries}) < 2
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Place leaders by their slots.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            As for `fit`; slots not seen there count as shared with nobody of it.

        Returns
        -------
        ndarray of shape (n_leaders, n_slots + 1)
            Rows of length 1; NaN rows where no slot is named.
        """
        check_is_fitted(self)
        lists = _lists(checked_texts(self, X, reset=False))
        column = {slot: j for j, slot in enumerate(self.slots_)}
        last = len(self.slots_)
        coordinates = np.zeros((len(lists), last + 1))
        for i, entries in enumerate(lists):
            if not entries:
                coordinates[i] = np.nan
                continue
            share = 1.0 / np.sqrt(len(entries))
            own = [column[slot] for slot in entries if slot in column]
            coordinates[i, own] = share
            coordinates[i, last] = np.sqrt((len(entries) - len(own)) / len(entries))
        return coordinates

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:  # noqa: ARG002 - sklearn's signature
        """Name the columns of `transform`.

        Parameters
        ----------
        input_features : None
            Ignored; columns are named after slots.

        Returns
        -------
        ndarray of shape (n_slots + 1,), object
            The slots, then "elsewhere".
        """
        check_is_fitted(self)
        return np.array([*self.slots_, ELSEWHERE], dtype=object)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        return tags


def _lists(columns: list[list[str | None]]) -> list[tuple[str, ...]]:
    return [
        tuple(sorted({slot for cell in cells for slot in entries_of(cell)}))
        for cells in zip(*columns, strict=True)
    ]
