"""Faultlines, fairness and a season in the program file."""

from datetime import date

import pytest

from matcher.errors import ProgramError
from matcher.program.read import parse_program

WHOLE = """
[faultline]
price = 0.5
over = ["industry", "gender", "industry"]

[fairness]
segments = ["size"]

[season]
start = 2026-09-01
end = "2026-12-18"
"""


def test_what_a_file_says_is_kept(read_program):
    health = read_program(WHOLE).health

    assert health.faultline_price == 0.5
    assert health.camps_over == ("industry", "gender")
    assert health.segments == ("size",)
    assert (health.starts_on, health.ends_on) == (date(2026, 9, 1), date(2026, 12, 18))


def test_a_file_that_is_silent_measures_only(read_program):
    program = read_program('preset = "core"')

    assert program.health.faultline_price == 0.0
    assert program.health.segments == ("industry", "size", "region")
    assert not {"faultline", "fairness", "season"} & set(program.to_dict())


def test_a_program_comes_back_from_its_table(read_program):
    program = read_program(WHOLE)

    assert parse_program(program.to_dict()).health == program.health


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[faultline]\nprice = -1", r"line 2: faultline\.price must be at least 0"),
        ("[faultline]\nprice = true", "must be a number"),
        ("[faultline]\nprise = 1", 'did you mean "price"'),
        ('[faultline]\nover = "gender"', "must be a list"),
        ("[faultline]\nover = [1]", r"faultline\.over must be a text"),
        ("[fairness]\nsegments = [' ']", r"fairness\.segments must not be blank"),
        ("fairness = 1", r"\[fairness\]"),
        ("[season]\nend = 2026-13-01", "TOML"),
        ("[season]\nend = 'soon'", "such as 2026-09-01"),
        ("[season]\nend = 2026-09-01T10:00:00", "such as 2026-09-01"),
        ("[season]\nstart = 2026-09-02\nend = 2026-09-01", "line 3: season.end must"),
    ],
)
def test_what_makes_no_sense_is_named(read_program, text, said):
    with pytest.raises(ProgramError, match=said):
        read_program(text)


def test_a_season_is_over_the_day_after_its_last(read_program):
    health = read_program(WHOLE).health

    assert not health.is_over(None)
    assert not health.is_over(date(2026, 12, 18))
    assert health.is_over(date(2026, 12, 19))
    assert health.season_remark(date(2026, 12, 18)) == ()
    assert "ended on 2026-12-18" in health.season_remark(date(2026, 12, 19))[0]
