"""Value of every ordered pair of a roster as short vectors, learned or from profiles.

Where a bundle was found better than rules alone, value is what it learned. Elsewhere it
is a guess from profiles: what one offers against what the other struggles with, like
challenges, and some nearness of industry, size, stage and place. The guess orders
people; it is no probability, and its interval says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from matcher.learned import RANK, learn_value
from matcher.roster.roster import Roster
from models.bundle import Bundle
from models.embedding import Block, Embedding
from models.factors import Factors
from models.pairs import Pairs
from models.parts import HELPED
from models.profiles import PairMap, offers_of, pair_maps, profiles_of

# What likeness in a facet, or an offer that meets a need, adds to the guessed value
# of a pair when it is complete; a random pair of the roster stands at 0.
GUESS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "need x offer": 0.30,
        "challenges": 0.12,
        "industry": 0.06,
        "size": 0.04,
        "stage": 0.04,
        "place": 0.04,
    }
)
GUESSED_BASE: Final = 0.3
GUESSED_DEVIATION: Final = 1.0  # of the logit of a guessed value
N_PROBES: Final = 4  # counterparts from whom a leader's uncertainty is taken
WIDTH: Final = 1.96  # standard deviations on either side at 95 %
LEAST: Final = 0.01  # value that is never passed below, and 1 minus it above

TINY: Final = 1e-12  # of the longest axis: below it there is none

Array = NDArray[np.float32]
Wide = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """Value of leader i from leader j: ``base + need[i] . give[j] + both biases``.

    Attributes
    ----------
    items : ndarray of shape (n_leaders, 2 * rank + 2), float32
        What a leader brings to others, what they need, how much they bring to anyone,
        and gain from anyone, side by side: what a search for partners reads.
    need_variance, give_variance : ndarray of shape (n_leaders,), float32
        Of the logit; the sum over the two of a pair is that of the pair.
    base : float
        Value of an average pair.
    is_learned : bool
        Whether a bundle says so.
    remark : str
        What it rests on, in a sentence.
    """

    items: Array
    need_variance: Array
    give_variance: Array
    base: float
    is_learned: bool
    remark: str

    @property
    def rank(self) -> int:
        """Count the factors of one direction.

        Returns
        -------
        int
            Columns of `need`.
        """
        return int(self.items.shape[1] - 2) // 2

    @property
    def give(self) -> Array:
        """What each leader brings to others.

        Returns
        -------
        ndarray of shape (n_leaders, rank), float32
            A view.
        """
        return self.items[:, : self.rank]

    @property
    def need(self) -> Array:
        """What each leader needs.

        Returns
        -------
        ndarray of shape (n_leaders, rank), float32
            A view.
        """
        return self.items[:, self.rank : -2]

    @property
    def give_bias(self) -> Array:
        """How much each leader brings to anyone.

        Returns
        -------
        ndarray of shape (n_leaders,), float32
            A view.
        """
        return self.items[:, -2]

    @property
    def need_bias(self) -> Array:
        """How much each leader gains from anyone.

        Returns
        -------
        ndarray of shape (n_leaders,), float32
            A view.
        """
        return self.items[:, -1]

    @classmethod
    def of(
        cls,
        roster: Roster,
        embedding: Embedding,
        bundle: Bundle | None,
        *,
        head: str = HELPED,
        blocks: Mapping[str, Block] | None = None,
    ) -> Self:
        """Take value from a bundle, or guess it from profiles.

        Parameters
        ----------
        roster : Roster
            The leaders.
        embedding : Embedding
            Fitted to the roster.
        bundle : Bundle or None
            What was learned.
        head : str, default="helped"
            Which question of the feedback value answers.
        blocks : mapping of str to Block or None, default=None
            Of the embedding and the roster, where they are at hand.

        Returns
        -------
        Worth
            Of the leaders.

        Raises
        ------
        ProgramError
            If the roster lacks a column that the bundle reads.
        """
        remark = "No model was given: value is guessed from profiles."
        if bundle is not None:
            learned = learn_value(bundle, roster, weight=1.0, head=head)
            if learned.factors is not None:
                variances = _learned_variances(bundle, roster, head)
                return cls.of_factors(
                    learned.factors, variances, learned.remark, is_learned=True
                )
            remark = f"{learned.remark} It is guessed from profiles."
        held = np.full(len(roster), GUESSED_DEVIATION**2 / 2.0)
        at_hand = embedding.blocks(roster.table) if blocks is None else blocks
        factors = _guess(embedding, roster, at_hand)
        return cls.of_factors(factors, (held, held), remark, is_learned=False)

    @classmethod
    def of_factors(
        cls,
        factors: Factors,
        variances: tuple[NDArray[np.float64], NDArray[np.float64]],
        remark: str,
        *,
        is_learned: bool,
    ) -> Self:
        """Take value as inner products.

        Parameters
        ----------
        factors : Factors
            Value of every pair, in [0, 1].
        variances : tuple of two ndarray of shape (n_leaders,)
            Of the logit, of each as the one who gains and as the one who gives.
        remark : str
            What it rests on.
        is_learned : bool
            Whether a bundle says so.

        Returns
        -------
        Worth
            The same, packed.
        """

        def short(array: NDArray[np.float64]) -> Array:
            return np.ascontiguousarray(array, dtype=np.float32)

        # Both sides of an axis at one length, or an index would see one side only.
        lengths = [np.sqrt((X**2).sum(axis=0)) for X in (factors.need, factors.give)]
        turn = np.sqrt(np.maximum(lengths[0], TINY) / np.maximum(lengths[1], TINY))
        sides = (factors.give * turn, factors.need / turn)
        biases = (factors.give_bias[:, np.newaxis], factors.need_bias[:, np.newaxis])
        return cls(
            items=short(np.hstack([*sides, *biases])),
            need_variance=short(variances[0]),
            give_variance=short(variances[1]),
            base=factors.base,
            is_learned=is_learned,
            remark=remark,
        )

    def from_others(self, row: int, others: NDArray[np.integer] | None = None) -> Array:
        """Give what a leader can expect of others.

        Parameters
        ----------
        row : int
            The leader.
        others : ndarray of int or None, default=None
            Rows; None is everybody.

        Returns
        -------
        ndarray of shape (n_others,), float32
            In (0, 1).
        """
        items = self.items if others is None else self.items[others]
        return self.between(row, items)[0]

    def to_others(self, row: int, others: NDArray[np.integer] | None = None) -> Array:
        """Give what others can expect of a leader.

        Parameters
        ----------
        row : int
            The leader.
        others : ndarray of int or None, default=None
            Rows; None is everybody.

        Returns
        -------
        ndarray of shape (n_others,), float32
            In (0, 1).
        """
        items = self.items if others is None else self.items[others]
        return self.between(row, items)[1]

    def between(self, row: int, items: Array) -> tuple[Array, Array]:
        """Give what a leader can expect of others, and they of the leader.

        Parameters
        ----------
        row : int
            The leader.
        items : ndarray of shape (n_others, 2 * rank + 2), float32
            Rows of `items`.

        Returns
        -------
        tuple of two ndarray of shape (n_others,), float32
            In (0, 1).
        """
        own = self.items[row]
        give, need = own[: self.rank], own[self.rank : -2]
        to_you = items[:, : self.rank] @ need + items[:, -2]
        to_them = items[:, self.rank : -2] @ give + items[:, -1]
        return (
            _bounded(to_you + np.float32(self.base + own[-1])),
            _bounded(to_them + np.float32(self.base + own[-2])),
        )

    def interval(self, row: int, other: int, value: float) -> tuple[float, float]:
        """Tell how sure a value is.

        Parameters
        ----------
        row, other : int
            Who gains, and from whom.
        value : float
            In (0, 1).

        Returns
        -------
        tuple of (float, float)
            At 95 %.
        """
        variance = float(self.need_variance[row] + self.give_variance[other])
        half = WIDTH * float(np.sqrt(variance))
        middle = float(logit(np.clip(value, LEAST, 1.0 - LEAST)))
        return float(expit(middle - half)), float(expit(middle + half))


def _bounded(values: Array) -> Array:
    return np.clip(values, LEAST, 1.0 - LEAST, out=values)


def _guess(
    embedding: Embedding, roster: Roster, blocks: Mapping[str, Block]
) -> Factors:
    offered = offers_of(embedding, roster.table)
    return guess_value(pair_maps(blocks, offered), len(roster))


def guess_value(maps: Sequence[PairMap], n_leaders: int) -> Factors:
    """Guess value from profiles: add up likeness and met needs, then shorten them.

    Parameters
    ----------
    maps : sequence of PairMap
        Observable terms of pairs; those that `GUESS` does not name are left aside.
    n_leaders : int
        Rows of each.

    Returns
    -------
    Factors
        An order of pairs around `GUESSED_BASE`; it is no probability.
    """
    known = {held.name: held for held in maps}
    needs, gives = [np.zeros((n_leaders, 1))], [np.zeros((n_leaders, 1))]
    for name, weight in GUESS.items():
        if name in known:
            need, give = _nearness(known[name])
            needs.append(weight * need)
            gives.append(give)
    need, give = _shortened(np.hstack(needs), np.hstack(gives))
    zeros = np.zeros(n_leaders)
    return Factors(need, give, zeros, zeros.copy(), GUESSED_BASE)


def _shortened(need: Wide, give: Wide) -> tuple[Wide, Wide]:
    """Keep the directions in which inner products of all pairs differ most.

    The best approximation of its rank to the table of all pairs, which is never made:
    the two sides are turned to axes at right angles, between which the table is small.
    """
    sides = []
    for side in (need, give):
        squares, axes = np.linalg.eigh(side.T @ side)
        kept = squares > TINY * max(float(squares.max(initial=0.0)), TINY)
        sides.append((axes[:, kept], np.sqrt(squares[kept])))
    (axes_n, long_n), (axes_g, long_g) = sides
    core = long_n[:, np.newaxis] * (axes_n.T @ axes_g) * long_g
    left, values, right = np.linalg.svd(core, full_matrices=False)
    top = slice(0, min(RANK, values.size))
    need = need @ (axes_n / long_n) @ (left[:, top] * values[top])
    return need, give @ (axes_g / long_g) @ right[top].T


def _nearness(
    held: PairMap,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Write 1 minus the squared distance as an inner product; 0 where unknown."""
    x, y = held.need, held.give
    known_x = x.any(axis=1, keepdims=True).astype(np.float64)
    known_y = y.any(axis=1, keepdims=True).astype(np.float64)
    size_x = (x**2).sum(axis=1, keepdims=True)
    size_y = (y**2).sum(axis=1, keepdims=True)
    need = np.hstack([known_x * (1.0 - size_x), known_x, 2.0 * x])
    give = np.hstack([known_y, -known_y * size_y, y])
    return need, give


def _learned_variances(
    bundle: Bundle, roster: Roster, head: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Part the variance of pairs into one of each rater and one of each ratee."""
    n = len(roster)
    model = bundle.model(head)
    if model is None or n < 2:
        return np.full(n, 0.5), np.full(n, 0.5)
    profiles = profiles_of(bundle.embedding, roster.table)
    steps = np.unique(np.linspace(1, n - 1, N_PROBES).astype(np.intp))
    rater = np.tile(np.arange(n), steps.size)
    ratee = (rater + np.repeat(steps, n)) % n
    pairs = Pairs.of(rater, ratee)
    variance = model.uncertainty(profiles, pairs) ** 2
    half = float(variance.mean()) / 2.0
    of_raters = np.bincount(rater, variance, minlength=n) / steps.size - half
    of_ratees = np.bincount(ratee, variance, minlength=n) / steps.size - half
    return np.maximum(of_raters, 0.0), np.maximum(of_ratees, 0.0)
