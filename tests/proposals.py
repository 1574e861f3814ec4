"""Small proposals, made from rosters that are made up on the spot."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from matcher.explain.evidence import Evidence, gather_evidence
from matcher.explain.groups import FacetTable, explain_groups
from matcher.explain.placements import explain_placements
from matcher.program.program import Program
from matcher.proposal import (
    Clash,
    FacetScore,
    Group,
    Placement,
    Proposal,
    RuleOutcome,
)
from matcher.roster.report import ColumnUse, Duplicate, ImportReport, Refusal, Repair
from matcher.roster.roster import Roster
from models.encoders.industry import locate_industries
from models.encoders.themes import themes

FACETS = ("industry", "challenges", "size", "place", "stage")
FIRST = (
    "Amara",
    "Bo",
    "Carla",
    "Dmitri",
    "Elif",
    "Farid",
    "Greta",
    "Hiro",
    "Ines",
    "Jonas",
    "Kemi",
    "Lars",
)
LAST = (
    "Okafor",
    "Lind",
    "Mendes",
    "Volkov",
    "Demir",
    "Haddad",
    "Weiss",
    "Tanaka",
    "Duarte",
    "Berg",
)
FIRMS = (
    "Harbor",
    "North",
    "Silver",
    "Cedar",
    "Summit",
    "Prairie",
    "Beacon",
    "Copper",
    "Willow",
    "Delta",
)
KINDS = (
    "Foods",
    "Freight",
    "Clinics",
    "Software",
    "Roofing",
    "Capital",
    "Schools",
    "Tools",
    "Media",
    "Farms",
)
INDUSTRIES = (
    "Food & Beverage",
    "Logistics & Transportation",
    "Health",
    "Software",
    "Construction",
    "Financial Services",
    "Education",
    "Manufacturing",
    "Media",
    "Agriculture",
)
STATES = ("TX", "CA", "OH", "NY", "WA")
THEMES = ("Hiring", "Cash flow", "Succession", "Pricing", "Delegation")


def made_table(n_leaders: int, *, seed: int = 0) -> pd.DataFrame:
    """Make up leaders; some of them say little."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(len(INDUSTRIES), size=n_leaders)
    firms = [f"{FIRMS[i % 10]} {KINDS[k]}" for i, k in enumerate(kind)]
    return pd.DataFrame(
        {
            "leader_id": [f"L-{i + 1:03d}" for i in range(n_leaders)],
            "name": [
                f"{FIRST[i % 12]} {LAST[(i // 12 + i) % 10]}" for i in range(n_leaders)
            ],
            "title": rng.choice(["Founder", "CEO", "President", None], n_leaders),
            "company": firms,
            "industry": [INDUSTRIES[k] if rng.random() < 0.95 else None for k in kind],
            "revenue": np.round(np.exp(rng.normal(16, 0.9, n_leaders)), -3),
            "employees": np.round(np.exp(rng.normal(4, 1, n_leaders))) + 1,
            "founded": rng.integers(1960, 2022, n_leaders).astype(float),
            "city": "Springfield",
            "state": rng.choice(STATES, n_leaders),
            "challenges": _texts(rng, n_leaders),
            "gives": _texts(rng, n_leaders),
            "needs": _texts(rng, n_leaders),
        }
    )


def _texts(rng: np.random.Generator, n_leaders: int) -> list[str | None]:
    picks = [
        rng.choice(THEMES, rng.integers(0, 3), replace=False) for _ in range(n_leaders)
    ]
    return ["; ".join(pick) or None for pick in picks]


def made_roster(table: pd.DataFrame, *, source: str = "members.csv") -> Roster:
    """Wrap a table as if it had been read from a file with a few faults."""
    for name in table.columns.difference(["revenue", "employees", "founded"]):
        table[name] = table[name].astype("str")
    n_leaders = len(table)
    ids = tuple(table["leader_id"])
    report = ImportReport(
        format="delimited text",
        encoding="utf-8",
        delimiter=",",
        n_rows=n_leaders + 2,
        n_read=n_leaders,
        n_refused=2,
        columns=tuple(
            ColumnUse(f"Member {name}", name, 0.9, "name") for name in table.columns
        ),
        repairs=(
            Repair("revenue", "read '$1.2M' as 1,200,000", 17, (2, 5, 9, 11, 14)),
        ),
        refused=(
            Refusal(7, "has neither an id nor a name"),
            Refusal(31, "has 19 cells where the header has 14"),
        ),
        duplicates=(Duplicate("same name and company", ids[:2], (2, 3)),)
        if n_leaders > 1
        else (),
        remarks=("Revenue has no currency sign; it is taken as it stands.",),
    )
    lines = np.arange(2, n_leaders + 2, dtype=np.int64)
    return Roster(table, lines, source, "0" * 64, report)


def known_of(roster: Roster) -> Evidence:
    """Gather evidence as `propose` does."""
    table = roster.table

    def cells(name: str) -> list[str | None]:
        column = table[name] if name in table else [None] * len(table)
        return [None if pd.isna(cell) else cell for cell in column]

    return gather_evidence(
        roster,
        places=locate_industries(cells("industry")),
        challenges=themes(cells("challenges")),
        gives=themes(cells("gives")),
        needs=themes(cells("needs")),
    )


def made_rules(n_leaders: int) -> tuple[RuleOutcome, ...]:
    """List three rules, the soft one broken."""
    return (
        RuleOutcome(
            kind="size",
            sentence="groups of 8 to 12, 10 at best",
            soft=False,
            n_broken=0,
            applies_to=n_leaders,
            remark="",
        ),
        RuleOutcome(
            kind="at_most",
            sentence="at most 1 of an industry in a group",
            soft=False,
            n_broken=0,
            applies_to=n_leaders - 4,
            remark="4 leaders whose industry is unknown are free of it",
        ),
        RuleOutcome(
            kind="spread",
            sentence="revenue within a factor of 10",
            soft=True,
            n_broken=2,
            applies_to=n_leaders,
            remark="",
        ),
    )


def made_proposal(
    roster: Roster,
    *,
    n_groups: int,
    n_unplaced: int = 0,
    seed: int = 0,
    facets: Sequence[str] = FACETS,
    **changes: Any,
) -> Proposal:
    """Deal leaders out to groups and describe them as `propose` would."""
    rng = np.random.default_rng(seed)
    n_leaders = len(roster)
    labels = np.full(n_leaders, -1, np.intp)
    seated = np.sort(rng.permutation(n_leaders)[n_unplaced:])
    labels[seated] = rng.permutation(np.arange(len(seated)) % max(n_groups, 1))
    weights = np.linspace(1.0, 0.2, len(facets))
    scores = rng.normal(1.12, 0.09, (n_groups, len(facets)))
    table = FacetTable(tuple(facets), weights, scores)
    evidence = known_of(roster)
    totals = scores @ weights / weights.sum()
    groups = tuple(
        Group(
            group_id=f"G{g + 1:02d}",
            rows=tuple(np.flatnonzero(labels == g).tolist()),
            score=float(totals[g]),
            facets=dict(zip(facets, scores[g].tolist(), strict=True)),
            reason=reason.reason,
            covers=reason.covers,
            weakest=reason.weakest,
            facts=reason,
        )
        for g, reason in enumerate(explain_groups(evidence, labels, facets=table))
    )
    ids = roster.leader_ids
    placements = tuple(
        Placement(
            leader_id=ids[row],
            group_id=groups[g].group_id if g >= 0 else "",
            locked=row == 3,
            moved=row == 5,
            reason=reason.reason
            or "no group within a factor of 10 of their revenue has a free seat",
            facts=reason.facts,
        )
        for row, (g, reason) in enumerate(
            zip(labels.tolist(), explain_placements(evidence, labels), strict=True)
        )
    )
    made: dict[str, Any] = {
        "roster": roster,
        "program": Program(preset="core", source="core"),
        "labels": labels,
        "groups": groups,
        "placements": placements,
        "facets": tuple(
            FacetScore(name, w, float(s), float(s) + 0.2, 0.97)
            for name, w, s in zip(facets, weights, scores.mean(axis=0), strict=True)
        )
        if n_groups
        else (),
        "rules": made_rules(n_leaders),
        "clashes": (
            Clash(
                "14 leaders are in Software and 12 groups take one each",
                ids[:14],
                "at most 2 of an industry would seat them all",
            ),
        )
        if n_unplaced
        else (),
        "score": float(totals.mean()) if n_groups else 0.0,
        "bound": 1.32,
        "gap": 0.12,
        "random_score": 1.0,
        "status": "time ran out",
        "remarks": (
            "The facet 'language' is left out: the roster has no such column.",
        ),
        "provenance": {
            "command": "peermatch form members.csv --program core --seed 1 -o out",
            "seed": 1,
            "as_of": "2026-11-22",
            "sha256": {"roster": "0" * 64},
            "versions": {"peermatch": "0.1.0", "numpy": "2.4.0"},
        },
    }
    return Proposal(**{**made, **changes})
