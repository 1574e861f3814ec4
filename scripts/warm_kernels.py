"""Compile the solver's kernels into numba's cache, once, during set-up."""

import numpy as np

from matcher.grouping import AtMost, Facet, MaxIterations, Problem, Spread, solve


def main() -> None:
    """Solve one small problem of each kind."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 3))
    stop = MaxIterations(2)
    solve(Problem.from_features(X, n_groups=8), stop)
    rules = (AtMost(np.arange(40) % 4, 2), Spread(X[:, 0], difference=2.0))
    facets = [Facet("one", X, 1.0), Facet("two", X[:, :1], -0.5)]
    solve(Problem.from_facets(facets, sizes=(4, 6)).with_rules(*rules), stop)
    X = rng.normal(size=(440, 3))  # more leaders: cells of near neighbours
    solve(Problem.from_features(X, n_groups=44), stop)
    for n in (10, 40, 480):  # proofs; distances as long integers; as short ones
        distance = np.abs(np.subtract.outer(np.arange(n), np.arange(n))) / 1.0
        solve(Problem.from_distances(distance, n_groups=n // 5), MaxIterations(40))


if __name__ == "__main__":
    main()
