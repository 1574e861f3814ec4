"""From the [[rule]] tables of a program file to rules, over those of a preset."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from matcher.program.coverage import KIND as COVERS
from matcher.program.coverage import spread_rules
from matcher.program.fields import FieldError, did_you_mean, require_flag
from matcher.program.lines import KeyPath
from matcher.program.people_rules import Ban, Pin
from matcher.program.rules import RULE_TYPES, Rule
from matcher.program.source import Source

_KINDS: dict[str, type[Rule]] = {kind.kind: kind for kind in RULE_TYPES}
_NOT_IN_FILES = ("origin", "line", "fallback")


def read_rules(
    source: Source, entries: object, preset_rules: tuple[Rule, ...]
) -> tuple[Rule, ...]:
    """Read the [[rule]] tables and lay them over a preset's rules.

    A rule takes the place of the preset's rules of the same kind about the same
    column or relation; ``off = true`` only leaves those out.

    Parameters
    ----------
    source : Source
        The file, for messages.
    entries : object
        What stands under ``rule``: a list of tables.
    preset_rules : tuple of Rule
        Rules of the preset.

    Returns
    -------
    tuple of Rule
        The file's, then what is left of the preset's.

    Raises
    ------
    ProgramError
        If a table is no rule.
    """
    if not isinstance(entries, list):
        source.fail(("rule",), "write [[rule]] with two brackets, once a rule")
    kept = list(preset_rules)
    own: list[Rule] = []
    for at, entry in spread_rules(source, entries):
        if not isinstance(entry, Mapping):
            source.fail(at, "a rule is a table: write its keys under [[rule]]")
        rule, is_off = _read_rule(source, entry, at)
        same = [other for other in preset_rules if _subject(other) == _subject(rule)]
        if is_off and not same:
            source.fail(at, f"off = true, but the preset has no rule {_name(rule)}")
        kept = [other for other in kept if other not in same]
        if not is_off:
            own.append(rule)
    _check_pins(source, own)
    return (*own, *kept)


def _read_rule(
    source: Source, entry: Mapping[str, Any], at: KeyPath
) -> tuple[Rule, bool]:
    keys = dict(entry)
    rule_type = _rule_type(source, keys.pop("kind", None), at)
    is_off = keys.pop("off", False)
    names = [e.name for e in fields(rule_type) if e.name not in _NOT_IN_FILES]
    source.check_keys(keys, ("kind", "off", *names), at)
    try:
        require_flag("off", is_off)
    except FieldError as error:
        source.fail((*at, "off"), str(error))
    if is_off and rule_type.kind == "spread" and "difference" not in keys:
        keys = {"ratio": 1.0} | keys
    rule = source.build(rule_type, {**keys, "line": source.lines.get(at)}, at=at)
    return rule, is_off


def _rule_type(source: Source, kind: object, at: KeyPath) -> type[Rule]:
    if kind is None:
        source.fail(at, 'this [[rule]] lacks its key "kind", such as "at_most"')
    if not isinstance(kind, str):
        source.fail((*at, "kind"), 'kind must be a text in "quotes"')
    if kind not in _KINDS:
        hint = did_you_mean(kind, (*_KINDS, COVERS))
        source.fail((*at, "kind"), f'there is no rule of kind "{kind[:40]}"; {hint}')
    return _KINDS[kind]


def _check_pins(source: Source, rules: list[Rule]) -> None:
    held: dict[str, str] = {}
    bans = (rule for rule in rules if isinstance(rule, Ban) and not rule.soft)
    banned = {(ban.leader, ban.group): ban for ban in bans}
    for pin in (rule for rule in rules if isinstance(rule, Pin) and not rule.soft):
        ban = banned.get((pin.leader, pin.group))
        if ban is not None:
            what = f'leader {pin.leader} is pinned to "{pin.group}"{_at(pin)} and '
            source.fail((), f"{what}banned from it{_at(ban)}; keep one of the two")
        group = held.setdefault(pin.leader, pin.group)
        if group != pin.group:
            what = f'leader {pin.leader} is pinned to "{group}" and "{pin.group}"'
            source.fail((), f"{what}{_at(pin)}; keep one of the two")


def _at(rule: Rule) -> str:
    return f" (line {rule.line})" if rule.line else ""


def _subject(rule: Rule) -> tuple[str, str]:
    for name in ("column", "relation", "leader"):
        if hasattr(rule, name) and rule.kind != "guide":
            return rule.kind, str(getattr(rule, name)).casefold()
    return rule.kind, ""


def _name(rule: Rule) -> str:
    kind, subject = _subject(rule)
    return f'{kind} about "{subject}"'
