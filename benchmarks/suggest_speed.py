"""How fast one answer of each way, and a plan, is at 100,000 leaders.

    python -m benchmarks.suggest_speed [N]

The chapter is made of copies of the sample's kind: N leaders invented by the same
generator are too slow to draw, so 500 are drawn and repeated with their numbers,
places and slots shuffled. Processor time of one core, library only: pool and desks are
built before.
"""

import dataclasses
import datetime as dt
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from matcher.given import Given
from matcher.program.read import load_program
from matcher.roster.memberships import Membership, Memberships
from matcher.roster.read import read_roster
from matcher.roster.relations import Relation, Relations
from matcher.roster.roster import Roster
from matcher.roster.sample import make_sample, write_sample
from matcher.roster.seating import Seating
from matcher.roster.surveys import read_surveys
from matcher.suggest.connect import suggest_connect
from matcher.suggest.desk import Desk, open_desk
from matcher.suggest.network import suggest_network
from matcher.suggest.open_teams import suggest_open_teams
from matcher.suggest.plan import plan_engagement
from matcher.suggest.pool import Pool, build_pool
from matcher.suggest.request import Request
from matcher.suggest.seats import suggest_seats
from matcher.suggest.surveyed import SurveyDesk
from matcher.suggest.team import suggest_team
from matcher.suggest.team_call import Goal
from matcher.suggest.teams import TeamDesk

DRAWN = 500
SEED = 7
DAY = dt.date(2026, 11, 22)
GROUP, TEAM = 10, 6
REPEATS = 40


def make_roster(n_leaders: int, folder: Path) -> Roster:
    """Draw some leaders, and repeat them with columns shuffled against each other."""
    write_sample(make_sample(SEED, n_leaders=DRAWN), folder)
    drawn = read_roster(folder / "roster.csv")
    rng = np.random.default_rng(SEED)
    rows = rng.integers(0, len(drawn), n_leaders)
    table = drawn.table.iloc[rows].reset_index(drop=True)
    for columns in (
        ["revenue", "employees"],
        ["city", "state", "latitude", "longitude", "time_zone"],
        ["slots"],
        ["gives"],
        ["founded"],
    ):
        order = rng.permutation(n_leaders)
        table[columns] = table[columns].to_numpy()[order]
    table["leader_id"] = pd.Series([f"L-{k}" for k in range(n_leaders)], dtype="str")
    for column in ("email", "company", "company_id", "parent_company_id", "website"):
        del table[column]
    del table["group"]
    return dataclasses.replace(drawn, table=table, lines=np.arange(n_leaders))


def gather(n_leaders: int, folder: Path) -> tuple[Pool, Desk, TeamDesk, SurveyDesk]:
    """Build what is asked, and say how long that took."""
    roster = make_roster(n_leaders, folder)
    rng = np.random.default_rng(SEED)
    labels = rng.permutation(np.arange(n_leaders) // GROUP).astype(np.int64)
    labels[rng.random(n_leaders) < 0.05] = -1
    ids = tuple(f"G-{g}" for g in range(n_leaders // GROUP + 1))
    seating = Seating(labels, ids, np.zeros(n_leaders, dtype=bool), source="groups")
    pairs = rng.integers(0, n_leaders, (5 * n_leaders, 2))
    kinds = rng.choice(["knows"] * 9 + ["conflict"], len(pairs))
    entries = tuple(
        Relation(int(a), int(b), str(kind), "no", None, "", 2)
        for (a, b), kind in zip(pairs.tolist(), kinds, strict=True)
        if a != b
    )
    given = Given(Relations(entries), seating, DAY)
    members = rng.permutation(n_leaders)[: n_leaders // 5]
    teams = Memberships(
        tuple(
            Membership(int(row), f"T-{k // TEAM}", "optimize", (), DAY, None)
            for k, row in enumerate(members.tolist())
        )
    )
    program = load_program("core")
    start = time.process_time()
    pool = build_pool(roster, program, given=given)
    middle = time.process_time()
    desk = open_desk(roster, program, given=given)
    end = time.process_time()
    print(f"pool {middle - start:.1f} s, desk of groups {end - middle:.1f} s")
    surveys = read_surveys(folder / "surveys.csv", roster)
    return (
        pool,
        desk,
        TeamDesk.of(roster, program, teams),
        SurveyDesk.of(roster, program, surveys),
    )


def timed(ask: Callable[[int], object], rows: list[int]) -> tuple[float, float]:
    """Give the median and the longest of some answers, in milliseconds."""
    ask(rows[0])
    taken = []
    for row in rows:
        start = time.process_time()
        ask(row)
        taken.append(1e3 * (time.process_time() - start))
    return float(np.median(taken)), float(np.quantile(taken, 0.95))


def main(n_leaders: int) -> None:
    """Print a row for each way."""
    with TemporaryDirectory() as name:
        pool, desk, teams, surveys = gather(n_leaders, Path(name))
    rng = np.random.default_rng(SEED + 1)
    rows = rng.integers(0, n_leaders, REPEATS).tolist()
    ids = [f"L-{k}" for k in range(n_leaders)]
    goal = Goal("open a second site", ("hiring", "pricing", "cash flow", "succession"))
    asks: dict[str, Callable[[int], object]] = {
        "accelerate": lambda row: suggest_seats(pool, desk, ids[row]),
        "optimize, a goal": lambda row: suggest_team(pool, teams, ids[row], goal=goal),
        "optimize, open teams": lambda row: suggest_open_teams(pool, teams, ids[row]),
        "network": lambda row: suggest_network(pool, Request(row)),
        "connect, a topic": lambda row: suggest_connect(pool, Request(row, "hiring")),
        "connect, own interests": lambda row: suggest_connect(pool, Request(row)),
        "prevailing view": lambda row: surveys.views(ids[row], "hiring", as_of=DAY),
        "plan": lambda row: plan_engagement(pool, ids[row], 20.0, desks=(desk, teams)),
    }
    print(f"{n_leaders:,} leaders, {REPEATS} askers, one core")
    for name, ask in asks.items():
        with threadpool_limits(1):
            median, worst = timed(ask, rows)
        print(f"{name:<24}{median:8.2f} ms, 95th percentile {worst:8.2f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
