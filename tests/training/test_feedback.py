"""Every line of a feedback file is used or reported, with what is wrong with it."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.roster.read import read_roster
from training.answers import MIN_RATERS, answers_of, inverse_weights, members_of
from training.errors import FeedbackError
from training.feedback import KINDS, read_feedback

HEADER = (
    "rater_id,ratee_id,kind,value,shown_at,answered_at,group_id,propensity,position"
)


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    path = tmp_path_factory.mktemp("people") / "roster.csv"
    rows = [f"L{i},Industry {i % 5}" for i in range(30)]
    path.write_text("leader_id,industry\n" + "\n".join(rows) + "\n")
    return read_roster(path)


def read(tmp_path, roster, *lines, **options):
    path = tmp_path / "feedback.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return read_feedback(path, roster, **options)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("L1,L2,helpd,1,,,,,", 'unknown kind (did you mean "helped"?)'),
        ("L1,L2,,1,,,,,", "blank kind"),
        ("L99,L2,helped,1,,,,,", 'rater_id "L99" is not in the roster'),
        ("L1,L99,helped,1,,,,,", 'ratee_id "L99" is not in the roster'),
        ("L1,,helped,1,,,,,", "ratee_id is blank"),
        (",L1,helped,1,,,,,", "rater_id is blank"),
        ("L1,L1,helped,1,,,,,", "rater_id and ratee_id are the same"),
        ("L1,L2,helped,2,,,,,", "value must be 1 (yes) or 0 (no)"),
        ("L1,L2,helped,,,,,,", "value must be 1 (yes) or 0 (no)"),
        ("L1,L2,rating,nan,,,,,", "value must be a number"),
        ("L1,L2,rating,inf,,,,,", "value must be a number"),
        ("L1,L2,rating,-1,,,,,", "value must be a number"),
        ("L1,L2,rating,1e999,,,,,", "value must be a number"),
        ("L1,L2,helped,1,2026-02-01,2026-01-01,,,", "answered_at is before shown_at"),
        ("L1,L2,helped,1,soon,,,,", "shown_at is no moment"),
        ("L1,L2,helped,1,,,,0,", "propensity must be above 0 and at most 1"),
        ("L1,L2,helped,1,,,,1.01,", "propensity must be above 0 and at most 1"),
        ("L1,L2,helped,1,,,,nan,", "propensity must be above 0 and at most 1"),
        ("L1,L2,helped,1,,,,,0", "position must be a whole number from 1"),
        ("L1,L2,helped,1,,,,,1.5", "position must be a whole number from 1"),
        ('L1,L2,helped,1,,,,,"1,000"', "position must be a whole number from 1"),
        ("L1,L2,helped,1,2026-03-08T09:00Z,2026-03-07,,,", "before shown_at"),
        ("L1,L2,helped,1,,,,,1e300", "position must be a whole number from 1"),
        ("L1,L2,helped,1,,9999-12-31,,,", "of the years 1900 to 2199"),
        ("L1,L2,helped,1,0001-01-01,,,,", "of the years 1900 to 2199"),
        ("L1,L2,helped,1,,0001-01-01T00:00+10:00,,,", "answered_at is no moment"),
        ("L1,L2,helped,1,,03/01/2026,,,", "answered_at is no moment"),
        ("L1,,attended,1,,,,,", "group_id is blank"),
    ],
)
def test_a_line_that_cannot_be_used_is_reported(tmp_path, roster, line, message):
    found = read(tmp_path, roster, "L3,L4,helped,1,,,,,", line)

    assert len(found) == 1
    assert [problem.line for problem in found.problems] == [3]
    assert message in found.problems[0].what
    assert found.problems[0].what.endswith("not used")


@pytest.mark.parametrize(
    ("written", "known", "way"),
    [
        ("7", "007", "leading zeros"),
        ("0007", "007", "leading zeros"),
        ("l-7", "L-7", "capitals"),
        ("0l-7", "L-7", "capitals and leading zeros"),
        ("Jose\u0301", "Jos\u00e9", "the way its characters are encoded"),
        ("\uff17", "7", "the way its characters are encoded"),
    ],
)
@pytest.mark.parametrize("column", ["rater_id", "ratee_id"])
def test_an_id_that_is_all_but_one_of_the_roster_is_refused_with_the_cure(
    tmp_path, written, known, way, column
):
    people = tmp_path / "roster.csv"
    people.write_text(f"leader_id,industry\n{known},a\nX,b\nY,c\n", encoding="utf-8")
    ids = f"{written},Y" if column == "rater_id" else f"Y,{written}"

    found = read(tmp_path, read_roster(people), f"{ids},helped,1,,,,,")

    assert len(found) == 0
    (problem,) = found.problems
    assert f"{column} " in problem.what
    assert f"the roster, which has one that differs only by {way}" in problem.what
    assert problem.what.endswith("write it as there; not used")


@pytest.mark.parametrize("content", [b"", b"\n\n", bytes(range(256)) * 8, b"%PDF-1.7"])
def test_what_is_no_table_is_refused_as_a_feedback_file(tmp_path, roster, content):
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    with pytest.raises(FeedbackError, match="The feedback file cannot") as refused:
        read_feedback(path, roster)

    assert "answers.csv" in str(refused.value)
    assert "roster" not in str(refused.value)


def test_no_cure_is_guessed_where_two_ids_are_alike(tmp_path):
    people = tmp_path / "roster.csv"
    people.write_text("leader_id,industry\n07,a\n007,b\nX,c\n", encoding="utf-8")

    found = read(tmp_path, read_roster(people), "7,X,helped,1,,,,,")

    assert found.problems[0].what == 'rater_id "7" is not in the roster; not used'


def test_nothing_was_answered_after_the_day_of_the_run(tmp_path, roster):
    lines = (
        "L1,L2,helped,1,,2026-03-01T23:59-12:00,,,",
        "L1,L3,helped,1,,2026-03-04,,,",
        "L1,L4,helped,1,2027-01-01,,,,",
    )

    found = read(tmp_path, roster, *lines, as_of=date(2026, 3, 1))

    assert found.table["line"].tolist() == [2]
    assert [problem.line for problem in found.problems] == [3, 4]
    assert "after the day of the run" in found.problems[0].what
    assert len(read(tmp_path, roster, *lines)) == 3


def test_a_group_of_one_tells_nothing_about_fellows(tmp_path, roster):
    found = read(
        tmp_path,
        roster,
        "L1,,attended,1,,,alone,,",
        "L2,,attended,1,,,pair,,",
        "L3,,attended,0,,,pair,,",
    )

    answers = answers_of(found, "attended")

    assert answers.pairs.rater.tolist() == [2, 3]
    assert answers.pairs.ratee.tolist() == [3, 2]


def test_a_propensity_next_to_nothing_does_not_drown_the_others():
    weights = inverse_weights(np.array([1e-320, *[1.0] * 999]))

    assert weights[0] < 25.0
    assert weights[1] > 0.9


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.integers(0, 2),
            st.sampled_from(["helped", "accepted", "declined"]),
            st.sampled_from(["2026-01-01", "2026-01-02", ""]),
            st.integers(0, 1),
        ),
        max_size=30,
    )
)
def test_one_answer_to_each_question_counts(tmp_path_factory, roster, rows):
    """The definition: of each question the answer given last, then further down."""
    lines = [
        f"L{i},L{j + 5},{kind},{value},,{day},,," for i, j, kind, day, value in rows
    ]
    last: dict[tuple[int, int, str], tuple[str, int]] = {}
    for line, (i, j, kind, day, _) in enumerate(rows, 2):
        question = (i, j, "helped" if kind == "helped" else "accepted")
        last[question] = max(last.get(question, ("", 0)), (day, line))

    found = read(tmp_path_factory.mktemp("rows"), roster, *lines)

    assert found.table["line"].tolist() == sorted(line for _, line in last.values())
    assert len(found.table) + len(found.problems) == len(rows)


def test_private_text_in_a_wrong_column_is_not_repeated(tmp_path, roster):
    found = read(tmp_path, roster, "Ann Lee,L2,helped,1,,,,,", "L1,L2,my secret,1,,,,,")

    said = " ".join(problem.sentence() for problem in found.problems)
    assert "Ann" not in said
    assert "secret" not in said


def test_all_kinds_are_read_to_a_scale_of_0_to_1(tmp_path, roster):
    found = read(
        tmp_path,
        roster,
        "L1,L2,helped,yes,,,,,",
        "L1,L2,rating,4,,,,,",
        "L3,L2,rating,1,,,,,",
        "L4,L2,rating,5,,,,,",
        "L1,L2,accepted,,,,,0.5,3",
        "L1,L3,declined,,,,,0.5,4",
        "L1,,attended,0,,,g1,,",
        "L1,,left,,,,g1,,",
        "L1,,group_rating,9,,,g1,,",
    )

    assert found.problems == ()
    assert found.rating_scale == (1.0, 5.0)
    assert found.group_rating_scale == (0.0, 10.0)
    assert set(found.table["kind"]) == set(KINDS)
    assert found.of("rating")["value"].tolist() == [0.75, 0.0, 1.0]
    assert found.of("group_rating")["value"].tolist() == [0.9]
    assert found.of("attended")["ratee"].tolist() == [-1]


def test_a_day_alone_is_not_before_a_moment_of_that_day(tmp_path, roster):
    found = read(
        tmp_path,
        roster,
        "L1,L2,helped,1,2026-03-08T09:00Z,2026-03-08,,,",
        "L1,L3,helped,1,2026-03-08T23:30-05:00,2026-03-08,,,",
    )

    assert len(found) == 2


def test_the_scale_is_found_however_the_kind_is_spelled(tmp_path, roster):
    lines = [f"L{i},,Group Rating,{i},,,g{i},," for i in range(1, 11)]

    found = read(tmp_path, roster, *lines)

    assert found.problems == ()
    assert found.group_rating_scale == (0.0, 10.0)


def test_a_stated_scale_is_kept(tmp_path, roster):
    found = read(tmp_path, roster, "L1,L2,rating,3,,,,,", rating_scale=(0, 6))

    assert found.table["value"].tolist() == [0.5]
    with pytest.raises(ValueError, match="worst, then best"):
        read(tmp_path, roster, rating_scale=(5, 1))


def test_a_stray_rating_does_not_stretch_the_scale(tmp_path, roster):
    lines = [f"L{i},L{i + 1},rating,{1 + i % 5},,,,," for i in range(25)]

    found = read(tmp_path, roster, *lines, "L27,L28,rating,99,,,,,")

    assert found.rating_scale == (1.0, 5.0)
    assert [problem.line for problem in found.problems] == [27]


def test_the_later_of_two_answers_counts(tmp_path, roster):
    found = read(
        tmp_path,
        roster,
        "L1,L2,helped,1,,2026-03-02,,,",
        "L1,L2,helped,0,,2026-03-01,,,",
        "L1,L3,accepted,,,,,,",
        "L1,L3,declined,,,,,,",
        "L1,L4,helped,1,,,,,",
        "L1,L4,helped,1,,,,,",
    )

    assert found.table["line"].tolist() == [2, 5, 7]
    assert [problem.what for problem in found.problems] == [
        "another answer than line 2; the later one counts",
        "another answer than line 5; the later one counts",
        "repeats line 7; counted once",
    ]


def test_what_was_shown_again_is_another_answer(tmp_path, roster):
    found = read(
        tmp_path,
        roster,
        "L1,L2,helped,1,2026-01-01,,,,",
        "L1,L2,helped,0,2026-02-01,,,,",
    )

    assert len(found) == 2


@pytest.mark.parametrize(
    "text",
    ["", "name,value\nx,1\n", "rater_id,value\nL1,1\n"],
    ids=["empty", "no", "half"],
)
def test_a_file_that_is_no_feedback_is_refused(tmp_path, roster, text):
    path = tmp_path / "feedback.csv"
    path.write_text(text)

    with pytest.raises(FeedbackError):
        read_feedback(path, roster)


def test_a_header_alone_is_no_feedback_and_no_error(tmp_path, roster):
    found = read(tmp_path, roster)

    assert len(found) == 0
    assert "no feedback" in answers_of(found).why_rules_only()


CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)


@given(st.lists(st.lists(CELL, min_size=9, max_size=9), max_size=6))
@settings(deadline=None, max_examples=20)
def test_any_text_is_used_or_reported_and_never_unknown(tmp_path_factory, roster, rows):
    folder = tmp_path_factory.mktemp("any")
    strip = str.maketrans(dict.fromkeys(',"\u2028\u2029', " "))
    lines = [",".join(cell.translate(strip) for cell in row) for row in rows]

    found = read(folder, roster, "L1,L2,helped,1,,,,,", *lines)

    assert not found.table["value"].isna().any()
    assert found.table["value"].between(0.0, 1.0).all()


def test_declining_and_leaving_are_noes(tmp_path, roster):
    found = read(
        tmp_path,
        roster,
        "L1,L2,accepted,,,,,,",
        "L1,L3,declined,,,,,,",
        "L1,,attended,1,,,g1,,",
        "L2,,left,,,,g1,,",
        "L3,,attended,0,,,g1,,",
    )

    accepted, attended = answers_of(found, "accepted"), answers_of(found, "attended")

    assert accepted.y.tolist() == [1.0, 0.0]
    assert members_of(found) == {"g1": (1, 2, 3)}
    assert attended.y.tolist() == [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    assert attended.pairs.weight.tolist() == [0.5] * 6


def test_positions_and_kinds_are_context(tmp_path, roster):
    found = read(
        tmp_path,
        roster,
        "L1,L2,helped,1,,,,,1",
        "L1,L3,helped,0,,,,,4",
        "L2,L3,rating,4,,,,,",
    )

    answers = answers_of(found)

    assert answers.pairs.context_names == ("position", "is_rating")
    assert answers.pairs.context[:2, 0] == pytest.approx([0.0, np.log(4.0)])
    assert np.isnan(answers.pairs.context[2, 0])


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([f"L{i},L{i + 1},helped,{i % 2},,,,," for i in range(5)], "Only 5 raters"),
        (
            [f"L{i},L{(i + k) % 30},rating,3,,,,," for i in range(25) for k in (1, 2)],
            "are the same",
        ),
        (
            [f"L{i},L{(i + k) % 30},helped,1,,,,," for i in range(25) for k in (1, 2)],
            "are the same",
        ),
        ([f"L{i},L{i + 1},helped,{i % 2},,,,," for i in range(12)], "only 12 answers"),
    ],
    ids=["few raters", "all ratings equal", "one class", "few answers"],
)
def test_too_little_to_learn_from_is_said(tmp_path, roster, lines, message):
    answers = answers_of(read(tmp_path, roster, *lines))

    assert message in answers.why_rules_only()
    assert MIN_RATERS == 10


def test_enough_to_learn_from_is_no_reason(tmp_path, roster):
    lines = [
        f"L{i},L{(i + k) % 30},helped,{(i + k) % 2},,,,,"
        for i in range(25)
        for k in (1, 2)
    ]

    assert answers_of(read(tmp_path, roster, *lines)).why_rules_only() == ""


def test_rare_answers_weigh_more_and_none_drowns_the_others():
    weights = inverse_weights(np.array([0.5, 0.05, 1e-9, np.nan]), max_weight=2.0)

    assert weights[0] < weights[1] <= weights[2]
    assert weights[:3].mean() == pytest.approx(1.0)
    assert weights[3] == 1.0
    assert weights.max() < 4.0
