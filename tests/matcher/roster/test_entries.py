import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.roster.entries import find_unwritten
from matcher.roster.lists import normalise_list, strip_markup
from matcher.roster.tidy import tidy_text

PIECES = st.sampled_from(
    [
        *"ab;é\u2003\u1680\u3000|<\n\"'[](){}-*•1é",
        "; ",
        "; a",
        "; b",
        "a; ",
        " ",
        "\n- ",
        "\n2. ",
        "<br>",
    ]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join).map(tidy_text)


@given(st.lists(TEXTS, max_size=30), st.integers(0, 2))
def test_only_lists_that_are_found_would_be_written_otherwise(texts, skipped):
    column = pa.array(texts, pa.large_string()).slice(skipped)

    found = find_unwritten(column)

    for text, is_found in zip(texts[skipped:], found.tolist(), strict=True):
        if not is_found:
            assert normalise_list(strip_markup(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "hiring; pricing; growth abroad",
        "hiring, keeping\nand paying; succession",
        "prose (with brackets), and more",
        "Größe; Ärger",
    ],
)
def test_what_is_written_well_is_not_found(text):
    assert find_unwritten(pa.array([text], pa.large_string())).tolist() == [False]


def test_many_entries_and_repeated_ones_are_found():
    texts = ["a; b; a", "; ".join(str(i) for i in range(60)), "a; b"]

    found = find_unwritten(pa.array(texts, pa.large_string()))

    assert found.tolist() == [True, True, False]
