"""Relations are read whole: what cannot be used is named by its line, not its text."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import RelationsError
from matcher.roster.read import read_roster
from matcher.roster.records import LineProblem
from matcher.roster.relations import Relations, read_relations


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    rows = "\n".join(f"L{i},Leader {i}" for i in range(1, 7))
    path.write_text(f"leader_id,name\n{rows}\n", encoding="utf-8")
    return read_roster(path)


@pytest.fixture
def read(tmp_path, roster):
    def _read(text, encoding="utf-8"):
        path = tmp_path / "relations.csv"
        path.write_bytes(text.encode(encoding))
        return read_relations(path, roster)

    return _read


HEADER = "leader_id,other_id,kind,level,until,source\n"


def test_pairs_are_rows_of_the_roster_smaller_first_and_once(read):
    relations = read(HEADER + "L3,L1,competitor,no,,\nL1,L3,competitor,ask,,\n")

    assert relations.pairs("competitor").tolist() == [[0, 2]]
    assert relations.pairs("family").shape == (0, 2)
    assert relations.kinds == ("competitor",)
    assert not relations.problems


def test_a_level_takes_what_is_at_least_as_strict(read):
    relations = read(
        HEADER
        + "L1,L2,competitor,ask,,\nL1,L3,competitor,no,,\n"
        + "L1,L4,competitor,fine,,\nL1,L5,competitor,,,\n"
    )

    assert relations.pairs("competitor", level="ask").tolist() == [
        [0, 1],
        [0, 2],
        [0, 4],
    ]
    assert relations.pairs("competitor", level="no").tolist() == [[0, 2], [0, 4]]


def test_a_relation_counts_through_its_last_day(read):
    relations = read(HEADER + "L1,L2,conflict,no,2026-03-31,\n")

    assert len(relations.pairs("conflict", as_of=date(2026, 3, 31))) == 1
    assert len(relations.pairs("conflict", as_of=date(2026, 4, 1))) == 0
    assert len(relations.pairs("conflict")) == 1
    assert relations.n_ended("conflict", date(2026, 4, 1)) == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("L1,L9,competitor,no,,", 'other_id "L9" is not in the roster'),
        ("L1,,competitor,no,,", "other_id is blank"),
        ("L1,L1,competitor,no,,", "with themselves"),
        ("L1,L2,competitors,no,,", 'did you mean "competitor"'),
        ("L1,L2,,no,,", "blank kind"),
        ("L1,L2,conflict,perhaps,,", "unknown level"),
        ("L1,L2,conflict,no,31/12/2026,", "until is no date"),
        ("L1,L2,conflict,no,2026-02-30,", "until is no date"),
        ("L1,L2,conflict,no,,x,y", "7 cells where the header has 6"),
        ("L4,L5,knows,,,", "repeats line 2"),
        ("L5,L6,conflict,ask,,", "another level than line 3"),
    ],
)
def test_every_line_that_does_not_fit_is_named(read, line, said):
    relations = read(f"{HEADER}L4,L5,knows,,,\nL5,L6,conflict,no,,\n{line}\n")

    assert [problem.line for problem in relations.problems] == [4]
    assert said in relations.problems[0].what
    assert relations.problems[0].what[-1] not in ".?"  # whoever shows it adds one


def test_no_private_cell_is_repeated(read):
    reason = "sued her brother in 2019"

    relations = read(
        f"{HEADER}L1,L2,{reason},no,,\nL1,L2,conflict,{reason},{reason},{reason}\n"
        f"{reason},L2,conflict,no,,\nL1,L2,conflict,ask,,{reason}\n"
    )

    assert len(relations.problems) == 5
    assert not any("sued" in problem.sentence() for problem in relations.problems)


@pytest.mark.parametrize(
    "told", ["ann.lee@harbor.example", "ann7@harbor.example", "John_Smith", "Müller"]
)
def test_what_may_be_a_name_is_not_repeated(read, told):
    problem = read(f"{HEADER}{told},L2,conflict,no,,\n").problems[0].sentence()

    assert told not in problem
    assert problem.startswith("line 2: leader_id ")
    assert "is not in the roster" in problem


def test_the_stricter_level_counts_only_while_it_lasts(read):
    relations = read(
        f"{HEADER}L1,L2,competitor,no,2026-01-31,\nL1,L2,competitor,ask,,\n"
    )

    assert "while it lasts" in relations.problems[0].what
    after = date(2026, 2, 1)
    assert len(relations.pairs("competitor", as_of=after, level="no")) == 0
    assert len(relations.pairs("competitor", as_of=after)) == 1


def test_a_stricter_level_elsewhere_wins(read):
    relations = read(HEADER + "L1,L2,conflict,ask,,\nL1,L2,conflict,no,,\n")

    assert relations.pairs("conflict", level="no").tolist() == [[0, 1]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiter_and_encoding_do_not_matter(read, delimiter, encoding):
    text = "Leader ID,Other-ID,KIND,source\r\nL1,L2,Family,café\r\n"

    relations = read(text.replace(",", delimiter), encoding)

    assert relations.pairs("family").tolist() == [[0, 1]]


def test_lines_are_counted_through_line_breaks_in_cells(read):
    relations = read(
        'leader_id,other_id,kind,source\nL1,L2,knows,"a\nb"\n\nL1,L9,knows,\n'
    )

    assert [problem.line for problem in relations.problems] == [5]


def test_a_quote_that_never_ends_is_named_by_its_line(read):
    relations = read('leader_id,other_id,kind\nL1,L2,knows\nL1,L3,"knows\n')

    assert len(relations) == 1
    assert [problem.line for problem in relations.problems] == [3]


def test_a_workbook_is_read_like_a_text(tmp_path, roster):
    path = tmp_path / "relations.xlsx"
    rows = {"leader_id": ["L1", "L1"], "other_id": ["L2", "L9"], "kind": ["knows"] * 2}
    pd.DataFrame(rows).to_excel(path, index=False)

    relations = read_relations(path, roster)

    assert relations.pairs("knows").tolist() == [[0, 1]]
    assert len(relations.problems) == 1


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_header_alone_holds_no_relations(read, ending):
    assert len(read(HEADER.strip() + ending)) == 0
    assert len(Relations()) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"leader_id,other_id\nL1,L2\n", '"kind"'),
        (b"leader_id,othr_id,kind\nL1,L2,knows\n", '"othr_id" comes near'),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "a picture"),
    ],
)
def test_what_is_no_relations_file_is_refused_in_one_line(
    tmp_path, roster, content, said
):
    path = tmp_path / "relations.csv"
    path.write_bytes(content)

    with pytest.raises(RelationsError, match=said) as caught:
        read_relations(path, roster)

    assert "\n" not in str(caught.value)


def test_a_missing_file_or_a_folder_is_refused(tmp_path, roster):
    with pytest.raises(RelationsError, match="There is no file"):
        read_relations(tmp_path / "absent.csv", roster)
    with pytest.raises(RelationsError, match="folder"):
        read_relations(tmp_path, roster)


@given(st.binary(max_size=80))
@settings(max_examples=60)
def test_any_file_gives_relations_or_one_line(tmp_path_factory, roster, content):
    path = tmp_path_factory.mktemp("hostile") / "relations.csv"
    path.write_bytes(b"leader_id,other_id,kind\n" + content)

    try:
        found = read_relations(path, roster).problems
    except RelationsError as error:
        found = (LineProblem(1, str(error)),)

    assert all("\n" not in problem.sentence() for problem in found)
