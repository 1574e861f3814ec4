"""How fast suggestions come: single ones, and a night's worth for everyone.

    python -m benchmarks.network_speed [N_LEADERS ...]

Leaders are invented by a seeded draw: industries, themes, places, ages and some ten
acquaintances each, one of whom knows a hundredth of the roster. The pool is built once
and opened from its folder, as a server opens it; one core answers.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from matcher.given import Given
from matcher.program.program import Program
from matcher.roster.relations import Relation, Relations
from matcher.roster.report import ImportReport
from matcher.roster.roster import Roster
from matcher.suggest import build_pool, open_pool, suggest
from matcher.suggest.nightly import suggest_everyone
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


def main(arguments: list[str] | None = None) -> None:
    """Measure each number of leaders."""
    for n in [int(text) for text in arguments or []] or [10_000, 100_000]:
        _measure(n)


def _measure(n: int) -> None:
    roster, relations = invent(n)
    program = Program(variety={"industry": 1.0, "challenges": 0.3})
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        built = build_pool(roster, program, given=Given(relations=relations))
        print(f"{n:,} leaders: pool built in {time.perf_counter() - began:.0f} s")
        built.save(Path(folder) / "pool")
        del roster, relations, built
        pool = open_pool(Path(folder) / "pool")
        for topic in TOPICS:
            _show_single(pool, topic)
        began = time.perf_counter()
        night = suggest_everyone(pool, k=10, n_workers=2)
        seconds = time.perf_counter() - began
        print(
            f"  ten for each: {seconds:.0f} s, {night.n_entries:,} entries, "
            f"peak {_peak():.2f} GB"
        )


def _show_single(pool: object, topic: str | None) -> None:
    rng = np.random.default_rng(1)
    rows = rng.integers(len(pool), size=N_ASKED)  # type: ignore[arg-type]
    suggest(pool, pool.facts.ids[0], topic=topic)  # type: ignore[arg-type,attr-defined]
    taken = []
    for row in [0, *rows.tolist()]:
        began = time.process_time()
        suggest(pool, pool.facts.ids[row], topic=topic)  # type: ignore[arg-type,attr-defined]
        taken.append(1e3 * (time.process_time() - began))
    middle, high = np.percentile(taken, [50, 99])
    print(f"  {topic or 'no purpose'}: median {middle:.1f} ms, p99 {high:.1f} ms")


def _peak() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + 2 * workers) / 2**20


if __name__ == "__main__":
    main(sys.argv[1:])
