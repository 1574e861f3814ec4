"""Texts are placed by their content words, each by itself."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from models.encoders.phrases import plain_text
from models.encoders.text import TextEncoder, content_words


def test_markup_is_no_content():
    html = (
        "<p>Hiring&nbsp;a <a href='http://x.example/cash'>CFO</a></p><code>cash</code>"
    )
    markdown = (
        "Hiring a [CFO](http://x.example/cash) `cash` **now** https://cash.example"
    )

    assert content_words(html) == ["hiring", "cfo", "hiring cfo"]
    assert "cash" not in content_words(markdown)


def test_comparison_signs_are_no_markup():
    assert "2 < 3 and 5 > 4" in plain_text("2 < 3 and 5 > 4")


def test_shared_content_is_near():
    texts = ["hiring sales people", "hiring people in sales", "tax audit", "tax audits"]
    X = TextEncoder().fit_transform([[text] for text in texts])

    near = ((X[0] - X[1]) ** 2).sum()
    far = ((X[0] - X[2]) ** 2).sum()
    assert near < 0.6 * far
    assert X[2] == pytest.approx(X[3])


@pytest.mark.parametrize(
    "texts",
    [
        ["cash"],
        ["cash", "cash"],
        ["the", "and"],
        ["cash", None],
        ["!!", None, "cash tax"],
    ],
    ids=["one", "equal", "common words only", "with a blank", "with marks"],
)
def test_small_rosters_work(texts):
    X = TextEncoder(n_components=32).fit_transform(
        np.array([[text] for text in texts], dtype=object)
    )

    assert X.shape[0] == len(texts)
    assert X.shape[1] >= 1


def test_text_without_a_known_word_is_unknown():
    encoder = TextEncoder().fit([["cash flow"], ["tax audit"]])

    X = encoder.transform([["zorbing"], ["cash"]])

    assert np.isnan(X).all(axis=1).tolist() == [True, False]


def test_rows_have_length_one():
    X = TextEncoder().fit_transform([["cash flow"], ["tax audit"], ["cash tax"]])

    assert (X**2).sum(axis=1) == pytest.approx(1.0)


def test_many_texts_take_the_sparse_way_and_keep_the_geometry():
    rng = np.random.default_rng(0)
    words = np.array([f"word{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(400)])
    texts = [[" ".join(rng.choice(words, 12))] for _ in range(300)]
    order = rng.permutation(300)

    one = TextEncoder(n_components=8).fit(texts).transform(texts)
    two = TextEncoder(n_components=8).fit([texts[i] for i in order]).transform(texts)
    three = TextEncoder(n_components=8, random_state=5).fit(texts).transform(texts)

    assert one.shape == (300, 8)
    assert np.array_equal(one, two)
    assert ((one[:, None] - one[None]) ** 2).sum(axis=2) == pytest.approx(
        ((three[:, None] - three[None]) ** 2).sum(axis=2), abs=1e-6
    )


def test_another_vectorizer_can_be_plugged_in():
    texts = [["cash flow"], ["tax audit"], ["cash tax"]]

    X = TextEncoder(vectorizer=CountVectorizer()).fit_transform(texts)

    assert ((X[0] - X[2]) ** 2).sum() < ((X[0] - X[1]) ** 2).sum()
