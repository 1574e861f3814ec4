"""The category facet: same or different, for any column of labels."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from models.encoders.cells import checked_texts
from models.encoders.tree import Path, TreeCoordinates


class CategoryEncoder(TransformerMixin, BaseEstimator):
    """Place equal labels at one point and different labels 1 apart.

    Up to `max_axes` + 1 labels keep their distances exactly. With more, the most
    frequent ones do; the others share columns and keep them on average. A label that
    `fit` did not see is 1 from every label it did see.

    Parameters
    ----------
    max_axes : int, default=64
        Most columns for the labels of the fitted roster, at least 1.

    Attributes
    ----------
    coordinates_ : TreeCoordinates
        Where labels lie.
    labels_ : tuple of str
        Labels of the fitted roster, in alphabetical order; several columns joined
        by " | ".
    is_flat_ : bool
        Whether no two fitted leaders can be told apart.
    n_features_in_ : int
        Columns seen by `fit`.
    feature_names_in_ : ndarray of shape (n_columns,)
        Their names, when `fit` was given a table.

    Examples
    --------
    >>> X = CategoryEncoder().fit_transform([["East"], ["west"], ["EAST"], ["n/a"]])
    >>> [float(((X[0] - X[i]) ** 2).sum().round(9)) for i in range(4)]
    [0.0, 1.0, 0.0, nan]
    """

    def __init__(self, max_axes: int = 64) -> None:
        self.max_axes = max_axes

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002 - sklearn's signature
        """Learn the labels.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            Labels; upper and lower case are the same. Several columns each add their
            part to the distance.
        y : None
            Ignored.

        Returns
        -------
        CategoryEncoder
            Itself, fitted.
        """
        if self.max_axes < 1:
            msg = f"max_axes must be at least 1, got {self.max_axes!r}."
            raise ValueError(msg)
        columns = checked_texts(self, X, reset=True)
        paths = _paths(columns)
        heights = [1.0 / max(1, len(columns))] * len(columns)
        self.coordinates_ = TreeCoordinates.fit(
            paths, heights=heights, max_axes=self.max_axes
        )
        known = {path for path in paths if path is not None}
        self.labels_ = tuple(sorted(" | ".join(path) for path in known))
        self.is_flat_ = len(known) < 2
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Give labels their coordinates.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            Labels.

        Returns
        -------
        ndarray of shape (n_leaders, n_axes)
            NaN rows where every label is blank.
        """
        check_is_fitted(self)
        return self.coordinates_.locate_all(_paths(checked_texts(self, X, reset=False)))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:  # noqa: ARG002 - sklearn's signature
        """Name the columns of `transform`.

        Parameters
        ----------
        input_features : None
            Ignored; the columns mix all labels.

        Returns
        -------
        ndarray of shape (n_axes,), object
            "category0", "category1" and so on.
        """
        check_is_fitted(self)
        n_columns = self.coordinates_.n_columns
        return np.array([f"category{j}" for j in range(n_columns)], dtype=object)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        return tags


def _paths(columns: list[list[str | None]]) -> list[Path | None]:
    folded: list[list[str]] = [
        ["" if text is None else " ".join(text.casefold().split()) for text in column]
        for column in columns
    ]
    return [path if any(path) else None for path in zip(*folded, strict=True)]
