"""What answers have shown of each person beyond their profile, and how surely."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.facing import Facing

Array = NDArray[np.float64]
MAX_STEPS = 20
CONVERGED = 1e-4
TINY = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Effects of people on one side of a pair: as raters, or as ratees.

    The entries are the person's level, tastes (what each axis of a profile on the other
    side counts beyond what it counts for everyone) and factors. Someone without answers
    has effects of zero and the variance of the prior.

    Attributes
    ----------
    ids : tuple of str
        People with answers.
    mean : ndarray of shape (n_people, n_entries)
        Modes of the effects.
    precision : ndarray of shape (n_people, n_entries, n_entries)
        Of these, prior included.
    prior : ndarray of shape (n_entries,)
        Variance of each entry before any answer.
    rows : dict of str to int
        Position of each person.
    """

    ids: tuple[str, ...]
    mean: Array
    precision: Array
    prior: Array
    rows: dict[str, int]

    @classmethod
    def of(
        cls, ids: tuple[str, ...], mean: Array, precision: Array, prior: Array
    ) -> Self:
        """Make a history of arrays.

        Parameters
        ----------
        ids : tuple of str
            People.
        mean, precision, prior : ndarray
            As in the attributes.

        Returns
        -------
        History
            With positions looked up.
        """
        rows = {person: row for row, person in enumerate(ids)}
        return cls(ids, mean, precision, prior, rows)

    def means(self, ids: tuple[str, ...]) -> Array:
        """Find the effects of people.

        Parameters
        ----------
        ids : tuple of str
            Anyone; strangers have none.

        Returns
        -------
        ndarray of shape (n_people, n_entries)
            Modes.
        """
        found = self._positions(ids)
        mean = np.zeros((len(ids), self.prior.size))
        mean[found >= 0] = self.mean[found[found >= 0]]
        return mean

    def covariances(self, ids: tuple[str, ...]) -> Array:
        """Find how unsure the effects of people are.

        Parameters
        ----------
        ids : tuple of str
            Anyone; strangers have the prior.

        Returns
        -------
        ndarray of shape (n_people, n_entries, n_entries)
            Covariances.
        """
        found = self._positions(ids)
        covariance = np.tile(np.diag(self.prior), (len(ids), 1, 1))
        known = found >= 0
        if known.any():
            covariance[known] = np.linalg.inv(self.precision[found[known]])
        return covariance

    def _positions(self, ids: tuple[str, ...]) -> NDArray[np.intp]:
        return np.array([self.rows.get(person, -1) for person in ids], dtype=np.intp)

    def only(self, ids: tuple[str, ...]) -> Self:
        """Keep those of some people who have a history.

        Parameters
        ----------
        ids : tuple of str
            Anyone, none twice.

        Returns
        -------
        History
            In the order of `ids`.
        """
        found = self._positions(ids)
        kept = found[found >= 0]
        names = tuple(self.ids[row] for row in kept.tolist())
        return self.of(names, self.mean[kept], self.precision[kept], self.prior)

    def with_people(self, others: "History") -> Self:
        """Renew some people, or add them.

        Parameters
        ----------
        others : History
            Their effects, of the same factors.

        Returns
        -------
        History
            A copy.
        """
        new = tuple(person for person in others.ids if person not in self.rows)
        rows = dict(self.rows)
        rows.update((person, len(self.ids) + k) for k, person in enumerate(new))
        size = self.prior.size
        means = np.concatenate([self.mean, np.zeros((len(new), size))])
        precisions = np.concatenate([self.precision, np.zeros((len(new), size, size))])
        where = [rows[person] for person in others.ids]
        means[where] = others.mean
        precisions[where] = others.precision
        return type(self)(self.ids + new, means, precisions, self.prior, rows)

    def after(
        self,
        ids: tuple[str, ...],
        person: NDArray[np.intp],
        *,
        other: Facing,
        offset: Array,
        y: Array,
        weight: Array,
    ) -> tuple[Array, Array]:
        """Update some people by answers, everything else held.

        What those on the other side of the answers are like is known in part only.
        Their covariance stands in the bound of each answer (Jaakkola and Jordan
        2000), as in the fit, so that someone met by strangers is learned about
        carefully, and on the scale of the fit.

        Parameters
        ----------
        ids : tuple of str
            Whose effects, none twice.
        person : ndarray of shape (n_answers,), intp
            Position in `ids` of each answer.
        other : Facing
            What each entry is multiplied by.
        offset : ndarray of shape (n_answers,)
            Logits without the effects of these people.
        y, weight : ndarray of shape (n_answers,)
            Answers in [0, 1] and how much each counts.

        Returns
        -------
        tuple of ndarray
            Means and precisions after the answers.
        """
        before = self.means(ids)
        prior = np.tile(np.diag(1.0 / self.prior), (len(ids), 1, 1))
        found = self._positions(ids)
        prior[found >= 0] = self.precision[found[found >= 0]]
        to_person = np.zeros((len(ids), person.size))
        to_person[person, np.arange(person.size)] = 1.0
        design, second = other.design, other.second()
        crossed = design * offset[:, np.newaxis] + other.crossed()
        pull = to_person @ (design * (weight * (y - 0.5))[:, np.newaxis])
        pull += np.einsum("ijk,ik->ij", prior, before)
        effect: Array = before
        precision, covariance = prior, _inverse(prior)
        for _ in range(MAX_STEPS):
            own = effect[person]
            mean = offset + np.einsum("ij,ij->i", design, own)
            variance = other.variance(own, covariance[person])
            tilt = np.sqrt(mean**2 + np.maximum(variance, TINY))
            omega = weight * np.tanh(tilt / 2.0) / (2.0 * tilt)
            flat = (second * omega[:, np.newaxis, np.newaxis]).reshape(person.size, -1)
            precision = prior + (to_person @ flat).reshape(prior.shape)
            covariance = _inverse(precision)
            slope = pull - to_person @ (crossed * omega[:, np.newaxis])
            renewed = (covariance @ slope[:, :, np.newaxis])[:, :, 0]
            change = float(np.abs(renewed - effect).max(initial=0.0))
            effect = renewed
            if change < CONVERGED:
                break
        return effect, precision


def _inverse(matrices: Array) -> Array:
    return np.asarray(np.linalg.inv(matrices), dtype=np.float64)
