"""Equal labels fall in one category; what says nothing is none."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.program.categories import (
    by_domain,
    by_employer,
    by_industry,
    by_parent,
    by_text,
)
from matcher.program.values import entries
from matcher.roster.names import corporate_domain, normalise_employer
from models.encoders.industry import locate_industries


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme, Inc.", "ACME"),
        ("Acme Inc", "acme incorporated"),
        ("The Harbor Co.", "Harbor Company"),
        ("Müller GmbH & Co. KG", "Muller GmbH & Co KG"),
        ("A.B. Dick LLC", "AB Dick"),
        ("O'Neil  Ltd", "ONeil Limited"),
    ],
)
def test_a_company_is_the_same_however_it_is_written(one, other):
    assert normalise_employer(one) == normalise_employer(other) != ""


@pytest.mark.parametrize("name", ["", "Self-Employed", "retired", "N/A", "—", "-"])
def test_those_without_an_employer_share_none(name):
    assert normalise_employer(name) == ""


def test_a_company_may_be_called_by_a_legal_form():
    assert normalise_employer("Co") == "co"
    assert normalise_employer("The Company") == "company"


@pytest.mark.parametrize(
    "email",
    [
        "a@gmail.com",
        "a@example.com",
        "a@GMAIL.com",
        "b@yahoo.co.uk",
        "c@web.de",
        "",
        "no address",
        "a@b",
    ],
)
def test_free_mail_is_no_employer(email):
    assert corporate_domain(email) == ""


def test_employers_go_by_id_and_else_by_name():
    table = pd.DataFrame(
        {
            "company_id": ["7", "7", None, "9", None, None],
            "company": ["Acme Inc", "Acme West", "ACME", "Beta", "Gamma", "Gamma LLC"],
        },
        dtype="str",
    )

    codes = by_employer(table).codes.tolist()

    assert codes[0] == codes[1] == codes[2]
    assert codes[4] == codes[5]
    assert len({codes[0], codes[3], codes[4]}) == 3


def test_a_parent_shares_its_own_category():
    table = pd.DataFrame(
        {
            "company_id": ["1", "2", "3", "4"],
            "parent_company_id": [None, "1", "1", None],
        },
        dtype="str",
    )

    assert by_parent(table).codes.tolist() == [0, 0, 0, -1]


def test_a_domain_of_many_employers_is_no_employer():
    emails = [f"m{i}@alumni.example" for i in range(6)] + ["a@x.example", "b@x.example"]
    table = pd.DataFrame(
        {"email": emails, "company": [f"Firm {i}" for i in range(8)]}, dtype="str"
    )

    assert by_domain(table).codes.tolist() == [-1] * 6 + [0, 0]
    assert by_domain(table[["email"]]).codes.tolist() == [0] * 6 + [1, 1]


def test_absent_columns_make_no_categories():
    table = pd.DataFrame({"leader_id": ["a", "b"]}, dtype="str")

    for found in (by_employer(table), by_parent(table), by_domain(table)):
        assert found.n_known == 0


def test_what_is_not_said_is_no_category():
    values = pd.Series(
        ["Woman", "woman ", None, "prefer not to say", "Man"], dtype="str"
    )

    assert by_text(values).codes.tolist() == [0, 0, -1, -1, 1]


@pytest.mark.parametrize(
    "told",
    [
        *("Not specified", "Unspecified", "TBD", "Declined", "Declined to answer"),
        *("Not available", "Keine Angabe", "No answer", "Rather not say", "N/A", "--"),
        *("I'd rather not say", "I\u2019d rather not say", "PREFER NOT TO SAY."),
        *("Non renseigné", "(not provided)", "k.A.", "unknown", "Prefiero no decirlo"),
    ],
)
def test_a_refusal_to_answer_is_no_category_and_no_entry(told):
    values = pd.Series(["Woman", told, told], dtype="str")

    assert by_text(values).codes.tolist() == [0, -1, -1]
    assert normalise_employer(told) == ""
    assert entries(values)[1] == frozenset()
    assert entries(pd.Series([f"Mon; {told}"]))[0] == {"mon"}


@pytest.mark.parametrize("told", ["Non-binary", "Other", "Self-described", "No", "X"])
def test_an_answer_of_few_is_still_an_answer(told):
    assert by_text(pd.Series(["Woman", told])).codes.tolist() == [0, 1]


def test_levels_of_an_industry_are_prefixes():
    codes = ["332710", "332999", "31-33", "325412", "52", None, "Other"]
    places = locate_industries(codes)

    assert by_industry(places, level=2).codes.tolist() == [0, 0, 0, 0, 1, -1, -1]
    assert by_industry(places, level=3).codes.tolist() == [0, 0, 1, 2, 3, -1, -1]
    assert by_industry(places, level=None).codes.tolist() == [0, 1, 2, 3, 4, -1, -1]


LABELS = st.sampled_from(
    ["Software", "Logistics & Transportation", "5415", "52", "Zorbing", "AI", "Retail"]
)


@given(
    st.lists(LABELS, min_size=2, max_size=20),
    st.sampled_from([None, 2, 3, 4, 5, 6]),
)
@settings(max_examples=40)
def test_equal_labels_are_always_one_category(labels, level):
    codes = by_industry(locate_industries(labels), level=level).codes

    found = {}
    for label, code in zip(labels, codes, strict=True):
        assert found.setdefault(label, code) == code
        assert code >= 0


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        (pd.Series([1e6, 2e6, None, 1e6]), [0, 1, -1, 0]),
        (pd.Series([True, None, False, True], dtype="boolean"), [0, -1, 1, 0]),
        (pd.to_datetime(pd.Series(["2020-01-01", None, "2020-01-01"])), [0, -1, 0]),
    ],
    ids=["numbers", "flags", "dates"],
)
def test_any_column_has_categories(values, codes):
    assert by_text(values).codes.tolist() == codes
