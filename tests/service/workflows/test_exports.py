import csv
import dataclasses
import io
import json

import pytest

from matcher import SearchParams, load_program, propose, read_roster
from matcher.grouping import MaxIterations
from service.workflows.exports import groups_csv, proposal_json, unplaced_csv


@pytest.fixture(scope="module")
def proposal(tmp_path_factory):
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    trades = ("Farming", "Banking", "Software", "Hotels", "Mining")
    lines = [f"L{i},Firm {i},{trades[i % 5]}" for i in range(18)]
    path.write_text("\n".join(["leader_id,company,industry", *lines]))
    search = SearchParams(MaxIterations(2))
    return propose(read_roster(path), load_program("circle"), search=search)


def with_reason(proposal, row, reason):
    places = list(proposal.placements)
    places[row] = dataclasses.replace(places[row], reason=reason)
    return dataclasses.replace(proposal, placements=tuple(places))


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_reason_can_become_a_formula(proposal, start):
    changed = with_reason(proposal, 0, f"{start}HYPERLINK(1)")

    cells = [
        row["reason"]
        for row in (*read(groups_csv(changed)), *read(unplaced_csv(changed)))
    ]

    assert f"'{start}HYPERLINK(1)" in cells
    assert not any(cell.startswith(start) for cell in cells)


def test_csv_files_together_hold_everyone_once(proposal):
    ids = [
        row["leader_id"]
        for row in (*read(groups_csv(proposal)), *read(unplaced_csv(proposal)))
    ]

    assert sorted(ids) == sorted(proposal.roster.leader_ids)


def test_json_has_no_word_for_what_is_not_a_number(proposal):
    changed = dataclasses.replace(proposal, bound=float("inf"), gap=float("nan"))

    document = json.loads(proposal_json(changed), parse_constant=pytest.fail)

    assert document["summary"]["bound"] is None
    assert document["summary"]["gap"] is None


def test_the_same_proposal_gives_the_same_bytes(proposal):
    assert proposal_json(proposal) == proposal_json(dataclasses.replace(proposal))
