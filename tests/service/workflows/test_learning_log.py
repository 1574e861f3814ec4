"""Logs of learning: counts and verdicts, and nothing of anybody."""

import numpy as np
import pytest
import structlog

from service.workflows.learning_log import log_folded, log_trained, log_verdict
from training.fit import Lesson, TrainingParams, judge_bundle, train
from training.folding import Folded
from training.world import as_feedback
from training.worlds import world_of_profiles


@pytest.fixture(scope="module")
def lesson():
    world = world_of_profiles(32, np.random.default_rng(4))
    rng = np.random.default_rng(5)
    tables = [world.meet(np.arange(32) // 8, season, rng) for season in (1, 2)]
    return Lesson.of(world.roster, as_feedback(world.roster, tables))


@pytest.fixture(scope="module")
def bundle(lesson):
    return train(lesson, TrainingParams("2026-11-22", n_factors=0))


def logged(action):
    with structlog.testing.capture_logs() as events:
        action()
    return events


def test_what_was_trained_is_logged_in_counts(bundle, lesson):
    (event,) = logged(lambda: log_trained(bundle))

    assert event["event"] == "bundle trained"
    assert event["n_answers"] == len(lesson.answers)
    assert event["n_raters"] == 32
    assert event["is_learned"] is True


def test_nobody_is_named(bundle, lesson):
    verdict = judge_bundle(bundle, None, lesson, seed=0)
    folded = Folded(bundle, 3, 1, "3 answers were folded in.")

    events = [
        *logged(lambda: log_trained(bundle)),
        *logged(lambda: log_verdict("ab" * 32, verdict, champion=None)),
        *logged(lambda: log_folded("ab" * 32, folded)),
    ]

    said = repr(events)
    assert not [name for name in lesson.roster.leader_ids if name in said]


def test_a_command_that_set_no_logs_up_prints_none(bundle, capsys):
    if structlog.is_configured():
        structlog.reset_defaults()

    log_trained(bundle)

    assert capsys.readouterr().out == ""
