"""How fast suggestions come: single ones, and a night's worth for everyone.

    python -m benchmarks.network_speed [N_LEADERS]

Leaders are invented by a seeded draw: industries, themes, places, ages and some ten
acquaintances each; one of them knows a hundredth of the roster. The pool is built once
and opened from its folder, as a server opens it; one core answers, two work at night.
Ten copies of it, each leader a little different, are ten times the roster.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from joblib.externals.loky import get_reusable_executor

from matcher.given import Given
from matcher.program.program import Program
from matcher.roster.relations import Relation, Relations
from matcher.roster.report import ImportReport
from matcher.roster.roster import Roster
from matcher.suggest import Pool, build_pool, open_pool, suggest
from matcher.suggest.facts import Named
from matcher.suggest.ids import Ids
from matcher.suggest.incidence import Incidence
from matcher.suggest.index import index_of
from matcher.suggest.retrieval import best_rows, question_of, retrieve
from matcher.suggest.ties import Graph
from matcher.suggest.turns import suggest_in_turns
from models.encoders.themes import theme_names

N_ASKED = 300
N_TIES = 5  # declared by each
TOPICS = ("financing", "a partner in Germany", "hiring salespeople", None)
INDUSTRIES = (
    "Software", "Bakery", "Dentist", "Construction", "Logistics", "Insurance",
    "Hospitals", "Law firm", "Machine shop", "Advertising agency", "Hotel", "Farming",
)  # fmt: skip
COUNTRIES = ("USA", "Germany", "France", "United Kingdom", "India", "Brazil")


def invent(n: int, seed: int = 0) -> tuple[Roster, Relations]:
    """Draw a roster and who knows whom."""
    rng = np.random.default_rng(seed)
    themes = np.array(theme_names())

    def some(most: int) -> list[str]:
        counts = rng.integers(1, most + 1, n)
        picks = rng.integers(themes.size, size=(n, most))
        return ["; ".join(themes[p[:c]]) for p, c in zip(picks, counts, strict=True)]

    table = pd.DataFrame(
        {
            "leader_id": [f"L-{i}" for i in range(n)],
            "industry": rng.choice(INDUSTRIES, n),
            "revenue": np.exp(rng.normal(16.0, 1.5, n)),
            "founded": rng.integers(1950, 2024, n).astype(float),
            "city": [f"Town {c}" for c in rng.integers(500, size=n)],
            "country": rng.choice(COUNTRIES, n, p=(0.6, 0.1, 0.1, 0.1, 0.05, 0.05)),
            "languages": rng.choice(["English", "English; German", "French"], n),
            "challenges": some(3),
            "gives": some(2),
            "interests": [f"interest {c}" for c in rng.integers(60, size=n)],
        }
    )
    ends = np.stack(
        [np.repeat(np.arange(n), N_TIES), rng.integers(n, size=n * N_TIES)], axis=1
    )
    hub = np.stack([np.zeros(n // 100, int), rng.integers(1, n, n // 100)], axis=1)
    ties = np.concatenate([ends, hub])
    entries = tuple(
        Relation(i, j, "knows", "fine", None, "", 0)
        for i, j in ties[ties[:, 0] != ties[:, 1]].tolist()
    )
    report = ImportReport.__new__(ImportReport)
    roster = Roster(table, np.arange(2, n + 2), "invented", "", report)
    return roster, Relations(entries)


def build(n: int, folder: Path) -> None:
    """Build a pool in a process of its own, and leave it in a folder."""
    roster, relations = invent(n)
    program = Program(variety={"industry": 1.0, "challenges": 0.3})
    build_pool(roster, program, given=Given(relations=relations)).save(folder)


def repeated(pool: Pool, times: int) -> Pool:
    """Lay copies of a pool side by side, each leader a little different."""
    rng = np.random.default_rng(0)

    def lists(held: Incidence) -> Incidence:
        counts = np.tile(np.diff(held.starts), times)
        return Incidence.from_entries(held.names, counts, np.tile(held.entries, times))

    def graph(held: Graph) -> Graph:
        steps = [held.starts[1:] + k * held.others.size for k in range(times)]
        others = [held.others + np.int32(k * len(pool)) for k in range(times)]
        starts = np.concatenate([[0], *steps])
        return Graph(starts, np.concatenate(others), np.tile(held.weight, times))

    kinds: dict[type, Any] = {
        Incidence: lists,
        Graph: graph,
        Named: lambda held: Named(np.tile(held.index, times), held.names),
        Ids: lambda _: Ids.of([f"L-{i}" for i in range(times * len(pool))]),
    }

    def each(part: Any) -> Any:
        values = {field.name: getattr(part, field.name) for field in fields(part)}
        for name, value in values.items():
            if type(value) in kinds:
                values[name] = kinds[type(value)](value)
            elif isinstance(value, np.ndarray):
                shape = (times, *(1 for _ in value.shape[1:]))
                values[name] = np.tile(value, shape)
        return type(part)(**values)

    worth = each(pool.worth)
    worth.items[:, :-2] += rng.normal(0.0, 0.01, (len(worth.items), 1)).astype("f4")
    blocks = {name: np.tile(X, (times, 1)) for name, X in pool.blocks.items()}
    whole = {field.name: getattr(pool, field.name) for field in fields(pool)} | {
        "facts": each(pool.facts),
        "ties": each(pool.ties),
        "groups": kinds[Named](pool.groups),
        "may_show": np.tile(pool.may_show, times),
        "explores": np.tile(pool.explores, times),
        "blocks": blocks,
        "worth": worth,
        "index": index_of(worth),
    }
    return Pool(**whole)


def main(arguments: list[str] | None = None) -> None:
    """Measure single answers, then a night, then ten times as many leaders."""
    given = arguments or []
    if given[:1] == ["--build"]:
        build(int(given[1]), Path(given[2]))
        return
    n = int(given[0]) if given else 100_000
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "pool", Path(folder) / "large"
        command = [sys.executable, "-m", "benchmarks.network_speed", "--build"]
        began = time.perf_counter()
        subprocess.run([*command, str(n), str(small)], check=True)
        print(
            f"{n:,} leaders: built in {time.perf_counter() - began:.0f} s", flush=True
        )
        pool = open_pool(small)
        for topic in TOPICS:
            _show_single(pool, topic)
        _show_night(pool)
        repeated(pool, 10).save(large)
        pool = open_pool(large)
        print(f"{len(pool):,} leaders, by index", flush=True)
        for topic in TOPICS:
            _show_single(pool, topic)
        _show_recall(pool)


def _show_single(pool: Pool, topic: str | None) -> None:
    rows = np.random.default_rng(1).integers(len(pool), size=N_ASKED)
    suggest(pool, pool.facts.ids[0], topic=topic)
    taken = []
    for row in [0, *rows.tolist()]:
        began = time.process_time()
        suggest(pool, pool.facts.ids[row], topic=topic)
        taken.append(1e3 * (time.process_time() - began))
    middle, high = np.percentile(taken, [50, 99])
    print(f"  {topic or 'no purpose'}: median {middle:.1f} ms, p99 {high:.1f} ms")


def _show_night(pool: Pool) -> None:
    peak, stop = [0.0], threading.Event()
    watch = threading.Thread(target=_watch, args=(peak, stop))
    watch.start()
    began, busy = time.perf_counter(), _busy()
    night = suggest_in_turns(pool, k=10, n_workers=2)
    seconds, busy = time.perf_counter() - began, _busy() - busy
    stop.set()
    watch.join()
    print(
        f"  ten for each: {seconds:.0f} s on two cores ({busy:.0f} CPU s), "
        f"{night.n_entries:,} entries, at most {peak[0]:.2f} GB",
        flush=True,
    )
    get_reusable_executor().shutdown(wait=True)


def _show_recall(pool: Pool) -> None:
    rows = np.random.default_rng(2).integers(len(pool), size=100)
    found, taken = [], []
    for row in rows.tolist():
        allowed = pool.may_show.copy()
        allowed[row] = False
        began = time.process_time()
        near = retrieve(pool, row, allowed, 200, 0.5)
        taken.append(1e3 * (time.process_time() - began))
        asked = question_of(pool.worth, np.array([row]), 0.5)[0]
        exact = best_rows(pool.worth.items @ asked, allowed, 200)
        found.append(len(set(near.tolist()) & set(exact.tolist())) / 200.0)
    print(f"  index: {np.mean(found):.3f} of the best 200, {np.mean(taken):.1f} ms")


def _busy() -> float:
    """Add up the processor seconds of this process and of those it started."""
    return sum(os.times()[:4]) + sum(
        _stat(pid, 13) + _stat(pid, 14) for pid in _children()
    ) / os.sysconf("SC_CLK_TCK")


def _watch(peak: list[float], stop: threading.Event) -> None:
    """Note the most memory of this process and of those it started, shared once."""
    while not stop.wait(0.25):
        held = sum(_proportional(pid) for pid in (os.getpid(), *_children()))
        peak[0] = max(peak[0], held / 2**20)


def _children() -> list[int]:
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [pid for pid in pids if _stat(pid, 3) == os.getpid()]


def _stat(pid: int, field: int) -> int:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0
    return int(text.rpartition(")")[2].split()[field - 2])


def _proportional(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0
    lines = [line.split() for line in text.splitlines() if line.startswith("Pss:")]
    return int(lines[0][1]) if lines else 0


if __name__ == "__main__":
    main(sys.argv[1:])
