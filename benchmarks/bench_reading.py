"""How fast rosters are read, beside a bare `pandas.read_csv` of the same file.

Run with ``python -m benchmarks.bench_reading [FILE ...]``. Each kind of file is written
to a temporary folder from a fixed seed, unless files with ids are named; both readers
take turns, so that a busy machine slows both. pandas is told delimiter and encoding.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.reading_files import KINDS
from matcher.roster.read import read_roster

N_ROWS = 250_000
N_SMALL = 5_000
N_REPEATS = 9


def measure(path: Path, **options: Any) -> dict[str, float]:
    """Time both readers in turn; seconds of CPU, and the ratio per turn."""
    read_roster(path)
    bare, ours, cpu, wall = [], [], [], []
    for _ in range(N_REPEATS):
        bare.append(_seconds(lambda: pd.read_csv(path, on_bad_lines="skip", **options)))
        ours.append(_seconds(lambda: read_roster(path)))
        cpu.append(ours[-1][0] / bare[-1][0])
        wall.append(ours[-1][1] / bare[-1][1])
    return {
        "bare": statistics.median(seconds for seconds, _ in bare),
        "ours": statistics.median(seconds for seconds, _ in ours),
        "cpu": statistics.median(cpu),
        "low": min(cpu),
        "high": max(cpu),
        "wall": statistics.median(wall),
    }


def _seconds(action: Callable[[], object]) -> tuple[float, float]:
    """Give CPU and wall clock."""
    cpu, wall = time.process_time(), time.perf_counter()
    action()
    return time.process_time() - cpu, time.perf_counter() - wall


def _line(kind: str, path: Path, **options: Any) -> str:
    found = measure(path, **options)
    return (
        f"{kind:<26} {found['bare']:>9.3f} {found['ours']:>8.3f} {found['cpu']:>6.2f}  "
        f"{found['low']:.2f}-{found['high']:.2f} {found['wall']:>8.2f}"
    )


def main() -> None:
    """Print one line a kind of file."""
    print(f"{'file':<26} {'pandas s':>9} {'ours s':>8} {'CPU':>6}  spread    wall")
    for name in sys.argv[1:]:
        print(_line(Path(name).name, Path(name)))
    if sys.argv[1:]:
        return
    sizes = dict.fromkeys(KINDS, N_ROWS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.csv"
        for name, n_rows in [*sizes.items(), ("plain", N_SMALL)]:
            KINDS[name].write(path, n_rows)
            title = name if n_rows == N_ROWS else f"{name}, {n_rows} rows"
            print(_line(title, path, **KINDS[name].options()), flush=True)


if __name__ == "__main__":
    main()
