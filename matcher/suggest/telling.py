"""What may be told of a set of answers, so that no pooling gives one person away.

The rule, with k people as the floor: a set is told only from 2k + 1 people, and of its
mean no more than in which of some equal steps of the scale it lies; there are so few
steps that more than k answers would have to swing from one end of the scale to the
other to cross one. Whatever k - 1 people pool of what they said, each of the others
could then still have given every answer there is, as
`docs/explanation/prevailing-view.md` shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Z: Final = 1.959964  # of a 95 % interval
ENDS: Final = ("least", "most")
OTHERS: Final = "all others"


@dataclass(frozen=True, slots=True)
class ViewParams:
    """How a prevailing view is told.

    One organisation uses one set of these: two sets over the same answers would be
    two answers over overlapping sets.

    Attributes
    ----------
    floor : int, default=5
        People k below whom nothing is told, from 3.
    own_weight : float, default=3.0
        How many times an answer of your own segment counts in the view weighted
        towards peers like you, at least 1.
    months : int, default=12
        How long a release counts, in months.
    """

    floor: int = 5
    own_weight: float = 3.0
    months: int = 12

    def __post_init__(self) -> None:
        if not 3 <= self.floor <= 1000:
            msg = f"floor must be from 3 to 1000 people, got {self.floor}."
            raise ValueError(msg)
        if not 1.0 <= self.own_weight <= 100.0:
            msg = f"own_weight must be from 1 to 100, got {self.own_weight}."
            raise ValueError(msg)
        if self.months < 1:
            msg = f"months must be at least 1, got {self.months}."
            raise ValueError(msg)

    @property
    def fewest(self) -> int:
        """People in a set that is told, at least.

        Returns
        -------
        int
            2k + 1: k - 1 who pool their answers still face more than k others.
        """
        return 2 * self.floor + 1

    @property
    def segment_people(self) -> int:
        """People who make a segment of their own.

        Returns
        -------
        int
            6k, so that the scale has at least five steps for them.
        """
        return 6 * self.floor


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one set of people; everything else is made from these.

    Attributes
    ----------
    name : str
        The segment; empty for everyone.
    n_people : int
        How many answered.
    least, most : float
        The step of [0, 1] in which the mean of their answers lies.
    """

    name: str
    n_people: int
    least: float
    most: float


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some of the people who answered.

    Attributes
    ----------
    name : str
        The segment, or `OTHERS`; empty for everyone.
    places : ndarray of shape (n_part,)
        Their positions.
    kept_out : frozenset of int
        Codes of segments that are parts of their own.
    code : int
        Of the segment; -1 for others and everyone.
    """

    name: str
    places: NDArray[np.intp]
    kept_out: frozenset[int] = frozenset()
    code: int = -1

    def holds(self, code: int) -> bool:
        """Tell whether people of a segment are in this part.

        Parameters
        ----------
        code : int
            The segment.

        Returns
        -------
        bool
            Whether they are, or would be.
        """
        return self.code == code if self.code >= 0 else code not in self.kept_out


def n_steps(n_people: int, params: ViewParams) -> int:
    """Count the steps in which the mean of so many answers is told.

    Parameters
    ----------
    n_people : int
        Who answered.
    params : ViewParams
        With the floor.

    Returns
    -------
    int
        The most for which a step is wider than `floor` answers can swing; at least 2
        from `fewest` people.

    Examples
    --------
    >>> [n_steps(n, ViewParams(floor=5)) for n in (11, 15, 16, 100)]
    [2, 2, 3, 19]
    """
    return -(-n_people // params.floor) - 1


def tell(name: str, shares: NDArray[np.float64], params: ViewParams) -> Told:
    """Tell in which step of the scale the mean of a set of answers lies.

    Parameters
    ----------
    name : str
        The segment.
    shares : ndarray of shape (n_people,)
        Answers on [0, 1]; at least `params.fewest`.
    params : ViewParams
        With the floor.

    Returns
    -------
    Told
        The same for all answers whose mean lies in the same step.
    """
    n_people = int(shares.size)
    if n_people < params.fewest:
        msg = f"a set that is told must have {params.fewest} people, got {n_people}."
        raise ValueError(msg)
    steps = n_steps(n_people, params)
    mean = float(np.sort(shares).sum()) / n_people  # the same in any order
    step = min(int(mean * steps + 1e-9), steps - 1)
    return Told(name, n_people, step / steps, (step + 1) / steps)


def part(
    codes: NDArray[np.intp], names: Sequence[str], params: ViewParams
) -> list[Part]:
    """Part people into segments that are large enough, each person in one.

    How many answered decides, never what they answered.

    Parameters
    ----------
    codes : ndarray of shape (n_people,)
        Segment of each; -1 where not known.
    names : sequence of str
        Of the segments.
    params : ViewParams
        With the floor.

    Returns
    -------
    list of Part
        Everyone, where no two segments are large enough.
    """
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    large = np.flatnonzero(counts >= params.segment_people).tolist()
    rest = np.flatnonzero(~np.isin(codes, large))
    if large and 0 < rest.size < params.fewest:  # too few to stand alone
        joined = min(large, key=lambda code: (counts[code], code))
        large.remove(joined)
        rest = np.flatnonzero(~np.isin(codes, large))
    if not large or (len(large) == 1 and not rest.size):
        return [Part("", np.arange(codes.size))]
    parts = [Part(names[c], np.flatnonzero(codes == c), code=c) for c in large]
    return [*parts, Part(OTHERS, rest, frozenset(large))] if rest.size else parts


def blend(told: Sequence[Told], weights: Sequence[float]) -> tuple[float, float, float]:
    """Put together what was told of several sets; nothing else is looked at.

    Parameters
    ----------
    told : sequence of Told
        At least one.
    weights : sequence of float
        How much a person of each set counts; positive.

    Returns
    -------
    tuple of (float, float, float)
        Mean of the middles of the steps, low and high end of its 95 % interval, on
        [0, 1]: Wilson's for the answers, as wide as any answers of such a mean ask
        for (how far they lie apart would tell more of them), and the width of the
        steps beside it.
    """
    people = np.array([one.n_people for one in told], dtype=np.float64)
    mass = people * np.asarray(weights, dtype=np.float64)
    mass /= mass.sum()
    least, most = (np.array([getattr(t, end) for t in told]) for end in ENDS)
    mean = float(mass @ (least + most) / 2)
    centre, half = _wilson(mean, 1.0 / float((mass**2 / people).sum()))
    rounding = Z * float(np.sqrt((mass**2) @ ((most - least) ** 2) / 12.0))
    half = float(np.hypot(half, rounding))
    return mean, max(0.0, centre - half), min(1.0, centre + half)


def _wilson(share: float, n_people: float) -> tuple[float, float]:
    """Find centre and half width of Wilson's (1927) interval of a mean on [0, 1]."""
    squared = Z**2 / n_people
    spread = share * (1.0 - share) / n_people + squared / (4.0 * n_people)
    scale = 1.0 + squared
    return (share + squared / 2.0) / scale, Z * float(np.sqrt(spread)) / scale
