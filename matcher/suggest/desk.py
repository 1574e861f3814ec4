"""Groups as sums, so that a leader is weighed against all of them at once."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.errors import SeatingError
from matcher.given import Given
from matcher.grouping.part import take_rows
from matcher.grouping.problem import Facet, Value
from matcher.grouping.score import facet_scores, facet_weights
from matcher.pose import Posed, pose
from matcher.program.program import Program
from matcher.roster.roster import Roster
from matcher.roster.seating import seating_from_roster
from matcher.suggest.closing import Closing

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class FacetSums:
    """What a facet adds up to in each group.

    Attributes
    ----------
    X : ndarray of shape (n_leaders, n_axes)
        Coordinates about the centre; NaN where unknown.
    counts, squares : ndarray of shape (n_groups,)
        Leaders for whom it is known, and their squared lengths.
    sums : ndarray of shape (n_groups, n_axes)
        Of their coordinates.
    """

    X: Floats
    counts: Floats
    squares: Floats
    sums: Floats

    @classmethod
    def of(cls, facet: Facet, labels: Rows, n_groups: int) -> Self:
        """Add a facet up.

        Parameters
        ----------
        facet : Facet
            Of a problem.
        labels : ndarray of shape (n_leaders,)
            Group of each row, -1 for none.
        n_groups : int
            Groups there are.

        Returns
        -------
        FacetSums
            Of each group.
        """
        known = ~np.isnan(facet.X[:, 0])
        centre = facet.X[known].mean(axis=0) if known.any() else 0.0
        X = facet.X - centre
        rows = np.flatnonzero(known & (labels >= 0))
        seats = labels[rows]
        sums = np.zeros((n_groups, X.shape[1]))
        np.add.at(sums, seats, X[rows])
        lengths = np.einsum("ij,ij->i", X[rows], X[rows])
        counts = np.bincount(seats, minlength=n_groups).astype(np.float64)
        squares = np.bincount(seats, lengths, n_groups).astype(np.float64)
        return cls(X, counts, squares, sums)

    def to_members(self, row: int, sizes: NDArray[np.int64]) -> Floats:
        """Sum the distances from a leader to the members of every group.

        Parameters
        ----------
        row : int
            The leader; their distance to themselves is 0 where the facet is known.
        sizes : ndarray of shape (n_groups,)
            Members of each group.

        Returns
        -------
        ndarray of shape (n_groups,)
            Squared distances; a pair of which one is unknown counts 1.
        """
        own = self.X[row]
        if np.isnan(own[0]):
            return sizes.astype(np.float64)
        known = self.counts * (own @ own) + self.squares - 2.0 * (self.sums @ own)
        return np.asarray(np.maximum(known, 0.0) + (sizes - self.counts))


@dataclass(frozen=True, slots=True, eq=False)
class ValueSums:
    """What learned value adds up to in each group.

    Attributes
    ----------
    value : Value
        Of the problem.
    need, give : ndarray of shape (n_groups, n_factors)
        Sums over members.
    biases : ndarray of shape (n_groups,)
        Sums of both biases over members.
    """

    value: Value
    need: Floats
    give: Floats
    biases: Floats

    @classmethod
    def of(cls, value: Value, labels: Rows, n_groups: int) -> Self:
        """Add value up.

        Parameters
        ----------
        value : Value
            Of a problem.
        labels : ndarray of shape (n_leaders,)
            Group of each row, -1 for none.
        n_groups : int
            Groups there are.

        Returns
        -------
        ValueSums
            Of each group.
        """
        rows = np.flatnonzero(labels >= 0)
        need, give = np.zeros((2, n_groups, value.need.shape[1]))
        np.add.at(need, labels[rows], value.need[rows])
        np.add.at(give, labels[rows], value.give[rows])
        both = value.need_bias[rows] + value.give_bias[rows]
        biases = np.bincount(labels[rows], both, n_groups).astype(np.float64)
        return cls(value, need, give, biases)

    def to_members(self, row: int, sizes: NDArray[np.int64]) -> Floats:
        """Sum value between a leader and the members of every group.

        Parameters
        ----------
        row : int
            The leader.
        sizes : ndarray of shape (n_groups,)
            Members of each group.

        Returns
        -------
        ndarray of shape (n_groups,)
            Both ways, halved.
        """
        value = self.value
        both = self.give @ value.need[row] + self.need @ value.give[row]
        own = value.need_bias[row] + value.give_bias[row] + 2.0 * value.base
        return np.asarray((both + self.biases + sizes * own) / 2.0)


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """The groups of a seating, ready to be asked where one leader would fit.

    Attributes
    ----------
    posed : Posed
        Problem, rules and seating.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    group_ids : tuple of str
        Their names.
    sizes, most : ndarray of shape (n_groups,)
        Members there are, and most there may be.
    least : int
        Fewest members of a group.
    facets : tuple of FacetSums
        One a facet of the score.
    weights : ndarray of shape (n_facets,)
        Of the facets.
    value : ValueSums or None
        Learned value, where it counts.
    before : ndarray of shape (n_groups,)
        Score of each group.
    closing : Closing
        Which hard rules keep whom out of which group.
    order : ndarray of shape (n_seated,)
        Rows by group.
    starts : ndarray of shape (n_groups + 1,)
        Where each group begins in `order`.
    waiting : ndarray of shape (n_waiting,)
        Rows who sit nowhere, those first who joined first.
    """

    posed: Posed
    labels: Rows
    group_ids: tuple[str, ...]
    sizes: NDArray[np.int64]
    most: NDArray[np.int64]
    least: int
    facets: tuple[FacetSums, ...]
    weights: Floats
    value: ValueSums | None
    before: Floats
    closing: Closing
    order: Rows
    starts: Rows
    waiting: Rows

    def members(self, group: int) -> Rows:
        """List the members of a group.

        Parameters
        ----------
        group : int
            Its number.

        Returns
        -------
        ndarray of shape (n_members,)
            Rows, ascending.
        """
        return self.order[self.starts[group] : self.starts[group + 1]]

    def scores_with(self, row: int) -> Floats:
        """Score every group as if a leader sat in it.

        Parameters
        ----------
        row : int
            The leader.

        Returns
        -------
        ndarray of shape (n_groups,)
            Their scores; of the leader's own group as it is.
        """
        total = self.before * (self.sizes * (self.sizes - 1) / 2.0)
        for weight, facet in zip(self.weights, self.facets, strict=True):
            total += weight * facet.to_members(row, self.sizes)
        if self.value is not None:
            weight = self.value.value.weight
            total += weight * self.value.to_members(row, self.sizes)
        after = total / np.maximum(self.sizes * (self.sizes + 1) / 2.0, 1.0)
        home = int(self.labels[row])
        if home >= 0:
            after[home] = self.before[home]
        return np.asarray(after)

    def score_without(self, row: int) -> float:
        """Score a leader's group as if they had left it.

        Parameters
        ----------
        row : int
            Seated.

        Returns
        -------
        float
            0 for a group of which fewer than two are left.
        """
        rest = self.members(int(self.labels[row]))
        rest = rest[rest != row]
        if rest.size < 2:
            return 0.0
        problem = take_rows(self.posed.problem, rest)
        scores = facet_scores(problem, np.zeros(rest.size, dtype=np.intp), 1)
        return float((scores @ facet_weights(self.posed.problem))[0])


def open_desk(roster: Roster, program: Program, *, given: Given) -> Desk:
    """Add the groups of a seating up.

    Parameters
    ----------
    roster : Roster
        The leaders.
    program : Program
        What their organisation wants.
    given : Given
        With the seating; without one the roster's own column ``group`` is taken.

    Returns
    -------
    Desk
        Ready to be asked.

    Raises
    ------
    SeatingError
        If nobody sits anywhere.
    """
    posed = pose(roster, program, given=_seated(roster, given))
    assert posed.seating is not None  # noqa: S101 - _seated sees to it
    labels = posed.seating.labels.astype(np.intp)
    n_groups = len(posed.seating.group_ids)
    order = np.argsort(labels, kind="stable")[np.count_nonzero(labels < 0) :]
    sizes = np.bincount(labels[labels >= 0], minlength=n_groups).astype(np.int64)
    high = posed.problem.sizes.high
    weights = facet_weights(posed.problem)
    value = posed.problem.value
    return Desk(
        posed=posed,
        labels=labels,
        group_ids=posed.seating.group_ids,
        sizes=sizes,
        most=np.broadcast_to(high[:n_groups], n_groups).astype(np.int64),
        least=int(posed.problem.sizes.low.min()),
        facets=tuple(FacetSums.of(f, labels, n_groups) for f in posed.problem.facets),
        weights=weights[: len(posed.problem.facets)],
        value=None if value is None else ValueSums.of(value, labels, n_groups),
        before=facet_scores(posed.problem, labels, n_groups) @ weights,
        closing=Closing.of(posed, labels, n_groups),
        order=order,
        starts=np.concatenate(([0], np.cumsum(sizes))),
        waiting=_waiting(roster, labels),
    )


def _seated(roster: Roster, given: Given) -> Given:
    """Take the seating that is given, or the one of the roster."""
    seating = given.seating
    if seating is None:
        seating = seating_from_roster(roster)
    if seating is None or not seating.n_seated:
        where = (
            "none was given" if seating is None else f"{seating.source} seats nobody"
        )
        msg = (
            f"Open seats are seats of groups that exist, and {where}; give a seating, "
            "a roster with a column group, or form groups first."
        )
        raise SeatingError(msg)
    return replace(given, seating=seating)


def _waiting(roster: Roster, labels: Rows) -> Rows:
    """Order those without a seat by the day on which they joined."""
    rows = np.flatnonzero(labels < 0)
    if "joined_at" not in roster.table:
        return rows
    joined = pd.to_datetime(roster.table["joined_at"].iloc[rows], errors="coerce")
    return rows[np.argsort(joined.to_numpy(), kind="stable")]  # unknown days come last
