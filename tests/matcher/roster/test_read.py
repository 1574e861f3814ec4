"""Whole files, most of them hostile, through the front door of reading."""

import gzip
import io
import zipfile

import numpy as np
import pandas as pd
import pytest

from matcher.errors import RosterError
from matcher.roster.read import read_roster


@pytest.fixture
def read(tmp_path):
    def read_bytes(content, *, name="roster.csv", mapping=None, **options):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if mapping is not None and "=" in mapping:
            (tmp_path / "map.toml").write_text(mapping, encoding="utf-8")
            mapping = tmp_path / "map.toml"
        return read_roster(path, mapping=mapping, **options)

    return read_bytes


def repairs(roster):
    return {(r.column, r.what): (r.count, r.lines) for r in roster.report.repairs}


def refusals(roster):
    return {r.line: r.reason for r in roster.report.refused}


def canonical(roster):
    return {u.canonical: u.source for u in roster.report.columns if u.canonical}


PEOPLE = "id,name,city\n000001,Ann Lee,Oslo\n000002,Bo Ek,Umeå\n"


def test_zeros_before_an_id_stay(read):
    assert read(PEOPLE).leader_ids == ("000001", "000002")


def test_a_roster_knows_where_it_comes_from(read):
    roster = read(PEOPLE)

    assert roster.source == "roster.csv"
    assert len(roster.sha256) == 64
    assert roster.lines.tolist() == [2, 3]
    assert not roster.lines.flags.writeable


def test_namibia_and_people_called_none_or_null_are_no_blanks(read):
    roster = read(
        "id,name,country,company\n1,None,NA,Nan\n2,Jo Null,NO,NULL\n3,Nan Li,NA,None\n"
    )

    assert roster.table["name"].tolist() == ["None", "Jo Null", "Nan Li"]
    assert roster.table["country"].tolist() == ["NA", "NO", "NA"]
    assert roster.table["company"].tolist() == ["Nan", "NULL", "None"]


def test_table_has_the_promised_types(read):
    roster = read(
        "id,name,revenue,employees,joined_at,consent_research,challenges,shoe,note\n"
        "1,Ann Lee,5,,2020-01-02,yes,a|b,41,x\n2,Bo Ek,,7,,no,,42.5,\n"
    )

    types = roster.table.dtypes.astype(str).to_dict()
    assert isinstance(roster.table.index, pd.RangeIndex)
    assert types.pop("joined_at").startswith("datetime64")
    assert types == {
        "leader_id": "str",
        "name": "str",
        "revenue": "float64",
        "employees": "float64",
        "challenges": "str",
        "consent_research": "boolean",
        "shoe": "float64",
        "note": "str",
    }
    assert roster.table["note"].isna().tolist() == [False, True]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_recognised(read, delimiter):
    roster = read(PEOPLE.replace(",", delimiter))

    assert list(roster.table) == ["leader_id", "name", "city"]


def test_semicolons_win_over_the_commas_of_decimals(read):
    roster = read("id;name;revenue;growth\n1;Ann Lee;1,5;2,5\n2;Bo Ek;2,25;3,5\n")

    assert roster.report.delimiter == "semicolon"
    assert roster.table["revenue"].tolist() == [1.5, 2.25]


def test_a_delimiter_hint_for_spreadsheets_is_understood(read):
    assert read("sep=;\nid;name\n1;Ann Lee\n").lines.tolist() == [3]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_in_any_form(read, encoding):
    assert read(PEOPLE.encode(encoding)).table["city"].tolist() == ["Oslo", "Umeå"]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac-roman"])
def test_western_bytes_are_recognised(read, encoding):
    text = "id,name,city\n1,José Núñez,Besançon\n2,Zoë Müller,Zürich\n3,Åsa Öst,Malmö\n"

    roster = read(text.encode(encoding))

    assert roster.table["city"].tolist() == ["Besançon", "Zürich", "Malmö"]
    assert roster.report.encoding in {"cp1252", "latin-1", "mac-roman"}


def test_one_line_of_another_encoding_is_repaired_and_named(read):
    content = "id,name\n1,Åsa Öst\n2,Ünal Özil\n".encode() + b"3,Jos\xe9 Diaz\n"

    roster = read(content)

    assert roster.table["name"].tolist()[2] == "José Diaz"
    assert repairs(roster)["", "line in cp1252 in the middle of UTF-8"] == (1, (4,))


def test_entities_and_mojibake_are_put_right_and_reported(read):
    roster = read(
        "id,name,company\n1,Ann Lee,Lowe&#8217;s\n2,Bo Ek,AT&amp;T\n"
        "3,Cy Poe,â€œHalâ€\x9d SÃ£o\n4,Di Roe,R&D; Co\n"
    )

    assert roster.table["company"].tolist() == [
        "Lowe\u2019s",
        "AT&T",
        "“Hal” São",
        "R&D; Co",
    ]
    assert repairs(roster)["company", "HTML entities decoded"] == (2, (2, 3))
    assert ("company", "wrongly decoded characters put right") in repairs(roster)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\r\r\n"])
def test_line_ends_of_any_kind(read, end):
    roster = read(PEOPLE.replace("\n", end).encode())

    assert roster.lines.tolist() == [2, 3]
    assert roster.table["city"].tolist() == ["Oslo", "Umeå"]


def test_mixed_line_ends(read):
    roster = read(b"id,name\r\n1,Ann Lee\n2,Bo Ek\r3,Cy Poe\r\n")

    assert roster.lines.tolist() == [2, 3, 4]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_stay_true_below_cells_with_line_breaks(read, end):
    text = 'id,name,bio\n1,Ann Lee,"two\nlines ""quoted"""\n\n2,Bo Ek,x\n3,Cy Poe,y\n'

    roster = read(text.replace("\n", end).encode())

    assert roster.lines.tolist() == [2, 5, 6]
    assert refusals(roster) == {4: "blank line"}
    assert roster.table["challenges"].iloc[0] == 'two\nlines "quoted"'


def test_unquoted_commas_cost_their_row_and_say_so(read):
    roster = read("id,name,city\n1,Ann Lee,Oslo\n2,Ek, Bo,Umeå\n3,Cy Poe,Rome\n")

    assert roster.leader_ids == ("1", "3")
    assert "4 cells where the header has 3" in refusals(roster)[3]
    assert roster.report.n_rows == 3


def test_short_rows_are_filled_when_most_of_them_is_there(read):
    roster = read("id,name,city,state\n1,Ann Lee,Oslo\n2\n3,Cy Poe,Rome,IT\n")

    assert roster.leader_ids == ("1", "3")
    assert repairs(roster)["", "short row filled with blanks at its end"] == (1, (2,))
    assert "only 1 cell" in refusals(roster)[3]


def test_surplus_blank_cells_are_dropped(read):
    roster = read("id,name\n1,Ann Lee,,\n2,Bo Ek\n")

    assert len(roster) == 2
    assert roster.report.repairs[0].lines == (2,)


def test_a_row_broken_by_a_bare_line_break_is_refused_not_guessed(read):
    roster = read(
        "id,name,city,note,state\n1,Ann Lee,Oslo,two\nlines,NO\n2,Bo Ek,Umeå,x,SE\n"
    )

    assert roster.leader_ids == ("2",)
    assert set(refusals(roster)) == {2, 3}
    assert "line break" in refusals(roster)[2]


def test_a_quotation_mark_left_open_costs_one_line(read):
    roster = read(
        'id,name,city,state\n1,"Ann Lee,Oslo,NO\n2,Bo Ek,Umeå,SE\n3,"Poe, Cy",Rome,IT\n'
        "4,Di Roe,Bonn,DE\n"
    )

    assert roster.leader_ids == ("2", "3", "4")
    assert "never closed" in refusals(roster)[2]


def test_a_quotation_mark_never_closed_to_the_end_of_the_file(read):
    roster = read('id,name,city\n1,Ann Lee,Oslo\n2,"Bo Ek,Umeå\n3,Cy Poe,Rome\n')

    assert roster.leader_ids == ("1", "3")


def test_inches_are_no_quotation_marks(read):
    roster = read(
        'id,name,product\n1,Ann Lee,12" pipe\n2,Bo Ek,6" nail\n3,Cy Poe,rod\n'
    )

    assert roster.table["product"].tolist() == ['12" pipe', '6" nail', "rod"]


def test_a_cell_that_swallows_rows_is_caught(read):
    roster = read(
        'id,name,city,state\n1,"Ann Lee,Oslo,NO\n2,Bo Ek",Umeå,SE\n3,Cy Poe,Rome,IT\n'
    )

    assert "1" not in roster.leader_ids
    assert roster.leader_ids[-1] == "3"
    assert roster.report.n_read + roster.report.n_refused == roster.report.n_rows


def test_blank_rows_totals_and_repeated_headers_are_refused(read):
    roster = read(
        "id,name,revenue\n1,Ann Lee,5\n,,\nid,name,revenue\n2,Bo Ek,6\n"
        ",Grand Total,11\n"
    )

    assert roster.leader_ids == ("1", "2")
    assert refusals(roster) == {
        3: "blank row",
        4: "the header again",
        6: "a total, not a leader",
    }
    assert roster.report.n_rows == 5


def test_a_company_called_total_is_no_total(read):
    roster = read("id,company,name,city\n1,Acme,Ann Lee,Oslo\n2,Total,Bo Ek,Paris\n")

    assert len(roster) == 2


def test_titles_above_the_header_are_skipped_and_reported(read):
    roster = read("Members 2026\n\nid,name,city\n1,Ann Lee,Oslo\n")

    assert roster.lines.tolist() == [4]
    assert "line 3" in roster.report.remarks[0]


def test_a_footer_of_an_export_is_refused(read):
    roster = read(PEOPLE + '\n"Copyright (c) 2026"\n"Confidential"\n')

    assert len(roster) == 2
    assert {5, 6} <= set(refusals(roster))


def test_an_id_twice_keeps_the_first_and_names_its_line(read):
    roster = read("id,name\n7,Ann Lee\n8,Bo Ek\n7,Ann Lee\n8,Bo Other\n")

    assert roster.leader_ids == ("7", "8")
    assert "line 2, in an identical row" in refusals(roster)[4]
    assert "line 3, in a different row" in refusals(roster)[5]


def test_a_blank_id_is_made_from_the_row(read):
    roster = read("member id,name\n7,Ann Lee\n,Bo Ek\n")

    assert roster.leader_ids == ("7", "row-2")
    assert repairs(roster)["leader_id", "blank: made from the number of the row"][
        1
    ] == (3,)


def test_row_ids_count_refused_rows_too(read):
    roster = read("name,city\nAnn Lee,Oslo\nEk, Bo,Umeå\n\nCy Poe,Rome\n")

    assert roster.leader_ids == ("row-1", "row-3")


def test_decimals_of_whole_ids_are_dropped(read):
    roster = read("id,name,company_id\n1.0,Ann Lee,12.0\n2.0,Bo Ek,\n")

    assert roster.leader_ids == ("1", "2")
    assert roster.table["company_id"].tolist()[0] == "12"


def test_a_company_id_is_never_the_leader_id(read):
    roster = read("company_id,Account ID,name\n1,9,Ann Lee\n2,8,Bo Ek\n")

    assert roster.leader_ids == ("row-1", "row-2")


def test_an_id_that_repeats_is_no_leader_id(read):
    roster = read(
        "id,name\n" + "".join(f"{i % 3},Ann Lee{'x' * i}\n" for i in range(20))
    )

    assert roster.leader_ids[0] == "row-1"
    assert len(roster) == 20


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("\n \n\t\n", "is empty"),
        ("id,name\n", "no rows"),
        ("id,name\n\n\n", "no rows"),
        ("id,name\n,\n,\n", "only blank rows"),
        (bytes(range(256)) * 40, "binary"),
        (b"%PDF-1.7\nabc", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
        ("<html><table><tr><td>id</td></tr></table></html>", "web page"),
        ('[{"id": 1, "name": "x"}]', "JSON"),
        ("a,b\n1,2\n", "no column holds an id"),
        ("rank,city\n1,Oslo\n2,Rome\n", '"@line"'),
        ("1,2,3\n4,5,6\n", "no header"),
        ("x@y.org,Ann\nz@y.org,Bo\n", "no header"),
        (b"\x1f\x8b\x08\x00garbage", "gzip packing"),
        (b"PK\x03\x04garbage", "damaged"),
        (b"PAR1garbagePAR1", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "cannot be opened"),
    ],
)
def test_what_is_no_roster_gets_one_line(read, content, words):
    with pytest.raises(RosterError, match=words) as caught:
        read(content)

    assert "\n" not in str(caught.value)


def test_missing_files_and_folders_get_one_line(tmp_path):
    with pytest.raises(RosterError, match="no file"):
        read_roster(tmp_path / "nothing.csv")
    with pytest.raises(RosterError, match="folder"):
        read_roster(tmp_path)
    with pytest.raises(RosterError, match="cannot be read"):
        read_roster("bad\0name.csv")


def test_gzip_and_zip_are_unpacked(read):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("__MACOSX/._roster.csv", "junk")
        archive.writestr("roster.csv", PEOPLE)

    assert len(read(gzip.compress(PEOPLE.encode()), name="r.csv.gz")) == 2
    assert len(read(packed.getvalue(), name="r.zip")) == 2
    assert read(packed.getvalue()).report.format == "delimited text, zip"


def test_bombs_are_refused(read):
    with pytest.raises(RosterError, match="unpacks to more"):
        read(gzip.compress(bytes(200 << 20)))


def test_a_cut_gzip_file_is_named_as_such(read):
    with pytest.raises(RosterError, match="cut short"):
        read(gzip.compress(PEOPLE.encode() * 100)[:-20])


def test_a_zip_of_several_files_is_refused(read):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", PEOPLE)
        archive.writestr("b.csv", PEOPLE)

    with pytest.raises(RosterError, match="packs 2 files"):
        read(packed.getvalue())


def test_impossible_measures_are_unknown_and_reported(read):
    roster = read(
        "id,name,employees,founded,revenue,latitude,longitude\n"
        "1,Ann Lee,0,0,0,91,10\n2,Bo Ek,-5,1492,-3,45,181\n3,Cy Poe,12,2999,8,1,2\n"
        "4,Di Roe,,,,,\n"
    )
    table = roster.table

    assert table["employees"].isna().tolist() == [True, True, False, True]
    assert table["founded"].isna().all()
    assert table["revenue"].fillna(-1).tolist() == [0, -1, 8, -1]
    assert table["latitude"].isna().tolist() == [True, False, False, True]
    done = repairs(roster)
    assert done["employees", "0: unknown"] == (1, (2,))
    assert done["employees", "negative: unknown"] == (1, (3,))
    assert done["revenue", "negative: unknown"] == (1, (3,))
    assert done["founded", "in the future: unknown"] == (1, (4,))


def test_the_future_begins_after_the_day_that_is_given(read):
    text = "id,name,founded\n1,Ann Lee,2031\n"

    assert read(text).table["founded"].tolist() == [2031]
    day = pd.Timestamp("2026-05-01").date()
    assert np.isnan(read(text, as_of=day).table["founded"].iloc[0])


def test_units_in_a_header_are_applied_and_reported(read):
    roster = read(
        "id,name,Revenue ($M)\n1,Ann Lee,1.5\n2,Bo Ek,20\n3,Cy Poe,3 billion\n"
    )

    assert roster.table["revenue"].tolist() == [1.5e6, 2e7, 3e9]
    assert any("millions" in remark for remark in roster.report.remarks)


def test_implausible_revenue_is_remarked_on_and_never_scaled(read):
    rows = "".join(f"{i},Ann Lee{'x' * i},{i},100\n" for i in range(1, 9))

    roster = read("id,name,revenue,employees\n" + rows)

    assert roster.table["revenue"].iloc[0] == 1.0
    assert any('unit = "millions"' in remark for remark in roster.report.remarks)


def test_mixed_currencies_are_reported_and_kept(read):
    text = "id,name,revenue\n1,Ann Lee,€100\n2,Bo Ek,£100\n3,Cy Poe,$100\n"

    roster = read(text)
    converted = read(
        text,
        mapping='revenue = {column = "revenue", currency = "USD"}\n[rates]\nEUR = 2\n'
        "GBP = 3\n",
    )

    assert roster.table["revenue"].tolist() == [100, 100, 100]
    assert any("EUR, GBP, USD" in remark for remark in roster.report.remarks)
    assert converted.table["revenue"].tolist() == [200, 300, 100]


def test_a_currency_column_is_heeded(read):
    text = "id,name,AnnualRevenue,CurrencyIsoCode\n1,Ann Lee,10,EUR\n2,Bo Ek,10,USD\n"

    assert any("EUR, USD" in remark for remark in read(text).report.remarks)
    converted = read(text, mapping="[rates]\nEUR = 2")
    assert converted.table["revenue"].tolist() == [20, 10]


def test_further_columns_keep_zip_codes_and_become_numbers_only_when_all_are(read):
    roster = read(
        "id,name,zip,score,mixed,serial\n1,A B,02139,1.5,3,007\n2,C D,10001,2,x,8\n"
    )

    types = roster.table.dtypes.astype(str)
    assert roster.table["zip"].tolist() == ["02139", "10001"]
    assert types[["score", "mixed", "serial"]].tolist() == ["float64", "str", "str"]


def test_a_further_column_cannot_pose_as_a_canonical_one(read):
    roster = read("id,name,revenue\n1,Ann Lee,none of yours\n2,Bo Ek,secret stuff\n")

    assert "revenue" not in roster.table
    assert "revenue (as in the file)" in roster.table


def test_headers_twice_or_blank_get_names(read):
    roster = read("id,name,,note,note\n1,Ann Lee,x,y,z\n")

    assert list(roster.table)[2:] == ["column 3", "note", "note (2)"]


def test_the_report_never_quotes_names_or_texts(read):
    roster = read(
        "id,name,email,challenges\n1,Secretname Person,s@p.org,\"['hush']\"\n"
        "2,Secretname Person,s@p.org,hush\n2,Secretname Person,s@p.org,hush\n"
        "3,Secretname,Person,x,y\n"
    )

    text = str(roster.report.to_dict()) + "\n".join(roster.report.to_lines())
    assert "Secretname" not in text
    assert "hush" not in text
    assert "s@p.org" not in text


def test_the_same_person_twice_is_flagged_on_the_strongest_ground(read):
    roster = read(
        "id,name,email,company\n1,Ann Lee,ann@x.org,Acme\n2,A. Lee,ANN@x.org,Acme\n"
        "3,Bo Ek,,Beta Inc.\n4,Dr. Bo Ek,,beta inc\n5,Cy Poe,,One\n6,Cy Poe,,Two\n"
    )

    grounds = {d.leader_ids: d.ground for d in roster.report.duplicates}
    assert len(roster) == 6
    assert grounds == {
        ("1", "2"): "same e-mail",
        ("3", "4"): "same name and company",
        ("5", "6"): "same name",
    }


def test_numbers_written_on_a_continent_are_decided_by_the_column(read):
    roster = read(
        "id;name;revenue\n1;Ann Lee;1.234\n2;Bo Ek;1.234.567,89\n3;Cy Poe;950\n"
    )

    assert roster.table["revenue"].tolist() == [1234, 1234567.89, 950]


def test_an_open_mark_is_decided_and_reported(read):
    roster = read("id,name,employees\n1,Ann Lee,1.234\n2,Bo Ek,2.500\n3,Cy Poe,95\n")

    assert roster.table["employees"].tolist() == [1234, 2500, 95]
    assert any("two ways" in remark for remark in roster.report.remarks)


def test_dates_are_decided_by_the_column(read):
    roster = read(
        "id,name,Join Date\n1,Ann Lee,03/04/2020\n2,Bo Ek,25/12/2019\n3,Cy P,?\n"
    )

    assert roster.table["joined_at"].dt.strftime("%Y-%m-%d").tolist()[:2] == [
        "2020-04-03",
        "2019-12-25",
    ]
    assert repairs(roster)["joined_at", "no date: unknown"][1] == (4,)


def test_progress_is_said_in_short_sentences(read):
    said = []

    read(PEOPLE, progress=said.append)

    assert said[0] == "Reading roster.csv"
    assert len(said) >= 3


def test_wide_and_single_column_files(read):
    wide = ",".join(["id", "name", *(f"c{i}" for i in range(2000))])
    roster = read(f"{wide}\n1,Ann Lee{',5' * 2000}\n")

    assert roster.table.shape == (1, 2002)
    assert read("email\na@b.org\nc@d.org\n").table["email"].tolist()[0] == "a@b.org"


def test_reading_is_the_same_twice(read):
    first, second = read(PEOPLE), read(PEOPLE)

    pd.testing.assert_frame_equal(first.table, second.table)
    assert first.report == second.report


def test_nulls_and_control_characters_are_dropped(read):
    roster = read(b"id,name\n1,Ann\x00 Lee\n2,Bo\x07 Ek\n" + b"3,Cy Poe\n" * 1)

    assert roster.table["name"].tolist() == ["Ann Lee", "Bo Ek", "Cy Poe"]
    assert any("NUL" in remark for remark in roster.report.remarks)


def test_years_as_column_names_are_a_header(read):
    assert "2021" in read("id,name,2021,2022\n1,Ann Lee,5,6\n").table


def test_a_blank_column_keeps_its_meaning(read):
    assert read("id,name,revenue\n1,Ann Lee,\n").table["revenue"].isna().all()


def test_formulas_that_protect_ids_are_unwrapped(read):
    roster = read('id,name\n"=""001""",Ann Lee\n"=""002""",Bo Ek\n')

    assert roster.leader_ids == ("001", "002")


def test_ids_that_a_spreadsheet_shortened_are_remarked_on(read):
    roster = read("id,name\n1.23E+11,Ann Lee\n1.24E+11,Bo Ek\n")

    assert any("shortened long ids" in remark for remark in roster.report.remarks)


def test_files_of_many_blocks_are_read_like_small_ones(read):
    rows = "".join(
        f"{i:06d},Leader Number{i % 29_000},Firm {i}\n" for i in range(30_000)
    )
    text = "id,name,company\n" + rows + "000005,Leader Number5,Firm 5\n"

    roster = read(text + "000006,Other Leader,Firm 6\n")

    assert len(roster) == 30_000
    assert "identical" in refusals(roster)[30_002]
    assert "different" in refusals(roster)[30_003]
    assert len(roster.report.duplicates) == 1_000


def test_a_cell_larger_than_a_block_is_read(read):
    roster = read(f'id,name,bio\n1,Ann Lee,"{"x" * 3_000_000}"\n2,Bo Ek,y\n')

    assert roster.table["bio"].str.len().tolist() == [3_000_000, 1]


@pytest.mark.parametrize(
    "text", ["Unknown", "NOT SPECIFIED", "TBA", "Prefer not to say", "keine Angabe"]
)
def test_one_list_says_what_is_no_answer(read, text):
    """Numbers, texts and lists take the same words for blanks; names take none."""
    roster = read(
        "id,company,industry,revenue,challenges\n"
        f"1,{text},{text},{text},{text}\n2,Kiln,Banking,5000,hiring\n"
    )

    first = roster.table.iloc[0]
    assert first[["industry", "revenue", "challenges"]].isna().all()
    assert first["company"] == text
    assert ("revenue", "no number: unknown") not in repairs(roster)


def test_one_company_is_told_by_one_rule(read):
    """As rules about employers do: legal forms, accents and "The" say nothing."""
    roster = read(
        "id,name,company\n1,Ann Lee,The Müller & Co. GmbH\n2,Ann Lee,MULLER AND CO\n"
        "3,Bo Ek,self-employed\n4,Bo Ek,Self employed\n"
    )

    assert [d.ground for d in roster.report.duplicates] == [
        "same name and company",
        "same name",
    ]


def test_the_questions_of_a_survey_are_understood(read):
    roster = read(
        "What is your full name?,How many people work at your company?,"
        '"What was revenue last year, in $?"\n'
        "Ann Lee,about 50,$1.2M - $5M\nBo Ek,12,I'd rather not say\n"
        "Cy Fo,1 234,between 2 and 3 million\n"
    )

    assert canonical(roster)["employees"] == "How many people work at your company?"
    assert roster.table["employees"].tolist() == [50, 12, 1234]
    assert ("revenue", "no number: unknown") not in repairs(roster)
    assert roster.table["revenue"].isna().tolist() == [False, True, False]
