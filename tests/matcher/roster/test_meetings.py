"""Who met follows from the days that two stays share."""

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.roster.history import SINCE_EVER, TO_THIS_DAY, History
from matcher.roster.meetings import count_meetings, find_meetings

DAYS = st.integers(1, 12)


def made(stays):
    """Make a history of (row, group, start, end); None is not known."""
    columns = list(zip(*stays, strict=True)) if stays else [[], [], [], []]
    rows, groups, starts, ends = columns
    return History(
        rows=np.array(rows, dtype=np.int64),
        groups=np.array(groups, dtype=np.int64),
        starts=np.array([SINCE_EVER if s is None else s for s in starts], np.int64),
        ends=np.array([TO_THIS_DAY if e is None else e for e in ends], np.int64),
        lines=np.arange(len(stays)),
        group_ids=tuple(f"G{g}" for g in range(10)),
    )


def met_by_definition(stays, since, as_of):
    days = range(-5, 20)
    found = set()
    for n, (a, g, a_start, a_end) in enumerate(stays):
        for b, h, b_start, b_end in stays[:n]:
            share = any(
                (a_start is None or a_start <= d)
                and (a_end is None or d <= a_end)
                and (b_start is None or b_start <= d)
                and (b_end is None or d <= b_end)
                and (since is None or d >= since)
                and (as_of is None or d <= as_of)
                for d in days
            )
            if g == h and a != b and share:
                found.add((min(a, b), max(a, b)))
    return sorted(found)


@st.composite
def histories(draw):
    stays = []
    for _ in range(draw(st.integers(0, 12))):
        start, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
        if start is not None and end is not None and start > end:
            start, end = end, start
        row, group = draw(st.integers(0, 5)), draw(st.integers(0, 2))
        stays.append((row, group, start, end))
    return stays


def as_day(ordinal):
    return None if ordinal is None else date.fromordinal(ordinal)


@settings(deadline=None)
@given(histories(), st.none() | DAYS, st.none() | DAYS)
def test_pairs_met_on_a_day_at_all(stays, since, as_of):
    found = find_meetings(made(stays), since=as_day(since), as_of=as_day(as_of))

    if since is None or as_of is None or since <= as_of:
        pairs = [tuple(pair) for pair in found.tolist()]
        assert pairs == met_by_definition(stays, since, as_of)


@settings(deadline=None)
@given(histories(), st.none() | DAYS, st.none() | DAYS)
def test_counting_needs_no_list(stays, since, as_of):
    days = {"since": as_day(since), "as_of": as_day(as_of)}
    n_met, largest = count_meetings(made(stays), **days)
    found = find_meetings(made(stays), **days)

    assert n_met >= len(found)
    assert (largest == -1) <= (len(found) == 0)


def test_large_groups_have_all_their_pairs():
    stays = [(row, 0, 1, 9) for row in range(100)]
    whole = find_meetings(made(stays), since=None, as_of=None)
    more = find_meetings(made([*stays, (100, 0, 10, 11)]), since=None, as_of=None)

    assert len(whole) == 100 * 99 // 2
    assert np.array_equal(more, whole)


def test_thirty_thousand_people_with_years_of_history_stay_light():
    rng = np.random.default_rng(0)
    years = [rng.permutation(30_000) for _ in range(8)]
    rows = np.concatenate(years)
    history = History(
        rows=rows,
        groups=np.repeat(np.arange(24_000), 10),
        starts=np.repeat(np.arange(8) * 365 + 1, 30_000),
        ends=np.repeat(np.arange(8) * 365 + 365, 30_000),
        lines=np.arange(rows.size),
        group_ids=tuple(str(g) for g in range(24_000)),
    )

    found = find_meetings(history, since=None, as_of=None)

    assert 0.99 * 8 * 135_000 < len(found) <= 8 * 135_000
    assert found.nbytes < 20_000_000
