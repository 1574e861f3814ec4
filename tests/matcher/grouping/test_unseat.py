"""Claims about taking seats away."""

import numpy as np

from matcher.grouping import Apart, Facet, Pin, Problem, check_labels
from matcher.grouping.units import merge_rows
from matcher.grouping.unseat import unseat_broken


def test_seats_are_taken_until_the_rules_hold_and_pinned_leaders_last():
    labels = np.array([0, 0, 0, 0, 1, 1, 2, 2, 2])
    problem = Problem.from_facets([Facet("x", np.eye(9))], sizes=(3, 4))
    problem = problem.with_rules(
        Apart(np.array([[0, 3]])), Pin(np.array([3]), np.array([0]))
    )

    kept = unseat_broken(problem, merge_rows(problem), labels, frozen=())

    assert check_labels(problem, kept) == ()
    assert kept.tolist() == [-1, 0, 0, 0, -1, -1, 2, 2, 2]


def test_frozen_groups_keep_everyone():
    labels = np.array([0, 0, 1, 1, 1])
    problem = Problem.from_facets([Facet("x", np.eye(5))], sizes=(3, 4))

    kept = unseat_broken(problem, merge_rows(problem), labels, frozen={0})

    assert kept.tolist() == labels.tolist()
