"""Measure the low-rank search: gap, CPU time and memory against random groups.

python -m benchmarks.grouping_lowrank [--seconds S] [--seeds N] [ROWS ...]

The workloads are drawn here, from a seed: 16 features around 20 industries of unequal
shares, one feature skewed, every column standardised; groups of ten. Seconds are CPU
seconds of the call of `solve`, so that a busy machine changes little.
"""

import argparse
import resource
import time

import numpy as np
from numpy.typing import NDArray

from benchmarks.grouping_mdgplib import MaxCpu
from matcher.grouping import AtMost, Pin, Problem, check_labels, solve

SIZE = 10
SECONDS = {200: 2.0, 2_000: 2.0, 20_000: 5.0, 200_000: 10.0, 1_000_000: 30.0}


def draw_leaders(n: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Draw features and an industry of at most 9 % of the leaders each."""
    rng = np.random.default_rng([seed, n])
    shares = rng.uniform(0.6, 1.6, 20)
    shares = np.minimum(shares / shares.sum(), 0.085)
    counts = np.floor(shares / shares.sum() * n).astype(int)
    counts[np.argsort(counts)[: n - counts.sum()]] += 1
    industry = rng.permutation(np.repeat(np.arange(20), counts))
    X = rng.normal(size=(20, 16))[industry] * 1.5 + rng.normal(size=(n, 16))
    X[:, -1] = np.exp(0.5 * X[:, -1])
    return (X - X.mean(axis=0)) / X.std(axis=0), industry


def deal(industry: NDArray[np.intp], n_groups: int) -> NDArray[np.intp]:
    """Deal leaders by industry, so that no group has two of one."""
    labels = np.empty(industry.size, dtype=np.intp)
    labels[np.argsort(industry, kind="stable")] = np.arange(industry.size) % n_groups
    return labels


def make_problems(n: int, seed: int) -> dict[str, Problem]:
    """Make the problems that are measured at one size."""
    X, industry = draw_leaders(n, seed)
    plain = Problem.from_features(X, n_groups=n // SIZE)
    capped = plain.with_rules(AtMost(industry, 1, name="industry"))
    labels = deal(industry, n // SIZE)
    stay = np.flatnonzero(np.random.default_rng(seed).random(n) < 0.8)
    return {
        "no rules": plain,
        "one of an industry": capped,
        "protected": capped.with_protection(0.93),
        "80 % pinned": capped.with_rules(Pin(stay, labels[stay])),
    }


def measure(problem: Problem, seconds: float, seed: int) -> tuple[float, float, float]:
    """Solve once; return gap in percent, weakest group over the mean bound, CPU s."""
    begin = time.process_time()
    result = solve(problem, MaxCpu(seconds), seed=seed)
    spent = time.process_time() - begin
    assert (result.labels >= 0).all()
    if problem.n_leaders <= 20_000:
        assert check_labels(problem, result.labels) == ()
    weakest = float(result.group_values.min() / (result.bound / result.n_groups))
    return 100.0 * result.gap, weakest, spent


def random_gap(problem: Problem, seed: int) -> float:
    """Return the gap of random groups, rules left aside."""
    n = problem.n_leaders
    X = problem.facets[0].X
    labels = np.random.default_rng(seed).permutation(n) // SIZE
    sums = np.stack([np.bincount(labels, x) for x in X.T], axis=1)
    return float(100.0 * np.square(sums).sum() / (SIZE * np.square(X).sum()))


def main() -> None:
    """Print one row a size and problem."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, default=list(SECONDS))
    parser.add_argument("--seconds", type=float, default=None)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    warm = np.random.default_rng(0).normal(size=(900, 16))
    solve(Problem.from_features(warm, n_groups=90), MaxCpu(0.5))
    print("| n | problem | gap % (spread) | weakest group | CPU s | random gap % |")
    print("|---|---|---|---|---|---|")
    for n in options.rows:
        for name, problem in make_problems(n, 1).items():
            seconds = options.seconds or SECONDS.get(n, 10.0)
            runs = [measure(problem, seconds, seed) for seed in range(options.seeds)]
            gaps, weakest, spent = np.array(runs).T
            print(
                f"| {n:,} | {name} | {np.median(gaps):.3f} ({gaps.min():.3f}-"
                f"{gaps.max():.3f}) | {np.median(weakest):.2f} | "
                f"{np.median(spent):.1f} | {random_gap(problem, 1):.1f} |",
                flush=True,
            )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\nPeak memory of the whole run: {peak} MB; {options.seeds} seeds.")


if __name__ == "__main__":
    main()
