"""Wishes about seats are weighed when groups are changed, too."""

import pytest

from matcher.front_door import SearchParams, propose
from matcher.given import Given
from matcher.grouping import MaxIterations
from matcher.program.read import parse_program
from matcher.roster.read import read_roster
from matcher.roster.seating import read_seating

TRADES = ("Software", "Construction", "Hospital", "Bank", "Farm", "Hotel")


@pytest.fixture
def moved(tmp_path):
    """Change three groups of six under one rule; tell who left and to where."""
    ids = [f"L{k:02d}" for k in range(18)]
    rows = [f"{one},{TRADES[k % 6]}" for k, one in enumerate(ids)]
    (tmp_path / "r.csv").write_text("\n".join(["leader_id,industry", *rows]))
    seats = [f"{one},F{k // 6}" for k, one in enumerate(ids)]
    (tmp_path / "s.csv").write_text("\n".join(["leader_id,group_id", *seats]))
    roster = read_roster(tmp_path / "r.csv")
    given = Given(seating=read_seating(tmp_path / "s.csv", roster))

    def _moved(rule, **options):
        program = parse_program(
            {
                "size": {"min": 5, "target": 6, "max": 7, "fold_at": 3},
                "variety": {"industry": 1.0},
                "conflicts": {"derived": False},
                "faultline": {"price": 0.0},
                "rule": [{**rule, "leader": "L00"}],
            }
        )
        search = SearchParams(MaxIterations(3))
        proposal = propose(roster, program, given=given, search=search, **options)
        home = [f"F{row // 6}" for row in range(18)]
        now = [proposal.groups[g].group_id for g in proposal.labels]
        return {
            one: to for one, was, to in zip(ids, home, now, strict=True) if to != was
        }

    return _moved


def soft(kind, group, price):
    return {"kind": kind, "group": group, "soft": True, "price": price}


def test_a_dear_pin_takes_one_move_of_a_budget(moved):
    assert moved(soft("pin", "F2", 20.0), max_moves=2).get("L00") == "F2"


def test_a_dear_ban_takes_one_move_of_a_budget(moved):
    assert "L00" in moved(soft("ban", "F0", 20.0), max_moves=2)
    assert moved(soft("ban", "F1", 20.0), max_moves=2).get("L00") != "F1"


@pytest.mark.parametrize(("kind", "group"), [("pin", "F2"), ("ban", "F0")])
def test_a_wish_moves_nobody_unless_moves_are_allowed(moved, kind, group):
    assert moved(soft(kind, group, 20.0)) == {}


def test_a_cheap_wish_is_not_worth_a_move(moved):
    assert "L00" not in moved(soft("pin", "F2", 1e-4), max_moves=2)


def test_a_hard_ban_moves_its_leader_without_a_budget(moved):
    assert set(moved({"kind": "ban", "group": "F0"})) == {"L00"}
