"""Whatever a program file holds, the answer is a program or one named problem."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import ProgramError
from matcher.program.column_rules import AtMost
from matcher.program.lines import find_lines
from matcher.program.presets import PRESETS
from matcher.program.program import Program
from matcher.program.read import load_program, parse_program
from matcher.program.rules import RULE_TYPES

KINDS = [rule.kind for rule in RULE_TYPES]
WORDS = st.sampled_from(
    ["industry", "revenue", "competitor", "ask", "no", "L1", "core", "optimize", ""]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 20),
    st.floats(),
    st.text(max_size=8),
    WORDS,
)
KEYS = st.sampled_from(
    [
        "kind",
        "column",
        "count",
        "level",
        "ratio",
        "difference",
        "relation",
        "leader",
        "group",
        "soft",
        "price",
        "off",
        "km",
        "minutes",
        "value",
        "max_moves",
        "min",
        "max",
        "target",
        "fold_at",
        "weight",
        "derived",
        "x",
    ]
)
TABLES = st.dictionaries(KEYS, SCALARS, max_size=5)
RULES = st.builds(
    lambda kind, table: {**table, "kind": kind}, st.sampled_from(KINDS), TABLES
)
FILES = st.fixed_dictionaries(
    {},
    optional={
        "way": SCALARS,
        "preset": st.one_of(SCALARS, st.sampled_from(sorted(PRESETS))),
        "protect": SCALARS,
        "size": st.one_of(SCALARS, TABLES),
        "variety": st.one_of(SCALARS, st.dictionaries(st.text(max_size=5), SCALARS)),
        "value": st.one_of(SCALARS, TABLES),
        "conflicts": st.one_of(SCALARS, TABLES),
        "rule": st.one_of(SCALARS, st.lists(st.one_of(RULES, TABLES), max_size=3)),
    },
)


def answer(read, given):
    """Give the program, or the message in its place."""
    try:
        return read(given)
    except ProgramError as error:
        return str(error)


@given(FILES)
@settings(max_examples=250)
def test_any_table_gives_a_program_or_one_line(table):
    found = answer(parse_program, table)

    if isinstance(found, str):
        assert found.startswith("program")
        assert found.isprintable()
        return
    assert found.size.min <= found.size.target <= found.size.max
    assert all(rule.sentence() for rule in found.rules)
    assert parse_program(found.to_dict()).rules == found.rules


@given(st.binary(max_size=60))
@settings(max_examples=60)
def test_any_file_gives_a_program_or_one_line(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("hostile") / "program.toml"
    path.write_bytes(content)

    found = answer(load_program, path)

    assert isinstance(found, Program) or found.isprintable()


@given(st.text(max_size=200))
def test_lines_are_found_in_any_text(text):
    n_lines = max(1, len(text.splitlines()))

    assert all(1 <= line <= n_lines for line in find_lines(text).values())


@pytest.mark.parametrize("path", ["", "a\x00b", "x" * 5000, ".", "\ud800"])
def test_a_path_that_cannot_be_one_is_refused(path):
    assert answer(load_program, path).isprintable()


def test_a_rule_can_be_built_in_python():
    assert AtMost("industry").sentence() == "no two from the same industry"
