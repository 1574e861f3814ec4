"""Program files in, programs out; whatever is wrong is one line that says where."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from matcher.errors import ProgramError
from matcher.program.exploring import KEY as EXPLORE_KEY
from matcher.program.exploring import read_explore
from matcher.program.fields import FieldError, did_you_mean, one_line, require_choice
from matcher.program.health import KEYS as HEALTH_KEYS
from matcher.program.health import read_health
from matcher.program.lines import KeyPath, find_lines
from matcher.program.presets import PRESETS, WAY_VARIETY
from matcher.program.program import Program, Size
from matcher.program.source import Source
from matcher.program.tables import read_rules

_TOP_KEYS = (
    "way",
    "preset",
    "protect",
    "size",
    "variety",
    "value",
    "conflicts",
    *HEALTH_KEYS,
    EXPLORE_KEY,
    "rule",
)
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")
_AT_END = " (at end of document)"
_PATHS: dict[str, KeyPath] = {
    "way": ("way",),
    "protect": ("protect",),
    "weight": ("value", "weight"),
    "head": ("value", "head"),
    "derived": ("conflicts", "derived"),
}


def load_program(path_or_preset: str | Path) -> Program:
    """Read a program file, or take a preset by its name.

    Parameters
    ----------
    path_or_preset : str or Path
        A TOML file, or one of the names in `matcher.program.presets.PRESETS`.

    Returns
    -------
    Program
        What the file asks for, the rest filled from its preset.

    Raises
    ------
    ProgramError
        If there is no such file or preset, or a key, a type or a value in the file
        is wrong: one line that names the file, the line, the key and the cure.

    Examples
    --------
    >>> load_program("forum").size.sentence()
    'groups of 6 to 10, 9 at best'
    """
    if isinstance(path_or_preset, str) and path_or_preset in PRESETS:
        return PRESETS[path_or_preset]
    path = Path(path_or_preset)
    text = _read_text(path)
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line, reason = _toml_problem(str(error), text)
        what = f"is not a valid TOML file: {reason}"
        raise ProgramError(one_line(path.name, line, what)) from None
    return parse_program(table, source=path.name, lines=find_lines(text))


def parse_program(
    table: Mapping[str, Any],
    *,
    source: str = "program",
    lines: Mapping[KeyPath, int] | None = None,
) -> Program:
    """Turn the table that a program file holds into a program.

    Parameters
    ----------
    table : mapping
        What a TOML reader gives, or what `Program.to_dict` gave.
    source : str, default="program"
        Name of the file, for messages.
    lines : mapping of tuple to int, optional
        Lines of the keys, as `matcher.program.lines.find_lines` finds them.

    Returns
    -------
    Program
        What the table asks for, the rest filled from its preset.

    Raises
    ------
    ProgramError
        If a key, a type or a value is wrong.
    """
    origin = Source(source, lines or {})
    origin.check_keys(table, _TOP_KEYS)
    preset = _choice(origin, table, "preset", tuple(PRESETS)) or ""
    base = PRESETS[preset] if preset else Program()
    way = _choice(origin, table, "way", tuple(WAY_VARIETY)) or base.way
    stated = origin.section(table, "variety")
    keys = {
        "way": way,
        "size": _size(origin, table, base.size),
        "variety": _unstated(base, way, has_stated=bool(stated)) | stated,
        **_value(origin, table, base),
        "protect": table.get("protect", base.protect),
        "derived_conflicts": _single(
            origin, table, "conflicts.derived", base.derived_conflicts
        ),
    }
    paths = _PATHS | {facet: ("variety", facet) for facet in stated}
    program = origin.build(Program, keys, paths=paths)
    return replace(
        program,
        health=read_health(origin, table, base.health),
        explore=read_explore(origin, table, base.explore),
        rules=read_rules(origin, table.get("rule", []), base.rules),
        preset=preset,
        stated_facets=frozenset(stated),
        facet_lines={
            facet: origin.lines[path]
            for facet in stated
            if (path := ("variety", facet)) in origin.lines
        },
        source=source,
    )


def _toml_problem(message: str, text: str) -> tuple[int | None, str]:
    """Take the line out of the reader's message, which keeps it in brackets."""
    found = _AT_LINE.search(message)
    if found:
        return int(found[1]), message[: found.start()]
    if message.endswith(_AT_END):
        return max(1, len(text.splitlines())), message.removesuffix(_AT_END)
    return None, message


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        hint = did_you_mean(str(path), tuple(PRESETS))
        what = f"no such program file, and no such preset; {hint}"
    except UnicodeDecodeError:
        what = "is not a text in UTF-8; a program is a TOML file"
    except (OSError, ValueError):
        what = "cannot be read; a program is a TOML file, or one of the presets"
    raise ProgramError(one_line(str(path), None, what))


def _choice(
    source: Source, table: Mapping[str, Any], key: str, choices: tuple[str, ...]
) -> str | None:
    if key not in table:
        return None
    try:
        require_choice(key, table[key], choices)
    except FieldError as error:
        source.fail((key,), str(error))
    return str(table[key])


def _value(
    source: Source, table: Mapping[str, Any], base: Program
) -> dict[str, object]:
    stated = source.section(table, "value")
    source.check_keys(stated, ("weight", "head"), ("value",))
    return {
        "value_weight": stated.get("weight", base.value_weight),
        "value_head": stated.get("head", base.value_head),
    }


def _single(
    source: Source, table: Mapping[str, Any], path: str, default: object
) -> object:
    section, key = path.split(".")
    keys = source.section(table, section)
    source.check_keys(keys, (key,), (section,))
    return keys.get(key, default)


def _unstated(base: Program, way: str, *, has_stated: bool) -> dict[str, float]:
    """Give the weights that a file leaves to its preset, or to its way."""
    if has_stated and not base.preset:
        return {}
    is_presets = base.preset and way == base.way
    return dict(base.variety if is_presets else WAY_VARIETY[way])


def _size(source: Source, table: Mapping[str, Any], base: Size) -> Size:
    stated = source.section(table, "size")
    names = tuple(entry.name for entry in fields(Size))
    source.check_keys(stated, names, ("size",))
    filled = {name: getattr(base, name) for name in names} | stated
    low, high = filled["min"], filled["max"]
    if isinstance(low, int) and isinstance(high, int) and low <= high:
        target = min(max(base.target, low), high)
        fold_at = max(0, min(base.fold_at, low - 1))
        filled = filled | {"target": target, "fold_at": fold_at} | stated
    return source.build(Size, filled, at=("size",))
