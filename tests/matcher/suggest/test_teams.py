"""Teams for a goal and open teams: covered, free, alike, and over when they end."""

import datetime as dt
import json

import pytest

from matcher.roster.memberships import read_memberships
from matcher.suggest.open_teams import suggest_open_teams
from matcher.suggest.request import UnknownLeaderError
from matcher.suggest.team import suggest_team
from matcher.suggest.team_call import Goal
from matcher.suggest.teams import Season, TeamDesk
from tests.matcher.suggest.people import PROGRAM, leader, pool_of, roster_of

DAY = dt.date(2026, 11, 22)
WINTER = Season(dt.date(2026, 12, 1), dt.date(2027, 2, 28))


def desk_of(folder, rows, seats=()):
    roster = roster_of(folder, rows)
    path = folder / "memberships.csv"
    header = "leader_id,group_id,way,slot,start,end"
    path.write_text("\n".join([header, *seats]) + "\n")
    return TeamDesk.of(roster, PROGRAM, read_memberships(path, roster))


def ask(folder, rows, skills, *, seats=(), relations=(), **goal):
    pool = pool_of(folder, rows, relations, as_of=DAY)
    desk = desk_of(folder, rows, seats)
    goal = Goal("grow", skills, **{"season": WINTER, **goal})
    return suggest_team(pool, desk, "L-0", goal=goal)


def ids(answer):
    return [member.leader_id for member in answer.members]


def test_one_who_covers_two_skills_beats_two_who_cover_one_each(tmp_path):
    rows = [leader(0), leader(1, gives="hiring"), leader(2, gives="pricing")]
    rows.append(leader(3, gives="hiring; pricing", goals="something else entirely"))

    found = ask(tmp_path, rows, ("hiring", "pricing"))

    assert ids(found) == ["L-0", "L-3"]
    assert found.is_exact
    assert found.uncovered == ()


def test_of_equal_teams_the_one_of_the_same_stage_is_taken(tmp_path):
    rows = [leader(0, founded="2015")]
    rows += [
        leader(k, gives="hiring", founded=year)
        for k, year in enumerate(("1890", "2014", "1950"), start=1)
    ]

    assert ids(ask(tmp_path, rows, ("hiring",))) == ["L-0", "L-2"]


def test_struggling_with_something_is_no_skill(tmp_path):
    rows = [leader(0), leader(1, challenges="hiring"), leader(2, gives="pricing")]

    found = ask(tmp_path, rows, ("hiring", "pricing"))

    assert ids(found) == ["L-0", "L-2"]
    assert found.uncovered == ("hiring",)
    assert '"hiring"' in found.remarks[0]


@pytest.mark.parametrize(
    ("seat", "is_free"),
    [
        ("L-1,T,optimize,,2026-09-01,2026-11-30", True),
        ("L-1,T,optimize,,2026-09-01,2026-12-01", False),
        ("L-1,T,optimize,,2027-03-01,2027-06-30", True),
        ("L-1,T,optimize,,2027-02-28,", False),
        ("L-1,G,accelerate,Tue AM,,", False),
        ("L-1,G,accelerate,Thu AM,,", True),
        ("L-1,G,accelerate,Tue AM,2020-01-01,2026-11-30", True),
    ],
    ids=["ended", "overlaps", "later", "open end", "its slot", "another", "group over"],
)
def test_only_who_is_free_in_the_season_is_asked(tmp_path, seat, is_free):
    rows = [
        leader(0, slots="Tue AM"),
        leader(1, gives="hiring", slots="Tue AM; Wed AM"),
    ]

    found = ask(tmp_path, rows, ("hiring",), seats=[seat])

    assert (ids(found) == ["L-0", "L-1"]) == is_free
    assert bool(found.why_empty) != is_free


def test_a_team_meets_at_a_time_that_suits_all_even_if_it_is_less_alike(tmp_path):
    rows = [
        leader(0, slots="Tue AM; Wed AM", founded="2015"),
        leader(1, gives="hiring", slots="Tue AM", founded="2015"),
        leader(2, gives="pricing", slots="Wed AM", founded="2015"),
        leader(3, gives="pricing", slots="Tue AM", founded="1880"),
    ]

    found = ask(tmp_path, rows, ("hiring", "pricing"))

    assert ids(found) == ["L-0", "L-1", "L-3"]
    assert found.slots == ("Tue AM",)


@pytest.mark.parametrize("kind", ["conflict", "competitor"])
def test_two_who_must_not_meet_are_in_no_team_and_nobody_is_told(tmp_path, kind):
    rows = [leader(0), leader(1, gives="hiring"), leader(2, gives="pricing")]
    rows.append(leader(3, gives="pricing", founded="1880"))

    found = ask(
        tmp_path, rows, ("hiring", "pricing"), relations=[("L-1", "L-2", kind, "no")]
    )

    assert ids(found) == ["L-0", "L-1", "L-3"]
    assert kind not in json.dumps(found.to_dict())


def test_who_opted_out_is_in_no_team(tmp_path):
    rows = [leader(0, consent_matching="yes")]
    rows.append(leader(1, gives="hiring", consent_matching="no"))

    assert ask(tmp_path, rows, ("hiring",)).why_empty


def test_what_a_member_gives_up_is_what_the_best_others_would_bring(tmp_path):
    rows = [leader(0, challenges="cash flow"), leader(1, gives="hiring")]
    rows += [leader(k, gives="hiring; cash flow", founded="1700") for k in (2, 3)]
    pool = pool_of(tmp_path, rows, as_of=DAY)
    desk = desk_of(tmp_path, rows)

    found = suggest_team(pool, desk, "L-0", goal=Goal("", ("hiring",), season=WINTER))

    first, second = found.members
    rows_of = [pool.facts.ids.row_of(m.leader_id) for m in found.members]
    value = float(pool.worth.from_others(rows_of[0])[rows_of[1]])
    best = max(float(v) for v in pool.worth.from_others(0)[1:])
    assert first.value == pytest.approx(value, abs=1e-6)
    assert first.gives_up == pytest.approx(max(best - value, 0.0), abs=1e-6)
    assert second.skills == ("hiring",)


@pytest.mark.parametrize(
    ("goal", "says"),
    [
        ({"season": Season(None, dt.date(2025, 1, 1))}, "ended on 2025-01-01"),
        ({"most": 1}, "allow more people"),
    ],
    ids=["over", "alone"],
)
def test_what_cannot_be_is_said_with_a_way_out(tmp_path, goal, says):
    rows = [leader(0), leader(1, gives="hiring")]

    found = ask(tmp_path, rows, ("hiring",), **goal)

    assert found.members == ()
    assert says in found.why_empty


def test_a_goal_in_words_names_its_skills_itself(tmp_path):
    rows = [leader(0), leader(1, gives="hiring"), leader(2, gives="pricing")]
    pool = pool_of(tmp_path, rows, as_of=DAY)

    found = suggest_team(pool, desk_of(tmp_path, rows), "L-0", goal=Goal("hiring"))

    assert ids(found) == ["L-0", "L-1"]
    with pytest.raises(UnknownLeaderError):
        suggest_team(pool, desk_of(tmp_path, rows), "L-77", goal=Goal("hiring"))


def test_a_season_that_ends_first_is_refused():
    with pytest.raises(ValueError, match="must not end"):
        Season(dt.date(2027, 1, 1), dt.date(2026, 1, 1))


def open_to(folder, rows, seats, *, relations=(), row="L-0"):
    pool = pool_of(folder, rows, relations, as_of=DAY)
    return suggest_open_teams(pool, desk_of(folder, rows, seats), row)


TEAM = "optimize,Tue AM,2026-10-01,2027-03-31"


def test_open_teams_have_room_time_and_an_end_to_come(tmp_path):
    rows = [leader(k, slots="Tue AM") for k in range(20)]
    seats = [f"L-{k},FREE,{TEAM}" for k in (1, 2)]
    seats += [f"L-{k},FULL,{TEAM}" for k in range(3, 11)]
    seats += ["L-11,OVER,optimize,Tue AM,2026-01-01,2026-06-30"]
    seats += ["L-12,WEDNESDAY,optimize,Wed PM,2026-10-01,2027-03-31"]

    found = open_to(tmp_path, rows, seats)

    assert [team.team_id for team in found.teams] == ["FREE"]
    assert found.n_ended == 1
    assert found.teams[0].n_free == 6  # a season's team has 8 members at most


def test_who_is_in_a_team_is_offered_no_other_of_that_time(tmp_path):
    rows = [leader(k) for k in range(5)]
    seats = [f"L-0,MINE,{TEAM}", f"L-1,OTHER,{TEAM}"]

    found = open_to(tmp_path, rows, seats)

    assert found.own == ("MINE",)
    assert found.teams == ()
    assert found.why_empty


def test_a_team_with_somebody_one_must_not_meet_is_not_offered_without_a_word(tmp_path):
    rows = [leader(k) for k in range(5)]
    seats = [f"L-1,T1,{TEAM}", f"L-2,T2,{TEAM}"]

    found = open_to(tmp_path, rows, seats, relations=[("L-1", "L-0", "conflict", "no")])

    assert [team.team_id for team in found.teams] == ["T2"]
    assert "conflict" not in json.dumps(found.to_dict())


def test_no_team_at_all_is_said(tmp_path):
    found = open_to(tmp_path, [leader(k) for k in range(3)], [])

    assert "no team now" in found.why_empty
