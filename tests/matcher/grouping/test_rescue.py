import numpy as np

from matcher.grouping import (
    AtMost,
    Facet,
    MaxIterations,
    Problem,
    Spread,
    check_labels,
    solve,
)


def test_somebody_at_the_end_of_a_scale_gets_the_group_of_all_their_peers():
    """One row of 100, the only peers within a factor of ten are exactly one group.

    Their seven categories differ; the other 60 rows fill groups by themselves.
    """
    rng = np.random.default_rng(3)
    peers = rng.uniform(10.5, 12.0, 7)
    values = np.concatenate([[100.0], peers, rng.uniform(2.0, 9.0, 60)])
    categories = np.concatenate([np.arange(8), np.arange(60) % 12])
    problem = Problem.from_facets(
        [Facet("x", rng.normal(size=(68, 2)))], sizes=(8, 12), target=10
    ).with_rules(AtMost(categories), Spread(values, ratio=10.0))

    result = solve(problem, MaxIterations(3), seed=1)

    assert result.unseated == {}
    assert check_labels(problem, result.labels) == ()
    assert set(np.flatnonzero(result.labels == result.labels[0])) == set(range(8))


def test_nobody_loses_a_seat_by_a_rescue():
    rng = np.random.default_rng(5)
    problem = Problem.from_facets(
        [Facet("x", rng.normal(size=(90, 2)))], sizes=(8, 10)
    ).with_rules(
        AtMost(rng.integers(0, 14, 90)), Spread(np.exp(rng.normal(0, 2, 90)), ratio=10)
    )

    seated = [
        int((solve(problem, MaxIterations(k), seed=2).labels >= 0).sum())
        for k in (1, 4, 16)
    ]

    assert seated == sorted(seated)
    assert check_labels(problem, solve(problem, MaxIterations(4), seed=2).labels) == ()
