"""Rules of a program become the solver's arrays over one roster."""

from datetime import date

import numpy as np
import pytest

from matcher.errors import ProgramError
from matcher.given import Given
from matcher.grouping import rules as arrays
from matcher.program.column_rules import (
    AtLeast,
    AtMost,
    NotOnly,
    Share,
    Spread,
    Within,
)
from matcher.program.compile import compile_rules
from matcher.program.people_rules import Apart, Ban, Pin, Stay, Together
from matcher.program.program import Program
from matcher.roster.relations import read_relations
from matcher.roster.seating import Seating

AS_OF = date(2026, 6, 1)


@pytest.fixture
def roster(make_roster):
    return make_roster(
        industry=["Software", "software", "Zorbing", "Other", None, "332710"],
        revenue=[1e6, 2e6, 0.0, -5.0, np.nan, 3e7],
        gender=["f", "f", "m", "m", "x", None],
        latitude=[45.0, 46.0, np.nan, 47.0, 48.0, 45.5],
        longitude=[5.0, 6.0, 7.0, np.nan, 8.0, 5.5],
        time_zone=[
            "Europe/Paris",
            "UTC-05:00",
            "America/New_York",
            "+0530",
            "Atlantis/Centre",
            None,
        ],
        slots=["Mon AM; Tue PM", "Tue PM", "Wed", None, "Mon AM", "tue pm"],
        needs=["Finance; Sales", "sales", None, "Wholesale", "HR", "HR"],
    )


@pytest.fixture
def relations(tmp_path, roster):
    path = tmp_path / "relations.csv"
    path.write_text(
        "leader_id,other_id,kind,level,until\n"
        "L1,L2,competitor,ask,\nL2,L3,competitor,no,\n"
        "L4,L5,competitor,no,2026-05-31\nL5,L6,together,,\nL1,L6,family,no,\n",
        encoding="utf-8",
    )
    return read_relations(path, roster)


def one(roster, rule, **scene):
    program = Program(rules=(rule,), derived_conflicts=False, source="program.toml")
    compiled = compile_rules(program, roster, given=Given(as_of=AS_OF, **scene))
    assert len(compiled.items) == 1
    assert compiled.items[0].array.name == rule.sentence()
    return compiled.items[0]


def test_industries_as_stated_are_categories(roster):
    item = one(roster, AtMost("industry", count=2))

    assert isinstance(item.array, arrays.AtMost)
    assert item.array.count == 2
    assert item.array.categories.tolist() == [0, 0, 1, -1, -1, 2]
    assert item.applies_to == 4
    assert "2 leaders are free of it" in item.remark
    assert "1 leader is in an industry not recognised" in item.remark


def test_a_level_says_how_many_are_known_to_fewer_digits(make_roster):
    roster = make_roster(industry=["332710", "332999", "33", "52"])

    item = one(roster, AtMost("industry", level=4))

    assert item.array.categories.tolist() == [0, 1, 2, 3]
    assert "2 leaders are known to fewer than 4 digits" in item.remark


def test_numbers_without_a_ratio_bind_nobody(roster):
    item = one(roster, Spread("revenue", ratio=10))

    assert np.isnan(item.array.values).tolist() == [
        False,
        False,
        True,
        True,
        True,
        False,
    ]
    assert item.applies_to == 3


def test_a_difference_takes_zero_and_below(roster):
    item = one(roster, Spread("revenue", difference=1e6))

    assert item.array.difference == 1e6
    assert item.applies_to == 5


def test_the_only_one_of_a_kind_in_the_roster_is_not_kept_out(roster):
    item = one(roster, NotOnly("gender"))

    assert item.array.categories.tolist() == [0, 0, 1, 1, -1, -1]
    assert "the only one of their kind" in item.remark


def test_places_with_half_a_coordinate_bind_nobody(roster):
    item = one(roster, Within(km=80))

    assert np.isnan(item.array.places).all(axis=1).tolist() == [
        False,
        False,
        True,
        True,
        False,
        False,
    ]


def test_time_zones_are_minutes_on_the_day(roster):
    item = one(roster, Within(minutes=120))

    known = item.array.places[:4, 0]
    assert known.tolist() == [120.0, -300.0, -240.0, 330.0]
    assert np.isnan(item.array.places[4:]).all()


def test_entries_to_share_are_bits(roster):
    bits = one(roster, Share("slots")).array.slots

    assert bits[0] & bits[1]
    assert bits[1] == bits[5]
    assert not bits[2] & bits[0]
    assert bits[3] == 0


def test_too_many_entries_to_share_are_refused(make_roster):
    roster = make_roster(slots=[f"slot {i}" for i in range(64)])

    with pytest.raises(ProgramError, match="64 different entries"):
        one(roster, Share("slots"))


def test_a_value_counts_whole_and_not_as_a_part_of_a_word(roster):
    item = one(roster, AtLeast("needs", "Sales"))

    assert item.array.marked.tolist() == [True, True, False, False, False, False]


def test_a_value_nobody_has_is_refused(roster):
    with pytest.raises(ProgramError, match='nobody has "Magic"'):
        one(roster, AtLeast("needs", "Magic"))


def test_relations_are_pairs_at_their_level_until_their_end(roster, relations):
    either = one(roster, Apart("competitor"), relations=relations)
    only_no = one(roster, Apart("competitor", level="no"), relations=relations)
    together = one(roster, Together(), relations=relations)

    assert either.array.pairs.tolist() == [[0, 1], [1, 2]]
    assert "1 declared relation has ended" in either.remark
    assert only_no.array.pairs.tolist() == [[1, 2]]
    assert together.array.pairs.tolist() == [[4, 5]]
    assert either.applies_to == 3


def test_relations_no_rule_speaks_of_are_named(roster, relations):
    program = Program(rules=(Apart("competitor"),))

    remarks = compile_rules(program, roster, given=Given(relations)).remarks

    assert [kind in " ".join(remarks) for kind in ("family", "together")] == [True] * 2


def test_rules_on_relations_without_a_file_are_said_to_bind_nobody(roster):
    remarks = compile_rules(Program(rules=(Apart("conflict"),)), roster).remarks

    assert remarks == ("No relations file: rules on declared relations bind nobody.",)


def test_a_preset_rule_on_relations_nobody_declared_is_not_listed(roster, relations):
    rules = (Apart("supplier", origin="preset"), Apart("family", origin="preset"))
    program = Program(rules=(*rules, Apart("customer")), derived_conflicts=False)

    items = compile_rules(program, roster, given=Given(relations)).items

    assert [item.rule.relation for item in items] == ["family", "customer"]


def test_pins_number_their_groups_where_there_is_no_seating(roster):
    program = Program(
        rules=(Pin("L2", "North"), Pin("L1", "South"), Pin("L3", "North")),
        derived_conflicts=False,
    )

    compiled = compile_rules(program, roster)

    assert compiled.group_ids == ("North", "South")
    assert [int(item.array.groups[0]) for item in compiled.items] == [0, 1, 0]
    assert [int(item.array.rows[0]) for item in compiled.items] == [1, 0, 2]


@pytest.fixture
def seating():
    return Seating(
        labels=np.array([0, 0, 1, -1, 1, -1]),
        group_ids=("North", "South"),
        locked=np.array([True, False, False, False, False, True]),
        source="groups.csv",
    )


def test_locked_seats_are_pins(roster, seating):
    program = Program(rules=(Ban("L3", "North"), Stay(max_moves=2)))

    compiled = compile_rules(program, roster, given=Given(seating=seating))

    assert compiled.locked.rows.tolist() == [0]
    assert compiled.locked.groups.tolist() == [0]
    assert isinstance(compiled.arrays[0], arrays.Ban)
    assert compiled.arrays[1].max_moves == 2
    assert compiled.arrays[-1] is compiled.locked


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Pin("L3", "Nroth"), 'did you mean "North"'),
        (Pin("L1", "South"), 'locked in group "North" and pinned to "South"'),
    ],
)
def test_pins_against_the_seating_are_refused(roster, seating, rule, said):
    with pytest.raises(ProgramError, match=said):
        compile_rules(Program(rules=(rule,)), roster, given=Given(seating=seating))


def test_staying_without_a_seating_is_refused_by_its_line(roster):
    program = Program(rules=(Stay(max_moves=1, line=7),), source="program.toml")

    with pytest.raises(ProgramError, match=r"toml, line 7: stay rule: .* no seating"):
        compile_rules(program, roster)


def test_a_soft_rule_has_a_price_and_a_hard_one_none(roster):
    assert one(roster, Spread("revenue", ratio=2)).array.price is None
    assert one(roster, Spread("revenue", ratio=2, soft=True)).array.price == 1.0
    soft = one(roster, Spread("revenue", ratio=2, soft=True, price=0.25))
    assert soft.array.price == 0.25


def test_employer_parent_and_domain_keep_apart_unless_switched_off(make_roster):
    roster = make_roster(
        company=["Acme Inc", "ACME", "Beta", "Gamma", "Delta"],
        email=["a@acme.com", "b@gmail.com", "c@gmail.com", "d@x.org", "e@x.org"],
    )

    items = compile_rules(Program(), roster).items
    off = compile_rules(Program(derived_conflicts=False), roster).items
    own = compile_rules(Program(rules=(AtMost("company", count=2),)), roster).items

    assert [item.rule.sentence() for item in items] == [
        "no two from the same employer",
        "no two with the same corporate e-mail domain",
    ]
    assert items[0].array.categories.tolist() == [0, 0, 1, 2, 3]
    assert items[1].array.categories.tolist() == [0, -1, -1, 1, 1]
    assert items[0].rule.origin == "derived"
    assert off == ()
    assert [item.rule.count for item in own] == [2, 1]


def test_an_employer_of_most_of_the_roster_keeps_nobody_apart(make_roster):
    roster = make_roster(company=["Acme", "Acme", "Acme", "Acme", "Beta", "Beta"])

    items = compile_rules(Program(), roster).items
    own = compile_rules(Program(rules=(AtMost("company", count=2),)), roster).items

    assert len(items) == 1
    assert items[0].array.categories.tolist() == [-1, -1, -1, -1, 1, 1]
    assert "4 of 6 leaders share one" in items[0].remark
    assert own[0].array.categories.tolist() == [0, 0, 0, 0, 1, 1]


def test_an_employer_of_the_whole_roster_is_said_to_keep_nobody_apart(make_roster):
    roster = make_roster(company=["Acme", "ACME", "Acme Inc", "Beta"])

    compiled = compile_rules(Program(), roster)
    off = compile_rules(Program(derived_conflicts=False), roster)

    assert compiled.items == ()
    (remark,) = compiled.remarks
    assert remark.startswith('Left out "no two from the same employer": 3 of 4')
    assert remark.endswith("the organisation's own; it keeps nobody apart.")
    assert off.remarks == ()
