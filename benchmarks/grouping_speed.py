"""How much faster two threads search than one, and what rules cost.

python -m benchmarks.grouping_speed [--seconds S] [--repeats N] [ROWS ...]

A slice of the search looks at a fixed number of candidate swaps, so slices a second
stand for candidates a second. One thread, two threads and, as the most that the machine
can give, two processes of one thread each at the same time, in turn; ratios to the one
thread of the same turn. Wall clock, as that is what threads are for.
"""

import argparse
import multiprocessing
import time

import numpy as np

from benchmarks.grouping_lowrank import SIZE, deal, draw_leaders
from matcher.grouping import (
    Apart,
    AtMost,
    MaxRuntime,
    NotOnly,
    Problem,
    Spread,
    solve,
)
from matcher.grouping.rules import Rule


def slices(problem: Problem, seconds: float, n_threads: int) -> float:
    """Search, and return slices a second from the first grouping on."""
    begin = time.perf_counter()
    marks: list[float] = []
    result = solve(
        problem,
        MaxRuntime(seconds),
        seed=1,
        n_threads=n_threads,
        observer=lambda _: marks.append(time.perf_counter()),
    )
    spent = time.perf_counter() - (marks[0] if marks else begin)
    return result.n_iterations / spent


def _slices_alone(n: int, seconds: float) -> float:
    X, _ = draw_leaders(n, 1)
    return slices(Problem.from_features(X, n_groups=n // SIZE), seconds, 1)


def scale(n: int, seconds: float, repeats: int) -> None:
    """Print what a second thread, and a second process, add."""
    X, _ = draw_leaders(n, 1)
    problem = Problem.from_features(X, n_groups=n // SIZE)
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(2) as pool:
        pool.starmap(_slices_alone, [(n, 0.5)] * 2)  # imports, and kernels loaded
        ratios = []
        for _ in range(repeats):
            one = slices(problem, seconds, 1)
            two = slices(problem, seconds, 2)
            both = sum(pool.starmap(_slices_alone, [(n, seconds)] * 2, chunksize=1))
            ratios.append((two / one, both / one))
    threads, processes = np.array(ratios).T
    print(
        f"| {n:,} | {np.median(threads):.2f} ({threads.min():.2f}-{threads.max():.2f})"
        f" | {np.median(processes):.2f} ({processes.min():.2f}-{processes.max():.2f})"
        f" |",
        flush=True,
    )


def rule_sets(n: int) -> dict[str, tuple[Rule, ...]]:
    """Rules of growing strictness over the workload of one size."""
    X, industry = draw_leaders(n, 1)
    rng = np.random.default_rng(5)
    labels = deal(industry, n // SIZE)
    pairs = rng.integers(0, n, (n // 2, 2))
    pairs = pairs[labels[pairs[:, 0]] != labels[pairs[:, 1]]]
    cap = AtMost(industry, 1, name="industry")
    apart = Apart(pairs, name="apart")
    spread = Spread(X[:, 0], difference=6.0, name="spread")
    alone = NotOnly((rng.random(n) < 0.3).astype(np.intp), name="not only")
    return {
        "one of an industry": (cap,),
        "and n / 2 pairs apart": (cap, apart),
        "and a peer floor": (cap, apart, spread),
        "and nobody the only one": (cap, apart, spread, alone),
    }


def price_rules(n: int, seconds: float, repeats: int) -> None:
    """Print slices a second and gap under more and more rules."""
    X, _ = draw_leaders(n, 1)
    plain = Problem.from_features(X, n_groups=n // SIZE)
    for name, rules in {"no rules": (), **rule_sets(n)}.items():
        problem = plain.with_rules(*rules)
        ratios = [
            slices(problem, seconds, 1) / slices(plain, seconds, 1)
            for _ in range(repeats)
        ]
        result = solve(problem, MaxRuntime(seconds), seed=1)
        print(
            f"| {n:,} | {name} | {np.median(ratios):.2f} ({min(ratios):.2f}-"
            f"{max(ratios):.2f}) | {100.0 * result.gap:.3f} | "
            f"{len(result.unseated)} |",
            flush=True,
        )


def main() -> None:
    """Print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, default=[20_000, 200_000])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    print("| n | two threads | two processes |")
    print("|---|---|---|")
    for n in options.rows:
        scale(n, options.seconds * (1 if n < 100_000 else 2), options.repeats)
    print("\n| n | rules | candidates a second | gap % | without a seat |")
    print("|---|---|---|---|---|")
    price_rules(2_000, options.seconds, options.repeats)


if __name__ == "__main__":
    main()
