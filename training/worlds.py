"""Invented worlds in which the true value of every pair is known.

A world is a roster of leaders with hidden needs and strengths, raters with hidden
generosity, and a law that says how likely one finds another helpful in a given group.
Nothing here is shown to a model but the roster and the answers.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.program.program import Program
from matcher.program.read import parse_program
from matcher.roster.report import ImportReport
from matcher.roster.roster import Roster
from models.encoders.themes import themes
from training.world import Law, World

Array = NDArray[np.float64]

GROUP_SIZE: Final = 8
GENEROSITY: Final = 0.7  # standard deviation among raters, in logits
_INDUSTRIES: Final = (
    *("236220", "311811", "332710", "423610", "445110", "484121", "511210"),
    *("522110", "524210", "531210", "541110", "541330", "541511", "541810"),
    *("561320", "611430", "621111", "722511", "811111", "713940"),
)
_THEMES: Final = (
    "hiring engineers",
    "cash flow",
    "family succession",
    "raising prices",
    "export markets",
    "factory automation",
    "brand marketing",
    "cyber security",
    "venture fundraising",
    "company culture",
)


def world_of_profiles(n_leaders: int, rng: np.random.Generator) -> World:
    """Make a world where value follows what leaders say they need and give.

    Parameters
    ----------
    n_leaders : int
        A multiple of eight.
    rng : Generator
        What it is drawn from.

    Returns
    -------
    World
        One of its kind.
    """
    needs, gives = (_two_themes(n_leaders, rng) for _ in range(2))
    size = rng.normal(0.0, 1.0, n_leaders)
    table = _table(n_leaders, rng, size=size)
    table["challenges"] = _texts(needs)
    table["gives"] = _texts(gives)
    met = (needs.astype(float)) @ gives.T.astype(float)
    apart = (size[:, np.newaxis] - size) ** 2
    strength = rng.normal(0.0, 0.3, n_leaders)
    logits = -1.2 + 1.6 * met - 0.2 * apart + strength
    return _world("profiles", table, logits, rng)


def world_of_people(n_leaders: int, rng: np.random.Generator) -> World:
    """Make a world where value lives in people and profiles say nothing of it.

    Parameters
    ----------
    n_leaders : int
        A multiple of eight.
    rng : Generator
        What it is drawn from.

    Returns
    -------
    World
        One of its kind.
    """
    needs, gives = rng.normal(size=(2, n_leaders, 2))
    table = _table(n_leaders, rng, size=rng.normal(0.0, 1.0, n_leaders))
    table["challenges"] = _texts(_two_themes(n_leaders, rng))
    table["gives"] = _texts(_two_themes(n_leaders, rng))
    strength = rng.normal(0.0, 0.3, n_leaders)
    logits = -0.5 + 1.2 * needs @ gives.T + strength
    return replace(_world("people", table, logits, rng), kind="rating")


def world_of_camps(n_leaders: int, rng: np.random.Generator) -> World:
    """Make a world where groups designed for value split into camps and do harm.

    Leaders of young companies gain from those of old ones, as long as enough in
    between are there; without them the two keep to themselves, as squadrons of the
    strongest and the weakest did (Carrell, Sacerdote and West 2013).

    Parameters
    ----------
    n_leaders : int
        A multiple of eight.
    rng : Generator
        What it is drawn from.

    Returns
    -------
    World
        One of its kind.
    """
    stage = rng.permutation(np.arange(n_leaders) % 3)
    table = _table(n_leaders, rng, size=rng.normal(0.0, 1.0, n_leaders))
    age = np.array([3.0, 12.0, 45.0])[stage] * np.exp(rng.normal(0.0, 0.15, n_leaders))
    table["founded"] = 2020.0 - np.round(age)
    table["challenges"] = _texts(_two_themes(n_leaders, rng))
    table["gives"] = _texts(_two_themes(n_leaders, rng))
    gain = np.abs(stage[:, np.newaxis] - stage) == 2
    logits = -0.4 + 2.0 * gain + rng.normal(0.0, 0.3, n_leaders)

    def law(own: Array, rows: NDArray[np.intp]) -> Array:
        kinds = stage[rows]
        if np.sum(kinds == 1) >= 2 or min(np.sum(kinds == 0), np.sum(kinds == 2)) < 2:
            return own
        across = kinds[:, np.newaxis] != kinds
        return np.asarray(own - 3.0 * across)

    return _world("camps", table, logits, rng, law=law, n_ordinary=3)


def world_of_roster(
    roster: Roster, program: Program, rng: np.random.Generator
) -> World:
    """Make a world of leaders that exist, where value follows their profiles.

    Peers help whose companies are about as large, and who give what one needs.

    Parameters
    ----------
    roster : Roster
        The leaders, with the columns challenges or needs, and gives.
    program : Program
        What they want.
    rng : Generator
        What strengths, generosity and the rest are drawn from.

    Returns
    -------
    World
        Whose value is invented.
    """
    wanted = _themes_in(roster, ("challenges", "needs"))
    given = _themes_in(roster, ("gives",))
    n_leaders = len(roster)
    met = np.array([[bool(own & other) for other in given] for own in wanted])
    strength = rng.normal(0.0, 0.3, n_leaders)
    logits = -1.0 + 2.0 * met.reshape(n_leaders, n_leaders) + strength
    logits += 2.0 * _alike_in_size(roster)
    generosity = rng.normal(0.0, GENEROSITY, n_leaders)
    return World("sample", roster, program, logits, generosity, _no_camps)


def _alike_in_size(roster: Roster) -> Array:
    """Give 1 to companies of one headcount, -1 to one of ten times it or more."""
    n_leaders = len(roster)
    if "employees" not in roster.table:
        return np.zeros((n_leaders, n_leaders))
    heads = roster.table["employees"].to_numpy(np.float64, na_value=np.nan)
    logs = np.log10(np.where(heads > 0.0, heads, np.nan))
    apart = np.nan_to_num(logs[:, np.newaxis] - logs, nan=0.7)
    return np.asarray(1.0 - 2.0 * np.minimum(apart**2, 1.0))


def _themes_in(roster: Roster, columns: tuple[str, ...]) -> list[set[str]]:
    found: list[set[str]] = [set() for _ in range(len(roster))]
    for column in columns:
        if column in roster.table:
            cells = roster.table[column].astype(object)
            told = themes(cells.where(cells.notna(), None).tolist())
            for own, named in zip(found, told, strict=True):
                own |= {theme.name for theme in named}
    return found


WORLDS: Final[Mapping[str, Callable[[int, np.random.Generator], World]]] = (
    MappingProxyType(
        {
            "profiles": world_of_profiles,
            "people": world_of_people,
            "camps": world_of_camps,
        }
    )
)


def _no_camps(own: Array, rows: NDArray[np.intp]) -> Array:  # noqa: ARG001 - a law
    return own


def _world(
    name: str,
    table: pd.DataFrame,
    logits: Array,
    rng: np.random.Generator,
    *,
    law: Law = _no_camps,
    n_ordinary: int = 1,
) -> World:
    n_leaders = len(table)
    roster = Roster(
        table,
        lines=np.arange(2, n_leaders + 2),
        source=f"the world of {name}",
        sha256="",
        report=ImportReport("simulated", "", "", n_leaders, n_leaders, 0),
    )
    generosity = rng.normal(0.0, GENEROSITY, n_leaders)
    return World(name, roster, _program(), logits, generosity, law, n_ordinary)


def _program() -> Program:
    """Ask for groups of eight, mixed in industry, whole, a few seats to chance."""
    return parse_program(
        {
            "size": {"min": GROUP_SIZE, "max": GROUP_SIZE, "target": GROUP_SIZE},
            "variety": {"industry": 1.0},
            "value": {"weight": 4.0},
            "faultline": {"price": 0.5, "over": ["stage"]},
            "explore": {"share": 0.01},
            "rule": [{"kind": "at_most", "column": "industry", "count": 2}],
        },
        source="the simulator",
    )


def _table(n_leaders: int, rng: np.random.Generator, *, size: Array) -> pd.DataFrame:
    chosen = rng.integers(len(_INDUSTRIES), size=n_leaders)
    return pd.DataFrame(
        {
            "leader_id": pd.Series(
                [f"L{i:04d}" for i in range(n_leaders)], dtype="str"
            ),
            "industry": pd.Series([_INDUSTRIES[k] for k in chosen], dtype="str"),
            "revenue": np.round(5e6 * np.exp(size)),
            "founded": 2020.0 - rng.integers(2, 60, n_leaders),
            "consent_exploring": pd.Series([True] * n_leaders, dtype="boolean"),
        }
    )


def _two_themes(n_leaders: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Mark two themes a leader."""
    ranks = rng.random((n_leaders, len(_THEMES))).argsort(axis=1)
    marks: NDArray[np.bool_] = ranks < 2
    return marks


def _texts(marks: NDArray[np.bool_]) -> pd.Series:
    texts = ["; ".join(np.array(_THEMES)[row]) for row in marks]
    return pd.Series(texts, dtype="str")
