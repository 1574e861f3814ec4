import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.roster.amounts import decimal_mark, parse_amount, plain_number

AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=2).map(float)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("36.9 Million", 36.9e6),
        ("18.3 MM", 18.3e6),
        ("$681,000,000,000", 681e9),
        ("3.00E+07", 3e7),
        ("2,41392E+11", 241392e6),
        ("17,50,000", 1_750_000),
        ("1.234.567,89", 1_234_567.89),
        ("€ 2,5 Mio", 2.5e6),
        ("1,2 Mrd", 1.2e9),
        ("10k", 10_000),
        ("$1M - $5M", math.sqrt(5) * 1e6),
        ("$1-5M", math.sqrt(5) * 1e6),
        ("50-200 employees", 100),
        ("50 to 200", 100),
        ("between 50 and 200", 100),
        ("50–200", 100),  # noqa: RUF001  # an en dash, as in typeset lists
        ("1,001+", 1001),
        ("10,000+ employees", 10_000),
        ("more than 1 million", 1e6),
        ("under $1M", 5e5),
        ("0-10", 5),
        ("(1,234)", -1234),
        ("-5", -5),
        ("5-", -5),
        ("1'234'567", 1_234_567),
        ("1 234 567,5", 1_234_567.5),
        ("1 234E+02", 123_400),
        ("1\u00a0234\u202f567", 1_234_567),
        ("₹ 5 crore", 5e7),
        ("5 lakh", 5e5),
        ("TEUR 500", 5e5),
        ("500 k€", 5e5),
        ("US$1.5bn", 1.5e9),
        ("2.5M USD", 2.5e6),
        ("ca. 500", 500),
        ("~500", 500),
        ("500 FTE", 500),
        ("0,5", 0.5),
        ("0.500", 0.5),
        ("Nov-50", math.sqrt(550)),
        ("10-Jan", math.sqrt(10)),
        ("१२", 12),  # any script's digits
        ("٣", 3),
    ],
)
def test_amounts_as_people_write_them(text, value):
    assert parse_amount(text).value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "text", ["-", "n/a", "N/A", "Unknown", "", "  ", "TBD", "not available", "#DIV/0!"]
)
def test_placeholders_are_unknown(text):
    assert math.isnan(parse_amount(text).value)


@pytest.mark.parametrize(
    "text",
    [
        "five",
        "12 34",
        "1.2.3",
        "1,23,45",
        "12abc",
        "$",
        "12%",
        "1e400",
        "9" * 400,
        "inf",
        "3 mil",
        "call me",
        "5-4-3",
        "10-5",
        "1,234,56",
        "--5",
        "5 apples",
    ],
)
def test_what_is_no_amount_is_not_guessed(text):
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("€5", "EUR"),
        ("5 CHF", "CHF"),
        ("US$5", "USD"),
        ("R$ 5", "BRL"),
        ("5", ""),
        ("A$5m", "AUD"),
        ("£5-£10", "GBP"),
        ("TEUR 5", "EUR"),
        ("5 zł", "PLN"),
    ],
)
def test_currencies_are_named(text, currency):
    assert parse_amount(text).currency == currency


@pytest.mark.parametrize(
    ("text", "dot", "comma"),
    [("1,234", 1234, 1.234), ("1.234", 1.234, 1234), ("1,234.5", 1234.5, 1234.5)],
)
def test_open_marks_follow_the_column(text, dot, comma):
    assert plain_number(text, ".") == dot
    assert plain_number(text, ",") == comma


def test_a_mark_that_is_clear_needs_no_column():
    assert decimal_mark("1,23") == ","
    assert decimal_mark("1.234.567") == ","
    assert decimal_mark("12345,678") == ","
    assert decimal_mark("1,234") == ""


@given(AMOUNTS)
def test_english_grouping_reads_back(amount):
    text = f"{amount:,.2f}"

    assert parse_amount(text).value == pytest.approx(amount, rel=1e-12)
    assert parse_amount(f"$ {text}").value == pytest.approx(amount, rel=1e-12)
    assert parse_amount(f"{text} EUR").value == pytest.approx(amount, rel=1e-12)


@given(AMOUNTS)
def test_continental_grouping_reads_back(amount):
    text = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))

    assert parse_amount(text, ",").value == pytest.approx(amount, rel=1e-12)


@given(AMOUNTS, st.sampled_from([" ", "'", "\u2019", "\u00a0", "\u202f"]))
def test_other_grouping_reads_back(amount, mark):
    text = f"{amount:,.2f}".replace(",", mark)

    assert parse_amount(text).value == pytest.approx(amount, rel=1e-12)


@given(
    st.integers(1, 999_999).map(lambda n: n / 1000),
    st.sampled_from([("k", 1e3), ("M", 1e6), (" million", 1e6), ("bn", 1e9)]),
)
def test_magnitudes_multiply(number, magnitude):
    word, factor = magnitude

    amount = parse_amount(f"{number:.3f}{word}")

    assert amount.value == pytest.approx(number * factor, abs=0.01)


@given(st.floats(min_value=1e-3, max_value=1e15).filter(lambda x: x == x // 1))
def test_exponents_read_back(value):
    assert parse_amount(f"{value:.14E}").value == pytest.approx(value, rel=1e-12)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_middle_of_a_range_lies_inside_it(one, other):
    low, high = sorted((one, other))

    middle = parse_amount(f"{low}-{high}").value

    assert low * (1 - 1e-12) <= middle <= high * (1 + 1e-12)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text):
    amount = parse_amount(text)

    assert amount is None or not math.isinf(amount.value)
