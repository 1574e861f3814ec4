"""A season of teams, from files to files: beside the groups leaders sit in already."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from tests.service.test_cli import ROOT, run

EXAMPLES = ROOT / "examples"
TEAMS = """
preset = "season"

[season]
start = 2026-09-01
end = 2026-12-18

[faultline]
price = 0.3

[[rule]]
kind = "share"
column = "slots"

[[rule]]
kind = "covers"
column = "languages"
skills = ["English"]
"""


def rows(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """Teams of the sample chapter, with memberships of ten leaders."""
    folder = tmp_path_factory.mktemp("season")
    shutil.copy(EXAMPLES / "roster.csv", folder / "roster.csv")
    (folder / "teams.toml").write_text(TEAMS, encoding="utf-8")
    leaders = rows(folder / "roster.csv")
    stated = [leader for leader in leaders if ";" in leader["slots"]]
    lines = ["leader_id,group_id,way,slot,start,end"]
    lines += [
        f"{leader['leader_id']},Forum 1,accelerate,{leader['slots'].split(';')[0]},,"
        for leader in stated[:9]
    ]
    lines += [f"{stated[9]['leader_id']},Old team,optimize,,,2026-08-31"]
    lines += [f"{stated[10]['leader_id']},Team 7,optimize,,2026-08-01,2026-10-01"]
    (folder / "held.csv").write_text("\n".join(lines), encoding="utf-8")
    words = ("form", "roster.csv", "--memberships", "held.csv", "--as-of", "2026-09-01")
    done = run(
        *words, "--program", "teams.toml", "--seconds", 2, "-o", "out", cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return folder, stated


@pytest.mark.slow
def test_teams_meet_when_no_other_group_of_theirs_does(season):
    folder, stated = season
    closed = {
        leader["leader_id"]: leader["slots"].split(";")[0].strip()
        for leader in stated[:9]
    }
    open_slots = {
        leader["leader_id"]: {slot.strip() for slot in leader["slots"].split(";")}
        - {closed.get(leader["leader_id"])}
        for leader in rows(folder / "roster.csv")
        if leader["slots"]
    }
    teams = {}
    for seat in rows(folder / "out" / "groups.csv"):
        teams.setdefault(seat["group_id"], []).append(seat["leader_id"])

    for members in teams.values():
        assert 5 <= len(members) <= 8
        known = [open_slots[m] for m in members if open_slots.get(m)]
        assert not known or set.intersection(*known)


@pytest.mark.slow
def test_who_is_in_a_team_already_is_named_and_left_out(season):
    folder, stated = season
    seated = {seat["leader_id"] for seat in rows(folder / "out" / "groups.csv")}
    told = json.loads((folder / "out" / "proposal.json").read_text("utf-8"))

    assert stated[9]["leader_id"] in seated
    assert stated[10]["leader_id"] not in seated
    left = {r["leader_id"]: r["reason"] for r in rows(folder / "out/unplaced.csv")}
    assert "overlapping season" in left[stated[10]["leader_id"]]
    assert any(
        "overlapping season" in remark and stated[10]["leader_id"] in remark
        for remark in told["remarks"]
    )
    assert told["health"]["faultline_price"] == 0.3
    assert told["provenance"]["program"]["season"]["end"] == "2026-12-18"


@pytest.mark.slow
def test_teams_are_alike_in_goal_and_stage(season):
    folder, _ = season
    told = json.loads((folder / "out" / "proposal.json").read_text("utf-8"))
    means = {facet["name"]: facet["mean"] for facet in told["facets"]}

    assert means["goals"] < 0.9
    assert means["stage"] < 0.6
    assert told["summary"]["score"] > told["summary"]["random_score"]


@pytest.mark.slow
def test_the_season_is_replayed_bit_for_bit(season):
    folder, _ = season
    recording = Path("out") / "proposal.json"

    done = run(
        *("form", "roster.csv", "--memberships", "held.csv"),
        *("--replay", recording, "-o", "again"),
        cwd=folder,
    )

    assert done.returncode == 0, done.stderr
    again = (folder / "again" / "groups.csv").read_bytes()
    assert again == (folder / "out" / "groups.csv").read_bytes()
