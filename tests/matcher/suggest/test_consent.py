"""Who may be suggested, however an organisation writes it down."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.roster.read import read_roster
from matcher.suggest.consent import consent_remarks, who_may_be_shown
from matcher.suggest.consent_columns import meaning_of

OUT = [
    "Opted out",
    "opt_out",
    "OptOut",
    "Opted Out of Introductions",
    "opt-out (matching)",
    "do_not_contact",
    "Do Not Introduce?",
    "Please do not match",
    "Don't suggest",
    "no introductions",
    "No contact",
    "DNC",
    "consent_withdrawn",
    "Consent revoked",
    "Exclude from matching",
    "Hidden",
    "Keine Vorstellungen",
    "nicht vermitteln",
    "ne pas contacter",
    "Widerspruch",
    "Not interested in networking",
    "Would not like to be introduced",
    "Hide from directory",
]
ASKED = [
    "consent_matching",
    "Open to introductions",
    "May we introduce you to other members?",
    "Willing to be contacted by peers",
    "OK to connect",
    "Permission to introduce",
    "Einwilligung Vermittlung",
    "Show in directory",
]
NOTHING = [
    "Contact No",
    "No of introductions",
    "Contact person",
    "Network",
    "Peer group",
    "Last contacted",
    "Introduced by",
    "Notes",
    "Optician",
    "Options",
    "Hidden champions",
    "LinkedIn contact",
    "No. of contacts",
    "Private equity backed",
]


@pytest.mark.parametrize("header", OUT)
def test_a_column_of_those_who_opted_out_is_known_by_its_name(header):
    assert meaning_of(header, is_yes_no=True) == "out"


@pytest.mark.parametrize("header", ASKED)
def test_a_question_whether_one_may_be_introduced_is_known(header):
    assert meaning_of(header, is_yes_no=True) == "asked"


@pytest.mark.parametrize("header", NOTHING)
def test_what_only_sounds_alike_hides_nobody(header):
    assert meaning_of(header, is_yes_no=False) in ("", "unclear")


@pytest.mark.parametrize(
    "header",
    ["HasOptedOutOfEmail", "Newsletter consent", "consent_photos", "DoNotCall"],
)
def test_consent_to_something_else_is_left_alone(header):
    assert meaning_of(header, is_yes_no=True) == "elsewhere"


@pytest.mark.parametrize(
    ("cell", "is_shown"),
    [
        ("", True),
        ("no", True),
        ("0", True),
        ("False", True),
        ("yes", False),
        ("x", False),
        ("TRUE", False),
        ("1", False),
        ("opted out", False),
        ("Opt-out", False),
        ("2026-03-01", False),
        ("please, not to clients", False),
        ("declined", False),
    ],
)
def test_only_a_no_or_a_blank_is_no_opting_out(tmp_path, cell, is_shown):
    path = tmp_path / "roster.csv"
    rows = [f'L-{k},Firm {k},"{cell if k == 3 else ""}"' for k in range(6)]
    path.write_text("leader_id,company,Opted out\n" + "\n".join(rows) + "\n")

    shown = who_may_be_shown(read_roster(path).table)

    assert shown.tolist() == [True, True, True, is_shown, True, True]


def test_one_who_said_nothing_is_not_shown_where_all_were_asked(tmp_path):
    path = tmp_path / "roster.csv"
    cells = ["yes", "no", "", "Yes", "maybe"]
    rows = [f"L-{k},Firm {k},{cell}" for k, cell in enumerate(cells)]
    path.write_text("leader_id,company,May we introduce you?\n" + "\n".join(rows))

    table = read_roster(path).table

    assert who_may_be_shown(table).tolist() == [True, False, False, True, False]
    assert "May we introduce you?" in consent_remarks(table)[0]


def test_what_is_not_understood_is_told_by_name_and_without_a_cell(tmp_path):
    path = tmp_path / "roster.csv"
    rows = [f"L-{k},Firm {k},ask Ann Lee first" for k in range(5)]
    path.write_text("leader_id,company,Einwilligung\n" + "\n".join(rows) + "\n")

    table = read_roster(path).table
    (remark,) = consent_remarks(table)

    assert who_may_be_shown(table).all()
    assert "Einwilligung" in remark
    assert "consent_matching" in remark
    assert "Ann" not in remark


def test_columns_named_as_the_reference_says_need_no_remark():
    table = pd.DataFrame({"consent_matching": [True], "consent_newsletter": [False]})

    assert consent_remarks(table) == ()


@given(st.text(max_size=40), st.booleans())
def test_any_header_has_one_meaning(header, is_yes_no):
    meaning = meaning_of(header, is_yes_no=is_yes_no)

    assert meaning in ("asked", "other", "out", "elsewhere", "unclear", "")


@given(st.lists(st.sampled_from(["yes", "no", "", "opted out", "?"]), min_size=1))
def test_opting_out_shows_nobody_more(cells):
    table = pd.DataFrame({"leader_id": range(len(cells)), "opt out": cells})

    shown = who_may_be_shown(table)

    assert shown.tolist() == [cell in ("", "no") for cell in cells]
