"""Over what leaders could split into camps: the facets of a program, or named ones."""

from collections.abc import Mapping
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ProgramError
from matcher.grouping import Faultline
from matcher.program.check import find_column
from matcher.program.fields import did_you_mean, one_line
from matcher.program.program import Program
from matcher.roster.roster import Roster
from models.embedding import Block, Embedding
from models.facets import CANONICAL, IDENTITY, facet_names


def pose_camps(
    program: Program, roster: Roster, blocks: Mapping[str, Block]
) -> tuple[Faultline | None, tuple[str, ...]]:
    """Gather what camps may form over, and the price of a faultline.

    Parameters
    ----------
    program : Program
        As it fits the roster.
    roster : Roster
        The leaders.
    blocks : mapping of str to Block
        Facets that the program weighs.

    Returns
    -------
    Faultline or None
        None where no leader differs from another on anything named.
    tuple of str
        A sentence for each name that tells nobody apart.

    Raises
    ------
    ProgramError
        If the program names what the roster does not have.
    """
    health, weights = program.health, program.variety
    named = health.camps_over
    if not named:
        kept = {name: block.X for name, block in blocks.items()}
        remarks: tuple[str, ...] = ()
    else:
        meant = {_meant(name, program, roster): name for name in named}
        found = {
            name: _coordinates(what, roster, blocks) for what, name in meant.items()
        }
        kept = {name: X for name, X in found.items() if X is not None}
        remarks = tuple(
            f'Camps are not looked for over "{name}": it tells no two leaders apart.'
            for name in found
            if name not in kept
        )
    if not kept:
        return None, remarks
    return (
        Faultline(
            tuple(kept.values()),
            tuple(abs(weights.get(name, 0.0)) or 1.0 for name in kept),
            health.faultline_price,
            tuple(kept),
        ),
        remarks,
    )


def _meant(name: str, program: Program, roster: Roster) -> str:
    """Find the facet or the column that a program names; a facet comes first."""
    if name in CANONICAL:
        return name
    column = find_column(name, roster)
    if column is None:
        _fail(name, program, roster)
    if column in IDENTITY:
        what = f'column "{column}" says who a leader is; nobody shares it'
        line = program.health.lines.get("faultline")
        raise ProgramError(one_line(program.source, line, f"faultline.over: {what}"))
    return column


def _coordinates(
    name: str, roster: Roster, blocks: Mapping[str, Block]
) -> NDArray[np.float64] | None:
    """Embed a facet or a column, a sensitive one included."""
    if name in blocks:
        return blocks[name].X
    facet, table = name, roster.table
    if name not in CANONICAL:
        # Named for camps, which it keeps from forming: it never shapes the score.
        facet = "named"
        table = roster.table[[name]].rename(columns={name: facet})
    block = Embedding(facets=(facet,)).fit(table).blocks(table).get(facet)
    return None if block is None else block.X


def _fail(name: str, program: Program, roster: Roster) -> NoReturn:
    columns = [str(column) for column in roster.table.columns]
    hint = did_you_mean(name, (*facet_names(roster.table), *columns))
    what = f'faultline.over: the roster has no facet or column "{name}"; {hint}'
    line = program.health.lines.get("faultline")
    raise ProgramError(one_line(program.source, line, what))
