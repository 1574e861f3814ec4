"""The size facet: revenue and headcount, on log scales."""

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from models.encoders.cells import checked_numbers
from models.encoders.scales import (
    correlations,
    fill_from_known,
    flat_columns,
    robust_scale,
)

SMALL_SHARE = 0.05  # the share of companies whose size counts as "close to nothing"
MAX_SCORE = 5.0


class SizeEncoder(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Put measures of a company's size on log scales.

    Twice the revenue is the same step for a bakery as for a bank. Zero revenue is a
    value, not a blank: the company is before its first sale and sits just below the
    smallest ones. A blank is unknown; when another measure is known, the blank one is
    estimated from it by the regression of the roster, so that the leader is placed by
    what is known. A leader with no measure at all stays unknown.

    Attributes
    ----------
    offset_ : ndarray of shape (n_columns,)
        Added before the logarithm: the value below which 5 % of the positive ones lie.
    centre_, spread_ : ndarray of shape (n_columns,)
        Median and half quartile distance of the logarithms.
    correlation_ : ndarray of shape (n_columns, n_columns)
        Between the logarithms, over leaders with both known, in [0, 1].
    flat_columns_ : ndarray of shape (n_columns,), bool
        Columns that tell no two leaders apart.
    n_features_in_ : int
        Columns seen by `fit`.
    feature_names_in_ : ndarray of shape (n_columns,)
        Their names, when `fit` was given a table.

    Examples
    --------
    >>> sizes = [[1e6, 10], [1e7, 100], [1e8, 1000], [None, 1000], [None, None]]
    >>> SizeEncoder().fit_transform(sizes).round(1)
    array([[-1.6, -1.9],
           [ 0. , -0.9],
           [ 2.4,  0.9],
           [ 0.9,  0.9],
           [ nan,  nan]])
    """

    def fit(self, X: ArrayLike, y: Any = None) -> Self:  # noqa: ARG002 - sklearn's signature
        """Learn the scales.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            Measures of size, such as revenue and headcount; NaN or below zero where
            unknown.
        y : None
            Ignored.

        Returns
        -------
        SizeEncoder
            Itself, fitted.
        """
        values = checked_numbers(self, X, reset=True)
        self.offset_ = np.ones(values.shape[1])
        for j, column in enumerate(values.T):
            positive = np.sort(column[column > 0.0])
            if positive.size:
                self.offset_[j] = np.percentile(positive, 100.0 * SMALL_SHARE)
        logs = self._logs(values)
        self.centre_, self.spread_ = robust_scale(logs)
        self.flat_columns_ = flat_columns(logs)
        self.correlation_ = correlations(self._scores(logs))
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Scale measures of size.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            As for `fit`.

        Returns
        -------
        ndarray of shape (n_leaders, n_columns)
            Standard scores within [-5, 5]; NaN rows where nothing is known.
        """
        check_is_fitted(self)
        scores = self._scores(self._logs(checked_numbers(self, X, reset=False)))
        return fill_from_known(scores, self.correlation_)

    def _logs(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.log(np.where(values < 0.0, np.nan, values) + self.offset_)

    def _scores(self, logs: NDArray[np.float64]) -> NDArray[np.float64]:
        scores = (logs - self.centre_) / self.spread_
        return np.clip(scores, -MAX_SCORE, MAX_SCORE)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
