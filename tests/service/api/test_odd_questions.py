"""Odd questions over HTTP: each has an answer in words."""

import pytest

from tests.service.api.test_guard import assert_problem
from tests.service.api.test_year import roster_of

LINES = [
    b"leader_id,name,industry,revenue,challenges,gives,Opted out,interests",
    b"L1,Ann Lee,Software,1000000,Funding,Hiring,,chess",
    b"L2,Bo Ek,Bakery,2000000,Hiring,Funding,no,chess",
    b"L3,Cy Roe,Law firm,3000000,Pricing,Funding,opted out,chess",
    b"L4,Di Fox,Hotel,4000000,Funding,Pricing,,opera",
    b"L5,,,,,,,",
]


@pytest.fixture
def roster(small_site):
    roster_id = roster_of(small_site, b"\n".join(LINES))
    return small_site, f"/v1/rosters/{roster_id}"


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("topic=quantum+basketweaving", "the language of the roster"),
        ("topic=%3F%21", "name a challenge"),
        ("way=connect&topic=ballonfahren", "name another"),
        ("way=optimize&topic=quantum", "use the words"),
        ("way=optimize", "no team"),
        ("way=accelerate", "No seating"),
    ],
)
def test_what_cannot_be_answered_says_why(roster, query, why):
    site, path = roster

    told = site.ask("GET", f"{path}/leaders/L1/suggestions?{query}")

    assert told.status_code == 200
    assert why in told.json()["why_empty"]


def test_an_unknown_leader_is_not_found(roster):
    site, path = roster

    for what in ("suggestions", "suggestions?way=optimize", "plan?hours=5"):
        told = site.ask("GET", f"{path}/leaders/L99/{what}")
        assert_problem(told, 404)


def test_whoever_opted_out_under_another_name_is_shown_to_nobody(roster):
    site, path = roster

    for query in ("k=100", "topic=funding", "way=connect&topic=chess"):
        told = site.ask("GET", f"{path}/leaders/L1/suggestions?{query}")
        assert "L2" in told.text
        assert "L3" not in told.text


def test_another_language_and_an_empty_profile_are_answered(roster):
    site, path = roster

    abroad = site.ask("GET", f"{path}/leaders/L1/suggestions?topic=Finanzierung")
    blank = site.ask("GET", f"{path}/leaders/L5/suggestions").json()
    plan = site.ask("GET", f"{path}/leaders/L5/plan?hours=5").json()

    assert "L2" in {one["leader_id"] for one in abroad.json()["entries"]}
    assert blank["entries"]
    assert "Nothing is known" in blank["remarks"][0]
    assert "Nothing is known" in " ".join(plan["remarks"])
    assert plan["verdict"]


@pytest.mark.parametrize("hours", ["0", "-1", "nan", "inf", "745", "many"])
def test_hours_that_nobody_can_plan_with_are_a_problem(roster, hours):
    site, path = roster

    told = site.ask("GET", f"{path}/leaders/L1/plan?hours={hours}")

    assert told.status_code in (409, 422), told.text
    assert told.json()["detail"]
