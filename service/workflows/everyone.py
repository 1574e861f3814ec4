"""Suggestions for every leader of a roster at once, as one table."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from matcher.suggest.nightly import Night
from matcher.suggest.pool import Pool
from matcher.suggest.request import SuggestParams
from matcher.suggest.turns import suggest_in_turns
from service.workflows.exports import inert
from service.workflows.surroundings import Scene

HEADER: Final = (
    *("leader_id", "position", "other_id", "value_to_you", "value_to_them"),
    *("propensity", "path", "because"),
)
STEP: Final = 1_000  # leaders between two reports of progress
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Everyone:
    """What everyone is told.

    Attributes
    ----------
    table : bytes
        CSV in UTF-8, a row a suggestion, in the order of the roster.
    n_leaders, n_answered, n_entries : int
        Leaders there are; those with a suggestion; suggestions.
    most_shown : int
        Lists in which one leader stands at most.
    n_withheld : int
        Leaders who have not agreed to introductions.
    model : str
        What the values rest on.
    """

    table: bytes
    n_leaders: int
    n_answered: int
    n_entries: int
    most_shown: int
    n_withheld: int
    model: str

    def to_dict(self) -> dict[str, Any]:
        """Turn it into what JSON can hold.

        Returns
        -------
        dict
            The numbers, without the table.
        """
        names = ("n_leaders", "n_answered", "n_entries", "most_shown", "n_withheld")
        return {name: getattr(self, name) for name in (*names, "model")}

    def sentence(self) -> str:
        """Say it in words.

        Returns
        -------
        str
            A sentence or two.
        """
        told = (
            f"{self.n_entries:,} suggestions for {self.n_answered:,} of "
            f"{self.n_leaders:,} leaders; nobody stands in more than "
            f"{self.most_shown:,} lists."
        )
        if self.n_withheld:
            told += f" {self.n_withheld:,} have not agreed to introductions."
        rest = self.n_leaders - self.n_answered - self.n_withheld
        if rest:
            told += f" For {rest:,} nobody is left who may be suggested."
        return told


def suggest_to_everyone(
    scene: Scene, *, k: int, params: SuggestParams, n_workers: int, progress: Progress
) -> Everyone:
    """Suggest to every leader whom to meet next, and nobody to too many.

    Parameters
    ----------
    scene : Scene
        What is known.
    k : int
        Most suggestions of each, at least 1.
    params : SuggestParams
        How to rank.
    n_workers : int
        Processes.
    progress : callable
        Told what is being done.

    Returns
    -------
    Everyone
        The table and what to say of it.
    """
    pool = scene.pool
    night = suggest_in_turns(
        pool,
        k=k,
        params=params,
        record=scene.record(),
        n_workers=n_workers,
        progress=lambda done, n: progress(f"Searching: {done:,} of {n:,} leaders"),
    )
    buffer = io.BytesIO()
    with io.TextIOWrapper(buffer, encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADER)
        for row in range(len(pool)):
            if not row % STEP:
                progress(f"Writing reasons: {row:,} of {len(pool):,} leaders")
            writer.writerows(_rows(pool, night, row))
        text.flush()
        table = buffer.getvalue()
    shown = np.bincount(night.rows[night.rows >= 0], minlength=1)
    return Everyone(
        table=table,
        n_leaders=len(pool),
        n_answered=int(np.count_nonzero(night.rows[:, 0] >= 0)),
        n_entries=night.n_entries,
        most_shown=int(shown.max()),
        n_withheld=int(np.count_nonzero(~pool.may_show)),
        model=pool.worth.remark,
    )


def _rows(pool: Pool, night: Night, row: int) -> Iterator[tuple[str, ...]]:
    leader_id = inert(pool.facts.ids[row])
    for entry in night.entries(pool, row):
        yield (
            leader_id,
            str(entry.position),
            inert(entry.leader_id),
            f"{entry.value_to_you:.4f}",
            f"{entry.value_to_them:.4f}",
            f"{entry.propensity:.6g}",
            inert("; ".join(entry.path)),
            inert(
                "; ".join(reason.text for reason in entry.reasons) or "profile alone"
            ),
        )
