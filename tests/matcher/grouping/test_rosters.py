"""Claims about partial seating on real rosters; skipped where they are absent."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from matcher.grouping import (
    AtMost,
    Facet,
    MaxIterations,
    Problem,
    Spread,
    check_labels,
    solve,
)

ROSTERS = Path(__file__).parents[3] / "../shared/data/rosters"


def read(name, category):
    """Return category numbers and revenue of a roster."""
    path = ROSTERS / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the checkout")
    table = pd.read_csv(path)
    return pd.factorize(table[category])[0], table["revenue"].to_numpy(float)


def seat(categories, *rules):
    """Seat leaders in groups of 8 to 12 by how their categories differ."""
    facet = Facet("category", np.eye(categories.max() + 1)[categories])
    problem = Problem.from_facets([facet], sizes=(8, 12), target=10)
    problem = problem.with_rules(AtMost(categories, 1), *rules)
    result = solve(problem, MaxIterations(3))
    assert check_labels(problem, result.labels) == ()
    return result


def test_fortune_leaves_only_those_unseated_whom_counting_demands():
    sector, _ = read("fortune1000_2021.csv", "sector")

    result = seat(sector)

    assert len(result.unseated) == 43
    assert set(result.unseated.values()) == {"at most"}


def test_fortune_seats_nearly_all_of_those_within_a_factor_of_ten():
    sector, revenue = read("fortune1000_2021.csv", "sector")

    result = seat(sector, Spread(revenue, ratio=10, name="revenue"))

    assert len(result.unseated) <= 60


def test_inc_seats_nearly_everyone_within_a_factor_of_ten():
    industry, revenue = read("inc5000_2018.csv", "industry")

    result = seat(industry, Spread(revenue, ratio=10, name="revenue"))

    assert len(result.unseated) <= 5
