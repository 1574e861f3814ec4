"""All partitions of a few leaders: the slow oracle."""

from itertools import product

import numpy as np

from matcher.grouping import check_labels
from matcher.grouping.score import objective


def feasible_labels(problem, n_groups, *, with_unseated=False):
    """Yield every assignment that keeps sizes and hard rules."""
    names = range(-1 if with_unseated else 0, n_groups)
    for labels in product(names, repeat=problem.n_leaders):
        chosen = np.array(labels, dtype=np.intp)
        if not check_labels(problem, chosen):
            yield chosen


def best_objective(problem, n_groups):
    """Return the highest objective of all partitions."""
    return max(
        objective(problem, labels) for labels in feasible_labels(problem, n_groups)
    )


def most_seated(problem, n_groups):
    """Return the most leaders that any assignment seats."""
    return max(
        int((labels >= 0).sum())
        for labels in feasible_labels(problem, n_groups, with_unseated=True)
    )
