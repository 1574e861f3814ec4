"""The solver on MDGPLIB, beside twenty published TPSDP runs of each instance.

Run with ``python -m benchmarks.grouping_mdgplib [FOLDER] [--seeds 3] [--only TEXT]``.
FOLDER holds the instances (``*.txt`` or ``*.txt.gz``), ``published_tpsdp.csv`` and
``exact_optima_n10_n12.csv``; without it, ``../shared/data/mdgp`` beside the checkout
is taken. Budgets are CPU seconds of one thread, so that a busy machine changes little:
1 s up to n = 12, 3 s at 120, 10 s from 240 on; the published runs had 3, 20, 120 s.
"""

import argparse
import csv
import gzip
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matcher.grouping import Problem, Result, solve
from matcher.grouping.mdgplib import read_mdgplib

FOLDER = Path(__file__).resolve().parents[1] / "../shared/data/mdgp"
SECONDS = {10: 1.0, 12: 1.0, 120: 3.0}
LONGEST = 10.0


@dataclass(frozen=True, slots=True)
class MaxCpu:
    """Stop after CPU seconds of this process."""

    seconds: float

    def start(self) -> Callable[[int], float]:
        """Start the clock."""
        begin = time.process_time()
        return lambda _: (time.process_time() - begin) / self.seconds


@dataclass(frozen=True, slots=True)
class Published:
    """What others reached: best, mean and worst of their runs."""

    best: float
    mean: float
    worst: float


def read_problem(path: Path) -> Problem:
    """Read one instance."""
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    distance, lower, upper = read_mdgplib(text.decode())
    return Problem.from_distances(distance, sizes=(lower, upper))


def read_published(folder: Path) -> dict[str, Published]:
    """Read the figures to compare with; of proven optima all three are the same."""
    published = {}
    with (folder / "exact_optima_n10_n12.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            optimum = float(row["optimum"])
            published[row["instance"]] = Published(optimum, optimum, optimum)
    with (folder / "published_tpsdp.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            figures = (
                float(row[f"{what}_of_20"]) for what in ("best", "mean", "worst")
            )
            published[row["instance"]] = Published(*figures)
    return published


def judge(value: float, published: Published) -> str:
    """Say what a value reaches; published figures are rounded to 1e-6."""
    if value >= published.best - 1e-5:
        return "best"
    return "mean" if value >= published.mean - 1e-5 else "below"


def run(name: str, problem: Problem, published: Published, n_seeds: int) -> str:
    """Solve one instance from several seeds, print a row, return what it reaches."""
    seconds = SECONDS.get(problem.n_leaders, LONGEST)
    begin = time.process_time()
    results: list[Result] = [
        solve(problem, MaxCpu(seconds), seed=seed) for seed in range(1, n_seeds + 1)
    ]
    cpu = (time.process_time() - begin) / n_seeds
    values = [result.value for result in results]
    middle = statistics.median(values)
    proven = sum(result.status == "optimal" for result in results)
    reached = judge(middle, published)
    cells = [
        name,
        f"{published.best:.2f}",
        f"{published.mean:.2f}",
        f"{published.worst:.2f}",
        f"{middle:.2f}",
        f"{min(values):.2f} to {max(values):.2f}",
        f"{100 * (middle / published.best - 1):+.4f} %",
        f"{100 * (middle / published.mean - 1):+.4f} %",
        f"{100 * results[0].gap:.2f} %",
        f"{cpu:.2f}",
        "optimal" if proven == n_seeds else reached,
    ]
    print("| " + " | ".join(cells) + " |", flush=True)
    return reached


def warm_up() -> None:
    """Compile the kernels, or load them, before a clock runs."""
    rng = np.random.default_rng(0)
    for n, k in ((10, 2), (120, 10), (480, 20)):
        upper = np.triu(rng.random((n, n)), 1)
        solve(Problem.from_distances(upper + upper.T, n_groups=k), MaxCpu(0.5))


def main() -> None:
    """Print one row an instance, then how many reach what."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", default="", help="part of the instance's name")
    arguments = parser.parse_args()
    published = read_published(arguments.folder)
    warm_up()
    heads = ("instance", "published best", "mean", "worst", "median here", "spread",
             "to best", "to mean", "gap to bound", "CPU s", "reaches")  # fmt: skip
    print("| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|")
    counts: dict[tuple[str, str], int] = {}
    for path in sorted(arguments.folder.glob("*.txt*")):
        name = path.name.split(".")[0]
        if name not in published or arguments.only not in name:
            continue
        reached = run(name, read_problem(path), published[name], arguments.seeds)
        key = (name.rsplit("_", 1)[0], reached)
        counts[key] = counts.get(key, 0) + 1
    for (family, reached), count in sorted(counts.items()):
        print(f"{family}: {count} {reached}")


if __name__ == "__main__":
    main()
