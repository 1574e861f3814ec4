"""Measure learned value on real speed-dating events, beside every baseline.

    python -m benchmarks.learning_speed_dating [FOLDER] [--only unseen|half]

FOLDER is `shared/data` beside the checkout. Two tests, each with everything that is
chosen chosen inside the training part:

unseen  each event in turn is held out: nobody in it was seen before.
half    in every event a random half of the meetings is hidden, over four seeds.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import roc_auc_score

from benchmarks.learning_tables import interval, show
from benchmarks.speed_dating import Events, load
from models.value import ValueModel
from training.baselines import predictors
from training.calibration import calibration_figure
from training.metrics import within_figure
from training.scored import Scored

Array = NDArray[np.float64]
SHARED = Path(__file__).parents[2] / "shared" / "data"
N_ROUNDS = 5
HALF_ROUNDS = 3
SEEDS = (0, 1, 2, 3)
MISSING = -1e6


def _makers(*, history: bool) -> dict[str, Callable[[], Any]]:
    return {"model": ValueModel, **predictors(history=history)}


def _scored(events: Events, rows: NDArray[np.intp], p: Array) -> Scored:
    pairs = events.answers.pairs.take(rows)
    y, event = events.answers.y[rows], events.event[rows]
    nothing = np.full(rows.size, np.nan)
    return Scored(pairs.rater, pairs.ratee, event, y, p, nothing)


def _meetings(
    events: Events, rows: NDArray[np.intp], p: Array
) -> tuple[NDArray[np.intp], Array, Array, Array]:
    """Find meetings with both decisions held out: row, both values, match."""
    value = np.full(len(events.answers), np.nan)
    value[rows] = p
    own = rows[events.is_chooser[rows] & (events.back[rows] >= 0)]
    both = own[~np.isnan(value[events.back[own]])]
    back = events.back[both]
    match = events.answers.y[both] * events.answers.y[back]
    return both, value[both], value[back], match


def _rounds(
    events: Events, own: NDArray[np.intp], score: Array, match: Array, n_rounds: int
) -> tuple[Array, Array, Array]:
    """Pair everyone round by round; give matches, pairs and matches by chance."""
    made, pairs, chance = np.zeros((3, int(events.event.max()) + 1))
    for event in np.unique(events.event[own]):
        mine = np.flatnonzero(events.event[own] == event)
        rater, i = np.unique(events.answers.pairs.rater[own[mine]], return_inverse=True)
        ratee, j = np.unique(events.answers.pairs.ratee[own[mine]], return_inverse=True)
        worth = np.full((rater.size, ratee.size), MISSING)
        hits = np.zeros_like(worth)
        worth[i, j], hits[i, j] = score[mine], match[mine]
        for _ in range(n_rounds):
            a, b = linear_sum_assignment(worth, maximize=True)
            real = worth[a, b] > MISSING
            made[event] += hits[a[real], b[real]].sum()
            pairs[event] += real.sum()
            worth[a, b] = MISSING
        chance[event] = match[mine].mean() * pairs[event]
    return made, pairs, chance


def unseen(events: Events) -> None:
    """Hold each event out in turn."""
    n_events = int(events.event.max()) + 1
    rows: dict[str, list[tuple[float, float, float]]] = {}
    found: dict[str, Array] = {}
    for name, make in _makers(history=False).items():
        p = np.zeros(len(events.answers))
        for event in range(n_events):
            test = events.event == event
            known = events.answers.take(~test)
            model = make().fit(events.profiles, known.pairs, known.y)
            held = events.answers.pairs.take(test)
            p[test] = model.predict(events.profiles, held)
        found[name] = _by_event(events, p, n_events)
        rows[name] = _unseen_figures(events, p, found[name])
    show(
        "Events unseen, 14 folds; intervals over events|within-person AUC|match AUC|"
        "allocation lift|calibration error|log loss",
        rows,
    )
    show(
        "The model less each, event by event|within-person AUC|match AUC|"
        "allocation lift|log loss",
        {name: _differences(found["model"], other) for name, other in found.items()},
    )


def _by_event(events: Events, p: Array, n_events: int) -> Array:
    """Give by event: within-person AUC, match AUC, matches, by chance, log loss."""
    every = np.arange(p.size)
    within, matched, loss = np.full((3, n_events), np.nan)
    both, forth, back, match = _meetings(events, every, p)
    score = forth * back
    for event in range(n_events):
        own = every[events.event == event]
        within[event] = within_figure(_scored(events, own, p[own]))(np.ones(own.size))
        mine = events.event[both] == event
        matched[event] = roc_auc_score(match[mine], score[mine])
        y = events.answers.y[own]
        loss[event] = -np.mean(y * np.log(p[own]) + (1 - y) * np.log1p(-p[own]))
    made, _, chance = _rounds(events, both, score, match, N_ROUNDS)
    return np.array([within, matched, made, chance, loss])


def _mean(values: Array) -> Callable[[Array], float]:
    return lambda w: float(np.average(values, weights=w))


def _unseen_figures(
    events: Events, p: Array, found: Array
) -> list[tuple[float, float, float]]:
    within, matched, made, chance, loss = found
    n_events = within.size
    gap = calibration_figure(_scored(events, np.arange(p.size), p))
    return [
        interval(_mean(within), n_events),
        interval(_mean(matched), n_events),
        interval(lambda w: float((w @ made) / (w @ chance)), n_events),
        interval(lambda w: gap(w[events.event]), n_events),
        interval(_mean(loss), n_events),
    ]


def _differences(model: Array, other: Array) -> list[tuple[float, float, float]]:
    within, matched, made, _, loss = model - other
    chance, n_events = model[3], within.size
    return [
        interval(_mean(within), n_events),
        interval(_mean(matched), n_events),
        interval(lambda w: float((w @ made) / (w @ chance)), n_events),
        interval(_mean(loss), n_events),
    ]


def half(events: Events) -> None:
    """Hide half of the meetings of every event."""
    n_events = int(events.event.max()) + 1
    rows: dict[str, list[tuple[float, float, float]]] = {}
    bounds = np.zeros(3)
    for name, make in _makers(history=True).items():
        parts = []
        for seed in SEEDS:
            hidden = _hidden(events, seed)
            known = events.answers.take(~hidden)
            model = make().fit(events.profiles, known.pairs, known.y)
            held = np.flatnonzero(hidden)
            p = model.predict(events.profiles, events.answers.pairs.take(held))
            parts.append(_half_sums(events, held, p))
        rows[name] = _half_figures(np.array(parts), n_events)
        bounds = np.array(parts)[:, 6:].sum(axis=(0, 2))
    show(
        "Half the meetings hidden, 4 seeds; intervals over events|AUC|log loss|"
        "match AUC (harmonic)|matches a pair",
        rows,
    )
    random, oracle, pairs = bounds
    print(f"matches a pair: random {random / pairs:.3f}, oracle {oracle / pairs:.3f}")


def _hidden(events: Events, seed: int) -> NDArray[np.bool_]:
    draw = np.random.default_rng(seed).random(len(events.answers)) < 0.5
    first = np.where(events.back >= 0, np.minimum(np.arange(draw.size), events.back), 0)
    return np.asarray(draw[first] & (events.back >= 0))


def _half_sums(events: Events, held: NDArray[np.intp], p: Array) -> Array:
    """Give per event: AUC, size, loss, match AUC, matches, pairs, and the bounds."""
    n_events = int(events.event.max()) + 1
    out = np.zeros((9, n_events))
    both, forth, back, match = _meetings(events, held, p)
    score = 2.0 * forth * back / (forth + back)
    product = forth * back  # expected matches: everyone is paired with someone
    out[4], out[5], out[6] = _rounds(events, both, product, match, HALF_ROUNDS)
    out[7], out[8], _ = _rounds(events, both, match, match, HALF_ROUNDS)
    y = events.answers.y[held]
    loss = -(y * np.log(p) + (1 - y) * np.log1p(-p))
    out[0] = roc_auc_score(y, p)
    out[3] = roc_auc_score(match, score)
    for event in range(n_events):
        own = events.event[held] == event
        out[1, event], out[2, event] = own.sum(), loss[own].sum()
    return out


def _half_figures(parts: Array, n_events: int) -> list[tuple[float, float, float]]:
    total = parts.sum(axis=0)
    auc, match_auc = parts[:, 0, 0], parts[:, 3, 0]
    return [
        (float(auc.mean()), float(auc.min()), float(auc.max())),
        interval(lambda w: float((w @ total[2]) / (w @ total[1])), n_events),
        (float(match_auc.mean()), float(match_auc.min()), float(match_auc.max())),
        interval(lambda w: float((w @ total[4]) / (w @ total[5])), n_events),
    ]


def main(arguments: list[str]) -> None:
    """Run the tests that are asked for."""
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else ""
    folders = [a for a in arguments if not a.startswith("--") and a != only]
    events = load(Path(folders[0]) if folders else SHARED)
    for test in (unseen, half):
        if only in ("", test.__name__):
            test(events)


if __name__ == "__main__":
    main(sys.argv[1:])
