import dataclasses
import itertools
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.explain.facts import sentence, with_names
from matcher.proposal import Clash, FacetScore, Proposal, RuleOutcome, ValueScore
from service.pages.report import MAX_CHARACTERS, MAX_LISTED, render_report
from service.pages.view import (
    against_random,
    key_figures,
    percent,
    size_words,
    summary_words,
)
from service.terminal import print_proposal
from service.workflows.exports import plain_table, summary
from tests.proposals import made_proposal, made_roster, made_table

VOID = {"meta", "link", "br", "input"}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 191 }}{% raw %}",
    "</style></title></bdi></td>",
    "javascript:alert(1)",
    "\u202egnp.exe\u2066 reversed",
    "x" * 10_000,
    "\U0001f469\u200d\U0001f680 caf\u00e9 \u4f60\u597d",
    "a\x00b\x1b[31mc\r\nd",
    "&lt;b&gt; &amp; O'Brien",
]


class Page(HTMLParser):
    """Reads a page strictly: every element that opens has to close, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


@pytest.fixture(scope="module")
def proposal() -> Proposal:
    return made_proposal(made_roster(made_table(60)), n_groups=6, n_unplaced=3)


@pytest.fixture(scope="module")
def page(proposal: Proposal) -> Page:
    return Page(render_report(proposal))


def test_the_same_proposal_gives_the_same_bytes(proposal):
    again = made_proposal(made_roster(made_table(60)), n_groups=6, n_unplaced=3)

    assert render_report(proposal) == render_report(again)


def test_every_element_is_closed_and_every_id_is_given_once(page):
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]

    assert page.open == []
    assert len(ids) == len(set(ids))


def test_nothing_is_asked_of_any_network(page, proposal):
    addresses = [
        value
        for _, attrs in page.tags
        for name, value in attrs.items()
        if name in {"src", "href", "xlink:href", "action", "srcset", "poster"}
    ]

    assert all(value.startswith(("#", "data:,")) for value in addresses)
    assert not re.findall(r"url\(|@import|https?:", render_report(proposal))


def test_links_lead_somewhere(page):
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    links = {attrs["href"] for tag, attrs in page.tags if tag == "a"}

    assert {link.removeprefix("#") for link in links} <= ids


def test_every_group_and_every_leader_is_on_the_page(page, proposal):
    names = dict(
        zip(proposal.roster.leader_ids, proposal.roster.table["name"], strict=True)
    )
    for group in proposal.groups:
        told = group.facts.with_names(names)
        assert group.group_id in page.text
        assert told.reason in page.text
        assert told.weakest in page.text
        assert all(line in page.text for line in told.covers)
    for placement in proposal.placements:
        told = [with_names(fact, names) for fact in placement.facts]
        assert placement.leader_id in page.text
        assert names[placement.leader_id] in page.text
        assert sentence(told) in page.text
        assert placement.group_id or placement.reason in page.text


def test_reasons_name_people_and_tell_namesakes_apart():
    table = made_table(3)
    table["name"] = ["Ann Lee", "Ann Lee", "Bo Chen"]
    table["challenges"] = "hiring"
    table["gives"] = table["needs"] = None

    text = Page(render_report(made_proposal(made_roster(table), n_groups=1))).text

    assert "Hiring: shared by Ann Lee (L-001), Ann Lee (L-002) and Bo Chen" in text


def test_reasons_without_facts_are_shown_as_they_are(proposal):
    bare = dataclasses.replace(proposal.placements[0], facts=(), reason="A plain word.")
    group = dataclasses.replace(proposal.groups[0], facts=None, covers=("One line",))
    changed = dataclasses.replace(
        proposal,
        placements=(bare, *proposal.placements[1:]),
        groups=(group, *proposal.groups[1:]),
    )

    text = Page(render_report(changed)).text

    assert "A plain word." in text
    assert "One line" in text


def test_rules_clashes_remarks_and_repairs_are_on_the_page(page, proposal):
    report = proposal.roster.report
    for rule in proposal.rules:
        assert rule.sentence in page.text
    for clash in proposal.clashes:
        assert clash.sentence in page.text
        assert clash.cure in page.text
    for line in (*proposal.remarks, *report.remarks):
        assert line in page.text
    assert report.repairs[0].what in page.text
    assert f"line {report.refused[0].line}: {report.refused[0].reason}" in page.text
    assert proposal.provenance["command"] in page.text


def test_what_leaders_wrote_about_themselves_is_not_quoted(proposal):
    table = made_table(20)
    table["challenges"] = "hiring after my quarrel with Xanthippe"
    proposal = made_proposal(made_roster(table), n_groups=2)

    text = Page(render_report(proposal)).text

    assert "Hiring" in text
    assert "Xanthippe" not in text


def test_headings_go_down_one_level_at_a_time(page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_charts_say_in_words_what_they_show(page):
    charts = [attrs for tag, attrs in page.tags if tag == "svg"]

    assert len(charts) == 2
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words):
    table = made_table(12)
    for column in ("name", "company", "title", "industry", "city"):
        table[column] = words
    table["leader_id"] = [f"{words}{k}" for k in range(12)]
    facets = [f"$\\frac{{{words[:30]}", "@0@"]
    roster = made_roster(table, source=words)
    proposal = made_proposal(roster, n_groups=2, n_unplaced=1, facets=facets)
    plain = made_proposal(
        made_roster(made_table(12)), n_groups=2, n_unplaced=1, facets=["a", "b"]
    )
    plain_page = Page(render_report(plain))

    text = render_report(proposal)
    page = Page(text)

    assert text.encode("utf-8")
    assert page.open == []
    tags = [tag for tag, _ in page.tags]
    assert tags.count("script") == 1
    assert "img" not in tags
    assert tags.count("td") == [tag for tag, _ in plain_page.tags].count("td")
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\x00\x1b]", text)
    assert "x" * (MAX_CHARACTERS + 1) not in text
    assert "1337" not in text


def test_half_a_character_cannot_break_the_file(proposal):
    remarks = ("\ud800 came from a mangled file",)

    text = render_report(dataclasses.replace(proposal, remarks=remarks))

    assert b"came from a mangled file" in text.encode("utf-8")


@given(words=st.text(max_size=40))
@settings(max_examples=12)
def test_any_name_and_any_facet_can_be_shown(words):
    table = made_table(4)
    table["name"] = [words, None, "", words * 2]
    proposal = made_proposal(made_roster(table), n_groups=1, facets=[words or "x"])

    page = Page(render_report(proposal))

    assert page.open == []


def test_a_leader_without_a_name_is_shown_by_company_or_id():
    table = made_table(3)
    table["name"] = [None, "", "Zoe Quinn"]
    table["company"] = ["Harbor Freight", None, "Delta Tools"]
    proposal = made_proposal(made_roster(table), n_groups=1)

    text = render_report(proposal)

    assert '<span class="name"><bdi>Harbor Freight</bdi></span>' in text
    assert '<span class="name"><bdi>L-002</bdi></span>' in text
    assert '<span class="name"><bdi>Zoe Quinn</bdi></span>' in text


def test_a_roster_of_ids_alone_makes_a_page():
    roster = made_roster(made_table(8)[["leader_id"]])

    page = Page(render_report(made_proposal(roster, n_groups=1)))

    assert "L-008" in page.text
    assert "Industry" not in page.text


def test_a_proposal_without_groups_says_so():
    proposal = made_proposal(made_roster(made_table(5)), n_groups=0, n_unplaced=5)

    page = Page(render_report(proposal))

    assert "None of the 5 leaders could be placed." in page.text
    assert page.open == []


def test_cards_of_a_large_roster_start_closed():
    small = made_proposal(made_roster(made_table(40)), n_groups=4)
    large = made_proposal(made_roster(made_table(140)), n_groups=70)

    def is_open(proposal):
        page = Page(render_report(proposal))
        cards = [a for _, a in page.tags if a.get("class") == "card"]
        return {"open" in attrs for attrs in cards}

    assert is_open(small) == {True}
    assert is_open(large) == {False}


def test_a_roster_too_large_for_a_browser_is_shown_by_group(proposal):
    page = Page(render_report(proposal, max_people=59))

    assert all(group.group_id in page.text for group in proposal.groups)
    assert "stand in the file groups.csv" in page.text
    seated = [p for p in proposal.placements if p.group_id]
    assert seated[7].leader_id not in page.text


def test_a_program_given_by_name_alone_is_shown(proposal):
    facts = {**proposal.provenance, "program": "forum"}

    page = Page(render_report(dataclasses.replace(proposal, provenance=facts)))

    assert "forum" in page.text


def test_long_lists_of_refusals_are_cut_and_say_so(proposal):
    refused = proposal.roster.report.refused[0]
    many = tuple(dataclasses.replace(refused, line=k) for k in range(5_000))
    report = dataclasses.replace(proposal.roster.report, refused=many)
    roster = dataclasses.replace(proposal.roster, report=report)

    page = Page(render_report(dataclasses.replace(proposal, roster=roster)))

    assert f"and {5_000 - MAX_LISTED:,} more" in page.text


def test_unknown_bounds_and_flat_scores_are_shown_as_such(proposal):
    facets = (FacetScore("place", -0.5, 0.8, np.inf, 0.4),)
    group = dataclasses.replace(proposal.groups[0], score=0.0, facets={"place": np.nan})
    odd = dataclasses.replace(
        proposal,
        facets=facets,
        groups=(group,),
        labels=np.where(proposal.labels == 0, 0, -1),
        score=0.0,
        random_score=0.0,
        bound=np.inf,
    )

    page = Page(render_report(odd))

    assert "unknown" in page.text
    assert "of what is possible" not in page.text.split("How varied")[0]
    assert "inf" not in page.text.split("Data")[0].split()


def test_an_interrupted_run_says_so_at_the_top(proposal):
    stopped = dataclasses.replace(proposal, status="interrupted")

    text = Page(render_report(stopped)).text

    assert "stopped by hand" in text.split("How varied")[0]


def test_shares_of_what_is_possible_are_measured_from_random():
    proposal = made_proposal(made_roster(made_table(20)), n_groups=2)
    halfway = dataclasses.replace(proposal, score=1.1, random_score=1.0, bound=1.2)

    assert halfway.possible_share == pytest.approx(0.5)
    assert summary(halfway)["possible_share"] == halfway.possible_share
    for bound in (1.0, 0.9, np.inf, np.nan):
        unknown = dataclasses.replace(halfway, bound=bound)
        assert unknown.possible_share is None
        assert plain_table(summary(unknown))["possible_share"] is None


def test_more_than_all_that_is_possible_is_all():
    proposal = made_proposal(made_roster(made_table(20)), n_groups=2)
    rounded = dataclasses.replace(proposal, score=1.2 + 1e-9, bound=1.2)

    assert rounded.possible_share == 1.0


def test_groups_below_random_are_said_to_be_in_words_everywhere(capsys):
    proposal = made_proposal(made_roster(made_table(20)), n_groups=2)
    below = dataclasses.replace(proposal, score=0.5, random_score=1.0, bound=1.08)

    print_proposal(below)

    told = " ".join(capsys.readouterr().out.split())
    assert below.possible_share == pytest.approx(-6.25)
    assert "below random groups, which ignore the rules" in told
    assert "-625%" not in told
    assert "which ignore the rules" in summary_words(below)
    figures = [f"{f.value} {f.label} {f.note}" for f in key_figures(below)]
    assert "below random groups which ignore the rules" in figures
    assert "-625%" not in Page(render_report(below)).text


def test_the_weakest_group_is_compared_in_words(proposal):
    weakest = next(f for f in key_figures(proposal) if "weakest" in f.label)

    assert "the weakest group against an average random group" in weakest.note


def test_where_it_came_from_is_folded_and_lists_no_schedule(proposal):
    traced = {**proposal.provenance, "schedule": [5.2, 7.25], "program": {"a": False}}
    text = render_report(dataclasses.replace(proposal, provenance=traced))

    after = text.split("How to replay this run")[1]
    assert "7.25" not in text
    assert "<details" in after
    assert not re.search(r"<details[^>]* open", after)
    assert "False" not in after


def held_apart(proposal, rule="no competitors together"):
    """Let a declared relation stop every unplaced leader of a proposal."""
    ids = tuple(place.leader_id for place in proposal.placements if not place.group_id)
    return dataclasses.replace(
        proposal,
        rules=(*proposal.rules, RuleOutcome("apart", rule, False, 0, 4, "")),  # noqa: FBT003  a record
        clashes=(Clash(f"{rule}: 3 people", (), "ask", is_private=True),),
        provenance=proposal.provenance | {"relations": "relations.csv"},
    ), ids


def test_a_clash_of_declared_relations_is_not_on_the_page():
    """Beside a leader without a seat it would be as good as a name."""
    table = made_table(20)
    made = made_proposal(made_roster(table), n_groups=2, n_unplaced=3)
    proposal, ids = held_apart(made)

    page = Page(render_report(proposal)).text

    text = page.split("Not placed")[-1]
    assert "3 people" not in text
    assert "told in confidence" in text
    for leader_id in ids:
        assert leader_id in text


def test_a_page_without_relations_speaks_of_none():
    proposal = made_proposal(made_roster(made_table(20)), n_groups=2, n_unplaced=1)

    assert "in confidence" not in Page(render_report(proposal)).text


def test_scores_that_differ_by_rounding_alone_are_drawn(proposal):
    first = proposal.groups[0]
    close = np.nextafter(first.score, 2.0)
    groups = tuple(
        dataclasses.replace(group, score=float(close if k % 2 else first.score))
        for k, group in enumerate(proposal.groups)
    )
    flat = dataclasses.replace(
        proposal, groups=groups, score=first.score, random_score=first.score
    )

    assert "<svg" in render_report(flat)


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ([10, 10], "of 10 leaders"),
        ([8, 10], "of 8 to 10 leaders"),
        ([1], "of 1 leader"),
    ],
)
def test_sizes_are_said_as_people_say_them(sizes, words):
    assert size_words(sizes) == words


def test_groups_of_one_size_are_not_a_range_in_the_terminal(capsys):
    print_proposal(made_proposal(made_roster(made_table(20)), n_groups=2))

    assert "2 of 10 leaders" in " ".join(capsys.readouterr().out.split())


def test_one_leader_is_no_leaders():
    proposal = made_proposal(made_roster(made_table(1)), n_groups=1)

    page = Page(render_report(proposal))

    assert not re.search(r"(?<![\d,.])1 (leaders|groups|rows)\b", page.text)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.5, "50%"), (0.9996, "99.96%"), (0.996, "99.6%"), (1.0, "100%"), (0.0, "0%")],
)
def test_only_all_is_a_hundred_percent(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("score", "random_score", "text"),
    [
        (1.2, 1.0, "+20%"),
        (0.9, 1.0, "-10%"),
        (1.001, 1.0, "±0%"),
        (-0.3, -0.5, "+0.20"),
    ],
)
def test_scores_are_compared_with_random(score, random_score, text):
    assert against_random(score, random_score)[0] == text


def with_value(proposal):
    groups = tuple(0.4 + 0.01 * k for k in range(len(proposal.groups)))
    value = ValueScore("ab" * 32, "2026-11-22", 3.0, 0.521, 0.382, 0.7, groups)
    bundle = {
        "id": "ab" * 32,
        "metrics": {
            "is_better": True,
            "sentence": "The bundle is better than rules alone.",
            "comparisons": [{"segment": "size: 10-49", "gain": 0.0123456}] * 40,
        },
    }
    return dataclasses.replace(
        proposal, value=value, provenance={**proposal.provenance, "bundle": bundle}
    )


def test_what_was_learned_is_told_of_everyone_and_of_groups_large_enough():
    proposal = with_value(made_proposal(made_roster(made_table(23)), n_groups=6))
    large = [k for k, group in enumerate(proposal.groups) if len(group.rows) >= 4]

    page = render_report(proposal)

    assert "52% of the peers in a group to be of value, against 38%" in page
    assert page.count("Learned from feedback:") == len(large)
    assert "Learned from feedback" not in render_report(
        made_proposal(made_roster(made_table(23)), n_groups=6)
    )


def test_the_verdict_of_a_bundle_is_told_without_its_forty_comparisons():
    page = render_report(
        with_value(made_proposal(made_roster(made_table(23)), n_groups=6))
    )

    assert "The bundle is better than rules alone." in page
    assert "0.0123456" not in page
