"""The ledger says what each declared relation did; a proposal says it of none."""

import dataclasses
from datetime import date

import pytest

from matcher.given import Given
from matcher.ledger import keep_ledger
from matcher.program.read import parse_program
from matcher.roster.read import read_roster
from matcher.roster.relations import read_relations
from matcher.roster.seating import read_seating

RULES = parse_program(
    {
        "size": {"min": 2, "target": 3, "max": 4, "fold_at": 1},
        "rule": [
            {"kind": "apart", "relation": "competitor", "level": "no"},
            {"kind": "together"},
        ],
    }
)


@pytest.fixture
def chapter(tmp_path):
    """Six leaders, five of them seated, and what the lines given declare."""

    def _chapter(*lines):
        (tmp_path / "r.csv").write_text(
            "leader_id,industry\n" + "".join(f"L{i},Bank\n" for i in range(1, 7)),
            "utf-8",
        )
        (tmp_path / "s.csv").write_text(
            "leader_id,group_id\nL1,A\nL2,A\nL3,A\nL4,B\nL5,B\n", "utf-8"
        )
        header = "leader_id,other_id,kind,level,until,source"
        (tmp_path / "d.csv").write_text("\n".join([header, *lines]), "utf-8")
        roster = read_roster(tmp_path / "r.csv")
        return roster, Given(
            read_relations(tmp_path / "d.csv", roster),
            read_seating(tmp_path / "s.csv", roster),
            date(2026, 6, 1),
        )

    return _chapter


MOVED = {"L1": "A", "L2": "A", "L3": "B", "L4": "B", "L5": "B"}


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("L3,L1,competitor,no,,x", "parted: L3 from A to B"),
        ("L1,L2,competitor,no,,x", "together in A"),
        ("L4,L6,competitor,no,,x", "kept apart; L6 not into B; L6 has no seat"),
        ("L1,L4,competitor,no,,x", "kept apart"),
        ("L1,L2,competitor,ask,,x", "no rule of the program counts it"),
        ("L1,L2,competitor,fine,,x", 'declared as "fine", not counted'),
        ("L1,L2,family,no,,x", "no rule of the program counts it"),
        (
            "L1,L2,competitor,no,2026-05-31,x",
            "ended on 2026-05-31, not counted",
        ),
        ("L1,L2,together,,,x", "together in A"),
        ("L1,L4,together,,,x", "not together"),
    ],
)
def test_each_relation_is_told_by_what_it_did(chapter, line, outcome):
    roster, given = chapter(line)

    (told,) = keep_ledger(roster, RULES, given=given, groups=MOVED)

    assert told.outcome == outcome
    assert (told.leader_id, told.other_id) == tuple(line.split(",")[:2])
    assert (told.line, told.source) == (2, "x")


def test_without_a_proposal_the_seating_is_told(chapter):
    roster, given = chapter("L3,L1,competitor,no,,x", "L6,L1,competitor,no,,x")

    one, two = keep_ledger(roster, RULES, given=given)

    assert (one.before, one.other_before, one.after) == ("A", "A", "")
    assert one.outcome == "together in A"
    assert two.outcome == "kept apart; L6 not into A"


def test_who_knows_whom_is_no_matter_for_a_ledger(chapter):
    roster, given = chapter("L3,L1,knows,,,x")

    assert keep_ledger(roster, RULES, given=given) == ()
    assert (
        keep_ledger(roster, RULES, given=dataclasses.replace(given, relations=None))
        == ()
    )
