"""Rank hidden advice ties of a law firm by suggestions (Lazega 2001).

    python -m benchmarks.network_lawyers [FOLDER]

FOLDER is `shared/data` beside the checkout. Features are status, office, practice, law
school and seniority; gender and age are none. `knows` holds the advice ties that are
not hidden, never co-work or friendship. `suggest` ranks everyone whom the attorney is
not known to ask.

warm
    A fifth of the ties of each attorney is hidden. The model learns from all pairs, the
    hidden ones counted as no ties, as whoever is not known to ask would be.
sampled
    A fifth of each attorney's pairs is hidden, ties or not, and only these are ranked.
cold
    All ties of a fifth of the attorneys are hidden, to them and from them, a fifth at a
    time; everyone is ranked for them, each other included.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.learning_tables import show
from matcher.given import Given
from matcher.program.program import Program
from matcher.roster.relations import Relation, Relations
from matcher.roster.report import ImportReport
from matcher.roster.roster import Roster
from matcher.suggest import SuggestParams, build_pool
from matcher.suggest.network import suggest_network
from matcher.suggest.request import Request
from models.bundle import Bundle, Origin
from models.embedding import Embedding
from models.pairs import Pairs
from models.profiles import profiles_of
from models.value import ValueModel
from training.baselines import predictors

SHARED = Path(__file__).parents[2] / "shared" / "data"
SEEDS = (0, 1, 2, 3, 4)
FACETS = ("status", "office", "practice", "law_school", "seniority")
N_TOP = 5
PARTS = 5  # a fifth is hidden; as many folds as seeds
RANKERS = {
    "suggest": SuggestParams(),
    "suggest, no paths": SuggestParams(reach=0.0),
    "suggest, one direction": SuggestParams(reciprocity=0.0),
    "suggest, both alike": SuggestParams(reciprocity=1.0),
}
Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Firm:
    """The attorneys, and who asks whom."""

    roster: Roster
    asks: Flags


def load(folder: Path) -> Firm:
    """Read attorneys and advice ties."""
    nodes = pd.read_csv(folder / "feedback/lawyers_nodes.csv")
    ties = pd.read_csv(folder / "feedback/lawyers_advice_edges.csv")
    table = pd.DataFrame({"leader_id": [f"A{i}" for i in nodes["node"]]})
    for column in FACETS[:-1]:
        table[column] = [f"{column} {code:.0f}" for code in nodes[column]]
    table["seniority"] = nodes["seniority"]
    asks = np.zeros((len(nodes), len(nodes)), dtype=bool)
    asks[ties["source"], ties["target"]] = True
    report = ImportReport.__new__(ImportReport)
    roster = Roster(table, np.arange(2, len(nodes) + 2), "lawyers", "", report)
    return Firm(roster, asks)


def hide_ties(firm: Firm, rng: np.random.Generator) -> Flags:
    """Draw a fifth of each attorney's ties."""
    hidden = np.zeros_like(firm.asks)
    for i, row in enumerate(firm.asks):
        own = rng.permutation(np.flatnonzero(row))
        hidden[i, own[: round(own.size / PARTS)]] = True
    return hidden


def ndcg(scores: Array, hits: Flags) -> float:
    """Discount the hits among the first five; 1 is the best that can be."""
    order = np.argsort(-scores, kind="stable")[:N_TOP]
    discounts = 1.0 / np.log2(np.arange(2, N_TOP + 2))
    best = discounts[: min(N_TOP, int(hits.sum()))].sum()
    return float((hits[order] * discounts[: order.size]).sum() / best)


def suggested(
    firm: Firm, seen: Flags, candidates: Flags, train: Pairs, y: Array
) -> dict[str, Array]:
    """Rank by `suggest`, in each of its settings; the first has the highest score."""
    embedding = Embedding(facets=FACETS).fit(firm.roster.table)
    profiles = profiles_of(embedding, firm.roster.table)
    model = ValueModel().fit(profiles, train, y)
    metrics = {"is_better": True}
    bundle = Bundle(embedding, model, None, Origin("", 0, metrics=metrics), "lawyers")
    knows = tuple(
        Relation(int(i), int(j), "knows", "fine", None, "", 0)
        for i, j in np.argwhere(seen)
    )
    program = Program(variety=dict.fromkeys(FACETS[:-1], 1.0))
    pool = build_pool(
        firm.roster, program, given=Given(relations=Relations(knows)), model=bundle
    )
    n = len(firm.roster)
    found = {}
    for name, params in RANKERS.items():
        scores = np.full((n, n), -1.0)
        for i in range(n):
            request = Request(
                i,
                k=n,
                params=params,
                left_out=np.flatnonzero(~candidates[i]),
                with_known=True,
            )
            for entry in suggest_network(pool, request).entries:
                j = pool.facts.ids.row_of(entry.leader_id)
                scores[i, j] = n - entry.position
        found[name] = scores
    return found


def baselines(firm: Firm, train: Pairs, y: Array, *, history: bool) -> dict[str, Array]:
    """Score every pair by each baseline."""
    embedding = Embedding(facets=FACETS).fit(firm.roster.table)
    profiles = profiles_of(embedding, firm.roster.table)
    n = len(profiles)
    every = Pairs.all_of(n)
    found = {}
    for name, make in predictors(history=history).items():
        scores = np.full((n, n), -1.0)
        scores[every.rater, every.ratee] = (
            make().fit(profiles, train, y).predict(profiles, every)
        )
        found[name] = scores
    return found


def measure(firm: Firm, protocol: str, seed: int) -> dict[str, float]:
    """Hide ties, learn, rank and score; a figure a ranker."""
    n = len(firm.roster)
    rng = np.random.default_rng(0 if protocol == "cold" else seed)
    every = Pairs.all_of(n)
    pair = (every.rater, every.ratee)
    others = ~np.eye(n, dtype=bool)
    if protocol == "cold":
        new = rng.permutation(n) % PARTS == seed % PARTS
        hidden = firm.asks & (new[:, None] | new[None, :])
        known = ~(new[every.rater] | new[every.ratee])
        candidates, rankers = others & new[:, None], np.flatnonzero(new)
    else:
        hidden = hide_ties(firm, rng)
        known, rankers = np.ones(len(every), dtype=bool), np.arange(n)
        candidates = others & ~(firm.asks & ~hidden)
        if protocol == "sampled":
            blank = others & ~firm.asks & (rng.random((n, n)) < 1.0 / PARTS)
            candidates = hidden | blank
            known = ~candidates[pair]
    seen = firm.asks & ~hidden
    train, y = every.take(known), seen[pair][known].astype(float)
    tables = baselines(firm, train, y, history=protocol != "cold")
    tables |= suggested(firm, seen, candidates, train, y)
    found: dict[str, list[float]] = {name: [] for name in tables}
    for i in rankers.tolist():
        rows = np.flatnonzero(candidates[i])
        hits = (firm.asks & hidden)[i, rows]
        if hits.any():
            for name, scores in tables.items():
                found[name].append(ndcg(scores[i, rows], hits))
    return {name: float(np.mean(values)) for name, values in found.items()}


def main(arguments: list[str] | None = None) -> None:
    """Measure every protocol."""
    firm = load(Path(arguments[0]) if arguments else SHARED)
    columns: dict[str, dict[str, list[float]]] = {}
    for protocol in ("warm", "sampled", "cold"):
        for seed in SEEDS:
            for name, value in measure(firm, protocol, seed).items():
                columns.setdefault(name, {}).setdefault(protocol, []).append(value)
    rows: dict[str, Any] = {
        name: [_spread(by_protocol[p]) for p in ("warm", "sampled", "cold")]
        for name, by_protocol in columns.items()
    }
    show("NDCG@5 of hidden advice ties|warm|sampled|cold", rows)


def _spread(values: list[float]) -> tuple[float, float, float]:
    mean = float(np.mean(values))
    error = 1.96 * float(np.std(values, ddof=1)) / np.sqrt(len(values))
    return mean, mean - error, mean + error


if __name__ == "__main__":
    main(sys.argv[1:])
