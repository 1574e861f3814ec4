"""What makes a whole group work, beyond the mean of what its members give each other.

There are few groups, so the terms beyond the mean are held back hard and used only
where they predict groups that were left out better than the mean alone does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.factors import Factors
from training.answers import members_of
from training.feedback import Feedback

Array = NDArray[np.float64]
OUTCOMES: Final = ("group_rating", "attended", "left")
BASIC_TERMS: Final = ("mean", "spread", "worst")
PENALTIES: Final = (1.0, 3.0, 10.0, 30.0, 100.0)  # in groups, for standardised terms
MIN_GROUPS: Final = 12
MIN_SIZE: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class GroupTable:
    """Groups with an outcome, and what may explain it.

    Attributes
    ----------
    groups : tuple of str
        Group ids.
    terms : tuple of str
        Columns of `X`: mean, spread and worst of the pair values, then others.
    X : ndarray of shape (n_groups, n_terms)
        Finite.
    y : ndarray of shape (n_groups,)
        Mean outcome in [0, 1].
    n_answers : ndarray of shape (n_groups,)
        Answers behind each outcome.
    """

    groups: tuple[str, ...]
    terms: tuple[str, ...]
    X: Array
    y: Array
    n_answers: Array

    def take(self, groups: frozenset[str]) -> "GroupTable":
        """Keep some groups.

        Parameters
        ----------
        groups : frozenset of str
            Ids.

        Returns
        -------
        GroupTable
            In the same order.
        """
        kept = [k for k, group in enumerate(self.groups) if group in groups]
        return GroupTable(
            tuple(self.groups[k] for k in kept),
            self.terms,
            self.X[kept],
            self.y[kept],
            self.n_answers[kept],
        )


@dataclass(frozen=True, slots=True, eq=False)
class GroupModel:
    """A ridge regression of a group outcome, or the mean value alone.

    Attributes
    ----------
    terms : tuple of str
        What is used: all terms, or "mean" alone.
    center, scale, coef : ndarray of shape (n_terms,)
        Of these terms.
    intercept : float
        Outcome of an average group.
    gain : float or None
        By how much all terms lower the squared error of groups left out, below that of
        the mean alone, as a share of it; None where there are too few groups.
    error : float or None
        Standard error of the gain.
    sentence : str
        What was found, for a report.
    """

    terms: tuple[str, ...]
    center: Array
    scale: Array
    coef: Array
    intercept: float
    gain: float | None
    error: float | None
    sentence: str

    @property
    def is_beyond_mean(self) -> bool:
        """Tell whether more than the mean value is used.

        Returns
        -------
        bool
            Whether.
        """
        return self.terms != ("mean",)

    def to_dict(self) -> dict[str, Any]:
        """Give all of it to machines.

        Returns
        -------
        dict
            Terms with what each adds, a standard deviation up, to the outcome; what
            was found.
        """
        return {
            "terms": dict(zip(self.terms, self.coef.tolist(), strict=True)),
            "intercept": self.intercept,
            "is_beyond_mean": self.is_beyond_mean,
            "gain": self.gain,
            "error": self.error,
            "sentence": self.sentence,
        }

    def predict(self, table: GroupTable) -> Array:
        """Predict outcomes.

        Parameters
        ----------
        table : GroupTable
            With the terms of the fit.

        Returns
        -------
        ndarray of shape (n_groups,)
            In [0, 1].
        """
        columns = [table.terms.index(name) for name in self.terms]
        scaled = (table.X[:, columns] - self.center) / self.scale
        return np.asarray(np.clip(self.intercept + scaled @ self.coef, 0.0, 1.0))


def group_table(
    feedback: Feedback,
    value: Factors,
    *,
    outcome: str = "group_rating",
    extra: Mapping[str, Mapping[str, float]] | None = None,
) -> GroupTable:
    """Gather groups with an outcome and their terms.

    Parameters
    ----------
    feedback : Feedback
        With answers about groups.
    value : Factors
        Values of all ordered pairs of the roster.
    outcome : {"group_rating", "attended", "left"}, default="group_rating"
        What is explained; leaving counts as bad.
    extra : mapping of str to mapping of str to float or None, default=None
        Further terms, such as "faultline" and "variety": a number a group id each.
        Groups that lack one count as average.

    Returns
    -------
    GroupTable
        Groups of two members at least, by id.
    """
    if outcome not in OUTCOMES:
        msg = f"outcomes are {', '.join(OUTCOMES)}; got {outcome!r}."
        raise ValueError(msg)
    found = feedback.of(outcome)
    members = members_of(feedback)
    answers = found.groupby("group")["value"].agg(["mean", "count"]).sort_index()
    kept = [str(g) for g in answers.index if len(members[str(g)]) >= MIN_SIZE]
    rows = [_terms(value, members[group]) for group in kept]
    columns = [np.array(rows, dtype=np.float64).reshape(len(kept), len(BASIC_TERMS))]
    for numbers in (extra or {}).values():
        column = np.array([numbers.get(group, np.nan) for group in kept], np.float64)
        known = np.isfinite(column)
        fill = float(column[known].mean()) if known.any() else 0.0
        columns.append(np.where(known, column, fill)[:, np.newaxis])
    y = answers["mean"].loc[kept].to_numpy(dtype=np.float64)
    return GroupTable(
        tuple(kept),
        (*BASIC_TERMS, *(extra or {})),
        np.hstack(columns),
        1.0 - y if outcome == "left" else y,
        answers["count"].loc[kept].to_numpy(dtype=np.float64),
    )


def fit_groups(table: GroupTable) -> GroupModel:
    """Fit a group outcome, with the terms beyond the mean only where they help.

    Parameters
    ----------
    table : GroupTable
        Groups.

    Returns
    -------
    GroupModel
        All terms where they predict groups left out better than the mean alone by
        more than the standard error of the difference; else the mean alone.
    """
    n_groups = len(table.groups)
    mean = table.X[:, :1]
    if n_groups < MIN_GROUPS or np.ptp(table.y) == 0.0:
        why = (
            f"Group outcomes are explained by the mean value: {n_groups} groups with "
            f"different outcomes are too few to tell more; {MIN_GROUPS} are needed."
        )
        return _model(table, ("mean",), mean, why, None, None)
    by_mean = _left_out(mean, table)
    by_all = _left_out(table.X, table)
    difference = by_mean - by_all
    size = max(float(by_mean.mean()), 1e-12)
    gain = float(difference.mean()) / size
    error = float(difference.std(ddof=1) / np.sqrt(n_groups)) / size
    if gain > error:
        terms = ", ".join(table.terms)
        why = (
            f"Group outcomes are explained by {terms}: the error on groups "
            f"left out is {gain:.0%} below that of the mean alone (standard error "
            f"{error:.0%})."
        )
        return _model(table, table.terms, table.X, why, gain, error)
    why = (
        "Group outcomes are explained by the mean value: what else is known of a group "
        f"does not predict groups left out better (gain {gain:.0%}, standard error "
        f"{error:.0%})."
    )
    return _model(table, ("mean",), mean, why, gain, error)


def _terms(value: Factors, members: Sequence[int]) -> tuple[float, float, float]:
    """Give mean, spread and worst of the ordered pair values of a group."""
    rows = np.array(members, dtype=np.intp)
    table = value.table(rows, rows)
    values = table[~np.eye(rows.size, dtype=bool)]
    return float(values.mean()), float(values.std()), float(values.min())


def _model(
    table: GroupTable,
    terms: tuple[str, ...],
    X: Array,
    sentence: str,
    gain: float | None,
    error: float | None,
) -> GroupModel:
    center, scale = _standard(X)
    intercept, coef = 0.5, np.zeros(X.shape[1])
    if table.y.size:
        penalty = _penalty(X, table.y, table.n_answers)
        intercept, coef = _ridge(
            (X - center) / scale, table.y, table.n_answers, penalty
        )
    return GroupModel(terms, center, scale, coef, intercept, gain, error, sentence)


def _left_out(X: Array, table: GroupTable) -> Array:
    """Predict every group from the others; give the squared errors."""
    errors = np.empty(table.y.size)
    for group in range(table.y.size):
        rest = np.arange(table.y.size) != group
        errors[group] = (
            _guess(X[rest], table.y[rest], table.n_answers[rest], X[group])
            - table.y[group]
        ) ** 2
    return errors


def _guess(X: Array, y: Array, weight: Array, x: Array) -> float:
    center, scale = _standard(X)
    penalty = _penalty(X, y, weight)
    intercept, coef = _ridge((X - center) / scale, y, weight, penalty)
    return intercept + float((x - center) / scale @ coef)


def _penalty(X: Array, y: Array, weight: Array) -> float:
    """Choose the penalty by leaving each group out, in closed form."""
    center, scale = _standard(X)
    Z = (X - center) / scale
    w = weight / weight.mean()
    losses = []
    for penalty in PENALTIES:
        intercept, coef = _ridge(Z, y, weight, penalty)
        curvature = (Z * w[:, np.newaxis]).T @ Z + penalty * np.eye(Z.shape[1])
        own = w * np.einsum("ij,ji->i", Z, np.linalg.solve(curvature, Z.T))
        leverage = np.minimum(own + w / w.sum(), 0.99)
        losses.append(float(w @ (((y - intercept - Z @ coef) / (1 - leverage)) ** 2)))
    return PENALTIES[int(np.argmin(losses))]


def _ridge(Z: Array, y: Array, weight: Array, penalty: float) -> tuple[float, Array]:
    w = weight / weight.mean()
    middle = np.average(Z, axis=0, weights=w)
    mean = float(np.average(y, weights=w))
    centred = Z - middle
    curvature = (centred * w[:, np.newaxis]).T @ centred
    curvature += penalty * np.eye(Z.shape[1])
    coef = np.linalg.solve(curvature, centred.T @ (w * (y - mean)))
    return mean - float(middle @ coef), coef


def _standard(X: Array) -> tuple[Array, Array]:
    if not X.shape[0]:
        return np.zeros(X.shape[1]), np.ones(X.shape[1])
    scale = X.std(axis=0)
    return X.mean(axis=0), np.where(scale > 1e-9, scale, 1.0)
