"""The sample chapter is the same for a seed and reads like a real one."""

import csv
import io
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from matcher.program.read import load_program
from matcher.roster.memberships import read_memberships
from matcher.roster.read import read_roster
from matcher.roster.relations import KINDS, read_relations
from matcher.roster.sample import make_sample, write_sample
from matcher.roster.seating import read_seating
from matcher.roster.surveys import read_surveys

EXAMPLES = Path(__file__).parents[3] / "examples"
FILES = (
    *("roster.csv", "relations.csv", "groups.csv", "program.toml"),
    *("surveys.csv", "memberships.csv"),
)


@pytest.fixture(scope="module")
def sample():
    return make_sample()


@pytest.fixture(scope="module")
def rows(sample):
    return list(csv.DictReader(io.StringIO(sample.roster)))


@pytest.fixture(scope="module")
def folder(sample, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(sample, folder)
    return folder


@pytest.fixture(scope="module")
def roster(folder):
    return read_roster(folder / "roster.csv")


@pytest.mark.parametrize("name", FILES)
def test_the_examples_are_what_the_seed_makes(folder, name):
    assert (EXAMPLES / name).read_bytes() == (folder / name).read_bytes()


def test_another_seed_makes_another_chapter(sample):
    assert make_sample(7).roster != sample.roster
    assert make_sample(7, n_leaders=60) == make_sample(7, n_leaders=60)


def test_a_handful_is_no_chapter():
    with pytest.raises(ValueError, match="at least 40"):
        make_sample(n_leaders=5)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("n_leaders", [40, 120, 400])
def test_any_size_can_be_made(seed, n_leaders):
    sample = make_sample(seed, n_leaders=n_leaders)

    assert sample.roster.count("\nL-") == n_leaders + 1
    assert "{" not in sample.roster


def test_the_files_are_small(folder):
    assert all((folder / name).stat().st_size < 300_000 for name in FILES)


def test_names_are_unique_but_for_the_person_who_is_there_twice(rows):
    names = Counter(row["name"] for row in rows)

    assert len(rows) >= 240
    assert sorted(names.values())[-2:] == [1, 2]


def sentences(rows):
    texts = [row["challenges"].split("; ")[0] for row in rows[:-1]]
    return [s for text in texts for s in re.split(r"(?<=[.?]) ", text) if len(s) > 25]


def test_texts_are_not_templated(rows):
    """With names and figures blanked, most of what is said is said once or twice."""
    said = sentences(rows)

    patterns = Counter(re.sub(r"\$?\d[\d.,M]*", "#", sentence) for sentence in said)

    assert len(patterns) >= 240
    assert max(patterns.values()) <= 8
    assert sum(count for count in patterns.values() if count <= 3) > 0.6 * len(said)


def test_nobody_says_word_for_word_what_another_says(rows):
    texts = Counter(
        row["challenges"] for row in rows[:-1] if row["challenges"].count(".") > 1
    )

    assert set(texts.values()) == {1}


def test_the_reader_takes_it_with_its_flaws(roster, rows):
    revenue = roster.table["revenue"]

    assert len(roster) == len(rows)
    assert 4 <= revenue.isna().sum() <= 8
    assert revenue.min() >= 1e6
    assert revenue.max() <= 3e8
    assert any(row["revenue"].endswith("Million") for row in rows)
    assert len(roster.report.duplicates) == 1
    assert roster.table["latitude"].between(38, 48).all()


def test_relations_are_of_every_kind_and_name_one_who_left(folder, roster):
    relations = read_relations(folder / "relations.csv", roster)

    assert relations.kinds == KINDS
    assert len(relations.problems) == 1
    assert "not in the roster" in relations.problems[0].what
    assert relations.n_ended("competitor", date(2026, 10, 1)) > 0


def test_most_sit_in_groups_and_newcomers_do_not(folder, roster):
    seating = read_seating(folder / "groups.csv", roster)
    sizes = Counter(seating.labels[seating.labels >= 0].tolist())

    assert not seating.problems
    assert len(roster) - seating.n_seated >= 10
    assert all(8 <= size <= 12 for size in sizes.values())
    assert 0 < seating.locked.sum() < 30
    assert roster.table["group"].notna().sum() == seating.n_seated


def test_the_program_is_one(folder):
    program = load_program(folder / "program.toml")

    assert program.preset == "core"
    assert "preset" in tomllib.loads((folder / "program.toml").read_text("utf-8"))


def test_most_answered_the_surveys_and_every_answer_can_be_used(folder, roster):
    surveys = read_surveys(folder / "surveys.csv", roster)

    assert not surveys.problems
    assert [q.topic for q in surveys.questions] == [
        *("Hiring", "Business climate", "AI", "Growth"),
    ]
    assert all(q.rows.size > 0.6 * len(roster) for q in surveys.questions)


def test_teams_can_meet_and_nobody_is_in_two(folder, roster):
    memberships = read_memberships(folder / "memberships.csv", roster)
    slots = roster.table["slots"].fillna("")

    assert not memberships.problems
    assert len({m.row for m in memberships.items}) == len(memberships.items)
    for m in memberships.items:
        open_slots = slots.iloc[m.row].split("; ")
        assert m.way == "optimize"
        assert open_slots == [""] or m.slots[0] in open_slots  # blanks are a flaw
    assert any(m.end < date(2026, 10, 1) for m in memberships.items)
