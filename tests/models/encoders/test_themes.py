"""Themes are named by words that stand in the text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from models.encoders.challenges import ChallengesEncoder
from models.encoders.phrases import words_of
from models.encoders.themes import theme_names, themes

SENTENCES = [
    "We are running out of cash and hiring is hard.",
    "My co-founder and I disagree about pricing",
    "CASH-FLOW; succession planning; Going International",
    "I lead a family owned brewery in its third generation",
]


def names(text):
    return [theme.name for theme in themes([text])[0]]


def test_challenges_are_named():
    assert names("Cash flow; hiring") == ["Cash flow", "Hiring"]
    assert names("succession, burnout") == ["Succession", "Burnout and balance"]
    assert names("Co-founder conflict") == ["Co-founders and partners", "Communication"]
    assert names("How do I price? Raising prices scares me.") == ["Pricing"]
    assert names("Adopting AI across the company") == ["Digital tools and AI"]


def test_part_of_a_word_is_no_evidence():
    assert names("I maintain a retail chain of trailers") == []
    assert names("hired, taxi, cashier, boarding, tailor") == []


def test_blank_has_no_theme():
    assert themes([None, "", "n/a", float("nan")]) == [(), (), (), ()]


def test_evidence_stands_in_the_text():
    for text, found in zip(SENTENCES, themes(SENTENCES), strict=True):
        assert found
        assert all(words in text for theme in found for words in theme.evidence)


@given(
    st.lists(st.sampled_from(" ".join(SENTENCES).split()), max_size=12).map(" ".join)
)
@settings(deadline=None, max_examples=100)
def test_evidence_is_whole_words_of_the_text(text):
    own = [word.stem for word in words_of(text)]
    for theme in themes([text])[0]:
        for evidence in theme.evidence:
            stems = [word.stem for word in words_of(evidence)]
            runs = [own[i : i + len(stems)] for i in range(len(own))]
            assert evidence in text
            assert stems in runs


def test_there_are_themes_for_the_life_of_a_business():
    assert len(theme_names()) >= 30
    assert len(set(theme_names())) == len(theme_names())


def test_encoder_names_the_same_themes():
    encoder = ChallengesEncoder().fit([["hiring"], ["pricing"]])

    assert encoder.themes(SENTENCES) == themes(SENTENCES)
