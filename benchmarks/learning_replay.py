"""Replay real speed-dating events round by round, with and without profiles.

    python -m benchmarks.learning_replay [--draws N] [--folder SHARED_DATA]

In every event everyone met everyone of the other side, so what a policy would have come
to is known. A policy pairs everyone with somebody new so that the expected matches, the
product of both probabilities, add up to the most; it sees what they decided, folds
that in, and pairs again. Everything else was learned from the other events. "Random"
is what its pairs would come to by chance.

One event played once is mostly luck. Every event is therefore played N times, each
time without a tenth of its people drawn at random, the same for all policies; then
whole, with ties drawn anew. How optimistic the policy with profiles is, in standard
deviations added to every logit, is chosen for each event by what it came to in the
others. Intervals are 95 %, by bootstrap over events.
"""

import argparse
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.special import expit

from benchmarks.learning_tables import interval, show
from benchmarks.speed_dating import Events, load
from models.profiles import Profiles
from models.value import ValueModel

Array = NDArray[np.float64]
Rows = NDArray[np.intp]
SHARED = Path(__file__).parents[2] / "shared" / "data"
N_ROUNDS = 8
SHOWN_ROUNDS = (2, 4, 7)
OPTIMISM = (0.0, 0.125, 0.25, 0.5)
LEFT_OUT = 0.1
N_TIES = 5  # draws of ties where events are played whole
MISSING = -1e6


@dataclass(frozen=True, slots=True)
class Policy:
    """What pairs people: a model, what it knows of them, and how bold it is."""

    model: ValueModel
    profiles: Profiles
    optimism: float = 0.0


@dataclass(frozen=True, eq=False)
class Played:
    """Matches by event, draw and round.

    Attributes
    ----------
    history : ndarray of shape (n_events, n_draws, n_rounds)
        Of the policy without profiles, summed over rounds so far.
    chance : ndarray of the same shape
        Of random pairs.
    learned : ndarray of shape (n_optimism, n_events, n_draws, n_rounds)
        Of the policy with profiles.
    """

    history: Array
    chance: Array
    learned: Array


def play(events: Events, rows: Rows, policy: Policy, seed: int) -> tuple[Array, Array]:
    """Play some meetings; give matches so far by round, and those by chance."""
    rng = np.random.default_rng(seed)
    tie = 1e-9 * rng.random(rows.size)
    match = events.answers.y[rows] * events.answers.y[events.back[rows]]
    model = deepcopy(policy.model)
    free = np.ones(rows.size, dtype=bool)
    made, met = np.zeros((2, N_ROUNDS))
    for number in range(N_ROUNDS):
        left = np.flatnonzero(free)
        if not left.size:
            break
        score = expected_matches(events, rows[left], policy, model) + tie[left]
        taken = left[pair_everyone(events, rows[left], score)]
        made[number], met[number] = match[taken].sum(), taken.size
        seen = np.concatenate([rows[taken], events.back[rows[taken]]])
        told = events.answers.take(seen)
        model.partial_fit(policy.profiles, told.pairs, told.y)
        free[taken] = False
    return np.cumsum(made), np.cumsum(met) * match.mean()


def expected_matches(
    events: Events, rows: Rows, policy: Policy, model: ValueModel
) -> Array:
    """Give the chance that both say yes, from a little above the middle."""
    chance = np.ones(rows.size)
    for side in (rows, events.back[rows]):
        pairs = events.answers.pairs.take(side)
        z = model.decision_function(policy.profiles, pairs)
        if policy.optimism:
            z = z + policy.optimism * model.uncertainty(policy.profiles, pairs)
        chance *= expit(z)
    return chance


def pair_everyone(events: Events, rows: Rows, score: Array) -> Rows:
    """Choose meetings, one a person at most, that score the most together."""
    pairs = events.answers.pairs
    rater, i = np.unique(pairs.rater[rows], return_inverse=True)
    ratee, j = np.unique(pairs.ratee[rows], return_inverse=True)
    worth = np.full((rater.size, ratee.size), MISSING)
    worth[i, j] = score
    position = np.full(worth.shape, -1)
    position[i, j] = np.arange(rows.size)
    chosen = position[linear_sum_assignment(worth, maximize=True)]
    return chosen[chosen >= 0]


def meetings(events: Events, event: int, rng: np.random.Generator | None) -> Rows:
    """Find the meetings of an event, without a tenth of the people where asked."""
    pairs = events.answers.pairs
    own = np.flatnonzero(
        (events.event == event) & events.is_chooser & (events.back >= 0)
    )
    if rng is None:
        return own
    for side in (pairs.rater, pairs.ratee):
        people = rng.permutation(np.unique(side[own]))
        kept = people[round(LEFT_OUT * people.size) :]
        own = own[np.isin(side[own], kept)]
    return own


def replay(
    events: Events,
    models: list[tuple[ValueModel, ValueModel]],
    n_draws: int,
    *,
    is_whole: bool = False,
) -> Played:
    """Play every event by both policies, whole or without a tenth of the people."""
    n_events = len(models)
    people = events.profiles
    bare = Profiles(people.ids, np.zeros((len(people), 0)), ())
    history, chance = np.zeros((2, n_events, n_draws, N_ROUNDS))
    learned = np.zeros((len(OPTIMISM), n_events, n_draws, N_ROUNDS))
    for event, (plain, model) in enumerate(models):
        for draw in range(n_draws):
            rng = None if is_whole else np.random.default_rng([event, draw])
            rows = meetings(events, event, rng)
            history[event, draw], chance[event, draw] = play(
                events, rows, Policy(plain, bare), draw
            )
            for k, optimism in enumerate(OPTIMISM):
                policy = Policy(model, people, optimism)
                learned[k, event, draw] = play(events, rows, policy, draw)[0]
    return Played(history, chance, learned)


def chosen_elsewhere(played: Played) -> NDArray[np.intp]:
    """Choose for each event the optimism that did best in all others."""
    last = played.learned[..., -1].mean(axis=2)
    others = last.sum(axis=1, keepdims=True) - last
    return np.asarray(others.argmax(axis=0))


def figures(
    played: Played, choice: NDArray[np.intp]
) -> dict[str, list[tuple[float, float, float]]]:
    """Sum matches over events, and compare with the policy without profiles."""
    n_events = choice.size
    history, chance = played.history.mean(axis=1), played.chance.mean(axis=1)
    learned = played.learned.mean(axis=2)
    named = {f"optimism {o:g}": learned[k] for k, o in enumerate(OPTIMISM)}
    named["chosen"] = learned[choice, np.arange(n_events)]
    rows = {}
    for name, made in {"random": chance, "no features": history, **named}.items():
        cells = [
            interval(lambda w, m=made, r=r: w @ m[:, r], n_events) for r in SHOWN_ROUNDS
        ]
        cells += [
            interval(
                lambda w, m=made, r=r: (w @ m[:, r]) / (w @ history[:, r]), n_events
            )
            for r in SHOWN_ROUNDS
        ]
        rows[name] = cells
    return rows


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--folder", type=Path, default=SHARED)
    options = parser.parse_args()
    events = load(options.folder)
    people = events.profiles
    bare = Profiles(people.ids, np.zeros((len(people), 0)), ())
    models = []
    for event in range(int(events.event.max()) + 1):
        known = events.answers.take(events.event != event)
        plain = ValueModel(n_factors=0).fit(bare, known.pairs, known.y)
        models.append((plain, ValueModel().fit(people, known.pairs, known.y)))
    columns = "|".join(
        [f"by round {r + 1}" for r in SHOWN_ROUNDS]
        + [f"ratio by {r + 1}" for r in SHOWN_ROUNDS]
    )
    often = replay(events, models, options.draws)
    choice = chosen_elsewhere(often)
    show(
        f"Replay, a tenth of the people left out, {options.draws} draws|{columns}",
        figures(often, choice),
    )
    chosen = ", ".join(f"{OPTIMISM[k]:g}" for k in choice)
    print(f"chosen by event: {chosen}")
    whole = replay(events, models, N_TIES, is_whole=True)
    show(f"Replay of whole events|{columns}", figures(whole, choice))


if __name__ == "__main__":
    main()
