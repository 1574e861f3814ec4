"""Who shares an interest: strangers included, nobody who opted out."""

import pytest

from matcher.suggest.connect import suggest_connect
from matcher.suggest.request import Request, SuggestParams
from tests.matcher.suggest.people import leader, pool_of, shown


def ask(pool, topic="", *, k=10, diversity=0.0, row=0):
    params = SuggestParams(diversity=diversity)
    return suggest_connect(pool, Request(row, topic, k, params))


def test_everyone_who_has_the_topic_is_shown_however_they_have_it(tmp_path):
    pool = pool_of(
        tmp_path,
        [
            leader(0),
            leader(1, gives="hiring"),
            leader(2, challenges="hiring"),
            leader(3, interests="sailing"),
            leader(4, challenges="cash flow"),
        ],
    )

    assert set(shown(ask(pool, "hiring"))) == {"L-1", "L-2"}
    assert shown(ask(pool, "sailing")) == ["L-3"]


def test_without_a_topic_own_interests_and_challenges_count_the_rare_ones_more(
    tmp_path,
):
    rows = [leader(0, interests="sailing; chess", challenges="hiring")]
    rows += [leader(k, interests="chess") for k in range(1, 9)]
    rows += [leader(9, interests="sailing; chess"), leader(10, interests="golf")]
    pool = pool_of(tmp_path, rows)

    found = shown(ask(pool, k=20))

    assert found[0] == "L-9"
    assert "L-10" not in found


def test_opted_out_and_objected_leaders_never_appear_and_strangers_do(tmp_path):
    rows = [leader(k, interests="sailing", consent_matching="yes") for k in range(5)]
    rows[2]["consent_matching"] = "no"
    pool = pool_of(tmp_path, rows, [("L-3", "L-0", "conflict", "no")])

    assert shown(ask(pool, "sailing")) == ["L-1", "L-4"]


def test_more_diversity_never_shows_people_more_alike(tmp_path):
    rows = [leader(0, interests="sailing")]
    rows += [
        leader(k, interests="sailing", industry=("Bakery", "Software", "Law")[k % 3])
        for k in range(1, 30)
    ]
    pool = pool_of(tmp_path, rows)
    kinds = {row["leader_id"]: row["industry"] for row in rows}

    alike = {kinds[i] for i in shown(ask(pool, "sailing", k=3, diversity=0.0))}
    mixed = {kinds[i] for i in shown(ask(pool, "sailing", k=3, diversity=0.9))}

    assert len(mixed) == 3 >= len(alike)


@pytest.mark.parametrize(
    ("topic", "k", "says"),
    [
        ("quantum knitting", 5, "such as Hiring"),
        ("用中文提问", 5, "such as Hiring"),
        ("hiring", 0, "ask for 1 or more"),
        ("", 5, "name a topic"),
    ],
    ids=["nobody shares it", "another language", "none wanted", "nothing known"],
)
def test_an_empty_page_has_a_reason_and_a_way_out(tmp_path, topic, k, says):
    rows = [leader(0), *(leader(n, challenges="hiring") for n in range(1, 5))]
    found = ask(pool_of(tmp_path, rows), topic, k=k)

    assert found.entries == ()
    assert says in found.why_empty


def test_everyone_opted_out_is_said(tmp_path):
    rows = [leader(k, challenges="hiring", consent_matching="no") for k in range(4)]

    found = ask(pool_of(tmp_path, rows), "hiring")

    assert "agreed" in found.why_empty


def test_more_than_the_roster_holds_is_answered_with_all_there_are(tmp_path):
    rows = [leader(k, challenges="hiring") for k in range(4)]

    found = ask(pool_of(tmp_path, rows), "hiring", k=500)

    assert len(found) == 3
    assert "nobody else" in found.remarks[0]
