"""Of two rules about the same the stricter one decides, and that is said."""

import pytest

from matcher.program.check import check_program
from matcher.program.column_rules import AtLeast, AtMost, NotOnly, Spread, Within
from matcher.program.people_rules import Apart
from matcher.program.repeats import repeat_remarks


@pytest.mark.parametrize(
    ("loose", "strict"),
    [
        (AtMost("industry", count=2, line=3), AtMost("industry", count=1, line=9)),
        (AtLeast("needs", "Tax", line=3), AtLeast("needs", "tax ", count=2, line=9)),
        (Spread("revenue", ratio=10, line=3), Spread("revenue", ratio=5, line=9)),
        (Within(km=80, line=3), Within(km=0, line=9)),
        (Apart("competitor", level="no", line=3), Apart("competitor", line=9)),
    ],
)
def test_the_stricter_of_two_decides_in_either_order(loose, strict):
    for rules in ((loose, strict), (strict, loose)):
        (remark,) = repeat_remarks(rules)

        assert remark.startswith(f'"{strict.sentence()}" (line 9) decides')
        assert "(line 3) changes nothing" in remark


def test_rules_about_different_things_or_priced_ones_are_not_named():
    rules = (
        AtMost("industry"),
        AtMost("industry", level=2),
        AtMost("industry", soft=True),
        AtMost("city"),
        Spread("founded", ratio=2),
        Spread("founded", difference=2),
        NotOnly("city"),
    )

    assert repeat_remarks(rules) == ()


def test_two_names_of_one_column_are_the_same_rule(read_program, make_roster):
    roster = make_roster(company=["Acme", "Beta", "Acme"])
    program = read_program(
        "[[rule]]\nkind='at_most'\ncolumn='employer'\ncount=2\n"
        "[[rule]]\nkind='at_most'\ncolumn='company'"
    )

    _, remarks = check_program(program, roster, facets=())

    assert "(line 5) decides" in remarks[-1]
