"""Answers to one question, as a value model learns from them: its heads."""

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from models.pairs import IS_RATING, Pairs
from training.feedback import Feedback

HEADS: Final = {
    "helped": ("helped", "rating"),
    "accepted": ("accepted", "declined"),
    "attended": ("attended", "left"),
}
MIN_RATERS: Final = 10
MIN_ANSWERS: Final = 40
MAX_WEIGHT: Final = 10.0  # of the mean; rarer answers would drown the others
LEAST_PROPENSITY: Final = 0.001  # counted; Peermatch logs none below it
_CHANGES: Final = ("declined", "left")  # kinds whose yes is a no of their head
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Answers about ordered pairs of leaders of a roster.

    Attributes
    ----------
    head : str
        What was asked: "helped", "accepted" or "attended".
    pairs : Pairs
        Who answered about whom, in which group, with exposure as context and clipped
        inverse propensities as weights.
    y : ndarray of shape (n_answers,)
        In [0, 1]; 1 is the good end.
    answered_at : ndarray of shape (n_answers,), datetime64[ns]
        UTC; NaT where unknown.
    propensity : ndarray of shape (n_answers,)
        With which the pair was shown, in (0, 1]; NaN where unknown.
    groups : tuple of str
        Ids of the groups that `pairs.group` counts.
    """

    head: str
    pairs: Pairs
    y: Array
    answered_at: NDArray[np.datetime64]
    propensity: Array
    groups: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        pairs: Pairs,
        y: ArrayLike,
        *,
        head: str = "helped",
        answered_at: Any = None,
        propensity: ArrayLike | None = None,
    ) -> Self:
        """Make answers of plain arrays.

        Parameters
        ----------
        pairs : Pairs
            Who answered about whom.
        y : array-like of shape (n_answers,)
            In [0, 1].
        head : str, default="helped"
            What was asked.
        answered_at : array-like of datetime64 or None, default=None
            None is unknown.
        propensity : array-like of shape (n_answers,) or None, default=None
            None is unknown.

        Returns
        -------
        Answers
            Groups are called by their numbers.
        """
        count = len(pairs)
        none = np.full(count, "NaT", dtype="datetime64[ns]")
        groups = tuple(str(g) for g in range(int(pairs.group.max(initial=-1)) + 1))
        return cls(
            head,
            pairs,
            np.asarray(y, dtype=np.float64),
            none if answered_at is None else np.asarray(answered_at, "datetime64[ns]"),
            np.full(count, np.nan)
            if propensity is None
            else np.asarray(propensity, dtype=np.float64),
            groups,
        )

    def __len__(self) -> int:
        return len(self.pairs)

    def take(self, kept: ArrayLike) -> Self:
        """Keep some answers.

        Parameters
        ----------
        kept : array-like
            Indices, or a mask.

        Returns
        -------
        Answers
            About the same leaders.
        """
        index = np.asarray(kept)
        return type(self)(
            self.head,
            self.pairs.take(index),
            self.y[index],
            self.answered_at[index],
            self.propensity[index],
            self.groups,
        )

    def why_rules_only(self) -> str:
        """Say why nothing should be learned from these answers.

        Returns
        -------
        str
            A sentence; blank when there is enough to learn from.
        """
        if not len(self):
            return f"There is no feedback of the kinds {_kinds(self.head)}."
        n_raters = np.unique(self.pairs.rater).size
        if n_raters < MIN_RATERS:
            return (
                f"Only {n_raters} raters answered ({_kinds(self.head)}); value is "
                f"learned from {MIN_RATERS} on."
            )
        if len(self) < MIN_ANSWERS:
            return (
                f"There are only {len(self)} answers ({_kinds(self.head)}); value is "
                f"learned from {MIN_ANSWERS} on."
            )
        if np.ptp(self.y) == 0.0:
            return (
                f"All {len(self)} answers ({_kinds(self.head)}) are the same: they do "
                "not tell one peer from another."
            )
        return ""


def answers_of(feedback: Feedback, head: str = "helped") -> Answers:
    """Gather the answers to one question.

    Attendance and leaving are about a group: they become answers about each fellow
    member, who together count once.

    Parameters
    ----------
    feedback : Feedback
        Read and checked.
    head : {"helped", "accepted", "attended"}, default="helped"
        What was asked.

    Returns
    -------
    Answers
        In the order of the file.
    """
    if head not in HEADS:
        msg = f"heads are {', '.join(HEADS)}; got {head!r}."
        raise ValueError(msg)
    table = feedback.of(*HEADS[head])
    share = np.ones(len(table))
    if head == "attended":
        table, share = _about_fellows(table, members_of(feedback))
    turned = table["kind"].isin(_CHANGES).to_numpy(dtype=bool)
    y = table["value"].to_numpy(dtype=np.float64)
    propensity = table["propensity"].to_numpy(dtype=np.float64)
    codes, groups = pd.factorize(table["group"].where(table["group"] != ""))
    context = {"position": np.log(table["position"].to_numpy(dtype=np.float64))}
    if head == "helped":
        context[IS_RATING] = (table["kind"] == "rating").to_numpy(dtype=np.float64)
    known = {name: column for name, column in context.items() if _varies(column)}
    pairs = Pairs.of(
        table["rater"],
        table["ratee"],
        group=codes,
        context=dict(known),
        weight=share * inverse_weights(propensity),
    )
    answered = table["answered_at"].dt.tz_localize(None).to_numpy("datetime64[ns]")
    return Answers(
        head,
        pairs,
        np.where(turned, 1.0 - y, y),
        answered,
        propensity,
        tuple(str(group) for group in groups),
    )


def inverse_weights(propensity: Array, max_weight: float = MAX_WEIGHT) -> Array:
    """Weigh answers by how rarely their pair was shown.

    Parameters
    ----------
    propensity : ndarray of shape (n_answers,)
        In (0, 1]; NaN where unknown, which weighs as the others do on average. One
        below 0.001 counts as that: a slip there must not drown the others.
    max_weight : float, default=10.0
        Largest weight, in means.

    Returns
    -------
    ndarray of shape (n_answers,)
        Weights of mean 1.
    """
    known = ~np.isnan(propensity)
    weights = np.ones(propensity.size)
    if known.any():
        inverse = 1.0 / np.maximum(propensity[known], LEAST_PROPENSITY)
        clipped = np.minimum(inverse, max_weight * inverse.mean())
        weights[known] = clipped / clipped.mean()
    return weights


def members_of(feedback: Feedback) -> dict[str, tuple[int, ...]]:
    """List who is seen in each group, as rater or as ratee.

    Parameters
    ----------
    feedback : Feedback
        All kinds.

    Returns
    -------
    dict of str to tuple of int
        Group id to rows of the roster, ascending.
    """
    table = feedback.table[feedback.table["group"] != ""]
    members: dict[str, tuple[int, ...]] = {}
    for group, rows in table.groupby("group", sort=True):
        seen = set(rows["rater"]) | set(rows["ratee"])
        members[str(group)] = tuple(sorted(int(row) for row in seen - {-1}))
    return members


def _about_fellows(
    table: pd.DataFrame, members: dict[str, tuple[int, ...]]
) -> tuple[pd.DataFrame, Array]:
    positions: list[int] = []
    ratees: list[int] = []
    shares: list[float] = []
    for position, (rater, group) in enumerate(
        zip(table["rater"], table["group"], strict=True)
    ):
        fellows = [row for row in members[group] if row != rater]
        positions += [position] * len(fellows)
        ratees += fellows
        shares += [1.0 / max(1, len(fellows))] * len(fellows)
    spread = table.iloc[positions].reset_index(drop=True)
    return spread.assign(ratee=np.array(ratees, dtype=np.int64)), np.array(shares)


def _kinds(head: str) -> str:
    return " or ".join(HEADS[head])


def _varies(column: Array) -> bool:
    known = column[~np.isnan(column)]
    return bool(known.size and np.ptp(known) > 0.0)
