"""A frontier is read with its equal rows together, and stored whole."""

from matcher.change import FrontierPoint, merge_points


def point(allowed, used, score, *, is_chosen=False):
    return FrontierPoint(allowed, used, score, 0, 0, 1, is_chosen)


def test_equal_rows_are_told_once_with_their_range():
    points = [
        point(0, 0, 1.0, is_chosen=True),
        point(1, 0, 1.0),
        point(2, 2, 1.1),
        point(3, 2, 1.1),
        point(4, 2, 1.1),
        point(5, 5, 1.2),
    ]

    merged = merge_points(points)

    assert [(p.max_moves, most) for p, most in merged] == [(0, 1), (2, 4), (5, 5)]
    assert merged[0][0].is_chosen


def test_what_is_proposed_has_a_row_of_its_own():
    points = [point(0, 0, 1.0), point(1, 0, 1.0, is_chosen=True)]

    assert [p.is_chosen for p, _ in merge_points(points)] == [False, True]


def test_no_points_are_no_rows():
    assert merge_points(()) == ()
