"""Figures against their definitions and known answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import log_loss, roc_auc_score

from training.allocation import allocate
from training.calibration import reliability
from training.metrics import auc_figure, figures, log_loss_figure
from training.off_policy import off_policy
from training.scored import Scored


def scored(y, p, *, rater=None, ratee=None, fold=None, propensity=None):
    y, p = np.asarray(y, float), np.asarray(p, float)
    n = y.size
    rows = np.arange(n)
    return Scored(
        rows % 3 if rater is None else np.asarray(rater),
        10 + rows if ratee is None else np.asarray(ratee),
        np.zeros(n, int) if fold is None else np.asarray(fold),
        y,
        p,
        np.full(n, np.nan) if propensity is None else np.asarray(propensity, float),
    )


@given(st.integers(0, 2**16))
@settings(deadline=None, max_examples=40)
def test_auc_and_log_loss_are_those_of_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    y = np.append(rng.integers(2, size=30), [0, 1])
    p = rng.integers(1, 9, size=32) / 10.0
    weight = rng.integers(1, 4, size=32).astype(float)
    one = scored(y, p)

    assert auc_figure(one)(weight) == pytest.approx(
        roc_auc_score(y, p, sample_weight=weight)
    )
    assert log_loss_figure(one)(weight) == pytest.approx(
        log_loss(y, p, sample_weight=weight)
    )


def test_within_person_auc_never_compares_two_held_out_sets():
    """Two folds on different scales: mixed they mislead, apart they are perfect."""
    one = scored(
        [0, 1, 0, 1],
        [0.1, 0.2, 0.8, 0.9],
        rater=[0, 0, 0, 0],
        fold=[0, 0, 1, 1],
    )

    found = figures(one, n_draws=20)

    assert found["within_person_auc"].value == 1.0
    assert found["auc"].value == 1.0


def test_a_constant_ranks_nothing_whatever_it_is_in_each_held_out_set():
    """Its value is the mean of the rest, so it is low where answers are high."""
    y = np.repeat([1, 0, 0, 1, 1, 1, 0, 0, 0], [3, 2, 4, 1, 2, 1, 1, 5, 1])
    fold = np.arange(y.size) // 5
    rest = np.array([y[fold != k].mean() for k in range(4)])[fold]

    assert figures(scored(y, rest, fold=fold), n_draws=5)["auc"].value == 0.5


def test_one_rater_has_a_figure_and_no_interval():
    found = figures(scored([0, 1, 1], [0.2, 0.3, 0.1], rater=[4, 4, 4]), n_draws=5)

    assert found["auc"].to_dict() == {"value": 0.5, "low": None, "high": None}


def test_popularity_cancels_where_everyone_gets_one_peer():
    """All prefer the same ratee; the best allocation is known by hand."""
    one = scored(
        [1, 1, 0, 0],
        [0.9, 0.8, 0.5, 0.1],
        rater=[0, 1, 0, 1],
        ratee=[5, 5, 6, 6],
    )

    made = allocate(one, one.p)

    assert sorted(made.tolist()) == [1, 2]  # the order is the solver's
    assert figures(one, n_draws=5)["allocation_lift"].value == pytest.approx(1.0)


def test_the_oracle_has_a_share_of_one_and_a_constant_no_advantage():
    rng = np.random.default_rng(0)
    rater, ratee = (grid.ravel() for grid in np.meshgrid(range(20), range(30, 50)))
    y = rng.integers(2, size=400)

    best = figures(scored(y, 0.2 + 0.6 * y, rater=rater, ratee=ratee), n_draws=5)
    flat = figures(scored(y, np.full(400, 0.5), rater=rater, ratee=ratee), n_draws=5)

    assert best["allocation_share"].value == pytest.approx(1.0)
    assert abs(flat["allocation_lift"].value - 1.0) < 0.2
    assert flat["auc"].value == 0.5
    assert flat["ndcg"].value < 0.7


def test_calibration_error_is_freed_of_chance():
    rng = np.random.default_rng(1)
    p = rng.uniform(0.1, 0.9, size=4000)
    y = rng.random(4000) < p
    rater = np.arange(4000) % 200

    honest = figures(scored(y, p, rater=rater), n_draws=5)
    boastful = figures(scored(y, np.clip(p + 0.1, 0, 1), rater=rater), n_draws=5)

    assert honest["calibration_error"].value < 0.02
    assert boastful["calibration_error"].value == pytest.approx(0.1, abs=0.02)
    assert boastful["calibration_bias"].value == pytest.approx(0.1, abs=0.02)


def test_the_interval_holds_the_figure_and_narrows_with_people():
    rng = np.random.default_rng(2)
    p = rng.uniform(size=6000)
    y = rng.random(6000) < p
    few = scored(y[:300], p[:300], rater=np.arange(300) % 15)
    many = scored(y, p, rater=np.arange(6000) % 300)

    a, b = (figures(own)["auc"] for own in (few, many))

    assert a.low < a.value < a.high
    assert b.high - b.low < a.high - a.low


def test_what_is_not_determined_is_none():
    found = figures(scored([1, 1, 1], [0.2, 0.3, 0.4]), n_draws=5)

    assert found["auc"].value is None
    assert found["within_person_auc"].value is None
    assert found["auc"].to_dict() == {"value": None, "low": None, "high": None}


def test_points_of_the_reliability_plot_hold_every_answer():
    rng = np.random.default_rng(3)
    points = reliability(scored(rng.integers(2, size=237), rng.random(237)))

    assert sum(point["n_answers"] for point in points) == 237


def test_inverse_propensities_undo_what_was_shown_more_often():
    """Liked peers were shown nine times as often; the plain mean is far too high."""
    rng = np.random.default_rng(4)
    rater, ratee = (grid.ravel() for grid in np.meshgrid(range(60), range(100, 160)))
    value = np.where(ratee < 130, 0.8, 0.2)
    y = rng.random(value.size) < value
    chance = np.where(ratee < 130, 0.9, 0.1)
    shown = rng.random(value.size) < chance
    p = rng.random(value.size)  # a model that knows nothing picks at random
    offers = scored(np.full(value.size, np.nan), p, rater=rater, ratee=ratee)
    seen = scored(
        y[shown],
        p[shown],
        rater=rater[shown],
        ratee=ratee[shown],
        propensity=chance[shown],
    )

    found = off_policy(seen, offers)

    assert y[shown].mean() > 0.7
    for estimate in (found.ips, found.doubly_robust):
        assert estimate.value == pytest.approx(0.5, abs=0.06)
        assert estimate.low < 0.5 < estimate.high
        assert 0.02 < estimate.high - estimate.low < 0.3
    assert found.effective_sample_size < shown.sum() / 3


def test_without_propensities_nothing_is_estimated():
    one = scored([0, 1, 1], [0.1, 0.2, 0.3])

    assert off_policy(one, one) is None
