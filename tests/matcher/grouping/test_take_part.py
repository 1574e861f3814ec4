"""Claims about parts of a repair: the best of its moves, within a budget."""

import itertools

import numpy as np
import pytest

from matcher.grouping import AtMost, Facet, Problem, check_labels
from matcher.grouping.repair import repair_seating
from matcher.grouping.take_part import take_part


def draw(seed):
    """Draw nine leaders in three groups of three, some of whom wait or clash."""
    rng = np.random.default_rng(seed)
    seating = rng.permutation(np.repeat(np.arange(3), 3))
    seating[rng.choice(9, 2, replace=False)] = -1
    problem = Problem.from_facets(
        [Facet("f", rng.random((9, 2)), 1.0)], sizes=(2, 4), n_groups=3
    )
    cap = AtMost(rng.integers(0, 5, 9), 1, "one of a kind")
    return problem.with_rules(cap), seating.astype(np.int64)


def cost(problem, seating, labels):
    breaches = [b for b in check_labels(problem, labels) if b.is_hard]
    lost = int(((seating >= 0) & (labels < 0)).sum())
    broken = len({(b.rule, b.group) for b in breaches})
    moved = int(((seating >= 0) & (labels != seating)).sum())
    return lost, broken, int((labels < 0).sum()), moved


def best_part(problem, seating, repaired, budget):
    """Try each subset of what a repair changes."""
    changed = np.flatnonzero(seating != repaired)
    before = cost(problem, seating, seating)
    best = None
    for taken in itertools.product((False, True), repeat=changed.size):
        labels = seating.copy()
        labels[changed[list(taken)]] = repaired[changed[list(taken)]]
        found = cost(problem, seating, labels)
        is_new = found[1] > before[1]
        if found[3] <= budget and not is_new and (best is None or found < best):
            best = found
    return best


@pytest.mark.parametrize("seed", range(25))
def test_no_other_part_of_a_repair_does_more(seed):
    problem, seating = draw(seed)
    repair = repair_seating(problem, seating)

    for budget in range(repair.n_moves + 1):
        found = take_part(problem, seating, repair, max_moves=budget)

        own = cost(problem, seating, found.labels)
        best = best_part(problem, seating, repair.labels, budget)
        assert found.n_moves == own[3] <= budget
        assert own[:3] <= best[:3]


@pytest.mark.parametrize("seed", range(25))
def test_all_of_a_repair_is_the_repair(seed):
    problem, seating = draw(seed)
    repair = repair_seating(problem, seating)

    found = take_part(problem, seating, repair, max_moves=repair.n_moves)

    assert cost(problem, seating, found.labels) <= cost(problem, seating, repair.labels)


def test_nothing_to_repair_leaves_everyone_where_they_sit():
    problem, seating = draw(0)
    problem = problem.with_rules(AtMost(np.arange(9), 1, "one of a kind"))
    seating[:] = np.repeat(np.arange(3), 3)
    repair = repair_seating(problem, seating)

    found = take_part(problem, seating, repair, max_moves=0)

    assert found.labels.tolist() == seating.tolist()
