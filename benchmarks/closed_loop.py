"""Run the closed loop in three invented worlds and print value per member by round.

python -m benchmarks.closed_loop [--seeds N] [--first SEED] [--worlds NAME ...]
                                 [--plot FILE.svg]

Seeds are SEED to SEED + N - 1. Intervals are those of the mean over seeds (two
standard errors); "against rules only" is paired by seed, which share their world and
their answers.
"""

import argparse
import time
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from training.simulate import (
    LEARNED,
    NAIVE,
    ORACLE,
    RANDOM,
    RULES_ONLY,
    SimulationParams,
    simulate,
)
from training.worlds import WORLDS

POLICIES = (RANDOM, RULES_ONLY, LEARNED, NAIVE, ORACLE)
COLOURS = dict(zip(POLICIES, ("0.6", "C0", "C2", "C3", "C1"), strict=True))
Runs = dict[str, NDArray[np.float64]]


def run_world(name: str, seeds: range) -> Runs:
    """Simulate one world for each seed; rows are seeds, columns rounds."""
    found: dict[str, list[NDArray[np.float64]]] = {policy: [] for policy in POLICIES}
    for seed in seeds:
        start = time.process_time()
        values = simulate(
            WORLDS[name], SimulationParams(), seed=seed, policies=POLICIES
        )
        for policy, value in values.items():
            found[policy].append(value)
        print(
            f"{name}, seed {seed}: {time.process_time() - start:.0f} CPU s", flush=True
        )
    return {policy: np.array(values) for policy, values in found.items()}


def error(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give two standard errors of the mean over seeds."""
    return np.asarray(2.0 * values.std(axis=0, ddof=1) / np.sqrt(len(values)))


def print_world(name: str, runs: Runs) -> None:
    """Print the rounds of one world, and what became of the target."""
    n_rounds = runs[RANDOM].shape[1]
    print(f"\n### {name}\n")
    print(f"| round | {' | '.join(POLICIES)} | learned against rules only |")
    print("|---" * (len(POLICIES) + 2) + "|")
    paired = runs[LEARNED] - runs[RULES_ONLY]
    for r in range(n_rounds):
        cells = [
            f"{values[:, r].mean():.3f} ± {error(values)[r]:.3f}"
            for values in runs.values()
        ]
        cells.append(f"{paired[:, r].mean():+.3f} ± {error(paired)[r]:.3f}")
        print(f"| {r + 1} | {' | '.join(cells)} |")
    last = {policy: values[:, -1] for policy, values in runs.items()}
    base = runs[RANDOM].mean(axis=1)  # random groups are alike in all rounds
    shares = (last[LEARNED] - base) / (last[ORACLE] - base)
    total = (last[LEARNED] - base).mean() / (last[ORACLE] - base).mean()
    print(
        f"\nShare of the oracle's gain over random in round {n_rounds}: {total:.0%} "
        f"(by seed {', '.join(f'{share:.0%}' for share in shares)})."
    )


def plot(worlds: dict[str, Runs], path: Path) -> None:
    """Draw value by round, one panel a world, with two standard errors."""
    mpl.rcParams["svg.hashsalt"] = "peermatch"
    figure = Figure(figsize=(10.0, 3.4), layout="constrained")
    panels = figure.subplots(1, len(worlds), squeeze=False)[0]
    for panel, (name, runs) in zip(panels, worlds.items(), strict=True):
        for policy, values in runs.items():
            rounds = np.arange(1, values.shape[1] + 1)
            mean, spread = values.mean(axis=0), error(values)
            panel.plot(rounds, mean, color=COLOURS[policy], label=policy)
            panel.fill_between(
                rounds,
                mean - spread,
                mean + spread,
                color=COLOURS[policy],
                alpha=0.15,
                linewidth=0,
            )
        panel.set_title(f"world of {name}")
        panel.set_xlabel("round")
    panels[0].set_ylabel("value per member")
    lines = panels[0].get_lines()
    figure.legend(handles=lines, loc="outside lower center", ncols=5, frameon=False)
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--worlds", nargs="*", default=list(WORLDS))
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    if options.seeds < 2:
        parser.error("--seeds must be 2 at least: intervals are over seeds.")
    seeds = range(options.first, options.first + options.seeds)
    worlds = {}
    for name in options.worlds:
        worlds[name] = run_world(name, seeds)
        print_world(name, worlds[name])
    if options.plot is not None:
        plot(worlds, options.plot)


if __name__ == "__main__":
    main()
