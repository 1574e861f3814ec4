"""The reference of the program file is complete, and what it shows works."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from matcher.program.presets import PRESETS
from matcher.program.program import Size
from matcher.program.rules import RULE_TYPES

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (DOCS / "reference" / "program.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_every_example_is_a_program(block, read_program):
    read_program(block)


@pytest.mark.parametrize("block", BLOCKS)
def test_the_remark_beside_an_example_is_its_sentence(block, read_program):
    said = re.findall(r"\[\[rule\]\] +# (.*)", block)
    if said:
        rules = [rule for rule in read_program(block).rules if rule.line]
        assert [rule.sentence() for rule in rules] == said


@pytest.mark.parametrize("rule", RULE_TYPES, ids=lambda rule: rule.kind)
def test_every_rule_and_every_key_of_it_is_documented(rule):
    row = next(
        line for line in TEXT.splitlines() if line.startswith(f"| [`{rule.kind}`]")
    )
    internal = {"origin", "line", "fallback", "soft"}
    if rule.kind != "stay":
        internal.add("price")

    for entry in fields(rule):
        assert entry.name in internal or f"`{entry.name}`" in row
    assert f'kind = "{rule.kind}"' in TEXT


def test_every_preset_size_is_documented():
    for name, preset in PRESETS.items():
        size = preset.size
        row = next(line for line in TEXT.splitlines() if line.startswith(f"| `{name}`"))
        assert f"| {size.min}-{size.target}-{size.max} | {size.fold_at} |" in row
        assert preset.way in row
    assert all(f"size.{entry.name}`" in TEXT for entry in fields(Size))
