"""The docs are generated where they can be, and point at what exists."""

import re
import sys
from pathlib import Path

import pytest

from matcher.program.presets import PRESETS
from matcher.program.rules import RULE_TYPES

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
)


def short_name(path):
    return str(path.relative_to(ROOT))


def test_the_command_reference_is_what_help_says():
    from cli_reference import PAGE, reference  # noqa: PLC0415 - a script, not a package

    assert PAGE.read_text(encoding="utf-8") == reference(), (
        "run python scripts/cli_reference.py"
    )


def test_the_settings_reference_is_what_the_code_reads():
    from settings_reference import PAGE, reference  # noqa: PLC0415 - as above

    assert PAGE.read_text(encoding="utf-8") == reference(), (
        "run python scripts/settings_reference.py"
    )


def test_every_rule_and_preset_is_documented():
    text = (ROOT / "docs/reference/program.md").read_text(encoding="utf-8")

    assert [rule.kind for rule in RULE_TYPES if f"`{rule.kind}`" not in text] == []
    assert [name for name in PRESETS if f"`{name}`" not in text] == []


@pytest.mark.parametrize("path", PAGES, ids=short_name)
def test_links_between_pages_resolve(path):
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    local = [link for link in links if "://" not in link]

    assert [link for link in local if not (path.parent / link).exists()] == []


def test_decisions_are_numbered_once_and_say_what_was_decided():
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]

    assert len(set(numbers)) == len(numbers)
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert "**Decision.**" in text or "## Decision" in text, path.name
        assert "lternatives" in text, path.name
