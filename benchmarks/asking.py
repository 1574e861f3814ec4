"""Time what a director asks of a chapter of 250 in 25 groups, on one core.

    python -m benchmarks.asking

The chapter is the built-in sample, drawn once more with 250 leaders; kernels are
compiled before. Clashes are asked of several programs that cannot seat everyone.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from matcher import Given, SearchParams, propose, read_relations, read_roster
from matcher.explain.known import evidence_of
from matcher.explain.prices import price_rules
from matcher.explain.sheets import draw_sheets
from matcher.explain.what_if import Question, answer
from matcher.foresee import foresee
from matcher.grouping import MaxIterations, MaxRuntime
from matcher.pose import pose
from matcher.program.program import Program
from matcher.program.read import load_program, parse_program
from matcher.roster.roster import Roster
from matcher.roster.sample import make_sample, write_sample
from matcher.roster.seating import Seating

LEADERS, NEWCOMERS = 250, 4
CLASHES: dict[str, tuple[dict[str, Any], ...]] = {
    "one of a sector": (
        {"kind": "at_most", "column": "industry", "level": 2, "count": 1},
    ),
    "revenue within a factor of 2": (
        {"kind": "spread", "column": "revenue", "ratio": 2},
    ),
    "200 km and a common slot": (
        {"kind": "within", "km": 200.0},
        {"kind": "share", "column": "slots"},
    ),
    "six women in every group": (
        {"kind": "at_least", "column": "gender", "value": "woman", "count": 6},
    ),
}


def clock(ask: Callable[[], Any]) -> tuple[float, float, Any]:
    """Measure one call.

    Parameters
    ----------
    ask : callable
        What is measured.

    Returns
    -------
    tuple of (float, float, object)
        Wall and processor seconds, and what it returned.
    """
    wall, cpu = time.perf_counter(), time.process_time()
    found = ask()
    return time.perf_counter() - wall, time.process_time() - cpu, found


def top_up(
    roster: Roster, program: Program, given: Given
) -> tuple[Given, tuple[str, ...]]:
    """Seat the chapter, and take four of its leaders out again.

    Parameters
    ----------
    roster : Roster
        The chapter.
    program : Program
        Its rules.
    given : Given
        Its relations.

    Returns
    -------
    tuple of (Given, tuple of str)
        The same with a seating, and the ids of the four.
    """
    formed = propose(roster, program, given=given, search=SearchParams(MaxRuntime(5.0)))
    labels = formed.labels.astype(np.int64).copy()
    rows = np.linspace(0, len(roster) - 1, NEWCOMERS).astype(int)
    labels[rows] = -1
    names = tuple(group.group_id for group in formed.groups)
    seating = Seating(labels, names, np.zeros(len(roster), np.bool_))
    return replace(given, seating=seating), tuple(roster.leader_ids[r] for r in rows)


def main() -> None:
    """Print a table: what is asked, the aim and what it took."""
    with tempfile.TemporaryDirectory() as folder:
        write_sample(make_sample(n_leaders=LEADERS), folder)
        roster = read_roster(Path(folder, "roster.csv"))
        program = load_program(str(Path(folder, "program.toml")))
        given = Given(read_relations(Path(folder, "relations.csv"), roster))
    print("| asked | aim s | wall s | CPU s | answer |")
    print("|---|---|---|---|---|")
    foresee(roster, program, given=given)
    for name, rules in CLASHES.items():
        columns = {rule["column"] for rule in rules if "column" in rule}
        kept = [r for r in program.rules if getattr(r, "column", "") not in columns]
        added = parse_program({"rule": [*rules]}).rules
        changed = replace(program, rules=(*added, *kept))
        wall, cpu, told = clock(lambda p=changed: foresee(roster, p, given=given))
        print(f"| clash: {name} | 10 | {wall:.1f} | {cpu:.1f} | {told.verdict} |")
    posed = pose(roster, program, given=given)
    wall, cpu, prices = clock(lambda: price_rules(posed))
    print(f"| prices of {len(prices)} rules | 60 | {wall:.1f} | {cpu:.1f} | |")
    asked = Question(leave=(roster.leader_ids[0],))
    wall, cpu, found = clock(lambda: answer(roster, posed, asked))
    said = found.anew["score"].change.said(4)
    print(f"| what if one leaves | | {wall:.1f} | {cpu:.1f} | score {said} |")
    seated, newcomers = top_up(roster, program, given)
    again = pose(roster, program, given=seated)
    evidence = evidence_of(roster, again)
    wall, cpu, sheets = clock(lambda: draw_sheets(again, evidence))
    told = f"{len(sheets)} lines for {len(newcomers)} newcomers"
    print(f"| sheets alone | | {wall:.2f} | {cpu:.2f} | {told} |")
    search = SearchParams(MaxIterations(0))
    wall, cpu, made = clock(
        lambda: propose(roster, program, given=seated, max_moves=0, search=search)
    )
    n_left = int((made.labels < 0).sum())
    print(f"| top-up with sheets | 2 | {wall:.1f} | {cpu:.1f} | {n_left} unplaced |")


if __name__ == "__main__":
    main()
