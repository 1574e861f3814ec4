"""Form groups at the speed-dating events and count the decisions people really made.

python -m benchmarks.learning_groups [--draws N] [--folder SHARED_DATA]

Every event is a pool in which everyone of one side met everyone of the other, so the
value of any groups is known: the share of yes among the ordered pairs of the two sides
that sit together. Groups have four to six people, two or three of each side, a hard
rule. Three policies: random groups under that rule, whose expectation is the share of
yes among all pairs; rules only, which vary what people like to do; the same with
learned value. Two settings: "unseen" learns from the other events alone; "half" also
folds in half of the meetings of the event, drawn at random, and only the other half
is counted. Two things are counted: the share of yes, with the learned value of each
direction; and the share of pairs in which both said yes, with the product of both
probabilities as the value. One event grouped once is mostly luck, so each is grouped N
times, each time without a tenth of its people, drawn at random. Every figure of an
event is a mean over draws; intervals are 95 %, by bootstrap over events.
"""

import argparse
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.speed_dating import Events, load
from matcher.grouping import AtLeast, AtMost, Facet, MaxIterations, Problem, solve
from models.factors import Factors, factorise, mutual
from models.value import ValueModel

SHARED = Path(__file__).parents[2] / "shared" / "data"
WEIGHT = 50.0  # of value, whose differences are small beside those of variety
RANK = 16
STOP = MaxIterations(20)
LEFT_OUT = 0.1  # of the people of a pool, in each draw
COUNTS = ("yes", "both yes")
POLICIES = ("random", "rules only", "learned", "oracle")
Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pool:
    """The people of one event; rows of `X` and `yes` are theirs.

    Attributes
    ----------
    rows : ndarray of shape (n_people,), intp
        Of the profiles.
    side : ndarray of shape (n_people,), bool
        Which of the two sides.
    X : ndarray of shape (n_people, n_features)
        What they like to do, unknown ones at the mean.
    yes : ndarray of shape (n_people, n_people)
        Decisions that count, NaN for none.
    """

    rows: NDArray[np.intp]
    side: NDArray[np.bool_]
    X: Array
    yes: Array

    def counted(self, count: str) -> Array:
        """Give what counts of every pair, NaN for nothing."""
        return self.yes if count == "yes" else self.yes * self.yes.T

    def value(self, labels: NDArray[np.intp], count: str) -> float:
        """Give the mean of what counts inside groups."""
        together = (labels[:, None] == labels) & (labels >= 0)[:, None]
        return float(np.nanmean(self.counted(count)[together]))

    def problem(self) -> Problem:
        """Ask for groups of four to six with two or three of each side."""
        side = self.side.astype(int)
        spread = np.sqrt(2.0 * self.X.var(axis=0).sum())
        return Problem.from_facets(
            [Facet("interests", self.X / spread)], sizes=(4, 6), target=4
        ).with_rules(
            AtMost(side, 3, name="side"),
            AtLeast(self.side, 2, name="one side"),
            AtLeast(~self.side, 2, name="other side"),
        )


def with_value(problem: Problem, pool: Pool, value: Factors) -> Problem:
    """Add a value that counts across the two sides only."""
    one, other = pool.side[:, None], ~pool.side[:, None]
    need = np.hstack([value.need * one, value.need * other])
    give = np.hstack([value.give * other, value.give * one])
    return problem.with_value(need, give, WEIGHT)


def make_pool(
    events: Events, event: int, counted: NDArray[np.bool_], rng: np.random.Generator
) -> Pool:
    """Gather most people of one event and the decisions that count."""
    pairs = events.answers.pairs
    own = np.flatnonzero(events.event == event)
    choosers = np.unique(pairs.rater[own[events.is_chooser[own]]])
    chosen = np.setdiff1d(pairs.rater[own], choosers)
    kept = [
        rng.permutation(people)[round(LEFT_OUT * people.size) :]
        for people in (choosers, chosen)
    ]
    rows = np.sort(np.concatenate(kept))
    place = {int(row): k for k, row in enumerate(rows)}
    yes = np.full((rows.size, rows.size), np.nan)
    for k in own[counted[own]]:
        i, j = int(pairs.rater[k]), int(pairs.ratee[k])
        if i in place and j in place:
            yes[place[i], place[j]] = events.answers.y[k]
    side = np.isin(rows, choosers)
    return Pool(rows, side, np.nan_to_num(events.profiles.X[rows]), yes)


def learn(events: Events, event: int) -> ValueModel:
    """Fit on the decisions of all other events."""
    answers = events.answers.take(events.event != event)
    return ValueModel().fit(events.profiles, answers.pairs, answers.y)


def with_answers(
    model: ValueModel, events: Events, known: NDArray[np.bool_]
) -> ValueModel:
    """Fold in decisions of the event at hand."""
    answers = events.answers.take(known)
    renewed = deepcopy(model)
    return renewed.partial_fit(events.profiles, answers.pairs, answers.y)


def truth(pool: Pool, count: str) -> Factors:
    """Stand in for a model that knows every decision that counts."""
    n, known = pool.side.size, pool.counted(count)
    logits = np.nan_to_num(known, nan=float(np.nanmean(known)))
    zeros = np.zeros(n)
    return factorise(Factors(logits, np.eye(n), zeros, zeros), np.asarray, rank=n)


def play(
    events: Events, models: list[ValueModel], *, is_half: bool, n_draws: int
) -> dict[str, dict[str, Array]]:
    """Form groups at every event; rows are events, by what counts and policy."""
    table = np.zeros((len(COUNTS), len(POLICIES), len(models), n_draws))
    for event, model in enumerate(models):
        for draw in range(n_draws):
            found = play_once(events, event, model, is_half=is_half, draw=draw)
            table[:, :, event, draw] = found
    means = table.mean(axis=3)
    return {
        count: dict(zip(POLICIES, means[k], strict=True))
        for k, count in enumerate(COUNTS)
    }


def play_once(
    events: Events, event: int, model: ValueModel, *, is_half: bool, draw: int
) -> Array:
    """Form groups of most people of one event; rows are counts, columns policies."""
    rng = np.random.default_rng([event, int(is_half), draw])
    own = events.event == event
    counted = own & (hidden_half(events, rng) if is_half else True)
    if is_half:
        model = with_answers(model, events, own & ~counted)
    pool = make_pool(events, event, counted, rng)
    problem = pool.problem()
    profiles = events.profiles.take(pool.rows)
    learned = {
        "yes": model.value_factors(profiles, rank=RANK),
        "both yes": mutual(model.factors(profiles), rank=RANK),
    }
    alone = solve(problem, STOP, seed=draw).labels
    found = np.zeros((len(COUNTS), len(POLICIES)))
    for k, count in enumerate(COUNTS):
        found[k, 0] = float(np.nanmean(pool.counted(count)))
        found[k, 1] = pool.value(alone, count)
        for at, value in ((2, learned[count]), (3, truth(pool, count))):
            posed = with_value(problem, pool, value)
            labels = solve(posed, STOP, seed=draw).labels
            found[k, at] = pool.value(labels, count)
    return found


def hidden_half(events: Events, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Hide half of the meetings, both decisions of each."""
    pairs = events.answers.pairs
    low = np.minimum(pairs.rater, pairs.ratee)
    high = np.maximum(pairs.rater, pairs.ratee)
    _, meeting = np.unique(np.stack([low, high]), axis=1, return_inverse=True)
    return np.asarray((rng.random(meeting.max() + 1) < 0.5)[meeting])


def interval(values: Array) -> str:
    """Bootstrap a mean over events."""
    rng = np.random.default_rng(0)
    means = values[rng.integers(values.size, size=(4000, values.size))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return f"{values.mean():.3f} ({low:.3f} to {high:.3f})"


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--folder", type=Path, default=SHARED)
    options = parser.parse_args()
    events = load(options.folder)
    models = [learn(events, k) for k in range(int(events.event.max()) + 1)]
    gains = ("learned - random", "learned - rules only")
    print(f"| setting, counted | {' | '.join(POLICIES + gains)} |")
    print("|---" * (1 + len(POLICIES) + len(gains)) + "|")
    for name, is_half in (("unseen", False), ("half", True)):
        found = play(events, models, is_half=is_half, n_draws=options.draws)
        for count, values in found.items():
            cells = [interval(values[policy]) for policy in POLICIES]
            cells += [
                interval(values["learned"] - values[other])
                for other in ("random", "rules only")
            ]
            print(f"| {name}, {count} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
