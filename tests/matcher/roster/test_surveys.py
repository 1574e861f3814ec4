"""Survey answers: what is read, and what is reported by line."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import SurveysError
from matcher.roster.read import read_roster
from matcher.roster.scales import Scale, Unreadable, read_answers
from matcher.roster.surveys import NO_DAY, read_surveys

N = 30


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    path = tmp_path_factory.mktemp("surveys") / "roster.csv"
    rows = [f"L-{k},Leader {k},Firm {k}" for k in range(N)]
    path.write_text("leader_id,name,company\n" + "\n".join(rows) + "\n")
    return read_roster(path)


def written(tmp_path, *lines, header="leader_id,topic,value"):
    path = tmp_path / "answers.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    return path


def test_answers_keep_their_leader_and_scale(roster, tmp_path):
    lines = [f"L-{k},Hiring,{1 + k % 5}" for k in range(N)]

    (question,) = read_surveys(written(tmp_path, *lines), roster).questions

    assert question.topic == question.text == "Hiring"
    assert question.scale == Scale(1, 5)
    assert question.rows.tolist() == list(range(N))
    assert question.values.tolist() == [1.0 + k % 5 for k in range(N)]
    assert set(question.days.tolist()) == {NO_DAY}


def test_each_line_that_is_not_used_is_reported_without_the_answer(roster, tmp_path):
    lines = [f"L-{k},Hiring,{1 + k % 5}" for k in range(20)]
    odd = ["L-99,Hiring,4", ",Hiring,4", "L-20,,4", "L-21,Hiring,", "L-22,Hiring,99"]
    odd.append("L-23,Hiring,my secret is 7")

    surveys = read_surveys(written(tmp_path, *lines, *odd), roster)

    (question,) = surveys.questions
    assert question.rows.size == 20
    told = {problem.line: problem.what for problem in surveys.problems}
    assert sorted(told) == [22, 23, 24, 25, 26, 27]
    assert "not in the roster" in told[22]
    assert "a number from 1 to 5" in told[26]
    assert not any("99;" in what or "secret" in what for what in told.values())


def test_a_second_answer_is_kept_and_reported(roster, tmp_path):
    lines = [f"L-{k},Hiring,3" for k in range(11)] + ["L-0,hiring ,5"]

    surveys = read_surveys(written(tmp_path, *lines), roster)

    assert len(surveys) == 1
    assert surveys.questions[0].values.tolist()[-1] == 5.0
    assert "answers again what line 2 answered" in surveys.problems[0].what


def test_days_and_rounds_are_read_and_a_missing_day_is_reported(roster, tmp_path):
    header = "leader_id,question,rating,date,wave"
    lines = ["L-1,Q,4,2026-03-01,", "L-2,Q,4,,", "L-3,Q,4,,spring", "L-4,Q,1,soon,"]

    surveys = read_surveys(written(tmp_path, *lines, header=header), roster)

    (question,) = surveys.questions
    assert question.rows.tolist() == [1, 3]
    assert question.rounds == ("", "spring")
    assert [problem.line for problem in surveys.problems] == [3, 5]


def test_a_scale_that_is_stated_wins(roster, tmp_path):
    header = "leader_id,topic,value,low,high"
    lines = [f"L-{k},Hiring,{k},0,20" for k in range(20)] + ["L-20,Hiring,3,5,1"]

    surveys = read_surveys(written(tmp_path, *lines, header=header), roster)

    assert surveys.questions[0].scale == Scale(0, 20)
    assert "low below high" in surveys.problems[0].what


@pytest.mark.parametrize(
    ("texts", "scale", "values"),
    [
        (["yes", "No", " TRUE "], Scale(0, 1, is_share=True), [1, 0, 1]),
        (["agree", "strongly disagree", "4"], Scale(1, 5), [4, 1, 4]),
        (["0", "10", "7,5"], Scale(0, 10), [0, 10, 7.5]),
        (["up", "Down", "up"], Scale(0, 1, ("Down", "up")), [1, 0, 1]),
    ],
    ids=["yes and no", "degrees", "decimal comma", "choices"],
)
def test_answers_are_read_as_people_write_them(texts, scale, values):
    found, numbers = read_answers(texts, None)

    assert found == scale
    assert numbers.tolist() == values


@pytest.mark.parametrize(
    "texts",
    [
        ["only this"],
        [f"a text {k}" for k in range(20)],
        ["-5", "4000"],
        ["x" * 90, "y"],
    ],
    ids=["no choice", "free texts", "no scale", "long"],
)
def test_what_cannot_be_told_together_is_named(texts):
    with pytest.raises(Unreadable):
        read_answers(texts, None)


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=40))
def test_no_text_breaks_the_reading_or_leaves_its_scale(texts):
    try:
        scale, values = read_answers(texts, None)
    except Unreadable:
        return

    known = values[~np.isnan(values)]
    top = len(scale.options) - 1 if scale.options else scale.high
    assert known.size >= 0.9 * len(texts)
    assert (
        (known >= 0 if scale.options else known >= scale.low) & (known <= top)
    ).all()
    assert all(math.isfinite(v) for v in known)


def test_a_file_of_something_else_is_refused(roster, tmp_path):
    with pytest.raises(SurveysError, match='"value"'):
        read_surveys(written(tmp_path, "L-1,x,y", header="leader_id,topic,z"), roster)
    with pytest.raises(SurveysError, match='"topic" or "question"'):
        read_surveys(written(tmp_path, "L-1,4", header="leader_id,value"), roster)
