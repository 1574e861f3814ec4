"""Every reason is true: its facts hold in the roster, and its text says no more."""

import dataclasses
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.explain import facts
from matcher.explain.evidence import gather_evidence
from matcher.explain.groups import FacetTable, explain_groups
from matcher.explain.placements import explain_placements
from matcher.explain.wording import times, written
from matcher.roster.roster import Roster
from tests.matcher.explain.truth import (
    is_true_of_facets,
    is_true_of_group,
    is_true_of_leader,
    people_of,
)
from tests.proposals import known_of, made_roster, made_table

CODES = ["5415", "541511", "541512", "23", "236115", "238220", "311", "722511", "31-33"]
SAID = ["hiring", "cash flow", "succession", "hiring; cash flow", "the AI of retail"]
NUMBERS = st.sampled_from([np.nan, 0.0, 1.0, 1e5, 2.5e6, 3e9])
FACET_NAMES = ("industry", "place", "size")
WEIGHTS = np.array([1.0, 0.5, 0.2])
NO_FACETS = FacetTable((), np.empty(0), np.empty((1, 0)))


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    n_leaders = draw(st.integers(1, 16))

    def column(cells: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(cells, min_size=n_leaders, max_size=n_leaders))

    said = st.none() | st.sampled_from(SAID)
    table = pd.DataFrame(
        {
            "leader_id": [f"L-{k}" for k in range(n_leaders)],
            "industry": column(st.none() | st.sampled_from(CODES)),
            "state": column(st.none() | st.sampled_from(["TX", "CA"])),
            "challenges": column(said),
            "gives": column(said),
            "needs": column(said),
            "revenue": np.array(column(NUMBERS), float),
            "employees": np.array(column(NUMBERS), float),
            "founded": np.array(
                column(st.sampled_from([np.nan, 1990.0, 2020.0])), float
            ),
        }
    )
    return made_roster(table)


@st.composite
def assignments(draw: st.DrawFn) -> tuple[Roster, np.ndarray, FacetTable]:
    roster = draw(rosters())
    groups = st.lists(st.integers(-1, 2), min_size=len(roster), max_size=len(roster))
    scores = draw(
        st.lists(st.sampled_from([0.0, 0.62, 1.0, 1.25]), min_size=9, max_size=9)
    )
    weights = draw(st.lists(st.sampled_from([-0.5, 0.3, 1.0]), min_size=3, max_size=3))
    table = FacetTable(FACET_NAMES, np.array(weights), np.array(scores).reshape(3, 3))
    return roster, np.array(draw(groups), np.intp), table


@given(assignments())
@settings(max_examples=50)
def test_every_fact_told_of_a_group_is_true(assignment):
    roster, labels, table = assignment

    reasons = explain_groups(known_of(roster), labels, facets=table)

    for g, told in enumerate(reasons):
        people = people_of(roster, np.flatnonzero(labels == g).tolist())
        for fact in (*told.mix, *told.coverage):
            assert is_true_of_group(fact, people), fact
        assert is_true_of_group(told.weakness, people), told.weakness
        for fact in told.variety:
            assert is_true_of_facets(fact, table, g), fact
        if isinstance(told.weakness, facts.LowFacet | facts.NothingWeak):
            assert is_true_of_facets(told.weakness, table, g), told.weakness


@given(assignments())
@settings(max_examples=50)
def test_every_fact_told_of_a_leader_is_true(assignment):
    roster, labels, _ = assignment

    reasons = explain_placements(known_of(roster), labels)

    for row, told in enumerate(reasons):
        rows = np.flatnonzero(labels == labels[row]).tolist()
        people = people_of(roster, rows)
        leader = people[rows.index(row)]
        assert bool(told.facts) == (labels[row] >= 0)
        for fact in told.facts:
            assert is_true_of_leader(fact, leader, people), fact


@given(assignments())
@settings(max_examples=40)
def test_text_names_what_its_facts_hold_and_nothing_else(assignment):
    roster, labels, table = assignment
    known = known_of(roster)

    groups = explain_groups(known, labels, facets=table)
    told = [(reason.reason, (*reason.mix, *reason.variety)) for reason in groups]
    told += [(reason.weakest, (reason.weakness,)) for reason in groups]
    told += [
        (reason.reason, reason.facts) for reason in explain_placements(known, labels)
    ]

    for text, own in told:
        assert not leftovers(text, own)


def leftovers(text: str, own: tuple[Any, ...]) -> set[str]:
    """Find numbers and ids in a text that none of its facts holds."""
    fields = [value for fact in own for value in dataclasses.astuple(fact)]
    held = [leaf for value in fields for leaf in flat(value)]
    numbers = [float(leaf) for leaf in held if not isinstance(leaf, str)]
    allowed = set()
    for fact in own:
        if isinstance(fact, facts.Span | facts.Uneven) and fact.low > 0:
            allowed.add(times(fact.low, fact.high))
        if isinstance(fact, facts.Industries):
            numbers.append(fact.n_leaders - fact.n_known)
    numbers += [len(value) - 3 for value in fields if isinstance(value, tuple)]
    allowed |= {f"{number:.2f}" for number in numbers}
    allowed |= {written(n, column) for n in numbers for column in ("founded", "")}
    allowed |= {leaf for leaf in held if isinstance(leaf, str)}
    return set(re.findall(r"L-\d+|\d+(?:,\d{3})*(?:\.\d+)?\w*", text)) - allowed


def flat(values: Any) -> list[Any]:
    if isinstance(values, tuple):
        return [leaf for value in values for leaf in flat(value)]
    return [values]


@pytest.mark.parametrize(
    "text",
    [
        "captain of a retail chain",  # "AI" is no evidence for "retail", nor reversed
        "we rehired nobody",  # "hired" inside another word
        "cash and flow are two words here",
    ],
)
def test_part_of_a_word_is_no_evidence(text):
    table = made_table(2)
    table["challenges"] = ["AI; hiring; cash flow", text]
    table["gives"] = table["needs"] = None
    roster = made_roster(table)
    one_group = np.zeros(2, np.intp)

    told = explain_groups(known_of(roster), one_group, facets=NO_FACETS)[0]

    assert not [line for line in told.covers if not line.startswith("Sectors")]
    assert "shares" not in explain_placements(known_of(roster), one_group)[1].reason


def test_what_leaders_wrote_is_never_quoted():
    table = made_table(6)
    words = "Zebulon and hiring after the divorce"
    for column in ("challenges", "gives", "needs", "industry", "company", "name"):
        table[column] = words
    roster = made_roster(table)
    one_group = np.zeros(6, np.intp)

    told = explain_groups(known_of(roster), one_group, facets=NO_FACETS)[0]
    reasons = explain_placements(known_of(roster), one_group)

    text = " ".join(
        [told.reason, *told.covers, told.weakest, *(r.reason for r in reasons)]
    )
    assert "Hiring" in text
    assert "zebulon" not in text.lower()
    assert "divorce" not in text.lower()


def test_renaming_groups_changes_no_reason():
    roster = made_roster(made_table(30))
    labels = np.arange(30) % 3
    scores = np.linspace(0.8, 1.4, 9).reshape(3, 3)
    order = [2, 0, 1]

    known = known_of(roster)
    told = explain_groups(
        known, labels, facets=FacetTable(FACET_NAMES, WEIGHTS, scores)
    )
    renamed = explain_groups(
        known,
        np.array(order)[labels],
        facets=FacetTable(FACET_NAMES, WEIGHTS, scores[np.argsort(order)]),
    )

    assert [renamed[g] for g in order] == list(told)


def test_a_group_without_any_knowledge_still_gets_a_sentence():
    roster = made_roster(made_table(2)[["leader_id", "name"]])
    both = np.zeros(2, np.intp)

    told = explain_groups(gather_evidence(roster), both, facets=NO_FACETS)[0]
    reasons = explain_placements(gather_evidence(roster), both)

    assert told.reason == "2 leaders of no recognised industry."
    assert told.weakest == "No weak point stands out."
    assert reasons[0].reason == (
        "Seated with 1 peer by size and rules; too little is known for more."
    )


def test_the_unplaced_get_no_reason():
    roster = made_roster(made_table(3))

    reasons = explain_placements(known_of(roster), np.array([0, 0, -1]))

    assert reasons[2].reason == ""


def test_places_have_to_be_one_a_leader():
    roster = made_roster(made_table(3))

    with pytest.raises(ValueError, match="one entry a leader, 3, got 2"):
        gather_evidence(roster, challenges=[(), ()])


def areas_told(**columns):
    table = made_table(4)[["leader_id", "name"]].assign(**columns)
    low = FacetTable(("place",), np.ones(1), np.array([[0.5]]))
    evidence = gather_evidence(made_roster(table))
    return explain_groups(evidence, np.zeros(4, np.intp), facets=low)[0].weakest


def test_leaders_of_one_country_are_not_said_to_be_of_one_state():
    same = areas_told(country="Chile")
    blank = areas_told(state=None, country="Chile")
    state = areas_told(state="WA", country="USA")
    two = areas_told(state="WA", country=["USA", "USA", "USA", "Australia"])

    assert same.endswith("4 of 4 are from the same country.")
    assert blank.endswith("4 of 4 are from the same country.")
    assert state.endswith("4 of 4 are from the same state.")
    assert two.endswith("3 of 4 are from the same state.")


def test_a_number_without_spread_is_left_out():
    table = made_table(3)[["leader_id", "name"]].assign(
        revenue=[3_000_000.0, 3_000_400.0, np.nan], employees=[10.0, 10.0, 40.0]
    )
    evidence = gather_evidence(made_roster(table))
    one_group = np.zeros(3, np.intp)

    told = explain_groups(evidence, one_group, facets=NO_FACETS)[0]
    reasons = explain_placements(evidence, one_group)

    assert "revenue" not in told.reason
    assert "headcount 10 to 40" in told.reason
    assert reasons[0].reason == "Headcount 10 in a group from 10 to 40."
    assert (
        "too little is known"
        in explain_placements(evidence, np.array([0, 0, -1]))[0].reason
    )


def test_themes_are_not_set_in_marks_like_quoted_words():
    roster = made_roster(made_table(30))

    reasons = explain_placements(known_of(roster), np.arange(30) % 3)

    text = " ".join(reason.reason for reason in reasons)
    assert "shares the theme " in text.lower()
    assert "help with " in text
    assert not re.search("['\"\u2018\u2019\u201c\u201d]", text)
