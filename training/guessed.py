"""What `suggest` goes by without a bundle, held against answers no proof has seen.

Rules alone know no order of peers where groups are formed, but a suggestion does: it is
ordered by a guess from profiles, see `matcher.suggest.worth`. The guess is no
probability; how much its differences mean is taken from the answers that proofs see.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import logit

from matcher.suggest.worth import LEAST, guess_value
from models.factors import Factors
from models.pairs import Pairs
from models.profiles import Profiles
from training.answers import Answers
from training.losses import Losses, kept_answers, order_losses, peers_of

STEEPEST: Final = 5.0  # of what a difference of guessed logits may mean
MAX_RATERS: Final = 2000  # that the steepness is taken from

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Guess:
    """The order that profiles alone suggest.

    Attributes
    ----------
    factors : Factors
        Guessed value of every ordered pair.
    steepness : float
        What a difference of guessed logits is multiplied by, 0 or more.
    """

    factors: Factors
    steepness: float = 1.0

    def decision_function(self, profiles: Profiles, pairs: Pairs) -> Array:  # noqa: ARG002 - as a value model is asked
        """Score pairs.

        Parameters
        ----------
        profiles : Profiles
            Not needed: the guess was made of them.
        pairs : Pairs
            Rows of the roster.

        Returns
        -------
        ndarray of shape (n_pairs,)
            Logits.
        """
        own = self.factors
        value = (own.need[pairs.rater] * own.give[pairs.ratee]).sum(axis=1) + own.base
        return self.steepness * np.asarray(logit(np.clip(value, LEAST, 1.0 - LEAST)))


def guessed_losses(answers: Answers, profiles: Profiles) -> dict[str, Losses]:
    """Measure how the guess puts peers in order, on answers that no proof has seen.

    Parameters
    ----------
    answers : Answers
        To one question.
    profiles : Profiles
        Leaders, with the maps that a guess is made of.

    Returns
    -------
    dict of str to Losses
        For newcomers and for known people, as `training.losses.order_losses` gives it.
    """
    guess = Guess(guess_value(profiles.maps, len(profiles)))
    kept = np.logical_or.reduce(list(kept_answers(answers, profiles.ids).values()))
    steepness = _steepness(guess, answers.take(~kept), profiles)
    return order_losses(answers, profiles, Guess(guess.factors, steepness))


def _steepness(guess: Guess, answers: Answers, profiles: Profiles) -> float:
    """Find how much a difference means, by the loss that proofs are compared on."""
    logits = guess.decision_function(profiles, answers.pairs)
    raters = np.unique(answers.pairs.rater)
    step = max(1, raters.size // MAX_RATERS)
    seen = np.flatnonzero(np.isin(answers.pairs.rater, raters[::step]))
    found = list(peers_of(answers, seen))
    if not found:
        return 0.0
    one, two, ahead, behind = (
        np.concatenate(part) for part in zip(*found, strict=True)
    )
    margin = logits[one] - logits[two]

    def loss(steepness: float) -> float:
        each = steepness * margin
        worse = ahead * np.logaddexp(0.0, -each) + behind * np.logaddexp(0.0, each)
        return float(worse.sum())

    best = minimize_scalar(loss, bounds=(0.0, STEEPEST), method="bounded")
    return float(best.x)
