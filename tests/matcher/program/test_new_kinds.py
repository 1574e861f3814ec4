"""Former groups, soft seats and one protected kind, against trying everything."""

from datetime import date
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from matcher.errors import ProgramError
from matcher.given import Given
from matcher.grouping import Facet, MaxIterations, Problem, check_labels, solve
from matcher.grouping.prices import price_labels
from matcher.grouping.score import objective
from matcher.program.column_rules import NotOnly
from matcher.program.compile import compile_rules
from matcher.program.meeting_arrays import first_day
from matcher.program.meeting_rules import NotAgain
from matcher.program.people_rules import Ban, Pin, Stay, Together
from matcher.program.program import Program
from matcher.roster.history import read_history
from matcher.roster.relations import read_relations
from matcher.roster.seating import Seating

AS_OF = date(2026, 6, 1)
DAYS = ("2023-01-01", "2024-05-31", "2024-06-01", "2025-01-01", "2026-01-01", "")


@pytest.fixture
def roster(make_roster):
    return make_roster(
        industry=list("aabbccdd"),
        gender=["Female", "woman", "f", "male", "Male", None, "man", "male"],
    )


@pytest.fixture
def read(tmp_path, roster):
    def _read(lines):
        path = tmp_path / "history.csv"
        path.write_text("\n".join(["leader_id,group_id,from,until", *lines]), "utf-8")
        return read_history(path, roster)

    return _read


def compiled(roster, *rules, **given):
    program = Program(rules=rules, derived_conflicts=False, source="program.toml")
    return compile_rules(program, roster, given=Given(as_of=AS_OF, **given))


def pairs_of(rules):
    return [tuple(pair) for pair in rules.items[0].array.pairs.tolist()]


def posed(rules, n=8, n_groups=2):
    X = np.random.default_rng(7).normal(size=(n, 2))
    problem = Problem.from_facets([Facet("place", X)], sizes=(4, 4), n_groups=n_groups)
    return problem.with_rules(*rules.arrays)


def best_net(problem):
    """Find the highest score less price of all groupings of everyone."""
    best = -np.inf
    for first in combinations(range(8), 4):
        labels = np.ones(8, dtype=np.intp)
        labels[list(first)] = 0
        if not any(breach.is_hard for breach in check_labels(problem, labels)):
            net = objective(problem, labels) - price_labels(problem, labels)
            best = max(best, net)
    return best


def net_of(problem):
    result = solve(problem, MaxIterations(10), seed=0)
    assert (result.labels >= 0).all()
    return result.value - result.price


@pytest.mark.parametrize(
    ("months", "expected"),
    [(24, [(0, 1)]), (1, []), (None, [(0, 1), (2, 3)]), (1200, [(0, 1), (2, 3)])],
)
def test_only_the_last_months_count(roster, read, months, expected):
    history = read(
        [
            "L1,A,2023-01-01,2024-06-01",
            "L2,A,,2025-01-01",
            "L3,B,2020,2021",
            "L4,B,,2020",
        ]
    )

    assert pairs_of(compiled(roster, NotAgain(months), history=history)) == expected


def test_months_are_counted_back_to_the_same_day():
    assert first_day(NotAgain(24), AS_OF) == date(2024, 6, 1)
    assert first_day(NotAgain(1), date(2024, 3, 31)) == date(2024, 2, 29)
    assert first_day(NotAgain(1200), date(90, 1, 1)) is None
    assert first_day(NotAgain(12), None) is None


def test_those_who_sit_together_may_go_on(roster, read):
    history = read(["L1,A,,", "L2,A,,", "L3,A,,"])
    labels = np.array([0, 0, 1, -1, -1, -1, -1, -1])
    seating = Seating(labels, ("A", "B"), np.zeros(8, dtype=np.bool_))

    kept = compiled(roster, NotAgain(24), history=history, seating=seating)
    mixed = compiled(
        roster, NotAgain(24, seated=True), history=history, seating=seating
    )

    assert pairs_of(kept) == [(0, 2), (1, 2)]
    assert "1 pair who met may go on in their group" in kept.items[0].remark
    assert pairs_of(mixed) == [(0, 1), (0, 2), (1, 2)]


def test_a_history_without_its_rule_is_told(roster, read):
    remarks = compiled(roster, history=read(["L1,A,,"])).remarks

    assert any("history.csv is not used" in remark for remark in remarks)


def test_a_rule_without_its_history_is_refused_by_its_line(roster):
    with pytest.raises(
        ProgramError, match=r"toml, line 4: not_again rule: .*--history"
    ):
        compiled(roster, NotAgain(24, line=4))


def test_a_history_of_a_conference_is_refused_by_its_line(make_roster, tmp_path):
    roster = make_roster(industry=["a"] * 7000)
    path = tmp_path / "history.csv"
    ids = roster.leader_ids
    table = pd.DataFrame({"leader_id": ids, "group_id": "Summit"})
    table.to_csv(path, index=False)

    with pytest.raises(ProgramError, match=r"7,000 stays .* \(history.csv, line 2\)"):
        compiled(roster, NotAgain(), history=read_history(path, roster))


@pytest.mark.parametrize("seed", range(2))
def test_old_neighbours_part_as_well_as_by_trying_everything(roster, read, seed):
    rng = np.random.default_rng(seed)
    lines = [
        f"L{rng.integers(1, 9)},{rng.choice(['A', 'B', 'C'])},{rng.choice(DAYS)},"
        for _ in range(9)
    ]
    hard = posed(compiled(roster, NotAgain(24), history=read(lines)))
    soft = posed(
        compiled(roster, NotAgain(24, soft=True, price=2.0), history=read(lines))
    )

    if np.isfinite(best_net(hard)):
        assert net_of(hard) == pytest.approx(best_net(hard))
    assert net_of(soft) == pytest.approx(best_net(soft))


@pytest.fixture
def ties(tmp_path, roster):
    path = tmp_path / "relations.csv"
    path.write_text(
        "leader_id,other_id,kind\nL1,L8,together\nL2,L5,together\nL5,L7,together\n",
        "utf-8",
    )
    return read_relations(path, roster)


@pytest.mark.parametrize("price", [0.1, 5.0])
def test_soft_ties_and_pins_cost_their_price(roster, ties, price):
    rules = (
        Together(soft=True, price=price),
        Pin("L1", "North", soft=True, price=price),
        Ban("L3", "North", soft=True, price=price),
        Pin("L2", "North"),
    )
    problem = posed(compiled(roster, *rules, relations=ties))

    assert net_of(problem) == pytest.approx(best_net(problem))


def test_each_leader_seated_with_none_of_theirs_is_a_breach(roster, ties):
    rules = compiled(roster, Together(soft=True, price=0.5), relations=ties)
    problem = posed(rules)

    for choice in product((0, 1), repeat=3):
        labels = np.array([0, 0, 0, 0, 1, 1, 1, 1])
        labels[[0, 1, 4]] = choice
        alone = 2 * (labels[0] != labels[7])
        alone += sum(
            not any(labels[i] == labels[j] for j in {1, 4, 6} - {i}) for i in (1, 4, 6)
        )
        assert 8 * price_labels(problem, labels) == pytest.approx(0.5 * alone)


def test_a_soft_pin_stays_beside_a_seating(roster):
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    seating = Seating(labels, ("North", "South"), np.zeros(8, dtype=np.bool_))
    rules = (Pin("L1", "South", soft=True, price=9.0), Stay(max_moves=2))
    problem = posed(compiled(roster, *rules, seating=seating))

    result = solve(problem, MaxIterations(10), seed=0)

    assert result.labels[0] == 1
    assert (result.labels != labels).sum() == 2


def test_a_soft_ban_is_a_breach_where_it_says(roster):
    rules = (Ban("L1", "North", soft=True, price=0.5), Pin("L2", "North"))
    problem = posed(compiled(roster, *rules))
    inside = np.array([0, 0, 0, 0, 1, 1, 1, 1])

    assert 8 * price_labels(problem, inside) == pytest.approx(0.5)
    assert price_labels(problem, inside[::-1]) == 0.0
    (breach,) = check_labels(problem, inside)
    assert (breach.rule, breach.is_hard) == ("L1 does not sit in group North", False)


def test_one_kind_alone_can_be_protected(roster):
    item = compiled(roster, NotOnly("gender", "woman")).items[0]

    assert item.array.categories.tolist() == [0, 0, -1, -1, -1, -1, -1, -1]
    assert item.rule.sentence() == "nobody is the only woman in a group"


def test_a_kind_that_nobody_is_of_is_refused(roster):
    with pytest.raises(ProgramError, match=r'nobody has "wman" .* "woman"'):
        compiled(roster, NotOnly("gender", "wman"))
