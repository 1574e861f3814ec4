"""Group outcomes: more than the mean only where it predicts groups left out."""

import numpy as np
import pytest

from matcher.roster.read import read_roster
from models.factors import Factors
from training.feedback import read_feedback
from training.group_outcomes import GroupTable, fit_groups, group_table


def groups(effect, n=60, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 4))
    y = 0.5 + 0.08 * X[:, 0] - effect * X[:, 3] + 0.05 * rng.normal(size=n)
    names = tuple(f"g{i}" for i in range(n))
    terms = ("mean", "spread", "worst", "faultline")
    return GroupTable(names, terms, X, np.clip(y, 0, 1), np.full(n, 8.0))


def test_a_faultline_that_matters_is_used_and_said():
    model = fit_groups(groups(effect=0.1))

    assert model.is_beyond_mean
    assert model.coef[3] < 0.0 < model.coef[0]
    assert "faultline" in model.sentence


def test_what_does_not_matter_is_left_out_and_said():
    model = fit_groups(groups(effect=0.0))

    assert not model.is_beyond_mean
    assert model.terms == ("mean",)
    assert "not predict" in model.sentence


def test_few_groups_are_explained_by_the_mean():
    model = fit_groups(groups(effect=0.3, n=8))

    assert not model.is_beyond_mean
    assert "too few" in model.sentence
    assert np.isfinite(model.predict(groups(effect=0.3, n=8))).all()


def test_predictions_stay_in_the_range_of_outcomes():
    table = groups(effect=0.1)
    wild = GroupTable(
        table.groups, table.terms, table.X * 100, table.y, table.n_answers
    )

    found = fit_groups(table).predict(wild)

    assert found.min() >= 0.0
    assert found.max() <= 1.0


@pytest.fixture
def feedback(tmp_path):
    people = tmp_path / "roster.csv"
    lines = [f"L{i},x" for i in range(6)]
    people.write_text("leader_id,industry\n" + "\n".join(lines) + "\n")
    path = tmp_path / "feedback.csv"
    path.write_text(
        "rater_id,ratee_id,kind,value,group_id\n"
        "L0,,group_rating,5,a\nL1,,group_rating,3,a\nL2,,group_rating,1,b\n"
        "L3,,left,1,b\nL4,,group_rating,4,alone\nL0,,left,0,a\n"
    )
    return read_feedback(path, read_roster(people))


def test_terms_are_those_of_the_ordered_pairs(feedback):
    zeros = np.zeros(6)
    value = Factors(np.arange(6.0)[:, None], np.ones((6, 1)), zeros, zeros)

    table = group_table(feedback, value, extra={"faultline": {"a": 0.4}})

    assert table.groups == ("a", "b")
    assert table.X[0] == pytest.approx([0.5, 0.5, 0.0, 0.4])
    assert table.X[1] == pytest.approx([2.5, 0.5, 2.0, 0.4])
    assert table.y == pytest.approx([0.75, 0.0])
    assert table.n_answers.tolist() == [2, 1]


def test_leaving_is_a_bad_outcome(feedback):
    zeros = np.zeros(6)
    value = Factors(np.zeros((6, 1)), np.zeros((6, 1)), zeros, zeros)

    table = group_table(feedback, value, outcome="left")

    assert dict(zip(table.groups, table.y, strict=True)) == {"a": 1.0, "b": 0.0}
