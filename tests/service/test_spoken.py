"""With --json, stdout holds one JSON document whatever happens."""

import json

import pytest
from click.testing import CliRunner

from service.cli import cli


@pytest.fixture
def roster(tmp_path):
    lines = [f"L{k:03d},{('Bank', 'Farm')[k % 2]}" for k in range(12)]
    path = tmp_path / "roster.csv"
    path.write_text("\n".join(["leader_id,industry", *lines]), "utf-8")
    return path


def run(*words):
    return CliRunner().invoke(cli, [str(word) for word in words])


def program(folder, text):
    path = folder / "program.toml"
    path.write_text(text, "utf-8")
    return path


TOO_LARGE = "[size]\nmin = 30\ntarget = 31\nmax = 32\nfold_at = 5\n"
CLASHING = (
    "[size]\nmin = 6\ntarget = 6\nmax = 6\nfold_at = 2\n[variety]\nindustry = 1.0\n"
    '[[rule]]\nkind = "at_most"\ncolumn = "industry"\ncount = 1\n'
)


@pytest.mark.parametrize("text", [TOO_LARGE, CLASHING])
@pytest.mark.parametrize("command", ["form", "what-if"])
def test_no_group_at_all_is_told_in_json(roster, tmp_path, text, command):
    words = [command, roster, "--program", program(tmp_path, text), "--json"]
    words += ["-o", tmp_path / "out", "--seconds", "0.2"] if command == "form" else []

    result = run(*words)

    document = json.loads(result.stdout)
    if command == "form":
        assert document["status"] == "infeasible"
        assert document["exit_code"] == 3
        assert document["message"] == str(result.exception)
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("form", "nothing.csv", "-o", "out"),
        ("check", "nothing.csv"),
        ("what-if", "nothing.csv", "--leave", "L001"),
        ("suggest", "nothing.csv", "--leader", "L001", "--way", "network"),
        ("plan", "nothing.csv", "--leader", "L001", "--hours", "5"),
        ("evaluate", "nothing.csv", "nothing.csv"),
        ("solve", "nothing.csv"),
    ],
    ids=lambda words: words[0],
)
def test_a_named_problem_is_told_in_json(words):
    result = run(*words, "--json")

    document = json.loads(result.stdout)
    assert document == {
        "status": "failed",
        "message": str(result.exception),
        "exit_code": 1,
    }


def test_without_json_stdout_stays_empty():
    assert run("check", "nothing.csv").stdout == ""
