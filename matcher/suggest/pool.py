"""Everything that suggestions need of one roster, built once and asked many times."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.explore import consents_of
from matcher.given import NOTHING, Given
from matcher.program.check import check_program
from matcher.program.program import Program
from matcher.roster.roster import Roster
from matcher.roster.seating import seating_from_roster
from matcher.suggest.consent import (
    consent_remarks,
    who_may_be_shown,
    without_withheld_texts,
)
from matcher.suggest.facts import Facts, Named
from matcher.suggest.index import index_of
from matcher.suggest.pool_files import read_parts, write_parts
from matcher.suggest.ties import Ties
from matcher.suggest.worth import Worth
from models.bundle import Bundle
from models.embedding import Block, Embedding
from models.facets import CANONICAL, facet_names


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Pool:
    """The leaders of a roster, ready for suggestions.

    Every array may lie in a file that processes share. Row `i` is leader `i`.

    Attributes
    ----------
    facts : Facts
        What reasons may name and purposes are held against, ids included.
    blocks : mapping of str to ndarray of shape (n_leaders, n_axes), float32
        Coordinates in each facet, NaN where unknown; the squared distance of a random
        pair is 1.
    worth : Worth
        Value of every ordered pair.
    index : ndarray of shape (n_bytes,), uint8
        By which partners are found in a large roster; empty in others.
    ties : Ties
        Who knows whom, who trades with whom, and who is never shown to whom.
    groups : Named
        Where each leader sits.
    may_show : ndarray of shape (n_leaders,), bool
        Who agreed to be suggested.
    explores : ndarray of shape (n_leaders,), bool
        Who agreed that a place in a list may be left to chance.
    explore_share : float
        Chance in [0, 1] that one place of a list is; 0 where the program has none.
    source : str
        Name of the roster's file.
    sha256 : str
        Of its bytes.
    as_of : str
        Day of the run, as in 2026-11-22; empty where none was given.
    model : str
        Id of the bundle; empty where value is guessed.
    remarks : tuple of str
        What was left out, and why.
    """

    facts: Facts
    blocks: Mapping[str, NDArray[np.float32]]
    worth: Worth
    index: NDArray[np.uint8]
    ties: Ties
    groups: Named
    may_show: NDArray[np.bool_]
    explores: NDArray[np.bool_]
    explore_share: float
    source: str
    sha256: str
    as_of: str
    model: str
    remarks: tuple[str, ...]

    def __post_init__(self) -> None:
        n = len(self.facts.ids)
        own = (self.may_show, self.explores, self.groups.index, self.worth.items)
        if any(len(array) != n for array in (*own, *self.blocks.values())):
            msg = f"every array of a pool must have {n} rows, one a leader."
            raise ValueError(msg)

    def __len__(self) -> int:
        return len(self.facts.ids)

    @property
    def day(self) -> date | None:
        """The day of the run.

        Returns
        -------
        date or None
            None where none was given.
        """
        return date.fromisoformat(self.as_of) if self.as_of else None

    def what_is_missing(self, row: int, otherwise: str) -> tuple[str, ...]:
        """Say what follows where nothing of a leader's profile could match.

        Parameters
        ----------
        row : int
            Row of the roster.
        otherwise : str
            What follows where value is guessed from profiles.

        Returns
        -------
        tuple of str
            A sentence; none where a word, an industry or a place is known.
        """
        if self.facts.has_profile(row):
            return ()
        if not self.worth.is_learned:
            return (otherwise,)
        learned = (
            "No industry, place or text of this leader is known: only their answers, "
            "and other columns that the bundle reads, speak for them. Fill the "
            "profile; a line on challenges and gives helps most."
        )
        return (learned,)

    def save(self, folder: str | Path) -> None:
        """Write the pool, whole or not at all.

        Parameters
        ----------
        folder : str or Path
            Must not exist yet.

        Raises
        ------
        PoolError
            When it exists, or the disk refuses.
        """
        write_parts(self, Path(folder))


def open_pool(folder: str | Path) -> Pool:
    """Open a pool; its arrays are shared with every process that has it open.

    Parameters
    ----------
    folder : str or Path
        As `Pool.save` wrote it.

    Returns
    -------
    Pool
        Read as it is used.

    Raises
    ------
    PoolError
        With the reason, when the folder is no pool or of another version.
    """
    found: Any = read_parts(Path(folder), Pool)
    return found  # type: ignore[no-any-return]  # read_parts checks the class


def build_pool(
    roster: Roster,
    program: Program,
    *,
    given: Given = NOTHING,
    model: Bundle | None = None,
) -> Pool:
    """Gather what suggestions need of a roster.

    Parameters
    ----------
    roster : Roster
        The leaders.
    program : Program
        Of their organisation: its facets, and whether it explores.
    given : Given, default=Given()
        Relations, seating and the day of the run.
    model : Bundle or None, default=None
        Whose learned value counts; None takes that of `given`, and guesses value from
        profiles where there is none either.

    Returns
    -------
    Pool
        Ready to be asked, or saved.

    Raises
    ------
    ProgramError
        If the program asks for what the roster does not have, or the bundle reads a
        column that it lacks.
    """
    may_show = who_may_be_shown(roster.table)
    table = without_withheld_texts(roster.table)
    roster = replace(roster, table=table)
    fitted, remarks = check_program(program, roster, facets=facet_names(table))
    embedding, blocks = _embed(roster, fitted)
    bundle = model if model is not None else given.bundle
    worth = Worth.of(roster, embedding, bundle, head=fitted.value_head, blocks=blocks)
    explores = consents_of(roster, fitted)
    n = len(roster)
    return Pool(
        facts=Facts.of(roster),
        blocks={
            name: np.ascontiguousarray(block.X, dtype=np.float32)
            for name, block in blocks.items()
        },
        worth=worth,
        index=index_of(worth),
        ties=Ties.of(given.relations, n, as_of=given.as_of),
        groups=_groups(roster, given),
        may_show=may_show,
        explores=explores if explores is not None else np.zeros(n, dtype=np.bool_),
        explore_share=fitted.explore.share,
        source=roster.source,
        sha256=roster.sha256,
        as_of=given.as_of.isoformat() if given.as_of else "",
        model=bundle.bundle_id if bundle is not None and worth.is_learned else "",
        remarks=(*remarks, *consent_remarks(table), worth.remark),
    )


def _embed(roster: Roster, program: Program) -> tuple[Embedding, dict[str, Block]]:
    """Fit the facets that the roster knows, and those that the program weighs."""
    plain = Embedding()
    blocks = plain.fit_blocks(roster.table)
    weighed = [name for name, weight in program.variety.items() if weight]
    further = [name for name in weighed if name not in CANONICAL]
    if not further:
        return plain, blocks
    whole = Embedding(facets=(*plain.encoders_, *further))
    return whole, whole.fit_blocks(roster.table)


def _groups(roster: Roster, given: Given) -> Named:
    seating = given.seating or seating_from_roster(roster)
    if seating is None:
        return Named(np.full(len(roster), -1, dtype=np.int32), ())
    return Named(seating.labels.astype(np.int32), seating.group_ids)
