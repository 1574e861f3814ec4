"""What is known of leaders before any of them answered: features and pair maps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from models.embedding import Block, Embedding
from models.sensitive import is_sensitive

OFFER_COLUMN: Final = "gives"  # what a leader offers, in the words of a challenge


@dataclass(frozen=True, slots=True, eq=False)
class PairMap:
    """One observable term of a pair, written as an inner product.

    Attributes
    ----------
    name : str
        What the term says, such as "size" or "need x offer".
    need, give : ndarray of shape (n_leaders, n_axes), float64
        The term of rater i and ratee j is ``need[i] . give[j]``; finite.
    """

    name: str
    need: NDArray[np.float64]
    give: NDArray[np.float64]

    def __post_init__(self) -> None:
        for side in ("need", "give"):
            array = np.ascontiguousarray(getattr(self, side), dtype=np.float64)
            object.__setattr__(self, side, array)
            if array.ndim != 2 or not np.isfinite(array).all():
                msg = f"map {self.name!r}: {side} must be finite and have two axes."
                raise ValueError(msg)
        if self.need.shape != self.give.shape:
            msg = f"map {self.name!r}: need and give must have one shape."
            raise ValueError(msg)

    def terms(
        self, rater: NDArray[np.intp], ratee: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Evaluate the term for some pairs.

        Parameters
        ----------
        rater, ratee : ndarray of shape (n_pairs,), intp
            Rows.

        Returns
        -------
        ndarray of shape (n_pairs,), float64
            Inner products.
        """
        total = np.zeros(rater.size)
        for need, give in zip(self.need.T, self.give.T, strict=True):
            total += need[rater] * give[ratee]
        return total


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """Leaders as a value model sees them; row `i` of every array is leader `i`.

    Attributes
    ----------
    ids : tuple of str
        Unique; by them a leader's history is found again.
    X : ndarray of shape (n_leaders, n_features), float64
        Features, NaN where unknown.
    names : tuple of str
        Of the features: "facet__column". Features of one facet are shrunk together.
    maps : tuple of PairMap
        Observable terms of pairs.

    Examples
    --------
    >>> profiles = Profiles.from_arrays([[1.0], [2.0]], ids=("a", "b"))
    >>> profiles.names, len(profiles)
    (('x0',), 2)
    """

    ids: tuple[str, ...]
    X: NDArray[np.float64]
    names: tuple[str, ...]
    maps: tuple[PairMap, ...] = ()

    def __post_init__(self) -> None:
        X = np.ascontiguousarray(self.X, dtype=np.float64)
        object.__setattr__(self, "X", X)
        if X.ndim != 2 or X.shape != (len(self.ids), len(self.names)):
            msg = (
                f"X must have {len(self.ids)} rows and {len(self.names)} columns, "
                f"one an id and one a name, got shape {X.shape}."
            )
            raise ValueError(msg)
        if np.isinf(X).any():
            msg = "X must not hold an infinite number."
            raise ValueError(msg)
        if len(set(self.ids)) != len(self.ids):
            msg = "the ids of profiles must be unique."
            raise ValueError(msg)
        for held in self.maps:
            if held.need.shape[0] != len(self.ids):
                msg = f"map {held.name!r} must have {len(self.ids)} rows."
                raise ValueError(msg)
        if len({held.name for held in self.maps}) != len(self.maps):
            msg = "the maps of profiles must have different names."
            raise ValueError(msg)
        facets = dict.fromkeys(name.split("__")[0] for name in self.names)
        private = [facet for facet in facets if is_sensitive(facet)]
        if private:
            msg = f'"{private[0]}" is sensitive and cannot be a feature of value.'
            raise ValueError(msg)

    @classmethod
    def from_arrays(
        cls,
        X: ArrayLike,
        *,
        ids: Sequence[str] | None = None,
        names: Sequence[str] | None = None,
        maps: Sequence[PairMap] = (),
    ) -> Self:
        """Describe leaders by plain arrays.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_features)
            Features, NaN where unknown.
        ids : sequence of str or None, default=None
            None counts them: "0", "1" and so on.
        names : sequence of str or None, default=None
            None counts them: "x0", "x1" and so on.
        maps : sequence of PairMap, default=()
            Observable terms of pairs.

        Returns
        -------
        Profiles
            Checked.
        """
        array = np.asarray(X, dtype=np.float64)
        if array.ndim != 2:
            msg = f"X must have two axes, got {array.ndim}."
            raise ValueError(msg)
        rows, columns = array.shape
        chosen = ids if ids is not None else [str(i) for i in range(rows)]
        called = names if names is not None else [f"x{c}" for c in range(columns)]
        return cls(tuple(chosen), array, tuple(called), tuple(maps))

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: ArrayLike) -> Self:
        """Keep some leaders.

        Parameters
        ----------
        rows : array-like of shape (n_kept,)
            Rows to keep, in the order wanted, none twice.

        Returns
        -------
        Profiles
            Of these leaders.
        """
        kept = np.asarray(rows, dtype=np.intp)
        return replace(
            self,
            ids=tuple(self.ids[i] for i in kept.tolist()),
            X=self.X[kept],
            maps=tuple(
                PairMap(held.name, held.need[kept], held.give[kept])
                for held in self.maps
            ),
        )


def profiles_of(embedding: Embedding, table: pd.DataFrame) -> Profiles:
    """Describe the leaders of a roster to a value model.

    Features are the coordinates of every facet and, a facet, the squared length;
    maps are the likeness of two leaders in each facet. Likeness and the two squared
    lengths together hold the squared distance. Where leaders say what they give,
    "need x offer" is how well one's offer meets the other's challenges.

    Parameters
    ----------
    embedding : Embedding
        Fitted; sensitive columns are no facets.
    table : DataFrame
        Leaders, with `leader_id`.

    Returns
    -------
    Profiles
        In the order of the table.
    """
    features: list[NDArray[np.float64]] = []
    names: list[str] = []
    blocks = embedding.blocks(table)
    for name, block in blocks.items():
        squared = (block.X**2).sum(axis=1)[:, np.newaxis]
        features += [block.X, squared]
        names += [f"{name}__{axis}" for axis in range(block.X.shape[1])]
        names.append(f"{name}__squared")
    offered = offers_of(embedding, table)
    if offered is not None:
        features.append(offered)
        names += [f"offers__{axis}" for axis in range(offered.shape[1])]
    X = np.hstack([np.zeros((len(table), 0)), *features])
    ids = tuple(str(leader_id) for leader_id in table["leader_id"])
    return Profiles(ids, X, tuple(names), pair_maps(blocks, offered))


def pair_maps(
    blocks: Mapping[str, Block], offered: NDArray[np.float64] | None
) -> tuple[PairMap, ...]:
    """Write likeness in each facet, and offers that meet needs, as inner products.

    Parameters
    ----------
    blocks : mapping of str to Block
        Of an embedding.
    offered : ndarray of shape (n_leaders, n_axes) or None
        From `offers_of`.

    Returns
    -------
    tuple of PairMap
        One a facet, and "need x offer" where offers are known.
    """
    maps = []
    for name, block in blocks.items():
        known = np.nan_to_num(block.X)
        maps.append(PairMap(name, known, known))
    if offered is not None:
        wanted = np.nan_to_num(blocks["challenges"].X)
        maps.append(PairMap("need x offer", wanted, np.nan_to_num(offered)))
    return tuple(maps)


def offers_of(embedding: Embedding, table: pd.DataFrame) -> NDArray[np.float64] | None:
    """Place what leaders give among the challenges, if both are known.

    Parameters
    ----------
    embedding : Embedding
        Fitted.
    table : DataFrame
        Leaders.

    Returns
    -------
    ndarray of shape (n_leaders, n_axes) or None
        NaN rows where nothing is given; None where no column says.
    """
    columns = embedding.columns_.get("challenges", ())
    if OFFER_COLUMN not in table.columns or not columns:
        return None
    spoken = pd.DataFrame(
        {column: pd.Series([None] * len(table), dtype="str") for column in columns}
    )
    spoken[columns[0]] = table[OFFER_COLUMN].to_numpy()
    encoder = embedding.encoders_["challenges"]
    return np.asarray(encoder.transform(spoken) * embedding.scales_["challenges"])
