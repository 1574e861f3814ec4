"""The gate: a bundle serves once it beats the champion and rules alone beyond noise.

Every bundle holds two value models: one fitted on all answers, which serves, and a
proof, fitted without those that the gate keeps: all answers from and about a fixed
fifth of the people (newcomers, to the proof), and a fifth of what everyone else
answered, whole groups at a time. Proofs are compared on these, which none of them has
seen. What is compared is the order in which a rater's peers are put: generosity cannot
help, and rules alone, which know no order, lose exactly log 2 a pair. Suggestions do
have an order without a bundle, a guess from profiles: that must not be better either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from training.losses import KNOWN, NEWCOMERS, Losses

MIN_PEOPLE: Final = 10  # compared; fewer prove nothing
MIN_SEGMENT_PEOPLE: Final = 10
N_DRAWS: Final = 2000
NOISE: Final = 0.05  # chance of calling noise better or worse, in one comparison

RULES: Final = "rules alone"
CHAMPION: Final = "champion"
RENEWED: Final = "champion with the answers since"
GUESS: Final = "guess from profiles"
NOT_WORSE: Final = frozenset({RENEWED, GUESS})  # than which better is not asked
NO_BETTER: Final = "no better than rules alone"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a challenger gains over another, with how sure that is.

    Attributes
    ----------
    against : str
        "rules alone", "guess from profiles", "champion" or "champion with the answers
        since".
    segment : str
        Whose answers: "newcomers", "known people", or as in "size: small".
    gain : float
        Mean loss of the other less that of the challenger, in nats a pair of peers;
        positive is better.
    low, high : float
        Interval of the gain by bootstrap over people.
    n_people : int
        People compared.
    """

    against: str
    segment: str
    gain: float
    low: float
    high: float
    n_people: int

    @property
    def is_better(self) -> bool:
        """Whether the challenger is better beyond noise."""
        return self.low > 0.0

    @property
    def is_worse(self) -> bool:
        """Whether the challenger is worse beyond noise."""
        return self.high < 0.0

    def to_dict(self) -> dict[str, Any]:
        """Give the comparison as JSON holds it.

        Returns
        -------
        dict
            The attributes.
        """
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says.

    Attributes
    ----------
    is_better : bool
        Whether the challenger may serve.
    sentence : str
        Why, fit to read aloud.
    comparisons : tuple of Comparison
        What it rests on.
    """

    is_better: bool
    sentence: str
    comparisons: tuple[Comparison, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the verdict as JSON holds it.

        Returns
        -------
        dict
            The attributes.
        """
        return {
            "is_better": self.is_better,
            "sentence": self.sentence,
            "comparisons": [found.to_dict() for found in self.comparisons],
        }


def compare(
    challenger: Losses,
    other: Losses,
    *,
    against: str,
    segment: str,
    noise: float,
    seed: int,
) -> Comparison:
    """Compare two proofs on the same people, paired.

    Parameters
    ----------
    challenger, other : Losses
        Of the same answers.
    against, segment : str
        How to call the other, and the people.
    noise : float
        Chance of calling noise a difference, both ways together.
    seed : int
        What the bootstrap draws from.

    Returns
    -------
    Comparison
        The gain with its interval.
    """
    gains, weights = other.loss - challenger.loss, challenger.weight
    n_people = gains.size
    rng = np.random.default_rng([seed, 0x6A])
    drawn = rng.multinomial(n_people, np.full(n_people, 1.0 / n_people), N_DRAWS)
    means = (drawn @ gains) / np.maximum(drawn @ weights, 1e-12)
    low, high = np.quantile(means, [noise / 2.0, 1.0 - noise / 2.0])
    gain = float(gains.sum() / weights.sum())
    return Comparison(against, segment, gain, float(low), float(high), n_people)


def judge(
    challenger: Mapping[str, Losses],
    others: Mapping[str, Mapping[str, Losses]],
    segments: Mapping[str, frozenset[str]],
    *,
    seed: int,
) -> Verdict:
    """Say whether a challenger may serve.

    Against each of the others it has to be better beyond noise for newcomers or for
    known people, and worse beyond noise for neither, nor for any segment; against the
    champion with the answers since folded in, and against the guess from profiles, not
    worse is enough, of the guess on the whole. The noise allowed for segments is shared
    among them.

    Parameters
    ----------
    challenger : mapping of str to Losses
        From `order_losses`.
    others : mapping of str to mapping of str to Losses
        Of rules alone, of the guess that suggestions go by without a bundle, and of
        the champion where there is one, as it was promoted and with the answers since;
        on the same answers.
    segments : mapping of str to frozenset of str
        Ids of the leaders of each segment, by name.
    seed : int
        What the bootstrap draws from.

    Returns
    -------
    Verdict
        With the comparisons behind it.
    """
    sets = [name for name, losses in challenger.items() if _is_enough(losses)]
    if not sets:
        return Verdict(is_better=False, sentence=_too_few(challenger))
    overall = {
        against: [
            compare(
                challenger[name],
                losses[name],
                against=against,
                segment=name,
                noise=NOISE,
                seed=seed,
            )
            for name in sets
        ]
        for against, losses in others.items()
    }
    apart = {name: losses for name, losses in others.items() if name != GUESS}
    return _verdict(overall, _by_segment(challenger, apart, segments, seed))


def _is_enough(losses: Losses) -> bool:
    return len(losses.people) >= MIN_PEOPLE


def _too_few(challenger: Mapping[str, Losses]) -> str:
    most = max((len(losses.people) for losses in challenger.values()), default=0)
    return (
        f"The bundle is {NO_BETTER}, as far as can be told: the answers kept for the "
        f"gate compare {most} people, and {MIN_PEOPLE} are needed."
    )


def _by_segment(
    challenger: Mapping[str, Losses],
    others: Mapping[str, Mapping[str, Losses]],
    segments: Mapping[str, frozenset[str]],
    seed: int,
) -> list[Comparison]:
    """Compare segment by segment, newcomers and known people together."""
    own = _pooled(challenger)
    parts = {name: _of(own, ids) for name, ids in segments.items()}
    large = {name: part for name, part in parts.items() if _is_enough(part)}
    noise = NOISE / max(1, len(large) * len(others))
    return [
        compare(
            part,
            _of(_pooled(losses), segments[name]),
            against=against,
            segment=name,
            noise=noise,
            seed=seed,
        )
        for against, losses in others.items()
        for name, part in large.items()
    ]


def _pooled(losses: Mapping[str, Losses]) -> Losses:
    people = tuple(dict.fromkeys(p for part in losses.values() for p in part.people))
    row = {person: k for k, person in enumerate(people)}
    loss, weight = np.zeros((2, len(people)))
    for part in losses.values():
        rows = [row[person] for person in part.people]
        np.add.at(loss, rows, part.loss)
        np.add.at(weight, rows, part.weight)
    return Losses(people, loss, weight)


def _of(losses: Losses, ids: frozenset[str]) -> Losses:
    rows = [k for k, person in enumerate(losses.people) if person in ids]
    people = tuple(losses.people[k] for k in rows)
    return Losses(people, losses.loss[rows], losses.weight[rows])


def _verdict(
    overall: Mapping[str, list[Comparison]], parts: list[Comparison]
) -> Verdict:
    """Put the comparisons into one sentence; the first that stands in the way."""
    found = (*(c for compared in overall.values() for c in compared), *parts)
    gains = []
    for against, compared in overall.items():
        if against in NOT_WORSE:
            continue
        best = max(compared, key=lambda comparison: comparison.low)
        if not best.is_better:
            told = NO_BETTER if against == RULES else f"no better than the {CHAMPION}"
            sentence = f"The bundle is {told}: {_told(best)}."
            return Verdict(is_better=False, sentence=sentence, comparisons=found)
        gains.append(f"{_named(against)} ({_told(best)})")
    worse = [comparison for comparison in found if comparison.is_worse]
    if worse:
        sentence = (
            f"The bundle is worse than {_named(worse[0].against)} for some: "
            f"{_told(worse[0])}."
        )
        return Verdict(is_better=False, sentence=sentence, comparisons=found)
    sentence = f"The bundle is better than {' and '.join(gains)}."
    return Verdict(is_better=True, sentence=sentence, comparisons=found)


def _named(against: str) -> str:
    return against if against == RULES else f"the {against}"


def _told(comparison: Comparison) -> str:
    of = "" if comparison.segment in (NEWCOMERS, KNOWN) else "of "
    return (
        f"it gains {comparison.gain:.4f} nats a pair of peers "
        f"({comparison.low:.4f} to {comparison.high:.4f}) on {comparison.n_people} "
        f"{of}{comparison.segment}"
    )
