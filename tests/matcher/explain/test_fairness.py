"""Who sits in the worse groups: what is shown, and what counts as chance."""

import numpy as np
import pytest

from matcher.explain.fairness import Segmentation, compare_segments

N_GROUPS, SIZE = 20, 8


def chapter(rng):
    """Twenty groups of eight with scores, and leaders dealt at random."""
    labels = rng.permutation(np.repeat(np.arange(N_GROUPS), SIZE))
    return labels, rng.normal(1.0, 0.1, N_GROUPS)


def compare(part, labels, scores, seed=0):
    found = compare_segments([part], labels, scores, np.random.default_rng(seed))
    return {segment.name: segment for segment in found}


def test_means_are_over_people_and_the_sentence_says_them():
    labels = np.repeat([0, 1, 2, 3, 4], 4)
    scores = np.array([1.0, 2.0, 1.0, 1.0, 1.0])
    codes = np.array([0] * 6 + [1] * 14)
    part = Segmentation("size", codes, ("below 10 people", "10 people or more"))

    found = compare(part, labels, scores)["below 10 people"]

    assert found.mean == pytest.approx((4 * 1.0 + 2 * 2.0) / 6)
    assert found.other_mean == pytest.approx((2 * 2.0 + 12 * 1.0) / 14)
    assert found.sentence().startswith(
        "Size below 10 people: 6 leaders sit in groups of mean score 1.33, all others "
        "1.14: within chance"
    )


def test_a_segment_in_the_worst_groups_stands_out_and_a_random_one_does_not():
    rng = np.random.default_rng(1)
    labels, scores = chapter(rng)
    worst = np.isin(labels, np.argsort(scores)[:6])
    sat_badly = Segmentation("kind", np.where(worst, 0, 1), ("low", "rest"))
    dealt = Segmentation("kind", rng.integers(0, 2, labels.size), ("one", "two"))

    assert compare(sat_badly, labels, scores)["low"].verdict == "worse"
    assert compare(sat_badly, labels, scores)["rest"].verdict == "better"
    assert compare(dealt, labels, scores)["one"].verdict == "within chance"


def test_false_alarms_are_as_rare_as_promised():
    """A hundred fair chapters with five segments each: about five alarms of any."""
    alarms = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        labels, scores = chapter(rng)
        part = Segmentation("kind", rng.integers(0, 5, labels.size), tuple("abcde"))
        found = compare(part, labels, scores, seed)
        alarms += any(s.verdict != "within chance" for s in found.values())

    assert alarms <= 11


def test_intervals_hold_the_difference():
    rng = np.random.default_rng(3)
    labels, scores = chapter(rng)
    part = Segmentation("kind", rng.integers(0, 3, labels.size), tuple("abc"))

    for segment in compare(part, labels, scores).values():
        assert segment.low <= segment.mean - segment.other_mean <= segment.high


def test_members_share_a_fate_so_that_few_groups_tell_little():
    """Eighty people in the two worst of four groups prove nothing."""
    labels = np.repeat([0, 1, 2, 3], 40)
    part = Segmentation("kind", (labels > 1).astype(int), ("low", "high"))

    found = compare(part, labels, np.array([0.5, 0.5, 1.5, 1.5]))

    assert found["low"].verdict == "too few groups to tell"


def test_small_segments_are_not_shown():
    rng = np.random.default_rng(4)
    labels, scores = chapter(rng)
    codes = np.full(labels.size, 0)
    codes[:4], codes[4:9] = 1, 2

    found = compare(Segmentation("kind", codes, tuple("abc")), labels, scores)

    assert set(found) == {"a", "c"}


def test_what_is_hidden_of_a_sensitive_column_does_not_follow_from_the_rest():
    rng = np.random.default_rng(5)
    labels, scores = chapter(rng)
    codes = np.full(labels.size, 0)
    codes[:60], codes[60:63] = 1, 2
    names = ("many", "some", "few")

    open_part = compare(Segmentation("kind", codes, names), labels, scores)
    private = compare(Segmentation("kind", codes, names, True), labels, scores)  # noqa: FBT003 - a field

    assert set(open_part) == {"many", "some"}
    assert set(private) == {"many"}


def test_nobody_unplaced_counts_and_one_group_says_nothing():
    labels = np.repeat([0, -1], 10)
    part = Segmentation("kind", np.arange(20) % 2, ("a", "b"))

    assert compare(part, labels, np.array([1.0])) == {}


def test_same_seed_same_answer():
    rng = np.random.default_rng(6)
    labels, scores = chapter(rng)
    part = Segmentation("kind", rng.integers(0, 3, labels.size), tuple("abc"))

    assert compare(part, labels, scores) == compare(part, labels, scores)
