import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.roster.dates import days_of, parse_dates

PIECES = st.sampled_from(
    [*"0123456789-/. T,:Z'", "2024", "05", "13", "7", " 07:08", "May", "-12-", "/31/"]
)
COMMON = st.datetimes().flatmap(
    lambda moment: st.sampled_from(
        ["%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%m/%d/%Y, %I:%M %p", "%d.%m.%Y %H"]
    ).map(moment.strftime)
)
TEXTS = st.lists(PIECES, max_size=9).map("".join) | COMMON


@given(st.lists(TEXTS, max_size=20))
def test_the_time_of_day_does_not_change_the_day(texts):
    stripped = [text.strip() for text in texts]
    days = days_of(pa.array(stripped, pa.large_string())).to_pylist()

    assert parse_dates(days) == parse_dates(stripped)


@given(st.lists(st.tuples(TEXTS, st.integers(1, 4)), max_size=12))
def test_a_text_that_counts_twice_is_as_good_as_two(counted):
    texts, counts = [t for t, _ in counted], [n for _, n in counted]
    repeated = parse_dates([text for text, n in counted for _ in range(n)])

    weighed = parse_dates(texts, counts)

    assert weighed.day_first == repeated.day_first
    assert weighed.is_certain == repeated.is_certain
    assert set(weighed.dates) == set(repeated.dates)


@pytest.mark.parametrize(
    "text", ["2024-05-06 07:08:09.123", "2024/05/06T07", "6.5.2024 7:08"]
)
def test_times_are_cut(text):
    assert " " not in days_of(pa.array([text]))[0].as_py()
    assert "T" not in days_of(pa.array([text]))[0].as_py()
