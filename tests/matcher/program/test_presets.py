"""The presets are those that the field uses, row by row."""

import pytest

from matcher.program.column_rules import AtMost, NotOnly
from matcher.program.meeting_rules import Guide
from matcher.program.presets import PRESETS
from matcher.program.read import parse_program

# size min-target-max, fold at, industry cap, not-only, guide
FIELD = {
    "forum": ((6, 9, 10), 5, 1, True, Guide(column="moderator", soft=True)),
    "core": ((8, 10, 12), 5, 2, True, Guide()),
    "chair-led": ((8, 14, 16), 7, 1, False, Guide(capacity=4)),
    "circle": ((8, 8, 10), 6, 2, True, Guide()),
    "season": ((5, 6, 8), 4, None, True, Guide(soft=True)),
}


def only(rules, kind):
    found = [rule for rule in rules if isinstance(rule, kind)]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_what_the_field_does(name):
    sizes, fold_at, cap, is_not_only, guide = FIELD[name]
    preset = PRESETS[name]
    industry = only(preset.rules, AtMost)
    alone = only(preset.rules, NotOnly)

    assert (preset.size.min, preset.size.target, preset.size.max) == sizes
    assert preset.size.fold_at == fold_at
    assert (industry.count if industry else None) == cap
    assert industry is None or industry.column == "industry"
    assert (alone is not None) == is_not_only
    assert alone is None or alone.column == "gender"
    assert only(preset.rules, Guide) == guide
    assert preset.way == ("optimize" if name == "season" else "accelerate")


def test_the_field_knows_no_other_presets():
    assert FIELD.keys() == PRESETS.keys()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_written_down_reads_back_the_same(name):
    assert parse_program(PRESETS[name].to_dict()).rules == PRESETS[name].rules


def test_a_guide_rule_of_the_file_takes_the_presets_place():
    table = {"preset": "forum", "rule": [{"kind": "guide", "capacity": 2}]}

    assert only(parse_program(table).rules, Guide) == Guide(capacity=2)
