"""Places are points on the globe or nodes of a tree."""

import numpy as np
import pandas as pd
import pytest

from models.encoders.place import PlaceEncoder


def squared(X):
    return ((X[:, None] - X[None]) ** 2).sum(axis=2)


def test_distance_on_the_globe_is_the_chord():
    table = pd.DataFrame(
        {"latitude": [90.0, -90.0, 0.0], "longitude": [0.0, 0.0, 90.0]}
    )

    X = PlaceEncoder().fit_transform(table)

    assert squared(X)[0] == pytest.approx([0.0, 4.0, 2.0])


def test_date_line_does_not_part_neighbours():
    table = pd.DataFrame({"latitude": [0.0, 0.0], "longitude": [179.9, -179.9]})

    assert squared(PlaceEncoder().fit_transform(table))[0, 1] < 1e-4


@pytest.mark.parametrize(
    ("north", "east"), [(91.0, 0.0), (10.0, 181.0), (0.0, 0.0), (np.nan, 10.0)]
)
def test_impossible_coordinates_are_unknown(north, east):
    table = pd.DataFrame({"latitude": [50, 10, north], "longitude": [5, 10, east]})

    assert np.isnan(PlaceEncoder().fit_transform(table)[2]).all()


def test_leader_without_coordinates_takes_those_of_the_city():
    table = pd.DataFrame(
        {
            "latitude": [54.3, 54.3, 47.1, np.nan, np.nan],
            "longitude": [10.1, 10.1, 15.4, np.nan, np.nan],
            "city": ["Kiel", "Kiel", "Graz", "kiel", "Lyon"],
        }
    )

    X = PlaceEncoder().fit_transform(table)

    assert X[3] == pytest.approx(X[0])
    assert np.isnan(X[4]).all()


def test_tree_of_cities_when_few_have_coordinates():
    table = pd.DataFrame(
        {
            "country": ["US", "US", "US", "FR", "US"],
            "state": ["TX", "TX", "CA", None, "TX"],
            "city": ["Austin", "Dallas", "Paris", "Paris", "austin"],
        }
    )

    distance = squared(PlaceEncoder().fit_transform(table))

    assert distance[0] == pytest.approx([0.0, 0.2, 0.5, 1.0, 0.0], abs=1e-9)
    assert distance[2, 3] == pytest.approx(1.0)
