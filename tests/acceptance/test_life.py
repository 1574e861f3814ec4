"""What the field would recognise: locked groups, folds, top-ups, resets, no change.

Each test writes small files with a known right answer and goes through the command.
"""

import csv
import json
from collections import Counter

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
size = 0.5
[conflicts]
derived = false
[faultline]
price = 0.0
"""
TRADES = ("Software", "Construction", "Hospital", "Bank", "Farm", "Hotel", "School")


def write(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def read(path):
    with path.open(encoding="utf-8") as file:
        return {row["leader_id"]: row for row in csv.DictReader(file)}


class Chapter:
    """A roster, a program and a seating in a folder, and the commands over them."""

    def __init__(self, folder, sizes, *, n_new=0, rules=""):
        self.folder = folder
        groups = [g for g, size in enumerate(sizes) for _ in range(size)]
        n = len(groups) + n_new
        self.ids = [f"L{row:03d}" for row in range(n)]
        self.home = {self.ids[row]: f"F{g + 1:02d}" for row, g in enumerate(groups)}
        self.roster = write(
            folder / "roster.csv",
            ("leader_id", "company", "industry", "employees"),
            [
                (who, f"Firm {k}", TRADES[k % len(TRADES)], 50 + 7 * (k * k % 41))
                for k, who in enumerate(self.ids)
            ],
        )
        self.program = folder / "program.toml"
        self.program.write_text(PROGRAM + rules, encoding="utf-8")
        self.seat({})

    def seat(self, locked, extra=()):
        rows = [
            (who, group, "yes" if locked.get(group) or locked.get(who) else "no")
            for who, group in self.home.items()
        ]
        header = ("leader_id", "group_id", "locked")
        self.seating = write(self.folder / "seating.csv", header, [*rows, *extra])

    def relate(self, pairs, kind="conflict"):
        header = ("leader_id", "other_id", "kind", "level", "until", "source")
        rows = [(one, two, kind, "no", "", "PRIVATE-REASON") for one, two in pairs]
        return write(self.folder / "relations.csv", header, rows)

    def form(self, *options, code=0, seating=None):
        out = self.folder / "out"
        words = ["form", self.roster, "--program", self.program, "--seconds", "0.3"]
        words += ["--seating", seating or self.seating, "-o", out, "--force"]
        result = CliRunner().invoke(cli, [str(word) for word in (*words, *options)])
        assert result.exit_code == code, (result.output, result.exception)
        self.groups = read(out / "groups.csv")
        self.document = json.loads((out / "proposal.json").read_text("utf-8"))
        return result

    def check(self, seating, *options):
        words = ["check", self.roster, "--program", self.program, "--seating", seating]
        return CliRunner().invoke(cli, [str(word) for word in (*words, *options)])

    def moved(self):
        return {w for w, g in self.home.items() if self.group_of(w) != g}

    def group_of(self, who):
        return self.groups.get(who, {"group_id": ""})["group_id"]

    def status(self):
        return self.document["summary"]["status"]


def test_nothing_in_two_locked_groups_moves_and_nobody_joins_them(tmp_path):
    """MentorcliQ: fix two groups, re-run."""
    chapter = Chapter(tmp_path, [6, 6, 6, 6, 6], n_new=3)
    chapter.seat({"F02": True, "F04": True})
    chapter.form("--max-moves", "20")

    for group in ("F02", "F04"):
        before = {who for who, g in chapter.home.items() if g == group}
        after = {who for who in chapter.groups if chapter.group_of(who) == group}
        assert after == before
        assert {chapter.groups[who]["locked"] for who in before} == {"yes"}
    assert len(chapter.groups) == 33


def test_a_group_at_its_floor_is_folded_with_its_own_moves_only(tmp_path):
    """Chief: two are left of a group; both go to one that has room for them."""
    chapter = Chapter(tmp_path, [2, 8, 6, 8, 8])
    chapter.form()

    assert chapter.moved() == {"L000", "L001"}
    assert {chapter.group_of("L000"), chapter.group_of("L001")} == {"F03"}
    assert chapter.document["change"]["folded"] == ["F01"]
    assert "F01 was folded" in chapter.groups["L000"]["reason"]
    assert {move["to_group"] for move in chapter.document["moves"]} == {"F03"}


def test_of_two_groups_at_their_floor_the_smaller_joins_the_larger(tmp_path):
    rules = PROGRAM.replace("fold_at = 2", "fold_at = 3")
    chapter = Chapter(tmp_path, [2, 3, 8, 8])
    chapter.program.write_text(rules, encoding="utf-8")
    chapter.form()

    assert chapter.moved() == {"L000", "L001"}
    assert {chapter.group_of("L000"), chapter.group_of("L001")} == {"F02"}


def test_four_newcomers_to_twelve_forums_move_nobody(tmp_path):
    """EO: four newcomers, twelve forums."""
    chapter = Chapter(tmp_path, [7] * 12, n_new=4)
    chapter.form()

    assert chapter.moved() == set()
    assert len(chapter.groups) == 88
    assert chapter.document["change"]["n_needed"] == 0
    assert [point["max_moves"] for point in chapter.document["frontier"]][:3] == [
        0,
        1,
        2,
    ]
    scores = [point["score"] for point in chapter.document["frontier"]]
    assert scores == sorted(scores)


def test_a_seating_that_needs_nothing_is_answered_so(tmp_path):
    """ProxLB: nothing moves, and the output is a seating that needs nothing either."""
    chapter = Chapter(tmp_path, [6, 6, 6])
    chapter.form()
    out = tmp_path / "kept.csv"
    (tmp_path / "out/groups.csv").rename(out)
    first = out.read_bytes()
    chapter.form(seating=out)

    assert chapter.status() == "no change needed"
    assert chapter.document["moves"] == []
    assert (tmp_path / "out/groups.csv").read_bytes() == first


def test_two_joiners_at_once_cost_one_reset(tmp_path):
    """Haas: equally good groups, two newcomers: they join the same one."""
    chapter = Chapter(tmp_path, [6, 6, 6, 6], n_new=2)
    rows = [(who, "Same", "Software", 100) for who in chapter.ids]
    header = ("leader_id", "company", "industry", "employees")
    rows[0] = (rows[0][0], "Same", "Farm", 120)
    write(chapter.roster, header, rows)
    chapter.program.write_text("protect = 0.0\n" + PROGRAM, encoding="utf-8")
    chapter.form("--max-moves", "0")

    one, two = chapter.ids[-2:]
    assert chapter.group_of(one) == chapter.group_of(two) != ""


def test_private_objections_are_mended_and_told_to_nobody(tmp_path):
    """C3: three objections, in three groups; one of each two moves."""
    rule = '[[rule]]\nkind = "apart"\nrelation = "conflict"\n'
    chapter = Chapter(tmp_path, [6, 6, 6, 6], rules=rule)
    pairs = [("L000", "L003"), ("L006", "L009"), ("L012", "L014")]
    relations = chapter.relate(pairs)
    result = chapter.form("--relations", relations)

    assert len(chapter.moved()) == 3
    for one, two in pairs:
        assert chapter.group_of(one) != chapter.group_of(two)
    told = "".join(path.read_text("utf-8") for path in (tmp_path / "out").iterdir())
    assert "PRIVATE-REASON" not in told + result.output
    for breach in chapter.document["change"]["breaches"]:
        assert breach["leader_ids"] == []
        assert breach["group_id"] == ""  # one side may sit there
        assert breach["rule"] == "a declared relation"
    for move in chapter.document["moves"]:
        assert move["why"] == "for the best mix that keeps every rule"
    after = chapter.check(tmp_path / "out/groups.csv", "--relations", relations)
    before = chapter.check(chapter.seating, "--relations", relations)
    assert after.exit_code == 0
    assert before.exit_code == 3
    assert "L0" not in before.output.split("Rules that are broken")[1]
    assert "PRIVATE-REASON" not in before.output


def test_a_budget_too_small_mends_what_it_can_and_says_what_it_would_take(tmp_path):
    rule = '[[rule]]\nkind = "apart"\nrelation = "conflict"\n'
    chapter = Chapter(tmp_path, [6, 6, 6, 6], rules=rule)
    relations = chapter.relate([("L000", "L003"), ("L006", "L009"), ("L012", "L014")])
    chapter.form("--relations", relations, "--max-moves", "2", code=3)

    assert len(chapter.moved()) == 2
    assert chapter.status() == "infeasible"
    assert chapter.document["change"]["n_needed"] == 3
    assert len(chapter.document["change"]["lasting"]) == 1


def test_an_oversized_group_gives_up_as_few_as_it_must(tmp_path):
    chapter = Chapter(tmp_path, [11, 6, 7])
    chapter.form()

    assert len(chapter.moved()) == 3
    assert all(who in list(chapter.home)[:11] for who in chapter.moved())


def test_an_oversized_group_alone_is_split(tmp_path):
    chapter = Chapter(tmp_path, [10])
    chapter.form()

    assert len(chapter.moved()) == 4
    assert chapter.document["change"]["opened"] == ["G01"]


def test_leavers_strangers_and_double_seats_are_named_with_their_lines(tmp_path):
    chapter = Chapter(tmp_path, [6, 6, 6])
    chapter.seat({}, extra=[("L999", "F02", "no"), ("L000", "F03", "no")])
    result = chapter.form()

    left = chapter.document["change"]["left"]
    assert left == [{"leader_id": "L999", "group_id": "F02", "line": 20}]
    remarks = " ".join(chapter.document["remarks"])
    assert "line 21" in remarks
    assert "sits in two groups, F01 (line 2) and F03" in remarks
    assert "L999" in result.output


def test_a_pin_against_a_lock_is_refused_with_both_groups(tmp_path):
    rule = '[[rule]]\nkind = "pin"\nleader = "L000"\ngroup = "F02"\n'
    chapter = Chapter(tmp_path, [6, 6], rules=rule)
    chapter.seat({"L000": True})
    words = ["form", chapter.roster, "--program", chapter.program, "-o", tmp_path / "o"]
    words += ["--seating", chapter.seating]
    result = CliRunner().invoke(cli, [str(word) for word in words])

    assert "L000" in str(result.exception)
    assert 'locked in group "F01" and pinned to "F02"' in str(result.exception)


def test_a_refresh_keeps_the_share_that_stays(tmp_path):
    chapter = Chapter(tmp_path, [6, 6, 6, 6, 6])
    chapter.form("--refresh", "0.8")

    assert 0 < len(chapter.moved()) <= 6


def test_a_run_from_a_seating_replays_bit_for_bit(tmp_path):
    chapter = Chapter(tmp_path, [6, 6, 6, 6], n_new=3)
    chapter.form()
    first = (tmp_path / "out/groups.csv").read_bytes()
    (tmp_path / "out/proposal.json").rename(tmp_path / "proposal.json")
    chapter.form("--replay", tmp_path / "proposal.json")

    assert (tmp_path / "out/groups.csv").read_bytes() == first
    assert "seating" in chapter.document["provenance"]["sha256"]


@pytest.mark.parametrize("option", ["--max-moves", "--refresh"])
def test_budgets_need_a_seating(tmp_path, option):
    chapter = Chapter(tmp_path, [6])
    words = ["form", chapter.roster, option, "1", "-o", tmp_path / "o"]
    result = CliRunner().invoke(cli, [str(word) for word in words])

    assert result.exit_code == 2
    assert "--seating" in result.output


def test_a_trade_of_two_seats_is_weighed_without_moving_anybody(tmp_path):
    rule = '[[rule]]\nkind = "apart"\nrelation = "conflict"\n'
    chapter = Chapter(tmp_path, [6, 6], rules=rule)
    relations = chapter.relate([("L000", "L003"), ("L001", "L008")])
    options = ("--relations", relations, "--json", "--swap")
    mends = chapter.check(chapter.seating, *options, "L003", "L009")
    breaks = chapter.check(chapter.seating, *options, "L002", "L008")
    nobody = chapter.check(chapter.seating, *options, "L002", "L777")

    assert mends.exit_code == 0
    swap = json.loads(mends.stdout)["swap"]
    assert [breach["rule"] for breach in swap["mended"]] == ["a declared relation"]
    assert swap["mended"][0]["leader_ids"] == []
    assert swap["broken"] == []
    assert breaks.exit_code == 3
    assert "L777" in str(nobody.exception)


@pytest.mark.parametrize("size", [1, 24])
def test_groups_of_any_size_are_brought_within_bounds(tmp_path, size):
    """A seating of singles, or of crowds, needs new groups, not an excuse."""
    chapter = Chapter(tmp_path, [size] * (24 // size))
    chapter.form("--max-moves", "24")

    sizes = Counter(row["group_id"] for row in chapter.groups.values())
    assert len(chapter.groups) == 24
    assert set(sizes.values()) <= set(range(4, 9))


def test_a_seating_that_seats_nobody_is_formed_anew(tmp_path):
    chapter = Chapter(tmp_path, [], n_new=12)
    said = chapter.form().output

    assert len(chapter.groups) == 12
    assert "seats nobody" in said


def test_no_budget_of_the_frontier_does_worse_than_a_smaller_one(tmp_path):
    rules = "[[rule]]\nkind = 'at_most'\ncolumn = 'industry'\ncount = 1\n"
    chapter = Chapter(tmp_path, [6] * 12, n_new=4, rules=rules)
    chapter.home = dict(zip(chapter.ids, sorted(chapter.home.values()), strict=False))
    trades = [chapter.ids[k] for k in range(0, 72, 7)]
    for who, group in zip(trades, ["F01", "F01", "F02", "F02", "F03"], strict=False):
        chapter.home[who] = group
    chapter.seat({})
    chapter.form()

    points = chapter.document["frontier"]
    lacks = [(point["n_broken"], point["n_unplaced"]) for point in points]
    assert lacks == sorted(lacks, reverse=True)


def test_a_budget_beyond_all_bounds_is_no_bound(tmp_path):
    chapter = Chapter(tmp_path, [6, 6], n_new=1)
    chapter.form("--max-moves", str(10**30))

    assert len(chapter.groups) == 13


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "@SUM(A1)", "-2"])
def test_a_group_that_a_spreadsheet_would_run_is_refused_with_its_line(tmp_path, name):
    chapter = Chapter(tmp_path, [6, 6], n_new=1)
    chapter.seat({}, extra=[(chapter.ids[12], name, "no")])
    said = chapter.check(chapter.seating)

    assert said.exit_code == 1
    assert "line 14" in str(said.exception)
    assert "formula" in str(said.exception)
