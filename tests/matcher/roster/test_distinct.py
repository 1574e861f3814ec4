"""Equal texts are found by their hashes and told apart by themselves."""

import unicodedata

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from matcher.roster.distinct import are_distinct, first_equal
from matcher.roster.people import without_accents


def column(texts: list[str]) -> pa.ChunkedArray:
    return pa.chunked_array([texts[:3], texts[3:]], pa.large_string())


@given(st.lists(st.text("ab\0é", max_size=20), max_size=40))
def test_first_equal_is_where_a_list_finds_the_text(texts: list[str]) -> None:
    assert first_equal(column(texts)).tolist() == [texts.index(t) for t in texts]
    assert are_distinct(column(texts)) == (len(set(texts)) == len(texts))


def test_texts_that_differ_only_in_their_middle_are_distinct() -> None:
    """Their hashes meet, as only the ends of long texts are hashed."""
    texts = ["x" * 90 + mark + "y" * 90 for mark in "bac"]

    assert are_distinct(column(texts))
    assert not are_distinct(column([*texts, texts[0]]))


def test_a_slice_is_hashed_like_the_whole() -> None:
    texts = pa.array(["b", "a", "bc", "a"], pa.large_string()).slice(1)

    np.testing.assert_array_equal(first_equal(texts), [0, 1, 0])


def test_ids_that_count_are_distinct_and_blanks_are_equal() -> None:
    assert are_distinct(column([str(i) for i in range(1200)]))
    assert not are_distinct(column(["", "7", "", "8"]))


@given(st.lists(st.text(alphabet="aéÅñйŁ中क्\u0301\u034f\u0483\u05b0 -①", max_size=6)))
def test_accents_go_as_the_unicode_tables_say(texts):
    plain = without_accents(pa.array(texts, pa.large_string()))

    assert plain.to_pylist() == [
        "".join(
            character
            for character in unicodedata.normalize("NFKD", text)
            if unicodedata.category(character) != "Mn"
        )
        for text in texts
    ]
