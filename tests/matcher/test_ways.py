"""Teams and lasting groups of one leader, kept apart in slot and season."""

from datetime import date

import pytest

from matcher import Given, SearchParams, propose, read_roster
from matcher.errors import MembershipsError
from matcher.grouping import MaxIterations
from matcher.program.read import parse_program
from matcher.roster.memberships import read_memberships
from matcher.ways import keep_apart

TODAY = date(2026, 9, 1)


@pytest.fixture
def roster(tmp_path):
    lines = ["leader_id,company,goals,founded,gives,slots"]
    gives = ("pricing", "export; pricing", "hiring")
    lines += [
        f"L{i:02d},Firm {i},{('open abroad', 'raise prices')[i % 2]},{1980 + i},"
        f"{gives[i % 3]},Mon AM; Tue PM"
        for i in range(24)
    ]
    path = tmp_path / "roster.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_roster(path)


@pytest.fixture
def held(tmp_path, roster):
    """Read memberships from the lines of a file."""

    def _held(*lines, header="leader_id,group_id,way,slot,start,end"):
        path = tmp_path / "memberships.csv"
        path.write_text("\n".join([header, *lines]), encoding="utf-8")
        return read_memberships(path, roster)

    return _held


def team(**season):
    return parse_program(
        {"way": "optimize", "size": {"min": 4, "target": 6, "max": 8, "fold_at": 3}}
        | ({"season": season} if season else {})
    )


def test_a_slot_of_the_other_way_is_closed(roster, held):
    memberships = held("L00,Forum 1,accelerate,tue pm,,", "L01,Forum 1,,Mon AM,,")

    kept, remarks, elsewhere = keep_apart(roster, team(), memberships, as_of=TODAY)

    assert kept.table["slots"].tolist()[:3] == ["Mon AM", "Tue PM", "Mon AM; Tue PM"]
    assert len(kept) == 24
    assert "2 leaders with a slot less" in remarks[0]
    assert elsewhere == {}
    assert roster.table["slots"].tolist()[0] == "Mon AM; Tue PM"


def test_a_slot_of_the_same_way_stays_open(roster, held):
    forum = parse_program({"way": "accelerate", "preset": "forum"})
    memberships = held("L00,Forum 1,accelerate,Tue PM,,")

    kept, remarks, _ = keep_apart(roster, forum, memberships, as_of=TODAY)

    assert kept is roster
    assert not remarks


def test_an_expired_team_counts_no_more(roster, held):
    forum = parse_program({"way": "accelerate", "preset": "forum"})
    memberships = held("L00,Team 1,optimize,Tue PM,2026-01-01,2026-08-31")

    kept, *_ = keep_apart(roster, forum, memberships, as_of=TODAY)
    before, *_ = keep_apart(roster, forum, memberships, as_of=date(2026, 8, 31))

    assert kept is roster
    assert before.table["slots"].tolist()[0] == "Mon AM"


def test_nobody_sits_in_two_teams_of_overlapping_seasons(roster, held):
    memberships = held(
        "L00,Team 1,optimize,,2026-06-01,2026-10-15",
        "L01,Team 2,optimize,,2026-01-01,2026-08-31",
        "L02,Team 3,optimize,,2027-02-01,",
    )
    season = team(start=date(2026, 9, 1), end=date(2026, 12, 18))

    kept, remarks, _ = keep_apart(roster, season, memberships, as_of=TODAY)

    assert "L00" not in kept.leader_ids
    assert {"L01", "L02"} <= set(kept.leader_ids)
    assert len(kept.lines) == 23
    assert remarks == ("1 leader left out, in a team of an overlapping season: L00.",)


def test_whoever_has_no_slot_left_is_left_out_not_free(roster, held):
    memberships = held("L05,Forum 1,accelerate,Mon AM; Tue PM,,")

    kept, remarks, _ = keep_apart(roster, team(), memberships, as_of=TODAY)

    assert "L05" not in kept.leader_ids
    assert "L05" in remarks[0]


def test_lines_that_cannot_be_used_are_named(held):
    memberships = held(
        "L99,Forum 1,,,,",
        "L00,,,,,",
        "L01,Forum 1,connect,,,",
        "L02,Forum 1,optimize,,2026-09-02,2026-09-01",
        "L03,Forum 1,,,soon,",
    )

    assert [problem.line for problem in memberships.problems] == [2, 3, 4, 5, 6]
    assert [item.row for item in memberships.items] == [3]
    assert memberships.items[0].start is None


def test_a_file_without_groups_is_refused(held):
    with pytest.raises(MembershipsError, match="group_id"):
        held("L00,x", header="leader_id,colour")


def test_a_team_covers_the_skills_its_goal_needs(roster):
    program = parse_program(
        team().to_dict()
        | {"rule": [{"kind": "covers", "skills": ["Export", "hiring", "export"]}]}
    )

    proposal = propose(
        roster, program, given=Given(as_of=TODAY), search=SearchParams(MaxIterations(5))
    )

    assert [rule.kind for rule in proposal.rules].count("at_least") == 2
    gives = roster.table["gives"].tolist()
    for group in proposal.groups:
        held_skills = "; ".join(gives[row] for row in group.rows)
        assert "export" in held_skills
        assert "hiring" in held_skills
    assert sum(len(group.rows) for group in proposal.groups) == 24


def test_who_is_left_out_is_told_with_the_reason(roster, held):
    memberships = held("L03,Team 9,optimize,Mon AM,2026-01-01,2026-12-31")

    kept, _, elsewhere = keep_apart(
        roster, team(start="2026-06-01", end="2026-12-18"), memberships, as_of=TODAY
    )

    assert elsewhere == {"L03": "Left out, in a team of an overlapping season."}
    assert "L03" not in kept.leader_ids
