import datetime as dt

import openpyxl
import pandas as pd
import pytest

from matcher.errors import RosterError
from matcher.roster.read import read_roster


@pytest.fixture
def book():
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    book.active.append(["Members of 2026"])
    return book


def test_the_first_sheet_with_a_table_is_read_and_named(book, tmp_path):
    sheet = book.create_sheet("People")
    sheet.append([])
    sheet.append(["id", "name", "revenue", "joined", "zip"])
    sheet.append([1, "Ann Lee", 1.5e6, dt.date(2020, 1, 2), "02139"])
    sheet.append([None] * 5)
    sheet.append([2, "Bo Ek", 0.1, dt.date(2021, 3, 4), None])
    book.create_sheet("Notes").append(["x"])
    book.save(tmp_path / "people.xlsx")

    roster = read_roster(tmp_path / "people.xlsx")

    assert roster.leader_ids == ("1", "2")
    assert roster.lines.tolist() == [3, 5]
    assert roster.table["revenue"].tolist() == [1.5e6, 0.1]
    assert roster.table["joined_at"].dt.year.tolist() == [2020, 2021]
    assert roster.table["zip"].iloc[0] == "02139"
    assert roster.report.format == "Excel"
    assert "Read sheet 'People', one of 3." in roster.report.remarks


@pytest.fixture
def two_rosters(book, tmp_path):
    for title, name in (("Members", "Ann Lee"), ("Alumni", "Bo Ek")):
        sheet = book.create_sheet(title)
        sheet.append(["id", "name"])
        sheet.append([title[0], name])
    path = tmp_path / "people.xlsx"
    book.save(path)
    return path


def test_a_sheet_can_be_chosen(two_rosters):
    first, chosen = read_roster(two_rosters), read_roster(two_rosters, sheet="alumni ")

    assert first.leader_ids == ("M",)
    assert chosen.leader_ids == ("A",)
    assert "Read sheet 'Alumni'." in chosen.report.remarks
    assert (
        "Read sheet 'Members', one of 3; not read, though there is a table too: "
        "'Alumni'. Choose with --sheet."
    ) in first.report.remarks


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("Almuni", "people.xlsx has no sheet 'Almuni'; it has 'Cover', 'Members', 'Al"),
        ("Cover", "people.xlsx: sheet 'Cover' has no header with a row below it."),
    ],
)
def test_a_sheet_that_is_not_there_gets_one_line(two_rosters, sheet, said):
    with pytest.raises(RosterError, match=said):
        read_roster(two_rosters, sheet=sheet)


def test_a_text_has_no_sheets(tmp_path):
    (tmp_path / "people.csv").write_text("id,name\n1,Ann\n")

    with pytest.raises(RosterError, match="no workbook"):
        read_roster(tmp_path / "people.csv", sheet="Members")


def test_a_workbook_without_a_table_gets_one_line(book, tmp_path):
    book.save(tmp_path / "people.xlsx")

    with pytest.raises(RosterError, match="no sheet"):
        read_roster(tmp_path / "people.xlsx")


def test_a_stray_cell_at_the_end_of_the_world_does_not_eat_the_memory(book, tmp_path):
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "people.xlsx")

    with pytest.raises(RosterError, match="stray cells"):
        read_roster(tmp_path / "people.xlsx")


def test_parquet_is_read_as_text_first(tmp_path):
    frame = pd.DataFrame(
        {
            "id": ["007", "008"],
            "name": ["None", "Bo Ek"],
            "country": pd.Categorical(["NA", "NO"]),
            "employees": [5.0, None],
            "tags": [["a", "b"], []],
            "joined": pd.to_datetime(["2020-01-02", None]),
            "active": [True, False],
        }
    )
    frame.to_parquet(tmp_path / "people.parquet")

    roster = read_roster(tmp_path / "people.parquet")

    assert roster.leader_ids == ("007", "008")
    assert roster.table["name"].iloc[0] == "None"
    assert roster.table["country"].iloc[0] == "NA"
    assert roster.table["employees"].tolist()[0] == 5.0
    assert roster.table["challenges"].iloc[0] == "a; b"
    assert roster.table["joined_at"].iloc[0] == pd.Timestamp("2020-01-02")
    assert roster.lines.tolist() == [1, 2]


def test_a_parquet_file_that_repeats_a_long_text_is_no_roster(tmp_path):
    """A few kilobytes that would become a hundred megabytes."""
    path = tmp_path / "people.parquet"
    ids = [str(number) for number in range(20_000)]
    frame = pd.DataFrame({"leader_id": ids, "name": ["x" * 5_000] * len(ids)})
    frame.to_parquet(path)
    assert path.stat().st_size < 1 << 20

    with pytest.raises(RosterError, match="unpacks to more than"):
        read_roster(path)


def test_empty_parquet_gets_one_line(tmp_path):
    pd.DataFrame({"id": []}).to_parquet(tmp_path / "people.parquet")

    with pytest.raises(RosterError, match="no rows"):
        read_roster(tmp_path / "people.parquet")
