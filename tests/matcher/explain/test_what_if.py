"""A change is told from chance: same seeds, same scales, before and after."""

import numpy as np
import pytest

from matcher import Given, read_roster, read_seating
from matcher.explain.estimates import Estimate
from matcher.explain.what_if import Question, QuestionError, answer
from matcher.given import NOTHING
from matcher.grouping import Apart, Facet, NotOnly, Pin, Problem, Stay
from matcher.grouping.part import keep_rows, take_rows
from matcher.grouping.score import facet_scores
from matcher.pose import pose
from matcher.program.read import parse_program

SIZE = {"min": 4, "target": 5, "max": 5, "fold_at": 2}


@pytest.fixture
def roster(tmp_path):
    """Twenty leaders of four trades, five each, and one of a fifth."""
    lines = ["leader_id,hue,employees"]
    lines += [f"L{i:02d},hue {i % 4},{10 + 7 * i % 31}" for i in range(20)]
    path = tmp_path / "roster.csv"
    path.write_text("\n".join([*lines, "L20,hue 9,77"]) + "\n", encoding="utf-8")
    return read_roster(path)


@pytest.fixture
def seats(tmp_path, roster):
    path = tmp_path / "seats.csv"
    lines = [f"L{i:02d},{'ABCD'[i // 5]}" for i in range(20)]
    path.write_text("leader_id,group_id\n" + "\n".join(lines), encoding="utf-8")
    return read_seating(path, roster)


def posed_of(roster, *rules, given=NOTHING, size=None):
    table = {"size": size or SIZE, "variety": {"size": 1.0}, "rule": [*rules]}
    return pose(
        roster, parse_program(table | {"conflicts": {"derived": False}}), given=given
    )


CAP = {"kind": "at_most", "column": "hue", "count": 1}


def test_a_change_that_changes_nothing_has_no_effect_at_all(roster):
    found = answer(roster, posed_of(roster), Question(), n_seeds=2)

    assert found.anew["score"].change == Estimate(0.0, 0.0, 0.0)
    assert found.kept["score"].change == Estimate(0.0, 0.0, 0.0)
    assert found.moves == ()


def test_a_rule_left_out_gives_back_the_seats_it_took(roster):
    """Groups of five hues need the one fifth hue: a single group can be formed."""
    posed = posed_of(roster, CAP, size=SIZE | {"min": 5})

    found = answer(roster, posed, Question(without=(1,)), n_seeds=2)

    seats = found.anew["n_unplaced"]
    assert seats.before == Estimate(16.0, 16.0, 16.0)
    assert seats.after == Estimate(1.0, 1.0, 1.0)
    assert seats.change == Estimate(-15.0, -15.0, -15.0)


def test_who_leaves_takes_one_seat_and_moves_nobody_where_groups_stay_large(
    roster, seats
):
    posed = posed_of(roster, given=Given(seating=seats))

    found = answer(roster, posed, Question(leave=("L03", "L20")), n_seeds=2)

    assert found.moves == ()
    assert found.kept["n_groups"].after.mean == 4.0
    assert found.kept["n_unplaced"].after.mean == 0.0


def test_who_is_placed_elsewhere_is_among_the_moves(roster, seats):
    posed = posed_of(roster, given=Given(seating=seats))
    question = Question(leave=("L20",), place=(("L00", "B"),))

    found = answer(roster, posed, question, n_seeds=2)

    moves = {move.leader_id: (move.before, move.after) for move in found.moves}
    assert moves["L00"] == ("A", "B")
    assert len(moves) == 2  # B was full: one of it has to go


def test_a_late_joiner_finds_the_open_seat(roster, tmp_path):
    path = tmp_path / "open.csv"
    lines = [f"L{i:02d},{'ABCDE'[i % 5]}" for i in range(20)]
    path.write_text("leader_id,group_id\n" + "\n".join(lines), encoding="utf-8")
    given = Given(seating=read_seating(path, roster))

    found = answer(
        roster, posed_of(roster, given=given), Question(join=("L20",)), n_seeds=2
    )

    assert found.moves == ()
    assert found.kept["n_unplaced"].change == Estimate(0.0, 0.0, 0.0)


def test_one_more_group_is_formed(roster):
    question = Question(leave=("L20",), n_more_groups=1)

    posed = posed_of(roster, size=SIZE | {"min": 3})

    found = answer(roster, posed, question, n_seeds=2)

    assert found.anew["n_groups"].change.mean == 1.0


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question(leave=("L99",)), "no leader 'L99'"),
        (Question(join=("L00",), leave=("L00",)), "L00 cannot both join and leave"),
        (Question(without=(3,)), "there is no rule 3"),
        (Question(place=(("L00", "B"),)), "give a --seating"),
    ],
    ids=["unknown leader", "both", "unknown rule", "unknown group"],
)
def test_what_is_not_there_is_named(roster, question, said):
    with pytest.raises(QuestionError, match=said):
        answer(roster, posed_of(roster, CAP), question, n_seeds=2)


def test_an_interval_holds_the_mean_and_agreement_has_none():
    found = Estimate.of([1.0, 2.0, 3.0])

    assert found.mean == 2.0
    assert found.high - 2.0 == pytest.approx(4.302653 / np.sqrt(3))
    assert Estimate.of([0.5, 0.5]) == Estimate(0.5, 0.5, 0.5)
    assert Estimate.of([np.nan]) is None
    assert found.said(1) == "2.0 (-0.5 to 4.5)"
    assert not Estimate.of([-1.0, 1.0]).is_clear


def test_a_part_of_a_problem_keeps_its_scales_and_its_rules():
    X = np.random.default_rng(0).normal(size=(6, 2))
    whole = Problem.from_facets([Facet("x", X)], sizes=(2, 3)).with_rules(
        Apart([[0, 1], [2, 5]]),
        Pin([3, 4], [0, 1]),
        NotOnly(np.array([0, 0, 1, 1, -1, 0])),
        Stay(np.array([0, 0, 0, 1, 1, 1]), max_moves=1),
    )

    part = keep_rows(whole, np.array([0, 2, 4, 5]))

    apart, pin, company, stay = part.rules
    assert apart.pairs.tolist() == [[1, 3]]
    assert (pin.rows.tolist(), pin.groups.tolist()) == ([2], [1])
    assert company.categories.tolist() == [0, -1, -1, 0]
    assert stay.seating.tolist() == [0, 0, 1, 1]
    twice = take_rows(whole, np.array([0, 2, 0]))
    assert facet_scores(twice, np.array([0, 0, -1])) == pytest.approx(
        facet_scores(whole, np.array([0, -1, 0, -1, -1, -1]))
    )
