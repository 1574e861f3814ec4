"""The feature pipeline: a table of leaders to one named block a facet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from models.facets import CANONICAL, FacetPlan, plan_facet

MIN_KNOWN: Final = 2  # leaders; fewer make no pair
SAME: Final = 1e-12  # mean squared distance below which all leaders are alike


@dataclass(frozen=True, slots=True)
class Block:
    """One facet of the leaders of a roster.

    Attributes
    ----------
    name : str
        The facet.
    X : ndarray of shape (n_leaders, n_axes), float64
        Coordinates, NaN throughout a row where the facet is unknown. Two random
        known leaders of the fitted roster are at squared distance 1 on average.
    """

    name: str
    X: NDArray[np.float64]


class Embedding(TransformerMixin, BaseEstimator):
    """Place leaders so that squared Euclidean distance says how much they differ.

    Every facet becomes a block of columns, scaled so that the squared distance over
    all pairs of leaders with a known value averages exactly 1. Facets can then be
    weighted against each other, whatever their units and number of columns.

    Parameters
    ----------
    facets : sequence or mapping of str, default=None
        Names of facets; of a mapping (facet to weight) the keys. None takes those of
        "industry", "size", "challenges", "stage", "place" and "availability" that the
        table knows of at least two leaders. Any other name is a column of the table,
        read as number, list, category or text by what it holds.
    as_of_year : float, default=None
        The year from which company age is counted; None takes the latest year founded
        in the fitted roster, so that no clock is read.
    random_state : int, RandomState or None, default=0
        Start of the text decomposition; it affects no more than rounding.

    Attributes
    ----------
    encoders_ : dict of str to estimator
        The fitted encoder of each facet that has a block.
    columns_ : dict of str to tuple of str
        The columns of the table that each of these facets is read from.
    scales_ : dict of str to float
        What the encoder's coordinates are multiplied by.
    known_share_ : dict of str to float
        Share of the fitted leaders in [0, 1] with a known value, of every facet asked
        for, dropped ones included.
    dropped_ : dict of str to str
        Facets without a block, each with the reason in a sentence.
    n_features_in_ : int
        Columns of the fitted table.
    feature_names_in_ : ndarray of shape (n_columns,), object
        Their names.

    Examples
    --------
    >>> table = pd.DataFrame({"industry": ["Software", "Dentist", None],
    ...                       "revenue": [1e6, 2e6, 4e6]})
    >>> embedding = Embedding().fit(table)
    >>> blocks = embedding.blocks(table)
    >>> list(blocks), embedding.known_share_["industry"].__round__(2)
    (['industry', 'size'], 0.67)
    >>> X = blocks["industry"].X
    >>> round(float(((X[0] - X[1]) ** 2).sum()), 9)
    1.0
    """

    def __init__(
        self,
        facets: Any = None,
        *,
        as_of_year: float | None = None,
        random_state: Any = 0,
    ) -> None:
        self.facets = facets
        self.as_of_year = as_of_year
        self.random_state = random_state

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:  # noqa: ARG002 - sklearn's signature
        """Learn each facet and its scale.

        Parameters
        ----------
        X : DataFrame
            One row a leader, with canonical column names.
        y : None
            Ignored.

        Returns
        -------
        Embedding
            Itself, fitted.

        Raises
        ------
        ValueError
            When a facet does not exist, is sensitive or is asked for twice.
        TypeError
            When `X` is no DataFrame.
        """
        for _ in self._fitted(X):
            pass
        return self

    def fit_blocks(self, X: pd.DataFrame) -> dict[str, Block]:
        """Learn each facet and its scale, and place the same leaders in one go.

        Parameters
        ----------
        X : DataFrame
            As for `fit`.

        Returns
        -------
        dict of str to Block
            What `blocks` gives for the same table.
        """
        return {
            name: Block(name, coordinates * self.scales_[name])
            for name, coordinates in self._fitted(X)
        }

    def _fitted(self, X: pd.DataFrame) -> Iterator[tuple[str, NDArray[np.float64]]]:
        """Fit facet by facet, and give the coordinates that each was scaled by."""
        _check_table(X)
        self.n_features_in_ = X.shape[1]
        self.feature_names_in_ = np.array([str(c) for c in X.columns], dtype=object)
        self.encoders_: dict[str, Any] = {}
        self.columns_: dict[str, tuple[str, ...]] = {}
        self.scales_: dict[str, float] = {}
        self.known_share_: dict[str, float] = {}
        self.dropped_: dict[str, str] = {}
        for name in _names(self.facets):
            plan = plan_facet(
                name, X, as_of_year=self.as_of_year, random_state=self.random_state
            )
            if self.facets is not None or plan.n_known(X) >= MIN_KNOWN:
                coordinates = self._fit_facet(plan, X)
                if coordinates is not None:
                    yield name, coordinates

    def _fit_facet(
        self, plan: FacetPlan, table: pd.DataFrame
    ) -> NDArray[np.float64] | None:
        """Fit one facet; None where it is dropped."""
        if not plan.columns or not len(table):
            self.known_share_[plan.name] = 0.0
            self.dropped_[plan.name] = _no_column(plan.name)
            return None
        encoder = plan.encoder.fit(_input(plan.columns, table))
        coordinates: NDArray[np.float64]
        coordinates = encoder.transform(_input(plan.columns, table))
        known = coordinates[~np.isnan(coordinates).any(axis=1)]
        self.known_share_[plan.name] = known.shape[0] / len(table)
        spread = mean_squared_distance(known)
        if known.shape[0] < MIN_KNOWN or spread < SAME:
            self.dropped_[plan.name] = _no_use(plan, known.shape[0])
            return None
        self.encoders_[plan.name] = encoder
        self.columns_[plan.name] = plan.columns
        self.scales_[plan.name] = 1.0 / float(np.sqrt(spread))
        return coordinates

    def blocks(self, table: pd.DataFrame) -> dict[str, Block]:
        """Place leaders, one block a facet.

        Parameters
        ----------
        table : DataFrame
            Leaders, with the columns that `columns_` names; others are ignored.

        Returns
        -------
        dict of str to Block
            In the order in which facets were asked for. A leader's row depends on
            that leader alone, to the last bit.

        Raises
        ------
        ValueError
            When a column is missing.
        """
        check_is_fitted(self, "scales_")
        _check_table(table)
        result = {}
        for name, encoder in self.encoders_.items():
            missing = [c for c in self.columns_[name] if c not in table.columns]
            if missing:
                msg = (
                    f'the table lacks column "{missing[0]}", which facet "{name}" was '
                    "fitted on."
                )
                raise ValueError(msg)
            coordinates = encoder.transform(_input(self.columns_[name], table))
            result[name] = Block(name, coordinates * self.scales_[name])
        return result

    def transform(self, X: pd.DataFrame) -> NDArray[np.float64]:
        """Place leaders, all blocks side by side.

        Parameters
        ----------
        X : DataFrame
            Leaders.

        Returns
        -------
        ndarray of shape (n_leaders, n_axes), float64
            NaN throughout a block where its facet is unknown.
        """
        blocks = [block.X for block in self.blocks(X).values()]
        return np.hstack([np.zeros((len(X), 0)), *blocks])

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:  # noqa: ARG002 - sklearn's signature
        """Name the columns of `transform`.

        Parameters
        ----------
        input_features : None
            Ignored.

        Returns
        -------
        ndarray of shape (n_axes,), object
            "industry__industry0" and so on: the facet, then the encoder's column.
        """
        check_is_fitted(self, "scales_")
        names = [
            f"{facet}__{column}"
            for facet, encoder in self.encoders_.items()
            for column in encoder.get_feature_names_out()
        ]
        return np.array(names, dtype=object)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False  # a table with named columns only
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        return tags


def mean_squared_distance(coordinates: NDArray[np.float64]) -> float:
    """Average the squared distance over all pairs of two different rows.

    Parameters
    ----------
    coordinates : ndarray of shape (n_leaders, n_axes)
        Known rows.

    Returns
    -------
    float
        2 n / (n - 1) times the sum of the columns' variances; 0 without a pair.

    Examples
    --------
    >>> mean_squared_distance(np.array([[0.0], [1.0], [2.0]]))
    2.0
    """
    n_leaders = coordinates.shape[0]
    if n_leaders < MIN_KNOWN:
        return 0.0
    variances = [float(np.var(column)) for column in coordinates.T]
    return float(2.0 * sum(variances) * n_leaders / (n_leaders - 1))


def _names(facets: Any) -> tuple[str, ...]:
    if facets is None:
        return tuple(CANONICAL)
    if isinstance(facets, str) or not hasattr(facets, "__iter__"):
        msg = f"facets must be names or a mapping from names, got {facets!r}."
        raise TypeError(msg)
    names = tuple(facets)
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        msg = f'facet "{twice[0]}" is asked for twice.'
        raise ValueError(msg)
    return names


def _check_table(table: Any) -> None:
    if not isinstance(table, pd.DataFrame):
        msg = f"X must be a DataFrame with named columns, got {type(table).__name__}."
        raise TypeError(msg)
    if not table.columns.is_unique:
        name = table.columns[table.columns.duplicated()][0]
        msg = f'column "{name}" appears twice; rename one of them.'
        raise ValueError(msg)


def _input(columns: Sequence[str], table: pd.DataFrame) -> pd.DataFrame:
    return table[list(columns)]


def _no_column(name: str) -> str:
    if name not in CANONICAL:
        return "The table has no rows."
    return f"The table has no column {' or '.join(CANONICAL[name])}."


def _no_use(plan: FacetPlan, n_known: int) -> str:
    columns = ", ".join(plan.columns)
    if n_known == 0:
        return f"No leader has a known value in {columns}."
    if n_known == 1:
        return f"Only one leader has a known value in {columns}."
    return f"All {n_known} known values in {columns} are the same."
