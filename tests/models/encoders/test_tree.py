"""Coordinates of a tree have the tree's distances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.encoders.tree import TreeCoordinates

HEIGHTS = (0.5, 0.3, 0.2)

paths = st.builds(
    lambda a, b, c: (a, a + b, a + b + c),
    st.sampled_from("abcd"),
    st.sampled_from("xyz"),
    st.sampled_from("123"),
)


def tree_distance(one, two):
    return sum(h for h, a, b in zip(HEIGHTS, one, two, strict=True) if a != b)


def squared(X):
    return ((X[:, None] - X[None]) ** 2).sum(axis=2)


@given(st.lists(paths, min_size=1, max_size=30))
@settings(max_examples=50)
def test_distances_are_those_of_the_tree(places):
    tree = TreeCoordinates.fit(places, heights=HEIGHTS, max_axes=64)

    expected = [[tree_distance(a, b) for b in places] for a in places]
    assert squared(tree.locate_all(places)) == pytest.approx(
        np.array(expected), abs=1e-9
    )


@given(st.lists(paths, min_size=1, max_size=20), paths)
@settings(max_examples=50)
def test_a_new_place_keeps_its_distances_to_the_fitted_ones(places, new):
    tree = TreeCoordinates.fit(places, heights=HEIGHTS, max_axes=64)

    X = tree.locate_all([*places, new])

    found = ((X[-1] - X[:-1]) ** 2).sum(axis=1)
    assert found == pytest.approx([tree_distance(new, p) for p in places], abs=1e-9)


@given(st.lists(paths, min_size=1, max_size=20), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_order_of_leaders_changes_no_bit(places, random):
    shuffled = random.sample(places, len(places))
    one = TreeCoordinates.fit(places, heights=HEIGHTS, max_axes=64)
    two = TreeCoordinates.fit(shuffled, heights=HEIGHTS, max_axes=64)

    assert np.array_equal(one.locate_all(places), two.locate_all(places))


def test_unknown_places_are_unknown_rows():
    tree = TreeCoordinates.fit([("a",), None], heights=[1.0], max_axes=4)

    assert np.isnan(tree.locate_all([None])).all()
    assert not np.isnan(tree.locate_all([("a",), ("b",)])).any()


def test_many_places_keep_their_distances_on_average():
    places = [(f"label {i}",) for i in range(900)]
    tree = TreeCoordinates.fit(places, heights=[1.0], max_axes=64)

    X = tree.locate_all(places)

    distance = squared(X)[np.triu_indices(900, 1)]
    assert not tree.is_exact
    assert X.shape[1] <= 96
    assert distance.mean() == pytest.approx(1.0, abs=0.02)
    assert distance.min() > 0.2
