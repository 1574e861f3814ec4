"""Evaluation of the model beside its baselines, on answers with a known maker."""

import json

import numpy as np
import pytest
from scipy.special import expit

from models.pairs import Pairs
from models.profiles import PairMap, Profiles
from training.answers import Answers
from training.evaluate import evaluate

BASELINES = ["constant", "popularity", "likeness", "logistic", "boosting"]


@pytest.fixture(scope="module")
def world():
    """Value follows the profiles: one feature of the ratee and need x offer."""
    rng = np.random.default_rng(0)
    n = 60
    X = rng.normal(size=(n, 2))
    need, give = rng.normal(size=(2, n, 2))
    profiles = Profiles.from_arrays(X, maps=[PairMap("need x offer", need, give)])
    pairs = Pairs.all_of(n)
    pairs = pairs.take(rng.random(len(pairs)) < 0.4)
    z = X[pairs.ratee, 0] + 1.2 * (need @ give.T)[pairs.rater, pairs.ratee]
    y = rng.random(len(pairs)) < expit(z)
    days = np.datetime64("2026-01-01") + rng.integers(0, 300, len(pairs))
    return profiles, Answers.of(pairs, y, answered_at=days)


@pytest.fixture(scope="module")
def by_person(world):
    profiles, answers = world
    labels = ["small"] * 25 + ["large"] * 20 + ["tiny"] * 5 + [""] * 10
    segments = {"size": labels}
    return evaluate(profiles, answers, n_folds=3, segments=segments)


def test_the_model_finds_what_profiles_show_and_a_constant_does_not(by_person):
    model, constant = by_person.model, by_person.baselines["constant"]

    assert model.figures["auc"].value > 0.75
    assert model.figures["within_person_auc"].value > 0.75
    assert model.figures["allocation_lift"].value > 1.2
    assert model.figures["log_loss"].high < constant.figures["log_loss"].low


def test_the_answer_has_the_promised_shape(by_person):
    found = by_person.to_dict()

    assert sorted(found) == ["baselines", "groups", "model", "protocol"]
    assert list(found["baselines"]) == BASELINES
    assert sorted(found["model"]["auc"]) == ["high", "low", "value"]
    json.dumps(found, allow_nan=False)


def test_segments_are_of_ten_raters_at_least_and_have_a_name(by_person):
    assert set(by_person.model.segments) == {"size: large", "size: small"}


def test_the_same_seed_gives_the_same_figures(world, by_person):
    profiles, answers = world

    again = evaluate(profiles, answers, n_folds=3)

    assert again.model.figures == by_person.model.figures


@pytest.mark.parametrize("by", ["group", "time"])
def test_the_other_splits_are_evaluated_or_refused_with_a_reason(world, by):
    profiles, answers = world

    found = evaluate(profiles, answers, by=by, n_folds=2)

    if by == "time":
        assert found.model.figures["auc"].value > 0.7
    else:
        assert "No split by group" in found.protocol["reason"]


@pytest.mark.parametrize(
    ("keep", "message"),
    [
        (lambda a: a.take(np.zeros(0, int)), "no feedback"),
        (lambda a: a.take(a.pairs.rater < 5), "Only 5 raters"),
        (lambda a: a.take(a.y == 1.0), "the same"),
        (lambda a: a.take(np.unique(a.pairs.rater, return_index=True)[1][:20]), "only"),
    ],
    ids=["none", "few raters", "one class", "few answers"],
)
def test_too_little_is_told_and_nothing_is_learned(world, keep, message):
    profiles, answers = world

    found = evaluate(profiles, keep(answers))

    assert found.model is None
    assert message in found.protocol["reason"]
    json.dumps(found.to_dict(), allow_nan=False)
