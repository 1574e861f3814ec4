"""Claims about bad input: what must hold, what came, and where."""

import numpy as np
import pytest

from matcher.grouping import (
    Apart,
    AtLeast,
    AtMost,
    Ban,
    Facet,
    MaxIterations,
    MaxRuntime,
    NotOnly,
    Pin,
    Problem,
    Share,
    Spread,
    Stay,
    Together,
    Within,
    check_labels,
)

X = np.arange(24.0).reshape(12, 2)
D = np.ones((4, 4)) - np.eye(4)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: AtMost([0, 1], 0), "count must be a whole number from 1, got 0"),
        (lambda: AtMost([0.5, 1]), "whole numbers, got 0.5 at 0"),
        (lambda: AtMost([0, -2]), "got -2 in row 1"),
        (lambda: AtMost([0, 1], price=-1.0), "price must be None"),
        (lambda: AtLeast([0, 2]), "true or false"),
        (lambda: NotOnly([[0]]), "one value a row"),
        (lambda: Spread([1.0, np.inf], ratio=2), "infinity in row 1"),
        (lambda: Spread([1.0], ratio=0.5), "ratio must be at least 1"),
        (lambda: Spread([1.0], difference=-1), "difference must be at least 0"),
        (lambda: Spread([1.0]), "ratio or a difference"),
        (lambda: Apart([[0, 0]]), "two different rows"),
        (lambda: Together([[0, 1, 2]]), "two columns"),
        (lambda: Pin([0, 1], [0]), "one length"),
        (lambda: Ban([-1], [0]), "count from 0"),
        (lambda: Share([-1]), "one number from 0"),
        (lambda: Within([[0.0, 0.0]]), "kilometres or a distance"),
        (lambda: Within([[0.0]], kilometres=3), "latitude and longitude"),
        (lambda: Stay([0, 1]), "max_moves or a price"),
        (lambda: Facet("f", [[1.0, np.nan]]), "all columns of a row or in none"),
        (lambda: Facet("f", X, np.nan), "weight must be finite"),
        (lambda: MaxRuntime(0), "more than 0"),
        (lambda: MaxIterations(-1), "whole number from 0"),
        (
            lambda: Problem.from_features([[np.nan]], n_groups=1),
            "NaN, got one in row 0",
        ),
        (lambda: Problem.from_features(X), "give sizes"),
        (lambda: Problem.from_features(X, n_groups=0), "whole number from 1"),
        (lambda: Problem.from_features(X, n_groups=1.5), "whole number from 1"),
        (lambda: Problem.from_features(X, sizes=(-1, 3)), "0 <= fewest <= most"),
        (lambda: Problem.from_features(X, sizes=(4, 3)), "0 <= fewest <= most"),
        (lambda: Problem.from_features(X, sizes=(1, 2, 3)), r"\(fewest, most\)"),
        (lambda: Problem.from_features(X, sizes=5), r"\(fewest, most\)"),
        (lambda: Problem.from_features([["a"]], n_groups=1), "numbers only"),
        (lambda: Problem.from_distances(D[:3], n_groups=2), "square"),
        (
            lambda: Problem.from_distances(D + np.eye(4), n_groups=2),
            "0 on its diagonal",
        ),
        (lambda: Problem.from_distances(np.triu(D), n_groups=2), "symmetric"),
        (lambda: Problem.from_facets([], sizes=(1, 2)), "at least one facet"),
        (
            lambda: Problem.from_facets([Facet("f", X)], sizes=(2, 4), target=9),
            "target must lie",
        ),
        (lambda: Problem.from_features(X, n_groups=2).with_value(X, X), "facets, not"),
        (lambda: Problem.from_features(X, n_groups=2).with_protection(2), r"\[0, 1\]"),
    ],
)
def test_bad_input_is_refused_in_words(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (AtMost([0, 1]), "categories must have 12 rows, got 2"),
        (Spread([1.0], ratio=2), "values must have 12 rows, got 1"),
        (Apart([[0, 12]]), "from 0 to 11, got 12"),
        (Pin([0], [3]), "from 0 to 2, got 3"),
    ],
)
def test_rules_about_other_rows_or_groups_are_refused(rule, message):
    with pytest.raises(ValueError, match=message):
        Problem.from_features(X, n_groups=3).with_rules(rule)


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (AtMost([0] * 12, 3), "at most"),
        (AtLeast([1] + [0] * 11), "at least"),
        (NotOnly([1] + [0] * 11), "not only"),
        (Spread(np.arange(12.0), difference=2), "spread"),
        (Spread(np.arange(1.0, 13), ratio=2), "spread"),
        (Apart([[0, 1]]), "apart"),
        (Together([[0, 11]]), "together"),
        (Pin([0], [1]), "pin"),
        (Ban([0], [0]), "ban"),
        (Share([1, 2] * 6), "share"),
        (Within(np.arange(24.0).reshape(12, 2), kilometres=200), "within"),
        (Within(np.arange(24.0).reshape(12, 2), distance=1), "within"),
        (Stay([2] * 12, max_moves=3), "stay"),
    ],
)
def test_the_checker_sees_a_breach_of_every_rule(rule, name):
    problem = Problem.from_features(X, n_groups=3).with_rules(rule)
    labels = np.repeat([0, 1, 2], 4)

    assert name in {violation.rule for violation in check_labels(problem, labels)}


def test_the_checker_sees_wrong_sizes_and_labels():
    problem = Problem.from_features(X, n_groups=3)

    assert check_labels(problem, np.repeat([0, 1], 6))[0].rule == "sizes"
    with pytest.raises(ValueError, match="labels must be 12 numbers"):
        check_labels(problem, [0, 1])


def test_unknown_numbers_bind_nobody():
    values = np.array([np.nan, 5.0, -3.0, 0.0] * 3)
    rule = Spread(values, ratio=1.0)

    labels = np.repeat([0, 1, 2], 4)
    assert (
        check_labels(Problem.from_features(X, n_groups=3).with_rules(rule), labels)
        == ()
    )
