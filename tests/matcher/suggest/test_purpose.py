import numpy as np
import pytest

from matcher.suggest.purpose import concepts_of, read_purpose
from tests.matcher.suggest.people import leader, pool_of

ROWS = [
    leader(1, industry="Bakery", gives="Funding; export to Chile", country="USA"),
    leader(2, industry="Hospital", challenges="Funding", country="Germany"),
    leader(3, industry="Software", gives="kubernetes and databases", city="Chile"),
    leader(4, industry="Software publishers", needs="Kubernetes", country="DE"),
]


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    return pool_of(tmp_path_factory.mktemp("purpose"), ROWS).facts


def kinds(text):
    return {
        (concept.kind, concept.key or concept.name) for concept in concepts_of(text)
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("financing", {("theme", "Funding")}),
        ("a partner in Germany", {("country", "DE")}),
        ("Wer hilft mit Nachfolge?", {("theme", "Succession"), ("word", "hilft")}),
        ("kubernetes expert", {("word", "kubernetes")}),
        ("someone in the United Kingdom", {("country", "GB")}),
        ("hospitals", {("industry", "622")}),
        ("help us", set()),
        ("", set()),
    ],
)
def test_a_purpose_is_read_as_what_it_is_about(text, wanted):
    assert kinds(text) == wanted


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("financing", [1.0, 0.5, 0.0, 0.0]),
        ("Germany", [0.0, 0.8, 0.0, 0.8]),
        ("kubernetes", [0.0, 0.0, 1.0, 0.5]),
        ("hospital", [0.0, 0.8, 0.0, 0.0]),
        ("Chile", [1.0, 0.0, 0.8, 0.0]),
        ("software", [0.0, 0.0, 0.8, 0.8]),
    ],
)
def test_who_gives_it_comes_before_who_is_it_and_who_seeks_it(facts, text, levels):
    assert read_purpose(facts, text).relevance == pytest.approx(levels)


def test_all_of_a_purpose_is_better_than_a_part(facts):
    relevance = read_purpose(facts, "financing in Germany").relevance

    assert 0.0 < relevance[3] < relevance[0] < 1.0
    assert relevance[1] > relevance[3]


def test_a_rare_word_counts_more_than_a_common_one(tmp_path):
    rows = [leader(i, gives="welding") for i in range(9)] + [leader(9, gives="glazing")]
    facts = pool_of(tmp_path, rows).facts

    relevance = read_purpose(facts, "welding or glazing").relevance

    assert relevance[9] > relevance[0] > 0.0


def test_what_nobody_meets_is_told_and_counts_for_nothing(facts):
    with_word = read_purpose(facts, "financing zebras")

    assert with_word.unmet == ("zebras",)
    assert (with_word.relevance == read_purpose(facts, "financing").relevance).all()


def test_the_concepts_a_leader_meets_are_those_that_make_their_relevance(facts):
    purpose = read_purpose(facts, "financing, kubernetes or a hospital in Germany")

    for row in range(len(ROWS)):
        assert bool(purpose.met_by(row)) == bool(purpose.relevance[row] > 0.0)
    assert np.all(purpose.relevance <= 1.0)
