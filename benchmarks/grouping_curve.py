"""Draw the gap against CPU time, size by size, beside batch assignment and random.

python -m benchmarks.grouping_curve [--seeds N] [--picture FILE.svg] [ROWS ...]

Workloads of `benchmarks.grouping_lowrank`, no rules. Each point is a run of its own
with that budget, for a search cools over the whole of it; CPU seconds of the call.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from benchmarks.batch_assignment import assign_in_levels
from benchmarks.grouping_lowrank import SIZE, draw_leaders, random_gap
from benchmarks.grouping_mdgplib import MaxCpu
from matcher.grouping import Problem, solve

BUDGETS = {
    200: (0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0),
    2_000: (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0),
    20_000: (0.2, 0.4, 0.8, 1.5, 3.0, 6.0, 15.0),
    200_000: (2.0, 4.0, 8.0, 15.0, 45.0),
    1_000_000: (12.0, 30.0, 100.0),
}
LEVELS = {
    200: ((20,),),
    2_000: ((200,), (20, 10)),
    20_000: ((2_000,), (200, 10), (20, 10, 10)),
    200_000: ((100, 200), (20, 20, 50)),
    1_000_000: ((50, 50, 40),),
}
COLOURS = ("#1b6ca8", "#2a9d5c", "#b8860b", "#a83232", "#6a4fa3")

Point = tuple[float, float, float, float]  # CPU seconds; median, least, most gap in %


def search_points(problem: Problem, budgets: tuple[float, ...], n: int) -> list[Point]:
    """Solve with each budget, from several seeds."""
    points = []
    for seconds in budgets:
        begin = time.process_time()
        gaps = [
            100.0 * solve(problem, MaxCpu(seconds), seed=seed).gap for seed in range(n)
        ]
        spent = (time.process_time() - begin) / n
        points.append((spent, float(np.median(gaps)), min(gaps), max(gaps)))
        print(_row(problem.n_leaders, "search", points[-1]), flush=True)
    return points


def peer_points(X: np.ndarray, all_levels: tuple[tuple[int, ...], ...]) -> list[Point]:
    """Run batch assignment in each choice of levels."""
    points = []
    for levels in all_levels:
        begin = time.process_time()
        labels = assign_in_levels(X, levels)
        spent = time.process_time() - begin
        sums = np.stack([np.bincount(labels, x) for x in X.T], axis=1)
        gap = float(100.0 * np.square(sums).sum() / (SIZE * np.square(X).sum()))
        points.append((spent, gap, gap, gap))
        name = "batch assignment, " + " x ".join(f"{k:,}" for k in levels)
        print(_row(len(X), name, points[-1]), flush=True)
    return sorted(points)


def _row(n: int, name: str, point: Point) -> str:
    spent, gap, least, most = point
    return f"| {n:,} | {name} | {spent:.2f} | {gap:.3f} ({least:.3f}-{most:.3f}) |"


def draw(curves: dict[int, tuple[list[Point], list[Point]]], path: Path) -> None:
    """Draw one line a size for the search, one of crosses for batch assignment."""
    figure = Figure(figsize=(7.6, 4.6), layout="constrained")
    axes = figure.subplots()
    for colour, (n, (ours, peers)) in zip(COLOURS, curves.items(), strict=False):
        seconds, gap, least, most = np.array(ours).T
        axes.plot(seconds, gap, "o-", ms=4, color=colour, label=f"{n:,} leaders")
        axes.fill_between(seconds, least, most, color=colour, alpha=0.2, lw=0)
        axes.plot(*np.array(peers).T[:2], "x:", ms=7, color=colour)
    axes.plot([], [], "kx:", label="batch assignment")
    axes.set(xscale="log", yscale="log")
    axes.set_xlabel("CPU seconds of one thread")
    axes.set_ylabel("gap to the bound, %")
    ticks = (0.2, 0.3, 0.4, 0.6, 0.8, 1.2)
    axes.set_yticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, fontsize=8)
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Measure, print a table, and draw it when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, default=list(BUDGETS)[:4])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--picture", type=Path, default=None)
    options = parser.parse_args()
    warm = np.random.default_rng(0).normal(size=(900, 16))
    for size in (180, 900):
        solve(Problem.from_features(warm[:size], n_groups=size // 10), MaxCpu(0.3))
    print("| n | method | CPU s | gap % (spread) |")
    print("|---|---|---|---|")
    curves = {}
    for n in options.rows:
        X, _ = draw_leaders(n, 1)
        problem = Problem.from_features(X, n_groups=n // SIZE)
        print(f"| {n:,} | random | 0 | {random_gap(problem, 1):.1f} |", flush=True)
        n_seeds = options.seeds if n < 1_000_000 else 1
        ours = search_points(problem, BUDGETS[n], n_seeds)
        curves[n] = ours, peer_points(X, LEVELS[n])
    if options.picture is not None:
        draw(curves, options.picture)


if __name__ == "__main__":
    main()
