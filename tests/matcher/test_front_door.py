"""The front door as a library: a roster and a program in, a proposal out."""

import numpy as np
import pytest

from matcher import (
    Given,
    SearchParams,
    load_program,
    propose,
    read_relations,
    read_roster,
)
from matcher.errors import InfeasibleError, ProgramError
from matcher.grouping import MaxIterations

TRADES = ("Software", "Construction", "Banking", "Hospitals", "Farming", "Trucking")
QUICK = SearchParams(MaxIterations(4))


@pytest.fixture
def roster(tmp_path):
    lines = ["leader_id,name,company,industry,revenue,employees"]
    lines += [
        f"L-{i:02d},Person {i},Firm {i},{TRADES[i % 6]},{1_000_000 + 50 * i},{9 + i}"
        for i in range(36)
    ]
    path = tmp_path / "roster.csv"
    path.write_text("\n".join(lines))
    return read_roster(path)


def program(tmp_path, text):
    path = tmp_path / "program.toml"
    path.write_text("[size]\nmin = 5\ntarget = 6\nmax = 7\n" + text)
    return load_program(path)


CAP = '[variety]\nindustry = 1.0\n[[rule]]\nkind = "at_most"\ncolumn = "industry"\n'


def test_every_leader_is_in_exactly_one_group_or_unplaced(roster, tmp_path):
    proposal = propose(roster, program(tmp_path, CAP), search=QUICK)
    rows = [row for group in proposal.groups for row in group.rows]

    assert sorted(rows) == list(range(36))
    for number, group in enumerate(proposal.groups):
        assert (proposal.labels[list(group.rows)] == number).all()
    ids = [group.group_id for group in proposal.groups]
    assert ids == sorted(set(ids))
    assert [place.leader_id for place in proposal.placements] == list(roster.leader_ids)


def test_groups_of_all_trades_meet_the_bound(roster, tmp_path):
    """Six trades of six and groups of six: one of each is the best there is."""
    proposal = propose(roster, program(tmp_path, CAP), search=QUICK)

    assert proposal.score == pytest.approx(proposal.bound)
    assert proposal.gap == pytest.approx(0.0, abs=1e-9)
    assert proposal.score > proposal.random_score


def test_same_seed_and_iterations_same_groups_on_any_threads(roster, tmp_path):
    asked = program(tmp_path, CAP)

    one, two = (
        propose(roster, asked, seed=3, search=SearchParams(MaxIterations(4), n_threads))
        for n_threads in (1, 2)
    )

    assert (one.labels == two.labels).all()
    assert one.score == two.score


def test_pins_name_groups_and_hold_people_there(roster, tmp_path):
    pins = CAP + "".join(
        f'[[rule]]\nkind = "pin"\nleader = "L-{i:02d}"\ngroup = "North"\n'
        for i in (0, 1)
    )

    proposal = propose(roster, program(tmp_path, pins), search=QUICK)
    places = {place.leader_id: place for place in proposal.placements}

    for leader_id in ("L-00", "L-01"):
        assert places[leader_id].group_id == "North"
        assert places[leader_id].locked
    assert not places["L-05"].locked


def test_declared_relations_keep_people_apart_and_together(roster, tmp_path):
    path = tmp_path / "relations.csv"
    path.write_text(
        "leader_id,other_id,kind,level,until,source\n"
        "L-00,L-07,conflict,no,,private\n"
        "L-02,L-09,together,,,\n"
    )
    rules = CAP + (
        '[[rule]]\nkind = "apart"\nrelation = "conflict"\n'
        '[[rule]]\nkind = "together"\nrelation = "together"\n'
    )

    proposal = propose(
        roster,
        program(tmp_path, rules),
        given=Given(read_relations(path, roster)),
        search=QUICK,
    )

    labels = proposal.labels
    assert labels[0] != labels[7] or labels[0] == -1
    assert labels[2] == labels[9] >= 0


def test_one_industry_under_a_cap_names_the_clash(tmp_path):
    path = tmp_path / "roster.csv"
    lines = [f"L{i},Firm {i},Software,{100 + i}" for i in range(20)]
    path.write_text("\n".join(["leader_id,company,industry,employees", *lines]))
    rules = CAP.replace("industry = 1.0", "size = 1.0")

    said = "No two from the same industry: 20 leaders"
    with pytest.raises(InfeasibleError, match=said):
        propose(read_roster(path), program(tmp_path, rules), search=QUICK)


def test_too_few_leaders_for_one_group_say_so(roster, tmp_path):
    path = tmp_path / "big.toml"
    path.write_text("[size]\nmin = 40\nmax = 50\ntarget = 45\n[variety]\nsize = 1.0\n")

    with pytest.raises(InfeasibleError, match="36 leaders, fewer than the 40"):
        propose(roster, load_program(path), search=QUICK)


def test_a_facet_that_does_not_exist_is_named_with_the_nearest(roster, tmp_path):
    with pytest.raises(ProgramError, match="industry"):
        propose(roster, program(tmp_path, "[variety]\nindustri = 1.0\n"), search=QUICK)


def test_provenance_holds_what_a_replay_needs(roster, tmp_path):
    proposal = propose(roster, program(tmp_path, CAP), seed=9, search=QUICK)
    facts = proposal.provenance

    assert facts["seed"] == 9
    assert facts["sha256"]["roster"] == roster.sha256
    assert len(facts["schedule"]) >= facts["n_iterations"]
    assert facts["versions"].keys() >= {"peermatch", "python", "numpy", "numba"}
    assert np.isfinite(facts["schedule"]).all()
