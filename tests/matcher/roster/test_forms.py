"""Columns read at once against `parse_amount`, text by text."""

import math
import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.roster.amounts import parse_amount
from matcher.roster.forms import are_whole, parse_shapes, parse_whole, round_cents
from matcher.roster.shapes import shapes_of

PIECES = (
    "1 12 0 123 1,234 1.234 1_234 1.234,56 1'234 .5 ,5 5. e5 E+07 - – ( ) _ $ € ₹ USD_ "  # noqa: RUF001  # a dash that exports have
    "eur k M mio million Million bn T lakh crore + > < over_ under_ up_to_ between_ "
    '_and_ to ca._ ~ employees _people Nov -50 n/a #DIV/0! ² ½ ٣ rs. " and_more 00 017 '
    "1234567 fte .. , 1,23,456 9,99 % 1,234,567.891 1234567890123456 "
    "- US$ CHF x unknown 3.00E+07 2,41392E+11 -1.5 −7 TEUR 1_1"  # noqa: RUF001  # a minus sign
)
WORDS = st.sampled_from(
    [piece.replace("_", " ") for piece in PIECES.split(" ") if piece]
)
ODD = st.lists(WORDS, min_size=1, max_size=5).map("".join)
MARKS = st.sampled_from([".", ","])


def column(texts: list[str]) -> pa.Array:
    return pa.array(texts, pa.large_string())


def other_digits(text: str, rng: random.Random) -> str:
    """Draw a text of the same shape."""
    return "".join(rng.choice("0123456789") if c in "123456789" else c for c in text)


def by_text(texts, decimal):
    amounts = [parse_amount(text, decimal) for text in texts]
    values = [math.nan if amount is None else amount.value for amount in amounts]
    done: dict[str, list[int]] = {}
    currencies: dict[str, list[int]] = {}
    for i, amount in enumerate(amounts):
        if amount is None:
            continue
        for what in amount.done:
            done.setdefault(what, []).append(i)
        if amount.currency:
            currencies.setdefault(amount.currency, []).append(i)
    failed = [i for i, amount in enumerate(amounts) if amount is None]
    scaled = [i for i, a in enumerate(amounts) if a is not None and a.has_magnitude]
    return values, failed, scaled, list(currencies.items()), list(done.items())


def at_once(texts, decimal):
    parsed = parse_shapes(shapes_of(column(texts)), decimal)
    return (
        parsed.values.tolist(),
        parsed.failed.tolist(),
        parsed.scaled.tolist(),
        [(code, where.tolist()) for code, where in parsed.currencies.items()],
        [(what, where.tolist()) for what, where in parsed.done.items()],
    )


def assert_same(texts, decimal):
    values, *said = by_text(texts, decimal)
    found, *told = at_once(texts, decimal)

    np.testing.assert_array_equal(np.array(found), np.array(values))
    assert told == said


@given(st.lists(ODD | st.text(max_size=8), max_size=12), MARKS, st.randoms())
def test_odd_columns_are_read_as_their_texts_one_by_one(texts, decimal, rng):
    alike = [other_digits(text, rng) for text in texts for _ in range(3)]
    rng.shuffle(alike)

    assert_same(alike, decimal)


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize(
    "text",
    [
        "$1,234,567",
        "€1.234.567,89",
        "1.234.567,89 €",
        "36.9 Million",
        "USD 12,500",
        "17,50,000",
        "₹ 5.25 crore",
        "3.00E+07",
        "2,41392E+11",
        "1 234 567",
        "1'234'567.25",
        "(1,234)",
        "-1.234",
        "12.345",
        "12,345",
        "up to 2.5M",
        "1,001+ employees",
        "1.2345 K",
        "1.005 thousand",
        "1234567890123456789",
        "40.71277612345678901",
        "9.99e308",
        "Nov-50",
        "10-20 K",
    ],
)
def test_a_long_column_in_one_manner_is_read_as_its_texts(text, decimal):
    rng = random.Random(7)

    assert_same([other_digits(text, rng) for _ in range(500)], decimal)


@given(
    st.lists(
        st.floats(-1e17, 1e17)
        | st.integers(-(10**9), 10**9).map(lambda n: n / 1000)
        | st.integers(-(10**15), 10**15).map(lambda n: n / 200),
        min_size=1,
    )
)
def test_cents_are_rounded_as_the_built_in_does(values):
    assert round_cents(np.array(values)).tolist() == [round(v, 2) for v in values]


def test_texts_of_digits_need_no_shapes():
    texts = column(["007", "12", "9" * 400])

    parsed = parse_whole(texts)

    assert are_whole(texts)
    assert parsed.values.tolist()[:2] == [7.0, 12.0]
    assert parsed.failed.tolist() == [2]
    assert not are_whole(column(["1", "1.0"]))
