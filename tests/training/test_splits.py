"""Nothing that is tested was learned from: not the person, the group or the future."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.pairs import Pairs
from training.answers import Answers
from training.splits import split


@st.composite
def all_answers(draw):
    n_people = draw(st.integers(4, 20))
    n_pairs = draw(st.integers(4, 60))
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    rater = rng.integers(n_people, size=n_pairs)
    ratee = (rater + 1 + rng.integers(n_people - 1, size=n_pairs)) % n_people
    group = rng.integers(-1, 5, size=n_pairs) if draw(st.booleans()) else None
    days = rng.integers(0, 12, size=n_pairs).astype("datetime64[D]")
    days[rng.random(n_pairs) < 0.1] = np.datetime64("NaT")
    return Answers.of(
        Pairs.of(rater, ratee, group=group),
        rng.integers(2, size=n_pairs),
        answered_at=days,
    )


def people(pairs):
    return set(pairs.rater) | set(pairs.ratee)


@given(all_answers(), st.integers(2, 5), st.integers(0, 9))
@settings(deadline=None)
def test_no_person_whose_answers_are_tested_was_seen(answers, n_folds, seed):
    for part in split(answers, "person", n_folds=n_folds, seed=seed):
        known, held = answers.pairs.take(part.train), answers.pairs.take(part.test)

        assert set(held.rater).isdisjoint(people(known))


@given(all_answers(), st.integers(2, 5), st.integers(0, 9))
@settings(deadline=None)
def test_every_answer_is_tested_once_by_person(answers, n_folds, seed):
    parts = split(answers, "person", n_folds=n_folds, seed=seed)
    tested = np.sum([part.test for part in parts], axis=0)

    assert np.max(tested, initial=0) <= 1


@given(all_answers(), st.integers(2, 5), st.integers(0, 9))
@settings(deadline=None)
def test_no_group_and_none_of_its_people_was_seen(answers, n_folds, seed):
    for part in split(answers, "group", n_folds=n_folds, seed=seed):
        known, held = answers.pairs.take(part.train), answers.pairs.take(part.test)

        assert people(held).isdisjoint(people(known))
        if (answers.pairs.group >= 0).any():
            assert set(held.group).isdisjoint(set(known.group))


@given(all_answers(), st.integers(2, 5))
@settings(deadline=None)
def test_all_that_was_learned_is_older_than_all_that_is_tested(answers, n_folds):
    parts = split(answers, "time", n_folds=n_folds)

    for part in parts:
        known = answers.answered_at[part.train]
        held = answers.answered_at[part.test]
        assert known.max() < held.min()
        assert not np.isnat(known).any()
        assert not np.isnat(held).any()
    assert np.max(np.sum([part.test for part in parts], axis=0), initial=0) <= 1


@given(all_answers(), st.sampled_from(["person", "group", "time"]))
@settings(deadline=None)
def test_an_answer_is_never_on_both_sides(answers, by):
    for part in split(answers, by):
        assert not (part.train & part.test).any()


@given(all_answers(), st.integers(0, 9))
@settings(deadline=None)
def test_the_same_seed_gives_the_same_split(answers, seed):
    one, two = (split(answers, "person", seed=seed) for _ in range(2))
    assume(one)

    assert all(np.array_equal(a.test, b.test) for a, b in zip(one, two, strict=True))


def test_an_unknown_way_to_split_is_refused():
    answers = Answers.of(Pairs.of([0, 1], [1, 0]), [0, 1])

    with pytest.raises(ValueError, match="person, group, time"):
        split(answers, "colour")
