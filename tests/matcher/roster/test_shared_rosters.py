"""Real rosters, read where they lie; skipped where the shared data is absent."""

from pathlib import Path

import numpy as np
import pytest

from matcher.errors import RosterError
from matcher.roster.read import read_roster

DATA = Path(__file__).parents[4] / "shared" / "data"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the shared data is not beside this checkout"
)


def known(roster, column):
    return int(roster.table[column].notna().sum())


def test_inc5000_is_read_whole():
    roster = read_roster(DATA / "rosters/inc5000_2018.csv")

    assert len(roster) == roster.report.n_rows == 5000
    assert roster.leader_ids[:2] == ("71021", "87397")
    assert known(roster, "employees") == 4990
    assert known(roster, "founded") == 4998  # one is 0, one blank
    assert known(roster, "revenue") == 5000
    assert roster.table["industry"].nunique() == 26
    assert {"company", "city", "state", "latitude", "longitude"} <= set(roster.table)
    assert "previous_workers" in roster.table
    assert not any("unit =" in remark for remark in roster.report.remarks)


def test_fortune1000_has_its_chief_executives():
    roster = read_roster(DATA / "rosters/fortune1000_2021.csv")

    assert len(roster) == 1000
    assert known(roster, "name") == 992
    assert roster.leader_ids[0] == "row-1"
    assert not roster.table["company"].str.contains("&#|&amp;", regex=True).any()
    assert any('unit = "millions"' in remark for remark in roster.report.remarks)
    assert {d.ground for d in roster.report.duplicates} == {"same name"}
    assert roster.table["Market Cap"].dtype == np.float64


def test_founders_have_texts_as_challenges():
    roster = read_roster(DATA / "rosters/yc_founders_2024.csv")

    assert len(roster) == 9172
    assert known(roster, "challenges") > 9100
    assert not roster.table["challenges"].str.contains("â€|\\['", regex=True).any()
    assert roster.table["employees"].iloc[0] == 3.0
    assert roster.table["company_id"].iloc[0] == "29523"
    assert len(roster.report.duplicates) > 100
    assert roster.lines[-1] == 29241


def test_loans_without_people_need_line_numbers(tmp_path):
    path = DATA / "rosters/ppp_loans_2020.csv.gz"

    with pytest.raises(RosterError, match="@line"):
        read_roster(path)

    (tmp_path / "map.toml").write_text('leader_id = "@line"')
    roster = read_roster(path, mapping=tmp_path / "map.toml")
    assert len(roster) == 256_867
    assert roster.leader_ids[0] == "line-2"
    repairs = {(r.column, r.what): r.count for r in roster.report.repairs}
    assert repairs["employees", "0: unknown"] == 28_421
    assert repairs["employees", "negative: unknown"] == 1
    assert known(roster, "industry") == 256_867 - 4_048


def test_a_survey_with_questions_as_headers():
    roster = read_roster(DATA / "dirty/sample_survey_results_testdata.csv")

    assert len(roster) == 32
    assert known(roster, "name") == known(roster, "email") == 32
    assert "slots" not in roster.table  # the times asked for are the unavailable ones


def test_a_survey_filled_in_twice_is_flagged():
    roster = read_roster(DATA / "dirty/test_surveys_testdata_duplicates.csv")

    assert [d.lines for d in roster.report.duplicates] == [(9, 34), (14, 35), (19, 36)]


@pytest.mark.parametrize(
    "name", ["test_surveys_testdata_empty.csv", "sample_group_specification.groupeng"]
)
def test_what_is_no_roster_is_named(name):
    with pytest.raises(RosterError, match=name):
        read_roster(DATA / "dirty" / name)


def test_ids_alone_are_enough():
    roster = read_roster(DATA / "dirty/sample_class_1.csv")

    assert roster.leader_ids[:2] == ("1", "2")
    assert roster.table["GPA"].dtype == np.float64
