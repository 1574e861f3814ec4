"""The rule that a group covers what its goal needs: one `at_least` a skill.

A team for a season is alike in goal and stage; what makes it able to reach the goal is
that each needed skill is held by a member. ``covers`` says so in one table of the
program file, and is read as one `at_least` rule a skill, so that each is kept, priced
and explained on its own.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from matcher.program.fields import FieldError, require_text
from matcher.program.lines import KeyPath
from matcher.program.source import Source

KIND = "covers"
KEYS = ("kind", "off", "column", "skills", "count", "soft", "price")
COLUMN = "gives"


def spread_rules(
    source: Source, entries: list[Any]
) -> Iterator[tuple[KeyPath, object]]:
    """Walk over the [[rule]] tables, those that cover skills as one table a skill.

    Parameters
    ----------
    source : Source
        The file, for messages.
    entries : list
        What stands under ``rule``.

    Yields
    ------
    tuple of (KeyPath, object)
        Where a table stands in the file, and the table.

    Raises
    ------
    ProgramError
        If a table that covers skills has a wrong key, or names no skill.
    """
    for number, entry in enumerate(entries):
        at: KeyPath = ("rule", number)
        if not isinstance(entry, Mapping) or entry.get("kind") != KIND:
            yield at, entry
            continue
        for table in _tables(source, entry, at):
            yield at, table


def _tables(
    source: Source, entry: Mapping[str, Any], at: KeyPath
) -> Iterator[dict[str, Any]]:
    source.check_keys(entry, KEYS, at)
    skills = entry.get("skills")
    if not isinstance(skills, list | tuple) or not skills:
        what = 'a covers rule needs skills, a list such as ["export", "pricing"]'
        source.fail((*at, "skills"), what)
    kept = {name: entry[name] for name in entry if name not in ("kind", "skills")}
    seen: set[str] = set()
    for skill in skills:
        try:
            require_text("skills", skill)
        except FieldError as error:
            source.fail((*at, "skills"), str(error))
        if skill.strip().casefold() not in seen:
            seen.add(skill.strip().casefold())
            yield {"column": COLUMN, **kept, "kind": "at_least", "value": skill}
