"""What the report and proposal.json say of the health of groups."""

import dataclasses
import json

import pytest

from matcher.explain.continuity import Forecast
from matcher.explain.fairness import Segment
from matcher.explain.faultline import GroupCamps
from matcher.explain.health import Health
from service.pages.health import health_view
from service.pages.report import render_report
from service.workflows.exports import proposal_json
from service.workflows.health import health_document
from tests.proposals import made_proposal, made_roster, made_table


def segment(verdict="within chance", name="below 10 people"):
    return Segment("size", name, 12, 0.98, 1.0, -0.05, 0.01, 0.4, verdict)


@pytest.fixture(scope="module")
def proposal():
    """Four groups of ten, the third divided, the last likely to fold."""
    made = made_proposal(made_roster(made_table(40)), n_groups=4)
    camps = (
        GroupCamps(0.1, 2, 8),
        GroupCamps(0.2, 3, 7),
        GroupCamps(0.6, 4, 6, ("stage",)),
    )
    health = Health(
        camps=(*camps, GroupCamps(0.0)),
        faultline=0.22,
        random_faultline=0.15,
        faultline_price=0.5,
        segments=(segment(),),
        forecasts=(
            *(Forecast(10, 1.5, 0.02) for _ in range(3)),
            Forecast(10, 4.0, 0.4),
        ),
        basis="the tenure of 40 members",
    )
    return dataclasses.replace(made, health=health)


def test_the_section_tells_each_of_its_four_parts(proposal):
    page = render_report(proposal)

    assert "The program protects the weakest groups (protect = 0.2)." in page
    assert (
        "The mean faultline is 0.22; random groups of the same sizes have 0.15." in page
    )
    assert "faultline 0.60: two camps of 4 and 6, apart in stage" in page
    assert "No segment sits in worse groups than chance would have it." in page
    assert "Size: below 10 people" in page
    assert "a chance of 40%; 10 leaders now" in page
    assert "About 8 leaders may leave within a year" in page


def test_only_groups_worth_a_look_are_named(proposal):
    view = health_view(proposal)

    assert [group for group, _ in view.split] == ["G03"]
    assert [group for group, _ in view.leaving] == ["G04"]


def test_a_segment_that_sits_badly_is_told_in_a_sentence(proposal):
    health = dataclasses.replace(proposal.health, segments=(segment("worse"),))

    view = health_view(dataclasses.replace(proposal, health=health))

    assert view.fairness == (
        "Size below 10 people: 12 leaders sit in groups of mean score 0.98, all others "
        "1.00: worse than chance."
    )


def test_what_is_not_known_is_not_mentioned(proposal):
    silent = dataclasses.replace(proposal, health=Health())

    page = render_report(silent)

    assert "How healthy the groups are" in page
    for word in ("Camps</h3>", "Fairness</h3>", "Continuity</h3>"):
        assert word not in page
    unexamined = dataclasses.replace(proposal, health=None)
    assert "How healthy" not in render_report(unexamined)


def test_names_of_segments_are_data(proposal):
    hostile = segment(name="<script>alert(1)</script>")
    health = dataclasses.replace(proposal.health, segments=(hostile,))

    page = render_report(dataclasses.replace(proposal, health=health))

    assert "<script>alert(1)" not in page


def test_machines_get_the_figures(proposal):
    told = json.loads(proposal_json(proposal))["health"]

    assert told["faultline_price"] == 0.5
    assert told["groups"][2] == {
        "group_id": "G03",
        "faultline": 0.6,
        "camps": [4, 6],
        "apart_in": ["stage"],
        "n_leaving": 1.5,
        "fold_share": 0.02,
    }
    assert told["fairness"][0]["verdict"] == "within chance"
    assert told["continuity_basis"] == "the tenure of 40 members"
    assert health_document(dataclasses.replace(proposal, health=None)) == {}
