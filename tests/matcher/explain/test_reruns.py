"""Prices are those of the job that was done: a seating changed, or groups formed."""

import dataclasses

import pytest

from matcher.explain.one_more import weigh_one_more
from matcher.explain.prices import price_rules
from matcher.front_door import SearchParams, propose
from matcher.given import Given
from matcher.grouping import MaxIterations
from matcher.pose import pose
from matcher.program.read import parse_program
from matcher.roster.guides import read_guides
from matcher.roster.read import read_roster
from matcher.roster.seating import read_seating

SIZE = {"min": 4, "target": 6, "max": 7, "fold_at": 2}
BASE = {
    "size": SIZE,
    "variety": {"industry": 1.0},
    "conflicts": {"derived": False},
    "faultline": {"price": 0.0},
}
TRADES = ("Software", "Construction", "Hospital", "Bank", "Farm", "Hotel")
CAP = {"kind": "at_most", "column": "industry", "count": 2}
SEARCH = SearchParams(MaxIterations(2), n_price_seeds=2)


@pytest.fixture
def chapter(tmp_path):
    """Three groups of six in which F0 has three of one trade."""
    trades = [*TRADES[:4], TRADES[0], TRADES[0], *TRADES, *TRADES]
    rows = [f"L{k:02d},{trade},Mon" for k, trade in enumerate(trades)]
    (tmp_path / "r.csv").write_text("\n".join(["leader_id,industry,slots", *rows]))
    seats = [f"L{k:02d},F{k // 6}" for k in range(18)]
    (tmp_path / "s.csv").write_text("\n".join(["leader_id,group_id", *seats]))
    roster = read_roster(tmp_path / "r.csv")
    return roster, read_seating(tmp_path / "s.csv", roster)


def program(*rules):
    return parse_program(BASE | {"rule": list(rules)})


def guides_of(roster, folder, n, slot=""):
    lines = [f"C{k},1,{slot}" for k in range(n)]
    (folder / "g.csv").write_text("\n".join(["guide_id,capacity,slots", *lines]))
    return read_guides(folder / "g.csv", roster)


def test_from_a_seating_a_rule_costs_the_moves_it_asks_for(chapter):
    roster, seating = chapter
    rules = program(CAP, {"kind": "share", "column": "slots"})
    posed = pose(roster, rules, given=Given(seating=seating))

    cap, share = price_rules(posed, n_seeds=2)

    assert (cap.moves.mean, cap.moves.low) == (1.0, 1.0)
    assert "1.0 leaders change group for it" in cap.sentence()
    assert share.moves.mean == 0.0
    assert "change group" not in share.sentence()


def test_a_budget_of_moves_bounds_the_prices_too(chapter):
    roster, seating = chapter
    posed = pose(roster, program(CAP), given=Given(seating=seating))

    (cap,) = price_rules(posed, max_moves=0, n_seeds=2)

    assert cap.moves.mean == 0.0
    assert cap.n_broken_without == 1.0


def test_groups_formed_anew_move_nobody(chapter):
    roster, _ = chapter

    (cap,) = price_rules(pose(roster, program(CAP)), n_seeds=2)

    assert cap.moves is None


def test_a_proposal_says_what_its_prices_are_prices_of(chapter):
    roster, seating = chapter
    rules, given = program(CAP), Given(seating=seating)

    priced = propose(roster, rules, given=given, search=SEARCH)
    plain = dataclasses.replace(SEARCH, n_price_seeds=0)
    silent = propose(roster, rules, given=given, search=plain)

    assert any("Prices are those of changing s.csv" in said for said in priced.remarks)
    assert not any("Prices are" in said for said in silent.remarks)


def test_one_more_guide_seats_those_who_lack_one(chapter, tmp_path):
    roster, _ = chapter
    given = Given(guides=guides_of(roster, tmp_path, 1, "Mon"))
    posed = pose(roster, program({"kind": "guide"}), given=given)

    more = weigh_one_more(roster, posed, n_seeds=2)

    assert (more.seated.mean, more.seated.low) == (7.0, 7.0)
    assert more.slot == "Mon"
    assert more.sentence() == "one more guide at Mon would seat 7.0 more leaders"


def test_one_more_guide_than_are_needed_changes_nothing(chapter, tmp_path):
    roster, seating = chapter
    given = Given(seating=seating, guides=guides_of(roster, tmp_path, 6))
    posed = pose(roster, program({"kind": "guide"}), given=given)

    more = weigh_one_more(roster, posed, n_seeds=2)

    assert more.seated.mean == 0.0
    assert more.sentence() == "one more guide would change nothing"


def test_without_guides_nothing_is_said_of_one_more(chapter):
    roster, _ = chapter

    assert weigh_one_more(roster, pose(roster, program(CAP)), n_seeds=2) is None


def test_with_prices_the_rule_on_guides_says_what_one_more_buys(chapter, tmp_path):
    roster, _ = chapter
    given = Given(guides=guides_of(roster, tmp_path, 2))

    proposal = propose(roster, program({"kind": "guide"}), given=given, search=SEARCH)

    (rule,) = (rule for rule in proposal.rules if rule.kind == "guide")
    assert rule.one_more.seated.mean == 4.0


def test_who_has_no_seat_for_want_of_guides_is_told_so(chapter, tmp_path):
    """Everyone shares the slot: it stops nobody, though no group could do without."""
    roster, _ = chapter
    given = Given(guides=guides_of(roster, tmp_path, 2, "Mon"))
    rules = program(
        {"kind": "guide", "per_slot": 2}, {"kind": "share", "column": "slots"}
    )

    proposal = propose(roster, rules, given=given, search=SEARCH)

    left = [place for place in proposal.placements if not place.group_id]
    assert len(left) == 4
    said = "Guides are short: 2 guides can lead 2 groups, and none of these can take"
    assert {place.reason for place in left} == {f"{said} this leader in."}
