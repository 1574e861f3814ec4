"""Who is asked, over twelve months of two thousand leaders asking.

    python -m benchmarks.network_fairness [SEED ...]

Leaders are those of the invented worlds of `training.worlds`, where the true value of
every pair is known. Each asks once a month, on a day of their own, to meet the first of
whom they are suggested; nobody asks for the same person twice. An introduction comes
about with the product of the two true values. Plain top-k ranks by value alone;
`suggest` also counts what everyone was asked before. Value is guessed from profiles, or
known, as the best model would have it: then the few who bring most to anyone stand out
most. In one night, everyone is suggested ten at once.
"""

import sys
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from matcher.roster.introductions import Introduction
from matcher.suggest import Pool, SuggestParams, build_pool
from matcher.suggest.give_and_take import FairParams, GiveAndTake
from matcher.suggest.network import suggest_network
from matcher.suggest.nightly import suggest_everyone
from matcher.suggest.request import Request
from matcher.suggest.turns import suggest_in_turns
from matcher.suggest.worth import Worth
from models.factors import Factors, factorise
from training.world import World
from training.worlds import world_of_people, world_of_profiles

N_LEADERS = 2_000
N_MONTHS = 12
DAYS = 30
START = date(2026, 1, 1)
RULES = FairParams()
PLAIN = SuggestParams(reach=0.0, diversity=0.0)
WORLDS = {"profiles": world_of_profiles, "people": world_of_people}


def gini(counts: NDArray[np.int64]) -> float:
    """Tell how unevenly something is spread: 0 evenly, 1 to one person only."""
    ordered = np.sort(counts)
    ranks = np.arange(1, ordered.size + 1)
    return float(
        2.0 * (ranks @ ordered) / (ordered.size * ordered.sum())
        - (ordered.size + 1.0) / ordered.size
    )


def pool_of(world: World, *, is_known: bool) -> Pool:
    """Build the pool of a world, with value guessed or known."""
    pool = build_pool(world.roster, world.program)
    if not is_known:
        return pool
    n = len(world.roster)
    zeros = np.zeros(n)
    logits = world.logits + world.generosity[:, np.newaxis]
    exact = Factors(logits, np.eye(n), zeros, zeros)
    factors = factorise(exact, expit, rank=24)
    variances = (zeros, zeros)
    worth = Worth.of_factors(factors, variances, "known", is_learned=True)
    return replace(pool, worth=worth)


def year(world: World, pool: Pool, *, is_fair: bool) -> tuple[NDArray[np.int64], float]:
    """Let everyone ask once a month; give who was asked how often, and what came."""
    n = len(pool)
    chance = expit(world.logits + world.generosity[:, np.newaxis])
    chance = chance * chance.T
    day_of = np.arange(n) % DAYS
    asked = np.zeros(n, dtype=np.int64)
    met: list[list[int]] = [[] for _ in range(n)]
    came, said = 0.0, []
    for day in range(N_MONTHS * DAYS):
        today = START + timedelta(days=day)
        record = GiveAndTake.of(pool, said, as_of=today) if is_fair else None
        for row in np.flatnonzero(day_of == day % DAYS).tolist():
            request = Request(
                row,
                k=1,
                params=SuggestParams() if is_fair else PLAIN,
                record=record,
                left_out=np.array(met[row], dtype=np.int64),
            )
            for entry in suggest_network(pool, request).entries:
                other = pool.facts.ids.row_of(entry.leader_id)
                asked[other] += 1
                met[row].append(other)
                came += float(chance[row, other])
                said.append(Introduction(pool.facts.ids[row], entry.leader_id, today))
                if record is not None:  # later requests of the day know of it
                    record.spent[other] += 1.0 / RULES.per_month
                    record.load[other] += 1.0 / (3.0 * RULES.per_month)
        said = [one for one in said if (today - one.on).days < 200]
    return asked, came


def one_night(world: World, pool: Pool) -> str:
    """Suggest ten to everyone at once, each as if alone and in turns."""
    chance = expit(world.logits + world.generosity[:, np.newaxis])
    chance = chance * chance.T
    told = []
    for night in (suggest_everyone(pool, k=10), suggest_in_turns(pool, k=10)):
        here = night.rows >= 0
        shown = np.bincount(night.rows[here], minlength=len(pool))
        rows = np.arange(len(pool))[:, np.newaxis]
        told.append((gini(shown), shown.max(), (chance[rows, night.rows] * here).sum()))
    (plain, most, came), (fair, most_too, came_too) = told
    return (
        f"one night: Gini of being shown {plain:.3f} -> {fair:.3f} "
        f"({1.0 - fair / plain:.0%} less), most shown {most} -> {most_too} times, "
        f"expected introductions {came:.0f} -> {came_too:.0f} "
        f"({came_too / came - 1.0:+.1%})"
    )


def main(arguments: list[str] | None = None) -> None:
    """Simulate every world with every kind of value."""
    for seed in [int(text) for text in arguments or []] or [0]:
        for name, make in WORLDS.items():
            world = make(N_LEADERS, np.random.default_rng(seed))
            for is_known in (False, True):
                pool = pool_of(world, is_known=is_known)
                kind = (
                    f"seed {seed}, {name}, value {'known' if is_known else 'guessed'}"
                )
                print(f"{kind}, {one_night(world, pool)}", flush=True)
                plain, came = year(world, pool, is_fair=False)
                fair, came_too = year(world, pool, is_fair=True)
                print(
                    f"{kind}, a year: "
                    f"Gini {gini(plain):.3f} -> {gini(fair):.3f} "
                    f"({1.0 - gini(fair) / gini(plain):.0%} less), most asked "
                    f"{plain.max()} -> {fair.max()} times, introductions "
                    f"{came:.0f} -> {came_too:.0f} ({came_too / came - 1.0:+.1%})",
                    flush=True,
                )


if __name__ == "__main__":
    main(sys.argv[1:])
