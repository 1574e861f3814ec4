"""The three real rosters form groups in one command each, judged from raw columns."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.test_cli import environment, read_csv

SHARED = Path(__file__).parents[3] / "shared/data/rosters"
DIRTY = SHARED.parent / "dirty"
COLUMN_OF_DUPLICATES = '"Which section of GE1501 are you in?" = 1.0\n'
PROGRAM = """
[size]
min = 8
target = 10
max = 12
[variety]
industry = 1.0
challenges = 0.3
[[rule]]
kind = "at_most"
column = "industry"
count = 1
"""
PEER_FLOOR = '[[rule]]\nkind = "spread"\ncolumn = "revenue"\nratio = 10\n'


def form(roster, program, folder):
    path = SHARED / roster
    if not path.exists():
        pytest.skip(f"{roster} is not beside the checkout")
    (folder / "program.toml").write_text(program)
    options = ["--program", "program.toml", "--seconds", "2", "-o", "out"]
    done = subprocess.run(
        [sys.executable, "-m", "service", "form", str(path), *options],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 3), done.stderr
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), read_csv(folder / "out/groups.csv")


def by_group(rows, raw, key):
    groups = {}
    for row in rows:
        groups.setdefault(row["group_id"], []).append(raw[key(row["leader_id"])])
    return groups.values()


def by_row_number(leader_id):
    return int(leader_id.removeprefix("row-")) - 1


def assert_rules_hold(groups, industry, revenue):
    for members in groups:
        assert 8 <= len(members) <= 12
        industries = [member[industry] for member in members]
        assert len(set(industries)) == len(industries)
        revenues = [float(member[revenue]) for member in members]
        assert max(revenues) <= 10 * min(revenues)


def test_inc5000_keeps_industry_and_revenue_and_seats_nearly_all(tmp_path):
    raw, rows = form("inc5000_2018.csv", PROGRAM + PEER_FLOOR, tmp_path)
    by_id = {row["id"]: row for row in raw}

    assert_rules_hold(by_group(rows, by_id, str), "industry", "revenue")
    left = read_csv(tmp_path / "out/unplaced.csv")
    assert len(rows) + len(left) == 5000
    # The largest company has over three times the revenue of the next: nobody may
    # sit with more than those within a factor of ten of it.
    assert len(left) <= 5


def test_fortune1000_names_ceos_and_seats_what_the_cap_allows(tmp_path):
    """162 Financials; the 838 others fill at most 119 groups of 8, one of them each."""
    raw, rows = form("fortune1000_2021.csv", PROGRAM + PEER_FLOOR, tmp_path)

    assert_rules_hold(by_group(rows, raw, by_row_number), "sector", "revenue")
    left = read_csv(tmp_path / "out/unplaced.csv")
    assert len(rows) + len(left) == 1000
    assert 43 <= len(left) <= 60


def test_yc_founders_take_their_texts_as_challenges(tmp_path):
    program = PROGRAM.replace("count = 1", "count = 3")
    raw, rows = form("yc_founders_2024.csv", program, tmp_path)
    report = json.loads((tmp_path / "out/proposal.json").read_text())["import_report"]
    used = {(use["source"], use["canonical"]) for use in report["columns"]}

    assert ("long_description", "challenges") in used
    assert ("company_name", "company") in used
    for members in by_group(rows, raw, by_row_number):
        assert 8 <= len(members) <= 12
        companies = [member["company_id"] for member in members]
        assert len(set(companies)) == len(companies)
    assert len(rows) >= 0.95 * len(raw)


def form_survey(path, program, folder):
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the checkout")
    (folder / "program.toml").write_text(program)
    options = ["--program", "program.toml", "--seconds", "0.5", "-o", "out"]
    return subprocess.run(
        [sys.executable, "-m", "service", "form", str(path), *options],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_class_list_is_grouped_by_a_column_of_its_own(tmp_path):
    program = (
        "[size]\nmin = 4\ntarget = 5\nmax = 6\n[variety]\nMajor = 1.0\n"
        '[[rule]]\nkind = "at_most"\ncolumn = "Major"\ncount = 3\n'
    )
    done = form_survey(DIRTY / "sample_class_1.csv", program, tmp_path)

    assert done.returncode == 0, done.stderr
    with (DIRTY / "sample_class_1.csv").open(newline="") as file:
        raw = {row["ID"]: row for row in csv.DictReader(file)}
    for members in by_group(read_csv(tmp_path / "out/groups.csv"), raw, str):
        majors = [member["Major"] for member in members]
        assert max(majors.count(major) for major in majors) <= 3


def test_a_survey_with_questions_for_headers_is_read_and_grouped(tmp_path):
    program = (
        '[size]\nmin = 4\nmax = 6\n[variety]\n"What is your academic major?" = 1.0\n'
    )
    done = form_survey(DIRTY / "sample_survey_results_testdata.csv", program, tmp_path)

    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "out/proposal.json").read_text())["import_report"]
    used = {(use["source"], use["canonical"]) for use in report["columns"]}
    assert ("What is your email address?", "email") in used


def test_a_survey_answered_twice_flags_the_same_people(tmp_path):
    path = DIRTY / "test_surveys_testdata_duplicates.csv"
    program = "[size]\nmin = 4\nmax = 6\n[variety]\n" + COLUMN_OF_DUPLICATES
    done = form_survey(path, program, tmp_path)

    assert done.returncode in (0, 3), done.stderr
    report = json.loads((tmp_path / "out/proposal.json").read_text())["import_report"]
    assert report["duplicates"]


@pytest.mark.parametrize(
    "name", ["test_surveys_testdata_empty.csv", "sample_group_specification.groupeng"]
)
def test_what_holds_nobody_is_refused_in_one_line(tmp_path, name):
    done = form_survey(DIRTY / name, "[variety]\nindustry = 1.0\n", tmp_path)

    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith(f"peermatch: {name}")
    assert not (tmp_path / "out").exists()
