"""What leaders declared shows in the owner's file, and in no other output."""

import csv
import json
import re

import pytest
from click.testing import CliRunner

from service.cli import cli

PROGRAM = """
[size]
min = 4
target = 6
max = 8
fold_at = 2
[variety]
industry = 1.0
[conflicts]
derived = false
[faultline]
price = 0.0
[[rule]]
kind = "apart"
relation = "conflict"
"""
TRADES = ("Software", "Construction", "Hospital", "Bank", "Farm", "Hotel", "School")
PAIR = ("L003", "L000")  # both in F01; the first objects
NEW = ("L024", "L009")  # a newcomer, and somebody in F02
SECRET = ("SECRET-REASON", "SECRET-SOURCE")


@pytest.fixture
def chapter(tmp_path):
    """Four groups of six, a newcomer, an objection in F01 and one to the newcomer."""

    def write(name, header, rows):
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *rows])

    ids = [f"L{row:03d}" for row in range(25)]
    rows = [(who, TRADES[k % 7]) for k, who in enumerate(ids)]
    write("roster.csv", ("leader_id", "industry"), rows)
    seats = [(who, f"F0{k // 6 + 1}") for k, who in enumerate(ids[:24])]
    write("seating.csv", ("leader_id", "group_id"), seats)
    header = ("leader_id", "other_id", "kind", "level", "source", "reason")
    pairs = [(*pair, "conflict", "no", SECRET[1], SECRET[0]) for pair in (PAIR, NEW)]
    write("relations.csv", header, pairs)
    (tmp_path / "program.toml").write_text(PROGRAM, "utf-8")
    return tmp_path


def run(folder, *words, relations="relations.csv"):
    base = ["--program", folder / "program.toml"]
    if relations:
        base += ["--relations", folder / relations]
    told = [str(word) for word in (words[0], folder / "roster.csv", *words[1:], *base)]
    return CliRunner().invoke(cli, told)


def owned(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def everything(result, *folders):
    """Gather all that a command said and wrote."""
    files = [p for folder in folders for p in sorted(folder.rglob("*")) if p.is_file()]
    return "\n".join(
        [result.output, *(path.read_text("utf-8", "replace") for path in files)]
    )


COMMANDS = {
    "check": ("check",),
    "check --json": ("check", "--json"),
    "check --seating": ("check", "--seating", "SEATING"),
    "check --seating --json": ("check", "--seating", "SEATING", "--json"),
    "swap": ("check", "--seating", "SEATING", "--swap", "L000", "L009"),
    "swap --json": (
        "check", "--seating", "SEATING", "--swap", "L000", "L006", "--json",
    ),
    "what-if": ("what-if", "--seating", "SEATING", "--leave", "L020", "--seeds", "2"),
    "what-if --json": (
        "what-if", "--seating", "SEATING", "--without", "1", "--seeds", "2", "--json",
    ),
    "form": ("form", "--seating", "SEATING", "-o", "OUT", "--seconds", "0.2"),
    "form --json": (
        "form", "--seating", "SEATING", "-o", "OUT", "--seconds", "0.2", "--json",
    ),
    "form --prices": ("form", "-o", "OUT", "--seconds", "0.2", "--prices"),
    "form --max-moves": (
        "form", "--seating", "SEATING", "-o", "OUT", "--max-moves", "0",
        "--seconds", "0.2",
    ),
}  # fmt: skip


def within(folder, words):
    places = {"SEATING": folder / "seating.csv", "OUT": folder / "out"}
    return [places.get(word, word) for word in words]


@pytest.mark.parametrize("name", COMMANDS)
def test_no_output_tells_why_or_from_where(chapter, name):
    result = run(chapter, *within(chapter, COMMANDS[name]))

    assert result.exit_code in (0, 3), result.output
    out = chapter / "out"
    told = everything(result, *([out] if out.exists() else []))
    assert not [secret for secret in SECRET if secret in told]


def remarks(result):
    """Leave progress out, which only slow runs show."""
    return [line for line in result.stderr.splitlines() if line.startswith("- ")]


UNTIMED = [name for name in COMMANDS if not name.startswith("form")]


@pytest.mark.parametrize("name", UNTIMED)
def test_who_declared_it_changes_no_byte(chapter, name):
    """The two sides of each relation are swapped: nothing else may change."""
    text = (chapter / "relations.csv").read_text("utf-8")
    first = run(chapter, *within(chapter, COMMANDS[name]))
    turned = re.sub(r"(L\d+),(L\d+)", r"\2,\1", text)
    (chapter / "relations.csv").write_text(turned, "utf-8")
    second = run(chapter, *within(chapter, COMMANDS[name]))

    assert turned != text
    assert first.stdout == second.stdout
    assert remarks(first) == remarks(second)


@pytest.mark.parametrize(
    "name", [name for name in COMMANDS if "SEATING" in COMMANDS[name]]
)
def test_no_line_puts_a_person_or_a_group_beside_a_declared_relation(chapter, name):
    """Of one's own group, "a relation is broken in it" is as good as a name."""
    result = run(chapter, *within(chapter, COMMANDS[name]))

    out = chapter / "out"
    for path in [out / "sheets.csv", out / "sheets.html"]:
        path.unlink(missing_ok=True)  # of groups of five or more, by number
    told = everything(result, *([out] if out.exists() else []))
    for line in told.splitlines():
        if "declared" in line:
            assert not re.findall(r"\bL\d{3}\b|\bF0\d\b", line), line


def test_moves_for_a_relation_read_like_moves_for_the_mix(chapter):
    result = run(chapter, *within(chapter, COMMANDS["form"]))

    assert result.exit_code == 0, result.output
    document = json.loads((chapter / "out/proposal.json").read_text("utf-8"))
    (move,) = document["moves"]
    assert set(move) == {"leader_id", "from_group", "to_group", "why"}
    assert move["leader_id"] in PAIR
    assert move["why"] == "for the best mix that keeps every rule"
    (breach,) = document["change"]["breaches"]
    assert breach["group_id"] == ""
    assert "declared relation" not in (chapter / "out/report.html").read_text("utf-8")


def test_the_owner_reads_each_relation_by_name(chapter):
    owner = chapter / "mine/owner.csv"
    result = run(chapter, *within(chapter, COMMANDS["form"]), "--owner", owner)

    assert result.exit_code == 0, result.output
    one, two = owned(owner)
    assert (one["leader_id"], one["other_id"]) == PAIR
    assert one["source"] == SECRET[1]
    assert one["line"] == "2"
    assert one["outcome"].startswith("parted: ")
    assert two["outcome"] == "kept apart; L024 not into F02"
    assert SECRET[0] not in owner.read_text("utf-8")  # reasons are never read
    assert owner.stat().st_mode & 0o077 == 0
    assert "owner.csv" not in everything(result, chapter / "out")


def test_a_check_of_a_seating_and_a_swap_tell_the_owner_too(chapter):
    owner = chapter / "owner.csv"
    run(chapter, *within(chapter, COMMANDS["check --seating"]), "--owner", owner)
    assert [line["outcome"] for line in owned(owner)] == [
        "together in F01",
        "kept apart; L024 not into F02",
    ]

    words = within(chapter, COMMANDS["swap"])
    result = run(chapter, *words, "--owner", owner)
    assert owned(owner)[0]["outcome"] == "parted: L000 from F01 to F02"
    assert "a declared relation" in result.output  # mended, without a group


@pytest.mark.parametrize(
    ("place", "what"),
    [
        ("out/owner.csv", "handed on whole"),
        ("roster.csv", "no owner's file"),
        ("", "is a folder"),
    ],
)
def test_an_owners_file_goes_where_it_does_no_harm(chapter, place, what):
    before = (chapter / "roster.csv").read_bytes()
    words = within(chapter, COMMANDS["form"])
    result = run(chapter, *words, "--owner", chapter / place)

    assert what in str(result.exception)
    assert not (chapter / "out").exists()
    assert (chapter / "roster.csv").read_bytes() == before


def test_without_relations_there_is_nothing_to_own(chapter):
    result = run(chapter, "check", "--owner", chapter / "o.csv", relations="")

    assert "give --relations" in str(result.exception)


def test_objections_in_a_small_group_are_not_counted(chapter):
    """In a group of three, "one objects" leaves little to guess."""
    seats = [(f"L{k:03d}", "F01") for k in range(3)]
    seats += [(f"L{k:03d}", f"F0{2 + (k - 3) // 7}") for k in range(3, 24)]
    with (chapter / "seating.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("leader_id", "group_id"), *seats])
    lines = [
        "leader_id,other_id,kind,level",
        "L024,L001,conflict,no",
        "L005,L024,conflict,no",
    ]
    (chapter / "relations.csv").write_text("\n".join(lines), "utf-8")
    run(chapter, *within(chapter, COMMANDS["form"]))

    sheet = {row["group_id"]: row for row in owned(chapter / "out/sheets.csv")}
    assert sheet["F01"]["objections_no"] == ""
    assert sheet["F01"]["stands_against"] == "a hard rule"
    assert sheet["F02"]["objections_no"] == "1"
    assert sheet["F02"]["stands_against"] == "a declared relation"


def test_who_has_no_seat_for_a_relation_reads_like_others(chapter):
    """L024 objects to one in each group: no file may say that it is for that."""
    lines = ["leader_id,other_id,kind,level"]
    lines += [f"L024,L{k:03d},conflict,no" for k in (1, 7, 13, 19)]
    (chapter / "relations.csv").write_text("\n".join(lines), "utf-8")
    words = within(chapter, COMMANDS["form --max-moves"])
    result = run(chapter, *words)

    assert result.exit_code == 3
    (left,) = owned(chapter / "out/unplaced.csv")
    assert left["leader_id"] == "L024"
    assert "declared" not in left["reason"]
    page = (chapter / "out/report.html").read_text("utf-8")
    assert "declared relation" not in page
