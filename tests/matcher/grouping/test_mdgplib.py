"""Instances are read, or refused with the line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.grouping.mdgplib import read_mdgplib

TEXT = "4 2 ds 1 2 2 3 \n0 1 9.5\n0 2 1\n\n2 3 4e0\n"


def test_bounds_and_distances_are_read():
    instance = read_mdgplib(TEXT)

    assert instance.lower.tolist() == [1, 2]
    assert instance.upper.tolist() == [2, 3]
    assert instance.distance[0, 1] == instance.distance[1, 0] == 9.5
    assert instance.distance[2, 3] == 4.0
    assert instance.distance[1, 3] == 0.0


def test_lines_read_as_the_whole_text_does():
    lines = read_mdgplib(TEXT.splitlines(keepends=True))

    np.testing.assert_array_equal(lines.distance, read_mdgplib(TEXT).distance)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1 must be 'n K"),
        ("4 2 xx 2 2 2 2", "line 1 must be 'n K"),
        ("4 2 ss 2 2 2", "line 1 must be 'n K"),
        ("4 two ss 2 2 2 2", "line 1 must be 'n K"),
        ("0 1 ss 0 1", "line 1 must be 'n K"),
        ("99999999999 1 ss 0 1", "at most 20000 rows"),
        ("4 1 ss 99999999999999999999 1", "line 1 must be 'n K"),
        ("4 1 ss 4 4\n0 1", "line 2 must be 'i j distance', got '0 1'"),
        ("4 1 ss 4 4\n0 1 2\n0 x 2", "line 3 must be 'i j distance', got '0 x 2'"),
        ("4 1 ss 4 4\n0 4 2", "line 2: rows count from 0 to 3, got 0 and 4"),
        ("4 1 ss 4 4\n-1 2 2", "line 2: rows count from 0 to 3"),
        ("4 1 ss 4 4\n0 1 nan", "line 2: the distance must be finite, got nan"),
        ("4 1 ss 4 4\n0 1 2\n1 0 3", r"line 3: the pair \(1, 0\) must not come twice"),
        ("4 1 ss 4 4\n1 1 3", r"line 2: the pair \(1, 1\) must not come with itself"),
    ],
)
def test_refusals_name_the_line_and_what_came(text, said):
    with pytest.raises(ValueError, match=said):
        read_mdgplib(text)


@given(st.text(alphabet="0123456789.- sd\n", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        instance = read_mdgplib(text)
    except ValueError:
        return
    np.testing.assert_array_equal(instance.distance, instance.distance.T)
