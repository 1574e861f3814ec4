"""Open seats: against the definitions of scores and rules, and without giving away."""

import datetime as dt
import json

import numpy as np
import pytest

from matcher.errors import SeatingError
from matcher.given import Given
from matcher.grouping.check import check_labels
from matcher.grouping.part import take_rows
from matcher.grouping.score import facet_scores, facet_weights
from matcher.program.read import load_program, parse_program
from matcher.roster.read import read_roster
from matcher.roster.relations import Relations, read_relations
from matcher.roster.sample import make_sample, write_sample
from matcher.roster.seating import read_seating
from matcher.suggest.desk import open_desk
from matcher.suggest.pool import build_pool
from matcher.suggest.request import UnknownLeaderError
from matcher.suggest.seats import suggest_seats

DAY = dt.date(2026, 10, 1)


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seats")
    write_sample(make_sample(3, n_leaders=90), folder)
    return folder


@pytest.fixture(scope="module")
def known(chapter):
    roster = read_roster(chapter / "roster.csv")
    given = Given(
        read_relations(chapter / "relations.csv", roster),
        read_seating(chapter / "groups.csv", roster),
        DAY,
    )
    return roster, load_program(chapter / "program.toml"), given


@pytest.fixture(scope="module")
def desk(known):
    roster, program, given = known
    return open_desk(roster, program, given=given)


@pytest.fixture(scope="module")
def pool(known):
    roster, program, given = known
    return build_pool(roster, program, given=given)


def members(desk, group):
    return np.flatnonzero(desk.labels == group)


def score(desk, rows):
    """Score a set of leaders by the definition."""
    problem = take_rows(desk.posed.problem, rows)
    scores = facet_scores(problem, np.zeros(rows.size, dtype=np.intp), 1)
    return float((scores @ facet_weights(problem))[0])


def test_scores_and_gains_are_those_of_the_groups_as_they_would_be(desk, pool):
    ids = desk.posed.rules.group_ids
    for row in range(0, desk.labels.size, 7):
        found = suggest_seats(pool, desk, pool.facts.ids[row], k=99)
        home = int(desk.labels[row])
        for seat in (*found.seats, *found.near):
            g = ids.index(seat.group_id)
            own, then = members(desk, g), np.append(members(desk, g), row)
            after = score(desk, then)
            gain = then.size * after - own.size * score(desk, own)
            if home >= 0:
                was = members(desk, home)
                left = was[was != row]
                gain += left.size * score(desk, left) - was.size * score(desk, was)
            assert seat.score_after == pytest.approx(after, abs=1e-9)
            assert seat.gain == pytest.approx(gain, abs=1e-9)


def newly_broken(desk, row, group):
    """Check the seating with the leader in a group, by the independent checker."""
    labels = desk.labels.copy()
    labels[row] = group
    for one in desk.closing.companions(row):  # who waits together comes together
        labels[one] = group if labels[one] < 0 else labels[one]
    was = {
        (v.rule, v.group, v.detail)
        for v in check_labels(desk.posed.problem, desk.labels)
    }
    return [
        violation
        for violation in check_labels(desk.posed.problem, labels)
        if violation.is_hard
        and (row in violation.rows or violation.group == group)
        and (violation.rule, violation.group, violation.detail) not in was
    ]


def test_a_seat_is_open_exactly_where_no_hard_rule_would_break(desk, pool):
    checked = 0
    for row in range(0, desk.labels.size, 3):
        found = suggest_seats(pool, desk, pool.facts.ids[row], k=99)
        shown = {seat.group_id for seat in found.seats}
        for g, group_id in enumerate(desk.group_ids):
            if g == desk.labels[row]:
                assert group_id not in shown
                continue
            assert (group_id in shown) == (not newly_broken(desk, row, g))
            checked += 1
    assert checked > 100


def test_a_group_that_is_nearly_open_is_told_with_what_closes_it(desk, pool):
    told = 0
    for row in range(desk.labels.size):
        found = suggest_seats(pool, desk, pool.facts.ids[row], k=99)
        for seat in found.near:
            told += 1
            g = desk.group_ids.index(seat.group_id)
            broken = {v.rule for v in newly_broken(desk, row, g)}
            says = {
                text.removeprefix("an exception to the rule: ") for text in seat.against
            }
            says = {"sizes" if "free seat" in text else text for text in says}
            assert says == broken
    assert told


def declared(pair, kind):
    """Relations of one line."""
    from matcher.roster.relations import Relation  # noqa: PLC0415

    entry = Relation(pair[0], pair[1], kind, "no", None, "told me privately", 2)
    return Relations((entry,), source="relations.csv")


@pytest.mark.parametrize("kind", ["conflict", "competitor", "family"])
def test_a_conflict_closes_a_group_and_is_told_to_nobody(known, pool, kind):
    roster, program, given = known
    plain = Given(None, given.seating, DAY)
    before = open_desk(roster, program, given=plain)
    row = int(before.waiting[0])
    first = suggest_seats(pool, before, pool.facts.ids[row], k=99)
    best = before.group_ids.index(first.seats[0].group_id)
    other = int(members(before, best)[0])
    told = []
    for pair in ((row, other), (other, row)):  # whoever of the two declared it
        facing = Given(declared(pair, kind), given.seating, DAY)
        desk = open_desk(roster, program, given=facing)
        told.append(suggest_seats(pool, desk, pool.facts.ids[row], k=99))

    for answer in told:
        groups = {seat.group_id for seat in (*answer.seats, *answer.near)}
        assert first.seats[0].group_id not in groups
        text = json.dumps(answer.to_dict())
        assert kind not in text
        assert pool.facts.ids[other] not in text
        assert "privately" not in text
    assert told[0].to_dict() == told[1].to_dict()


def test_most_closed_groups_stay_untold_so_that_silence_says_nothing(desk, pool):
    for row in range(0, desk.labels.size, 5):
        found = suggest_seats(pool, desk, pool.facts.ids[row], k=99)
        n_closed = found.n_groups - len(found.seats) - bool(found.group_id)
        assert 2 * len(found.near) <= n_closed


def test_the_waiting_list_is_in_the_order_of_joining(known, desk, pool):
    roster = known[0]
    joined = roster.table["joined_at"].astype(str)
    places = {}
    for row in np.flatnonzero(desk.labels < 0).tolist():
        found = suggest_seats(pool, desk, pool.facts.ids[row])
        place, n_waiting = found.waiting
        places[place] = joined.iloc[row]
        assert n_waiting == np.count_nonzero(desk.labels < 0)
        assert f"Number {place}" in found.verdict
    assert [places[k] for k in sorted(places)] == sorted(places.values())
    assert sorted(places) == list(range(1, len(places) + 1))


def test_someone_pinned_is_told_that_no_seat_is_open(known, pool):
    roster, _, given = known
    seats = given.seating
    row = int(np.flatnonzero(seats.labels >= 0)[0])
    pin = {"kind": "pin", "leader": pool.facts.ids[row]}
    pin["group"] = seats.group_ids[int(seats.labels[row])]
    program = parse_program({"preset": "core", "rule": [pin]}, source="p.toml")

    desk = open_desk(roster, program, given=Given(None, seats, DAY))
    found = suggest_seats(pool, desk, pool.facts.ids[row])

    assert found.seats == ()
    assert found.why_empty
    assert "pin" not in json.dumps(found.to_dict())


def test_odd_questions_are_answered_in_a_sentence(known, desk, pool):
    roster, program, _ = known
    with pytest.raises(UnknownLeaderError, match="not in"):
        suggest_seats(pool, desk, "L-9999999")
    with pytest.raises(ValueError, match="negative"):
        suggest_seats(pool, desk, pool.facts.ids[0], k=-1)
    assert (
        "ask for 1 or more"
        in suggest_seats(pool, desk, pool.facts.ids[1], k=0).why_empty
    )
    alone = roster.__class__(
        roster.table.drop(columns="group"), roster.lines, "r.csv", "", roster.report
    )
    with pytest.raises(SeatingError, match="form groups first"):
        open_desk(alone, program, given=Given())
