"""Lines that cannot both hold are named, by their lines alone."""

from datetime import date

import pytest

from matcher.given import Given
from matcher.program.compile import compile_rules
from matcher.program.people_rules import Apart, Pin, Together
from matcher.program.program import Program
from matcher.roster.relations import read_relations

AS_OF = date(2026, 6, 1)
DECLARED = (Apart("competitor"), Together())


@pytest.fixture
def roster(make_roster):
    return make_roster(name=["Ann", "Bob", "Cyd", "Dan", "Eve"])


@pytest.fixture
def remarks(tmp_path, roster):
    def _remarks(lines, rules):
        path = tmp_path / "relations.csv"
        header = "leader_id,other_id,kind,level,until,source,reason"
        path.write_text("\n".join([header, *lines]), encoding="utf-8")
        program = Program(rules=rules, derived_conflicts=False)
        given = Given(read_relations(path, roster), as_of=AS_OF)
        return compile_rules(program, roster, given=given).remarks

    return _remarks


def test_together_and_apart_are_named_with_their_lines(remarks):
    lines = [
        "L1,L2,together,,,,",
        "L2,L3,together,,,,",
        "L3,L1,competitor,ask,,x,secret",
    ]

    (said,) = remarks(lines, DECLARED)

    assert said.startswith("relations.csv, line 4: two who are to sit together")
    assert "(lines 2, 3)" in said
    assert not any(word in said for word in ("L1", "L3", "secret"))


@pytest.mark.parametrize(
    "line",
    [
        "L3,L1,competitor,fine,,,",
        "L4,L1,competitor,no,,,",
        "L3,L1,competitor,no,2026-05-31,,",
        "L3,L1,family,no,,,",
    ],
)
def test_what_does_not_count_contradicts_nothing(remarks, line):
    lines = ["L1,L2,together,,,,", "L2,L3,together,,,,", line]

    assert not any("sit apart" in said for said in remarks(lines, DECLARED))


def test_pins_against_relations_are_named(remarks):
    pins = (
        Pin("L1", "North", line=3),
        Pin("L2", "North", line=7),
        Pin("L3", "South", line=11),
    )
    said = remarks(["L1,L2,competitor,no,,,", "L2,L3,together,,,,"], (*DECLARED, *pins))

    assert any("line 2: two who are to sit apart are pinned to one" in s for s in said)
    assert any(
        "line 3: those who are to sit together are pinned to two" in s for s in said
    )
    assert any("lines 7 and 11 of the program" in s for s in said)


def test_relations_that_ended_are_named(remarks):
    lines = [
        f"L1,L2,competitor,no,{day},,secret" for day in ("2026-05-31", "2026-06-01")
    ]

    said = [s for s in remarks(lines, DECLARED) if "ended" in s]

    assert said == ["relations.csv, line 2: ended on 2026-05-31, not counted."]


def test_many_that_ended_are_counted(remarks):
    said = remarks(["L1,L2,competitor,no,2020-01-01,,"] * 30, DECLARED)

    assert sum("ended on" in s for s in said) == 20
    assert any("10 more relations ended" in s for s in said)
