"""What counting finds is said in the program's words, with a cure that was tried."""

import re

import pytest

from matcher.explain.clashes import describe_clashes
from matcher.foresee import foresee
from matcher.given import Given
from matcher.pose import pose
from matcher.program.read import parse_program
from matcher.roster.read import read_roster
from matcher.roster.relations import read_relations

SIZE = {"min": 8, "target": 10, "max": 12, "fold_at": 5}


@pytest.fixture
def make_roster(tmp_path):
    """Make leaders L1, L2, ... with a headcount, and with what is given."""

    def _make(n_leaders, **columns):
        header = ["leader_id", "employees", *columns]
        rows = [
            [f"L{i + 1}", 5 + i, *(values[i] for values in columns.values())]
            for i in range(n_leaders)
        ]
        lines = [",".join(map(str, row)) for row in [header, *rows]]
        path = tmp_path / "roster.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_roster(path)

    return _make


@pytest.fixture
def tie(tmp_path):
    """Tie the first leaders of a roster together."""

    def _tie(roster, n_tied):
        path = tmp_path / "relations.csv"
        lines = [f"L1,L{i + 2},together" for i in range(n_tied - 1)]
        path.write_text("leader_id,other_id,kind\n" + "\n".join(lines) + "\n", "utf-8")
        return read_relations(path, roster)

    return _tie


def clashes_of(roster, *rules, size=None, relations=None):
    table = {
        "size": size or SIZE,
        "variety": {"size": 1.0},
        "rule": [*rules],
        "conflicts": {"derived": False},
    }
    posed = pose(roster, parse_program(table), given=Given(relations))
    return describe_clashes(roster, posed)


def test_a_count_or_a_smaller_min_is_the_smallest_that_ends_the_clash(make_roster):
    hues = ["red"] * 31 + [f"hue {i}" for i in range(29)]
    roster = make_roster(60, hue=hues)
    rule = {"kind": "at_most", "column": "hue", "count": 4}

    (clash,) = clashes_of(roster, rule)

    assert "31 leaders share “red”" in clash.sentence
    count = int(re.search(r"count = (\d+) in this rule", clash.cure)[1])
    low = int(re.search(r"min = (\d+)", clash.cure)[1])
    assert clashes_of(roster, rule | {"count": count}) == ()
    assert clashes_of(roster, rule | {"count": count - 1}) != ()
    smaller = SIZE | {"min": low, "fold_at": low - 1}
    assert clashes_of(roster, rule, size=smaller) == ()
    larger = SIZE | {"min": low + 1, "fold_at": low - 1}
    assert clashes_of(roster, rule, size=larger) != ()


def test_where_not_even_one_group_can_be_filled_the_count_is_tried(make_roster):
    roster = make_roster(40, hue=["red"] * 40)
    rule = {"kind": "at_most", "column": "hue", "count": 1}

    (clash,) = clashes_of(roster, rule)
    table = {"size": SIZE, "variety": {"size": 1.0}, "rule": [rule]}
    foresight = foresee(roster, parse_program(table))

    assert "0 groups" not in clash.sentence
    assert "not even one group can be filled" in clash.sentence
    assert "Set count = 8 in this rule" in clash.cure
    assert clashes_of(roster, rule | {"count": 8}) == ()
    assert clashes_of(roster, rule | {"count": 7}) != ()
    assert foresight.verdict.startswith("Not even one group can be formed")


def test_a_derived_rule_is_cured_by_a_rule_of_ones_own(make_roster):
    roster = make_roster(60, company=["Acme"] * 29 + [f"Firm {i}" for i in range(31)])
    table = {"size": SIZE, "variety": {"size": 1.0}}
    own = [{"kind": "at_most", "column": "company", "count": 5}]

    posed = pose(roster, parse_program(table))
    (clash,) = describe_clashes(roster, posed)
    cured = pose(roster, parse_program(table | {"rule": own}))

    assert 'count = 5 in an at_most rule of your own on "company"' in clash.cure
    assert describe_clashes(roster, cured) == ()


def test_too_many_tied_together_are_cured_at_the_tie(make_roster, tie):
    roster = make_roster(60)
    rule = {"kind": "together"}
    relations = tie(roster, 15)

    (clash,) = clashes_of(roster, rule, relations=relations)

    assert clash.cure == (
        "Untie some of the 15 leaders tied together: everyone has a seat. "
        "Or set max = 15 under [size]: everyone has a seat."
    )
    assert len(clash.leader_ids) == 15
    wide = SIZE | {"max": 15}
    assert clashes_of(roster, rule, relations=relations, size=wide) == ()


def test_a_tie_against_a_rule_names_the_rule(make_roster, tie):
    roster = make_roster(60, hue=["red"] * 15 + ["blue", "green", "grey"] * 15)
    rules = [{"kind": "together"}, {"kind": "at_most", "column": "hue", "count": 5}]

    (clash,) = clashes_of(roster, *rules, relations=tie(roster, 15))

    assert "“at most five with the same hue”" in clash.sentence
    assert clash.cures[0].change == "untie some of the 15 leaders tied together"
    assert "max" not in clash.cure


def test_too_many_pins_are_cured_at_the_pins(make_roster):
    roster = make_roster(60)
    pins = [{"kind": "pin", "leader": f"L{i + 1}", "group": "North"} for i in range(15)]

    (clash,) = clashes_of(roster, *pins)

    assert clash.sentence == "15 leaders are pinned to group North, it seats 12."
    assert clash.cure == (
        "Unpin 3 leaders: everyone has a seat. "
        "Or set max = 15 under [size]: everyone has a seat."
    )
    assert clashes_of(roster, *pins, size=SIZE | {"max": 15}) == ()
    assert clashes_of(roster, *pins[:12]) == ()


def test_pins_that_break_a_rule_name_it(make_roster):
    roster = make_roster(60, hue=["red", "red"] + [f"hue {i}" for i in range(58)])
    pins = [{"kind": "pin", "leader": f"L{i + 1}", "group": "North"} for i in range(2)]

    (clash,) = clashes_of(roster, *pins, {"kind": "at_most", "column": "hue"})

    assert clash.sentence.startswith("the leaders pinned to group North break")
    assert clash.cure == (
        "Unpin 1 leader: everyone has a seat. Or set count = 2 in “no two with the "
        "same hue”: everyone has a seat. Or set soft = true in “no two with the same "
        "hue”: everyone has a seat."
    )


def test_sizes_that_do_not_split_are_cured_by_the_nearest_sizes(make_roster):
    roster = make_roster(23)
    size = {"min": 8, "target": 8, "max": 9, "fold_at": 5}

    (clash,) = clashes_of(roster, size=size)

    assert clash.cure == (
        "Set min = 7 under [size] (1 more group at most): everyone has a seat. "
        "Or set max = 12 under [size]: everyone has a seat."
    )
    assert clashes_of(roster, size=size | {"min": 7}) == ()
    assert clashes_of(roster, size=size | {"max": 12}) == ()
    assert clashes_of(roster, size=size | {"max": 11}) != ()


def test_lonely_numbers_are_cured_by_a_wider_rule(make_roster):
    roster = make_roster(40, revenue=[1_000_000] * 38 + [30_000_000] * 2)
    rule = {"kind": "spread", "column": "revenue", "ratio": 10}

    (clash,) = clashes_of(roster, rule)

    ratio = float(re.search(r"ratio = (\d+)", clash.cure)[1])
    assert clashes_of(roster, rule | {"ratio": ratio}) == ()


def test_a_category_called_like_a_group_stays_as_it_is(make_roster):
    roster = make_roster(60, hue=["group 7"] * 31 + [f"hue {i}" for i in range(29)])
    pin = {"kind": "pin", "leader": "L1", "group": "North"}

    (clash,) = clashes_of(roster, pin, {"kind": "at_most", "column": "hue", "count": 4})

    assert "“group 7”" in clash.sentence


def test_the_verdict_rests_on_a_trial(make_roster):
    table = {"size": SIZE, "variety": {"size": 1.0}}

    foresight = foresee(make_roster(60), parse_program(table))

    assert foresight.verdict == (
        "A trial found a seat for all 60 leaders under every rule."
    )


def test_a_floor_is_cured_by_a_count_or_by_larger_groups(make_roster):
    roster = make_roster(60, kind=["w"] * 7 + ["m"] * 53)
    rule = {"kind": "at_least", "column": "kind", "value": "w", "count": 2}

    (clash,) = clashes_of(roster, rule)

    assert "3 groups at most can be filled, with 36 seats for 60" in clash.sentence
    assert clash.cure == (
        "Set count = 1 in this rule: everyone has a seat. "
        "Or set max = 20 under [size]: everyone has a seat. "
        "Or set soft = true in this rule: everyone has a seat."
    )
    assert clashes_of(roster, rule | {"count": 1}) == ()
    assert clashes_of(roster, rule, size=SIZE | {"max": 20}) == ()
    assert clashes_of(roster, rule, size=SIZE | {"max": 19}) != ()


def test_a_pin_against_the_ban_of_somebody_tied_to_it_is_named(make_roster, tie):
    roster = make_roster(60)
    pin = {"kind": "pin", "leader": "L1", "group": "North"}
    ban = {"kind": "ban", "leader": "L2", "group": "North"}

    (clash,) = clashes_of(
        roster, {"kind": "together"}, pin, ban, relations=tie(roster, 2)
    )

    assert clash.sentence == (
        "2 leaders are pinned to group North, which a ban rules out."
    )
    assert clash.leader_ids == ("L1", "L2")
    assert clash.cure == (
        "Unpin 1 leader: everyone has a seat. "
        "Or take out the ban of 1 leader: everyone has a seat."
    )


def test_foes_of_one_another_are_cured_by_smaller_groups(make_roster, tmp_path):
    roster = make_roster(40)
    path = tmp_path / "foes.csv"
    pairs = [f"L{i},L{j},competitor" for i in range(1, 7) for j in range(1, i)]
    path.write_text("leader_id,other_id,kind\n" + "\n".join(pairs), "utf-8")
    relations = read_relations(path, roster)
    rule = {"kind": "apart", "relation": "competitor"}

    (clash,) = clashes_of(roster, rule, relations=relations)

    assert "6 leaders are all kept apart from one another" in clash.sentence
    assert clash.is_private
    assert clash.leader_ids == ()
    assert clash.cures[0].change.startswith("waive one declared relation (line ")
    assert clash.cures[0].n_unplaced == 0
    assert "set min = 6 under [size] (1 more group at most): everyone" in clash.cure
    assert clashes_of(roster, rule, relations=relations, size=SIZE | {"min": 6}) == ()
