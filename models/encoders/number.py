"""The number facet: any column of numbers on a robust scale."""

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from models.encoders.cells import checked_numbers
from models.encoders.scales import flat_columns, robust_scale


class NumberEncoder(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Centre numbers on their median and scale them by their quartiles.

    Parameters
    ----------
    log : bool, default=False
        Whether ratios matter rather than differences; values below zero are then
        unknown, and zero is a value.
    clip : float, default=5.0
        Farthest a value may lie from the median, in half quartile distances; one
        typing error must not make all others look alike.

    Attributes
    ----------
    centre_, spread_ : ndarray of shape (n_columns,)
        Median and half quartile distance, on the log scale when `log`.
    flat_columns_ : ndarray of shape (n_columns,), bool
        Columns that tell no two leaders apart; they come out as zeros.
    n_features_in_ : int
        Columns seen by `fit`.
    feature_names_in_ : ndarray of shape (n_columns,)
        Their names, when `fit` was given a table.

    Examples
    --------
    >>> NumberEncoder().fit_transform([[1.0], [2.0], [3.0], [float("nan")]]).ravel()
    array([-2.,  0.,  2., nan])
    """

    def __init__(self, *, log: bool = False, clip: float = 5.0) -> None:
        self.log = log
        self.clip = clip

    def fit(self, X: ArrayLike, y: Any = None) -> Self:  # noqa: ARG002 - sklearn's signature
        """Learn the scale.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            Numbers, NaN where unknown.
        y : None
            Ignored.

        Returns
        -------
        NumberEncoder
            Itself, fitted.
        """
        if not self.clip > 0.0:
            msg = f"clip must be above 0, got {self.clip!r}."
            raise ValueError(msg)
        values = self._scaled(checked_numbers(self, X, reset=True))
        self.centre_, self.spread_ = robust_scale(values)
        self.flat_columns_ = flat_columns(values)
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Scale numbers.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            Numbers, NaN where unknown.

        Returns
        -------
        ndarray of shape (n_leaders, n_columns)
            Within ``[-clip, clip]``; a row with an unknown number is NaN throughout.
        """
        check_is_fitted(self)
        values = self._scaled(checked_numbers(self, X, reset=False))
        scores = np.clip((values - self.centre_) / self.spread_, -self.clip, self.clip)
        scores[np.isnan(scores).any(axis=1)] = np.nan
        return scores

    def _scaled(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        if not self.log:
            return values
        return np.log1p(np.where(values < 0.0, np.nan, values))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
