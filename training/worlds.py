"""Invented worlds in which the true value of every pair is known.

A world is a roster of leaders with hidden needs and strengths, raters with hidden
generosity, and a law that says how likely one finds another helpful in a given group.
Nothing here is shown to a model but the roster and the answers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from matcher.program.program import Program
from matcher.program.read import parse_program
from matcher.roster.report import ImportReport
from matcher.roster.roster import Roster
from training.feedback import Feedback
from training.feedback_cells import COLUMNS

Array = NDArray[np.float64]
Law = Callable[[Array, NDArray[np.intp]], Array]

GROUP_SIZE: Final = 8
ANSWER_SHARE: Final = 0.9  # of the peers that a leader met
GENEROSITY: Final = 0.7  # standard deviation among raters, in logits
MOOD: Final = 0.3  # the same among groups
DOUBT: Final = 1.0  # the same among ratings of one pair
_FIRST_MEETING: Final = pd.Timestamp("2020-01-01", tz="UTC")
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


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Leaders, what groups should be, and the hidden truth.

    Attributes
    ----------
    name : str
        What the world is called.
    roster : Roster
        All that a program manager would know.
    program : Program
        What they want.
    logits : ndarray of shape (n_leaders, n_leaders)
        Hidden: how likely rater i finds ratee j helpful, in a group without camps.
    generosity : ndarray of shape (n_leaders,)
        Hidden: added to all logits of a rater.
    law : callable
        Hidden: from `logits` and the rows of one group to the logits in that group.
    n_ordinary : int
        Rounds of groups by the rules alone before anything is learned.
    kind : {"helped", "rating"}
        What leaders are asked about their peers: yes or no, or a figure.
    """

    name: str
    roster: Roster
    program: Program
    logits: Array
    generosity: Array
    law: Law
    n_ordinary: int = 1
    kind: str = "helped"

    def value(self, labels: NDArray[np.intp]) -> Array:
        """Work out what each seated leader can expect of their peers.

        Parameters
        ----------
        labels : ndarray of shape (n_leaders,)
            Group of each row, -1 for none.

        Returns
        -------
        ndarray of shape (n_leaders,)
            Mean chance, in [0, 1], of finding a peer of the group helpful; NaN for
            whoever meets nobody.
        """
        values = np.full(labels.size, np.nan)
        for g in np.unique(labels[labels >= 0]):
            rows = np.flatnonzero(labels == g)
            if rows.size > 1:
                chances = expit(self._logits_in(rows))
                np.fill_diagonal(chances, 0.0)
                values[rows] = chances.sum(axis=1) / (rows.size - 1)
        return values

    def meet(
        self, labels: NDArray[np.intp], n_round: int, rng: np.random.Generator
    ) -> pd.DataFrame:
        """Let groups meet, and ask each leader about their peers.

        Parameters
        ----------
        labels : ndarray of shape (n_leaders,)
            Group of each row, -1 for none.
        n_round : int
            Number of the round, from 1.
        rng : Generator
            What answers are drawn from.

        Returns
        -------
        DataFrame
            One row an answer, with the columns of `training.feedback.Feedback`.
        """
        parts = []
        for g in np.unique(labels[labels >= 0]):
            rows = np.flatnonzero(labels == g)
            logits = self._logits_in(rows) + rng.normal(0.0, MOOD)
            given = self._answer(logits, rng)
            answers = rng.random(logits.shape) < ANSWER_SHARE
            np.fill_diagonal(answers, val=False)
            i, j = np.nonzero(answers)
            name = f"R{n_round}G{g}"
            parts.append(_answers(rows[i], rows[j], given[i, j], self.kind, name))
        table = pd.concat(parts, ignore_index=True)
        met = _FIRST_MEETING + pd.Timedelta(days=90 * n_round)
        table["shown_at"] = met
        table["answered_at"] = met + pd.Timedelta(days=30)
        return table

    def _answer(self, logits: Array, rng: np.random.Generator) -> Array:
        """Draw whether each helped, or rate it from 0 to 10, told as a share."""
        if self.kind == "helped":
            return (rng.random(logits.shape) < expit(logits)).astype(np.float64)
        felt = logits + rng.normal(0.0, DOUBT, logits.shape)
        return np.asarray(np.round(10.0 * expit(felt)) / 10.0)

    def _logits_in(self, rows: NDArray[np.intp]) -> Array:
        own = self.logits[np.ix_(rows, rows)]
        return np.asarray(self.law(own, rows) + self.generosity[rows][:, np.newaxis])


def _answers(
    rater: NDArray[np.intp],
    ratee: NDArray[np.intp],
    value: Array,
    kind: str,
    group: str,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rater": rater,
            "ratee": ratee,
            "kind": pd.Series([kind] * rater.size, dtype="str"),
            "value": value,
            "group": pd.Series([group] * rater.size, dtype="str"),
            "propensity": np.nan,
            "position": np.nan,
        }
    )


def as_feedback(roster: Roster, tables: list[pd.DataFrame]) -> Feedback:
    """Put the answers of several rounds together.

    Parameters
    ----------
    roster : Roster
        Of the world.
    tables : list of DataFrame
        From `World.meet`.

    Returns
    -------
    Feedback
        As if read from a file.
    """
    table = pd.concat(tables, ignore_index=True)
    table["line"] = np.arange(2, len(table) + 2)
    return Feedback(roster.leader_ids, table[[*COLUMNS, "line"]], source="simulated")


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
            "explore": {"share": 0.05},
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
