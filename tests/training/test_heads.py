"""Several questions in one bundle, each with its name, its proof and its verdict."""

import json
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from matcher.given import Given
from matcher.pose import pose
from matcher.program.read import parse_program
from models.bundle import (
    FORMAT,
    MANIFEST,
    PLAIN_FORMAT,
    bundle_files,
    load_bundle,
    save_bundle,
)
from models.errors import BundleError
from models.parts import HEAD_NAMES
from models.profiles import profiles_of
from training.answers import HEADS, answers_of
from training.fit import Lesson, TrainingParams, judge_bundle, train
from training.folding import fold_in
from training.heads import Subject, teach
from training.segments import segments_of
from training.world import as_feedback
from training.worlds import world_of_profiles

PARAMS = TrainingParams("2026-11-22", seed=3, n_factors=0)


@pytest.fixture(scope="module")
def world():
    return world_of_profiles(56, np.random.default_rng(4))


@pytest.fixture(scope="module")
def tables(world):
    """Let peers help as profiles say, and accept whoever leads a small company."""
    rng = np.random.default_rng(5)
    small = world.roster.table["revenue"].rank().to_numpy() < 28
    tables = []
    for season in range(1, 5):
        helped = world.meet(rng.permutation(np.arange(56) // 8), season, rng)
        says_yes = rng.random(len(helped)) < np.where(small[helped["ratee"]], 0.8, 0.2)
        kind = pd.Series(np.where(says_yes, "accepted", "declined"), dtype="str")
        tables += [helped, helped.assign(kind=kind, value=1.0)]
    return tables


@pytest.fixture(scope="module")
def lesson(world, tables):
    return Lesson.of(world.roster, as_feedback(world.roster, tables))


@pytest.fixture(scope="module")
def bundle(lesson):
    return train(lesson, PARAMS)


def test_heads_have_the_names_of_the_questions():
    assert tuple(HEADS) == HEAD_NAMES


def test_each_question_has_a_model_and_a_verdict_of_its_own(bundle):
    assert list(bundle.heads) == ["accepted"]
    assert bundle.verdict()["is_better"]
    assert bundle.verdict("accepted")["is_better"]
    assert bundle.model("accepted") is bundle.heads["accepted"].value
    assert bundle.model("attended") is None
    assert bundle.verdict("attended") == {}
    assert bundle.origin.data["heads"]["accepted"]["n_raters"] == 56


def test_a_further_head_says_another_thing(bundle, world):
    profiles = profiles_of(bundle.embedding, world.roster.table)
    small = world.roster.table["revenue"].rank().to_numpy() < 28

    given = {
        head: bundle.model(head).factors(profiles).table().mean(axis=0)
        for head in ("helped", "accepted")
    }

    gaps = {h: v[small].mean() - v[~small].mean() for h, v in given.items()}
    assert gaps["accepted"] > 1.0 > abs(gaps["helped"])


def test_heads_survive_a_folder(bundle, tmp_path):
    save_bundle(bundle, tmp_path / "bundle")

    loaded = load_bundle(tmp_path / "bundle")

    assert list(loaded.heads) == ["accepted"]
    assert bundle_files(loaded) == bundle_files(bundle)
    manifest = json.loads((tmp_path / "bundle" / MANIFEST).read_text())
    assert manifest["format"] == FORMAT


def test_a_bundle_of_one_head_is_as_it_always_was(bundle):
    alone = replace(bundle, heads={})

    manifest = json.loads(bundle_files(alone)[MANIFEST])

    assert manifest["format"] == PLAIN_FORMAT
    assert b"heads" not in bundle_files(alone)["state.json"]


def test_a_head_cannot_take_the_place_of_the_first(bundle):
    crooked = replace(bundle, heads={"helped": bundle.heads["accepted"]})

    with pytest.raises(BundleError, match="do not go together"):
        bundle_files(crooked)


def program(world, head):
    told = world.program.to_dict()
    return parse_program({**told, "value": {"weight": 1.0, "head": head}})


def test_groups_are_formed_by_the_head_that_the_program_names(bundle, world):
    posed = {
        head: pose(
            world.roster, program(world, head), given=Given(bundle=bundle)
        ).learned
        for head in HEAD_NAMES
    }

    assert 'head "accepted"' in posed["accepted"].remark
    assert posed["accepted"].to_dict()["head"] == "accepted"
    assert posed["attended"].factors is None
    assert 'not learned the head "attended"' in posed["attended"].remark
    assert "helped, accepted" in posed["attended"].remark
    assert not np.allclose(posed["accepted"].factors.need, posed["helped"].factors.need)


def test_a_program_says_its_head_only_where_it_is_another(world):
    assert program(world, "helped").to_dict()["value"] == {"weight": 1.0}
    assert parse_program(program(world, "accepted").to_dict()).value_head == "accepted"


def test_a_head_worse_than_the_champions_keeps_the_champion(bundle, lesson):
    """The challenger helps more, but has its acceptances turned round."""
    answers = answers_of(lesson.feedback, "accepted")
    profiles = profiles_of(bundle.embedding, lesson.roster.table)
    turned = teach(
        replace(answers, y=1.0 - answers.y),
        Subject(profiles, segments_of(lesson.roster)),
        seed=0,
        n_factors=0,
    )
    wrong = replace(bundle.heads["accepted"], proof=turned.proof)
    blind = replace(bundle, proof=_flat(bundle.proof))
    challenger = replace(bundle, heads={"accepted": wrong})

    assert judge_bundle(bundle, blind, lesson, seed=3).is_better
    verdict = judge_bundle(challenger, blind, lesson, seed=3)
    assert not verdict.is_better
    assert "for the head accepted" in verdict.sentence


def _flat(proof):
    """Make a proof that knows nothing."""
    flat = deepcopy(proof)
    flat.fit_.f[:] = 0.0
    flat.fit_.e[1:] = 0.0
    flat.raters_.mean[:] = 0.0
    flat.ratees_.mean[:] = 0.0
    return flat


def test_new_answers_are_folded_into_the_head_they_are_for(world, tables, lesson):
    before = train(
        Lesson.of(world.roster, as_feedback(world.roster, tables[:-1])), PARAMS
    )
    answers = (lesson.answers, answers_of(lesson.feedback, "accepted"))

    found = fold_in(before, world.roster, *answers)

    assert found.n_answers == len(tables[-1])
    one, two = before.heads["accepted"].value, found.bundle.heads["accepted"].value
    assert not np.array_equal(one.ratees_.mean, two.ratees_.mean)
    assert np.array_equal(before.value.ratees_.mean, found.bundle.value.ratees_.mean)
    again = fold_in(found.bundle, world.roster, *answers)
    assert again.n_answers == 0
