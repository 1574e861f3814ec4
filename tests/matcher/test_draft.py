"""Drafts: what is worked out for two groups is what the whole seating comes to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.draft import Board, open_draft, reseat_one
from matcher.errors import DraftError
from matcher.grouping import Facet, Problem, check_labels
from matcher.grouping.rules import (
    Apart,
    AtMost,
    Ban,
    NotOnly,
    Pin,
    Spread,
    Together,
)
from matcher.grouping.score import objective
from matcher.hand_moves import weigh_moves

N, GROUPS = 18, ("north", "south", "east")


def made_board(seed: int) -> Board:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(N, 3))
    X[rng.random(N) < 0.2] = np.nan
    facets = [Facet("industry", X, 1.0), Facet("size", rng.normal(size=(N, 1)), 0.4)]
    problem = Problem.from_facets(facets, sizes=(4, 8)).with_rules(
        AtMost(rng.integers(-1, 5, N), 2, "two of a kind"),
        NotOnly(rng.integers(-1, 3, N), "not alone"),
        Spread(rng.uniform(1.0, 30.0, N), ratio=12.0, name="level"),
        Apart(rng.choice(N, (6, 2), replace=False), "objections"),
        Together(rng.choice(N, (2, 2), replace=False), "companions"),
        Pin(np.array([0, 1]), np.array([0, 1]), "pinned"),
        Ban(np.array([2]), np.array([2]), "kept out"),
        AtMost(rng.integers(0, 4, N), 1, "soft", price=0.1),
    )
    return Board(
        problem=problem,
        private=frozenset({"objections"}),
        size="groups of 4 to 8",
        leader_ids=tuple(f"L{row}" for row in range(N)),
        numbered=GROUPS[:2],
    )


def made_seats(seed: int) -> dict[str, list[str]]:
    rng = np.random.default_rng(seed)
    labels = rng.integers(-1, len(GROUPS), N)
    return {
        name: [f"L{row}" for row in np.flatnonzero(labels == g)]
        for g, name in enumerate(GROUPS)
    }


moves = st.lists(
    st.tuples(st.integers(0, N - 1), st.integers(-1, len(GROUPS) - 1)), max_size=8
)


@given(st.integers(0, 50), moves)
def test_moves_one_by_one_come_to_what_is_laid_out_anew(seed, moves):
    board = made_board(seed)
    draft = open_draft(board, made_seats(seed))

    for row, to in moves:
        draft = reseat_one(board, draft, row, to)

    seats = {
        name: [f"L{row}" for row in np.flatnonzero(draft.labels == g)]
        for g, name in enumerate(draft.group_ids)
    }
    anew = open_draft(board, seats)
    assert np.array_equal(anew.labels, draft.labels)
    assert set(anew.breaches) == set(draft.breaches)
    assert len(anew.breaches) == len(draft.breaches)
    assert draft.score == pytest.approx(anew.score, abs=1e-12)
    assert draft.score == pytest.approx(objective(board.problem, draft.labels))


@given(st.integers(0, 50))
def test_breaches_are_those_of_the_definitions(seed):
    board = made_board(seed)
    draft = open_draft(board, made_seats(seed))

    oracle = [
        one
        for one in check_labels(board.problem, draft.labels)
        if one.group >= 0 or (draft.labels[list(one.rows)] >= 0).all()
    ]

    def key(rule, rows, is_hard):
        name = board.size if rule == "sizes" else rule
        return name, tuple(sorted(rows)), is_hard

    found = [key(b.rule, b.leader_ids, b.is_hard) for b in draft.breaches]
    ids = board.leader_ids
    wanted = [
        key(v.rule, [ids[row] for row in v.rows], v.is_hard)
        for v in oracle
        if not (v.rule == "sizes" and not v.rows)
    ]
    assert sorted(found) == sorted(wanted)
    assert all(b.is_private == (b.rule == "objections") for b in draft.breaches)


@given(st.integers(0, 30), st.integers(0, N - 1), st.integers(-1, 2))
def test_no_one_could_take_the_empty_seat_to_more_good(seed, row, to):
    """Of the moves out of the group that grew, those into the empty seat are all tried;
    whatever is found is a move of this draft that does what it says."""
    board = made_board(seed)
    draft = open_draft(board, made_seats(seed))
    home = int(draft.labels[row])

    move, after = weigh_moves(board, draft, [(row, to)], held=frozenset({3}))

    there = int(after.labels[row])
    best = (after.n_hard, -after.score)
    others = np.flatnonzero(after.labels == there).tolist() if home != there else []
    for other in set(others) - {row, 3}:
        tried = reseat_one(board, after, other, home)
        best = min(best, (tried.n_hard, -tried.score))
    if move.counter is None:
        assert best[0] == after.n_hard
        assert -best[1] <= after.score + 1e-8
        return
    counter = move.counter
    assert (counter.n_hard_after, -counter.score_after - 1e-9) <= best
    other = board.leader_ids.index(counter.leader_id)
    assert other not in (row, 3)
    made = reseat_one(board, after, other, after.number_of(counter.to_group))
    assert made.n_hard == counter.n_hard_after
    assert made.score == pytest.approx(counter.score_after)


def test_a_move_says_what_it_breaks_and_mends():
    board = made_board(3)
    draft = open_draft(board, made_seats(3))

    there, first = weigh_moves(board, draft, [(0, 1)], held=frozenset())
    back, second = weigh_moves(
        board, first, [(0, int(draft.labels[0]))], held=frozenset()
    )

    assert set(there.broken) == set(back.mended)
    assert set(there.mended) == set(back.broken)
    assert there.n_hard_after == first.n_hard
    assert second.score == pytest.approx(draft.score)


def test_who_is_unknown_or_sits_twice_is_refused():
    board = made_board(1)

    with pytest.raises(DraftError, match="L99"):
        open_draft(board, {"north": ["L99"]})
    with pytest.raises(DraftError, match="twice"):
        open_draft(board, {"north": ["L1"], "south": ["L1"]})
    with pytest.raises(DraftError, match="no group"):
        open_draft(board, made_seats(1)).number_of("west")


def test_two_who_trade_seats_change_no_size():
    board = made_board(5)
    draft = open_draft(board, made_seats(5))
    one, two = (int(np.flatnonzero(draft.labels == g)[0]) for g in (0, 1))

    traded, after = weigh_moves(board, draft, [(one, 1), (two, 0)], held=frozenset())

    assert np.array_equal(after.sizes, draft.sizes)
    assert [group.size_before for group in traded.groups] == [
        group.size_after for group in traded.groups
    ]
    assert traded.counter is None
