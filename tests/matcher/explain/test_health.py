"""Segments and tenure of a roster, and what is refused before a search begins."""

from datetime import date

import numpy as np
import pytest

from matcher import Given, SearchParams, propose, read_roster
from matcher.errors import ProgramError
from matcher.grouping import MaxIterations
from matcher.program.read import parse_program

TRADES = ("Software", "Construction", "Banking", "Hospitals", "Farming", "Trucking")
TODAY = date(2026, 9, 1)


@pytest.fixture
def make_roster(tmp_path):
    """Read a roster of 48 leaders with further columns."""

    def _make(**further):
        names = ["leader_id", "industry", "revenue", "employees", "state", *further]
        lines = [",".join(names)]
        for i in range(48):
            cells = [f"L{i:02d}", TRADES[i % 6], 10**6 * (1 + i % 4), 5 * 4 ** (i % 4)]
            cells += [("OH", "IL")[i % 2], *(make(i) for make in further.values())]
            lines.append(",".join(str(cell) for cell in cells))
        path = tmp_path / "roster.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return read_roster(path)

    return _make


def examined(roster, as_of=TODAY, **tables):
    program = parse_program(
        {
            "size": {"min": 5, "target": 6, "max": 8, "fold_at": 4},
            "variety": {"industry": 1.0},
        }
        | tables,
        source="program.toml",
    )
    search = SearchParams(MaxIterations(3))
    return propose(roster, program, given=Given(as_of=as_of), search=search).health


def test_sectors_sizes_and_regions_are_compared_unless_said(make_roster):
    found = examined(make_roster(gender=lambda i: "WM"[i % 2])).segments

    assert {segment.attribute for segment in found} == {"sector", "size", "state"}
    names = {segment.name for segment in found}
    assert {"OH", "below 10 people", "10 to 49 people"} <= names
    assert "50 to 249 people" in names


def test_a_sensitive_column_is_compared_only_when_named(make_roster):
    roster = make_roster(Gender=lambda i: "WM"[i % 2])

    found = examined(roster, fairness={"segments": ["gender"]}).segments

    assert {(s.attribute, s.name) for s in found} == {("Gender", "W"), ("Gender", "M")}


def test_numbers_are_parted_into_thirds(make_roster):
    roster = make_roster(years_in_role=lambda i: i)

    found = examined(roster, fairness={"segments": ["years_in_role"]}).segments

    assert {s.name for s in found} == {"below 16", "16 to below 32", "32 or more"}
    assert [s.n_leaders for s in found] == [16, 16, 16]


@pytest.mark.parametrize(
    ("name", "said"), [("gendre", "no column"), ("leader_id", "says who a leader is")]
)
def test_a_segment_that_parts_nobody_is_refused(make_roster, name, said):
    roster = make_roster(gender=lambda i: "WM"[i % 2])

    with pytest.raises(ProgramError, match=said):
        examined(roster, fairness={"segments": [name]})


def test_without_the_day_of_joining_nothing_is_forecast(make_roster):
    health = examined(make_roster())

    assert health.forecasts == ()
    assert health.basis == ""


def test_without_a_day_of_the_run_nothing_is_forecast(make_roster):
    roster = make_roster(joined_at=lambda i: f"20{10 + i % 14}-05-01")

    assert examined(roster, as_of=None).forecasts == ()
    assert len(examined(roster).forecasts) == 8


def test_those_who_stay_away_make_their_group_frailer(make_roster):
    joined = {"joined_at": lambda i: f"20{10 + i % 14}-05-01"}
    even = examined(make_roster(**joined))
    uneven = examined(
        make_roster(**joined, attendance=lambda i: f"{20 + 60 * (i % 2)}%")
    )

    assert "twice as likely" in uneven.basis
    assert "twice" not in even.basis
    total = [sum(f.n_leaving for f in health.forecasts) for health in (even, uneven)]
    assert total[1] == pytest.approx(total[0], rel=0.05)


def test_an_attendance_column_that_says_nothing_is_ignored(make_roster):
    joined = {"joined_at": lambda i: f"20{10 + i % 14}-05-01"}

    health = examined(make_roster(**joined, attendance=lambda _: "often"))

    assert "twice" not in health.basis
    assert np.isfinite([f.fold_share for f in health.forecasts]).all()


def test_faultlines_are_measured_though_they_cost_nothing(make_roster):
    health = examined(make_roster())

    assert len(health.camps) == 8
    assert health.faultline_price == 0.0
    assert 0.0 <= health.random_faultline <= 1.0
