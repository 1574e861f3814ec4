from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from models.bundle import bundle_files, load_bundle, save_bundle
from models.pairs import Pairs
from models.profiles import profiles_of
from training.errors import RegistryError
from training.fit import Lesson, TrainingParams, judge_bundle, train
from training.folding import fold_in
from training.losses import kept_answers
from training.world import as_feedback
from training.worlds import world_of_people

PARAMS = TrainingParams("2026-11-22", seed=3, n_factors=2)
SEASONS = 4


@pytest.fixture(scope="module")
def world():
    return world_of_people(48, np.random.default_rng(4))


@pytest.fixture(scope="module")
def tables(world):
    rng = np.random.default_rng(5)
    return [
        world.meet(rng.permutation(np.arange(48) // 8), season, rng)
        for season in range(1, SEASONS + 1)
    ]


def lesson_of(world, tables):
    return Lesson.of(world.roster, as_feedback(world.roster, tables))


@pytest.fixture(scope="module")
def bundle(world, tables):
    return train(lesson_of(world, tables[:-1]), PARAMS)


@pytest.fixture(scope="module")
def later(world, tables):
    return lesson_of(world, tables)


@pytest.fixture(scope="module")
def folded(bundle, later):
    return fold_in(bundle, later.roster, later.answers)


def test_only_answers_later_than_the_training_are_counted(folded, tables):
    assert folded.n_answers == len(tables[-1])
    assert folded.bundle.origin.data["n_folded"] == len(tables[-1])


def test_nothing_but_the_history_of_people_changes(folded, bundle):
    before, after = bundle.value, folded.bundle.value

    assert not np.array_equal(before.ratees_.mean, after.ratees_.mean)
    for name in ("need_coef_", "give_coef_", "map_coef_", "platt_", "intercept_"):
        assert np.array_equal(getattr(before, name), getattr(after, name))


def test_new_answers_bring_values_nearer_to_the_truth(folded, bundle, world):
    profiles = profiles_of(bundle.embedding, world.roster.table)
    pairs = Pairs.all_of(48)
    truth = world.logits[pairs.rater, pairs.ratee]

    before, after = (
        np.corrcoef(b.value.decision_function(profiles, pairs), truth)[0, 1]
        for b in (bundle, folded.bundle)
    )

    assert after > before


def test_folding_the_same_answers_again_changes_nothing(folded, later):
    again = fold_in(folded.bundle, later.roster, later.answers)

    assert again.n_answers == 0
    assert again.bundle is folded.bundle


def test_the_bundle_that_serves_is_not_touched(bundle, later):
    before = bundle_files(bundle)

    fold_in(bundle, later.roster, later.answers)

    assert bundle_files(bundle) == before


def test_the_proof_never_sees_a_kept_answer(bundle, later):
    kept = np.logical_or.reduce(
        list(kept_answers(later.answers, later.roster.leader_ids).values())
    )
    y = np.where(kept, 1.0 - later.answers.y, later.answers.y)

    one, two = (
        fold_in(bundle, later.roster, answers).bundle.proof
        for answers in (later.answers, replace(later.answers, y=y))
    )

    assert np.array_equal(one.ratees_.mean, two.ratees_.mean)
    assert np.array_equal(one.raters_.mean, two.raters_.mean)


def test_a_folded_bundle_can_be_kept_and_says_where_it_comes_from(
    bundle, later, tmp_path
):
    bundle_id = save_bundle(bundle, tmp_path / "champion")
    found = fold_in(load_bundle(tmp_path / "champion"), later.roster, later.answers)
    save_bundle(found.bundle, tmp_path / "folded")

    loaded = load_bundle(tmp_path / "folded")

    assert loaded.origin.parent == bundle_id
    assert loaded.origin.metrics == bundle.origin.metrics
    assert np.array_equal(loaded.value.ratees_.mean, found.bundle.value.ratees_.mean)


def test_a_newcomer_counts_at_once(bundle, world, tables):
    """The first answers about somebody of whom nothing was known move their value."""
    table = world.roster.table.copy()
    table.loc[0, "leader_id"] = "newcomer"
    roster = replace(world.roster, table=table)
    answers = Lesson.of(roster, as_feedback(roster, tables)).answers

    found = fold_in(bundle, roster, answers).bundle

    assert "newcomer" not in bundle.value.ratees_.rows
    assert np.abs(found.value.ratees_.means(("newcomer",))).max() > 0.0


def test_answers_without_a_day_are_left_aside_and_counted(bundle, world, tables):
    nothing = pd.Series(pd.NaT, tables[-1].index, dtype="datetime64[ns, UTC]")
    undated = tables[-1].assign(answered_at=nothing)

    found = fold_in(
        bundle, world.roster, lesson_of(world, [*tables[:-1], undated]).answers
    )

    assert found.n_answers == 0
    assert found.n_undated == len(undated)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda b: replace(b, value=None, proof=None), "no learned value"),
        (lambda b: replace(b, origin=replace(b.origin, data={})), "until when"),
    ],
    ids=["rules only", "undated"],
)
def test_what_cannot_be_folded_into_is_refused(bundle, later, spoil, reason):
    with pytest.raises(RegistryError, match=reason):
        fold_in(spoil(bundle), later.roster, later.answers)


def test_a_challenger_is_compared_with_what_serves_too(bundle, later):
    verdict = judge_bundle(bundle, bundle, later, seed=3)

    against = {c.against for c in verdict.comparisons}
    assert "champion with the answers since" in against
    assert not verdict.is_better
