from datetime import date

import numpy as np
import pytest

from matcher.roster.relations import Relation, Relations
from matcher.suggest.ties import Ties


def ties_of(*pairs, n=6, as_of=None):
    """Sort (row, other row, kind[, level[, until]]) tuples."""
    entries = []
    for row, other, kind, *rest in pairs:
        level = rest[0] if rest else "no"
        until = rest[1] if len(rest) > 1 else None
        entries.append(Relation(row, other, kind, level, until, "", 0))
    return Ties.of(Relations(tuple(entries)), n, as_of=as_of)


def strength(ties, row, other):
    near = ties.knows.near(row).tolist()
    return float(ties.knows.weights(row)[near.index(other)])


def test_a_tie_holds_from_both_ends():
    ties = ties_of((0, 1, "knows"), (2, 0, "knows"))

    assert ties.knows.near(0).tolist() == [1, 2]
    assert ties.knows.near(1).tolist() == [0]
    assert strength(ties, 0, 1) == strength(ties, 1, 0)


def test_a_tie_that_both_declared_is_the_stronger():
    one = ties_of((0, 1, "knows"))
    twice = ties_of((0, 1, "knows"), (0, 1, "knows"))
    both = ties_of((0, 1, "knows"), (1, 0, "knows"))

    assert strength(one, 0, 1) == strength(twice, 0, 1) < strength(both, 0, 1)


def test_shared_acquaintances_make_a_tie_stronger():
    alone = ties_of((0, 1, "knows"), (0, 2, "knows"))
    shared = ties_of((0, 1, "knows"), (0, 2, "knows"), (1, 2, "knows"))

    assert strength(shared, 0, 1) > strength(alone, 0, 1)


def test_strengths_stay_chances_however_dense_the_graph():
    every = [(i, j, "knows") for i in range(6) for j in range(6) if i != j]

    weights = ties_of(*every).knows.weight

    assert 0.0 < weights.min() <= weights.max() < 1.0


def test_who_objects_has_no_tie_either():
    ties = ties_of((0, 1, "knows"), (1, 0, "conflict", "ask"), (2, 3, "conflict"))

    assert ties.knows.near(0).size == 0
    assert ties.barred.near(0).tolist() == [1]
    assert ties.barred.near(3).tolist() == [2]


@pytest.mark.parametrize("kind", ["knows", "conflict", "supplier", "family"])
def test_what_has_ended_is_left_out(kind):
    day = date(2026, 6, 30)
    pair = (0, 1, kind, "no", day)

    before, after = ties_of(pair, as_of=day), ties_of(pair, as_of=date(2026, 7, 1))

    def n_pairs(ties):
        return sum(
            graph.others.size
            for graph in (ties.knows, ties.barred, ties.trade, ties.kin)
        )

    assert (n_pairs(before), n_pairs(after)) == (2, 0)


def test_no_relations_are_no_ties():
    ties = Ties.of(None, 4, as_of=None)

    assert ties.knows.degrees.tolist() == [0, 0, 0, 0]
    assert ties.barred.others.size == 0


def test_a_conflict_comes_before_a_trade():
    ties = ties_of((0, 1, "supplier"), (0, 1, "conflict"), (2, 3, "customer"))

    assert ties.trade.near(0).size == 0
    assert ties.trade.near(3).tolist() == [2]


def test_nobody_is_their_own_neighbour():
    rng = np.random.default_rng(0)
    pairs = [(int(i), int(j), "knows") for i, j in rng.integers(6, size=(40, 2))]

    knows = ties_of(*pairs).knows

    assert all(row not in knows.near(row) for row in range(6))
