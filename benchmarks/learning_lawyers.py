"""Measure learned value on who asks whom for advice in a law firm (Lazega 2001).

    python -m benchmarks.learning_lawyers [FOLDER]

FOLDER is `shared/data` beside the checkout. Features are status, office, practice, law
school and seniority; gender and age are none, and co-work and friendship, which come
about as advice does, are neither features nor context. Warm: a tenth of the pairs is
held out, then a fifth. Cold: a fifth of the people is held out, and pairs are told
apart by who of the two is new. Everything that is chosen is chosen inside the training
part.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import log_loss, roc_auc_score

from benchmarks.learning_tables import show
from models.pairs import Pairs
from models.profiles import PairMap, Profiles
from models.value import ValueModel
from training.baselines import predictors

Array = NDArray[np.float64]
SHARED = Path(__file__).parents[2] / "shared" / "data"
SEEDS = (0, 1)
N_FOLDS = 5
COLD = ("seeker", "helper", "both")


def load(folder: Path) -> tuple[Profiles, Pairs, Array]:
    """Read the attorneys and every ordered pair of them.

    Parameters
    ----------
    folder : Path
        Of the shared data.

    Returns
    -------
    tuple of Profiles, Pairs and ndarray of shape (n_pairs,)
        People, pairs, and whether the first asks the second.
    """
    nodes = pd.read_csv(folder / "feedback/lawyers_nodes.csv")
    ties = pd.read_csv(folder / "feedback/lawyers_advice_edges.csv")
    asks = np.zeros((len(nodes), len(nodes)))
    asks[ties["source"], ties["target"]] = 1.0
    blocks, names, maps = [], [], []
    for column in ("status", "office", "practice", "law_school"):
        coded = pd.get_dummies(nodes[column]).to_numpy(dtype=float)
        blocks.append(coded)
        names += [f"{column}__{k}" for k in range(coded.shape[1])]
        maps.append(PairMap(column, coded, coded))
    years = nodes["seniority"].to_numpy()
    scaled = ((years - years.mean()) / years.std())[:, np.newaxis]
    blocks += [scaled, scaled**2]
    names += ["seniority__0", "seniority__squared"]
    maps.append(PairMap("seniority", scaled, scaled))
    profiles = Profiles.from_arrays(
        np.hstack(blocks), ids=[f"A{i}" for i in nodes["node"]], names=names, maps=maps
    )
    pairs = Pairs.all_of(len(nodes))
    return profiles, pairs, asks[pairs.rater, pairs.ratee]


def warm(
    make: Callable[[], Any], data: tuple[Profiles, Pairs, Array], n_folds: int
) -> list[tuple[float, float]]:
    """Hold pairs out; give AUC and log loss of each fold."""
    profiles, pairs, y = data
    found = []
    for seed in SEEDS:
        part = np.random.default_rng(seed).permutation(len(pairs)) % n_folds
        for k in range(n_folds):
            held = part == k
            model = make().fit(profiles, pairs.take(~held), y[~held])
            p = model.predict(profiles, pairs.take(held))
            found.append((roc_auc_score(y[held], p), log_loss(y[held], p)))
    return found


def cold(
    make: Callable[[], Any], data: tuple[Profiles, Pairs, Array]
) -> list[tuple[float, ...]]:
    """Hold people out; give the AUC of new seekers, new helpers and both new."""
    profiles, pairs, y = data
    found = []
    for seed in SEEDS:
        part = np.random.default_rng(seed).permutation(len(profiles)) % N_FOLDS
        for k in range(N_FOLDS):
            asks, helps = part[pairs.rater] == k, part[pairs.ratee] == k
            train = ~asks & ~helps
            model = make().fit(profiles, pairs.take(train), y[train])
            p = model.predict(profiles, pairs)
            kinds = (asks & ~helps, ~asks & helps, asks & helps)
            found.append(tuple(roc_auc_score(y[own], p[own]) for own in kinds))
    return found


def _spread(cells: list[Any]) -> list[tuple[float, float, float]]:
    """Give mean and 95 % interval of the mean over folds."""
    table = np.array(cells)
    mean, error = table.mean(axis=0), table.std(axis=0, ddof=1) / np.sqrt(len(table))
    return [
        (float(m), float(m - 1.96 * e), float(m + 1.96 * e))
        for m, e in zip(mean, error, strict=True)
    ]


def main(arguments: list[str]) -> None:
    """Run both tests for every model."""
    data = load(Path(arguments[0]) if arguments else SHARED)
    for n_folds in (10, 5):
        rows = {
            name: _spread(warm(make, data, n_folds))
            for name, make in {
                "model": ValueModel,
                **predictors(history=True),
            }.items()
        }
        show(f"Warm, {n_folds} folds x {len(SEEDS)} seeds|AUC|log loss", rows)
    rows = {
        name: _spread(cold(make, data))
        for name, make in {"model": ValueModel, **predictors(history=False)}.items()
    }
    show("Cold, AUC by who is new|" + "|".join(COLD), rows)


if __name__ == "__main__":
    main(sys.argv[1:])
