"""Groups and guides together: nobody sits where nobody can lead."""

from datetime import date
from itertools import product

import numpy as np
import pytest

from matcher.errors import InfeasibleError, ProgramError
from matcher.front_door import SearchParams, propose
from matcher.given import Given
from matcher.grouping import MaxIterations
from matcher.guiding.supply import find_supply
from matcher.pose import pose
from matcher.program.read import parse_program
from matcher.roster.guides import read_guides
from matcher.roster.read import read_roster
from matcher.roster.seating import read_seating

SLOTS = ("Mon", "Tue", "Wed")
SEARCH = SearchParams(MaxIterations(20))
INDUSTRIES = ("Banking", "Software", "Retail", "Trucking", "Farming", "Insurance")


def program(*rules, low=3, target=4, high=4):
    return parse_program(
        {
            "size": {"min": low, "target": target, "max": high, "fold_at": 1},
            "variety": {"industry": 1.0},
            "conflicts": {"derived": False},
            "rule": list(rules),
        }
    )


@pytest.fixture
def make(tmp_path):
    """Write a roster and its guides, and read them back."""

    def _make(slots, guides, extra=""):
        lines = [
            f"L{i},{INDUSTRIES[i % 6]},{own},{extra[i] if extra else ''}"
            for i, own in enumerate(slots)
        ]
        text = "\n".join(["leader_id,industry,slots,moderator", *lines])
        (tmp_path / "roster.csv").write_text(text, "utf-8")
        (tmp_path / "guides.csv").write_text("\n".join(guides), "utf-8")
        roster = read_roster(tmp_path / "roster.csv")
        return roster, read_guides(tmp_path / "guides.csv", roster)

    return _make


def check_posts(proposal, guides, rule):
    """Prove from the files alone that every group has a guide who can lead it."""
    capacity = rule.get("capacity")
    supply = find_supply(
        guides, proposal.roster, capacity=capacity, per_slot=rule.get("per_slot", 1)
    )
    seen = []
    for group in proposal.groups:
        d = supply.guide_ids.index(group.post.guide_id)
        s = supply.slot_names.index(group.post.slot)
        assert (d, s) in set(
            zip(supply.guide.tolist(), supply.slot.tolist(), strict=True)
        )
        rows = list(group.rows)
        assert supply.suits[rows, s].all()
        assert supply.speaks[rows, d].all()
        assert not supply.avoided[rows, d].any()
        seen.append((d, s))
    assert max(np.unique(seen, axis=0, return_counts=True)[1]) <= supply.per_slot
    led = np.bincount([d for d, _ in seen], minlength=len(guides))
    assert (led <= supply.capacity).all()


def test_every_group_has_a_guide_a_slot_and_room(make):
    rng = np.random.default_rng(5)
    own = [
        "; ".join(rng.choice(SLOTS, rng.integers(1, 3), replace=False))
        for _ in range(48)
    ]
    guides = ["guide_id,capacity,slots,avoids"]
    guides += [
        f"C{d},3,{'; '.join(rng.choice(SLOTS, 2, replace=False))},L{d}"
        for d in range(7)
    ]
    roster, read = make(own, guides)
    rule = {"kind": "guide"}

    proposal = propose(roster, program(rule), given=Given(guides=read), search=SEARCH)

    check_posts(proposal, read, rule)
    assert (proposal.labels >= 0).mean() > 0.9


def test_slots_decide_who_sits_with_whom(make):
    own = ["Mon"] * 4 + ["Tue"] * 4
    roster, read = make(own, ["guide_id,slots", "A,Tue", "B,Mon"])

    proposal = propose(
        roster, program({"kind": "guide"}), given=Given(guides=read), search=SEARCH
    )

    found = {(g.post.guide_id, g.post.slot, g.rows) for g in proposal.groups}
    assert found == {("B", "Mon", (0, 1, 2, 3)), ("A", "Tue", (4, 5, 6, 7))}


def test_too_few_guides_say_how_many_more(make):
    own = ["Mon"] * 4 + ["Tue"] * 4
    roster, read = make(own, ["guide_id,slots", "B,Mon"])

    proposal = propose(
        roster, program({"kind": "guide"}), given=Given(guides=read), search=SEARCH
    )

    assert np.flatnonzero(proposal.labels < 0).tolist() == [4, 5, 6, 7]
    assert proposal.clashes[0].cure == "1 more guide at Tue would seat them."
    assert proposal.clashes[0].leader_ids == ("L4", "L5", "L6", "L7")


def test_no_guide_for_anybody_is_infeasible(make):
    roster, read = make(["Mon"] * 8, ["guide_id,capacity", "B,0"])

    with pytest.raises(InfeasibleError, match="2 more guides at Mon would seat them"):
        pose(roster, program({"kind": "guide"}), given=Given(guides=read))


def test_a_guide_rule_needs_its_file(make):
    roster, _ = make(["Mon"] * 8, ["guide_id", "B"])

    with pytest.raises(ProgramError, match="give one with --guides"):
        pose(roster, program({"kind": "guide"}))


def test_a_soft_rule_leaves_groups_without_a_guide(make):
    roster, read = make(["Mon"] * 4 + ["Tue"] * 4, ["guide_id,slots", "B,Mon"])
    rules = ({"kind": "guide", "soft": True}, {"kind": "share", "column": "slots"})

    proposal = propose(roster, program(*rules), given=Given(guides=read), search=SEARCH)

    assert (proposal.labels >= 0).all()
    assert sorted(g.post.guide_id for g in proposal.groups) == ["", "B"]
    (outcome,) = [rule for rule in proposal.rules if rule.kind == "guide"]
    assert (outcome.soft, outcome.n_broken) == (True, 1)


def test_a_wish_decides_between_guides(make):
    guides = ["guide_id,capacity,prefers", "A,1,", "B,1,L5"]
    roster, read = make(["Mon"] * 4 + ["Tue"] * 4, guides)
    rules = ({"kind": "guide"}, {"kind": "share", "column": "slots"})

    proposal = propose(roster, program(*rules), given=Given(guides=read), search=SEARCH)

    assert {g.post.guide_id: 5 in g.rows for g in proposal.groups} == {
        "A": False,
        "B": True,
    }


def test_groups_keep_their_guide_and_slot(make, tmp_path):
    guides = [
        "guide_id,slots,groups",
        "A,Mon; Tue,South @ Tue",
        "B,Mon; Tue,North @ Mon",
    ]
    roster, read = make(["Mon; Tue"] * 8, guides)
    rows = [f"L{i},{'North' if i < 4 else 'South'}" for i in range(8)]
    (tmp_path / "groups.csv").write_text(
        "\n".join(["leader_id,group_id", *rows]), "utf-8"
    )
    given = Given(seating=read_seating(tmp_path / "groups.csv", roster), guides=read)

    proposal = propose(roster, program({"kind": "guide"}), given=given, search=SEARCH)

    posts = {g.group_id: (g.post.guide_id, g.post.slot) for g in proposal.groups}
    assert posts == {"North": ("B", "Mon"), "South": ("A", "Tue")}
    assert not any(g.post.is_changed for g in proposal.groups)


def seat(roster, groups, path):
    """Write who sits where, and read it back."""
    rows = [f"{i},{g}" for i, g in zip(roster.leader_ids, groups, strict=True) if g]
    path.write_text("\n".join(["leader_id,group_id", *rows]), "utf-8")
    return read_seating(path, roster)


def test_a_group_that_is_too_large_is_split_where_a_guide_has_room(make, tmp_path):
    guides = ["guide_id,slots,groups", "A,Mon,North @ Mon", "B,Tue,"]
    roster, read = make(["Mon"] * 3 + ["Mon; Tue"] * 5, guides)
    given = Given(
        seating=seat(roster, ["North"] * 8, tmp_path / "groups.csv"), guides=read
    )

    proposal = propose(roster, program({"kind": "guide"}), given=given, search=SEARCH)

    assert (proposal.labels >= 0).all()
    check_posts(proposal, read, {})
    posts = {g.post.guide_id: (g.post.slot, len(g.rows)) for g in proposal.groups}
    assert posts == {"A": ("Mon", 4), "B": ("Tue", 4)}


def test_many_newcomers_get_groups_of_their_own(make, tmp_path):
    guides = ["guide_id,capacity,slots,groups", "A,1,Mon,North @ Mon", "B,2,Mon; Tue,"]
    roster, read = make(["Mon"] * 8 + ["Tue"] * 4, guides)
    groups = ["North"] * 4 + [""] * 8
    given = Given(seating=seat(roster, groups, tmp_path / "groups.csv"), guides=read)

    proposal = propose(roster, program({"kind": "guide"}), given=given, search=SEARCH)

    assert (proposal.labels >= 0).all()
    check_posts(proposal, read, {})
    assert len(proposal.groups) == 3


def test_a_split_without_a_guide_is_told_not_made(make, tmp_path):
    roster, read = make(["Mon"] * 8, ["guide_id,slots,groups", "A,Mon,North @ Mon"])
    seating = seat(roster, ["North"] * 8, tmp_path / "groups.csv")

    proposal = propose(
        roster,
        program({"kind": "guide"}),
        given=Given(seating=seating, guides=read),
        search=SEARCH,
    )

    assert len(proposal.groups) == 1
    assert any("1 more guide" in clash.cure for clash in proposal.clashes)


def test_a_member_leads_where_some_are_marked(make):
    marks = ["yes" if i in (1, 6) else "no" for i in range(8)]
    roster, _ = make([""] * 8, ["guide_id", "B"], marks)
    rule = {"kind": "guide", "column": "moderator"}

    proposal = propose(roster, program(rule), search=SEARCH)

    assert sorted(g.post.guide_id for g in proposal.groups) == ["L1", "L6"]


def test_nobody_marked_is_refused(make):
    roster, _ = make([""] * 8, ["guide_id", "B"], ["no"] * 8)

    with pytest.raises(ProgramError, match="nobody is marked"):
        pose(roster, program({"kind": "guide", "column": "moderator"}))


def test_guides_asked_for_twice_are_refused(make):
    roster, read = make(["Mon"] * 8, ["guide_id", "B"])
    rules = ({"kind": "guide"}, {"kind": "guide", "capacity": 2})

    with pytest.raises(ProgramError, match="asked for twice"):
        pose(roster, program(*rules), given=Given(guides=read))


def test_a_guides_file_that_no_rule_uses_is_told(make):
    marks = ["yes" if i in (1, 6) else "no" for i in range(8)]
    roster, read = make([""] * 8, ["guide_id", "B"], marks)
    rule = {"kind": "guide", "column": "moderator"}

    posed = pose(roster, program(rule), given=Given(guides=read))

    assert any("guides.csv is not used" in remark for remark in posed.remarks)


def best_by_trying(roster, guides, sizes):
    """Seat the most leaders of all groupings whose groups can all be led."""
    supply = find_supply(guides, roster, capacity=None, per_slot=1)
    joins, most = supply.joins(), 0
    for labels in product((-1, 0, 1), repeat=len(roster)):
        chosen = np.array(labels)
        rows = [np.flatnonzero(chosen == g) for g in (0, 1)]
        rows = [own for own in rows if own.size]
        if all(sizes[0] <= own.size <= sizes[1] for own in rows):
            ways = [np.flatnonzero(joins[own].all(axis=0)) for own in rows]
            for cells in product(*ways):
                led = np.bincount(supply.guide[list(cells)], minlength=len(guides))
                if (led <= supply.capacity).all() and len(set(cells)) == len(cells):
                    most = max(most, int((chosen >= 0).sum()))
    return most


@pytest.mark.parametrize("seed", range(6))
def test_small_rosters_are_seated_as_well_as_by_trying_everything(make, seed):
    rng = np.random.default_rng(seed)
    own = [
        "; ".join(rng.choice(SLOTS, rng.integers(1, 3), replace=False))
        for _ in range(8)
    ]
    guides = ["guide_id,capacity,slots"]
    guides += [f"C{d},1,{rng.choice(SLOTS)}" for d in range(2)]
    roster, read = make(own, guides)
    asked = program({"kind": "guide"}, low=3, target=3, high=4)
    best = best_by_trying(roster, read, (3, 4))

    if best == 0:
        with pytest.raises(InfeasibleError):
            pose(roster, asked, given=Given(guides=read))
        return
    proposal = propose(roster, asked, given=Given(guides=read), search=SEARCH)

    assert int((proposal.labels >= 0).sum()) == best
    check_posts(proposal, read, {})


def test_the_day_is_no_matter_to_guides(make):
    roster, read = make(["Mon"] * 8, ["guide_id,capacity", "B,2"])
    given = Given(guides=read, as_of=date(2026, 6, 1))

    assert pose(roster, program({"kind": "guide", "per_slot": 2}), given=given)
