"""Groups designed from estimated peer effects must not win on paper and lose in life.

Carrell, Sacerdote and West (2013) seated low performers with high ones, as estimates
advised, and left the middle to itself; the low performers split off and did worse than
in random groups. Here a small world behaves so: what a peer across the faultline
would bring is lost in its measure, and a divided group costs all its members.
"""

import numpy as np
import pytest

from matcher.grouping import (
    AtMost,
    Facet,
    Faultline,
    MaxIterations,
    Problem,
    find_camps,
    solve,
)

N, SIZE = 96, 8
HARM = 0.8  # of a faultline of 1, to each member
PRICE = 0.5  # a usual one, that knows nothing of the harm


def world(seed):
    """Leaders with low, middle or high grades, a background and an employer."""
    rng = np.random.default_rng(seed)
    kind = rng.permutation(np.repeat([0, 1, 2], N // 3))
    grade = kind - 1.0 + rng.normal(0, 0.15, N)
    background = rng.normal(size=(N, 2))
    need = np.eye(3)[kind] * np.array([1.0, 0.5, 0.2])
    gives = np.array([[-0.3, 0.0, 0.2], [0.2, 0.6, 0.2], [1.0, 0.0, 0.3]])
    camps = np.stack([grade * 1.2, *background.T * 0.3], axis=1)
    return need, gives[kind], Faultline((camps,), (1.0,)), rng.integers(0, 40, N)


def problem_of(need, give, employer, *, weight):
    """The rules, some noise to vary, and the estimated value where it has a weight."""
    noise = np.random.default_rng(0).normal(size=(N, 2)) / 2.0
    problem = Problem.from_facets([Facet("noise", noise, 0.05)], sizes=(SIZE, SIZE))
    problem = problem.with_rules(AtMost(employer, 1, "employer"))
    return problem.with_value(need, give, weight) if weight else problem


def on_paper(need, give, labels):
    """Mean estimated value over ordered pairs of a group."""
    value = need @ give.T
    np.fill_diagonal(value, 0.0)
    together = labels[:, None] == labels[None]
    return float((value * together).sum() / (N * (SIZE - 1)))


def in_life(need, give, faultline, labels):
    """Value that crosses the faultline is lost; what divides a group harms it."""
    value = need @ give.T
    np.fill_diagonal(value, 0.0)
    camps = find_camps(faultline, labels)
    divided = camps.scores[labels]
    across = camps.side[:, None] != camps.side[None]
    together = labels[:, None] == labels[None]
    contact = together * (1.0 - divided[:, None] * across)
    return float((value * contact).sum() / (N * (SIZE - 1)) - HARM * divided.mean())


@pytest.fixture(scope="module")
def outcomes():
    """Five worlds: rules only, the naive learned policy, the same with a price."""
    found = []
    for seed in range(5):
        need, give, faultline, employer = world(seed)
        rules = problem_of(need, give, employer, weight=0.0)
        naive = problem_of(need, give, employer, weight=1.0)
        priced = naive.with_faultline(
            Faultline(faultline.blocks, faultline.weights, price=PRICE)
        )
        found.append(
            [
                (on_paper(need, give, labels), in_life(need, give, faultline, labels))
                for labels in (
                    solve(problem, MaxIterations(12), seed=seed).labels
                    for problem in (rules, naive, priced)
                )
            ]
        )
    return np.array(found)  # (world, policy, [on paper, in life])


def test_the_naive_policy_wins_on_paper_and_loses_in_life(outcomes):
    rules, naive = outcomes[:, 0], outcomes[:, 1]

    assert (naive[:, 0] > rules[:, 0]).all()
    assert naive[:, 1].mean() < rules[:, 1].mean()


def test_with_a_price_on_faultlines_nobody_is_worse_off_than_under_rules_only(outcomes):
    rules, naive, priced = outcomes[:, 0], outcomes[:, 1], outcomes[:, 2]
    gain = priced[:, 1] - rules[:, 1]
    noise = gain.std(ddof=1) / np.sqrt(len(gain))

    assert gain.mean() > -2.0 * noise
    assert priced[:, 1].mean() > naive[:, 1].mean()


def test_with_a_price_the_value_on_paper_is_still_above_rules_only(outcomes):
    assert (outcomes[:, 2, 0] > outcomes[:, 0, 0]).all()
