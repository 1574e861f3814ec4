"""What is said of the camps of a group."""

import numpy as np
import pytest

from matcher.explain.faultline import GroupCamps, describe_camps, random_faultline
from matcher.explain.groups import FacetTable, explain_groups
from matcher.grouping import Faultline, find_camps
from tests.proposals import known_of, made_roster, made_table


def split_group():
    """Three and five, apart in the first facet; the second is noise, some unknown."""
    rng = np.random.default_rng(0)
    kind = np.array([[1.0]] * 3 + [[-1.0]] * 5)
    noise = rng.normal(0, 0.5, (8, 2))
    noise[3] = np.nan
    return Faultline((kind, noise), (1.0, 0.1), 0.0, ("kind", "noise"))


def test_camps_are_counted_and_what_parts_them_is_named():
    (camps,) = describe_camps(split_group(), np.zeros(8, dtype=np.intp), 1)

    assert (camps.n_smaller, camps.n_larger) == (3, 5)
    assert camps.apart_in == ("kind",)
    assert camps.text == "two camps of 3 and 5, apart in kind"


def test_a_group_that_nothing_splits_has_no_camps():
    faultline = Faultline((np.zeros((8, 1)),), (1.0,), 0.0, ("kind",))

    (camps,) = describe_camps(faultline, np.zeros(8, dtype=np.intp), 1)

    assert (camps.faultline, camps.n_smaller, camps.text) == (0.0, 0, "")


def test_random_groups_are_of_the_same_sizes_and_repeat_with_their_seed():
    rng = np.random.default_rng(1)
    faultline = Faultline((rng.normal(size=(60, 3)),), (1.0,))
    labels = np.repeat(np.arange(6), 10)
    labels[:5] = -1

    one = random_faultline(faultline, labels, np.random.default_rng(2))
    two = random_faultline(faultline, labels, np.random.default_rng(2))

    assert one == two
    assert one == pytest.approx(find_camps(faultline, labels).scores.mean(), abs=0.1)


def test_a_divided_group_says_so_as_its_weakest_point():
    divided = GroupCamps(0.8, 4, 4, ("industry",))
    whole = GroupCamps(0.1, 2, 6)
    evidence = known_of(made_roster(made_table(16)))
    table = FacetTable(
        ("industry",), np.ones(1), np.array([[1.0], [1.0]]), (divided, whole)
    )

    one, two = explain_groups(evidence, np.repeat([0, 1], 8), facets=table)

    assert one.weakest == "Two camps of 4 and 4, apart in industry."
    assert "camps" not in two.weakest
