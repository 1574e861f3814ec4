"""From profiles and pairs to the arrays of a fit, on scales learned once."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.effects import EffectsData
from models.pairs import Pairs
from models.profiles import Profiles

Array = NDArray[np.float64]
# Of the priors before the answers renew them: features of raters, features of ratees,
# maps, products, raters, ratees, groups.
START_VARIANCES = np.array([0.02, 0.02, 0.02, 0.005, 0.5, 0.5, 0.1])
MAX_AXES = 10  # principal axes whose products are terms
MAX_CELLS = 8_000_000  # of the table of products


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """Names and scales of all that a value model reads.

    Attributes
    ----------
    names : tuple of str
        Features.
    center, scale : ndarray of shape (n_features,)
        Mean and standard deviation among the people of the fit.
    map_names : tuple of str
        Pair maps.
    map_center, map_scale : ndarray of shape (n_maps,)
        Mean and standard deviation among the pairs of the fit.
    axes : ndarray of shape (n_features, n_axes)
        From standardised features to principal axes of variance 1; every product of
        an axis of the rater with one of the ratee is a term of a pair.
    context_names : tuple of str
        Exposure.
    context_center, context_scale : ndarray of shape (n_context,)
        Mean, which is the reference of every prediction, and standard deviation.
    """

    names: tuple[str, ...]
    center: Array
    scale: Array
    map_names: tuple[str, ...]
    map_center: Array
    map_scale: Array
    axes: Array
    context_names: tuple[str, ...]
    context_center: Array
    context_scale: Array

    @classmethod
    def learn(cls, profiles: Profiles, pairs: Pairs) -> Self:
        """Learn the scales.

        Parameters
        ----------
        profiles : Profiles
            Leaders; those in no pair are left out.
        pairs : Pairs
            Of the fit.

        Returns
        -------
        Terms
            Constant columns keep a scale of 1.
        """
        seen = np.unique(np.concatenate([pairs.rater, pairs.ratee]))
        center, scale = _standard(profiles.X[seen])
        standard = np.nan_to_num((profiles.X[seen] - center) / scale)
        n_axes = min(MAX_AXES, int(np.sqrt(MAX_CELLS / max(len(pairs), 1))))
        return cls(
            profiles.names,
            center,
            scale,
            tuple(held.name for held in profiles.maps),
            *_standard(_terms_of(profiles, pairs)),
            _principal_axes(standard, n_axes),
            pairs.context_names,
            *_standard(pairs.context),
        )

    def features(self, profiles: Profiles) -> Array:
        """Standardise features; unknown ones count as average.

        Parameters
        ----------
        profiles : Profiles
            With the features and maps of the fit.

        Returns
        -------
        ndarray of shape (n_leaders, n_features)
            Finite.
        """
        names = tuple(held.name for held in profiles.maps)
        if profiles.names != self.names or names != self.map_names:
            msg = (
                f"the profiles must have the {len(self.names)} features and "
                f"{len(self.map_names)} maps that the model was fitted on."
            )
            raise ValueError(msg)
        return np.nan_to_num((profiles.X - self.center) / self.scale)

    def context(self, pairs: Pairs) -> Array:
        """Standardise exposure; unknown exposure counts as the reference.

        Parameters
        ----------
        pairs : Pairs
            With any context; columns of the fit that are absent are unknown.

        Returns
        -------
        ndarray of shape (n_pairs, n_context)
            Finite.
        """
        columns = np.zeros((len(pairs), len(self.context_names)))
        for k, name in enumerate(self.context_names):
            if name in pairs.context_names:
                found = pairs.context[:, pairs.context_names.index(name)]
                scaled = (found - self.context_center[k]) / self.context_scale[k]
                columns[:, k] = np.nan_to_num(scaled)
        return columns

    def pair_terms(
        self, profiles: Profiles, pairs: Pairs, X: Array, context: Array | None = None
    ) -> Array:
        """Lay out what a pair has beyond its two people.

        Parameters
        ----------
        profiles : Profiles
            Leaders.
        pairs : Pairs
            Pairs of them.
        X : ndarray of shape (n_leaders, n_features)
            From `features`.
        context : ndarray of shape (n_pairs, n_context) or None, default=None
            From `context`; None is the reference.

        Returns
        -------
        ndarray of shape (n_pairs, 1 + n_maps + n_axes ** 2 + n_context)
            Ones, maps, products of axes, context.
        """
        n_pairs, n_maps = len(pairs), len(self.map_names)
        n_axes = self.axes.shape[1]
        last = 1 + n_maps + n_axes**2
        E = np.zeros((n_pairs, last + len(self.context_names)))
        E[:, 0] = 1.0
        E[:, 1 : 1 + n_maps] = _terms_of(profiles, pairs)
        E[:, 1 : 1 + n_maps] -= self.map_center
        E[:, 1 : 1 + n_maps] /= self.map_scale
        axes = X @ self.axes
        given = axes[pairs.ratee]
        for k in range(n_axes):
            first = 1 + n_maps + k * n_axes
            E[:, first : first + n_axes] = axes[pairs.rater, k][:, np.newaxis] * given
        if context is not None:
            E[:, last:] = context
        return E

    def data(
        self, profiles: Profiles, pairs: Pairs, y: Array, offset: Array | None = None
    ) -> tuple[EffectsData, Array]:
        """Lay out a fit: raters, ratees and groups are its sources.

        Parameters
        ----------
        profiles : Profiles
            Leaders.
        pairs : Pairs
            Pairs that were answered.
        y : ndarray of shape (n_pairs,)
            Answers.
        offset : ndarray of shape (n_pairs,) or None, default=None
            Added to the logits.

        Returns
        -------
        tuple of EffectsData and ndarray of shape (n_priors,)
            The data and the variances to begin with: a facet and side each, maps,
            raters, ratees, groups.
        """
        X = self.features(profiles)
        n_leaders, n_features = X.shape
        n_groups = int(pairs.group.max(initial=-1)) + 1
        B = np.zeros((2 * n_leaders + n_groups, 2 * n_features))
        B[:n_leaders, :n_features] = X
        B[n_leaders : 2 * n_leaders, n_features:] = X
        blocks, families, variances = self._priors(n_leaders, n_groups)
        data = EffectsData(
            _incidence(pairs, n_leaders, n_groups),
            B,
            self.pair_terms(profiles, pairs, X, self.context(pairs)),
            y,
            pairs.weight,
            np.zeros(len(pairs)) if offset is None else offset,
            blocks,
            families,
        )
        return data, variances

    def _priors(
        self, n_leaders: int, n_groups: int
    ) -> tuple[
        tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]],
        NDArray[np.intp],
        Array,
    ]:
        """Give a number to the prior of everything that is fitted."""
        facets = [name.split("__")[0] for name in self.names]
        distinct = list(dict.fromkeys(facets))
        of_feature = np.array([distinct.index(f) for f in facets], dtype=np.intp)
        n_facets, n_maps = len(distinct), len(self.map_names)
        n_products = self.axes.shape[1] ** 2
        families = np.repeat(
            np.arange(7), [n_facets, n_facets, n_maps, 1, 1, 1, 1]
        ).astype(np.intp)
        first = 2 * n_facets
        of_term = np.full(1 + n_maps + n_products + len(self.context_names), -1)
        of_term[1 : 1 + n_maps] = first + np.arange(n_maps)
        of_term[1 + n_maps : 1 + n_maps + n_products] = first + n_maps
        last = first + n_maps + 1
        leaders = np.repeat([last, last + 1], n_leaders)
        blocks = (
            np.concatenate([of_feature, of_feature + n_facets]),
            of_term.astype(np.intp),
            np.concatenate([leaders, np.full(n_groups, last + 2)]).astype(np.intp),
        )
        return blocks, families, START_VARIANCES[families]


def _terms_of(profiles: Profiles, pairs: Pairs) -> Array:
    columns = [held.terms(pairs.rater, pairs.ratee) for held in profiles.maps]
    return np.column_stack([np.zeros((len(pairs), 0)), *columns])


def _standard(X: Array) -> tuple[Array, Array]:
    """Give mean and standard deviation of the known cells of each column."""
    known = ~np.isnan(X)
    count = np.maximum(known.sum(axis=0), 1)
    center = np.where(known, X, 0.0).sum(axis=0) / count
    squares = np.where(known, X - center, 0.0) ** 2
    scale = np.sqrt(squares.sum(axis=0) / count)
    return center, np.where(scale > 1e-9 * (1.0 + np.abs(center)), scale, 1.0)


def _principal_axes(X: Array, n_axes: int) -> Array:
    """Find the directions in which people differ most, scaled to variance 1."""
    centred = X - X.mean(axis=0)
    variances, directions = np.linalg.eigh(centred.T @ centred / max(len(X), 1))
    order = np.argsort(-variances, kind="stable")[:n_axes]
    order = order[variances[order] > 1e-9]
    return np.asarray(directions[:, order] / np.sqrt(variances[order]))


def _incidence(pairs: Pairs, n_leaders: int, n_groups: int) -> sparse.csr_array:
    n_pairs = len(pairs)
    grouped = np.flatnonzero(pairs.group >= 0)
    answers = np.concatenate([np.arange(n_pairs), np.arange(n_pairs), grouped])
    sources = np.concatenate(
        [
            pairs.rater,
            n_leaders + pairs.ratee,
            2 * n_leaders + pairs.group[grouped],
        ]
    )
    shape = (n_pairs, 2 * n_leaders + n_groups)
    return sparse.csr_array((np.ones(answers.size), (answers, sources)), shape=shape)
