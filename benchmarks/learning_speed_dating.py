"""Measure learned value on real speed-dating events, beside every baseline.

    python -m benchmarks.learning_speed_dating [FOLDER] [--only unseen|half|replay]

FOLDER is `shared/data` beside the checkout. Three tests, each with everything that is
chosen chosen inside the training part:

unseen  each event in turn is held out: nobody in it was seen before.
half    in every event a random half of the meetings is hidden, over four seeds.
replay  each event in turn is played for eight rounds: a policy pairs everyone, sees
        what they decided, learns, and pairs again; nobody meets the same person twice.
"""

import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from benchmarks.learning_tables import interval, show
from benchmarks.speed_dating import Events, load
from models.profiles import Profiles
from models.value import ValueModel
from training.baselines import predictors
from training.calibration import calibration_figure
from training.metrics import within_figure
from training.scored import Scored

Array = NDArray[np.float64]
SHARED = Path(__file__).parents[2] / "shared" / "data"
N_ROUNDS = 5
HALF_ROUNDS = 3
REPLAY_ROUNDS = 8
SHOWN_ROUNDS = (2, 4, 7)
N_DRAWS = 5
SEEDS = (0, 1, 2, 3)
OPTIMISM = 0.5  # standard deviations added to the value of a pair in the replay
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
    for name, make in _makers(history=False).items():
        p = np.zeros(len(events.answers))
        for event in range(n_events):
            test = events.event == event
            known = events.answers.take(~test)
            model = make().fit(events.profiles, known.pairs, known.y)
            held = events.answers.pairs.take(test)
            p[test] = model.predict(events.profiles, held)
        rows[name] = _unseen_figures(events, p, n_events)
    show(
        "Events unseen, 14 folds; intervals over events|within-person AUC|match AUC|"
        "allocation lift|calibration error|log loss",
        rows,
    )


def _unseen_figures(
    events: Events, p: Array, n_events: int
) -> list[tuple[float, float, float]]:
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
    gap = calibration_figure(_scored(events, every, p))
    return [
        interval(lambda w: float(np.average(within, weights=w)), n_events),
        interval(lambda w: float(np.average(matched, weights=w)), n_events),
        interval(lambda w: float((w @ made) / (w @ chance)), n_events),
        interval(lambda w: gap(w[events.event]), n_events),
        interval(lambda w: float(np.average(loss, weights=w)), n_events),
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


def replay(events: Events) -> None:
    """Play each event with what the others taught, ties broken by several draws."""
    n_events = int(events.event.max()) + 1
    bare = Profiles(events.profiles.ids, np.zeros((len(events.profiles), 0)), ())
    greedy, learned, chance = np.zeros((3, n_events, REPLAY_ROUNDS))
    for event in range(n_events):
        known = events.answers.take(events.event != event)
        plain = ValueModel(n_factors=0).fit(bare, known.pairs, known.y)
        model = ValueModel().fit(events.profiles, known.pairs, known.y)
        for seed in range(N_DRAWS):
            own, met = _play(events, event, (deepcopy(plain), bare, 0.0), seed)
            greedy[event] += own / N_DRAWS
            chance[event] = met
            policy = (deepcopy(model), events.profiles, OPTIMISM)
            learned[event] += _play(events, event, policy, seed)[0] / N_DRAWS
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for name, found in (("model", learned), ("no features", greedy)):
        rows[name] = [
            interval(lambda w, m=found, r=r: float(w @ m[:, r]), n_events)
            for r in SHOWN_ROUNDS
        ]
    rows["ratio"] = [
        interval(
            lambda w, r=r: float((w @ learned[:, r]) / (w @ greedy[:, r])), n_events
        )
        for r in SHOWN_ROUNDS
    ]
    rows["random"] = [
        interval(lambda w, r=r: float(w @ chance[:, r]), n_events) for r in SHOWN_ROUNDS
    ]
    columns = "|".join(f"matches, round {r + 1}" for r in SHOWN_ROUNDS)
    show(
        f"Exact replay, {N_DRAWS} draws of ties; intervals over events|{columns}", rows
    )


def _play(
    events: Events, event: int, policy: tuple[ValueModel, Profiles, float], seed: int
) -> tuple[Array, Array]:
    """Play one event; give matches by round, and those of random pairs."""
    model, profiles, optimism = policy
    rng = np.random.default_rng(seed)
    own = np.flatnonzero(
        (events.event == event) & events.is_chooser & (events.back >= 0)
    )
    match = events.answers.y[own] * events.answers.y[events.back[own]]
    free = np.ones(own.size, dtype=bool)
    matches, met = np.zeros((2, REPLAY_ROUNDS))
    for number in range(REPLAY_ROUNDS):
        left = own[free]
        if not left.size:
            break
        score = 1e-9 * rng.random(left.size)
        score += _both_ways(events, left, model, profiles, optimism)
        taken = _one_round(events, left, score)
        matches[number] = float(match[free][taken].sum())
        met[number] = float(taken.sum())
        seen = left[taken]
        both = np.concatenate([seen, events.back[seen]])
        answers = events.answers.take(both)
        model.partial_fit(profiles, answers.pairs, answers.y)
        free[np.flatnonzero(free)[taken]] = False
    return np.cumsum(matches), np.cumsum(met) * match.mean()


def _both_ways(
    events: Events,
    rows: NDArray[np.intp],
    model: ValueModel,
    profiles: Profiles,
    optimism: float,
) -> Array:
    """Give the chance that both say yes, from a little above the middle."""
    chance = np.ones(rows.size)
    for side in (rows, events.back[rows]):
        pairs = events.answers.pairs.take(side)
        z = model.decision_function(profiles, pairs)
        if optimism:
            z = z + optimism * model.uncertainty(profiles, pairs)
        chance *= expit(z)
    return chance


def _one_round(
    events: Events, rows: NDArray[np.intp], score: Array
) -> NDArray[np.bool_]:
    pairs = events.answers.pairs
    rater, i = np.unique(pairs.rater[rows], return_inverse=True)
    ratee, j = np.unique(pairs.ratee[rows], return_inverse=True)
    worth = np.full((rater.size, ratee.size), MISSING)
    worth[i, j] = score
    position = np.full(worth.shape, -1)
    position[i, j] = np.arange(rows.size)
    chosen = position[linear_sum_assignment(worth, maximize=True)]
    taken = np.zeros(rows.size, dtype=bool)
    taken[chosen[chosen >= 0]] = True
    return taken


def main(arguments: list[str]) -> None:
    """Run the tests that are asked for."""
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else ""
    folders = [a for a in arguments if not a.startswith("--") and a != only]
    events = load(Path(folders[0]) if folders else SHARED)
    for test in (unseen, half, replay):
        if only in ("", test.__name__):
            test(events)


if __name__ == "__main__":
    main(sys.argv[1:])
