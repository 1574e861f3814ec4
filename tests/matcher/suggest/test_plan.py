"""The plan: hours in the order that pays, unless one's own answers say otherwise."""

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.given import Given
from matcher.program.read import load_program
from matcher.roster.history import History
from matcher.roster.memberships import read_memberships
from matcher.roster.read import read_roster
from matcher.roster.relations import read_relations
from matcher.roster.sample import make_sample, write_sample
from matcher.roster.seating import read_seating
from matcher.suggest.desk import open_desk
from matcher.suggest.plan import HoursError, Known, plan_engagement
from matcher.suggest.pool import build_pool
from matcher.suggest.request import UnknownLeaderError
from matcher.suggest.returns import (
    WAYS,
    Experience,
    Return,
    expect,
    experience_of_stays,
    order_of,
)
from matcher.suggest.teams import TeamDesk
from tests.matcher.suggest.people import leader, pool_of

DAY = dt.date(2026, 10, 1)


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    write_sample(make_sample(5, n_leaders=90), folder)
    roster = read_roster(folder / "roster.csv")
    program = load_program(folder / "program.toml")
    relations = read_relations(folder / "relations.csv", roster)
    given = Given(relations, read_seating(folder / "groups.csv", roster), DAY)
    memberships = read_memberships(folder / "memberships.csv", roster)
    pool = build_pool(roster, program, given=given)
    desks = (
        open_desk(roster, program, given=given),
        TeamDesk.of(roster, program, memberships),
    )
    return pool, desks


def planned(chapter, hours, row=3, **known):
    pool, desks = chapter
    return plan_engagement(
        pool, pool.facts.ids[row], hours, desks=desks, known=Known(**known)
    )


@given(hours=st.floats(0.01, 744.0), row=st.integers(0, 80))
def test_no_more_hours_are_given_out_than_there_are(chapter, hours, row):
    found = planned(chapter, hours, row)

    spent = sum(entry.hours for entry in found.entries)
    assert spent <= hours + 1e-9
    assert spent + found.free_hours == pytest.approx(hours)
    assert sorted(entry.way for entry in found.entries) == sorted(WAYS)
    assert all(entry.why or entry.hours for entry in found.entries)
    returned = sum(e.hours * (e.per_hour or 0.0) for e in found.entries)
    assert found.returned == pytest.approx(returned)


def test_hours_go_to_the_ways_in_the_order_that_pays(chapter):
    row = int(np.flatnonzero(chapter[1][0].labels >= 0)[0])
    given_out = {
        hours: {e.way: e.hours for e in planned(chapter, hours, row).entries}
        for hours in (1, 5, 11, 14, 40)
    }

    assert given_out[1]["accelerate"] == given_out[1]["optimize"] == 0
    assert given_out[5] == {"accelerate": 5, "optimize": 0, "network": 0, "connect": 0}
    assert given_out[11]["optimize"] == 6
    assert given_out[14]["network"] == 3
    assert given_out[40]["connect"] == 4


def test_own_answers_change_the_order_and_the_plan_says_so(chapter):
    row = int(np.flatnonzero(chapter[1][0].labels >= 0)[0])
    experience = {"accelerate": Experience(0, 60), "network": Experience(60, 60)}

    found = planned(chapter, 6, row, experience=experience)

    order = [entry.way for entry in found.entries]
    assert order.index("network") < order.index("accelerate")
    assert any("network comes before" in reason for reason in found.reasons)


def test_a_few_answers_change_nothing(chapter):
    few = {"accelerate": Experience(0, 2), "network": Experience(2, 2)}

    found = planned(chapter, 6, experience=few)

    assert [e.way for e in found.entries if e.per_hour is not None] == [
        way for way in WAYS if way in {e.way for e in found.entries if e.per_hour}
    ]
    assert found.reasons[0].startswith("The usual order")


@pytest.mark.parametrize("hours", [0, -3, math.nan, math.inf, 1e9])
def test_hours_nobody_can_plan_with_are_named(chapter, hours):
    with pytest.raises(HoursError, match="hours"):
        planned(chapter, hours)


def test_an_unknown_leader_is_named_by_id_alone(chapter):
    pool, _ = chapter
    with pytest.raises(UnknownLeaderError, match="not in"):
        plan_engagement(pool, "Ann Lee", 5)


def test_a_leader_without_any_profile_gets_a_plan_that_says_so(tmp_path):
    rows = [
        {"leader_id": "L-0"},
        *(leader(k, challenges="hiring") for k in range(1, 6)),
    ]
    pool = pool_of(tmp_path, rows)

    found = plan_engagement(pool, "L-0", 10)

    assert any("Fill the profile" in remark for remark in found.remarks)
    assert {e.way: bool(e.why) for e in found.entries} == dict.fromkeys(WAYS, True)


def test_what_is_done_today_is_counted_from_seats_and_stated_hours(chapter):
    row = int(np.flatnonzero(chapter[1][0].labels >= 0)[0])

    found = planned(chapter, 12, row, now={"network": 3.0})

    assert found.now["accelerate"] == 5.0
    assert found.now["network"] == 3.0
    rate = {e.way: e.per_hour or 0.0 for e in found.entries}
    expected = sum(found.now[way] * rate[way] for way in WAYS)
    assert found.returned_now == pytest.approx(expected)


@given(
    value=st.floats(0.02, 0.98),
    half=st.floats(0.01, 0.4),
    n=st.integers(0, 300),
    share=st.floats(0.0, 1.0),
)
def test_own_answers_pull_the_return_towards_them(value, half, n, share):
    interval = (max(0.0, value - half), min(1.0, value + half))
    plain = expect(value, interval, per_hour=1.0, experience=Experience())
    told = expect(
        value, interval, per_hour=1.0, experience=Experience(n * share, float(n))
    )

    assert plain.per_hour == pytest.approx(value)
    assert min(value, share) - 1e-9 <= told.per_hour <= max(value, share) + 1e-9
    assert told.low <= told.per_hour <= told.high


def test_long_stays_speak_for_groups_and_short_ones_against():
    day = DAY.toordinal()
    history = History(
        rows=np.array([0, 0, 0, 0, 1]),
        groups=np.zeros(5, dtype=np.int64),
        starts=np.array([day - 900, day - 800, day - 300, day - 90, day - 900]),
        ends=np.array([day - 400, day - 700, day - 30, day + 90, day - 10]),
        lines=np.arange(5),
        group_ids=("G",),
    )

    assert experience_of_stays(history, 0, day) == Experience(1.0, 2.0)


def test_the_usual_order_stands_where_intervals_overlap():
    wide = Return(0.5, 0.5, 0.1, 0.9, 50)
    better = Return(0.6, 0.6, 0.2, 1.0, 50)

    assert order_of({"accelerate": wide, "network": better})[0] == (
        "accelerate",
        "network",
    )


def test_a_way_that_failed_goes_back_and_one_that_shone_comes_forward():
    usual = Return(0.4, 0.4, 0.3, 0.5, 0)
    failed = Return(0.05, 0.05, 0.01, 0.1, 40)
    shone = Return(0.95, 0.95, 0.9, 0.99, 40)

    back = order_of({"accelerate": failed, "optimize": usual, "network": usual})
    forward = order_of({"accelerate": usual, "optimize": usual, "network": shone})

    assert back[0] == ("optimize", "network", "accelerate")
    assert forward[0] == ("network", "accelerate", "optimize")
    assert len(back[1]) == len(forward[1]) == 2
