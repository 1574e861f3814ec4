"""What attackers can learn from prevailing views: nobody's answer."""

import dataclasses
import datetime as dt
from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.explain.fairness import Segmentation
from matcher.roster.scales import Scale
from matcher.roster.surveys import NO_DAY, Question, Surveys
from matcher.suggest.telling import ViewParams, n_steps, part, tell
from matcher.suggest.view import Asker, PrevailingViews, prevailing_views

SCALES = (Scale(0, 1, is_share=True), Scale(1, 5), Scale(0, 10))
DAY = dt.date(2026, 3, 10)


def ask_everything(values, scale, codes, *, params, days=None, as_of=None):
    """Ask as a leader of every segment, on every question there is."""
    n = len(values)
    when = np.full(n, NO_DAY) if days is None else np.asarray(days)
    question = Question(
        "hiring",
        "How is hiring?",
        scale,
        np.arange(n),
        np.asarray(values, dtype=np.float64),
        when,
        ("",) * n,
    )
    parting = Segmentation("sector", np.asarray(codes), ("A", "B", "C"))
    return tuple(
        prevailing_views(
            Surveys((question,)),
            "hiring",
            Asker(segment, as_of),
            parting=parting,
            counted=np.ones(n, dtype=bool),
            params=params,
        )
        for segment in (-1, 0, 1, 2)
    )


@st.composite
def answered(draw):
    """Answers of two or three segments, a coalition and one of the others."""
    floor = draw(st.integers(3, 5))
    scale = draw(st.sampled_from(SCALES))
    n = draw(st.integers(2 * floor + 1, 14 * floor))
    whole = st.integers(int(scale.low), int(scale.high))
    values = draw(st.lists(whole, min_size=n, max_size=n))
    codes = draw(st.lists(st.integers(-1, 2), min_size=n, max_size=n))
    order = draw(st.permutations(range(n)))
    victim, coalition = order[0], order[1:floor]
    lean = draw(st.sampled_from(["any", "low", "high"]))
    if lean != "any":  # answers all alike, and a coalition that chose its own
        end = int(scale.low if lean == "low" else scale.high)
        values = [values[i] if i in coalition else end for i in range(n)]
    guess = draw(st.integers(int(scale.low), int(scale.high)))
    return floor, scale, values, codes, victim, frozenset(coalition), guess


@given(answered())
def test_each_answer_of_one_person_fits_all_that_a_coalition_can_see(case):
    """For k - 1 who pool, anyone else may have answered anything: a witness is built.

    The witness changes answers of the victim and of other honest people of the same
    segment alone; every view of every asker stays the same, to the last digit.
    """
    floor, scale, values, codes, victim, coalition, guess = case
    params = ViewParams(floor=floor)
    seen = ask_everything(values, scale, codes, params=params)

    other = witness(values, scale, codes, victim, coalition, guess, params)

    assert other[victim] == guess
    assert all(other[c] == values[c] for c in coalition)
    assert ask_everything(other, scale, codes, params=params) == seen


def witness(values, scale, codes, victim, coalition, guess, params):
    """Give the victim another answer and let honest others make up for it."""
    other = list(values)
    other[victim] = guess
    codes = np.asarray(codes, dtype=np.intp)
    home = next(
        set(p.places.tolist())
        for p in part(codes, ("A", "B", "C"), params)
        if victim in p.places
    )
    change = guess - values[victim]
    for place in sorted(home - coalition - {victim}):
        step = min(max(other[place] - change, scale.low), scale.high) - other[place]
        other[place] += int(step)
        change += int(step)
        if not change:
            break
    return other


def test_all_alike_is_not_told_from_nearly_all_alike():
    params = ViewParams(floor=5)
    alike = [5] * 40
    codes = [0] * 40

    seen = ask_everything(alike, Scale(1, 5), codes, params=params)

    for n_others in range(1, 6):  # five may have said the contrary
        nearly = [1] * n_others + [5] * (40 - n_others)
        assert ask_everything(nearly, Scale(1, 5), codes, params=params) == seen
    assert seen[0].views[0].everyone.mean < 5


@pytest.mark.parametrize("scale", [Scale(0, 1, is_share=True), Scale(1, 3)])
def test_four_of_eleven_learn_nothing_for_certain(scale):
    """By brute force over all the others' answers, up to their order."""
    params = ViewParams(floor=5)
    steps = range(int(scale.low), int(scale.high) + 1)
    told: dict[tuple, list[tuple]] = {}
    for pooled in combinations_with_replacement(steps, 4):
        for others in combinations_with_replacement(steps, 7):
            values = np.array([*pooled, *others], dtype=np.float64)
            shares = (values - scale.low) / (scale.high - scale.low)
            one = tell("", shares, params)
            told.setdefault((pooled, one.least), []).append(others)

    for worlds in told.values():
        possible = {answer for others in worlds for answer in others}
        assert possible == set(steps)
    assert len({least for _, least in told}) == n_steps(11, params) == 2


def test_one_more_answer_changes_nothing_until_many_have_come():
    """Asking before and after somebody answers is the simplest attack of all."""
    params = ViewParams(floor=5)
    early = [dt.date(2026, 3, 10).toordinal()] * 12
    before = ask_everything(
        [1] * 6 + [5] * 6, Scale(1, 5), [0] * 12, params=params, days=early, as_of=DAY
    )
    april = dt.date(2026, 4, 20)

    views = [
        ask_everything(
            [1] * 6 + [5] * 6 + [5] * extra,
            Scale(1, 5),
            [0] * (12 + extra),
            params=params,
            days=[*early, *[april.toordinal()] * extra],
            as_of=dt.date(2026, 5, 1),
        )[0].views[0]
        for extra in range(12)
    ]

    assert before[0].views == ()  # March is not over
    assert len({dataclasses.replace(v, n_waiting=0) for v in views[:11]}) == 1
    assert views[11].everyone.n_people == 23


@given(st.data())
def test_answers_told_once_never_enter_another_release(data):
    """Time is no second query: each release is about other answers."""
    from matcher.suggest.releases import releases_of  # noqa: PLC0415

    n = data.draw(st.integers(0, 60))
    start = dt.date(2025, 1, 1).toordinal()
    days = data.draw(st.lists(st.integers(start, start + 500), min_size=n, max_size=n))
    rows = data.draw(st.lists(st.integers(0, 30), min_size=n, max_size=n))
    values = np.arange(n, dtype=np.float64)  # each answer is its own number

    def told(n_known, as_of):
        question = Question(
            "t",
            "t",
            Scale(0, 100),
            np.array(rows[:n_known], dtype=np.int64),
            values[:n_known],
            np.array(days[:n_known], dtype=np.int64),
            ("",) * n_known,
        )
        counted = np.ones(31, dtype=bool)
        return releases_of(question, counted=counted, fewest=7, as_of=as_of)[0]

    days.sort()
    for day in (start + 100, start + 300, start + 600):
        n_then = sum(d <= day for d in days)
        then = told(n_then, dt.date.fromordinal(day))
        later = told(n, dt.date.fromordinal(start + 700))
        known = [frozenset(r.values.tolist()) for r in then]
        assert known == [frozenset(r.values.tolist()) for r in later][: len(known)]
        everything = [v for r in later for v in r.values.tolist()]
        assert len(everything) == len(set(everything))


@given(st.lists(st.integers(1, 5), min_size=30, max_size=90), st.integers(0, 29))
def test_a_neighbouring_set_differs_by_at_most_one_step(values, left_out):
    """Two surveys that differ by one person, as when the same is asked twice."""
    params = ViewParams(floor=5)
    shares = (np.array(values) - 1) / 4
    one = tell("", shares, params)
    other = tell("", np.delete(shares, left_out), params)
    width = max(one.most - one.least, other.most - other.least)

    assert abs((one.least + one.most) - (other.least + other.most)) / 2 <= 2 * width


def test_figures_of_any_asker_follow_from_those_of_the_segments():
    rng = np.random.default_rng(7)
    values = rng.integers(1, 6, 90)
    codes = np.repeat([0, 1, 2], 30)
    params = ViewParams(floor=5)

    for segment, views in zip(
        (-1, 0, 1, 2),
        ask_everything(values, Scale(1, 5), codes, params=params),
        strict=True,
    ):
        (view,) = views.views
        people = np.array([s.n_people for s in view.segments], dtype=float)
        means = np.array([s.mean for s in view.segments])
        names = [s.name for s in view.segments]
        mass = people * [
            3.0 if segment >= 0 and n == "ABC"[segment] else 1.0 for n in names
        ]
        assert view.everyone.mean == pytest.approx(
            people @ means / people.sum(), abs=2e-3
        )
        assert view.peers.mean == pytest.approx(mass @ means / mass.sum(), abs=2e-3)


def test_below_the_floor_there_is_a_sentence_and_no_figure():
    for n in range(11):
        views = ask_everything([3] * n, Scale(1, 5), [0] * n, params=ViewParams())
        for found in views:
            assert isinstance(found, PrevailingViews)
            assert found.views == ()
            assert "a view needs 11" in found.why_none[0]


@given(
    codes=st.lists(st.integers(-1, 3), min_size=11, max_size=200),
    floor=st.integers(3, 5),
)
def test_every_person_is_in_one_part_and_no_part_is_small(codes, floor):
    params = ViewParams(floor=floor)
    parts = part(np.array(codes, dtype=np.intp), ("A", "B", "C", "D"), params)

    places = sorted(p for one in parts for p in one.places.tolist())
    assert places == list(range(len(codes)))
    assert all(one.places.size >= params.fewest for one in parts)
    for one in parts:
        held = {codes[p] for p in one.places.tolist()}
        assert one.code < 0 or held == {one.code}


def test_of_choices_only_the_most_frequent_one_is_told():
    scale = Scale(0, 1, ("costs", "my sister's illness", "people"))
    values = [2] * 30 + [0] * 9 + [1]

    seen = ask_everything(values, scale, [0] * 40, params=ViewParams())

    (view,) = seen[0].views
    assert (view.answer, view.segments) == ("people", ())
    assert "illness" not in str(seen)
    assert seen == ask_everything(
        [2] * 30 + [0] * 10, scale, [0] * 40, params=ViewParams()
    )
