"""The engine: rosters and programs in, proposals out; no database, no HTTP.

Public names are loaded when they are first used, so that a part of the engine, such
as the solver, does not pay for the rest. They are listed in ``__init__.pyi``.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "Given": "matcher.given",
    "MatcherError": "matcher.errors",
    "Program": "matcher.program.program",
    "Proposal": "matcher.proposal",
    "Relations": "matcher.roster.relations",
    "Roster": "matcher.roster.roster",
    "SearchParams": "matcher.front_door",
    "Seating": "matcher.roster.seating",
    "load_program": "matcher.program.read",
    "propose": "matcher.front_door",
    "read_relations": "matcher.roster.relations",
    "read_roster": "matcher.roster.read",
    "read_seating": "matcher.roster.seating",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        msg = f"module 'matcher' has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
