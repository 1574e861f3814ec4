"""Introductions asked for: what is read, and what is reported by line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import IntroductionsError
from matcher.roster.introductions import Introduction, read_introductions
from matcher.roster.read import read_roster

HEADER = "asker_id,asked_id,asked_at,outcome,through"
DAY = date(2026, 10, 2)


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    path = tmp_path_factory.mktemp("introductions") / "roster.csv"
    rows = [f"L-{k},Leader {k},Firm {k}" for k in range(9)]
    path.write_text("leader_id,name,company\n" + "\n".join(rows) + "\n")
    return read_roster(path)


def read(tmp_path, roster, *lines, header=HEADER, **how):
    path = tmp_path / "introductions.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    return read_introductions(path, roster, **how)


def told(found):
    return {problem.line: problem.what for problem in found.problems}


@pytest.mark.parametrize(
    ("cell", "accepted"),
    [
        ("accepted", True),
        ("Yes", True),
        ("DECLINED", False),
        ("no", False),
        ("", None),
        ("pending", None),
    ],
)
def test_what_came_of_a_request_is_read(tmp_path, roster, cell, accepted):
    found = read(tmp_path, roster, f"L-1,L-2,2026-10-02,{cell},L-3; L-4")

    assert found.items == (Introduction("L-1", "L-2", DAY, accepted, ("L-3", "L-4")),)
    assert not found.problems


def test_other_headers_and_no_further_columns_serve(tmp_path, roster):
    found = read(tmp_path, roster, "L-1;L-2;02.10.2026", header="leader;other;date")

    assert found.items == (Introduction("L-1", "L-2", DAY),)


def test_each_line_that_is_not_used_is_reported(tmp_path, roster):
    lines = [
        ",L-2,2026-10-02,,",
        "L-1,,2026-10-02,,",
        "L-1,L-2,,,",
        "L-1,L-2,soon,,",
        "L-1,L-1,2026-10-02,,",
        "L-1,L-2,2026-10-03,,",
        "L-77,L-88,2026-10-02,,",
    ]

    found = read(tmp_path, roster, *lines, as_of=DAY)

    assert not found.items
    assert sorted(told(found)) == [2, 3, 4, 5, 6, 7, 8]
    assert all(what.endswith("not used") for what in told(found).values())


def test_what_is_used_otherwise_than_it_stands_is_reported(tmp_path, roster):
    lines = [
        "L-1,L-2,2026-10-02,maybe,",
        "L-1,L-3,2026-10-02,yes,L-99;L-3;L-4",
        "L-88,L-4,2026-10-02,yes,",
    ]

    found = read(tmp_path, roster, *lines)

    assert [item.accepted for item in found.items] == [None, True, True]
    assert [item.through for item in found.items] == [(), ("L-4",), ()]
    assert sorted(told(found)) == [2, 3, 4]
    assert "counts for the others" in told(found)[4]


def test_the_same_request_of_a_day_counts_once_as_it_ended(tmp_path, roster):
    lines = ["L-1,L-2,2026-10-02,,", "L-1,L-2,2026-10-02,yes,L-3"]

    found = read(tmp_path, roster, *lines, "L-2,L-1,2026-10-02,,")

    assert [item.accepted for item in found.items] == [True, None]
    assert list(told(found)) == [3]


def test_no_report_tells_who_asked_whom_or_what_may_be_a_name(tmp_path, roster):
    lines = ["Ann Lee,L-2,2026-10-02,,", "L-1,bo@x.example,2026-10-02,never her,"]

    found = read(tmp_path, roster, *lines)

    whole = " ".join(told(found).values())
    assert not any(word in whole for word in ("Ann", "L-1", "L-2", "bo@", "never her"))


def test_of_very_many_strangers_the_number_is_told(tmp_path, roster):
    lines = [f"X-{k},L-1,2026-10-02,," for k in range(50)]

    found = read(tmp_path, roster, *lines)

    assert len(found.items) == 50
    assert len(found.problems) == 21
    assert "30 more lines" in found.problems[-1].what


@pytest.mark.parametrize("column", ["asker_id", "asked_id", "asked_at"])
def test_a_missing_column_is_named(tmp_path, roster, column):
    header = HEADER.replace(f"{column},", "")

    with pytest.raises(IntroductionsError, match=column):
        read(tmp_path, roster, "L-1,2026-10-02", header=header)


@given(
    lines=st.lists(
        st.tuples(
            st.sampled_from(["L-1", "L-2", "L-77", "", "Bo Ek"]),
            st.sampled_from(["L-1", "L-2", "L-77", "", "\ufffd"]),
            st.sampled_from(["2026-10-02", "", "2026-13-40", "0"]),
            st.text("yesno acpt;\u00e9", max_size=9),
            st.sampled_from(["", "L-3", "L-1;L-99", ";;"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_line_is_either_an_introduction_or_reported(
    tmp_path_factory, roster, lines
):
    rows = [",".join(f'"{cell}"' for cell in line) for line in lines]

    found = read(tmp_path_factory.mktemp("lines"), roster, *rows, as_of=DAY)

    n_full = sum(any(cell.strip() for cell in line) for line in lines)
    assert len(found.items) + len(found.problems) >= n_full
    assert all(item.on <= DAY for item in found.items)
    assert all(item.asker != item.asked for item in found.items)
