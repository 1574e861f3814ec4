"""Time a retraining at scale, beside scikit-learn on the same pairs.

    python -m benchmarks.learning_cost [MODEL ...]

10,000 people with 120 features, 200,000 answered pairs, drawn from a seed; each model
is fitted in a process of its own, so that its peak memory is its own. MODEL is any of
model, logistic, boosting; all by default. Folding in is the median of 200 newcomers
with ten ratings each.
"""

import resource
import statistics
import subprocess
import sys
import time

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from models.pairs import Pairs
from models.profiles import PairMap, Profiles
from models.value import ValueModel

N_PEOPLE, N_FEATURES, N_PAIRS = 10_000, 120, 200_000
N_HELD = 20_000
N_AXES = 16
MODELS = ("model", "logistic", "boosting")


def draw() -> tuple[Profiles, Pairs, NDArray[np.float64]]:
    """Draw people and answers; the last of them are held out.

    Returns
    -------
    tuple of Profiles, Pairs and ndarray of shape (n_pairs,)
        People, who answered about whom, the answers.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(N_PEOPLE, N_FEATURES))
    need, give = rng.normal(size=(2, N_PEOPLE, N_AXES)) / np.sqrt(N_AXES)
    names = [f"facet{k // 12}__{k}" for k in range(N_FEATURES)]
    profiles = Profiles.from_arrays(
        X,
        names=names,
        maps=[PairMap("need x offer", need, give), PairMap("alike", need, need)],
    )
    rater = rng.integers(N_PEOPLE, size=N_PAIRS + N_HELD)
    ratee = (rater + 1 + rng.integers(N_PEOPLE - 1, size=rater.size)) % N_PEOPLE
    level = rng.normal(size=(2, N_PEOPLE)) * 0.7
    z = X[rater, :5].sum(axis=1) * 0.2 + X[ratee, :5].sum(axis=1) * 0.2
    z += 2.0 * (need[rater] * give[ratee]).sum(axis=1) + level[0][rater]
    y = (rng.random(z.size) < expit(z + level[1][ratee])).astype(np.float64)
    return profiles, Pairs.of(rater, ratee), y


def measure(name: str) -> None:
    """Fit one model and print a line of figures."""
    profiles, pairs, y = draw()
    train, held = pairs.take(np.arange(N_PAIRS)), pairs.take(np.arange(N_PAIRS, len(y)))
    wall, processor = time.perf_counter(), time.process_time()
    if name == "model":
        model = ValueModel().fit(profiles, train, y[:N_PAIRS])
    else:
        makers = {
            "logistic": lambda: LogisticRegression(max_iter=200),
            "boosting": lambda: HistGradientBoostingClassifier(random_state=0),
        }
        fitted = makers[name]().fit(_columns(profiles, train), y[:N_PAIRS].astype(int))
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    if name == "model":
        p = model.predict(profiles, held)
    else:
        p = fitted.predict_proba(_columns(profiles, held))[:, 1]
    auc = roc_auc_score(y[N_PAIRS:], p)
    print(
        f"{name:10s} {wall:7.1f} s wall {processor:7.1f} s processor "
        f"{peak:6.0f} MB peak   AUC {auc:.4f}",
        flush=True,
    )
    if name == "model":
        seconds = [_fold_in(model, profiles, k) for k in range(200)]
        print(
            f"{'fold in':10s} {1000.0 * statistics.median(seconds):7.2f} ms median "
            f"{1000.0 * max(seconds):7.2f} ms worst of processor time, ten ratings"
        )


def _columns(profiles: Profiles, pairs: Pairs) -> NDArray[np.float64]:
    maps = [held.terms(pairs.rater, pairs.ratee) for held in profiles.maps]
    return np.column_stack([profiles.X[pairs.rater], profiles.X[pairs.ratee], *maps])


def _fold_in(model: ValueModel, profiles: Profiles, newcomer: int) -> float:
    rows = np.concatenate([[newcomer], np.arange(5000, 5010) + newcomer])
    few = profiles.take(rows)
    new = Profiles((f"new{newcomer}", *few.ids[1:]), few.X, few.names, few.maps)
    pairs = Pairs.of(np.zeros(10, dtype=int), np.arange(1, 11))
    answers = (np.arange(10) % 2).astype(np.float64)
    began = time.process_time()
    model.partial_fit(new, pairs, answers)
    return time.process_time() - began


def main(arguments: list[str]) -> None:
    """Measure each model in a process of its own."""
    if arguments[:1] == ["--alone"]:
        measure(arguments[1])
        return
    for name in arguments or MODELS:
        command = [sys.executable, "-m", "benchmarks.learning_cost", "--alone", name]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
