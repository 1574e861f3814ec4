"""Time what keeps groups healthy: top-up, frontier, and the repair of a large roster.

    python -m benchmarks.life [LEADERS ...]

Rosters are invented chapters (`matcher.roster.sample`), large ones many of 750. Groups
are formed first; then one leader in a hundred leaves, and as many who sat nowhere join.
Times are of `propose`, which embeds, searches and explains; start-up and files come on
top.
"""

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from matcher import Given, SearchParams, load_program, propose, read_relations
from matcher.grouping import MaxRuntime
from matcher.proposal import Proposal
from matcher.roster.read import read_roster
from matcher.roster.roster import Roster
from matcher.roster.sample import make_sample, write_sample
from matcher.roster.seating import read_seating

LEADERS = (248, 30_000)
SHARE = 0.01
CHAPTER, SEED = 750, 2026


def main() -> None:
    """Print a table."""
    sizes = [int(word) for word in sys.argv[1:]] or LEADERS
    print("| leaders | groups | what | wall s | CPU s | moved | needed | unplaced |")
    print("|---|---|---|---|---|---|---|---|")
    for n_leaders in sizes:
        with tempfile.TemporaryDirectory() as folder:
            measure(n_leaders, Path(folder))


def measure(n_leaders: int, folder: Path) -> None:
    """Form groups, let people leave and join, and mend.

    Parameters
    ----------
    n_leaders : int
        People of the invented chapter.
    folder : Path
        Where its files go.
    """
    write_chapters(n_leaders, folder)
    roster = read_roster(folder / "roster.csv")
    is_small = n_leaders < 1000
    first = form(roster, folder, None, seconds=3.0 if is_small else 20.0)
    rng = np.random.default_rng(1)
    n_gone = 4 if is_small else round(SHARE * n_leaders)
    seated = np.flatnonzero(first.labels >= 0)
    joined, left = np.split(rng.permutation(seated)[: 2 * n_gone], 2)
    seat(first, folder, without=joined)
    tell(roster, folder, f"top-up of {n_gone}", max_moves=0, seconds=0.5)
    if is_small:
        tell(roster, folder, "frontier of 0 to 10", max_moves=None, seconds=5.0)
    rest = without_rows(roster, left)
    name = f"{n_gone} leave, {n_gone} join"
    tell(rest, folder, f"{name}, fewest moves", max_moves=None, seconds=5.0)
    tell(rest, folder, f"{name}, 100 moves", max_moves=100, seconds=5.0)


def write_chapters(n_leaders: int, folder: Path) -> None:
    """Write one chapter, or as many as make a national programme.

    Parameters
    ----------
    n_leaders : int
        People in all.
    folder : Path
        Where the files go.
    """
    n_chapters = max(1, n_leaders // CHAPTER)
    rosters, relations = [], []
    for k in range(n_chapters):
        sample = make_sample(SEED + k, n_leaders=min(CHAPTER, n_leaders))
        write_sample(sample, folder)
        for name, found in (("roster", rosters), ("relations", relations)):
            table = pd.read_csv(
                folder / f"{name}.csv", dtype=str, keep_default_na=False
            )
            for column in {"leader_id", "other_id"} & set(table):
                table[column] = f"S{k}-" + table[column]
            found.append(table)
    pd.concat(rosters).to_csv(folder / "roster.csv", index=False)
    pd.concat(relations).to_csv(folder / "relations.csv", index=False)


def tell(
    roster: Roster, folder: Path, what: str, *, max_moves: int | None, seconds: float
) -> None:
    """Change a seating once and print its row.

    Parameters
    ----------
    roster : Roster
        The leaders who are left.
    folder : Path
        Where the seating is.
    what : str
        Name of the row.
    max_moves : int or None
        Budget of moves.
    seconds : float
        Of search.
    """
    began, cpu = time.perf_counter(), time.process_time()
    proposal = form(
        roster, folder, folder / "seating.csv", seconds=seconds, max_moves=max_moves
    )
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    change = proposal.change
    assert change is not None
    cells = (
        f"{len(roster):,}",
        f"{len(proposal.groups):,}",
        what,
        f"{wall:.1f}",
        f"{cpu:.1f}",
        f"{len(change.moves):,}",
        f"{change.n_needed:,}",
        f"{int((proposal.labels < 0).sum()):,}",
    )
    print(f"| {' | '.join(cells)} |", flush=True)


def form(
    roster: Roster,
    folder: Path,
    seating: Path | None,
    *,
    seconds: float,
    max_moves: int | None = None,
) -> Proposal:
    """Propose groups for an invented chapter.

    Parameters
    ----------
    roster : Roster
        The leaders.
    folder : Path
        Where its program and relations are.
    seating : Path or None
        Where they sit.
    seconds : float
        Of search.
    max_moves : int or None, default=None
        Budget of moves.

    Returns
    -------
    Proposal
        The groups.
    """
    relations = read_relations(folder / "relations.csv", roster)
    found = read_seating(seating, roster) if seating is not None else None
    return propose(
        roster,
        load_program(str(folder / "program.toml")),
        given=Given(relations, found),
        max_moves=max_moves,
        search=SearchParams(MaxRuntime(seconds)),
    )


def seat(proposal: Proposal, folder: Path, *, without: np.ndarray) -> None:
    """Write the groups of a proposal down as a seating.

    Parameters
    ----------
    proposal : Proposal
        The groups.
    folder : Path
        Where the seating goes.
    without : ndarray
        Rows that sit nowhere.
    """
    table = pd.DataFrame(
        [(place.leader_id, place.group_id) for place in proposal.placements],
        columns=["leader_id", "group_id"],
    )
    table = table.drop(index=without)
    table[table["group_id"] != ""].to_csv(folder / "seating.csv", index=False)


def without_rows(roster: Roster, rows: np.ndarray) -> Roster:
    """Let some leaders leave.

    Parameters
    ----------
    roster : Roster
        All of them.
    rows : ndarray
        Who leaves.

    Returns
    -------
    Roster
        The others, in their order.
    """
    table = roster.table.drop(index=roster.table.index[rows]).reset_index(drop=True)
    return replace(roster, table=table, lines=np.delete(roster.lines, rows))


if __name__ == "__main__":
    main()
