"""Small rosters for suggestions, made up on the spot, through the reader itself."""

import csv

from matcher.given import Given
from matcher.program.read import load_program, parse_program
from matcher.roster.read import read_roster
from matcher.roster.relations import read_relations
from matcher.suggest import build_pool

PROGRAM = load_program("core")
PLAIN = parse_program({"preset": "core"}, source="program.toml")


def roster_of(folder, rows):
    """Write rows, a dict each, to a file and read it as a roster."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    path = folder / "roster.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return read_roster(path)


def pool_of(folder, rows, relations=(), *, program=PROGRAM, **given):
    """Build a pool of rows and of (leader, other, kind[, level[, until]]) tuples."""
    roster = roster_of(folder, rows)
    path = folder / "relations.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("leader_id", "other_id", "kind", "level", "until"))
        writer.writerows((*entry, *("",) * (5 - len(entry))) for entry in relations)
    stated = read_relations(path, roster) if relations else None
    return build_pool(roster, program, given=Given(relations=stated, **given))


def leader(number, **cells):
    """Describe one leader; what is not said is alike for all."""
    return {
        "leader_id": f"L-{number}",
        "industry": "Bakery" if number % 2 else "Software",
        "revenue": f"{(number % 7 + 1) * 1_000_000}",
        "challenges": "",
        "gives": "",
        **cells,
    }


def shown(suggestions):
    """List the ids of the entries."""
    return [entry.leader_id for entry in suggestions.entries]
