"""Where a full seating exists, guides and slots are found that seat everyone."""

import numpy as np
import pytest

from matcher.front_door import SearchParams, propose
from matcher.given import Given
from matcher.grouping import MaxIterations, MaxRuntime, Replay, check_labels
from matcher.guiding.supply import find_supply
from matcher.leading import settle_plan
from matcher.pose import pose
from matcher.program.read import parse_program
from matcher.roster.guides import read_guides
from matcher.roster.read import read_roster

SLOTS = ("Mon", "Tue", "Wed", "Thu", "Fri")
INDUSTRIES = ("Banking", "Software", "Retail", "Trucking", "Farming", "Insurance")
SIZE = 6
SEARCH = SearchParams(MaxIterations(5))
PROGRAM = {
    "size": {"min": 5, "target": 6, "max": 7, "fold_at": 2},
    "variety": {"industry": 1.0},
    "conflicts": {"derived": False},
    "rule": [
        {"kind": "guide"},
        {"kind": "at_most", "column": "industry", "count": 2},
        {"kind": "spread", "column": "revenue", "ratio": 5},
        {"kind": "not_only", "column": "gender"},
    ],
}


def seat_by_hand(rng, n_groups):
    """Draw groups that keep every rule, each with a guide at a slot; then forget them.

    Every guide is needed, at one of two slots, for one group.
    """
    rows, guides = [], []
    for g in range(n_groups):
        slot = rng.integers(len(SLOTS))
        guides.append(
            f"C{g},1,{SLOTS[slot]}; {rng.choice(SLOTS)},L{(g - 1) % n_groups * SIZE}"
        )
        base = rng.uniform(6.0, 7.5)
        for i in range(SIZE):
            own = {SLOTS[slot], *rng.choice(SLOTS, rng.integers(0, 2), replace=False)}
            revenue = round(10 ** (base + rng.uniform(0.0, 0.69)))
            gender = "f" if i < 2 else "m"
            rows.append(f"{INDUSTRIES[i]},{revenue},{gender},{'; '.join(sorted(own))}")
    return [f"L{i},{row}" for i, row in enumerate(rows)], guides


@pytest.fixture
def known(tmp_path):
    """Write a roster with a known full seating, and read it back."""

    def _known(seed, n_groups=10):
        rng = np.random.default_rng(seed)
        rows, guides = seat_by_hand(rng, n_groups)
        head = "leader_id,industry,revenue,gender,slots"
        lines = [head, *rng.permutation(rows).tolist()]
        (tmp_path / "roster.csv").write_text("\n".join(lines), "utf-8")
        lines = ["guide_id,capacity,slots,avoids", *guides]
        (tmp_path / "guides.csv").write_text("\n".join(lines), "utf-8")
        roster = read_roster(tmp_path / "roster.csv")
        return roster, read_guides(tmp_path / "guides.csv", roster)

    return _known


def all_can_come(proposal, guides):
    """Tell from the files alone whether each member can come to their group's post."""
    supply = find_supply(guides, proposal.roster, capacity=None, per_slot=1)
    seen = set()
    for group in proposal.groups:
        d = supply.guide_ids.index(group.post.guide_id)
        s = supply.slot_names.index(group.post.slot)
        rows = list(group.rows)
        cells = zip(supply.guide.tolist(), supply.slot.tolist(), strict=True)
        suits = supply.suits[rows, s].all() and not supply.avoided[rows, d].any()
        if d in seen or (d, s) not in set(cells) or not suits:
            return False
        seen.add(d)
    return True


@pytest.mark.parametrize("seed", range(6))
def test_a_full_seating_is_found_where_there_is_one(known, seed):
    roster, guides = known(seed)

    proposal = propose(
        roster, parse_program(PROGRAM), given=Given(guides=guides), search=SEARCH
    )

    assert (proposal.labels >= 0).all()
    assert all_can_come(proposal, guides)


def plan_of(roster, guides, seed=0):
    posed = pose(roster, parse_program(PROGRAM), given=Given(guides=guides))
    return posed, *settle_plan(posed, share=lambda: 0.0, seed=seed, tell=lambda _: None)


def test_a_mended_plan_keeps_every_rule_and_seats_more(known):
    n_mended = 0
    for seed in (2, 4):
        _, posed, labels = plan_of(*known(seed))

        if labels is not None:
            n_mended += 1
            assert check_labels(posed.problem, labels) == ()
            assert posed.rules.guiding.cells.size == posed.problem.sizes.n_groups
    assert n_mended > 0  # else nothing was tested


def test_the_same_seed_mends_the_same_way(known):
    roster, guides = known(0)

    one, two = (plan_of(roster, guides)[1:] for _ in range(2))

    cells = [posed.rules.guiding.cells.tolist() for posed, _ in (one, two)]
    assert cells[0] == cells[1]


def test_a_timed_run_is_replayed_with_its_plan(known):
    roster, guides = known(0)
    given, program = Given(guides=guides), parse_program(PROGRAM)
    stop = SearchParams(MaxRuntime(1.0))
    first = propose(roster, program, given=given, search=stop, seed=3)

    schedule = tuple(first.provenance["schedule"])
    again = propose(
        roster, program, given=given, search=SearchParams(Replay(schedule)), seed=3
    )

    assert again.labels.tolist() == first.labels.tolist()
    assert [g.post for g in again.groups] == [g.post for g in first.groups]


def test_a_run_without_time_to_spare_still_keeps_the_rules(known):
    roster, guides = known(0)
    posed = pose(roster, parse_program(PROGRAM), given=Given(guides=guides))

    mended, labels = settle_plan(posed, share=lambda: 1.0, seed=0, tell=lambda _: None)

    if labels is not None:
        assert check_labels(mended.problem, labels) == ()
    assert mended.program is posed.program
