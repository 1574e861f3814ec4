"""The field's test "Only": nobody is the only woman, and what that costs is shown."""

from collections import Counter

import pytest

from matcher.explain.prices import price_rules
from matcher.front_door import SearchParams, propose
from matcher.grouping import MaxIterations
from matcher.pose import pose
from matcher.program.read import load_program
from matcher.roster.read import read_roster

TRADES = ("Software", "Construction", "Hospital", "Farming", "Hotel", "Trucking")
PROGRAM = """
protect = 0.0
[size]
min = 10
target = 10
max = 10
[variety]
industry = 1.0
[conflicts]
derived = false
[faultline]
price = 0.0
"""
RULE = """
[[rule]]
kind = "not_only"
column = "gender"
value = "woman"
"""


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    """Sixty leaders; the seven women are the only bankers, so variety parts them."""
    path = tmp_path_factory.mktemp("only") / "roster.csv"
    women = [f"W{i},Banking,Female" for i in range(7)]
    men = [f"M{i},{TRADES[i % 6]},Male" for i in range(53)]
    path.write_text("\n".join(["leader_id,industry,gender", *women, *men]), "utf-8")
    return read_roster(path)


@pytest.fixture
def read(tmp_path):
    def _read(text):
        path = tmp_path / "program.toml"
        path.write_text(text, encoding="utf-8")
        return load_program(path)

    return _read


def women_in_groups(proposal):
    counts = Counter(int(proposal.labels[row]) for row in range(7))
    return sorted(counts.values(), reverse=True)


def test_without_the_rule_variety_leaves_some_alone(roster, read):
    search = SearchParams(MaxIterations(10))

    proposal = propose(roster, read(PROGRAM), search=search)

    assert women_in_groups(proposal) == [2, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("seed", range(2))
def test_seven_women_in_six_groups_are_never_alone(roster, read, seed):
    search = SearchParams(MaxIterations(10))

    proposal = propose(roster, read(PROGRAM + RULE), search=search, seed=seed)

    assert (proposal.labels >= 0).all()
    assert len(proposal.groups) == 6
    assert women_in_groups(proposal) in ([3, 2, 2], [4, 3])
    (rule,) = [rule for rule in proposal.rules if rule.kind == "not_only"]
    assert rule.sentence == "nobody is the only woman in a group"
    assert rule.n_broken == 0


@pytest.mark.slow
def test_what_the_rule_costs_is_shown(roster, read):
    posed = pose(roster, read(PROGRAM + RULE))

    (price,) = price_rules(posed, n_seeds=2)

    assert price.score.low > 0.0
    assert price.unplaced.mean == 0.0
