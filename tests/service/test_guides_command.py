"""Former groups and guides from files to files, and back from a recording."""

import csv
import json

import pytest
from click.testing import CliRunner

from service.cli import cli

PROGRAM = """
[size]
min = 4
target = 4
max = 4
fold_at = 1
[variety]
industry = 1.0
[conflicts]
derived = false
[faultline]
price = 0.0
[[rule]]
kind = "guide"
[[rule]]
kind = "not_again"
months = 24
"""
TRADES = ("Software", "Construction", "Hospital", "Bank")
FILES = ("--program", "p.toml", "--guides", "guides.csv", "--history", "history.csv")
DAY = ("--as-of", "2026-06-01")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [f"L{i},{TRADES[i % 4]},{'Mon' if i < 6 else 'Mon; Tue'}" for i in range(8)]
    texts = {
        "roster.csv": ["leader_id,industry,slots", *rows],
        "guides.csv": ["guide_id,slots,avoids", "A,Tue,L7", "B,Mon,", "C,Mon,"],
        "history.csv": ["leader_id,group_id,from,until", "L0,X,2025,", "L1,X,2025,"],
        "p.toml": [PROGRAM],
    }
    for name, lines in texts.items():
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def run(*words):
    return CliRunner().invoke(cli, [*words], catch_exceptions=False)


def read(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_groups_guides_and_slots_are_written_and_made_again(folder):
    form = ("form", "roster.csv", *DAY, "--seconds", "0.2")

    done = run(*form, *FILES, "-o", "out")

    assert done.exit_code == 0, done.output
    posts = read(folder / "out/guides.csv")
    assert [list(post) for post in posts] == [
        ["group_id", "guide_id", "slot", "changed"]
    ] * 2
    assert {(post["guide_id"], post["slot"]) for post in posts} == {
        ("B", "Mon"),
        ("C", "Mon"),
    }
    group = {
        row["leader_id"]: row["group_id"] for row in read(folder / "out/groups.csv")
    }
    assert group["L0"] != group["L1"]
    document = json.loads((folder / "out/proposal.json").read_text("utf-8"))
    assert {g["guide_id"] for g in document["groups"]} == {"B", "C"}
    assert "L7" not in json.dumps(document["provenance"])
    page = (folder / "out/report.html").read_text("utf-8")
    assert "Who leads it" in page
    assert "<bdi>B</bdi>, <bdi>Mon</bdi>" in page
    listed = done.output.split("Guides")[1]
    assert {"B", "C"} <= set(listed.split()[3:12])

    again = ("form", "roster.csv", *FILES[2:], "--replay", "out/proposal.json")
    assert run(*again, "-o", "again").exit_code == 0
    for name in ("groups.csv", "guides.csv"):
        assert (folder / "again" / name).read_bytes() == (
            folder / "out" / name
        ).read_bytes()


def test_another_guides_file_is_no_replay(folder):
    run("form", "roster.csv", *DAY, "--seconds", "0.2", *FILES, "-o", "out")
    (folder / "guides.csv").write_text("guide_id\nA\nB\n", encoding="utf-8")

    words = (
        "form",
        "roster.csv",
        *FILES[2:],
        "--replay",
        "out/proposal.json",
        "-o",
        "x",
    )

    with pytest.raises(Exception, match="guides file is not the one"):
        run(*words)


def test_check_names_every_line_that_does_not_fit(folder):
    with (folder / "guides.csv").open("a") as file:
        file.write("\nB,Mon,\nD,Sunday,\n")
    with (folder / "history.csv").open("a") as file:
        file.write("\nL99,X,,\nL2,X,soon,\n")

    done = run("check", "roster.csv", *DAY, *FILES, "--json")

    said = json.loads(done.stdout)["foresight"]["remarks"]
    for part in (
        "guides.csv, line 5: guide (not shown: it may be a name) again, as on line 3",
        'guides.csv, line 6: no leader states the slot "sunday"',
        'history.csv, line 4: leader_id "L99" is not in the roster',
        "history.csv, line 5: from is no date",
    ):
        assert any(remark.startswith(part) for remark in said), part
