"""suggest and plan as a user runs them: every way, odd input, and nothing private."""

import csv
import datetime as dt
import json
import re
from collections import Counter

import pytest
from click.testing import CliRunner

from matcher.errors import MatcherError
from matcher.roster.sample import make_sample, write_sample
from service.cli import cli
from service.pages.engagement import render_answer
from service.workflows.answer_sheets import sheet_of_answer
from service.workflows.inputs import Sources
from service.workflows.suggesting import Inquiry, answer
from service.workflows.surroundings import Beside, open_scene
from tests.service.test_asking_commands import run

DAY = ("--as-of", "2026-11-22")
REASON = "an old lawsuit"


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    """The sample chapter, one of whose relations has a reason that nobody may see."""
    folder = tmp_path_factory.mktemp("suggest")
    write_sample(make_sample(11, n_leaders=120), folder)
    path = folder / "relations.csv"
    path.write_text(f"{path.read_text()}L-1003,L-1001,conflict,no,,{REASON}\n")
    return folder


def files(chapter):
    return (
        *("--program", str(chapter / "program.toml")),
        *("--relations", str(chapter / "relations.csv")),
        *("--seating", str(chapter / "groups.csv")),
        *("--memberships", str(chapter / "memberships.csv")),
        *DAY,
    )


def ask(chapter, *words, command="suggest", leader="L-1001"):
    """Run a command in this process."""
    words = (command, str(chapter / "roster.csv"), "--leader", leader, *words)
    return CliRunner().invoke(cli, [*words, *files(chapter)])


def asked(chapter, *words, **how):
    found = ask(chapter, *words, "--json", **how)
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


@pytest.mark.parametrize(
    ("way", "key"),
    [
        ("accelerate", "seats"),
        ("optimize", "teams"),
        ("network", "entries"),
        ("connect", "entries"),
    ],
)
def test_every_way_has_entries_or_says_why_not(chapter, way, key):
    document = asked(chapter, "--way", way, "--k", "3")

    assert document["way"] == way
    assert document["leader_id"] == "L-1001"
    assert bool(document[key]) != bool(document["why_empty"])
    assert len(document[key]) <= 3


def test_a_goal_makes_a_team_for_its_season(chapter):
    document = asked(
        chapter,
        *("--way", "optimize", "--skill", "hiring", "--skill", "pricing"),
        *("--season", "2026-12-01:2027-05-31", "--people", "4"),
    )

    assert document["members"][0]["leader_id"] == "L-1001"
    assert len(document["members"]) <= 4
    assert document["season"] == "2026-12-01 to 2027-05-31"


def test_the_prevailing_view_is_told_with_its_interval_and_no_answer(chapter):
    document = asked(
        chapter,
        *("--way", "connect", "--topic", "AI"),
        *("--surveys", str(chapter / "surveys.csv")),
    )

    (view,) = document["prevailing_views"]["views"]
    assert view["answer"] == "yes"
    assert view["everyone"]["low"] < view["everyone"]["mean"] < view["everyone"]["high"]
    assert view["everyone"]["n_people"] > 60


def test_a_terminal_reader_gets_sentences_and_a_page_on_wish(chapter, tmp_path):
    page = tmp_path / "plan.html"

    found = ask(chapter, "--hours", "12", "-o", str(page), command="plan")

    assert found.exit_code == 0, found.output
    assert "Engagement plan: L-1001" in found.stdout
    assert re.search(r"accelerate +now +-+ 5 h", found.stdout)
    text = page.read_text()
    assert text.startswith("<!doctype html>")
    assert "<svg" in text
    assert not re.search(r'(src|href)="[^#]', text)  # it needs nothing else


def test_a_plan_for_machines_adds_up(chapter):
    document = asked(chapter, "--hours", "9.5", command="plan")

    spent = sum(entry["hours"] for entry in document["entries"])
    assert spent + document["free_hours"] == pytest.approx(9.5)


@pytest.fixture(scope="module")
def scene(chapter):
    sources = Sources(
        chapter / "roster.csv",
        str(chapter / "program.toml"),
        relations=chapter / "relations.csv",
        seating=chapter / "groups.csv",
        memberships=chapter / "memberships.csv",
    )
    day = dt.date(2026, 11, 22)
    return open_scene(sources, Beside(), as_of=day, progress=lambda _: None)


@pytest.mark.parametrize("leader", ["L-1001", "L-1003"])
@pytest.mark.parametrize("way", ["accelerate", "optimize", "network", "connect"])
def test_what_two_leaders_declared_shows_in_no_answer_of_either(scene, leader, way):
    topic = "" if way == "accelerate" else "hiring"
    found = answer(scene, Inquiry(leader, way, topic, k=300))

    other = {"L-1001": "L-1003", "L-1003": "L-1001"}[leader]
    page = render_answer(sheet_of_answer(found))
    for text in (json.dumps(found.to_dict()), page):
        assert REASON not in text
        assert other not in text
        assert not re.search("conflict|competitor|objection", text)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--way", "network"), "not in roster.csv"),
        (("--way", "accelerate"), "not in roster.csv"),
    ],
)
def test_an_unknown_leader_is_one_line(chapter, words, says):
    found = ask(chapter, *words, leader="L-999")

    assert isinstance(found.exception, MatcherError)
    assert says in str(found.exception)


@pytest.mark.parametrize("hours", ["0", "-2", "nan", "inf", "100000"])
def test_hours_nobody_has_are_one_line(chapter, hours):
    found = ask(chapter, "--hours", hours, command="plan")

    assert isinstance(found.exception, MatcherError)
    assert "hours" in str(found.exception)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ("--way", "network", "--surveys", "x.csv"),
            "--surveys goes with --way connect",
        ),
        (("--way", "connect", "--skill", "hiring"), "--skill goes with --way optimize"),
        (("--way", "optimize", "--season", "soon"), "two days such as"),
        (
            ("--way", "optimize", "--season", "2027-01-02:2027-01-01"),
            "before it starts",
        ),
        (
            (
                "--way",
                "sideways",
            ),
            "is not one of",
        ),
        (("--k", "-1"), "-1"),
    ],
)
def test_wrong_usage_is_explained(chapter, words, says):
    found = ask(chapter, *words)

    assert found.exit_code == 2
    assert says in found.output


def test_from_a_shell_a_name_for_an_id_is_not_repeated(chapter):
    wrong = run("suggest", "roster.csv", "--leader", "Ann Lee", cwd=chapter)

    assert wrong.returncode == 1
    assert wrong.stdout == ""
    assert "not in roster.csv" in wrong.stderr
    assert "Ann" not in wrong.stderr


def test_introductions_asked_for_so_far_count(chapter, tmp_path):
    before = asked(chapter, "--topic", "hiring", "--k", "3")
    first = before["entries"][0]["leader_id"]
    ledger = tmp_path / "introductions.csv"
    lines = [f"L-10{k},{first},2026-11-0{k - 20},declined," for k in range(21, 25)]
    lines += ["L-1001,L-1002,2026-11-03,accepted,", "L-1001,L-1001,2026-11-03,,"]
    header = "asker_id,asked_id,asked_at,outcome,through\n"
    ledger.write_text(header + "\n".join(lines) + "\n")
    known = ("--introductions", str(ledger))

    found = ask(chapter, "--topic", "hiring", "--k", "3", "--json", *known)
    after = json.loads(found.stdout)
    planned = asked(chapter, "--hours", "9", *known, command="plan")

    assert first not in [entry["leader_id"] for entry in after["entries"]]
    told = "Asked for 1 introduction, of which 1 came about, and gave 0."
    assert told in after["remarks"]
    assert told in planned["remarks"]
    assert first not in [one for entry in planned["entries"] for one in entry["ids"]]
    assert "line 7: asker_id and asked_id are the same leader" in found.stderr


def everyone(chapter, tmp_path, *words):
    path = tmp_path / "suggestions.csv"
    words = ("--everyone", "-o", str(path), *words)
    found = CliRunner().invoke(
        cli, ["suggest", str(chapter / "roster.csv"), *words, *files(chapter)]
    )
    return found, path


def test_everyone_is_suggested_whom_to_meet_in_one_file(chapter, tmp_path):
    found, path = everyone(chapter, tmp_path, "--k", "3", "--json")

    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    told = json.loads(found.stdout)
    shown = Counter(row["other_id"] for row in rows)
    assert told["n_entries"] == len(rows) > 300
    assert told["most_shown"] == max(shown.values()) <= 9
    assert max(Counter(row["leader_id"] for row in rows).values()) == 3
    assert all(row["because"] for row in rows)
    assert not {("L-1003", "L-1001"), ("L-1001", "L-1003")} & {
        (row["leader_id"], row["other_id"]) for row in rows
    }
    assert REASON not in path.read_text(encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir()] == ["suggestions.csv"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--leader", "L-1001"), "not both"),
        (("--topic", "hiring"), "without --topic"),
        (("--way", "connect"), "--way network"),
        (("--k", "0"), "at least 1"),
        (("-o", "page.html"), "suggestions.csv"),
    ],
)
def test_what_does_not_go_with_everyone_is_refused(chapter, tmp_path, words, told):
    found, path = everyone(chapter, tmp_path, *words)

    assert found.exit_code == 2
    assert told in found.stderr
    assert not path.exists()


@pytest.mark.parametrize("command", ["suggest", "plan"])
def test_who_asks_has_to_be_said(chapter, command):
    words = [command, str(chapter / "roster.csv")]
    words += ["--hours", "5"] if command == "plan" else []

    found = CliRunner().invoke(cli, words)

    assert found.exit_code == 2
    assert "--leader ID" in found.stderr


def test_a_plan_does_without_groups_that_cannot_be_compared(tmp_path):
    roster, seating = tmp_path / "roster.csv", tmp_path / "groups.csv"
    rows = [f"L-{k},Person {k}" for k in range(30)]
    roster.write_text("leader_id,name\n" + "\n".join(rows) + "\n")
    seats = [f"L-{k},G-{k // 9}" for k in range(27)]
    seating.write_text("leader_id,group_id\n" + "\n".join(seats) + "\n")
    words = ["plan", str(roster), "--hours", "9", "--seating", str(seating), "--json"]

    sits, waits = (
        json.loads(CliRunner().invoke(cli, [*words, "--leader", who]).stdout)
        for who in ("L-1", "L-29")
    )

    assert sits["entries"][0]["action"] == "stay with G-0"
    assert sits["now"]["accelerate"] == 5.0
    (seat,) = [e for e in waits["entries"] if e["way"] == "accelerate"]
    assert "could not be compared" in seat["why"]
    assert any("No facet of the program" in remark for remark in waits["remarks"])
