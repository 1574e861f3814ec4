"""Rules that cover skills, as one rule a skill."""

import pytest

from matcher.errors import ProgramError
from matcher.program.read import parse_program

COVERS = """
[[rule]]
kind = "covers"
column = "skills"
skills = ["pricing", "export", "Pricing"]
count = 2
soft = true
price = 0.5

[[rule]]
kind = "at_most"
column = "city"
"""


def test_each_skill_becomes_a_rule_of_its_own(read_program):
    rules = read_program(COVERS).rules

    assert [rule.kind for rule in rules] == ["at_least", "at_least", "at_most"]
    assert [(rule.value, rule.count) for rule in rules[:2]] == [
        ("pricing", 2),
        ("export", 2),
    ]
    assert all(rule.soft and rule.price == 0.5 for rule in rules[:2])


def test_skills_stand_in_what_leaders_give_unless_said(read_program):
    program = read_program('[[rule]]\nkind = "covers"\nskills = ["export"]')

    assert program.rules[0].column == "gives"
    assert parse_program(program.to_dict()).rules == program.rules


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('kind = "covers"', "needs skills, a list"),
        ('kind = "covers"\nskills = []', "needs skills, a list"),
        ('kind = "covers"\nskills = "export"', "needs skills, a list"),
        ('kind = "covers"\nskills = [" "]', "line 3: skills must not be blank"),
        ('kind = "covers"\nskills = ["a"]\nlevel = 2', 'no key "level"'),
        ('kind = "covers"\nskills = ["a"]\ncount = 0', "count must be from 1"),
        ('kind = "cover"\nskills = ["a"]', 'did you mean "covers"'),
    ],
)
def test_what_makes_no_sense_is_named(read_program, rule, said):
    with pytest.raises(ProgramError, match=said):
        read_program(f"[[rule]]\n{rule}")
