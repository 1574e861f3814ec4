"""Compile the kernels into numba's cache, once, during set-up."""

import tempfile

import numpy as np

from matcher import load_program, propose, read_relations, read_roster
from matcher.front_door import SearchParams
from matcher.given import Given
from matcher.grouping import AtMost, Facet, MaxIterations, Problem, Spread, solve
from matcher.roster.sample import make_sample, write_sample
from matcher.suggest import build_pool, suggest

STOP = MaxIterations(2)


def warm_bare(rng: np.random.Generator) -> None:
    """Solve a small problem of each kind, some with leaders who find no seat."""
    X = rng.normal(size=(40, 3))
    solve(Problem.from_features(X, n_groups=8), STOP)
    rules = (AtMost(np.arange(40) % 4, 2), Spread(X[:, 0], difference=2.0))
    facets = [Facet("one", X, 1.0), Facet("two", X[:, :1], -0.5)]
    solve(Problem.from_facets(facets, sizes=(4, 6)).with_rules(*rules), STOP)
    soft = AtMost(np.arange(40) % 4, 2, price=0.1)
    solve(Problem.from_facets(facets, sizes=(4, 6)).with_rules(soft), STOP)
    for n in (440, 480):  # more leaders: cells of near neighbours
        X = rng.normal(size=(n, 3))
        problem = Problem.from_facets([Facet("one", X)], sizes=(8, 12), target=10)
        solve(Problem.from_features(X, n_groups=44), STOP)
        values = np.append(np.exp(X[1:, 0]), 1e12)  # the last has no peers
        rules = (AtMost(np.arange(n) % 11), Spread(values, ratio=10.0))
        solve(problem.with_rules(*rules), STOP)
    for n in (10, 40, 480):  # proofs; distances as long integers; as short ones
        distance = np.abs(np.subtract.outer(np.arange(n), np.arange(n))) / 1.0
        problem = Problem.from_distances(distance, n_groups=n // 5)
        solve(problem, MaxIterations(40))
        solve(problem.with_rules(AtMost(np.arange(n) % 5, 3)), MaxIterations(40))


def warm_sample() -> None:
    """Form groups for the sample, whose program uses most rules, and suggest."""
    with tempfile.TemporaryDirectory() as folder:
        roster, relations, _, program, *_ = write_sample(make_sample(), folder)
        people = read_roster(roster)
        wanted = load_program(program)
        given = Given(read_relations(relations, people))
        propose(people, wanted, given=given, search=SearchParams(STOP))
        suggest(build_pool(people, wanted, given=given), people.leader_ids[0])


def main() -> None:
    """Compile what a first run would otherwise wait for."""
    warm_bare(np.random.default_rng(0))
    warm_sample()


if __name__ == "__main__":
    main()
