"""All that a prediction of value needs, and how new answers renew its people."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.effects import EffectsFit
from models.facing import Facing
from models.factors import Factors
from models.history import TINY, History
from models.pairs import Pairs
from models.profiles import Profiles
from models.value_terms import Terms

Array = NDArray[np.float64]
LOGISTIC: Final = np.pi / 8.0  # of variance, by which a logit is shrunk (MacKay 1992)


@dataclass(frozen=True, slots=True)
class Choice:
    """What people have beyond levels, and how far it may reach.

    Attributes
    ----------
    n_factors : int
        Factors of each person.
    variance : float
        Of each factor before any answer.
    n_tastes : int
        Axes of profiles that each person may weigh in a way of their own.
    taste_variance : float
        Of each taste before any answer.
    """

    n_factors: int = 0
    variance: float = 0.0
    n_tastes: int = 0
    taste_variance: float = 0.0

    @property
    def is_level_only(self) -> bool:
        """Whether people have nothing beyond levels."""
        return not (self.n_factors or self.n_tastes)


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """All that a prediction needs before calibration.

    Attributes
    ----------
    terms : Terms
        Names and scales.
    fit : EffectsFit
        Coefficients.
    raters, ratees : History
        People.
    n_tastes : int, default=0
        Entries of people that meet axes of profiles.
    """

    terms: Terms
    fit: EffectsFit
    raters: History
    ratees: History
    n_tastes: int = 0

    def axes(self, profiles: Profiles) -> Array:
        """Give profiles as tastes meet them.

        Parameters
        ----------
        profiles : Profiles
            Leaders.

        Returns
        -------
        ndarray of shape (n_leaders, n_tastes)
            Positions on the first principal axes.
        """
        return self.terms.features(profiles) @ self.terms.axes[:, : self.n_tastes]

    def coefficients(self) -> tuple[Array, Array, Array, Array, Array]:
        """Split the modes by what they belong to.

        Returns
        -------
        tuple of five ndarray
            Features of raters, features of ratees, maps, products (square), context.
        """
        n_features, n_maps = len(self.terms.names), len(self.terms.map_names)
        n_axes = self.terms.axes.shape[1]
        last = 1 + n_maps + n_axes**2
        return (
            self.fit.f[:n_features],
            self.fit.f[n_features:],
            self.fit.e[1 : 1 + n_maps],
            self.fit.e[1 + n_maps : last].reshape(n_axes, n_axes),
            self.fit.e[last:],
        )

    def raw(self, profiles: Profiles) -> Factors:
        """Give the modes of the logits, exactly.

        Parameters
        ----------
        profiles : Profiles
            Leaders.

        Returns
        -------
        Factors
            Before shrinkage and calibration.
        """
        of_need, of_give, of_map, of_product, _ = self.coefficients()
        X = self.terms.features(profiles)
        needs = self.raters.means(profiles.ids)
        gives = self.ratees.means(profiles.ids)
        weights = of_map / self.terms.map_scale
        axes = X @ self.terms.axes
        last = 1 + self.n_tastes
        weighed = axes @ of_product
        weighed[:, : self.n_tastes] += needs[:, 1:last]
        maps = zip(weights, profiles.maps, strict=True)
        wanted = [w * held.need for w, held in maps]
        given = [held.give for held in profiles.maps]
        return Factors(
            np.hstack([*wanted, weighed, axes[:, : self.n_tastes], needs[:, last:]]),
            np.hstack([*given, axes, gives[:, 1:]]),
            X @ of_need + needs[:, 0],
            X @ of_give + gives[:, 0],
            float(self.fit.e[0] - weights @ self.terms.map_center),
        )

    def logits(
        self, profiles: Profiles, platt: tuple[float, float] = (0.0, 1.0)
    ) -> Factors:
        """Shrink the logits by how little is known of each person, and calibrate them.

        Parameters
        ----------
        profiles : Profiles
            Leaders.
        platt : tuple of two float, default=(0.0, 1.0)
            Intercept and slope.

        Returns
        -------
        Factors
            Exact; two factors more than the modes have.
        """
        raw = self.raw(profiles)
        of_need = _spread(self.raters, self.ratees, profiles.ids, self.n_tastes)
        of_give = _spread(self.ratees, self.raters, profiles.ids, self.n_tastes)
        ones = np.ones(len(profiles))
        zeros = np.zeros(len(profiles))
        wanted = np.column_stack([raw.need, raw.base + raw.need_bias, ones])
        given = np.column_stack([raw.give, ones, raw.give_bias])
        shrink = platt[1] / np.sqrt(1.0 + LOGISTIC * of_need)
        need = wanted * shrink[:, np.newaxis]
        give = given / np.sqrt(1.0 + LOGISTIC * of_give)[:, np.newaxis]
        return Factors(need, give, zeros, zeros.copy(), platt[0])

    def folded(
        self,
        before: History,
        profiles: Profiles,
        pairs: Pairs,
        y: Array,
        *,
        side: int,
        mood: Array,
    ) -> "Parts":
        """Update the people of one side by answers, the other side as it is now.

        Parameters
        ----------
        before : History
            The side before any of these answers.
        profiles : Profiles
            Leaders.
        pairs : Pairs
            Who answered about whom.
        y : ndarray of shape (n_pairs,)
            Answers in [0, 1].
        side : {0, 1}
            Raters or ratees.
        mood : ndarray of shape (n_pairs,)
            Of the group of each pair, in logits.

        Returns
        -------
        Parts
            A copy with that side renewed.
        """
        near, far = pairs.rater, pairs.ratee
        own, other = self.raters, self.ratees
        if side:
            near, far, own, other = far, near, other, own
        logits = self._in_place(profiles, pairs) + mood
        axes = self.axes(profiles)
        face = Facing.of(
            other.means(profiles.ids)[far],
            other.covariances(profiles.ids)[far],
            axes[far],
            axes[near],
        )
        people, position = np.unique(near, return_inverse=True)
        ids = tuple(profiles.ids[row] for row in people.tolist())
        now = own.means(ids)[position]
        mean, precision = before.after(
            ids,
            position,
            other=face,
            offset=logits - np.einsum("ij,ij->i", face.design, now),
            y=y,
            weight=pairs.weight,
        )
        renewed = before.with_people(History.of(ids, mean, precision, before.prior))
        if side == 0:
            return replace(self, raters=renewed)
        return replace(self, ratees=renewed)

    def moods(self, profiles: Profiles, pairs: Pairs, y: Array) -> Array:
        """Estimate what the groups of some answers share, people as they are now.

        Parameters
        ----------
        profiles : Profiles
            Leaders.
        pairs : Pairs
            Who answered about whom, in groups that no fit has seen.
        y : ndarray of shape (n_pairs,)
            Answers in [0, 1].

        Returns
        -------
        ndarray of shape (n_pairs,)
            In logits; 0 where the group is unknown.
        """
        mood = np.zeros(len(pairs))
        grouped = np.flatnonzero(pairs.group >= 0)
        if not grouped.size:
            return mood
        groups, position = np.unique(pairs.group[grouped], return_inverse=True)
        one = np.zeros((0, 1))
        prior = self.fit.variances[-1:]
        unseen = History.of((), one, one[:, :, np.newaxis], prior)
        found, _ = unseen.after(
            tuple(str(group) for group in groups.tolist()),
            position,
            other=Facing(
                np.ones((grouped.size, 1)),
                np.zeros(grouped.size),
                self.people_variance(profiles, pairs.take(grouped))[:, None, None],
            ),
            offset=self._in_place(profiles, pairs)[grouped],
            y=y[grouped],
            weight=pairs.weight[grouped],
        )
        mood[grouped] = found[position, 0]
        return mood

    def people_variance(self, profiles: Profiles, pairs: Pairs) -> Array:
        """Give how unsure logits are for what is not known of both people.

        Parameters
        ----------
        profiles : Profiles
            Leaders.
        pairs : Pairs
            Pairs of them.

        Returns
        -------
        ndarray of shape (n_pairs,)
            Variances.
        """
        raters = tuple(profiles.ids[i] for i in pairs.rater.tolist())
        ratees = tuple(profiles.ids[j] for j in pairs.ratee.tolist())
        axes = self.axes(profiles)
        face = Facing.of(
            self.ratees.means(ratees),
            self.ratees.covariances(ratees),
            axes[pairs.ratee],
            axes[pairs.rater],
        )
        own = self.raters.means(raters), self.raters.covariances(raters)
        return np.maximum(face.variance(*own), TINY)

    def _in_place(self, profiles: Profiles, pairs: Pairs) -> Array:
        """Give the modes of the logits of pairs in their circumstances."""
        logits = self.raw(profiles).of(pairs.rater, pairs.ratee)
        return logits + self.terms.context(pairs) @ self.coefficients()[-1]


def _spread(own: History, other: History, ids: tuple[str, ...], n_tastes: int) -> Array:
    """Give how unsure each person's part of an average logit is."""
    loads = other.mean.copy()
    loads[:, 0] = 1.0
    loads[:, 1 : 1 + n_tastes] = 0.0
    moment = loads.T @ loads / max(loads.shape[0], 1)
    first = np.arange(1 + n_tastes)
    moment[first, first] = 1.0  # axes are scaled to variance 1
    return np.asarray(np.einsum("ijk,jk->i", own.covariances(ids), moment))
