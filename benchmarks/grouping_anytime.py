"""How soon 250 leaders under all rules of a preset have groups, and how good.

python -m benchmarks.grouping_anytime [--seeds N] [PRESET ...]

Chapters are drawn anew from the sample's inventor, one a seed, with their declared
relations. Each is solved for two seconds and for sixty, wall clock, one thread, kernels
compiled before. "Behind" is how far the two-second score is below the better of both.
"""

import argparse
import tempfile

import numpy as np

from matcher import Given, read_relations, read_roster
from matcher.grouping import MaxIterations, MaxRuntime, Result, solve
from matcher.pose import Posed, pose
from matcher.program.presets import PRESETS
from matcher.program.read import load_program
from matcher.roster.sample import make_sample, write_sample

LEADERS, SOON, LONG = 250, 2.0, 60.0


def chapter(seed: int, preset: str) -> Posed:
    """Invent a chapter and pose what a preset asks of it."""
    with tempfile.TemporaryDirectory() as folder:
        paths = write_sample(make_sample(seed, n_leaders=LEADERS), folder)
        roster = read_roster(paths[0])
        relations = read_relations(paths[1], roster)
    return pose(roster, load_program(preset), given=Given(relations=relations))


def seated_after(result: Result) -> float:
    """Return when groups came that left no more people out than the last ones."""
    least = result.history[-1].n_unseated
    return next(m.seconds for m in result.history if m.n_unseated == least)


def measure(preset: str, n_seeds: int) -> str:
    """Solve chapters of one preset and return a row of the table."""
    first, full, behind, left = [], [], [], []
    for seed in range(1, n_seeds + 1):
        problem = chapter(seed, preset).problem
        solve(problem, MaxIterations(3), seed=seed)
        soon = solve(problem, MaxRuntime(SOON), seed=seed)
        late = solve(problem, MaxRuntime(LONG), seed=seed)
        best = max(soon.history[-1].value, late.history[-1].value)
        first.append(soon.history[0].seconds)
        full.append(seated_after(soon))
        behind.append(100.0 * (1.0 - soon.history[-1].value / best))
        left.append((len(soon.unseated), len(late.unseated)))
    out = ", ".join(f"{a} / {b}" for a, b in left)
    spread = f"{np.median(behind):.2f} ({min(behind):.2f}-{max(behind):.2f})"
    return (
        f"| {preset} | {np.median(first):.3f} ({max(first):.3f}) | "
        f"{np.median(full):.3f} ({max(full):.3f}) | {spread} | {out} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("presets", nargs="*", default=sorted(PRESETS))
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    print(
        "| preset | first groups s (most) | nobody more left out s (most) | "
        "behind after 2 s, % | without a seat at 2 s / 60 s |\n|---|---|---|---|---|"
    )
    for preset in options.presets:
        print(measure(preset, options.seeds), flush=True)


if __name__ == "__main__":
    main()
