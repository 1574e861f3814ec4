"""What is to be solved: leaders as arrays, sizes and rules; the solver's only input."""

from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.grouping.arrays import as_distances, as_matrix, as_vector
from matcher.grouping.faultline import Faultline
from matcher.grouping.rules import (
    Apart,
    AtLeast,
    AtMost,
    Ban,
    NotOnly,
    Pin,
    Rule,
    Share,
    Spread,
    Stay,
    Together,
    Within,
)
from matcher.grouping.sizes import Sizes, read_sizes

Objective = Literal["distances", "features", "facets"]


@dataclass(frozen=True, slots=True)
class Facet:
    """One named part of what is known of leaders.

    Attributes
    ----------
    name : str
        How scores and messages call it.
    X : ndarray of shape (n_leaders, n_features)
        Coordinates; a row of NaN is unknown, and its pairs count exactly 1.0.
    weight : float
        Weight in the score; negative asks for likeness.
    """

    name: str
    X: NDArray[np.float64]
    weight: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "X", as_matrix(self.X, f"facet {self.name!r}", unknown=True)
        )
        if not np.isfinite(self.weight):
            msg = f"facet {self.name!r}: weight must be finite, got {self.weight!r}."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Value:
    """Learned benefit of one leader to another: ``base + need_i . give_j + ...``.

    Attributes
    ----------
    need, give : ndarray of shape (n_leaders, n_factors)
        What a leader needs, and brings to others.
    weight : float
        Weight in the score.
    need_bias, give_bias : ndarray of shape (n_leaders,)
        How much a leader gains from anyone, and brings to anyone.
    base : float
        Value of a pair of average leaders.
    """

    need: NDArray[np.float64]
    give: NDArray[np.float64]
    weight: float
    need_bias: NDArray[np.float64]
    give_bias: NDArray[np.float64]
    base: float = 0.0


@dataclass(frozen=True, slots=True)
class Problem:
    """Leaders to partition into groups; made by one of the three `from_` methods.

    Attributes
    ----------
    objective : {"distances", "features", "facets"}
        What is maximised. The first two sum distances over the pairs inside groups;
        the last is the mean over seated leaders of their group's weighted mean pair
        distance, so that groups of different sizes can be compared.
    n_leaders : int
        Rows of every array.
    sizes : Sizes
        Bounds on the size of groups.
    distances : ndarray of shape (n_leaders, n_leaders) or None
        Of `from_distances`.
    facets : tuple of Facet
        Of `from_features` (one, of weight 1) and `from_facets`.
    value : Value or None
        Learned value, another term of the score.
    rules : tuple
        What groups must, or should, satisfy.
    protect : float
        Attention to the weakest group, in [0, 1]; see `with_protection`.
    faultline : Faultline or None
        What groups that split into two camps cost.

    Examples
    --------
    >>> import numpy as np
    >>> from matcher.grouping import MaxIterations, Problem, solve
    >>> D = np.array([[0, 9, 1, 2], [9, 0, 2, 1], [1, 2, 0, 9], [2, 1, 9, 0]])
    >>> result = solve(Problem.from_distances(D, n_groups=2), stop=MaxIterations(1))
    >>> result.diversity
    18.0
    """

    objective: Objective
    n_leaders: int
    sizes: Sizes
    distances: NDArray[np.float64] | None = None
    facets: tuple[Facet, ...] = ()
    value: Value | None = None
    rules: tuple[Rule, ...] = ()
    protect: float = 0.0
    faultline: Faultline | None = None

    @classmethod
    def from_distances(
        cls,
        D: ArrayLike,
        *,
        sizes: tuple[ArrayLike, ArrayLike] | None = None,
        n_groups: int | None = None,
    ) -> Self:
        """Maximise the sum of `D[i, j]` over the pairs inside groups (MDGP).

        Parameters
        ----------
        D : array-like of shape (n_leaders, n_leaders)
            Symmetric, zero on the diagonal.
        sizes : tuple of two array-like or None, default=None
            Fewest and most leaders in a group, each one number or one a group.
        n_groups : int or None, default=None
            Number of groups; None leaves it to the solver.

        Returns
        -------
        Problem
            Without rules.
        """
        checked = as_distances(D)
        n = checked.shape[0]
        bounds = read_sizes(sizes, n_groups, n_leaders=n)
        return cls("distances", n, bounds, distances=checked)

    @classmethod
    def from_features(
        cls,
        X: ArrayLike,
        *,
        sizes: tuple[ArrayLike, ArrayLike] | None = None,
        n_groups: int | None = None,
    ) -> Self:
        """Maximise the sum of squared Euclidean distances over pairs inside groups.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_features)
            Finite numbers.
        sizes : tuple of two array-like or None, default=None
            Fewest and most leaders in a group, each one number or one a group.
        n_groups : int or None, default=None
            Number of groups; None leaves it to the solver.

        Returns
        -------
        Problem
            Without rules.
        """
        checked = as_matrix(X, "X", unknown=False)
        n = checked.shape[0]
        bounds = read_sizes(sizes, n_groups, n_leaders=n)
        return cls("features", n, bounds, facets=(Facet("features", checked),))

    @classmethod
    def from_facets(
        cls,
        facets: list[Facet] | tuple[Facet, ...],
        *,
        sizes: tuple[ArrayLike, ArrayLike] | None = None,
        n_groups: int | None = None,
        target: int | None = None,
    ) -> Self:
        """Maximise the mean over leaders of their group's weighted facet scores.

        The score of a facet in a group is the mean over the group's pairs of their
        squared distance, where a pair with an unknown counts 1.0.

        Parameters
        ----------
        facets : list of Facet
            Named blocks of one length.
        sizes : tuple of two array-like or None, default=None
            Fewest and most leaders in a group, each one number or one a group.
        n_groups : int or None, default=None
            Number of groups; None chooses the number that seats the most leaders.
        target : int or None, default=None
            Size to come near where the number of groups is free.

        Returns
        -------
        Problem
            Without rules.
        """
        given = tuple(facets)
        if not given:
            msg = "facets must hold at least one facet, got none."
            raise ValueError(msg)
        n = given[0].X.shape[0]
        for facet in given:
            if facet.X.shape[0] != n:
                msg = (
                    f"facet {facet.name!r} must have {n} rows like facet "
                    f"{given[0].name!r}, got {facet.X.shape[0]}."
                )
                raise ValueError(msg)
        names = [facet.name for facet in given]
        if len(set(names)) < len(names):
            msg = f"facets must have different names, got {names}."
            raise ValueError(msg)
        bounds = read_sizes(sizes, n_groups, n_leaders=n, target=target)
        return cls("facets", n, bounds, facets=given)

    def with_rules(self, *rules: Rule) -> Self:
        """Add rules.

        Parameters
        ----------
        *rules : Rule
            What groups must, or should, satisfy.

        Returns
        -------
        Problem
            A copy with these rules after those it had.
        """
        for rule in rules:
            _check_rows(rule, self.n_leaders)
            if self.sizes.n_groups is not None:
                _check_groups(rule, self.sizes.n_groups)
        return replace(self, rules=self.rules + rules)

    def with_value(
        self,
        need: ArrayLike,
        give: ArrayLike,
        weight: float = 1.0,
        *,
        biases: tuple[ArrayLike, ArrayLike] | None = None,
        base: float = 0.0,
    ) -> Self:
        """Add learned value to the score: its mean over ordered pairs of a group.

        Parameters
        ----------
        need, give : array-like of shape (n_leaders, n_factors)
            ``value[i, j] = base + need[i] . give[j] + biases[0][i] + biases[1][j]``.
        weight : float, default=1.0
            Weight in the score.
        biases : tuple of two array-like of shape (n_leaders,) or None, default=None
            What a leader gains from anyone, and brings to anyone.
        base : float, default=0.0
            Value of a pair of average leaders.

        Returns
        -------
        Problem
            A copy with this value.
        """
        if self.objective != "facets":
            msg = f"value adds to the score of facets, not of {self.objective}."
            raise ValueError(msg)
        wanted, given = (
            as_matrix(X, name, unknown=False)
            for X, name in ((need, "need"), (give, "give"))
        )
        zeros = np.zeros(self.n_leaders)
        gains, brings = (
            as_vector(b, "biases")
            for b in (biases if biases is not None else (zeros, zeros))
        )
        for array in (wanted, given, gains, brings):
            if array.shape[0] != self.n_leaders or np.isnan(array).any():
                msg = f"value needs {self.n_leaders} known rows in each of its arrays."
                raise ValueError(msg)
        if wanted.shape != given.shape or not np.isfinite([weight, base]).all():
            msg = "need and give must have one shape; weight and base must be finite."
            raise ValueError(msg)
        value = Value(wanted, given, weight, gains, brings, base)
        return replace(self, value=value)

    def with_protection(self, protect: float) -> Self:
        """Protect the weakest groups.

        Groups are drawn towards the mean: with share `protect`, a group may stay
        behind the score an even split would give it by about ``1 - protect`` of it
        before each further loss weighs ever more (a concave mean, see
        docs/explanation/solver.md). 0 maximises the mean alone.

        Parameters
        ----------
        protect : float
            Attention to the weakest group, in [0, 1].

        Returns
        -------
        Problem
            A copy with this protection.
        """
        if not 0.0 <= protect <= 1.0:
            msg = f"protect must be in [0, 1], got {protect!r}."
            raise ValueError(msg)
        return replace(self, protect=float(protect))

    def with_faultline(self, faultline: Faultline) -> Self:
        """Price groups that split into two camps.

        Parameters
        ----------
        faultline : Faultline
            What camps may form over, and the price.

        Returns
        -------
        Problem
            A copy with this price.
        """
        if self.objective != "facets":
            msg = f"a faultline adds to the score of facets, not of {self.objective}."
            raise ValueError(msg)
        faultline.check_rows(self.n_leaders)
        return replace(self, faultline=faultline)


def _rows_of(rule: Rule) -> tuple[str, int]:  # noqa: PLR0911 - one return a rule
    """Name a rule's array of one entry a row, and its length."""
    match rule:
        case AtMost() | NotOnly():
            return "categories", rule.categories.size
        case AtLeast():
            return "marked", rule.marked.size
        case Spread():
            return "values", rule.values.size
        case Share():
            return "slots", rule.slots.size
        case Within():
            return "places", rule.places.shape[0]
        case Stay():
            return "seating", rule.seating.size
        case _:
            return "", -1


def _check_rows(rule: Rule, n_leaders: int) -> None:
    """Refuse a rule about other rows than the problem has."""
    what, length = _rows_of(rule)
    if length not in (-1, n_leaders):
        msg = f"{rule.name}: {what} must have {n_leaders} rows, got {length}."
        raise ValueError(msg)
    rows = np.zeros(0, dtype=np.int64)
    match rule:
        case Apart() | Together():
            rows = rule.pairs.ravel()
        case Pin() | Ban():
            rows = rule.rows
        case _:
            pass
    if rows.size and rows.max() >= n_leaders:
        msg = f"{rule.name}: rows count from 0 to {n_leaders - 1}, got {rows.max()}."
        raise ValueError(msg)


def _check_groups(rule: Rule, n_groups: int) -> None:
    """Refuse a pin, ban or seating in a group that does not exist."""
    groups = np.zeros(0, dtype=np.int64)
    match rule:
        case Pin() | Ban():
            groups = rule.groups
        case Stay():
            groups = rule.seating
        case _:
            pass
    if groups.size and groups.max() >= n_groups:
        msg = f"{rule.name}: groups count from 0 to {n_groups - 1}, got {groups.max()}."
        raise ValueError(msg)
