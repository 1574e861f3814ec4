import re

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from matcher.roster.numbers import LARGE, OPEN_COMMA, OPEN_DOT, SAYS_COMMA, SAYS_DOT
from matcher.roster.shapes import shapes_of

FIGURES = st.text(alphabet="0123456789.,$ €'kM-", max_size=12)


def shape_by_definition(text: str) -> str:
    return re.sub(
        "[0-9]+",
        lambda run: ("0" if run[0][0] == "0" else "1") + "1" * (len(run[0]) - 1),
        text,
    )


def large(texts: list[str]) -> pa.Array:
    return pa.array(texts, pa.large_string())


@given(st.lists(FIGURES | st.text(max_size=6), max_size=30), st.integers(0, 3))
def test_a_shape_is_the_text_with_its_digits_alike(texts, skipped):
    shapes = shapes_of(large(texts).slice(skipped))

    found = [shapes.shapes[code] for code in shapes.codes]

    assert found == [shape_by_definition(text) for text in texts[skipped:]]


@given(st.lists(FIGURES, max_size=40))
def test_marks_are_counted_on_shapes_as_on_texts(texts):
    shapes = shapes_of(large(texts))

    for pattern in (SAYS_DOT, SAYS_COMMA, OPEN_DOT, OPEN_COMMA, LARGE):
        by_text = pc.match_substring_regex(
            large(texts), pattern.pattern.replace(r"\Z", "$")
        )
        assert shapes.count(pattern) == (pc.sum(by_text).as_py() or 0)
