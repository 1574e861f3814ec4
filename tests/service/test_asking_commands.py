"""check, form --prices, candidate sheets and what-if as a user runs them."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRADES = ("Software", "Construction", "Retail", "Hospitals", "Insurance", "Farming")
PROGRAM = """
[size]
min = 5
target = 6
max = 7
fold_at = 3
[variety]
industry = 1.0
[conflicts]
derived = false
[[rule]]
kind = "at_most"
column = "industry"
count = 1
[[rule]]
kind = "apart"
relation = "conflict"
"""


def run(*words, cwd):
    return subprocess.run(
        [sys.executable, "-m", "service", *map(str, words)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "140"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def chapter(tmp_path):
    """Thirty-six leaders of six trades; one objects to another, two are new."""
    lines = [f"L{i:02d},Person {i},{TRADES[i % 6]},{10 + i}" for i in range(36)]
    header = "leader_id,name,industry,employees"
    (tmp_path / "members.csv").write_text("\n".join([header, *lines]) + "\n")
    (tmp_path / "program.toml").write_text(PROGRAM)
    (tmp_path / "relations.csv").write_text(
        "leader_id,other_id,kind,level,source\nL35,L07,conflict,no,an old lawsuit\n"
    )
    seats = [f"L{i:02d},{'ABCDEF'[i // 6]}" for i in range(34)]
    (tmp_path / "seats.csv").write_text("\n".join(["leader_id,group_id", *seats]))
    return tmp_path


FILES = ("--program", "program.toml", "--relations", "relations.csv")


def test_form_prices_each_rule_and_draws_sheets_for_newcomers(chapter):
    done = run(
        *("form", "members.csv", *FILES, "--seating", "seats.csv", "--prices"),
        *("--seconds", "0.2", "-o", "out"),
        cwd=chapter,
    )

    assert done.returncode == 0, done.stderr
    out = chapter / "out"
    document = json.loads((out / "proposal.json").read_text())
    _, cap, apart = document["rules"]
    assert set(cap["price"]["score"]) == {"mean", "low", "high"}
    assert apart["price"] is not None
    with (out / "sheets.csv").open(newline="") as file:
        sheets = list(csv.DictReader(file))
    best = {row["leader_id"]: row for row in sheets if row["rank"] == "1"}
    assert best["L34"]["group_id"] == best["L35"]["group_id"] == "F"
    assert {row["proposed"] for row in best.values()} == {"yes"}
    (barred,) = (
        row for row in sheets if row["leader_id"] == "L35" and row["group_id"] == "B"
    )
    assert barred["objections_no"] == "1"
    page = (out / "sheets.html").read_text()
    assert "Person 34" in page
    for text in (page, (out / "sheets.csv").read_text(), done.stdout):
        assert "lawsuit" not in text


def test_what_if_answers_a_person_and_refuses_a_slip_in_one_line(chapter):
    words = ("what-if", "members.csv", *FILES, "--seeds", "2")

    done = run(*words, "--leave", "L35", "--json", cwd=chapter)
    slip = run(*words, "--set", "1.cuont=2", cwd=chapter)

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["n_seeds"] == 2
    assert found["anew"]["n_unplaced"]["after"]["mean"] == 0.0
    assert slip.returncode == 1
    assert slip.stderr == (
        "peermatch: there is no key 'cuont' there; did you mean \"count\"?\n"
    )


def test_check_numbers_rules_and_says_who_has_no_seat(chapter):
    roster = (chapter / "members.csv").read_text().replace("Farming", "Retail")
    (chapter / "members.csv").write_text(roster)

    done = run("check", "members.csv", *FILES, cwd=chapter)
    told = run("check", "members.csv", *FILES, "--json", cwd=chapter)

    assert done.returncode == told.returncode == 3
    assert "1  no two from the same industry" in " ".join(done.stdout.split(" "))
    (clash,) = json.loads(told.stdout)["foresight"]["clashes"]
    assert clash["basis"] == "counted"
    assert len(clash["leader_ids"]) == 12
    assert clash["cures"][0] == {
        "change": "set count = 2 in this rule",
        "n_unplaced": 0,
    }
