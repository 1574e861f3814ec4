import pytest

from matcher.errors import RosterError
from matcher.roster.mapping import read_map
from matcher.roster.presets import PRESETS
from matcher.roster.read import read_roster

FILE = "Contact Ref,Full,Rev,Heads,Hidden,short,long\nA1,Ann Lee,1.5,10,x,one,two\n"


@pytest.fixture
def read(tmp_path):
    def read_with(text, content=FILE):
        (tmp_path / "map.toml").write_text(text, encoding="utf-8")
        (tmp_path / "people.csv").write_text(content, encoding="utf-8")
        return read_roster(tmp_path / "people.csv", mapping=tmp_path / "map.toml")

    return read_with


def test_a_map_names_columns_units_and_what_to_leave_out(read):
    roster = read(
        'leader_id = "Contact Ref"\nname = "Full"\nemployees = "Heads"\n'
        'revenue = {column = "Rev", unit = "thousands"}\n'
        'challenges = ["short", "long"]\nignore = ["Hidden"]\n'
    )

    row = roster.table.iloc[0]
    assert roster.leader_ids == ("A1",)
    assert row["revenue"] == 1500
    assert row["challenges"] == "one; two"
    assert "Hidden" not in roster.table
    how = {use.source: use.how for use in roster.report.columns}
    assert how["Hidden"] == "ignored"
    assert how["Rev"] == "map file"


def test_columns_may_stand_in_a_table_of_their_own(read):
    assert read('[columns]\nleader_id = "contact ref"\n').leader_ids == ("A1",)


def test_line_numbers_can_be_ids(read):
    roster = read('leader_id = "@line"', "rank,city\n1,Oslo\n\n2,Rome\n")

    assert roster.leader_ids == ("line-2", "line-4")


def test_guessing_can_be_turned_off(read):
    roster = read('leader_id = "Contact Ref"\nguess = false')

    assert next(iter(roster.table)) == "leader_id"
    assert "Full" in roster.table


def test_a_map_may_start_from_a_preset(read):
    roster = read(
        'preset = "salesforce"\nchallenges = "Q1"',
        "Contact ID,First Name,Last Name,Account Name,Q1\n003,Ann,Lee,Acme,growth\n",
    )

    row = roster.table.iloc[0]
    assert (row["leader_id"], row["name"], row["company"]) == ("003", "Ann Lee", "Acme")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('leader_id = "Contact Reff"', "nearest: 'Contact Ref'"),
        ('leder_id = "Contact Ref"', "nearest: 'leader_id'"),
        ('revenue = {column = "Rev", unit = "dozens"}', "thousands"),
        ('revenue = {column = "Rev", units = "millions"}', "nearest: 'unit'"),
        ('revenue = {unit = "millions"}', "must name a column"),
        ('name = "@line"', "only be the leader_id"),
        ("name = 5", "must be the name of a column"),
        ("name = []", "at least one column"),
        ('ignore = ["nothing like it"]', "there are: "),
        ('preset = "hubspott"', "choose from"),
        ("rates = 5", "rates must be"),
        ('guess = "false"', "guess must be true or false"),
        ("guess = 0", "guess must be true or false"),
        ("[rates]\nEUR = -1", "positive"),
        ("leader_id = ", "not valid TOML"),
        ('columns = "x"', "must be a table"),
    ],
)
def test_a_map_that_does_not_fit_gets_one_line(read, text, words):
    with pytest.raises(RosterError, match=words) as caught:
        read(text)

    assert "\n" not in str(caught.value)


def test_presets_and_maps_that_do_not_exist_are_named(tmp_path):
    with pytest.raises(RosterError, match="no preset 'sales'"):
        read_map("sales", ["id"])
    with pytest.raises(RosterError, match="no map file"):
        read_map(tmp_path / "none.toml", ["id"])
    with pytest.raises(RosterError, match="knows none of the columns"):
        read_map("hubspot", ["alpha", "beta"])


@pytest.mark.parametrize(
    ("preset", "header", "row"),
    [
        (
            "salesforce",
            (
                "Id,FirstName,LastName,Email,Account.Name,AccountId,Account.ParentId,"
                "Account.Industry,Account.AnnualRevenue,Account.NumberOfEmployees,MailingCity"
            ),
            "003A,Ann,Lee,a@b.org,Acme,001A,001P,Banking,5000000,50,Oslo",
        ),
        (
            "salesforce",
            (
                "Contact ID,First Name,Last Name,Email,Account Name,Account ID,"
                "Parent Account ID,Industry,Annual Revenue,Employees,Mailing City"
            ),
            '003A,Ann,Lee,a@b.org,Acme,001A,001P,Banking,"$5,000,000",50,Oslo',
        ),
        (
            "hubspot",
            (
                "hs_object_id,firstname,lastname,email,company,associatedcompanyid,"
                "hs_parent_company_id,industry,annualrevenue,numberofemployees,city"
            ),
            "003A,Ann,Lee,a@b.org,Acme,001A,001P,BANKING,5000000,50,Oslo",
        ),
        (
            "hubspot",
            (
                "Record ID,First Name,Last Name,Email,Company Name,"
                "Associated Company IDs,Parent Company,Industry,"
                "Annual Revenue,Number of Employees,City"
            ),
            "003A,Ann,Lee,a@b.org,Acme,001A,001P,Banking,5000000,50,Oslo",
        ),
        (
            "imis",
            (
                "ID,FIRST_NAME,LAST_NAME,EMAIL,COMPANY,CO_ID,PARENT_CO_ID,Industry,"
                "Annual Revenue,Employees,CITY"
            ),
            "003A,Ann,Lee,a@b.org,Acme,001A,001P,Banking,5000000,50,Oslo",
        ),
    ],
)
def test_exports_of_known_systems_are_read_by_their_preset(
    tmp_path, preset, header, row
):
    (tmp_path / "export.csv").write_text(f"{header}\n{row}\n")

    roster = read_roster(tmp_path / "export.csv", mapping=preset)

    assert roster.table.iloc[0].tolist()[:9] == [
        *("003A", "Ann Lee", "a@b.org", "Acme", "001A", "001P"),
        roster.table["industry"].iloc[0],
        *(5e6, 50.0),
    ]
    assert roster.table["industry"].iloc[0].upper() == "BANKING"
    assert all(
        use.how == f"preset {preset}" for use in roster.report.columns if use.canonical
    )


def test_created_dates_are_no_join_dates(tmp_path):
    (tmp_path / "export.csv").write_text(
        "Contact ID,Name,CreatedDate\n1,Ann Lee,2020-01-01\n"
    )

    assert "joined_at" not in read_roster(tmp_path / "export.csv").table


def test_every_preset_uses_canonical_names():
    plain = set(PRESETS["plain"])

    assert all(set(preset) <= plain for preset in PRESETS.values())
