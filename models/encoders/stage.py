"""The stage facet: how long a company has been going."""

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

MAX_SCORE = 5.0


class StageEncoder(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Put company age on a log scale: year 1 to 3 is a longer way than 31 to 33.

    Parameters
    ----------
    as_of_year : float, default=None
        The year from which age is counted. None takes the latest year founded in the
        fitted roster, so that no clock is read.

    Attributes
    ----------
    as_of_year_ : float
        The year that was used.
    centre_, spread_ : ndarray of shape (n_columns,)
        Median and half quartile distance of log(1 + age in years).
    correlation_ : ndarray of shape (n_columns, n_columns)
        Between columns, when there are several.
    flat_columns_ : ndarray of shape (n_columns,), bool
        Columns that tell no two leaders apart.
    n_features_in_ : int
        Columns seen by `fit`.
    feature_names_in_ : ndarray of shape (n_columns,)
        Their names, when `fit` was given a table.

    Examples
    --------
    >>> years = [[2018], [2010], [1980], [0]]
    >>> StageEncoder(as_of_year=2020).fit_transform(years).ravel().round(2)
    array([-1.99,  0.  ,  2.01,   nan])
    """

    def __init__(self, as_of_year: float | None = None) -> None:
        self.as_of_year = as_of_year

    def fit(self, X: ArrayLike, y: Any = None) -> Self:  # noqa: ARG002 - sklearn's signature
        """Learn the scale.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            Years founded; NaN, zero, negative or after `as_of_year` where unknown.
        y : None
            Ignored.

        Returns
        -------
        StageEncoder
            Itself, fitted.
        """
        years = checked_numbers(self, X, reset=True)
        known = years[years > 0.0]
        latest = float(known.max()) if known.size else 0.0
        self.as_of_year_ = latest if self.as_of_year is None else self.as_of_year
        logs = self._logs(years)
        self.centre_, self.spread_ = robust_scale(logs)
        self.flat_columns_ = flat_columns(logs)
        self.correlation_ = correlations(self._scores(logs))
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Scale company age.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            As for `fit`.

        Returns
        -------
        ndarray of shape (n_leaders, n_columns)
            Standard scores within [-5, 5], older is higher; NaN where unknown.
        """
        check_is_fitted(self)
        scores = self._scores(self._logs(checked_numbers(self, X, reset=False)))
        return fill_from_known(scores, self.correlation_)

    def _logs(self, years: NDArray[np.float64]) -> NDArray[np.float64]:
        known = (years > 0.0) & (years <= self.as_of_year_)
        return np.log1p(np.where(known, self.as_of_year_ - years, np.nan))

    def _scores(self, logs: NDArray[np.float64]) -> NDArray[np.float64]:
        scores = (logs - self.centre_) / self.spread_
        return np.clip(scores, -MAX_SCORE, MAX_SCORE)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
