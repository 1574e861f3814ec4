from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import ProgramError
from matcher.explore import explore, explore_ranking
from matcher.front_door import SearchParams, propose
from matcher.given import Given
from matcher.grouping import (
    AtMost,
    Facet,
    MaxIterations,
    Pin,
    Problem,
    Stay,
    check_labels,
    solve,
)
from matcher.program.exploring import Explore
from matcher.program.read import parse_program
from matcher.roster.seating import Seating
from service.workflows.exports import shown_csv
from training.worlds import world_of_people

LABELS = np.repeat(np.arange(4), 4)
EVERYONE = np.ones(16, dtype=bool)


def make_problem(*rules):
    X = np.random.default_rng(0).normal(size=(16, 2))
    return Problem.from_facets([Facet("one", X)], sizes=(4, 4)).with_rules(*rules)


def test_nobody_moves_without_consent():
    explored = explore(
        make_problem(), LABELS, wish=Explore(0.2), consents=~EVERYONE, seed=1
    )

    assert np.array_equal(explored.labels, LABELS)
    assert explored.traded == ()
    assert explored.propensities == {}


def test_only_those_who_agreed_move():
    consents = np.arange(16) % 2 == 0
    for seed in range(30):
        explored = explore(
            make_problem(), LABELS, wish=Explore(0.2), consents=consents, seed=seed
        )
        assert all(consents[row] for row in explored.traded)


def test_the_same_seed_trades_the_same_seats():
    one, two = (
        explore(make_problem(), LABELS, wish=Explore(0.2), consents=EVERYONE, seed=3)
        for _ in range(2)
    )

    assert np.array_equal(one.labels, two.labels)
    assert one.propensities == two.propensities


@given(st.integers(0, 1000))
@settings(deadline=None, max_examples=25)
def test_no_trade_breaks_a_hard_rule_or_moves_the_pinned(seed):
    rng = np.random.default_rng(seed)
    categories = rng.integers(0, 8, 16)
    problem = make_problem(AtMost(categories, 2))
    labels = solve(problem, MaxIterations(2), seed=seed).labels
    free = problem.with_rules(Pin(np.array([0]), np.array([int(labels[0])])))

    explored = explore(free, labels, wish=Explore(0.2), consents=EVERYONE, seed=seed)

    assert not [v for v in check_labels(free, explored.labels) if v.is_hard]
    assert 0 not in explored.traded
    assert Counter(explored.labels.tolist()) == Counter(labels.tolist())


def test_the_seated_stay_where_a_rule_keeps_them():
    problem = make_problem(Stay(LABELS, 16))

    explored = explore(problem, LABELS, wish=Explore(0.2), consents=EVERYONE, seed=1)

    assert explored.traded == ()


def test_logged_chances_are_how_often_pairs_meet():
    """Groups are paired off by the seed, so two groups leave only the trade to it."""
    labels = np.repeat([0, 1], 4)
    X = np.random.default_rng(0).normal(size=(8, 2))
    kinds = np.array([0, 1, 2, 3, 0, 1, 4, 5])
    problem = Problem.from_facets([Facet("one", X)], sizes=(4, 4))
    problem = problem.with_rules(AtMost(kinds, 1))
    met = Counter()
    logged = {}
    n_draws = 1500
    for seed in range(n_draws):
        explored = explore(
            problem,
            labels,
            wish=Explore(0.1),
            consents=np.ones(8, dtype=bool),
            seed=seed,
        )
        logged |= explored.propensities
        for i in range(8):
            for j in range(i + 1, 8):
                met[i, j] += explored.labels[i] == explored.labels[j]

    for pair, chance in logged.items():
        error = 4 * np.sqrt(chance * (1 - chance) / n_draws) + 1e-9
        assert abs(met[pair] / n_draws - chance) < error


def test_logged_chances_hold_whichever_groups_are_paired_off():
    """Of six groups, over seeds alone: a shuffle of the seed would belie the log."""
    labels = np.arange(24) % 6
    X = np.random.default_rng(1).normal(size=(24, 2))
    problem = Problem.from_facets([Facet("one", X)], sizes=(4, 4))
    problem = problem.with_rules(AtMost(np.arange(24) % 11, 1))
    consents = np.arange(24) % 5 > 0
    met = np.zeros((24, 24))
    logged = {}
    n_draws = 500
    for seed in range(n_draws):
        explored = explore(
            problem, labels, wish=Explore(0.2), consents=consents, seed=seed
        )
        assert all(consents[row] for row in explored.traded)
        logged |= explored.propensities
        met += explored.labels[:, np.newaxis] == explored.labels

    often = met / n_draws
    met_by_chance = {
        (i, j)
        for i, j in zip(*np.nonzero(np.triu(met, 1)), strict=True)
        if labels[i] != labels[j]
    }
    assert met_by_chance
    assert met_by_chance <= set(logged)
    for pair, chance in logged.items():
        error = 4 * np.sqrt(chance * (1 - chance) / n_draws) + 1e-9
        assert abs(often[pair] - chance) < error


def test_names_of_groups_do_not_decide_who_is_paired_off():
    renamed = np.array([2, 0, 3, 1])[LABELS]
    for seed in range(20):
        one, two = (
            explore(
                make_problem(), own, wish=Explore(0.2), consents=EVERYONE, seed=seed
            )
            for own in (LABELS, renamed)
        )
        assert one.propensities.keys() == two.propensities.keys()


def test_a_pin_elsewhere_leaves_other_groups_free():
    problem = make_problem(Pin(np.array([0]), np.array([0])))

    traded = {
        row
        for seed in range(40)
        for row in explore(
            problem, LABELS, wish=Explore(0.2), consents=EVERYONE, seed=seed
        ).traded
    }

    assert traded == set(range(1, 16))


def test_logged_chances_have_a_floor():
    explored = explore(
        make_problem(), LABELS, wish=Explore(0.0001), consents=EVERYONE, seed=0
    )

    assert min(explored.propensities.values()) >= 0.001


BEST_FIRST = np.array([4, 2, 5, 0, 1, 3])


def test_a_list_without_exploration_is_the_best_first():
    shown, chances = explore_ranking(BEST_FIRST, n_shown=2, share=0.0, seed=0)

    assert shown.tolist() == [4, 2]
    assert chances.tolist() == [1.0, 1.0]


def test_the_last_place_of_a_list_is_drawn_as_often_as_logged():
    seen = Counter()
    for seed in range(2000):
        shown, chances = explore_ranking(BEST_FIRST, n_shown=3, share=0.3, seed=seed)
        seen[int(shown[-1])] += 1
        assert chances[-1] == pytest.approx(0.7 if shown[-1] == 5 else 0.1)
        assert shown[:2].tolist() == [4, 2]

    assert abs(seen[5] / 2000 - 0.7) < 0.05
    assert all(abs(seen[k] / 2000 - 0.1) < 0.03 for k in (0, 1, 3))


def test_lists_of_several_leaders_are_drawn_apart_and_alike_again():
    lists = [
        [
            explore_ranking(BEST_FIRST, n_shown=3, share=0.5, seed=7, row=row)
            for row in range(200)
        ]
        for _ in range(2)
    ]

    for one, two in zip(*lists, strict=True):
        assert np.array_equal(one[0], two[0])
        assert np.array_equal(one[1], two[1])
    assert 60 < sum(shown[-1] != 5 for shown, _ in lists[0]) < 140


@given(
    st.integers(0, 400),
    st.integers(0, 12),
    st.floats(0.0, 1.0),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=200)
def test_a_list_shows_candidates_once_with_chances_worth_logging(
    n_candidates, n_shown, share, seed
):
    order = np.random.default_rng(seed).permutation(n_candidates)

    shown, chances = explore_ranking(order, n_shown=n_shown, share=share, seed=seed)

    assert shown.size == chances.size == min(n_shown, n_candidates)
    assert len(set(shown.tolist())) == shown.size
    assert set(shown.tolist()) <= set(order.tolist())
    assert np.array_equal(shown[:-1], order[: max(0, shown.size - 1)])
    assert ((chances >= 0.001) & (chances <= 1.0)).all()


def test_a_list_of_few_shows_them_all():
    shown, chances = explore_ranking(np.array([0]), n_shown=5, share=0.5, seed=0)

    assert shown.tolist() == [0]
    assert chances.tolist() == [1.0]


@pytest.fixture(scope="module")
def world():
    return world_of_people(32, np.random.default_rng(0))


def propose_in(world, **changes):
    program = replace(world.program, explore=Explore(**changes))
    return propose(world.roster, program, search=SearchParams(MaxIterations(2)), seed=2)


def test_exploration_is_off_unless_the_program_asks(world):
    proposal = propose_in(world)

    assert proposal.explored is None


def test_a_proposal_says_what_was_left_to_chance(world):
    proposal = propose_in(world, share=0.2)

    assert any("left to chance" in remark for remark in proposal.remarks)
    assert len(proposal.explored.traded) % 2 == 0
    assert proposal.score == pytest.approx(
        sum(g.score * len(g.rows) for g in proposal.groups) / 32
    )


def test_a_column_of_consent_that_is_not_there_is_named(world):
    with pytest.raises(ProgramError, match='no column "agreed"'):
        propose_in(world, share=0.2, consent="agreed")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"share": 0.5}, "at most 0.2"),
        ({"share": "much"}, "must be a number"),
        ({"shares": 0.1}, "no key"),
        ({"consent": ""}, "blank"),
    ],
)
def test_wrong_keys_are_named(table, message):
    with pytest.raises(ProgramError, match=message):
        parse_program({"explore": table})


def test_a_program_is_read_back_as_it_was_written():
    program = parse_program({"explore": {"share": 0.1, "consent": "agreed"}})

    assert parse_program(program.to_dict()).explore == program.explore


def test_every_pair_of_a_group_is_logged_in_both_directions(world):
    proposal = propose_in(world, share=0.2)

    rows = [line.split(",") for line in shown_csv(proposal).splitlines()[1:]]

    logged = {(rater, ratee): float(p) for rater, ratee, _, p in rows}
    assert len(logged) == len(rows) == 32 * 7
    assert all(0.001 <= p <= 1.0 for p in logged.values())
    assert all(logged[j, i] == p for (i, j), p in logged.items())
    assert any(p < 1.0 for p in logged.values())


def reseat_in(world, **changes):
    """Seat 24 of 32 leaders in four groups, and let eight newcomers join."""
    labels = np.full(32, -1)
    labels[:24] = np.arange(24) % 4
    seating = Seating(
        labels, tuple("ABCD"), np.zeros(32, dtype=bool), source="seats.csv"
    )
    program = replace(world.program, explore=Explore(**changes))
    return labels, [
        propose(
            world.roster,
            program,
            given=Given(seating=seating),
            search=SearchParams(MaxIterations(2)),
            seed=seed,
        )
        for seed in range(6)
    ]


def test_with_a_seating_only_newcomers_are_left_to_chance(world):
    labels, explored = reseat_in(world, share=0.2)
    _, plain = reseat_in(world)

    assert any(one.explored.traded for one in explored)
    for one, other in zip(explored, plain, strict=True):
        assert (labels[list(one.explored.traded)] < 0).all()
        assert np.array_equal(one.labels[:24], other.labels[:24])
        assert one.change.moves == other.change.moves
        assert other.explored is None
