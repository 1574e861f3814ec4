"""The text facet: free text and tags to a short dense vector."""

import itertools
from collections.abc import Sequence
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils import Tags, check_random_state
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from models.encoders.cells import checked_texts
from models.encoders.phrases import plain_text, stems_of

_COMMON_WORDS: Final = """
a about above after again against all almost along already also although always am an
and another any anybody anyone anything are aren around as at away back be became
because become been before being below between both but by came can cannot cant come
could couldn did didn do does doesn doing don done dont down during each eg either else
enough etc even ever every everyone everything few find for from further get gets
getting give given go goes going gone got had hadn has hasn have haven having he hello
help her here hers herself hi him himself his how however i id ie if ill im in into is
isn it its itself ive just keep know last least less let lets like likely looking ll lot
lots m made make making many may maybe me might mine more most much must my myself near
need needs never next no non nor not nothing now of off often ok on once one ones only
onto or other others otherwise our ours ourselves out over own per perhaps please put
quite rather re really right s said same say see seem seems several shall she should
shouldn since so some somebody someone something sometimes still such sure t take than
thank thanks that the their theirs them themselves then there therefore these they thing
things think this those though through thus to together too toward towards try trying
two under until up upon us use used using ve very via want wants was wasn way we well
went were weren what whatever when where whether which while who whole whom whose why
will with within without won would wouldn yes yet you your yours yourself yourselves
"""
COMMON_WORDS: Final = frozenset(_COMMON_WORDS.split())


def content_words(text: str) -> list[str]:
    """List the words and neighbouring word pairs of a text that carry content.

    Parameters
    ----------
    text : str
        Text, markup included.

    Returns
    -------
    list of str
        Words in the singular, then pairs of words that stand side by side once the
        common words are gone.

    Examples
    --------
    >>> content_words("<p>We are hiring the first salespeople</p>")
    ['hiring', 'first', 'salespeople', 'hiring first', 'first salespeople']
    """
    kept = [
        word
        for word in stems_of(plain_text(text))
        if word not in COMMON_WORDS and len(word) > 1 and not word.isdigit()
    ]
    pairs = itertools.pairwise(kept)
    return kept + [f"{one} {two}" for one, two in pairs]


class TextEncoder(TransformerMixin, BaseEstimator):
    """Place texts so that those with the same content are near.

    Parameters
    ----------
    n_components : int, default=32
        Most columns, at least 1; small rosters get fewer.
    max_words : int, default=10000
        Most words and word pairs that count, the most frequent ones.
    vectorizer : estimator, default=None
        Turns a list of texts into a matrix, one row a text. None is TF-IDF over
        words and word pairs; `SentenceEncoder` reads meaning instead.
    random_state : int, RandomState or None, default=0
        Start of the decomposition; it affects no more than rounding.

    Attributes
    ----------
    vectorizer_ : estimator or None
        The fitted vectorizer; None when no text has a word to go by.
    components_ : ndarray of shape (n_words, n_axes)
        What each word adds to the columns.
    is_flat_ : bool
        Whether no two fitted leaders can be told apart.
    n_features_in_ : int
        Columns seen by `fit`.
    feature_names_in_ : ndarray of shape (n_columns,)
        Their names, when `fit` was given a table.

    References
    ----------
    Deerwester, S. et al. (1990), Indexing by latent semantic analysis, JASIS 41(6).

    Examples
    --------
    >>> texts = [["hiring salespeople"], ["cash flow"], ["hiring sales staff"], [""]]
    >>> X = TextEncoder().fit_transform(texts)
    >>> bool(((X[0] - X[2]) ** 2).sum() < ((X[0] - X[1]) ** 2).sum())
    True
    >>> bool(np.isnan(X[3]).all())
    True
    """

    def __init__(
        self,
        n_components: int = 32,
        *,
        max_words: int = 10_000,
        vectorizer: Any = None,
        random_state: Any = 0,
    ) -> None:
        self.n_components = n_components
        self.max_words = max_words
        self.vectorizer = vectorizer
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002 - sklearn's signature
        """Learn which words go together.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            Texts; several columns are joined.
        y : None
            Ignored.

        Returns
        -------
        TextEncoder
            Itself, fitted.
        """
        if self.n_components < 1 or self.max_words < 1:
            msg = (
                "n_components and max_words must be at least 1, got "
                f"{self.n_components!r} and {self.max_words!r}."
            )
            raise ValueError(msg)
        texts = joined(checked_texts(self, X, reset=True))
        known = sorted(text for text in texts if text is not None)
        self.vectorizer_ = None
        self.components_ = np.zeros((0, 1))
        self.is_flat_ = True
        if known and (self.vectorizer is not None or any(map(content_words, known))):
            self.vectorizer_ = self._new_vectorizer(len(known))
            # One thread: more threads round differently (BLAS).
            with threadpool_limits(1):
                rows = self.vectorizer_.fit_transform(known)
                self.components_ = _principal_axes(
                    rows, self.n_components, check_random_state(self.random_state)
                )
                self.is_flat_ = _is_flat(_project(rows, self.components_))
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Place texts.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            Texts; several columns are joined.

        Returns
        -------
        ndarray of shape (n_leaders, n_axes)
            Rows of length 1; NaN rows where a text is blank or has no known word.
            A row depends on its own text alone, to the last bit.
        """
        check_is_fitted(self)
        return self._encode(joined(checked_texts(self, X, reset=False)))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:  # noqa: ARG002 - sklearn's signature
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
        n_axes = self.components_.shape[1]
        return np.array([f"text{j}" for j in range(n_axes)], dtype=object)

    def _new_vectorizer(self, n_texts: int) -> Any:
        if self.vectorizer is not None:
            return clone(self.vectorizer)
        return TfidfVectorizer(
            analyzer=content_words,
            max_features=self.max_words,
            min_df=2 if n_texts >= 200 else 1,
            sublinear_tf=True,
        )

    def _encode(self, texts: Sequence[str | None]) -> NDArray[np.float64]:
        coordinates = np.full((len(texts), self.components_.shape[1]), np.nan)
        distinct = sorted({text for text in texts if text is not None})
        if self.vectorizer_ is None or not distinct:
            return coordinates
        with threadpool_limits(1):
            placed = _project(self.vectorizer_.transform(distinct), self.components_)
        row = {text: i for i, text in enumerate(distinct)}
        for i, text in enumerate(texts):
            if text is not None:
                coordinates[i] = placed[row[text]]
        return coordinates

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        return tags


def joined(columns: list[list[str | None]]) -> list[str | None]:
    """Join the texts of each leader.

    Parameters
    ----------
    columns : list of list of str or None
        One list a column.

    Returns
    -------
    list of str or None
        One text a leader, None where all are blank.
    """
    return [
        "; ".join(cell for cell in cells if cell is not None) or None
        for cells in zip(*columns, strict=True)
    ]


def _principal_axes(
    rows: Any, n_components: int, rng: np.random.RandomState
) -> NDArray[np.float64]:
    """Find the directions that hold most of the rows; signs made definite."""
    n_axes = min(n_components, *rows.shape)
    if n_axes < min(rows.shape) // 2:
        square = sparse.linalg.aslinearoperator(rows.T) @ (
            sparse.linalg.aslinearoperator(rows)
        )
        start = rng.uniform(-1.0, 1.0, rows.shape[1])
        lengths, axes = sparse.linalg.eigsh(square, k=n_axes, v0=start)
        lengths = np.sqrt(np.maximum(lengths, 0.0))
    else:
        dense = np.asarray(rows.toarray() if hasattr(rows, "toarray") else rows)
        _, lengths, directions = np.linalg.svd(dense, full_matrices=False)
        axes = directions.T[:, :n_axes]
        lengths = lengths[:n_axes]
    order = np.argsort(-lengths, kind="stable")
    axes = axes[:, order][:, lengths[order] > 1e-6 * max(float(lengths.max()), 1e-12)]
    largest = np.argmax(np.abs(axes).round(6), axis=0)
    return np.ascontiguousarray(axes * np.sign(axes[largest, range(axes.shape[1])]))


def _project(rows: Any, components: NDArray[np.float64]) -> NDArray[np.float64]:
    """Project each row by itself and give it length 1; NaN where nothing is left."""
    placed: NDArray[np.float64]
    if hasattr(rows, "tocsr"):
        placed = np.ascontiguousarray(rows.tocsr() @ components)
    else:
        placed = np.array(
            [np.einsum("j,jk->k", np.asarray(row), components) for row in rows]
        ).reshape(len(rows), components.shape[1])
    lengths = np.sqrt(np.array([np.sum(row * row) for row in placed]))
    lengths[lengths < 1e-9] = np.nan
    placed /= lengths[:, None]
    return placed


def _is_flat(coordinates: NDArray[np.float64]) -> bool:
    known = coordinates[~np.isnan(coordinates[:, 0])]
    return known.shape[0] < 2 or bool(np.all(np.abs(known - known[0]) < 1e-9))
