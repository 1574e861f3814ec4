"""What one leader would bring to some others, and get from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from matcher.explain.wording import count, listed
from matcher.suggest.incidence import Incidence
from matcher.suggest.pool import Pool
from matcher.suggest.worth import WIDTH

MOST_NAMED: Final = 3  # themes in one sentence

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What passes between a leader and some others.

    Attributes
    ----------
    value_to_you, value_to_them : float
        Mean value the leader can expect of them, and they of the leader, in [0, 1].
    interval : tuple of (float, float)
        Of `value_to_you`, at 95 %.
    brings, gets : tuple of str
        Themes that the leader offers and some of them seek; that some offer and the
        leader seeks.
    shares : tuple of str
        Challenges that the leader has in common with some.
    bring_text, get_text : str
        The same in a sentence each; what is not known is said.
    """

    value_to_you: float
    value_to_them: float
    interval: tuple[float, float]
    brings: tuple[str, ...]
    gets: tuple[str, ...]
    shares: tuple[str, ...]
    bring_text: str
    get_text: str


def weigh_exchange(pool: Pool, row: int, others: Rows) -> Exchange:
    """Weigh what a leader would bring to some others and get.

    Parameters
    ----------
    pool : Pool
        What is known.
    row : int
        The leader.
    others : ndarray of shape (n_others,)
        Rows; the leader's own is left out.

    Returns
    -------
    Exchange
        Names themes only, never a text or a person.
    """
    others = others[others != row]
    facts = pool.facts
    n = int(others.size)
    brings = _met(facts.gives, row, facts.wants, others)
    gets = _met(facts.wants, row, facts.gives, others)
    shares = _met(facts.challenges, row, facts.challenges, others)
    to_you = float(pool.worth.from_others(row, others).mean()) if n else 0.0
    to_them = float(pool.worth.to_others(row, others).mean()) if n else 0.0
    bring = [*_alone(pool, row, others)]
    bring += [f"{name} for {m} of {n}" for name, m in brings[:MOST_NAMED]]
    get = [f"{name} from {m} of {n}" for name, m in gets[:MOST_NAMED]]
    get += [
        f"{count(m, 'peer')} with the same challenge ({name})"
        for name, m in shares[: MOST_NAMED - len(get)]
    ]
    return Exchange(
        value_to_you=to_you,
        value_to_them=to_them,
        interval=mean_interval(pool, row, others, to_you),
        brings=tuple(name for name, _ in brings),
        gets=tuple(name for name, _ in gets),
        shares=tuple(name for name, _ in shares),
        bring_text=listed(bring) or "nothing stated that they seek",
        get_text=listed(get) or "nothing stated that you seek",
    )


def mean_interval(
    pool: Pool, row: int, others: Rows, mean: float
) -> tuple[float, float]:
    """Tell how sure a mean value is.

    Parameters
    ----------
    pool : Pool
        With the variance of values.
    row : int
        Who gains.
    others : ndarray of shape (n_others,)
        From whom.
    mean : float
        The mean value, in [0, 1].

    Returns
    -------
    tuple of (float, float)
        At 95 %: what is not known of the leader stays, what is not known of the
        others averages out.
    """
    if not others.size:
        return 0.0, 1.0
    variance = float(pool.worth.need_variance[row])
    variance += float(pool.worth.give_variance[others].mean()) / others.size
    middle, half = float(logit(np.clip(mean, 0.01, 0.99))), WIDTH * variance**0.5
    return float(expit(middle - half)), float(expit(middle + half))


def _alone(pool: Pool, row: int, others: Rows) -> Iterator[str]:
    """Name the industry, or the sector, that nobody else there comes from."""
    for noun, names in (
        ("industry", pool.facts.industry),
        ("sector", pool.facts.sector),
    ):
        own = names.of(row)
        if own and others.size and (names.index[others] != names.index[row]).all():
            yield f"the only one from the {noun} {own}"
            return


def _met(
    own: Incidence, row: int, theirs: Incidence, others: Rows
) -> list[tuple[str, int]]:
    """Count, for each entry of a leader, how many others have it; most first."""
    counts: dict[int, int] = {}
    mine = frozenset(own.of_leader(row).tolist())
    for other in others.tolist():
        for entry in theirs.of_leader(other).tolist():
            if entry in mine:
                counts[entry] = counts.get(entry, 0) + 1
    found = [(own.names[entry], m) for entry, m in counts.items()]
    return sorted(found, key=lambda one: (-one[1], one[0]))
