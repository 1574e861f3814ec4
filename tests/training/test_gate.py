import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.pairs import Pairs
from models.profiles import Profiles
from training.answers import Answers
from training.gate import CHAMPION, GUESS, RULES, judge
from training.losses import (
    KNOWN,
    NEWCOMERS,
    Losses,
    is_newcomer,
    kept_answers,
    order_losses,
)

IDS = tuple(f"L{i}" for i in range(60))
PROFILES = Profiles.from_arrays(np.zeros((60, 0)), ids=IDS)


class Oracle:
    """Scores pairs as it is told; stands in for a model at its one method."""

    def __init__(self, table):
        self.table = table

    def decision_function(self, _, pairs):
        return self.table[pairs.rater, pairs.ratee]


def make_answers(y=None, seed=0):
    rng = np.random.default_rng(seed)
    pairs = Pairs.all_of(60)
    groups = (pairs.rater + pairs.ratee) % 9
    pairs = Pairs.of(pairs.rater, pairs.ratee, group=groups)
    truth = rng.normal(0.0, 2.0, (60, 60))
    chance = 1 / (1 + np.exp(-truth[pairs.rater, pairs.ratee]))
    drawn = (rng.random(len(pairs)) < chance).astype(float)
    return Answers.of(pairs, drawn if y is None else y), truth


def test_about_a_fifth_of_the_people_are_newcomers_for_ever():
    ids = [f"leader-{i}" for i in range(5000)]
    share = np.mean([is_newcomer(leader_id) for leader_id in ids])

    assert abs(share - 0.2) < 0.02
    assert [is_newcomer(name) for name in ("L0", "L1", "L2", "L3", "L7")] == [
        is_newcomer(name) for name in ("L0", "L1", "L2", "L3", "L7")
    ]


def test_kept_answers_do_not_overlap_and_hold_all_of_newcomers():
    answers, _ = make_answers()
    kept = kept_answers(answers, IDS)
    new = np.array([is_newcomer(leader_id) for leader_id in IDS])

    assert not (kept[NEWCOMERS] & kept[KNOWN]).any()
    touched = new[answers.pairs.rater] | new[answers.pairs.ratee]
    assert np.array_equal(kept[NEWCOMERS], touched)


def test_a_rater_keeps_whole_groups_back():
    answers, _ = make_answers()
    kept = kept_answers(answers, IDS)[KNOWN]
    of_known = ~kept_answers(answers, IDS)[NEWCOMERS]

    for rater in range(60):
        for group in range(9):
            own = (answers.pairs.rater == rater) & (answers.pairs.group == group)
            own &= of_known
            assert kept[own].all() or not kept[own].any()


def test_rules_alone_lose_log_two_a_pair():
    answers, _ = make_answers()

    for losses in order_losses(answers, PROFILES, None).values():
        assert np.allclose(losses.loss, np.log(2.0) * losses.weight)


def test_generosity_cannot_help():
    answers, truth = make_answers()
    generous = truth + np.linspace(-5, 5, 60)[:, None]

    plain = order_losses(answers, PROFILES, Oracle(truth))
    other = order_losses(answers, PROFILES, Oracle(generous))

    for name, losses in plain.items():
        assert np.allclose(losses.loss, other[name].loss)


def brute(answers, table, kept, ids):
    """The definition, pair of peers by pair of peers."""
    new = [is_newcomer(leader_id) for leader_id in ids]
    total = {}
    rows = np.flatnonzero(kept).tolist()
    for a in rows:
        for b in rows:
            i, j, k = (
                int(answers.pairs.rater[a]),
                int(answers.pairs.ratee[a]),
                int(answers.pairs.ratee[b]),
            )
            size = answers.y[a] * (1.0 - answers.y[b])
            if a == b or answers.pairs.rater[b] != i or size == 0.0:
                continue
            loss = size * np.log1p(np.exp(-(table[i, j] - table[i, k])))
            first, second = (j, k) if a < b else (k, j)
            owner = next((p for p in (i, first, second) if new[p]), i)
            old = total.get(ids[owner], np.zeros(2))
            total[ids[owner]] = old + np.array([loss, size])
    return total


@pytest.mark.parametrize("kind", ["yes or no", "ratings"])
def test_losses_are_what_their_definition_says(kind):
    ratings = np.random.default_rng(8).integers(0, 11, 60 * 59) / 10.0
    answers, truth = make_answers(None if kind == "yes or no" else ratings)
    some = answers.take(np.flatnonzero(answers.pairs.rater < 12))

    found = order_losses(some, PROFILES, Oracle(truth))

    for name, kept in kept_answers(some, IDS).items():
        expected = brute(some, truth, kept, IDS)
        assert set(found[name].people) == set(expected)
        for person, loss, weight in zip(
            found[name].people, found[name].loss, found[name].weight, strict=True
        ):
            assert [loss, weight] == pytest.approx(expected[person])


@pytest.mark.parametrize("boldness", [0.5, 2.0])
def test_being_bold_about_ratings_gains_nothing(boldness):
    """Ratings near the middle are told well by differences that are small."""
    _, truth = make_answers()
    pairs = Pairs.all_of(60)
    rated = 1 / (1 + np.exp(-0.5 * truth[pairs.rater, pairs.ratee]))
    answers, _ = make_answers(rated)

    right = order_losses(answers, PROFILES, Oracle(0.5 * truth))
    other = order_losses(answers, PROFILES, Oracle(0.5 * boldness * truth))

    for name, losses in right.items():
        assert (losses.loss <= other[name].loss + 1e-9).all()


def judged(table, *others, segments=None, y=None):
    answers, truth = make_answers(y)
    names = (RULES, CHAMPION)
    rivals = {
        name: order_losses(answers, PROFILES, None if other is None else Oracle(other))
        for name, other in zip(names, others, strict=False)
    }
    own = order_losses(answers, PROFILES, Oracle(truth if table is None else table))
    return judge(own, rivals, segments or {}, seed=0)


def test_a_bundle_that_knows_the_truth_is_promoted():
    verdict = judged(None, None)

    assert verdict.is_better
    assert "better than rules alone" in verdict.sentence


def test_noise_is_no_better_than_rules_alone():
    for seed in range(100, 105):
        noise = np.random.default_rng(seed).normal(0, 0.05, (60, 60))
        verdict = judged(noise, None)
        assert not verdict.is_better
        assert "no better than rules alone" in verdict.sentence


def test_the_same_bundle_is_no_better_than_itself():
    _, truth = make_answers()

    verdict = judged(truth, None, truth)

    assert not verdict.is_better
    assert "no better than the champion" in verdict.sentence


def test_a_worse_segment_stops_a_bundle_that_is_better_on_the_whole():
    _, truth = make_answers()
    half = truth.copy()
    half[:20] = -truth[:20]  # harms the raters of one segment

    verdict = judged(half, None, segments={"sector: 62": frozenset(IDS[:20])})

    assert not verdict.is_better
    assert any(c.segment == "sector: 62" and c.is_worse for c in verdict.comparisons)


def test_small_segments_are_left_out():
    verdict = judged(None, None, segments={"size: 1-9": frozenset(IDS[:3])})

    assert {c.segment for c in verdict.comparisons} <= {NEWCOMERS, KNOWN}


def test_too_few_people_prove_nothing():
    few = Losses(("a", "b"), np.zeros(2), np.ones(2))

    verdict = judge({KNOWN: few}, {RULES: {KNOWN: few}}, {}, seed=0)

    assert not verdict.is_better
    assert "as far as can be told" in verdict.sentence


def test_all_answers_alike_prove_nothing():
    verdict = judged(None, None, y=np.ones(60 * 59))

    assert not verdict.is_better


def test_a_verdict_can_be_written_as_json_and_names_nobody():
    text = json.dumps(judged(None, None).to_dict(), allow_nan=False)

    assert not any(f'"{leader_id}"' in text for leader_id in IDS)


@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.5, 1.0]))
@settings(deadline=None, max_examples=15)
def test_no_answers_break_the_gate(seed, level):
    rng = np.random.default_rng(seed)
    y = np.where(rng.random(60 * 59) < 0.3, level, rng.random(60 * 59))

    verdict = judged(rng.normal(size=(60, 60)), None, y=y)

    assert all(np.isfinite(c.gain) for c in verdict.comparisons)


def test_a_bundle_worse_than_the_guess_from_profiles_is_refused():
    """Suggestions go by that guess where no bundle serves."""
    answers, truth = make_answers()
    own, known = (
        order_losses(answers, PROFILES, Oracle(share * truth)) for share in (0.1, 1.0)
    )
    rules = order_losses(answers, PROFILES, None)

    assert judge(own, {RULES: rules}, {}, seed=0).is_better
    verdict = judge(own, {RULES: rules, GUESS: known}, {}, seed=0)
    assert not verdict.is_better
    assert "worse than the guess from profiles" in verdict.sentence


def test_a_bundle_as_good_as_the_guess_is_promoted():
    answers, truth = make_answers()
    own = order_losses(answers, PROFILES, Oracle(truth))
    rules = order_losses(answers, PROFILES, None)

    assert judge(own, {RULES: rules, GUESS: own}, {}, seed=0).is_better
