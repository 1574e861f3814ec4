"""Who is left without a seat is compared by segment, with intervals."""

import numpy as np
import pytest
from scipy import stats

from matcher.explain.fairness import Segmentation
from matcher.explain.left_out import compare_left_out


def parts(codes, *, is_sensitive=False):
    codes = np.array(codes, dtype=np.intp)
    names = tuple(f"S{k}" for k in range(codes.max() + 1))
    return (Segmentation("region", codes, names, is_sensitive),)


def labels_of(n, left):
    labels = np.zeros(n, dtype=np.intp)
    labels[list(left)] = -1
    return labels


def test_nothing_is_compared_where_everyone_sits():
    assert compare_left_out(parts([0] * 10 + [1] * 10), labels_of(20, ())) == ()


def test_a_segment_left_out_altogether_is_told_with_its_interval():
    found = compare_left_out(parts([0] * 10 + [1] * 40), labels_of(50, range(10)))

    worst, rest = found
    assert (worst.name, worst.n_unplaced, worst.n_leaders) == ("S0", 10, 10)
    assert (worst.share, worst.other_share) == (1.0, 0.0)
    assert worst.verdict == "more often"
    assert rest.verdict == "less often"
    assert worst.low > 0.5
    assert worst.high <= 1.0
    assert "10 of 10 leaders have no seat (100%, all others 0%)" in worst.sentence()


def test_one_who_is_left_out_is_chance():
    found = compare_left_out(parts([0] * 10 + [1] * 40), labels_of(50, [3]))

    assert {one.verdict for one in found} == {"within chance"}
    assert all(one.low < one.share - one.other_share < one.high for one in found)


def test_intervals_are_those_of_newcombe():
    """His example: 56 of 70 against 48 of 80, 0.0524 to 0.3339 (1998, table II)."""
    codes, left = [0] * 70 + [1] * 80, [*range(56), *range(70, 118)]

    (one, _) = compare_left_out(parts(codes), labels_of(150, left))

    assert (one.low, one.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_several_segments_make_each_verdict_harder():
    codes = np.repeat(np.arange(10), 10)
    left = [0, 1, 2, *range(95, 96)]
    found = compare_left_out(parts(codes), labels_of(100, left))

    table = [[3, 7], [1, 89]]
    alone = stats.fisher_exact(table).pvalue
    assert alone < 0.05
    (first, *_) = found
    assert first.n_unplaced == 3
    assert first.p_value == pytest.approx(10 * alone)


def test_small_segments_are_not_told_nor_follow_from_the_rest():
    codes = [0] * 30 + [1] * 10 + [2] * 3
    found = compare_left_out(parts(codes, is_sensitive=True), labels_of(43, range(5)))

    assert [one.name for one in found] == ["S0"]
