"""What a file asks for must be there; what a preset asks for is left out."""

import pytest

from matcher.errors import ProgramError
from matcher.program.check import check_program, find_column
from matcher.program.column_rules import AtMost, NotOnly, Spread
from matcher.program.presets import PRESETS
from matcher.program.read import load_program
from matcher.roster.read import read_roster

FACETS = ("industry", "size", "challenges", "stage")


@pytest.fixture
def roster(make_roster):
    return make_roster(
        industry=["Software", "Retail", None],
        revenue=[1e6, 2e6, float("nan")],
        city=["Lyon", "Paris", "Lyon"],
        Home_Club=["A", "B", "A"],
        nothing=[None, None, None],
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "[[rule]]\nkind='at_most'\ncolumn='industri'",
            ["line 1", "at_most rule", '"industri"', '"industry"'],
        ),
        (
            "[[rule]]\nkind='spread'\ncolumn='city'\nratio=2",
            ["line 1", '"city" holds no numbers'],
        ),
        ("[[rule]]\nkind='at_most'\ncolumn=\"a\\nb\"", ["line 1", '"a b"']),
        ("[[rule]]\nkind='within'\nkm=80", ["line 1", '"latitude"']),
        ("[[rule]]\nkind='within'\nminutes=80", ["line 1", '"time_zone"']),
        ("[variety]\nindustri=1", ["line 2", "variety.industri", '"industry"']),
        ("[variety]\nplace=1", ["line 2", "variety.place", '"size"']),
        ("[variety]\ncity=1", ["variety.city", "cannot be a facet"]),
        (
            "[[rule]]\nkind='pin'\nleader='L11'\ngroup='A'",
            ["line 1", '"L11"', 'did you mean "L1"?'],
        ),
        (
            "[[rule]]\nkind='pin'\nleader='Jane Roe'\ngroup='A'",
            ["line 1", "leader_id"],
        ),
    ],
)
def test_what_the_file_asks_for_in_vain_is_named(read_program, roster, text, named):
    program = read_program(text)

    with pytest.raises(ProgramError) as caught:
        check_program(program, roster, facets=FACETS)

    assert str(caught.value).startswith("program.toml")
    assert str(caught.value).isprintable()
    for part in named:
        assert part in str(caught.value)


def test_what_the_preset_asks_for_in_vain_is_left_out_with_a_remark(make_roster):
    roster = make_roster(industry=["Software", "Retail"])

    program, remarks = check_program(load_program("core"), roster, facets=["industry"])

    assert program.variety == {"industry": 1.0}
    assert not any(isinstance(rule, NotOnly | Spread) for rule in program.rules)
    assert len(remarks) == 3
    assert any("revenue" in remark for remark in remarks)
    assert any("gender" in remark for remark in remarks)


def test_headcount_takes_the_place_of_revenue_in_the_peer_floor(make_roster):
    roster = make_roster(employees=[10, 20])

    program, remarks = check_program(load_program("core"), roster, facets=FACETS)

    assert [r for r in program.rules if isinstance(r, Spread)] == [
        Spread("employees", ratio=10)
    ]
    assert any("employees takes its place" in remark for remark in remarks)


def test_columns_are_found_as_people_write_them(read_program, roster):
    program = read_program(
        "[[rule]]\nkind='at_most'\ncolumn='home club'\n"
        "[[rule]]\nkind='at_most'\ncolumn='Industry'\n"
    )

    checked, remarks = check_program(program, roster, facets=FACETS)

    assert checked.rules == (AtMost("Home_Club"), AtMost("industry"))
    assert not remarks
    assert find_column("absent", roster) is None


def test_an_employer_is_a_company(make_roster):
    roster = make_roster(company=["Acme"], email=["a@acme.com"])

    assert find_column("employer", roster) == "company"
    assert find_column("e-mail domain", roster) == "email"
    assert find_column("parent company", roster) is None


def test_a_blank_column_binds_nobody_and_is_said(read_program, roster):
    program = read_program("[[rule]]\nkind='at_most'\ncolumn='nothing'")

    checked, remarks = check_program(program, roster, facets=FACETS)

    assert len(checked.rules) == 1
    assert "blank for everyone" in remarks[0]


def test_a_header_of_the_file_means_its_column(tmp_path):
    path = tmp_path / "roster.csv"
    rows = "\n".join(f"{i},Leader {i},{i}000000,{i}" for i in range(1, 9))
    path.write_text(f"Id,Name,AnnualRevenue,Years as CEO\n{rows}\n", encoding="utf-8")
    roster = read_roster(path)

    assert find_column("AnnualRevenue", roster) == "revenue"
    assert find_column("annual revenue", roster) == "revenue"
    assert find_column("years_as_ceo", roster) == "Years as CEO"


@pytest.mark.parametrize(
    "header",
    [
        *("Gender__c", "gender__pc", "Sex", "Geschlecht", "Genre", "Género"),
        *("Gender Identity", "With which gender do you identify?"),
    ],
)
def test_gender_is_found_under_other_names(make_roster, header):
    roster = make_roster(**{"industry": ["A", "B"], header: ["f", "m"]})

    fitted, _ = check_program(PRESETS["core"], roster, facets=FACETS)

    assert header in [r.column for r in fitted.rules if isinstance(r, NotOnly)]
    assert find_column("gender", roster) == header


def test_a_column_called_gender_goes_before_other_names(make_roster):
    roster = make_roster(Sex=["f", "m"], Gender=["f", "m"])

    assert find_column("gender", roster) == "Gender"


def test_a_preset_rule_left_out_names_the_nearest_column(make_roster):
    roster = make_roster(industry=["A", "B"], gendr=["f", "m"])

    _, remarks = check_program(PRESETS["core"], roster, facets=FACETS)

    left_out = next(remark for remark in remarks if "gender" in remark)
    assert 'no column "gender"; the nearest is "gendr".' in left_out
