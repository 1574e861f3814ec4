import numpy as np
import pytest

from matcher.suggest.worth import guess_value
from models.pairs import Pairs
from models.profiles import PairMap, Profiles
from training.answers import Answers
from training.guessed import Guess, guessed_losses
from training.losses import order_losses

N = 60
IDS = tuple(f"L{i}" for i in range(N))


def told(follows, seed=0):
    """Answers about everyone, that follow what profiles say or do not."""
    rng = np.random.default_rng(seed)
    needs, gives = (np.eye(3)[rng.integers(3, size=N)] for _ in range(2))
    profiles = Profiles(
        IDS, np.zeros((N, 0)), (), (PairMap("need x offer", needs, gives),)
    )
    pairs = Pairs.all_of(N)
    logits = follows * (needs @ gives.T)[pairs.rater, pairs.ratee] - 0.5
    drawn = rng.random(len(pairs)) < 1 / (1 + np.exp(-logits))
    return Answers.of(pairs, drawn.astype(float)), profiles


def mean_loss(losses):
    return [float(own.loss.sum() / own.weight.sum()) for own in losses.values()]


def test_a_guess_orders_as_suggestions_without_a_bundle_do():
    _, profiles = told(2.0)
    pairs = Pairs.all_of(N)
    factors = guess_value(profiles.maps, N)

    scores = Guess(factors).decision_function(profiles, pairs)

    guessed = (factors.need @ factors.give.T)[pairs.rater, pairs.ratee]
    far = np.subtract.outer(guessed, guessed) > 1e-9
    assert far.any()
    assert (np.subtract.outer(scores, scores)[far] > 0.0).all()


def test_a_guess_that_answers_follow_loses_less_than_no_order():
    answers, profiles = told(2.0)

    assert max(mean_loss(guessed_losses(answers, profiles))) < np.log(2.0) - 0.05


@pytest.mark.parametrize("follows", [0.0, -2.0], ids=["noise", "the other way"])
def test_a_guess_that_misleads_counts_as_no_order(follows):
    """Nobody is asked to be better than something that is worse than nothing."""
    answers, profiles = told(follows)

    for found in mean_loss(guessed_losses(answers, profiles)):
        assert found == pytest.approx(np.log(2.0), abs=0.005)


def test_without_profiles_the_guess_knows_no_order():
    answers, _ = told(2.0)
    bare = Profiles.from_arrays(np.zeros((N, 0)), ids=IDS)

    found = guessed_losses(answers, bare)

    for own, rules in zip(
        mean_loss(found), mean_loss(order_losses(answers, bare, None)), strict=True
    ):
        assert own == pytest.approx(rules)
