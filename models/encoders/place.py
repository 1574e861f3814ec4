"""The place facet: where on the globe, or in which city, state and country."""

from collections.abc import Sequence
from typing import Any, Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from models.encoders.cells import texts_of
from models.encoders.tree import Path, TreeCoordinates

COARSE_FIRST: Final = ("country", "state", "city")
HEIGHTS: Final = (0.5, 0.3, 0.2)
MIN_LOCATED_SHARE: Final = 0.5


class PlaceEncoder(TransformerMixin, BaseEstimator):
    """Place leaders on the globe, or in a tree of country, state and city.

    When at least half of the leaders with any place have latitude and longitude, all
    are put on the unit sphere and the squared distance is that of the straight line
    through the globe. A leader without coordinates then takes the mean of those in
    the same city, else state, else country. When fewer have them, distance is 0 in
    the same city, 0.2 in the same state, 0.5 in the same country and 1 elsewhere;
    the time zone takes the part of the city where a roster has nothing else.

    Parameters
    ----------
    max_axes : int, default=64
        Most columns for the cities of the fitted roster, at least 1.

    Attributes
    ----------
    on_globe_ : bool
        Whether coordinates are used.
    means_ : dict of tuple to ndarray of shape (3,)
        Mean point on the sphere per country, state and city.
    coordinates_ : TreeCoordinates
        Where cities lie when coordinates are not used.
    is_flat_ : bool
        Whether no two fitted leaders can be told apart.
    n_features_in_ : int
        Columns seen by `fit`.
    feature_names_in_ : ndarray of shape (n_columns,)
        Their names.

    Examples
    --------
    >>> table = pd.DataFrame({"latitude": [0.0, 0.0, None], "longitude": [90, -90, 0]})
    >>> X = PlaceEncoder().fit_transform(table)
    >>> float(((X[0] - X[1]) ** 2).sum().round(9)), bool(np.isnan(X[2]).all())
    (4.0, True)
    """

    def __init__(self, max_axes: int = 64) -> None:
        self.max_axes = max_axes

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002 - sklearn's signature
        """Learn the places.

        Parameters
        ----------
        X : DataFrame
            With any of the columns latitude, longitude (degrees), city, state,
            country and time_zone.
        y : None
            Ignored.

        Returns
        -------
        PlaceEncoder
            Itself, fitted.
        """
        if self.max_axes < 1:
            msg = f"max_axes must be at least 1, got {self.max_axes!r}."
            raise ValueError(msg)
        if not isinstance(X, pd.DataFrame):
            msg = f"X must be a DataFrame with named columns, got {type(X).__name__}."
            raise TypeError(msg)
        self.feature_names_in_ = np.array(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        points, paths = _points(X), _paths(X)
        located = ~np.isnan(points[:, 0])
        somewhere = located | np.array([path is not None for path in paths], dtype=bool)
        self.on_globe_ = bool(
            located.sum() >= max(2.0, MIN_LOCATED_SHARE * somewhere.sum())
        )
        self.means_ = _means(points, paths) if self.on_globe_ else {}
        self.coordinates_ = TreeCoordinates.fit(
            [] if self.on_globe_ else paths, heights=HEIGHTS, max_axes=self.max_axes
        )
        known = self._encode(points, paths)
        known = known[~np.isnan(known[:, 0])]
        self.is_flat_ = known.shape[0] < 2 or bool(np.all(known == known[0]))
        return self

    def transform(self, X: pd.DataFrame) -> NDArray[np.float64]:
        """Give leaders their coordinates.

        Parameters
        ----------
        X : DataFrame
            With the columns of `fit`.

        Returns
        -------
        ndarray of shape (n_leaders, n_axes)
            NaN rows where no place is known.
        """
        check_is_fitted(self)
        X = X[list(self.feature_names_in_)]
        return self._encode(_points(X), _paths(X))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:  # noqa: ARG002 - sklearn's signature
        """Name the columns of `transform`.

        Parameters
        ----------
        input_features : None
            Ignored; the columns mix all places.

        Returns
        -------
        ndarray of shape (n_axes,), object
            "place0", "place1" and so on.
        """
        check_is_fitted(self)
        n_columns = 3 if self.on_globe_ else self.coordinates_.n_columns
        return np.array([f"place{j}" for j in range(n_columns)], dtype=object)

    def _encode(
        self, points: NDArray[np.float64], paths: Sequence[Path | None]
    ) -> NDArray[np.float64]:
        if not self.on_globe_:
            return self.coordinates_.locate_all(paths)
        filled = points.copy()
        for i in np.flatnonzero(np.isnan(points[:, 0])).tolist():
            filled[i] = self._estimate(paths[i])
        return filled

    def _estimate(self, path: Path | None) -> NDArray[np.float64]:
        full: Path = path or ()
        prefixes = [full[:length] for length in range(len(full), 0, -1)]
        unknown = np.full(3, np.nan)
        return next((self.means_[p] for p in prefixes if p in self.means_), unknown)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False  # a table with named columns only
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        return tags


def _points(table: pd.DataFrame) -> NDArray[np.float64]:
    """Put latitude and longitude on the unit sphere; NaN rows where unknown."""
    if not {"latitude", "longitude"} <= set(table.columns):
        return np.full((len(table), 3), np.nan)
    degrees = table[["latitude", "longitude"]].apply(pd.to_numeric, errors="coerce")
    north, east = degrees.to_numpy(dtype=np.float64, na_value=np.nan).T
    is_known = (np.abs(north) <= 90.0) & (np.abs(east) <= 180.0)
    is_known &= (north != 0.0) | (east != 0.0)
    north = np.where(is_known, np.radians(north), np.nan)
    east = np.where(is_known, np.radians(east), np.nan)
    return np.column_stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)]
    )


def _paths(table: pd.DataFrame) -> list[Path | None]:
    """List country, state and city of each leader, each name with those above it."""
    names = [name for name in COARSE_FIRST if name in table.columns]
    if not names and "time_zone" in table.columns:
        names = ["time_zone"]
    columns = {
        name: [(text or "").casefold() for text in texts_of(table[name])]
        for name in names
    }
    blank = [""] * len(table)
    levels = [columns.get(name, blank) for name in COARSE_FIRST]
    if "time_zone" in columns:
        levels[-1] = columns["time_zone"]
    paths: list[Path | None] = []
    for country, state, city in zip(*levels, strict=True):
        path = (country, f"{country}/{state}", f"{country}/{state}/{city}")
        paths.append(path if country or state or city else None)
    return paths


def _means(
    points: NDArray[np.float64], paths: Sequence[Path | None]
) -> dict[Path, NDArray[np.float64]]:
    """Average the points of each city, state and country."""
    groups: dict[Path, list[NDArray[np.float64]]] = {}
    for point, path in zip(points, paths, strict=True):
        if path is None or np.isnan(point[0]):
            continue
        for length in range(1, len(path) + 1):
            if path[length - 1].rpartition("/")[2]:
                groups.setdefault(path[:length], []).append(point)
    means = {
        path: np.mean(np.sort(group, axis=0), axis=0) for path, group in groups.items()
    }
    return {path: _normed(mean) for path, mean in means.items()}


def _normed(point: NDArray[np.float64]) -> NDArray[np.float64]:
    length = float(np.sqrt(np.sum(point**2)))
    return point / length if length > 1e-9 else point
