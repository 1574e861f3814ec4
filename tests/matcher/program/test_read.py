"""Program files and presets become programs; what is wrong is named in one line."""

import pytest

from matcher.errors import ProgramError
from matcher.program.column_rules import AtMost, NotOnly, Spread
from matcher.program.presets import PRESETS
from matcher.program.program import Size
from matcher.program.read import load_program, parse_program

DESIGN_EXAMPLE = """
way = "accelerate"
[size]
min = 8
target = 10
max = 12
fold_at = 5
[variety]
industry = 1.0
challenges = 0.3
[value]
weight = 1.0
[[rule]]
kind = "at_most"
column = "industry"
count = 1
[[rule]]
kind = "spread"
column = "revenue"
ratio = 10
[[rule]]
kind = "not_only"
column = "gender"
[[rule]]
kind = "apart"
relation = "competitor"
[[rule]]
kind = "stay"
max_moves = 6
soft = false
"""


@pytest.fixture
def write(tmp_path):
    def _write(text):
        path = tmp_path / "program.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def refusal(path):
    with pytest.raises(ProgramError) as caught:
        load_program(path)
    message = str(caught.value)
    assert message.isprintable()
    return message


def test_a_file_holds_what_it_says_and_nothing_else(write):
    program = load_program(write(DESIGN_EXAMPLE))

    assert program.size == Size(8, 10, 12, 5)
    assert program.variety == {"industry": 1.0, "challenges": 0.3}
    assert [rule.kind for rule in program.rules] == [
        "at_most",
        "spread",
        "not_only",
        "apart",
        "stay",
    ]
    assert program.rules[1] == Spread("revenue", ratio=10)


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_loads_by_its_name(name):
    assert load_program(name).preset == name


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_program_reads_back_from_its_own_table(name):
    program = load_program(name)

    again = parse_program(program.to_dict())

    assert again.rules == program.rules
    assert again.variety == program.variety
    assert again.size == program.size


def test_a_preset_fills_the_rest_and_the_own_keys_win(write):
    program = load_program(
        write(
            'preset = "forum"\n[size]\nmax = 12\n[variety]\nindustry = 2.0\n'
            '[[rule]]\nkind = "at_most"\ncolumn = "industry"\nlevel = 4\n'
        )
    )

    caps = [rule for rule in program.rules if isinstance(rule, AtMost)]
    assert program.size == Size(6, 9, 12, 5)
    assert program.variety["industry"] == 2.0
    assert program.variety["challenges"] == PRESETS["forum"].variety["challenges"]
    assert caps == [AtMost("industry", level=4)]


def test_off_leaves_a_preset_rule_out(write):
    program = load_program(
        write(
            'preset = "core"\n[[rule]]\nkind = "not_only"\n'
            'column = "gender"\noff = true\n'
        )
    )

    assert not any(isinstance(rule, NotOnly) for rule in program.rules)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('wy = "optimize"', ["line 1", '"wy"', '"way"']),
        ('way = "optimise"', ["line 1", "way", '"optimize"']),
        ('preset = "cor"', ["line 1", "preset", '"core"']),
        ("[size]\nmn = 3", ["line 2", '"mn"', "[size]", '"min"']),
        ("[size]\nmin = 9\nmax = 7", ["line 2", "size.min", "max = 7"]),
        ("[size]\nmin = true", ["line 2", "size.min", "whole number"]),
        ('[size]\nmin = "8"', ["line 2", "size.min", "whole number", '"8"']),
        ("[size]\ntarget = 40", ["line 2", "size.target", "40"]),
        ("[size]\nfold_at = 8", ["line 2", "size.fold_at", "min = 8"]),
        ("size = 8", ["line 1", "[size]"]),
        ("[variety]\nindustry = nan", ["line 2", "variety.industry", "finite"]),
        ('[variety]\nindustry = "high"', ["line 2", "variety.industry", "number"]),
        ("[value]\nwieght = 1", ["line 2", '"wieght"', '"weight"']),
        ("[value]\nweight = -1", ["line 2", "value.weight", "at least 0"]),
        ("protect = 2", ["line 1", "protect", "at most 1"]),
        ("[conflicts]\nderived = 1", ["line 2", "conflicts.derived", "true or false"]),
        ("[rule]\nkind = 'pin'", ["[[rule]]"]),
        ("[[rule]]\ncolumn = 'x'", ["line 1", "kind"]),
        ("[[rule]]\nkind = 'at_mots'", ["line 2", '"at_mots"', '"at_most"']),
        ("[[rule]]\nkind = 'guide'\nkm = 80", ["line 3", '"km"', '"column"']),
        ("[[rule]]\nkind='guide'\ncapacity=-1", ["line 3", "capacity", "1 to 1000"]),
        (
            "[[rule]]\nkind='guide'\ncolumn='moderator'\ncapacity=2",
            ["line 4", "capacity", "guides file"],
        ),
        ("[[rule]]\nkind='not_again'\nmonths=0", ["line 3", "months", "from 1"]),
        (
            (
                "[[rule]]\nkind='pin'\nleader='L1'\ngroup='A'\n"
                "[[rule]]\nkind='ban'\nleader='L1'\ngroup='A'"
            ),
            ["L1", "line 1", "line 5", "keep one"],
        ),
        ("[[rule]]\nkind = 'at_most'", ["line 1", '"column"']),
        (
            "[[rule]]\nkind = 'at_most'\ncolum = 'x'",
            ["line 3", '"colum"', '"column"'],
        ),
        (
            "[[rule]]\nkind='at_most'\ncolumn='industry'\nlevel=9",
            ["line 4", "level", "2 to 6"],
        ),
        (
            "[[rule]]\nkind='at_most'\ncolumn='city'\nlevel=4",
            ["line 4", "level", "industry"],
        ),
        ("[[rule]]\nkind='spread'\ncolumn='revenue'", ["line 1", "ratio"]),
        (
            "[[rule]]\nkind='spread'\ncolumn='revenue'\nratio=0.5",
            ["line 4", "ratio", "at least 1"],
        ),
        (
            "[[rule]]\nkind='apart'\nrelation='competitors'",
            ["line 3", '"competitor"'],
        ),
        (
            "[[rule]]\nkind='apart'\nrelation='competitor'\nlevel='maybe'",
            ["line 4", "level", '"ask"', '"no"'],
        ),
        (
            "[[rule]]\nkind='not_only'\ncolumn='gender'\noff=true",
            ["line 1", "off", "gender"],
        ),
        (
            2 * "[[rule]]\nkind='pin'\nleader='L1'\ngroup='A'\n"
            + "[[rule]]\nkind='pin'\nleader='L1'\ngroup='B'",
            ["line 9", "L1", '"A"', '"B"'],
        ),
        (
            "[[rule]]\nkind='ban'\nleader='L1'\ngroup='A'\nprice=1",
            ["line 5", "price", "soft = true"],
        ),
        (
            "[[rule]]\nkind='not_only'\ncolumn='gender'\nprice=2",
            ["line 4", "price", "soft = true"],
        ),
        *(
            (
                f"[[rule]]\nkind='{kind}'\nleader='L1'\ngroup=\"{group}\"",
                ["line 4", "group", "formula"],
            )
            for kind in ("pin", "ban")
            for group in ("=1+1", "+1", "-North", "@x", "\\tNorth", " =1", "\uff1d1")
        ),
        ("[[rule]]\nkind='stay'", ["line 1", "max_moves", "price"]),
        ("[[rule]]\nkind='within'\nkm=1\nminutes=2", ["line 4", "not both"]),
        ('[[rule]]\nkind="a\\nb"', ["line 2", "no rule of kind"]),
        ('"a\\u001b[31m" = 1', ["no key"]),
        ("way = ", ["line 1", "TOML"]),
        ('way = "optimize"\n[size\nmin = 4', ["line 2", "TOML"]),
        ("a = " + "[" * 5000, ["TOML"]),
        ("way = 'optimize'\nway = 'accelerate'", ["TOML"]),
    ],
)
def test_what_is_wrong_is_named_in_one_line(write, text, named):
    message = refusal(write(text))

    assert message.startswith("program.toml")
    for part in named:
        assert part in message


def test_a_preset_that_does_not_exist_names_the_nearest(tmp_path):
    assert '"chair-led"' in refusal("chairled")
    assert refusal(tmp_path / "absent.toml").startswith(str(tmp_path))


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00\x01", b"\x89PNG\r\n\x1a\n\x00\x00", "wäy = 1".encode("latin-1")],
    ids=["binary", "image", "latin-1"],
)
def test_what_is_no_text_is_refused(tmp_path, content):
    path = tmp_path / "program.toml"
    path.write_bytes(content)

    assert "UTF-8" in refusal(path)


def test_a_folder_is_refused(tmp_path):
    assert "cannot be read" in refusal(tmp_path)


def test_a_byte_order_mark_does_no_harm(tmp_path):
    path = tmp_path / "program.toml"
    path.write_bytes(b'\xef\xbb\xbfpreset = "core"\r\n[size]\r\nmax = 14\r\n')

    assert load_program(path).size.max == 14
