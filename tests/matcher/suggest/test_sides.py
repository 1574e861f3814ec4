"""Which of two stands against the other is told to nobody, in any way there is."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.given import Given
from matcher.program.read import load_program
from matcher.roster.introductions import Introduction
from matcher.roster.memberships import read_memberships
from matcher.roster.read import read_roster
from matcher.roster.relations import Relations, read_relations
from matcher.roster.sample import make_sample, write_sample
from matcher.roster.seating import read_seating
from matcher.suggest import suggest
from matcher.suggest.desk import open_desk
from matcher.suggest.give_and_take import GiveAndTake
from matcher.suggest.open_teams import suggest_open_teams
from matcher.suggest.plan import plan_engagement
from matcher.suggest.pool import build_pool
from matcher.suggest.seats import suggest_seats
from matcher.suggest.team import suggest_team
from matcher.suggest.team_call import Goal
from matcher.suggest.teams import TeamDesk
from matcher.suggest.turns import suggest_in_turns

TODAY = date(2026, 11, 22)
PRIVATE = ("conflict", "competitor")


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sides")
    write_sample(make_sample(5, n_leaders=60), folder)
    roster = read_roster(folder / "roster.csv")
    return (
        roster,
        load_program(str(folder / "program.toml")),
        read_relations(folder / "relations.csv", roster),
        read_seating(folder / "groups.csv", roster),
        read_memberships(folder / "memberships.csv", roster),
    )


def everything(chapter, relations):
    """Ask every leader everything, and give all answers as text."""
    roster, program, _, seating, memberships = chapter
    given = Given(relations, seating, TODAY)
    pool = build_pool(roster, program, given=given)
    desk = open_desk(roster, program, given=given)
    teams = TeamDesk.of(roster, program, memberships)
    said = [Introduction("L-1003", "L-1004", TODAY, accepted=True, through=("L-1005",))]
    record = GiveAndTake.of(pool, said, as_of=TODAY)
    told = []
    for leader_id in roster.leader_ids:
        told += [
            suggest(pool, leader_id, record=record),
            suggest(pool, leader_id, topic="hiring", k=20),
            suggest(pool, leader_id, way="connect", topic="hiring"),
            suggest_seats(pool, desk, leader_id),
            suggest_team(pool, teams, leader_id, goal=Goal("hiring; pricing")),
            suggest_open_teams(pool, teams, leader_id),
            plan_engagement(pool, leader_id, 12.0, desks=(desk, teams)),
        ]
    night = suggest_in_turns(pool, k=5)
    told += [night.entries(pool, row) for row in range(len(pool))]
    return [str(answer) for answer in told]


def turned(relations):
    """Let the other of each private pair be the one who declared it."""
    entries = tuple(
        replace(one, row=one.other_row, other_row=one.row)
        if one.kind in PRIVATE
        else one
        for one in relations.entries
    )
    return Relations(entries)


def test_who_of_two_objects_changes_no_answer_to_anyone(chapter):
    relations = chapter[2]
    assert any(one.kind in PRIVATE for one in relations.entries)

    assert everything(chapter, relations) == everything(chapter, turned(relations))


def test_why_two_are_kept_apart_changes_no_answer_to_anyone(chapter):
    relations = chapter[2]
    others = Relations(
        tuple(
            replace(one, level="no", source="another reason", line=one.line + 7)
            if one.kind == "conflict"
            else one
            for one in relations.entries
        )
    )
    sure = Relations(
        tuple(
            replace(one, level="no") if one.kind == "conflict" else one
            for one in relations.entries
        )
    )

    assert everything(chapter, others) == everything(chapter, sure)
