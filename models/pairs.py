"""Who was asked about whom: ordered pairs with the circumstances of each answer."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

IS_RATING: Final = "is_rating"  # context: 1 for a figure, 0 for a yes or no


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Ordered pairs of leaders, with what stood around each of them.

    Attributes
    ----------
    rater, ratee : ndarray of shape (n_pairs,), intp
        Rows of the profiles; never the same row twice in a pair.
    group : ndarray of shape (n_pairs,), intp
        Number of the group in which they met, whose mood they share; -1 for none.
    context : ndarray of shape (n_pairs, n_context), float64
        Exposure, such as the position at which a suggestion stood; NaN where unknown.
        It explains answers and is set to its mean when value is predicted.
    context_names : tuple of str
        Of the columns of `context`.
    weight : ndarray of shape (n_pairs,), float64
        How much an answer counts, at least 0; from propensities, for instance.

    Examples
    --------
    >>> pairs = Pairs.of([0, 1], [1, 0])
    >>> len(pairs), pairs.weight.tolist()
    (2, [1.0, 1.0])
    """

    rater: NDArray[np.intp]
    ratee: NDArray[np.intp]
    group: NDArray[np.intp]
    context: NDArray[np.float64]
    context_names: tuple[str, ...]
    weight: NDArray[np.float64]

    def __post_init__(self) -> None:
        n_pairs = self.rater.size
        shapes = {
            "rater": (n_pairs,),
            "ratee": (n_pairs,),
            "group": (n_pairs,),
            "context": (n_pairs, len(self.context_names)),
            "weight": (n_pairs,),
        }
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                msg = f"{name} must have shape {shape}."
                raise ValueError(msg)
        if (self.rater == self.ratee).any():
            row = int(np.flatnonzero(self.rater == self.ratee)[0])
            msg = f"a pair must be of two leaders, got one twice in pair {row}."
            raise ValueError(msg)
        if n_pairs and min(self.rater.min(), self.ratee.min()) < 0:
            msg = "rows of pairs count from 0."
            raise ValueError(msg)
        if not np.isfinite(self.weight).all() or (self.weight < 0.0).any():
            msg = "weights must be finite and not negative."
            raise ValueError(msg)
        if np.isinf(self.context).any():
            msg = "context must not hold an infinite number."
            raise ValueError(msg)

    @classmethod
    def of(
        cls,
        rater: ArrayLike,
        ratee: ArrayLike,
        *,
        group: ArrayLike | None = None,
        context: dict[str, ArrayLike] | None = None,
        weight: ArrayLike | None = None,
    ) -> Self:
        """Make pairs of plain arrays.

        Parameters
        ----------
        rater, ratee : array-like of shape (n_pairs,)
            Rows of the profiles.
        group : array-like of shape (n_pairs,) or None, default=None
            Number of the group of each pair, -1 for none; None is none at all.
        context : dict of str to array-like or None, default=None
            Exposure, a column each.
        weight : array-like of shape (n_pairs,) or None, default=None
            None counts each answer once.

        Returns
        -------
        Pairs
            Checked.
        """
        one = np.asarray(rater, dtype=np.intp)
        columns = {k: np.asarray(v, np.float64) for k, v in (context or {}).items()}
        stacked = np.column_stack([np.zeros((one.size, 0)), *columns.values()])
        return cls(
            one,
            np.asarray(ratee, dtype=np.intp),
            np.full(one.size, -1) if group is None else np.asarray(group, np.intp),
            stacked,
            tuple(columns),
            np.ones(one.size) if weight is None else np.asarray(weight, np.float64),
        )

    @classmethod
    def all_of(cls, n_leaders: int) -> Self:
        """List every ordered pair of two different leaders.

        Parameters
        ----------
        n_leaders : int
            Rows.

        Returns
        -------
        Pairs
            By rater, then ratee.
        """
        rater, ratee = np.nonzero(~np.eye(n_leaders, dtype=bool))
        return cls.of(rater, ratee)

    def __len__(self) -> int:
        return int(self.rater.size)

    def take(self, kept: ArrayLike) -> Self:
        """Keep some pairs.

        Parameters
        ----------
        kept : array-like
            Indices, or a mask.

        Returns
        -------
        Pairs
            About the same profiles.
        """
        index = np.asarray(kept)
        return type(self)(
            self.rater[index],
            self.ratee[index],
            self.group[index],
            self.context[index],
            self.context_names,
            self.weight[index],
        )
