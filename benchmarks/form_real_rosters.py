"""Time `peermatch form` as a whole process on real rosters.

    python -m benchmarks.form_real_rosters [FOLDER]

FOLDER holds inc5000_2018.csv and fortune1000_2021.csv; by default the
`shared/data/rosters` beside the checkout. Each roster is formed several times with at
most one of an industry in a group, revenue within a factor of ten, and five seconds of
search.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPEATS = 3
SEARCH_SECONDS = 5
PROGRAM = """
[size]
min = 8
target = 10
max = 12
[variety]
industry = 1.0
[[rule]]
kind = "at_most"
column = "industry"
count = 1
[[rule]]
kind = "spread"
column = "revenue"
ratio = 10
"""
ROSTERS = ("inc5000_2018.csv", "fortune1000_2021.csv")


def measure(roster: Path, folder: Path) -> tuple[float, float, float, dict[str, float]]:
    """Form groups once.

    Parameters
    ----------
    roster : Path
        CSV.
    folder : Path
        Where the program is and the results go.

    Returns
    -------
    tuple of (float, float, float, dict)
        Wall seconds, processor seconds, peak memory in MB, and the summary.
    """
    command = [sys.executable, "-m", "service", "form", str(roster)]
    options = ["--program", "program.toml", "--seconds", str(SEARCH_SECONDS)]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, *options, "--json", "--force", "-o", "out"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert process.stdout is not None
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        msg = f"form failed on {roster.name}"
        raise RuntimeError(msg)
    cpu = usage.ru_utime + usage.ru_stime
    return wall, cpu, usage.ru_maxrss / 1024, json.loads(text)


def main() -> None:
    """Print a table, medians with the range of the repeats."""
    default = Path(__file__).parents[2] / "shared/data/rosters"
    rosters = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    print("| roster | wall s | CPU s | peak MB | placed | groups | share of possible |")
    print("|---|---|---|---|---|---|---|")
    for name in ROSTERS:
        if not (rosters / name).exists():
            print(f"| {name} | not found | | | | | |")
            continue
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "program.toml").write_text(PROGRAM, encoding="utf-8")
            runs = [measure(rosters / name, Path(folder)) for _ in range(REPEATS)]
        walls, cpus, peaks = (_spread([run[i] for run in runs]) for i in range(3))
        last = runs[-1][3]
        placed = f"{last['n_placed']} of {last['n_leaders']}"
        possible = last["possible_share"]
        share = "none above random" if possible is None else f"{possible:.0%}"
        cells = (name, walls, cpus, peaks, placed, last["n_groups"], share)
        print(f"| {' | '.join(map(str, cells))} |")


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f}-{max(values):.1f})"


if __name__ == "__main__":
    main()
