"""One world: a roster, and the hidden truth of what every pair is worth.

Nothing of it is shown to a model but the roster and the answers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from matcher.program.program import Program
from matcher.roster.roster import Roster
from training.feedback import Feedback
from training.feedback_cells import COLUMNS

Array = NDArray[np.float64]
Law = Callable[[Array, NDArray[np.intp]], Array]

ANSWER_SHARE: Final = 0.9  # of the peers that a leader met
MOOD: Final = 0.3  # standard deviation among groups, in logits
DOUBT: Final = 1.0  # the same among ratings of one pair
_FIRST_MEETING: Final = pd.Timestamp("2020-01-01", tz="UTC")


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


def feedback_csv(roster: Roster, tables: list[pd.DataFrame]) -> str:
    """Write the answers of several rounds as a feedback file.

    Parameters
    ----------
    roster : Roster
        Of the world.
    tables : list of DataFrame
        From `World.meet`.

    Returns
    -------
    str
        CSV that `training.feedback.read_feedback` reads.
    """
    table = pd.concat(tables, ignore_index=True)
    ids = np.array(roster.leader_ids, dtype=object)
    days = {name: table[name].dt.date for name in ("shown_at", "answered_at")}
    return pd.DataFrame(
        {
            "rater_id": ids[table["rater"]],
            "ratee_id": ids[table["ratee"]],
            "kind": table["kind"],
            "value": table["value"].map("{:g}".format),
            **days,
            "group_id": table["group"],
        }
    ).to_csv(index=False, lineterminator="\n")
