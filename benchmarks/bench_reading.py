"""How fast rosters are read, beside a bare `pandas.read_csv` of the same file.

Run with ``python -m benchmarks.bench_reading [FILE ...]``. Each file is written to a
temporary folder from a fixed seed, unless files with ids are named; both readers take
turns, so that a busy machine slows both.
"""

import csv
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from matcher.roster.read import read_roster

N_ROWS = 250_000
N_REPEATS = 9
CITIES = ("Oslo", "Umeå", "Lyon", "Austin", "Boston", "Kyoto", "Quito", "Leeds")
TRADES = ("Banking", "Retail & Trade", "Software", "Logistics", "Health", "Energy")
HEADER = ("Member ID", "Name", "Email", "Company", "Industry", "City", "Revenue",
          "Employees", "Founded", "Challenges")  # fmt: skip


def write_plain(path: Path, n_rows: int, seed: int = 1) -> None:
    """Write a well-formed roster."""
    _write(path, _rows(n_rows, seed))


def write_money(path: Path, n_rows: int, seed: int = 1) -> None:
    """Write amounts as "$1,234,567", in cells with quotation marks."""
    rows = _rows(n_rows, seed)
    for row in rows:
        row[6] = f"${int(row[6]):,}"
    _write(path, rows)


def write_texts(path: Path, n_rows: int, seed: int = 1) -> None:
    """Write challenges with commas and line breaks inside."""
    rows = _rows(n_rows, seed)
    for row in rows[::4]:
        row[9] = f"hiring, keeping\nand paying, {row[9]}"
    _write(path, rows)


def write_ragged(path: Path, n_rows: int, seed: int = 1) -> None:
    """Write a roster in which one row of 10,000 has a comma too many."""
    _write(path, _rows(n_rows, seed))
    lines = path.read_text(encoding="utf-8").split("\n")
    for i in range(1, n_rows, 10_000):
        lines[i] += ",surplus"
    path.write_text("\n".join(lines), encoding="utf-8")


def write_stray(path: Path, n_rows: int, seed: int = 1) -> None:
    """Write a roster in which one row of 1,000 has a quotation mark too many."""
    _write(path, _rows(n_rows, seed))
    lines = path.read_text(encoding="utf-8").split("\n")
    for i in range(1, n_rows, 1_000):
        lines[i] = lines[i].replace("Leader", 'Lea"der', 1)
    path.write_text("\n".join(lines), encoding="utf-8")


def _rows(n_rows: int, seed: int) -> list[list[str]]:
    rng = np.random.default_rng(seed)
    revenue = np.exp(rng.normal(16, 2, n_rows)).astype(int)
    employees = np.exp(rng.normal(4, 1.5, n_rows)).astype(int) + 1
    founded = rng.integers(1950, 2024, n_rows)
    city, trade = rng.integers(0, 8, n_rows), rng.integers(0, 6, n_rows)
    return [
        [
            *(f"{i:07d}", f"Leader Number{i}", f"leader{i}@firm{i % 9000}.example"),
            *(f"Firm {i % 9000}", TRADES[trade[i]], CITIES[city[i]]),
            *(str(revenue[i]), str(employees[i]), str(founded[i])),
            f"growth in region {i % 500}",
        ]
        for i in range(n_rows)
    ]


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)


def measure(path: Path, n_repeats: int = N_REPEATS) -> dict[str, float]:
    """Time both readers in turn; seconds of CPU, and the ratio per turn."""
    read_roster(path)
    bare, ours, cpu, wall = [], [], [], []
    for _ in range(n_repeats):
        bare.append(_seconds(lambda: pd.read_csv(path, on_bad_lines="skip")))
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


def _line(kind: str, path: Path) -> str:
    found = measure(path)
    return (
        f"{kind:<22} {found['bare']:>9.3f} {found['ours']:>8.3f} {found['cpu']:>6.2f}  "
        f"{found['low']:.2f}-{found['high']:.2f} {found['wall']:>8.2f}"
    )


def main() -> None:
    """Print one line a kind of file."""
    print(f"{'file':<22} {'pandas s':>9} {'ours s':>8} {'CPU':>6}  spread    wall")
    for name in sys.argv[1:]:
        print(_line(Path(name).name, Path(name)))
    if sys.argv[1:]:
        return
    kinds = {
        "plain": (write_plain, N_ROWS),
        "money in quotes": (write_money, N_ROWS),
        "texts over lines": (write_texts, N_ROWS),
        "ragged": (write_ragged, N_ROWS),
        "stray marks": (write_stray, N_ROWS),
        "plain, small": (write_plain, 5_000),
    }
    with tempfile.TemporaryDirectory() as folder:
        for kind, (write, n_rows) in kinds.items():
            path = Path(folder) / "roster.csv"
            write(path, n_rows)
            print(_line(kind, path), flush=True)


if __name__ == "__main__":
    main()
