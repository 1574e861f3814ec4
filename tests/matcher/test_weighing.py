"""A soft rule on guides counts in the search at its price."""

import pytest

from matcher.front_door import SearchParams, propose
from matcher.given import Given
from matcher.grouping import MaxIterations
from matcher.program.read import parse_program
from matcher.roster.guides import read_guides
from matcher.roster.read import read_roster
from matcher.roster.seating import read_seating

SIZE = {"min": 5, "target": 6, "max": 7, "fold_at": 2}
TRADES = ("Software", "Construction", "Hospital", "Bank", "Farm", "Hotel")
SEARCH = SearchParams(MaxIterations(4))


def program(price):
    guide = {"kind": "guide", "soft": True, "price": price, "per_slot": 2}
    return parse_program(
        {
            "size": SIZE,
            "variety": {"industry": 1.0},
            "conflicts": {"derived": False},
            "faultline": {"price": 0.0},
            "rule": [guide],
        }
    )


@pytest.fixture
def chapter(tmp_path):
    """Half can come on Monday only and are of three trades, half on Tuesday."""
    rows = []
    for k in range(24):
        day = "Mon" if k % 2 else "Tue"
        trade = TRADES[k // 2 % 3] if day == "Mon" else TRADES[3 + k // 2 % 3]
        rows.append(f"L{k:02d},{trade},{day}")
    (tmp_path / "r.csv").write_text("\n".join(["leader_id,industry,slots", *rows]))
    roster = read_roster(tmp_path / "r.csv")

    def _guides(*lines):
        head = "guide_id,capacity,slots,groups"
        (tmp_path / "g.csv").write_text("\n".join([head, *lines]))
        return read_guides(tmp_path / "g.csv", roster)

    def _seating(home):
        seats = [f"{who},{group}" for who, group in home.items()]
        (tmp_path / "s.csv").write_text("\n".join(["leader_id,group_id", *seats]))
        return read_seating(tmp_path / "s.csv", roster)

    return roster, _guides, _seating


def n_led(proposal):
    return sum(bool(group.post.guide_id) for group in proposal.groups)


def test_a_dear_guide_forms_groups_and_a_cheap_one_does_not(chapter):
    """Mixing both days scores more; groups of one day have guides."""
    roster, guides, _ = chapter
    given = Given(guides=guides("C1,2,Mon,", "C2,2,Tue,"))

    cheap, dear = (
        propose(roster, program(price), given=given, search=SEARCH)
        for price in (0.01, 50.0)
    )

    assert n_led(dear) == 4
    assert n_led(cheap) < 4
    assert cheap.score > dear.score
    assert (dear.labels >= 0).all()


def test_who_has_no_guide_still_has_a_group(chapter):
    roster, guides, _ = chapter
    given = Given(guides=guides("C1,1,Mon,"))

    proposal = propose(roster, program(50.0), given=given, search=SEARCH)

    assert (proposal.labels >= 0).all()
    assert n_led(proposal) == 1


def test_newcomers_leave_a_group_the_guide_it_has(chapter):
    """Of two groups with room the one that meets when the newcomer can is joined."""
    roster, guides, seating = chapter
    days = roster.table["slots"].tolist()
    home = {}
    for k, who in enumerate(roster.leader_ids[:20]):
        home[who] = f"{days[k]} {k // 12}"
    given = Given(
        seating=seating(home),
        guides=guides(
            "C1,2,Mon,Mon 0 @ Mon; Mon 1 @ Mon", "C2,2,Tue,Tue 0 @ Tue; Tue 1 @ Tue"
        ),
    )

    kept = propose(roster, program(50.0), given=given, search=SEARCH)

    seats = {place.leader_id: place.group_id for place in kept.placements}
    for k, who in enumerate(roster.leader_ids):
        assert days[k] in seats[who]
    assert n_led(kept) == 4
    assert not any(group.post.is_changed for group in kept.groups)
