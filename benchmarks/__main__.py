"""Run every measurement in turn: ``python -m benchmarks [NAME ...]``."""

import importlib
import sys

MEASUREMENTS = {
    "bench_reading": "reading rosters, beside a bare pandas.read_csv",
    "asking": "clashes, prices, what-if and sheets of a chapter of 250",
    "form_real_rosters": "the whole command on real rosters, start to files",
    "life": "top-up, frontier and repair of seatings, up to 30,000 leaders",
    "grouping_mdgplib": "the solver on MDGPLIB, beside published runs",
    "grouping_lowrank": "the solver on features, from 200 to 1,000,000 rows",
    "grouping_curve": "gap against CPU time, beside batch assignment",
    "grouping_speed": "what threads and rules do to the pace of the search",
    "grouping_anytime": "how soon a chapter of 250 has groups, and how good",
    "storage_rates": "import and feedback on SQLite and PostgreSQL",
    "closed_loop": "learning in three invented worlds, round by round",
    "learning_groups": "groups formed at the speed-dating events, by real decisions",
    "network_lawyers": "hidden advice ties of a law firm, ranked by suggestions",
    "network_questions": "who asked about the same, found by what was asked",
    "network_fairness": "who is asked, over a year of two thousand leaders asking",
    "network_speed": "single suggestions and a night of them, at 100,000 leaders",
}


def main() -> None:
    """Run the named measurements, or all of them."""
    asked = sys.argv[1:] or list(MEASUREMENTS)
    unknown = [name for name in asked if name not in MEASUREMENTS]
    if unknown:
        sys.exit(f"no measurement {unknown[0]!r}; there are {', '.join(MEASUREMENTS)}")
    sys.argv = sys.argv[:1]
    for name in asked:
        print(f"\n== {name}: {MEASUREMENTS[name]}\n", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
