"""Themes are named by words that stand in the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.encoders.challenges import ChallengesEncoder
from models.encoders.phrases import lexicon_lines, words_of
from models.encoders.theme_words import THEME_PHRASES, THEME_TAGS
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
    assert names("Co-founder conflict") == ["Co-founders and partners"]
    assert names("How do I price? Raising prices scares me.") == ["Pricing"]
    assert names("Adopting AI across the company") == ["Digital tools and AI"]


@pytest.mark.parametrize(
    "text",
    [
        "contract manufacturing; near miss reporting",
        "storm contracts; resin contracts; audit preparation",
        "an audit by a friend",
        "We have 37 people and one password culture.",
        "an acceptable use policy",
        "selling to procurement",
        "Exit interviews say growth, and I cannot draw most of them a ladder.",
        "minority investors",
        "Twenty-six technicians. That is the whole business plan problem.",
        "a valuation without a pitch",
        "a runway of two miles; a board of oak; focus groups; vision tests",
        "The bakery next door recruits for a band; workers' compensation",
        "Raw denim without pricing; not hiring; our company's products",
        "Three quarters of growth in succession",
        "She sells our company's pastries at a premium",
        "ai clienti piace il pane",
    ],
)
def test_words_that_can_mean_something_else_name_no_theme(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("culture", "Culture"),
        ("focus", "Strategy and focus"),
        (" - Regulation ", "Regulation and legal"),
        ("a bakery; ai; bread", "Digital tools and AI"),
        ("['board']", "Board and governance"),
        ("Strategy and focus", "Strategy and focus"),
        ("m&a", "Buying companies"),
        ("bread\nsales\nbutter", "Sales"),
    ],
)
def test_a_tag_may_be_shorter_than_a_phrase(text, theme):
    assert names(text) == [theme]


def test_a_list_of_nothing_but_tags_is_read_as_tags():
    assert names("culture, board & focus") == [
        "Culture",
        "Board and governance",
        "Strategy and focus",
    ]
    assert names("SALES AND MARKETING") == ["Sales", "Marketing and brand"]
    assert names("bread, culture, focus") == []


def test_each_theme_is_named_by_its_own_name():
    assert [names(name) for name in theme_names()] == [[n] for n in theme_names()]


def test_a_mention_in_passing_in_a_long_text_names_no_theme():
    long = "We make bread and sell it to people who like bread. " * 12

    assert names(f"{long} One spoke of hiring.") == []
    assert names(f"{long} One spoke of hiring. It is hiring that hurts.") == ["Hiring"]
    assert names(f"How do I start hiring? {long}") == ["Hiring"]


def test_no_phrase_stands_for_two_themes():
    lines = [*lexicon_lines(THEME_PHRASES), *lexicon_lines(THEME_TAGS)]
    said = [
        tuple(word.stem for word in words_of(phrase))
        for _, words in lines
        for phrase in words.split(",")
    ]

    assert sorted(said) == sorted(set(said))
    assert () not in said


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
@settings(max_examples=100)
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
