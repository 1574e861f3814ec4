"""Sensitive columns are known by whole words."""

import pytest

from models.sensitive import is_sensitive


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Gender",
            "ceo_woman",
            "RaceEthnicity",
            "age",
            "Age (years)",
            "Date of Birth",
        ),
        *("dateOfBirth", "DOB", "Religion", "Are you a minority?", "marital_status"),
        *("Sexual orientation", "Veteran", "nationality", "Disability", "Geschlecht"),
        *("With which gender do you identify?", "political party", "AGE_GROUP"),
    ],
)
def test_what_people_are_is_sensitive(name):
    assert is_sensitive(name)


@pytest.mark.parametrize(
    "name",
    [
        *("language", "stage", "company age", "management", "package", "agency"),
        *("industry", "trace", "sextant", "engagement", "average revenue", "brace"),
    ],
)
def test_part_of_a_word_is_not(name):
    assert not is_sensitive(name)
