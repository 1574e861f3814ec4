"""The challenges facet: what a leader struggles with, as a vector and as themes."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from models.encoders.text import TextEncoder
from models.encoders.themes import Theme, themes


class ChallengesEncoder(TransformerMixin, BaseEstimator):
    """Place leaders by their challenges, and name those challenges.

    Parameters
    ----------
    n_components : int, default=32
        Most columns, at least 1.
    vectorizer : estimator, default=None
        Turns a list of texts into a matrix, one row a text. None is TF-IDF over
        words and word pairs; `SentenceEncoder` reads meaning instead.
    random_state : int, RandomState or None, default=0
        Start of the decomposition; it affects no more than rounding.

    Attributes
    ----------
    texts_ : TextEncoder
        The fitted vector part.
    is_flat_ : bool
        Whether no two fitted leaders can be told apart.
    n_features_in_ : int
        Columns seen by `fit`.
    feature_names_in_ : ndarray of shape (n_columns,)
        Their names, when `fit` was given a table.

    Examples
    --------
    >>> encoder = ChallengesEncoder().fit([["Cash flow; hiring"], ["My co-founder"]])
    >>> [[theme.name for theme in own] for own in encoder.themes(["cash flow", None])]
    [['Cash flow'], []]
    """

    def __init__(
        self, n_components: int = 32, *, vectorizer: Any = None, random_state: Any = 0
    ) -> None:
        self.n_components = n_components
        self.vectorizer = vectorizer
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002 - sklearn's signature
        """Learn which challenges go together.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            Texts and lists of tags; several columns, such as challenges, goals and
            needs, are joined.
        y : None
            Ignored.

        Returns
        -------
        ChallengesEncoder
            Itself, fitted.
        """
        self.texts_ = TextEncoder(
            self.n_components,
            vectorizer=self.vectorizer,
            random_state=self.random_state,
        ).fit(X)
        self.is_flat_ = self.texts_.is_flat_
        self.n_features_in_ = self.texts_.n_features_in_
        if hasattr(self.texts_, "feature_names_in_"):
            self.feature_names_in_ = self.texts_.feature_names_in_
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Place leaders.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            As for `fit`.

        Returns
        -------
        ndarray of shape (n_leaders, n_axes)
            Rows of length 1; NaN rows where nothing is said.
        """
        check_is_fitted(self)
        return self.texts_.transform(X)

    def themes(self, texts: Sequence[str | None]) -> list[tuple[Theme, ...]]:
        """Name the challenges in each text; see `models.encoders.themes.themes`.

        Parameters
        ----------
        texts : sequence of str or None
            One a leader.

        Returns
        -------
        list of tuple of Theme
            In the order of the texts; empty where none is named.
        """
        return themes(texts)

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Name the columns of `transform`.

        Parameters
        ----------
        input_features : None
            Ignored; the columns mix all words.

        Returns
        -------
        ndarray of shape (n_axes,), object
            "text0", "text1" and so on.
        """
        check_is_fitted(self)
        return self.texts_.get_feature_names_out(input_features)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        return tags
